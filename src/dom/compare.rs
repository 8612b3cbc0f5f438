//! Comparison of two trees of one page, and locations for the one that was built without them.

use super::arena::{Dom, NodeId, NodeKind};
use super::element::Element;
use super::name::Name;

impl Dom {
    /// Whether `other` has the same nodes: elements with their attributes, texts, and comments at the same positions.
    pub(crate) fn is_same_tree(&self, other: &Self) -> bool {
        let mut differs = false;
        self.for_each_pair(other, |own, beside| {
            let is_same = match own.zip(beside) {
                Some((own, beside)) => {
                    self.is_same_node(own, other, beside) && self.has_same_attributes(own, other, beside)
                }
                None => own.is_none() && beside.is_none(),
            };
            differs |= !is_same;
            !differs
        });
        !differs
    }

    /// Copies the text of the page, and the spans of all nodes up to where the trees differ, from `located`, which was
    /// parsed from the same text.
    pub(crate) fn adopt_locations(&mut self, located: &Self) {
        let start = self.text.len();
        self.text.push_str(located.page());
        self.page = start..self.text.len();
        let mut spans = Vec::with_capacity(self.nodes.len());
        self.for_each_pair(located, |own, beside| {
            let pair = own.zip(beside).filter(|(own, beside)| self.is_same_node(*own, located, *beside));
            spans.extend(pair.map(|(own, beside)| (own, located.data(beside).span)));
            pair.is_some()
        });
        for (node, span) in spans {
            if let Some(node) = self.nodes.get_mut(node.index()) {
                node.span = span;
            }
        }
    }

    /// This tree, as if it was parsed from `text`: the tree of a parser with a fault.
    #[cfg(test)]
    pub(crate) fn claiming_text(mut self, text: &str) -> Self {
        let start = self.text.len();
        self.text.push_str(text);
        self.page = start..self.text.len();
        self
    }

    /// Calls `each` with the children at the same positions of all nodes that are paired, and with `None` for the end
    /// of a list. Where `each` returns false, the rest of a list is skipped.
    fn for_each_pair(&self, other: &Self, mut each: impl FnMut(Option<NodeId>, Option<NodeId>) -> bool) {
        let mut pairs = vec![(NodeId::DOCUMENT, NodeId::DOCUMENT)];
        while let Some((own, beside)) = pairs.pop() {
            let (mut own, mut beside) = (self.data(own).first_child, other.data(beside).first_child);
            while each(own, beside)
                && let Some(pair) = own.zip(beside)
            {
                pairs.push(pair);
                (own, beside) = (self.data(pair.0).next, other.data(pair.1).next);
            }
        }
    }

    /// Whether two nodes are of the same kind, with the same name or text.
    fn is_same_node(&self, own: NodeId, other: &Self, beside: NodeId) -> bool {
        match (self.data(own).kind, other.data(beside).kind) {
            (NodeKind::Element(a), NodeKind::Element(b)) => {
                let is_same_name = || a.name != Name::Other || self.slice(a.text) == other.slice(b.text);
                (a.name, a.namespace) == (b.name, b.namespace) && is_same_name()
            }
            (NodeKind::Text(a), NodeKind::Text(b)) => self.slice(a) == other.slice(b),
            (NodeKind::Comment, NodeKind::Comment) | (NodeKind::Document, NodeKind::Document) => true,
            _ => false,
        }
    }

    /// Whether two elements have the same attributes. Of attributes with the same name only the first counts.
    fn has_same_attributes(&self, own: NodeId, other: &Self, beside: NodeId) -> bool {
        let pair = self.node(own).as_element().zip(other.node(beside).as_element());
        let has_all = |a: Element<'_>, b: Element<'_>| {
            a.attributes().all(|(name, _)| b.attribute(name) == a.attribute(name))
        };
        pair.is_none_or(|(a, b)| a.attributes().eq(b.attributes()) || (has_all(a, b) && has_all(b, a)))
    }
}

#[cfg(test)]
mod tests {
    use crate::dom::{Dom, Node, html5ever, parse};
    use crate::options::Limits;

    fn parsed(html: &str) -> Dom {
        parse(html, &Limits::default()).unwrap()
    }

    #[test]
    fn trees_are_the_same_if_all_nodes_are() {
        let page = "<p a=1 b=2>一<b>二</b></p><!-- c --><svg><x-y>三</x-y></svg>";
        assert!(
            parsed(page)
                .is_same_tree(&parsed("<p b=2 a=1 b=3>一<b>二</b></p><!----><svg><x-y>三</x-y></svg>"))
        );
        for other in [
            "<p a=1>一<b>二</b></p><!----><svg><x-y>三</x-y></svg>",
            "<p a=1 b=2>一<b>二</b></p><svg><x-y>三</x-y></svg>",
            "<p a=1 b=2>一<b></b>二</p><!----><svg><x-y>三</x-y></svg>",
            "<p a=1 b=2>一<b>二</b></p><!----><svg><x-z>三</x-z></svg>",
            "<p a=1 b=2>一<b>二</b></p><!----><svg><x-y>三</x-y></svg><p>",
            "<p a=1 b=2>一<b>二</b></p><!----><svg></svg><x-y>三</x-y>",
        ] {
            assert!(!parsed(page).is_same_tree(&parsed(other)), "{other}");
            assert!(!parsed(other).is_same_tree(&parsed(page)), "{other}");
        }
    }

    #[test]
    fn nodes_are_located_up_to_where_the_trees_differ() {
        let (limits, text) = (Limits::default(), "<p>一<b x=1>二</b></p><!-- c --><svg><x-y>三</x-y></svg>");
        let page = parsed(text);
        let spans = |page: &Dom| page.root().descendants().map(Node::span).collect::<Vec<_>>();
        let mut again = html5ever::parse(text, &limits).unwrap();
        again.adopt_locations(&page);
        assert_eq!((spans(&again), again.page()), (spans(&page), text));
        let mut other = html5ever::parse("<p>一<i>二</i></p><p>三", &limits).unwrap();
        other.adopt_locations(&page);
        let body = other.elements().find(|e| e.tag() == "body").unwrap();
        let located: Vec<_> = body.node().descendants().map(|node| node.span().is_some()).collect();
        assert_eq!(located, [true, true, false, false, false, false]);
    }
}
