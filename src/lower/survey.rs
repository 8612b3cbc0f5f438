//! What decides about the whole of an article, read in one pass before lowering.

use memchr::memchr;

use crate::chars::{trim_end, trim_start};
use crate::clean::FoundWords;
use crate::dom::{Element, Name, NodeId};

/// The texts and elements of an article that others depend on, in page order.
#[derive(Debug, Default)]
pub(super) struct Survey<'a> {
    /// The visible texts whose whitespace a pretty-printer would have changed, without the whitespace around them.
    pub(super) texts: Vec<(NodeId, &'a str)>,
    /// The number of texts on lines of their own.
    pub(super) on_own_lines: usize,
    /// The `em` and `i` elements outside of code.
    pub(super) emphases: Vec<Element<'a>>,
    /// The `a` elements, each with the number of elements up to it.
    pub(super) links: Vec<(usize, Element<'a>)>,
    /// The texts with `&` outside of code.
    pub(super) with_ampersand: Vec<&'a str>,
    /// The words of the article that rules need.
    pub(super) words: FoundWords,
    /// The number of elements so far.
    elements: usize,
}

/// The number of bytes of a page for each visible text in it, about.
const BYTES_PER_TEXT: usize = 256;

impl<'a> Survey<'a> {
    /// Reads what is below `root`.
    pub(super) fn of(root: Element<'a>) -> Self {
        let texts = Vec::with_capacity(root.node().dom().page().len() / BYTES_PER_TEXT);
        let mut survey = Self { texts, ..Self::default() };
        let mut nodes = root.node().descendants();
        while let Some(node) = nodes.next() {
            if let Some(text) = node.as_text() {
                survey.text(node.id(), text);
            } else if let Some(element) = node.as_element() {
                survey.element(element);
                match element.name() {
                    Name::Pre | Name::Svg | Name::Script | Name::Style | Name::Textarea => {
                        survey.verbatim(element);
                        nodes.skip_below(node);
                    }
                    Name::Em | Name::I => survey.emphases.push(element),
                    _ => {}
                }
            }
        }
        survey
    }

    fn text(&mut self, node: NodeId, text: &'a str) {
        let rest = trim_start(text);
        if rest.is_empty() {
            return;
        }
        let shown = trim_end(rest);
        let (before, _) = text.split_at(text.len() - rest.len());
        let (_, after) = rest.split_at(shown.len());
        self.on_own_lines += usize::from(has_newline(before) && has_newline(after));
        self.ampersand(shown);
        self.words.read(shown);
        self.texts.push((node, shown));
    }

    fn ampersand(&mut self, text: &'a str) {
        if memchr(b'&', text.as_bytes()).is_some() {
            self.with_ampersand.push(text);
        }
    }

    fn element(&mut self, element: Element<'a>) {
        if element.name() == Name::A {
            self.links.push((self.elements, element));
        }
        self.elements += 1;
    }

    /// Reads what is below code or a drawing.
    fn verbatim(&mut self, outer: Element<'a>) {
        for node in outer.node().descendants() {
            if let Some(text) = node.as_text() {
                self.words.read(trim_end(trim_start(text)));
                if outer.name() == Name::Svg {
                    self.ampersand(text);
                }
            } else if let Some(element) = node.as_element() {
                self.element(element);
            }
        }
    }

    /// Whether at least 19 of 20 texts are on indented lines of their own.
    pub(super) fn is_pretty_printed(&self) -> bool {
        !self.texts.is_empty() && self.on_own_lines * 20 >= self.texts.len() * 19
    }
}

/// Whether whitespace has a newline. Nearly all whitespace with a newline starts with it.
pub(super) fn has_newline(whitespace: &str) -> bool {
    whitespace.starts_with('\n') || whitespace.contains('\n')
}
