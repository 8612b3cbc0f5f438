//! Headings, quotes and lists of the page.

use super::container::{BlockKind, List, Place, SublistItem};
use super::moved::LineRest;
use super::reader::{PageReader, TypedMarker};
use crate::chars::is_line_sign;
use crate::clean::{Disposition, Kind};
use crate::dom::{Element, Node};
use crate::markdown::target;
use crate::model::HeadingLevel;
use crate::verify::category::Category;
use crate::verify::html_tag::kept_tag_number;
use crate::verify::urls;
use crate::verify::visible::is_visible;

impl<'a> PageReader<'a, '_> {
    pub(super) fn quote(&mut self, element: Element<'a>) {
        self.quote_of(element, None);
    }

    /// Reads a quote, with a first line that the page does not show.
    pub(super) fn quote_of(&mut self, element: Element<'a>, first_line: Option<&str>) {
        self.typed_marker = None;
        self.end_line();
        let start = self.inventory.offset();
        let boundary = self.inventory.begin_block();
        self.open_blocks += 1;
        let outer = self.enter(false);
        if let Some(line) = first_line {
            self.end_line();
            self.inventory.push_text(line);
            self.inventory.unstyled(start);
        }
        self.block(element);
        self.leave(start, outer, BlockKind::Other);
        self.open_blocks -= 1;
        self.inventory.end_block(start, boundary);
        if !self.in_table {
            self.inventory.mark(Category::Quotes, start, [0; 3], String::new());
        }
    }

    /// Reads a heading as one line. Whatever does not fit into the line follows it, images first.
    pub(super) fn heading(&mut self, element: Element<'a>, level: HeadingLevel) {
        if self.container.is_line {
            let (start, first) = (self.inventory.offset(), self.container.blocks.len());
            self.block(element);
            return self.insert_block(first, start, BlockKind::Heading);
        }
        self.end_line();
        let start = self.inventory.offset();
        let boundary = self.inventory.begin_block();
        if self.in_table {
            let rest = self.heading_content(element, false);
            self.inventory.mark_own(Category::Strong, start..self.inventory.offset());
            return self.end_heading(start, boundary, rest);
        }
        let is_article = self.holds_article(element);
        let number = self.headings;
        self.headings += 1;
        let outer = std::mem::take(&mut self.anchors);
        let rest = self.heading_content(element, is_article);
        let mut inner = std::mem::replace(&mut self.anchors, outer);
        if self.drop_repeated_title(true) == Some(true) {
            // Links to it point to the title, the first heading.
            names(element, is_article).for_each(|name| {
                self.anchors.entry(urls::anchor_name(name)).or_insert(0);
            });
        }
        if is_drawn(self.inventory.text.get(start..).unwrap_or_default()) {
            self.expected.changed("heading-rule");
            self.inventory.truncate(start);
            self.add_rule();
        }
        let is_shown = self.inventory.offset() > start;
        let gone = u32::from(!is_shown);
        self.headings -= gone;
        inner.values_mut().for_each(|number| *number -= gone);
        if is_shown {
            self.inventory.mark(Category::Headings, start, [u32::from(level.get()), 0, 0], String::new());
            self.inventory.plain(start);
            for name in names(element, is_article) {
                self.anchors.entry(urls::anchor_name(name)).or_insert(number);
            }
        }
        inner.into_iter().for_each(|(name, number)| {
            self.anchors.entry(name).or_insert(number);
        });
        self.end_heading(start, boundary, rest);
    }

    /// Whether a heading contains a whole article, so that only its first paragraph is the heading: another heading
    /// and more, or more paragraphs than a title has and images or a long text.
    fn holds_article(&self, heading: Element<'a>) -> bool {
        const TITLE_BLOCKS: usize = 2;
        const TITLE_LETTERS: usize = 120;
        let inner = heading.find(is_heading).map(|inner| self.letters(inner, TITLE_LETTERS + 1));
        if let Some(inner) = inner.filter(|inner| *inner > 0) {
            return self.letters(heading, inner + 1) > inner;
        }
        let boxes = heading.child_elements().filter(|e| matches!(e.tag(), "p" | "div")).count();
        boxes > TITLE_BLOCKS
            && (heading.find_tag("img").is_some() || self.letters(heading, TITLE_LETTERS + 1) > TITLE_LETTERS)
    }

    /// Counts the visible characters of `element`, up to `limit`.
    fn letters(&self, element: Element<'a>, limit: usize) -> usize {
        let mut count = 0;
        let mut nodes = element.node().descendants();
        while let Some(node) = nodes.next().filter(|_| count < limit) {
            if node.as_element().is_some_and(|e| self.is_dropped(e) || e.tag() == "iframe") {
                nodes.skip_below(node);
            }
            count += node.as_text().map_or(0, |text| text.chars().filter(|c| is_visible(*c)).count());
        }
        count.min(limit)
    }

    /// Reads the line of a heading. Returns what follows it.
    fn heading_content(&mut self, element: Element<'a>, is_article: bool) -> LineRest {
        if is_article {
            self.expected.changed("heading-article");
            return self.first_line_of(element);
        }
        self.line_of(element.node().children(), self.in_table)
    }

    /// Ends the line of a heading and adds what follows it.
    fn end_heading(&mut self, start: usize, boundary: usize, rest: LineRest) {
        self.end_line();
        self.inventory.end_block(start, boundary);
        self.add_block(start, BlockKind::Heading);
        self.add_rest(rest);
    }

    pub(super) fn list(&mut self, element: Element<'a>) {
        let start = number(element, "start").unwrap_or(1);
        self.end_line();
        self.lists.push(List { next: (element.tag() == "ol").then_some(start), ..List::default() });
        self.list_children(element);
        self.end_line();
        if let Some((first, blocks)) = self.lists.pop().and_then(|list| list.first) {
            self.container.blocks.truncate(blocks);
            self.add_block(first, BlockKind::Other);
            self.inventory.mark_boundary();
            self.nested += self.inventory.offset() - first;
        }
    }

    /// Reads items, those in elements between the list and its items, and content beside them, which belongs to the
    /// item before it.
    fn list_children(&mut self, parent: Element<'a>) {
        for child in parent.node().children() {
            let wrapper = child.as_element().filter(|e| self.wraps_items(*e, MAX_WRAPPERS));
            let is_item = child.as_element().is_some_and(|e| e.tag() == "li");
            if let Some(list) = self.lists.last_mut() {
                list.place = if wrapper.is_some() || is_item { Place::Itself } else { Place::Stray };
                // What follows an item belongs to it.
                if list.place == Place::Stray && list.first.is_some() && self.inventory.boundary() == list.end
                {
                    self.inventory.set_boundary(list.boundary);
                }
            }
            let (before, nested) = (self.inventory.offset(), self.nested);
            match wrapper {
                Some(wrapper) => self.wrapped_items(wrapper),
                None if self
                    .lists
                    .last()
                    .is_some_and(|list| list.place == Place::Stray && list.first.is_some()) =>
                {
                    let outer = self.enter(false);
                    self.node(child);
                    self.leave(before, outer, BlockKind::Other);
                }
                None => self.node(child),
            }
            if self.inventory.offset() - before > self.nested - nested {
                self.add_to_last_item();
            }
        }
    }

    /// Adds content beside items to the last one. One that held only a list has content of its own now.
    fn add_to_last_item(&mut self) {
        let depth = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let list = self.lists.last_mut().filter(|list| list.place == Place::Stray);
        let Some(list) = list else { return };
        if let Some(SublistItem { start, number, is_counted }) = list.sublist_item.take() {
            if !is_counted {
                list.next = list.next.map(|next| next.saturating_add(1));
            }
            self.inventory.mark(Category::Items, start, [depth, number, 0], String::new());
        }
    }

    /// Whether `element` is only a paragraph, a heading or a style around items.
    fn wraps_items(&self, element: Element<'a>, depth: usize) -> bool {
        let is_wrapper = match self.rules.map(|rules| rules.classify(element)) {
            Some(Disposition::Unwrap) => true,
            Some(Disposition::Lower(kind)) => is_wrapper(kind),
            Some(Disposition::Drop(_)) | None => false,
        };
        let is_item =
            |e: Element<'a>| (e.tag() == "li" && !self.is_dropped(e)) || self.wraps_items(e, depth - 1);
        is_wrapper && depth > 0 && element.child_elements().any(is_item)
    }

    fn wrapped_items(&mut self, wrapper: Element<'a>) {
        self.end_line();
        let start = self.inventory.offset();
        let kind = self.rules.map(|rules| rules.classify(wrapper));
        let url = wrapper
            .attribute("href")
            .filter(|_| kind == Some(Disposition::Lower(Kind::Link)) && !self.in_link);
        let url = url.and_then(|href| self.target(href));
        let outer = self.in_link;
        self.in_link |= url.is_some();
        self.list_children(wrapper);
        self.in_link = outer;
        self.end_line();
        if let Some(url) = url {
            self.inventory.mark(Category::Links, start, [0; 3], url);
        }
        self.mark_style(wrapper, start);
    }

    /// Marks the text since `start` with the style that `element` has.
    pub(super) fn mark_style(&mut self, element: Element<'a>, start: usize) {
        let (category, number) = match self.rules.map(|rules| rules.classify(element)) {
            Some(Disposition::Lower(Kind::Strong)) => (Category::Strong, 0),
            Some(Disposition::Lower(Kind::Emphasis)) => (Category::Emphasis, 0),
            Some(Disposition::Lower(Kind::Strike)) => (Category::Strike, 0),
            _ => match kept_tag_number(element.tag()) {
                Some(number) if target::keeps_elements(self.options) => (Category::Html, number),
                _ => return,
            },
        };
        self.inventory.mark(category, start, [number, 0, 0], String::new());
    }

    /// Reads an item. One outside any list is a list of its own.
    pub(super) fn item(&mut self, element: Element<'a>) {
        self.end_line();
        let is_orphan = self.lists.last().is_none_or(|list| list.place != Place::Itself);
        self.lists.extend(is_orphan.then(List::default));
        let start = self.inventory.offset();
        let value = number(element, "value");
        let list = self.lists.last_mut();
        let number = list.and_then(|list| {
            list.place = Place::Item;
            list.next = list.next.map(|next| value.unwrap_or(next));
            list.next
        });
        let (blocks, outer) = (self.container.blocks.len(), self.enter(false));
        let (nested, task) = self.item_content(element, number, start);
        let is_own = self.inventory.offset() - start > nested || task.is_some();
        self.leave(start, outer, BlockKind::Other);
        let depth = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let number = number.map_or(0, |number| number.saturating_add(1));
        let is_shown = self.inventory.offset() > start;
        if let Some(list) = self.lists.last_mut() {
            list.place = Place::Itself;
            let is_counted = is_own || (!list.has_items && is_shown);
            if is_counted {
                list.has_items = true;
                list.first.get_or_insert((start, blocks));
                list.next = list.next.map(|next| next.saturating_add(1));
            }
            if is_shown {
                list.sublist_item = (!is_own).then_some(SublistItem { start, number, is_counted });
            }
        }
        if is_orphan {
            self.lists.pop();
            self.nested += self.inventory.offset() - start;
        }
        if is_own && !self.in_table {
            let task = task.map_or(0, |done| 1 + u32::from(done));
            self.inventory.mark(Category::Items, start, [depth, number, task], String::new());
        }
    }

    /// Reads the content of an item. Returns how much of it belongs to nested lists, and its task checkbox.
    fn item_content(
        &mut self,
        element: Element<'a>,
        number: Option<u32>,
        start: usize,
    ) -> (usize, Option<bool>) {
        let nested = std::mem::take(&mut self.nested);
        let task = self.task.take();
        self.typed_marker = Some(TypedMarker { number, start: self.inventory.offset() });
        let boundary = self.inventory.begin_block();
        let before = self.inventory.offset();
        self.open_blocks += 1;
        self.children(element);
        self.open_blocks -= 1;
        let inner = self.inventory.boundary();
        self.inventory.end_block(before, boundary);
        if let Some(list) = self.lists.last_mut().filter(|_| self.inventory.offset() > before) {
            (list.boundary, list.end) = (inner, self.inventory.offset());
        }
        self.typed_marker = None;
        self.end_line();
        let task = std::mem::replace(&mut self.task, task);
        let nested = std::mem::replace(&mut self.nested, nested);
        // Markdown has a checkbox only before a paragraph; before anything else it becomes text, as in a cell.
        let is_empty = self.inventory.offset() == start;
        let is_sign = task.is_some() && (is_empty || self.container.opens_with_block(start));
        if let Some(done) = task.filter(|_| is_sign) {
            self.inventory.insert(start, if done { "☑" } else { "☐" }, true);
        }
        let task = task.filter(|_| !is_sign);
        if self.in_table && (task.is_some() || self.inventory.offset() - start > nested) {
            let mut marker = number.map_or_else(|| "•".to_owned(), |number| format!("{number}."));
            marker.push_str(task.map_or("", |done| if done { "[x]" } else { "[]" }));
            self.inventory.insert(start, &marker, false);
        }
        (nested, task)
    }
}

/// The maximum number of elements between a list and the next item in them.
const MAX_WRAPPERS: usize = 4;

/// Whether a kind is a paragraph, a heading or a style, which may be between a list and its items.
const fn is_wrapper(kind: Kind) -> bool {
    matches!(
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
    )
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

/// Returns the names by which links can refer to a heading: its own, and those of anchors in it or right before it. In
/// an article, the anchors in other headings are theirs.
fn names(heading: Element<'_>, is_article: bool) -> impl Iterator<Item = &str> {
    let is_anchor = |e: &Element<'_>| matches!(e.tag(), "a" | "span");
    let before = std::iter::successors(heading.node().previous(), |node| node.previous());
    let before = before.filter(|node| node.as_element().is_some() || !node.is_whitespace_only()).take(1);
    let before =
        before.filter_map(Node::as_element).filter(move |e| is_anchor(e) && e.node().is_whitespace_only());
    let is_own = move |e: &Element<'_>| {
        let mut around = e.node().ancestors().take_while(|above| above.node() != heading.node());
        !is_article || !around.any(is_heading)
    };
    let inside = heading.elements().filter(is_anchor).filter(is_own);
    let all = std::iter::once(heading).chain(inside).chain(before);
    all.flat_map(|e| [e.id(), e.attribute("name")]).flatten().filter(|name| !name.is_empty())
}

/// Returns the number in an attribute of a list or an item.
fn number(element: Element<'_>, name: &str) -> Option<u32> {
    let number = element.attribute(name)?.trim().parse::<u32>().ok()?;
    Some(number.min(999_999_999))
}

fn is_heading(element: Element<'_>) -> bool {
    matches!(element.tag(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
