//! The stages one by one, with a change to the document between them: every picture becomes a link to it.
//!
//! ```console
//! $ cargo run --example stages -- fixtures/articles/scraped_rich_text_post/input.html
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use csdown::clean::UserRules;
use csdown::extract::metadata;
use csdown::markdown::parse;
use csdown::model::{Block, Document, Inline, Link};
use csdown::verify::equivalent;
use csdown::{Hints, Options, Report, dom, emit, extract, input, lower, normalize, render};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let (options, hints, mut report) = (Options::default(), Hints::default(), Report::default());

    // Bytes to text, text to tree, tree to article and what is known of it.
    let bytes = std::fs::read(path)?;
    let source = input::read(&bytes, &hints);
    let page = dom::parse(source.body(), &options.limits)?;
    let root = extract::root(&page, source.kind == input::Kind::Fragment)?;
    let metadata = metadata::read(Some(&page), &source, &hints);

    // Tree to document. What can be told of it is in the report.
    let base = metadata.source.as_ref().map(|source| source.value.as_str());
    let mut document = lower::lower(root, &UserRules::default(), base, &options, &mut report).document;
    link_pictures(&mut document);
    normalize::normalize(&mut document, &options, &mut report);
    eprintln!("{}", serde_json::to_string(&document)?);

    // Document to Markdown.
    let markdown = render::render(&document, &options);
    print!("{}{markdown}", emit::front_matter(&metadata, extract::status(&page), &options));

    // A Markdown parser reads back what was written.
    equivalent(&document, &parse(&markdown))?;
    Ok(())
}

/// Makes each picture that stands in a paragraph of the article a link.
fn link_pictures(document: &mut Document) {
    for block in &mut document.blocks {
        let Block::Paragraph(content) = block else { continue };
        for inline in content {
            if let Inline::Image(image) = inline {
                let text = if image.alt.is_empty() { "图" } else { &image.alt };
                let content = vec![Inline::Text(text.to_owned())];
                *inline = Inline::Link(Link { url: image.url.clone(), title: None, content });
            }
        }
    }
}
