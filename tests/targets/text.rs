//! A line of text with its styles, in a form in which two can be compared.

use std::fmt;
use std::ops::BitOr;

use unicode_normalization::UnicodeNormalization;

/// How a character looks.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style(u8);

impl Style {
    pub(crate) const STRONG: Self = Self(1);
    pub(crate) const EMPHASIS: Self = Self(2);
    pub(crate) const STRIKE: Self = Self(4);
    const NAMES: [&str; 3] = ["b", "i", "s"];

    fn mark(self) -> String {
        let names = (0..).zip(Self::NAMES).filter(|(bit, _)| self.0 & (1 << bit) != 0);
        format!("‹{}›", names.map(|(_, name)| name).collect::<String>())
    }
}

impl BitOr for Style {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Char(char, Style),
    /// What is no text, such as an image.
    Token(String),
    Break,
}

impl Piece {
    pub(crate) fn is_space(&self) -> bool {
        matches!(self, Self::Char(c, _) if is_space(*c))
    }

    /// Makes a break a space.
    pub(crate) fn join(&mut self) {
        if *self == Self::Break {
            *self = Self::Char(' ', Style::default());
        }
    }

    /// Removes the style and breaks, as in a heading.
    pub(crate) fn make_plain(&mut self) {
        self.join();
        if let Self::Char(_, style) = self {
            *style = Style::default();
        }
    }

    pub(crate) fn make_bold(&mut self) {
        if let Self::Char(_, style) = self {
            *style = *style | Style::STRONG;
        }
    }
}

impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(c, _) => write!(f, "{c}"),
            Self::Token(token) => f.write_str(token),
            Self::Break => f.write_str("⏎"),
        }
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{ad}')
}

/// Writes a line. A space counts only between words of ASCII, since csdown may insert one where a delimiter needs it. A
/// style counts only on letters and digits, since punctuation may be moved out of it.
pub(crate) fn spell(pieces: &[Piece]) -> String {
    let (mut text, mut style, mut is_after_space) = (String::new(), Style::default(), false);
    let mut last = None;
    for piece in pieces {
        match piece {
            Piece::Char(c, _) if is_space(*c) => {
                is_after_space = true;
                continue;
            }
            Piece::Char(c, own) => {
                let is_word = c.is_ascii_alphanumeric() || is_raised(*c);
                if is_after_space && is_word && last == Some(*own) {
                    text.push(' ');
                }
                if c.is_alphanumeric() && *own != style {
                    text.push_str(&own.mark());
                    style = *own;
                }
                push(&mut text, *c);
                last = is_word.then_some(*own);
            }
            Piece::Token(token) => {
                text.push_str(token);
                last = None;
            }
            Piece::Break => {
                text.push('⏎');
                last = None;
            }
        }
        is_after_space = false;
    }
    text.trim_matches('⏎').to_owned()
}

/// Adds a character as a person would type it: tools make quotes curly and may write exponents as characters.
fn push(text: &mut String, c: char) {
    match c {
        '‘' | '’' => text.push('\''),
        '“' | '”' => text.push('"'),
        '…' => text.push_str("..."),
        '⁻' | '₋' => text.push('-'),
        c if is_raised(c) => text.extend([c].into_iter().nfkc()),
        c => text.push(c),
    }
}

/// Whether a character is a superscript or a subscript.
fn is_raised(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '\u{2b0}'..='\u{2b8}' | '\u{2e0}'..='\u{2e4}' | '\u{2070}'..='\u{209c}' | '\u{1d2c}'..='\u{1d6a}' | '\u{2c7c}' | '\u{2c7d}')
}

/// Whether a character has a superscript or subscript in Unicode.
pub(crate) fn can_be_raised(c: char, is_lowered: bool) -> bool {
    let all = ('²'..='¹')
        .chain('\u{2b0}'..='\u{2e4}')
        .chain('\u{1d2c}'..='\u{1d6a}')
        .chain('\u{2070}'..='\u{209c}');
    let is_low = |c: &char| matches!(c, '\u{2080}'..='\u{209c}' | '\u{1d62}'..='\u{1d6a}' | '\u{2c7c}');
    let mut forms =
        all.chain(['\u{2c7c}', '\u{2c7d}']).filter(|form| is_raised(*form) && is_low(form) == is_lowered);
    c == '-' || forms.any(|form| [form].into_iter().nfkc().eq([c]))
}
