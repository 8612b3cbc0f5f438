//! The tree sink: what html5ever's tree builder asks for, written into the vector of nodes.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName, local_name, ns};

use super::{Dom, ElementData, NodeData, NodeId, NodeKind};

/// The attributes of all elements, those that the parser opens again counted again.
#[derive(Clone, Copy, Default)]
pub(super) struct Attributes {
    pub(super) count: usize,
    /// The bytes of their values.
    pub(super) bytes: usize,
}

/// Collects the nodes of one page.
pub(super) struct Sink {
    dom: RefCell<Dom>,
    line: Cell<u32>,
    attributes: Cell<Attributes>,
    /// A name for handles that are no elements, which the tree builder never asks about.
    no_name: RefCell<QualName>,
}

impl Sink {
    pub(super) fn new() -> Self {
        let sink = Self {
            dom: RefCell::new(Dom { nodes: Vec::new(), flattened: 0 }),
            line: Cell::new(1),
            attributes: Cell::default(),
            no_name: RefCell::new(QualName::new(None, ns!(html), local_name!(""))),
        };
        sink.create(NodeKind::Document);
        sink
    }

    /// How many nodes there are by now.
    pub(super) fn len(&self) -> usize {
        self.dom.borrow().nodes.len()
    }

    /// The attributes there are by now.
    pub(super) fn attributes(&self) -> Attributes {
        self.attributes.get()
    }

    fn count(&self, attributes: &[Attribute]) {
        let Attributes { count, bytes } = self.attributes.get();
        let count = count.saturating_add(attributes.len());
        let bytes = attributes.iter().fold(bytes, |sum, attribute| sum.saturating_add(attribute.value.len()));
        self.attributes.set(Attributes { count, bytes });
    }

    fn create(&self, kind: NodeKind) -> NodeId {
        let mut dom = self.dom.borrow_mut();
        let id = NodeId::new(dom.nodes.len());
        let line = self.line.get();
        dom.nodes.push(NodeData {
            parent: None,
            first_child: None,
            last_child: None,
            previous: None,
            next: None,
            line,
            kind,
        });
        id
    }

    /// Appends `text` to the text node `before` if it is one.
    fn extends(&self, before: Option<NodeId>, text: &StrTendril) -> bool {
        let Some(before) = before else { return false };
        match &mut self.dom.borrow_mut().data_mut(before).kind {
            NodeKind::Text(existing) => {
                existing.push_tendril(text);
                true
            }
            NodeKind::Document | NodeKind::Element(_) | NodeKind::Comment => false,
        }
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        NodeId::DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        let name = Ref::filter_map(self.dom.borrow(), |dom| match &dom.data(*target).kind {
            NodeKind::Element(data) => Some(&data.name),
            NodeKind::Document | NodeKind::Text(_) | NodeKind::Comment => None,
        });
        name.unwrap_or_else(|_| self.no_name.borrow())
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> NodeId {
        self.count(&attributes);
        self.create(NodeKind::Element(Box::new(ElementData { name, attributes })))
    }

    fn create_comment(&self, _text: StrTendril) -> NodeId {
        self.create(NodeKind::Comment)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> NodeId {
        self.create(NodeKind::Comment)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let last = self.dom.borrow().data(*parent).last_child;
        let child = match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(text) if self.extends(last, &text) => return,
            NodeOrText::AppendText(text) => self.create(NodeKind::Text(text)),
        };
        self.dom.borrow_mut().append(*parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let has_parent = self.dom.borrow().data(*element).parent.is_some();
        if has_parent { self.append_before_sibling(element, child) } else { self.append(previous, child) }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    /// A `template` is its own contents here: its children are dropped with it, so a fragment gains nothing.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        let before = self.dom.borrow().data(*sibling).previous;
        let child = match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(text) if self.extends(before, &text) => return,
            NodeOrText::AppendText(text) => self.create(NodeKind::Text(text)),
        };
        self.dom.borrow_mut().insert_before(*sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.count(&attributes);
        if let NodeKind::Element(data) = &mut self.dom.borrow_mut().data_mut(*target).kind {
            for attribute in attributes {
                if !data.attributes.iter().any(|a| a.name == attribute.name) {
                    data.attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.dom.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut dom = self.dom.borrow_mut();
        while let Some(child) = dom.data(*node).first_child {
            dom.append(*new_parent, child);
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(u32::try_from(line).unwrap_or(u32::MAX));
    }
}

/// Linking and unlinking of nodes.
impl Dom {
    pub(super) fn detach(&mut self, id: NodeId) {
        let (parent, previous, next) = {
            let data = self.data_mut(id);
            (data.parent.take(), data.previous.take(), data.next.take())
        };
        match (previous, parent) {
            (Some(previous), _) => self.data_mut(previous).next = next,
            (None, Some(parent)) => self.data_mut(parent).first_child = next,
            (None, None) => {}
        }
        match (next, parent) {
            (Some(next), _) => self.data_mut(next).previous = previous,
            (None, Some(parent)) => self.data_mut(parent).last_child = previous,
            (None, None) => {}
        }
    }

    pub(super) fn append(&mut self, parent: NodeId, child: NodeId) {
        self.detach(child);
        let last = self.data_mut(parent).last_child.replace(child);
        let data = self.data_mut(child);
        data.parent = Some(parent);
        data.previous = last;
        match last {
            Some(last) => self.data_mut(last).next = Some(child),
            None => self.data_mut(parent).first_child = Some(child),
        }
    }

    pub(super) fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        self.detach(child);
        let Some(parent) = self.data(sibling).parent else { return };
        let previous = self.data_mut(sibling).previous.replace(child);
        let data = self.data_mut(child);
        data.parent = Some(parent);
        data.previous = previous;
        data.next = Some(sibling);
        match previous {
            Some(previous) => self.data_mut(previous).next = Some(child),
            None => self.data_mut(parent).first_child = Some(child),
        }
    }
}
