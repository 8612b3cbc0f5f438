//! Assembles a [`Dom`] from the nodes of another parser, within the same limits.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::arena::{self, Dom, ElementData, Ending, Namespace, NodeData, NodeId, NodeKind};
use super::name::Name;
use super::text::{Span, Texts};
use super::token::{Attribute, AttributeNames, Attributes};
use crate::error::{Error, Result};
use crate::location::LineIndex;
use crate::options::Limits;

/// A tree under construction. Its nodes have no span in a source text.
#[derive(Debug)]
pub(super) struct Assembler {
    texts: Texts<'static>,
    nodes: Vec<NodeData>,
    attributes: Vec<Attribute>,
    /// Names and attribute values, each stored once: a parser repeats the attributes of unclosed elements.
    interned: FxHashMap<Box<str>, Span>,
    /// Lists of attributes, each stored once.
    lists: FxHashMap<Vec<Attribute>, Attributes>,
    /// Bytes of text, attribute names and attribute values so far, repetitions included.
    bytes: usize,
    limits: Limits,
}

impl Assembler {
    /// Starts a tree with a document node. `limits.bytes` bounds the bytes of text and attributes; texts are copied to
    /// join them while the tree has fewer bytes than `max_copied`.
    pub(super) fn new(limits: Limits, max_copied: usize) -> Self {
        let document = NodeData::new(Span::UNKNOWN, NodeKind::Document);
        Self {
            texts: Texts::without_source(max_copied),
            nodes: vec![document],
            attributes: Vec::new(),
            interned: FxHashMap::default(),
            lists: FxHashMap::default(),
            bytes: 0,
            limits,
        }
    }

    /// Creates a detached element. Attribute names may be in mixed case.
    pub(super) fn element<'a>(
        &mut self,
        name: &str,
        namespace: Namespace,
        attributes: impl IntoIterator<Item = (Option<&'a str>, &'a str, &'a str)>,
    ) -> NodeId {
        let known = Name::of(name.as_bytes());
        let text = if known == Name::Other { self.intern(name) } else { Span::default() };
        let attributes = attributes.into_iter();
        let list: Vec<_> =
            attributes.map(|(prefix, name, value)| self.attribute(prefix, name, value)).collect();
        let attributes = self.shared(list);
        let attribute_names = self.attribute_names(attributes);
        let element = ElementData { name: known, namespace, attribute_names, text, attributes };
        self.create(NodeKind::Element(element))
    }

    /// Creates a detached comment.
    pub(super) fn comment(&mut self) -> NodeId {
        self.create(NodeKind::Comment)
    }

    /// Appends `child` to `parent`, detaching it from its previous parent.
    pub(super) fn append(&mut self, parent: NodeId, child: NodeId) {
        arena::append(&mut self.nodes, parent, child);
    }

    /// Appends `text` to `parent`, extending a text that is already there.
    pub(super) fn append_text(&mut self, parent: NodeId, text: &str) {
        if let Some(node) = self.text_after(self.data(parent).last_child, text) {
            self.append(parent, node);
        }
    }

    /// Extends `before` by `text` if it is a text; otherwise creates a new text node.
    fn text_after(&mut self, before: Option<NodeId>, text: &str) -> Option<NodeId> {
        self.bytes = self.bytes.saturating_add(text.len());
        let text = self.texts.keep(text);
        if let Some(before) = before
            && let NodeKind::Text(first) = self.data(before).kind
            && let Some(joined) = self.texts.joined(first, text)
        {
            self.data_mut(before).kind = NodeKind::Text(joined);
            return None;
        }
        Some(self.create(NodeKind::Text(text)))
    }

    /// Fails once the tree exceeds a limit.
    pub(super) fn check_limits(&self) -> Result<()> {
        let check =
            |what, count, max| if count > max { Err(Error::LimitExceeded { what, max }) } else { Ok(()) };
        check("nodes", self.nodes.len(), self.limits.nodes)?;
        check("attributes", self.attributes.len(), self.limits.attributes)?;
        check("bytes", self.bytes, self.limits.bytes)
    }

    /// Completes the tree and flattens it where it is too deep.
    pub(super) fn finish(self) -> Result<Dom> {
        self.check_limits()?;
        let mut dom = Dom {
            text: self.texts.finish(),
            page: 0..0,
            lines: LineIndex::default(),
            text_lines: OnceLock::new(),
            nodes: self.nodes,
            attributes: self.attributes,
            ending: Ending::default(),
            flattened: 0,
            max_depth: usize::MAX,
            max_tag_attributes: 0,
        };
        dom.flatten_below(self.limits.depth);
        Ok(dom)
    }

    fn attribute(&mut self, prefix: Option<&str>, name: &str, value: &str) -> Attribute {
        let prefix = prefix.filter(|prefix| !prefix.is_empty());
        let name = match prefix {
            None if !name.bytes().any(|byte| byte.is_ascii_uppercase()) => self.intern(name),
            None => self.intern(&name.to_ascii_lowercase()),
            Some(prefix) => self.intern(&format!("{prefix}:{name}").to_ascii_lowercase()),
        };
        let value = self.intern(value);
        Attribute::new(name, value, &self.texts)
    }

    fn intern(&mut self, text: &str) -> Span {
        self.bytes = self.bytes.saturating_add(text.len());
        if let Some(span) = self.interned.get(text) {
            return *span;
        }
        let span = self.texts.keep(text);
        self.interned.insert(text.into(), span);
        span
    }

    /// Stores a list of attributes once.
    fn shared(&mut self, list: Vec<Attribute>) -> Attributes {
        if list.is_empty() {
            return Attributes::default();
        }
        if let Some(known) = self.lists.get(list.as_slice()) {
            return *known;
        }
        let first = self.attributes.len();
        self.attributes.extend_from_slice(&list);
        let attributes = self.attributes_from(first);
        self.lists.insert(list, attributes);
        attributes
    }

    fn attributes_from(&self, first: usize) -> Attributes {
        let Span { start, end } = Span::new(first, self.attributes.len());
        Attributes { start, end }
    }

    fn attribute_names(&self, attributes: Attributes) -> AttributeNames {
        AttributeNames::of(self.attributes.get(attributes.range()).unwrap_or_default(), &self.texts)
    }

    fn create(&mut self, kind: NodeKind) -> NodeId {
        let id = NodeId::new(self.nodes.len());
        self.nodes.push(NodeData::new(Span::UNKNOWN, kind));
        id
    }

    #[expect(clippy::indexing_slicing, reason = "node ids come from this vector alone, and it never shrinks")]
    fn data(&self, id: NodeId) -> &NodeData {
        &self.nodes[id.index()]
    }

    #[expect(clippy::indexing_slicing, reason = "node ids come from this vector alone, and it never shrinks")]
    fn data_mut(&mut self, id: NodeId) -> &mut NodeData {
        &mut self.nodes[id.index()]
    }
}

/// What only a tree sink needs, which changes the tree after elements were closed.
impl Assembler {
    /// Inserts `child` before `sibling`, detaching it from its previous parent.
    pub(super) fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        arena::insert_before(&mut self.nodes, sibling, child);
    }

    /// Detaches `node` from its parent.
    pub(super) fn detach(&mut self, node: NodeId) {
        arena::detach(&mut self.nodes, node);
    }

    /// Appends all children of `from` to `to`.
    pub(super) fn move_children(&mut self, from: NodeId, to: NodeId) {
        while let Some(child) = self.data(from).first_child {
            self.append(to, child);
        }
    }

    /// Inserts `text` before `sibling`, extending a text that is already there.
    pub(super) fn insert_text_before(&mut self, sibling: NodeId, text: &str) {
        if let Some(node) = self.text_after(self.data(sibling).previous, text) {
            self.insert_before(sibling, node);
        }
    }

    /// The parent of `node`.
    pub(super) fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.data(node).parent
    }

    /// Adds those attributes that the element `node` lacks.
    pub(super) fn add_missing_attributes<'a>(
        &mut self,
        node: NodeId,
        more: impl IntoIterator<Item = (Option<&'a str>, &'a str, &'a str)>,
    ) {
        let NodeKind::Element(element) = self.data(node).kind else { return };
        let own = element.attributes.range();
        let mut missing: Vec<Attribute> = Vec::new();
        for (prefix, name, value) in more {
            let attribute = self.attribute(prefix, name, value);
            let mut known = self.attributes.get(own.clone()).unwrap_or_default().iter().chain(&missing);
            // Names are interned, so equal names have equal spans.
            if known.all(|known| known.name != attribute.name) {
                missing.push(attribute);
            }
        }
        if !missing.is_empty() {
            // A list at the end grows where it is: a page may have many tags that add to one element.
            let first = if own.end == self.attributes.len() {
                own.start
            } else {
                let end = self.attributes.len();
                self.attributes.extend_from_within(own);
                end
            };
            self.attributes.extend(missing);
            let attributes = self.attributes_from(first);
            let attribute_names = self.attribute_names(attributes);
            self.data_mut(node).kind =
                NodeKind::Element(ElementData { attribute_names, attributes, ..element });
        }
    }
}
