//! A line of inlines, taken apart into leaves with the styles around them and put together again.
//!
//! On the flat list every rule is short: runs of a kind merge by having it, white space at a run's edge loses it,
//! breaks and pictures do not carry it, and what has no leaf is not there.

use std::rc::Rc;

use crate::model::{Image, Inline, Link, Math, Tag};
use crate::options::Emphasis;

use super::emphasis::{self, Delimiter};
use super::leaf::{Leaf, LinkTo, Style};
use super::text;
use super::{math, nest};

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Paragraph,
    Heading,
    Cell,
}

/// How deep styles nest; ones further in are left out. No page has more than a few, and no reader could tell.
const MAX_STYLES: usize = 16;

/// The paragraphs `content` makes: two or more breaks in a row part it.
pub(super) fn paragraphs(content: Vec<Inline>, emphasis: Emphasis) -> Vec<Vec<Inline>> {
    let content = match text_alone(content) {
        Ok(line) => return if line.is_empty() { Vec::new() } else { vec![line] },
        Err(content) => content,
    };
    let leaves = leaves(content, LineKind::Paragraph);
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
    let lines = lines.into_iter().map(|line| assembled(line, LineKind::Paragraph, emphasis));
    lines.filter(|line| !line.is_empty()).collect()
}

/// `content` as one line.
pub(super) fn line(content: Vec<Inline>, kind: LineKind, emphasis: Emphasis) -> Vec<Inline> {
    text_alone(content).unwrap_or_else(|content| {
        let mut leaves = leaves(content, kind);
        if kind == LineKind::Heading {
            drop_whole(&mut leaves, &Style::Emphasis(Delimiter::Strong));
        }
        assembled(leaves, kind, emphasis)
    })
}

/// `content` of a header cell as one line: bold around all of it says nothing more.
pub(super) fn header_line(content: Vec<Inline>, emphasis: Emphasis) -> Vec<Inline> {
    let mut leaves = leaves(content, LineKind::Cell);
    drop_whole(&mut leaves, &Style::Emphasis(Delimiter::Strong));
    assembled(leaves, LineKind::Cell, emphasis)
}

/// `content` as one line where it is nothing but text, as most is; else `content`.
fn text_alone(mut content: Vec<Inline>) -> Result<Vec<Inline>, Vec<Inline>> {
    if content.iter().any(|inline| !matches!(inline, Inline::Text(_))) {
        return Err(content);
    }
    if content.len() > 1 {
        content = nest::joined(content);
    }
    content.retain_mut(|inline| {
        let Inline::Text(text) = inline else { return true };
        *text = text::words(std::mem::take(text));
        !text.is_empty()
    });
    Ok(content)
}

/// Parts `content` into its pictures before anything else, what is no picture, and the other pictures, each with its
/// link.
pub(super) fn without_images(content: Vec<Inline>) -> [Vec<Inline>; 3] {
    let mut before = Vec::new();
    let mut rest = Vec::new();
    let mut after = Vec::new();
    let mut is_before = true;
    for leaf in leaves(content, LineKind::Heading) {
        let is_image = matches!(leaf.inline, Inline::Image(_));
        is_before &= is_image || leaf.is_space();
        let target = match (is_image, is_before) {
            (false, _) => &mut rest,
            (true, true) => &mut before,
            (true, false) => &mut after,
        };
        if is_image && !target.is_empty() {
            target.push(Leaf { styles: Vec::new(), inline: Inline::Text(" ".to_owned()) });
        }
        target.push(leaf);
    }
    [before, rest, after].map(|mut leaves| nest::nested(&mut leaves))
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
fn assembled(leaves: Vec<Leaf>, kind: LineKind, emphasis: Emphasis) -> Vec<Inline> {
    if leaves.iter().all(|leaf| leaf.styles.is_empty()) {
        return nest::joined(spaced(leaves).into_iter().map(|leaf| leaf.inline));
    }
    let accepted = |leaves, emphasis| {
        emphasis::accepted(nest::nested(&mut spaced(leaves)), emphasis, kind == LineKind::Cell)
    };
    let mut line = accepted(leaves, emphasis);
    if emphasis == Emphasis::Move {
        // What moved out of a run may leave another style reaching further.
        line = accepted(self::leaves(line, kind), Emphasis::Space);
    }
    // A blank put in for one run may let a run in or beside it do without tags.
    for _ in 0..ROUNDS {
        if emphasis == Emphasis::Html || !holds_tags(&line) {
            break;
        }
        let again = accepted(self::leaves(line.clone(), kind), Emphasis::Space);
        if again == line {
            break;
        }
        line = again;
    }
    line
}

/// How often a line with tags is looked at again.
const ROUNDS: usize = 3;

/// Whether emphasis is written with tags somewhere in `line`.
fn holds_tags(line: &[Inline]) -> bool {
    line.iter().any(|inline| match inline {
        Inline::Element(tag, content) => Delimiter::of_tag(*tag).is_some() || holds_tags(content),
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Link(Link { content, .. }) => holds_tags(content),
        _ => false,
    })
}

/// Settles white space: one blank between two things, none at the line's ends or beside a break; a blank has the
/// styles of both its neighbours.
fn spaced(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut done: Vec<Leaf> = Vec::with_capacity(leaves.len());
    let mut blank = false;
    for leaf in leaves {
        if leaf.is_space() {
            blank = true;
            continue;
        }
        let wanted = blank || done.last().is_some_and(|previous| fuse(previous, &leaf));
        if let Some(previous) = done
            .last()
            .filter(|previous| wanted && previous.inline != Inline::Break && leaf.inline != Inline::Break)
        {
            let styles =
                previous.styles.iter().filter(|style| leaf.styles.contains(style)).cloned().collect();
            done.push(Leaf { styles, inline: Inline::Text(" ".to_owned()) });
        }
        blank = false;
        let is_idle = done.last().is_none_or(|previous| previous.inline == Inline::Break);
        if !(is_idle && leaf.inline == Inline::Break) {
            done.push(leaf);
        }
    }
    while done.last().is_some_and(|leaf| leaf.inline == Inline::Break) {
        done.pop();
    }
    done
}

/// Whether two things side by side would be read as something else: the backticks of code as one run, a reference
/// before a bracket as the text of a link, a dollar sign before a digit as a price.
fn fuse(previous: &Leaf, leaf: &Leaf) -> bool {
    let link = |leaf: &Leaf| leaf.styles.iter().find(|style| matches!(style, Style::Link(_))).cloned();
    match (&previous.inline, &leaf.inline) {
        (Inline::Code(_), Inline::Code(_)) => true,
        (Inline::FootnoteReference(_), Inline::Text(text)) if text.starts_with('[') => true,
        (Inline::FootnoteReference(_), _) => link(leaf).is_some_and(|to| !previous.styles.contains(&to)),
        (Inline::Math(_), Inline::Text(text)) => text.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// Takes `content` apart.
fn leaves(content: Vec<Inline>, kind: LineKind) -> Vec<Leaf> {
    let mut taker = Taker { kind, styles: Vec::new(), elements: 0, leaves: Vec::new() };
    taker.all(content);
    taker.leaves
}

struct Taker {
    kind: LineKind,
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
            Inline::Text(text) => self.text(text),
            Inline::Strong(content) => self.styled(Style::Emphasis(Delimiter::Strong), content),
            Inline::Emphasis(content) => self.styled(Style::Emphasis(Delimiter::Emphasis), content),
            Inline::Strike(content) => self.styled(Style::Emphasis(Delimiter::Strike), content),
            Inline::Element(tag, content) => self.element(tag, content),
            Inline::Link(Link { url, title, content }) => {
                self.link(LinkTo::new(url, title), content);
            }
            Inline::Image(image) => self.image(image),
            Inline::Break => self.line_break(),
            Inline::Code(text) => self.code(&text),
            Inline::Math(Math { tex, display }) => self.math(&tex, display),
            Inline::FootnoteReference(_) => self.reference(inline),
        }
    }

    fn leaf(&mut self, inline: Inline) {
        self.leaves.push(Leaf { styles: self.styles.clone(), inline });
    }

    fn styled(&mut self, style: Style, content: Vec<Inline>) {
        if self.styles.contains(&style) || self.styles.len() == MAX_STYLES {
            return self.all(content);
        }
        self.styles.push(style);
        self.all(content);
        self.styles.pop();
    }

    /// `<strong>` is bold by another name.
    fn element(&mut self, tag: Tag, content: Vec<Inline>) {
        self.elements += 1;
        let element = Style::Element(tag, self.elements);
        self.styled(Delimiter::of_tag(tag).map_or(element, Style::Emphasis), content);
    }

    /// Links do not nest: the outer one is meant.
    fn link(&mut self, to: LinkTo, content: Vec<Inline>) {
        if self.styles.iter().any(|style| matches!(style, Style::Link(_))) {
            return self.all(content);
        }
        self.styled(Style::Link(Rc::new(to)), content);
    }

    /// Words and the blanks between them, each blank at an edge a leaf of its own.
    fn text(&mut self, text: String) {
        let text = text::spaced(text);
        let (begins, ends) = (text.starts_with(' '), text.ends_with(' '));
        let words = text::trimmed(text);
        if begins {
            self.leaf(Inline::Text(" ".to_owned()));
        }
        if words.is_empty() {
            return;
        }
        self.leaf(Inline::Text(words));
        if ends {
            self.leaf(Inline::Text(" ".to_owned()));
        }
    }

    fn code(&mut self, text: &str) {
        let text = text.replace('\0', "");
        let text: Vec<&str> =
            text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
        if !text.is_empty() {
            self.leaf(Inline::Code(text.join(" ")));
        }
    }

    /// A reference is a link, and links do not nest.
    fn reference(&mut self, inline: Inline) {
        let outer = self.styles.iter().filter(|style| !matches!(style, Style::Link(_)));
        let styles = outer.cloned().collect();
        self.leaves.push(Leaf { styles, inline });
    }

    /// TeX no reader of Markdown would take for a formula is code.
    fn math(&mut self, tex: &str, display: bool) {
        let display = display && self.kind == LineKind::Paragraph;
        match math::line(tex, self.kind == LineKind::Cell) {
            Ok(tex) if tex.is_empty() => {}
            Ok(tex) => self.leaf(Inline::Math(Math { tex, display })),
            Err(source) => self.code(&source),
        }
    }

    /// A picture is neither bold nor italic, and a link to the picture itself says nothing more.
    fn image(&mut self, image: Image) {
        let image = Image {
            url: text::address(image.url),
            alt: text::words(image.alt),
            title: image.title.and_then(text::title),
        };
        let outer = self.styles.iter().filter(|style| match style {
            Style::Link(to) => to.url != image.url,
            Style::Element(..) => true,
            Style::Emphasis(_) => false,
        });
        let styles = outer.cloned().collect();
        self.leaves.push(Leaf { styles, inline: Inline::Image(image) });
    }

    fn line_break(&mut self) {
        let in_link = self.styles.iter().any(|style| matches!(style, Style::Link(_)));
        if in_link || self.kind == LineKind::Heading {
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
        line(content, LineKind::Paragraph, Emphasis::Space)
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
        assert_eq!(line(content, LineKind::Heading, Emphasis::Space), [text("a b")]);
    }

    #[test]
    fn a_picture_linked_to_itself_is_a_picture() {
        let image = || Inline::Image(Image { url: "u".into(), alt: String::new(), title: None });
        assert_eq!(normal(vec![link("u", vec![image()])]), [image()]);
        assert_eq!(normal(vec![link("v", vec![image()])]), [link("v", vec![image()])]);
        assert_eq!(normal(vec![Inline::Strong(vec![image()])]), [image()]);
    }
}
