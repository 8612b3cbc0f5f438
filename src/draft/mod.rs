//! An article that was read and is not yet written.
//!
//! Between the two its pictures may move: [`Draft::relocate`] changes where the document has them, before anything is
//! rendered. In Markdown that is passed through, `markdown.rs` finds where their addresses stand.

mod markdown;
mod tags;

use std::collections::{HashMap, HashSet};

use crate::convert::{Asset, Conversion, within};
use crate::error::Result;
use crate::extract::Metadata;
use crate::model::Document;
use crate::options::Options;
use crate::report::Report;
use crate::{emit, render};

pub(crate) use markdown::MarkdownPost;

/// An article that was read and is not yet written: the pictures in it may still be told to be elsewhere.
///
/// ```
/// use csdown::{Converter, Hints};
/// let page = r#"<div id=content_views><p><img src="https://a.b/c.png"></p></div>"#;
/// let converter = Converter::default();
/// let mut draft = converter.draft(page.as_bytes(), &Hints::default())?;
/// assert_eq!(draft.assets()[0].url, "https://a.b/c.png");
/// draft.relocate(&mut |url| url.ends_with("c.png").then(|| "assets/c.png".to_owned()));
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
    /// The Markdown, where it was asked for already.
    written: Option<String>,
}

/// What the Markdown is made of.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// The article, normalised.
    Article {
        /// The article.
        document: Document,
        /// See [`crate::lower::Lowered::originals`].
        originals: HashMap<String, String>,
    },
    /// Markdown that came as such.
    Markdown(MarkdownPost),
}

impl<'c> Draft<'c> {
    pub(crate) const fn new(options: &'c Options, metadata: Metadata, report: Report, body: Body) -> Self {
        Self { options, metadata, report, body, written: None }
    }

    /// The pictures of the article, in order, each address once.
    pub fn assets(&self) -> Vec<Asset> {
        let mut seen = HashSet::new();
        let mut assets = Vec::new();
        let mut add = |url: &str, original: Option<&String>| {
            if seen.insert(url.to_owned()) {
                assets.push(Asset { url: url.to_owned(), original: original.cloned() });
            }
        };
        match &self.body {
            Body::Article { document, originals } => {
                document.images(&mut |image| add(&image.url, originals.get(&image.url)));
            }
            Body::Markdown(post) => {
                post.pictures().iter().for_each(|picture| add(&picture.url, picture.original.as_ref()));
            }
        }
        assets
    }

    /// What is known of the article.
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Completeness, warnings, removals.
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// Asks `place` of the address of each picture where the picture is now; where it answers `None`, the picture stays.
    pub fn relocate(&mut self, place: &mut dyn FnMut(&str) -> Option<String>) {
        self.written = None;
        match &mut self.body {
            Body::Article { document, .. } => document.images_mut(&mut |image| {
                if let Some(url) = place(&image.url) {
                    image.url = url;
                }
            }),
            Body::Markdown(post) => post.relocate(place),
        }
    }

    /// The Markdown as it is now: front matter and body.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`](crate::Error::LimitExceeded) when it is too long.
    pub fn markdown(&mut self) -> Result<&str> {
        let markdown = match self.written.take() {
            Some(markdown) => markdown,
            None => self.write()?,
        };
        Ok(self.written.insert(markdown))
    }

    /// Writes the article.
    ///
    /// # Errors
    ///
    /// As [`Self::markdown`].
    pub fn finish(mut self) -> Result<Conversion> {
        let assets = self.assets();
        let markdown = match (self.written.take(), self.body) {
            (Some(markdown), _) => markdown,
            (None, Body::Markdown(post)) => post.into_text(self.options)?,
            (None, Body::Article { document, .. }) => {
                written(&document, &self.metadata, &self.report, self.options)?
            }
        };
        Ok(Conversion { markdown, metadata: self.metadata, assets, report: self.report })
    }

    fn write(&self) -> Result<String> {
        match &self.body {
            Body::Article { document, .. } => written(document, &self.metadata, &self.report, self.options),
            Body::Markdown(post) => post.clone().into_text(self.options),
        }
    }
}

/// The front matter and the Markdown of an article.
fn written(document: &Document, metadata: &Metadata, report: &Report, options: &Options) -> Result<String> {
    within("output", render::least_length(document), options.limits.output)?;
    let mut markdown = emit::front_matter(metadata, report.status, options);
    markdown.push_str(&render::render(document, options));
    within("output", markdown.len(), options.limits.output)?;
    Ok(markdown)
}

#[cfg(test)]
mod tests {
    use crate::{Converter, Hints};

    fn moved(html: &str) -> String {
        let converter = Converter::default();
        let mut draft = converter.draft(html.as_bytes(), &Hints::default()).unwrap();
        draft.relocate(&mut |url| url.strip_prefix("https://a.b/").map(|name| format!("图 ({name}")));
        draft.finish().unwrap().markdown
    }

    #[test]
    fn pictures_move_wherever_they_stand() {
        for (html, markdown) in [
            ("<h2>题<img src=https://a.b/1></h2>", "## 题\n\n![](<图 (1>)\n"),
            ("<ul><li>一<b><img src=https://a.b/1></b></li></ul>", "- 一![](<图 (1>)\n"),
            ("<blockquote><img src=https://a.b/1 alt=甲></blockquote>", "> ![甲](<图 (1>)\n"),
            ("<a href=//x.y><img src=https://a.b/1></a>", "[![](<图 (1>)](https://x.y)\n"),
            ("<p><code>https://a.b/1</code><img src=//x.y/1></p>", "`https://a.b/1`![](https://x.y/1)\n"),
        ] {
            assert_eq!(moved(&format!("<div id=content_views>{html}</div>")), markdown);
        }
        let table = moved("<div id=content_views><table><tr><td>一<td><img src=https://a.b/1></table></div>");
        assert!(table.contains("![](<图 (1>)"), "{table}");
    }

    #[test]
    fn the_address_with_a_watermark_is_known() {
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
    fn what_was_written_before_is_written_again_after_a_move() {
        let converter = Converter::default();
        let mut draft =
            converter.draft(b"<div id=content_views><img src=//a.b/1></div>", &Hints::default()).unwrap();
        assert_eq!(draft.markdown().unwrap(), "![](https://a.b/1)\n");
        draft.relocate(&mut |_| Some("1.png".to_owned()));
        assert_eq!(draft.markdown().unwrap(), "![](1.png)\n");
        assert_eq!(draft.finish().unwrap().assets[0].url, "1.png");
    }
}
