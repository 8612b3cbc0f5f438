//! Parsing with html5ever, Servo's HTML parser, into the same tree.
//!
//! A second parser with no code in common with ours, for checking its trees. It is several times slower.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};
use std::collections::BTreeSet;

use ::html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use ::html5ever::tendril::{StrTendril, TendrilSink};
use ::html5ever::tokenizer::TokenizerOpts;
use ::html5ever::tree_builder::TreeBuilderOpts;
use ::html5ever::{Attribute, LocalName, ParseOpts, QualName, ns, parse_document};

use super::arena::{Dom, Namespace, NodeId};
use super::assemble::Assembler;
use crate::error::{Error, Result};
use crate::options::Limits;

/// Parses a page or a fragment with html5ever, within the same limits as [`parse`](super::parse).
///
/// Both parsers build the same tree for almost any page; `docs/html.md` lists where they differ. The nodes have no
/// position in the text.
///
/// ```
/// use csdown::{Limits, dom};
/// let page = dom::html5ever::parse("<p id=a>一<b>二", &Limits::default())?;
/// assert_eq!(page.by_id("a").map(|p| p.text().into_owned()), Some("一二".to_owned()));
/// # Ok::<(), csdown::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::LimitExceeded`] as [`parse`](super::parse), and where html5ever would take time out of proportion to the
/// page: for elements nested more than twice as deep as `limits.depth` or its default, and for tags with thousands of attributes.
pub fn parse(html: &str, limits: &Limits) -> Result<Dom> {
    parse_again(&super::parse(html, limits)?, limits)
}

/// Parses the text of `page`, a result of [`parse`](super::parse), with html5ever.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_again(page: &Dom, limits: &Limits) -> Result<Dom> {
    check_tags(page)?;
    let html = page.page();
    let tokenizer = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tokenizer, tree_builder };
    let mut parser = parse_document(Sink::new(html.len(), limits), options);
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        parser.process(StrTendril::from_slice(piece));
        parser.tokenizer.sink.sink.check_limits()?;
        rest = after;
    }
    parser.finish()
}

/// The input is parsed in pieces of this size, with the limits checked after each. A single tag can reopen many
/// unclosed elements, so a piece holds few tags.
const PIECE_BYTES: usize = 512;

/// Elements may be nested this many times deeper than the limit to which they are flattened, or than its default if that
/// is more. html5ever walks its stack of open elements for each tag.
const MAX_DEPTH_RATIO: usize = 2;

/// Bytes of text and attributes for each byte of the page. They exceed the page where unclosed elements are repeated.
const MAX_REPEATED: usize = 64;
const MAX_REPEATED_BYTES: usize = 1 << 20;

/// Bytes of text that may be copied to join texts, for each byte of the page.
const MAX_COPIED: usize = 4;

/// html5ever compares the name of each attribute with all earlier ones of its tag; this bounds the comparisons.
const MAX_NAME_COMPARISONS: usize = 1 << 31;

/// Checks that html5ever can read the tags of the page in reasonable time.
fn check_tags(page: &Dom) -> Result<()> {
    let max = MAX_NAME_COMPARISONS / page.attributes.len().max(1);
    let what = "attributes of one tag";
    if page.max_tag_attributes > max { Err(Error::LimitExceeded { what, max }) } else { Ok(()) }
}

/// Builds our tree on behalf of html5ever's tree builder.
///
/// [`parse`] is the simple way to use it. With a parser of your own, feed small pieces and stop when
/// [`Self::check_limits`] fails.
#[derive(Debug)]
pub struct Sink(RefCell<State>);

#[derive(Debug)]
struct State {
    tree: Assembler,
    /// The name of each node, empty for nodes other than elements.
    names: Vec<QualName>,
    /// The depth of each node when it was inserted.
    depths: Vec<usize>,
    max_depth: usize,
    depth_limit: usize,
    /// The `annotation-xml` elements that contain HTML.
    html_annotations: BTreeSet<NodeId>,
}

impl Sink {
    /// Returns a sink for a page of `page_bytes` bytes.
    pub fn new(page_bytes: usize, limits: &Limits) -> Self {
        let bytes = page_bytes.saturating_mul(MAX_REPEATED).saturating_add(MAX_REPEATED_BYTES);
        let state = State {
            tree: Assembler::new(Limits { bytes, ..limits.clone() }, page_bytes.saturating_mul(MAX_COPIED)),
            names: vec![no_name()],
            depths: vec![0],
            max_depth: 0,
            depth_limit: limits.depth.max(Limits::DEPTH).saturating_mul(MAX_DEPTH_RATIO),
            html_annotations: BTreeSet::new(),
        };
        Self(RefCell::new(state))
    }

    /// Checks the tree so far.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] once the tree has too many nodes or attributes, repeats attributes out of proportion to
    /// the page, or is more than twice as deep as `limits.depth` or its default.
    pub fn check_limits(&self) -> Result<()> {
        let state = self.0.borrow();
        if state.max_depth > state.depth_limit {
            return Err(Error::LimitExceeded { what: "depth", max: state.depth_limit });
        }
        state.tree.check_limits()
    }
}

impl State {
    /// Registers the name of a node that was created, and returns the node.
    fn register(&mut self, node: NodeId, name: QualName) -> NodeId {
        self.names.resize_with(node.index(), no_name);
        self.names.push(name);
        node
    }

    fn depth(&self, node: NodeId) -> usize {
        self.depths.get(node.index()).copied().unwrap_or_default()
    }

    /// Records that `child` was inserted below `parent`.
    fn record_depth(&mut self, parent: NodeId, child: NodeId) {
        let depth = self.depth(parent) + 1;
        self.max_depth = self.max_depth.max(depth);
        if self.depths.len() <= child.index() {
            self.depths.resize(child.index() + 1, 0);
        }
        if let Some(slot) = self.depths.get_mut(child.index()) {
            *slot = depth;
        }
    }

    fn append(&mut self, parent: NodeId, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendNode(node) => {
                self.record_depth(parent, node);
                self.tree.append(parent, node);
            }
            NodeOrText::AppendText(text) => self.tree.append_text(parent, &text),
        }
    }

    fn insert_before(&mut self, sibling: NodeId, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendNode(node) => {
                if let Some(parent) = self.tree.parent(sibling) {
                    self.record_depth(parent, node);
                }
                self.tree.insert_before(sibling, node);
            }
            NodeOrText::AppendText(text) => self.tree.insert_text_before(sibling, &text),
        }
    }
}

/// The name of nodes without one.
fn no_name() -> QualName {
    QualName::new(None, ns!(), LocalName::default())
}

/// Prefix, name and value of each attribute.
fn parts(attributes: &[Attribute]) -> impl Iterator<Item = (Option<&str>, &str, &str)> {
    attributes.iter().map(|a| (a.name.prefix.as_deref(), &*a.name.local, &*a.value))
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Result<Dom>;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Result<Dom> {
        self.check_limits()?;
        self.0.into_inner().tree.finish()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        NodeId::DOCUMENT
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "html5ever only queries the names of elements, which are all registered"
    )]
    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        Ref::map(self.0.borrow(), |state| &state.names[target.index()])
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let mut state = self.0.borrow_mut();
        let namespace = match name.ns {
            ns!(svg) => Namespace::Svg,
            ns!(mathml) => Namespace::MathMl,
            _ => Namespace::Html,
        };
        let node = state.tree.element(&name.local, namespace, parts(&attributes));
        if flags.mathml_annotation_xml_integration_point {
            state.html_annotations.insert(node);
        }
        state.register(node, name)
    }

    fn create_comment(&self, _text: StrTendril) -> NodeId {
        self.0.borrow_mut().tree.comment()
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> NodeId {
        self.0.borrow_mut().tree.comment()
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.0.borrow_mut().append(*parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let mut state = self.0.borrow_mut();
        match state.tree.parent(*element) {
            Some(_) => state.insert_before(*element, child),
            None => state.append(*previous, child),
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    /// A template holds its contents itself, as in the trees of our parser.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.0.borrow_mut().insert_before(*sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, more: Vec<Attribute>) {
        self.0.borrow_mut().tree.add_missing_attributes(*target, parts(&more));
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.0.borrow_mut().tree.detach(*target);
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &NodeId) -> bool {
        self.0.borrow().html_annotations.contains(node)
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.0.borrow_mut().tree.move_children(*node, *new_parent);
    }
}

#[cfg(test)]
mod tests {
    use super::super::depth::depth_of;
    use super::super::element::Node;
    use super::*;

    fn exceeded(html: &str, limits: &Limits) -> &'static str {
        match parse(html, limits) {
            Err(Error::LimitExceeded { what, .. }) => what,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn texts_are_joined_across_pieces() {
        let html = format!("<p>{}&amp;{}", "一".repeat(2 * PIECE_BYTES), "二".repeat(2 * PIECE_BYTES));
        let dom = parse(&html, &Limits::default()).unwrap();
        let texts: Vec<_> = dom.root().descendants().filter_map(Node::as_text).collect();
        assert_eq!(texts, [html.trim_start_matches("<p>").replace("&amp;", "&")]);
    }

    #[test]
    fn moderate_depth_is_flattened_and_extreme_depth_refused() {
        let html = |depth: usize| format!("{}深{}浅", "<div>".repeat(depth), "</div>".repeat(depth));
        let limits = Limits { depth: 100, ..Limits::default() };
        let dom = parse(&html(180), &limits).unwrap();
        assert!(depth_of(dom.root()) <= 100 && dom.flattened() > 70);
        assert_eq!(dom.root().text(), "深浅");
        assert_eq!(exceeded(&html(100_000), &limits), "depth");
    }

    #[test]
    fn limits_are_checked_while_parsing() {
        let limits = Limits { nodes: 50_000, ..Limits::default() };
        let soup: Vec<String> = (0..20_000).map(|i| format!("<p><font a{i}=1>")).collect();
        assert_eq!(exceeded(&soup.concat(), &limits), "nodes");
        let reopened = format!("<p><a href={}>{}", "a".repeat(10_000), "<p>a".repeat(1_000));
        assert_eq!(exceeded(&reopened, &limits), "bytes of attributes");
        assert_eq!(exceeded("<p a b><i c d>", &Limits { attributes: 3, ..Limits::default() }), "attributes");
    }

    #[test]
    fn a_tag_with_very_many_attributes_is_refused() {
        let attributes: Vec<String> = (0..100_000).map(|i| format!(" a{i}")).collect();
        let attributes = attributes.concat();
        assert_eq!(exceeded(&format!("<p{attributes}>"), &Limits::default()), "attributes of one tag");
        assert_eq!(exceeded(&format!("</p{attributes}>"), &Limits::default()), "attributes of one tag");
    }
}
