//! Markdown with articles pasted into it as HTML (dialect `md-around`). The author's text stays as it is, and each article
//! is converted in its place.

use std::borrow::Cow;
use std::collections::HashMap;

use super::converter::{Converter, input_warnings};
use super::draft::{Body, Draft};
use super::passed_through::PassedThrough;
use crate::dom::Dom;
use crate::error::Result;
use crate::extract::metadata::{Origin, Sourced};
use crate::extract::{self, Article, Metadata};
use crate::input::{Hints, InputForm, Source};
use crate::inspect::{self, Findings, Inspection};
use crate::lower::Lowered;
use crate::model::{Block, Heading, HeadingLevel, Inline};
use crate::options::Limits;
use crate::report::{Report, Warning};
use crate::verify::{self, Part, Verification};
use crate::{markdown, render};

/// The whole text with its articles converted.
struct Mixed {
    text: String,
    /// See [`Lowered::originals`].
    originals: HashMap<String, String>,
    report: Report,
    findings: Findings,
}

impl Converter {
    pub(super) fn draft_mixed(&self, source: &Source<'_>, hints: &Hints<'_>) -> Result<Draft<'_>> {
        let metadata = extract::metadata::of_markdown(source, hints);
        let pages = self.pages(source, hints)?;
        let warnings = input_warnings(source, &metadata);
        let mixed = self.convert_articles(source, &articles(&pages, &metadata, hints)?, warnings, false)?;
        let front_matter = self.editor_front_matter(source, &metadata).unwrap_or_default();
        let length = front_matter.len();
        let text = PassedThrough::new(front_matter + &mixed.text, self.options())
            .with_originals(&mixed.originals)
            .with_front_matter(length);
        Ok(Draft::new(self.options(), metadata, mixed.report, Body::PassedThrough(text)))
    }

    pub(super) fn verify_mixed(
        &self,
        source: &Source<'_>,
        hints: &Hints<'_>,
        markdown: &str,
    ) -> Result<Verification> {
        let metadata = extract::metadata::of_markdown(source, hints);
        let mut pages = self.pages(source, hints)?;
        let mut fallback = None;
        for (part, page) in &mut pages {
            match self.other_tree(page, part, hints) {
                Ok(Some(other)) => *page = other,
                Ok(None) => {}
                Err(error) => fallback = Some(error),
            }
        }
        let mut parts = Vec::with_capacity(2 * pages.len() + 1);
        let mut copied = 0;
        for (range, article) in source.boxes.iter().zip(articles(&pages, &metadata, hints)?) {
            parts.extend([Part::Markdown(copied..range.start), Part::Article(Box::new(article))]);
            copied = range.end;
        }
        parts.push(Part::Markdown(copied..source.text.len()));
        let url = metadata.source.as_ref().map(|source| source.value.as_str());
        let verified =
            verify::verify_mixed(&source.text, &parts, url, self.rules(), markdown, self.options());
        Ok(match fallback {
            Some(error) => verified.without_second_parser(error.to_string()),
            None => verified,
        })
    }

    pub(super) fn inspect_mixed(&self, source: &Source<'_>, hints: &Hints<'_>) -> Result<Inspection> {
        let metadata = extract::metadata::of_markdown(source, hints);
        let pages = self.pages(source, hints)?;
        let warnings = input_warnings(source, &metadata);
        let mixed = self.convert_articles(source, &articles(&pages, &metadata, hints)?, warnings, true)?;
        let document = markdown::parse(mixed.text.get(source.body_start..).unwrap_or_default());
        Ok(Inspection::of(source, metadata, &document, mixed.report, mixed.findings))
    }

    /// Parses each article, with the part of the input that ends with it.
    fn pages<'s>(&self, source: &'s Source<'_>, hints: &Hints<'_>) -> Result<Vec<(Source<'s>, Dom)>> {
        let (mut line, mut counted) = (1_usize, 0);
        let parse = |range: &std::ops::Range<usize>| {
            let before = source.text.get(counted..range.start).unwrap_or_default();
            line += before.bytes().filter(|byte| *byte == b'\n').count();
            counted = range.start;
            let part = Source {
                text: Cow::Borrowed(source.text.get(..range.end).unwrap_or_default()),
                body_start: range.start,
                first_line: u32::try_from(line).unwrap_or(u32::MAX),
                form: InputForm::Fragment,
                ..Source::default()
            };
            let page = self.page(&part, hints)?;
            Ok((part, page))
        };
        source.boxes.iter().map(parse).collect()
    }

    fn convert_articles(
        &self,
        source: &Source<'_>,
        articles: &[Article<'_>],
        warnings: Vec<Warning>,
        with_findings: bool,
    ) -> Result<Mixed> {
        let mut report = Report { boxes: articles.len(), ..Report::default() };
        report.add_input_warnings(warnings);
        let mut mixed = Mixed {
            text: String::with_capacity(source.text.len()),
            originals: HashMap::new(),
            report,
            findings: Findings::default(),
        };
        let mut copied = 0;
        for (range, article) in source.boxes.iter().zip(articles) {
            push_markdown(&mut mixed.text, source.text.get(copied..range.start).unwrap_or_default());
            copied = range.end;
            let page = article.root.node().dom();
            let (Lowered { mut document, originals, .. }, report) = self.document(page, article);
            if let Some(title) = article.title().filter(|_| !self.options().profile.opens_with_title()) {
                let content = vec![Inline::Text(title.to_owned())];
                let heading = Heading { level: HeadingLevel::ONE, content, anchors: Vec::new() };
                document.blocks.insert(0, Block::Heading(heading));
            }
            Limits::check("output", render::least_length(&document), self.options().limits.output)?;
            push_article(&mut mixed.text, &render::render(&document, self.options()));
            Limits::check("output", mixed.text.len(), self.options().limits.output)?;
            mixed.report.append(report);
            mixed.originals.extend(originals);
            if with_findings {
                let mut found = inspect::findings(page, article.root, self.rules(), self.options());
                found.offset_lines(article.first_line);
                mixed.findings.append(found, "md-around", article.first_line);
            }
        }
        push_markdown(&mut mixed.text, source.text.get(copied..).unwrap_or_default());
        Ok(mixed)
    }
}

/// Finds the article in each page. Its title counts only if the page shows it and it is not that of the whole text. Its
/// source is that of the whole text unless it has its own.
fn articles<'p>(
    pages: &'p [(Source<'_>, Dom)],
    metadata: &Metadata,
    hints: &Hints<'_>,
) -> Result<Vec<Article<'p>>> {
    let find = |(part, page): &'p (Source<'_>, Dom)| {
        let mut article = extract::article(page, part, hints)?;
        let whole = metadata.title.as_ref().map(|title| title.value.as_str());
        let is_own =
            |title: &Sourced<String>| title.from == Origin::Heading && Some(title.value.as_str()) != whole;
        article.metadata.title = article.metadata.title.filter(is_own);
        article.metadata.source = article.metadata.source.or_else(|| metadata.source.clone());
        Ok(article)
    };
    pages.iter().map(find).collect()
}

/// Adds an article after a blank line. A list does not continue one of the author's.
fn push_article(text: &mut String, article: &str) {
    let article = article.trim_end_matches('\n');
    if article.is_empty() {
        return;
    }
    end_block(text);
    if is_list(article.lines().next()) && is_list(last_line(text)) {
        text.push_str(LIST_SEPARATOR);
        text.push_str("\n\n");
    }
    text.push_str(article);
    text.push('\n');
}

/// Adds the author's Markdown, after a blank line if an article precedes it.
fn push_markdown(text: &mut String, markdown: &str) {
    let content = markdown.trim_start_matches(['\n', ' ']);
    if text.is_empty() || content.is_empty() {
        text.push_str(if text.is_empty() { markdown } else { "" });
        return;
    }
    // Without the article, it would be a part of the text before.
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let indented = markdown.len() - content.len();
    let line_start =
        markdown.get(..indented).and_then(|blank| blank.rfind('\n')).map_or(indented, |at| at + 1);
    // Line breaks before the text stay; there is one blank line at least.
    let breaks = markdown.get(..line_start).unwrap_or_default().matches('\n').count();
    text.push_str(&"\n".repeat(breaks.saturating_sub(1).max(1)));
    if is_list(content.lines().next()) && is_list(last_line(text)) {
        text.push_str(LIST_SEPARATOR);
        text.push_str("\n\n");
    }
    text.push_str(markdown.get(line_start..).unwrap_or_default());
}

/// What parts two lists.
const LIST_SEPARATOR: &str = "<!-- -->";

/// Ends the text with a blank line, unless it is empty.
fn end_block(text: &mut String) {
    while !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
}

fn last_line(text: &str) -> Option<&str> {
    text.trim_end().lines().next_back()
}

/// Whether a line is an item of a list, or the indented end of one.
fn is_list(line: Option<&str>) -> bool {
    let Some(line) = line else { return false };
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_number = digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with([')', '.']));
    line.starts_with("  ") || line.starts_with(['-', '*', '+']) && line.get(1..2) == Some(" ") || is_number
}

#[cfg(test)]
mod tests {
    use crate::{Converter, Hints};

    fn converted(input: &str) -> String {
        Converter::default().convert(input).unwrap().markdown
    }

    const BOX: &str = "<div id=content_views><p>盆</p></div>";

    #[test]
    fn blank_lines_part_the_article_from_the_text() {
        for (before, after, expected) in [
            ("# 一\n", "\n二", "# 一\n\n盆\n\n二"),
            ("# 一\n\n\n", "\n\n\n二\n", "# 一\n\n\n盆\n\n\n二\n"),
            ("# 一\n\n", "  \n", "# 一\n\n盆\n"),
            ("# 一\n\n", "二\n", "# 一\n\n盆\n\n二\n"),
            ("", "\n\n    # 码\n\n- 二\n", "盆\n\n    # 码\n\n- 二\n"),
        ] {
            assert_eq!(converted(&format!("{before}{BOX}{after}")), expected);
        }
    }

    #[test]
    fn lists_stay_apart() {
        let list = "<div id=content_views><ul><li>盆</ul></div>";
        assert_eq!(
            converted(&format!("- 一\n\n{list}\n\n- 二\n")),
            "- 一\n\n<!-- -->\n\n- 盆\n\n<!-- -->\n\n- 二\n"
        );
    }

    #[test]
    fn image_urls_are_rewritten_everywhere() {
        let input = "# ![](https://a.b/1)\n\n<div id=content_views><img src=https://a.b/2></div>\n\n![](https://a.b/3)\n";
        let converter = Converter::default();
        let mut draft = converter.draft(input.as_bytes(), &Hints::default()).unwrap();
        draft.rewrite_image_urls(|url| url.rsplit_once('/').map(|(_, name)| name.to_owned()));
        assert_eq!(draft.finish().unwrap().markdown, "# ![](1)\n\n![](2)\n\n![](3)\n");
    }
}
