//! Frames, videos and rendered diagrams.

use crate::chars::is_space;
use crate::clean::holds_fallback;
use crate::csdn::links;
use crate::dom::Element;
use crate::model::{Block, Image, Inline, Link};
use crate::options::Diagrams;
use crate::report::WarningCode;

use super::{Lowerer, diagram, text, url};

impl Lowerer<'_> {
    /// Lowers `iframe`, `video`, `audio`, `embed`, and boxes of a frame with a title, to a link with the title if there
    /// is one; `object` to a link and its content (dialect `iframe`).
    pub(super) fn frame(&mut self, element: Element<'_>) {
        let boxed = element.find_tag("iframe");
        let frame = boxed.unwrap_or(element);
        if frame.tag() == "object" {
            self.frame_link(frame, None);
            return self.children(frame);
        }
        self.frame_link(frame, boxed.map(|_| text::collapsed(element)));
        // Only old browsers show what is in a frame or video. Anything but a note for them is the author's.
        if frame.tag() != "iframe" && !holds_fallback(frame) {
            return self.children(frame);
        }
        // Pages can be written in an attribute.
        let page = frame.attribute("srcdoc").unwrap_or_default();
        let characters = text::count_characters(frame) + page.chars().filter(|c| !is_space(*c)).count();
        if characters > 0 {
            self.report.record_removal("iframe", frame.node().line(), characters);
        }
    }

    /// Links to a frame. `beside` is the text in its box.
    fn frame_link(&mut self, frame: Element<'_>, beside: Option<String>) {
        let Some(source) = source(frame) else { return };
        let Some(url) = url::publishable_url(source, self.base.as_ref()) else {
            return self.warn(WarningCode::LinkUnsafe, frame, source);
        };
        let own = || frame.attribute("title").map(text::collapse).filter(|title| !title.is_empty());
        let title = beside.filter(|title| !title.is_empty()).or_else(own);
        let content = vec![Inline::Text(title.unwrap_or_else(|| url.clone()))];
        self.block(Block::Paragraph(vec![Inline::Link(Link { url, title: None, content })]));
    }

    /// Lowers a rendered diagram to an image of it, or to its labels as an italic line (dialect `mermaid-svg`).
    pub(super) fn diagram(&mut self, svg: Element<'_>) {
        if self.options.diagrams == Diagrams::Image {
            let title = svg.child_elements().find(|child| child.tag() == "title");
            let alt = title.map(text::collapsed).unwrap_or_default();
            let image = Image { url: diagram::data_url(svg), alt, title: None };
            return self.block(Block::Paragraph(vec![Inline::Image(image)]));
        }
        let is_label = |e: &Element<'_>| matches!(e.tag(), "text" | "foreignObject");
        let outermost = |e: &Element<'_>| !e.node().ancestors().any(|above| is_label(&above));
        let labels = svg.elements().filter(|e| is_label(e) && outermost(e)).map(text::collapsed);
        let labels: Vec<String> = labels.filter(|label| !label.is_empty()).collect();
        let line = labels.join(" · ");
        self.warn(WarningCode::DiagramSourceLost, svg, &line);
        self.block(Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Text(line)])]));
    }
}

/// Returns the URL of a frame or video, which may load late or be on a `source` child.
fn source(frame: Element<'_>) -> Option<&str> {
    own_source(frame).or_else(|| frame.find_tag("source").and_then(own_source))
}

fn own_source(element: Element<'_>) -> Option<&str> {
    let is_url = |url: &&str| {
        let url = url.trim_matches(url::is_space_or_invisible);
        !matches!(url, "" | "about:blank") && !url.starts_with('#')
    };
    links::FRAME_SOURCES.into_iter().filter_map(|name| element.attribute(name)).find(is_url)
}
