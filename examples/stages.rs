//! Runs the stages one by one, and changes the document between them: every image becomes a link to it.
//!
//! ```console
//! $ cargo run --example stages -- fixtures/articles/scraped_rich_text_post/input.html
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use csdown::dom;
use csdown::model::{Block, Document, Inline, Link};
use csdown::parse_markdown;
use csdown::stages::clean::UserRules;
use csdown::stages::{extract, front_matter, input, lower, normalize, render};
use csdown::verify::equivalent;
use csdown::{Hints, Options, Report};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let (options, hints, mut report) = (Options::default(), Hints::default(), Report::default());

    // Bytes to text, text to tree, tree to article.
    let bytes = std::fs::read(path)?;
    let source = input::read(&bytes, &hints);
    let page = dom::parse(source.body(), &options.limits)?;
    let article = extract::article(&page, &source, &hints)?;

    // Article to document. Warnings and removals go to the report.
    let lowered = lower::lower(article.root, &UserRules::default(), article.url(), &options, &mut report);
    let mut document = lowered.document;
    link_images(&mut document);
    normalize::normalize(&mut document, &options, &mut report);
    eprintln!("{}", serde_json::to_string(&document)?);

    // Document to Markdown.
    let markdown = render::render(&document, &options);
    print!("{}{markdown}", front_matter::write(&article.metadata, article.status, &options));

    // A Markdown parser reads the same document back.
    equivalent(&document, &parse_markdown(&markdown))?;
    Ok(())
}

/// Replaces each image in a paragraph of the article with a link.
fn link_images(document: &mut Document) {
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
