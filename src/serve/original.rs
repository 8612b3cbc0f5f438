//! The page that an article was converted from, made harmless.
//!
//! It is shown in a frame without scripts, forms and network: the frame is sandboxed, its content security policy allows
//! only images of the server, and what would load or do something is removed before.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::Builder;
use askama::Template;

use super::images::image_url;
use super::reply::{Problem, Reply};
use crate::articles::{Article, Articles};
use crate::dom::html5ever;
use crate::options::Limits;

/// What the page may do. The images come from the same origin, so it has that.
const POLICY: &str = "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Elements that are kept besides those that ammonia keeps.
const MORE_TAGS: [&str; 8] = ["address", "big", "dir", "fieldset", "font", "legend", "main", "section"];

/// Elements that are removed with their content.
const REMOVED: [&str; 7] = ["iframe", "noscript", "object", "script", "style", "svg", "template"];

/// Properties of styles that are kept. None of them has a URL.
const PROPERTIES: [&str; 12] = [
    "background-color",
    "color",
    "display",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "text-align",
    "text-decoration",
    "text-indent",
    "vertical-align",
    "white-space",
];

#[derive(Template)]
#[template(path = "serve/original.html")]
struct OriginalPage<'a> {
    content: &'a str,
}

/// Returns the page that an article was converted from.
pub(super) fn original(articles: &Articles, number: i64) -> Result<Reply, Problem> {
    let missing =
        || Problem::not_found("The page that this article was converted from is not there any more.");
    let page = articles.original(number)?.ok_or_else(missing)?;
    check_cost(&page)?;
    let images = images(articles, &articles.read(number)?)?;
    let content = cleaned(&page, images);
    Ok(Reply::html(&OriginalPage { content: &content })?.with_policy(POLICY))
}

/// Refuses pages for which html5ever, which ammonia parses them with, would take time out of proportion.
fn check_cost(page: &str) -> Result<(), Problem> {
    let parsed = html5ever::parse(page, &Limits::default());
    parsed.map(drop).map_err(|error| Problem::failed(format!("The original page cannot be shown: {error}.")))
}

/// Returns the URLs of images as the page has them, with those of their files.
fn images(articles: &Articles, article: &Article) -> Result<HashMap<String, String>, Problem> {
    let number = article.summary.number;
    let mut urls: HashMap<String, String> =
        article.images.keys().map(|url| (url.clone(), image_url(number, url))).collect();
    // The Markdown has the names of the files instead of the URLs of the page.
    for (url, file) in articles.catalogue().saved_images(number)? {
        let is_file =
            |(_, path): &(&String, &std::path::PathBuf)| path.file_name().is_some_and(|name| *name == *file);
        if let Some((saved, _)) = article.images.iter().find(is_file) {
            urls.insert(url, image_url(number, saved));
        }
    }
    Ok(urls)
}

/// Removes everything from a page that does something, and links to everything but its own parts.
fn cleaned(page: &str, images: HashMap<String, String>) -> String {
    Builder::default()
        .add_tags(MORE_TAGS)
        .clean_content_tags(HashSet::from(REMOVED))
        .add_generic_attributes(["id", "style"])
        .add_tag_attributes("font", ["color", "face", "size"])
        .filter_style_properties(HashSet::from(PROPERTIES))
        .url_schemes(HashSet::from(["http", "https"]))
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("img", "src") => images.get(value).map(|url| Cow::Owned(url.clone())),
            (_, "cite" | "href" | "src") => value.starts_with('#').then(|| value.into()),
            _ => Some(value.into()),
        })
        .link_rel(None)
        .clean(page)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(page: &str) -> String {
        let images = [("https://img/a.png".to_owned(), "/image/1/a".to_owned())];
        cleaned(page, HashMap::from(images))
    }

    #[test]
    fn text_and_its_look_are_kept() {
        let page = "<p id=\"x\" style=\"color:red\">一<font color=\"red\">二</font></p><table><tbody><tr><td>三</td></tr></tbody></table>";
        assert_eq!(clean(page), page);
    }

    #[test]
    fn images_of_the_archive_are_shown() {
        assert_eq!(
            clean("<img src='https://img/a.png' alt=a srcset=x onerror=x>"),
            "<img src=\"/image/1/a\" alt=\"a\">"
        );
        for url in ["https://img/b.png", "/image/1/b", "//img/a.png", "data:image/svg+xml,x", "#a"] {
            assert_eq!(clean(&format!("<img src='{url}'>")), "<img>", "{url}");
        }
    }

    #[test]
    fn nothing_happens_and_nothing_loads() {
        for page in [
            "<script>x</script>",
            "<style>@import 'https://evil/'</style>",
            "<link rel=preconnect href=https://evil/>",
            "<link rel=stylesheet href=https://evil/>",
            "<meta http-equiv=refresh content='0;url=https://evil/'>",
            "<base href=https://evil/>",
            "<iframe src=https://evil/></iframe>",
            "<object data=https://evil/></object>",
            "<embed src=https://evil/>",
            "<form action=https://evil/><input name=a><button>b</button></form>",
            "<svg><image href=https://evil/></svg>",
            "<video src=https://evil/ poster=https://evil/></video>",
            "<noscript><img src=https://evil/></noscript>",
            "<template><img src=https://evil/></template>",
            "<math><mtext><img src=https://evil/></mtext></math>",
        ] {
            let cleaned = clean(page);
            assert!(!cleaned.contains("evil") && !cleaned.contains("script"), "{page}: {cleaned}");
        }
        for (page, cleaned_page) in [
            ("<a href=https://evil/ onclick=x>a</a>", "<a>a</a>"),
            ("<a href=javascript:x>a</a>", "<a>a</a>"),
            ("<a href=#b>a</a>", "<a href=\"#b\">a</a>"),
            ("<p style='background:url(https://evil/);color:red'>a</p>", "<p style=\"color:red\">a</p>"),
            ("<body background=https://evil/><p>a</p>", "<p>a</p>"),
            ("<q cite=https://evil/>a</q>", "<q>a</q>"),
        ] {
            assert_eq!(clean(page), cleaned_page);
        }
    }

    #[test]
    fn pages_that_would_take_long_are_refused() {
        assert!(check_cost(&"<div>".repeat(100_000)).is_err());
        assert!(check_cost("<div><p>a</p></div>").is_ok());
    }
}
