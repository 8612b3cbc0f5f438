//! What an article does about blanks where its text is intact: its stats.
//!
//! Most articles are of one mind about `使用 React` or `使用React`. Those that are not were put together from
//! several sources, so what stands nearby tells more than the whole.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::mem;

use crate::chars::{is_blank, is_cjk, is_cjk_punctuation, is_invisible, is_plain, trim_end, trim_start};
use crate::dom::{Dom, Element, Name, NodeId};

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
            // Most characters first.
            '\u{4e00}'..='\u{9fff}' => Self::Cjk,
            '0'..='9' => Self::Digit,
            'a'..='z' | 'A'..='Z' => Self::Letter,
            '\0'..='\u{7f}' => Self::Mark(c),
            '，' | '。' | '、' | '：' => Self::Wide,
            PICTURE => Self::Picture,
            _ if is_cjk(c) => Self::Cjk,
            _ if is_cjk_punctuation(c) => Self::Wide,
            _ if c.is_alphabetic() => Self::Letter,
            _ if is_sign(c) => Self::Mark(c),
            _ if c.is_numeric() => Self::Mark('①'),
            _ => Self::Symbol,
        }
    }

    const fn is_word(self) -> bool {
        matches!(self, Self::Letter | Self::Digit)
    }

    /// What follows those of its characters that `text` begins with, as far as that is told at once.
    fn after_more(self, text: &str) -> &str {
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

/// Whether an article is ever asked about a blank between two characters that are not Chinese beside a word: Chinese
/// beside a mark, and marks that may be operators.
pub(super) const fn is_open_question(left: Kind, right: Kind) -> bool {
    match (left, right) {
        (Kind::Wide, _) | (_, Kind::Wide) | (Kind::Cjk, Kind::Cjk) => false,
        (Kind::Cjk | Kind::Mark('<'), _) | (_, Kind::Cjk) => true,
        (_, Kind::Mark(mark)) => is_operator(mark),
        _ => false,
    }
}

/// What stands apart as the article has it.
pub(super) const fn is_operator(c: char) -> bool {
    matches!(c, '=' | '(' | '+' | '<' | '>' | '|' | '&' | '*' | '~')
}

/// Whether the characters of a line are a number with a mark so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Numbering {
    /// How many they are while they may be; `None` when they are something else.
    count: Option<u8>,
    /// One of them is a mark.
    marked: bool,
}

impl Numbering {
    /// Of a line without characters.
    const START: Self = Self { count: Some(0), marked: false };
    /// `(12.10)`
    const LONGEST: u8 = 7;

    /// Adds a character, after a blank or not.
    const fn push(&mut self, c: char, blank: bool) {
        let is_mark = matches!(c, '.' | '(' | ')');
        self.count = match self.count {
            Some(count) if !blank && (c.is_ascii_digit() || is_mark) && count < Self::LONGEST => {
                Some(count + 1)
            }
            _ => None,
        };
        self.marked = self.count.is_some() && (self.marked || is_mark);
    }

    const fn is_open(self) -> bool {
        self.count.is_some()
    }

    const fn is_some(self) -> bool {
        matches!(self.count, Some(1..)) && self.marked
    }
}

/// The end of a line that grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tail {
    /// The character shown last.
    last: Option<char>,
    /// The one that touches it.
    before: Option<char>,
    /// The word that ends the line.
    word: String,
    numbering: Numbering,
    /// A quotation mark is open.
    quoted: bool,
    /// An operator with a blank on its left ends the line.
    infix: bool,
}

/// Longer words are not compared.
const LONGEST_WORD: usize = 32;

impl Tail {
    pub(super) const fn new() -> Self {
        Self {
            last: None,
            before: None,
            word: String::new(),
            numbering: Numbering::START,
            quoted: false,
            infix: false,
        }
    }

    /// Begins a new line.
    pub(super) fn clear(&mut self) {
        let mut word = mem::take(&mut self.word);
        word.clear();
        *self = Self { word, ..Self::new() };
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

    pub(super) const fn infix(&self) -> bool {
        self.infix
    }

    /// Tells that the blank before the last character is none of the page's own.
    pub(super) const fn blank_is_restored(&mut self) {
        self.infix = false;
    }

    /// Adds a character, after a blank or not.
    pub(super) fn push(&mut self, c: char, blank: bool) {
        let blank = blank && self.last.is_some();
        self.infix = if blank { is_infix(c) } else { self.points_on(c) };
        self.before = self.last.filter(|_| !blank);
        self.last = Some(c);
        if blank || !is_word_character(c) {
            self.word.clear();
        }
        if is_word_character(c) && self.word.len() <= LONGEST_WORD {
            self.word.push(c);
        }
        self.numbering.push(c, blank);
        self.quoted ^= c == '"';
    }

    /// Whether `c` makes an arrow of the operator that ends the line.
    const fn points_on(&self, c: char) -> bool {
        self.infix && c == '>' && matches!(self.last, Some('-' | '='))
    }

    /// Adds characters that touch each other and the last one.
    pub(super) fn extend(&mut self, text: &str) {
        let mut back = text.chars().rev();
        let Some(last) = back.next() else { return };
        self.infix = text == ">" && self.points_on(last);
        self.before = back.next().or(self.last);
        self.last = Some(last);
        let before_word = text.trim_end_matches(is_word_character);
        if !before_word.is_empty() {
            self.word.clear();
        }
        let word = text.get(before_word.len()..).unwrap_or_default();
        let room = (LONGEST_WORD + 1).saturating_sub(self.word.len());
        self.word.push_str(word.get(..room).unwrap_or(word));
        let mut start = text.chars();
        while self.numbering.is_open()
            && let Some(c) = start.next()
        {
            self.numbering.push(c, false);
        }
        self.quoted ^= has_odd_quotes(text);
    }

    /// Adds characters of which the first touches the last one, with single blanks in them and none at the end.
    pub(super) fn extend_words(&mut self, text: &str) {
        let Some((before, last)) = text.rsplit_once(' ') else { return self.extend(text) };
        self.quoted ^= has_odd_quotes(before);
        let mut characters = last.chars();
        if let Some(first) = characters.next() {
            self.push(first, true);
        }
        self.extend(characters.as_str());
    }

    /// What ends the line.
    pub(super) fn kind(&self) -> Option<Kind> {
        if self.numbering.is_some() { Some(Kind::Numbering) } else { self.last.map(Kind::of) }
    }
}

fn has_odd_quotes(text: &str) -> bool {
    text.bytes().fold(false, |odd, byte| odd ^ (byte == b'"'))
}

/// Dashes, arrows, bullets and their kin.
pub(super) const fn is_sign(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2190}'..='\u{25ff}' | '\u{2700}'..='\u{27ff}')
}

/// What may stand between two others with a blank on either side.
const fn is_infix(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '|' | '/' | '<' | '>')
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

/// What an article's texts do about blanks; what is not asked for is not looked for.
#[derive(Debug)]
pub(super) struct SpacingStats<'a> {
    dom: &'a Dom,
    /// The texts that show, each without the whitespace around it.
    texts: Vec<(NodeId, &'a str)>,
    /// How many of them stand on lines of their own.
    alone: usize,
    /// The `em` and `i` around them.
    emphases: Vec<Element<'a>>,
    blanks: OnceCell<Blanks>,
    words: OnceCell<Words<'a>>,
}

/// Where the texts of an article have blanks and where not.
#[derive(Debug, Default)]
struct Blanks {
    /// Chinese beside words, in the order of the page.
    samples: Vec<Sample>,
    /// How often Chinese stands apart from digits, less how often it touches them.
    digits: i32,
    /// The same for letters.
    letters: i32,
    /// The same for any other two.
    pairs: HashMap<(Kind, Kind), i32>,
}

impl Blanks {
    fn of(dom: &Dom, texts: &[(NodeId, &str)]) -> Self {
        let mut blanks = Self::default();
        for (node, text) in texts {
            blanks.read(dom.node(*node).approximate_line(), text);
        }
        // Misnested markup may have moved some.
        blanks.samples.sort_by_key(|sample| sample.line);
        blanks
    }

    fn read(&mut self, line: u32, text: &str) {
        let (mut left, mut numbering) = (None, Numbering::START);
        let (mut blank, mut newline) = (false, false);
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                _ if is_plain(c) => {}
                _ if is_blank(c) => {
                    blank = true;
                    newline |= c == '\n';
                    continue;
                }
                _ if is_invisible(c) => continue,
                _ => {}
            }
            let right = Kind::of(c);
            let before = if numbering.is_some() { Some(Kind::Numbering) } else { left };
            if let Some(before) = before.filter(|_| !newline) {
                self.count(line, before, right, blank);
            }
            numbering.push(c, blank && left.is_some());
            left = Some(right);
            (blank, newline) = (false, false);
            rest = right.after_more(rest.as_str()).chars();
        }
    }

    fn count(&mut self, line: u32, left: Kind, right: Kind, apart: bool) {
        let vote = if apart { 1 } else { -1 };
        match (left, right) {
            (Kind::Cjk, word) | (word, Kind::Cjk) if word.is_word() => {
                let digit = word == Kind::Digit;
                self.samples.push(Sample { line, digit, apart });
                *(if digit { &mut self.digits } else { &mut self.letters }) += vote;
            }
            _ if is_open_question(left, right) => *self.pairs.entry((left, right)).or_default() += vote,
            _ => {}
        }
    }

    /// What the samples around `line` say, else all of them. Those of the same kind count twice.
    fn nearby(&self, line: u32, digit: bool) -> Option<bool> {
        const REACH: usize = 5;
        let here = self.samples.partition_point(|sample| sample.line < line);
        let near = here.saturating_sub(REACH)..(here + REACH).min(self.samples.len());
        let near = self.samples.get(near).unwrap_or_default();
        let weight = |sample: &Sample| if sample.digit == digit { 2 } else { 1 };
        let vote = |sample: &Sample| if sample.apart { weight(sample) } else { -weight(sample) };
        let same = if digit { self.digits } else { self.letters };
        verdict(near.iter().map(vote).sum()).or_else(|| verdict(self.digits + self.letters + same))
    }
}

/// The words of an article, each with whether it stands somewhere with text on both sides, so that it is whole.
#[derive(Debug, Default)]
struct Words<'a>(HashMap<&'a str, bool>);

impl<'a> Words<'a> {
    fn of(texts: &[(NodeId, &'a str)]) -> Self {
        let mut words = Self::default();
        for (_, text) in texts {
            words.read(text);
        }
        words
    }

    fn read(&mut self, text: &'a str) {
        let mut parts = text.split(|c| !is_word_character(c)).peekable();
        let mut is_first = true;
        while let Some(word) = parts.next() {
            let is_whole = !is_first && parts.peek().is_some();
            is_first = false;
            if (1..=2 * LONGEST_WORD).contains(&word.len()) {
                *self.0.entry(word).or_default() |= is_whole;
            }
        }
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains_key(word)
    }

    fn has_whole(&self, word: &str) -> bool {
        self.0.get(word).is_some_and(|whole| *whole)
    }
}

impl<'a> SpacingStats<'a> {
    /// Looks at the texts below `root` whose white space a pretty-printer would have touched.
    pub(super) fn of(root: Element<'a>) -> Self {
        let mut stats = Self {
            dom: root.node().dom(),
            texts: Vec::new(),
            alone: 0,
            emphases: Vec::new(),
            blanks: OnceCell::new(),
            words: OnceCell::new(),
        };
        let mut nodes = root.node().descendants();
        while let Some(node) = nodes.next() {
            if let Some(text) = node.as_text() {
                stats.add(node.id(), text);
                continue;
            }
            let Some(element) = node.as_element() else { continue };
            match element.name() {
                Name::Pre | Name::Svg | Name::Script | Name::Style | Name::Textarea => nodes.skip_below(node),
                Name::Em | Name::I => stats.emphases.push(element),
                _ => {}
            }
        }
        stats
    }

    fn add(&mut self, node: NodeId, text: &'a str) {
        let rest = trim_start(text);
        let shown = trim_end(rest);
        if shown.is_empty() {
            return;
        }
        let (before, _) = text.split_at(text.len() - rest.len());
        let (_, after) = rest.split_at(shown.len());
        self.alone += usize::from(before.contains('\n') && after.contains('\n'));
        self.texts.push((node, shown));
    }

    /// The `em` and `i` of the article.
    pub(super) fn emphases(&self) -> &[Element<'a>] {
        &self.emphases
    }

    /// Whether at least 19 in 20 texts stand on indented lines of their own.
    pub(super) fn is_prettified(&self) -> bool {
        !self.texts.is_empty() && self.alone * 20 >= self.texts.len() * 19
    }

    /// Whether a blank belongs between the two in `node`; `None` when the article does not tell.
    pub(super) fn apart(&self, left: Kind, right: Kind, node: Option<NodeId>) -> Option<bool> {
        let blanks = self.blanks.get_or_init(|| Blanks::of(self.dom, &self.texts));
        match (left, right) {
            (Kind::Cjk, word) | (word, Kind::Cjk) if word.is_word() => {
                let line = node.map_or(0, |node| self.dom.node(node).approximate_line());
                blanks.nearby(line, word == Kind::Digit)
            }
            _ => blanks.pairs.get(&(left, right)).and_then(|&sum| verdict(sum)),
        }
    }

    /// Whether `left` and `right` are parts of a word the article has elsewhere, and not words of their own.
    pub(super) fn is_one_word(&self, left: &str, right: &str) -> bool {
        let has_letter = |part: &str| part.bytes().any(|b| b.is_ascii_alphabetic());
        has_letter(left) && has_letter(right) && self.is_known(left, right)
    }

    fn is_known(&self, left: &str, right: &str) -> bool {
        let words = self.words.get_or_init(|| Words::of(&self.texts));
        words.has(&format!("{left}{right}")) && !(words.has_whole(left) && words.has_whole(right))
    }
}

const fn verdict(sum: i32) -> Option<bool> {
    match sum {
        0 => None,
        sum => Some(sum > 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_grows_by_words_ends_as_one_that_grows_by_characters() {
        arbtest::arbtest(|u| {
            let (mut by_words, mut by_characters) = (Tail::new(), Tail::new());
            for _ in 0..u.int_in_range(1..=4)? {
                let blank = u.arbitrary()?;
                let first = u.arbitrary()?;
                by_words.push(first, blank);
                by_characters.push(first, blank);
                let length = u.int_in_range(0..=40)?;
                let letters = ["a", "B", "_", "7", ".", "(", "\"", "中", "é", "=", ">", " "];
                let word = (0..length).map(|_| u.choose(&letters).copied()).collect::<Result<String, _>>()?;
                let word = word.trim_end_matches(' ');
                by_words.extend_words(word);
                let mut blank = false;
                for c in word.chars() {
                    if c != ' ' {
                        by_characters.push(c, blank);
                    }
                    blank = c == ' ';
                }
                assert_eq!(by_words, by_characters);
            }
            Ok(())
        });
    }
}
