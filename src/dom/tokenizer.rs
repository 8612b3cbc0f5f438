//! The tokenization stage of the HTML standard: text to tags, texts and comments.
//!
//! Nothing is copied: a text, a name or a value is a [`Span`] of the source, or of the decoded texts that follow it.
//! The tree builder decides which elements contain only text (`script`, `title`, …).

mod tags;

use std::ops::Range;

use memchr::{memchr, memchr2, memchr3, memmem};

use super::character_references::decode_entities;
use super::quirks;
use super::tag_cache::{Key, TagCache};
use super::text::{Span, Texts};
use super::token::{Attribute, Construct, RawText, Tag, Token};
use super::word::{WORD, Word};

/// Reads a page token by token.
#[derive(Debug)]
pub(super) struct Tokenizer<'s> {
    source: &'s str,
    /// The offset of the next token.
    at: usize,
    /// The texts that spans refer to.
    pub(super) texts: Texts<'s>,
    /// The attributes of all tags. Identical tags share theirs.
    pub(super) attributes: Vec<Attribute>,
    /// The greatest number of attributes of one tag.
    pub(super) max_tag_attributes: usize,
    tag_cache: TagCache,
    /// The first byte of the last token.
    start: usize,
    next: Next,
    /// The construct that the page ends in, and its first byte.
    pub(super) unfinished: Option<(Construct, usize)>,
    /// The first values with an unclosed quote, each from its quote to the next.
    pub(super) unclosed_quotes: Vec<Span>,
}

/// What comes next.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// Markup and text.
    Any,
    /// The text of an element of this name that contains only text.
    RawText(RawText, Span),
    /// A CDATA section up to this offset.
    Section(usize),
}

#[derive(Debug, Clone, Copy)]
enum Markup {
    StartTag,
    EndTag,
    /// A comment, or something that the standard treats as one or ignores.
    Other,
}

const fn is_whitespace(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\x0c')
}

const fn ends_name(byte: u8) -> bool {
    is_whitespace(byte) || matches!(byte, b'/' | b'>')
}

impl<'s> Tokenizer<'s> {
    /// `source` must not contain `\r`.
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            at: 0,
            texts: Texts::new(source),
            // An article has about one attribute per hundred bytes, most of them repeated.
            attributes: Vec::with_capacity(source.len() / 192),
            max_tag_attributes: 0,
            tag_cache: TagCache::default(),
            start: 0,
            next: Next::Any,
            unfinished: None,
            unclosed_quotes: Vec::new(),
        }
    }

    /// The length of the page in bytes.
    pub(super) const fn length(&self) -> usize {
        self.source.len()
    }

    /// Announces that the element which `tag` opened contains only text.
    pub(super) const fn begin_raw_text(&mut self, kind: RawText, tag: &Tag) {
        self.next = Next::RawText(kind, tag.text);
    }

    /// The span of the last token.
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.at)
    }

    /// The next token. `in_foreign` is whether the current element is SVG or MathML, which may contain CDATA sections.
    pub(super) fn next(&mut self, in_foreign: bool) -> Token {
        loop {
            self.start = self.at;
            let token = match self.next {
                Next::Any => match self.markup_at(self.at) {
                    Some(Markup::StartTag) => return self.tag(Token::Start),
                    Some(Markup::EndTag) => return self.tag(Token::End),
                    Some(Markup::Other) => self.other_markup(in_foreign),
                    None => return self.text(),
                },
                Next::RawText(kind, name) => self.raw_text(kind, name),
                Next::Section(end) => self.section(end),
            };
            if let Some(token) = token {
                return token;
            }
        }
    }

    /// Records that the page ends in a construct that begins at `start`. The innermost counts.
    fn end_within(&mut self, construct: Construct, start: usize) {
        self.unfinished.get_or_insert((construct, start));
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.source.as_bytes().get(at).copied()
    }

    fn rest(&self, at: usize) -> &'s [u8] {
        self.source.as_bytes().get(at..).unwrap_or_default()
    }

    fn slice(&self, range: Range<usize>) -> &'s str {
        self.source.get(range).unwrap_or_default()
    }

    /// The first offset from `at` on whose byte satisfies `is_it`, or the end.
    fn find(&self, at: usize, mut is_it: impl FnMut(u8) -> bool) -> usize {
        let rest = self.rest(at);
        at + rest.iter().position(|&byte| is_it(byte)).unwrap_or(rest.len())
    }

    /// The next offset of `needle`, or the end.
    fn find_byte(&self, at: usize, needle: u8) -> usize {
        let rest = self.rest(at);
        at + memchr(needle, rest).unwrap_or(rest.len())
    }

    /// The next offset of a byte that ends a text or begins a character reference, or the end.
    #[inline]
    fn find_text_end(&self, mut at: usize) -> usize {
        // Three texts in four end within two words.
        for _ in 0..2 {
            if let Some(found) = Word::at(self.source.as_bytes(), at).find([b'<', b'&', 0]) {
                return at + found;
            }
            at += WORD;
        }
        let rest = self.rest(at);
        at + memchr3(b'<', b'&', 0, rest).unwrap_or(rest.len())
    }

    /// Whether the next token is a tag.
    pub(super) fn is_at_tag(&self) -> bool {
        matches!(self.next, Next::Any)
            && matches!(self.markup_at(self.at), Some(Markup::StartTag | Markup::EndTag))
    }

    /// The markup that begins at `at`.
    #[inline]
    fn markup_at(&self, at: usize) -> Option<Markup> {
        if self.byte(at) != Some(b'<') {
            return None;
        }
        match self.byte(at + 1)? {
            b'/' if self.byte(at + 2)?.is_ascii_alphabetic() => Some(Markup::EndTag),
            byte if byte.is_ascii_alphabetic() => Some(Markup::StartTag),
            b'/' | b'!' | b'?' => Some(Markup::Other),
            _ => None,
        }
    }

    // ── Text ──

    /// The text here, or what is neither text nor markup.
    fn text(&mut self) -> Token {
        let start = self.at;
        let mut end = self.find_text_end(start);
        if end > start && self.markup_at(end).is_some() {
            return self.text_up_to(end, false);
        }
        match self.byte(start) {
            None => return Token::Eof,
            Some(0) => {
                self.at += 1;
                return Token::Null;
            }
            _ => {}
        }
        let mut has_reference = false;
        // A `<` without markup is text.
        while let Some(byte @ (b'&' | b'<')) = self.byte(end)
            && self.markup_at(end).is_none()
        {
            has_reference |= byte == b'&';
            end = self.find_text_end(end + 1);
        }
        if end == self.source.len()
            && let Some(before) = ["<", "</"].iter().find(|tag| self.source.ends_with(**tag))
        {
            self.end_within(Construct::Tag, end - before.len());
        }
        self.text_up_to(end, has_reference)
    }

    /// The text up to `end`, decoded if it has character references.
    #[inline]
    fn text_up_to(&mut self, end: usize, has_reference: bool) -> Token {
        let start = std::mem::replace(&mut self.at, end);
        Token::Text(if has_reference { self.decoded(start..end) } else { Span::new(start, end) })
    }

    fn decoded(&mut self, range: Range<usize>) -> Span {
        self.texts.keep(&decode_entities(self.slice(range)))
    }

    /// The text of an element that contains only text. `None` if it is empty.
    fn raw_text(&mut self, kind: RawText, name: Span) -> Option<Token> {
        self.next = Next::Any;
        let end = match kind {
            RawText::Plaintext => self.source.len(),
            RawText::Script => self.script_end(),
            RawText::Rcdata | RawText::Rawtext => self.raw_end(name),
        };
        if end == self.source.len() && kind != RawText::Plaintext {
            self.end_within(Construct::RawText, self.at);
        }
        let text = self.slice(self.at..end);
        if text.is_empty() {
            return None;
        }
        let has_reference = kind == RawText::Rcdata && memchr(b'&', text.as_bytes()).is_some();
        let token = self.text_up_to(end, has_reference);
        Some(self.without_nulls(token))
    }

    /// Replaces NULs by U+FFFD.
    fn without_nulls(&mut self, token: Token) -> Token {
        match token {
            Token::Text(span) if self.texts.get(span).contains('\0') => {
                let text = self.texts.get(span).replace('\0', "\u{fffd}");
                Token::Text(self.texts.keep(&text))
            }
            other => other,
        }
    }

    fn raw_end(&self, name: Span) -> usize {
        let name = self.texts.get(name);
        let mut at = self.at;
        loop {
            at = self.find_byte(at, b'<');
            if at == self.source.len() || self.is_tag(at, "</", name) {
                return at;
            }
            at += 1;
        }
    }

    /// Whether `prefix` and the complete `name` are at `at`.
    fn is_tag(&self, at: usize, prefix: &str, name: &str) -> bool {
        let Some(rest) = self.rest(at).strip_prefix(prefix.as_bytes()) else { return false };
        rest.split_at_checked(name.len()).is_some_and(|(begin, rest)| {
            begin.eq_ignore_ascii_case(name.as_bytes()) && rest.first().is_some_and(|&byte| ends_name(byte))
        })
    }

    /// The end of a script. An end tag within `<!-- <script> … </script> -->` does not end it.
    fn script_end(&self) -> usize {
        let (mut at, mut in_comment, mut in_script) = (self.at, false, false);
        loop {
            let rest = self.rest(at);
            at += memchr2(b'<', b'-', rest).unwrap_or(rest.len());
            let rest = self.rest(at);
            if rest.is_empty() {
                return at;
            }
            if in_comment && rest.starts_with(b"-->") {
                (in_comment, in_script) = (false, false);
            } else if !in_comment && rest.starts_with(b"<!--") {
                in_comment = true;
                // `<!-->` is a complete comment.
                at += 1;
            } else if self.is_tag(at, "</", "script") {
                if !in_script {
                    return at;
                }
                in_script = false;
            } else if in_comment && self.is_tag(at, "<", "script") {
                in_script = true;
            }
            at += 1;
        }
    }

    // ── Markup ──

    /// The token of markup other than a tag. `None` if it has none, such as `</>`.
    fn other_markup(&mut self, in_foreign: bool) -> Option<Token> {
        match self.byte(self.at + 1) {
            Some(b'/') if self.byte(self.at + 2) == Some(b'>') => {
                self.at += 3;
                None
            }
            Some(b'!') => self.declaration(in_foreign),
            Some(b'?') => Some(self.comment_up_to(1, b">")),
            _ => Some(self.comment_up_to(2, b">")),
        }
    }

    /// The token that `<!` begins.
    fn declaration(&mut self, in_foreign: bool) -> Option<Token> {
        let rest = self.rest(self.at + 2);
        if rest.starts_with(b"--") {
            let end = self.comment_end(self.at + 4);
            self.at = end;
            return Some(Token::Comment);
        }
        if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            return Some(self.doctype());
        }
        if in_foreign && rest.starts_with(b"[CDATA[") {
            self.at += "<![CDATA[".len();
            let end = memmem::find(self.rest(self.at), b"]]>").map(|at| self.at + at);
            if end.is_none() {
                self.end_within(Construct::Section, self.start);
            }
            self.next = Next::Section(end.unwrap_or(self.source.len()));
            return None;
        }
        Some(self.comment_up_to(2, b">"))
    }

    /// A comment whose text begins in `skip` bytes and which goes up to the next `end`.
    fn comment_up_to(&mut self, skip: usize, end: &[u8]) -> Token {
        let begin = self.at + skip;
        let end = memmem::find(self.rest(begin), end).map(|at| begin + at + end.len());
        if end.is_none() {
            self.end_within(Construct::Comment, self.start);
        }
        self.at = end.unwrap_or(self.source.len());
        Token::Comment
    }

    /// The end of the comment whose text begins at `start`.
    fn comment_end(&mut self, start: usize) -> usize {
        let mut at = start;
        loop {
            at = self.find_byte(at, b'>');
            let text = self.source.as_bytes().get(start..at).unwrap_or_default();
            let ends = matches!(text, [] | [b'-']) || text.ends_with(b"--") || text.ends_with(b"--!");
            if at >= self.source.len() {
                self.end_within(Construct::Comment, self.start);
                return self.source.len();
            }
            at += 1;
            if ends {
                return at;
            }
        }
    }

    fn doctype(&mut self) -> Token {
        let begin = self.at + "<!doctype".len();
        let end = self.find_byte(begin, b'>');
        let quirks = end == self.source.len() || quirks::is_quirky(self.slice(begin..end));
        if end == self.source.len() {
            self.end_within(Construct::Comment, self.start);
        }
        self.at = (end + 1).min(self.source.len());
        Token::Doctype { quirks }
    }

    /// The next token of the CDATA section up to `end`. `None` at its end.
    fn section(&mut self, end: usize) -> Option<Token> {
        if self.at >= end {
            self.at = (end + "]]>".len()).min(self.source.len());
            self.next = Next::Any;
            return None;
        }
        if self.byte(self.at) == Some(0) {
            self.at += 1;
            return Some(Token::Null);
        }
        // Not beyond the section: a page may have many.
        let text = self.source.as_bytes().get(self.at..end).unwrap_or_default();
        let end = memchr(0, text).map_or(end, |length| self.at + length);
        Some(self.text_up_to(end, false))
    }

    /// The tag here, or the end of the page if the tag is not closed.
    fn tag(&mut self, token: impl Fn(Tag) -> Token) -> Token {
        let (source, start) = (self.source.as_bytes(), self.at);
        let word = Word::at(source, start);
        let end =
            1 + word.find([b'>']).map_or_else(|| self.find_byte(start + WORD, b'>'), |length| start + length);
        let key = source.get(start..end).and_then(|text| Key::of(text, word));
        if let Some(tag) = key.as_ref().and_then(|key| self.tag_cache.get(source, key, start..end)) {
            self.at = end;
            return token(tag);
        }
        let skip = 1 + usize::from(self.byte(start + 1) == Some(b'/'));
        let Some(tag) = self.read_tag(skip) else { return Token::Eof };
        if let Some(key) = key.filter(|_| self.at == end) {
            self.tag_cache.put(&key, start..end, tag);
        }
        token(tag)
    }
}
