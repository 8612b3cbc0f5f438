//! Distinguishes HTML from Markdown.
//!
//! A body with an article of the site is HTML. Otherwise tags prove little, since Markdown may contain any: they count
//! only when neither front matter nor the file name indicates Markdown.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::hints::Hints;
use crate::options::InputFormat;

/// The form of an input.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum InputForm {
    /// A whole HTML page: it opens with a doctype, `<html>`, `<head>` or `<body>`.
    Page,
    /// Part of a page: a scraped post, a bare article, any HTML.
    #[default]
    Fragment,
    /// Markdown (dialect `no-content-views`).
    Markdown,
    /// Markdown with articles of the site pasted into it as HTML (dialect `md-around`).
    Mixed,
    /// Markdown that csdown wrote. Its front matter belongs to the body.
    Written,
}

/// Whether `text` is a whole page, or contains an article of the site.
pub(super) fn is_page(text: &str) -> bool {
    begins_page(text) || ARTICLE.is_match(text)
}

/// Whether `text` begins like a whole page.
pub(super) fn begins_page(text: &str) -> bool {
    PAGE_START.is_match(skip_leading(text))
}

/// Returns the form of `body`, if the hints do not determine it. Unless the body has an article of the site,
/// `has_front_matter` and the extension of the file indicate Markdown.
///
/// [`InputForm::Mixed`] is not among the results; see [`is_markdown_file`].
pub(super) fn detect(body: &str, has_front_matter: bool, hints: &Hints<'_>) -> InputForm {
    if hints.format == InputFormat::Markdown {
        return InputForm::Markdown;
    }
    if begins_page(body) {
        return InputForm::Page;
    }
    let is_html = hints.format == InputFormat::Html
        || has_extension(hints.file_name, &["html", "htm", "xhtml"])
        || has_match_outside_code(body, &ARTICLE);
    if is_html {
        return InputForm::Fragment;
    }
    if is_markdown_file(has_front_matter, hints) {
        return InputForm::Markdown;
    }
    if ANY_TAG_START.is_match(skip_leading(body)) || has_match_outside_code(body, &TAG) {
        return InputForm::Fragment;
    }
    InputForm::Markdown
}

/// Whether front matter or the extension of the file indicate Markdown, unless the input is known to be HTML.
pub(super) fn is_markdown_file(has_front_matter: bool, hints: &Hints<'_>) -> bool {
    let is_named = || has_front_matter || has_extension(hints.file_name, &MARKDOWN_EXTENSIONS);
    match hints.format {
        InputFormat::Html => false,
        InputFormat::Markdown => true,
        InputFormat::Auto | InputFormat::Csdown => is_named(),
    }
}

/// Skips what may precede the first element: whitespace, comments, stray closing tags (dialect `stray-p`), an XML
/// declaration.
fn skip_leading(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("</") || rest.starts_with("<?") => ">",
            _ => return rest,
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return rest,
        }
    }
}

/// The extensions of Markdown.
pub(super) const MARKDOWN_EXTENSIONS: [&str; 2] = ["md", "markdown"];

pub(super) fn has_extension(file_name: Option<&str>, extensions: &[&str]) -> bool {
    let extension = file_name.and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    extension.is_some_and(|extension| extensions.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// Whether `pattern` matches outside Markdown code: not in a fence, not after a backtick on the same line, and not on
/// an indented line unless HTML began before.
fn has_match_outside_code(body: &str, pattern: &Regex) -> bool {
    if !pattern.is_match(body) {
        return false;
    }
    let mut fence: Option<&str> = None;
    let mut html_began = false;
    for line in body.lines() {
        let content = line.trim_start();
        match (fence, FENCES.iter().find(|marker| content.starts_with(**marker))) {
            (Some(open), Some(marker)) if open == *marker => fence = None,
            (None, Some(marker)) => fence = Some(marker),
            (Some(_), _) => {}
            (None, None) => {
                let is_indented = line.starts_with("    ") || line.starts_with('\t');
                let before_code = line.split('`').next().unwrap_or_default();
                if (html_began || !is_indented) && pattern.is_match(before_code) {
                    return true;
                }
                html_began |= !is_indented && content.starts_with('<');
            }
        }
    }
    false
}

/// The fences of code blocks in Markdown.
pub(super) const FENCES: [&str; 2] = ["```", "~~~"];

/// Compiles a constant pattern.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "constant patterns, each used by a test")]
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("pattern is valid")
}

/// The beginning of a whole page.
static PAGE_START: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?i:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])"));
/// A tag that only an article of the site has.
pub(super) static ARTICLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)<article[\s>]|<[a-z][a-z0-9]*\s[^<>]*?(?:id|class)\s*=\s*[\x22']?[^\x22'<>]*?",
        r"\b(?:content_views|article_content|blog-content-box|htmledit_views|markdown_views)\b",
    ))
});
/// Any element at the beginning, but not `<https://…>`.
static ANY_TAG_START: LazyLock<Regex> = LazyLock::new(|| pattern(r"^<[A-Za-z][A-Za-z0-9]*(?:[\s>]|/>)"));
/// Tags of running text.
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)</?(?:p|div|br|h[1-6]|ul|ol|li|dl|table|tr|td|th|pre|code|blockquote|section|span|strong|em|b|i|a|",
        r"img|font|center|hr|sub|sup|figure|del|kbd)(?:[\s>]|/>)",
    ))
});

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(body: &str, has_front_matter: bool, file_name: Option<&str>) -> InputForm {
        detect(body, has_front_matter, &Hints { file_name, ..Hints::default() })
    }

    #[test]
    fn a_page_begins_with_page_tags() {
        for page in [
            "<!DOCTYPE html><p>",
            "<!-- saved -->\n<HTML lang=zh>",
            "\n<head><title>",
            "<?xml version='1.0'?><html>",
        ] {
            assert_eq!(detected(page, false, Some("a.md")), InputForm::Page, "{page}");
        }
    }

    #[test]
    fn a_scraped_post_is_a_fragment() {
        let post = "\n</p>\n<div class=\"blog-content-box\">\n <article class=\"baidu_pl\">";
        assert_eq!(detected(post, true, Some("2024-01-01-123456.md")), InputForm::Fragment);
    }

    #[test]
    fn one_line_of_html_is_enough() {
        assert_eq!(detected("<div><div id=content_views>一</div>", true, Some("a.md")), InputForm::Fragment);
        assert_eq!(detected("<div class=\"x htmledit_views\">", true, None), InputForm::Fragment);
    }

    #[test]
    fn a_deeply_indented_article_counts_once_html_began() {
        assert_eq!(
            detected("<div>\n      <div id='article_content'>", false, Some("a.md")),
            InputForm::Fragment
        );
    }

    #[test]
    fn markdown_that_quotes_the_sites_html_is_markdown() {
        for shown in [
            "正文\n```html\n<div id=\"content_views\">\n```\n",
            "看 `<div id=\"content_views\">` 这里",
            "缩进：\n\n    <div id=\"content_views\">\n",
            "选择器 content_views 很有用 < 是吗",
        ] {
            assert_eq!(detected(shown, true, None), InputForm::Markdown, "{shown}");
        }
    }

    #[test]
    fn front_matter_or_the_extension_indicate_markdown() {
        assert_eq!(detected("<p align=center>题</p>\n\n# 一", false, Some("README.MD")), InputForm::Markdown);
        assert_eq!(detected("一<br>二", true, None), InputForm::Markdown);
    }

    #[test]
    fn otherwise_tags_decide() {
        assert_eq!(detected("一<br/>二", false, None), InputForm::Fragment);
        assert_eq!(detected("<custom>一</custom>", false, None), InputForm::Fragment);
        assert_eq!(detected("<https://example.com> # 一", false, None), InputForm::Markdown);
        assert_eq!(detected("a < b > c", false, None), InputForm::Markdown);
        assert_eq!(detected("", false, None), InputForm::Markdown);
    }

    #[test]
    fn an_html_extension_decides() {
        assert_eq!(detected("只有字", false, Some("a.htm")), InputForm::Fragment);
    }

    #[test]
    fn an_unclosed_comment_ends_the_search() {
        assert_eq!(detected("<!-- 一", false, None), InputForm::Markdown);
    }

    #[test]
    fn the_format_of_the_input_can_be_given() {
        let detected = |body, format| detect(body, false, &Hints { format, ..Hints::default() });
        assert_eq!(detected("# 一", InputFormat::Html), InputForm::Fragment);
        assert_eq!(detected("<html><p>一", InputFormat::Html), InputForm::Page);
        assert_eq!(detected("<html><p>一", InputFormat::Markdown), InputForm::Markdown);
    }
}
