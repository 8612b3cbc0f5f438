//! Sections of the page that a reader can open and close.

use super::container::BlockKind;
use super::reader::PageReader;
use crate::clean::{Disposition, Kind};
use crate::dom::Element;
use crate::markdown::target::flattens_details;
use crate::verify::category::Category;

impl<'a> PageReader<'a, '_> {
    /// Reads the summary as a line of its own, bold where there is no `<details>` in the Markdown.
    pub(super) fn details(&mut self, element: Element<'a>) {
        let is_flat = self.in_table || flattens_details(self.options);
        self.typed_marker = None;
        self.end_line();
        let start = self.inventory.offset();
        let boundary = if is_flat { None } else { Some(self.inventory.begin_block()) };
        self.open_blocks += usize::from(!is_flat);
        let outer = self.enter(false);
        let summary = element.child_elements().find(|child| self.is_summary(*child));
        if let Some(summary) = summary {
            self.summary(summary, is_flat);
        }
        for child in element.node().children().filter(|child| summary.is_none_or(|e| e.node() != *child)) {
            self.node(child);
        }
        self.end_line();
        self.leave(start, outer, if is_flat { BlockKind::Group } else { BlockKind::Other });
        self.open_blocks -= usize::from(!is_flat);
        if let Some(boundary) = boundary {
            self.inventory.end_block(start, boundary);
        }
    }

    fn is_summary(&self, child: Element<'a>) -> bool {
        let kind = self.rules.map(|rules| rules.classify(child));
        child.tag() == "summary" && kind.is_none_or(|kind| kind == Disposition::Lower(Kind::Term))
    }

    /// Reads a summary as one line. Images and blocks in it follow it.
    fn summary(&mut self, element: Element<'a>, is_flat: bool) {
        let start = self.inventory.offset();
        let outer = self.in_html;
        self.in_html |= !is_flat;
        let rest = self.line_of(element.node().children(), false);
        self.in_html = outer;
        if is_flat {
            self.inventory.mark(Category::Strong, start, [0; 3], String::new());
        }
        self.end_line();
        self.add_rest(rest);
    }
}
