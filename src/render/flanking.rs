//! Which emphasis `*`, `**` and `~~` can say where it stands, by the flanking rules of CommonMark 0.31.
//!
//! Only judges; [`crate::normalize`] repairs, and the writer falls back to HTML.

use crate::chars::is_punctuation;
use crate::model::Inline;

/// What stands beside a run of delimiters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// White space, or the edge of a line.
    Blank,
    /// Punctuation, which includes all markup.
    Punctuation,
    /// Anything else.
    Other,
}

impl Side {
    /// The class of `c`, `None` being the edge of a line.
    pub(crate) fn of(c: Option<char>) -> Self {
        match c {
            Some(c) if is_punctuation(c) => Self::Punctuation,
            Some(c) if !c.is_whitespace() => Self::Other,
            _ => Self::Blank,
        }
    }
}

/// One of the two ends of a run of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Where it begins.
    First,
    /// Where it stops.
    Last,
}

/// Whether a run of delimiters between the two is left-flanking.
pub(crate) fn left_flanking(before: Side, after: Side) -> bool {
    after == Side::Other || (after == Side::Punctuation && before != Side::Other)
}

/// Whether a run of delimiters between the two is right-flanking.
pub(crate) fn right_flanking(before: Side, after: Side) -> bool {
    left_flanking(after, before)
}

/// Whether `inline` is written with `*`.
pub(crate) const fn is_starred(inline: &Inline) -> bool {
    matches!(inline, Inline::Strong(_) | Inline::Emphasis(_))
}

/// What `inline` shows at `end` as rendered; `in_cell` because a break is a tag in a cell.
pub(crate) fn edge(inline: &Inline, end: End, in_cell: bool) -> Side {
    match inline {
        Inline::Text(text) => Side::of(match end {
            End::First => text.chars().next(),
            End::Last => text.chars().next_back(),
        }),
        Inline::Break if !in_cell => Side::Blank,
        _ => Side::Punctuation,
    }
}

/// The content of emphasis of any kind.
pub(crate) fn emphasised(inline: &Inline) -> Option<&[Inline]> {
    match inline {
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => Some(content),
        _ => None,
    }
}

/// The run of delimiters at `end` of the emphasis `inline`: its length, and what stands on its inner side.
pub(crate) fn run(inline: &Inline, end: End, in_cell: bool) -> (usize, Side) {
    let own = if matches!(inline, Inline::Emphasis(_)) { 1 } else { 2 };
    let content = emphasised(inline).unwrap_or_default();
    let child = match end {
        End::First => content.first(),
        End::Last => content.last(),
    };
    match child {
        Some(child) if is_starred(inline) && is_starred(child) => {
            let (length, side) = run(child, end, in_cell);
            (own + length, side)
        }
        Some(child) => (own, edge(child, end, in_cell)),
        None => (own, Side::Blank),
    }
}

/// What surrounds a list of inlines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    /// What is rendered before the first.
    pub(crate) before: Side,
    /// What is rendered after the last.
    pub(crate) after: Side,
    /// The length of the run that opened the `*` emphasis around, 0 when there is none.
    pub(crate) outer: usize,
    /// Whether the `*` of the parent joins that of a first or last child.
    pub(crate) joins: bool,
    /// Whether the inlines are in a cell of a table.
    pub(crate) in_cell: bool,
}

impl Around {
    /// Nothing but the edges of the line.
    pub(crate) const fn line(in_cell: bool) -> Self {
        Self { before: Side::Blank, after: Side::Blank, outer: 0, joins: false, in_cell }
    }

    /// What surrounds the content of the emphasis, link or element `inline`, opened by a run of `length`.
    pub(crate) fn inside(self, inline: &Inline, length: usize) -> Self {
        let outer = match inline {
            Inline::Link(_) => 0,
            _ if is_starred(inline) => length,
            _ => self.outer,
        };
        Self { before: Side::Punctuation, after: Side::Punctuation, outer, joins: is_starred(inline), ..self }
    }

    /// Whether the emphasis `inline`, opened by a run of `length` before `inside`, opens after `before`.
    ///
    /// A run that can close as well is only safe where the rule of three keeps it from closing the emphasis around:
    /// runs of one and two never match, but one of three matches either.
    pub(crate) fn opens(self, inline: &Inline, before: Side, inside: Side) -> bool {
        let closes = is_starred(inline) && self.outer == 3 && right_flanking(before, inside);
        left_flanking(before, inside) && !closes
    }
}

/// Whether delimiters can say the emphasis `inline` and all emphasis in it. `follows` tells that a run of `*` stands
/// right before it, with which its own would fuse.
pub(crate) fn works(inline: &Inline, around: Around, follows: bool) -> bool {
    list_works(std::slice::from_ref(inline), around, follows)
}

fn list_works(inlines: &[Inline], around: Around, follows: bool) -> bool {
    let mut before = around.before;
    let mut fuses = follows;
    let last = inlines.len().saturating_sub(1);
    for (index, inline) in inlines.iter().enumerate() {
        let after =
            inlines.get(index + 1).map_or(around.after, |next| edge(next, End::First, around.in_cell));
        let starred = is_starred(inline);
        let joins = starred && around.joins;
        let mut length = around.outer;
        if emphasised(inline).is_some() {
            if !joins || index != 0 {
                let (own, inside) = run(inline, End::First, around.in_cell);
                if (starred && fuses) || !around.opens(inline, before, inside) {
                    return false;
                }
                length = own;
            }
            let (_, inside) = run(inline, End::Last, around.in_cell);
            if (!joins || index != last) && !right_flanking(inside, after) {
                return false;
            }
        }
        let content = match inline {
            Inline::Element(_, content) => Some(content.as_slice()),
            _ => emphasised(inline),
        };
        if content.is_some_and(|content| !list_works(content, around.inside(inline, length), false)) {
            return false;
        }
        fuses = starred;
        before = edge(inline, End::Last, around.in_cell);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(s: &str) -> Inline {
        Inline::Text(s.into())
    }

    #[test]
    fn bold_that_ends_in_punctuation_does_not_work_before_a_letter() {
        let bold = Inline::Strong(vec![text("标题：")]);
        let around = |after| Around { after, ..Around::line(false) };
        assert!(!works(&bold, around(Side::Other), false));
        assert!(works(&bold, around(Side::Blank), false));
    }

    #[test]
    fn a_run_of_three_lets_no_later_run_stand_between_letters() {
        let italic = |s| Inline::Emphasis(vec![text(s)]);
        let bold = Inline::Strong(vec![italic("a"), text("b"), italic("c")]);
        assert!(!works(&bold, Around::line(false), false));
        let spaced = Inline::Strong(vec![italic("a"), text("b "), italic("c")]);
        assert!(works(&spaced, Around::line(false), false));
    }
}
