//! What a tool cannot show: fixtures that differ, and why. Each must differ.

use super::compare::{Difference, report};
use super::tool::Tool;

/// A tool, its fixtures that differ, and the reason.
type Row = (&'static str, &'static [&'static str], &'static str);

#[rustfmt::skip]
const KNOWN: &[Row] = &[
    ("markdown-it", &["dialects/task-list"], "has no task lists without a plugin"),
    ("markdown-it", SVG_URLS, "shows no SVG of `data:` URLs"),
    ("kramdown", &["blocks/goldmark_heading_ids"], "a fault of csdown: it expects `②` in the id of a heading, which kramdown drops"),
    ("jekyll", &["blocks/goldmark_heading_ids"], "the same"),
    ("pandoc", &["blocks/footnotes_of_other_sites", "blocks/kramdown_footnotes"], "repeats a note for each reference to it"),
    ("pandoc", &["blocks/details", "blocks/details_flattened"], "makes a paragraph of the summary of `<details>` in an item"),
    ("pandoc", &["blocks/kramdown_line_starts"], "makes a task of an item that begins with `[x]`, escaped or not"),
    ("hugo", SVG_URLS, "shows no SVG of `data:` URLs"),
    ("hugo", TABLES_OF_CODE, "omits raw HTML; tables with code in cells become lists"),
    ("hugo", &["blocks/user_rules_keep_html"], "omits raw HTML, which rules of the user keep"),
    ("hugo", &["blocks/maths_in_other_things", "inlines/goldmark_maths"], "reads `$` in a formula, which others read as its end"),
    ("hugo", &["inlines/goldmark_elements"], "omits raw HTML; a linked superscript is written `^([x](y))`"),
];

const SVG_URLS: &[&str] = &["dialects/mermaid-svg-picture", "inlines/picture_in_its_address"];

#[rustfmt::skip]
const TABLES_OF_CODE: &[&str] = &[
    "blocks/code_of_site_generators", "blocks/details", "blocks/details_flattened", "blocks/goldmark_tables", "blocks/table_always_gfm", "blocks/table_as_html",
    "blocks/table_as_html_in_list_and_quote", "blocks/table_as_html_of_all_kinds", "blocks/table_ragged_beyond_its_limit", "dialects/heading-inner", "inlines/goldmark_elements_kept", "inlines/kramdown_maths", "inlines/pandoc_syntax",
];

/// What Debian's Hugo shows otherwise: backslashes in alternative texts of cells.
const OLD_HUGO: &[&str] = &["dialects/img-inline"];

/// Returns the fixtures of a tool that differ for a known reason.
fn of(tool: &str) -> Vec<&'static str> {
    KNOWN
        .iter()
        .filter(|(name, _, _)| *name == tool)
        .flat_map(|(_, fixtures, _)| *fixtures)
        .copied()
        .collect()
}

/// Fails if fixtures differ that are not known to, or known ones do not in the newest version of the tool.
pub(crate) fn check(tool: &Tool, different: Vec<Difference>, count: usize) -> Result<(), String> {
    let mut known = of(tool.name);
    let is_old = (tool.find)().is_some_and(|program| tool.is_old(&program));
    if is_old {
        known.extend(OLD_HUGO);
    }
    let is_known = |difference: &Difference| known.contains(&difference.page());
    let same: Vec<&&str> =
        known.iter().filter(|name| !different.iter().any(|difference| difference.page() == **name)).collect();
    if !is_old && !same.is_empty() {
        return Err(format!("{same:?} do not differ: remove them from tests/targets/known.rs"));
    }
    let unknown: Vec<Difference> = different.into_iter().filter(|difference| !is_known(difference)).collect();
    report(&unknown, count, "fixtures")
}
