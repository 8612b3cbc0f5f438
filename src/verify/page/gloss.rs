//! Readings, quotation marks and alerts of the page, which a browser or a site writes around text.

use super::reader::PageReader;
use crate::dom::{Element, Node};
use crate::verify::visible::has_visible;

impl<'a> PageReader<'a, '_> {
    /// Reads the reading of a character in the brackets that are beside it.
    pub(super) fn reading(&mut self, element: Element<'a>) {
        if !has_visible(&element.text()) {
            return self.children(element);
        }
        let rp = |node: Option<Node<'a>>| {
            let text = node.and_then(Node::as_element).filter(|e| e.tag() == "rp").map(Element::text);
            text.filter(|text| has_visible(text))
        };
        let is_element = |node: &Node<'a>| node.as_element().is_some();
        let mut before = std::iter::successors(element.node().previous(), |node| node.previous());
        let mut after = std::iter::successors(element.node().next(), |node| node.next());
        let open = rp(before.find(is_element));
        let close = rp(after.find(is_element));
        self.set_origin(element.node());
        self.inventory.push_text(open.as_deref().unwrap_or("("));
        self.children(element);
        self.inventory.push_text(close.as_deref().unwrap_or(")"));
    }

    /// Reads a quotation with its quotation marks, which alternate.
    pub(super) fn quotation(&mut self, element: Element<'a>) {
        let is_inner = element.node().ancestors().filter(|e| e.tag() == "q").count() % 2 == 1;
        self.set_origin(element.node());
        self.inventory.push_text(if is_inner { "‘" } else { "“" });
        self.children(element);
        self.inventory.push_text(if is_inner { "’" } else { "”" });
    }

    /// Reads an alert as a quote that starts with its kind.
    pub(super) fn alert(&mut self, element: Element<'a>) {
        let class = element.classes().find_map(|class| class.strip_prefix("markdown-alert-"));
        let kind = format!("[!{}]", class.unwrap_or_default().to_ascii_uppercase());
        self.set_origin(element.node());
        self.quote_of(element, Some(&kind));
    }
}
