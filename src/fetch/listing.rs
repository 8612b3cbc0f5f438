//! Downloads lists of articles page by page.

use std::collections::{HashSet, VecDeque};

use serde::Deserialize;
use url::Url;

use super::client::{Client, Request, Response};
use super::endpoints::{self, ListFormat, or_default};
use super::error::FetchError;
use super::target::{ArticleUrl, List};
use crate::options::Limits;
use crate::{Error, Hints, extract, input};

/// The maximum number of pages in a list, in case it never ends.
const MAX_PAGES: u32 = 10_000;

/// The articles of a [`List`], downloaded page by page, without duplicates.
///
/// The articles of a user are requested from a JSON API. If it does not respond, they are read from the user's HTML
/// pages.
#[derive(Debug)]
pub struct Listing {
    client: Client,
    list: List,
    format: ListFormat,
    /// The next page.
    page: u32,
    found: VecDeque<ArticleUrl>,
    seen: HashSet<String>,
    /// The total number of articles, if the site reports it.
    total: Option<u64>,
    has_ended: bool,
}

struct ListPage {
    articles: Vec<ArticleUrl>,
    total: Option<u64>,
}

impl Listing {
    pub(super) fn new(client: Client, list: List) -> Self {
        let format = ListFormat::preferred(&list);
        Self {
            client,
            list,
            format,
            page: 1,
            found: VecDeque::new(),
            seen: HashSet::new(),
            total: None,
            has_ended: false,
        }
    }

    /// Returns the total number of articles, once a page has reported it.
    pub const fn total(&self) -> Option<u64> {
        self.total
    }

    /// Returns the next article; `None` at the end and after an error.
    ///
    /// # Errors
    ///
    /// If a page of the list cannot be downloaded.
    pub async fn next(&mut self) -> Result<Option<ArticleUrl>, FetchError> {
        while self.found.is_empty() && !self.has_ended {
            let page = self.read().await.inspect_err(|_| self.has_ended = true)?;
            let before = self.seen.len();
            for article in page.articles {
                if self.seen.insert(article.key().to_owned()) {
                    self.found.push_back(article);
                }
            }
            self.total = page.total.or(self.total);
            self.page += 1;
            let has_all =
                self.total.is_some_and(|total| u64::try_from(self.seen.len()).unwrap_or(u64::MAX) >= total);
            self.has_ended = self.seen.len() == before || has_all || self.page > MAX_PAGES;
        }
        Ok(self.found.pop_front())
    }

    async fn read(&mut self) -> Result<ListPage, FetchError> {
        let result = self.read_as(self.format).await;
        let can_fall_back = self.page == 1 && self.format == ListFormat::Api;
        match result {
            Err(error) if can_fall_back && error.is_url_specific() => {
                self.format = ListFormat::Html;
                // If both fail, the first error is reported, unless the host itself failed.
                let result = self.read_as(ListFormat::Html).await;
                result.map_err(|other| if other.is_host_failure() { other } else { error })
            }
            result => result,
        }
    }

    async fn read_as(&self, format: ListFormat) -> Result<ListPage, FetchError> {
        let unsupported = || FetchError::BadUrl { reason: "the site does not offer this list" };
        let url = endpoints::list_page(&self.list, format, self.page).ok_or_else(unsupported)?;
        let client = &self.client;
        client.check_robots(&url).await?;
        let response = client.get(Request::listing(url)).await?.error_for_status()?;
        match format {
            ListFormat::Api => self.read_json(&response),
            ListFormat::Html => read_html(&response).inspect_err(|error| {
                if let FetchError::Blocked { page, .. } = error {
                    client.report_block(&response.head.url, &page.to_string());
                }
            }),
        }
    }

    fn read_json(&self, response: &Response) -> Result<ListPage, FetchError> {
        let invalid = |reason: &str| FetchError::invalid_response(&response.head.url, reason);
        let Api { data, msg, message } =
            serde_json::from_slice(&response.body).map_err(|_| invalid("not a list of articles"))?;
        let reason = if msg.is_empty() { message } else { msg };
        let Data { list, total } = data.ok_or_else(|| invalid(&reason))?;
        let article = |item: Item| {
            let from_url = ArticleUrl::parse(&item.url, None).ok().filter(|article| article.id().is_some());
            from_url.or_else(|| match &self.list {
                List::User(user) | List::Column { user, .. } => {
                    ArticleUrl::from_id(user, &item.article_id.to_string()).ok()
                }
            })
        };
        Ok(ListPage { articles: list.into_iter().filter_map(article).collect(), total })
    }
}

#[derive(Deserialize)]
struct Api {
    data: Option<Data>,
    #[serde(default, deserialize_with = "or_default")]
    msg: String,
    #[serde(default, deserialize_with = "or_default")]
    message: String,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default, deserialize_with = "or_default")]
    list: Vec<Item>,
    total: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    article_id: u64,
    #[serde(default, deserialize_with = "or_default")]
    url: String,
}

fn read_html(response: &Response) -> Result<ListPage, FetchError> {
    let hints = Hints { content_type: response.head.content_type.as_deref(), ..Hints::default() };
    let page = input::read(&response.body, &hints);
    let listed = extract::listed_articles(page.body(), &Limits::default());
    let url = &response.head.url;
    let listed = listed.map_err(|error| match error {
        Error::Blocked { page } => {
            FetchError::Blocked { host: url.host_str().unwrap_or_default().to_owned(), page }
        }
        error => FetchError::invalid_response(url, &error.to_string()),
    })?;
    let article = |href: String| url.join(&href).ok().filter(is_web).map(ArticleUrl::from_url);
    Ok(ListPage { articles: listed.into_iter().filter_map(article).collect(), total: None })
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}
