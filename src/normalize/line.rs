//! A line of inlines, taken apart into leaves with the styles around them and put together again.
//!
//! On the flat list every rule is short: runs of a kind merge by having it, white space at a run's edge loses it,
//! breaks and pictures do not carry it, and what has no leaf is not there.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::chars::is_blank;
use crate::model::{Image, Inline, Link, Math, Tag};
use crate::options::Emphasis;

use super::{flanking, nest};

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Paragraph,
    Heading,
    Cell,
}

/// A style around a leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Style {
    /// The number tells apart links, and elements, that stand side by side.
    Link(Rc<LinkTo>),
    Element(Tag, usize),
    Strong,
    Emphasis,
    Strike,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct LinkTo {
    pub(super) url: String,
    pub(super) title: Option<String>,
}

/// A leaf of a line with the styles around it, outermost first, none twice.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) styles: Vec<Style>,
    pub(super) inline: Inline,
}

impl Leaf {
    pub(super) fn is_space(&self) -> bool {
        matches!(&self.inline, Inline::Text(text) if text == " ")
    }
}

/// The paragraphs `content` makes: two or more breaks in a row part it.
pub(super) fn paragraphs(content: Vec<Inline>, emphasis: Emphasis) -> Vec<Vec<Inline>> {
    let leaves = leaves(content, Place::Paragraph);
    let mut lines: Vec<Vec<Leaf>> = vec![Vec::new()];
    let mut breaks: Option<Leaf> = None;
    let mut count = 0;
    for leaf in leaves {
        if leaf.inline == Inline::Break {
            count += 1;
            breaks = Some(leaf);
            continue;
        }
        if leaf.is_space() && breaks.is_some() {
            continue;
        }
        match (breaks.take(), lines.last_mut()) {
            (Some(_), _) if count > 1 => lines.push(Vec::new()),
            (Some(line_break), Some(line)) => line.push(line_break),
            _ => {}
        }
        count = 0;
        if let Some(line) = lines.last_mut() {
            line.push(leaf);
        }
    }
    lines.into_iter().map(|line| assembled(line, emphasis)).filter(|line| !line.is_empty()).collect()
}

/// `content` as one line.
pub(super) fn line(content: Vec<Inline>, place: Place, emphasis: Emphasis) -> Vec<Inline> {
    let mut leaves = leaves(content, place);
    if place == Place::Heading {
        drop_whole(&mut leaves, &Style::Strong);
    }
    assembled(leaves, emphasis)
}

/// `content` of a header cell as one line: bold around all of it says nothing more.
pub(super) fn header_line(content: Vec<Inline>, emphasis: Emphasis) -> Vec<Inline> {
    let mut leaves = leaves(content, Place::Cell);
    drop_whole(&mut leaves, &Style::Strong);
    assembled(leaves, emphasis)
}

/// Parts `content` into what is no picture and its pictures, each with its link.
pub(super) fn without_images(content: Vec<Inline>) -> (Vec<Inline>, Vec<Inline>) {
    let mut images = Vec::new();
    let mut rest = Vec::new();
    for leaf in leaves(content, Place::Heading) {
        let is_image = matches!(leaf.inline, Inline::Image(_));
        let target = if is_image { &mut images } else { &mut rest };
        if is_image && !target.is_empty() {
            target.push(Leaf { styles: Vec::new(), inline: Inline::Text(" ".to_owned()) });
        }
        target.push(leaf);
    }
    (nest::nested(&rest), nest::nested(&images))
}

/// Removes `style` when every leaf but white space has it.
fn drop_whole(leaves: &mut [Leaf], style: &Style) {
    let all = leaves.iter().filter(|leaf| !leaf.is_space() && leaf.inline != Inline::Break);
    if all.clone().next().is_some() && all.clone().all(|leaf| leaf.styles.contains(style)) {
        leaves.iter_mut().for_each(|leaf| leaf.styles.retain(|s| s != style));
    }
}

/// Puts `leaves` together: white space single and outside styles, breaks inside the line alone, emphasis such that
/// CommonMark accepts it.
fn assembled(leaves: Vec<Leaf>, emphasis: Emphasis) -> Vec<Inline> {
    let line = flanking::accepted(nest::nested(&spaced(leaves)), emphasis);
    if emphasis != Emphasis::Move {
        return line;
    }
    // What moved out of a run may leave another style reaching further.
    let moved = self::leaves(line, Place::Paragraph);
    flanking::accepted(nest::nested(&spaced(moved)), Emphasis::Space)
}

/// Settles white space: one blank between two things, none at the line's ends or beside a break; a blank has the
/// styles of both its neighbours. Code spans side by side get one, lest their backticks fuse.
fn spaced(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut done: Vec<Leaf> = Vec::with_capacity(leaves.len());
    let mut blank = false;
    let mut queue: VecDeque<Leaf> = leaves.into();
    while let Some(leaf) = queue.pop_front() {
        if leaf.is_space() {
            blank = true;
            continue;
        }
        let wanted = blank || both_code(done.last(), &leaf);
        if let Some(previous) = done
            .last()
            .filter(|previous| wanted && previous.inline != Inline::Break && leaf.inline != Inline::Break)
        {
            let styles =
                previous.styles.iter().filter(|style| leaf.styles.contains(style)).cloned().collect();
            done.push(Leaf { styles, inline: Inline::Text(" ".to_owned()) });
        }
        blank = false;
        if !(done.is_empty() && leaf.inline == Inline::Break) {
            done.push(leaf);
        }
    }
    while done.last().is_some_and(|leaf| leaf.inline == Inline::Break) {
        done.pop();
    }
    done
}

fn both_code(previous: Option<&Leaf>, leaf: &Leaf) -> bool {
    matches!(
        (previous, leaf),
        (Some(Leaf { inline: Inline::Code(_), .. }), Leaf { inline: Inline::Code(_), .. })
    )
}

/// Takes `content` apart.
fn leaves(content: Vec<Inline>, place: Place) -> Vec<Leaf> {
    let mut taker = Taker { place, styles: Vec::new(), elements: 0, leaves: Vec::new() };
    taker.all(content);
    taker.leaves
}

struct Taker {
    place: Place,
    styles: Vec<Style>,
    /// How many elements were met, to tell them apart.
    elements: usize,
    leaves: Vec<Leaf>,
}

impl Taker {
    fn all(&mut self, content: Vec<Inline>) {
        for inline in content {
            self.one(inline);
        }
    }

    fn one(&mut self, inline: Inline) {
        match inline {
            Inline::Text(text) => self.text(&text),
            Inline::Strong(content) => self.styled(Style::Strong, content),
            Inline::Emphasis(content) => self.styled(Style::Emphasis, content),
            Inline::Strike(content) => self.styled(Style::Strike, content),
            Inline::Element(tag, content) => {
                self.elements += 1;
                self.styled(Style::Element(tag, self.elements), content);
            }
            Inline::Link(Link { url, title, content }) => self.link(LinkTo { url, title }, content),
            Inline::Image(image) => self.image(image),
            Inline::Break => self.line_break(),
            Inline::Code(text) => self.code(&text),
            Inline::Math(Math { tex, .. }) if tex.trim().is_empty() => {}
            Inline::Math(math) => {
                let display = math.display && self.place == Place::Paragraph;
                self.leaf(Inline::Math(Math { tex: math.tex.trim().to_owned(), display }));
            }
            Inline::FootnoteReference(_) => self.leaf(inline),
        }
    }

    fn leaf(&mut self, inline: Inline) {
        self.leaves.push(Leaf { styles: self.styles.clone(), inline });
    }

    fn styled(&mut self, style: Style, content: Vec<Inline>) {
        if self.styles.contains(&style) {
            return self.all(content);
        }
        self.styles.push(style);
        self.all(content);
        self.styles.pop();
    }

    /// Links do not nest: the outer one is meant.
    fn link(&mut self, to: LinkTo, content: Vec<Inline>) {
        if self.styles.iter().any(|style| matches!(style, Style::Link(_))) {
            return self.all(content);
        }
        self.styled(Style::Link(Rc::new(to)), content);
    }

    /// Words and the blanks between them, each blank at an edge a leaf of its own.
    fn text(&mut self, text: &str) {
        let body = text.trim_matches(is_blank);
        let blank = |edge: bool, taker: &mut Self| {
            if edge {
                taker.leaf(Inline::Text(" ".to_owned()));
            }
        };
        if body.is_empty() {
            return blank(!text.is_empty(), self);
        }
        blank(text.starts_with(is_blank), self);
        let words: Vec<&str> = body.split(is_blank).filter(|word| !word.is_empty()).collect();
        self.leaf(Inline::Text(words.join(" ")));
        blank(text.ends_with(is_blank), self);
    }

    fn code(&mut self, text: &str) {
        let text: Vec<&str> =
            text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
        if !text.is_empty() {
            self.leaf(Inline::Code(text.join(" ")));
        }
    }

    /// A picture is neither bold nor italic, and a link to the picture itself says nothing more.
    fn image(&mut self, image: Image) {
        let outer = self.styles.iter().filter(|style| match style {
            Style::Link(to) => to.url != image.url,
            Style::Element(..) => true,
            Style::Strong | Style::Emphasis | Style::Strike => false,
        });
        let styles = outer.cloned().collect();
        self.leaves.push(Leaf { styles, inline: Inline::Image(image) });
    }

    fn line_break(&mut self) {
        let in_link = self.styles.iter().any(|style| matches!(style, Style::Link(_)));
        if in_link || self.place == Place::Heading {
            self.leaf(Inline::Text(" ".to_owned()));
        } else {
            self.leaves.push(Leaf { styles: Vec::new(), inline: Inline::Break });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(s: &str) -> Inline {
        Inline::Text(s.into())
    }

    fn link(url: &str, content: Vec<Inline>) -> Inline {
        Inline::Link(Link { url: url.into(), title: None, content })
    }

    fn normal(content: Vec<Inline>) -> Vec<Inline> {
        line(content, Place::Paragraph, Emphasis::Space)
    }

    #[test]
    fn runs_of_a_kind_merge_and_their_edges_lose_white_space() {
        let strong = |s: &str| Inline::Strong(vec![text(s)]);
        assert_eq!(normal(vec![strong(" a "), strong("b ")]), [Inline::Strong(vec![text("a b")])]);
        assert_eq!(normal(vec![text("x"), strong(" a")]), [text("x "), strong("a")]);
        assert_eq!(normal(vec![Inline::Strong(vec![strong("a")])]), [strong("a")]);
        assert_eq!(normal(vec![Inline::Strong(vec![]), text("a")]), [text("a")]);
    }

    #[test]
    fn breaks_close_emphasis_and_part_paragraphs() {
        let content = vec![Inline::Strong(vec![
            text("a"),
            Inline::Break,
            text("b"),
            Inline::Break,
            Inline::Break,
            text("c"),
        ])];
        let strong = |s: &str| Inline::Strong(vec![text(s)]);
        assert_eq!(
            paragraphs(content, Emphasis::Space),
            [vec![strong("a"), Inline::Break, strong("b")], vec![strong("c")]]
        );
    }

    #[test]
    fn bold_around_a_link_goes_inside_it() {
        let inner = link("u", vec![Inline::Strong(vec![text("x")])]);
        assert_eq!(normal(vec![Inline::Strong(vec![link("u", vec![text("x")])])]), [inner]);
    }

    #[test]
    fn bold_that_holds_more_than_a_link_stays_around_it() {
        let content = || vec![Inline::Strong(vec![text("a "), link("u", vec![text("x")])])];
        assert_eq!(normal(content()), content());
    }

    #[test]
    fn links_side_by_side_with_one_address_are_one() {
        let parts = vec![link("u", vec![text("a")]), link("u", vec![text("b")])];
        assert_eq!(normal(parts), [link("u", vec![text("ab")])]);
    }

    #[test]
    fn a_heading_is_not_bold_all_over() {
        let content = vec![Inline::Strong(vec![text("a"), Inline::Break]), Inline::Strong(vec![text("b")])];
        assert_eq!(line(content, Place::Heading, Emphasis::Space), [text("a b")]);
    }

    #[test]
    fn a_picture_linked_to_itself_is_a_picture() {
        let image = || Inline::Image(Image { url: "u".into(), alt: String::new(), title: None });
        assert_eq!(normal(vec![link("u", vec![image()])]), [image()]);
        assert_eq!(normal(vec![link("v", vec![image()])]), [link("v", vec![image()])]);
        assert_eq!(normal(vec![Inline::Strong(vec![image()])]), [image()]);
    }
}
