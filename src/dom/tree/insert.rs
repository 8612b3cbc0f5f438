//! Creation of nodes, and the *appropriate place for inserting a node*.

use super::Builder;
use super::open::{Content, Open};
use crate::dom::arena::{self, ElementData, Namespace, NodeData, NodeId, NodeKind};
use crate::dom::name::Name;
use crate::dom::text::Span;
use crate::dom::token::{Attribute, AttributeNames, Attributes, Tag};

/// Where a node is inserted: at the end of a parent, or before one of its children.
#[derive(Debug, Clone, Copy)]
pub(super) struct InsertionPoint {
    parent: NodeId,
    before: Option<NodeId>,
}

/// The number of attributes up to which those of a repeated `html` or `body` tag are merged.
const MAX_MERGED_ATTRIBUTES: usize = 64;

/// Longer texts do not count as blank when a text is appended to them, which may happen again and again.
const MAX_BLANK: usize = 256;

impl Builder<'_> {
    pub(super) fn create(&mut self, kind: NodeKind) -> NodeId {
        let id = NodeId::new(self.nodes.len());
        self.nodes.push(NodeData::new(self.span, kind));
        id
    }

    pub(super) fn create_element(&mut self, tag: &Tag, namespace: Namespace) -> NodeId {
        self.create(NodeKind::Element(ElementData::new(tag, namespace)))
    }

    #[expect(clippy::indexing_slicing, reason = "node ids come from this vector alone, and it never shrinks")]
    pub(super) fn data(&self, id: NodeId) -> &NodeData {
        &self.nodes[id.index()]
    }

    #[expect(clippy::indexing_slicing, reason = "node ids come from this vector alone, and it never shrinks")]
    fn data_mut(&mut self, id: NodeId) -> &mut NodeData {
        &mut self.nodes[id.index()]
    }

    /// The data of a node that is an element.
    pub(super) fn element(&self, node: NodeId) -> Option<ElementData> {
        match self.data(node).kind {
            NodeKind::Element(element) => Some(element),
            NodeKind::Document | NodeKind::Text(_) | NodeKind::Comment => None,
        }
    }

    // ── Insertion points ──

    fn insertion_point(&self) -> InsertionPoint {
        match self.open.last() {
            Some(open) => self.insertion_point_in(open.node, open.name),
            None => InsertionPoint { parent: NodeId::DOCUMENT, before: None },
        }
    }

    /// Where a child of `target`, an HTML element of this name, is inserted.
    fn insertion_point_in(&self, target: NodeId, name: Name) -> InsertionPoint {
        if self.foster && name.is_table_part() {
            self.foster_point()
        } else {
            InsertionPoint { parent: target, before: None }
        }
    }

    /// The point before the innermost table.
    fn foster_point(&self) -> InsertionPoint {
        let holds = |open: &Open| matches!(open.name, Name::Table | Name::Template);
        let index = self.open.iter().rposition(holds).unwrap_or(0);
        let above = self.open.get(index.saturating_sub(1)).map_or(NodeId::DOCUMENT, |open| open.node);
        let Some(open) = self.open.get(index) else { return InsertionPoint { parent: above, before: None } };
        match self.data(open.node).parent {
            _ if open.name != Name::Table => InsertionPoint { parent: open.node, before: None },
            Some(parent) => InsertionPoint { parent, before: Some(open.node) },
            None => InsertionPoint { parent: above, before: None },
        }
    }

    fn insert_at(&mut self, point: InsertionPoint, node: NodeId) {
        match point.before {
            Some(sibling) => self.insert_before(sibling, node),
            None => self.append(point.parent, node),
        }
    }

    /// Creates a node at `point`.
    #[inline]
    fn create_at(&mut self, point: InsertionPoint, span: Span, kind: NodeKind) -> NodeId {
        let node = arena::push_child(&mut self.nodes, point.parent, span, kind);
        if let Some(sibling) = point.before {
            self.insert_before(sibling, node);
        }
        node
    }

    // ── Nodes ──

    /// Opens an element.
    pub(super) fn insert_element(&mut self, tag: &Tag) -> NodeId {
        self.insert_foreign(tag, Namespace::Html, Content::Html)
    }

    pub(super) fn insert_foreign(&mut self, tag: &Tag, namespace: Namespace, content: Content) -> NodeId {
        let node = self.insert_childless(tag, namespace);
        let name = if content == Content::Html { tag.name } else { Name::Other };
        self.open.push(node, name, content);
        node
    }

    /// Opens an element whose tag is omitted in the page.
    pub(super) fn insert_implied(&mut self, name: Name) -> NodeId {
        self.without_tag(|builder| builder.insert_element(&Self::implied(name)))
    }

    /// Runs `open`, which opens elements without a tag of their own.
    pub(super) fn without_tag<T>(&mut self, open: impl FnOnce(&mut Self) -> T) -> T {
        let span = self.span;
        self.span = span.before();
        let opened = open(self);
        self.span = span;
        opened
    }

    /// Inserts an element without content.
    pub(super) fn insert_void(&mut self, tag: &Tag) -> NodeId {
        self.insert_childless(tag, Namespace::Html)
    }

    pub(super) fn insert_childless(&mut self, tag: &Tag, namespace: Namespace) -> NodeId {
        let kind = NodeKind::Element(ElementData::new(tag, namespace));
        self.create_at(self.insertion_point(), self.span, kind)
    }

    pub(super) fn append_comment(&mut self) {
        self.create_at(self.insertion_point(), self.span, NodeKind::Comment);
    }

    pub(super) fn append_comment_to(&mut self, parent: NodeId) {
        arena::push_child(&mut self.nodes, parent, self.span, NodeKind::Comment);
    }

    pub(super) fn append_text(&mut self, text: Span) {
        if !matches!(self.current(), Name::Script | Name::Style) {
            self.text_bytes += text.len();
        }
        let point = self.insertion_point();
        let before = match point.before {
            Some(sibling) => self.data(sibling).previous,
            None => self.data(point.parent).last_child,
        };
        // A decoded text is not part of the source.
        let span = if text.end as usize <= self.tokens.length() { text } else { self.span };
        if let Some(before) = before
            && let NodeKind::Text(first) = self.data(before).kind
            && self.extend(before, first, text, span)
        {
            return;
        }
        self.create_at(point, span, NodeKind::Text(text));
    }

    /// Appends `text`, found at `span`, to the text node `before`, whose text is `first`.
    #[cold]
    fn extend(&mut self, before: NodeId, first: Span, text: Span, span: Span) -> bool {
        let Some(joined) = self.tokens.texts.joined(first, text) else { return false };
        let is_whitespace = first.len() <= MAX_BLANK && self.is_whitespace(first);
        let data = self.data_mut(before);
        data.kind = NodeKind::Text(joined);
        data.span = if is_whitespace { span } else { data.span.to(span) };
        true
    }

    /// Adds those attributes that `node` lacks.
    pub(super) fn add_missing_attributes(&mut self, node: NodeId, more: Attributes) {
        let Some(element) = self.element(node) else { return };
        let own = self.attributes(element.attributes);
        let is_missing = |attribute: &&Attribute| {
            own.iter().all(|known| self.tokens.texts.get(known.name) != self.tokens.texts.get(attribute.name))
        };
        let missing = self.attributes(more).iter().take(MAX_MERGED_ATTRIBUTES).filter(is_missing);
        let all: Vec<Attribute> = own.iter().chain(missing).copied().take(MAX_MERGED_ATTRIBUTES).collect();
        if all.len() == own.len() || own.len() > MAX_MERGED_ATTRIBUTES {
            return;
        }
        let range = Span::new(self.tokens.attributes.len(), self.tokens.attributes.len() + all.len());
        self.tokens.attributes.extend(all);
        let attributes = Attributes { start: range.start, end: range.end };
        let attribute_names = AttributeNames::of(self.attributes(attributes), &self.tokens.texts);
        self.data_mut(node).kind = NodeKind::Element(ElementData { attribute_names, attributes, ..element });
    }

    pub(super) fn attributes(&self, attributes: Attributes) -> &[Attribute] {
        self.tokens.attributes.get(attributes.range()).unwrap_or_default()
    }

    pub(super) fn attribute(&self, tag: &Tag, name: &str) -> Option<&str> {
        let mut attributes = self.attributes(tag.attributes).iter();
        let attribute = attributes.find(|attribute| self.tokens.texts.get(attribute.name) == name)?;
        Some(self.tokens.texts.get(attribute.value))
    }

    // ── Links between nodes ──

    /// Inserts `node` where a child of `open` belongs.
    pub(super) fn insert_within(&mut self, open: Open, node: NodeId) {
        let point = self.insertion_point_in(open.node, open.name);
        self.insert_at(point, node);
    }

    pub(super) fn append(&mut self, parent: NodeId, child: NodeId) {
        arena::append(&mut self.nodes, parent, child);
    }

    fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        arena::insert_before(&mut self.nodes, sibling, child);
    }

    pub(super) fn move_children(&mut self, from: NodeId, to: NodeId) {
        while let Some(child) = self.data(from).first_child {
            self.append(to, child);
        }
    }
}
