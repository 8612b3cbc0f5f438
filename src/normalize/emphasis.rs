//! Repairs emphasis that CommonMark would reject.
//!
//! `**标题：**正文` is not emphasis, as a run of delimiters that closes after punctuation must be followed by whitespace
//! or punctuation (dialect `em-flank`). All emphasis left by this pass can be written with `**`, `*`, `_` and `~~`.

use std::cell::Cell;

use crate::markdown::flanking::{Side, left_flanking, right_flanking, rule_of_three, underscore_flanking};
use crate::model::{Inline, Link, Tag};
use crate::options::Emphasis;

use super::edge_punctuation::{Brackets, Content, End, has_emphasized_bracket};
use crate::markdown::delimiter::takes_underscores;

/// Repairs the emphasis of a line according to `emphasis`. `in_cell` matters because a break in a cell is a tag.
/// Also returns whether punctuation moved out of a run.
pub(super) fn repair(line: Vec<Inline>, emphasis: Emphasis, in_cell: bool) -> (Vec<Inline>, bool) {
    // Only brackets that are emphasized can move.
    let may_move = emphasis == Emphasis::Auto && has_emphasized_bracket(&line);
    let brackets = if may_move { Brackets::of(&line) } else { Brackets::default() };
    let has_moved = Cell::new(false);
    let pass = EmphasisPass { emphasis, in_cell, brackets: &brackets, has_moved: &has_moved };
    (pass.line(line, Around::Line, 0), has_moved.get())
}

/// Whether the delimiters of an emphasis of `text` are accepted between these characters of text or the edges of a line.
pub(super) fn is_accepted(before: Option<char>, text: &str, after: Option<char>) -> bool {
    let flanks = |outside: Option<char>, inside: Option<char>| {
        let readings = sides(outside).into_iter().zip(sides(inside));
        readings.into_iter().all(|(outside, inside)| left_flanking(outside, inside))
    };
    flanks(before, text.chars().next()) && flanks(after, text.chars().next_back())
}

/// The delimiter of an emphasis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delimiter {
    Strong,
    Emphasis,
    Strike,
}

impl Delimiter {
    /// Returns the delimiter that is equivalent to `tag`.
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

    /// Returns the number of characters in the delimiter.
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

/// The class of the neighbouring character, as CommonMark sees it and as GitHub does, which ignores `~` and for which
/// symbols are no punctuation.
type Sides = [Side; 2];

fn sides(c: Option<char>) -> Sides {
    [Side::of(c), Side::on_github(c)]
}

/// What surrounds a list of inlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// The edges of the line.
    Line,
    /// Tags or the brackets of a link. The number is the length of the run that opened the enclosing `*` emphasis, or
    /// 0.
    Markup(usize),
    /// `~~`, with the same number and the characters before and after it.
    Tildes(usize, [Sides; 2]),
    /// `*`, opened by a run of this length, which runs at the edges of the content join.
    Stars(usize),
}

impl Around {
    const fn sides(self, end: End) -> Sides {
        match (self, end) {
            (Self::Line, _) => [Side::Whitespace; 2],
            (Self::Markup(_) | Self::Stars(_), _) => [Side::Punctuation; 2],
            (Self::Tildes(_, [before, _]), End::First) => [Side::Punctuation, before[1]],
            (Self::Tildes(_, [_, after]), End::Last) => [Side::Punctuation, after[1]],
        }
    }

    /// Returns the length of the run that opened the enclosing `*` emphasis.
    const fn outer(self) -> usize {
        match self {
            Self::Line => 0,
            Self::Markup(length) | Self::Stars(length) | Self::Tildes(length, _) => length,
        }
    }
}

/// The position of an emphasis in its list of inlines.
struct Position {
    around: Around,
    before: Sides,
    after: Sides,
    is_first: bool,
    is_last: bool,
    /// Whether an immediately preceding run would fuse with its own.
    fuses: bool,
    /// Whether its own run would fuse with an immediately following one.
    fuses_next: bool,
    /// The number of brackets before it in the line.
    bracket: usize,
}

struct EmphasisPass<'a> {
    emphasis: Emphasis,
    in_cell: bool,
    brackets: &'a Brackets,
    has_moved: &'a Cell<bool>,
}

impl EmphasisPass<'_> {
    /// Repairs a list of inlines, before which the line has `bracket` brackets.
    fn line(&self, line: Vec<Inline>, around: Around, mut bracket: usize) -> Vec<Inline> {
        let is_nested = |inline: &Inline| {
            Delimiter::of(inline).is_some() || matches!(inline, Inline::Link(_) | Inline::Element(..))
        };
        if !line.iter().any(is_nested) {
            return merge_text(line);
        }
        let mut done: Vec<Inline> = Vec::with_capacity(line.len());
        let mut rest = line.into_iter().peekable();
        let mut is_underscored = false;
        while let Some(inline) = rest.next() {
            let delimiter = Delimiter::of(&inline);
            let starts_after = done.last().and_then(Delimiter::of).filter(|_| !is_underscored);
            let position = Position {
                around,
                before: done.last().map_or(around.sides(End::First), |before| self.edge(before, End::Last)),
                after: rest.peek().map_or(around.sides(End::Last), |after| self.edge(after, End::First)),
                is_first: done.is_empty(),
                is_last: rest.peek().is_none(),
                fuses: starts_after.zip(delimiter).is_some_and(|(a, b)| fuse(a, b)),
                fuses_next: rest
                    .peek()
                    .and_then(Delimiter::of)
                    .zip(delimiter)
                    .is_some_and(|(b, a)| fuse(a, b)),
                bracket,
            };
            bracket += self.count_brackets(&inline);
            is_underscored = takes_underscores(done.last(), &inline, rest.peek())
                && self.works_underscored(&inline, &position);
            match (delimiter, inline) {
                (_, inline) if is_underscored => done.push(inline),
                (
                    Some(delimiter),
                    Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content),
                ) => {
                    self.run(delimiter, content, &position, &mut done);
                }
                (_, Inline::Link(Link { url, title, content })) => {
                    let content = self.line(content, Around::Markup(0), position.bracket);
                    done.push(Inline::Link(Link { url, title, content }));
                }
                (_, Inline::Element(tag, content)) => {
                    let content = self.line(content, Around::Markup(around.outer()), position.bracket);
                    done.push(Inline::Element(tag, content));
                }
                (_, other) => done.push(other),
            }
        }
        merge_text(done)
    }

    /// Counts the brackets in `inline`, if it matters.
    fn count_brackets(&self, inline: &Inline) -> usize {
        if self.brackets.is_empty() { 0 } else { Brackets::count(std::slice::from_ref(inline)) }
    }

    /// Whether `_` would be accepted as the delimiters of `inline`, whose content is simple.
    fn works_underscored(&self, inline: &Inline, position: &Position) -> bool {
        let Inline::Emphasis(content) = inline else { return false };
        let is_simple = |inline: &Inline| {
            Delimiter::of(inline).is_none() && !matches!(inline, Inline::Link(_) | Inline::Element(..))
        };
        let inside = |end: End| end.of(content).map_or([Side::Whitespace; 2], |inner| self.edge(inner, end));
        let both = |a: Sides, b: Sides| a.into_iter().zip(b).all(|(a, b)| underscore_flanking(a, b));
        content.iter().all(is_simple)
            && both(position.before, inside(End::First))
            && both(position.after, inside(End::Last))
    }

    fn run(&self, delimiter: Delimiter, content: Vec<Inline>, position: &Position, done: &mut Vec<Inline>) {
        // The content is handled first: it may become tags, which changes what the run is next to.
        let around = self.around(delimiter, &content, position);
        let mut content = self.line(content, around, position.bracket);
        let works @ [opens, closes] =
            [self.opens(delimiter, &content, position), self.closes(delimiter, &content, position)];
        let stay = [opens, closes && !position.fuses_next];
        if matches!(self.emphasis, Emphasis::Auto | Emphasis::Move) && stay != [true; 2] {
            content = match self.with_moved_punctuation(content, stay, position) {
                Ok(moved) => return self.moved(delimiter, moved, position, done),
                Err(content) => content,
            };
        }
        if opens && closes {
            return done.push(delimiter.around(content));
        }
        if self.emphasis == Emphasis::Html
            || !self.is_fixable_with_spaces(delimiter, &content, position, works)
        {
            let content = self.line(content, Around::Markup(position.around.outer()), position.bracket);
            done.push(Inline::Element(delimiter.tag(), content));
        } else {
            let space = || Inline::Text(" ".to_owned());
            done.extend((!opens).then(space));
            done.push(delimiter.around(content));
            done.extend((!closes).then(space));
        }
    }

    /// Whether adding a space at the failing edges would help. At the edge of other markup, a space would be trimmed.
    fn is_fixable_with_spaces(
        &self,
        delimiter: Delimiter,
        content: &[Inline],
        position: &Position,
        works: [bool; 2],
    ) -> bool {
        let is_inner = position.around != Around::Line;
        let faces = |end| !self.delimiters(delimiter, content, end).1.contains(&Side::Whitespace);
        (works[0] || (faces(End::First) && !(is_inner && position.is_first)))
            && (works[1] || (faces(End::Last) && !(is_inner && position.is_last)))
    }

    /// Returns what surrounds the content of an emphasis that is written with delimiters.
    fn around(&self, delimiter: Delimiter, content: &[Inline], position: &Position) -> Around {
        let outer = position.around.outer();
        match (delimiter.is_starred(), joins_outer_run(delimiter, position, End::First)) {
            (true, true) => Around::Stars(outer),
            (true, false) => Around::Stars(self.delimiters(delimiter, content, End::First).0),
            (false, _) => Around::Tildes(outer, [position.before, position.after]),
        }
    }

    /// Whether the opening run can open emphasis, and nothing else.
    ///
    /// A run that could also close is only safe if the rule of three keeps it from closing the enclosing emphasis.
    fn opens(&self, delimiter: Delimiter, content: &[Inline], position: &Position) -> bool {
        if joins_outer_run(delimiter, position, End::First) {
            return true;
        }
        let (length, inside) = self.delimiters(delimiter, content, End::First);
        let outer = position.around.outer();
        let may_close = delimiter.is_starred() && outer > 0 && !rule_of_three(outer, length, true);
        let readings = || position.before.into_iter().zip(inside);
        !position.fuses
            && readings().all(|(before, inside)| left_flanking(before, inside))
            && !readings().any(|(before, inside)| may_close && right_flanking(before, inside))
    }

    fn closes(&self, delimiter: Delimiter, content: &[Inline], position: &Position) -> bool {
        joins_outer_run(delimiter, position, End::Last) || {
            let (_, inside) = self.delimiters(delimiter, content, End::Last);
            inside.into_iter().zip(position.after).all(|(inside, after)| right_flanking(inside, after))
        }
    }

    /// Returns the length of the delimiter run at `end` of an emphasis, and the class of the character on its inner
    /// side.
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
            child => (delimiter.length(), child.map_or([Side::Whitespace; 2], |child| self.edge(child, end))),
        }
    }

    /// Returns the class of the outermost character of `inline` at `end`, as rendered.
    fn edge(&self, inline: &Inline, end: End) -> Sides {
        match inline {
            // A `~` of text next to `*` is escaped where GitHub must not look beyond it.
            Inline::Text(text) => sides(match end {
                End::First => text.chars().next(),
                End::Last => text.chars().next_back(),
            }),
            Inline::Break if !self.in_cell => [Side::Whitespace; 2],
            Inline::Strike(content) => {
                let inner = end.of(content).map_or(Side::Whitespace, |inner| self.edge(inner, end)[1]);
                [Side::Punctuation, inner]
            }
            _ => [Side::Punctuation; 2],
        }
    }

    /// Moves punctuation out of `content`, except at edges where it may stay. Returns the content if there is none to
    /// move.
    fn with_moved_punctuation(
        &self,
        content: Vec<Inline>,
        stay: [bool; 2],
        position: &Position,
    ) -> Result<Content<'_>, Vec<Inline>> {
        let mut content = Content::new(content, self.brackets, position.bracket);
        for (end, stays) in [End::First, End::Last].into_iter().zip(stay) {
            if !stays && content.moved(end).is_empty() {
                content.move_out(end, self.emphasis);
            }
        }
        if content.before.is_empty() && content.after.is_empty() { Err(content.inlines) } else { Ok(content) }
    }

    /// Writes an emphasis after punctuation has moved out of it. An edge that still fails gets a space.
    fn moved(&self, delimiter: Delimiter, content: Content<'_>, position: &Position, done: &mut Vec<Inline>) {
        self.has_moved.set(true);
        let Content { inlines, before, after, .. } = content;
        let side = |c: Option<char>, otherwise| c.map_or(otherwise, |c| sides(Some(c)));
        let position = Position {
            before: side(before.chars().next_back(), position.before),
            after: side(after.chars().next(), position.after),
            is_first: position.is_first && before.is_empty(),
            is_last: position.is_last && after.is_empty(),
            fuses: position.fuses && before.is_empty(),
            fuses_next: false,
            ..*position
        };
        let text = |text: String| Some(text).filter(|text| !text.is_empty()).map(Inline::Text);
        done.extend(text(before));
        if !inlines.is_empty() {
            Self { emphasis: Emphasis::Space, ..*self }.run(delimiter, inlines, &position, done);
        }
        done.extend(text(after));
    }
}

/// Whether the run at `end` of an emphasis merges with that of the enclosing emphasis.
const fn joins_outer_run(delimiter: Delimiter, position: &Position, end: End) -> bool {
    let at_end = match end {
        End::First => position.is_first,
        End::Last => position.is_last,
    };
    delimiter.is_starred() && at_end && matches!(position.around, Around::Stars(_))
}

/// Whether adjacent runs of these delimiters would be read as one run.
const fn fuse(left: Delimiter, right: Delimiter) -> bool {
    left.is_starred() == right.is_starred()
}

/// Merges adjacent texts, collapsing whitespace between them.
fn merge_text(line: Vec<Inline>) -> Vec<Inline> {
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

    fn repaired(line: Vec<Inline>, emphasis: Emphasis) -> Vec<Inline> {
        repair(line, emphasis, false).0
    }

    #[test]
    fn repairs_bold_that_ends_in_punctuation_before_a_letter() {
        let line = || vec![Inline::Strong(vec![text("标题：")]), text("正文")];
        assert_eq!(repaired(line(), Emphasis::Space), [Inline::Strong(vec![text("标题：")]), text(" 正文")]);
        assert_eq!(repaired(line(), Emphasis::Move), [Inline::Strong(vec![text("标题")]), text("：正文")]);
        assert_eq!(
            repaired(line(), Emphasis::Html),
            [Inline::Element(Tag::Strong, vec![text("标题：")]), text("正文")]
        );
    }

    #[test]
    fn space_keeps_a_later_run_from_closing_a_run_of_three() {
        let italic = |s| Inline::Emphasis(vec![text(s)]);
        let line = vec![Inline::Strong(vec![italic("a"), text("b"), italic("c")])];
        let spaced = [Inline::Strong(vec![italic("a"), text("b "), italic("c")])];
        assert_eq!(repaired(line, Emphasis::Space), spaced);
        assert_eq!(repaired(spaced.to_vec(), Emphasis::Space), spaced);
    }

    #[test]
    fn emphasis_next_to_strikethrough_looks_past_tildes() {
        let line = vec![Inline::Strong(vec![text("a：")]), Inline::Strike(vec![text("b")])];
        let [strong, strike] = line.clone().try_into().unwrap();
        assert_eq!(repaired(line, Emphasis::Space), [strong, text(" "), strike]);
    }

    #[test]
    fn italics_beside_bold_use_underscores_or_a_space() {
        let strong = || Inline::Strong(vec![text("a")]);
        let italic = |s| Inline::Emphasis(vec![text(s)]);
        let line = vec![strong(), italic("b"), text("，")];
        assert_eq!(repaired(line.clone(), Emphasis::Auto), line);
        assert_eq!(
            repaired(vec![strong(), italic("b"), text("字")], Emphasis::Auto),
            [strong(), text(" "), italic("b"), text("字")]
        );
    }

    #[test]
    fn auto_moves_punctuation_of_sentences_and_brackets_with_partners() {
        for (before, bold, after, expected) in [
            ("", "标题：", "正文", ["", "标题", "：正文"]),
            ("", "真的？！", "是", ["", "真的", "？！是"]),
            ("", "（注）", "是", ["（", "注", "）是"]),
            ("他说", "“好。”", "就走", ["他说“", "好。", "”就走"]),
            ("见（图", "一）", "所示", ["见（图", "一", "）所示"]),
            ("见", "甲（", "乙）", ["见", "甲", "（乙）"]),
            ("", "函数(call)", "即可", ["", "函数(call)", " 即可"]),
            ("", "1）", "准备", ["", "1）", " 准备"]),
            ("增长", "50%", "的", ["增长", "50%", " 的"]),
            ("", "标题：", "（注）", ["", "标题：", "（注）"]),
        ] {
            let parts = |before: &str, bold: &str, after: &str| {
                let all = [text(before), Inline::Strong(vec![text(bold)]), text(after)];
                all.into_iter().filter(|part| *part != text("")).collect::<Vec<_>>()
            };
            let [a, b, c] = expected;
            assert_eq!(repaired(parts(before, bold, after), Emphasis::Auto), parts(a, b, c), "{bold}");
        }
    }
}
