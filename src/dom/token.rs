//! Tokens of a page.

use std::ops::Range;

use super::name::{Name, key};
use super::text::{Span, Texts};

/// A token of a page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token {
    /// `<name …>`
    Start(Tag),
    /// `</name>`
    End(Tag),
    /// One or more characters.
    Text(Span),
    /// A NUL outside raw text.
    Null,
    /// A comment, or other markup that the standard treats as one.
    Comment,
    /// `<!DOCTYPE …>`, and whether it selects quirks mode.
    Doctype { quirks: bool },
    /// The end of the page.
    Eof,
}

/// A start or end tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    /// The element's name, or [`Name::Other`].
    pub(super) name: Name,
    /// The name as text, in lower case.
    pub(super) text: Span,
    /// The attributes. Those of end tags are not used.
    pub(super) attributes: Attributes,
    pub(super) attribute_names: AttributeNames,
    /// Whether the tag ends in `/>`.
    pub(super) self_closing: bool,
}

/// A range of [`Dom::attributes`](super::arena::Dom::attributes).
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

/// An attribute of a tag. Of attributes with the same name the first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Attribute {
    /// The name in lower case.
    pub(super) name: Span,
    /// The value, with character references decoded.
    pub(super) value: Span,
    /// The [`key`] of the name: most names are no longer than it, and are known without a look into the page.
    key: u64,
}

impl Attribute {
    pub(super) fn new(name: Span, value: Span, texts: &Texts<'_>) -> Self {
        Self { name, value, key: key(texts.get(name).as_bytes()) }
    }

    /// Whether the first eight bytes of the name, which has `length` bytes, have this key.
    pub(super) const fn may_be_named(&self, length: usize, key: u64) -> bool {
        self.key == key && self.name.len() == length
    }
}

/// The names of the attributes of an element, each as one of a few bits: a quick test for those that it lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct AttributeNames(u16);

impl AttributeNames {
    /// The names of `attributes`, whose text is in `texts`.
    pub(super) fn of(attributes: &[Attribute], texts: &Texts<'_>) -> Self {
        Self(attributes.iter().fold(0, |bits, attribute| bits | Self::bit(texts.get(attribute.name))))
    }

    /// Whether one of the names may be `name`.
    #[inline]
    pub(super) const fn may_contain(self, name: &str) -> bool {
        self.0 & Self::bit(name) == Self::bit(name)
    }

    /// The bit of a name. Those of the most frequent names differ.
    #[inline]
    const fn bit(name: &str) -> u16 {
        match name.as_bytes() {
            &[first, .., last] => 1 << ((2 * first as usize + last as usize + name.len()) % 16),
            _ => 1,
        }
    }
}

/// The kinds of elements that contain only text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RawText {
    /// Text with character references.
    Rcdata,
    /// Text without character references.
    Rawtext,
    /// Text in which a comment may hide the end tag.
    Script,
    /// Text up to the end of the page.
    Plaintext,
}

/// Markup without an end, which hides the text after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Construct {
    /// `<p class=a`
    Tag,
    /// `<a title="…`
    QuotedValue,
    /// `<!-- …`, `<? …`, `<!…` and `</ …`
    Comment,
    /// `<svg><![CDATA[…`
    Section,
    /// `<script>…`, `<style>…`, `<title>…`, `<textarea>…` and others that contain only text.
    RawText,
}

impl Construct {
    /// Returns its name for messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tag => "a tag",
            Self::QuotedValue => "a quoted attribute value",
            Self::Comment => "a comment",
            Self::Section => "a CDATA section",
            Self::RawText => "an element that contains only text",
        }
    }
}
