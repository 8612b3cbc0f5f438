//! Warnings about dates that cannot be read, where no other source has the date.

use serde_json::Value;

use super::date::Date;
use super::values::Metadata;
use super::{front_matter, json_ld, meta_tags, visible, visible_dates};
use crate::dom::Element;
use crate::extract::surroundings::Surroundings;
use crate::input::Source;
use crate::location::{LineIndex, Location};
use crate::report::{Warning, WarningCode};

/// Returns a warning for each unknown date of which the page has a text that is no date: the publication and the last
/// change. Their locations are those in the page.
pub(in crate::extract) fn of_page(metadata: &Metadata, surroundings: &Surroundings<'_>) -> Vec<Warning> {
    let Surroundings { elements, index, variables } = surroundings;
    let variable = |name: &str| variables.get(name).map(|text| (text.clone(), None));
    let at = |(text, element): (String, Element<'_>)| (text, element.node().location());
    let mut warnings = Vec::new();
    if metadata.date.is_none() {
        let shown = visible_dates::texts(index).chain(visible::date_texts(index)).map(at);
        let hidden = variable("postTime").into_iter();
        let hidden = hidden.chain(json_ld::date_text(elements).map(at));
        let hidden = hidden.chain(meta_tags::text_of(elements, "article:published_time").map(at));
        warnings.extend(first_unread(shown.chain(hidden)));
    }
    if metadata.updated.is_none() {
        let hidden = meta_tags::text_of(elements, "article:modified_time").map(at);
        warnings.extend(first_unread(variable("lastTime").into_iter().chain(hidden)));
    }
    warnings
}

/// Returns a warning for each unknown date of which the front matter has a text that is no date, with the location of
/// its line in the input.
pub(crate) fn unread_dates(metadata: &Metadata, source: &Source<'_>) -> Vec<Warning> {
    let warning = |(key, value): (&String, &Value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        first_unread([(text, location_of(key, source))].into_iter())
    };
    front_matter::unread_dates(metadata).filter_map(warning).collect()
}

/// Returns a warning about the first text that is no date.
fn first_unread(mut texts: impl Iterator<Item = (String, Option<Location>)>) -> Option<Warning> {
    let (text, location) = texts.find(|(text, _)| !is_unset(text) && Date::parse(text).is_none())?;
    Some(Warning::new(WarningCode::DateUnreadable, location, text.trim()))
}

/// Whether a text stands for no date: it is blank, zero, or the zero of a clock.
fn is_unset(text: &str) -> bool {
    let text = text.trim();
    let mut digits = text.chars().filter(char::is_ascii_digit).peekable();
    let is_zero = digits.peek().is_some() && digits.all(|digit| digit == '0');
    text.is_empty() || is_zero || ["1970", "1969", "0001", "null"].iter().any(|zero| text.starts_with(zero))
}

/// Returns the location of the line of a key in the front matter.
fn location_of(key: &str, source: &Source<'_>) -> Option<Location> {
    let mut start = 0;
    for line in source.text.get(..source.body_start)?.split_inclusive('\n') {
        let is_key = line
            .trim_start_matches(['"', '\''])
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'));
        if is_key {
            let range = start..start + line.trim_end().len();
            return Some(LineIndex::default().location(&source.text, range));
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::report::WarningCode;
    use crate::{Converter, Hints};

    /// Returns the details and lines of the warnings about dates.
    fn warnings(input: &str) -> Vec<(String, Option<u32>)> {
        let hints = Hints { file_name: Some("a.html"), ..Hints::default() };
        let report = Converter::default().convert_bytes(input.as_bytes(), &hints).unwrap().report;
        let dates = report.warnings.iter().filter(|warning| warning.code == WarningCode::DateUnreadable);
        dates.map(|warning| (warning.detail.clone(), warning.line())).collect()
    }

    const ARTICLE: &str = "\n<div id=content_views><p>文</p></div>";

    #[test]
    fn a_date_that_is_no_date_warns() {
        for (input, detail, line) in [
            ("<div class=bar-content>\n<span class=time>昨天 12:00</span></div>", "昨天 12:00", Some(2)),
            ("<span class=blog-postTime data-time='2024-13-01'></span>", "2024-13-01", Some(1)),
            ("<meta property=article:published_time content=soon>", "soon", Some(1)),
            ("<meta property=article:modified_time content=later>", "later", Some(1)),
            ("<script>var postTime = '3 days ago';</script>", "3 days ago", None),
            ("---\ntitle: 题\ndate: 某天\n---\n", "某天", Some(3)),
            ("---\nlastmod: [1, 2]\n---\n", "[1,2]", Some(2)),
        ] {
            assert_eq!(warnings(&format!("{input}{ARTICLE}")), [(detail.to_owned(), line)], "{input}");
        }
    }

    #[test]
    fn json_ld_warns() {
        let page = r#"<script type="application/ld+json">
            {"@id":"https://blog.csdn.net/u/article/details/12345","pubDate":"x"}</script>"#;
        assert_eq!(warnings(&format!("{page}{ARTICLE}")), [("x".to_owned(), Some(1))]);
    }

    #[test]
    fn a_date_from_elsewhere_or_no_date_does_not_warn() {
        for input in [
            "---\ndate: 某天\n---\n<!doctype html><span class=link_postdate>2019-11-26 00:12</span>",
            "---\nupdated: 某天\nlastmod: 2024-01-01\n---\n",
            "---\ndate: 0000-00-00 00:00:00\nupdated: ''\n---\n",
            "<span class=blog-postTime data-time='1970-01-01 08:00:00'></span>",
            "<script>var lastTime = 0; var postTime = \"\";</script>",
            "<div class=bar-content><span class=time>注册于 2025-11-01</span></div>",
            "",
        ] {
            assert_eq!(warnings(&format!("{input}{ARTICLE}")), [], "{input}");
        }
    }

    #[test]
    fn markdown_that_is_passed_through_warns() {
        assert_eq!(
            warnings("---\ntitle: 题\ndate: 2024-02-30\n---\n\n文\n"),
            [("2024-02-30".to_owned(), Some(3))]
        );
    }
}
