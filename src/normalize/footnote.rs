//! Footnotes: references and notes that find each other.

use std::collections::HashSet;

use crate::model::{Block, Document, Footnote, Inline, Link, List};
use crate::report::{Report, Warning, WarningCode};

use super::anchors::each_line;

/// Turns references without a note into text and notes without a reference into plain blocks. Tells whether it did.
///
/// Notes that stand in other blocks move to the end of the document, where readers show them anyway. HTML knows no
/// references.
pub(super) fn pair(document: &mut Document, report: &mut Report) -> bool {
    let mut references = HashSet::new();
    each_line(&mut document.blocks, &mut |line, in_html| relabel(line, in_html, &mut references));
    let mut notes = Notes { references, kept: HashSet::new(), inner: Vec::new(), changed: false };
    notes.gather(&mut document.blocks, false, report);
    let Notes { kept, mut inner, mut changed, .. } = notes;
    changed |= !inner.is_empty();
    document.blocks.append(&mut inner);
    let none = HashSet::new();
    each_line(&mut document.blocks, &mut |line, in_html| {
        changed |= unreferenced(line, if in_html { &none } else { &kept }, report);
    });
    changed
}

struct Notes {
    /// The labels that are referred to.
    references: HashSet<String>,
    /// The labels of the notes that stay.
    kept: HashSet<String>,
    /// The notes that stood in other blocks.
    inner: Vec<Block>,
    changed: bool,
}

impl Notes {
    /// Replaces notes that nothing refers to, or whose label was used before, by their blocks.
    fn gather(&mut self, blocks: &mut Vec<Block>, is_inner: bool, report: &mut Report) {
        let mut done = Vec::with_capacity(blocks.len());
        for mut block in blocks.drain(..) {
            match &mut block {
                Block::Footnote(note) => {
                    self.note(note, is_inner, &mut done, report);
                    continue;
                }
                Block::Quote(blocks) => self.gather(blocks, true, report),
                Block::List(List { items, .. }) => {
                    items.iter_mut().for_each(|item| self.gather(&mut item.blocks, true, report));
                }
                Block::Heading(_)
                | Block::Paragraph(_)
                | Block::Code(_)
                | Block::Math(_)
                | Block::Table(_)
                | Block::Rule => {}
            }
            done.push(block);
        }
        *blocks = done;
    }

    fn note(&mut self, note: &mut Footnote, is_inner: bool, done: &mut Vec<Block>, report: &mut Report) {
        let label = label(&note.label);
        let mut blocks = std::mem::take(&mut note.blocks);
        self.gather(&mut blocks, true, report);
        let is_kept = self.references.contains(&label)
            && !label.is_empty()
            && !blocks.is_empty()
            && self.kept.insert(label.clone());
        if !is_kept {
            report.warnings.push(Warning::new(WarningCode::FootnoteUnmatched, None, &note.label));
            self.changed = true;
            done.append(&mut blocks);
            return;
        }
        let target = if is_inner { &mut self.inner } else { done };
        target.push(Block::Footnote(Footnote { label, blocks }));
    }
}

/// A label that no reader takes for anything else: lower case, for its case tells nothing.
fn label(label: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    label.to_lowercase().chars().map(safe).collect()
}

/// Gives the references of a line their labels, and tells `references` of those that count.
fn relabel(line: &mut [Inline], in_html: bool, references: &mut HashSet<String>) {
    for inline in line {
        match inline {
            Inline::FootnoteReference(told) => {
                *told = label(told);
                if !in_html {
                    references.insert(told.clone());
                }
            }
            Inline::Link(Link { content, .. })
            | Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Strike(content)
            | Inline::Element(_, content) => relabel(content, in_html, references),
            Inline::Text(_) | Inline::Code(_) | Inline::Image(_) | Inline::Math(_) | Inline::Break => {}
        }
    }
}

fn unreferenced(line: &mut [Inline], notes: &HashSet<String>, report: &mut Report) -> bool {
    let mut changed = false;
    for inline in line {
        match inline {
            Inline::FootnoteReference(label) if !notes.contains(label) => {
                report.warnings.push(Warning::new(WarningCode::FootnoteUnmatched, None, label));
                *inline = Inline::Text(format!("[{label}]"));
                changed = true;
            }
            Inline::Link(Link { content, .. })
            | Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Strike(content)
            | Inline::Element(_, content) => changed |= unreferenced(content, notes, report),
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Image(_)
            | Inline::Math(_)
            | Inline::Break
            | Inline::FootnoteReference(_) => {}
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, normalize::normalize};

    #[test]
    fn a_note_of_nothing_but_a_note_goes() {
        let reference = |label: &str| Inline::FootnoteReference(label.into());
        let note = |label: &str, blocks| Block::Footnote(Footnote { label: label.into(), blocks });
        let inner = note("2", vec![Block::Paragraph(vec![Inline::Text("a".into())])]);
        let line = |reference| Block::Paragraph(vec![reference]);
        let blocks = vec![
            line(reference("1")),
            line(reference("2")),
            note("1", vec![Block::Quote(vec![inner.clone()])]),
        ];
        let mut document = Document { blocks };
        normalize(&mut document, &Options::default(), &mut Report::default());
        assert_eq!(document.blocks, [line(Inline::Text("[1]".into())), line(reference("2")), inner]);
    }
}
