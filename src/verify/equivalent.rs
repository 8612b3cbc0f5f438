//! Compares a document with the one parsed from its Markdown.

use crate::model::{Block, Details, Document, Inline, Link, Table, TableForm, Tag, plain_text};
use crate::render::render;

use crate::markdown::html_source;

/// Checks that `reparsed` has the same content as `normalised`.
///
/// Equality is exact except for what Markdown cannot express: emphasis equals `<strong>`, `<em>` or `<del>`, which
/// are used where delimiters would not be recognised; a bare URL equals the link that GitHub makes of it; an HTML
/// table and the summary of `<details>` are compared by their source; and the `header` field of cells in a GFM table is ignored.
///
/// # Errors
///
/// Describes the first pair of blocks that differ, or the number of blocks if one document is longer.
pub fn equivalent(normalised: &Document, reparsed: &Document) -> Result<(), String> {
    let mut expected = normalised.clone();
    let mut found = reparsed.clone();
    let (links, found_links) = (comparable(&mut expected.blocks), comparable(&mut found.blocks));
    for (index, (a, b)) in expected.blocks.iter().zip(&found.blocks).enumerate() {
        if a != b {
            return Err(format!("block {index}: expected {a:?}, found {b:?}"));
        }
    }
    let (a, b) = (expected.blocks.len(), found.blocks.len());
    if a != b {
        return Err(format!("expected {a} blocks, found {b}"));
    }
    if links > found_links {
        return Err(format!("expected {links} links to what they say, found {found_links}"));
    }
    Ok(())
}

/// Converts `blocks` to comparable form. Returns the number of links that became bare URLs.
fn comparable(blocks: &mut [Block]) -> usize {
    let mut links = 0;
    for block in blocks {
        links += match block {
            Block::Table(table) if table.form == TableForm::Html => {
                let alone = Document { blocks: vec![Block::Table(std::mem::take(table))] };
                *block = html_source(&render(&alone, &crate::Options::default()));
                0
            }
            Block::Table(table) => cells(table),
            Block::Paragraph(content) => plain_line(content),
            Block::Heading(heading) => plain_line(&mut heading.content),
            Block::Quote(inner) => comparable(inner),
            Block::Details(details) => {
                let line = Details { summary: std::mem::take(&mut details.summary), blocks: Vec::new() };
                let alone = Document { blocks: vec![Block::Details(line)] };
                details.summary = vec![Inline::Text(render(&alone, &crate::Options::default()))];
                comparable(&mut details.blocks)
            }
            Block::Footnote(note) => comparable(&mut note.blocks),
            Block::List(list) => list.items.iter_mut().map(|item| comparable(&mut item.blocks)).sum(),
            Block::Code(_) | Block::Math(_) | Block::Rule => 0,
        };
    }
    links
}

fn cells(table: &mut Table) -> usize {
    let cells = table.rows.iter_mut().flatten().map(|cell| {
        cell.header = false;
        comparable(&mut cell.blocks)
    });
    cells.sum()
}

fn plain_line(line: &mut Vec<Inline>) -> usize {
    let mut links = 0;
    for inline in std::mem::take(line) {
        let inline = match inline {
            Inline::Link(to) if is_autolink(&to) => {
                links += 1;
                Inline::Text(plain_text(&to.content))
            }
            Inline::Element(Tag::Strong, content) => Inline::Strong(content),
            Inline::Element(Tag::Em, content) => Inline::Emphasis(content),
            Inline::Element(Tag::Del, content) => Inline::Strike(content),
            other => other,
        };
        push(line, inline, &mut links);
    }
    links
}

fn push(line: &mut Vec<Inline>, mut inline: Inline, links: &mut usize) {
    if let Inline::Strong(content)
    | Inline::Emphasis(content)
    | Inline::Strike(content)
    | Inline::Element(_, content)
    | Inline::Link(Link { content, .. }) = &mut inline
    {
        *links += plain_line(content);
    }
    match (line.last_mut(), inline) {
        (Some(Inline::Text(text)), Inline::Text(more)) => text.push_str(&more),
        (_, inline) => line.push(inline),
    }
}

/// Whether `link` points to the URL it shows, as GitHub's autolinks do.
fn is_autolink(link: &Link) -> bool {
    let [Inline::Text(text)] = link.content.as_slice() else { return false };
    let missing = ["", "http://", "mailto:"];
    link.title.is_none() && missing.iter().any(|scheme| link.url.strip_prefix(scheme) == Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    #[test]
    fn reports_the_first_difference() {
        let difference = equivalent(&parse("a\n\nb"), &parse("a\n\nc")).unwrap_err();
        assert!(difference.contains("block 1"));
    }

    #[test]
    fn url_may_become_a_link_but_not_the_reverse() {
        let (link, text) = (parse("<http://a.b>c"), parse("http://a.bc"));
        assert!(equivalent(&text, &link).is_ok() && equivalent(&link, &text).is_err());
    }
}
