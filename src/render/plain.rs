//! Detects runs of inlines in which nothing can need an escape, which is nearly all of an article.
//!
//! `escape.rs` decides character by character which ones need an escape. This file only checks whether any character
//! could be affected at all.

use super::context::Container;
use crate::model::{Inline, Link};

/// Characters that may need an escape anywhere in text.
const ANYWHERE: u8 = 1;

/// Characters that may also need an escape next to the brackets of links, images or footnote references.
const BESIDE_BRACKETS: u8 = 2;

/// Characters that may also need an escape in a heading.
const CLOSES_HEADING: u8 = 4;

/// Characters that may also need an escape at the start of a line.
const OPENS_BLOCK: u8 = 8;

/// The classes of each byte, as a bit set.
const CLASSES: [u8; 256] = {
    let classes = with([0; 256], b"\\*_~`$<&[]\n", ANYWHERE);
    let classes = with(classes, b"!(:^", BESIDE_BRACKETS);
    with(with(classes, b"#", CLOSES_HEADING), b">#-+=:|", OPENS_BLOCK)
};

const fn with(mut classes: [u8; 256], mut bytes: &[u8], kind: u8) -> [u8; 256] {
    while let Some((&first, rest)) = bytes.split_first() {
        #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
        {
            classes[first as usize] |= kind;
        }
        bytes = rest;
    }
    classes
}

fn classes(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or_default()
}

/// Whether no character of `inlines` can need an escape.
pub(super) fn is_plain(inlines: &[Inline], container: Container) -> bool {
    let beside = if inlines.iter().any(has_brackets) { BESIDE_BRACKETS } else { 0 };
    let closes = if container == Container::Heading { CLOSES_HEADING } else { 0 };
    let mut scan = Scan {
        relevant: ANYWHERE | beside | closes,
        at_line_start: matches!(container, Container::Paragraph { .. }),
        breaks_line: matches!(container, Container::Paragraph { .. }),
    };
    scan.all(inlines)
}

fn has_brackets(inline: &Inline) -> bool {
    match inline {
        Inline::Link(_) | Inline::Image(_) | Inline::FootnoteReference(_) => true,
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content) => content.iter().any(has_brackets),
        Inline::Text(_) | Inline::Code(_) | Inline::Math(_) | Inline::Break => false,
    }
}

struct Scan {
    /// The classes of characters that may need an escape here.
    relevant: u8,
    at_line_start: bool,
    breaks_line: bool,
}

impl Scan {
    fn all(&mut self, inlines: &[Inline]) -> bool {
        inlines.iter().all(|inline| {
            let is_plain = self.one(inline);
            self.at_line_start = match inline {
                Inline::Break => self.breaks_line,
                Inline::Text(text) => self.at_line_start && text.is_empty(),
                _ => false,
            };
            is_plain
        })
    }

    fn one(&mut self, inline: &Inline) -> bool {
        match inline {
            Inline::Text(text) => self.text(text) && !(self.at_line_start && opens_block(text)),
            Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Strike(content)
            | Inline::Element(_, content)
            | Inline::Link(Link { content, .. }) => {
                self.at_line_start = false;
                self.all(content)
            }
            Inline::Image(image) => self.text(&image.alt),
            Inline::Code(_) | Inline::Math(_) | Inline::Break | Inline::FootnoteReference(_) => true,
        }
    }

    fn text(&self, text: &str) -> bool {
        text.bytes().fold(0, |found, byte| found | classes(byte)) & self.relevant == 0
    }
}

/// Whether text at the start of a line could open a block or underline the previous line.
fn opens_block(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.bytes().next() {
        _ if rest.len() == text.len() => text.bytes().next().map_or(0, classes) & OPENS_BLOCK != 0,
        Some(byte) => matches!(byte, b'.' | b')'),
        None => true,
    }
}
