//! Pictures in Markdown that is passed through: where their addresses stand, so that nothing else is touched.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use regex::Regex;

use super::tags::{self, ImageTag};
use crate::convert::within;
use crate::error::Result;
use crate::markdown::destination::destination;
use crate::markdown::{EXTENSIONS, front_matter_end};
use crate::options::{Limits, Options};
use crate::{dom, lower};

/// Markdown, and the pictures in it.
#[derive(Debug, Clone)]
pub(crate) struct MarkdownPost {
    text: String,
    pictures: Vec<Picture>,
}

/// A picture of a [`MarkdownPost`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Its address, without what the site is asked to do with it.
    pub(crate) url: String,
    /// The address with that, where it stands so in the text.
    pub(crate) original: Option<String>,
    place: Range<usize>,
    form: Form,
}

/// How an address is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The destination of an image or of a reference, `<` and `>` about it included.
    Destination,
    /// The value of an attribute, its quotes included.
    Attribute,
}

impl Form {
    fn written(self, url: &str) -> String {
        match self {
            Self::Destination => destination(url).into_owned(),
            Self::Attribute => {
                format!("\"{}\"", url.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"))
            }
        }
    }
}

impl MarkdownPost {
    /// Reads Markdown with its front matter.
    pub(crate) fn new(text: String, options: &Options) -> Self {
        let may_have_some = text.contains("![") || tags::may_hold_images(&text);
        let pictures = if may_have_some { Finder::pictures(&text, options) } else { Vec::new() };
        Self { text, pictures }
    }

    /// The pictures, in order.
    pub(crate) fn pictures(&self) -> &[Picture] {
        &self.pictures
    }

    /// The text, unless there is too much of it.
    pub(crate) fn into_text(self, options: &Options) -> Result<String> {
        within("output", self.text.len(), options.limits.output)?;
        Ok(self.text)
    }

    /// See [`super::Draft::relocate`].
    pub(crate) fn relocate(&mut self, place: &mut dyn FnMut(&str) -> Option<String>) {
        let mut moved = String::with_capacity(self.text.len());
        let mut copied = 0;
        for picture in &mut self.pictures {
            moved.push_str(self.text.get(copied..picture.place.start).unwrap_or_default());
            let start = moved.len();
            let old = self.text.get(picture.place.clone()).unwrap_or_default();
            copied = picture.place.end;
            match place(&picture.url) {
                Some(url) => {
                    moved.push_str(&picture.form.written(&url));
                    (picture.url, picture.original) = (url, None);
                }
                None => moved.push_str(old),
            }
            picture.place = start..moved.len();
        }
        moved.push_str(self.text.get(copied..).unwrap_or_default());
        self.text = moved;
    }
}

/// Finds the pictures of a text, as a parser of Markdown reads it.
struct Finder<'t> {
    text: &'t str,
    options: &'t Options,
    pictures: Vec<Picture>,
    /// The picture that is open, and how many are within each other: in the words of one another is no picture.
    open: Option<Open>,
    depth: usize,
    /// The labels of references that pictures lead to.
    references: Vec<String>,
    /// Code, formulas, HTML and pictures already found: in order, none within another.
    read: Vec<Range<usize>>,
}

/// A picture of which the words in its place are being read.
struct Open {
    url: String,
    /// Where the words end.
    words: usize,
}

impl<'t> Finder<'t> {
    fn pictures(text: &'t str, options: &'t Options) -> Vec<Picture> {
        let mut finder = Self {
            text,
            options,
            pictures: Vec::new(),
            open: None,
            depth: 0,
            references: Vec::new(),
            read: Vec::new(),
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
        finder.pictures.sort_by_key(|picture| picture.place.start);
        // What looks like a tag may stand in an address of a form that CommonMark does not read.
        let mut end = 0;
        finder.pictures.retain(|picture| {
            let is_apart = picture.place.start >= end;
            end = end.max(picture.place.end);
            is_apart
        });
        finder.pictures
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some(open) = &mut self.open
            && !matches!(event, Event::End(TagEnd::Image))
        {
            open.words = open.words.max(range.end);
        }
        match event {
            Event::Start(Tag::Image { link_type, dest_url, id, .. }) => {
                self.depth += 1;
                if self.depth > 1 {
                    return;
                }
                match link_type {
                    LinkType::Inline => {
                        self.open = Some(Open { url: dest_url.into_string(), words: range.start + 2 });
                    }
                    LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                        self.references.push(id.into_string());
                    }
                    _ => {}
                }
                self.passed_over(range);
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
                self.passed_over(range);
            }
            Event::Start(Tag::CodeBlock(_))
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {
                self.passed_over(range);
            }
            _ => {}
        }
    }

    fn passed_over(&mut self, range: Range<usize>) {
        if self.read.last().is_none_or(|last| last.end <= range.start) {
            self.read.push(range);
        }
    }

    /// `![words](address "title")`, which ends at `end`.
    fn inline(&mut self, open: &Open, end: usize) {
        let rest = self.text.get(open.words..end).unwrap_or_default();
        if let Some(at) = rest.find("](") {
            self.destination(open.words + at + 2..end, &open.url);
        }
    }

    /// `[label]: address "title"`.
    fn reference(&mut self, span: Range<usize>, url: &str) {
        let definition = self.text.get(span.clone()).unwrap_or_default();
        let ends = definition.match_indices("]:");
        let mut ends = ends.filter(|(at, _)| !definition.get(..*at).unwrap_or_default().ends_with('\\'));
        if let Some((at, _)) = ends.next() {
            self.destination(span.start + at + 2..span.end, url);
        }
    }

    /// Takes the destination at the beginning of `within` for a picture's, if it is the address that was read there.
    fn destination(&mut self, within: Range<usize>, url: &str) {
        let rest = self.text.get(within.clone()).unwrap_or_default();
        let written = rest.trim_start();
        let start = within.start + rest.len() - written.len();
        let Some(length) = destination_length(written) else { return };
        let raw = written.get(..length).unwrap_or_default();
        let bare = raw.strip_prefix('<').and_then(|raw| raw.strip_suffix('>')).unwrap_or(raw);
        if bare == url || bare.contains(['\\', '&']) {
            self.add(url, start..start + length, Form::Destination);
        }
    }

    /// `<img src="address">` in HTML.
    fn tags(&mut self, range: Range<usize>) {
        let html = self.text.get(range.clone()).unwrap_or_default();
        for ImageTag { tag, source } in tags::images(html) {
            if let Some(url) = html.get(tag).and_then(source_of) {
                self.add(&url, range.start + source.start..range.start + source.end, Form::Attribute);
            }
        }
    }

    /// `![words](address =300x200)`, which the site's editor reads and CommonMark does not.
    fn sized(&mut self, body: usize) {
        let text = self.text.get(body..).unwrap_or_default();
        for found in SIZED.captures_iter(text) {
            let (Some(whole), Some(address)) = (found.get(0), found.get(1)) else { continue };
            let start = body + whole.start();
            let before = self.read.partition_point(|range| range.start <= start);
            let is_read = before.checked_sub(1).and_then(|last| self.read.get(last));
            let is_read = is_read.is_some_and(|range| range.end > start);
            if !is_read && !self.text.get(..start).unwrap_or_default().ends_with('\\') {
                let raw = address.as_str();
                let url = raw.trim_start_matches('<').trim_end_matches('>');
                self.add(url, body + address.start()..body + address.end(), Form::Destination);
            }
        }
    }

    fn add(&mut self, url: &str, place: Range<usize>, form: Form) {
        let url = url.trim();
        let (bare, original) = lower::bare(url, self.options.image_query);
        if !bare.is_empty() {
            let (url, original) = (bare.to_owned(), original.map(str::to_owned));
            self.pictures.push(Picture { url, original, place, form });
        }
    }
}

/// How long the destination is that `text` begins with.
fn destination_length(text: &str) -> Option<usize> {
    let in_brackets = text.starts_with('<');
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, c) in text.char_indices().skip(usize::from(in_brackets)) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '>' if in_brackets => return Some(at + 1),
            _ if in_brackets => {}
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            c if c.is_ascii_whitespace() => return Some(at),
            _ => {}
        }
    }
    Some(text.len()).filter(|_| !in_brackets)
}

/// The address that an `<img>` has, entities decoded.
fn source_of(tag: &str) -> Option<String> {
    let page = dom::parse(tag, &Limits::default()).ok()?;
    let image = page.elements().find(|element| element.tag() == "img")?;
    image.attribute("src").map(str::to_owned)
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
        let post = MarkdownPost::new(text.to_owned(), &Options::default());
        post.pictures().iter().map(|picture| picture.url.clone()).collect()
    }

    /// Whether the text is the same where nothing moves.
    fn stays(text: &str) -> bool {
        let mut post = MarkdownPost::new(text.to_owned(), &Options::default());
        post.relocate(&mut |_| None);
        post.text == text
    }

    fn moved(text: &str) -> String {
        let mut post = MarkdownPost::new(text.to_owned(), &Options::default());
        post.relocate(&mut |_| Some("a/1.png".to_owned()));
        post.into_text(&Options::default()).unwrap()
    }

    #[test]
    fn the_address_alone_is_replaced() {
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
            assert_eq!(moved(text), wanted);
        }
    }

    #[test]
    fn what_only_looks_like_a_picture_stays() {
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
            assert_eq!(moved(text), text);
        }
    }

    #[test]
    fn no_address_is_taken_within_another() {
        for text in [
            "![a](<img src=b> =3x3)",
            "![a](<img src=\"b\"> =3x3) 后",
            "[r]: <img src=x>\n\n![r] <img src=y>",
        ] {
            assert!(stays(text), "{text}");
        }
        assert_eq!(moved("![a](<img src=b> =3x3)"), "![a](a/1.png =3x3)");
    }

    #[test]
    fn addresses_are_read_as_a_parser_reads_them() {
        assert_eq!(urls("![](a&amp;b\\(c)"), ["a&b(c"]);
        assert_eq!(urls("<img src='a&amp;b'>"), ["a&b"]);
        assert_eq!(
            urls("![](https://i-blog.csdnimg.cn/a.png?x-oss-process=w#pic_center)"),
            ["https://i-blog.csdnimg.cn/a.png"]
        );
        assert_eq!(urls("![a ![b](c)](d)"), ["d"]);
    }

    #[test]
    fn what_is_answered_with_nothing_stays_as_it_was() {
        let text = "![](https://img-blog.csdn.net/1?watermark/2/text/x =3x) ![](y)";
        let mut post = MarkdownPost::new(text.to_owned(), &Options::default());
        post.relocate(&mut |url| (url == "y").then(|| "z\"&".to_owned()));
        let original = post.pictures()[0].original.as_deref();
        assert_eq!(original, Some("https://img-blog.csdn.net/1?watermark/2/text/x"));
        post.relocate(&mut |url| (url == "z\"&").then(|| "q r".to_owned()));
        assert_eq!(post.into_text(&Options::default()).unwrap(), text.replace("(y)", "(<q r>)"));
    }
}
