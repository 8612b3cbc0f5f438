//! An excerpt of a text around the best match.

use std::collections::VecDeque;
use std::ops::Range;

use super::query::{Query, Term};
use super::tokens::each_token;

/// The characters of a snippet.
const LENGTH: usize = 80;

/// The characters of it before the first match.
const LEAD: usize = 20;

/// The matches of a text that are considered.
const MAX_MATCHES: usize = 10_000;

/// An excerpt of one line, with the bytes that match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snippet {
    /// The text, with `…` where it was cut.
    pub text: String,
    /// The bytes that match, in order and apart.
    pub marks: Vec<Range<usize>>,
}

/// A place where a word or phrase of a query is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) bytes: Range<usize>,
    /// Which term of the query it is.
    term: usize,
}

impl Snippet {
    /// Returns the part of `text` with most terms, and most matches, of those that fit. Without matches, it is the beginning.
    pub(super) fn of(text: &str, matches: &[Match]) -> Self {
        let best = best_window(text, matches);
        let first = matches.get(best).map_or(0, |first| first.bytes.start);
        let rest = text.get(first..).unwrap_or_default();
        // What is not needed after the first match is shown before it.
        let lead = LENGTH.saturating_sub(rest.chars().take(LENGTH).count()).max(LEAD);
        let before = text.get(..first).unwrap_or_default();
        let start = before.char_indices().rev().nth(lead - 1).map_or(0, |(at, _)| at);
        let rest = text.get(start..).unwrap_or_default();
        let end = start + rest.char_indices().nth(LENGTH).map_or(rest.len(), |(at, _)| at);
        Self::cut(text, start..end, matches.iter().map(|found| found.bytes.clone()))
    }

    /// Returns the whole of `text`.
    pub(super) fn whole(text: &str, matches: &[Match]) -> Self {
        Self::cut(text, 0..text.len(), matches.iter().map(|found| found.bytes.clone()))
    }

    /// Returns a part of `text` on one line.
    fn cut(text: &str, part: Range<usize>, matches: impl Iterator<Item = Range<usize>>) -> Self {
        let mut snippet = Self::default();
        let mut at = part.start;
        if text.get(..at).is_some_and(|before| !before.trim().is_empty()) {
            snippet.text.push('…');
        }
        for found in matches {
            let found = found.start.max(at)..found.end.min(part.end);
            if found.start >= found.end {
                continue;
            }
            snippet.push(text.get(at..found.start).unwrap_or_default());
            let start = snippet.text.len();
            snippet.push(text.get(found.clone()).unwrap_or_default());
            match snippet.marks.last_mut().filter(|last| last.end == start) {
                Some(last) => last.end = snippet.text.len(),
                None => snippet.marks.push(start..snippet.text.len()),
            }
            at = found.end;
        }
        snippet.push(text.get(at..part.end).unwrap_or_default());
        let end = snippet.text.trim_end().len();
        snippet.text.truncate(end);
        snippet.marks.iter_mut().for_each(|mark| mark.end = mark.end.min(end));
        snippet.marks.retain(|mark| !mark.is_empty());
        if text.get(part.end..).is_some_and(|after| !after.trim().is_empty()) {
            snippet.text.push('…');
        }
        snippet
    }

    /// Adds text with each stretch of whitespace as one space.
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if !c.is_whitespace() {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with([' ', '…']) {
                self.text.push(' ');
            }
        }
    }
}

/// Returns the first match of the best snippet, which has those within its length after that one.
fn best_window(text: &str, matches: &[Match]) -> usize {
    let (mut best, mut best_score) = (0, (0, 0));
    let mut end = 0;
    for (start, first) in matches.iter().enumerate() {
        let rest = text.get(first.bytes.start..).unwrap_or_default();
        let reach =
            rest.char_indices().nth(LENGTH - LEAD).map_or(text.len(), |(at, _)| first.bytes.start + at);
        end = end.max(start + 1);
        while matches.get(end).is_some_and(|next| next.bytes.end <= reach) {
            end += 1;
        }
        let window = matches.get(start..end).unwrap_or_default();
        let mut terms: Vec<usize> = window.iter().map(|found| found.term).collect();
        terms.sort_unstable();
        terms.dedup();
        let score = (terms.len(), window.len());
        if score > best_score {
            (best, best_score) = (start, score);
        }
    }
    best
}

/// Returns where the words and phrases of `query` are in `text`, in order.
pub(super) fn matches(text: &str, query: &Query) -> Vec<Match> {
    let mut searches: Vec<Search<'_>> = query.wanted().map(Search::new).collect();
    let mut matches = Vec::new();
    each_token(text, |token, bytes| {
        for (term, search) in searches.iter_mut().enumerate() {
            if let Some(start) = search.advance(token, bytes.start)
                && matches.len() < MAX_MATCHES
            {
                matches.push(Match { bytes: start..bytes.end, term });
            }
        }
    });
    matches.sort_by_key(|found| found.bytes.start);
    matches
}

/// Whether `text` has all words and phrases that `query` asks for, and none that it excludes.
pub(super) fn has_all(text: &str, query: &Query) -> bool {
    let mut searches: Vec<(Search<'_>, bool)> =
        query.terms.iter().map(|term| (Search::new(term), false)).collect();
    each_token(text, |token, bytes| {
        for (search, is_found) in &mut searches {
            *is_found |= search.advance(token, bytes.start).is_some();
        }
    });
    searches.iter().all(|(search, is_found)| *is_found != search.term.is_excluded)
}

/// The search for one term.
struct Search<'q> {
    term: &'q Term,
    /// The places where it may have begun, each with the number of tokens found.
    begun: VecDeque<(usize, usize)>,
}

impl<'q> Search<'q> {
    const fn new(term: &'q Term) -> Self {
        Self { term, begun: VecDeque::new() }
    }

    /// Reads a token, and returns where the term that ends with it begins.
    fn advance(&mut self, token: &str, at: usize) -> Option<usize> {
        let tokens = &self.term.tokens;
        let is_next = |found: usize| {
            let is_last = found + 1 == tokens.len();
            tokens.get(found).is_some_and(|next| {
                if is_last && self.term.is_prefix { token.starts_with(next.as_str()) } else { token == next }
            })
        };
        self.begun.push_back((0, at));
        self.begun.retain_mut(|(found, _)| {
            let is_next = is_next(*found);
            *found += 1;
            is_next
        });
        let is_whole = self.begun.front().is_some_and(|(found, _)| *found == tokens.len());
        if is_whole { self.begun.pop_front().map(|(_, start)| start) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, query: &str) -> String {
        let snippet = Snippet::of(text, &matches(text, &Query::parse(query).unwrap()));
        let mut shown = snippet.text.clone();
        for mark in snippet.marks.iter().rev() {
            shown.insert(mark.end, ']');
            shown.insert(mark.start, '[');
        }
        shown
    }

    #[test]
    fn matches_are_marked() {
        assert_eq!(shown("多线程与线程池", "线程"), "多[线程]与[线程]池");
        assert_eq!(shown("Ｃ＋＋ and C, c++11", "c++"), "[Ｃ＋＋] and C, [c++]11");
        assert_eq!(shown("a thread pool, threads", "thread*"), "a [thread] pool, [threads]");
        assert_eq!(shown("a thread\npool", "\"thread pool\""), "a [thread pool]");
        assert_eq!(shown("主线。程序", "线程"), "主线。程序");
        assert_eq!(shown("aaa a a a", "\"a a\""), "aaa [a a a]");
        assert_eq!(shown("线程池", "线程 程池 -x"), "[线程池]");
    }

    #[test]
    fn the_part_with_most_terms_is_shown() {
        let filler = "字".repeat(200);
        let text = format!("线程{filler}线程线程{filler}一个线程池{filler}");
        let expected = format!("…{}一个[线程池]{}…", "字".repeat(18), "字".repeat(57));
        assert_eq!(shown(&text, "线程 池"), expected);
        assert_eq!(shown(&text, "没有"), format!("线程{}…", "字".repeat(78)));
    }

    #[test]
    fn a_text_with_all_words_is_recognized() {
        let has = |text, query| has_all(text, &Query::parse(query).unwrap());
        assert!(has("多线程与 Java 线程池", "线程池 java"));
        assert!(!has("多线程与 Java", "线程池 java"));
        assert!(!has("多线程与 Java", "线程 -java"));
        assert!(has("threads", "thread*") && !has("threads", "thread"));
    }

    #[test]
    fn a_snippet_is_one_line() {
        assert_eq!(shown("\n\n 一\n\n  线  程 \n三\n", "线程"), "一 [线 程] 三");
        assert_eq!(shown("", "线程"), "");
    }

    #[test]
    fn a_long_text_takes_little_time() {
        let text = "a ".repeat(1_000_000);
        assert!(shown(&text, "\"a a a\"").starts_with("[a a"));
    }
}
