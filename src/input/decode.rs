//! Bytes to text, in the encoding that is best attested.
//!
//! In order: a byte order mark; the `charset` of the `Content-Type`; the page's `<meta charset>`; UTF-8 when the
//! bytes are that; a guess that leans to GB18030. Two witnesses overrule the page's `<meta>`, because saved and
//! scraped pages are often re-encoded with the old `<meta>` left in place: bytes that are flawless UTF-8 with
//! enough characters beyond ASCII are UTF-8, and bytes that are mostly not UTF-8 are not. The header is believed
//! as a browser would. A few broken bytes in UTF-8 text do not make it another encoding.

use std::borrow::Cow;
use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};
use memchr::memchr;
use regex::bytes::Regex;

/// How far into the bytes a `<meta charset>` is looked for. Browsers stop at 1,024; CSDN's old pages have
/// scripts before it.
const PRESCAN: usize = 4096;

/// Characters beyond ASCII from which flawless UTF-8 is believed against a `<meta>`. One GBK character in eight
/// happens to be valid UTF-8, so eight of them in a row are so by chance once in ten million texts.
const SURE: usize = 8;

pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) encoding: &'static str,
    /// `None` when all bytes were valid.
    pub(super) first_invalid_line: Option<u32>,
}

/// Decodes `bytes` and turns `\r\n` and `\r` into `\n`.
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
    let first_invalid_line = invalid.then(|| line_of_first_replacement(&text));
    Decoded { text, encoding: encoding.name(), first_invalid_line }
}

/// The encoding of `bytes`, which are `utf8` when they are flawless UTF-8.
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

/// Whether `bytes`, which are not flawless UTF-8, have more characters beyond ASCII than flaws.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

fn is_surely_utf8(text: &str) -> bool {
    text.chars().filter(|c| !c.is_ascii()).take(SURE).count() == SURE
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if guess == GBK { GB18030 } else { guess }
}

/// The encoding of a label, GBK and GB2312 widened to GB18030. `None` for labels that cannot be meant.
fn for_label(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    match encoding {
        e if e == GBK => Some(GB18030),
        // A label that was itself readable as ASCII cannot mean UTF-16: the HTML standard reads UTF-8.
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
    let head = bytes.get(..PRESCAN).unwrap_or(bytes);
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

fn line_of_first_replacement(text: &str) -> u32 {
    let before = text.split('\u{fffd}').next().unwrap_or_default();
    u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
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
    fn a_byte_order_mark_wins_and_goes() {
        let mut bytes = b"\xef\xbb\xbf".to_vec();
        bytes.extend("一".as_bytes());
        assert_eq!(decode(&bytes, Some("text/html; charset=gbk")).text, "一");
        assert_eq!(text(b"\xff\xfe\x00\x4e"), "一");
    }

    #[test]
    fn the_header_is_believed_before_the_page() {
        let page = gbk(&format!("<meta charset=utf-8>{SENTENCE}"));
        assert!(decode(&page, Some("text/html; Charset=\"GB2312\"")).text.contains(SENTENCE));
    }

    #[test]
    fn both_forms_of_meta_are_read() {
        for meta in ["<meta charset=\"gbk\">", "<META http-equiv=a content='text/html; charset=gb2312' />"] {
            let page = gbk(&format!("{meta}中"));
            let decoded = decode(&page, None);
            assert!(decoded.text.ends_with('中'), "{meta}");
            assert_eq!(decoded.encoding, "gb18030");
        }
    }

    #[test]
    fn utf8_beats_a_meta_left_over_from_before_re_encoding() {
        assert!(text(format!("<meta charset=gbk>{SENTENCE}").as_bytes()).contains(SENTENCE));
    }

    #[test]
    fn gbk_bytes_beat_a_meta_that_says_utf8() {
        assert!(text(&gbk(&format!("<meta charset=utf-8>{SENTENCE}"))).contains(SENTENCE));
    }

    #[test]
    fn undeclared_gbk_is_recognised() {
        assert_eq!(text(&gbk(SENTENCE)), SENTENCE);
    }

    #[test]
    fn a_broken_byte_does_not_make_utf8_another_encoding() {
        let mut bytes = SENTENCE.as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = decode(&bytes, None);
        assert_eq!(decoded.text, format!("{SENTENCE}\u{fffd}"));
        assert_eq!(decoded.first_invalid_line, Some(1));
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
