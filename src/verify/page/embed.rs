//! Frames, diagrams and tables of contents of the page.

use super::reader::PageReader;
use crate::csdn::links;
use crate::dom::Element;
use crate::options::{Diagrams, Links, Toc};
use crate::verify::diagram;
use crate::verify::inventory::{Category, Label, is_letter, letters};
use crate::verify::urls::{self, LinkTarget};

impl<'a> PageReader<'a, '_> {
    /// A frame or film is a link to it.
    pub(super) fn frame(&mut self, element: Element<'a>) {
        let boxed = element.find_tag("iframe");
        let frame = boxed.unwrap_or(element);
        if !frame.node().is_blank() {
            self.expected.dropped(frame, "iframe");
        }
        let address = |e: Element<'a>| {
            links::FRAME_SOURCES
                .into_iter()
                .filter_map(|name| e.attribute(name))
                .find(|a| !matches!(a.trim(), "" | "about:blank"))
        };
        let Some(source) = address(frame).or_else(|| frame.find_tag("source").and_then(address)) else {
            return;
        };
        let LinkTarget::Url(url) = urls::link(source, self.base, Links::Keep) else {
            return self.expected.changed("link-unsafe");
        };
        let beside = boxed.map(|_| element.text().into_owned()).filter(|title| title.contains(is_letter));
        let own = frame.attribute("title").filter(|title| title.contains(is_letter)).map(str::to_owned);
        self.end_line();
        self.comes_from(frame.node());
        let start = self.inventory.at();
        let title = beside.or(own).unwrap_or_else(|| url.clone());
        self.inventory.letters(&title);
        self.inventory.mark(Category::Links, start, [0; 3], url);
        self.end_line();
        self.expected.changed("iframe");
    }

    /// Of a drawn diagram a picture is made, or the labels are left.
    pub(super) fn diagram(&mut self, svg: Element<'a>) {
        if self.options.diagrams == Diagrams::Image {
            self.expected.changed("diagram-as-picture");
            self.end_line();
            self.comes_from(svg.node());
            let title = svg.child_elements().find(|child| child.tag() == "title");
            let text = title.map(|title| letters(&title.text())).unwrap_or_default();
            self.inventory.picture(diagram::address(svg), Some(Label { text, may_go: false }));
            return self.end_line();
        }
        self.expected.changed("diagram-source-lost");
        self.end_line();
        self.comes_from(svg.node());
        let start = self.inventory.at();
        let mut nodes = svg.node().descendants();
        while let Some(node) = nodes.next() {
            let Some(label) = node.as_element().filter(|e| matches!(e.tag(), "text" | "foreignObject"))
            else {
                continue;
            };
            nodes.skip_below(node);
            if !node.is_blank() {
                self.inventory.letters(if self.inventory.at() > start { "·" } else { "" });
                self.inventory.letters(&label.text());
            }
        }
        self.inventory.mark(Category::Emphasis, start, [0; 3], String::new());
        self.inventory.bare(start, Some(Category::Emphasis));
        self.end_line();
    }

    pub(super) fn toc(&mut self, element: Element<'a>) {
        match self.options.toc {
            Toc::Drop => self.expected.dropped(element, "toc"),
            Toc::Keep => self.named(element),
            Toc::Marker => {
                self.expected.dropped(element, "toc");
                self.end_line();
                if !self.inventory.text.ends_with("[TOC]") {
                    self.inventory.letters("[TOC]");
                }
                self.end_line();
            }
        }
    }
}
