//! An article that has been parsed but not rendered.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::conversion::{Asset, Conversion};
use super::passed_through::PassedThrough;
use crate::error::Result;
use crate::extract::Metadata;
use crate::markdown::has_templates;
use crate::model::Document;
use crate::options::{InternalLinks, Limits, Options};
use crate::report::Report;
use crate::{front_matter, render};

/// A parsed article that has not been rendered, so that its image URLs can still be rewritten.
///
/// ```
/// use csdown::{Converter, Hints};
/// let page = r#"<div id=content_views><p><img src="https://a.b/c.png"></p></div>"#;
/// let converter = Converter::default();
/// let mut draft = converter.draft(page.as_bytes(), &Hints::default())?;
/// assert_eq!(draft.assets()[0].url, "https://a.b/c.png");
/// draft.rewrite_image_urls(|url| url.ends_with("c.png").then(|| "assets/c.png".to_owned()));
/// assert_eq!(draft.finish()?.markdown, "![](assets/c.png)\n");
/// # Ok::<(), csdown::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Draft<'c> {
    options: &'c Options,
    metadata: Metadata,
    report: Report,
    body: Body,
    /// The Markdown, once it has been rendered.
    rendered: Option<Rendered>,
}

/// The Markdown of an article.
#[derive(Debug, Clone, Default)]
struct Rendered {
    markdown: String,
    /// The length of the front matter that was written.
    front_matter_length: usize,
}

impl Rendered {
    /// Returns Markdown that was passed through.
    fn passed_through(text: PassedThrough, options: &Options) -> Result<Self> {
        let front_matter_length = text.front_matter_length();
        Ok(Self { markdown: text.into_text(options)?, front_matter_length })
    }
}

/// What the Markdown is made from.
#[derive(Debug, Clone)]
pub(super) enum Body {
    /// An article, normalized.
    Article {
        document: Document,
        /// See [`crate::lower::Lowered::originals`].
        originals: HashMap<String, String>,
        /// Whether it was read back from Markdown of csdown.
        #[cfg_attr(not(feature = "batch"), allow(dead_code, reason = "only a batch asks"))]
        is_written: bool,
    },
    /// Markdown that is passed through.
    PassedThrough(PassedThrough),
}

impl<'c> Draft<'c> {
    pub(super) const fn new(options: &'c Options, metadata: Metadata, report: Report, body: Body) -> Self {
        Self { options, metadata, report, body, rendered: None }
    }

    /// Returns the images of the article in reading order, each URL once.
    pub fn assets(&self) -> Vec<Asset> {
        let mut assets = Vec::new();
        let mut add = |url: &str, original: Option<&String>| {
            assets.push(Asset { url: url.to_owned(), original: original.cloned() });
        };
        match &self.body {
            Body::Article { document, originals, .. } => {
                document.for_each_image(|image| add(&image.url, originals.get(&image.url)));
            }
            Body::PassedThrough(text) => {
                text.images().iter().for_each(|image| add(&image.url, image.original.as_ref()));
            }
        }
        without_repetitions(assets)
    }

    /// Whether the article was read back from Markdown of csdown.
    #[cfg(feature = "batch")]
    pub(crate) const fn is_read_back(&self) -> bool {
        matches!(self.body, Body::Article { is_written: true, .. })
    }

    /// Returns what is known about the article.
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns completeness, warnings and removals.
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// Rewrites image URLs with `rewrite`; `None` keeps a URL.
    pub fn rewrite_image_urls(&mut self, mut rewrite: impl FnMut(&str) -> Option<String>) {
        self.rendered = None;
        match &mut self.body {
            Body::Article { document, .. } => document.for_each_image_mut(|image| {
                if let Some(url) = rewrite(&image.url) {
                    image.url = url;
                }
            }),
            Body::PassedThrough(text) => text.rewrite_image_urls(rewrite),
        }
    }

    /// Renders the Markdown with the current image URLs: front matter and body.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`](crate::Error::LimitExceeded) when the Markdown is too long.
    pub fn markdown(&mut self) -> Result<&str> {
        let rendered = match self.rendered.take() {
            Some(rendered) => rendered,
            None => match &self.body {
                Body::Article { document, .. } => self.render(document)?,
                Body::PassedThrough(text) => Rendered::passed_through(text.clone(), self.options)?,
            },
        };
        Ok(&self.rendered.insert(rendered).markdown)
    }

    /// Renders the article and returns it with its metadata and report.
    ///
    /// # Errors
    ///
    /// See [`Self::markdown`].
    pub fn finish(mut self) -> Result<Conversion> {
        let assets = self.assets();
        let rendered = match (self.rendered.take(), &self.body) {
            (None, Body::Article { document, .. }) => Some(self.render(document)?),
            (rendered, _) => rendered,
        };
        let (rendered, document) = match (self.body, rendered) {
            (Body::Article { document, .. }, rendered) => (rendered.unwrap_or_default(), Some(document)),
            (Body::PassedThrough(_), Some(rendered)) => (rendered, None),
            (Body::PassedThrough(text), None) => (Rendered::passed_through(text, self.options)?, None),
        };
        let Rendered { markdown, front_matter_length } = rendered;
        let (metadata, report) = (self.metadata, self.report);
        Ok(Conversion { markdown, document, metadata, assets, report, front_matter_length })
    }

    /// Renders the front matter and the document.
    fn render(&self, document: &Document) -> Result<Rendered> {
        let max = self.options.limits.output;
        Limits::check("output", render::least_length(document), max)?;
        let front_matter =
            |options: &Options| front_matter::write(&self.metadata, self.report.status, options);
        let text = front_matter(self.options);
        let mut front_matter_length = text.len();
        let mut markdown = render::render_after(text, document, self.options);
        let body = markdown.get(front_matter_length..).unwrap_or_default();
        if let Cow::Owned(options) = front_matter_options(self.options, body) {
            let text = front_matter(&options);
            markdown.replace_range(..front_matter_length, &text);
            front_matter_length = text.len();
        }
        Limits::check("output", markdown.len(), max)?;
        Ok(Rendered { markdown, front_matter_length })
    }
}

/// Removes all but the first of the assets with the same URL.
fn without_repetitions(mut assets: Vec<Asset>) -> Vec<Asset> {
    let mut seen = HashSet::with_capacity(assets.len());
    let is_first: Vec<bool> = assets.iter().map(|asset| seen.insert(asset.url.as_str())).collect();
    if is_first.contains(&false) {
        let mut is_first = is_first.into_iter();
        assets.retain(|_| is_first.next().unwrap_or_default());
    }
    assets
}

/// Returns the options of the front matter before `body`. Links to other articles may be templates, unless the article
/// shows some itself.
pub(super) fn front_matter_options<'o>(options: &'o Options, body: &str) -> Cow<'o, Options> {
    let has_links = options.internal_links == InternalLinks::Relative && !has_templates(body);
    if has_links { front_matter::with_templates(options) } else { Cow::Borrowed(options) }
}

#[cfg(test)]
mod tests {
    use crate::{Converter, Hints};

    fn rewritten(html: &str) -> String {
        let converter = Converter::default();
        let mut draft = converter.draft(html.as_bytes(), &Hints::default()).unwrap();
        draft.rewrite_image_urls(|url| url.strip_prefix("https://a.b/").map(|name| format!("图 ({name}")));
        draft.finish().unwrap().markdown
    }

    #[test]
    fn image_urls_are_rewritten_in_every_kind_of_block() {
        for (html, markdown) in [
            ("<h2>题<img src=https://a.b/1></h2>", "## 题\n\n![](<图 (1>)\n"),
            ("<ul><li>一<b><img src=https://a.b/1></b></li></ul>", "- 一![](<图 (1>)\n"),
            ("<blockquote><img src=https://a.b/1 alt=甲></blockquote>", "> ![甲](<图 (1>)\n"),
            ("<a href=//x.y><img src=https://a.b/1></a>", "[![](<图 (1>)](https://x.y)\n"),
            ("<p><code>https://a.b/1</code><img src=//x.y/1></p>", "`https://a.b/1`![](https://x.y/1)\n"),
        ] {
            assert_eq!(rewritten(&format!("<div id=content_views>{html}</div>")), markdown);
        }
        let table =
            rewritten("<div id=content_views><table><tr><td>一<td><img src=https://a.b/1></table></div>");
        assert!(table.contains("![](<图 (1>)"), "{table}");
    }

    #[test]
    fn the_url_with_the_watermark_is_reported() {
        let page = "<div id=content_views><img src='https://i-blog.csdnimg.cn/a.png?x-oss-process=image/w#pic_center'>\
                    <img src='https://i-blog.csdnimg.cn/b.png'></div>";
        let converter = Converter::default();
        let assets = converter.draft(page.as_bytes(), &Hints::default()).unwrap().assets();
        let assets: Vec<_> = assets.iter().map(|a| (a.url.as_str(), a.original.as_deref())).collect();
        let original = "https://i-blog.csdnimg.cn/a.png?x-oss-process=image/w";
        let bare = ["https://i-blog.csdnimg.cn/a.png", "https://i-blog.csdnimg.cn/b.png"];
        assert_eq!(assets, [(bare[0], Some(original)), (bare[1], None)]);
    }

    #[test]
    fn a_rendered_draft_is_rendered_again_after_a_rewrite() {
        let converter = Converter::default();
        let mut draft =
            converter.draft(b"<div id=content_views><img src=//a.b/1></div>", &Hints::default()).unwrap();
        assert_eq!(draft.markdown().unwrap(), "![](https://a.b/1)\n");
        draft.rewrite_image_urls(|_| Some("1.png".to_owned()));
        assert_eq!(draft.markdown().unwrap(), "![](1.png)\n");
        let conversion = draft.finish().unwrap();
        assert_eq!(
            (conversion.markdown.as_str(), conversion.assets[0].url.as_str()),
            ("![](1.png)\n", "1.png")
        );
    }

    #[test]
    fn a_conversion_owns_its_document_unless_it_was_markdown() {
        let convert = |input: &str| Converter::default().convert(input).unwrap();
        assert_eq!(convert("<p>文").document, Some(crate::markdown::parse("文\n")));
        assert_eq!(convert("# 题\n").document, None);
    }
}
