//! Headings, quotes and lists of the page.

use super::reader::{Deferred, List, PageReader, TypedMarker};
use crate::chars::is_line_sign;
use crate::dom::{Element, Node};
use crate::model::HeadingLevel;
use crate::verify::category::Category;
use crate::verify::inventory::is_visible;
use crate::verify::urls;

impl<'a> PageReader<'a, '_> {
    pub(super) fn quote(&mut self, element: Element<'a>) {
        self.quote_of(element, None);
    }

    /// Reads a quote, with a first line that the page does not show.
    pub(super) fn quote_of(&mut self, element: Element<'a>, first_line: Option<&str>) {
        self.typed_marker = None;
        let start = self.inventory.offset();
        let boundary = self.inventory.begin_block();
        self.open_blocks += 1;
        if let Some(line) = first_line {
            self.end_line();
            self.inventory.push_text(line);
        }
        self.block(element);
        self.open_blocks -= 1;
        self.inventory.end_block(start, boundary);
        if !self.in_table {
            self.inventory.mark(Category::Quotes, start, [0; 3], String::new());
        }
    }

    /// Reads a heading as one line. Whatever does not fit into the line follows it, images first.
    pub(super) fn heading(&mut self, element: Element<'a>, level: HeadingLevel) {
        if self.in_table {
            return self.styled_block(element, Category::Strong);
        }
        if self.deferred.is_some() {
            return self.children(element);
        }
        let (line, rest) = first_line(element);
        if !rest.is_empty() {
            self.expected.changed("heading-article");
        }
        self.heading_line(element, line, level);
        rest.into_iter().for_each(|node| self.node(node));
        self.inventory.end_line();
    }

    fn heading_line(&mut self, element: Element<'a>, line: Vec<Node<'a>>, level: HeadingLevel) {
        self.inventory.end_line();
        let start = self.inventory.offset();
        self.deferred = Some(Deferred::default());
        line.into_iter().for_each(|node| self.node(node));
        let deferred = self.deferred.take().unwrap_or_default();
        let is_dropped = self.drop_repeated_title(true);
        if is_dropped == Some(true) {
            // Links to it point to the title, the first heading.
            names(element).for_each(|name| {
                self.anchors.entry(urls::anchor_name(name)).or_insert(0);
            });
        }
        if is_drawn(self.inventory.text.get(start..).unwrap_or_default()) {
            self.expected.changed("heading-rule");
            self.inventory.truncate(start);
        }
        self.inventory.end_line();
        if self.inventory.offset() > start {
            self.inventory.mark(Category::Headings, start, [u32::from(level.get()), 0, 0], String::new());
            self.inventory.plain(start);
            for name in names(element) {
                self.anchors.entry(urls::anchor_name(name)).or_insert(self.headings);
            }
            self.headings += 1;
        }
        self.deferred(deferred);
    }

    /// Reads what does not fit into the line before it.
    pub(super) fn deferred(&mut self, deferred: Deferred<'a>) {
        for (image, link) in deferred.images {
            self.expected.changed("heading-moved");
            let start = self.inventory.offset();
            self.image(image);
            let url = link.and_then(|link| link.attribute("href")).and_then(|href| self.target(href));
            if let Some(url) = url {
                self.inventory.mark(Category::Links, start, [0; 3], url);
            }
        }
        self.inventory.end_line();
        for block in deferred.blocks {
            self.expected.changed("heading-moved");
            self.element(block);
        }
    }

    pub(super) fn list(&mut self, element: Element<'a>) {
        let start = number(element, "start").unwrap_or(1);
        self.end_line();
        let before = self.inventory.offset();
        self.lists.push(List { next: (element.tag() == "ol").then_some(start), has_items: false });
        self.children(element);
        self.lists.pop();
        self.end_line();
        self.nested += self.inventory.offset() - before;
    }

    pub(super) fn item(&mut self, element: Element<'a>) {
        self.end_line();
        let start = self.inventory.offset();
        let value = number(element, "value");
        if let Some(next) = self.lists.last_mut().and_then(|list| list.next.as_mut()) {
            *next = value.unwrap_or(*next);
        }
        let number = self.lists.last().and_then(|list| list.next);
        let nested = std::mem::take(&mut self.nested);
        let task = self.task.take();
        if self.in_table && has_own_content(element) {
            let marker = number.map_or_else(|| "•".to_owned(), |number| format!("{number}."));
            self.inventory.push_text(&marker);
            self.marker_end = Some(self.inventory.offset());
        }
        self.typed_marker = Some(TypedMarker { number, start: self.inventory.offset() });
        let boundary = self.inventory.begin_block();
        let before = self.inventory.offset();
        self.open_blocks += 1;
        self.children(element);
        self.open_blocks -= 1;
        self.inventory.end_block(before, boundary);
        self.typed_marker = None;
        self.end_line();
        let task = std::mem::replace(&mut self.task, task);
        // A checkbox without content is not a task.
        let task = match task {
            Some(done) if self.inventory.offset() == start && !self.in_table => {
                self.inventory.push_text(if done { "☑" } else { "☐" });
                self.end_line();
                None
            }
            task => task,
        };
        let is_own = self.inventory.offset() - start > self.nested || task.is_some();
        self.nested = nested;
        let has_items = self.lists.last().is_some_and(|list| list.has_items);
        if !is_own && (has_items || self.inventory.offset() == start) {
            return;
        }
        let depth = u32::try_from(self.lists.len()).unwrap_or(u32::MAX).max(1);
        if let Some(list) = self.lists.last_mut() {
            list.has_items = true;
            list.next = list.next.map(|next| next.saturating_add(1));
        }
        if is_own && !self.in_table {
            let task = task.map_or(0, |done| 1 + u32::from(done));
            let number = number.map_or(0, |number| number.saturating_add(1));
            self.inventory.mark(Category::Items, start, [depth, number, task], String::new());
        }
    }
}

/// Whether the text of a heading is a line of dashes or the like, which becomes a rule.
fn is_drawn(text: &str) -> bool {
    let shortest = match text.chars().next() {
        Some('-') => 3,
        Some('=' | '*' | '_' | '~') => 4,
        _ => 2,
    };
    text.chars().count() >= shortest && text.chars().all(is_line_sign)
}

/// Returns the names by which links can refer to a heading: its own, and those of anchors in it or right before it.
fn names(heading: Element<'_>) -> impl Iterator<Item = &str> {
    let is_anchor = |e: &Element<'_>| matches!(e.tag(), "a" | "span");
    let before = std::iter::successors(heading.node().previous(), |node| node.previous());
    let before = before.filter(|node| node.as_element().is_some() || !node.is_whitespace_only()).take(1);
    let before =
        before.filter_map(Node::as_element).filter(move |e| is_anchor(e) && e.node().is_whitespace_only());
    let all = std::iter::once(heading).chain(heading.elements().filter(is_anchor)).chain(before);
    all.flat_map(|e| [e.id(), e.attribute("name")]).flatten().filter(|name| !name.is_empty())
}

/// Returns the number in an attribute of a list or an item.
fn number(element: Element<'_>, name: &str) -> Option<u32> {
    let number = element.attribute(name)?.trim().parse::<u32>().ok()?;
    Some(number.min(999_999_999))
}

/// Whether an item contains anything besides lists.
fn has_own_content(item: Element<'_>) -> bool {
    let is_list = |e: Element<'_>| matches!(e.tag(), "ul" | "ol" | "dir" | "menu");
    let shows = |e: &Element<'_>| matches!(e.tag(), "img" | "input");
    item.node().children().any(|child| match child.as_element() {
        Some(element) => {
            !is_list(element)
                && (!child.is_whitespace_only() || shows(&element) || element.find(|e| shows(&e)).is_some())
        }
        None => !child.is_comment() && !child.is_whitespace_only(),
    })
}

/// Splits the nodes of a heading into those of its line and those after it. If a heading contains a whole article,
/// only the first paragraph is the heading.
fn first_line<'a>(heading: Element<'a>) -> (Vec<Node<'a>>, Vec<Node<'a>>) {
    const TITLE_BLOCKS: usize = 2;
    const TITLE_LETTERS: usize = 120;
    let is_box = |e: Element<'a>| matches!(e.tag(), "p" | "div");
    let mut nodes: Vec<Node<'a>> = heading.node().children().collect();
    let boxes = heading.child_elements().filter(|e| is_box(*e)).count();
    let is_long = || heading.text().chars().filter(|c| is_visible(*c)).nth(TITLE_LETTERS).is_some();
    if boxes <= TITLE_BLOCKS || !(heading.find_tag("img").is_some() || is_long()) {
        return (nodes, Vec::new());
    }
    let shows = |node: &Node<'a>| {
        !node.is_whitespace_only() || node.as_element().is_some_and(|e| e.find_tag("img").is_some())
    };
    let first = nodes.iter().position(shows).unwrap_or_default();
    let is_line = |node: &Node<'a>| !node.as_element().is_some_and(is_box);
    let line = nodes.iter().skip(first).take_while(|node| is_line(node)).count().max(1);
    let rest = nodes.split_off(first + line);
    (nodes, rest)
}
