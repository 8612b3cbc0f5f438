//! Statistics on the spacing in the parts of an article whose text is intact.
//!
//! Most articles consistently write either `使用 React` or `使用React`. Those that do not were assembled from several
//! sources, so the spacing nearby says more than the average.

use std::cell::OnceCell;
use std::collections::HashMap;

use rustc_hash::FxHashMap;

use crate::chars::{is_invisible, is_plain, is_space, trim_start};
use crate::dom::{Dom, Node, NodeId};

use super::char_class::{CharClass, depends_on_article, is_word_character};
use super::line_tail::{MAX_WORD_LENGTH, Numbering, SectionNumber, is_numbering};

/// An occurrence of Chinese beside a word.
#[derive(Debug, Clone, Copy)]
struct Sample {
    line: u32,
    /// Whether the word has a digit there.
    digit: bool,
    is_spaced: bool,
}

/// Spacing statistics of an article, computed on demand.
#[derive(Debug)]
pub(super) struct SpacingStats<'a> {
    dom: &'a Dom,
    /// The visible texts, without the whitespace around them.
    texts: &'a [(NodeId, &'a str)],
    votes: OnceCell<SpacingVotes>,
    words: OnceCell<WordIndex<'a>>,
}

/// Counts of spaced and unspaced boundaries in the texts of an article.
#[derive(Debug, Default)]
struct SpacingVotes {
    /// Chinese beside words, in page order.
    samples: Vec<Sample>,
    /// Spaced less unspaced boundaries between Chinese and digits.
    digits: i32,
    /// The same for Chinese and letters.
    letters: i32,
    /// The same for other pairs.
    pairs: FxHashMap<(CharClass, CharClass), i32>,
    /// The same for the numbers of headings and their titles.
    sections: FxHashMap<SectionNumber, i32>,
}

impl SpacingVotes {
    fn of(dom: &Dom, texts: &[(NodeId, &str)]) -> Self {
        let mut votes = Self::default();
        for (node, text) in texts {
            let first = votes.samples.len();
            votes.read(text);
            if let Some(samples) = votes.samples.get_mut(first..).filter(|samples| !samples.is_empty()) {
                let line = dom.node(*node).approximate_line();
                samples.iter_mut().for_each(|sample| sample.line = line);
            }
            if text.starts_with(is_numbering) && is_in_heading(dom.node(*node)) {
                votes.read_heading(text);
            }
        }
        // The parser may have moved misnested content.
        votes.samples.sort_by_key(|sample| sample.line);
        votes
    }

    /// Counts the boundaries in `text`. The line of its samples is not known yet.
    fn read(&mut self, text: &str) {
        let (mut left, mut numbering) = (None, Numbering::START);
        let (mut spaced, mut newline) = (false, false);
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                _ if is_plain(c) => {}
                _ if is_space(c) => {
                    spaced = true;
                    newline |= c == '\n';
                    continue;
                }
                _ if is_invisible(c) => continue,
                _ => {}
            }
            let right = CharClass::of(c);
            let before = if numbering.is_some() { Some(CharClass::Numbering) } else { left };
            if let Some(before) = before.filter(|_| !newline) {
                self.count(before, right, spaced);
            }
            numbering.push(c, spaced && left.is_some());
            let (last, after) = right.skip_uncounted(rest.as_str());
            left = Some(last);
            (spaced, newline) = (false, false);
            rest = after.chars();
        }
    }

    /// Counts the space after the number of a heading.
    fn read_heading(&mut self, text: &str) {
        let rest = text.trim_start_matches(is_numbering);
        let (number, _) = text.split_at(text.len() - rest.len());
        let mut numbering = Numbering::START;
        number.chars().for_each(|c| numbering.push(c, false));
        let title = trim_start(rest);
        if let Some(number) = numbering.section()
            && title.starts_with(char::is_alphabetic)
        {
            *self.sections.entry(number).or_default() += if title.len() < rest.len() { 1 } else { -1 };
        }
    }

    fn count(&mut self, left: CharClass, right: CharClass, is_spaced: bool) {
        let vote = if is_spaced { 1 } else { -1 };
        match (left, right) {
            (CharClass::Cjk, word) | (word, CharClass::Cjk) if word.is_word() => {
                let digit = word == CharClass::Digit;
                self.samples.push(Sample { line: 0, digit, is_spaced });
                *(if digit { &mut self.digits } else { &mut self.letters }) += vote;
            }
            _ if depends_on_article(left, right) => *self.pairs.entry((left, right)).or_default() += vote,
            _ => {}
        }
    }

    /// The majority of the samples around `line`, else of all samples. Samples of the same kind count twice.
    fn majority_near(&self, line: u32, digit: bool) -> Option<bool> {
        const REACH: usize = 5;
        let here = self.samples.partition_point(|sample| sample.line < line);
        let near = here.saturating_sub(REACH)..(here + REACH).min(self.samples.len());
        let near = self.samples.get(near).unwrap_or_default();
        let weight = |sample: &Sample| if sample.digit == digit { 2 } else { 1 };
        let vote = |sample: &Sample| if sample.is_spaced { weight(sample) } else { -weight(sample) };
        let same = if digit { self.digits } else { self.letters };
        majority(near.iter().map(vote).sum()).or_else(|| majority(self.digits + self.letters + same))
    }
}

/// The words of an article, each with whether it occurs in the middle of a text, where it is certainly complete.
#[derive(Debug, Default)]
struct WordIndex<'a>(HashMap<&'a str, bool>);

impl<'a> WordIndex<'a> {
    fn of(texts: &[(NodeId, &'a str)]) -> Self {
        let mut words = Self(HashMap::with_capacity(2 * texts.len()));
        for (_, text) in texts {
            words.read(text);
        }
        words
    }

    fn read(&mut self, text: &'a str) {
        let is_word = |byte: &u8| byte.is_ascii() && is_word_character(char::from(*byte));
        let mut at = 0;
        while let Some(rest) = text.as_bytes().get(at..)
            && let Some(start) = rest.iter().position(is_word)
        {
            let start = at + start;
            let length = rest.iter().skip(start - at).take_while(|byte| is_word(byte)).count();
            at = start + length;
            if length <= 2 * MAX_WORD_LENGTH
                && let Some(word) = text.get(start..at)
            {
                *self.0.entry(word).or_default() |= start > 0 && at < text.len();
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
    /// The statistics of these texts of a page.
    pub(super) const fn new(dom: &'a Dom, texts: &'a [(NodeId, &'a str)]) -> Self {
        Self { dom, texts, votes: OnceCell::new(), words: OnceCell::new() }
    }

    /// Whether a space belongs between these classes in `node`. `None` if the article does not show it.
    pub(super) fn is_spaced(&self, left: CharClass, right: CharClass, node: Option<NodeId>) -> Option<bool> {
        let votes = self.votes();
        match (left, right) {
            (CharClass::Cjk, word) | (word, CharClass::Cjk) if word.is_word() => {
                let line = node.map_or(0, |node| self.dom.node(node).approximate_line());
                votes.majority_near(line, word == CharClass::Digit)
            }
            _ => votes.pairs.get(&(left, right)).and_then(|&sum| majority(sum)),
        }
    }

    /// Whether a space belongs between such a number and the title in `node`. `None` if that is no heading, or if no
    /// heading of the article shows it.
    pub(super) fn has_section_space(&self, number: SectionNumber, node: NodeId) -> Option<bool> {
        let sum = self.votes().sections.get(&number).filter(|_| is_in_heading(self.dom.node(node)))?;
        majority(*sum)
    }

    fn votes(&self) -> &SpacingVotes {
        self.votes.get_or_init(|| SpacingVotes::of(self.dom, self.texts))
    }

    /// Whether `left` and `right` are parts of a word that occurs elsewhere, rather than words of their own.
    pub(super) fn is_one_word(&self, left: &str, right: &str) -> bool {
        let has_letter = |part: &str| part.bytes().any(|b| b.is_ascii_alphabetic());
        has_letter(left) && has_letter(right) && self.is_known(left, right)
    }

    fn is_known(&self, left: &str, right: &str) -> bool {
        let words = self.words.get_or_init(|| WordIndex::of(self.texts));
        words.has(&format!("{left}{right}")) && !(words.has_whole(left) && words.has_whole(right))
    }
}

fn is_in_heading(node: Node<'_>) -> bool {
    /// The limit of elements between a heading and its text.
    const MAX_LEVELS: usize = 8;
    node.ancestors().take(MAX_LEVELS).any(|element| element.name().is_heading())
}

const fn majority(sum: i32) -> Option<bool> {
    match sum {
        0 => None,
        sum => Some(sum > 0),
    }
}
