//! HTML as a list of tags and texts, read by two parsers that csdown's renderer does not use.

use std::collections::BTreeMap;

use scraper::Html;

/// A tag or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Start(String, BTreeMap<String, String>),
    End,
    Text(String),
}

/// Reads a fragment as XML.
pub fn of_xml(html: &str) -> Result<Vec<Piece>, String> {
    let xml = format!("<body>{html}</body>");
    let options = roxmltree::ParsingOptions { nodes_limit: u32::MAX, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(&xml, options)
        .map_err(|error| format!("not well-formed: {error}\n{html}"))?;
    let mut pieces = Vec::new();
    // `Some` is a node to read, `None` an end tag to write.
    let mut left = vec![Some(document.root_element())];
    while let Some(node) = left.pop() {
        let Some(node) = node else {
            pieces.push(Piece::End);
            continue;
        };
        if node.is_element() {
            let attributes = node.attributes().map(|a| (a.name().to_owned(), a.value().to_owned())).collect();
            pieces.push(Piece::Start(node.tag_name().name().to_owned(), attributes));
            left.push(None);
            left.extend(node.children().rev().map(Some));
        } else if let Some(text) = node.text() {
            push_text(&mut pieces, text);
        }
    }
    Ok(pieces)
}

/// Reads a fragment as HTML.
pub fn of_html(html: &str) -> Vec<Piece> {
    let page = Html::parse_document(&format!("<!doctype html><body>{html}</body>"));
    let body = page.root_element().child_elements().find(|element| element.value().name() == "body").unwrap();
    let mut pieces = Vec::new();
    let mut left = vec![Some(*body)];
    while let Some(node) = left.pop() {
        let Some(node) = node else {
            pieces.push(Piece::End);
            continue;
        };
        if let Some(element) = node.value().as_element() {
            // XML has no attribute for the namespace.
            let attributes = element.attrs().filter(|(name, _)| *name != "xmlns");
            let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            pieces.push(Piece::Start(element.name().to_owned(), attributes));
            left.push(None);
            left.extend(node.children().rev().map(Some));
        } else if let Some(text) = node.value().as_text() {
            push_text(&mut pieces, text);
        } else {
            // A comment, or anything else that the renderer does not write.
            pieces.push(Piece::Text(format!("{:?}", node.value())));
        }
    }
    pieces
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}
