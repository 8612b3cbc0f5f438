//! The byte spans of `<img>` and `<a>` tags in HTML, and of the URLs in them.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use crate::dom;
use crate::options::Limits;

/// An element with a URL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// How its tags start.
    start: &'static str,
    /// The name of the attribute with the URL.
    attribute: &'static str,
}

/// `<img src="…">`
pub(crate) const IMAGE: Kind = Kind { start: "<img", attribute: "src" };
/// `<a href="…">`
#[cfg(feature = "batch")]
pub(crate) const LINK: Kind = Kind { start: "<a", attribute: "href" };

/// A tag with a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UrlTag {
    /// The span of the tag.
    pub(crate) tag: Range<usize>,
    /// The span of the value of the attribute, including quotes.
    pub(crate) url: Range<usize>,
}

/// The starts and ends of raw text, which contains no tags.
const RAW_TEXT: [(&str, &str); 3] = [("<!--", "-->"), ("<script", "</script"), ("<style", "</style")];

/// Whether `html` may contain a tag of this kind.
pub(crate) fn may_contain(html: &str, kind: Kind) -> bool {
    memchr_iter(b'<', html.as_bytes()).any(|start| starts_with(html, start, kind.start))
}

/// Finds the tags of a kind that have a URL, in a single pass.
pub(crate) fn find(html: &str, kind: Kind) -> Vec<UrlTag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next(html, at, b'<') {
        let begins = |with: &str| starts_with(html, start, with);
        if let Some((_, end)) = RAW_TEXT.iter().find(|(begin, _)| begins(begin)) {
            // Unclosed raw text extends to the end.
            let Some(closed) = find_text(html, start + 1, end) else { break };
            at = closed + end.len();
        } else if begins(kind.start) {
            let at_name_end = start + kind.start.len();
            let mut tag = Tag { html: html.as_bytes(), at: at_name_end, kind, url: None };
            if !tag.read() {
                break;
            }
            at = tag.at;
            found.extend(tag.url.map(|url| UrlTag { tag: start..at, url }));
        } else {
            at = start + 1;
        }
    }
    found
}

/// Returns the URL of a tag, entities decoded.
pub(crate) fn url(tag: &str, kind: Kind) -> Option<String> {
    let page = dom::parse(tag, &Limits::default()).ok()?;
    let element = page.elements().find(|element| kind.start.strip_prefix('<') == Some(element.tag()))?;
    element.attribute(kind.attribute).map(str::to_owned)
}

fn next(html: &str, at: usize, byte: u8) -> Option<usize> {
    memchr(byte, html.as_bytes().get(at..)?).map(|offset| at + offset)
}

fn starts_with(html: &str, at: usize, with: &str) -> bool {
    html.as_bytes().get(at..at + with.len()).is_some_and(|found| found.eq_ignore_ascii_case(with.as_bytes()))
}

/// Finds `text` at or after `at`.
fn find_text(html: &str, mut at: usize, text: &str) -> Option<usize> {
    let first = *text.as_bytes().first()?;
    loop {
        let start = next(html, at, first)?;
        if starts_with(html, start, text) {
            return Some(start);
        }
        at = start + 1;
    }
}

/// A tag being parsed as in the HTML standard.
struct Tag<'h> {
    html: &'h [u8],
    at: usize,
    kind: Kind,
    url: Option<Range<usize>>,
}

impl Tag<'_> {
    /// Parses up to and including the `>`. Returns `false` when there is none.
    fn read(&mut self) -> bool {
        // The attributes of another element, such as `<imgx>`, are parsed but ignored.
        let is_of_kind =
            self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
        loop {
            self.skip(|byte| byte.is_ascii_whitespace() || byte == b'/');
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    return true;
                }
                Some(_) => self.attribute(is_of_kind),
                None => return false,
            }
        }
    }

    fn attribute(&mut self, is_of_kind: bool) {
        let start = self.at;
        // An equals sign at the start belongs to the name.
        self.at += 1;
        self.skip(|byte| !(byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'=')));
        let wanted = self.kind.attribute.as_bytes();
        let is_wanted = self.html.get(start..self.at).is_some_and(|name| name.eq_ignore_ascii_case(wanted));
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
        if is_wanted && is_of_kind && self.url.is_none() {
            self.url = Some(value..self.at);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.html.get(self.at).copied()
    }

    fn skip(&mut self, matches: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&matches) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(html: &str) -> Vec<&str> {
        find(html, IMAGE).into_iter().map(|image| html.get(image.url).unwrap()).collect()
    }

    #[test]
    fn tags_are_parsed_as_browsers_do() {
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

    /// Searching for the end of each tag separately would take quadratic time.
    #[test]
    fn time_is_linear() {
        for piece in ["<img a=b ", "<script <img src=a>", "<!-", "<img a=\"><img a='"] {
            assert!(find(&piece.repeat(1 << 20), IMAGE).len() <= 1 << 20);
        }
    }
}
