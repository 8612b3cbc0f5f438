//! Detects the encoding and decodes bytes.
//!
//! The precedence is: a byte order mark; the `charset` of the `Content-Type`; the page's `<meta charset>`; UTF-8 if the
//! bytes are valid; a guess that prefers GB18030. Saved and scraped pages are often re-encoded without changing the
//! `<meta>`, so two observations override it: bytes that are valid UTF-8 with enough non-ASCII characters are UTF-8,
//! and bytes that are mostly invalid UTF-8 are not. A few invalid bytes do not change the encoding.

use std::borrow::Cow;
use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};
use memchr::memchr;
use regex::bytes::Regex;

/// The number of bytes searched for a `<meta charset>`. Browsers stop at 1,024, but CSDN's old pages have scripts
/// before it.
const MAX_PRESCAN: usize = 4096;

/// The number of non-ASCII characters from which valid UTF-8 overrides a `<meta>`. One GBK character in eight happens
/// to be valid UTF-8, so eight in a row are valid by chance once in ten million texts.
const MIN_SURE_CHARACTERS: usize = 8;

pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) encoding: &'static str,
    /// The byte of the first U+FFFD in `text`; `None` when all bytes were valid.
    pub(super) first_invalid: Option<usize>,
}

/// Decodes `bytes` and replaces `\r\n` and `\r` with `\n`.
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let mark = Encoding::for_bom(bytes);
    let bytes = bytes.get(mark.map_or(0, |(_, length)| length)..).unwrap_or_default();
    let utf8 = UTF_8.decode_without_bom_handling_and_without_replacement(bytes);
    let encoding =
        mark.map_or_else(|| choose(bytes, utf8.as_deref(), content_type), |(encoding, _)| encoding);
    let (text, invalid) = match utf8.filter(|_| encoding == UTF_8) {
        Some(text) => (text, false),
        None => encoding.decode_without_bom_handling(bytes),
    };
    let text = normalize_lines(text);
    let first_invalid = if invalid { text.find(char::REPLACEMENT_CHARACTER) } else { None };
    Decoded { text, encoding: encoding.name(), first_invalid }
}

/// Chooses the encoding of `bytes`. `utf8` is their text if they are valid UTF-8.
fn choose(bytes: &[u8], utf8: Option<&str>, content_type: Option<&str>) -> &'static Encoding {
    if let Some(encoding) = content_type.and_then(header_charset) {
        return encoding;
    }
    let is_utf8 = utf8.is_some() || is_mostly_utf8(bytes);
    match meta_charset(bytes) {
        Some(declared) if declared == UTF_8 && is_utf8 => UTF_8,
        Some(declared) if declared != UTF_8 && !utf8.is_some_and(is_surely_utf8) => declared,
        Some(_) | None if is_utf8 => UTF_8,
        Some(_) | None => guess(bytes),
    }
}

/// Whether invalid UTF-8 has more non-ASCII characters than invalid sequences.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > invalid
}

fn is_surely_utf8(text: &str) -> bool {
    text.chars().filter(|c| !c.is_ascii()).take(MIN_SURE_CHARACTERS).count() == MIN_SURE_CHARACTERS
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if guess == GBK { GB18030 } else { guess }
}

/// Returns the encoding of a label, with GBK and GB2312 widened to GB18030. `None` for labels that make no sense here.
fn for_label(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    match encoding {
        e if e == GBK => Some(GB18030),
        // A label in ASCII cannot mean UTF-16. The HTML standard uses UTF-8.
        e if e == UTF_16LE || e == UTF_16BE => Some(UTF_8),
        e if e == REPLACEMENT || e == X_USER_DEFINED => None,
        e => Some(e),
    }
}

fn header_charset(content_type: &str) -> Option<&'static Encoding> {
    let parameters = content_type.split(';').skip(1).filter_map(|part| part.split_once('='));
    let label =
        parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset")).map(|(_, v)| v).next()?;
    for_label(label.trim().trim_matches(['"', '\'']).as_bytes())
}

fn meta_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..MAX_PRESCAN).unwrap_or(bytes);
    META_CHARSET.captures(head).and_then(|found| found.get(1)).and_then(|label| for_label(label.as_bytes()))
}

/// `<meta charset="gbk">` and `<meta http-equiv="Content-Type" content="text/html; charset=gb2312">`.
#[expect(clippy::expect_used, reason = "a constant pattern, tested below")]
static META_CHARSET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)<meta[\s/][^>]*?charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})"#)
        .expect("pattern is valid")
});

fn normalize_lines(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    text.replace("\r\n", "\n").replace('\r', "\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "这是一段用来检验编码的中文文字，足够长。";

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    fn text(bytes: &[u8]) -> String {
        decode(bytes, None).text.into_owned()
    }

    #[test]
    fn a_byte_order_mark_takes_precedence_and_is_removed() {
        let mut bytes = b"\xef\xbb\xbf".to_vec();
        bytes.extend("一".as_bytes());
        assert_eq!(decode(&bytes, Some("text/html; charset=gbk")).text, "一");
        assert_eq!(text(b"\xff\xfe\x00\x4e"), "一");
    }

    #[test]
    fn the_header_takes_precedence_over_the_page() {
        let page = gbk(&format!("<meta charset=utf-8>{SENTENCE}"));
        assert!(decode(&page, Some("text/html; Charset=\"GB2312\"")).text.contains(SENTENCE));
    }

    #[test]
    fn both_forms_of_meta_are_supported() {
        for meta in ["<meta charset=\"gbk\">", "<META http-equiv=a content='text/html; charset=gb2312' />"] {
            let page = gbk(&format!("{meta}中"));
            let decoded = decode(&page, None);
            assert!(decoded.text.ends_with('中'), "{meta}");
            assert_eq!(decoded.encoding, "gb18030");
        }
    }

    #[test]
    fn utf8_overrides_a_stale_meta() {
        assert!(text(format!("<meta charset=gbk>{SENTENCE}").as_bytes()).contains(SENTENCE));
    }

    #[test]
    fn gbk_bytes_override_a_utf8_meta() {
        assert!(text(&gbk(&format!("<meta charset=utf-8>{SENTENCE}"))).contains(SENTENCE));
    }

    #[test]
    fn undeclared_gbk_is_detected() {
        assert_eq!(text(&gbk(SENTENCE)), SENTENCE);
    }

    #[test]
    fn an_invalid_byte_does_not_change_the_encoding() {
        let mut bytes = SENTENCE.as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = decode(&bytes, None);
        assert_eq!(decoded.text, format!("{SENTENCE}\u{fffd}"));
        assert!(decoded.first_invalid.is_some());
    }

    #[test]
    fn four_byte_gb18030_characters_survive_a_gbk_label() {
        assert!(text(&gbk("<meta charset=gbk>㐀😀")).ends_with("㐀😀"));
    }

    #[test]
    fn a_utf16_label_in_ascii_means_utf8() {
        assert_eq!(text("<meta charset=utf-16>一".as_bytes()), "<meta charset=utf-16>一");
    }

    #[test]
    fn line_ends_become_line_feeds() {
        assert_eq!(text(b"a\r\nb\rc\n"), "a\nb\nc\n");
    }
}
