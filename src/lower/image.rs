//! Images: which address, which alt.

use std::sync::LazyLock;

use memchr::memchr;
use regex::Regex;

use crate::chars::is_blank;
use crate::csdn::images;
use crate::dom::{Element, Node};
use crate::model::Image;
use crate::options::ImageQuery;
use crate::report::{Warning, WarningCode};
use crate::saved;

use super::{Lowerer, link, text};

impl Lowerer<'_> {
    pub(super) fn image(&mut self, element: Element<'_>) {
        let Some(source) = source(element) else {
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
        let says_nothing = !alt.is_empty() && (is_generic(&alt) || file_name(&url) == alt);
        let alt = if says_nothing { String::new() } else { alt };
        let says_more = |title: &String| *title != alt && !is_generic(title) && *title != file_title(&url);
        let title = Some(title).filter(|title| !title.is_empty() && says_more(title));
        // A picture that is a block stands on a line of its own, also amid text.
        let is_block = element.style_property("display").as_deref() == Some("block") && !self.in_link;
        if is_block {
            self.line.line_break();
        }
        self.line.image(Image { url, alt, title });
        if is_block {
            self.line.line_break();
        }
    }

    /// Text in which the editor may have told of pictures it could not copy, `[外链图片转存失败…(img-x)(address)]`:
    /// the picture at the address it had, or nothing and a warning (dialect `img-transfer`).
    pub(super) fn text(&mut self, node: Node<'_>, text: &str) {
        if memchr(b'[', text.as_bytes()).is_none() || !text.contains(images::TRANSFER_MESSAGE) {
            return self.line.text(text);
        }
        let mut rest = 0;
        for found in TRANSFERS.captures_iter(text) {
            let Some(whole) = found.get(0) else { continue };
            self.line.text(text.get(rest..whole.start()).unwrap_or_default());
            rest = whole.end();
            self.transfer(node, whole.as_str(), found.get(1).map_or("", |address| address.as_str()));
        }
        self.line.text(text.get(rest..).unwrap_or_default());
    }

    fn transfer(&mut self, node: Node<'_>, words: &str, address: &str) {
        let line = node.line();
        self.report.record_removal("img-transfer", line, words.chars().filter(|&c| !is_blank(c)).count());
        if let Some(url) = self.image_url(address).filter(|_| address.starts_with("http")) {
            self.line.image(Image { url, alt: String::new(), title: None });
        } else {
            self.report.warnings.push(Warning::new(WarningCode::ImageUnreachable, line, address));
        }
    }

    /// The address to write; `None` when no reader could reach it.
    fn image_url(&mut self, source: &str) -> Option<String> {
        if is_picture_data(source) {
            return Some(without_blanks(source));
        }
        // What was saved beside the page is beside its Markdown, not at the page's old address.
        if saved::is_in_folder(source) {
            return Some(source.to_owned());
        }
        let url = link::publishable(source, self.base.as_ref())?;
        let (bare, original) = bare(&url, self.options.image_query);
        if let Some(original) = original
            && !self.originals.contains_key(bare)
        {
            self.originals.insert(bare.to_owned(), original.to_owned());
        }
        Some(bare.to_owned())
    }
}

fn source(element: Element<'_>) -> Option<&str> {
    let value = |name: &&str| element.attribute(name).map(str::trim).filter(|value| is_address(value));
    images::LAZY_SOURCES.iter().chain(&["src"]).find_map(value).or_else(|| {
        let first = element.attribute("srcset")?.split_ascii_whitespace().next()?;
        Some(first.trim_end_matches(',')).filter(|first| is_address(first))
    })
}

/// `src=""`, `src="null"`, `src="%5C"`, templates, `src="{{x}}"`, and pictures of one pixel that hold the place of
/// others are no addresses (dialect `img-nosrc`).
fn is_address(value: &str) -> bool {
    let is_template = || {
        let start = value.trim_start_matches("./").get(..6).unwrap_or(value);
        images::TEMPLATE_STARTS
            .iter()
            .any(|known| start.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known)))
    };
    !images::NOT_SOURCES.contains(&value) && !is_template() && !value.starts_with(images::PLACEHOLDER_PIXEL)
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is made of literals, and the tests below compile it")]
static TRANSFERS: LazyLock<Regex> = LazyLock::new(|| {
    let start = images::TRANSFER_MESSAGE;
    Regex::new(&format!(r"\[{start}[^\[\]()]*\(img-[\w-]+\)(?:\((.*?)\))?\]")).expect("pattern is valid")
});

/// `data:image/png;base64,…`; SVG may carry scripts, but not within `img`.
fn is_picture_data(source: &str) -> bool {
    source.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("data:image/"))
}

/// The address of a picture that holds it, without the blanks at which it was broken: in base64 they mean nothing, in an
/// SVG that is written as it is they part its words.
fn without_blanks(source: &str) -> String {
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

/// The address of the picture at `url` without what only tells how to lay it out or to process it; and with the latter,
/// where that is left out.
pub(crate) fn bare(url: &str, query: ImageQuery) -> (&str, Option<&str>) {
    let mark = url.find('#').and_then(|_| url.find(images::LAYOUT_FRAGMENT));
    let url = mark.and_then(|mark| url.get(..mark)).unwrap_or(url);
    match query {
        ImageQuery::Strip => {
            let bare = unprocessed(url);
            (bare, Some(url).filter(|url| url.len() > bare.len()))
        }
        ImageQuery::Keep => (url, None),
    }
}

/// `url` without the query by which the site's hosts scale and watermark (dialect `img-oss`).
fn unprocessed(url: &str) -> &str {
    let host = url.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let is_ours = images::PROCESSING_HOSTS.iter().any(|ours| host.ends_with(ours));
    let query = if is_ours && url.contains('?') { PROCESSING.find(url) } else { None };
    query.and_then(|found| url.get(..found.start())).unwrap_or(url)
}

/// The last part of the path of `url`.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is made of literals, and the tests below compile it")]
static SIZE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"-\d+x\d+$").expect("pattern is valid"));

/// The title that `WordPress` gives a picture: its file's name without extension and size, `logo` of `logo-150x150.png`.
fn file_title(url: &str) -> &str {
    let name = file_name(url);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    SIZE.find(stem).and_then(|size| stem.get(..size.start())).unwrap_or(stem)
}

#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is made of literals, and the tests below compile it")]
static MACHINE_MADE: LazyLock<Regex> = LazyLock::new(|| {
    let extension = images::EXTENSIONS.join("|");
    let program = images::FILE_NAME_STARTS.join("|");
    let transfer = images::TRANSFER_MESSAGE;
    Regex::new(&format!(
        r"(?ix)
        ^ (?: [^/]+ \. (?:{extension}) (?:\?.*)?                                          # a file name
            | (?:https?:)?// \S+ | \S+ / \S+ \. (?:{extension})                            # a URL or a path
            | [0-9a-f]{{16,}} | [0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}        # a hash
            | watermark,.* | \d{{2,4}}\? | [-\w]+\?wx_fmt=.*                               # processing
            | \[?{transfer}.* | !\[.* | image[-_]?\d[\w-]* | 图片\d*                        # words of an editor
            | (?:{program}) [-_\d\x20]+                                                    # a file name of a program
            | [A-Za-z0-9+/]{{24,}}=* | [A-Za-z0-9+/]*== | \[email\x20protected\]
            | [\p{{P}}\p{{S}}&&[^\p{{Extended_Pictographic}}]]+ | \d+                      # no word at all
          ) $"
    ))
    .expect("pattern is valid")
});

/// Whether an alt says nothing of the picture.
pub(super) fn is_generic(alt: &str) -> bool {
    dialect_of_alt(alt).is_some()
}

/// The dialect of an alt that says nothing of the picture.
pub(crate) fn dialect_of_alt(alt: &str) -> Option<&'static str> {
    if images::GENERIC_ALTS.contains(&alt) || images::GENERIC_ALTS.contains(&alt.to_lowercase().as_str()) {
        return Some("img-genericalt");
    }
    let is_transfer = || alt.trim_start_matches('[').starts_with(images::TRANSFER_MESSAGE);
    MACHINE_MADE.is_match(alt).then(|| if is_transfer() { "img-transfer" } else { "img-filealt" })
}

/// Whether the site's hosts scale or watermark the picture at `url` (dialect `img-oss`).
pub(crate) fn is_processed(url: &str) -> bool {
    unprocessed(url).len() < url.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alts_that_say_nothing_are_known() {
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
    fn a_title_may_be_the_name_of_its_file() {
        for url in ["https://a.b/logo.png", "//a.b/c/logo-150x150.png?d=1", "logo-20x5"] {
            assert_eq!(file_title(url), "logo");
        }
        assert_eq!(file_title("https://a.b/logo-2x.png"), "logo-2x");
    }

    #[test]
    fn blanks_in_addresses_that_hold_pictures_part_words_of_svg_alone() {
        assert_eq!(without_blanks("data:image/png;base64,AB\n CD"), "data:image/png;base64,ABCD");
        let svg = without_blanks(" data:image/svg+xml;utf8,<svg a='b'\n c='d'/> ");
        assert_eq!(svg, "data:image/svg+xml;utf8,<svg%20a='b'%20c='d'/>");
    }

    #[test]
    fn watermarks_go_on_the_sites_hosts_alone() {
        assert_eq!(
            unprocessed("https://img-blog.csdn.net/1?watermark/2/text/x"),
            "https://img-blog.csdn.net/1"
        );
        assert_eq!(unprocessed("https://a.b/1?imageView2/2"), "https://a.b/1?imageView2/2");
    }
}
