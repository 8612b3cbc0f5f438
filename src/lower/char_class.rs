//! Classes of characters in decisions about spacing.

use crate::chars::{is_cjk, is_cjk_punctuation};

/// The class of a character in decisions about spacing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum CharClass {
    Cjk,
    /// Full-width punctuation.
    Wide,
    /// A letter of any other script.
    Letter,
    Digit,
    /// The end of a number with a mark at the start of a line: `1.`, `2.1`, `(3)`.
    Numbering,
    /// ASCII punctuation, an arrow, a bullet. `①` stands for all such numerals, including `⑴` and `Ⅳ`.
    Mark(char),
    /// An emoji or another symbol.
    Symbol,
    Image,
}

/// Stands for an image.
pub(super) const IMAGE: char = '\u{fffc}';

impl CharClass {
    pub(super) fn of(c: char) -> Self {
        match c {
            // The most frequent characters come first.
            '\u{4e00}'..='\u{9fff}' => Self::Cjk,
            '0'..='9' => Self::Digit,
            'a'..='z' | 'A'..='Z' => Self::Letter,
            '\0'..='\u{7f}' => Self::Mark(c),
            '，' | '。' | '、' | '：' => Self::Wide,
            _ => Self::of_rare(c),
        }
    }

    /// The class of any other character. Out of line, so that the code for the frequent ones stays small.
    #[inline(never)]
    fn of_rare(c: char) -> Self {
        match c {
            IMAGE => Self::Image,
            _ if is_cjk(c) => Self::Cjk,
            _ if is_cjk_punctuation(c) => Self::Wide,
            _ if c.is_alphabetic() => Self::Letter,
            _ if is_sign(c) => Self::Mark(c),
            _ if c.is_numeric() => Self::Mark('①'),
            _ => Self::Symbol,
        }
    }

    pub(super) const fn is_word(self) -> bool {
        matches!(self, Self::Letter | Self::Digit)
    }

    /// Skips characters after one of this class at the start of `text` between which no spacing counts, as far as bytes
    /// show that cheaply. Returns the class of the last one and what follows it.
    pub(super) fn skip_uncounted(self, text: &str) -> (Self, &str) {
        let bytes = text.as_bytes();
        let (last, skipped) = match self {
            Self::Cjk | Self::Wide => skip_chinese(self, bytes),
            // The spacing after it counts, whatever follows.
            Self::Mark('<') => (self, 0),
            _ => skip_latin(self, bytes),
        };
        (last, text.get(skipped..).unwrap_or_default())
    }
}

/// Returns the class of the last Chinese character or full-width mark at the start of `bytes`, `before` if there are
/// none, and the length of all.
fn skip_chinese(before: CharClass, bytes: &[u8]) -> (CharClass, usize) {
    let (mut last, mut length) = (before, 0);
    for character in bytes.chunks_exact(3) {
        last = match character {
            // U+4E00 to U+9FFF.
            [0xe4, 0xb8..=0xbf, _] | [0xe5..=0xe9, ..] => CharClass::Cjk,
            // U+3001 to U+3004 and U+3008 to U+303F, U+FF01 to U+FF0F and U+FF1A to U+FF20, quotation marks.
            [0xe3, 0x80, 0x81..=0x84 | 0x88..=0xbf]
            | [0xef, 0xbc, 0x81..=0x8f | 0x9a..=0xa0]
            | [0xe2, 0x80, 0x98 | 0x99 | 0x9c | 0x9d] => CharClass::Wide,
            _ => break,
        };
        length += 3;
    }
    (last, length)
}

/// Returns the class of the last of the ASCII characters that are no operators at the start of `bytes`, `before` if there
/// are none, with single spaces between them, and the length of all. Neither Chinese, a full-width mark nor `<` precedes
/// them.
fn skip_latin(before: CharClass, bytes: &[u8]) -> (CharClass, usize) {
    let mut length = 0;
    while let Some(rest) = bytes.get(length..) {
        length += rest.iter().position(|byte| !is_uncounted(*byte)).unwrap_or(rest.len());
        match bytes.get(length..) {
            Some([b' ', byte, ..]) if is_uncounted(*byte) => length += 2,
            _ => break,
        }
    }
    let last = length.checked_sub(1).and_then(|last| bytes.get(last));
    (last.map_or(before, |last| CharClass::of(char::from(*last))), length)
}

/// Whether a byte is a visible ASCII character that is no operator.
fn is_uncounted(byte: u8) -> bool {
    UNCOUNTED.get(usize::from(byte)).copied().unwrap_or_default()
}

/// The same for each byte.
const UNCOUNTED: [bool; 256] = {
    let mut uncounted = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
        {
            uncounted[byte as usize] = !is_operator(byte as char);
        }
        byte += 1;
    }
    uncounted
};

/// Whether the spacing between these classes depends on the article: Chinese beside a mark, and marks that may be
/// operators. Chinese beside a word is counted separately.
pub(super) const fn depends_on_article(left: CharClass, right: CharClass) -> bool {
    match (left, right) {
        (CharClass::Wide, _) | (_, CharClass::Wide) | (CharClass::Cjk, CharClass::Cjk) => false,
        (CharClass::Cjk | CharClass::Mark('<'), _) | (_, CharClass::Cjk) => true,
        (_, CharClass::Mark(mark)) => is_operator(mark),
        _ => false,
    }
}

/// Characters whose spacing depends on the article.
pub(super) const fn is_operator(c: char) -> bool {
    matches!(c, '=' | '(' | '+' | '<' | '>' | '|' | '&' | '*' | '~')
}

/// Dashes, arrows, bullets and similar characters.
pub(super) const fn is_sign(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{25ff}' | '\u{2700}'..='\u{27ff}')
}

/// Dashes between a term and what is said about it. Chinese text doubles the em dash where it has no spaces.
pub(super) const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

/// Characters that can have a space on both sides.
pub(super) const fn is_infix(c: char) -> bool {
    is_dash(c) || matches!(c, '=' | '+' | '|' | '/' | '<' | '>')
}

pub(super) const fn is_word_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::{arbitrary_text, is_space};

    #[test]
    fn what_is_skipped_has_no_spacing_that_counts() {
        arbtest::arbtest(|u| {
            let signs = [
                "a", "Z", " ", "  ", "7", "_", "(", "<", "=", "é", "中", "々", "，", "。", "：", "（", "①",
                "😀",
            ];
            let text = arbitrary_text(u, &signs, 1..=12)?;
            let mut classes = text.chars().filter(|c| !is_space(*c)).map(CharClass::of);
            let Some(first) = classes.next() else { return Ok(()) };
            let (before, rest) = text.split_at(text.find(|c| !is_space(c)).unwrap_or_default());
            let rest = rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
            let (last, after) = first.skip_uncounted(rest);
            assert!(before.trim().is_empty() && rest.ends_with(after), "{text}");
            let skipped = rest.strip_suffix(after).unwrap_or_default();
            let mut left = first;
            for right in skipped.chars().filter(|c| !is_space(*c)).map(CharClass::of) {
                let is_counted = depends_on_article(left, right)
                    || (left == CharClass::Cjk && right.is_word())
                    || (right == CharClass::Cjk && left.is_word());
                assert!(!is_counted, "{text}");
                left = right;
            }
            assert_eq!(left, last, "{text}");
            assert!(!skipped.ends_with(is_space), "{text}");
            Ok(())
        });
    }
}
