//! HTML text to a tree, within bounds.

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};

use super::Dom;
use super::sink::Sink;
use crate::error::{Error, Result};
use crate::options::Limits;

/// How many bytes are parsed between two looks at the number of nodes: a few bytes of unclosed formatting
/// elements can make thousands of nodes each, so a look after parsing would come too late.
const PIECE: usize = 4096;

/// How many nodes there may be for each byte of a page, and how many beside: an unclosed link or `font` is opened again
/// in every paragraph after it, and a thousand of them a thousand times each.
const NODES: (usize, usize) = (4, 1000);

/// Likewise how many bytes of attributes.
const ATTRIBUTE_BYTES: (usize, usize) = (64, 1 << 20);

/// What a page of so many bytes may have.
const fn share((each, beside): (usize, usize), bytes: usize) -> usize {
    bytes.saturating_mul(each).saturating_add(beside)
}

/// Parses a page or a fragment.
///
/// Never fails on bad HTML: like a browser it makes the best of it. Elements below `limits.depth` levels are
/// flattened into their parents ([`Dom::flattened`] counts them).
///
/// # Errors
///
/// [`Error::LimitExceeded`] when `html` is longer than `limits.bytes` or makes more than `limits.nodes` nodes or
/// `limits.attributes` attributes, or when elements that are never closed make more of either than is in any proportion
/// to the page.
///
/// ```
/// use csdown::{Limits, dom};
/// let page = dom::parse("<p id=a>一<b>二", &Limits::default())?;
/// assert_eq!(page.by_id("a").map(|p| p.text().into_owned()), Some("一二".to_owned()));
/// # Ok::<(), csdown::Error>(())
/// ```
pub fn parse(html: &str, limits: &Limits) -> Result<Dom> {
    if html.len() > limits.bytes {
        return Err(Error::LimitExceeded { what: "bytes", max: limits.bytes });
    }
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    let most_nodes = limits.nodes.min(share(NODES, html.len()));
    let most_bytes = share(ATTRIBUTE_BYTES, html.len());
    let mut parser = parse_document(Sink::new(), options);
    for piece in pieces(html) {
        parser.process(StrTendril::from_slice(piece));
        let sink = &parser.tokenizer.sink.sink;
        if sink.len() > most_nodes {
            return Err(Error::LimitExceeded { what: "nodes", max: most_nodes });
        }
        let attributes = sink.attributes();
        if attributes.count > limits.attributes {
            return Err(Error::LimitExceeded { what: "attributes", max: limits.attributes });
        }
        if attributes.bytes > most_bytes {
            return Err(Error::LimitExceeded { what: "bytes of attributes", max: most_bytes });
        }
    }
    let mut dom = parser.finish();
    dom.flatten_below(limits.depth);
    Ok(dom)
}

/// Cuts `text` at character boundaries into pieces of about [`PIECE`] bytes.
fn pieces(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if text.is_empty() {
            return None;
        }
        let end = (PIECE..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        let (piece, rest) = text.split_at(end);
        text = rest;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::super::depth::depth_of;
    use super::*;

    #[test]
    fn pieces_never_cut_a_character() {
        let text = "汉".repeat(5000);
        assert_eq!(pieces(&text).collect::<String>(), text);
    }

    #[test]
    fn images_closed_like_containers_hold_nothing() {
        let dom = parse("<p><img src=a>文<b>字</b></img></p>", &Limits::default()).unwrap();
        let image = dom.elements().find(|e| e.tag() == "img").unwrap();
        assert_eq!(image.node().children().count(), 0);
        assert_eq!(image.node().parent_element().unwrap().tag(), "p");
    }

    #[test]
    fn nesting_below_the_limit_is_flattened_and_keeps_its_text() {
        let html = format!("{}深{}浅", "<div>".repeat(2_000), "</div>".repeat(2_000));
        let limits = Limits { depth: 100, ..Limits::default() };
        let dom = parse(&html, &limits).unwrap();
        assert!(depth_of(dom.root()) <= 100);
        assert!(dom.flattened() > 1_800);
        assert_eq!(dom.root().text(), "深浅");
    }

    #[test]
    fn nodes_are_counted_while_parsing() {
        let soup: Vec<String> = (0..20_000).map(|i| format!("<p><font a{i}=1>")).collect();
        let limits = Limits { nodes: 50_000, ..Limits::default() };
        assert_eq!(
            parse(&soup.concat(), &limits).unwrap_err(),
            Error::LimitExceeded { what: "nodes", max: 50_000 }
        );
    }

    #[test]
    fn attributes_are_counted_while_parsing() {
        let parsed = |html: &str, attributes| {
            parse(html, &Limits { attributes, ..Limits::default() })
                .map(|_| ())
                .map_err(|error| error.to_string())
        };
        assert_eq!(parsed("<p a b><i c>", 3), Ok(()));
        assert_eq!(parsed("<p a b><i c d>", 3), Err("attributes limit passed: more than 3".to_owned()));
        let reopened = format!("<p><a href={}>{}", "a".repeat(10_000), "<p>a".repeat(1_000));
        assert!(parsed(&reopened, 3_000).unwrap_err().starts_with("bytes of attributes limit passed: "));
    }

    #[test]
    fn lines_count_from_one() {
        let dom = parse("<p>a</p>\n<p>b</p>", &Limits::default()).unwrap();
        let lines: Vec<_> = dom.elements().filter(|e| e.tag() == "p").map(|e| e.node().line()).collect();
        assert_eq!(lines, [1, 2]);
    }

    #[test]
    fn noscript_holds_elements() {
        let dom = parse("<body><noscript><img src=a></noscript>", &Limits::default()).unwrap();
        assert!(dom.elements().any(|e| e.tag() == "img"));
    }
}
