//! Link destinations and titles, and which links can be written as autolinks.

use std::borrow::Cow;

use crate::model::{Inline, Link};

/// Formats `url` as a link destination, in `<…>` only where necessary.
pub(crate) fn destination(url: &str) -> Cow<'_, str> {
    // Most URLs contain no special character.
    let is_plain =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'\\' | b'&' | b'<' | b'>');
    if !url.is_empty() && url.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        url.into()
    } else {
        checked_destination(url).into()
    }
}

/// Formats `url` as a link destination, checking every character.
fn checked_destination(url: &str) -> String {
    let mut depth = 0_i32;
    let balanced = url.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    }) && depth == 0
        && depth_is_small(url);
    let plain = balanced && !url.is_empty() && !url.starts_with('<') && !url.contains(char::is_whitespace);
    let escaped = escape(url, if plain { "" } else { "<>" });
    if plain { escaped } else { format!("<{escaped}>") }
}

/// Returns the length of the link destination at the start of `text`, with the `<` and `>` around it.
pub(crate) fn destination_length(text: &str) -> Option<usize> {
    let in_brackets = text.starts_with('<');
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, c) in text.char_indices().skip(usize::from(in_brackets)) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '>' if in_brackets => return Some(at + 1),
            _ if in_brackets => {}
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            c if c.is_ascii_whitespace() => return Some(at),
            _ => {}
        }
    }
    Some(text.len()).filter(|_| !in_brackets)
}

/// Whether parentheses nest less than 32 deep, where parsers stop counting.
fn depth_is_small(url: &str) -> bool {
    url.matches('(').count() < 32
}

/// Formats ` "title"`, or an empty string without a title.
pub(crate) fn title(title: Option<&str>) -> String {
    let Some(title) = title else { return String::new() };
    // GitHub reads a final backslash, escaped or not, together with the quotation mark.
    let (text, end) = title.strip_suffix('\\').map_or((title, ""), |text| (text, "&#92;"));
    format!(" \"{}{end}\"", escape(text, "\""))
}

/// Escapes `specials` and backslashes that would act as escapes, and breaks up entities. Some parsers read `\&copy;`
/// in a URL as a backslash and an entity.
fn escape(text: &str, specials: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        let rest = text.get(index + c.len_utf8()..).unwrap_or_default();
        match c {
            '\\' if rest.chars().next().is_none_or(|next| next.is_ascii_punctuation()) => out.push('\\'),
            c if specials.contains(c) => out.push('\\'),
            _ => {}
        }
        out.push(c);
        if c == '&' && begins_entity(rest.chars()) {
            out.push_str("amp;");
        }
    }
    out
}

/// Whether `rest`, the text after a `&`, could be the rest of an entity: `copy;`, `#169;`, `#xa9;`. Parsers differ in
/// the names and numbers they accept, so any name or number counts.
pub(crate) fn begins_entity(rest: impl Iterator<Item = char>) -> bool {
    let mut rest = rest.take(MAX_ENTITY_LENGTH).peekable();
    let is_number = rest.next_if_eq(&'#').is_some();
    let is_hex = is_number && rest.next_if(|c| matches!(c, 'x' | 'X')).is_some();
    let goes_on = |c: &char| match (is_number, is_hex) {
        (false, _) => c.is_ascii_alphanumeric(),
        (true, false) => c.is_ascii_digit(),
        (true, true) => c.is_ascii_hexdigit(),
    };
    let begins = |c: &char| goes_on(c) && (is_number || !c.is_ascii_digit());
    rest.next_if(begins).is_some() && rest.find(|c| !goes_on(c)) == Some(';')
}

/// The maximum length of an entity after its `&`. Names have at most 31 characters.
const MAX_ENTITY_LENGTH: usize = 33;

/// Encoded whitespace that some renderers decode in the text of an autolink.
const ENCODED_WHITESPACE: [&str; 6] = ["%20", "%09", "%0A", "%0D", "%C2%A0", "%E3%80%80"];

/// Whether `text` contains anything that could be read as an entity, such as `&copy;`.
pub(crate) fn holds_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|rest| begins_entity(rest.chars()))
}

/// Whether `text` is a valid host in a CommonMark email autolink: labels separated by dots.
pub(crate) fn is_host(text: &str) -> bool {
    text.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// Whether `text` is an email address that every parser accepts between `<` and `>`.
fn is_email(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && name.chars().all(is_word) && host.contains('.') && is_host(host)
    })
}

/// Returns the text to put between `<` and `>` if `link` can be written as an autolink.
pub(crate) fn autolink(link: &Link) -> Option<&str> {
    let [Inline::Text(text)] = link.content.as_slice() else { return None };
    if !link.url.ends_with(text.as_str()) {
        return None;
    }
    if link.url.strip_prefix("mailto:") == Some(text) && link.title.is_none() && is_email(text) {
        return Some(text);
    }
    let scheme = ["https://", "http://", "ftp://", "mailto:"].iter().any(|s| text.starts_with(s));
    let fits = !text.contains(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '\\' | '`' | '$')
    });
    let fits = fits && !holds_entity(text) && !ENCODED_WHITESPACE.iter().any(|code| text.contains(code));
    (link.title.is_none() && *text == link.url && scheme && fits).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_autolinks_unless_a_renderer_would_alter_the_text() {
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
    fn writes_email_autolinks() {
        let link = |text: &str| Link {
            url: format!("mailto:{text}"),
            title: None,
            content: vec![Inline::Text(text.into())],
        };
        assert_eq!(autolink(&link("a.b+c@d-e.org")), Some("a.b+c@d-e.org"));
        for text in ["a@b", "a@b..c", "a@-b.c", "a b@c.d", "甲@b.c"] {
            assert_eq!(autolink(&link(text)), None, "{text}");
        }
    }

    #[test]
    fn fast_path_matches_full_check() {
        assert_eq!(destination(""), checked_destination(""));
        for c in '\0'..='\u{3000}' {
            for url in [format!("{c}"), format!("a{c}"), format!("{c}lt;"), format!("a{c}.")] {
                assert_eq!(destination(&url), checked_destination(&url), "{url:?}");
            }
        }
    }

    #[test]
    fn unbalanced_parentheses_need_angle_brackets() {
        assert_eq!(destination("a_(b)"), "a_(b)");
        assert_eq!(destination("a(b"), "<a(b>");
    }

    #[test]
    fn query_that_looks_like_an_entity_is_escaped() {
        assert_eq!(destination("?a&copy;"), "?a&amp;copy;");
        assert_eq!(destination("?a&#xa9;"), "?a&amp;#xa9;");
        for url in ["?a&copy=1", "?a&4b;", "?a&#4b;"] {
            assert_eq!(destination(url), url);
        }
    }
}
