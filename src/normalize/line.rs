//! Splits a line of inlines into leaves with their styles, and reassembles it.
//!
//! On the flat list, every rule is simple: adjacent leaves of the same style merge, whitespace at the edge of a style
//! loses it, breaks and images do not carry styles, and a style without leaves disappears.

use std::rc::Rc;

use crate::markdown::bare_url::may_contain;
use crate::model::{Image, Inline, Link, Math, Tag, plain_text};
use crate::options::Emphasis;

use super::bare_url;
use super::emphasis::{self, Delimiter};
use super::leaf::{Leaf, LinkTo, Style};
use super::line_kind::LineKind;
use super::settled::{Texts, is_settled};
use super::text;
use super::{heading_bold, math, nest};

/// The maximum number of nested styles. Deeper ones are ignored, as readers could not distinguish them.
const MAX_STYLES: usize = 16;

/// Returns the paragraphs of `content`, which is split at two or more consecutive breaks.
pub(super) fn paragraphs(content: Vec<Inline>, emphasis: Emphasis) -> Vec<Vec<Inline>> {
    match text_only(content) {
        Ok(line) if line.is_empty() => Vec::new(),
        Ok(line) => vec![line],
        Err(content) => paragraphs_of_leaves(content, emphasis),
    }
}

/// Returns the paragraphs of `content`, whatever it holds.
pub(super) fn paragraphs_of_leaves(content: Vec<Inline>, emphasis: Emphasis) -> Vec<Vec<Inline>> {
    let leaves = leaves(content, LineKind::Paragraph);
    let has_breaks = leaves.iter().any(|leaf| leaf.inline == Inline::Break);
    let is_break = |leaf: &Leaf| leaf.inline == Inline::Break;
    let lines = if has_breaks { lines(leaves, is_break, Leaf::is_space) } else { vec![leaves] };
    let lines = lines.into_iter().map(|line| assemble(line, LineKind::Paragraph, emphasis));
    lines.filter(|line| !line.is_empty()).collect()
}

/// Returns the paragraphs of `content`, which is settled between its breaks.
pub(super) fn divided(content: Vec<Inline>) -> Vec<Vec<Inline>> {
    let lines = lines(content, |inline| matches!(inline, Inline::Break), |_| false);
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// Splits `parts` at two or more consecutive breaks. Breaks at the ends and spaces after breaks are removed.
fn lines<T>(parts: Vec<T>, is_break: impl Fn(&T) -> bool, is_space: impl Fn(&T) -> bool) -> Vec<Vec<T>> {
    let mut lines: Vec<Vec<T>> = vec![Vec::new()];
    let mut breaks: Option<T> = None;
    let mut count = 0;
    for part in parts {
        if is_break(&part) {
            count += 1;
            breaks = Some(part);
            continue;
        }
        if is_space(&part) && breaks.is_some() {
            continue;
        }
        match (breaks.take(), lines.last_mut()) {
            (Some(_), _) if count > 1 => lines.push(Vec::new()),
            (Some(line_break), Some(line)) if !line.is_empty() => line.push(line_break),
            _ => {}
        }
        count = 0;
        if let Some(line) = lines.last_mut() {
            line.push(part);
        }
    }
    lines
}

/// Normalises `content` to one line.
pub(super) fn line(content: Vec<Inline>, kind: LineKind, texts: Texts, emphasis: Emphasis) -> Vec<Inline> {
    if is_settled(&content, kind, texts) {
        return content;
    }
    text_only(content).unwrap_or_else(|content| line_of_leaves(content, kind, emphasis))
}

/// Normalises `content` to one line, whatever it holds.
pub(super) fn line_of_leaves(content: Vec<Inline>, kind: LineKind, emphasis: Emphasis) -> Vec<Inline> {
    let mut leaves = leaves(content, kind);
    if kind == LineKind::Heading {
        heading_bold::drop(&mut leaves);
    }
    assemble(leaves, kind, emphasis)
}

/// Normalises the content of a header cell to one line. Bold around all of it is redundant.
pub(super) fn header_line(content: Vec<Inline>, texts: Texts, emphasis: Emphasis) -> Vec<Inline> {
    if is_settled(&content, LineKind::Heading, texts) {
        return content;
    }
    let mut leaves = leaves(content, LineKind::Cell);
    heading_bold::drop(&mut leaves);
    assemble(leaves, LineKind::Cell, emphasis)
}

/// Normalises `content` if it consists only of text, as most lines do. Returns it unchanged otherwise.
fn text_only(mut content: Vec<Inline>) -> Result<Vec<Inline>, Vec<Inline>> {
    let may_have_url = |inline: &Inline| matches!(inline, Inline::Text(text) if may_contain(text));
    let is_text = |inline: &Inline| matches!(inline, Inline::Text(_));
    if !content.iter().all(is_text) || content.iter().any(may_have_url) {
        return Err(content);
    }
    if content.len() > 1 {
        content = vec![Inline::Text(plain_text(&content))];
    }
    content.retain_mut(|inline| {
        let Inline::Text(text) = inline else { return true };
        *text = text::words(std::mem::take(text));
        !text.is_empty()
    });
    Ok(content)
}

/// Splits `content` into everything that is not an image, and the images. Links around images are kept.
pub(super) fn without_images(content: Vec<Inline>, kind: LineKind) -> (Vec<Inline>, Vec<Inline>) {
    let has_images = content.iter().any(|inline| matches!(inline, Inline::Image(_)));
    if !has_images && is_settled(&content, kind, Texts::Any) {
        return (content, Vec::new());
    }
    let is_image = |leaf: &Leaf| matches!(leaf.inline, Inline::Image(_));
    let (found, mut rest): (Vec<Leaf>, Vec<Leaf>) = leaves(content, kind).into_iter().partition(is_image);
    let mut images = Vec::with_capacity(2 * found.len());
    for image in found {
        if !images.is_empty() {
            images.push(Leaf { styles: Vec::new(), inline: Inline::Text(" ".to_owned()) });
        }
        images.push(image);
    }
    (nest::nested(&mut rest), nest::nested(&mut images))
}

/// Reassembles `leaves`: collapses whitespace and moves it out of styles, trims breaks at both ends, and makes
/// emphasis acceptable to CommonMark.
fn assemble(mut leaves: Vec<Leaf>, kind: LineKind, emphasis: Emphasis) -> Vec<Inline> {
    join_elements(&mut leaves);
    let mut leaves = spaced(leaves);
    let has_url = bare_url::may_be_in(&leaves);
    if has_url {
        leaves = bare_url::isolate(leaves);
    }
    if leaves.iter().all(|leaf| leaf.styles.is_empty()) {
        return nest::joined(leaves.into_iter().map(|leaf| leaf.inline));
    }
    if has_url {
        leaves = bare_url::isolate(spaced(leaves));
    }
    if !leaves.iter().any(Leaf::is_emphasized) {
        return nest::nested(&mut leaves);
    }
    let accepted =
        |mut leaves: Vec<Leaf>| emphasis::repair(nest::nested(&mut leaves), emphasis, kind == LineKind::Cell);
    let (mut line, mut has_moved) = accepted(leaves);
    // Moving punctuation out of a run may let another style extend further, and a space added for one run may make
    // tags unnecessary for a run inside or beside it, or let a URL begin after it.
    for _ in 0..MAX_PASSES {
        if !has_moved && !has_url && (emphasis == Emphasis::Html || !has_tags(&line))
            || is_settled(&line, kind, Texts::Spaced)
        {
            break;
        }
        let again = accepted(bare_url::isolate(spaced(self::leaves(line.clone(), kind))));
        if again.0 == line {
            break;
        }
        (line, has_moved) = again;
    }
    line
}

/// Makes adjacent elements of one tag one element: `<u>a</u><u>b</u>`, also with a space between them. Adjacent `kbd`
/// are different keys.
fn join_elements(leaves: &mut [Leaf]) {
    let mut words = leaves.iter_mut().filter(|leaf| !leaf.is_space());
    let Some(mut previous) = words.next() else { return };
    for leaf in words {
        for style in previous.styles.iter().filter(|style| !leaf.styles.contains(style)).collect::<Vec<_>>() {
            let Style::Element(tag, _) = style else { continue };
            let is_same = |other: &&mut Style| {
                matches!(other, Style::Element(other, _) if other == tag && *tag != Tag::Kbd)
                    && !previous.styles.contains(other)
            };
            if let Some(other) = leaf.styles.iter_mut().find(is_same) {
                *other = style.clone();
            }
        }
        previous = leaf;
    }
}

/// The maximum number of further passes over a line.
const MAX_PASSES: usize = 3;

/// Whether any emphasis in `line` is written with tags.
fn has_tags(line: &[Inline]) -> bool {
    line.iter().any(|inline| match inline {
        Inline::Element(tag, content) => Delimiter::of_tag(*tag).is_some() || has_tags(content),
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Link(Link { content, .. }) => has_tags(content),
        _ => false,
    })
}

/// Settles whitespace: one space between two leaves, and none at the ends of the line or next to a break. A space has
/// the styles common to both of its neighbours.
fn spaced(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut done: Vec<Leaf> = Vec::with_capacity(leaves.len());
    let mut has_space = false;
    for leaf in leaves {
        if leaf.is_space() {
            has_space = true;
            continue;
        }
        let needs_space = has_space || done.last().is_some_and(|previous| fuse(previous, &leaf));
        if let Some(previous) = done.last().filter(|previous| {
            needs_space && previous.inline != Inline::Break && leaf.inline != Inline::Break
        }) {
            let styles =
                previous.styles.iter().filter(|style| leaf.styles.contains(style)).cloned().collect();
            done.push(Leaf { styles, inline: Inline::Text(" ".to_owned()) });
        }
        has_space = false;
        let at_line_start = done.last().is_none_or(|previous| previous.inline == Inline::Break);
        if !(at_line_start && leaf.inline == Inline::Break) {
            done.push(leaf);
        }
    }
    while done.last().is_some_and(|leaf| leaf.inline == Inline::Break) {
        done.pop();
    }
    done
}

/// Whether two adjacent leaves would be misread: backticks of two code spans as one run, a reference before a bracket
/// as the text of a link, a dollar sign before a digit as a price.
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

/// Splits `content` into leaves.
fn leaves(content: Vec<Inline>, kind: LineKind) -> Vec<Leaf> {
    let leaves = Vec::with_capacity(2 * content.len());
    let mut splitter = LeafSplitter { kind, styles: Vec::new(), elements: 0, leaves };
    splitter.all(content);
    splitter.leaves
}

struct LeafSplitter {
    kind: LineKind,
    styles: Vec<Style>,
    /// The number of elements so far, used to distinguish them.
    elements: usize,
    leaves: Vec<Leaf>,
}

impl LeafSplitter {
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

    /// Handles an element. `<strong>`, `<em>` and `<del>` are treated as emphasis.
    fn element(&mut self, tag: Tag, content: Vec<Inline>) {
        self.elements += 1;
        let element = Style::Element(tag, self.elements);
        self.styled(Delimiter::of_tag(tag).map_or(element, Style::Emphasis), content);
    }

    /// Handles a link. Links do not nest, and the outermost one counts.
    fn link(&mut self, to: LinkTo, content: Vec<Inline>) {
        if self.styles.iter().any(|style| matches!(style, Style::Link(_))) {
            return self.all(content);
        }
        self.styled(Style::Link(Rc::new(to)), content);
    }

    /// Adds text. A space at either edge becomes a leaf of its own.
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

    /// Adds a footnote reference, which is a link: links do not nest.
    fn reference(&mut self, inline: Inline) {
        let outer = self.styles.iter().filter(|style| !matches!(style, Style::Link(_)));
        let styles = outer.cloned().collect();
        self.leaves.push(Leaf { styles, inline });
    }

    /// Adds a formula. TeX that no Markdown parser would accept becomes code.
    fn math(&mut self, tex: &str, display: bool) {
        let display = display && self.kind == LineKind::Paragraph;
        match math::line(tex, self.kind == LineKind::Cell) {
            Ok(tex) if tex.is_empty() => {}
            Ok(tex) => self.leaf(Inline::Math(Math { tex, display })),
            Err(source) => self.code(&source),
        }
    }

    /// Adds an image without bold or italic. A link to the image itself is redundant.
    fn image(&mut self, image: Image) {
        let image = Image {
            url: text::url(image.url),
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
        if in_link || matches!(self.kind, LineKind::Heading | LineKind::Summary) {
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

    fn normalized(content: Vec<Inline>) -> Vec<Inline> {
        line(content, LineKind::Paragraph, Texts::Any, Emphasis::Space)
    }

    #[test]
    fn merges_runs_of_a_style_and_trims_their_edges() {
        let strong = |s: &str| Inline::Strong(vec![text(s)]);
        assert_eq!(normalized(vec![strong(" a "), strong("b ")]), [Inline::Strong(vec![text("a b")])]);
        assert_eq!(normalized(vec![text("x"), strong(" a")]), [text("x "), strong("a")]);
        assert_eq!(normalized(vec![Inline::Strong(vec![strong("a")])]), [strong("a")]);
        assert_eq!(normalized(vec![Inline::Strong(vec![]), text("a")]), [text("a")]);
    }

    #[test]
    fn breaks_close_emphasis_and_split_paragraphs() {
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
    fn bold_around_a_link_moves_inside_it() {
        let inner = link("u", vec![Inline::Strong(vec![text("x")])]);
        assert_eq!(normalized(vec![Inline::Strong(vec![link("u", vec![text("x")])])]), [inner]);
    }

    #[test]
    fn bold_around_more_than_a_link_stays_outside() {
        let content = || vec![Inline::Strong(vec![text("a "), link("u", vec![text("x")])])];
        assert_eq!(normalized(content()), content());
    }

    #[test]
    fn merges_adjacent_links_to_the_same_url() {
        let parts = vec![link("u", vec![text("a")]), link("u", vec![text("b")])];
        assert_eq!(normalized(parts), [link("u", vec![text("ab")])]);
    }

    #[test]
    fn a_url_after_an_added_space_is_a_link() {
        let content = vec![
            Inline::Strike(vec![Inline::FootnoteReference("1".into()), text("http://a")]),
            text("http://b`"),
        ];
        let once = normalized(content);
        assert!(matches!(once.last(), Some(Inline::Text(text)) if text == "`"), "{once:?}");
        assert_eq!(normalized(once.clone()), once);
    }

    #[test]
    fn drops_bold_around_a_whole_heading() {
        let content = vec![Inline::Strong(vec![text("a"), Inline::Break]), Inline::Strong(vec![text("b")])];
        assert_eq!(line(content, LineKind::Heading, Texts::Any, Emphasis::Space), [text("a b")]);
    }

    #[test]
    fn drops_link_from_an_image_to_itself() {
        let image = || Inline::Image(Image { url: "u".into(), alt: String::new(), title: None });
        assert_eq!(normalized(vec![link("u", vec![image()])]), [image()]);
        assert_eq!(normalized(vec![link("v", vec![image()])]), [link("v", vec![image()])]);
        assert_eq!(normalized(vec![Inline::Strong(vec![image()])]), [image()]);
    }
}
