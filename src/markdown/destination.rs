//! Addresses and titles of links and images, and which links may be autolinks.

use std::borrow::Cow;

use crate::model::{Inline, Link};

/// `url` as a link destination, in `<…>` only where it must.
pub(crate) fn destination(url: &str) -> Cow<'_, str> {
    // Most addresses hold nothing to be looked at.
    let is_plain =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'\\' | b'&' | b'<' | b'>');
    if !url.is_empty() && url.bytes().all(is_plain) { url.into() } else { protected(url).into() }
}

/// `url` as a link destination, each character looked at.
fn protected(url: &str) -> String {
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
pub(crate) fn title(title: Option<&str>) -> String {
    let Some(title) = title else { return String::new() };
    // GitHub would read a backslash at the end, escaped or not, with the quotation mark.
    let (text, end) = title.strip_suffix('\\').map_or((title, ""), |text| (text, "&#92;"));
    format!(" \"{}{end}\"", protect(text, "\""))
}

/// `text` with a backslash before `specials` and before backslashes that would escape, and without entities: some
/// readers read `\&copy;` in an address as an entity behind a backslash.
fn protect(text: &str, specials: &str) -> String {
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

/// Whether `rest`, which stands behind a `&`, could be read as the rest of an entity: `copy;`, `#169;`, `#xa9;`. Readers
/// differ in the names they know and the numbers they take, so any will do.
pub(crate) fn begins_entity(rest: impl Iterator<Item = char>) -> bool {
    let mut rest = rest.take(LONGEST_ENTITY).peekable();
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

/// Names have at most 31 characters.
const LONGEST_ENTITY: usize = 33;

/// Blanks that some renderers decode in the text they show for an autolink.
const ENCODED_BLANKS: [&str; 6] = ["%20", "%09", "%0A", "%0D", "%C2%A0", "%E3%80%80"];

/// Whether `text` holds what could be read as an entity: `&copy;`.
pub(crate) fn holds_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|rest| begins_entity(rest.chars()))
}

/// Whether `text` is a host as the grammar of CommonMark has it in an address of mail: labels with dots between.
pub(crate) fn is_host(text: &str) -> bool {
    text.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// Whether `text` is an address of mail that every reader takes for one between `<` and `>`.
fn is_mail(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && name.chars().all(is_word) && host.contains('.') && is_host(host)
    })
}

/// The address when `link` can be written `<address>`.
pub(crate) fn autolink(link: &Link) -> Option<&str> {
    let [Inline::Text(text)] = link.content.as_slice() else { return None };
    if !link.url.ends_with(text.as_str()) {
        return None;
    }
    if link.url.strip_prefix("mailto:") == Some(text) && link.title.is_none() && is_mail(text) {
        return Some(text);
    }
    let scheme = ["https://", "http://", "ftp://", "mailto:"].iter().any(|s| text.starts_with(s));
    let fits = !text.contains(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '\\' | '`' | '$')
    });
    let fits = fits && !holds_entity(text) && !ENCODED_BLANKS.iter().any(|code| text.contains(code));
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
    fn an_address_of_mail_is_its_own_text() {
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
    fn what_is_plain_is_written_as_it_would_be_with_each_character_looked_at() {
        assert_eq!(destination(""), protected(""));
        for c in '\0'..='\u{3000}' {
            for url in [format!("{c}"), format!("a{c}"), format!("{c}lt;"), format!("a{c}.")] {
                assert_eq!(destination(&url), protected(&url), "{url:?}");
            }
        }
    }

    #[test]
    fn parentheses_need_brackets_only_when_unbalanced() {
        assert_eq!(destination("a_(b)"), "a_(b)");
        assert_eq!(destination("a(b"), "<a(b>");
    }

    #[test]
    fn a_query_that_looks_like_an_entity_is_protected() {
        assert_eq!(destination("?a&copy;"), "?a&amp;copy;");
        assert_eq!(destination("?a&#xa9;"), "?a&amp;#xa9;");
        for url in ["?a&copy=1", "?a&4b;", "?a&#4b;"] {
            assert_eq!(destination(url), url);
        }
    }
}
