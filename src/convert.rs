//! The converter: wires the stages together and knows no HTML.

use serde::Serialize;

use crate::clean::{Disposition, UserRules};
use crate::dom::{Dom, Element};
use crate::draft::{Body, Draft, MarkdownPost};
use crate::emit;
use crate::error::{Error, Result};
use crate::extract::{self, Metadata};
use crate::input::{self, Kind, Source};
use crate::inspect::{self, Inspection};
use crate::lower::{self, Lowered};
use crate::model::{Block, Document, Heading, HeadingLevel, Inline, plain_text};
use crate::normalize;
use crate::options::{Limits, Options};
use crate::report::{Report, Warning, WarningCode};
use crate::saved::{self, Saved};
use crate::verify::{self, Article, Verification};
use crate::{chars, dom};

/// What is known of an input besides its bytes. All of it is optional.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hints<'a> {
    /// The name of the file the input came from, without folders: its extension tells Markdown from HTML, and
    /// its digits may be the article's id.
    pub file_name: Option<&'a str>,
    /// The `Content-Type` header the input came with: its `charset` is believed before the page's own.
    pub content_type: Option<&'a str>,
    /// The address the input was got from. Where the page does not say, it is the article's, and relative links are
    /// resolved against it.
    pub url: Option<&'a str>,
    /// The name of the folder beside the input in which a browser saved the page's files, such as `标题_files`. A
    /// picture in it is kept under its path, `标题_files/a.png`, in which `%`, `#` and `?` alone are percent-encoded;
    /// without this it counts as unreachable.
    pub folder: Option<&'a str>,
}

/// A picture the Markdown refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Asset {
    /// The address, as it stands in the Markdown. Where that was Markdown before: without what the site's hosts are asked
    /// to do with the picture.
    pub url: String,
    /// The address with the suffix that has a host scale or watermark the picture, where the page has it with one and
    /// `url` is without: the picture may be there alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
}

/// A converted article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[must_use]
#[non_exhaustive]
pub struct Conversion {
    /// Front matter and body; ends with one newline.
    pub markdown: String,
    /// What is known of the article.
    pub metadata: Metadata,
    /// The pictures of the article, in order, each address once.
    pub assets: Vec<Asset>,
    /// Completeness, warnings, removals.
    pub report: Report,
}

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

/// Converts articles with one set of options. Reusable, and shareable between threads.
///
/// ```
/// use csdown::{Converter, Options};
/// let converter = Converter::new(Options::default())?;
/// let conversion = converter.convert("<div id=content_views><p>前<strong>重点：</strong>后</p></div>")?;
/// assert_eq!(conversion.markdown, "前**重点：** 后\n");
/// # Ok::<(), csdown::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Converter {
    options: Options,
    rules: UserRules,
}

impl Converter {
    /// A converter with these options.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`] when a value cannot be honoured, [`Error::InvalidRule`] when a rule cannot be read.
    pub fn new(options: Options) -> Result<Self> {
        if options.limits.depth == 0 || options.limits.depth > Limits::MAX_DEPTH {
            let reason = format!("must be 1 to {}", Limits::MAX_DEPTH);
            return Err(Error::InvalidOption { name: "limits.depth", reason });
        }
        let rules = UserRules::new(&options.rules)?;
        Ok(Self { options, rules })
    }

    /// This converter, with a function that is asked first what each element of the article is. Where it answers
    /// `None`, the rules of the options and then ours decide.
    ///
    /// ```
    /// use csdown::clean::{Disposition, Kind};
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
        decide: impl Fn(Element<'_>) -> Option<Disposition<'static>> + Send + Sync + 'static,
    ) -> Self {
        Self { rules: self.rules.with(decide), ..self }
    }

    /// This converter, but that it writes no front matter.
    #[cfg(feature = "batch")]
    pub(crate) fn without_front_matter(&self) -> Self {
        let mut converter = self.clone();
        converter.options.front_matter = crate::options::FrontMatter::None;
        converter
    }

    /// The options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Converts a page, a scraped post or a fragment.
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn convert(&self, html: &str) -> Result<Conversion> {
        self.convert_bytes(html.as_bytes(), &Hints::default())
    }

    /// Converts bytes in UTF-8, GBK or GB18030. Plain Markdown is passed through unchanged.
    ///
    /// # Errors
    ///
    /// [`Error::ArticleNotFound`] and [`Error::Blocked`] when the input is a page without an article,
    /// [`Error::LimitExceeded`] when it or what it becomes is too large, [`Error::NotText`] when it is binary.
    pub fn convert_bytes(&self, bytes: &[u8], hints: &Hints<'_>) -> Result<Conversion> {
        self.draft(bytes, hints)?.finish()
    }

    /// Reads an article and does not write it yet, so that its pictures can be put elsewhere.
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn draft(&self, bytes: &[u8], hints: &Hints<'_>) -> Result<Draft<'_>> {
        let source = self.source(bytes, hints)?;
        if source.kind == Kind::Markdown {
            return self.pass_through(source, hints);
        }
        let page = self.page(&source, hints)?;
        let root = root(&page, &source)?;
        let metadata = extract::metadata::read(Some(&page), &source, hints);
        Ok(self.draft_article(&page, root, source, metadata))
    }

    /// Converts bytes and compares the Markdown with the article, as [`crate::verify`] tells.
    ///
    /// ```
    /// use csdown::{Converter, Hints, verify::Verdict};
    /// let page = "<div id=content_views><p>前<b>重点</b></p></div>".as_bytes();
    /// let (conversion, verification) = Converter::default().convert_verified(page, &Hints::default())?;
    /// assert_eq!((conversion.markdown.as_str(), verification.verdict), ("前**重点**\n", Verdict::Identical));
    /// # Ok::<(), csdown::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn convert_verified(&self, bytes: &[u8], hints: &Hints<'_>) -> Result<(Conversion, Verification)> {
        let (draft, verification) = self.draft_verified(bytes, hints)?;
        Ok((draft.finish()?, verification))
    }

    /// Reads an article as [`Self::draft`] does, and compares it, with its pictures where they are, as [`crate::verify`]
    /// tells.
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn draft_verified(&self, bytes: &[u8], hints: &Hints<'_>) -> Result<(Draft<'_>, Verification)> {
        let source = self.source(bytes, hints)?;
        if source.kind == Kind::Markdown {
            let verification = verify::verify_markdown(&source.text, &source.text, &self.options);
            return Ok((self.pass_through(source, hints)?, verification));
        }
        let page = self.page(&source, hints)?;
        let root = root(&page, &source)?;
        let metadata = extract::metadata::read(Some(&page), &source, hints);
        let first_line = source.first_line;
        let mut draft = self.draft_article(&page, root, source, metadata.clone());
        let article = article(root, &metadata, first_line);
        let verification = verify::verify(&article, &self.rules, draft.markdown()?, &self.options);
        Ok((draft, verification))
    }

    /// Compares `markdown` with the article in `bytes`, as [`crate::verify`] tells.
    ///
    /// # Errors
    ///
    /// See [`Self::convert_bytes`].
    pub fn verify(&self, bytes: &[u8], hints: &Hints<'_>, markdown: &str) -> Result<Verification> {
        let source = self.source(bytes, hints)?;
        if source.kind == Kind::Markdown {
            return Ok(verify::verify_markdown(&source.text, markdown, &self.options));
        }
        let page = self.page(&source, hints)?;
        let metadata = extract::metadata::read(Some(&page), &source, hints);
        let article = article(root(&page, &source)?, &metadata, source.first_line);
        Ok(verify::verify(&article, &self.rules, markdown, &self.options))
    }

    /// Tells what is in an article instead of converting it, as [`crate::inspect`] says.
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
        if source.kind == Kind::Markdown {
            let metadata = extract::metadata::read(None, &source, hints);
            return Ok(Inspection::of_markdown(&source, metadata));
        }
        let page = self.page(&source, hints)?;
        let root = root(&page, &source)?;
        let metadata = extract::metadata::read(Some(&page), &source, hints);
        let (Lowered { document, .. }, mut report) = self.document(&page, root, &source, &metadata);
        let mut found = inspect::findings(&page, root, &self.rules, &self.options);
        found.count_from(source.first_line);
        report.warnings.splice(0..0, source.warnings.clone());
        Ok(Inspection::of(&source, metadata, &document, report, found))
    }

    /// The input as text.
    fn source<'a>(&self, bytes: &'a [u8], hints: &Hints<'_>) -> Result<Source<'a>> {
        within("bytes", bytes.len(), self.options.limits.bytes)?;
        let source = input::read(bytes, hints);
        let is_binary = source.kind == Kind::Markdown && source.text.contains('\0');
        if is_binary { Err(Error::NotText) } else { Ok(source) }
    }

    /// The page as a tree, as it was before somebody saved it.
    fn page(&self, source: &Source<'_>, hints: &Hints<'_>) -> Result<Dom> {
        let limits = &self.options.limits;
        let mut page = dom::parse(source.body(), limits)?;
        let saved = Saved {
            url: source.saved_from.as_deref(),
            folder: hints.folder,
            embedded: Some(&source.embedded),
            max: source.body().len().saturating_mul(SHOWN_AGAIN).min(limits.output),
        };
        if saved.concerns(source.body()) {
            saved::restore(&mut page, &saved);
        }
        Ok(page)
    }

    /// Markdown as it came, but for its encoding and line ends; unless there is too much of it.
    fn pass_through(&self, source: Source<'_>, hints: &Hints<'_>) -> Result<Draft<'_>> {
        within("output", source.text.len(), self.options.limits.output)?;
        let metadata = extract::metadata::read(None, &source, hints);
        let report = Report { passed_through: true, warnings: source.warnings, ..Report::default() };
        let post = MarkdownPost::new(source.text.into_owned(), &self.options);
        Ok(Draft::new(&self.options, metadata, report, Body::Markdown(post)))
    }

    fn draft_article(
        &self,
        page: &Dom,
        root: Element<'_>,
        mut source: Source<'_>,
        metadata: Metadata,
    ) -> Draft<'_> {
        let (Lowered { document, originals, .. }, mut report) = self.document(page, root, &source, &metadata);
        report.warnings.splice(0..0, source.warnings.drain(..));
        Draft::new(&self.options, metadata, report, Body::Article { document, originals })
    }

    /// The article as it is written, and what is to be told of it.
    fn document(
        &self,
        page: &Dom,
        root: Element<'_>,
        source: &Source<'_>,
        metadata: &Metadata,
    ) -> (Lowered, Report) {
        let mut report = Report { status: extract::status(page), ..Report::default() };
        if page.flattened() > 0 {
            let detail = page.flattened().to_string();
            report.warnings.push(Warning::new(WarningCode::DepthFlattened, None, &detail));
        }
        let base = metadata.source.as_ref().map(|source| source.value.as_str());
        let mut lowered = lower::lower(root, &self.rules, base, &self.options, &mut report);
        count_from(&mut report, source.first_line);
        self.set_title(&mut lowered.document, metadata);
        normalize::normalize(&mut lowered.document, &self.options, &mut report);
        (lowered, report)
    }

    /// Opens the body with the title where the profile asks for it, and never twice.
    fn set_title(&self, document: &mut Document, metadata: &Metadata) {
        let Some(title) = metadata.title.as_ref().map(|title| title.value.as_str()) else { return };
        if matches!(document.blocks.first(), Some(Block::Heading(first)) if repeats(first, title)) {
            document.blocks.remove(0);
        }
        if emit::opens_with_title(self.options.profile) {
            let content = vec![Inline::Text(title.to_owned())];
            let heading = Heading { level: HeadingLevel::ONE, content, anchors: Vec::new() };
            document.blocks.insert(0, Block::Heading(heading));
        }
    }
}

/// How many times as long as their page the addresses may be of pictures that stand in it once and are
/// shown many times.
const SHOWN_AGAIN: usize = 4;

/// The element that holds the article; what a page without one is.
fn root<'a>(page: &'a Dom, source: &Source<'_>) -> Result<Element<'a>> {
    let blocked = |page| Error::Blocked { page };
    let root = extract::root(page, source.kind == Kind::Fragment)
        .map_err(|error| extract::block_page(page).map_or(error, blocked))?;
    extract::stands_in(page, root).map_or(Ok(root), |page| Err(blocked(page)))
}

/// What Markdown is compared with.
fn article<'a>(root: Element<'a>, metadata: &'a Metadata, first_line: u32) -> Article<'a> {
    let mut article = Article::new(root);
    article.title = metadata.title.as_ref().map(|title| title.value.as_str());
    article.base = metadata.source.as_ref().map(|source| source.value.as_str());
    article.first_line = first_line;
    article
}

/// An error when `length` is more than the limit `max`, which is called `what`.
pub(crate) const fn within(what: &'static str, length: usize, max: usize) -> Result<()> {
    if length > max { Err(Error::LimitExceeded { what, max }) } else { Ok(()) }
}

/// Whether a heading of level 1 says what the title says, white space aside.
fn repeats(heading: &Heading, title: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|&c| !chars::is_blank(c)).collect::<String>();
    heading.level == HeadingLevel::ONE && letters(&plain_text(&heading.content)) == letters(title)
}

/// Makes the lines of a report, which count from the body, count from the beginning of the input.
fn count_from(report: &mut Report, first_line: u32) {
    let before = first_line.saturating_sub(1);
    let removed = report.removed.values_mut().flat_map(|removed| &mut removed.lines);
    let lines = report.warnings.iter_mut().filter_map(|warning| warning.line.as_mut()).chain(removed);
    lines.for_each(|line| *line = line.saturating_add(before));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_library_gives_may_be_shared_between_threads() {
        const fn shared<T: Send + Sync + 'static>() {}
        shared::<(Converter, Conversion, Options, Error, Document, Report)>();
    }

    /// Dialect `doc-huge`: the largest article known has 1.3 MB and 16,000 elements, the deepest 259 levels.
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
