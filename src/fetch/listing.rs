//! Lists of articles, a page at a time.

use std::collections::{HashSet, VecDeque};

use serde::Deserialize;
use url::Url;

use super::address::{Address, List};
use super::client::{Request, Response};
use super::endpoints::{self, Way, or_default};
use super::error::FetchError;
use super::fetcher::Fetcher;
use crate::options::Limits;
use crate::{Error, Hints, extract, input};

/// The most pages of one list: a list that never ends is none.
const MAX_PAGES: u32 = 10_000;

/// The articles of a [`List`], found as they are asked for. Each is given once.
///
/// A user's articles are asked for as JSON; where the site does not answer that, they are read from the pages that its
/// readers have.
#[derive(Debug)]
pub struct Listing {
    fetcher: Fetcher,
    list: List,
    way: Way,
    /// The page to be asked for next.
    page: u32,
    found: VecDeque<Address>,
    seen: HashSet<String>,
    /// How many there are, where the site says it.
    total: Option<u64>,
    has_ended: bool,
}

/// What one page of a list holds.
struct ListPage {
    articles: Vec<Address>,
    total: Option<u64>,
}

impl Listing {
    pub(super) fn new(fetcher: Fetcher, list: List) -> Self {
        let way = Way::first(&list);
        Self {
            fetcher,
            list,
            way,
            page: 1,
            found: VecDeque::new(),
            seen: HashSet::new(),
            total: None,
            has_ended: false,
        }
    }

    /// How many articles there are, once a page was read that says so.
    pub const fn total(&self) -> Option<u64> {
        self.total
    }

    /// The next article; `None` when there are no more. After an error there are none.
    ///
    /// # Errors
    ///
    /// When a page of the list cannot be had.
    pub async fn next(&mut self) -> Result<Option<Address>, FetchError> {
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
        let read = self.read_by(self.way).await;
        let can_turn = self.page == 1 && self.way == Way::Api;
        match read {
            Err(error) if can_turn && error.concerns_one_address() => {
                self.way = Way::Pages;
                // What the other way says of a list that neither has is no better; a wall is.
                self.read_by(Way::Pages).await.map_err(|other| if other.is_wall() { other } else { error })
            }
            read => read,
        }
    }

    async fn read_by(&self, way: Way) -> Result<ListPage, FetchError> {
        let none = || FetchError::BadUrl { reason: "the site has no such list" };
        let url = endpoints::list_page(&self.list, way, self.page).ok_or_else(none)?;
        let client = self.fetcher.client();
        client.robots(&url).await?;
        let answer = client.get(Request::listing(url)).await?.found()?;
        match way {
            Way::Api => self.read_json(&answer),
            Way::Pages => read_html(&answer).inspect_err(|error| {
                if let FetchError::Blocked { page, .. } = error {
                    client.wall(&answer.head.url, &page.to_string());
                }
            }),
        }
    }

    fn read_json(&self, answer: &Response) -> Result<ListPage, FetchError> {
        let said = |reason: &str| FetchError::unreadable(&answer.head.url, reason);
        let Api { data, msg, message } =
            serde_json::from_slice(&answer.body).map_err(|_| said("it is no list of articles"))?;
        let reason = if msg.is_empty() { message } else { msg };
        let Data { list, total } = data.ok_or_else(|| said(&reason))?;
        let article = |item: Item| {
            let by_url = Address::parse(&item.url, None).ok().filter(|address| address.id().is_some());
            by_url.or_else(|| match &self.list {
                List::User(user) | List::Column { user, .. } => {
                    Address::of_user(user, &item.article_id.to_string()).ok()
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

fn read_html(answer: &Response) -> Result<ListPage, FetchError> {
    let hints = Hints { content_type: answer.head.content_type.as_deref(), ..Hints::default() };
    let page = input::read(&answer.body, &hints);
    let listed = extract::listed_articles(page.body(), &Limits::default());
    let url = &answer.head.url;
    let listed = listed.map_err(|error| match error {
        Error::Blocked { page } => {
            FetchError::Blocked { host: url.host_str().unwrap_or_default().to_owned(), page }
        }
        error => FetchError::unreadable(url, &error.to_string()),
    })?;
    let address = |href: String| url.join(&href).ok().filter(is_web).map(Address::of_url);
    Ok(ListPage { articles: listed.into_iter().filter_map(address).collect(), total: None })
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}
