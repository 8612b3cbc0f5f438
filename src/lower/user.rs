//! What only the user's rules ask for.

use crate::clean::{Disposition, built_in};
use crate::dom::{Element, Node};
use crate::model::{Block, TableForm, Tag};
use crate::report::WarningCode;

use super::run::Style;
use super::{Lowerer, language};

impl<'o> Lowerer<'o> {
    /// Any element as a code block: as its `pre` has it, else line by line.
    pub(super) fn code_box(&mut self, element: Element<'_>) {
        if element.tag() == "pre" || element.find_tag("pre").is_some() {
            return self.code(element);
        }
        self.count_dropped_code(element);
        let language = if element.has_class("mermaid") { "mermaid" } else { "" };
        let language = language::known(language).or_else(|| language::of_code(element));
        self.fence(element, language, &self.line_text(element));
    }

    /// An element as HTML, if it is one of those that may be kept; else what it is without the rule.
    pub(super) fn kept_html(&mut self, element: Element<'_>) {
        if let Some(tag) = kept_tag(element.tag()) {
            return self.inline(element, Some(Style::Element(tag)));
        }
        match element.tag() {
            "table" => {
                let table = self.read_table(element);
                self.block(Block::Table(crate::model::Table { form: TableForm::Html, ..table }));
            }
            tag => {
                self.warn(WarningCode::HtmlNotKept, element, tag);
                self.dispose(element, built_in(element));
            }
        }
    }

    /// The nodes of code that is read as text, without what the user's rules drop.
    pub(super) fn code_nodes<'e>(&self, code: Element<'e>) -> impl Iterator<Item = Node<'e>> {
        let mut nodes = code.node().descendants();
        std::iter::from_fn(move || {
            loop {
                let node = nodes.next()?;
                if node.as_element().and_then(|element| self.dropped_by_user(element)).is_none() {
                    return Some(node);
                }
                nodes.skip_below(node);
            }
        })
    }

    /// Counts what the user's rules drop of code that is read as text.
    pub(super) fn count_dropped_code(&mut self, code: Element<'_>) {
        let mut nodes = code.node().descendants();
        while let Some(node) = nodes.next() {
            let Some(element) = node.as_element() else { continue };
            if let Some(rule) = self.dropped_by_user(element) {
                self.count_removed(element, rule);
                nodes.skip_below(node);
            }
        }
    }

    /// The name of the user's rule that drops `element`.
    fn dropped_by_user(&self, element: Element<'_>) -> Option<&'o str> {
        match self.classifier.by_user(element) {
            Some(Disposition::Drop(rule)) => Some(rule),
            _ => None,
        }
    }
}

/// The form in which an inline element may be kept.
fn kept_tag(name: &str) -> Option<Tag> {
    match name {
        "b" => Some(Tag::Strong),
        "i" => Some(Tag::Em),
        "s" | "strike" => Some(Tag::Del),
        _ => Tag::ALL.into_iter().find(|tag| tag.name() == name),
    }
}
