use super::characters::{push_attribute, push_escaped};
use super::element::{Attribute, Element, Void};
use super::mathml::MathMl;

/// How deep elements nest at most. Browsers give up at 512, and a page has elements around the article.
const MAX_DEPTH: usize = 256;

/// HTML being written. Every element that is started is ended, in order.
#[derive(Debug, Default)]
pub(super) struct Writer {
    html: String,
    /// Elements without their end tags.
    open: Vec<Element>,
}

impl Writer {
    /// Writes a start tag.
    pub(super) fn start<'a>(
        &mut self,
        element: Element,
        attributes: impl IntoIterator<Item = Attribute<'a>>,
    ) {
        self.tag(element.name(), attributes);
        self.html.push('>');
        self.open.push(element);
    }

    /// Writes the end tag of the innermost element.
    pub(super) fn end(&mut self) {
        if let Some(element) = self.open.pop() {
            self.html.extend(["</", element.name(), ">"]);
        }
    }

    /// Writes an element without content.
    pub(super) fn void<'a>(&mut self, element: Void, attributes: impl IntoIterator<Item = Attribute<'a>>) {
        self.tag(element.name(), attributes);
        self.html.push_str("/>");
    }

    fn tag<'a>(&mut self, name: &str, attributes: impl IntoIterator<Item = Attribute<'a>>) {
        self.html.extend(["<", name]);
        for attribute in attributes {
            let (name, value) = attribute.parts();
            self.html.extend([" ", name, "=\""]);
            push_attribute(&mut self.html, &value);
            self.html.push('"');
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        push_escaped(&mut self.html, text);
    }

    pub(super) fn formula(&mut self, formula: &MathMl) {
        self.html.push_str(formula.as_str());
    }

    /// Ends a line between blocks.
    pub(super) fn line_end(&mut self) {
        self.html.push('\n');
    }

    /// Whether elements nest so deep that what follows is written as text.
    pub(super) const fn is_full(&self) -> bool {
        self.open.len() >= MAX_DEPTH
    }

    /// Returns the HTML.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.html
    }
}
