//! Another parser of HTML, Servo's, and the tree it makes of a page, written out line by line.

#![allow(clippy::indexing_slicing, reason = "a broken tree fails the test")]

use std::borrow::Cow;
use std::cell::{Ref, RefCell};
use std::fmt::Write as _;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns, parse_document};

/// The tree of `html`, each node on a line of its own, and the names of the attributes of each element.
pub fn tree(html: &str) -> (String, Vec<Vec<String>>) {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let nodes = parse_document(Sink::default(), options).one(html);
    let (mut out, mut names) = (String::new(), Vec::new());
    write_children(&nodes, 0, 0, &mut out, &mut names);
    (out, names)
}

fn write_children(nodes: &[Node], node: usize, depth: usize, out: &mut String, names: &mut Vec<Vec<String>>) {
    for &child in &nodes[node].children {
        write!(out, "{:depth$}", "").unwrap();
        match &nodes[child].kind {
            Kind::Document => {}
            Kind::Comment => writeln!(out, "<!---->").unwrap(),
            Kind::Text(text) => writeln!(out, "{text:?}").unwrap(),
            Kind::Element(name, attributes) => {
                write!(out, "<{}", name.local).unwrap();
                for attribute in attributes {
                    write!(out, " {}={:?}", full_name(attribute), &*attribute.value).unwrap();
                }
                names.push(attributes.iter().map(full_name).collect());
                writeln!(out, ">").unwrap();
            }
        }
        write_children(nodes, child, depth + 1, out, names);
    }
}

/// The name of an attribute as a page writes it.
fn full_name(attribute: &Attribute) -> String {
    let prefix = attribute.name.prefix.as_ref().filter(|prefix| !prefix.is_empty());
    let prefix = prefix.map(|prefix| format!("{prefix}:")).unwrap_or_default();
    (prefix + &attribute.name.local).to_ascii_lowercase()
}

#[derive(Debug)]
enum Kind {
    Document,
    Comment,
    Text(String),
    Element(QualName, Vec<Attribute>),
}

#[derive(Debug)]
pub struct Node {
    parent: Option<usize>,
    children: Vec<usize>,
    kind: Kind,
}

/// Collects nodes as slowly as it is simple.
struct Sink(RefCell<Vec<Node>>);

impl Default for Sink {
    fn default() -> Self {
        Self(RefCell::new(vec![Node { parent: None, children: Vec::new(), kind: Kind::Document }]))
    }
}

impl Sink {
    fn create(&self, kind: Kind) -> usize {
        self.0.borrow_mut().push(Node { parent: None, children: Vec::new(), kind });
        self.0.borrow().len() - 1
    }

    fn place(&self, node: usize) -> Option<(usize, usize)> {
        let nodes = self.0.borrow();
        let parent = nodes[node].parent?;
        Some((parent, nodes[parent].children.iter().position(|&child| child == node).unwrap()))
    }

    fn detach(&self, node: usize) {
        if let Some((parent, index)) = self.place(node) {
            self.0.borrow_mut()[parent].children.remove(index);
            self.0.borrow_mut()[node].parent = None;
        }
    }

    fn insert(&self, parent: usize, index: usize, child: NodeOrText<usize>) {
        let child = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                let before = index.checked_sub(1).map(|index| self.0.borrow()[parent].children[index]);
                if let Some(before) = before
                    && let Kind::Text(first) = &mut self.0.borrow_mut()[before].kind
                {
                    first.push_str(&text);
                    return;
                }
                self.create(Kind::Text(text.to_string()))
            }
        };
        let mut nodes = self.0.borrow_mut();
        nodes[parent].children.insert(index, child);
        nodes[child].parent = Some(parent);
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Vec<Node>;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Vec<Node> {
        self.0.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Ref<'a, QualName> {
        Ref::map(self.0.borrow(), |nodes| match &nodes[*target].kind {
            Kind::Element(name, _) => name,
            other => panic!("{other:?} has no name"),
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> usize {
        self.create(Kind::Element(name, attributes))
    }

    fn create_comment(&self, _text: StrTendril) -> usize {
        self.create(Kind::Comment)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> usize {
        self.create(Kind::Comment)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        if let NodeOrText::AppendNode(node) = child {
            self.detach(node);
        }
        let end = self.0.borrow()[*parent].children.len();
        self.insert(*parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &usize, previous: &usize, child: NodeOrText<usize>) {
        let has_parent = self.place(*element).is_some();
        if has_parent { self.append_before_sibling(element, child) } else { self.append(previous, child) }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, x: &usize, y: &usize) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        if let NodeOrText::AppendNode(node) = child {
            self.detach(node);
        }
        let (parent, index) = self.place(*sibling).unwrap();
        self.insert(parent, index, child);
    }

    fn add_attrs_if_missing(&self, target: &usize, more: Vec<Attribute>) {
        if let Kind::Element(_, attributes) = &mut self.0.borrow_mut()[*target].kind {
            for attribute in more {
                if attributes.iter().all(|own| own.name != attribute.name) {
                    attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let children = self.0.borrow()[*node].children.clone();
        children.into_iter().for_each(|child| self.append(new_parent, NodeOrText::AppendNode(child)));
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &usize) -> bool {
        let Kind::Element(_, attributes) = &self.0.borrow()[*target].kind else { return false };
        let encoding =
            attributes.iter().find(|a| a.name.local == local_name!("encoding") && a.name.ns == ns!());
        encoding.is_some_and(|encoding| {
            ["text/html", "application/xhtml+xml"]
                .iter()
                .any(|kind| encoding.value.eq_ignore_ascii_case(kind))
        })
    }
}
