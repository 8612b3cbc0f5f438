//! Punctuation at the edges of emphasis that may stand outside it: `**标题：**正文` → `**标题**：正文`.

use crate::chars::is_punctuation;
use crate::model::{Inline, Link};
use crate::options::Emphasis;

/// One end of a run of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

impl End {
    pub(super) fn of(self, line: &[Inline]) -> Option<&Inline> {
        match self {
            Self::First => line.first(),
            Self::Last => line.last(),
        }
    }

    fn of_mut(self, line: &mut [Inline]) -> Option<&mut Inline> {
        match self {
            Self::First => line.first_mut(),
            Self::Last => line.last_mut(),
        }
    }

    const fn opposite(self) -> Self {
        match self {
            Self::First => Self::Last,
            Self::Last => Self::First,
        }
    }
}

/// Punctuation of sentences, which looks the same inside and outside of emphasis.
const SENTENCE: &str = "：，。；！？、…:,;!?.";

/// Brackets and quotation marks that come in pairs.
const PAIRS: [(char, char); 17] = [
    ('（', '）'),
    ('(', ')'),
    ('【', '】'),
    ('［', '］'),
    ('[', ']'),
    ('｛', '｝'),
    ('{', '}'),
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('“', '”'),
    ('‘', '’'),
    ('〔', '〕'),
    ('〖', '〗'),
    ('＂', '＂'),
    ('"', '"'),
];

fn pair_of(c: char) -> Option<usize> {
    // Most characters are letters.
    if matches!(c, ' ' | '0'..='9' | 'A'..='Z' | 'a'..='z' | '\u{4e00}'..='\u{9fff}') {
        return None;
    }
    PAIRS.iter().position(|&(open, close)| c == open || c == close)
}

/// The brackets and quotation marks in the text of a line, each with the number of its partner.
#[derive(Debug, Default)]
pub(super) struct Brackets {
    partners: Vec<Option<usize>>,
}

impl Brackets {
    pub(super) fn of(line: &[Inline]) -> Self {
        let mut brackets = Self::default();
        let mut open: [Vec<usize>; PAIRS.len()] = Default::default();
        for_each_bracket(line, &mut |c| {
            let number = brackets.partners.len();
            brackets.partners.push(None);
            let pair = pair_of(c).and_then(|pair| Some((PAIRS.get(pair)?, open.get_mut(pair)?)));
            let Some((&(opening, closing), open)) = pair else { return };
            match open.pop_if(|_| c == closing) {
                Some(partner) => {
                    for (a, b) in [(partner, number), (number, partner)] {
                        brackets.partners.get_mut(a).into_iter().for_each(|entry| *entry = Some(b));
                    }
                }
                None if c == opening => open.push(number),
                None => {}
            }
        });
        brackets
    }

    /// Returns the number of brackets in `line`.
    pub(super) fn count(line: &[Inline]) -> usize {
        let mut count = 0;
        for_each_bracket(line, &mut |_| count += 1);
        count
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.partners.is_empty()
    }

    fn partner(&self, number: usize) -> Option<usize> {
        self.partners.get(number).copied().flatten()
    }
}

/// Whether any emphasis in `line` holds a bracket.
pub(super) fn has_emphasized_bracket(line: &[Inline]) -> bool {
    line.iter().any(|inline| match inline {
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => {
            Brackets::count(content) > 0
        }
        Inline::Element(_, content) | Inline::Link(Link { content, .. }) => has_emphasized_bracket(content),
        _ => false,
    })
}

fn for_each_bracket(line: &[Inline], visit: &mut impl FnMut(char)) {
    for inline in line {
        match inline {
            Inline::Text(text) => text.chars().filter(|c| pair_of(*c).is_some()).for_each(&mut *visit),
            Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Strike(content)
            | Inline::Element(_, content)
            | Inline::Link(Link { content, .. }) => for_each_bracket(content, visit),
            _ => {}
        }
    }
}

/// The content of an emphasis, and what has moved out of it.
pub(super) struct Content<'a> {
    pub(super) inlines: Vec<Inline>,
    pub(super) before: String,
    pub(super) after: String,
    brackets: &'a Brackets,
    /// The number of the first bracket in the content, and the number after the last.
    numbers: [usize; 2],
}

impl<'a> Content<'a> {
    /// The content `inlines` of an emphasis, before which the line has `bracket` brackets.
    pub(super) fn new(inlines: Vec<Inline>, brackets: &'a Brackets, bracket: usize) -> Self {
        let numbers = [bracket, bracket + Brackets::count(&inlines)];
        Self { inlines, before: String::new(), after: String::new(), brackets, numbers }
    }

    /// Returns what has moved out at `end`.
    pub(super) fn moved(&self, end: End) -> &str {
        match end {
            End::First => &self.before,
            End::Last => &self.after,
        }
    }

    /// Moves punctuation out at `end`, as the option `emphasis` permits.
    pub(super) fn move_out(&mut self, end: End, emphasis: Emphasis) {
        let Some(c) = self.edge(end) else { return };
        if emphasis == Emphasis::Move {
            self.take(end, is_punctuation);
        } else if SENTENCE.contains(c) && !self.ends_with_number(end) {
            self.take(end, |c| SENTENCE.contains(c));
        } else if pair_of(c).is_some() {
            self.move_bracket(end);
        }
    }

    /// Whether the dot at `end` belongs to a number: `1.`.
    fn ends_with_number(&mut self, end: End) -> bool {
        let text = edge_text(&mut self.inlines, end).and_then(|text| text.strip_suffix('.'));
        end == End::Last && text.is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit()))
    }

    /// Moves a bracket out whose partner is outside or at the other edge. The latter moves too.
    fn move_bracket(&mut self, end: End) {
        let [start, stop] = self.numbers;
        let (number, other) = match end {
            End::First => (start, stop.wrapping_sub(1)),
            End::Last => (stop.wrapping_sub(1), start),
        };
        match self.brackets.partner(number) {
            Some(partner) if partner < start || partner >= stop => self.take_one(end),
            Some(partner) if partner == other && self.edge(end.opposite()).and_then(pair_of).is_some() => {
                self.take_one(end);
                self.take_one(end.opposite());
            }
            _ => {}
        }
    }

    /// Returns the character at `end` if it is text.
    fn edge(&mut self, end: End) -> Option<char> {
        let text = edge_text(&mut self.inlines, end)?;
        match end {
            End::First => text.chars().next(),
            End::Last => text.chars().next_back(),
        }
    }

    fn take_one(&mut self, end: End) {
        let mut is_first = true;
        self.take(end, |_| std::mem::take(&mut is_first));
    }

    /// Moves the characters at `end` out for which `moves` holds, and the space behind them.
    fn take(&mut self, end: End, moves: impl FnMut(char) -> bool) {
        let Some(text) = edge_text(&mut self.inlines, end) else { return };
        match end {
            End::First => {
                let kept = text.trim_start_matches(moves).trim_start_matches(' ').len();
                self.before.extend(text.drain(..text.len() - kept));
            }
            End::Last => {
                let tail = text.split_off(text.trim_end_matches(moves).trim_end_matches(' ').len());
                self.after.insert_str(0, &tail);
            }
        }
        prune(&mut self.inlines, end);
    }
}

/// Returns the text at `end` of an emphasis, also within emphasis nested in it.
fn edge_text(inlines: &mut [Inline], end: End) -> Option<&mut String> {
    match end.of_mut(inlines)? {
        Inline::Text(text) => Some(text),
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => {
            edge_text(content, end)
        }
        _ => None,
    }
}

/// Removes what has become empty at `end`.
fn prune(inlines: &mut Vec<Inline>, end: End) {
    let is_empty = match end.of_mut(inlines) {
        Some(Inline::Text(text)) => text.is_empty(),
        Some(Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content)) => {
            prune(content, end);
            content.is_empty()
        }
        _ => false,
    };
    if is_empty {
        inlines.remove(if end == End::First { 0 } else { inlines.len() - 1 });
    }
}
