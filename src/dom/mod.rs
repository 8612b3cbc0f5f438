//! The parsed page: a compact tree in one vector, and small accessors over it.
//!
//! Parsing is html5ever's, by the HTML standard, as a browser would with scripting off (so `noscript` holds
//! elements). This module bounds nodes and depth and remembers the line of each node; it knows nothing of CSDN.
//! Apart from the table of element names, no HTML crate shows in its interface.

mod depth;
mod element;
mod parse;
mod selector;
mod sink;

use std::borrow::Cow;

pub use element::{Children, Descendants, Element, Node, NodeId};
pub use parse::parse;
pub use selector::Selector;

use html5ever::QualName;
use html5ever::tendril::StrTendril;

/// A parsed page.
#[derive(Debug)]
pub struct Dom {
    nodes: Vec<NodeData>,
    /// How many elements lay deeper than the limit and were flattened.
    flattened: usize,
}

#[derive(Debug)]
struct NodeData {
    parent: Option<NodeId>,
    first_child: Option<NodeId>,
    last_child: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
    line: u32,
    kind: NodeKind,
}

#[derive(Debug)]
enum NodeKind {
    Document,
    Element(Box<ElementData>),
    Text(StrTendril),
    Comment,
}

#[derive(Debug)]
struct ElementData {
    name: QualName,
    attributes: Vec<html5ever::Attribute>,
}

impl Dom {
    /// The document node.
    pub fn root(&self) -> Node<'_> {
        Node { dom: self, id: NodeId::DOCUMENT }
    }

    /// The node of this id.
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

    /// How many elements lay deeper than the limit and were flattened.
    pub fn flattened(&self) -> usize {
        self.flattened
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

/// The text of `node` and all below it, as it stands in the page.
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
