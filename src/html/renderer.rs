use super::headings::{Ids, OutlineEntry};
use super::notes::Notes;
use super::options::HtmlOptions;
use super::writer::Writer;
use crate::model::{Block, Document, Footnote, Heading};

/// Bytes of all formulas of a document that are shown as such. KaTeX needs some seconds for as many of the worst ones.
pub(super) const MAX_FORMULAS: usize = 256 << 10;

/// The state of rendering one document.
#[derive(Debug)]
pub(super) struct Renderer<'a> {
    pub(super) writer: Writer,
    pub(super) options: &'a HtmlOptions<'a>,
    pub(super) ids: Ids,
    pub(super) notes: Notes<'a>,
    pub(super) outline: Vec<OutlineEntry>,
    pub(super) has_math: bool,
    /// Bytes of formulas that may still be shown as such.
    pub(super) formula_bytes_left: usize,
    /// Whether an `a` is open, which no other may be in.
    pub(super) in_link: bool,
    /// Whether a table is open.
    pub(super) in_table: bool,
    /// Whether a header cell is open, which no heading may be in.
    pub(super) in_header_cell: bool,
    /// Whether the list of footnotes is open.
    pub(super) in_note: bool,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(document: &'a Document, options: &'a HtmlOptions<'a>) -> Self {
        let mut targets = Targets::default();
        targets.collect(&document.blocks);
        Self {
            writer: Writer::default(),
            options,
            ids: Ids::new(&targets.headings),
            notes: Notes::new(&targets.footnotes),
            outline: Vec::new(),
            has_math: false,
            formula_bytes_left: MAX_FORMULAS,
            in_link: false,
            in_table: false,
            in_header_cell: false,
            in_note: false,
        }
    }

    /// Returns an id on the page.
    pub(super) fn id(&self, name: &str) -> String {
        format!("{}{name}", self.options.id_prefix)
    }
}

/// What links in the document lead to.
#[derive(Default)]
struct Targets<'a> {
    headings: Vec<&'a Heading>,
    footnotes: Vec<&'a Footnote>,
}

impl<'a> Targets<'a> {
    /// Collects the targets in reading order.
    fn collect(&mut self, blocks: &'a [Block]) {
        let mut left: Vec<&Block> = blocks.iter().rev().collect();
        while let Some(block) = left.pop() {
            match block {
                Block::Heading(heading) => self.headings.push(heading),
                Block::List(list) => {
                    left.extend(list.items.iter().rev().flat_map(|item| item.blocks.iter().rev()));
                }
                Block::Quote(blocks) => left.extend(blocks.iter().rev()),
                Block::Details(details) => left.extend(details.blocks.iter().rev()),
                Block::Table(table) => {
                    let cells = table.rows.iter().rev().flat_map(|row| row.iter().rev());
                    left.extend(cells.flat_map(|cell| cell.blocks.iter().rev()));
                }
                Block::Footnote(note) => {
                    self.footnotes.push(note);
                    left.extend(note.blocks.iter().rev());
                }
                Block::Paragraph(_) | Block::Code(_) | Block::Math(_) | Block::Rule => {}
            }
        }
    }
}
