//! Inline code.

use crate::chars::is_space;
use crate::clean::is_shown_beside_code;
use crate::dom::{Element, Node};
use crate::model::{CodeLanguage, plain_text};

use super::inline_builder::{InlineBuilder, LinkTarget, Style};
use super::pre_text::{PreText, is_block};
use super::{Lowerer, language, link};

impl Lowerer<'_> {
    /// Lowers `code` to a code span, or to a fence if it has several lines (dialects `icode`, `icode-multi`,
    /// `icode-kids`). A `pre` in it is a code block of its own.
    pub(super) fn inline_code(&mut self, code: Element<'_>) {
        if code.find_tag("pre").is_some() {
            return self.inline(code, None);
        }
        let nodes = self.visible_nodes(code);
        if !self.in_link && has_lines(&nodes) {
            self.line_fence(code, language::of_code(code), &nodes);
        } else {
            self.code_span(code, &nodes);
        }
        for element in nodes.into_iter().filter_map(Node::as_element).filter(|e| is_shown_beside_code(*e)) {
            self.element(element);
        }
        self.line.boundary(false);
    }

    /// Lowers an element other than `pre` to a fence.
    pub(super) fn line_fence(
        &mut self,
        element: Element<'_>,
        language: Option<CodeLanguage>,
        nodes: &[Node<'_>],
    ) {
        let text = if self.spacing.pretty_printed {
            self.lines(nodes)
        } else {
            PreText::read(element, &self.classifier).0.text
        };
        self.fence(element, language, text.trim_start_matches('\n'));
    }

    fn code_span(&mut self, code: Element<'_>, nodes: &[Node<'_>]) {
        let text = self.one_line(nodes);
        if text.is_empty() {
            return;
        }
        let link = link::sole_link(code).filter(|_| !self.in_link);
        if let Some(url) = link.and_then(|link| self.target(link)) {
            self.line.boundary(false);
            self.line.open(Style::Link(LinkTarget::new(url, None)));
            self.line.code(text);
            self.line.close();
        } else {
            self.line.code(text);
        }
    }

    fn one_line(&self, nodes: &[Node<'_>]) -> String {
        let mut line = InlineBuilder::new(self.spacing);
        for node in nodes {
            match node.as_text() {
                Some(text) => line.text(text),
                None if node.is_comment() => line.comment(),
                None => line.boundary(false),
            }
        }
        plain_text(&line.end_line())
    }

    /// Returns the text of a `code` with several lines, without a pretty-printer's indentation.
    fn lines(&self, nodes: &[Node<'_>]) -> String {
        let mut lines: Vec<String> = Vec::new();
        let mut line = InlineBuilder::new(self.spacing);
        for node in nodes {
            match (node.as_text(), node.as_element()) {
                (Some(text), _) => {
                    let mut parts = text.trim_matches(is_space).split('\n').peekable();
                    while let Some(part) = parts.next() {
                        line.text(part);
                        if parts.peek().is_some() {
                            lines.push(plain_text(&line.end_line()));
                        }
                    }
                    // The pretty-printer's newline, which the trim removed.
                    line.text("\n");
                }
                (None, Some(e)) if ends_line(e) => lines.push(plain_text(&line.end_line())),
                (None, Some(_)) => line.boundary(false),
                (None, None) => line.comment(),
            }
        }
        lines.push(plain_text(&line.end_line()));
        lines.join("\n")
    }
}

fn ends_line(element: Element<'_>) -> bool {
    element.tag() == "br" || is_block(element)
}

/// Whether a `code` element holds a code block without a `pre`.
fn has_lines(nodes: &[Node<'_>]) -> bool {
    nodes.iter().any(|node| match node.as_element() {
        Some(element) => ends_line(element),
        None => node.as_text().is_some_and(|text| text.trim_matches(is_space).contains('\n')),
    })
}
