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

/// Blanks that some renderers decode in the text they show for an autolink.
const ENCODED_BLANKS: [&str; 6] = ["%20", "%09", "%0A", "%0D", "%C2%A0", "%E3%80%80"];

/// Whether `text` holds what could be read as an entity: `&copy;`.
fn has_entity(text: &str) -> bool {
    let names = text.split('&').skip(1).filter_map(|after| after.split_once(';'));
    names.into_iter().any(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#'))
}

/// The address when `link` can be written `<address>`.
pub(super) fn autolink(link: &Link) -> Option<&str> {
    let [Inline::Text(text)] = link.content.as_slice() else { return None };
    let scheme = ["https://", "http://", "ftp://", "mailto:"].iter().any(|s| text.starts_with(s));
    let fits = !text.contains(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '\\' | '`' | '$')
    });
    let fits = fits && !has_entity(text) && !ENCODED_BLANKS.iter().any(|code| text.contains(code));
    (link.title.is_none() && *text == link.url && scheme && fits).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_its_own_text_unless_a_renderer_would_change_it() {
        let link = |url: &str| Link { url: url.into(), title: None, content: vec![Inline::Text(url.into())] };
        for (url, alone) in [
            ("https://a.b/?c=1&d=2", true),
            ("https://a.b/?c=1&copy;", false),
            ("https://a.b/c%20d", false),
            ("https://a.b/%E4%B8%AD", true),
        ] {
            assert_eq!(autolink(&link(url)).is_some(), alone, "{url}");
        }
    }

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
