//! Compares Markdown with the Markdown and the articles it was made from (dialect `md-around`).

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::Parser;
use url::Url;

use super::category::Category;
use super::characters::Characters;
use super::expected::ExpectedDifferences;
use super::inventory::Inventory;
use super::source_text::SourceText;
use super::verification::Verification;
use super::{base_url, compare_with_page, markdown_reader, read_page, slug_key};
use crate::clean::UserRules;
use crate::extract::Article;
use crate::markdown::{EXTENSIONS, front_matter_end};
use crate::options::Options;

/// A part of Markdown with articles pasted into it.
#[derive(Debug)]
pub enum Part<'a> {
    /// The author's Markdown in these bytes of the input.
    Markdown(Range<usize>),
    /// A pasted article.
    Article(Box<Article<'a>>),
}

/// Compares `markdown` with the parts of `text` it was made from. `url` is the URL of the articles without their own.
pub fn verify_mixed(
    text: &str,
    parts: &[Part<'_>],
    url: Option<&str>,
    rules: &UserRules,
    markdown: &str,
    options: &Options,
) -> Verification {
    let base = base_url(url);
    // Each part is parsed with the definitions, which must not multiply the cost.
    let definitions = link_definitions(text, parts);
    let is_cheap = definitions.len().saturating_mul(parts.len()) <= MAX_GROWTH.saturating_mul(text.len());
    let mut all = Whole { definitions, ..Whole::default() };
    if !is_cheap {
        all.definitions.clear();
    }
    for part in parts {
        match part {
            Part::Markdown(range) => all.markdown(text, range, base.as_ref(), options),
            Part::Article(article) => all.article(article, rules, options),
        }
    }
    all.resolve_links();
    let Whole { inventory, expected, .. } = all;
    compare_with_page(inventory, expected, SourceText::new(text), markdown, base.as_ref(), options)
}

/// The inventory of all parts so far.
#[derive(Debug, Default)]
struct Whole {
    inventory: Inventory,
    expected: ExpectedDifferences,
    /// The link reference definitions of the author's text, which count in all of it.
    definitions: String,
    /// The number of headings so far.
    headings: u32,
    /// The author's headings by their slugs.
    slugs: HashMap<String, u32>,
    /// The headings of articles by the letters of their slugs.
    letters: HashMap<String, u32>,
}

impl Whole {
    fn markdown(&mut self, text: &str, range: &Range<usize>, base: Option<&Url>, options: &Options) {
        let own = text.get(range.clone()).unwrap_or_default();
        let with_definitions = format!("{own}\n\n{}", self.definitions);
        let (mut part, numbers) = markdown_reader::read(&with_definitions, base, options.dialect(), options);
        part.characters = Characters::of(own.get(front_matter_end(own)..).unwrap_or_default());
        let new = numbers.iter().filter(|(slug, _)| !self.slugs.contains_key(*slug));
        let new: Vec<_> = new.map(|(slug, number)| (slug.clone(), number + self.headings)).collect();
        self.slugs.extend(new);
        for link in part.marks_mut(Category::Links).into_iter().flatten() {
            if let Some(number) = link.value.strip_prefix('#').and_then(|slug| numbers.get(slug)) {
                link.value = format!("#{}", number + self.headings);
            } else if link.value.starts_with('#') {
                link.numbers[0] = UNRESOLVED;
            }
        }
        self.append(part, range.start);
    }

    fn article(&mut self, article: &Article<'_>, rules: &UserRules, options: &Options) {
        let base = base_url(article.url());
        // The author's front matter has no place for the title of a part.
        if let Some(title) = article.title().filter(|_| !options.profile.opens_with_title()) {
            let mut heading = Inventory::default();
            heading.push_text(title);
            heading.mark(Category::Headings, 0, [1, 0, 0], String::new());
            self.append(heading, article.body_start);
        }
        let (mut part, expected) = read_page(article, rules, base.as_ref(), options);
        for link in part.marks_mut(Category::Links).into_iter().flatten() {
            let number = link.value.strip_prefix('#').and_then(|number| number.parse::<u32>().ok());
            if let Some(number) = number {
                link.value = format!("#{}", number + self.headings);
            }
        }
        for (number, mark) in (self.headings..).zip(part.marks(Category::Headings)) {
            let letters = slug_key(part.text.get(mark.start..mark.end).unwrap_or_default());
            self.letters.entry(letters).or_insert(number);
        }
        self.expected.append(expected);
        self.append(part, article.body_start);
    }

    fn append(&mut self, part: Inventory, start: usize) {
        self.headings += u32::try_from(part.marks(Category::Headings).len()).unwrap_or(u32::MAX);
        self.inventory.end_line();
        self.inventory.append(part, start, false);
        self.inventory.end_line();
    }

    /// Resolves links of the author to headings of other parts.
    fn resolve_links(&mut self) {
        for link in self.inventory.marks_mut(Category::Links).into_iter().flatten() {
            if std::mem::take(&mut link.numbers[0]) != UNRESOLVED {
                continue;
            }
            let name = link.value.trim_start_matches('#');
            let number = self.slugs.get(name).or_else(|| self.letters.get(&slug_key(name)));
            if let Some(number) = number {
                link.value = format!("#{number}");
            }
        }
    }
}

/// How many times the length of the text its definitions may have in all parts together.
const MAX_GROWTH: usize = 8;

/// Marks links to headings that are not in the same part.
const UNRESOLVED: u32 = 1;

/// Returns the link reference definitions of the author's text.
fn link_definitions(text: &str, parts: &[Part<'_>]) -> String {
    let mut all = String::new();
    for part in parts {
        let Part::Markdown(range) = part else { continue };
        let part = text.get(range.clone()).unwrap_or_default();
        let parser = Parser::new_ext(part, EXTENSIONS);
        let definitions = parser.reference_definitions().iter();
        let mut spans: Vec<_> = definitions.map(|(_, found)| found.span.clone()).collect();
        spans.sort_by_key(|span| span.start);
        for span in spans {
            all.push_str(part.get(span).unwrap_or_default());
            all.push('\n');
        }
    }
    all
}
