//! The page of an article.

use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::facet::Facet;
use super::images::image_url;
use super::list_page::Choice;
use super::list_request::ListRequest;
use super::reply::{Problem, Reply};
use super::shell::Shell;
use super::site::Site;
use crate::articles::{Article, Articles};
use crate::catalogue::CatalogueError;
use crate::display::Visible;
use crate::html::{Html, HtmlOptions, OutlineEntry, to_html};
use crate::model::Document;

/// What the ids of headings begin with, so that they are apart from those of the page.
const IDS: &str = "a-";

/// Likewise in the comments.
const COMMENT_IDS: &str = "c-";

#[derive(Template)]
#[template(path = "serve/article.html")]
struct ArticlePage {
    shell: Shell,
    title: Visible<String>,
    author: Option<Choice>,
    published: Option<Visible<String>>,
    updated: Option<Visible<String>>,
    /// The URL on the site.
    source: Option<Visible<String>>,
    output: Visible<String>,
    /// How much of the article there is, unless all.
    status: Option<Visible<String>>,
    tags: Vec<Choice>,
    columns: Vec<Choice>,
    outline: Vec<Heading>,
    content: Html,
    comments: Option<Html>,
    /// The page that it was converted from.
    original: Option<OriginalLink>,
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
}

/// How the page leads to the one that the article was converted from.
struct OriginalLink {
    /// This page with the original beside it, or without.
    url: String,
    /// The original, if it is shown.
    frame: Option<String>,
}

/// A heading of the article.
struct Heading {
    /// How many levels it is below the highest ones.
    depth: u8,
    id: String,
    text: Visible<String>,
}

/// An article before or after this one in the list.
struct Neighbour {
    url: String,
    title: Visible<String>,
}

/// Returns the page of an article that was reached from a list.
pub(super) fn article_page(
    site: &Site,
    articles: &Articles,
    request: &ListRequest,
    number: i64,
) -> Result<Reply, Problem> {
    let article = articles.read(number)?;
    site.images.put(number, &article.images);
    let (previous, next) = neighbours(articles, request, number)?;
    let summary = &article.summary;
    let content = rendered(&article, &article.document, IDS, 0);
    let choices = |facet, values: &[String]| values.iter().map(|value| Choice::alone(facet, value)).collect();
    let page = ArticlePage {
        shell: Shell::new(&site.name, &ListRequest { with_original: false, ..request.clone() }),
        title: Visible(summary.title.clone()),
        author: summary.author.as_deref().map(|author| Choice::alone(Facet::Author, author)),
        published: summary.published.as_deref().map(moment),
        updated: summary
            .updated
            .as_deref()
            .filter(|at| Some(*at) != summary.published.as_deref())
            .map(moment),
        source: summary.url.as_deref().filter(|url| is_web(url)).map(|url| Visible(url.to_owned())),
        output: Visible(summary.output.clone()),
        status: summary.status.clone().filter(|status| status != "complete").map(Visible),
        tags: choices(Facet::Tag, &summary.tags),
        columns: choices(Facet::Column, &summary.columns),
        outline: outline(&content),
        content,
        comments: article.comments.as_ref().map(|comments| rendered(&article, comments, COMMENT_IDS, 2)),
        original: original_link(articles, request, number)?,
        previous,
        next,
    };
    Reply::html(&page)
}

/// Renders a document of an article.
fn rendered(article: &Article, document: &Document, ids: &str, heading_shift: u8) -> Html {
    let link = |url: &str| {
        let target = article.links.get(url)?;
        let fragment = match target.fragment.as_str() {
            "" => String::new(),
            id => format!("#{IDS}{}", utf8_percent_encode(id, NON_ALPHANUMERIC)),
        };
        Some(format!("/article/{}{fragment}", target.article))
    };
    let image = |url: &str| article.images.contains_key(url).then(|| image_url(article.summary.number, url));
    let options =
        HtmlOptions { link: &link, image: &image, id_prefix: ids, heading_shift, ..HtmlOptions::default() };
    to_html(document, &options)
}

/// Returns the headings of an article, if they are worth a list.
fn outline(content: &Html) -> Vec<Heading> {
    let highest = content.outline.iter().map(|entry| entry.level).min().unwrap_or_default();
    let heading = |entry: &OutlineEntry| Heading {
        depth: (entry.level - highest).min(3),
        id: entry.id.clone(),
        text: Visible(entry.text.clone()),
    };
    let headings: Vec<Heading> = content.outline.iter().map(heading).collect();
    if headings.len() > 1 { headings } else { Vec::new() }
}

/// Returns the link to the page that the article was converted from, if that is still there.
fn original_link(
    articles: &Articles,
    request: &ListRequest,
    number: i64,
) -> Result<Option<OriginalLink>, Problem> {
    if !articles.has_original(number)? {
        return Ok(None);
    }
    let other = ListRequest { with_original: !request.with_original, ..request.clone() };
    let url = format!("/article/{number}{}", other.parameters());
    let frame = request.with_original.then(|| format!("/original/{number}"));
    Ok(Some(OriginalLink { url, frame }))
}

/// Returns the articles before and after an article in the list.
fn neighbours(
    articles: &Articles,
    request: &ListRequest,
    number: i64,
) -> Result<(Option<Neighbour>, Option<Neighbour>), CatalogueError> {
    // A query that is wrong, or an index that is damaged, lists nothing.
    let listed =
        request.selection().ok().and_then(|selection| articles.select(&selection).ok()).unwrap_or_default();
    let Some(at) = listed.iter().position(|listed| *listed == number) else { return Ok((None, None)) };
    let neighbour = |at: Option<usize>| {
        let Some(number) = at.and_then(|at| listed.get(at)) else { return Ok(None) };
        let summary = articles.summary(*number)?;
        Ok(summary.map(|summary| Neighbour {
            url: format!("/article/{number}{}", request.parameters()),
            title: Visible(summary.title),
        }))
    };
    Ok((neighbour(at.checked_sub(1))?, neighbour(Some(at + 1))?))
}

/// Shortens a date in ISO 8601 to minutes.
fn moment(date: &str) -> Visible<String> {
    let minutes: String = date.chars().take("2019-11-26T10:20".len()).collect();
    Visible(minutes.replacen('T', " ", 1))
}

/// Whether a URL is of the web, so that it can be linked.
fn is_web(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_short() {
        let shown = |date: &str| moment(date).to_string();
        assert_eq!(shown("2019-11-26T10:20:30+08:00"), "2019-11-26 10:20");
        assert_eq!(shown("2019-11-26"), "2019-11-26");
    }

    #[test]
    fn only_urls_of_the_web_are_linked() {
        assert!(is_web("https://blog.csdn.net/a/article/details/1"));
        for url in [
            "javascript:alert(1)",
            " java\nscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//host/",
            "",
        ] {
            assert!(!is_web(url), "{url}");
        }
    }
}
