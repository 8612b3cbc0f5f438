//! Links to places in the article: to the slug of the heading they mean, or to nothing.

use std::collections::{HashMap, HashSet};

use crate::model::{Block, Document, Footnote, Heading, Inline, Link, List, TableForm, plain_text};
use crate::report::{Report, Warning, WarningCode};

use super::slug::Slugs;

/// Rewrites `#` links and takes the anchors off the headings. Tells whether a link changed.
///
/// A link reaches a heading by the heading's `id`, by an anchor in or before it, or by its slug. Other places
/// have no name in Markdown: links to them become text, with a warning.
pub(super) fn resolve(document: &mut Document, report: &mut Report) -> bool {
    let mut places = Places::default();
    places.gather(&mut document.blocks);
    let mut changed = false;
    each_line(&mut document.blocks, &mut |line, _| changed |= places.rewrite(line, report));
    changed
}

#[derive(Debug, Default)]
struct Places {
    slugs: Slugs,
    /// From an anchor's name to the slug of its heading; the first heading of a name counts, as in browsers.
    by_anchor: HashMap<String, String>,
    known: HashSet<String>,
}

impl Places {
    fn gather(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading(heading) => self.add(heading),
                Block::List(List { items, .. }) => {
                    items.iter_mut().for_each(|item| self.gather(&mut item.blocks));
                }
                Block::Quote(blocks) | Block::Footnote(Footnote { blocks, .. }) => self.gather(blocks),
                Block::Table(table) => {
                    table.rows.iter_mut().flatten().for_each(|cell| self.gather(&mut cell.blocks));
                }
                Block::Paragraph(_) | Block::Code(_) | Block::Math(_) | Block::Rule => {}
            }
        }
    }

    fn add(&mut self, heading: &mut Heading) {
        let slug = self.slugs.next(&plain_text(&heading.content));
        for anchor in heading.anchors.drain(..) {
            self.by_anchor.entry(anchor).or_insert_with(|| slug.clone());
        }
        self.known.insert(slug);
    }

    fn find(&self, fragment: &str) -> Option<&str> {
        let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
        let by_anchor = self.by_anchor.get(decoded.as_ref()).or_else(|| self.by_anchor.get(fragment));
        by_anchor.or_else(|| self.known.get(decoded.as_ref())).map(String::as_str)
    }

    /// Rewrites the links of a line; those that lead nowhere give way to their text.
    fn rewrite(&self, line: &mut Vec<Inline>, report: &mut Report) -> bool {
        let mut changed = false;
        let mut done = Vec::with_capacity(line.len());
        for mut inline in line.drain(..) {
            match &mut inline {
                Inline::Link(to) if to.url.starts_with('#') => {
                    let fragment = to.url.trim_start_matches('#');
                    if let Some(slug) = self.find(fragment) {
                        // Links side by side may now lead to one place.
                        changed |= to.url != format!("#{slug}");
                        to.url = format!("#{slug}");
                    } else {
                        report.warnings.push(Warning::new(WarningCode::LinkDangling, None, &to.url));
                        changed = true;
                        done.append(&mut to.content);
                        continue;
                    }
                }
                Inline::Link(Link { content, .. })
                | Inline::Strong(content)
                | Inline::Emphasis(content)
                | Inline::Strike(content)
                | Inline::Element(_, content) => changed |= self.rewrite(content, report),
                Inline::Text(_)
                | Inline::Code(_)
                | Inline::Image(_)
                | Inline::Math(_)
                | Inline::Break
                | Inline::FootnoteReference(_) => {}
            }
            done.push(inline);
        }
        *line = done;
        changed
    }
}

/// Calls `change` with each line of `blocks`, and whether it stands in a table that is written as HTML.
pub(super) fn each_line(blocks: &mut [Block], change: &mut impl FnMut(&mut Vec<Inline>, bool)) {
    in_blocks(blocks, false, change);
}

fn in_blocks(blocks: &mut [Block], in_html: bool, change: &mut impl FnMut(&mut Vec<Inline>, bool)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => change(&mut heading.content, in_html),
            Block::Paragraph(line) => change(line, in_html),
            Block::List(List { items, .. }) => {
                items.iter_mut().for_each(|item| in_blocks(&mut item.blocks, in_html, change));
            }
            Block::Quote(blocks) | Block::Footnote(Footnote { blocks, .. }) => {
                in_blocks(blocks, in_html, change);
            }
            Block::Table(table) => {
                let in_html = in_html || table.form == TableForm::Html;
                table.rows.iter_mut().flatten().for_each(|cell| in_blocks(&mut cell.blocks, in_html, change));
            }
            Block::Code(_) | Block::Math(_) | Block::Rule => {}
        }
    }
}
