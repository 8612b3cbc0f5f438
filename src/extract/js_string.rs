//! Decodes the inside of JavaScript string literals.

/// The string that `literal` (without its quotes) stands for. Escapes that are none mean the character itself, as
/// in JavaScript; halves of characters become U+FFFD.
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

/// Decodes the escape that `after` (what follows the backslash) begins with, and gives what follows it.
fn escape<'a>(after: &'a str, units: &mut Vec<u16>) -> &'a str {
    let mut chars = after.chars();
    let Some(first) = chars.next() else { return "" };
    let rest = chars.as_str();
    match first {
        'u' if rest.starts_with('{') => match braced(rest) {
            Some((c, rest)) => literally(c, rest, units),
            None => literally(first, rest, units),
        },
        'u' | 'x' => {
            let digits = if first == 'u' { 4 } else { 2 };
            let unit = rest.get(..digits).and_then(|hex| u16::from_str_radix(hex, 16).ok());
            match unit {
                Some(unit) => {
                    units.push(unit);
                    rest.get(digits..).unwrap_or_default()
                }
                None => literally(first, rest, units),
            }
        }
        'n' => literally('\n', rest, units),
        't' => literally('\t', rest, units),
        'r' => literally('\r', rest, units),
        'b' | 'f' | 'v' | '0' => literally(' ', rest, units),
        '\n' => rest,
        c => literally(c, rest, units),
    }
}

fn literally<'a>(c: char, rest: &'a str, units: &mut Vec<u16>) -> &'a str {
    units.extend(c.encode_utf16(&mut [0; 2]).iter());
    rest
}

/// The character of `{1f600}` and what follows it.
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
    fn two_halves_make_one_character() {
        assert_eq!(decode(r"\ud83d\ude00"), "😀");
        assert_eq!(decode(r"\ud83d!"), "\u{fffd}!");
    }

    #[test]
    fn what_is_no_escape_is_the_character() {
        assert_eq!(decode(r"\d\中\uz\u{zz}"), "d中uzu{zz}");
        assert_eq!(decode("end\\"), "end");
    }
}
