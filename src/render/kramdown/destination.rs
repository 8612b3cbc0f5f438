//! Link destinations and titles. kramdown knows no backslash escapes in either, and passes entities on to the browser.

use std::borrow::Cow;

use crate::markdown::destination::{self as commonmark, begins_entity};
use crate::model::Link;

/// Formats `url` as a link destination.
pub(crate) fn destination(url: &str) -> Cow<'_, str> {
    let is_plain =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'&' | b'<' | b'>' | b'|');
    if !url.is_empty() && url.bytes().all(is_plain) {
        return url.into();
    }
    let escaped = escape(url, |c| match c {
        '<' => Some("%3C"),
        '>' => Some("%3E"),
        '|' => Some("&#124;"),
        _ => None,
    });
    let is_plain = !url.is_empty() && is_balanced(url) && !url.contains(char::is_whitespace);
    if is_plain { escaped.into() } else { format!("<{escaped}>").into() }
}

fn is_balanced(url: &str) -> bool {
    let mut depth = 0_i32;
    let is_open = url.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    is_open && depth == 0
}

/// Formats ` "title"`, or an empty string without a title.
pub(crate) fn title(title: Option<&str>) -> String {
    let entity = |c| match c {
        '"' => Some("&quot;"),
        '|' => Some("&#124;"),
        _ => None,
    };
    title.map(|title| format!(" \"{}\"", escape(title, entity))).unwrap_or_default()
}

/// Replaces characters, and `&` that would begin an entity.
fn escape(text: &str, replacement: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        let rest = text.get(index + c.len_utf8()..).unwrap_or_default();
        match replacement(c) {
            Some(replacement) => out.push_str(replacement),
            None if c == '&' && begins_entity(rest.chars()) => out.push_str("&amp;"),
            None => out.push(c),
        }
    }
    out
}

/// Returns the text to put between `<` and `>` if `link` can be written as an autolink.
pub(crate) fn autolink(link: &Link) -> Option<&str> {
    let is_email_char = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    commonmark::autolink(link).filter(|text| {
        let has_scheme = ["http://", "https://", "ftp://"].iter().any(|scheme| text.starts_with(scheme));
        has_scheme || (!text.starts_with("mailto:") && text.chars().all(is_email_char))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_have_no_backslashes() {
        for (url, expected) in [
            ("a_(b)", "a_(b)"),
            ("a(b", "<a(b>"),
            ("a b", "<a b>"),
            ("", "<>"),
            ("a\\*b", "a\\*b"),
            ("?a&copy;|b", "?a&amp;copy;&#124;b"),
            ("?a&copy=1", "?a&copy=1"),
            ("a>b", "a%3Eb"),
        ] {
            assert_eq!(destination(url), expected);
        }
        assert_eq!(title(Some("a \"b\"")), " \"a &quot;b&quot;\"");
    }

    #[test]
    fn autolinks_need_a_scheme_that_kramdown_shows() {
        let link = |url: &str, text: &str| Link {
            url: url.into(),
            title: None,
            content: vec![crate::model::Inline::Text(text.into())],
        };
        for (url, text, is_autolink) in [
            ("http://a.b", "http://a.b", true),
            ("mailto:a@b.cn", "a@b.cn", true),
            ("mailto:a+c@b.cn", "a+c@b.cn", false),
            ("mailto:a@b.cn", "mailto:a@b.cn", false),
        ] {
            assert_eq!(autolink(&link(url, text)).is_some(), is_autolink, "{text}");
        }
    }
}
