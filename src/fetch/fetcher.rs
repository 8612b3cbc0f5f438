//! Articles, lists of them and comments, over a [`Client`].

use super::address::{Address, List};
use super::client::{Client, Head, Method, Request, Response, Validators};
use super::comments::{self, Comment, CommentPage};
use super::error::FetchError;
use super::listing::Listing;
#[cfg(doc)]
use super::options::FetchOptions;
use super::{console, endpoints};
use crate::batch::Page;
use crate::input::{self, InputForm};
use crate::{Converter, Hints, Limits, Options, extract};

/// The most pages of comments that are read.
const MAX_COMMENT_PAGES: u64 = 500;

/// Fetches articles of the site.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use csdown::Converter;
/// use csdown::fetch::{Address, Client, FetchOptions, Fetched, Fetcher, Validators};
///
/// let fetcher = Fetcher::new(Client::new(&FetchOptions::default())?);
/// let address = Address::parse("https://blog.csdn.net/someone/article/details/102596791", None)?;
/// if let Fetched::Article(article) = fetcher.article(&address, &Validators::default()).await? {
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

/// What came of asking for an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Its page. Whether the article is in it, and whole, the conversion tells.
    Article(Box<Article>),
    /// Nothing: it is what it was when its validators were new.
    Unchanged,
}

/// The page of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Article {
    /// The page.
    pub page: Page,
    /// What the answer said of itself.
    pub head: Head,
}

impl Fetcher {
    /// A fetcher that asks by `client`.
    pub const fn new(client: Client) -> Self {
        Self { client }
    }

    /// The client.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The page of an article, unless it is unchanged since it was got with `known`.
    ///
    /// The firewall's status 521 may come with the article; then it is as good as any.
    ///
    /// # Errors
    ///
    /// When there is none. A captcha that comes with status 200 is for the conversion to tell; who sees one should say
    /// so by [`Client::wall`].
    pub async fn article(&self, address: &Address, known: &Validators) -> Result<Fetched, FetchError> {
        let request = Request::page(address.url().clone()).with_validators(known.clone());
        let Response { head, body } = self.client.get(request).await?;
        if head.is_unchanged() {
            return Ok(Fetched::Unchanged);
        }
        if head.url.host_str() == Some(endpoints::LOGIN_HOST) {
            self.client.wall(address.url(), "it leads to the login");
            return Err(FetchError::LoginWanted { host: endpoints::LOGIN_HOST.to_owned() });
        }
        let page = Page {
            bytes: body,
            content_type: head.content_type.clone(),
            url: Some(head.url.to_string()),
            ..Page::default()
        };
        if head.status != 521 || !carries_article(&page) {
            head.found().inspect_err(|error| {
                if head.status == 521 {
                    self.client.wall(&head.url, &error.to_string());
                }
            })?;
        }
        if !is_page(&page) {
            return Err(FetchError::unreadable(&head.url, "it is no page"));
        }
        Ok(Fetched::Article(Box::new(Article { page, head })))
    }

    /// The user's own article, by the site's console, which wants the cookie of its author: the Markdown it was written
    /// in where there is any, else what the rich-text editor made. `options` tell the form of the front matter.
    ///
    /// # Errors
    ///
    /// When the console does not give it.
    pub async fn own_article(&self, address: &Address, options: &Options) -> Result<Article, FetchError> {
        let none = || FetchError::BadUrl { reason: "the console knows articles by their number alone" };
        let url = endpoints::own_article(address).ok_or_else(none)?;
        let Response { head, body } = self.client.get(Request::page(url)).await?.found()?;
        let page = console::read(&body, address, options)
            .map_err(|reason| FetchError::unreadable(&head.url, &reason))?;
        self.client.fine(&head.url);
        Ok(Article { page, head })
    }

    /// The articles of a list.
    pub fn list(&self, list: List) -> Listing {
        Listing::new(self.clone(), list)
    }

    /// The comments on an article; none where it has no number.
    ///
    /// # Errors
    ///
    /// When a page of them cannot be had, or all together have more bytes than [`FetchOptions::max_page`].
    pub async fn comments(&self, address: &Address) -> Result<Vec<Comment>, FetchError> {
        let mut all = Vec::new();
        let mut pages = 1;
        let (max, mut left) = (self.client.max_page(), self.client.max_page());
        for page in 1..=MAX_COMMENT_PAGES {
            let url = endpoints::comments(address, page);
            let Some(url) = url.filter(|_| page <= pages) else { break };
            let request = Request::listing(url).with_method(Method::Post).with_referer(address.url().clone());
            let Response { head, body } = self.client.get(request).await?.found()?;
            let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
            let host = || head.url.host_str().unwrap_or_default().to_owned();
            left = left.checked_sub(length).ok_or_else(|| FetchError::TooLarge { host: host(), max })?;
            let read = comments::read(&body);
            let CommentPage { comments, pages: count } =
                read.ok_or_else(|| FetchError::unreadable(&head.url, "it is no list of comments"))?;
            if comments.is_empty() {
                break;
            }
            all.extend(comments);
            pages = count;
        }
        Ok(all)
    }
}

/// Whether an article can be read out of `page`.
fn carries_article(page: &Page) -> bool {
    is_page(page) && Converter::default().convert_bytes(&page.bytes, &page.hints()).is_ok()
}

/// Whether `page` is a whole page of HTML, or a piece of one with an article in its place: of anything else that a server
/// sends no article is made.
fn is_page(page: &Page) -> bool {
    let hints = Hints { content_type: page.content_type.as_deref(), ..Hints::default() };
    let source = input::read(&page.bytes, &hints);
    match source.form {
        InputForm::Page => true,
        InputForm::Fragment => extract::has_article(source.body(), &Limits::default()),
        InputForm::Markdown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_sends_is_a_page_when_an_article_can_be_in_it() {
        let is_page = |text: &str| is_page(&Page { bytes: text.as_bytes().to_vec(), ..Page::default() });
        for page in ["<!DOCTYPE html><p>x", "<html><body>", "<div id=\"content_views\">文</div>"] {
            assert!(is_page(page), "{page}");
        }
        for other in ["", "OK", "{\"code\":200}", "<p>busy</p>", "# 题\n\n文", "%PDF-1.7"] {
            assert!(!is_page(other), "{other}");
        }
    }
}
