//! An article within its page.

use super::block_page::{block_page, block_page_for};
use super::metadata::{self, Metadata};
use super::other_page;
use super::root::{root, whole};
use super::status::status;
use super::surroundings::Surroundings;
use super::truncation::truncations;
use crate::dom::{Dom, Element};
use crate::error::{Error, OtherPage, Result};
use crate::input::{self, Hints, InputForm, Source};
use crate::report::{Status, Warning};

/// An article: its element, what the page says about it, and whether all of it is there.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Article<'a> {
    /// The element that contains the article.
    pub root: Element<'a>,
    /// What is known about the article.
    pub metadata: Metadata,
    /// How much of the article the page contains.
    pub status: Status,
    /// Where the page lacks a part of the article.
    pub truncations: Vec<Warning>,
    /// Dates of the page that cannot be read.
    pub unread_dates: Vec<Warning>,
    /// The line of the input on which the parsed page begins, from 1.
    pub first_line: u32,
    /// The byte of [`Source::text`] at which the parsed page begins.
    pub body_start: usize,
}

impl Article<'_> {
    /// Returns the title.
    pub fn title(&self) -> Option<&str> {
        self.metadata.title.as_ref().map(|title| title.value.as_str())
    }

    /// Returns the article's URL, which relative links are resolved against.
    pub fn url(&self) -> Option<&str> {
        self.metadata.source.as_ref().map(|source| source.value.as_str())
    }
}

/// Finds the article in `page`, which is the parsed body of `source`.
///
/// A whole page without an article is an error; a fragment is an article itself.
///
/// ```
/// use csdown::{Hints, Options, dom, stages::{extract, input}};
/// let input = "<h1 class=title-article>题</h1><div id=content_views>文</div>";
/// let (hints, options) = (Hints::default(), Options::default());
/// let source = input::read(input.as_bytes(), &hints);
/// let page = dom::parse(source.body(), &options.limits)?;
/// let article = extract::article(&page, &source, &hints)?;
/// assert_eq!((article.root.id(), article.title()), (Some("content_views"), Some("题")));
/// # Ok::<(), csdown::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::ArticleNotFound`] when the page has no article, [`Error::Blocked`] when it is a captcha, a login form or a
/// "not found" page, [`Error::NotAnArticle`] when it is another page of the site, [`Error::NotAPage`] when a browser
/// shows JSON in it.
pub fn article<'a>(page: &'a Dom, source: &Source<'_>, hints: &Hints<'_>) -> Result<Article<'a>> {
    if let Some(fields) = &source.editor {
        let metadata = metadata::of_editor(fields, hints);
        return Ok(editor_article(page, whole(page)?, metadata, source));
    }
    let root = root(page, source.form == InputForm::Fragment)
        .map_err(|error| reason_without_article(page, source, hints).unwrap_or(error))?;
    if let Some(page) = other_page_for(page, root) {
        return Err(Error::NotAnArticle { page });
    }
    if let Some(page) = block_page_for(page, root) {
        return Err(Error::Blocked { page });
    }
    let surroundings = Surroundings::of(page);
    let truncations = truncations(page, root, source.form);
    let metadata = metadata::read(page, root, &surroundings, source, hints);
    Ok(Article {
        root,
        unread_dates: metadata::unread_dates_of_page(&metadata, &surroundings),
        metadata,
        status: if truncations.is_empty() { status(&surroundings) } else { Status::Truncated },
        truncations,
        first_line: source.first_line,
        body_start: source.body_start,
    })
}

/// Returns the article of a response of the editor's API, which has nothing around it.
fn editor_article<'a>(
    page: &'a Dom,
    root: Element<'a>,
    metadata: Metadata,
    source: &Source<'_>,
) -> Article<'a> {
    let truncations = truncations(page, root, source.form);
    Article {
        root,
        unread_dates: Vec::new(),
        metadata,
        status: if truncations.is_empty() { Status::Complete } else { Status::Truncated },
        truncations,
        first_line: source.first_line,
        body_start: source.body_start,
    }
}

/// Says what a page without an article is. What the page says itself comes first, its requested URL last: the site may
/// have sent another page. Lists may have a login form; login forms are in a section of their own.
fn reason_without_article(page: &Dom, source: &Source<'_>, hints: &Hints<'_>) -> Option<Error> {
    let named = other_page::named_by(page);
    let blocked = || block_page(page).map(|page| Error::Blocked { page });
    let requested = || source.saved_from.as_deref().or(hints.url).and_then(other_page::other_page_of_url);
    let other = |page| Error::NotAnArticle { page };
    let is_certain = named.is_some_and(|named| named != OtherPage::Section);
    let blocked = if is_certain { None } else { blocked() };
    let named = blocked.or_else(|| named.or_else(|| other_page::marked(page)).or_else(requested).map(other));
    json(page).or(named)
}

/// Says what the JSON is that is all of the page, as browsers show the response of an API:
/// `<html><body><pre>{"code":400}</pre></body></html>`.
fn json(page: &Dom) -> Option<Error> {
    let body = page.elements().find(|element| element.tag() == "body")?;
    input::json::unusable(&body.text()).map(|unusable| Error::NotAPage { reason: unusable.reason() })
}

/// Returns the kind of page when only the tag of `root` makes it an article, but the page names itself as another, or
/// when it is a feed.
fn other_page_for(page: &Dom, root: Element<'_>) -> Option<OtherPage> {
    match root.tag() {
        // Unknown sections of the site may have articles of their own.
        "article" if root.id().is_none() => {
            other_page::named_by(page).filter(|page| *page != OtherPage::Section)
        }
        "body" => other_page::is_feed(page).then_some(OtherPage::Feed),
        _ => None,
    }
}
