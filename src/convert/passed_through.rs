//! Markdown that is passed through. Only the URLs of its images may be rewritten, so their byte spans are found.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use regex::Regex;

use crate::error::Result;
use crate::lower;
use crate::markdown::destination::{destination, destination_length};
use crate::markdown::html_tags::{self, UrlTag};
use crate::markdown::{EXTENSIONS, front_matter_end};
use crate::options::{Limits, Options};

/// Markdown and the images in it.
#[derive(Debug, Clone)]
pub(super) struct PassedThrough {
    text: String,
    /// The length of the front matter that was written before it.
    front_matter_length: usize,
    images: Vec<ImageUrl>,
}

/// The URL of an image in [`PassedThrough`] Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ImageUrl {
    /// The URL without the suffix that makes the site's hosts scale or watermark the image.
    pub(super) url: String,
    /// The URL with that suffix, when the text has it.
    pub(super) original: Option<String>,
    span: Range<usize>,
    syntax: UrlSyntax,
}

/// How a URL is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UrlSyntax {
    /// The destination of an image or a link reference, including `<` and `>`.
    Destination,
    /// The value of an attribute, including quotes.
    Attribute,
}

impl UrlSyntax {
    fn write(self, url: &str) -> String {
        match self {
            Self::Destination => destination(url).into_owned(),
            Self::Attribute => {
                format!("\"{}\"", url.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"))
            }
        }
    }
}

impl PassedThrough {
    /// Finds the images in Markdown with front matter.
    pub(super) fn new(text: String, options: &Options) -> Self {
        let may_have_images = text.contains("![") || html_tags::may_contain(&text, html_tags::IMAGE);
        let images = if may_have_images { Finder::images(&text, options) } else { Vec::new() };
        Self { text, front_matter_length: 0, images }
    }

    /// Says that the text begins with front matter of this length that was not in the input.
    pub(super) fn with_front_matter(self, front_matter_length: usize) -> Self {
        Self { front_matter_length, ..self }
    }

    /// Returns the length of the front matter that was written. Front matter has no images that could change it.
    pub(super) const fn front_matter_length(&self) -> usize {
        self.front_matter_length
    }

    /// Adds the URLs with a watermark that were removed before.
    pub(super) fn with_originals(mut self, originals: &HashMap<String, String>) -> Self {
        for image in self.images.iter_mut().filter(|image| image.original.is_none()) {
            image.original = originals.get(&image.url).cloned();
        }
        self
    }

    /// Returns the images in order.
    pub(super) fn images(&self) -> &[ImageUrl] {
        &self.images
    }

    /// Returns the text, unless it is too long.
    pub(super) fn into_text(self, options: &Options) -> Result<String> {
        Limits::check("output", self.text.len(), options.limits.output)?;
        Ok(self.text)
    }

    /// See [`super::Draft::rewrite_image_urls`].
    pub(super) fn rewrite_image_urls(&mut self, mut rewrite: impl FnMut(&str) -> Option<String>) {
        let mut rewritten = String::with_capacity(self.text.len());
        let mut copied = 0;
        for image in &mut self.images {
            rewritten.push_str(self.text.get(copied..image.span.start).unwrap_or_default());
            let start = rewritten.len();
            let old = self.text.get(image.span.clone()).unwrap_or_default();
            copied = image.span.end;
            match rewrite(&image.url) {
                Some(url) => {
                    rewritten.push_str(&image.syntax.write(&url));
                    (image.url, image.original) = (url, None);
                }
                None => rewritten.push_str(old),
            }
            image.span = start..rewritten.len();
        }
        rewritten.push_str(self.text.get(copied..).unwrap_or_default());
        self.text = rewritten;
    }
}

/// Finds the images of a text with a Markdown parser.
struct Finder<'t> {
    text: &'t str,
    options: &'t Options,
    images: Vec<ImageUrl>,
    /// The inline image whose description is being parsed.
    open: Option<OpenImage>,
    /// How many images are open. An image in the description of another is not an image.
    depth: usize,
    /// The labels of link references that images use.
    references: Vec<String>,
    /// The spans of code, formulas, HTML and images found so far: in order and disjoint.
    parsed: Vec<Range<usize>>,
}

/// An inline image whose description is being parsed.
struct OpenImage {
    url: String,
    /// Where the part of the description parsed so far ends.
    description_end: usize,
}

impl<'t> Finder<'t> {
    fn images(text: &'t str, options: &'t Options) -> Vec<ImageUrl> {
        let mut finder = Self {
            text,
            options,
            images: Vec::new(),
            open: None,
            depth: 0,
            references: Vec::new(),
            parsed: Vec::new(),
        };
        let body = front_matter_end(text);
        let mut events = Parser::new_ext(text.get(body..).unwrap_or_default(), EXTENSIONS).into_offset_iter();
        for (event, range) in events.by_ref() {
            finder.event(event, range.start + body..range.end + body);
        }
        finder.references.sort_unstable();
        finder.references.dedup();
        for label in std::mem::take(&mut finder.references) {
            if let Some(definition) = events.reference_definitions().get(&label) {
                let Range { start, end } = definition.span;
                finder.reference(start + body..end + body, &definition.dest);
            }
        }
        finder.sized(body);
        finder.images.sort_by_key(|image| image.span.start);
        // A URL in a syntax that CommonMark does not know may contain what looks like a tag.
        let mut end = 0;
        finder.images.retain(|image| {
            let is_disjoint = image.span.start >= end;
            end = end.max(image.span.end);
            is_disjoint
        });
        finder.images
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some(open) = &mut self.open
            && !matches!(event, Event::End(TagEnd::Image))
        {
            open.description_end = open.description_end.max(range.end);
        }
        match event {
            Event::Start(Tag::Image { link_type, dest_url, id, .. }) => {
                self.depth += 1;
                if self.depth > 1 {
                    return;
                }
                match link_type {
                    LinkType::Inline => {
                        let url = dest_url.into_string();
                        self.open = Some(OpenImage { url, description_end: range.start + "![".len() });
                    }
                    LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                        self.references.push(id.into_string());
                    }
                    _ => {}
                }
                self.mark_parsed(range);
            }
            Event::End(TagEnd::Image) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0
                    && let Some(open) = self.open.take()
                {
                    self.inline(&open, range.end);
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                self.tags(range.clone());
                self.mark_parsed(range);
            }
            Event::Start(Tag::CodeBlock(_))
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {
                self.mark_parsed(range);
            }
            _ => {}
        }
    }

    fn mark_parsed(&mut self, range: Range<usize>) {
        if self.parsed.last().is_none_or(|last| last.end <= range.start) {
            self.parsed.push(range);
        }
    }

    /// Adds the image `![description](url "title")`, which ends at `end`.
    fn inline(&mut self, open: &OpenImage, end: usize) {
        let rest = self.text.get(open.description_end..end).unwrap_or_default();
        if let Some(at) = rest.find("](") {
            self.destination(open.description_end + at + "](".len()..end, &open.url);
        }
    }

    /// Adds the link reference `[label]: url "title"`.
    fn reference(&mut self, span: Range<usize>, url: &str) {
        let definition = self.text.get(span.clone()).unwrap_or_default();
        let ends = definition.match_indices("]:");
        let mut ends = ends.filter(|(at, _)| !definition.get(..*at).unwrap_or_default().ends_with('\\'));
        if let Some((at, _)) = ends.next() {
            self.destination(span.start + at + "]:".len()..span.end, url);
        }
    }

    /// Adds the destination at the start of `span` if it is the URL that the parser found there.
    fn destination(&mut self, span: Range<usize>, url: &str) {
        let rest = self.text.get(span.clone()).unwrap_or_default();
        let written = rest.trim_start();
        let start = span.start + rest.len() - written.len();
        let Some(length) = destination_length(written) else { return };
        let raw = written.get(..length).unwrap_or_default();
        let bare = raw.strip_prefix('<').and_then(|raw| raw.strip_suffix('>')).unwrap_or(raw);
        if bare == url || bare.contains(['\\', '&']) {
            self.add(url, start..start + length, UrlSyntax::Destination);
        }
    }

    /// Adds each `<img src="url">` in HTML.
    fn tags(&mut self, range: Range<usize>) {
        let html = self.text.get(range.clone()).unwrap_or_default();
        for UrlTag { tag, url: source } in html_tags::find(html, html_tags::IMAGE) {
            if let Some(url) = html.get(tag).and_then(|tag| html_tags::url(tag, html_tags::IMAGE)) {
                self.add(&url, range.start + source.start..range.start + source.end, UrlSyntax::Attribute);
            }
        }
    }

    /// Adds images with a size, `![description](url =300x200)`, which the site's editor supports and CommonMark does
    /// not.
    fn sized(&mut self, body: usize) {
        let text = self.text.get(body..).unwrap_or_default();
        for found in SIZED.captures_iter(text) {
            let (Some(whole), Some(destination)) = (found.get(0), found.get(1)) else { continue };
            let start = body + whole.start();
            let before = self.parsed.partition_point(|range| range.start <= start);
            let last = before.checked_sub(1).and_then(|last| self.parsed.get(last));
            let is_parsed = last.is_some_and(|range| range.end > start);
            if !is_parsed && !self.text.get(..start).unwrap_or_default().ends_with('\\') {
                let raw = destination.as_str();
                let url = raw.trim_start_matches('<').trim_end_matches('>');
                self.add(url, body + destination.start()..body + destination.end(), UrlSyntax::Destination);
            }
        }
    }

    fn add(&mut self, url: &str, span: Range<usize>, syntax: UrlSyntax) {
        let url = url.trim();
        let (bare, original) = lower::without_processing(url, self.options.image_query);
        if !bare.is_empty() {
            let (url, original) = (bare.to_owned(), original.map(str::to_owned));
            self.images.push(ImageUrl { url, original, span, syntax });
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static SIZED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"!\[[^\[\]\n]*\]\([ \t]*(<[^<>\n]*>|[^\s<>()]+)(?:[ \t]+"[^"\n]*")?[ \t]+=\d*%?x?\d*%?[ \t]*\)"#,
    )
    .expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str) -> Vec<String> {
        let markdown = PassedThrough::new(text.to_owned(), &Options::default());
        markdown.images().iter().map(|image| image.url.clone()).collect()
    }

    /// Whether the text stays the same when every URL is kept.
    fn is_kept(text: &str) -> bool {
        let mut markdown = PassedThrough::new(text.to_owned(), &Options::default());
        markdown.rewrite_image_urls(|_| None);
        markdown.text == text
    }

    fn rewritten(text: &str) -> String {
        let mut markdown = PassedThrough::new(text.to_owned(), &Options::default());
        markdown.rewrite_image_urls(|_| Some("a/1.png".to_owned()));
        markdown.into_text(&Options::default()).unwrap()
    }

    #[test]
    fn only_urls_are_replaced() {
        for (text, wanted) in [
            ("前![甲](https://a.b/c.png \"题\")后", "前![甲](a/1.png \"题\")后"),
            ("![](<x y.png>)![`](`](z_(1).png)", "![](a/1.png)![`](`](a/1.png)"),
            ("> ![一\n> 二](x)\n", "> ![一\n> 二](a/1.png)\n"),
            ("![a\\]](x\\)y)", "![a\\]](a/1.png)"),
            ("[![甲](x)](https://a.b)", "[![甲](a/1.png)](https://a.b)"),
            ("![甲][r]\n\n[R]: https://a.b/c \"题\"\n", "![甲][r]\n\n[R]: a/1.png \"题\"\n"),
            ("![r] ![r][]\n\n[r]:\n  <x>\n", "![r] ![r][]\n\n[r]:\n  a/1.png\n"),
            ("<img alt='src=\"q\"' SRC=x&amp;y width=3>", "<img alt='src=\"q\"' SRC=\"a/1.png\" width=3>"),
            ("字<img data-src=q src='x'/>字", "字<img data-src=q src=\"a/1.png\"/>字"),
            ("<p align=center>\n<img src=\"x\">\n</p>\n", "<p align=center>\n<img src=\"a/1.png\">\n</p>\n"),
            ("![甲](https://a.b/c.png#pic_center =300x)", "![甲](a/1.png =300x)"),
            ("![甲](https://a.b/c.png =30%x20)乙", "![甲](a/1.png =30%x20)乙"),
            ("`<script` <img src=x>", "`<script` <img src=\"a/1.png\">"),
            ("| a |\n|-|\n| ![](x) |\n", "| a |\n|-|\n| ![](a/1.png) |\n"),
            ("---\ncover: '![](x)'\n---\n![](y)", "---\ncover: '![](x)'\n---\n![](a/1.png)"),
        ] {
            assert_eq!(rewritten(text), wanted);
        }
    }

    #[test]
    fn text_that_only_looks_like_an_image_is_kept() {
        for text in [
            "`![](x)` `![](x =3x4)`",
            "```md\n![](x)\n<img src=x>\n![](x =3x)\n```\n",
            "    ![](x)\n",
            "\\![a](x)\n\\![a](x =3x)",
            "<!-- <img src=x> -->\n",
            "<!-- ![](x =3x) -->\n",
            "<script>\n'<img src=x>'\n</script>\n",
            "[a](x)\n\n[r]: y\n",
            "`<img src=x>`",
            "![a](<>)![]()",
            "$![](x)$",
        ] {
            assert_eq!(rewritten(text), text);
        }
    }

    #[test]
    fn urls_inside_other_urls_are_ignored() {
        for text in [
            "![a](<img src=b> =3x3)",
            "![a](<img src=\"b\"> =3x3) 后",
            "[r]: <img src=x>\n\n![r] <img src=y>",
        ] {
            assert!(is_kept(text), "{text}");
        }
        assert_eq!(rewritten("![a](<img src=b> =3x3)"), "![a](a/1.png =3x3)");
    }

    #[test]
    fn urls_are_decoded_like_a_parser_does() {
        assert_eq!(urls("![](a&amp;b\\(c)"), ["a&b(c"]);
        assert_eq!(urls("<img src='a&amp;b'>"), ["a&b"]);
        assert_eq!(
            urls("![](https://i-blog.csdnimg.cn/a.png?x-oss-process=w#pic_center)"),
            ["https://i-blog.csdnimg.cn/a.png"]
        );
        assert_eq!(urls("![a ![b](c)](d)"), ["d"]);
    }

    #[test]
    fn urls_that_are_not_rewritten_are_kept() {
        let text = "![](https://img-blog.csdn.net/1?watermark/2/text/x =3x) ![](y)";
        let mut markdown = PassedThrough::new(text.to_owned(), &Options::default());
        markdown.rewrite_image_urls(|url| (url == "y").then(|| "z\"&".to_owned()));
        let original = markdown.images()[0].original.as_deref();
        assert_eq!(original, Some("https://img-blog.csdn.net/1?watermark/2/text/x"));
        markdown.rewrite_image_urls(|url| (url == "z\"&").then(|| "q r".to_owned()));
        assert_eq!(markdown.into_text(&Options::default()).unwrap(), text.replace("(y)", "(<q r>)"));
    }
}
