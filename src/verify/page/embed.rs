//! Frames, diagrams and tables of contents of the page.

use super::reader::PageReader;
use crate::chars::{is_invisible, is_space};
use crate::clean::holds_fallback;
use crate::csdn::links;
use crate::dom::Element;
use crate::options::{Diagrams, Links, Toc};
use crate::verify::category::Category;
use crate::verify::diagram;
use crate::verify::inventory::Label;
use crate::verify::urls::{self, LinkTarget};
use crate::verify::visible::{has_visible, visible_text};

impl<'a> PageReader<'a, '_> {
    /// Reads a frame, video or document as a link to it. The content of a document follows.
    pub(super) fn frame(&mut self, element: Element<'a>) {
        let boxed = element.find_tag("iframe");
        let frame = boxed.unwrap_or(element);
        if frame.tag() == "object" {
            self.frame_link(frame, None);
            return self.children(frame);
        }
        self.frame_link(frame, boxed.map(|_| element.text().into_owned()));
        if frame.tag() != "iframe" && !holds_fallback(frame) {
            self.children(frame);
        } else if !frame.node().is_whitespace_only() {
            self.drop(frame, "iframe");
        }
    }

    fn frame_link(&mut self, frame: Element<'a>, beside: Option<String>) {
        let source = |e: Element<'a>| {
            links::FRAME_SOURCES
                .into_iter()
                .filter_map(|name| e.attribute(name))
                .map(|value| value.trim_matches(|c| is_space(c) || is_invisible(c)))
                .find(|url| !matches!(*url, "" | "about:blank") && !url.starts_with('#'))
        };
        let Some(source) = source(frame).or_else(|| frame.find_tag("source").and_then(source)) else {
            return;
        };
        let LinkTarget::Url(url) = urls::link(source, self.base, Links::Keep) else {
            return self.expected.changed("link-unsafe");
        };
        let beside = beside.filter(|title| has_visible(title));
        let own = frame.attribute("title").filter(|title| has_visible(title)).map(str::to_owned);
        self.end_line();
        self.set_origin(frame.node());
        let start = self.inventory.offset();
        let title = beside.or(own).unwrap_or_else(|| url.clone());
        self.inventory.push_text(&title);
        self.inventory.mark(Category::Links, start, [0; 3], url);
        self.inventory.unstyled(start);
        self.end_line();
        self.expected.changed("iframe");
    }

    /// Reads a rendered diagram as an image or as its labels.
    pub(super) fn diagram(&mut self, svg: Element<'a>) {
        if self.options.diagrams == Diagrams::Image {
            self.expected.changed("diagram-as-image");
            self.end_line();
            self.set_origin(svg.node());
            let title = svg.child_elements().find(|child| child.tag() == "title");
            let text = title.map(|title| visible_text(&title.text())).unwrap_or_default();
            let start = self.inventory.offset();
            self.inventory.push_image(diagram::comparable_url(svg), Some(Label { text, is_optional: false }));
            self.inventory.unstyled(start);
            return self.end_line();
        }
        self.expected.changed("diagram-source-lost");
        self.end_line();
        self.set_origin(svg.node());
        let start = self.inventory.offset();
        let mut nodes = svg.node().descendants();
        while let Some(node) = nodes.next() {
            let Some(label) = node.as_element().filter(|e| matches!(e.tag(), "text" | "foreignObject"))
            else {
                continue;
            };
            nodes.skip_below(node);
            if !node.is_whitespace_only() {
                self.inventory.push_text(if self.inventory.offset() > start { "·" } else { "" });
                self.inventory.push_text(&label.text());
            }
        }
        self.inventory.mark(Category::Emphasis, start, [0; 3], String::new());
        self.inventory.unstyled(start);
        self.end_line();
    }

    pub(super) fn toc(&mut self, element: Element<'a>) {
        match self.options.toc {
            Toc::Drop => self.drop(element, "toc"),
            Toc::Keep => self.by_name(element),
            Toc::Marker => {
                self.drop(element, "toc");
                self.end_line();
                if !self.inventory.text.ends_with("[TOC]") {
                    let start = self.inventory.offset();
                    self.inventory.push_text("[TOC]");
                    self.inventory.unstyled(start);
                }
                self.end_line();
            }
        }
    }
}
