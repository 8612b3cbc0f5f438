//! The converter: runs the stages with one set of options.

use super::content::has_content;
use super::conversion::Conversion;
use super::draft::{self, Body, Draft};
use super::foreign_dates;
use super::passed_through::PassedThrough;
use crate::clean::{Disposition, UserRules};
use crate::dom::{self, Dom, Element};
use crate::error::{Error, Result};
use crate::extract::{self, Article, Metadata};
use crate::front_matter;
use crate::input::{self, Hints, InputForm, Source, Unusable};
use crate::inspect::{self, Inspection};
use crate::lower::{self, Lowered};
use crate::markdown::{self, front_matter_end};
use crate::normalize;
use crate::options::{InputFormat, InternalLinks, Limits, Options};
use crate::report::{Report, Status, Warning, WarningCode};
use crate::saved::{self, Saved};

/// Converts a page, a scraped post or a fragment with the default options.
///
/// ```
/// assert_eq!(csdown::convert("<div id=content_views><p>正文</p></div>")?, "正文\n");
/// # Ok::<(), csdown::Error>(())
/// ```
///
/// # Errors
///
/// See [`Converter::convert_bytes`].
pub fn convert(html: &str) -> Result<String> {
    Converter::default().convert(html).map(|conversion| conversion.markdown)
}

/// Converts articles with one set of options. Reusable, and can be shared between threads.
///
/// ```
/// use csdown::{Converter, Options};
/// let converter = Converter::new(Options::default())?;
/// let conversion = converter.convert("<div id=content_views><p>前<strong>重点：</strong>后</p></div>")?;
/// assert_eq!(conversion.markdown, "前**重点**：后\n");
/// # Ok::<(), csdown::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Converter {
    options: Options,
    rules: UserRules,
}

impl Converter {
    /// Creates a converter with these options.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`] when a value is out of range or does not fit another, [`Error::InvalidRule`] when a rule
    /// is invalid, [`Error::InvalidFrontMatter`] when a key of the front matter is.
    pub fn new(options: Options) -> Result<Self> {
        options.check()?;
        front_matter::check(&options)?;
        let rules = UserRules::new(&options.rules)?;
        Ok(Self { options, rules })
    }

    /// Adds a function that classifies elements of the article. It takes precedence over all rules; where it returns
    /// `None`, the rules of the options and then the built-in rules decide.
    ///
    /// ```
    /// use csdown::rules::{Disposition, Kind};
    /// use csdown::{Converter, Options};
    /// let converter = Converter::new(Options::default())?.with_classifier(|element| {
    ///     element.attribute("data-role").filter(|role| *role == "note").map(|_| Disposition::Lower(Kind::Quote))
    /// });
    /// assert_eq!(converter.convert("<p>文</p><div data-role=note>注</div>")?.markdown, "文\n\n> 注\n");
    /// # Ok::<(), csdown::Error>(())
    /// ```
    #[must_use]
    pub fn with_classifier(
        self,
        classify: impl Fn(Element<'_>) -> Option<Disposition<'static>> + Send + Sync + 'static,
    ) -> Self {
        Self { rules: self.rules.with(classify), ..self }
    }

    /// Returns a copy of this converter with front matter disabled.
    #[cfg(feature = "batch")]
    pub(crate) fn without_front_matter(&self) -> Self {
        let mut converter = self.clone();
        converter.options.front_matter.format = crate::options::FrontMatter::None;
        converter
    }

    /// Whether a function classifies elements; see [`Self::with_classifier`].
    pub const fn has_function_rules(&self) -> bool {
        self.rules.has_function()
    }

    /// Returns the compiled rules of the options.
    pub(super) const fn rules(&self) -> &UserRules {
        &self.rules
    }

    /// Returns the options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Converts a page, a scraped post or a fragment. It is decoded already, so the encoding that it declares is ignored.
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn convert(&self, html: &str) -> Result<Conversion> {
        self.convert_bytes(html.as_bytes(), &Hints { content_type: Some(Hints::DECODED), ..Hints::default() })
    }

    /// Converts bytes in UTF-8, GBK or GB18030. Markdown that csdown wrote, according to the hints or the options, is
    /// converted. Other Markdown is passed through unchanged; articles of the site that are pasted into it as HTML are
    /// converted in their place. Responses of the editor's API are read as well: their Markdown, with front matter, or
    /// else their HTML.
    ///
    /// # Errors
    ///
    /// [`Error::ArticleNotFound`] and [`Error::Blocked`] when the input is a page without an article,
    /// [`Error::LimitExceeded`] when the input or its Markdown is too large, [`Error::NotText`] and [`Error::NotAPage`]
    /// when the input is binary or other data, [`Error::NoContent`] when it is blank. An input whose end is missing is
    /// converted as far as it goes, with the status [`Truncated`](Status::Truncated).
    pub fn convert_bytes(&self, bytes: &[u8], hints: &Hints<'_>) -> Result<Conversion> {
        self.draft(bytes, hints)?.finish()
    }

    /// Converts a parsed page, or only the article of one, such as `Dom::from_scraper` returns.
    ///
    /// A whole page, which has a `title` or `meta` element in its head, must contain an article as for
    /// [`Self::convert_bytes`], and provides the metadata. Any other tree is the article itself unless it contains one.
    /// Without the text of the page, its warnings have no location, and nothing that saving changed is undone: for
    /// pages saved by a browser or a crawler use [`Self::convert_bytes`].
    ///
    /// ```
    /// use csdown::{Converter, Hints, Limits, dom};
    /// let page = dom::parse("<div id=content_views><p>正文</p></div>", &Limits::default())?;
    /// assert_eq!(Converter::default().convert_dom(&page, &Hints::default())?.markdown, "正文\n");
    /// # Ok::<(), csdown::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ArticleNotFound`] and [`Error::Blocked`] when the page has no article, [`Error::LimitExceeded`] when
    /// its Markdown is too large.
    pub fn convert_dom(&self, page: &Dom, hints: &Hints<'_>) -> Result<Conversion> {
        let form = if is_whole_page(page) { InputForm::Page } else { InputForm::Fragment };
        let source = Source { form, first_line: 1, ..Source::default() };
        let article = extract::article(page, &source, hints)?;
        self.draft_article(page, article, &source).finish()
    }

    /// Parses an article without rendering it, so that its image URLs can be rewritten first.
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn draft(&self, bytes: &[u8], hints: &Hints<'_>) -> Result<Draft<'_>> {
        let source = self.source(bytes, hints)?;
        match source.form {
            InputForm::Markdown => return self.pass_through(source, hints),
            InputForm::Mixed => return self.draft_mixed(&source, hints),
            InputForm::Written => return Ok(self.draft_written(&source, hints)),
            InputForm::Page | InputForm::Fragment => {}
        }
        let page = self.page(&source, hints)?;
        let article = extract::article(&page, &source, hints)?;
        Ok(self.draft_article(&page, article, &source))
    }

    /// Returns the contents of an article as data, as described in [`crate::inspect`].
    ///
    /// ```
    /// use csdown::{Converter, Hints};
    /// let page = "<div id=content_views class=markdown_views><h2>一</h2><p><img src=//a.b/c.png></p></div>";
    /// let inspection = Converter::default().inspect(page.as_bytes(), &Hints::default())?;
    /// assert_eq!(inspection.contents.outline[0].anchor, "一");
    /// assert!(inspection.dialects.contains_key("view-md"));
    /// # Ok::<(), csdown::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn inspect(&self, bytes: &[u8], hints: &Hints<'_>) -> Result<Inspection> {
        let source = self.source(bytes, hints)?;
        match source.form {
            InputForm::Markdown => {
                let metadata = extract::metadata::of_markdown(&source, hints);
                return Ok(Inspection::of_markdown(&source, metadata));
            }
            InputForm::Mixed => return self.inspect_mixed(&source, hints),
            InputForm::Written => return Ok(self.inspect_written(&source, hints)),
            InputForm::Page | InputForm::Fragment => {}
        }
        let page = self.page(&source, hints)?;
        let article = extract::article(&page, &source, hints)?;
        let (Lowered { document, .. }, mut report) = self.whole_document(&page, &article);
        let mut findings = inspect::findings(&page, article.root, &self.rules, &self.options);
        findings.offset_lines(source.first_line);
        report.add_input_warnings(input_warnings(&source, &article.metadata));
        Ok(Inspection::of(&source, article.metadata, &document, report, findings))
    }

    /// Decodes the input.
    pub(super) fn source<'a>(&self, bytes: &'a [u8], hints: &Hints<'_>) -> Result<Source<'a>> {
        Limits::check("bytes", bytes.len(), self.options.limits.bytes)?;
        let source = input::read(bytes, &Hints { format: self.format(hints), ..*hints });
        match source.unusable {
            None => Ok(source),
            Some(Unusable::Binary(content)) => Err(Error::NotText { content }),
            Some(Unusable::Blank(blank)) => Err(Error::NoContent { reason: blank.reason() }),
            Some(unusable) => Err(Error::NotAPage { reason: unusable.reason() }),
        }
    }

    /// Returns what the input is. The hints take precedence over the options.
    const fn format(&self, hints: &Hints<'_>) -> InputFormat {
        match hints.format {
            InputFormat::Auto => self.options.from,
            format => format,
        }
    }

    /// Parses the page and undoes what saving it in a browser changed.
    pub(super) fn page(&self, source: &Source<'_>, hints: &Hints<'_>) -> Result<Dom> {
        let mut page = dom::parse(source.body(), &self.options.limits)?;
        self.restore(&mut page, source, hints);
        Ok(page)
    }

    pub(super) fn restore(&self, page: &mut Dom, source: &Source<'_>, hints: &Hints<'_>) {
        let saved = Saved {
            url: source.saved_from.as_deref(),
            folder: hints.folder,
            embedded: Some(&source.embedded),
            max: source.body().len().saturating_mul(MAX_EMBEDDED_GROWTH).min(self.options.limits.output),
        };
        if saved.may_apply_to(page, source.body()) {
            saved::restore(page, &saved);
        }
    }

    /// Passes Markdown through; only its encoding and line endings change, and dates that the profile's tool cannot read.
    pub(super) fn pass_through(&self, source: Source<'_>, hints: &Hints<'_>) -> Result<Draft<'_>> {
        Limits::check("output", source.text.len(), self.options.limits.output)?;
        let metadata = extract::metadata::of_markdown(&source, hints);
        let mut report = Report { passed_through: true, ..Report::default() };
        report.add_input_warnings(input_warnings(&source, &metadata));
        let front_matter = self.editor_front_matter(&source, &metadata);
        let text = match &front_matter {
            Some(front_matter) => [front_matter, &*source.text].concat(),
            None => foreign_dates::made_readable(&source.text, self.options.profile)
                .unwrap_or_else(|| source.text.into_owned()),
        };
        if self.options.internal_links == InternalLinks::Relative {
            let body = text.get(front_matter_end(&text)..).unwrap_or_default();
            let document = markdown::read(body, self.options.dialect());
            report.anchors = normalize::anchors(&document, &self.options);
        }
        let length = front_matter.map_or(0, |front_matter| front_matter.len());
        let text = PassedThrough::new(text, &self.options).with_front_matter(length);
        Ok(Draft::new(&self.options, metadata, report, Body::PassedThrough(text)))
    }

    /// Returns the front matter of Markdown from the editor's API. `None` for other Markdown, and if the author wrote
    /// some.
    pub(super) fn editor_front_matter(&self, source: &Source<'_>, metadata: &Metadata) -> Option<String> {
        let is_missing = source.editor.is_some() && source.front_matter.is_none();
        is_missing.then(|| {
            let options = draft::front_matter_options(&self.options, &source.text);
            front_matter::write(metadata, Status::Complete, &options)
        })
    }

    pub(super) fn draft_article(&self, page: &Dom, article: Article<'_>, source: &Source<'_>) -> Draft<'_> {
        let (Lowered { document, originals, .. }, mut report) = self.whole_document(page, &article);
        report.add_input_warnings(input_warnings(source, &article.metadata));
        Draft::new(
            &self.options,
            article.metadata,
            report,
            Body::Article { document, originals, is_written: false },
        )
    }

    /// Returns the normalized document and the report about it. An article without content (dialect `doc-empty`) is
    /// truncated: the empty element of a page that its scripts fill must not look like an archived article.
    fn whole_document(&self, page: &Dom, article: &Article<'_>) -> (Lowered, Report) {
        let (lowered, mut report) = self.lower(page, article);
        if !has_content(&lowered.document) {
            report.status = Status::Truncated;
            let (location, detail) = (article.root.node().location(), "the article is empty");
            report.warnings.push(Warning::new(WarningCode::Truncated, location, detail));
        }
        self.normalize(lowered, report, article)
    }

    /// Returns the normalized document of an article that is part of a text, and the report about it.
    pub(super) fn document(&self, page: &Dom, article: &Article<'_>) -> (Lowered, Report) {
        let (lowered, report) = self.lower(page, article);
        self.normalize(lowered, report, article)
    }

    fn lower(&self, page: &Dom, article: &Article<'_>) -> (Lowered, Report) {
        let mut report = Report { status: article.status, ..Report::default() };
        if page.flattened() > 0 {
            let detail = page.flattened().to_string();
            report.warnings.push(Warning::new(WarningCode::DepthFlattened, None, &detail));
        }
        let lowered = lower::lower(article.root, &self.rules, article.url(), &self.options, &mut report);
        report.warnings.extend(article.truncations.iter().chain(&article.unread_dates).cloned());
        (lowered, report)
    }

    fn normalize(
        &self,
        mut lowered: Lowered,
        mut report: Report,
        article: &Article<'_>,
    ) -> (Lowered, Report) {
        normalize::normalize_article(
            &mut lowered.document,
            article.title(),
            false,
            &self.options,
            &mut report,
        );
        offset_locations(&mut report, article);
        (lowered, report)
    }
}

/// Returns the warnings about the input, and about its front matter.
pub(super) fn input_warnings(source: &Source<'_>, metadata: &Metadata) -> Vec<Warning> {
    source.warnings.iter().cloned().chain(extract::metadata::unread_dates(metadata, source)).collect()
}

/// Whether a parsed page has a head of its own. The parser adds an empty head to a fragment.
fn is_whole_page(page: &Dom) -> bool {
    let head = page.elements().find(|element| element.tag() == "head");
    head.is_some_and(|head| head.child_elements().any(|element| matches!(element.tag(), "title" | "meta")))
}

/// Images that a page embeds once and shows many times may multiply its size by at most this factor.
const MAX_EMBEDDED_GROWTH: usize = 4;

/// Makes the locations of a report, which count from the beginning of the body, count from the beginning of the input.
fn offset_locations(report: &mut Report, article: &Article<'_>) {
    let lines = article.first_line.saturating_sub(1);
    for location in report.warnings.iter_mut().map(|warning| &mut warning.location) {
        *location = location.take().map(|location| location.offset(lines, article.body_start));
    }
    let removed = report.removed.values_mut().flat_map(|removed| &mut removed.lines);
    removed.for_each(|line| *line = line.saturating_add(lines));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    #[test]
    fn the_public_types_can_be_shared_between_threads() {
        const fn is_shareable<T: Send + Sync + 'static>() {}
        is_shareable::<(Converter, Conversion, Options, Error, Document, Report)>();
    }

    #[test]
    fn the_body_of_an_article_of_the_editor_has_no_front_matter() {
        let body = |markdown: &str| {
            let json = serde_json::json!({"data": {"title": "题", "markdowncontent": markdown}}).to_string();
            let converter = Converter::default();
            let mut draft = converter.draft(json.as_bytes(), &Hints::default()).unwrap();
            draft.rewrite_image_urls(|_| Some("a/long/path.png".to_owned()));
            let conversion = draft.finish().unwrap();
            assert!(conversion.markdown.starts_with("---\ntitle: 题\n---\n\n"), "{}", conversion.markdown);
            conversion.body().to_owned()
        };
        assert_eq!(body("一![](x)"), "一![](a/long/path.png)\n");
        let with_box = "# 一\n\n<div id=content_views>二<img src=//a.b/c></div>\n\n三";
        assert_eq!(body(with_box), "# 一\n\n二![](a/long/path.png)\n\n三\n");
        assert_eq!(body("---\ntitle: 题\n---\n\n一"), "---\ntitle: 题\n---\n\n一\n");
    }

    #[test]
    fn text_is_not_decoded_again() {
        let markdown = convert("<meta charset=gbk><div id=content_views>短</div>").unwrap();
        assert_eq!(markdown, "短\n");
    }

    /// Dialect `doc-huge`: the largest known article has 1.3 MB and 16,000 elements, the deepest has 259 levels.
    #[test]
    fn huge_articles_keep_every_word() {
        let filler = "很长的一段话，".repeat(10);
        let paragraph =
            |n: usize| format!("<p>\n 第 {n} 段：{filler}\n <strong>\n  重点\n </strong>\n</p>\n");
        let deep = format!("<p>{}深处{}</p>", "<strong>".repeat(254), "</strong>".repeat(254));
        let body: String = (0..6000).map(paragraph).collect();
        let html = format!("<div id=content_views>{body}{deep}</div>");
        assert!(html.len() > 1_300_000, "{}", html.len());

        let conversion = Converter::default().convert(&html).unwrap();
        assert_eq!(conversion.report, Report::default());
        let mut paragraphs = conversion.markdown.split("\n\n");
        for n in 0..6000 {
            assert_eq!(paragraphs.next(), Some(format!("第 {n} 段：{filler}**重点**").as_str()));
        }
        assert_eq!((paragraphs.next(), paragraphs.next()), (Some("**深处**\n"), None));
    }
}
