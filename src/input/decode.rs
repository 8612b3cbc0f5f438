//! Detects the encoding and decodes bytes.
//!
//! The precedence is: a byte order mark; UTF-16 and UTF-32 recognized by their zero bytes; the `charset` of the
//! `Content-Type`; the declaration in the page ([`meta_charset`]); UTF-8 if the bytes are valid; a guess that prefers
//! GB18030. Saved and scraped pages are often re-encoded without changing what they declare, so the bytes may override a
//! declaration: valid UTF-8 with enough non-ASCII characters is UTF-8, mostly invalid UTF-8 is not. A few invalid bytes
//! do not change the encoding.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};
use memchr::{memchr, memmem};

use super::utf32::Utf32;
use super::{meta_charset, preamble, utf32};
use crate::chars::with_line_feeds;

/// The number of non-ASCII characters from which valid UTF-8 overrides a declaration. One GBK character in eight happens
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
    if let Some(Utf32 { text, name, is_invalid }) = utf32::decode(bytes) {
        return decoded(text.into(), name, is_invalid);
    }
    let mark = Encoding::for_bom(bytes);
    let bytes = bytes.get(mark.map_or(0, |(_, length)| length)..).unwrap_or_default();
    let utf8 = UTF_8.decode_without_bom_handling_and_without_replacement(bytes);
    let encoding =
        mark.map_or_else(|| choose(bytes, utf8.as_deref(), content_type), |(encoding, _)| encoding);
    let (text, invalid) = match utf8.filter(|_| encoding == UTF_8) {
        Some(text) => (text, false),
        None => encoding.decode_without_bom_handling(bytes),
    };
    decoded(text, encoding.name(), invalid)
}

/// Normalizes the lines of `text`, and finds the first of its bytes that `is_invalid`.
fn decoded<'a>(text: Cow<'a, str>, encoding: &'static str, is_invalid: bool) -> Decoded<'a> {
    let text = with_line_feeds(text);
    let first_invalid = if is_invalid { text.find(char::REPLACEMENT_CHARACTER) } else { None };
    Decoded { text, encoding, first_invalid }
}

/// Chooses the encoding of `bytes`. `utf8` is their text if they are valid UTF-8.
fn choose(bytes: &[u8], utf8: Option<&str>, content_type: Option<&str>) -> &'static Encoding {
    if utf8.is_some_and(is_surely_utf8) {
        return UTF_8;
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding;
    }
    let is_utf8 = utf8.is_some() || is_mostly_utf8(bytes);
    let is_possible = |encoding: &&'static Encoding| match *encoding {
        e if e == UTF_8 => is_utf8,
        // Tags are ASCII, which has zero bytes in UTF-16.
        e if e == UTF_16LE || e == UTF_16BE => memchr(0, bytes).is_some(),
        _ => true,
    };
    let header = content_type.and_then(header_charset).filter(is_possible);
    // JSON and strings of programming languages are not in the encoding that a page in them declares.
    let is_string = matches!(bytes.trim_ascii_start(), [b'{' | b'[' | b'"' | b'\'', ..]);
    let declared_inside = || meta_charset::find(page(bytes)).filter(|e| !is_string && is_possible(e));
    let declared = header.or_else(declared_inside);
    match declared {
        Some(encoding) => widen(encoding),
        None if is_utf8 => UTF_8,
        None => widen(guess(bytes)),
    }
}

/// Returns the bytes after front matter and HTTP heads.
fn page(bytes: &[u8]) -> &[u8] {
    const CLOSING: &[u8] = b"\n---";
    let is_opened = bytes.starts_with(b"---\n") || bytes.starts_with(b"---\r\n");
    let closing = if is_opened { memmem::find(bytes, CLOSING) } else { None };
    let after = bytes.get(closing.map_or(0, |at| at + CLOSING.len())..).unwrap_or_default();
    after.get(preamble::heads_length(after)..).unwrap_or_default()
}

/// Recognizes `<!` or `<html` in UTF-16 without a byte order mark.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, second, 0, ..] if second.is_ascii_graphic() => Some(UTF_16LE),
        [0, b'<', 0, second, ..] if second.is_ascii_graphic() => Some(UTF_16BE),
        _ => None,
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
    let mut rest = text;
    (0..MIN_SURE_CHARACTERS).all(|_| {
        let mut after = rest.get(Encoding::ascii_valid_up_to(rest.as_bytes())..).unwrap_or_default().chars();
        let is_found = after.next().is_some();
        rest = after.as_str();
        is_found
    })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let preferred = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    // The preference for GBK hides Big5. No text in GBK was ever taken for Big5.
    let is_big5 = preferred == GBK && detector.guess(None, Utf8Detection::Deny) == BIG5;
    if is_big5 { BIG5 } else { preferred }
}

/// Widens GBK and GB2312 to GB18030: pages that declare them use its four-byte characters.
fn widen(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == GBK { GB18030 } else { encoding }
}

/// Returns the encoding of the first `charset` in a `Content-Type` with a label that makes sense for a page.
fn header_charset(content_type: &str) -> Option<&'static Encoding> {
    let mut is_quoted = false;
    let parameters = content_type.split(move |c| {
        is_quoted ^= c == '"';
        c == ';' && !is_quoted
    });
    let charsets = parameters.skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut labels = charsets.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    labels.find_map(|(_, label)| {
        // Repeated headers are joined with commas.
        let label = label.split(',').next()?.trim().trim_matches(['"', '\'']);
        Encoding::for_label(label.as_bytes()).filter(|e| *e != REPLACEMENT && *e != X_USER_DEFINED)
    })
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
    fn headers_are_read_leniently() {
        let found = |header: &str| header_charset(header).map(Encoding::name);
        for header in [
            "text/html;charset=big5",
            "text/html; a=\"; charset=gbk\"; Charset = \"big5\"; charset=gbk",
            "text/html; charset=; charset=hz-gb-2312; charset='big5'",
            "text/html; charset=big5, text/html; charset=utf-8",
        ] {
            assert_eq!(found(header), Some("Big5"), "{header}");
        }
        assert_eq!(found("text/html; charset=utf-16be"), Some("UTF-16BE"));
        for header in ["charset=gbk", "text/html; charset", "text/html; charset=bogus", ""] {
            assert_eq!(found(header), None, "{header}");
        }
    }

    #[test]
    fn bytes_override_a_wrong_header() {
        let utf8 = format!("<meta charset=gbk>{SENTENCE}");
        for header in ["text/html; charset=iso-8859-1", "text/html; charset=utf-16", "text/html; charset=gbk"]
        {
            assert!(decode(utf8.as_bytes(), Some(header)).text.contains(SENTENCE), "{header}");
        }
        for page in [gbk(SENTENCE), gbk(&format!("<meta charset=gbk>{SENTENCE}"))] {
            for header in ["text/html; charset=utf-8", "text/html; charset=utf-16le"] {
                assert!(decode(&page, Some(header)).text.contains(SENTENCE), "{header}");
            }
        }
    }

    #[test]
    fn utf16_without_a_mark_is_recognized() {
        let text = format!("<html><meta charset=gbk>{SENTENCE}");
        let units = || text.encode_utf16();
        let (le, be): (Vec<_>, Vec<_>) =
            (units().flat_map(u16::to_le_bytes).collect(), units().flat_map(u16::to_be_bytes).collect());
        assert_eq!((decode(&le, None).text.as_ref(), decode(&le, None).encoding), (&*text, "UTF-16LE"));
        assert_eq!((decode(&be, None).text.as_ref(), decode(&be, None).encoding), (&*text, "UTF-16BE"));
        let spaced: Vec<_> = format!("\n{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(decode(&spaced, Some("text/html; charset=UTF-16BE")).text.ends_with(&text));
    }

    #[test]
    fn the_page_is_searched_for_its_declaration_after_front_matter_and_heads() {
        let long = "a".repeat(100_000);
        for before in [
            "---\ntitle: \"a <b c='\"\n---\n".to_owned(),
            format!("---\r\na: <script>{long}\r\n---\r\n"),
            format!("HTTP/1.1 200 OK\nA: <b c='{long}\n\n"),
        ] {
            for declaration in ["<meta charset=big5>", "<?xml version='1.0' encoding='big5'?>"] {
                let text = format!("{before}{declaration}中");
                let bytes = BIG5.encode(&text).0;
                assert!(decode(&bytes, None).text.ends_with('中'), "{declaration}");
            }
        }
    }

    #[test]
    fn both_forms_of_meta_are_supported() {
        for meta in
            ["<meta charset=\"gbk\">", "<META http-equiv=content-type content='text/html; charset=gb2312' />"]
        {
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
        for text in [SENTENCE, "中文", "（１）"] {
            assert_eq!(decode(&gbk(text), None).text, text);
        }
    }

    #[test]
    fn undeclared_big5_is_detected() {
        let text = "道可道，非常道。名可名，非常名。無名天地之始，有名萬物之母。";
        assert_eq!(decode(&BIG5.encode(text).0, None).text, text);
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
        assert_eq!(text("\r\r\n甲\r\n\r乙\n\r".as_bytes()), "\n\n甲\n\n乙\n\n");
    }
}
