//! Downloads articles, lists and comments through a [`Client`].

use super::client::{Client, Head, Method, Request, Response, Validators};
use super::comments::{self, Comment, CommentPage};
use super::error::FetchError;
use super::listing::Listing;
#[cfg(doc)]
use super::options::FetchOptions;
use super::target::{ArticleUrl, List};
use super::{console, endpoints};
use crate::batch::Page;
use crate::input::{self, InputForm};
use crate::{Converter, Hints, Limits, extract};

/// The maximum number of comment pages.
const MAX_COMMENT_PAGES: u64 = 500;

/// Downloads articles, lists and comments.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use csdown::Converter;
/// use csdown::fetch::{ArticleUrl, Client, FetchOptions, Fetched, Fetcher, Validators};
///
/// let fetcher = Fetcher::new(Client::new(&FetchOptions::default())?);
/// let url = ArticleUrl::parse("https://blog.csdn.net/someone/article/details/102596791", None)?;
/// if let Fetched::Article(article) = fetcher.article(&url, &Validators::default()).await? {
///     let conversion = Converter::default().convert_bytes(&article.page.bytes, &article.page.hints())?;
///     println!("{}", conversion.markdown);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: Client,
}

/// The result of requesting an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Its page. The conversion determines whether it holds the complete article.
    Article(Box<Article>),
    /// It has not changed since the validators were received.
    Unchanged,
}

/// The page of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Article {
    /// The page.
    pub page: Page,
    /// The status and headers of the response.
    pub head: Head,
}

impl Fetcher {
    /// Creates a fetcher.
    pub const fn new(client: Client) -> Self {
        Self { client }
    }

    /// Returns the client.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Downloads the page of an article, unless it has not changed according to `validators`.
    ///
    /// A response with the firewall's status 521 is accepted if it carries the article.
    ///
    /// # Errors
    ///
    /// If there is no page. Captcha pages with status 200 are not detected here but by the conversion, whose caller
    /// should pass them to [`Client::report_block`].
    pub async fn article(
        &self,
        article: &ArticleUrl,
        validators: &Validators,
    ) -> Result<Fetched, FetchError> {
        let request = Request::page(article.url().clone()).with_validators(validators.clone());
        let Response { head, body } = self.client.get(request).await?;
        if head.is_unchanged() {
            return Ok(Fetched::Unchanged);
        }
        if head.url.host_str() == Some(endpoints::LOGIN_HOST) {
            self.client.report_block(article.url(), "redirect to the login page");
            return Err(FetchError::LoginRequired { host: endpoints::LOGIN_HOST.to_owned() });
        }
        let page = Page {
            bytes: body,
            content_type: head.content_type.clone(),
            url: Some(head.url.to_string()),
            ..Page::default()
        };
        if head.status != 521 || !carries_article(&page) {
            head.error_for_status().inspect_err(|error| {
                if head.status == 521 {
                    self.client.report_block(&head.url, &error.to_string());
                }
            })?;
        }
        if !is_page(&page) {
            return Err(FetchError::invalid_response(&head.url, "not an HTML page"));
        }
        Ok(Fetched::Article(Box::new(Article { page, head })))
    }

    /// Downloads the user's own article from the editor API, which requires the author's cookie.
    ///
    /// The page is the response, which has the original Markdown if there is any, or else the HTML of the rich-text
    /// editor.
    ///
    /// # Errors
    ///
    /// If the API does not return the article.
    pub async fn own_article(&self, article: &ArticleUrl) -> Result<Article, FetchError> {
        let no_id = || FetchError::BadUrl { reason: "it does not contain an article id" };
        let url = endpoints::own_article(article).ok_or_else(no_id)?;
        let Response { head, body } = self.client.get(Request::page(url)).await?.error_for_status()?;
        let page = console::page(body, article)
            .map_err(|reason| FetchError::invalid_response(&head.url, &reason))?;
        self.client.record_success(&head.url);
        Ok(Article { page, head })
    }

    /// Lists the articles of `list`.
    pub fn list(&self, list: List) -> Listing {
        Listing::new(self.client.clone(), list)
    }

    /// Downloads the comments on an article. The result is empty if its URL has no article id.
    ///
    /// # Errors
    ///
    /// If a page of comments cannot be downloaded, or all pages together exceed [`FetchOptions::max_page`].
    pub async fn comments(&self, article: &ArticleUrl) -> Result<Vec<Comment>, FetchError> {
        let mut all = Vec::new();
        let mut pages = 1;
        let (max, mut left) = (self.client.max_page(), self.client.max_page());
        for page in 1..=MAX_COMMENT_PAGES {
            let url = endpoints::comments(article, page);
            let Some(url) = url.filter(|_| page <= pages) else { break };
            let request = Request::listing(url).with_method(Method::Post).with_referer(article.url().clone());
            let Response { head, body } = self.client.get(request).await?.error_for_status()?;
            let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
            let host = || head.url.host_str().unwrap_or_default().to_owned();
            left = left.checked_sub(length).ok_or_else(|| FetchError::TooLarge { host: host(), max })?;
            let read = comments::read(&body);
            let CommentPage { comments, pages: count } =
                read.ok_or_else(|| FetchError::invalid_response(&head.url, "not a list of comments"))?;
            if comments.is_empty() {
                break;
            }
            all.extend(comments);
            pages = count;
        }
        Ok(all)
    }
}

/// Whether `page` can be converted.
fn carries_article(page: &Page) -> bool {
    is_page(page) && Converter::default().convert_bytes(&page.bytes, &page.hints()).is_ok()
}

/// Whether `page` is a complete HTML page, or a fragment that contains an article. Anything else a server may return is
/// not converted.
fn is_page(page: &Page) -> bool {
    let hints = Hints { content_type: page.content_type.as_deref(), ..Hints::default() };
    let source = input::read(&page.bytes, &hints);
    match source.form {
        InputForm::Page => true,
        InputForm::Fragment => extract::has_article(source.body(), &Limits::default()),
        InputForm::Markdown | InputForm::Mixed | InputForm::Written => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_pages_that_may_contain_an_article() {
        let is_page = |text: &str| is_page(&Page { bytes: text.as_bytes().to_vec(), ..Page::default() });
        for page in ["<!DOCTYPE html><p>x", "<html><body>", "<div id=\"content_views\">文</div>"] {
            assert!(is_page(page), "{page}");
        }
        for other in ["", "OK", "{\"code\":200}", "<p>busy</p>", "# 题\n\n文", "%PDF-1.7"] {
            assert!(!is_page(other), "{other}");
        }
    }
}
