//! Blocks: removes empty ones, normalises lines, and attaches sublists to the preceding item.

use crate::model::{Block, CodeBlock, Footnote, Heading, Inline, List, ListItem, ListKind};

use super::Normalizer;
use super::line::{self, LineKind};
use super::{math, text};

impl Normalizer<'_> {
    pub(super) fn blocks(&mut self, blocks: Vec<Block>) -> Vec<Block> {
        let mut done = Vec::with_capacity(blocks.len());
        for block in blocks {
            self.block(block, &mut done);
        }
        // Merges adjacent thematic breaks, including those from an unwrapped layout table.
        done.dedup_by(|block, before| *block == Block::Rule && *before == Block::Rule);
        done
    }

    fn block(&mut self, block: Block, done: &mut Vec<Block>) {
        match block {
            Block::Heading(heading) => self.heading(heading, done),
            Block::Paragraph(content) => self.paragraphs(content, done),
            Block::List(list) => self.list(list, done),
            Block::Quote(blocks) => {
                let blocks = self.blocks(blocks);
                if !blocks.is_empty() {
                    done.push(Block::Quote(blocks));
                }
            }
            Block::Code(code) => done.extend(code_block(code)),
            Block::Math(tex) => done.extend(formula(&tex)),
            Block::Table(table) => self.table(table, done),
            Block::Footnote(Footnote { label, blocks }) => {
                let blocks = self.blocks(blocks);
                if !blocks.is_empty() {
                    done.push(Block::Footnote(Footnote { label, blocks }));
                }
            }
            Block::Rule => done.push(block),
        }
    }

    /// Normalises a paragraph, which consecutive breaks split into several.
    pub(super) fn paragraphs(&mut self, content: Vec<Inline>, done: &mut Vec<Block>) {
        let lines = line::paragraphs(content, self.options.emphasis);
        done.extend(lines.into_iter().filter_map(|line| match line.as_slice() {
            [Inline::Math(math)] if math.display => formula(&math.tex),
            _ => Some(Block::Paragraph(line)),
        }));
    }

    /// Normalises a heading to one line of text. Images at its start are moved before it, all others after it. A
    /// heading without text is removed.
    fn heading(&mut self, heading: Heading, done: &mut Vec<Block>) {
        let [before, content, after] = line::without_images(heading.content);
        if !before.is_empty() {
            self.paragraphs(before, done);
        }
        let content = line::line(content, LineKind::Heading, self.options.emphasis);
        if !content.is_empty() {
            done.push(Block::Heading(Heading { content, ..heading }));
        }
        if !after.is_empty() {
            self.paragraphs(after, done);
        }
    }

    fn list(&mut self, list: List, done: &mut Vec<Block>) {
        let mut items: Vec<ListItem> = Vec::with_capacity(list.items.len());
        for ListItem { task, blocks } in list.items {
            let blocks = self.blocks(blocks);
            // An item that contains only a list would add an empty bullet, so the list is attached to the previous
            // item.
            match (blocks.as_slice(), items.last_mut()) {
                ([], _) if task.is_none() => {}
                ([Block::List(_)], Some(previous)) if task.is_none() && takes_sublist(previous) => {
                    previous.blocks.extend(blocks);
                }
                _ => items.push(item(task, blocks)),
            }
        }
        if !items.is_empty() {
            let kind = match list.kind {
                ListKind::Ordered(start) => ListKind::Ordered(start.min(ListKind::MAX_START)),
                ListKind::Bullet => ListKind::Bullet,
            };
            done.push(Block::List(List { kind, items }));
        }
    }
}

/// Removes trailing whitespace from the lines of code. Returns `None` if nothing is left.
fn code_block(CodeBlock { language, text }: CodeBlock) -> Option<Block> {
    let text = text::code(text);
    (!text.trim().is_empty()).then_some(Block::Code(CodeBlock { language, text }))
}

/// Returns a display formula, or code if no parser would accept it as a formula.
fn formula(tex: &str) -> Option<Block> {
    match math::block(tex) {
        Ok(tex) => (!tex.is_empty()).then_some(Block::Math(tex)),
        Err(source) => code_block(CodeBlock { language: None, text: source }),
    }
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

/// Whether a list attached to `item` stays separate from the item's last block.
fn takes_sublist(item: &ListItem) -> bool {
    !matches!(item.blocks.last(), None | Some(Block::List(_)))
        || matches!(item.blocks.as_slice(), [Block::List(_)] | [_, .., Block::List(_)])
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
