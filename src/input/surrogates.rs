//! Lone surrogates in JSON. Programs that cut a text between its UTF-16 units write them, and parsers reject
//! them.

use std::borrow::Cow;

use memchr::memchr_iter;

/// Replaces each escape of half a surrogate pair in JSON by that of U+FFFD.
pub(crate) fn replace_lone_surrogates(json: &str) -> Cow<'_, str> {
    let (mut mended, mut copied, mut next) = (String::new(), 0, 0);
    for at in memchr_iter(b'\\', json.as_bytes()) {
        if at < next {
            continue;
        }
        let first = unit(json, at);
        let is_pair = first.is_some_and(is_high) && unit(json, at + ESCAPE).is_some_and(is_low);
        next = at + if is_pair { 2 * ESCAPE } else { 2 };
        if !is_pair && first.is_some_and(|unit| is_high(unit) || is_low(unit)) {
            mended.push_str(json.get(copied..at).unwrap_or_default());
            mended.push_str("\\ufffd");
            copied = at + ESCAPE;
        }
    }
    if copied == 0 {
        return json.into();
    }
    mended.push_str(json.get(copied..).unwrap_or_default());
    mended.into()
}

/// The length of an escape such as `\ud83d`.
const ESCAPE: usize = 6;

/// Returns the UTF-16 unit of the escape at a byte.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

fn is_high(unit: u16) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn is_low(unit: u16) -> bool {
    (0xdc00..0xe000).contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lone_surrogates_are_replaced() {
        for (json, expected) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\uDE00\ud83d\uDE00\uD83D\ud83d\ude00x""#, r#""\ufffd\ud83d\uDE00\ufffd\ud83d\ude00x""#),
            (r#""\ud83d\n\\ud83d\\\ud83d\u4e00""#, r#""\ufffd\n\\ud83d\\\ufffd\u4e00""#),
            (r#""\ud8 \ud83"#, r#""\ud8 \ud83"#),
            ("\"\\ud83中\\", "\"\\ud83中\\"),
        ] {
            assert_eq!(replace_lone_surrogates(json), expected, "{json}");
        }
    }
}
