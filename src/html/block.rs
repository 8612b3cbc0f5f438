use super::element::{Attribute, Class, Element, Void};
use super::flat_text;
use super::headings::{OutlineEntry, shifted};
use super::renderer::Renderer;
use crate::model::{Block, CodeBlock, Details, Heading, Inline, List, ListItem, ListKind};

impl<'a> Renderer<'a> {
    /// Writes blocks, each on a line of its own.
    pub(super) fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    /// Writes the content of an item or cell, whose only paragraph needs no element.
    pub(super) fn content(&mut self, blocks: &'a [Block]) {
        match blocks {
            [] => {}
            [Block::Paragraph(content)] => self.inlines(content),
            _ => {
                self.writer.line_end();
                self.blocks(blocks);
            }
        }
    }

    fn block(&mut self, block: &'a Block) {
        if self.writer.is_full() {
            return self.writer.text(&flat_text::of_block(block));
        }
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => self.line(Element::P, content),
            Block::List(list) => self.list(list),
            Block::Quote(blocks) => {
                self.writer.start(Element::Blockquote, []);
                self.writer.line_end();
                self.blocks(blocks);
                self.writer.end();
            }
            Block::Details(details) => self.details(details),
            Block::Code(code) => self.code(code),
            Block::Math(tex) => {
                self.writer.start(Element::Div, [Attribute::Class(Class::Math)]);
                self.formula(tex, true);
                self.writer.end();
            }
            Block::Table(table) => self.table(table),
            Block::Rule => self.writer.void(Void::Hr, []),
            // Notes are listed at the end.
            Block::Footnote(_) => return,
        }
        self.writer.line_end();
    }

    fn line(&mut self, element: Element, content: &'a [Inline]) {
        self.writer.start(element, []);
        self.inlines(content);
        self.writer.end();
    }

    fn heading(&mut self, heading: &'a Heading) {
        let id = self.id(self.ids.of(heading));
        if self.in_header_cell {
            self.writer.start(Element::P, [Attribute::Class(Class::Heading), Attribute::Id(&id)]);
            self.inlines(&heading.content);
            return self.writer.end();
        }
        let level = shifted(heading.level, self.options.heading_shift);
        self.writer.start(Element::H(level), [Attribute::Id(&id)]);
        self.inlines(&heading.content);
        self.writer.end();
        let text = flat_text::of_line(&heading.content);
        if !(self.in_table || self.in_note || text.trim().is_empty()) {
            self.outline.push(OutlineEntry { level, id, text: text.trim().to_owned() });
        }
    }

    fn list(&mut self, list: &'a List) {
        match list.kind {
            ListKind::Bullet => self.writer.start(Element::Ul, []),
            ListKind::Ordered(1) => self.writer.start(Element::Ol, []),
            ListKind::Ordered(start) => {
                self.writer.start(Element::Ol, [Attribute::Start(start.min(ListKind::MAX_START))]);
            }
        }
        self.writer.line_end();
        for item in &list.items {
            self.item(item);
            self.writer.line_end();
        }
        self.writer.end();
    }

    /// Writes an item. A line with nothing but lists after it needs no paragraph.
    fn item(&mut self, item: &'a ListItem) {
        self.writer.start(Element::Li, item.task.map(|_| Attribute::Class(Class::Task)));
        if let Some((Block::Paragraph(line), rest)) = item.blocks.split_first() {
            let is_tight = rest.iter().all(|block| matches!(block, Block::List(_)));
            if !is_tight {
                self.writer.line_end();
                self.writer.start(Element::P, []);
            }
            self.checkbox(item.task);
            self.inlines(line);
            if !is_tight {
                self.writer.end();
            }
            if !rest.is_empty() {
                self.writer.line_end();
                self.blocks(rest);
            }
        } else {
            self.checkbox(item.task);
            self.content(&item.blocks);
        }
        self.writer.end();
    }

    fn checkbox(&mut self, task: Option<bool>) {
        let Some(is_done) = task else { return };
        let checked = is_done.then_some(Attribute::Checked);
        self.writer.void(Void::Input, [Attribute::Checkbox, Attribute::Disabled].into_iter().chain(checked));
        self.writer.text(" ");
    }

    fn details(&mut self, details: &'a Details) {
        self.writer.start(Element::Details, []);
        self.writer.line_end();
        if details.summary.is_empty() {
            self.writer.start(Element::Summary, []);
            self.writer.text(self.options.wording.details);
            self.writer.end();
        } else {
            self.line(Element::Summary, &details.summary);
        }
        self.writer.line_end();
        self.blocks(&details.blocks);
        self.writer.end();
    }

    fn code(&mut self, code: &CodeBlock) {
        let language = code.language.as_ref();
        self.writer.start(Element::Pre, language.map(Attribute::DataLanguage));
        self.writer.start(Element::Code, language.map(Attribute::LanguageClass));
        self.writer.text(&code.text);
        self.writer.end();
        self.writer.end();
    }
}
