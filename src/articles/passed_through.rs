//! Reads Markdown that csdown passed through, which may contain any HTML, as the site would show it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, Parser, Tag, html};
use regex::{Captures, Regex};

use crate::convert::Converter;
use crate::markdown::{EXTENSIONS, front_matter_end};
use crate::model::Document;
use crate::options::Dialect;
use crate::search;

/// The size that CSDN's editor writes after the URL of an image: `![](a.png =300x200)`.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested")]
static IMAGE_SIZE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(\]\([^()\s]+)[ \t]+=[0-9]*x[0-9]*%?\)").expect("pattern is valid"));

/// Reads Markdown. A heading at its beginning that repeats the title is left out.
pub(super) fn document(markdown: &str, title: &str) -> Document {
    let markdown = without_image_sizes(markdown);
    let body = markdown.get(front_matter_end(&markdown)..).unwrap_or_default();
    let has_html =
        Parser::new_ext(body, EXTENSIONS).any(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    let of_html = has_html.then(|| of_html(body)).flatten();
    of_html.map_or_else(
        || search::document(&markdown, Dialect::default(), title),
        |document| search::without_title(document, title),
    )
}

/// Reads a body through the HTML that it stands for, as an article of the site. `None` if it is too large for that.
fn of_html(body: &str) -> Option<Document> {
    let mut page = String::from("<div id=\"content_views\" class=\"markdown_views\">");
    html::push_html(&mut page, Parser::new_ext(body, EXTENSIONS).map(with_formula));
    page.push_str("</div>");
    Converter::default().convert(&page).ok()?.document
}

/// Replaces a formula by the element that the site's script reads it from.
fn with_formula(event: Event<'_>) -> Event<'_> {
    let script = |display: &str, tex: &CowStr<'_>| {
        let html = format!("<script type=\"math/tex{display}\">{tex}</script>");
        // After `<!--`, a `<script` would keep the element open to the end of the page.
        if tex.contains("</") || tex.contains("<!--") {
            Event::Text(tex.clone().into_static())
        } else {
            Event::InlineHtml(html.into())
        }
    };
    match event {
        Event::InlineMath(tex) => script("", &tex),
        Event::DisplayMath(tex) => script("; mode=display", &tex),
        event => event,
    }
}

/// Removes the sizes of images, which no Markdown parser reads, outside of code.
fn without_image_sizes(markdown: &str) -> Cow<'_, str> {
    if !IMAGE_SIZE.is_match(markdown) {
        return markdown.into();
    }
    let events = Parser::new_ext(markdown, EXTENSIONS).into_offset_iter();
    let code: Vec<Range<usize>> = events
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))))
        .map(|(_, range)| range)
        .collect();
    IMAGE_SIZE.replace_all(markdown, |found: &Captures<'_>| {
        let (all, image) = (found.get(0), found.get(1));
        // Code is never within other code, so only the last that begins before `at` can contain it.
        let is_code = |at: usize| {
            let before = code.partition_point(|code| code.start <= at);
            code.get(..before).and_then(<[_]>::last).is_some_and(|code| at < code.end)
        };
        match (all, image) {
            (Some(all), Some(image)) if !is_code(all.start()) => format!("{})", image.as_str()),
            (all, _) => all.map(|all| all.as_str().to_owned()).unwrap_or_default(),
        }
    })
}
