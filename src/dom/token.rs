//! What the tokenizer makes of a page.

use std::ops::Range;

use super::name::Name;
use super::text::Span;

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token {
    /// `<name …>`
    Start(Tag),
    /// `</name>`
    End(Tag),
    /// Characters, at least one.
    Text(Span),
    /// A NUL among the characters of an element that holds more than text.
    Null,
    /// A comment, or what the standard makes one of.
    Comment,
    /// `<!DOCTYPE …>`; whether it asks for the ways of old browsers.
    Doctype { quirks: bool },
    /// The end of the page.
    Eof,
}

/// A start or end tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    /// The element's name, if it is one that is known.
    pub(super) name: Name,
    /// Its name as written, in lower case.
    pub(super) text: Span,
    /// Its attributes; nobody asks for those of an end tag.
    pub(super) attributes: Attributes,
    /// Whether it ends in `/>`.
    pub(super) self_closing: bool,
}

/// A range of the attributes of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Attributes {
    pub(super) const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// An attribute of a start tag. Of two of one name the first counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute {
    /// In lower case.
    pub(super) name: Span,
    /// Entities decoded.
    pub(super) value: Span,
}

/// The content of elements that hold text only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RawText {
    /// Text in which entities are decoded.
    Rcdata,
    /// Text as it stands.
    Rawtext,
    /// Text in which comments may hide an end tag.
    Script,
    /// Text up to the end of the page.
    Plaintext,
}
