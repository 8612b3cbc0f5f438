//! Character references (section 13.2.5.72 of the HTML standard), with the tables of html5ever.

use std::borrow::Cow;

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::memchr_iter;

/// Decodes the character references of a text.
pub(crate) fn decode_entities(text: &str) -> Cow<'_, str> {
    decode(text, named)
}

/// Decodes the character references of an attribute value.
pub(super) fn decode_attribute(value: &str) -> Cow<'_, str> {
    decode(value, |rest| {
        named(rest).filter(|reference| {
            // `&copy=` and `&copyright` in a URL are no references.
            let next = rest.as_bytes().get(reference.len);
            rest.as_bytes().get(reference.len - 1) == Some(&b';')
                || !next.is_some_and(|next| *next == b'=' || next.is_ascii_alphanumeric())
        })
    })
}

/// A decoded reference.
#[derive(Debug, PartialEq, Eq)]
struct Reference {
    /// The characters. Only some named references have a second one.
    characters: (char, Option<char>),
    /// The number of bytes of the reference, at least 3.
    len: usize,
}

fn decode(text: &str, named: impl Fn(&str) -> Option<Reference>) -> Cow<'_, str> {
    let mut decoded = String::new();
    let mut copied = 0;
    for at in memchr_iter(b'&', text.as_bytes()) {
        let rest = text.get(at..).unwrap_or_default();
        let Some(reference) = numeric(rest).or_else(|| named(rest)) else { continue };
        if copied == 0 {
            decoded.reserve(text.len());
        }
        decoded.push_str(text.get(copied..at).unwrap_or_default());
        decoded.push(reference.characters.0);
        decoded.extend(reference.characters.1);
        copied = at + reference.len;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    decoded.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(decoded)
}

/// The references that nearly all pages use. None is the beginning of a longer one.
const FREQUENT: [(&str, char); 5] =
    [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&nbsp;", '\u{a0}'), ("&quot;", '"')];

/// The longest named reference at the start of a text.
fn named(text: &str) -> Option<Reference> {
    if let Some((name, character)) = FREQUENT.iter().find(|(name, _)| text.starts_with(name)) {
        return Some(Reference { characters: (*character, None), len: name.len() });
    }
    let mut longest = None;
    // The table also has every beginning of a name, as 0.
    for end in 2.. {
        let Some((first, second)) = text.get(1..end).and_then(|name| NAMED_ENTITIES.get(name)) else { break };
        if let Some(first) = char::from_u32(*first).filter(|first| *first != '\0') {
            let second = char::from_u32(*second).filter(|second| *second != '\0');
            longest = Some(Reference { characters: (first, second), len: end });
        }
    }
    longest
}

/// The numeric reference at the start of a text, as in `&#8203;` or `&#x200b`.
fn numeric(text: &str) -> Option<Reference> {
    let digits = text.strip_prefix("&#")?;
    let (digits, radix) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (digits, 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at_checked(end).filter(|(digits, _)| !digits.is_empty())?;
    let number = digits
        .chars()
        .filter_map(|digit| digit.to_digit(radix))
        .fold(0_u32, |number, digit| number.saturating_mul(radix).saturating_add(digit));
    let semicolon = usize::from(rest.starts_with(';'));
    Some(Reference { characters: (character(number), None), len: text.len() - rest.len() + semicolon })
}

/// The character with this number, or U+FFFD. Numbers of Windows-1252 were in use before the standard.
fn character(number: u32) -> char {
    let replacement = || {
        let index = usize::try_from(number.checked_sub(0x80)?).ok()?;
        *C1_REPLACEMENTS.get(index)?
    };
    replacement().or(char::from_u32(number)).filter(|c| *c != '\0').unwrap_or('\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded() {
        for (text, decoded) in [
            ("a &amp; b &lt;c&gt; &ltcc; &lt &quot;", "a & b <c> ⪦ < \""),
            ("&amp;amp;", "&amp;"),
            ("&nbsp;&nbsp", "\u{a0}\u{a0}"),
            ("&notin; &notit; &not", "∉ ¬it; ¬"),
            ("&NotEqualTilde;", "≂\u{338}"),
            ("&CounterClockwiseContourIntegral;", "∳"),
            ("&#20013;&#x6587;&#X6587 &#65x", "中文文 Ax"),
            ("&#128;&#x99;&#129;", "€™\u{81}"),
            ("&#0;&#xd800;&#1114112;&#99999999999999999999;", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("&#13;&#x0a;", "\r\n"),
        ] {
            assert_eq!(decode_entities(text), decoded, "{text}");
        }
    }

    #[test]
    fn other_ampersands_are_text() {
        for text in
            ["&", "&&", "& ;", "&;", "&#", "&#;", "&#x", "&#xg;", "&unknown;", "&中;", "a&b=c", "Tom&Jerry"]
        {
            assert!(matches!(decode_entities(text), Cow::Borrowed(_)), "{text}");
            assert!(matches!(decode_attribute(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn parameters_of_urls_are_kept() {
        for (value, decoded) in [
            ("?a=1&copy=2&amp=3", "?a=1&copy=2&amp=3"),
            ("?a=1&copyright=2&lt4", "?a=1&copyright=2&lt4"),
            ("?a=1&amp;b=2&lt;&copy", "?a=1&b=2<©"),
            ("&notit; &#65=", "&notit; A="),
        ] {
            assert_eq!(decode_attribute(value), decoded, "{value}");
        }
    }
}
