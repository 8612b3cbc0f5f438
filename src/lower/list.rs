//! Lists and their items.

use std::mem;

use crate::csdn::text::{TYPED_BULLETS, TYPED_NUMBER_ENDS};
use crate::dom::{Element, Node};
use crate::model::{Block, Inline, List, ListItem, ListKind};

use super::Lowerer;

impl Lowerer<'_> {
    pub(super) fn list(&mut self, element: Element<'_>) {
        let kind = kind(element);
        let mut items: Vec<ListItem> = Vec::new();
        for child in element.node().children() {
            match child.as_element() {
                Some(item) if item.tag() == "li" && !self.is_dropped(item) => {
                    let number = u32::try_from(items.len()).unwrap_or(u32::MAX);
                    let item = self.item(item, marker(kind, number));
                    items.push(item);
                }
                _ if is_ignorable(child) => {}
                _ => self.stray(child, &mut items),
            }
        }
        // Content before the first item is already in `self.blocks`, so the list follows it.
        if !items.is_empty() {
            self.block(Block::List(List { kind, items }));
        }
    }

    /// Lowers content of a list outside its items. It becomes part of the preceding item. Without one it precedes the
    /// list, as in lists used only for indentation.
    fn stray(&mut self, node: Node<'_>, items: &mut [ListItem]) {
        let Some(last) = items.last_mut() else {
            self.end_paragraph();
            self.node(node);
            self.end_paragraph();
            return;
        };
        self.end_paragraph();
        let outer = mem::take(&mut self.blocks);
        self.node(node);
        self.end_paragraph();
        last.blocks.extend(mem::replace(&mut self.blocks, outer));
    }

    fn item(&mut self, element: Element<'_>, marker: Marker) -> ListItem {
        let outer_task = self.task.take();
        let mut blocks = self.container(element);
        let task = mem::replace(&mut self.task, outer_task);
        marker.strip_from(&mut blocks);
        ListItem { task, blocks }
    }

    /// Lowers an `li` outside any list: it joins a preceding bullet list.
    pub(super) fn orphan_item(&mut self, element: Element<'_>) {
        let item = self.item(element, Marker::Bullet);
        if let Some(Block::List(List { kind: ListKind::Bullet, items })) = self.blocks.last_mut()
            && previous_item(element)
        {
            items.push(item);
        } else {
            self.block(Block::List(List { kind: ListKind::Bullet, items: vec![item] }));
        }
    }
}

fn previous_item(element: Element<'_>) -> bool {
    let mut before = std::iter::successors(element.node().previous(), |node| node.previous());
    before.find(|node| !is_ignorable(*node)).and_then(Node::as_element).is_some_and(|e| e.tag() == "li")
}

/// Whether a node between items is whitespace, a comment or a line break.
fn is_ignorable(node: Node<'_>) -> bool {
    match node.as_element() {
        Some(element) => element.tag() == "br",
        None => node.is_comment() || node.is_whitespace_only(),
    }
}

fn kind(element: Element<'_>) -> ListKind {
    if element.tag() != "ol" {
        return ListKind::Bullet;
    }
    let number = |e: Element<'_>, name| e.attribute(name).and_then(|value| value.trim().parse::<u32>().ok());
    let first = element.child_elements().find(|e| e.tag() == "li").and_then(|item| number(item, "value"));
    let start = first.or_else(|| number(element, "start")).unwrap_or(1);
    ListKind::Ordered(start.min(999_999_999))
}

/// The marker of an item, which authors tend to type again (dialect `li-manual`).
#[derive(Debug, Clone, Copy)]
enum Marker {
    Bullet,
    Number(u32),
}

fn marker(kind: ListKind, index: u32) -> Marker {
    match kind {
        ListKind::Bullet => Marker::Bullet,
        ListKind::Ordered(start) => Marker::Number(start.saturating_add(index)),
    }
}

impl Marker {
    /// Removes a typed marker from the start of an item if something follows it there.
    fn strip_from(self, blocks: &mut [Block]) {
        let Some(Block::Paragraph(line)) = blocks.first_mut() else { return };
        let has_more = line.len() > 1;
        let Some(Inline::Text(text)) = line.first_mut() else { return };
        if let Some(rest) = self.after(text)
            && (has_more || !rest.is_empty())
        {
            *text = rest.to_owned();
        }
    }

    fn after(self, text: &str) -> Option<&str> {
        let rest = match self {
            Self::Bullet => text.strip_prefix(TYPED_BULLETS),
            Self::Number(number) => {
                text.strip_prefix(&number.to_string()).and_then(|rest| rest.strip_prefix(TYPED_NUMBER_ENDS))
            }
        };
        // `1.5` in item 1 is a number of its own.
        rest.filter(|rest| {
            !(matches!(self, Self::Number(_)) && rest.starts_with(|c: char| c.is_ascii_digit()))
        })
        .map(str::trim_start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_only_the_marker_of_the_item() {
        assert_eq!(Marker::Number(1).after("1. 一"), Some("一"));
        assert_eq!(Marker::Number(1).after("2. 一"), None);
        assert_eq!(Marker::Number(1).after("1.5 倍"), None);
        assert_eq!(Marker::Bullet.after("• 一"), Some("一"));
    }
}
