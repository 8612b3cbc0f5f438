//! Frames, videos, and diagrams whose source is lost.

use crate::dom::Element;
use crate::model::{Block, Inline, Link};
use crate::report::WarningCode;

use super::{Lowerer, link, text};

impl Lowerer<'_> {
    /// `iframe`, `video`, `audio`, `embed`: the address, with the title if there is one (dialect `iframe`).
    pub(super) fn frame(&mut self, element: Element<'_>) {
        let source = element
            .attribute("src")
            .or_else(|| element.find_tag("source").and_then(|source| source.attribute("src")));
        let Some(url) = source.and_then(|source| link::publishable(source, self.base.as_ref())) else {
            return;
        };
        let title = element.attribute("title").map(text::collapse).filter(|title| !title.is_empty());
        let content = vec![Inline::Text(title.unwrap_or_else(|| url.clone()))];
        self.block(Block::Paragraph(vec![Inline::Link(Link { url, title: None, content })]));
    }

    /// A rendered diagram: its labels as an italic line (dialect `mermaid-svg`).
    pub(super) fn diagram(&mut self, svg: Element<'_>) {
        let is_label = |e: &Element<'_>| matches!(e.tag(), "text" | "foreignObject");
        let outermost = |e: &Element<'_>| !e.node().ancestors().any(|above| is_label(&above));
        let labels = svg.elements().filter(|e| is_label(e) && outermost(e)).map(text::collapsed);
        let labels: Vec<String> = labels.filter(|label| !label.is_empty()).collect();
        let line = labels.join(" · ");
        self.warn(WarningCode::DiagramSourceLost, svg, &line);
        self.block(Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Text(line)])]));
    }
}
