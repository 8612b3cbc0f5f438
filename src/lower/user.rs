//! Kinds that only user rules assign.

use crate::clean::built_in;
use crate::dom::Element;
use crate::model::{Block, TableForm, Tag};
use crate::report::WarningCode;

use super::inline_builder::Style;
use super::{Lowerer, language};

impl Lowerer<'_> {
    /// Lowers any element to a code block: as its `pre` has it, else line by line.
    pub(super) fn code_box(&mut self, element: Element<'_>) {
        if element.tag() == "pre" || element.find_tag("pre").is_some() {
            return self.code(element);
        }
        let nodes = self.visible_nodes(element);
        let language = if element.has_class("mermaid") { "mermaid" } else { "" };
        let language = language::known(language).or_else(|| language::of_box(element));
        self.line_fence(element, language, &nodes);
    }

    /// Keeps an element as HTML if the model allows it, else lowers it as if no user rule matched.
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
}

/// Returns the tag for an inline element that can be kept.
fn kept_tag(name: &str) -> Option<Tag> {
    match name {
        "b" => Some(Tag::Strong),
        "i" => Some(Tag::Em),
        "s" | "strike" => Some(Tag::Del),
        _ => Tag::ALL.into_iter().find(|tag| tag.name() == name),
    }
}
