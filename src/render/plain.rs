//! Runs of inlines in which nothing can need an escape: nearly all of an article.
//!
//! What needs one is decided in `escape.rs`, character by character. Here it is only told whether there is a character
//! that could be concerned at all.

use super::context::Container;
use crate::model::{Inline, Link};

/// Text may need an escape where it holds one of these.
const MARK: u8 = 1;

/// And where there are links, images or notes, beside whose brackets it may stand, one of these.
const BESIDE_BRACKETS: u8 = 2;

/// And in a heading, one of these.
const CLOSES_HEADING: u8 = 4;

/// And at the beginning of a line, where it begins with one of these.
const OPENS_BLOCK: u8 = 8;

/// What each byte is of these.
const KINDS: [u8; 256] = {
    let kinds = with([0; 256], b"\\*_~`$<&[]\n", MARK);
    let kinds = with(kinds, b"!(:^", BESIDE_BRACKETS);
    with(with(kinds, b"#", CLOSES_HEADING), b">#-+=:|", OPENS_BLOCK)
};

const fn with(mut kinds: [u8; 256], mut bytes: &[u8], kind: u8) -> [u8; 256] {
    while let Some((&first, rest)) = bytes.split_first() {
        #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
        {
            kinds[first as usize] |= kind;
        }
        bytes = rest;
    }
    kinds
}

fn kinds(byte: u8) -> u8 {
    KINDS.get(usize::from(byte)).copied().unwrap_or_default()
}

/// Whether no character of `inlines` can need an escape.
pub(super) fn is_plain(inlines: &[Inline], container: Container) -> bool {
    let beside = if inlines.iter().any(has_brackets) { BESIDE_BRACKETS } else { 0 };
    let closes = if container == Container::Heading { CLOSES_HEADING } else { 0 };
    let mut scan = Scan {
        concerned: MARK | beside | closes,
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
    /// The kinds of characters that may need an escape.
    concerned: u8,
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
        text.bytes().fold(0, |found, byte| found | kinds(byte)) & self.concerned == 0
    }
}

/// Whether text at the beginning of a line may open a block, or underline what stands before it.
fn opens_block(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.bytes().next() {
        _ if rest.len() == text.len() => text.bytes().next().map_or(0, kinds) & OPENS_BLOCK != 0,
        Some(byte) => matches!(byte, b'.' | b')'),
        None => true,
    }
}
