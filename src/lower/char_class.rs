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

    /// Skips further characters of the same class at the start of `text`, as far as bytes show that cheaply.
    pub(super) fn skip_same(self, text: &str) -> &str {
        let bytes = text.as_bytes();
        let more = match self {
            // U+5000 to U+9FFF.
            Self::Cjk => 3 * bytes.chunks_exact(3).take_while(|c| matches!(c, [0xe5..=0xe9, ..])).count(),
            Self::Letter => bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count(),
            _ => 0,
        };
        text.get(more..).unwrap_or_default()
    }
}

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
