//! Handles to nodes, cheap to copy.

use std::borrow::Cow;
use std::num::NonZeroU32;

use super::name::Name;
use super::token::Attribute;
use super::{Dom, ElementData, Namespace, NodeKind, text_of};

/// The place of a node in its [`Dom`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    pub(super) const DOCUMENT: Self = Self(NonZeroU32::MIN);

    pub(super) fn new(index: usize) -> Self {
        // The node limit keeps trees far below this.
        Self(u32::try_from(index).map_or(NonZeroU32::MAX, |index| NonZeroU32::MIN.saturating_add(index)))
    }

    pub(super) const fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A node of a parsed page.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    pub(super) dom: &'a Dom,
    pub(super) id: NodeId,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.dom, other.dom)
    }
}

impl Eq for Node<'_> {}

impl<'a> Node<'a> {
    /// Its place in the tree.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Its line in the parsed text, from 1: that of a text's first character that is no blank, and the one that a tag ends
    /// on.
    pub fn line(self) -> u32 {
        self.dom.data(self.id).line
    }

    /// The node as an element, if it is one.
    pub fn as_element(self) -> Option<Element<'a>> {
        match &self.dom.data(self.id).kind {
            NodeKind::Element(data) => Some(Element { node: self, data }),
            NodeKind::Document | NodeKind::Text(_) | NodeKind::Comment => None,
        }
    }

    /// The text of a text node, entities decoded.
    pub fn as_text(self) -> Option<&'a str> {
        match &self.dom.data(self.id).kind {
            NodeKind::Text(text) => Some(self.dom.slice(*text)),
            NodeKind::Document | NodeKind::Element(_) | NodeKind::Comment => None,
        }
    }

    /// Whether it is a comment.
    pub fn is_comment(self) -> bool {
        matches!(self.dom.data(self.id).kind, NodeKind::Comment)
    }

    /// The node it hangs under.
    pub fn parent(self) -> Option<Node<'a>> {
        self.dom.data(self.id).parent.map(|id| self.dom.node(id))
    }

    /// The element it hangs under.
    pub fn parent_element(self) -> Option<Element<'a>> {
        self.parent().and_then(Node::as_element)
    }

    /// The nodes above it, nearest first.
    pub fn ancestors(self) -> impl Iterator<Item = Element<'a>> {
        std::iter::successors(self.parent(), |node| node.parent()).filter_map(Node::as_element)
    }

    /// The node after it under the same parent.
    pub fn next(self) -> Option<Node<'a>> {
        self.dom.data(self.id).next.map(|id| self.dom.node(id))
    }

    /// The node before it under the same parent.
    pub fn previous(self) -> Option<Node<'a>> {
        self.dom.data(self.id).previous.map(|id| self.dom.node(id))
    }

    /// The nodes directly under it.
    pub fn children(self) -> Children<'a> {
        Children { dom: self.dom, next: self.dom.data(self.id).first_child }
    }

    /// The nodes below it at any depth, in document order, itself not among them.
    pub fn descendants(self) -> Descendants<'a> {
        Descendants { dom: self.dom, root: self.id, next: self.dom.data(self.id).first_child }
    }

    /// Its text and that of all below it, as it stands in the page.
    pub fn text(self) -> Cow<'a, str> {
        match self.as_text() {
            Some(text) => Cow::Borrowed(text),
            None => text_of(self),
        }
    }

    /// Whether it and all below it hold nothing but white space and invisible characters.
    pub fn is_blank(self) -> bool {
        let blank =
            |text: &str| text.chars().all(|c| crate::chars::is_blank(c) || crate::chars::is_invisible(c));
        self.as_text().is_none_or(blank) && self.descendants().filter_map(Node::as_text).all(blank)
    }
}

/// The name and the attributes of an element, as a mark to know them again by within a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    name: Name,
    /// Where the attributes begin; elements that stand in the page alike have the very same.
    attributes: u32,
}

impl Look {
    /// A number from which to choose a place for it.
    pub(crate) const fn place(self) -> usize {
        self.attributes as usize
    }
}

/// An element of a parsed page.
#[derive(Debug, Clone, Copy)]
pub struct Element<'a> {
    node: Node<'a>,
    pub(super) data: &'a ElementData,
}

impl<'a> Element<'a> {
    /// The element as a node.
    pub fn node(self) -> Node<'a> {
        self.node
    }

    /// Its name in lower case, such as `div`.
    pub fn tag(self) -> &'a str {
        match self.data.name {
            Name::Other => self.node.dom.slice(self.data.text),
            name => name.text(),
        }
    }

    /// Its name as a value to match on.
    pub(crate) const fn name(self) -> Name {
        self.data.name
    }

    pub(super) const fn namespace(self) -> Namespace {
        self.data.namespace
    }

    fn attribute_list(self) -> &'a [Attribute] {
        self.node.dom.attributes.get(self.attribute_places()).unwrap_or_default()
    }

    /// Its attributes, name and value.
    pub(crate) fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let dom = self.node.dom;
        self.attribute_list().iter().map(|a| (dom.slice(a.name), dom.slice(a.value)))
    }

    /// The places of its attributes among those of the page.
    pub(super) const fn attribute_places(self) -> std::ops::Range<usize> {
        self.data.attributes.range()
    }

    /// The value of an attribute.
    pub fn attribute(self, name: &str) -> Option<&'a str> {
        self.attributes().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Whether it has any attribute.
    pub fn has_attributes(self) -> bool {
        !self.attribute_list().is_empty()
    }

    /// What it shares with none but elements of the same name and attributes; `None` without any.
    pub(crate) fn look(self) -> Option<Look> {
        self.has_attributes().then_some(Look { name: self.data.name, attributes: self.data.attributes.start })
    }

    /// Its `id`.
    pub fn id(self) -> Option<&'a str> {
        self.attribute("id")
    }

    /// Its classes in the order of the page.
    pub fn classes(self) -> impl Iterator<Item = &'a str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    /// Whether it has this class.
    pub fn has_class(self, class: &str) -> bool {
        self.classes().any(|c| c == class)
    }

    /// Its `style`.
    pub fn style(self) -> Option<&'a str> {
        self.attribute("style")
    }

    /// The value of a property of its `style`, lower-cased and trimmed, the last one winning as in CSS.
    pub fn style_property(self, name: &str) -> Option<String> {
        let declarations = self.style()?.split(';').rev();
        declarations.filter_map(|d| d.split_once(':')).find_map(|(property, value)| {
            let value = || value.trim().trim_end_matches("!important").trim_end().to_ascii_lowercase();
            property.trim().eq_ignore_ascii_case(name).then(value)
        })
    }

    /// The elements directly under it.
    pub fn child_elements(self) -> impl Iterator<Item = Element<'a>> {
        self.node.children().filter_map(Node::as_element)
    }

    /// The elements below it at any depth, in document order.
    pub fn elements(self) -> impl Iterator<Item = Element<'a>> {
        self.node.descendants().filter_map(Node::as_element)
    }

    /// The first element below it that `test` holds for.
    pub fn find(self, test: impl Fn(Element<'a>) -> bool) -> Option<Element<'a>> {
        self.elements().find(|element| test(*element))
    }

    /// The first element below it with this name.
    pub fn find_tag(self, tag: &str) -> Option<Element<'a>> {
        self.find(|element| element.tag() == tag)
    }

    /// The first element below it with this class.
    pub fn find_class(self, class: &str) -> Option<Element<'a>> {
        self.find(|element| element.has_class(class))
    }

    /// Its text, as it stands in the page.
    pub fn text(self) -> Cow<'a, str> {
        self.node.text()
    }
}

/// The nodes directly under one. See [`Node::children`].
#[derive(Debug, Clone)]
pub struct Children<'a> {
    dom: &'a Dom,
    next: Option<NodeId>,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let id = self.next?;
        self.next = self.dom.data(id).next;
        Some(self.dom.node(id))
    }
}

/// The nodes below one in document order. See [`Node::descendants`].
#[derive(Debug, Clone)]
pub struct Descendants<'a> {
    dom: &'a Dom,
    root: NodeId,
    next: Option<NodeId>,
}

impl Descendants<'_> {
    /// Leaves out what lies below `node`, the one given out last.
    pub fn skip_below(&mut self, node: Node<'_>) {
        self.next = self.after(node.id);
    }

    fn after(&self, mut id: NodeId) -> Option<NodeId> {
        loop {
            if id == self.root {
                return None;
            }
            let data = self.dom.data(id);
            if data.next.is_some() {
                return data.next;
            }
            id = data.parent?;
        }
    }
}

impl<'a> Iterator for Descendants<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let id = self.next?;
        self.next = self.dom.data(id).first_child.or_else(|| self.after(id));
        Some(self.dom.node(id))
    }
}
