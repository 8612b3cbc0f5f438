//! Statistics on the spacing in the parts of an article whose text is intact.
//!
//! Most articles consistently write either `使用 React` or `使用React`. Those that do not were assembled from several
//! sources, so the spacing nearby says more than the average.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::chars::{is_invisible, is_plain, is_space, trim_start};
use crate::dom::{Dom, Node, NodeId};

use super::char_class::{CharClass, depends_on_article};
use super::line_tail::{Numbering, SectionNumber, is_numbering};
use super::words::Words;

/// An occurrence of Chinese beside a word.
#[derive(Debug, Clone, Copy)]
struct Sample {
    /// See [`position`].
    position: usize,
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
    words: Words<'a>,
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
        for &(node, text) in texts {
            let first = votes.samples.len();
            votes.read(text);
            if let Some(samples) = votes.samples.get_mut(first..).filter(|samples| !samples.is_empty()) {
                let position = position(dom.node(node));
                samples.iter_mut().for_each(|sample| sample.position = position);
            }
            if text.starts_with(is_numbering) && is_in_heading(dom.node(node)) {
                votes.read_heading(text);
            }
        }
        // The parser may have moved misnested content.
        if !votes.samples.is_sorted_by_key(|sample| sample.position) {
            votes.samples.sort_by_cached_key(|sample| start_of_line(dom, sample.position));
        }
        votes
    }

    /// Counts the boundaries in `text`. The position of its samples is not known yet.
    fn read(&mut self, text: &str) {
        let (mut left, mut numbering) = (None, Numbering::START);
        let (mut spaced, mut newline) = (false, false);
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                // The most frequent characters come first.
                ' ' => {
                    spaced = true;
                    continue;
                }
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
            (spaced, newline) = (false, false);
            left = Some(right);
            if !numbering.is_open() {
                let (last, after) = right.skip_uncounted(rest.as_str());
                left = Some(last);
                rest = after.chars();
            }
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
                self.samples.push(Sample { position: 0, digit, is_spaced });
                *(if digit { &mut self.digits } else { &mut self.letters }) += vote;
            }
            _ if depends_on_article(left, right) => *self.pairs.entry((left, right)).or_default() += vote,
            _ => {}
        }
    }

    /// The majority of the samples around the line that starts at this position, else of all samples. Samples of the
    /// same kind count twice.
    fn majority_near(&self, line: usize, digit: bool) -> Option<bool> {
        const REACH: usize = 5;
        let here = self.samples.partition_point(|sample| sample.position < line);
        let near = here.saturating_sub(REACH)..(here + REACH).min(self.samples.len());
        let near = self.samples.get(near).unwrap_or_default();
        let weight = |sample: &Sample| if sample.digit == digit { 2 } else { 1 };
        let vote = |sample: &Sample| if sample.is_spaced { weight(sample) } else { -weight(sample) };
        let same = if digit { self.digits } else { self.letters };
        majority(near.iter().map(vote).sum()).or_else(|| majority(self.digits + self.letters + same))
    }
}

impl<'a> SpacingStats<'a> {
    /// The statistics of these texts of a page.
    pub(super) const fn new(dom: &'a Dom, texts: &'a [(NodeId, &'a str)]) -> Self {
        Self { dom, texts, votes: OnceCell::new(), words: Words::of(dom, texts) }
    }

    /// Whether a space belongs between these classes in `node`. `None` if the article does not show it.
    pub(super) fn is_spaced(&self, left: CharClass, right: CharClass, node: Option<NodeId>) -> Option<bool> {
        let votes = self.votes();
        match (left, right) {
            (CharClass::Cjk, word) | (word, CharClass::Cjk) if word.is_word() => {
                let position = node.map_or(0, |node| position(self.dom.node(node)));
                votes.majority_near(start_of_line(self.dom, position), word == CharClass::Digit)
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
        has_letter(left)
            && has_letter(right)
            && self.words.has(&format!("{left}{right}"))
            && !(self.words.has_whole(left) && self.words.has_whole(right))
    }
}

/// Where a node is, for ordering by lines: the byte at which a start tag ends or a text begins. In a tree that was not
/// parsed from text, its approximate line.
fn position(node: Node<'_>) -> usize {
    let position = match node.as_element() {
        Some(_) => node.span().map(|span| span.end),
        None => node.visible_span().map(|span| span.start),
    };
    position.unwrap_or_else(|| node.approximate_line() as usize)
}

/// The least position on the line of this one.
fn start_of_line(dom: &Dom, position: usize) -> usize {
    if dom.page().is_empty() { position } else { dom.start_of_line(position) }
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
