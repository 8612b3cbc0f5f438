//! Images: their URLs and alternative texts.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::{memchr, memchr_iter};
use regex::Regex;

use crate::chars::{is_invisible, is_space};
use crate::csdn::images;
use crate::dom::{Element, Node};
use crate::model::Image;
use crate::options::ImageQuery;
use crate::report::{Warning, WarningCode};
use crate::saved;

use super::{Lowerer, text, url};

impl Lowerer<'_> {
    pub(super) fn image(&mut self, element: Element<'_>) {
        let Some(source) = image_source(element) else {
            return self.warn(
                WarningCode::ImageWithoutSource,
                element,
                element.attribute("alt").unwrap_or_default(),
            );
        };
        let Some(url) = self.image_url(source) else {
            return self.warn(WarningCode::ImageUnreachable, element, source);
        };
        let alt = text::collapse(element.attribute("alt").unwrap_or_default());
        let title = text::collapse(element.attribute("title").unwrap_or_default());
        let is_redundant = !alt.is_empty() && (is_generic(&alt) || file_name(&url) == alt);
        let alt = if is_redundant { String::new() } else { alt };
        let adds_information =
            |title: &String| *title != alt && !is_generic(title) && *title != wordpress_title(&url);
        let title = Some(title).filter(|title| !title.is_empty() && adds_information(title));
        // An image displayed as a block is on a line of its own, even between text.
        let is_block = element.style_property("display").as_deref() == Some("block") && !self.in_link;
        if is_block {
            self.line.line_break();
        }
        self.line.image(Image { url, alt, title });
        if is_block {
            self.line.line_break();
        }
    }

    /// Drops a word of an editor's controls (dialect `editor-words`).
    pub(super) fn editor_word(&mut self, node: Node<'_>, text: &str) {
        self.line.boundary(false);
        let characters = text.chars().filter(|&c| !is_space(c) && !is_invisible(c)).count();
        self.report.record_removal("editor-words", node.line(), characters);
    }

    /// Writes text. The editor's message about an image it could not copy, `[外链图片转存失败…(img-x)(url)]`, becomes the
    /// image at its original URL, or a warning (dialect `img-transfer`).
    pub(super) fn text(&mut self, node: Node<'_>, text: &str) {
        if is_transfer_sentence(text) {
            return self.transfer_message(node, text, "");
        }
        let messages = [images::TRANSFER_MESSAGE, images::UPLOAD_MESSAGE];
        if memchr(b'[', text.as_bytes()).is_none() || !messages.iter().any(|message| text.contains(message)) {
            return self.line.text(text);
        }
        let mut rest = 0;
        for found in TRANSFER.captures_iter(text) {
            let Some(whole) = found.get(0) else { continue };
            self.line.text(text.get(rest..whole.start()).unwrap_or_default());
            rest = whole.end();
            self.transfer_message(node, whole.as_str(), found.get(1).map_or("", |url| url.as_str()));
        }
        self.line.text(text.get(rest..).unwrap_or_default());
    }

    fn transfer_message(&mut self, node: Node<'_>, message: &str, original: &str) {
        let line = node.line();
        self.report.record_removal("img-transfer", line, message.chars().filter(|&c| !is_space(c)).count());
        if let Some(url) = self.image_url(original).filter(|_| original.starts_with("http")) {
            self.line.image(Image { url, alt: String::new(), title: None });
        } else {
            self.report.warnings.push(Warning::new(WarningCode::ImageUnreachable, node.location(), original));
        }
    }

    /// Returns the URL to write, or `None` if no reader could reach it.
    fn image_url(&mut self, source: &str) -> Option<String> {
        if is_image_data(source) {
            return Some(unwrapped(source));
        }
        // A file saved beside the page is beside its Markdown, not at the page's original URL.
        if saved::is_in_folder(source) {
            return Some(source.to_owned());
        }
        let source = origin(source)?;
        let url = url::publishable_url(&source, self.base.as_ref())?;
        let (bare, original) = without_processing(&url, self.options.image_query);
        if let Some(original) = original
            && !self.originals.contains_key(bare)
        {
            self.originals.insert(bare.to_owned(), original.to_owned());
        }
        Some(bare.to_owned())
    }
}

fn image_source(element: Element<'_>) -> Option<&str> {
    let trimmed = |name: &&str| Some(element.attribute(name)?.trim_matches(url::is_space_or_invisible));
    let value = |name: &&str| trimmed(name).filter(|value| is_source(value));
    let of_picture = || {
        let picture = element.node().parent_element().filter(|parent| parent.tag() == "picture")?;
        picture.child_elements().filter(|child| child.tag() == "source").find_map(first_in_set)
    };
    let is_lazy = element.attributes().any(|(name, _)| images::LAZY_SOURCES.contains(&name));
    let lazy = if is_lazy { images::LAZY_SOURCES.as_slice() } else { &[] };
    let named = lazy.iter().chain(&["src"]).find_map(value);
    named.or_else(|| first_in_set(element)).or_else(of_picture)
}

/// Returns the first URL of a `srcset`, which may load late, too.
fn first_in_set(element: Element<'_>) -> Option<&str> {
    let set = element.attribute("srcset").or_else(|| element.attribute("data-srcset"))?;
    let first = set.split_ascii_whitespace().next()?.trim_end_matches(',');
    Some(first).filter(|first| is_source(first))
}

/// Returns the original of an image that the site could not copy, otherwise `source` (dialect `img-origin`). `None` if
/// the original is on the author's disk.
fn origin(source: &str) -> Option<Cow<'_, str>> {
    // Its only question mark is at the end.
    let mut queries = memchr_iter(b'?', source.as_bytes()).map(|mark| source.split_at(mark + 1));
    let Some((_, query)) = queries.find(|(image, _)| image.ends_with(images::NOT_COPIED)) else {
        return Some(source.into());
    };
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, original) = pairs.find(|(name, _)| *name == images::ORIGIN_PARAMETER)?;
    Some(text::percent_decode(original)).filter(|original| original.starts_with("http")).map(Cow::Owned)
}

/// Whether `text` is only the editor's message about an image that it could not copy.
fn is_transfer_sentence(text: &str) -> bool {
    let length = images::TRANSFER_SENTENCE.len();
    (length..2 * length).contains(&text.len())
        && text.trim_ascii().trim_matches(|c| is_space(c) || matches!(c, '[' | ']'))
            == images::TRANSFER_SENTENCE
}

/// Whether `value` is a usable URL. `src=""`, `src="null"`, `src="%5C"`, places in the page and layout hints alone
/// (`src="#pic_center"`), templates such as `src="{{x}}"` and placeholder images of one pixel are not (dialect
/// `img-nosrc`).
fn is_source(value: &str) -> bool {
    let is_template = || {
        let start = value.trim_start_matches("./").get(..6).unwrap_or(value);
        images::TEMPLATE_STARTS
            .iter()
            .any(|known| start.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known)))
    };
    let bare = if is_image_data(value) { value } else { without_layout(value) };
    !images::NOT_SOURCES.contains(&bare)
        && !value.starts_with('#')
        && !is_template()
        && !value.starts_with(images::PLACEHOLDER_PIXEL)
        && !images::PLACEHOLDERS.iter().any(|part| value.contains(part))
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is made of literals, and the tests below compile it")]
static TRANSFER: LazyLock<Regex> = LazyLock::new(|| {
    let start = format!("(?:{}|{})", images::TRANSFER_MESSAGE, images::UPLOAD_MESSAGE);
    Regex::new(&format!(r"\[{start}[^\[\]()]*\(im(?:g|age)-[\w-]+\)(?:\((.*?)\))?\]"))
        .expect("pattern is valid")
});

/// Whether `source` is a data URL of an image: `data:image/png;base64,…`. SVG can carry scripts, but not in `img`.
fn is_image_data(source: &str) -> bool {
    source.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("data:image/"))
}

/// Removes the whitespace with which a data URL was wrapped. In base64 it means nothing; in unencoded SVG, spaces
/// separate words and are escaped.
fn unwrapped(source: &str) -> String {
    let (header, data) = source.split_once(',').unwrap_or((source, ""));
    if header.trim_end().to_ascii_lowercase().ends_with(";base64") {
        return source.split_ascii_whitespace().collect();
    }
    let header: String = header.split_ascii_whitespace().collect();
    format!("{header},{}", data.trim().replace(['\n', '\r', '\t'], "").replace(' ', "%20"))
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is made of literals, and the tests below compile it")]
static PROCESSING: LazyLock<Regex> = LazyLock::new(|| {
    let queries = images::PROCESSING_QUERIES.map(regex::escape).join("|");
    Regex::new(&format!("(?i){queries}")).expect("pattern is valid")
});

/// Returns `url` without layout hints and, unless `query` keeps it, without the query that requests processing. If that
/// was removed, the second value is the URL with it.
pub(crate) fn without_processing(url: &str, query: ImageQuery) -> (&str, Option<&str>) {
    let url = without_layout(url);
    match query {
        ImageQuery::Strip => {
            let bare = unprocessed(url);
            (bare, Some(url).filter(|url| url.len() > bare.len()))
        }
        ImageQuery::Keep => (url, None),
    }
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static LAYOUT: LazyLock<Regex> = LazyLock::new(|| {
    let length = r"(?:\d+(?:%|px)?)?";
    Regex::new(&format!(r#"(?i)(?:(?:\s|%20)+=\s*{length}[x×*]?{length}|["\s]|%22|%20)+$"#))
        .expect("pattern is valid")
});

/// Returns `url` without what only says how to lay out the image: `#pic_center`, `#w60`, ` =500x300` (dialects
/// `img-piccenter`, `img-size`).
fn without_layout(url: &str) -> &str {
    let (path, fragment) = url.split_at(memchr(b'#', url.as_bytes()).unwrap_or(url.len()));
    let is_view =
        |path: &str| path.get(path.len().saturating_sub(4)..).is_some_and(|e| e.eq_ignore_ascii_case(".svg"));
    let is_layout = !fragment.contains(['.', '/', '!']) && !is_view(path);
    let url = if is_layout || fragment.starts_with("#pic_") { path } else { url };
    // Nearly no URL has a size, whose pattern is slow to look for.
    if !url.ends_with(|c: char| !c.is_ascii_alphabetic() || matches!(c, 'x' | 'X')) {
        return url;
    }
    LAYOUT.find(url).and_then(|found| url.get(..found.start())).unwrap_or(url)
}

/// Returns `url` without the query that makes the site's hosts scale and watermark (dialect `img-oss`).
fn unprocessed(url: &str) -> &str {
    if memchr(b'?', url.as_bytes()).is_none() {
        return url;
    }
    let host = url.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let is_known = images::PROCESSING_HOSTS.iter().any(|ours| host.ends_with(ours));
    let query = if is_known { PROCESSING.find(url) } else { None };
    query.and_then(|found| url.get(..found.start())).unwrap_or(url)
}

/// The last segment of the path of `url`.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is made of literals, and the tests below compile it")]
static SIZE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"-\d+x\d+$").expect("pattern is valid"));

/// The title `WordPress` gives an image: its file name without extension and size, `logo` for `logo-150x150.png`.
fn wordpress_title(url: &str) -> &str {
    let name = file_name(url);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    SIZE.find(stem).and_then(|size| stem.get(..size.start())).unwrap_or(stem)
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is made of literals, and the tests below compile it")]
static MACHINE_MADE: LazyLock<Regex> = LazyLock::new(|| {
    let extension = images::EXTENSIONS.join("|");
    let program = images::FILE_NAME_STARTS.join("|");
    let (transfer, upload) = (images::TRANSFER_MESSAGE, images::UPLOAD_MESSAGE);
    Regex::new(&format!(
        r"(?ix)
        ^ (?: [^/]+ \. (?:{extension}) (?:\?.*)?                                          # a file name
            | (?:https?:)?// \S+ | \S+ / \S+ \. (?:{extension})                            # a URL or a path
            | [0-9a-f]{{16,}} | [0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}        # a hash
            | \d+\.\x20list\x20item                                                           # of a theme's example
            | watermark,.* | \d{{2,4}}\?                                                     # processing
            | \[?(?:{transfer}|{upload}).* | !\[.* | 图片\d*                                           # message of an editor
            | MathType@.*                                                                 # a formula in its own format
            | (?:{program}) [-_\d\x20]+                                                    # a file name of a program
            | [A-Za-z0-9+/]{{24,}}=* | [A-Za-z0-9+/]*== | \[email\x20protected\]
            | [\p{{P}}\p{{S}}&&[^\p{{Extended_Pictographic}}]]+ | \d+                      # no word at all
          ) $"
    ))
    .expect("pattern is valid")
});

/// The names that editors give images. Apart from [`MACHINE_MADE`], because its class of word characters takes as long to
/// compile as all of that.
#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
static NAMED_BY_EDITOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[-\w]+\?wx_fmt=.*|image[-_]?\d[\w-]*)$").expect("pattern is valid")
});

/// Whether no person wrote an alternative text.
fn is_machine_made(alt: &str) -> bool {
    let may_be_named_by_editor = alt.contains('?') || alt.starts_with(['i', 'I']);
    MACHINE_MADE.is_match(alt) || (may_be_named_by_editor && NAMED_BY_EDITOR.is_match(alt))
}

/// Whether an alternative text says nothing about the image.
pub(super) fn is_generic(alt: &str) -> bool {
    dialect_of_alt(alt).is_some()
}

/// Returns the dialect of an alternative text that says nothing about the image.
pub(crate) fn dialect_of_alt(alt: &str) -> Option<&'static str> {
    if images::GENERIC_ALTS.contains(&alt) || images::GENERIC_ALTS.contains(&alt.to_lowercase().as_str()) {
        return Some("img-genericalt");
    }
    let is_transfer = || alt.trim_start_matches('[').starts_with(images::TRANSFER_MESSAGE);
    is_machine_made(alt).then(|| if is_transfer() { "img-transfer" } else { "img-filealt" })
}

/// Whether `url` makes the site's hosts scale or watermark the image (dialect `img-oss`).
pub(crate) fn is_processed(url: &str) -> bool {
    unprocessed(url).len() < url.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_meaningless_alts() {
        for alt in [
            "在这里插入图片描述",
            "IMG",
            "61764678464e1e80aa7b4f7de9f6c8ad.png",
            "640?wx_fmt=png",
            "watermark,type_d3F5",
            "[外链图片转存失败,源站(img-x)]",
            "https://a.b/c",
            "图片1",
            "新 建.png",
            "录制_2021_08_08_00_20_44_891",
            "clip_image001",
            "Image_2",
            "2Q==",
            "。。",
            "###",
            "07",
        ] {
            assert!(is_generic(alt), "{alt}");
        }
        for alt in ["系统结构图", "Figure 1: the pipeline", "图 1.2 结构", "❌", "2.7.18", "img 标签", "C++"]
        {
            assert!(!is_generic(alt), "{alt}");
        }
    }

    #[test]
    fn recognizes_file_names_as_titles() {
        for url in ["https://a.b/logo.png", "//a.b/c/logo-150x150.png?d=1", "logo-20x5"] {
            assert_eq!(wordpress_title(url), "logo");
        }
        assert_eq!(wordpress_title("https://a.b/logo-2x.png"), "logo-2x");
    }

    #[test]
    fn unwraps_data_urls() {
        assert_eq!(unwrapped("data:image/png;base64,AB\n CD"), "data:image/png;base64,ABCD");
        let svg = unwrapped(" data:image/svg+xml;utf8,<svg a='b'\n c='d'/> ");
        assert_eq!(svg, "data:image/svg+xml;utf8,<svg%20a='b'%20c='d'/>");
    }

    #[test]
    fn removes_layout() {
        for tail in [
            "",
            "#pic_center =500x300",
            "#w60",
            " =500x",
            "%20=50%x",
            "#averageHue=%23fff&id=1",
            "%22",
            " =x30",
        ] {
            assert_eq!(without_layout(&format!("https://a.b/c.png{tail}")), "https://a.b/c.png", "{tail}");
        }
        for url in ["https://a.b/c.svg#icon", "https://a.b/#/c.png", "https://a.b/c?size=500x300"] {
            assert_eq!(without_layout(url), url);
        }
    }

    #[test]
    fn removes_processing_on_known_hosts_only() {
        assert_eq!(
            unprocessed("https://img-blog.csdn.net/1?watermark/2/text/x"),
            "https://img-blog.csdn.net/1"
        );
        assert_eq!(unprocessed("https://a.b/1?imageView2/2"), "https://a.b/1?imageView2/2");
    }
}
