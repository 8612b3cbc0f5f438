//! Runs of inlines in which nothing can need an escape: nearly all of an article.
//!
//! What needs one is decided in `escape.rs`, character by character. Here it is only told whether there is a character
//! that could be concerned at all.

use super::inline::Place;
use crate::model::{Inline, Link};

/// Text may need an escape where it holds one of these.
const MARKS: [bool; 256] = set(b"\\*_~`$<&[]\n");

/// And where there are links, images or notes, beside whose brackets it may stand, one of these.
const BESIDE_BRACKETS: [bool; 256] = set(b"!(:^");

/// And at the beginning of a line, where it begins with one of these.
const OPENS_BLOCK: [bool; 256] = set(b">#-+=:|");

const fn set(mut bytes: &[u8]) -> [bool; 256] {
    let mut set = [false; 256];
    while let Some((&first, rest)) = bytes.split_first() {
        #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
        {
            set[first as usize] = true;
        }
        bytes = rest;
    }
    set
}

fn has(set: &[bool; 256], byte: u8) -> bool {
    set.get(usize::from(byte)).is_some_and(|is_in| *is_in)
}

/// Whether no character of `inlines` can need an escape.
pub(super) fn is_plain(inlines: &[Inline], place: Place) -> bool {
    let mut scan = Scan {
        has_brackets: inlines.iter().any(has_brackets),
        is_heading: place == Place::Heading,
        at_line_start: matches!(place, Place::Paragraph { .. }),
        breaks_line: matches!(place, Place::Paragraph { .. }),
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
    has_brackets: bool,
    is_heading: bool,
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
        text.bytes().all(|byte| {
            !(has(&MARKS, byte)
                || (self.has_brackets && has(&BESIDE_BRACKETS, byte))
                || (self.is_heading && byte == b'#'))
        })
    }
}

/// Whether text at the beginning of a line may open a block, or underline what stands before it.
fn opens_block(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.bytes().next() {
        _ if rest.len() == text.len() => text.bytes().next().is_some_and(|byte| has(&OPENS_BLOCK, byte)),
        Some(byte) => matches!(byte, b'.' | b')'),
        None => true,
    }
}
