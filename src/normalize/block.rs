//! Blocks: removes empty ones, normalises lines, and attaches sublists to the preceding item.

use std::vec;

use crate::chars::is_line_sign;
use crate::markdown::target::{self, flattens_details};
use crate::model::{Block, CodeBlock, Details, Footnote, Heading, Inline, List, ListItem, ListKind};
use crate::options::MathSyntax;

use super::Normalizer;
use super::line;
use super::line_kind::LineKind;
use super::settled::{Texts, has_only_inner_breaks, is_settled, is_settled_between_breaks};
use super::{math, text};

impl Normalizer<'_> {
    /// Calls itself for each level of nesting. What else it does is in functions of their own, which keeps a level small
    /// on the stack.
    pub(super) fn blocks(&mut self, blocks: Vec<Block>) -> Vec<Block> {
        let (mut done, unsettled) = split_unsettled(blocks, self.texts);
        for block in unsettled {
            self.block(block, &mut done);
        }
        merge_rules(&mut done);
        done
    }

    fn block(&mut self, block: Block, done: &mut Vec<Block>) {
        match block {
            Block::List(list) => self.list(list, done),
            Block::Quote(blocks) => self.quote(blocks, done),
            Block::Details(details) => self.details(details, done),
            Block::Footnote(note) => self.footnote(note, done),
            leaf => self.leaf(leaf, done),
        }
    }

    /// Normalises a block that holds no other blocks, or a table.
    fn leaf(&mut self, block: Block, done: &mut Vec<Block>) {
        match block {
            Block::Heading(heading) => self.heading(heading, done),
            Block::Paragraph(content) => self.paragraphs(content, done),
            Block::Code(code) => done.extend(code_block(code)),
            Block::Math(tex) => done.extend(self.formula(&tex)),
            Block::Table(table) => self.table(table, done),
            other => done.push(other),
        }
    }

    fn quote(&mut self, blocks: Vec<Block>, done: &mut Vec<Block>) {
        let in_quote = std::mem::replace(&mut self.in_quote, true);
        let blocks = self.blocks(blocks);
        self.in_quote = in_quote;
        if !blocks.is_empty() {
            done.push(Block::Quote(blocks));
        }
    }

    fn footnote(&mut self, Footnote { label, blocks }: Footnote, done: &mut Vec<Block>) {
        let blocks = self.blocks(blocks);
        if !blocks.is_empty() {
            done.push(Block::Footnote(Footnote { label, blocks }));
        }
    }

    /// Normalises a paragraph, which consecutive breaks split into several.
    pub(super) fn paragraphs(&mut self, content: Vec<Inline>, done: &mut Vec<Block>) {
        if is_settled_between_breaks(&content, LineKind::Paragraph, self.texts) {
            if has_only_inner_breaks(&content) {
                return done.push(Block::Paragraph(content));
            }
            return done.extend(line::divided(content).into_iter().map(Block::Paragraph));
        }
        let lines = line::paragraphs(content, self.emphasis());
        done.extend(lines.into_iter().filter_map(|line| match line.as_slice() {
            [Inline::Math(math)] if math.display => self.formula(&math.tex),
            _ => Some(Block::Paragraph(line)),
        }));
    }

    /// Normalises a heading to one line of text, in a cell to several. Images in it follow it. A heading without text is
    /// removed.
    fn heading(&mut self, heading: Heading, done: &mut Vec<Block>) {
        let (content, images) = self.heading_line(heading.content);
        if is_drawn_line(&content) && !self.in_cell {
            done.push(Block::Rule);
        } else if !content.is_empty() {
            done.push(Block::Heading(Heading { content, ..heading }));
        }
        if !images.is_empty() {
            self.paragraphs(images, done);
        }
    }

    /// Returns the normalised line of a heading, and the images in it.
    fn heading_line(&self, content: Vec<Inline>) -> (Vec<Inline>, Vec<Inline>) {
        let has_images = content.iter().any(|inline| matches!(inline, Inline::Image(_)));
        if !has_images && is_settled(&content, LineKind::Heading, self.texts) {
            return (content, Vec::new());
        }
        let kind = if self.in_cell { LineKind::Cell } else { LineKind::Heading };
        let (content, images) = line::without_images(content, kind);
        let content = if self.in_cell {
            line::header_line(content, Texts::Any, self.emphasis())
        } else {
            line::line(content, LineKind::Heading, Texts::Any, self.emphasis())
        };
        (content, images)
    }

    /// Normalises the summary to one line. Images in it open the content.
    fn details(&mut self, Details { summary, blocks }: Details, done: &mut Vec<Block>) {
        let (summary, images) = line::without_images(summary, LineKind::Summary);
        let summary = line::line(summary, LineKind::Summary, Texts::Any, self.emphasis());
        let mut content = Vec::with_capacity(blocks.len());
        self.paragraphs(images, &mut content);
        content.append(&mut self.blocks(blocks));
        if flattens_details(self.options) {
            self.paragraphs(vec![Inline::Strong(summary)], done);
            content.into_iter().for_each(|block| push(done, block));
        } else if !(summary.is_empty() && content.is_empty()) {
            done.push(Block::Details(Details { summary, blocks: content }));
        }
    }

    /// Returns a display formula, or code if no parser would accept it as a formula.
    fn formula(&self, tex: &str) -> Option<Block> {
        // Goldmark passes formulas on with the markers of quotes that are on their lines.
        let is_raw = self.in_quote && target::math(self.options) == MathSyntax::Brackets;
        let is_line = is_raw || target::writes_formulas_as_text(self.options);
        match if is_line { math::line(tex, false) } else { math::block(tex) } {
            Ok(tex) => (!tex.is_empty()).then_some(Block::Math(tex)),
            Err(source) => code_block(CodeBlock { language: None, text: source }),
        }
    }

    fn list(&mut self, list: List, done: &mut Vec<Block>) {
        let mut items: Vec<ListItem> = Vec::with_capacity(list.items.len());
        for ListItem { task, blocks } in list.items {
            let blocks = self.blocks(blocks);
            if task.is_some() || !blocks.is_empty() {
                add_item(&mut items, item(task, blocks));
            }
        }
        if !items.is_empty() {
            let kind = match list.kind {
                ListKind::Ordered(start) => ListKind::Ordered(start.min(ListKind::MAX_START)),
                ListKind::Bullet => ListKind::Bullet,
            };
            push(done, Block::List(List { kind, items }));
        }
    }
}

/// Splits `blocks` after the lines at the start that are in their final form. Most items and cells hold nothing else.
fn split_unsettled(blocks: Vec<Block>, texts: Texts) -> (Vec<Block>, vec::IntoIter<Block>) {
    let is_settled = |block: &&Block| match block {
        Block::Paragraph(line) => is_settled(line, LineKind::Paragraph, texts),
        _ => false,
    };
    let settled = blocks.iter().take_while(is_settled).count();
    if settled == blocks.len() {
        return (blocks, Vec::new().into_iter());
    }
    // An article gets its title, too.
    let mut done = Vec::with_capacity(blocks.len() + 1);
    let mut blocks = blocks.into_iter();
    done.extend(blocks.by_ref().take(settled));
    (done, blocks)
}

/// Merges adjacent thematic breaks, including those from an unwrapped layout table.
fn merge_rules(blocks: &mut Vec<Block>) {
    blocks.dedup_by(|block, before| matches!((block, before), (Block::Rule, Block::Rule)));
}

/// Whether a heading is only a line drawn with signs, such as `-----`. Two or three ASCII signs may be an operator.
fn is_drawn_line(content: &[Inline]) -> bool {
    let [Inline::Text(text)] = content else { return false };
    let mut signs = text.chars().filter(|c| *c != ' ');
    if !signs.clone().all(is_line_sign) {
        return false;
    }
    match (signs.next(), signs.count()) {
        (Some('-'), rest) => rest >= 2,
        (Some('=' | '*' | '_' | '~'), rest) => rest >= 3,
        (_, rest) => rest >= 1,
    }
}

/// Adds `block`. A list that continues the one before it is merged with it.
fn push(done: &mut Vec<Block>, block: Block) {
    match (done.last_mut(), block) {
        (Some(Block::List(before)), Block::List(list)) if continues(before, &list) => {
            list.items.into_iter().for_each(|item| add_item(&mut before.items, item));
        }
        (_, block) => done.push(block),
    }
}

/// Whether readers take `list` for a part of the list `before` it: its bullets or numbers go on.
fn continues(before: &List, list: &List) -> bool {
    match (before.kind, list.kind) {
        (ListKind::Bullet, ListKind::Bullet) => true,
        (ListKind::Ordered(start), ListKind::Ordered(next)) => {
            let count = u32::try_from(before.items.len()).ok();
            count.and_then(|count| start.checked_add(count)) == Some(next)
                && !list.items.iter().any(ListItem::is_only_a_list)
        }
        _ => false,
    }
}

/// Adds an item. One that contains only a list would add an empty bullet, so the list is attached to the item before.
fn add_item(items: &mut Vec<ListItem>, item: ListItem) {
    match items.last_mut() {
        Some(before) if item.is_only_a_list() && !before.blocks.is_empty() => {
            item.blocks.into_iter().for_each(|block| push(&mut before.blocks, block));
        }
        _ => items.push(item),
    }
}

/// Removes trailing whitespace from the lines of code. Returns `None` if nothing is left.
fn code_block(CodeBlock { language, text }: CodeBlock) -> Option<Block> {
    let text = text::code(text);
    (!text.trim().is_empty()).then_some(Block::Code(CodeBlock { language, text }))
}

/// Builds an item. Markdown supports a checkbox only before a paragraph; before anything else it becomes text.
fn item(task: Option<bool>, mut blocks: Vec<Block>) -> ListItem {
    match (task, blocks.first()) {
        (Some(done), first) if !matches!(first, Some(Block::Paragraph(_))) => {
            let text = if done { "☑" } else { "☐" };
            blocks.insert(0, Block::Paragraph(vec![Inline::Text(text.to_owned())]));
            ListItem { task: None, blocks }
        }
        _ => ListItem { task, blocks },
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Block, Cell, Document, Inline, Table};
    use crate::normalize::normalize;
    use crate::{Options, Report};

    #[test]
    fn merges_adjacent_rules_including_those_of_a_layout_table() {
        let paragraph = Block::Paragraph(vec![Inline::Text("a".into())]);
        let cell = Cell::new(vec![Block::Rule, paragraph.clone()]);
        let table = Block::Table(Table { rows: vec![vec![cell]], ..Table::default() });
        let mut document = Document { blocks: vec![paragraph.clone(), Block::Rule, table] };
        normalize(&mut document, &Options::default(), &mut Report::default());
        assert_eq!(document.blocks, [paragraph.clone(), Block::Rule, paragraph]);
    }
}
