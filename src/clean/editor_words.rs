//! Words of an editor's controls that were copied with an image or code (dialect `editor-words`).

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::classify::built_in;
use super::kind::{Disposition, Kind};
use crate::chars::{is_visible, trim_start};
use crate::csdn::text::{CODE_BUTTONS, EDITOR_NOTES, IMAGE_BUTTONS};
use crate::dom::{Element, Node};

/// Whether the text node `node` is on a line that holds only words of an editor. Words that authors use as well count
/// only beside an image or code.
pub fn is_editor_word(node: Node<'_>) -> bool {
    let Some(text) = node.as_text().and_then(word_characters) else { return false };
    let (mut before, mut after) = (steps(node, Direction::Back), steps(node, Direction::Forward));
    let Some((start, first)) = rest_of_line(&mut before) else { return false };
    let Some((end, last)) = rest_of_line(&mut after) else { return false };
    let start: String = start.into_iter().rev().collect();
    match owner(&format!("{start}{text}{}", end.concat())) {
        None => false,
        Some(Owner::Note) => !node.ancestors().any(|e| matches!(e.tag(), "code" | "pre")),
        Some(Owner::Image) => is_plain(node) && is_beside(first, before, Owner::Image),
        Some(Owner::Code) => {
            is_plain(node) && (is_beside(first, before, Owner::Code) || is_beside(last, after, Owner::Code))
        }
    }
}

/// Whether `text`, which does not start with ASCII whitespace, may be one of those words. Nearly no text may.
pub(crate) fn may_be_editor_word(text: &str) -> bool {
    text.chars().next().is_some_and(|c| CHARACTERS.contains(&c) || !is_visible(c))
}

/// What words belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// The editor: nobody else writes them.
    Note,
    /// An image before them.
    Image,
    /// Code before or after them.
    Code,
}

const WORDS: [(Owner, &[&str]); 3] =
    [(Owner::Note, EDITOR_NOTES), (Owner::Image, IMAGE_BUTTONS), (Owner::Code, CODE_BUTTONS)];

/// Returns what the words belong to if `line` holds no others.
fn owner(line: &str) -> Option<Owner> {
    let (mut rest, mut owner) = (line, None);
    while !rest.is_empty() {
        let strip = |(owner, words): &(Owner, &[&str])| {
            words.iter().find_map(|word| rest.strip_prefix(word)).map(|rest| (*owner, rest))
        };
        let (found, after) = WORDS.iter().find_map(strip)?;
        rest = after;
        // A note on the same line shows that the word beside it is a button.
        owner = owner.filter(|owner| *owner == Owner::Note).or(Some(found));
    }
    owner
}

static CHARACTERS: LazyLock<FxHashSet<char>> = LazyLock::new(|| {
    let words = WORDS.iter().flat_map(|(_, words)| words.iter());
    words.flat_map(|word| word.chars()).collect()
});

/// Returns the visible characters of `text`, if there are some, but few, and all of them occur in the words. Most texts
/// fail at the first.
fn word_characters(text: &str) -> Option<String> {
    const MAX_CHARS: usize = 60;
    let text = trim_start(text);
    let visible = || text.chars().filter(|c| is_visible(*c));
    let is_short = CHARACTERS.contains(&visible().next()?)
        && visible().all(|c| CHARACTERS.contains(&c))
        && visible().nth(MAX_CHARS).is_none();
    is_short.then(|| visible().collect())
}

/// Whether the text is in a paragraph, and not in a heading, an item, a cell or emphasis, which an author chose.
fn is_plain(node: Node<'_>) -> bool {
    const CHOSEN: [&str; 10] = ["li", "td", "th", "b", "strong", "a", "code", "pre", "dt", "kbd"];
    !node.ancestors().any(|e| e.name().is_heading() || CHOSEN.contains(&e.tag()))
}

/// Something beside a node.
#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Text(&'a str),
    Image,
    Code,
    /// The start or the end of a line.
    Break,
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Back,
    Forward,
}

/// Iterates over what is beside `node`, the nearest first: a limited number of nodes, up to the end of the article. Code
/// is not entered.
fn steps(node: Node<'_>, direction: Direction) -> impl Iterator<Item = Step<'_>> {
    const MAX_NODES: usize = 48;
    let (mut at, mut can_enter) = (Some(node), false);
    let next = move || {
        let node = at?;
        let (child, sibling) = match direction {
            Direction::Back => (node.last_child(), node.previous()),
            Direction::Forward => (node.children().next(), node.next()),
        };
        let Some(next) = child.filter(|_| can_enter).or(sibling) else {
            let parent = node.parent_element().filter(|parent| !is_root(*parent));
            (at, can_enter) = (parent.map(Element::node), false);
            let is_break = parent.is_none_or(|parent| parent.name().has_own_lines());
            return Some(if is_break { Step::Break } else { Step::Nothing });
        };
        let step = next.as_element().map_or_else(|| of_text(next), of_element);
        (at, can_enter) = (Some(next), !matches!(step, Step::Code));
        Some(step)
    };
    std::iter::from_fn(next).take(MAX_NODES)
}

fn is_root(element: Element<'_>) -> bool {
    matches!(element.id(), Some("content_views" | "article_content")) || element.tag() == "body"
}

fn of_text(node: Node<'_>) -> Step<'_> {
    node.as_text().filter(|_| !node.is_whitespace_only()).map_or(Step::Nothing, Step::Text)
}

fn of_element(element: Element<'_>) -> Step<'_> {
    match built_in(element) {
        Disposition::Lower(Kind::Code | Kind::LineCode(_) | Kind::CodeBox) => Step::Code,
        Disposition::Lower(Kind::Image | Kind::Frame) => Step::Image,
        Disposition::Lower(Kind::Break | Kind::Rule) => Step::Break,
        _ if element.name().has_own_lines() => Step::Break,
        _ => Step::Nothing,
    }
}

/// Returns the texts up to the end of the line, and what ends it. `None` if the line is long or has other words.
fn rest_of_line<'a>(steps: &mut impl Iterator<Item = Step<'a>>) -> Option<(Vec<String>, Step<'a>)> {
    let mut texts = Vec::new();
    for step in steps {
        match step {
            Step::Text(text) => texts.push(word_characters(text)?),
            Step::Nothing => {}
            Step::Image | Step::Code | Step::Break => return Some((texts, step)),
        }
    }
    None
}

/// Whether the first thing in `end` and `after`, other words of an editor aside, is what words of `owner` belong to.
fn is_beside<'a>(end: Step<'a>, after: impl Iterator<Item = Step<'a>>, wanted: Owner) -> bool {
    let is_thing = |step: &Step<'_>| match step {
        Step::Break | Step::Nothing => false,
        Step::Text(text) => word_characters(text).and_then(|text| owner(&text)).is_none(),
        Step::Image | Step::Code => true,
    };
    match std::iter::once(end).chain(after).find(is_thing) {
        Some(Step::Image) => wanted == Owner::Image,
        Some(Step::Code) => wanted == Owner::Code,
        _ => false,
    }
}
