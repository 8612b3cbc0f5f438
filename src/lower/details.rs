//! Sections that a reader can open and close.

use crate::clean::{Disposition, Kind};
use crate::dom::Element;
use crate::model::{Block, Details};

use super::Lowerer;
use super::heading::one_line;

impl Lowerer<'_> {
    /// `<details><summary>line</summary>…</details>`: blocks in the summary that do not fit into a line open the content.
    pub(super) fn details(&mut self, element: Element<'_>) {
        let is_term = |e: Element<'_>| self.classifier.classify(e) == Disposition::Lower(Kind::Term);
        let summary = element.child_elements().find(|child| child.tag() == "summary" && is_term(*child));
        let lines = summary.map(|summary| self.container(summary)).unwrap_or_default();
        let (line, mut blocks) = one_line(lines);
        blocks.extend(self.container_of(|lowerer| {
            let content =
                element.node().children().filter(|child| Some(*child) != summary.map(Element::node));
            content.for_each(|child| lowerer.node(child));
        }));
        self.block(Block::Details(Details { summary: line, blocks }));
    }
}
