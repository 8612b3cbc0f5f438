//! Statistics on the spacing in the parts of an article whose text is intact.
//!
//! Most articles consistently write either `使用 React` or `使用React`. Those that do not were assembled from several
//! sources, so the spacing nearby says more than the average.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::chars::{is_invisible, is_plain, is_space, trim_end, trim_start};
use crate::clean::{Disposition, Kind, by_name};
use crate::dom::{Dom, Element, Name, Node, NodeId};

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
    texts: Vec<(NodeId, &'a str)>,
    /// The number of texts on lines of their own.
    on_own_lines: usize,
    /// The `em` and `i` elements.
    emphases: Vec<Element<'a>>,
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
    pairs: HashMap<(CharClass, CharClass), i32>,
    /// The same for the numbers of headings and their titles.
    sections: HashMap<SectionNumber, i32>,
}

impl SpacingVotes {
    fn of(dom: &Dom, texts: &[(NodeId, &str)]) -> Self {
        let mut votes = Self::default();
        for (node, text) in texts {
            votes.read(dom.node(*node).approximate_line(), text);
            if text.starts_with(is_numbering) && is_in_heading(dom.node(*node)) {
                votes.read_heading(text);
            }
        }
        // The parser may have moved misnested content.
        votes.samples.sort_by_key(|sample| sample.line);
        votes
    }

    fn read(&mut self, line: u32, text: &str) {
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
                self.count(line, before, right, spaced);
            }
            numbering.push(c, spaced && left.is_some());
            left = Some(right);
            (spaced, newline) = (false, false);
            rest = right.skip_same(rest.as_str()).chars();
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

    fn count(&mut self, line: u32, left: CharClass, right: CharClass, is_spaced: bool) {
        let vote = if is_spaced { 1 } else { -1 };
        match (left, right) {
            (CharClass::Cjk, word) | (word, CharClass::Cjk) if word.is_word() => {
                let digit = word == CharClass::Digit;
                self.samples.push(Sample { line, digit, is_spaced });
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
            if (1..=2 * MAX_WORD_LENGTH).contains(&word.len()) {
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
    /// Collects the texts below `root` whose whitespace a pretty-printer would have changed.
    pub(super) fn of(root: Element<'a>) -> Self {
        let mut stats = Self {
            dom: root.node().dom(),
            texts: Vec::new(),
            on_own_lines: 0,
            emphases: Vec::new(),
            votes: OnceCell::new(),
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
        self.on_own_lines += usize::from(before.contains('\n') && after.contains('\n'));
        self.texts.push((node, shown));
    }

    /// The `em` and `i` elements of the article.
    pub(super) fn emphases(&self) -> &[Element<'a>] {
        &self.emphases
    }

    /// Whether at least 19 of 20 texts are on indented lines of their own.
    pub(super) fn is_pretty_printed(&self) -> bool {
        !self.texts.is_empty() && self.on_own_lines * 20 >= self.texts.len() * 19
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
        self.votes.get_or_init(|| SpacingVotes::of(self.dom, &self.texts))
    }

    /// Whether `left` and `right` are parts of a word that occurs elsewhere, rather than words of their own.
    pub(super) fn is_one_word(&self, left: &str, right: &str) -> bool {
        let has_letter = |part: &str| part.bytes().any(|b| b.is_ascii_alphabetic());
        has_letter(left) && has_letter(right) && self.is_known(left, right)
    }

    fn is_known(&self, left: &str, right: &str) -> bool {
        let words = self.words.get_or_init(|| WordIndex::of(&self.texts));
        words.has(&format!("{left}{right}")) && !(words.has_whole(left) && words.has_whole(right))
    }
}

fn is_in_heading(node: Node<'_>) -> bool {
    /// The limit of elements between a heading and its text.
    const MAX_LEVELS: usize = 8;
    let is_heading = |e: Element<'_>| matches!(by_name(e.tag()), Disposition::Lower(Kind::Heading(_)));
    node.ancestors().take(MAX_LEVELS).any(is_heading)
}

const fn majority(sum: i32) -> Option<bool> {
    match sum {
        0 => None,
        sum => Some(sum > 0),
    }
}
