//! Handles to nodes, cheap to copy.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr_iter, memmem};

use super::arena::{Dom, ElementData, Namespace, NodeId, NodeKind};
use super::name::{Name, key};
use super::text::Span;
use super::token::Attribute;
use crate::chars::{is_visible, trim_ascii_start};
use crate::location::Location;

impl Dom {
    /// The document node.
    pub fn root(&self) -> Node<'_> {
        Node { dom: self, id: NodeId::DOCUMENT }
    }

    /// The node with this id.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node { dom: self, id }
    }

    /// All elements in document order.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.root().descendants().filter_map(Node::as_element)
    }

    /// The first element with this `id` attribute, in document order.
    pub fn by_id(&self, id: &str) -> Option<Element<'_>> {
        self.elements().find(|element| element.id() == Some(id))
    }

    /// Whether a node may have `text`: it is in the parsed text or in a decoded one.
    pub(crate) fn may_have(&self, text: &str) -> bool {
        memmem::find(self.text.as_bytes(), text.as_bytes()).is_some()
    }

    /// The line of a byte of the parsed text, from 1.
    pub(crate) fn line_at(&self, byte: usize) -> u32 {
        self.lines.line(self.page(), byte)
    }

    /// The first byte of the line of a byte of the parsed text.
    pub(crate) fn start_of_line(&self, byte: usize) -> usize {
        self.lines.start_of_line(self.page(), byte)
    }

    fn text_line(&self, id: NodeId) -> u32 {
        let lines = self.text_lines.get_or_init(|| {
            let newlines =
                |text: &str| u32::try_from(memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u32::MAX);
            let (mut line, mut lines) = (1_u32, vec![1; self.nodes.len()]);
            for node in self.root().descendants() {
                let text = node.as_text().unwrap_or_default();
                let start = text.len() - text.trim_ascii_start().len();
                let (before, after) = text.split_at_checked(start).unwrap_or_default();
                line = line.saturating_add(newlines(before));
                if let Some(slot) = lines.get_mut(node.id.index()) {
                    *slot = line;
                }
                line = line.saturating_add(newlines(after));
            }
            lines
        });
        lines.get(id.index()).copied().unwrap_or_default()
    }

    /// The number of elements that lay deeper than the limit and were flattened.
    pub fn flattened(&self) -> usize {
        self.flattened
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
    /// The page that the node belongs to.
    pub fn dom(self) -> &'a Dom {
        self.dom
    }

    /// The id of the node.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The bytes that the node was parsed from: for an element, its start tag alone. Offsets count from the beginning
    /// of the parsed text, after `\r\n` and `\r` became `\n`.
    ///
    /// An element that the parser opened without a tag has an empty span before the token that caused it. `None` in a
    /// tree that was not parsed from text.
    pub fn span(self) -> Option<Range<usize>> {
        let Span { start, end } = self.dom.data(self.id).span;
        (start != Span::UNKNOWN.start).then_some(start as usize..end as usize)
    }

    /// The line of [`Self::location`].
    pub fn line(self) -> Option<u32> {
        self.visible_span().map(|span| self.dom.line_at(span.start))
    }

    /// The line on which a start tag ends or a text begins, for ordering. In a tree that was not parsed from text, only
    /// the newlines in earlier texts are counted.
    pub(crate) fn approximate_line(self) -> u32 {
        let line = match self.as_element() {
            Some(_) => self.span().map(|span| self.dom.line_at(span.end)),
            None => self.line(),
        };
        line.unwrap_or_else(|| self.dom.text_line(self.id))
    }

    /// The location in the parsed text, surrounding whitespace excluded: for an element, that of its start tag.
    pub fn location(self) -> Option<Location> {
        self.visible_span().map(|span| self.dom.lines.location(self.dom.page(), span))
    }

    /// [`Self::span`] without surrounding whitespace.
    pub(crate) fn visible_span(self) -> Option<Range<usize>> {
        let span = self.span()?;
        let text = self.dom.page().get(span.clone()).unwrap_or_default();
        let start = span.end - text.trim_ascii_start().len();
        Some(start..start.max(span.start + text.trim_ascii_end().len()))
    }

    /// The text of [`Self::visible_span`]: for an element, its start tag as the page has it.
    pub(crate) fn source(self) -> Option<&'a str> {
        self.dom.page().get(self.visible_span()?)
    }

    /// The node as an element, if it is one.
    pub fn as_element(self) -> Option<Element<'a>> {
        match &self.dom.data(self.id).kind {
            NodeKind::Element(data) => Some(Element { node: self, data }),
            NodeKind::Document | NodeKind::Text(_) | NodeKind::Comment => None,
        }
    }

    /// The text of a text node, with character references decoded.
    pub fn as_text(self) -> Option<&'a str> {
        match &self.dom.data(self.id).kind {
            NodeKind::Text(text) => Some(self.dom.slice(*text)),
            NodeKind::Document | NodeKind::Element(_) | NodeKind::Comment => None,
        }
    }

    /// Whether the node is a comment.
    pub fn is_comment(self) -> bool {
        matches!(self.dom.data(self.id).kind, NodeKind::Comment)
    }

    /// The parent node.
    pub fn parent(self) -> Option<Node<'a>> {
        self.dom.data(self.id).parent.map(|id| self.dom.node(id))
    }

    /// The parent, if it is an element.
    pub fn parent_element(self) -> Option<Element<'a>> {
        self.parent().and_then(Node::as_element)
    }

    /// The ancestor elements, nearest first.
    pub fn ancestors(self) -> impl Iterator<Item = Element<'a>> {
        std::iter::successors(self.parent(), |node| node.parent()).filter_map(Node::as_element)
    }

    /// The next sibling.
    pub fn next(self) -> Option<Node<'a>> {
        self.dom.data(self.id).next.map(|id| self.dom.node(id))
    }

    /// The previous sibling.
    pub fn previous(self) -> Option<Node<'a>> {
        self.dom.data(self.id).previous.map(|id| self.dom.node(id))
    }

    /// The child nodes.
    pub fn children(self) -> Children<'a> {
        Children { dom: self.dom, next: self.dom.data(self.id).first_child }
    }

    /// The last child node.
    pub(crate) fn last_child(self) -> Option<Self> {
        self.dom.data(self.id).last_child.map(|id| self.dom.node(id))
    }

    /// The descendants in document order, without the node itself.
    pub fn descendants(self) -> Descendants<'a> {
        Descendants { dom: self.dom, root: self.id, next: self.dom.data(self.id).first_child }
    }

    /// The concatenated text of the node and its descendants, whitespace unchanged.
    pub fn text(self) -> Cow<'a, str> {
        match self.as_text() {
            Some(text) => Cow::Borrowed(text),
            None => text_of(self),
        }
    }

    /// Whether the node and its descendants contain only whitespace and invisible characters.
    pub fn is_whitespace_only(self) -> bool {
        let is_space = |text: &str| !trim_ascii_start(text).chars().any(is_visible);
        self.as_text().is_none_or(is_space) && self.descendants().filter_map(Node::as_text).all(is_space)
    }
}

/// The concatenated text of the descendants of `node`, borrowed if there is only one text.
fn text_of(node: Node<'_>) -> Cow<'_, str> {
    let mut texts = node.descendants().filter_map(Node::as_text);
    let Some(first) = texts.next() else { return Cow::Borrowed("") };
    match texts.next() {
        None => Cow::Borrowed(first),
        Some(second) => {
            let mut all = String::with_capacity(first.len() + second.len());
            all.push_str(first);
            all.push_str(second);
            texts.for_each(|text| all.push_str(text));
            Cow::Owned(all)
        }
    }
}

/// Identifies the name and the attributes of an element within its page, as a cache key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TagKey {
    name: Name,
    /// The index of the first attribute. Elements with identical tags share their attributes.
    attributes: u32,
}

impl TagKey {
    /// A number to choose a cache slot from.
    pub(crate) const fn hash(self) -> usize {
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

    /// The lower-case name, such as `div`. Mixed-case names of SVG keep their case.
    pub fn tag(self) -> &'a str {
        match self.data.name {
            Name::Other => self.node.dom.slice(self.data.text),
            name => name.text(),
        }
    }

    /// The name as a value to match on.
    pub(crate) const fn name(self) -> Name {
        self.data.name
    }

    /// The namespace.
    pub const fn namespace(self) -> Namespace {
        self.data.namespace
    }

    fn attribute_list(self) -> &'a [Attribute] {
        self.node.dom.attributes.get(self.attribute_indices()).unwrap_or_default()
    }

    /// The attributes, name and value, in source order. Of attributes with the same name only the first counts:
    /// [`Self::attribute`] ignores the others.
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let dom = self.node.dom;
        self.attribute_list().iter().map(|a| (dom.slice(a.name), dom.slice(a.value)))
    }

    /// The indices of its attributes in [`Dom::attributes`].
    pub(super) const fn attribute_indices(self) -> Range<usize> {
        self.data.attributes.range()
    }

    /// The value of an attribute.
    #[inline]
    pub fn attribute(self, name: &str) -> Option<&'a str> {
        // Names are asked for far more often than found.
        if self.data.attribute_names.may_contain(name) {
            self.find_attribute(name, key(name.as_bytes()))
        } else {
            None
        }
    }

    fn find_attribute(self, name: &str, key: u64) -> Option<&'a str> {
        let dom = self.node.dom;
        let is_it = |own: &&Attribute| {
            own.may_be_named(name.len(), key)
                && (name.len() <= size_of_val(&key) || dom.bytes(own.name) == name.as_bytes())
        };
        self.attribute_list().iter().find(is_it).map(|attribute| dom.slice(attribute.value))
    }

    /// Whether the element has any attribute.
    pub fn has_attributes(self) -> bool {
        !self.attribute_list().is_empty()
    }

    /// A key that only elements with the same name and attributes share. `None` without attributes.
    pub(crate) fn tag_key(self) -> Option<TagKey> {
        self.has_attributes()
            .then_some(TagKey { name: self.data.name, attributes: self.data.attributes.start })
    }

    /// The `id` attribute.
    #[inline]
    pub fn id(self) -> Option<&'a str> {
        self.attribute("id")
    }

    /// The classes in source order.
    #[inline]
    pub fn classes(self) -> impl Iterator<Item = &'a str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }

    /// Whether the element has this class.
    pub fn has_class(self, class: &str) -> bool {
        self.classes().any(|c| c == class)
    }

    /// The `style` attribute.
    #[inline]
    pub fn style(self) -> Option<&'a str> {
        self.attribute("style")
    }

    /// The value of a property of the `style` attribute, in lower case and trimmed. The last declaration wins, as in
    /// CSS.
    pub fn style_property(self, name: &str) -> Option<String> {
        let declarations = self.style()?.split(';').rev();
        declarations.filter_map(|d| d.split_once(':')).find_map(|(property, value)| {
            let value = || value.trim().trim_end_matches("!important").trim_end().to_ascii_lowercase();
            property.trim().eq_ignore_ascii_case(name).then(value)
        })
    }

    /// The child elements.
    pub fn child_elements(self) -> impl Iterator<Item = Element<'a>> {
        self.node.children().filter_map(Node::as_element)
    }

    /// The descendant elements in document order.
    pub fn elements(self) -> impl Iterator<Item = Element<'a>> {
        self.node.descendants().filter_map(Node::as_element)
    }

    /// The first descendant element that satisfies `test`.
    pub fn find(self, test: impl Fn(Element<'a>) -> bool) -> Option<Element<'a>> {
        self.elements().find(|element| test(*element))
    }

    /// The first descendant element with this name.
    pub fn find_tag(self, tag: &str) -> Option<Element<'a>> {
        self.find(|element| element.tag() == tag)
    }

    /// The first descendant element with this class.
    pub fn find_class(self, class: &str) -> Option<Element<'a>> {
        self.find(|element| element.has_class(class))
    }

    /// The concatenated text of the descendants, whitespace unchanged.
    pub fn text(self) -> Cow<'a, str> {
        self.node.text()
    }
}

/// The children of a node. See [`Node::children`].
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

/// The descendants of a node in document order. See [`Node::descendants`].
#[derive(Debug, Clone)]
pub struct Descendants<'a> {
    dom: &'a Dom,
    root: NodeId,
    next: Option<NodeId>,
}

impl Descendants<'_> {
    /// Skips the descendants of `node`, which must be the node returned last.
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
