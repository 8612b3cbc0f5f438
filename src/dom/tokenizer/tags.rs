//! Tags and their attributes.

use std::ops::Range;

use memchr::{memchr, memchr2, memchr3};

use super::{Tokenizer, ends_name, is_whitespace};
use crate::dom::character_references::decode_attribute;
use crate::dom::name::Name;
use crate::dom::text::Span;
use crate::dom::token::{Attribute, AttributeNames, Attributes, Construct, Tag};

/// The number of unclosed quotes that are recorded.
const MAX_UNCLOSED_QUOTES: usize = 20;

impl Tokenizer<'_> {
    /// The tag whose name begins in `skip` bytes. `None` if the page ends within it.
    pub(super) fn read_tag(&mut self, skip: usize) -> Option<Tag> {
        let (text, end) = self.lower_case_name(self.at + skip, ends_name);
        let name = Name::of(self.texts.get(text).as_bytes());
        let first = self.attributes.len();
        let Some((end, self_closing)) = self.read_attributes(end) else {
            self.end_within(Construct::Tag, self.start);
            self.at = self.source.len();
            self.max_tag_attributes = self.max_tag_attributes.max(self.attributes.len() - first);
            self.attributes.truncate(first);
            return None;
        };
        self.at = end;
        self.max_tag_attributes = self.max_tag_attributes.max(self.attributes.len() - first);
        let attributes = self.attributes_from(first);
        let own = self.attributes.get(attributes.range()).unwrap_or_default();
        let attribute_names = AttributeNames::of(own, &self.texts);
        Some(Tag { name, text, attributes, attribute_names, self_closing })
    }

    fn attributes_from(&self, first: usize) -> Attributes {
        let Span { start, end } = Span::new(first, self.attributes.len());
        Attributes { start, end }
    }

    /// The name at `start`, in lower case, and its end. The first byte is part of it, even an equals sign.
    fn lower_case_name(&mut self, start: usize, ends: impl Fn(u8) -> bool) -> (Span, usize) {
        let is_lower = |byte: u8| !byte.is_ascii_uppercase() && byte != 0;
        let mut are_lower = self.byte(start).is_none_or(is_lower);
        let end = self.find(start + 1, |byte| {
            are_lower &= is_lower(byte);
            ends(byte)
        });
        if are_lower {
            return (Span::new(start, end), end);
        }
        let name = self.slice(start..end).to_ascii_lowercase().replace('\0', "\u{fffd}");
        (self.texts.keep(&name), end)
    }

    /// Reads the attributes from `at` on. Returns the end of the tag and whether it is self-closing.
    fn read_attributes(&mut self, mut at: usize) -> Option<(usize, bool)> {
        loop {
            match self.byte(at)? {
                b'>' => return Some((at + 1, false)),
                b'/' if self.byte(at + 1) == Some(b'>') => return Some((at + 2, true)),
                b'/' => at += 1,
                byte if is_whitespace(byte) => at += 1,
                _ => at = self.read_attribute(at)?,
            }
        }
    }

    /// Reads the attribute at `start`. Returns its end.
    fn read_attribute(&mut self, start: usize) -> Option<usize> {
        let (name, end) = self.lower_case_name(start, |byte| ends_name(byte) || byte == b'=');
        let equals = self.find(end, |byte| !is_whitespace(byte));
        if self.byte(equals)? != b'=' {
            self.attributes.push(Attribute::new(name, Span::default(), &self.texts));
            return Some(equals);
        }
        let begin = self.find(equals + 1, |byte| !is_whitespace(byte));
        let (value, end) = match self.byte(begin)? {
            quote @ (b'"' | b'\'') => self.quoted_value(begin, quote)?,
            _ => self.bare_value(begin)?,
        };
        self.attributes.push(Attribute::new(name, value, &self.texts));
        Some(end)
    }

    /// Records a quoted value if its quote is unclosed, so that the next one, of another attribute, ends it:
    /// `<img alt="图><p>文</p><a href="…">`.
    fn check_quotes(&mut self, value: Range<usize>) {
        let text = self.slice(value.clone());
        if text.ends_with('=')
            && memchr(b'<', text.as_bytes()).is_some()
            && self.unclosed_quotes.len() < MAX_UNCLOSED_QUOTES
        {
            self.unclosed_quotes.push(Span::new(value.start - 1, value.end));
        }
    }

    /// A value without quotes, and its end. `None` if the page ends in it.
    fn bare_value(&mut self, begin: usize) -> Option<(Span, usize)> {
        let end = self.find(begin, |byte| is_whitespace(byte) || byte == b'>');
        self.byte(end)?;
        Some((self.decoded_value(begin..end), end))
    }

    /// A value from its quote at `begin` on, and the offset after it. `None` if the quote is not closed.
    fn quoted_value(&mut self, begin: usize, quote: u8) -> Option<(Span, usize)> {
        let start = begin + 1;
        let rest = self.rest(start);
        let first = start + memchr3(quote, b'&', 0, rest).unwrap_or(rest.len());
        let end = self.find_byte(first, quote);
        if end == self.source.len() {
            self.end_within(Construct::QuotedValue, begin);
            return None;
        }
        self.check_quotes(start..end);
        let value = if first == end { Span::new(start, end) } else { self.decoded_value(start..end) };
        Some((value, end + 1))
    }

    fn decoded_value(&mut self, range: Range<usize>) -> Span {
        let text = self.slice(range.clone());
        match memchr2(b'&', 0, text.as_bytes()) {
            None => Span::new(range.start, range.end),
            Some(_) => self.texts.keep(&decode_attribute(text).replace('\0', "\u{fffd}")),
        }
    }
}
