//! Which elements of the page are parts of footnotes: a number that links to a block that links back, or that is in a
//! list of notes.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::chars::{is_cjk, is_space};
use crate::csdn::footnotes as facts;
use crate::dom::{Element, Node, NodeId};
use crate::verify::visible::has_visible;

/// What an element is to a footnote.
#[derive(Debug)]
pub(super) enum Part {
    /// A reference to the note with this label.
    Reference(String),
    /// An element with nothing but references.
    ReferenceGroup,
    /// The note with this label.
    Note(String),
    /// A link from the note to its references, or a line above the notes.
    Backlink,
}

/// The parts of all footnotes, and the texts of which only a part is visible.
#[derive(Debug, Default)]
pub(super) struct Parts {
    parts: HashMap<NodeId, Part>,
    /// How many bytes are hidden at the start and at the end of a text.
    hidden: HashMap<NodeId, (usize, usize)>,
}

/// A link from one place of the page to a later one that may be a reference.
struct Reference<'a> {
    link: Element<'a>,
    sign: String,
}

/// A block that references point to.
struct Target<'a> {
    block: Element<'a>,
    name: String,
    references: Vec<Reference<'a>>,
    links_back: Vec<Element<'a>>,
    is_ambiguous: bool,
}

impl Parts {
    /// Finds the footnotes of the article in `root`.
    pub(super) fn of(root: Element<'_>) -> Self {
        let mut parts = Self::default();
        let mut used = HashSet::new();
        let mut counter = 0;
        for target in targets(root) {
            let label = label(&target, &mut used, &mut counter);
            parts.insert(&target, &label);
        }
        parts
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    pub(super) fn part(&self, element: Element<'_>) -> Option<&Part> {
        self.parts.get(&element.node().id())
    }

    /// Returns the visible part of a text.
    pub(super) fn visible<'t>(&self, node: Node<'_>, text: &'t str) -> &'t str {
        let Some((start, end)) = self.hidden.get(&node.id()) else { return text };
        text.get(*start..text.len().saturating_sub(*end)).unwrap_or_default()
    }

    fn insert(&mut self, target: &Target<'_>, label: &str) {
        for link in &target.links_back {
            let shown = link.text().trim_matches(is_space).to_lowercase();
            let length = shown.chars().count();
            let is_word = facts::BACKLINK_WORDS.iter().any(|word| shown.starts_with(word));
            let is_arrow = length <= facts::MAX_BACKLINK_LENGTH && !shown.chars().any(is_cjk);
            if length <= facts::MAX_MARKER_LENGTH && (is_word || is_arrow) {
                self.parts.insert(link.node().id(), Part::Backlink);
            }
        }
        let sign = target.references.first().map_or("", |reference| reference.sign.as_str());
        self.hide_number(target.block, sign);
        if let Some(line) = line_above(target.block) {
            self.parts.insert(line, Part::Backlink);
        }
        for reference in &target.references {
            self.parts.insert(reference.link.node().id(), Part::Reference(label.to_owned()));
        }
        for reference in &target.references {
            self.group(reference.link);
        }
        self.parts.insert(target.block.node().id(), Part::Note(label.to_owned()));
    }

    /// Hides the number that the text of a note starts with.
    fn hide_number(&mut self, block: Element<'_>, sign: &str) {
        let mut is_past_number = false;
        let mut texts = Vec::new();
        let mut below = block.node().descendants();
        while let Some(node) = below.next() {
            if matches!(self.parts.get(&node.id()), Some(Part::Backlink)) {
                below.skip_below(node);
                is_past_number = true;
                continue;
            }
            let Some(text) = node.as_text().filter(|text| !text.trim_matches(is_space).is_empty()) else {
                continue;
            };
            let length = number_length(text, sign, is_past_number);
            self.hidden.insert(node.id(), (length, 0));
            texts.push(node.id());
            if length < text.len() {
                return;
            }
            is_past_number |= text.contains(sign);
        }
        // Nothing else is left of the note.
        for text in texts {
            self.hidden.remove(&text);
        }
    }

    /// Marks a `sup` that has only references, and hides brackets around it.
    fn group(&mut self, link: Element<'_>) {
        let is_sign = |c: char| {
            is_space(c)
                || "，,、".contains(c)
                || facts::OPENING_BRACKETS.contains(&c)
                || facts::CLOSING_BRACKETS.contains(&c)
        };
        let mut outer = link;
        if let Some(sup) = link.node().parent_element().filter(|parent| parent.tag() == "sup") {
            let mut children = sup.node().children();
            let is_pure = children.all(|child| match (child.as_element(), child.as_text()) {
                (Some(element), _) => matches!(self.part(element), Some(Part::Reference(_))),
                (None, Some(text)) => text.chars().all(is_sign),
                (None, None) => true,
            });
            if !is_pure {
                return;
            }
            self.parts.insert(sup.node().id(), Part::ReferenceGroup);
            outer = sup;
        }
        let (Some(left), Some(right)) = (outer.node().previous(), outer.node().next()) else { return };
        let (Some(before), Some(after)) = (left.as_text(), right.as_text()) else { return };
        let opened = before.trim_end_matches(is_space).strip_suffix(facts::OPENING_BRACKETS);
        let closed = after.trim_start_matches(is_space).strip_prefix(facts::CLOSING_BRACKETS);
        if let (Some(opened), Some(closed)) = (opened, closed) {
            self.hidden.entry(left.id()).or_default().1 = before.len() - opened.len();
            self.hidden.entry(right.id()).or_default().0 = after.len() - closed.len();
        }
    }
}

/// Returns the proven targets, in the order of their first references.
fn targets(root: Element<'_>) -> Vec<Target<'_>> {
    let name_of = |link: Element<'_>| {
        let name = link.attribute("href").filter(|_| link.tag() == "a")?.strip_prefix('#')?;
        let name = percent_encoding::percent_decode_str(name).decode_utf8();
        name.ok().filter(|name| !name.is_empty()).map(std::borrow::Cow::into_owned)
    };
    let links: Vec<(usize, Element<'_>, String)> = root
        .elements()
        .enumerate()
        .filter_map(|(order, link)| name_of(link).map(|name| (order, link, name)))
        .collect();
    let mut found: Vec<Target<'_>> = Vec::new();
    if !links.iter().any(|(_, link, name)| sign(*link, name).is_some()) {
        return found;
    }
    let mut named: HashMap<&str, (usize, Element<'_>)> = HashMap::new();
    for (order, element) in root.elements().enumerate() {
        let own = element.attribute("name").filter(|_| element.tag() == "a");
        for name in element.id().into_iter().chain(own) {
            named.entry(name).or_insert((order, element));
        }
    }
    let mut blocks: HashMap<NodeId, usize> = HashMap::new();
    for (order, link, name) in &links {
        let Some(sign) = sign(*link, name) else { continue };
        let Some(&(_, element)) = named.get(name.as_str()).filter(|(at, _)| at > order) else { continue };
        let Some(block) = block_around(element, name, root) else { continue };
        if link.node().ancestors().any(|above| above.node().id() == block.node().id()) {
            continue;
        }
        let number = *blocks.entry(block.node().id()).or_insert_with(|| {
            let name = name.clone();
            found.push(Target { block, name, references: vec![], links_back: vec![], is_ambiguous: false });
            found.len() - 1
        });
        if let Some(target) = found.get_mut(number) {
            target.is_ambiguous |= target.name != *name;
            target.references.push(Reference { link: *link, sign });
        }
    }
    prove(&mut found, &links, &named, &blocks);
    found.retain(|target| {
        let is_listed = || {
            let lists = target.block.node().ancestors().take(3);
            target.block.tag() == "li"
                && lists.flat_map(Element::classes).any(|class| facts::NOTE_LIST_CLASSES.contains(&class))
        };
        !target.is_ambiguous && (!target.links_back.is_empty() || is_listed())
    });
    found
}

/// Finds the links from targets back to their references.
fn prove<'a>(
    found: &mut [Target<'a>],
    links: &[(usize, Element<'a>, String)],
    named: &HashMap<&str, (usize, Element<'a>)>,
    blocks: &HashMap<NodeId, usize>,
) {
    let mut places: BTreeMap<NodeId, usize> = BTreeMap::new();
    for (number, target) in found.iter().enumerate() {
        for reference in &target.references {
            for place in places_of(reference.link) {
                places.entry(place).or_insert(number);
            }
        }
    }
    for (_, link, name) in links {
        let number = link.node().ancestors().find_map(|above| blocks.get(&above.node().id()));
        let Some((number, target)) = number.and_then(|number| Some((number, found.get_mut(*number)?))) else {
            continue;
        };
        let leads_to = named.get(name.as_str()).and_then(|(_, element)| places.get(&element.node().id()));
        let is_named_back = facts::NOTE_NAMES
            .iter()
            .any(|known| target.name.starts_with(known.note) && name.starts_with(known.reference));
        if leads_to == Some(number) || is_named_back {
            target.links_back.push(*link);
        }
    }
}

/// Returns the ids of the elements that stand for a reference as a target of links.
fn places_of(link: Element<'_>) -> Vec<NodeId> {
    let mut chain = vec![link];
    chain.extend(link.node().ancestors().take_while(|e| !e.name().has_own_lines()).take(3));
    let mut places: Vec<NodeId> = chain.iter().map(|e| e.node().id()).collect();
    for element in chain {
        let mut before = std::iter::successors(element.node().previous(), |node| node.previous()).take(2);
        let first = before.next();
        let anchor = first.filter(|node| !node.is_whitespace_only() || node.as_element().is_some());
        let anchor = anchor.or_else(|| before.next()).and_then(Node::as_element);
        let anchor = anchor.filter(|e| matches!(e.tag(), "a" | "span") && e.node().is_whitespace_only());
        places.extend(anchor.map(|anchor| anchor.node().id()));
    }
    places.extend(link.elements().take(4).map(|e| e.node().id()));
    places
}

/// Returns the number or sign that a link shows, if it can be a reference.
fn sign(link: Element<'_>, name: &str) -> Option<String> {
    let mut shown = String::new();
    for c in link.node().descendants().filter_map(Node::as_text).flat_map(str::chars) {
        if !is_space(c) {
            shown.push(c);
        }
        if shown.chars().count() > facts::MAX_MARKER_LENGTH {
            return None;
        }
    }
    let inner = shown.trim_start_matches(facts::OPENING_BRACKETS).trim_end_matches(facts::CLOSING_BRACKETS);
    let word = facts::MARKER_WORDS.iter().find(|word| inner.starts_with(**word));
    let bare = word.and_then(|word| inner.strip_prefix(word)).unwrap_or(inner);
    let digits = bare.split([':', '.', '-']).next().unwrap_or_default();
    let is_number = !digits.is_empty() && digits.len() < 5 && digits.bytes().all(|b| b.is_ascii_digit());
    let is_sign = bare.chars().all(|c| facts::MARKER_SIGNS.contains(c)) && !inner.is_empty();
    let is_known = facts::NOTE_NAMES.iter().any(|known| name.starts_with(known.note)) && !inner.is_empty();
    (is_number || is_sign || is_known).then(|| bare.to_owned())
}

/// Returns the item or paragraph that a target is in, and what contains it as its beginning.
fn block_around<'a>(target: Element<'a>, name: &str, root: Element<'a>) -> Option<Element<'a>> {
    let mut chain = vec![target];
    chain.extend(target.node().ancestors());
    let end = chain.iter().position(|e| e.node().id() == root.node().id())?;
    chain.truncate(end);
    let is_block = |e: &Element<'_>| matches!(e.tag(), "li" | "p" | "div" | "dd" | "aside");
    let mut at = chain.iter().position(|e| is_block(e) || e.name().has_own_lines())?;
    while let [block, outer, ..] = chain.get(at..)? {
        let is_outer = outer.tag() == "li"
            || (outer.tag() == "div" && outer.id().is_some_and(|id| id.len() > 2 && name.contains(id)));
        let mut before = std::iter::successors(block.node().previous(), |node| node.previous());
        if !is_outer || before.any(|node| !(node.is_comment() || node.is_whitespace_only())) {
            break;
        }
        at += 1;
    }
    let block = *chain.get(at).filter(|block| is_block(block))?;
    let is_in_other = chain.iter().skip(at + 1).any(|e| matches!(e.tag(), "td" | "th" | "pre" | "a"));
    (!is_in_other && block.find(|e| e.name().is_heading()).is_none()).then_some(block)
}

/// Returns the `hr` right above the first note.
fn line_above(block: Element<'_>) -> Option<NodeId> {
    let mut node = block.node();
    loop {
        let mut before = std::iter::successors(node.previous(), |node| node.previous());
        let shown = before.find(|node| match node.as_element() {
            Some(element) => element.tag() != "br",
            None => !node.is_comment() && !node.is_whitespace_only(),
        });
        match shown {
            Some(shown) => return shown.as_element().filter(|e| e.tag() == "hr").map(|_| shown.id()),
            None => node = node.parent_element().filter(|e| !matches!(e.tag(), "body" | "html"))?.node(),
        }
    }
}

/// Returns the length of the number at the start of a note's text, with the whitespace around it.
fn number_length(text: &str, sign: &str, is_past_number: bool) -> usize {
    let trimmed = |text: &'_ str| text.len() - text.trim_start_matches(is_space).len();
    let mut at = trimmed(text);
    let rest = |at: usize| text.get(at..).unwrap_or_default();
    let skip =
        |at: usize, signs: &[char]| rest(at).chars().next().filter(|c| signs.contains(c)).map(char::len_utf8);
    if let Some(length) = skip(at, &['^', '↑']) {
        at += length;
        at += trimmed(rest(at));
    }
    let with_end = |at: usize| {
        let end = at + skip(at, facts::NUMBER_ENDS).unwrap_or_default();
        let end = if rest(end).starts_with(|c: char| c.is_ascii_alphanumeric()) { at } else { end };
        end + trimmed(rest(end))
    };
    if is_past_number {
        return with_end(at + skip(at, facts::CLOSING_BRACKETS).unwrap_or_default());
    }
    let bracket = skip(at, facts::OPENING_BRACKETS);
    let number = at + bracket.unwrap_or_default();
    if bracket.is_some() && !has_visible(rest(number)) {
        return text.len();
    }
    let end = number + sign.len();
    if sign.is_empty() || !rest(number).starts_with(sign) {
        return at;
    }
    match (bracket, skip(end, facts::CLOSING_BRACKETS)) {
        (Some(_), Some(closing)) => with_end(end + closing),
        (None, _) if !has_visible(rest(end)) => text.len(),
        (None, _) => Some(with_end(end))
            .filter(|after| rest(end).starts_with(facts::NUMBER_ENDS) && *after > end)
            .unwrap_or(at),
        _ => at,
    }
}

/// Returns the label of a note: the author's, the number shown, or the next one that is free.
fn label(target: &Target<'_>, used: &mut HashSet<String>, counter: &mut usize) -> String {
    let known = facts::NOTE_NAMES.iter().find(|known| target.name.starts_with(known.note));
    let own = known.filter(|known| known.is_label).and_then(|known| target.name.strip_prefix(known.note));
    let sign = target.references.first().map_or("", |reference| reference.sign.as_str());
    let number = if sign.bytes().all(|b| b.is_ascii_digit()) { sign } else { "" };
    let label = own.filter(|own| !own.is_empty()).unwrap_or(number).to_owned();
    if !label.is_empty() && used.insert(label.to_lowercase()) {
        return label;
    }
    loop {
        *counter += 1;
        if used.insert(counter.to_string()) {
            return counter.to_string();
        }
    }
}
