//! Finds footnotes: links of a number whose targets link back.
//!
//! Every editor and site has its own markup, but all of them connect both sides: a reference links to a note, and the
//! note links back to the reference, or is in a list of notes. A link without both stays a link.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::chars::{is_cjk, is_space};
use crate::csdn::footnotes::{
    BACKLINK_WORDS, CLOSING_BRACKETS, MARKER_SIGNS, MARKER_WORDS, MAX_BACKLINK_LENGTH, MAX_MARKER_LENGTH,
    NOTE_LIST_CLASSES, NOTE_NAMES, NUMBER_ENDS, OPENING_BRACKETS,
};
use crate::dom::{Element, Name, Node, NodeId};

use super::text;

/// What an element is to the footnotes.
#[derive(Debug)]
pub(super) enum Role {
    /// A link to the note with this label.
    Reference(String),
    /// A `sup` that holds only references.
    References,
    /// The note with this label.
    Note(String),
    /// A link back to a reference, or the line above the notes.
    Boilerplate,
}

/// The footnotes of an article.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    roles: HashMap<NodeId, Role>,
    /// For texts with a marker at an edge, the part to show.
    shown: HashMap<NodeId, Range<usize>>,
}

impl Footnotes {
    /// Finds the footnotes below `root`, in which these `a` elements have the positions before them.
    pub(super) fn of(root: Element<'_>, links: &[(usize, Element<'_>)]) -> Self {
        let links: Vec<Link<'_>> = links.iter().filter_map(Link::of).collect();
        if links.iter().all(|link| link.marker.is_none()) {
            return Self::default();
        }
        let mut footnotes = Self::default();
        let mut labels = Labels::default();
        for note in notes(root, &links) {
            footnotes.add(&note, labels.next(&note));
        }
        footnotes
    }

    pub(super) fn role(&self, element: Element<'_>) -> Option<&Role> {
        if self.roles.is_empty() { None } else { self.roles.get(&element.node().id()) }
    }

    /// Returns the part of a text to show.
    pub(super) fn shown<'t>(&self, node: Node<'_>, text: &'t str) -> &'t str {
        if self.shown.is_empty() {
            return text;
        }
        self.shown.get(&node.id()).and_then(|shown| text.get(shown.clone())).unwrap_or(text)
    }

    fn add(&mut self, note: &Note<'_>, label: String) {
        for backlink in &note.backlinks {
            if is_arrow(&backlink.text()) {
                self.roles.insert(backlink.node().id(), Role::Boilerplate);
            }
        }
        self.hide_marker(note);
        self.hide_line_above(note.block);
        for reference in &note.references {
            self.roles.insert(reference.element.node().id(), Role::Reference(label.clone()));
        }
        note.references.iter().for_each(|reference| self.hide_brackets(reference.element));
        self.roles.insert(note.block.node().id(), Role::Note(label));
    }

    /// Hides the number at the start of a note: `[1]`, `1.`, and `^` before links back. A note of nothing else keeps it.
    fn hide_marker(&mut self, note: &Note<'_>) {
        let number = note.references.first().and_then(|link| link.marker.as_deref()).unwrap_or_default();
        let mut is_after_number = false;
        let mut hidden = Vec::new();
        let mut nodes = note.block.node().descendants();
        while let Some(node) = nodes.next() {
            if let Some(Role::Boilerplate) = self.roles.get(&node.id()) {
                nodes.skip_below(node);
                is_after_number = true;
            }
            let Some(text) = node.as_text().filter(|text| !text.trim_matches(is_space).is_empty()) else {
                continue;
            };
            let rest = without_marker(text, number, is_after_number);
            if rest.len() < text.trim_start_matches(is_space).len() {
                self.shown.insert(node.id(), text.len() - rest.len()..text.len());
                hidden.push(node.id());
            }
            if !rest.is_empty() {
                return;
            }
            is_after_number |= text.contains(number);
        }
        for id in hidden {
            self.shown.remove(&id);
        }
    }

    /// Hides the line between text and notes.
    fn hide_line_above(&mut self, block: Element<'_>) {
        let is_skippable = |node: &Node<'_>| {
            node.as_element()
                .map_or_else(|| node.is_comment() || node.is_whitespace_only(), |e| e.tag() == "br")
        };
        let mut element = block;
        loop {
            let mut before = std::iter::successors(element.node().previous(), |node| node.previous());
            match (before.find(|node| !is_skippable(node)), element.node().parent_element()) {
                (None, Some(parent)) if !matches!(parent.name(), Name::Body | Name::Html) => element = parent,
                (Some(line), _) if line.as_element().is_some_and(|e| e.tag() == "hr") => {
                    self.roles.insert(line.id(), Role::Boilerplate);
                    return;
                }
                _ => return,
            }
        }
    }

    /// Hides the brackets around a reference, in a `sup` or in the text.
    fn hide_brackets(&mut self, reference: Element<'_>) {
        let mut element = reference;
        if let Some(sup) = reference.node().parent_element().filter(|parent| parent.tag() == "sup") {
            let is_part = |node: Node<'_>| {
                let is_sign = |c: char| {
                    is_space(c)
                        || matches!(c, ',' | '，' | '、')
                        || OPENING_BRACKETS.contains(&c)
                        || CLOSING_BRACKETS.contains(&c)
                };
                matches!(self.roles.get(&node.id()), Some(Role::Reference(_)))
                    || node.is_comment()
                    || node.as_text().is_some_and(|text| text.chars().all(is_sign))
            };
            if !sup.node().children().all(is_part) {
                return;
            }
            self.roles.insert(sup.node().id(), Role::References);
            element = sup;
        }
        let before = element.node().previous().and_then(|node| Some((node, node.as_text()?)));
        let after = element.node().next().and_then(|node| Some((node, node.as_text()?)));
        let (Some((before, open)), Some((after, close))) = (before, after) else { return };
        let opened = open.trim_end_matches(is_space);
        let closed = close.trim_start_matches(is_space);
        if let (Some(left), Some(right)) =
            (opened.strip_suffix(OPENING_BRACKETS), closed.strip_prefix(CLOSING_BRACKETS))
        {
            let start = self.shown.get(&before.id()).map_or(0, |shown| shown.start);
            self.shown.insert(before.id(), start..left.len().max(start));
            let end = self.shown.get(&after.id()).map_or(close.len(), |shown| shown.end);
            self.shown.insert(after.id(), close.len() - right.len()..end);
        }
    }
}

/// Whether this is the text of a link back, and not the text of the note: `↩`, `[1]`, `返回正文`.
fn is_arrow(text: &str) -> bool {
    let text = text.trim_matches(is_space).to_lowercase();
    let is_sign = || text.chars().count() <= MAX_BACKLINK_LENGTH && !text.contains(is_cjk);
    text.chars().count() <= MAX_MARKER_LENGTH
        && (is_sign() || BACKLINK_WORDS.iter().any(|word| text.starts_with(word)))
}

/// A link within the page.
#[derive(Debug)]
struct Link<'a> {
    element: Element<'a>,
    position: usize,
    /// The name it points to.
    name: String,
    /// Its text without brackets, if it can be that of a reference.
    marker: Option<String>,
}

impl<'a> Link<'a> {
    fn of(&(position, element): &(usize, Element<'a>)) -> Option<Self> {
        let name = element.attribute("href")?.strip_prefix('#').filter(|name| !name.is_empty())?;
        let marker = marker(element, name);
        Some(Self { element, position, name: text::percent_decode(name), marker })
    }
}

/// Returns the number or sign of a reference.
fn marker(element: Element<'_>, name: &str) -> Option<String> {
    let texts = element.node().descendants().filter_map(Node::as_text);
    let mut shown = texts.flat_map(str::chars).filter(|c| !is_space(*c));
    let all: String = shown.by_ref().take(MAX_MARKER_LENGTH).collect();
    let inner = all.trim_start_matches(OPENING_BRACKETS).trim_end_matches(CLOSING_BRACKETS);
    let bare = MARKER_WORDS.iter().find_map(|word| inner.strip_prefix(word)).unwrap_or(inner);
    let is_number = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let is_known = || NOTE_NAMES.iter().any(|names| name.starts_with(names.note));
    let is_marker = is_number(bare.split([':', '.', '-']).next().unwrap_or_default())
        || (!bare.is_empty() && bare.chars().all(|c| MARKER_SIGNS.contains(c)))
        || (bare.is_empty() && !inner.is_empty())
        || (!inner.is_empty() && is_known());
    (is_marker && shown.next().is_none()).then(|| bare.to_owned())
}

/// A note with the links to it.
#[derive(Debug)]
struct Note<'a> {
    block: Element<'a>,
    name: String,
    references: Vec<&'a Link<'a>>,
    backlinks: Vec<Element<'a>>,
    /// Whether its block holds other notes, too.
    is_shared: bool,
}

/// Returns the notes that are proven, in the order of their first references.
fn notes<'a>(root: Element<'a>, links: &'a [Link<'a>]) -> Vec<Note<'a>> {
    let anchors = anchors(root);
    let mut notes: Vec<Note<'a>> = Vec::new();
    let mut index: HashMap<NodeId, usize> = HashMap::new();
    for link in links.iter().filter(|link| link.marker.is_some()) {
        let target = anchors.get(link.name.as_str()).filter(|(position, _)| *position > link.position);
        let Some(block) = target.and_then(|(_, target)| note_block(*target, &link.name, root)) else {
            continue;
        };
        if link.element.node().ancestors().any(|above| above.node().id() == block.node().id()) {
            continue;
        }
        let at = *index.entry(block.node().id()).or_insert(notes.len());
        if at == notes.len() {
            let name = link.name.clone();
            notes.push(Note { block, name, references: vec![], backlinks: vec![], is_shared: false });
        }
        if let Some(note) = notes.get_mut(at) {
            note.is_shared |= note.name != link.name;
            note.references.push(link);
        }
    }
    let mut ends: HashMap<NodeId, usize> = HashMap::new();
    for (at, note) in notes.iter().enumerate() {
        let around = note.references.iter().flat_map(|link| around(link.element));
        around.for_each(|element| {
            ends.entry(element.node().id()).or_insert(at);
        });
    }
    for link in links {
        let at = link.element.node().ancestors().find_map(|above| index.get(&above.node().id()).copied());
        let Some(at) = at else { continue };
        let target = anchors.get(link.name.as_str());
        let leads_back = target.is_some_and(|(_, target)| ends.get(&target.node().id()) == Some(&at));
        if let Some(note) = notes.get_mut(at)
            && (leads_back || names_match(&note.name, &link.name))
        {
            note.backlinks.push(link.element);
        }
    }
    notes.retain(|note| !note.is_shared && (!note.backlinks.is_empty() || is_in_note_list(note.block)));
    notes
}

/// Returns the first element of each name, with its position.
fn anchors(root: Element<'_>) -> HashMap<&str, (usize, Element<'_>)> {
    let mut anchors = HashMap::new();
    for (position, element) in root.elements().enumerate().filter(|(_, element)| element.has_attributes()) {
        let name = element.attribute("name").filter(|_| element.name() == Name::A);
        for name in [element.id(), name].into_iter().flatten() {
            anchors.entry(name).or_insert((position, element));
        }
    }
    anchors
}

/// Returns the block that a link to `target` shows: an item or a paragraph, or what Word puts around it:
/// `<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> …</p></div>`.
fn note_block<'a>(target: Element<'a>, name: &str, root: Element<'a>) -> Option<Element<'a>> {
    let is_block = |e: Element<'_>| matches!(e.tag(), "li" | "p" | "div" | "dd" | "aside");
    let is_inside = |e: &Element<'_>| e.node().id() != root.node().id();
    let mut above = std::iter::once(target).chain(target.node().ancestors()).take_while(is_inside);
    let mut block = above.find(|e| is_block(*e) || e.name().has_own_lines()).filter(|e| is_block(*e))?;
    let holds = |outer: Element<'a>| {
        outer.tag() == "li"
            || (outer.tag() == "div" && outer.id().is_some_and(|id| id.len() > 2 && name.contains(id)))
    };
    while let Some(outer) = block.node().parent_element().filter(|outer| is_inside(outer) && holds(*outer)) {
        let mut before = std::iter::successors(block.node().previous(), |node| node.previous());
        if !before.all(|node| node.is_comment() || node.is_whitespace_only()) {
            break;
        }
        block = outer;
    }
    let mut outer = block.node().ancestors().take_while(is_inside);
    let is_in_other = outer.any(|e| matches!(e.tag(), "td" | "th" | "pre" | "a"));
    let holds_heading = || block.find(|e| e.name().is_heading()).is_some();
    (!is_in_other && !holds_heading()).then_some(block)
}

/// Returns the elements that a link back to a reference can point to: the link itself, what is right around it, in it or
/// before it.
fn around(reference: Element<'_>) -> Vec<Element<'_>> {
    const MAX_LEVELS: usize = 3;
    const MAX_CHILDREN: usize = 4;
    let is_inline = |e: &Element<'_>| !e.name().has_own_lines();
    let outer = reference.node().ancestors().take_while(is_inline).take(MAX_LEVELS);
    let mut all: Vec<Element<'_>> = std::iter::once(reference).chain(outer).collect();
    let anchors: Vec<Element<'_>> = all.iter().filter_map(|element| anchor_before(*element)).collect();
    all.extend(anchors);
    all.extend(reference.elements().take(MAX_CHILDREN));
    all
}

/// Returns the empty anchor right before `element`.
fn anchor_before(element: Element<'_>) -> Option<Element<'_>> {
    let before = element.node().previous()?;
    let is_gap = before.as_text().is_some() && before.is_whitespace_only();
    let before = if is_gap { before.previous().unwrap_or(before) } else { before };
    before.as_element().filter(|e| matches!(e.tag(), "a" | "span") && e.node().is_whitespace_only())
}

/// Whether two names are those of a note and of its reference: `fn:1` and `fnref:1`.
fn names_match(note: &str, reference: &str) -> bool {
    NOTE_NAMES.iter().any(|names| note.starts_with(names.note) && reference.starts_with(names.reference))
}

/// Whether a known system gives such names to its notes.
pub(crate) fn is_note_name(name: &str) -> bool {
    NOTE_NAMES.iter().any(|names| name.starts_with(names.note) && !name.starts_with(names.reference))
}

fn is_in_note_list(note: Element<'_>) -> bool {
    const MAX_LEVELS: usize = 3;
    let is_list = |e: Element<'_>| e.classes().any(|class| NOTE_LIST_CLASSES.contains(&class));
    note.tag() == "li" && note.node().ancestors().take(MAX_LEVELS).any(is_list)
}

/// Returns `text` without the marker of a note at its start. After a link back, only what follows a number is left of it.
fn without_marker<'t>(text: &'t str, number: &str, is_after_number: bool) -> &'t str {
    let text = text.trim_start_matches(is_space);
    let start = text.strip_prefix(['^', '↑']).unwrap_or(text).trim_start_matches(is_space);
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let after = |rest: &'t str| {
        rest.strip_prefix(NUMBER_ENDS)
            .filter(|rest| is_end(rest))
            .unwrap_or(rest)
            .trim_start_matches(is_space)
    };
    let bracketed = start.strip_prefix(OPENING_BRACKETS);
    if is_after_number {
        return after(start.strip_prefix(CLOSING_BRACKETS).unwrap_or(start));
    }
    if bracketed.is_some_and(|rest| rest.trim_matches(is_space).is_empty()) {
        return "";
    }
    let numbered = bracketed.unwrap_or(start).strip_prefix(number).filter(|_| !number.is_empty());
    match numbered {
        Some(rest) if bracketed.is_some() => rest.strip_prefix(CLOSING_BRACKETS).map_or(start, after),
        Some(rest) if rest.trim_matches(is_space).is_empty() => "",
        Some(rest) if rest.strip_prefix(NUMBER_ENDS).is_some_and(is_end) => after(rest),
        _ => start,
    }
}

/// Gives each note a label of its own.
#[derive(Debug, Default)]
struct Labels {
    used: HashSet<String>,
    last: usize,
}

impl Labels {
    /// Returns the author's label, else the number that the page shows, else the next free number.
    fn next(&mut self, note: &Note<'_>) -> String {
        let names = NOTE_NAMES.iter().find(|names| note.name.starts_with(names.note));
        let own = names.filter(|names| names.is_label).and_then(|names| note.name.strip_prefix(names.note));
        let number = note.references.first().and_then(|link| link.marker.as_deref());
        let number = number.filter(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
        let label = text::collapse(own.filter(|own| !own.is_empty()).or(number).unwrap_or_default());
        let is_unsafe = |c: char| matches!(c, ' ' | '[' | ']' | '\\' | '`' | '^');
        let label = label.replace(is_unsafe, "-");
        if !label.is_empty() && self.used.insert(label.to_lowercase()) {
            return label;
        }
        loop {
            self.last += 1;
            let label = self.last.to_string();
            if self.used.insert(label.clone()) {
                return label;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_notes_are_hidden() {
        for (text, is_after_number, rest) in [
            ("[1] 甲", false, "甲"),
            ("1. 甲", false, "甲"),
            ("1.5 倍", false, "1.5 倍"),
            ("10 个", false, "10 个"),
            (" ]: 甲", true, "甲"),
            (".NET", true, ".NET"),
            ("^ 甲", false, "甲"),
            ("[", false, ""),
        ] {
            assert_eq!(without_marker(text, "1", is_after_number), rest, "{text}");
        }
    }
}
