//! Signs in the bytes of an input that its end is missing.

use encoding_rs::UTF_8;

use super::decode::Decoded;
use super::preamble;
use crate::location::LineIndex;
use crate::report::{Warning, WarningCode};

/// Returns a warning if the end of the input is missing, whatever its form: it is shorter than its HTTP head announces,
/// ends within a character, or is filled with zeros.
pub(super) fn of(bytes: &[u8], decoded: &Decoded<'_>) -> Option<Warning> {
    if let Some((announced, found)) = preamble::missing(bytes) {
        let detail = format!("the HTTP body has {found} of {announced} bytes");
        return Some(Warning::new(WarningCode::Truncated, None, &detail));
    }
    let text = decoded.text.as_ref();
    let written = text.trim_end_matches('\0');
    let zeros = text.len() - written.len();
    if zeros > 0 && !ends_page(written) {
        let detail = format!("the input ends in {zeros} NUL characters");
        return Some(warning(text, written.len(), &detail));
    }
    let last = text.len() - char::REPLACEMENT_CHARACTER.len_utf8().min(text.len());
    let is_cut = decoded.first_invalid.is_some()
        && text.ends_with(char::REPLACEMENT_CHARACTER)
        && (decoded.encoding != UTF_8.name() || ends_in_character(bytes));
    is_cut.then(|| warning(text, last, "the input ends within a character"))
}

/// A warning about the text from `start` on.
fn warning(text: &str, start: usize, detail: &str) -> Warning {
    let location = LineIndex::default().location(text, start..text.len());
    Warning::new(WarningCode::Truncated, Some(location), detail)
}

/// Whether `text` ends with the end tag of a page.
pub(super) fn ends_page(text: &str) -> bool {
    const END: &[u8] = b"</html>";
    let text = text.trim_end().as_bytes();
    text.len() >= END.len() && text.iter().rev().zip(END.iter().rev()).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// Whether the bytes end within a sequence of UTF-8.
fn ends_in_character(bytes: &[u8]) -> bool {
    let lead = bytes.iter().rev().take(3).position(|byte| *byte >= 0xc0);
    let last = lead.and_then(|lead| bytes.get(bytes.len() - 1 - lead..)).unwrap_or_default();
    std::str::from_utf8(last).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::super::decode::decode;
    use super::*;

    fn detail(bytes: &[u8]) -> Option<String> {
        of(bytes, &decode(bytes, None)).map(|warning| warning.detail)
    }

    #[test]
    fn an_input_may_end_within_a_character() {
        let text = "这是一段用来检验编码的中文文字，足够长。";
        for cut in [1, 2] {
            let bytes = &text.as_bytes()[..text.len() - cut];
            assert_eq!(detail(bytes).as_deref(), Some("the input ends within a character"));
        }
        let gbk = encoding_rs::GBK.encode(text).0.into_owned();
        assert_eq!(detail(&gbk), None);
        assert!(detail(&gbk[..gbk.len() - 1]).is_some());
        assert_eq!(detail(text.as_bytes()), None);
        assert_eq!(detail(format!("{text}\u{fffd}").as_bytes()), None);
        assert_eq!(detail(&[text.as_bytes(), b"\xff"].concat()), None, "no character begins with this byte");
    }

    #[test]
    fn an_input_may_be_filled_with_zeros() {
        assert_eq!(detail(b"<p>a\0\0").as_deref(), Some("the input ends in 2 NUL characters"));
        assert_eq!(detail(b"<html><p>a</HTML>\n\0\0"), None);
        assert_eq!(detail(b"a\0b"), None);
    }
}
