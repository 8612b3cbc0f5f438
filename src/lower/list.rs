//! Lists and their items.

use std::mem;

use crate::csdn::text::{TYPED_BULLETS, TYPED_NUMBER_CLOSERS, TYPED_NUMBER_ENDS, TYPED_NUMBER_STARTS};
use crate::dom::{Element, Node};
use crate::model::{Block, Inline, List, ListItem, ListKind};

use super::Lowerer;

impl Lowerer<'_> {
    pub(super) fn list(&mut self, element: Element<'_>) {
        let mut list = List { kind: kind(element), items: Vec::new() };
        let mut strays: Vec<Node<'_>> = Vec::new();
        for child in element.node().children() {
            let Some(item) = child.as_element().filter(|e| e.tag() == "li" && !self.is_dropped(*e)) else {
                strays.push(child);
                continue;
            };
            self.strays(&mem::take(&mut strays), &mut list.items);
            if let Some(kind) = renumbered(&list, item) {
                let before = mem::replace(&mut list, List { kind, items: Vec::new() });
                self.end_list(before);
            }
            if self.is_note(item) {
                list = self.note_among(list, item);
                continue;
            }
            let marker = Marker::of(&list);
            list.items.push(self.item(item, marker));
        }
        self.strays(&strays, &mut list.items);
        self.end_list(list);
    }

    /// Adds `list`. Content before its first item is already in `self.blocks`, so the list follows it.
    fn end_list(&mut self, list: List) {
        if !list.items.is_empty() {
            self.block(Block::List(list));
        }
    }

    /// Lowers a note in a list: it parts the list, and its number is not given again. Returns the rest of the list.
    fn note_among(&mut self, list: List, note: Element<'_>) -> List {
        let kind = match Marker::of(&list) {
            Marker::Bullet => ListKind::Bullet,
            Marker::Number(number) => ListKind::Ordered(number.saturating_add(1)),
        };
        self.end_list(list);
        self.footnote(note);
        List { kind, items: Vec::new() }
    }

    /// Lowers content of a list between its items. It becomes part of the preceding item. Without one it precedes the
    /// list, as in lists used only for indentation, and lists in it are one level deeper: `- - a`.
    fn strays(&mut self, nodes: &[Node<'_>], items: &mut [ListItem]) {
        if nodes.iter().all(|node| is_ignorable(*node)) {
            return;
        }
        self.end_paragraph();
        let outer = mem::take(&mut self.blocks);
        nodes.iter().for_each(|node| self.node(*node));
        self.end_paragraph();
        let strays = mem::replace(&mut self.blocks, outer);
        match items.last_mut() {
            Some(last) => last.blocks.extend(strays),
            None => self.blocks.extend(strays.into_iter().map(|block| match block {
                Block::List(_) => bullets(ListItem { task: None, blocks: vec![block] }),
                block => block,
            })),
        }
    }

    fn item(&mut self, element: Element<'_>, marker: Marker) -> ListItem {
        let outer_task = self.task.take();
        let mut blocks = self.container(element);
        let task = mem::replace(&mut self.task, outer_task);
        marker.strip_from(&mut blocks);
        ListItem { task, blocks }
    }

    /// Lowers an `li` outside any list to a list of its own. Normalizing merges neighbours.
    pub(super) fn orphan_item(&mut self, element: Element<'_>) {
        let item = self.item(element, Marker::Bullet);
        self.block(bullets(item));
    }
}

fn bullets(item: ListItem) -> Block {
    Block::List(List { kind: ListKind::Bullet, items: vec![item] })
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
    ListKind::Ordered(number(element, "start").unwrap_or(1))
}

fn number(element: Element<'_>, name: &str) -> Option<u32> {
    element.attribute(name)?.trim().parse().ok().map(|number: u32| number.min(ListKind::MAX_START))
}

/// Returns the kind of the list that begins with `item` if the numbers of `list` do not go on there.
fn renumbered(list: &List, item: Element<'_>) -> Option<ListKind> {
    let Marker::Number(next) = Marker::of(list) else { return None };
    number(item, "value").filter(|value| *value != next).map(ListKind::Ordered)
}

/// The marker of an item, which authors tend to type again (dialect `li-manual`).
#[derive(Debug, Clone, Copy)]
enum Marker {
    Bullet,
    Number(u32),
}

impl Marker {
    /// Returns the marker of the next item of `list`.
    fn of(list: &List) -> Self {
        match list.kind {
            ListKind::Bullet => Self::Bullet,
            ListKind::Ordered(start) => {
                Self::Number(start.saturating_add(u32::try_from(list.items.len()).unwrap_or(u32::MAX)))
            }
        }
    }

    /// Removes a typed marker from the start of an item, where images may precede it, unless nothing else is in the item.
    fn strip_from(self, blocks: &mut [Block]) {
        let has_more_blocks = blocks.len() > 1;
        let (line, may_follow_image) = match blocks.first_mut() {
            Some(Block::Paragraph(line)) => (line, true),
            Some(Block::Heading(heading)) => (&mut heading.content, false),
            _ => return,
        };
        if first_text(line, may_follow_image).is_none_or(|text| self.after(text).is_none()) {
            return;
        }
        let mut stripped = line.clone();
        if let Some(text) = first_text(&mut stripped, may_follow_image)
            && let Some(rest) = self.after(text)
        {
            let indent = if text.starts_with(' ') { " " } else { "" };
            *text = format!("{indent}{rest}");
        }
        if has_more_blocks || stripped.iter().any(shows) {
            *line = stripped;
        }
    }

    /// Returns what follows the marker at the start of `text`.
    fn after(self, text: &str) -> Option<&str> {
        let text = text.trim_start();
        let rest = match self {
            Self::Bullet => text.strip_prefix(TYPED_BULLETS)?,
            Self::Number(number) => {
                let (text, ends) = match text.strip_prefix(TYPED_NUMBER_STARTS) {
                    Some(text) => (text, TYPED_NUMBER_CLOSERS.as_slice()),
                    None => (text, TYPED_NUMBER_ENDS.as_slice()),
                };
                let rest = text.strip_prefix(&number.to_string())?.strip_prefix(ends)?;
                // `1.5` in item 1 is a number of its own.
                (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(rest)?
            }
        };
        Some(rest.trim_start())
    }
}

/// Returns the first text of a line, in any style but a link, if nothing but images precedes it.
fn first_text(line: &mut [Inline], may_follow_image: bool) -> Option<&mut String> {
    let mut is_start = true;
    for inline in line {
        match inline {
            Inline::Image(_) if may_follow_image => is_start = false,
            Inline::Break if is_start => {}
            Inline::Text(text) if text.trim().is_empty() => {}
            Inline::Text(text) => return Some(text),
            Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Strike(content)
            | Inline::Element(_, content)
                if content.iter().any(shows) =>
            {
                return first_text(content, may_follow_image && is_start);
            }
            Inline::Strong(_) | Inline::Emphasis(_) | Inline::Strike(_) | Inline::Element(..) => {}
            _ => return None,
        }
    }
    None
}

/// Whether a reader sees anything of `inline`.
fn shows(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => !text.trim().is_empty(),
        Inline::Break => false,
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content) => content.iter().any(shows),
        _ => true,
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
        assert_eq!(Marker::Number(1).after(" （1）一"), Some("一"));
        assert_eq!(Marker::Number(1).after("(1. 一"), None);
        assert_eq!(Marker::Bullet.after("• 一"), Some("一"));
    }
}
