//! UTF-32, which `encoding_rs` and browsers do not support.

/// A page decoded from UTF-32.
pub(super) struct Utf32 {
    pub(super) text: String,
    /// The name of the encoding.
    pub(super) name: &'static str,
    /// Whether some of the bytes were no character. They became U+FFFD.
    pub(super) is_invalid: bool,
}

/// Decodes `bytes` if they begin with a byte order mark of UTF-32, or with `<` in it.
pub(super) fn decode(bytes: &[u8]) -> Option<Utf32> {
    let (name, order, mark): (_, fn([u8; 4]) -> u32, _) = match bytes {
        [0xff, 0xfe, 0, 0, ..] => ("UTF-32LE", u32::from_le_bytes, 4),
        [0, 0, 0xfe, 0xff, ..] => ("UTF-32BE", u32::from_be_bytes, 4),
        [b'<', 0, 0, 0, ..] => ("UTF-32LE", u32::from_le_bytes, 0),
        [0, 0, 0, b'<', ..] => ("UTF-32BE", u32::from_be_bytes, 0),
        _ => return None,
    };
    let units = bytes.get(mark..)?.chunks(size_of::<u32>());
    let chars = units.map(|unit| unit.try_into().ok().and_then(|unit| char::from_u32(order(unit))));
    let is_invalid = chars.clone().any(|c| c.is_none());
    let text = chars.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some(Utf32 { text, name, is_invalid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_byte_orders_are_decoded_with_and_without_a_mark() {
        for (page, skipped) in [("\u{feff}一<a>😀", 1), ("<a>一", 0)] {
            let text: String = page.chars().skip(skipped).collect();
            let le: Vec<u8> = page.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
            let be: Vec<u8> = page.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
            for (bytes, name) in [(le, "UTF-32LE"), (be, "UTF-32BE")] {
                let decoded = decode(&bytes).unwrap();
                assert_eq!(
                    (decoded.text.as_str(), decoded.name, decoded.is_invalid),
                    (text.as_str(), name, false)
                );
            }
        }
    }

    #[test]
    fn invalid_units_are_replaced() {
        let decoded = decode(b"<\0\0\0\0\xd8\0\0a\0").unwrap();
        assert_eq!((decoded.text.as_str(), decoded.is_invalid), ("<\u{fffd}\u{fffd}", true));
    }

    #[test]
    fn utf16_is_left_alone() {
        assert!(
            decode(b"\xff\xfe<\0").is_none() && decode(b"<\0a\0").is_none() && decode(b"\0<\0a").is_none()
        );
    }
}
