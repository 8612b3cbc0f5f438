//! Emphasis that CommonMark would not accept, mended.
//!
//! `**标题：**正文` is no emphasis: a run of delimiters that closes after punctuation must stand before a blank or
//! punctuation (dialect `em-flank`). What is left here can be written with `**`, `*` and `~~` as it is.

use crate::chars::is_punctuation;
use crate::markdown::flanking::{Side, left_flanking, right_flanking, rule_of_three};
use crate::model::{Inline, Link, Tag};
use crate::options::Emphasis;

/// Mends the emphasis of a line as `emphasis` says; `in_cell` because a break is a tag in a cell.
pub(super) fn accepted(line: Vec<Inline>, emphasis: Emphasis, in_cell: bool) -> Vec<Inline> {
    Mender { emphasis, in_cell }.line(line, Around::Line)
}

/// A kind of emphasis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delimiter {
    Strong,
    Emphasis,
    Strike,
}

impl Delimiter {
    /// The kind that `tag` is another name of.
    pub(super) const fn of_tag(tag: Tag) -> Option<Self> {
        match tag {
            Tag::Strong => Some(Self::Strong),
            Tag::Em => Some(Self::Emphasis),
            Tag::Del => Some(Self::Strike),
            Tag::Sub | Tag::Sup | Tag::Kbd | Tag::Mark | Tag::U | Tag::Ins => None,
        }
    }

    const fn of(inline: &Inline) -> Option<Self> {
        match inline {
            Inline::Strong(_) => Some(Self::Strong),
            Inline::Emphasis(_) => Some(Self::Emphasis),
            Inline::Strike(_) => Some(Self::Strike),
            _ => None,
        }
    }

    const fn tag(self) -> Tag {
        match self {
            Self::Strong => Tag::Strong,
            Self::Emphasis => Tag::Em,
            Self::Strike => Tag::Del,
        }
    }

    /// How many delimiters it is written with.
    const fn length(self) -> usize {
        if matches!(self, Self::Emphasis) { 1 } else { 2 }
    }

    const fn is_starred(self) -> bool {
        !matches!(self, Self::Strike)
    }

    pub(super) fn around(self, content: Vec<Inline>) -> Inline {
        match self {
            Self::Strong => Inline::Strong(content),
            Self::Emphasis => Inline::Emphasis(content),
            Self::Strike => Inline::Strike(content),
        }
    }
}

/// One of the two ends of a run of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

impl End {
    fn of(self, line: &[Inline]) -> Option<&Inline> {
        match self {
            Self::First => line.first(),
            Self::Last => line.last(),
        }
    }
}

/// What stands beside a run of delimiters: as CommonMark reads it, and as GitHub does, which looks past `~`.
type Sides = [Side; 2];

/// What surrounds a list of inlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// The edges of the line.
    Line,
    /// Tags, or the brackets of a link, in `*` emphasis that a run of this length opened, or of 0 in none.
    Markup(usize),
    /// `~~`, likewise, and what stands before and after it.
    Tildes(usize, [Sides; 2]),
    /// `*`, which a run of this length opened. Runs at the edges of what is inside join it.
    Stars(usize),
}

impl Around {
    const fn sides(self, end: End) -> Sides {
        match (self, end) {
            (Self::Line, _) => [Side::Blank; 2],
            (Self::Markup(_) | Self::Stars(_), _) => [Side::Punctuation; 2],
            (Self::Tildes(_, [before, _]), End::First) => [Side::Punctuation, before[1]],
            (Self::Tildes(_, [_, after]), End::Last) => [Side::Punctuation, after[1]],
        }
    }

    /// The length of the run that opened the `*` emphasis around.
    const fn outer(self) -> usize {
        match self {
            Self::Line => 0,
            Self::Markup(length) | Self::Stars(length) | Self::Tildes(length, _) => length,
        }
    }
}

/// Where an emphasis stands in its list.
struct Spot {
    around: Around,
    before: Sides,
    after: Sides,
    is_first: bool,
    is_last: bool,
    /// Whether a run right before it would fuse with its own.
    fuses: bool,
}

struct Mender {
    emphasis: Emphasis,
    in_cell: bool,
}

impl Mender {
    fn line(&self, line: Vec<Inline>, around: Around) -> Vec<Inline> {
        let holds_more = |inline: &Inline| {
            Delimiter::of(inline).is_some() || matches!(inline, Inline::Link(_) | Inline::Element(..))
        };
        if !line.iter().any(holds_more) {
            return merged(line);
        }
        let mut done: Vec<Inline> = Vec::with_capacity(line.len());
        let mut rest = line.into_iter().peekable();
        while let Some(inline) = rest.next() {
            let delimiter = Delimiter::of(&inline);
            let spot = Spot {
                around,
                before: done.last().map_or(around.sides(End::First), |before| self.edge(before, End::Last)),
                after: rest.peek().map_or(around.sides(End::Last), |after| self.edge(after, End::First)),
                is_first: done.is_empty(),
                is_last: rest.peek().is_none(),
                fuses: done.last().and_then(Delimiter::of).zip(delimiter).is_some_and(|(a, b)| fuse(a, b)),
            };
            match (delimiter, inline) {
                (
                    Some(delimiter),
                    Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content),
                ) => {
                    self.run(delimiter, content, &spot, &mut done);
                }
                (_, Inline::Link(Link { url, title, content })) => {
                    let content = self.line(content, Around::Markup(0));
                    done.push(Inline::Link(Link { url, title, content }));
                }
                (_, Inline::Element(tag, content)) => {
                    done.push(Inline::Element(tag, self.line(content, Around::Markup(around.outer()))));
                }
                (_, other) => done.push(other),
            }
        }
        merged(done)
    }

    fn run(&self, delimiter: Delimiter, content: Vec<Inline>, spot: &Spot, done: &mut Vec<Inline>) {
        // What is inside comes first: it may become tags, at which the run would look otherwise.
        let around = self.around(delimiter, &content, spot);
        let content = self.line(content, around);
        let works @ [opens, closes] =
            [self.opens(delimiter, &content, spot), self.closes(delimiter, &content, spot)];
        if opens && closes {
            done.push(delimiter.around(content));
        } else if self.emphasis == Emphasis::Html || !self.is_mendable(delimiter, &content, spot, works) {
            let content = self.line(content, Around::Markup(spot.around.outer()));
            done.push(Inline::Element(delimiter.tag(), content));
        } else if self.emphasis == Emphasis::Move {
            self.moved(delimiter, content, works, spot, done);
        } else {
            let blank = || Inline::Text(" ".to_owned());
            done.extend((!opens).then(blank));
            done.push(delimiter.around(content));
            done.extend((!closes).then(blank));
        }
    }

    /// Whether a blank at the edges that fail would do. At the edge of other markup it would not stay.
    fn is_mendable(&self, delimiter: Delimiter, content: &[Inline], spot: &Spot, works: [bool; 2]) -> bool {
        let is_inner = spot.around != Around::Line;
        let faces = |end| !self.delimiters(delimiter, content, end).1.contains(&Side::Blank);
        (works[0] || (faces(End::First) && !(is_inner && spot.is_first)))
            && (works[1] || (faces(End::Last) && !(is_inner && spot.is_last)))
    }

    /// What surrounds the content of the emphasis, its delimiters being written.
    fn around(&self, delimiter: Delimiter, content: &[Inline], spot: &Spot) -> Around {
        let outer = spot.around.outer();
        match (delimiter.is_starred(), joins(delimiter, spot, End::First)) {
            (true, true) => Around::Stars(outer),
            (true, false) => Around::Stars(self.delimiters(delimiter, content, End::First).0),
            (false, _) => Around::Tildes(outer, [spot.before, spot.after]),
        }
    }

    /// Whether the run that opens the emphasis is read as opening, and as no more.
    ///
    /// One that can close as well is only safe where the rule of three keeps it from closing the emphasis around.
    fn opens(&self, delimiter: Delimiter, content: &[Inline], spot: &Spot) -> bool {
        if joins(delimiter, spot, End::First) {
            return true;
        }
        let (length, inside) = self.delimiters(delimiter, content, End::First);
        let outer = spot.around.outer();
        let may_close = delimiter.is_starred() && outer > 0 && !rule_of_three(outer, length, true);
        let readings = || spot.before.into_iter().zip(inside);
        !spot.fuses
            && readings().all(|(before, inside)| left_flanking(before, inside))
            && !readings().any(|(before, inside)| may_close && right_flanking(before, inside))
    }

    fn closes(&self, delimiter: Delimiter, content: &[Inline], spot: &Spot) -> bool {
        joins(delimiter, spot, End::Last) || {
            let (_, inside) = self.delimiters(delimiter, content, End::Last);
            inside.into_iter().zip(spot.after).all(|(inside, after)| right_flanking(inside, after))
        }
    }

    /// The run of delimiters at `end` of an emphasis: its length, and what stands on its inner side.
    fn delimiters(&self, delimiter: Delimiter, content: &[Inline], end: End) -> (usize, Sides) {
        let child = end.of(content);
        match child {
            Some(Inline::Strong(inner)) if delimiter.is_starred() => {
                let (length, side) = self.delimiters(Delimiter::Strong, inner, end);
                (delimiter.length() + length, side)
            }
            Some(Inline::Emphasis(inner)) if delimiter.is_starred() => {
                let (length, side) = self.delimiters(Delimiter::Emphasis, inner, end);
                (delimiter.length() + length, side)
            }
            child => (delimiter.length(), child.map_or([Side::Blank; 2], |child| self.edge(child, end))),
        }
    }

    /// What `inline` shows at `end` as written.
    fn edge(&self, inline: &Inline, end: End) -> Sides {
        match inline {
            // A `~` of text is escaped beside `*`, and GitHub looks no further than the backslash.
            Inline::Text(text) => {
                [Side::of(match end {
                    End::First => text.chars().next(),
                    End::Last => text.chars().next_back(),
                }); 2]
            }
            Inline::Break if !self.in_cell => [Side::Blank; 2],
            Inline::Strike(content) => {
                let inner = end.of(content).map_or(Side::Blank, |inner| self.edge(inner, end)[1]);
                [Side::Punctuation, inner]
            }
            _ => [Side::Punctuation; 2],
        }
    }

    /// Moves the punctuation at the failing edges out of a run; where there is none, a blank has to do.
    fn moved(
        &self,
        delimiter: Delimiter,
        mut content: Vec<Inline>,
        [opens, closes]: [bool; 2],
        spot: &Spot,
        done: &mut Vec<Inline>,
    ) {
        let (mut before, mut after) = (String::new(), String::new());
        if let Some(Inline::Text(text)) = content.first_mut().filter(|_| !opens) {
            let kept = text.trim_start_matches(is_punctuation).len();
            before = text.drain(..text.len() - kept).collect();
        }
        if let Some(Inline::Text(text)) = content.last_mut().filter(|_| !closes) {
            after = text.split_off(text.trim_end_matches(is_punctuation).len());
        }
        content.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
        let side = |c: Option<char>, otherwise| c.map_or(otherwise, |c| [Side::of(Some(c)); 2]);
        let spot = Spot {
            before: side(before.chars().next_back(), spot.before),
            after: side(after.chars().next(), spot.after),
            is_first: spot.is_first && before.is_empty(),
            is_last: spot.is_last && after.is_empty(),
            fuses: spot.fuses && before.is_empty(),
            ..*spot
        };
        done.extend(Some(before).filter(|text| !text.is_empty()).map(Inline::Text));
        if !content.is_empty() {
            Self { emphasis: Emphasis::Space, ..*self }.run(delimiter, content, &spot, done);
        }
        done.extend(Some(after).filter(|text| !text.is_empty()).map(Inline::Text));
    }
}

/// Whether the run at `end` of an emphasis is one with that of the emphasis around.
const fn joins(delimiter: Delimiter, spot: &Spot, end: End) -> bool {
    let at_end = match end {
        End::First => spot.is_first,
        End::Last => spot.is_last,
    };
    delimiter.is_starred() && at_end && matches!(spot.around, Around::Stars(_))
}

/// Whether the delimiters of two neighbours would read as one run.
const fn fuse(left: Delimiter, right: Delimiter) -> bool {
    left.is_starred() == right.is_starred()
}

/// `line` with text joined to text, white space single.
fn merged(line: Vec<Inline>) -> Vec<Inline> {
    if !line.windows(2).any(|pair| matches!(pair, [Inline::Text(_), Inline::Text(_)])) {
        return line;
    }
    let mut done: Vec<Inline> = Vec::with_capacity(line.len());
    for inline in line {
        match (done.last_mut(), inline) {
            (Some(Inline::Text(text)), Inline::Text(more)) => {
                let more = if text.ends_with(' ') { more.trim_start_matches(' ') } else { &more };
                text.push_str(more);
            }
            (_, inline) => done.push(inline),
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(s: &str) -> Inline {
        Inline::Text(s.into())
    }

    fn mended(line: Vec<Inline>, emphasis: Emphasis) -> Vec<Inline> {
        accepted(line, emphasis, false)
    }

    #[test]
    fn bold_that_ends_in_punctuation_is_mended_before_a_letter() {
        let line = || vec![Inline::Strong(vec![text("标题：")]), text("正文")];
        assert_eq!(mended(line(), Emphasis::Space), [Inline::Strong(vec![text("标题：")]), text(" 正文")]);
        assert_eq!(mended(line(), Emphasis::Move), [Inline::Strong(vec![text("标题")]), text("：正文")]);
        assert_eq!(
            mended(line(), Emphasis::Html),
            [Inline::Element(Tag::Strong, vec![text("标题：")]), text("正文")]
        );
    }

    #[test]
    fn a_blank_keeps_a_later_run_from_closing_a_run_of_three() {
        let italic = |s| Inline::Emphasis(vec![text(s)]);
        let line = vec![Inline::Strong(vec![italic("a"), text("b"), italic("c")])];
        let spaced = [Inline::Strong(vec![italic("a"), text("b "), italic("c")])];
        assert_eq!(mended(line, Emphasis::Space), spaced);
        assert_eq!(mended(spaced.to_vec(), Emphasis::Space), spaced);
    }

    #[test]
    fn what_is_struck_out_faces_emphasis_past_its_tildes() {
        let line = vec![Inline::Strong(vec![text("a：")]), Inline::Strike(vec![text("b")])];
        let [strong, strike] = line.clone().try_into().unwrap();
        assert_eq!(mended(line, Emphasis::Space), [strong, text(" "), strike]);
    }

    #[test]
    fn runs_of_one_kind_side_by_side_are_parted() {
        let line = vec![Inline::Strong(vec![text("a")]), Inline::Emphasis(vec![text("b")])];
        assert_eq!(
            mended(line, Emphasis::Space),
            [Inline::Strong(vec![text("a")]), text(" "), Inline::Emphasis(vec![text("b")])]
        );
    }
}
