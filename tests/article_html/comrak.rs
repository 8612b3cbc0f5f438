//! The HTML that comrak makes of the same Markdown has the same headings, links, images, code and cells.

use comrak::{Options, markdown_to_html};
use csdown::Document;
use csdown::html::{HtmlOptions, to_html};
use percent_encoding::percent_decode_str;
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// Parts of an article, in reading order.
const PARTS: [(&str, &str); 8] = [
    ("headings", "h1, h2, h3, h4, h5, h6"),
    ("links", "a[href]"),
    ("images", "img"),
    ("code", "pre > code"),
    ("inline code", ":not(pre) > code"),
    ("cells", "th, td"),
    ("items", "li"),
    ("bold and italic text", "strong, em, del, sub, sup, kbd, mark, u, ins"),
];

/// Compares the HTML of `document` with that of its Markdown.
pub fn agrees(document: &Document, markdown: &str) -> Result<(), String> {
    let image = |url: &str| Url::parse(url).is_ok().then(|| url.to_owned());
    let ours = to_html(document, &HtmlOptions { image: &image, ..HtmlOptions::default() }).html;
    let theirs = markdown_to_html(markdown, &options());
    let (ours, theirs) = (Html::parse_fragment(&ours), Html::parse_fragment(&theirs));
    for (name, selector) in PARTS {
        let selector = Selector::parse(selector).unwrap();
        let parts = |page: &Html| page.select(&selector).filter_map(part).collect::<Vec<_>>();
        let (ours, theirs) = (parts(&ours), parts(&theirs));
        if ours != theirs {
            let at = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
            return Err(format!(
                "{} {name} instead of {}; the first that differs: {:?} instead of {:?}",
                ours.len(),
                theirs.len(),
                ours.get(at),
                theirs.get(at)
            ));
        }
    }
    Ok(())
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.render.r#unsafe = true;
    options
}

/// Returns what can be compared of an element: its name, URL and text. `None` for what only one of the two writes.
fn part(element: ElementRef<'_>) -> Option<String> {
    let name = element.value().name();
    let attribute = |name| element.value().attr(name).unwrap_or_default();
    let is_in_notes =
        element.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.value().name() == "section");
    if is_in_notes && name == "li"
        || element.value().classes().any(|class| class.starts_with("footnote") || class == "tex")
    {
        return None;
    }
    let url = match name {
        // Links within the page differ, and those that lead nowhere are text.
        "a" => match Url::parse(attribute("href")) {
            Ok(url) if matches!(url.scheme(), "http" | "https" | "mailto" | "ftp" | "tel") => url.to_string(),
            _ => return None,
        },
        "img" => match Url::parse(attribute("src")) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => format!("{url}\n{}", attribute("alt")),
            _ => return None,
        },
        "code" if element.value().attr("data-math-style").is_some() => return None,
        _ => String::new(),
    };
    // Each encodes what its format does not allow.
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (url, text) = (decoded(&url), decoded(&text(element)));
    // A bare URL, which is text in the document, may need the syntax of a link in Markdown to end where it does.
    let is_bare =
        name == "a" && !text.is_empty() && url.trim_end_matches('/').ends_with(text.trim_end_matches('/'));
    (!is_bare).then(|| format!("{name} {url} {text}"))
}

/// Returns the characters of an element's text, without those of formulas and footnotes.
fn text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants().filter(|node| node.value().is_text()) {
        let is_skipped = |outer: ElementRef<'_>| {
            let value = outer.value();
            matches!(value.name(), "math" | "section")
                || value.attr("data-math-style").is_some()
                || value
                    .classes()
                    .any(|class| class.starts_with("footnote") || matches!(class, "tex" | "image"))
        };
        let mut outer = node.ancestors().filter_map(ElementRef::wrap);
        if let Some(piece) = node.value().as_text().filter(|_| !outer.any(is_skipped)) {
            text.extend(piece.chars().filter(|c| !c.is_whitespace()));
        }
    }
    text
}
