//! Storage of a parsed page: one vector of nodes, linked by index.

use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::OnceLock;

use super::name::Name;
use super::text::Span;
use super::token::{Attribute, AttributeNames, Attributes, Construct, Tag};
use crate::location::LineIndex;

/// A parsed page.
#[derive(Debug)]
pub struct Dom {
    /// The text that the spans of texts, names and attributes refer to. Contains the page.
    pub(super) text: String,
    /// The range of the page within `text`, empty in a tree that was not parsed from text.
    pub(super) page: Range<usize>,
    pub(super) lines: LineIndex,
    /// The approximate line of each node, in a tree that was not parsed from text; see [`Node::approximate_line`].
    ///
    /// [`Node::approximate_line`]: super::element::Node::approximate_line
    pub(super) text_lines: OnceLock<Vec<u32>>,
    pub(super) nodes: Vec<NodeData>,
    pub(super) attributes: Vec<Attribute>,
    /// How the text of the page ends; unknown in a tree that was not parsed from text.
    pub(super) ending: Ending,
    /// The number of elements that lay deeper than the limit and were flattened.
    pub(super) flattened: usize,
    /// An upper bound on the depth of any node.
    pub(super) max_depth: usize,
    /// The greatest number of attributes of one tag.
    pub(super) max_tag_attributes: usize,
}

/// How a page ends, as the parser saw it.
#[derive(Debug, Default)]
pub(super) struct Ending {
    /// The construct that the page ends in, and its first byte.
    pub(super) unfinished: Option<(Construct, usize)>,
    /// The first values with an unclosed quote.
    pub(super) unclosed_quotes: Vec<Span>,
    /// The elements that were open at the end of the text. Empty after the end of the `body`.
    pub(super) open: Vec<NodeId>,
    /// Whether the page has an end tag of `body` or `html`.
    pub(super) has_body_end: bool,
}

/// The id of a node within its [`Dom`].
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

/// A node and its links.
#[derive(Debug)]
pub(super) struct NodeData {
    pub(super) parent: Option<NodeId>,
    pub(super) first_child: Option<NodeId>,
    pub(super) last_child: Option<NodeId>,
    pub(super) previous: Option<NodeId>,
    pub(super) next: Option<NodeId>,
    /// The span within the page, or [`Span::UNKNOWN`] if the node was not parsed from text.
    pub(super) span: Span,
    pub(super) kind: NodeKind,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum NodeKind {
    Document,
    Element(ElementData),
    Text(Span),
    Comment,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct ElementData {
    pub(super) name: Name,
    pub(super) namespace: Namespace,
    pub(super) attribute_names: AttributeNames,
    /// The name, if it is [`Name::Other`].
    pub(super) text: Span,
    pub(super) attributes: Attributes,
}

/// The namespace of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// HTML.
    Html,
    /// SVG, below an `svg` element.
    Svg,
    /// MathML, below a `math` element.
    MathMl,
}

impl ElementData {
    pub(super) const fn new(tag: &Tag, namespace: Namespace) -> Self {
        let Tag { name, text, attributes, attribute_names, .. } = *tag;
        Self { name, namespace, attribute_names, text, attributes }
    }
}

impl NodeData {
    pub(super) const fn new(span: Span, kind: NodeKind) -> Self {
        Self { parent: None, first_child: None, last_child: None, previous: None, next: None, span, kind }
    }
}

impl Dom {
    #[expect(clippy::indexing_slicing, reason = "node ids come from this vector alone, and it never shrinks")]
    pub(super) fn data(&self, id: NodeId) -> &NodeData {
        &self.nodes[id.index()]
    }

    /// The text of the page.
    pub(crate) fn page(&self) -> &str {
        self.text.get(self.page.clone()).unwrap_or_default()
    }

    pub(super) fn bytes(&self, span: Span) -> &[u8] {
        self.text.as_bytes().get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    pub(super) fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

#[expect(clippy::indexing_slicing, reason = "node ids come from this vector alone, and it never shrinks")]
fn at(nodes: &mut [NodeData], id: NodeId) -> &mut NodeData {
    &mut nodes[id.index()]
}

/// Detaches `id` from its parent.
pub(super) fn detach(nodes: &mut [NodeData], id: NodeId) {
    let data = at(nodes, id);
    let (parent, previous, next) = (data.parent.take(), data.previous.take(), data.next.take());
    match (previous, parent) {
        (Some(previous), _) => at(nodes, previous).next = next,
        (None, Some(parent)) => at(nodes, parent).first_child = next,
        (None, None) => {}
    }
    match (next, parent) {
        (Some(next), _) => at(nodes, next).previous = previous,
        (None, Some(parent)) => at(nodes, parent).last_child = previous,
        (None, None) => {}
    }
}

/// Adds a node, in no other tree yet, as the last child of `parent`.
#[inline]
pub(super) fn push_child(nodes: &mut Vec<NodeData>, parent: NodeId, span: Span, kind: NodeKind) -> NodeId {
    let child = NodeId::new(nodes.len());
    let previous = at(nodes, parent).last_child.replace(child);
    match previous {
        Some(previous) => at(nodes, previous).next = Some(child),
        None => at(nodes, parent).first_child = Some(child),
    }
    nodes.push(NodeData { parent: Some(parent), previous, ..NodeData::new(span, kind) });
    child
}

/// Makes `child` the last child of `parent`.
pub(super) fn append(nodes: &mut [NodeData], parent: NodeId, child: NodeId) {
    if at(nodes, child).parent.is_some() {
        detach(nodes, child);
    }
    let last = at(nodes, parent).last_child.replace(child);
    let data = at(nodes, child);
    data.parent = Some(parent);
    data.previous = last;
    match last {
        Some(last) => at(nodes, last).next = Some(child),
        None => at(nodes, parent).first_child = Some(child),
    }
}

/// Inserts `child` before `sibling`.
pub(super) fn insert_before(nodes: &mut [NodeData], sibling: NodeId, child: NodeId) {
    detach(nodes, child);
    let Some(parent) = at(nodes, sibling).parent else { return };
    let previous = at(nodes, sibling).previous.replace(child);
    let data = at(nodes, child);
    data.parent = Some(parent);
    data.previous = previous;
    data.next = Some(sibling);
    match previous {
        Some(previous) => at(nodes, previous).next = Some(child),
        None => at(nodes, parent).first_child = Some(child),
    }
}
