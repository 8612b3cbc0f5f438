//! Recognizes inputs that are not text.

use memchr::memmem;

/// The first bytes of common formats, and their names in messages.
const SIGNATURES: [(&[u8], &str); 21] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "a WebP image or another RIFF file"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, or a document in one such as .docx, .epub or .webarchive.zip"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b\x08", "gzip data, compressed once more than its name says"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ", "a program (Windows)"),
    (b"\xca\xfe\xba\xbe", "a Java class or a program (Mach-O)"),
    (b"\xcf\xfa\xed\xfe", "a program (Mach-O)"),
    (b"\0asm", "a WebAssembly module"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xfd7zXZ\0", "xz data"),
    (b"BZh", "bzip2 data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document, such as .doc"),
    (b"SQLite format 3\0", "an SQLite database"),
];

/// The number of bytes examined.
const MAX_SAMPLE: usize = 16 << 10;

/// Texts have fewer control characters than one in this many bytes. Random or compressed data has one in ten.
const MIN_BYTES_PER_CONTROL: usize = 64;

/// Texts have fewer invalid sequences than one in this many characters, even with many unpaired surrogates.
const MIN_CHARACTERS_PER_INVALID: usize = 2;

/// Fewer control characters or invalid sequences than this never make an input binary.
const MIN_COUNTED: usize = 3;

/// Returns what `bytes` are, if they are not text. `text` is what they decode to, and `has_invalid` is whether some of
/// them were invalid.
pub(super) fn kind(bytes: &[u8], text: &str, has_invalid: bool) -> Option<&'static str> {
    // A file system may fill the end of a file with zeros after a crash.
    let text = text.trim_end_matches('\0');
    let sample = text.get(..text.floor_char_boundary(MAX_SAMPLE)).unwrap_or(text);
    let controls = count_controls(sample);
    let is_data = exceeds(controls, sample.len() / MIN_BYTES_PER_CONTROL)
        || (has_invalid && {
            let invalid = memmem::find_iter(sample.as_bytes(), "\u{fffd}").count();
            exceeds(invalid, sample.chars().count() / MIN_CHARACTERS_PER_INVALID)
        });
    let signature = || SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name);
    match is_data {
        true => Some(signature().unwrap_or("binary data")),
        // The first part of a PDF document may be text.
        false if is_pdf(bytes) => signature(),
        false if controls > 0 => signature(),
        false => None,
    }
}

const fn exceeds(count: usize, max: usize) -> bool {
    count >= MIN_COUNTED && count > max
}

/// Returns the number of control characters in `text` that texts do not have.
fn count_controls(text: &str) -> usize {
    // A chunk has no more than a byte can count, and is whole vectors, so that many bytes are checked at once.
    let may_have_any = |chunk: &&[u8]| chunk.iter().fold(false, |any, byte| any | may_be_control(*byte));
    let chunks = text.as_bytes().chunks(CHUNK).filter(may_have_any);
    chunks.map(|chunk| usize::from(chunk.iter().map(|byte| u8::from(is_control(*byte))).sum::<u8>())).sum()
}

/// The number of bytes in which control characters are counted at once.
const CHUNK: usize = 128;

/// Whether `byte` is a control character, unless it is a line feed. Nearly no text has any.
#[expect(clippy::needless_bitwise_bool, reason = "short-circuiting prevents vectorization")]
const fn may_be_control(byte: u8) -> bool {
    ((byte < 0x20) & (byte != b'\n')) | (byte == 0x7f)
}

/// Whether `byte` is a control character that texts do not have. Terminal output in code has escape sequences and
/// backspaces, old texts form feeds.
#[expect(clippy::needless_bitwise_bool, reason = "short-circuiting prevents vectorization")]
const fn is_control(byte: u8) -> bool {
    let is_common = (matches!(byte, b'\x08'..=b'\r') & (byte != b'\x0b')) | (byte == b'\x1b');
    ((byte < 0x20) & !is_common) | (byte == 0x7f)
}

/// Whether the line of a PDF signature ends after the version. An article about the format may begin with its name.
fn is_pdf(bytes: &[u8]) -> bool {
    bytes
        .strip_prefix(b"%PDF-")
        .is_some_and(|rest| matches!(rest, [b'0'..=b'9', b'.', b'0'..=b'9', b'\r' | b'\n', ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(bytes: &[u8]) -> Option<&'static str> {
        let decoded = super::super::decode::decode(bytes, None);
        kind(bytes, &decoded.text, decoded.first_invalid.is_some())
    }

    /// Bytes without any pattern.
    fn noise(count: usize) -> Vec<u8> {
        let next = |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        let states = std::iter::successors(Some(7), next).skip(1).take(count);
        states.map(|state| state.to_be_bytes()[0]).collect()
    }

    #[test]
    fn data_without_a_signature_is_recognized() {
        for length in [64, 100, 1_000, 20_000, 100_000] {
            assert!(kind_of(&noise(length)).is_some(), "{length}");
        }
        assert_eq!(kind_of(&[0; 9]), None, "see the test of blank inputs");
    }

    #[test]
    fn formats_are_named() {
        let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &noise(200)].concat();
        assert_eq!(kind_of(&png), Some("a PNG image"));
        assert_eq!(kind_of(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"), Some("a PDF document"));
        let zip = [b"PK\x03\x04\x14\0\0\0\x08\0".as_slice(), &noise(90)].concat();
        assert!(kind_of(&zip).unwrap().starts_with("a ZIP archive"));
    }

    #[test]
    fn texts_are_text() {
        let sentence = "这是一段中文，够长了，可以猜出编码。";
        let coded = |label: &[u8], text: &str| {
            encoding_rs::Encoding::for_label(label).unwrap().encode(text).0.into_owned()
        };
        let mut broken = sentence.repeat(3).into_bytes();
        for at in [5, 20, 60] {
            broken[at] = 0xff;
        }
        for text in [
            Vec::new(),
            b"a\0b".to_vec(),
            "%PDF-1.4 是什么\n".into(),
            "MZ 头是什么\n".into(),
            "BZh9 与 GIF89a\n".into(),
            "```\n\x1b[32mok\x1b[0m\x08\n```\n".into(),
            coded(b"gbk", sentence),
            coded(b"big5", "這是一段中文，夠長了，可以猜出編碼。"),
            coded(b"shift_jis", "これは日本語の文章です。長さは十分です。"),
            coded(b"euc-kr", "이것은 한국어 문장입니다. 충분히 깁니다."),
            broken,
        ] {
            assert_eq!(kind_of(&text), None, "{text:?}");
        }
    }
}
