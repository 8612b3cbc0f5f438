//! Lists and their items.

use std::mem;

use crate::csdn::text::{TYPED_BULLETS, TYPED_NUMBER_CLOSERS, TYPED_NUMBER_ENDS, TYPED_NUMBER_STARTS};
use crate::dom::{Element, Node};
use crate::model::{Block, Inline, List, ListItem, ListKind};

use super::Lowerer;

impl Lowerer<'_> {
    pub(super) fn list(&mut self, element: Element<'_>) {
        let mut kind = kind(element);
        let mut items: Vec<ListItem> = Vec::new();
        let mut strays: Vec<Node<'_>> = Vec::new();
        for child in element.node().children() {
            let Some(item) = child.as_element().filter(|e| e.tag() == "li" && !self.is_dropped(*e)) else {
                strays.push(child);
                continue;
            };
            self.strays(&mem::take(&mut strays), &mut items);
            if self.is_note(item) {
                self.note_among(mem::take(&mut items), item, &mut kind);
                continue;
            }
            let number = u32::try_from(items.len()).unwrap_or(u32::MAX);
            let item = self.item(item, marker(kind, number));
            items.push(item);
        }
        self.strays(&strays, &mut items);
        // Content before the first item is already in `self.blocks`, so the list follows it.
        if !items.is_empty() {
            self.block(Block::List(List { kind, items }));
        }
    }

    /// Lowers a note in a list: it parts the list, and its number is not given again.
    fn note_among(&mut self, before: Vec<ListItem>, note: Element<'_>, kind: &mut ListKind) {
        let count = u32::try_from(before.len()).unwrap_or(u32::MAX);
        if !before.is_empty() {
            self.block(Block::List(List { kind: *kind, items: before }));
        }
        if let ListKind::Ordered(start) = kind {
            *start = start.saturating_add(count).saturating_add(1);
        }
        self.footnote(note);
    }

    /// Lowers content of a list between its items. It becomes part of the preceding item. Without one it precedes the
    /// list, as in lists used only for indentation.
    fn strays(&mut self, nodes: &[Node<'_>], items: &mut [ListItem]) {
        if nodes.iter().all(|node| is_ignorable(*node)) {
            return;
        }
        self.end_paragraph();
        let outer = items.last_mut().map(|last| mem::replace(&mut self.blocks, mem::take(&mut last.blocks)));
        nodes.iter().for_each(|node| self.node(*node));
        self.end_paragraph();
        if let (Some(last), Some(outer)) = (items.last_mut(), outer) {
            last.blocks = mem::replace(&mut self.blocks, outer);
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
        self.block(Block::List(List { kind: ListKind::Bullet, items: vec![item] }));
    }
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
