//! Words of an editor's controls that were copied with an image or code (dialect `editor-words`).

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::classify::built_in;
use super::kind::{Disposition, Kind};
use crate::chars::{is_invisible, is_space};
use crate::csdn::text::{CODE_BUTTONS, EDITOR_NOTES, IMAGE_BUTTONS};
use crate::dom::{Element, Node};

/// Whether the text node `node` is on a line that holds only words of an editor. Words that authors use as well count
/// only beside an image or code.
pub fn is_editor_word(node: Node<'_>) -> bool {
    let Some(text) = node.as_text().filter(|text| may_be_words(text)).and_then(short) else { return false };
    let (before, after) = (steps(node, Direction::Back), steps(node, Direction::Forward));
    let (Some((start, before)), Some((end, after))) = (rest_of_line(&before), rest_of_line(&after)) else {
        return false;
    };
    let start: String = start.into_iter().rev().collect();
    match owner(&format!("{start}{text}{}", end.concat())) {
        None => false,
        Some(Owner::Note) => !node.ancestors().any(|e| matches!(e.tag(), "code" | "pre")),
        Some(Owner::Image) => is_plain(node) && is_beside(before, Owner::Image),
        Some(Owner::Code) => {
            is_plain(node) && (is_beside(before, Owner::Code) || is_beside(after, Owner::Code))
        }
    }
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

/// Whether all visible characters of `text` occur in the words. Most texts fail at the first.
fn may_be_words(text: &str) -> bool {
    visible(text).all(|c| CHARACTERS.contains(&c))
}

fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|&c| !is_space(c) && !is_invisible(c))
}

/// Returns the visible characters of `text`, if there are some, but few.
fn short(text: &str) -> Option<String> {
    const MAX_CHARS: usize = 60;
    let has_few = visible(text).next().is_some() && visible(text).nth(MAX_CHARS).is_none();
    has_few.then(|| visible(text).collect())
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

/// Returns what is beside `node`, the nearest first: a limited number of nodes, up to the end of the article. Code is not
/// entered.
fn steps(mut node: Node<'_>, direction: Direction) -> Vec<Step<'_>> {
    const MAX_NODES: usize = 48;
    let mut steps = Vec::new();
    let mut can_enter = false;
    while steps.len() < MAX_NODES {
        let (child, sibling) = match direction {
            Direction::Back => (node.last_child(), node.previous()),
            Direction::Forward => (node.children().next(), node.next()),
        };
        if let Some(next) = child.filter(|_| can_enter).or(sibling) {
            node = next;
            let step = node.as_element().map_or_else(|| of_text(node), of_element);
            can_enter = !matches!(step, Step::Code);
            steps.push(step);
        } else {
            let Some(parent) = node.parent_element().filter(|parent| !is_root(*parent)) else {
                steps.push(Step::Break);
                break;
            };
            (node, can_enter) = (parent.node(), false);
            steps.push(if parent.name().has_own_lines() { Step::Break } else { Step::Nothing });
        }
    }
    steps
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

/// Returns the texts up to the end of the line, and the steps after them. `None` if the line is long.
fn rest_of_line<'s, 'a>(steps: &'s [Step<'a>]) -> Option<(Vec<String>, &'s [Step<'a>])> {
    let end = steps.iter().position(|step| matches!(step, Step::Break | Step::Image | Step::Code))?;
    let (line, rest) = steps.split_at(end);
    let texts = line.iter().filter_map(|step| match step {
        Step::Text(text) => Some(short(text)),
        _ => None,
    });
    Some((texts.collect::<Option<_>>()?, rest))
}

/// Whether the first thing in `steps`, other words of an editor aside, is what words of `owner` belong to.
fn is_beside(steps: &[Step<'_>], wanted: Owner) -> bool {
    let first = steps.iter().find(|step| match step {
        Step::Break | Step::Nothing => false,
        Step::Text(text) => short(text).and_then(|text| owner(&text)).is_none(),
        Step::Image | Step::Code => true,
    });
    match first {
        Some(Step::Image) => wanted == Owner::Image,
        Some(Step::Code) => wanted == Owner::Code,
        _ => false,
    }
}
