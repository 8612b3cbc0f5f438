//! Where the `<img>` of a piece of HTML stand, and their addresses in them. What an element is, [`crate::dom`] tells; where
//! in the text it stands to the byte, it does not.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

/// An `<img>` with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImageTag {
    /// The tag.
    pub(super) tag: Range<usize>,
    /// The value of its `src`, quotes included.
    pub(super) source: Range<usize>,
}

/// What holds text in which nothing is a tag, and how it ends.
const OPAQUE: [(&str, &str); 3] = [("<!--", "-->"), ("<script", "</script"), ("<style", "</style")];

/// Whether there may be any in `html`.
pub(super) fn may_hold_images(html: &str) -> bool {
    let mut places = memchr_iter(b'<', html.as_bytes());
    places.any(|place| starts_with(html, place, "<img"))
}

/// The `<img>` of `html`, in order. It is read once, from its beginning to its end, whatever is in it.
pub(super) fn images(html: &str) -> Vec<ImageTag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next(html, at, b'<') {
        let begins = |with: &str| starts_with(html, start, with);
        if let Some((_, end)) = OPAQUE.iter().find(|(begin, _)| begins(begin)) {
            // What is not closed goes on to the end.
            let Some(closed) = find(html, start + 1, end) else { break };
            at = closed + end.len();
        } else if begins("<img") {
            let mut tag = Tag { html: html.as_bytes(), at: start + "<img".len(), source: None };
            if !tag.read() {
                break;
            }
            at = tag.at;
            found.extend(tag.source.map(|source| ImageTag { tag: start..at, source }));
        } else {
            at = start + 1;
        }
    }
    found
}

fn next(html: &str, at: usize, byte: u8) -> Option<usize> {
    memchr(byte, html.as_bytes().get(at..)?).map(|offset| at + offset)
}

fn starts_with(html: &str, at: usize, with: &str) -> bool {
    html.as_bytes().get(at..at + with.len()).is_some_and(|found| found.eq_ignore_ascii_case(with.as_bytes()))
}

/// Where `end` stands, which begins with a sign of its own.
fn find(html: &str, mut at: usize, end: &str) -> Option<usize> {
    let first = *end.as_bytes().first()?;
    loop {
        let place = next(html, at, first)?;
        if starts_with(html, place, end) {
            return Some(place);
        }
        at = place + 1;
    }
}

/// A tag that is being read, as the standard has it.
struct Tag<'h> {
    html: &'h [u8],
    at: usize,
    source: Option<Range<usize>>,
}

impl Tag<'_> {
    /// Reads to behind its `>`; whether there is one.
    fn read(&mut self) -> bool {
        // `<imgx>` is another element, whose attributes are read all the same.
        let is_image =
            self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
        loop {
            self.skip(|byte| byte.is_ascii_whitespace() || byte == b'/');
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    return true;
                }
                Some(_) => self.attribute(is_image),
                None => return false,
            }
        }
    }

    fn attribute(&mut self, is_image: bool) {
        let start = self.at;
        // An equals sign at the beginning is part of a name.
        self.at += 1;
        self.skip(|byte| !(byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'=')));
        let is_source = self.html.get(start..self.at).is_some_and(|name| name.eq_ignore_ascii_case(b"src"));
        self.skip(|byte| byte.is_ascii_whitespace());
        if self.peek() != Some(b'=') {
            return;
        }
        self.at += 1;
        self.skip(|byte| byte.is_ascii_whitespace());
        let value = self.at;
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                self.skip(|byte| byte != quote);
                self.at = self.html.len().min(self.at + 1);
            }
            _ => self.skip(|byte| !(byte.is_ascii_whitespace() || byte == b'>')),
        }
        if is_source && is_image && self.source.is_none() {
            self.source = Some(value..self.at);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.html.get(self.at).copied()
    }

    fn skip(&mut self, passes: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&passes) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(html: &str) -> Vec<&str> {
        images(html).into_iter().map(|image| html.get(image.source).unwrap()).collect()
    }

    #[test]
    fn sources_are_found_as_browsers_read_tags() {
        for (html, found) in [
            ("<img src=a><IMG\nSRC = 'b c'/>", &["a", "'b c'"][..]),
            ("<img alt=\"src='x'>\" =src=y src=\"图\" src=z>", &["\"图\""]),
            ("<img data-src=x><img src><imgx src=y><img>", &[]),
            ("<!-- <img src=a> --><script>'<img src=b>'</SCRIPT><img src=c>", &["c"]),
            ("<img src=a><script><img src=b>", &["a"]),
            ("<img src=a><img src=\"b", &["a"]),
            ("a < b <img/src=c>", &["c"]),
        ] {
            assert_eq!(sources(html), found, "{html}");
        }
    }

    /// By one who looks for the end of each tag anew, this would not be read in a lifetime.
    #[test]
    fn time_grows_with_the_text_alone() {
        for piece in ["<img a=b ", "<script <img src=a>", "<!-", "<img a=\"><img a='"] {
            assert!(images(&piece.repeat(1 << 20)).len() <= 1 << 20);
        }
    }
}
