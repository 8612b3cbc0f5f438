//! The parsed page: a compact tree in one vector, and small accessors over it.
//!
//! Parsing is by the HTML standard, as a browser would with scripting off (so `noscript` holds elements):
//! `tokenizer.rs` makes tokens of the text, `tree/` makes nodes of them. Nodes and depth are bounded while that goes
//! on, and each node remembers its line. It knows nothing of CSDN, and no HTML crate shows in its interface.

mod depth;
mod element;
mod lines;
mod links;
mod name;
mod parse;
mod quirks;
mod seen;
mod selector;
mod text;
mod token;
mod tokenizer;
mod tree;

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map};

pub use element::{Children, Descendants, Element, Node, NodeId};
pub use parse::parse;
pub use selector::Selector;

pub(crate) use element::Look;
pub(crate) use name::Name;

use text::Span;
use token::{Attribute, Attributes};

/// A parsed page.
#[derive(Debug)]
pub struct Dom {
    /// What the spans are of.
    text: String,
    nodes: Vec<NodeData>,
    attributes: Vec<Attribute>,
    /// How many elements lay deeper than the limit and were flattened.
    flattened: usize,
    /// No node lies deeper.
    deepest: usize,
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

#[derive(Debug, Clone, Copy)]
enum NodeKind {
    Document,
    Element(ElementData),
    Text(Span),
    Comment,
}

#[derive(Debug, Clone, Copy)]
struct ElementData {
    name: Name,
    namespace: Namespace,
    /// The name as written.
    text: Span,
    attributes: Attributes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Namespace {
    Html,
    Svg,
    MathMl,
}

impl NodeData {
    const fn new(line: u32, kind: NodeKind) -> Self {
        Self { parent: None, first_child: None, last_child: None, previous: None, next: None, line, kind }
    }
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

    /// The attributes that `change` gives another value, asked with the element, the name and the value: their places and
    /// the new values. Elements that look the same share theirs, and are asked once.
    pub(crate) fn changed_attributes(
        &self,
        change: impl Fn(Element<'_>, &str, &str) -> Option<String>,
    ) -> BTreeMap<usize, String> {
        let mut changes = BTreeMap::new();
        for element in self.elements() {
            for (place, (name, value)) in element.attribute_places().zip(element.attributes()) {
                if let btree_map::Entry::Vacant(entry) = changes.entry(place)
                    && let Some(value) = change(element, name, value)
                {
                    entry.insert(value);
                }
            }
        }
        changes
    }

    /// Gives attributes other values; see [`Self::changed_attributes`].
    pub(crate) fn change_attributes(&mut self, changes: BTreeMap<usize, String>) {
        for (place, value) in changes {
            let start = self.text.len();
            self.text.push_str(&value);
            if let Some(attribute) = self.attributes.get_mut(place) {
                attribute.value = Span::new(start, self.text.len());
            }
        }
    }

    #[expect(clippy::indexing_slicing, reason = "node ids come from this vector alone, and it never shrinks")]
    fn data(&self, id: NodeId) -> &NodeData {
        &self.nodes[id.index()]
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
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
