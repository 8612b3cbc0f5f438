//! The *list of active formatting elements*: bold text that begins in one paragraph and continues in the next.

use super::Builder;
use super::open::{FormattingEntry, Open, Scope};
use crate::dom::arena::{Namespace, NodeId};
use crate::dom::name::Name;
use crate::dom::token::{Attribute, Tag};

/// The number of elements that are reopened. Each paragraph reopens all of them, so without a limit a page of
/// `<p><font>` would become a tree of quadratic size.
const MAX_FORMATTING: usize = 64;

/// Tags with more attributes are not compared.
const MAX_COMPARED_ATTRIBUTES: usize = 16;

impl Builder<'_> {
    pub(super) fn push_marker(&mut self) {
        self.formatting.push(FormattingEntry::Marker);
    }

    pub(super) fn clear_to_marker(&mut self) {
        while let Some(FormattingEntry::Element(..)) = self.formatting.pop() {}
    }

    /// The entries after the last marker, latest first, with their indices.
    fn since_marker(&self) -> impl Iterator<Item = (usize, NodeId, Tag)> {
        self.formatting.iter().enumerate().rev().map_while(|(index, entry)| match *entry {
            FormattingEntry::Marker => None,
            FormattingEntry::Element(node, tag) => Some((index, node, tag)),
        })
    }

    fn position_active(&self, node: NodeId) -> Option<usize> {
        self.formatting.iter().rposition(|entry| entry.is(node))
    }

    fn remove_active(&mut self, node: NodeId) {
        if let Some(index) = self.position_active(node) {
            self.formatting.remove(index);
        }
    }

    /// Opens a formatting element. Of more than three identical ones the earliest is no longer active.
    pub(super) fn open_formatting(&mut self, tag: &Tag) {
        let (mut identical, mut count, mut earliest_identical, mut earliest) = (0, 0, None, None);
        for (index, _, other) in self.since_marker() {
            count += 1;
            earliest = Some(index);
            if self.is_identical(tag, &other) {
                identical += 1;
                earliest_identical = Some(index);
            }
        }
        let removed =
            if identical >= 3 { earliest_identical } else { earliest.filter(|_| count >= MAX_FORMATTING) };
        if let Some(index) = removed {
            self.formatting.remove(index);
        }
        let node = self.insert_element(tag);
        self.formatting.push(FormattingEntry::Element(node, *tag));
    }

    /// Whether both tags have the same name and attributes.
    fn is_identical(&self, one: &Tag, other: &Tag) -> bool {
        let (mine, others) = (self.attributes(one.attributes), self.attributes(other.attributes));
        let text = |span| self.tokens.texts.get(span);
        // Of attributes with the same name only the first counts.
        let value = |list: &[Attribute], name| {
            list.iter().find(|known| text(known.name) == name).map(|known| text(known.value))
        };
        let mut names = mine.iter().chain(others).map(|attribute| text(attribute.name));
        one.name == other.name
            && mine.len().max(others.len()) <= MAX_COMPARED_ATTRIBUTES
            && names.all(|name| value(mine, name) == value(others, name))
    }

    /// *Reconstruct the active formatting elements*.
    #[inline]
    pub(super) fn reconstruct(&mut self) {
        if self.formatting.last().is_some_and(|entry| !self.is_settled(entry)) {
            self.reopen();
        }
    }

    /// Whether nothing up to this entry has to be reopened.
    fn is_settled(&self, entry: &FormattingEntry) -> bool {
        match entry {
            FormattingEntry::Marker => true,
            FormattingEntry::Element(node, _) => self.open.has_formatting(*node),
        }
    }

    /// Reopens the elements after the last settled entry.
    #[cold]
    fn reopen(&mut self) {
        let settled = self.formatting.iter().rposition(|entry| self.is_settled(entry));
        let first = settled.map_or(0, |last| last + 1);
        for index in first..self.formatting.len() {
            let Some(&FormattingEntry::Element(_, tag)) = self.formatting.get(index) else { return };
            let node = self.without_tag(|builder| builder.insert_element(&tag));
            self.count_reopened(&tag);
            self.replace_active(index, node, tag);
        }
    }

    fn copy_element(&mut self, tag: &Tag) -> NodeId {
        self.count_reopened(tag);
        self.without_tag(|builder| builder.create_element(tag, Namespace::Html))
    }

    fn count_reopened(&mut self, tag: &Tag) {
        let attributes = self.attributes(tag.attributes);
        let (count, bytes) = (attributes.len(), attributes.iter().map(|a| a.value.len()).sum::<usize>());
        self.reopened.count = self.reopened.count.saturating_add(count);
        self.reopened.bytes = self.reopened.bytes.saturating_add(bytes);
    }

    fn replace_active(&mut self, index: usize, node: NodeId, tag: Tag) {
        if let Some(entry) = self.formatting.get_mut(index) {
            *entry = FormattingEntry::Element(node, tag);
        }
    }

    /// Closes an open link before a second one begins.
    pub(super) fn close_link(&mut self) {
        let link = self.since_marker().find(|(_, _, tag)| tag.name == Name::A).map(|(_, node, _)| node);
        if let Some(node) = link {
            self.adopt(&Self::implied(Name::A));
            self.remove_active(node);
            if self.open.has_formatting(node) {
                self.remove_open(node);
            }
        }
    }

    /// Whether `tag` ends the current element, and this is the last that is active: nothing is misnested.
    fn closes_current(&self, tag: &Tag) -> bool {
        self.current() == tag.name
            && self.open.last().zip(self.formatting.last()).is_some_and(|(open, last)| last.is(open.node))
    }

    /// The *adoption agency algorithm*, for misnested tags such as `<b><p></b></p>`.
    pub(super) fn adopt(&mut self, tag: &Tag) {
        if self.closes_current(tag) {
            self.open.pop();
            self.formatting.pop();
            return;
        }
        let is_inactive = |open: &Open| open.name == tag.name && self.position_active(open.node).is_none();
        if self.open.last().is_some_and(is_inactive) {
            self.open.pop();
            return;
        }
        for _ in 0..8 {
            let active = self.since_marker().find(|(_, _, active)| active.name == tag.name);
            let Some((index, node, active)) = active else {
                self.close_any(tag);
                return;
            };
            if !self.open.has_formatting(node) {
                self.formatting.remove(index);
                return;
            }
            if !self.in_scope(Scope::Default, |open| open.node == node) {
                return;
            }
            let Some(at) = self.position_open(node) else { return };
            let block =
                self.open.iter().skip(at).position(|open| open.name.is_special()).map(|offset| at + offset);
            let Some(block) = block else {
                self.open.truncate(at);
                self.formatting.remove(index);
                return;
            };
            self.adopt_once(node, active, at, block);
        }
    }

    /// Moves the contents of the *furthest block*, which is open at `block`, into a copy of the formatting element
    /// `node`, which is open at `at`.
    fn adopt_once(&mut self, node: NodeId, tag: Tag, at: usize, block: usize) {
        let (Some(&above), Some(&furthest)) = (self.open.get(at.wrapping_sub(1)), self.open.get(block))
        else {
            return;
        };
        let (last, bookmark) = self.rebuild_chain(at, block, furthest.node);
        self.insert_within(above, last);
        let copy = self.copy_element(&tag);
        self.move_children(furthest.node, copy);
        self.append(furthest.node, copy);
        self.replace_at_bookmark(node, copy, tag, bookmark);
        self.remove_open(node);
        if let Some(index) = self.position_open(furthest.node) {
            self.open.insert(index + 1, copy, tag.name, furthest.content);
        }
    }

    /// Copies the formatting elements between the formatting element and the furthest block, each into the one above
    /// it. Returns the outermost, and the copy after which the formatting element belongs in the list.
    fn rebuild_chain(&mut self, at: usize, block: usize, furthest: NodeId) -> (NodeId, Option<NodeId>) {
        let (mut last, mut bookmark) = (furthest, None);
        for (count, index) in (at + 1..block).rev().enumerate() {
            let Some(open) = self.open.get(index).copied() else { continue };
            if count >= 3 {
                self.remove_active(open.node);
            }
            let entry =
                self.position_active(open.node).and_then(|entry| Some((entry, *self.formatting.get(entry)?)));
            let Some((entry, FormattingEntry::Element(_, tag))) = entry else {
                self.open.remove(index);
                continue;
            };
            let copy = self.copy_element(&tag);
            self.replace_active(entry, copy, tag);
            self.open.replace(index, copy);
            if last == furthest {
                bookmark = Some(copy);
            }
            self.append(copy, last);
            last = copy;
        }
        (last, bookmark)
    }

    /// Replaces `node` by `copy` in the list and moves it after `bookmark`, if there is one.
    fn replace_at_bookmark(&mut self, node: NodeId, copy: NodeId, tag: Tag, bookmark: Option<NodeId>) {
        match bookmark.and_then(|bookmark| self.position_active(bookmark)) {
            Some(index) => {
                self.formatting.insert(index + 1, FormattingEntry::Element(copy, tag));
                self.remove_active(node);
            }
            None => {
                if let Some(index) = self.position_active(node) {
                    self.replace_active(index, copy, tag);
                }
            }
        }
    }

    /// *Any other end tag*: closes the elements up to its own, unless a special element lies between.
    pub(super) fn close_any(&mut self, tag: &Tag) {
        if !self.open.has(tag.name) {
            return;
        }
        let ends = |open: &Open| self.is_named(*open, tag) || open.name.is_special();
        let innermost = self.open.innermost().find(|(_, open)| ends(open));
        if let Some((index, _)) = innermost.filter(|(_, open)| self.is_named(**open, tag)) {
            self.open.truncate(index);
        }
    }
}
