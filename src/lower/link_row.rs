//! Rows of links without text between them, which stay apart.

use std::collections::HashSet;

use rustc_hash::FxHashSet;

use crate::chars::{is_cjk, trim_start};
use crate::clean::{Disposition, Kind, by_name};
use crate::dom::{Element, Name, Node, NodeId};

/// The position of a link in a row of links, `<a href=x>当当网</a> <a href=y>卓越网</a>`, rather than in a sentence or in
/// a title that is split into links.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LinkRow {
    /// Whether the row has a link before this one.
    pub(super) continues: bool,
    /// Whether this is the last link of a row with text behind it: `<a>木工</a> <a>油漆</a> <a>打磨</a> 2015-10-01`.
    pub(super) has_tail: bool,
}

/// Links with nothing between them.
#[derive(Debug, Default)]
pub(super) struct LinkRun {
    links: FxHashSet<NodeId>,
    last: Option<NodeId>,
    /// Whether they are many, each with a URL of its own. They are a row whatever follows on the line.
    is_list: bool,
    /// Whether nothing follows on the line.
    ends_line: bool,
    /// Whether a word of Latin letters or a number follows.
    precedes_word: bool,
}

impl LinkRun {
    /// The number of links, each with a URL of its own, that are a list.
    const MIN_LINKS: usize = 3;

    /// Returns the position of `link` in its row. The links around it are read once for all of them.
    pub(super) fn position(&mut self, link: Element<'_>) -> LinkRow {
        let parent_kind = link.node().parent_element().map(|parent| by_name(parent.tag()));
        let Some(Disposition::Lower(Kind::Paragraph | Kind::Item | Kind::Heading(_))) = parent_kind else {
            return LinkRow::default();
        };
        let id = link.node().id();
        if !self.links.contains(&id) {
            *self = Self::around(link);
        }
        let before = visible_siblings(link.node(), Node::previous).next().and_then(href);
        let continues = before.is_some_and(|before| link.attribute("href") != Some(before));
        let is_row = (continues && self.ends_line) || self.is_list;
        LinkRow {
            continues: continues && is_row,
            has_tail: is_row && self.last == Some(id) && self.precedes_word,
        }
    }

    fn around(link: Element<'_>) -> Self {
        let first = visible_siblings(link.node(), Node::previous).take_while(is_link).last();
        let first = first.unwrap_or(link.node());
        let after = visible_siblings(first, Node::next);
        let run: Vec<_> = std::iter::once(first).chain(after.take_while(is_link)).collect();
        let last = run.last().copied().unwrap_or(first);
        let next = visible_siblings(last, Node::next).next().filter(|node| !is_break(*node));
        let urls = || run.iter().filter_map(|node| href(*node)).collect::<HashSet<_>>();
        Self {
            is_list: run.len() >= Self::MIN_LINKS && urls().len() == run.len(),
            links: run.into_iter().map(Node::id).collect(),
            last: Some(last.id()),
            ends_line: next.is_none(),
            precedes_word: next.is_some_and(starts_with_word),
        }
    }
}

/// Whether a text starts with a letter or digit that is not Chinese.
fn starts_with_word(node: Node<'_>) -> bool {
    let text = node.as_text().map(trim_start).unwrap_or_default();
    text.starts_with(|c: char| c.is_alphanumeric() && !is_cjk(c))
}

fn visible_siblings<'a>(
    node: Node<'a>,
    step: fn(Node<'a>) -> Option<Node<'a>>,
) -> impl Iterator<Item = Node<'a>> {
    std::iter::successors(step(node), move |node| step(*node))
        .filter(|node| node.as_element().is_some() || !node.is_whitespace_only())
}

fn is_break(node: Node<'_>) -> bool {
    node.as_element().is_some_and(|element| element.name() == Name::Br)
}

fn is_link(node: &Node<'_>) -> bool {
    href(*node).is_some()
}

/// Returns the `href` if `node` is a link.
fn href(node: Node<'_>) -> Option<&str> {
    node.as_element().filter(|element| element.name() == Name::A)?.attribute("href")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    /// The positions of the links in a paragraph: whether each continues a row, and whether text follows the row.
    fn positions(html: &str) -> Vec<(bool, bool)> {
        let dom = parse(&format!("<p>{html}"), &Limits::default()).unwrap();
        let mut run = LinkRun::default();
        let links = dom.elements().filter(|e| e.tag() == "a");
        links.map(|link| run.position(link)).map(|row| (row.continues, row.has_tail)).collect()
    }

    #[test]
    fn links_with_nothing_between_them_are_a_row() {
        let (first, next, last) = ((false, false), (true, false), (true, true));
        assert_eq!(positions("<a href=1>甲</a> <a href=2>乙</a><br>丙"), [first, next]);
        assert_eq!(positions("<a href=1>甲</a> <a href=2>乙</a> 丙"), [first, first]);
        assert_eq!(positions("<a href=1>甲</a> <a href=2>乙</a> <a href=3>丙</a> 2015"), [first, next, last]);
        assert_eq!(
            positions("<a href=1>甲</a> <a href=2>乙</a> <a href=1>丙</a> 2015"),
            [first, first, first]
        );
        assert_eq!(positions("<a href=1>甲</a>，<a href=2>乙</a> <a href=3>丙</a>"), [first, first, next]);
    }

    #[test]
    fn a_long_row_is_read_once() {
        let links: Vec<String> = (0..50_000).map(|at| format!("<a href={at}>{at}</a> ")).collect();
        assert!(positions(&links.concat()).into_iter().skip(1).all(|position| position == (true, false)));
    }
}
