//! Addresses and titles of links and images, and which links may be autolinks.

use crate::model::{Inline, Link};

/// `url` as a link destination, in `<…>` only where it must.
pub(super) fn destination(url: &str) -> String {
    let mut depth = 0_i32;
    let balanced = url.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    }) && depth == 0
        && depth_is_small(url);
    let plain = balanced && !url.is_empty() && !url.starts_with('<') && !url.contains(char::is_whitespace);
    let escaped = protect(url, if plain { "" } else { "<>" });
    if plain { escaped } else { format!("<{escaped}>") }
}

/// Readers stop counting parentheses at 32.
fn depth_is_small(url: &str) -> bool {
    url.matches('(').count() < 32
}

/// ` "title"`, or nothing.
pub(super) fn title(title: Option<&str>) -> String {
    title.map_or_else(String::new, |title| format!(" \"{}\"", protect(title, "\"")))
}

/// `text` with a backslash before `specials`, backslashes that would escape, and ampersands that begin an entity.
fn protect(text: &str, specials: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek();
        let escape = match c {
            '\\' => next.is_none_or(char::is_ascii_punctuation),
            '&' => next.is_some_and(|n| *n == '#' || n.is_ascii_alphabetic()) && text.contains(';'),
            _ => specials.contains(c),
        };
        if escape {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The address when `link` can be written `<address>`.
pub(super) fn autolink(link: &Link) -> Option<&str> {
    let [Inline::Text(text)] = link.content.as_slice() else { return None };
    let scheme = ["https://", "http://", "ftp://", "mailto:"].iter().any(|s| text.starts_with(s));
    let fits = !text.contains(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '\\' | '`' | '&' | '$')
    });
    (link.title.is_none() && *text == link.url && scheme && fits).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_need_brackets_only_when_unbalanced() {
        assert_eq!(destination("a_(b)"), "a_(b)");
        assert_eq!(destination("a(b"), "<a(b>");
    }

    #[test]
    fn a_query_that_looks_like_an_entity_is_protected() {
        assert_eq!(destination("?a&copy;"), "?a\\&copy;");
        assert_eq!(destination("?a&copy=1"), "?a&copy=1");
    }
}
