//! Footnotes: references and notes that find each other.

use std::collections::HashSet;

use crate::model::{Block, Document, Footnote, Inline, Link, List};
use crate::report::{Report, Warning, WarningCode};

use super::anchors::each_line;

/// Turns references without a note into text and notes without a reference into plain blocks. Tells whether it did.
pub(super) fn pair(document: &mut Document, report: &mut Report) -> bool {
    let mut references = HashSet::new();
    document.inlines(&mut |inline| {
        if let Inline::FootnoteReference(label) = inline {
            references.insert(label.clone());
        }
    });
    let mut notes = HashSet::new();
    let mut changed = loosened(&mut document.blocks, &references, &mut notes, report);
    each_line(&mut document.blocks, &mut |line| changed |= unreferenced(line, &notes, report));
    changed
}

/// Replaces notes that nothing refers to, or whose label was used before, by their blocks.
fn loosened(
    blocks: &mut Vec<Block>,
    references: &HashSet<String>,
    notes: &mut HashSet<String>,
    report: &mut Report,
) -> bool {
    let mut changed = false;
    let mut done = Vec::with_capacity(blocks.len());
    for mut block in blocks.drain(..) {
        match &mut block {
            Block::Footnote(Footnote { label, blocks }) => {
                let wanted = references.contains(label) && !blocks.is_empty() && notes.insert(label.clone());
                if !wanted {
                    report.warnings.push(Warning::new(WarningCode::FootnoteUnmatched, None, label));
                    changed = true;
                    done.append(blocks);
                    continue;
                }
            }
            Block::Quote(blocks) => changed |= loosened(blocks, references, notes, report),
            Block::List(List { items, .. }) => {
                for item in items {
                    changed |= loosened(&mut item.blocks, references, notes, report);
                }
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
    changed
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
