//! Rebuilds a tree from leaves with styles: the style that extends furthest is outermost, and a link is never split.

use crate::model::{Inline, Link};

use super::emphasis::Delimiter;
use super::leaf::{Leaf, Style};

/// Nests and empties `leaves`. Styles that extend equally far are ordered by [`rank`].
pub(super) fn nested(leaves: &mut [Leaf]) -> Vec<Inline> {
    let mut tree = Vec::new();
    let mut rest = leaves;
    while !rest.is_empty() {
        let found = widest(rest);
        let (inside, after) = rest.split_at_mut(found.as_ref().map_or(1, |(_, length)| *length));
        if let Some((style, _)) = found {
            inside.iter_mut().for_each(|leaf| leaf.styles.retain(|other| *other != style));
            // Emphasis of punctuation alone shows nothing.
            let is_bare = matches!(style, Style::Emphasis(_)) && !inside.iter().any(Leaf::holds_word);
            let content = nested(inside);
            if is_bare {
                content.into_iter().for_each(|inline| push(&mut tree, inline));
            } else {
                tree.push(wrapped(style, content));
            }
        } else {
            inside.iter_mut().for_each(|leaf| push(&mut tree, leaf.take()));
        }
        rest = after;
    }
    tree
}

/// Merges adjacent texts in `inlines`.
pub(super) fn joined(inlines: impl IntoIterator<Item = Inline>) -> Vec<Inline> {
    let inlines = inlines.into_iter();
    let mut tree = Vec::with_capacity(inlines.size_hint().0);
    inlines.for_each(|inline| push(&mut tree, inline));
    tree
}

/// Returns the style of the first leaf that extends furthest, and the number of leaves it covers.
fn widest(leaves: &[Leaf]) -> Option<(Style, usize)> {
    let first = leaves.first().filter(|leaf| !leaf.is_space())?;
    // `max_by_key` returns the last maximum, so iterating in reverse keeps elements in their original order.
    let reaches = first.styles.iter().rev().map(|style| {
        let length = leaves.iter().take_while(|leaf| leaf.styles.contains(style)).count();
        (style, without_trailing_space(leaves, before_split_link(leaves, length, style)))
    });
    let (style, length) =
        reaches.filter(|(_, length)| *length > 0).max_by_key(|(style, length)| (*length, rank(style)))?;
    Some((style.clone(), length))
}

/// Shortens `length` to end before a link that extends beyond it.
fn before_split_link(leaves: &[Leaf], length: usize, style: &Style) -> usize {
    if matches!(style, Style::Link(_)) {
        return length;
    }
    let link = |leaf: Option<&Leaf>| {
        leaf.and_then(|leaf| leaf.styles.iter().find(|s| matches!(s, Style::Link(_))).cloned())
    };
    let Some(beyond) = link(leaves.get(length)) else { return length };
    let is_same_link = |leaf: &&Leaf| leaf.styles.contains(&beyond);
    length - leaves.iter().take(length).rev().take_while(is_same_link).count()
}

/// Shortens `length` to exclude trailing whitespace, which a split may have left.
fn without_trailing_space(leaves: &[Leaf], length: usize) -> usize {
    length - leaves.iter().take(length).rev().take_while(|leaf| leaf.is_space()).count()
}

/// Orders styles that extend equally far: the highest rank is outermost. `***x***` is bold inside italic.
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

/// Appends `inline`, merging adjacent texts.
fn push(tree: &mut Vec<Inline>, inline: Inline) {
    match (tree.last_mut(), inline) {
        (Some(Inline::Text(text)), Inline::Text(more)) => text.push_str(&more),
        (_, inline) => tree.push(inline),
    }
}
