//! Lists and their items.

use std::mem;

use crate::clean::{Disposition, Kind};
use crate::csdn::text::{TYPED_BULLETS, TYPED_NUMBER_CLOSERS, TYPED_NUMBER_ENDS, TYPED_NUMBER_STARTS};
use crate::dom::{Element, Node};
use crate::model::{Block, Details, Inline, Link, List, ListItem, ListKind, Table};
use crate::options::InlineHtml;

use super::Lowerer;
use super::inline_builder::{LinkTarget, Style};

impl Lowerer<'_> {
    pub(super) fn list(&mut self, element: Element<'_>) {
        self.end_paragraph();
        let mut list = List { kind: kind(element), items: Vec::new() };
        self.items(element, &mut list);
        self.end_list(list);
    }

    /// Adds the items below `parent`, and in elements that are only around them, to `list`.
    fn items(&mut self, parent: Element<'_>, list: &mut List) {
        let mut strays: Vec<Node<'_>> = Vec::new();
        for child in parent.node().children() {
            let element =
                child.as_element().filter(|e| self.is_item(*e) || self.wraps_items(*e, MAX_WRAPPERS));
            let Some(element) = element else {
                strays.push(child);
                continue;
            };
            self.strays(&strays, &mut list.items);
            strays.clear();
            if element.tag() != "li" {
                self.wrapped_items(element, list);
                continue;
            }
            if let Some(kind) = renumbered(list, element) {
                let before = mem::replace(list, List { kind, items: Vec::new() });
                self.end_list(before);
            }
            if self.is_note(element) {
                self.note_among(list, element);
                continue;
            }
            let marker = Marker::of(list);
            list.items.push(self.item(element, marker));
        }
        self.strays(&strays, &mut list.items);
    }

    fn is_item(&self, element: Element<'_>) -> bool {
        element.tag() == "li" && !self.is_dropped(element)
    }

    /// Whether `element` is only a paragraph, a heading or a style around items: `<ul><div><li>`, `<ul><b><li>`.
    fn wraps_items(&self, element: Element<'_>, depth: usize) -> bool {
        let is_wrapper = match self.classifier.classify(element) {
            Disposition::Unwrap => true,
            Disposition::Lower(kind) => matches!(
                kind,
                Kind::Paragraph
                    | Kind::Heading(_)
                    | Kind::Strong
                    | Kind::Emphasis
                    | Kind::Strike
                    | Kind::Element(_)
                    | Kind::Link
                    | Kind::Term
                    | Kind::Caption
            ),
            Disposition::Drop(_) => false,
        };
        is_wrapper
            && depth > 0
            && element.child_elements().any(|e| self.is_item(e) || self.wraps_items(e, depth - 1))
    }

    fn wrapped_items(&mut self, wrapper: Element<'_>, list: &mut List) {
        let style = match self.classifier.classify(wrapper) {
            Disposition::Lower(Kind::Strong) => Some(Style::Strong),
            Disposition::Lower(Kind::Emphasis) => Some(Style::Emphasis),
            Disposition::Lower(Kind::Strike) => Some(Style::Strike),
            Disposition::Lower(Kind::Element(tag)) if self.options.inline_html != InlineHtml::Drop => {
                Some(Style::Element(tag))
            }
            Disposition::Lower(Kind::Link) if !self.in_link => {
                self.target(wrapper).map(|url| Style::Link(LinkTarget::new(url, None)))
            }
            _ => None,
        };
        let Some(style) = style.filter(|style| !self.line.is_open(style)) else {
            return self.items(wrapper, list);
        };
        let outer = self.in_link;
        self.in_link |= matches!(style, Style::Link(_));
        self.line.open(style);
        self.items(wrapper, list);
        self.line.close();
        self.in_link = outer;
    }

    /// Adds `list`. Content before its first item is already in `self.blocks`, so the list follows it.
    fn end_list(&mut self, list: List) {
        if !list.items.is_empty() {
            self.block(Block::List(list));
        }
    }

    /// Lowers a note in a list: it parts the list, and its number is not given again.
    fn note_among(&mut self, list: &mut List, note: Element<'_>) {
        let kind = match Marker::of(list) {
            Marker::Bullet => ListKind::Bullet,
            Marker::Number(number) => ListKind::Ordered(number.saturating_add(1)),
        };
        let before = mem::replace(list, List { kind, items: Vec::new() });
        self.end_list(before);
        self.footnote(note);
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
        match items.iter_mut().rfind(|item| item.task.is_some() || item.blocks.iter().any(is_shown)) {
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
        // A task has text. What follows the item later is not its text.
        if let Some(done) = task.filter(|_| !blocks.iter().any(is_shown)) {
            let sign = if done { "☑" } else { "☐" };
            let line = vec![Inline::Text(sign.to_owned())];
            return ListItem { task: None, blocks: vec![Block::Paragraph(line)] };
        }
        ListItem { task, blocks }
    }

    /// Lowers an `li` outside any list to a list of its own. Normalizing merges neighbours.
    pub(super) fn orphan_item(&mut self, element: Element<'_>) {
        let item = self.item(element, Marker::Bullet);
        self.block(bullets(item));
    }
}

/// The maximum number of elements between a list and the next item in them.
const MAX_WRAPPERS: usize = 4;

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
        let (line, may_follow_image) = match blocks.iter_mut().find(|block| is_shown(block)) {
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

/// Whether a reader sees anything of `block`.
pub(super) fn is_shown(block: &Block) -> bool {
    match block {
        Block::Paragraph(line) => line.iter().any(shows),
        Block::Heading(heading) => heading.content.iter().any(shows) || !heading.anchors.is_empty(),
        Block::Code(code) => !code.text.trim().is_empty(),
        Block::Quote(blocks) => blocks.iter().any(is_shown),
        Block::List(list) => {
            list.items.iter().any(|item| item.task.is_some() || item.blocks.iter().any(is_shown))
        }
        Block::Details(Details { summary, blocks }) => {
            summary.iter().any(shows) || blocks.iter().any(is_shown)
        }
        Block::Table(Table { caption, rows, .. }) => {
            caption.iter().any(shows) || rows.iter().flatten().any(|cell| cell.blocks.iter().any(is_shown))
        }
        _ => true,
    }
}

/// Whether a reader sees anything of `inline`.
fn shows(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => !text.trim().is_empty(),
        Inline::Break => false,
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Link(Link { content, .. })
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
