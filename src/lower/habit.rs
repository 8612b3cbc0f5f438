//! What an article does about blanks where its text is intact: its habits.
//!
//! Most articles are of one mind about `使用 React` or `使用React`. Those that are not were put together from
//! several sources, so what stands nearby tells more than the whole.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::chars::{is_blank, is_cjk, is_cjk_punctuation, is_invisible};
use crate::dom::Element;

/// What a character is where blanks are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Cjk,
    /// Punctuation as wide as a Chinese character.
    Wide,
    /// A letter of another script.
    Letter,
    Digit,
    /// The end of a number with a mark at the beginning of a line: `1.`, `2.1`, `(3)`.
    Numbering,
    /// ASCII punctuation, an arrow, a bullet; `①` stands for its kin, `⑴` and `Ⅳ`.
    Mark(char),
    /// An emoji and its kin.
    Symbol,
    Picture,
}

/// What stands for a picture.
pub(super) const PICTURE: char = '\u{fffc}';

impl Kind {
    pub(super) fn of(c: char) -> Self {
        match c {
            PICTURE => Self::Picture,
            _ if is_cjk(c) => Self::Cjk,
            _ if is_cjk_punctuation(c) => Self::Wide,
            _ if c.is_alphabetic() => Self::Letter,
            _ if c.is_ascii_digit() => Self::Digit,
            _ if c.is_ascii() || is_sign(c) => Self::Mark(c),
            _ if c.is_numeric() => Self::Mark('①'),
            _ => Self::Symbol,
        }
    }

    const fn is_word(self) -> bool {
        matches!(self, Self::Letter | Self::Digit)
    }
}

/// The end of a line that grows.
#[derive(Debug, Clone, Default)]
pub(super) struct Tail {
    /// The character shown last.
    last: Option<char>,
    /// The one that touches it.
    before: Option<char>,
    /// The word that ends the line.
    word: String,
    /// How many characters the line has while it may be a numbering; `None` when it is more.
    numbering: Option<u8>,
    /// One of them is a mark.
    numbered: bool,
    /// A quotation mark is open.
    quoted: bool,
}

/// Longer words are not compared.
const LONGEST_WORD: usize = 32;
/// `(12.10)`
const LONGEST_NUMBERING: u8 = 7;

impl Tail {
    pub(super) fn new() -> Self {
        Self { numbering: Some(0), ..Self::default() }
    }

    pub(super) const fn last(&self) -> Option<char> {
        self.last
    }

    pub(super) const fn before(&self) -> Option<char> {
        self.before
    }

    pub(super) fn word(&self) -> &str {
        &self.word
    }

    pub(super) const fn quoted(&self) -> bool {
        self.quoted
    }

    /// Adds a character, after a blank or not.
    pub(super) fn push(&mut self, c: char, blank: bool) {
        let blank = blank && self.last.is_some();
        self.before = self.last.filter(|_| !blank);
        self.last = Some(c);
        if blank || !is_word_character(c) {
            self.word.clear();
        }
        if is_word_character(c) && self.word.len() <= LONGEST_WORD {
            self.word.push(c);
        }
        let is_mark = matches!(c, '.' | '(' | ')');
        let numbers = |_: &u8| !blank && (c.is_ascii_digit() || is_mark);
        self.numbered |= is_mark;
        let count = self.numbering.filter(numbers).filter(|&count| count < LONGEST_NUMBERING);
        self.numbering = count.map(|count| count + 1);
        self.quoted ^= c == '"';
    }

    /// What ends the line.
    pub(super) fn kind(&self) -> Option<Kind> {
        let numbering = self.numbering.filter(|&count| count > 0 && self.numbered).map(|_| Kind::Numbering);
        numbering.or_else(|| self.last.map(Kind::of))
    }
}

/// Dashes, arrows, bullets and their kin.
pub(super) const fn is_sign(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{25ff}' | '\u{2700}'..='\u{27ff}')
}

pub(super) const fn is_word_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Chinese beside a word, somewhere in the article.
#[derive(Debug, Clone, Copy)]
struct Sample {
    line: u32,
    /// The word's side is a digit.
    digit: bool,
    apart: bool,
}

/// What an article's texts do between two kinds of characters.
#[derive(Debug, Default)]
pub(super) struct Habits<'a> {
    /// Chinese beside words, in the order of the page.
    samples: Vec<Sample>,
    /// How many of them stand apart, less how many touch: letters, and digits.
    sums: [i32; 2],
    /// How often any other two stand apart, less how often they touch.
    pairs: HashMap<(Kind, Kind), i32>,
    /// The texts.
    texts: Vec<&'a str>,
    /// The words in them, which few articles are asked for.
    words: OnceCell<Words<'a>>,
}

/// The words of an article.
#[derive(Debug, Default)]
struct Words<'a> {
    all: HashSet<&'a str>,
    /// Those with text on both sides, so that they are whole.
    whole: HashSet<&'a str>,
}

impl<'a> Words<'a> {
    fn of(texts: &[&'a str]) -> Self {
        let mut words = Self::default();
        let parts = |text: &'a str| text.split(|c| !is_word_character(c)).filter(|word| !word.is_empty());
        for text in texts.iter().map(|text| text.trim_matches(is_blank)) {
            words.all.extend(parts(text).filter(|word| word.len() <= 2 * LONGEST_WORD));
            words.whole.extend(parts(text.trim_matches(is_word_character)));
        }
        words
    }
}

impl<'a> Habits<'a> {
    pub(super) fn of(root: Element<'a>) -> Self {
        let mut habits = Self::default();
        for (line, text) in texts(root) {
            habits.read(line, text);
        }
        // Misnested markup may have moved some.
        habits.samples.sort_by_key(|sample| sample.line);
        for sample in &habits.samples {
            let [letters, digits] = &mut habits.sums;
            *(if sample.digit { digits } else { letters }) += if sample.apart { 1 } else { -1 };
        }
        habits
    }

    fn read(&mut self, line: u32, text: &'a str) {
        let mut tail = Tail::new();
        let mut blank = false;
        let mut newline = false;
        for c in text.chars().filter(|&c| !is_invisible(c)) {
            if is_blank(c) {
                blank = true;
                newline |= c == '\n';
                continue;
            }
            if let Some(left) = tail.kind().filter(|_| !newline) {
                self.count(line, left, Kind::of(c), blank);
            }
            tail.push(c, blank);
            (blank, newline) = (false, false);
        }
        self.texts.push(text);
    }

    fn count(&mut self, line: u32, left: Kind, right: Kind, apart: bool) {
        match (left, right) {
            (Kind::Cjk, word) | (word, Kind::Cjk) if word.is_word() => {
                self.samples.push(Sample { line, digit: word == Kind::Digit, apart });
            }
            // Never asked for, and nearly all there is.
            (Kind::Cjk | Kind::Wide, Kind::Cjk | Kind::Wide) => {}
            _ if left.is_word() && right.is_word() => {}
            _ => *self.pairs.entry((left, right)).or_default() += if apart { 1 } else { -1 },
        }
    }

    /// Whether a blank belongs between the two on `line`; `None` when the article does not tell.
    pub(super) fn apart(&self, left: Kind, right: Kind, line: u32) -> Option<bool> {
        match (left, right) {
            (Kind::Cjk, word) | (word, Kind::Cjk) if word.is_word() => {
                self.apart_nearby(line, word == Kind::Digit)
            }
            _ => self.pairs.get(&(left, right)).and_then(|&sum| verdict(sum)),
        }
    }

    /// What the samples around `line` say. Those of the same kind count twice.
    fn apart_nearby(&self, line: u32, digit: bool) -> Option<bool> {
        const REACH: usize = 5;
        let here = self.samples.partition_point(|sample| sample.line < line);
        let near = here.saturating_sub(REACH)..(here + REACH).min(self.samples.len());
        let near = self.samples.get(near).unwrap_or_default();
        let weight = |sample: &Sample| if sample.digit == digit { 2 } else { 1 };
        let nearby = near.iter().map(|sample| if sample.apart { weight(sample) } else { -weight(sample) });
        let [letters, digits] = self.sums;
        let all = || if digit { letters + 2 * digits } else { 2 * letters + digits };
        verdict(nearby.sum()).or_else(|| verdict(all()))
    }

    fn is_known(&self, left: &str, right: &str) -> bool {
        let words = self.words.get_or_init(|| Words::of(&self.texts));
        words.all.contains(format!("{left}{right}").as_str())
            && !(words.whole.contains(left) && words.whole.contains(right))
    }

    /// Whether `left` and `right` are parts of a word the article has elsewhere, and not words of their own.
    pub(super) fn is_one_word(&self, left: &str, right: &str) -> bool {
        let has_letter = |part: &str| part.bytes().any(|b| b.is_ascii_alphabetic());
        has_letter(left) && has_letter(right) && self.is_known(left, right)
    }
}

const fn verdict(sum: i32) -> Option<bool> {
    match sum {
        0 => None,
        sum => Some(sum > 0),
    }
}

/// The texts whose white space a pretty-printer would have touched, each with its line.
pub(super) fn texts(root: Element<'_>) -> impl Iterator<Item = (u32, &str)> {
    let mut nodes = root.node().descendants();
    std::iter::from_fn(move || {
        loop {
            let node = nodes.next()?;
            if let Some(text) = node.as_text() {
                return Some((node.line(), text));
            }
            let is_kept = |e: Element<'_>| matches!(e.tag(), "pre" | "svg" | "script" | "style" | "textarea");
            if node.as_element().is_some_and(is_kept) {
                nodes.skip_below(node);
            }
        }
    })
}
