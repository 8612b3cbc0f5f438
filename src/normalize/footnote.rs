//! Footnotes: matches references with definitions.

use std::collections::HashSet;

use crate::model::{Block, Details, Document, Footnote, Inline, Link, List};
use crate::report::{Report, Warning, WarningCode};

use super::anchors::each_line;

/// Turns references without a footnote into text and footnotes without a reference into plain blocks. Returns whether
/// anything changed.
///
/// Footnotes inside other blocks move to the end of the document, where renderers show them anyway. References in
/// HTML do not count.
pub(super) fn pair(document: &mut Document, report: &mut Report) -> bool {
    let mut references = HashSet::new();
    each_line(&mut document.blocks, &mut |line, in_html| relabel(line, in_html, &mut references));
    let mut notes = Footnotes { references, kept: HashSet::new(), inner: Vec::new(), changed: false };
    notes.collect(&mut document.blocks, false, report);
    let Footnotes { kept, mut inner, mut changed, .. } = notes;
    changed |= !inner.is_empty();
    document.blocks.append(&mut inner);
    let none = HashSet::new();
    each_line(&mut document.blocks, &mut |line, in_html| {
        changed |= unlink_unmatched(line, if in_html { &none } else { &kept }, report);
    });
    changed
}

struct Footnotes {
    /// The labels of all references.
    references: HashSet<String>,
    /// The labels of the footnotes that are kept.
    kept: HashSet<String>,
    /// The footnotes found inside other blocks.
    inner: Vec<Block>,
    changed: bool,
}

impl Footnotes {
    /// Replaces footnotes that have no reference or a duplicate label by their content.
    fn collect(&mut self, blocks: &mut Vec<Block>, is_inner: bool, report: &mut Report) {
        let mut done = Vec::with_capacity(blocks.len());
        for mut block in blocks.drain(..) {
            match &mut block {
                Block::Footnote(note) => {
                    self.note(note, is_inner, &mut done, report);
                    continue;
                }
                Block::Quote(blocks) | Block::Details(Details { blocks, .. }) => {
                    self.collect(blocks, true, report);
                }
                Block::List(List { items, .. }) => {
                    items.iter_mut().for_each(|item| self.collect(&mut item.blocks, true, report));
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
        self.collect(&mut blocks, true, report);
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

/// Returns a safe label in lower case, as labels are case-insensitive.
fn label(label: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    label.to_lowercase().chars().map(safe).collect()
}

/// Makes the labels of a line's references safe, and adds those that count to `references`.
fn relabel(line: &mut [Inline], in_html: bool, references: &mut HashSet<String>) {
    for inline in line {
        match inline {
            Inline::FootnoteReference(reference) => {
                *reference = label(reference);
                if !in_html {
                    references.insert(reference.clone());
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

fn unlink_unmatched(line: &mut [Inline], notes: &HashSet<String>, report: &mut Report) -> bool {
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
            | Inline::Element(_, content) => changed |= unlink_unmatched(content, notes, report),
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
    fn removes_footnote_that_contains_only_a_footnote() {
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
