//! Links within the article: resolves each to the slug of its heading, or removes it.

use std::collections::{HashMap, HashSet};

use crate::model::{Block, Details, Document, Footnote, Heading, Inline, Link, List, TableForm, plain_text};
use crate::options::Options;
use crate::report::{HeadingAnchor, Report, Warning, WarningCode};

use crate::markdown::target::Syntax;
use crate::markdown::{Slugs, letters};

/// Turns dangling `#` links in headings into text. Returns whether there were any, since removing them may change a
/// heading's slug.
pub(super) fn settle_headings(document: &mut Document, report: &mut Report) -> bool {
    let targets = Targets::of(&document.blocks);
    let mut changed = false;
    each_heading(&mut document.blocks, true, &mut |heading| {
        changed |= each_link(&mut heading.content, report, &mut |link| targets.find(link).is_some());
    });
    changed
}

/// Rewrites `#` links and removes the anchors of headings. Returns whether links changed so that a line may be normalised
/// further. Where headings have no ids of their own, the slug of each heading that is linked to stays as its anchor.
///
/// A link refers to a heading by the heading's `id`, by an anchor in or before it, by its slug, or by its letters and
/// digits. Markdown cannot name other targets: links to them become text, with a warning. Without `has_links`, no slugs
/// are needed.
pub(super) fn resolve(
    document: &mut Document,
    has_links: bool,
    syntax: &Syntax,
    report: &mut Report,
) -> bool {
    let targets = has_links.then(|| Targets::of(&document.blocks));
    each_heading(&mut document.blocks, true, &mut |heading| heading.anchors.clear());
    let Some(targets) = targets else { return false };
    let mut linked = HashSet::new();
    let mut is_unsettled = false;
    each_line(&mut document.blocks, &mut |line, _| {
        let (mut links, mut is_rewritten, mut holds_more) = (0, false, false);
        let mut rewrite = |link: &mut Link| {
            links += 1;
            holds_more |= !matches!(link.content.as_slice(), [Inline::Text(_)]);
            let Some(slug) = targets.find(link) else { return false };
            let url = format!("#{slug}");
            is_rewritten |= link.url != url;
            link.url = url;
            linked.insert(slug.to_owned());
            true
        };
        let is_unlinked = each_link(line, report, &mut rewrite);
        // Adjacent links may now have the same target, and an image the target of its link.
        is_unsettled |= is_unlinked || (is_rewritten && (links > 1 || holds_more));
    });
    if !syntax.heading_ids {
        keep_anchors(&mut document.blocks, &linked);
    }
    is_unsettled
}

/// Returns what the fragments of links to the article may name. The first of a name counts, as in [`resolve`].
pub(crate) fn anchors(document: &Document, options: &Options) -> Vec<HeadingAnchor> {
    let syntax = Syntax::of(options);
    let mut headings = Vec::new();
    each_heading_of(&document.blocks, &mut |heading| headings.push(heading));
    let mut slugs = Slugs::default();
    let named: Vec<(String, String)> = headings
        .iter()
        .map(|heading| {
            let text = plain_text(&heading.content);
            (slugs.next(&text), text)
        })
        .collect();
    let mut seen = HashSet::new();
    let mut anchors = Vec::new();
    let mut add = |fragment: &str, (slug, text): &(String, String)| {
        let is_named = fragment.len() <= MAX_SLUG_LENGTH && !fragment.is_empty();
        if is_named && !slug.is_empty() && slug.len() <= MAX_SLUG_LENGTH && seen.insert(fragment.to_owned()) {
            let slug = if syntax.heading_ids { slug.clone() } else { String::new() };
            anchors.push(HeadingAnchor { fragment: fragment.to_owned(), slug, heading: text.clone() });
        }
    };
    for (heading, named) in headings.iter().zip(&named) {
        heading.anchors.iter().for_each(|anchor| add(anchor, named));
    }
    named.iter().for_each(|named| add(&named.0, named));
    named.iter().for_each(|named| add(&letters(&named.1), named));
    anchors
}

/// Calls `each` for each heading that has a slug.
fn each_heading_of<'d>(blocks: &'d [Block], each: &mut impl FnMut(&'d Heading)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => each(heading),
            Block::List(List { items, .. }) => {
                items.iter().for_each(|item| each_heading_of(&item.blocks, each));
            }
            Block::Quote(blocks)
            | Block::Details(Details { blocks, .. })
            | Block::Footnote(Footnote { blocks, .. }) => each_heading_of(blocks, each),
            // A table in GFM has no headings, and in HTML these have no slugs.
            Block::Table(_) | Block::Paragraph(_) | Block::Code(_) | Block::Math(_) | Block::Rule => {}
        }
    }
}

/// Makes the slug of each heading that is `linked` to its anchor.
fn keep_anchors(blocks: &mut [Block], linked: &HashSet<String>) {
    let mut slugs = Slugs::default();
    each_heading(blocks, false, &mut |heading| {
        let slug = slugs.next(&plain_text(&heading.content));
        heading.anchors = Some(slug).filter(|slug| linked.contains(slug)).into_iter().collect();
    });
}

/// Calls `keep` for each `#` link in `content`. Rejected links become text, with a warning. Returns whether there
/// were any.
fn each_link(
    content: &mut Vec<Inline>,
    report: &mut Report,
    keep: &mut impl FnMut(&mut Link) -> bool,
) -> bool {
    let is_fragment = |inline: &Inline| matches!(inline, Inline::Link(link) if link.url.starts_with('#'));
    let mut changed = false;
    if !content.iter().any(is_fragment) {
        // Most lines stay as they are.
        let inner = content.iter_mut().filter_map(content_of);
        inner.for_each(|inner| changed |= each_link(inner, report, keep));
        return changed;
    }
    let mut done = Vec::with_capacity(content.len());
    for mut inline in content.drain(..) {
        match &mut inline {
            Inline::Link(link) if link.url.starts_with('#') => {
                if !keep(link) {
                    report.warnings.push(Warning::new(WarningCode::LinkDangling, None, &link.url));
                    changed = true;
                    done.append(&mut link.content);
                    continue;
                }
            }
            other => {
                changed |= content_of(other).is_some_and(|inner| each_link(inner, report, keep));
            }
        }
        done.push(inline);
    }
    *content = done;
    changed
}

const fn content_of(inline: &mut Inline) -> Option<&mut Vec<Inline>> {
    match inline {
        Inline::Link(Link { content, .. })
        | Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content) => Some(content),
        Inline::Text(_)
        | Inline::Code(_)
        | Inline::Image(_)
        | Inline::Math(_)
        | Inline::Break
        | Inline::FootnoteReference(_) => None,
    }
}

/// The maximum length of a slug that links may point to, as every link to it would become that long. Headings of
/// punctuation only have an empty slug, which no link can point to.
const MAX_SLUG_LENGTH: usize = 1024;

#[derive(Debug, Default)]
struct Targets {
    slugs: Slugs,
    /// Maps an anchor to the slug of its heading. The first anchor of a name counts, as in browsers.
    by_anchor: HashMap<String, String>,
    slugs_in_use: HashSet<String>,
    /// Maps the letters and digits of a heading to its slug. The first heading with them counts.
    by_letters: HashMap<String, String>,
}

impl Targets {
    fn of(blocks: &[Block]) -> Self {
        let mut targets = Self::default();
        each_heading_of(blocks, &mut |heading| targets.add(heading));
        targets
    }

    fn add(&mut self, heading: &Heading) {
        let text = plain_text(&heading.content);
        let slug = self.slugs.next(&text);
        let slug = if slug.len() > MAX_SLUG_LENGTH { String::new() } else { slug };
        for anchor in &heading.anchors {
            self.by_anchor.entry(anchor.clone()).or_insert_with(|| slug.clone());
        }
        self.by_letters.entry(letters(&text)).or_insert_with(|| slug.clone());
        self.slugs_in_use.insert(slug);
    }

    /// Returns the slug of the heading that `link` points to.
    fn find(&self, link: &Link) -> Option<&str> {
        let fragment = link.url.trim_start_matches('#');
        let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
        let by_anchor = self.by_anchor.get(decoded.as_ref()).or_else(|| self.by_anchor.get(fragment));
        let by_slug = || self.slugs_in_use.get(decoded.as_ref());
        // Some editors encode the fragment twice.
        let again = percent_encoding::percent_decode_str(&decoded).decode_utf8_lossy();
        let by_letters =
            || Some(letters(&again)).filter(|key| !key.is_empty()).and_then(|key| self.by_letters.get(&key));
        let slug = by_anchor.or_else(by_slug).or_else(by_letters).map(String::as_str);
        slug.filter(|slug| !slug.is_empty())
    }
}

/// Calls `change` for each heading in `blocks`, including those in tables if `in_tables` is set.
fn each_heading(blocks: &mut [Block], in_tables: bool, change: &mut impl FnMut(&mut Heading)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => change(heading),
            Block::List(List { items, .. }) => {
                items.iter_mut().for_each(|item| each_heading(&mut item.blocks, in_tables, change));
            }
            Block::Quote(blocks)
            | Block::Details(Details { blocks, .. })
            | Block::Footnote(Footnote { blocks, .. }) => each_heading(blocks, in_tables, change),
            Block::Table(table) if in_tables => {
                table
                    .rows
                    .iter_mut()
                    .flatten()
                    .for_each(|cell| each_heading(&mut cell.blocks, in_tables, change));
            }
            Block::Table(_) | Block::Paragraph(_) | Block::Code(_) | Block::Math(_) | Block::Rule => {}
        }
    }
}

/// Calls `change` for each line of `blocks`, with whether it is written as HTML.
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
            Block::Details(Details { summary, blocks }) => {
                change(summary, true);
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
