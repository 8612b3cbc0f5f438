//! Builds the inventory of an article's elements.
//!
//! This is an independent reading of the page. It shares nothing with [`crate::lower`] but the tree, the facts about
//! CSDN and the rules that decide what is boilerplate, so that a fault there shows up as a difference. Most elements
//! are identified by their name. [`crate::clean`] only decides what the name does not show, such as formulas. The
//! reader builds no document: it collects text and marks ranges of it.

mod alt;
mod audit;
mod block;
mod code;
mod container;
mod details;
mod double_escape;
mod embed;
mod footnote;
mod footnote_pairs;
mod footnote_parts;
mod gloss;
mod language;
mod line;
mod line_code;
mod math;
mod math_source;
mod moved;
mod reader;
mod table;

use std::collections::HashMap;
use std::ops::Range;

use url::Url;

use crate::clean::Classifier;
use crate::dom::Element;
use crate::options::Options;
use crate::verify::expected::ExpectedDifferences;
use crate::verify::inventory::Inventory;
use double_escape::Reread;
use footnote_pairs::Footnotes;
use reader::PageReader;

/// The result of reading an article.
pub(super) struct Reading {
    pub(super) inventory: Inventory,
    /// The offset at which the article begins, after its title.
    start: usize,
    /// The names of anchors, each with the number of its heading.
    pub(super) anchors: HashMap<String, u32>,
    pub(super) expected: ExpectedDifferences,
}

/// Reads the article in `root`, twice if it holds nothing but its title or has footnotes.
pub(super) fn read<'a>(
    root: Element<'a>,
    title: Option<&str>,
    rules: &'a Classifier<'a>,
    base: Option<&'a Url>,
    options: &'a Options,
) -> Reading {
    let read = |footnotes, drops_title| read_once(root, title, drops_title, rules, base, options, footnotes);
    let (reading, footnotes) = read(Footnotes::of(root), true);
    if reading.expected.changed.contains_key("title-repeated") && reading.inventory.offset() == reading.start
    {
        return read(Footnotes::of(root), false).0;
    }
    footnotes.paired().map_or(reading, |paired| read(paired, true).0)
}

fn read_once<'a>(
    root: Element<'a>,
    title: Option<&str>,
    drops_title: bool,
    rules: &'a Classifier<'a>,
    base: Option<&'a Url>,
    options: &'a Options,
    footnotes: Footnotes<'a>,
) -> (Reading, Footnotes<'a>) {
    let mut inventory = Inventory::default();
    let mut reader = PageReader::new(&mut inventory, options);
    (reader.rules, reader.base, reader.footnotes) = (Some(rules), base, footnotes);
    reader.reread = Reread::of(root);
    if let Some(title) = title {
        reader.title(title, options.profile.opens_with_title());
    }
    let start = reader.inventory.offset();
    reader.title = reader.title.filter(|_| drops_title);
    reader.children(root);
    reader.end_line();
    reader.inner_footnotes();
    let PageReader { anchors, expected, footnotes, .. } = reader;
    (Reading { inventory, start, anchors, expected }, footnotes)
}

/// Reads HTML at `bytes` of the Markdown into `inventory`.
pub(super) fn read_html(
    inventory: &mut Inventory,
    body: Element<'_>,
    base: Option<&Url>,
    options: &Options,
    bytes: Range<usize>,
) {
    let mut reader = PageReader::new(inventory, options);
    (reader.base, reader.markdown_bytes) = (base, Some(bytes));
    reader.children(body);
}
