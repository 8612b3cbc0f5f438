//! Trees that the `scraper` crate has parsed.

use ::scraper::{ElementRef, Node};

use super::arena::{Dom, Namespace, NodeId};
use super::assemble::Assembler;
use crate::error::Result;
use crate::options::Limits;

impl Dom {
    /// Copies an element of a `scraper` tree and its descendants: a whole page ([`Html::root_element`]) or only a part,
    /// such as the article.
    ///
    /// The limits apply as they do in [`parse`](super::parse), `limits.bytes` to the text and attributes copied. The
    /// nodes have no position in a text.
    ///
    /// [`Html::root_element`]: scraper::Html::root_element
    ///
    /// ```
    /// use csdown::{Limits, dom::Dom};
    /// use scraper::{Html, Selector};
    /// let html = Html::parse_document("<p>前<div id=content_views>一<b>二</b></div>");
    /// let article = html.select(&Selector::parse("#content_views").unwrap()).next().unwrap();
    /// let dom = Dom::from_scraper(article, &Limits::default())?;
    /// assert_eq!(dom.root().text(), "一二");
    /// # Ok::<(), csdown::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`](crate::Error::LimitExceeded) when the tree is larger than the limits allow.
    pub fn from_scraper(element: ElementRef<'_>, limits: &Limits) -> Result<Self> {
        let mut tree = Assembler::new(limits.clone(), limits.bytes);
        let mut node = *element;
        // The copies of the ancestors of `node`.
        let mut ancestors = vec![NodeId::DOCUMENT];
        loop {
            let parent = ancestors.last().copied().unwrap_or(NodeId::DOCUMENT);
            let copy = copy(&mut tree, node.value(), parent);
            tree.check_limits()?;
            if let Some(child) = node.first_child() {
                ancestors.push(copy);
                node = child;
                continue;
            }
            while node.next_sibling().is_none() && node.id() != element.id() {
                let Some(above) = node.parent() else { break };
                ancestors.pop();
                node = above;
            }
            match node.next_sibling().filter(|_| node.id() != element.id()) {
                Some(next) => node = next,
                None => return tree.finish(),
            }
        }
    }
}

/// Appends a copy of `node` to `parent`. Returns the parent for its children.
fn copy(tree: &mut Assembler, node: &Node, parent: NodeId) -> NodeId {
    let copy = match node {
        Node::Element(element) => {
            let namespace = match &*element.name.ns {
                "http://www.w3.org/2000/svg" => Namespace::Svg,
                "http://www.w3.org/1998/Math/MathML" => Namespace::MathMl,
                _ => Namespace::Html,
            };
            let attributes = element.attrs.iter();
            let attributes = attributes.map(|(name, value)| (name.prefix.as_deref(), &*name.local, &**value));
            tree.element(element.name(), namespace, attributes)
        }
        Node::Comment(_) | Node::ProcessingInstruction(_) => tree.comment(),
        Node::Text(text) => {
            tree.append_text(parent, text);
            return parent;
        }
        // The contents of a template become children of the template.
        Node::Document | Node::Fragment | Node::Doctype(_) => return parent,
    };
    tree.append(parent, copy);
    copy
}

#[cfg(test)]
mod tests {
    use ::scraper::{Html, Selector};

    use super::super::depth::depth_of;
    use super::*;
    use crate::error::Error;

    fn copied(html: &str, selector: &str, limits: &Limits) -> Result<Dom> {
        let page = Html::parse_document(html);
        let selector = Selector::parse(selector).unwrap();
        Dom::from_scraper(page.select(&selector).next().unwrap(), limits)
    }

    #[test]
    fn a_part_of_a_page_is_copied_without_its_surroundings() {
        let html = "甲<div id=a>一<svg viewBox='0'><a xlink:href=x>二</a></svg><!-- -->三</div>乙";
        let dom = copied(html, "#a", &Limits::default()).unwrap();
        assert_eq!(dom.root().text(), "一二三");
        let svg = dom.elements().find(|element| element.tag() == "svg").unwrap();
        assert_eq!((svg.namespace(), svg.attribute("viewbox")), (Namespace::Svg, Some("0")));
        assert_eq!(svg.find_tag("a").unwrap().attribute("xlink:href"), Some("x"));
        assert!(svg.node().next().unwrap().is_comment());
    }

    #[test]
    fn contents_of_templates_are_kept() {
        let dom = copied("<template><b>一</b></template>二", "html", &Limits::default()).unwrap();
        assert_eq!(dom.elements().find(|element| element.tag() == "template").unwrap().text(), "一");
    }

    #[test]
    fn deep_trees_are_flattened() {
        let html = format!("{}深{}浅", "<div>".repeat(2_000), "</div>".repeat(2_000));
        let dom = copied(&html, "html", &Limits { depth: 100, ..Limits::default() }).unwrap();
        assert!(depth_of(dom.root()) <= 100 && dom.flattened() > 1_800);
        assert_eq!(dom.root().text(), "深浅");
    }

    #[test]
    fn limits_are_checked() {
        let what = |limits: Limits| match copied("<p a=1 b=2>一<i>二</i></p>", "p", &limits) {
            Err(Error::LimitExceeded { what, .. }) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(what(Limits { nodes: 4, ..Limits::default() }), "nodes");
        assert_eq!(what(Limits { attributes: 1, ..Limits::default() }), "attributes");
        assert_eq!(what(Limits { bytes: 5, ..Limits::default() }), "bytes");
    }
}
