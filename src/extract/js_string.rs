//! Decodes JavaScript string literals.

/// Decodes `literal`, which has no quotes. As in JavaScript, an invalid escape is the character itself. Unpaired
/// surrogates become U+FFFD.
pub(super) fn decode(literal: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(literal.len());
    let mut rest = literal;
    while let Some((before, after)) = rest.split_once('\\') {
        units.extend(before.encode_utf16());
        rest = escape(after, &mut units);
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units)
}

/// Decodes the escape at the beginning of `after`, the text after a backslash, and returns the rest.
fn escape<'a>(after: &'a str, units: &mut Vec<u16>) -> &'a str {
    let mut chars = after.chars();
    let Some(first) = chars.next() else { return "" };
    let rest = chars.as_str();
    match first {
        'u' if rest.starts_with('{') => match braced(rest) {
            Some((c, rest)) => push_char(c, rest, units),
            None => push_char(first, rest, units),
        },
        'u' | 'x' => {
            let digits = if first == 'u' { 4 } else { 2 };
            let unit = rest.get(..digits).and_then(|hex| u16::from_str_radix(hex, 16).ok());
            match unit {
                Some(unit) => {
                    units.push(unit);
                    rest.get(digits..).unwrap_or_default()
                }
                None => push_char(first, rest, units),
            }
        }
        'n' => push_char('\n', rest, units),
        't' => push_char('\t', rest, units),
        'r' => push_char('\r', rest, units),
        'b' | 'f' | 'v' | '0' => push_char(' ', rest, units),
        '\n' => rest,
        c => push_char(c, rest, units),
    }
}

fn push_char<'a>(c: char, rest: &'a str, units: &mut Vec<u16>) -> &'a str {
    units.extend(c.encode_utf16(&mut [0; 2]).iter());
    rest
}

/// Splits `text` into the character of `{1f600}` and the rest.
fn braced(text: &str) -> Option<(char, &str)> {
    let (hex, rest) = text.strip_prefix('{')?.split_once('}')?;
    Some((char::from_u32(u32::from_str_radix(hex, 16).ok()?)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decode(r#"\u4e2d\/\'\"\\ \x41\n\u{1f600}"#), "中/'\"\\ A\n😀");
    }

    #[test]
    fn surrogate_pairs_are_one_character() {
        assert_eq!(decode(r"\ud83d\ude00"), "😀");
        assert_eq!(decode(r"\ud83d!"), "\u{fffd}!");
    }

    #[test]
    fn invalid_escapes_are_the_character() {
        assert_eq!(decode(r"\d\中\uz\u{zz}"), "d中uzu{zz}");
        assert_eq!(decode("end\\"), "end");
    }
}
