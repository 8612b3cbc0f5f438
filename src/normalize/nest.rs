//! From leaves with styles back to a tree: the style that reaches furthest is outermost, and a link is never cut.

use crate::model::{Inline, Link};

use super::emphasis::Delimiter;
use super::leaf::{Leaf, Style};

/// Nests `leaves`, which are taken out. Styles that reach equally far nest in the order of [`rank`].
pub(super) fn nested(leaves: &mut [Leaf]) -> Vec<Inline> {
    let mut tree = Vec::new();
    let mut rest = leaves;
    while !rest.is_empty() {
        let found = widest(rest);
        let (inside, after) = rest.split_at_mut(found.as_ref().map_or(1, |(_, length)| *length));
        if let Some((style, _)) = found {
            inside.iter_mut().for_each(|leaf| leaf.styles.retain(|other| *other != style));
            tree.push(wrapped(style, nested(inside)));
        } else {
            inside.iter_mut().for_each(|leaf| push(&mut tree, leaf.take()));
        }
        rest = after;
    }
    tree
}

/// `inlines` without styles, text joined to text.
pub(super) fn joined(inlines: impl IntoIterator<Item = Inline>) -> Vec<Inline> {
    let inlines = inlines.into_iter();
    let mut tree = Vec::with_capacity(inlines.size_hint().0);
    inlines.for_each(|inline| push(&mut tree, inline));
    tree
}

/// The style of the first leaf that reaches furthest, and how many leaves it reaches.
fn widest(leaves: &[Leaf]) -> Option<(Style, usize)> {
    let first = leaves.first().filter(|leaf| !leaf.is_space())?;
    // The last of equals wins, so the list is read backwards: elements keep the order they were found in.
    let reaches = first.styles.iter().rev().map(|style| {
        let length = leaves.iter().take_while(|leaf| leaf.styles.contains(style)).count();
        (style, without_trailing_space(leaves, uncut(leaves, length, style)))
    });
    let (style, length) =
        reaches.filter(|(_, length)| *length > 0).max_by_key(|(style, length)| (*length, rank(style)))?;
    Some((style.clone(), length))
}

/// `length` cut back to before a link that goes on beyond it.
fn uncut(leaves: &[Leaf], length: usize, style: &Style) -> usize {
    if matches!(style, Style::Link(_)) {
        return length;
    }
    let link = |leaf: Option<&Leaf>| {
        leaf.and_then(|leaf| leaf.styles.iter().find(|s| matches!(s, Style::Link(_))).cloned())
    };
    let Some(beyond) = link(leaves.get(length)) else { return length };
    let goes_on = |leaf: &&Leaf| leaf.styles.contains(&beyond);
    length - leaves.iter().take(length).rev().take_while(goes_on).count()
}

/// `length` cut back over white space, which a cut may have left at the end.
fn without_trailing_space(leaves: &[Leaf], length: usize) -> usize {
    length - leaves.iter().take(length).rev().take_while(|leaf| leaf.is_space()).count()
}

/// Which of two styles that reach equally far is outermost: the greater. `***x***` is bold in italic.
fn rank(style: &Style) -> u8 {
    match style {
        Style::Link(_) => 4,
        Style::Element(..) => 3,
        Style::Emphasis(Delimiter::Emphasis) => 2,
        Style::Emphasis(Delimiter::Strong) => 1,
        Style::Emphasis(Delimiter::Strike) => 0,
    }
}

fn wrapped(style: Style, content: Vec<Inline>) -> Inline {
    match style {
        Style::Link(to) => Inline::Link(Link { url: to.url.clone(), title: to.title.clone(), content }),
        Style::Element(tag, _) => Inline::Element(tag, content),
        Style::Emphasis(delimiter) => delimiter.around(content),
    }
}

/// Adds `inline`, joining text to text.
fn push(tree: &mut Vec<Inline>, inline: Inline) {
    match (tree.last_mut(), inline) {
        (Some(Inline::Text(text)), Inline::Text(more)) => text.push_str(&more),
        (_, inline) => tree.push(inline),
    }
}
