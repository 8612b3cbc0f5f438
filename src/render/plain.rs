//! Detects runs of inlines in which nothing can need an escape, which is nearly all of an article.
//!
//! `escape.rs` decides character by character which ones need an escape. This file only checks whether any character
//! could be affected at all.

use super::context::Container;
use crate::model::{Inline, Link};

/// Characters that may need an escape anywhere in text.
const ANYWHERE: u8 = 1;

/// Brackets, which may need an escape anywhere in text, and nearly always next to those of links.
const BRACKETS: u8 = 32;

/// Characters that may also need an escape next to the brackets of links, images or footnote references.
const BESIDE_BRACKETS: u8 = 2;

/// Characters that may also need an escape after a footnote reference.
const AFTER_REFERENCES: u8 = 16;

/// Characters that may also need an escape in a heading.
const CLOSES_HEADING: u8 = 4;

/// Characters that may also need an escape at the start of a line.
const OPENS_BLOCK: u8 = 8;

/// The classes of each byte, as a bit set.
const CLASSES: [u8; 256] = {
    let classes = with(with([0; 256], b"\\*_~`$<&\n", ANYWHERE), b"[]", BRACKETS);
    let classes = with(with(classes, b"!^", BESIDE_BRACKETS), b"(:", AFTER_REFERENCES);
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
    let beside = inlines.iter().fold(0, |classes, inline| classes | classes_beside(inline));
    let closes = if container == Container::Heading { CLOSES_HEADING } else { 0 };
    let mut scan = Scan {
        is_one_text: matches!(inlines, [Inline::Text(_)]),
        relevant: ANYWHERE | BRACKETS | beside | closes,
        at_line_start: matches!(container, Container::Paragraph { .. }),
        breaks_line: matches!(container, Container::Paragraph { .. }),
    };
    scan.all(inlines)
}

/// Returns the classes of characters that may need an escape in a line with `inline`.
fn classes_beside(inline: &Inline) -> u8 {
    let beside =
        |content: &[Inline]| content.iter().fold(0, |classes, inline| classes | classes_beside(inline));
    match inline {
        Inline::Link(link) => BESIDE_BRACKETS | beside(&link.content),
        Inline::Image(_) => BESIDE_BRACKETS,
        Inline::FootnoteReference(_) => BESIDE_BRACKETS | AFTER_REFERENCES,
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content) => beside(content),
        Inline::Text(_) | Inline::Code(_) | Inline::Math(_) | Inline::Break => 0,
    }
}

struct Scan {
    /// Whether the line is one text, as most are, so that nothing follows what ends a text.
    is_one_text: bool,
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
        let found = text.bytes().fold(0, |found, byte| found | classes(byte)) & self.relevant;
        let literals = if self.relevant & BESIDE_BRACKETS == 0 { ANYWHERE | BRACKETS } else { ANYWHERE };
        found == 0 || (found & !literals == 0 && self.has_only_literals(text.as_bytes()))
    }

    /// Whether the neighbours of each character that may need an escape show that it needs none.
    fn has_only_literals(&self, text: &[u8]) -> bool {
        let may_be_markup = |byte: u8| classes(byte) & (ANYWHERE | BRACKETS) != 0;
        text.iter().enumerate().filter(|(_, byte)| may_be_markup(**byte)).all(|(index, byte)| {
            let before = index.checked_sub(1).and_then(|before| text.get(before));
            match text.get(index + 1) {
                Some(after) => is_literal(before.copied(), *byte, *after),
                None => *byte == b']' && self.is_one_text,
            }
        })
    }
}

/// Whether `byte` between these bytes is no markup: `snake_case`, `a * b`, `a & b`, `a < b`, `C:\dir`, `a[1]`.
fn is_literal(before: Option<u8>, byte: u8, after: u8) -> bool {
    match byte {
        b'[' => before.is_some() && after != b'^',
        b']' => after != b'(',
        b'_' => before.is_some_and(|before| before.is_ascii_alphanumeric()) && after.is_ascii_alphanumeric(),
        b'*' => before == Some(b' ') && after == b' ',
        b'&' | b'<' => after == b' ' || !after.is_ascii(),
        b'\\' => after.is_ascii_alphanumeric() || !after.is_ascii(),
        _ => false,
    }
}

/// Whether text at the start of a line could open a block or underline the previous line.
fn opens_block(text: &str) -> bool {
    // Nearly all text begins with a letter.
    if let [b'A'..=b'Z' | b'a'..=b'z' | 0x80.., ..] = text.as_bytes() {
        return false;
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some('.' | ')'), after) if rest.len() < text.len() => after.is_none_or(char::is_whitespace),
        (Some(_), _) if rest.len() < text.len() => false,
        (Some('>') | None, _) => true,
        (Some(c), after) => {
            let may_open = u8::try_from(c).map_or(0, classes) & OPENS_BLOCK != 0;
            may_open && !after.is_some_and(char::is_alphanumeric)
        }
    }
}
