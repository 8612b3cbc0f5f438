//! Takes the inventory of an article's elements.
//!
//! A second reading of the page, by the rules alone: it shares nothing with [`crate::lower`] but the tree and the table
//! that says what is furniture, so that a fault there shows as a difference. What each element is, it tells by its
//! name; only what no name tells, such as a formula, is asked of [`crate::clean`]. It builds no document: it writes
//! letters and marks stretches of them.

mod alt;
mod block;
mod code;
mod embed;
mod footnote;
mod footnote_pairs;
mod language;
mod line;
mod line_code;
mod math;
mod reader;
mod table;

use std::collections::HashMap;

use url::Url;

use crate::clean::Classifier;
use crate::dom::Element;
use crate::options::Options;
use crate::verify::expected::ExpectedDifferences;
use crate::verify::inventory::Inventory;
use footnote_pairs::Footnotes;
use reader::PageReader;

/// What reading an article gives.
pub(super) struct Reading {
    pub(super) inventory: Inventory,
    /// The names of places, each with the number of the heading it stands at.
    pub(super) anchors: HashMap<String, u32>,
    pub(super) expected: ExpectedDifferences,
}

/// Reads the article in `root`, twice where it has footnotes.
pub(super) fn read<'a>(
    root: Element<'a>,
    title: Option<&str>,
    rules: &'a Classifier<'a>,
    base: Option<&'a Url>,
    options: &'a Options,
) -> Reading {
    let (reading, footnotes) = read_once(root, title, rules, base, options, Footnotes::default());
    match footnotes.paired() {
        Some(paired) => read_once(root, title, rules, base, options, paired).0,
        None => reading,
    }
}

fn read_once<'a>(
    root: Element<'a>,
    title: Option<&str>,
    rules: &'a Classifier<'a>,
    base: Option<&'a Url>,
    options: &'a Options,
    footnotes: Footnotes<'a>,
) -> (Reading, Footnotes<'a>) {
    let mut inventory = Inventory::default();
    let mut reader = PageReader::new(&mut inventory, options);
    (reader.rules, reader.base, reader.footnotes) = (Some(rules), base, footnotes);
    if let Some(title) = title {
        reader.title(title, options.profile.opens_with_title());
    }
    reader.children(root);
    reader.inner_footnotes();
    let PageReader { anchors, expected, footnotes, .. } = reader;
    (Reading { inventory, anchors, expected }, footnotes)
}

/// Reads HTML that stands in Markdown at the byte `offset` into `inventory`.
pub(super) fn read_html(
    inventory: &mut Inventory,
    body: Element<'_>,
    base: Option<&Url>,
    options: &Options,
    offset: usize,
) {
    let mut reader = PageReader::new(inventory, options);
    (reader.base, reader.place) = (base, Some(offset));
    reader.children(body);
}
