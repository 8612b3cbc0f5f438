//! CSDN's endpoints. They may change, so all of them are defined here.

use serde::{Deserialize, Deserializer};
use url::Url;

use super::target::{ArticleUrl, List};

/// The API of the editor for an author's own articles; requires their cookie.
const CONSOLE: &str = "https://blog-console-api.csdn.net/v1/editor/getArticle?id=";

/// The path of the comments API, on the host of the article.
const COMMENTS: &str = "/phoenix/web/v1/comment/list/";

/// The origin of all endpoints, also for articles on an author's subdomain.
const BLOG: &str = "https://blog.csdn.net";

/// The API that lists a user's articles.
const ARTICLES: &str = "https://blog.csdn.net/community/home-api/v1/get-business-list";

/// The host of the login page.
pub(super) const LOGIN_HOST: &str = "passport.csdn.net";

/// The page size of [`ARTICLES`]; the site allows at most 100.
const PAGE_SIZE: &str = "100";

/// The page size of [`COMMENTS`], in threads.
const COMMENTS_PAGE_SIZE: &str = "100";

/// Deserializes `null`, which the site sometimes sends for an empty field, as the default.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    field: D,
) -> Result<T, D::Error> {
    Option::deserialize(field).map(Option::unwrap_or_default)
}

/// A format in which the site offers a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListFormat {
    /// The JSON API.
    Api,
    /// The pages for readers.
    Html,
}

impl ListFormat {
    /// Returns the format to try first.
    pub(super) const fn preferred(list: &List) -> Self {
        match list {
            List::User(_) => Self::Api,
            List::Column { .. } => Self::Html,
        }
    }
}

/// Returns the URL of a page of `list`, numbered from 1. `None` if the site does not offer it in this format.
pub(super) fn list_page(list: &List, format: ListFormat, page: u32) -> Option<Url> {
    match (list, format) {
        (List::User(name), ListFormat::Api) => {
            let page = page.to_string();
            let query = [("page", &*page), ("size", PAGE_SIZE), ("businessType", "blog"), ("username", name)];
            Url::parse_with_params(ARTICLES, query).ok()
        }
        (List::User(name), ListFormat::Html) => {
            Url::parse(&format!("https://blog.csdn.net/{name}/article/list/{page}")).ok()
        }
        (List::Column { user, id }, ListFormat::Html) if page == 1 => {
            Url::parse(&format!("https://blog.csdn.net/{user}/category_{id}.html")).ok()
        }
        (List::Column { user, id }, ListFormat::Html) => {
            Url::parse(&format!("https://blog.csdn.net/{user}/category_{id}_{page}.html")).ok()
        }
        (List::Column { .. }, ListFormat::Api) => None,
    }
}

/// Returns the URL of a page of comments, numbered from 1. `None` if the article has no id.
pub(super) fn comments(article: &ArticleUrl, page: u64) -> Option<Url> {
    let page = page.to_string();
    let query = [("page", &*page), ("size", COMMENTS_PAGE_SIZE), ("fold", "unfold")];
    let endpoint = format!("{}{COMMENTS}{}", base(article.url())?, article.id()?);
    Url::parse_with_params(&endpoint, query).ok()
}

/// Returns the base URL for the endpoints of an article. Mirrors of the site have their own.
fn base(article: &Url) -> Option<String> {
    let host = article.host_str()?;
    if host == "csdn.net" || host.ends_with(".csdn.net") {
        return Some(BLOG.to_owned());
    }
    let (user, _) = article.path().split_once("/article/details/")?;
    let (before, _) = user.rsplit_once('/')?;
    Some(format!("{}{before}", article.origin().ascii_serialization()))
}

/// Returns the URL of an author's own article.
pub(super) fn own_article(article: &ArticleUrl) -> Option<Url> {
    Url::parse(&format!("{CONSOLE}{}", article.id()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_those_of_the_site() {
        let user = List::user("u-1").unwrap();
        let column = List::column("7", Some("u")).unwrap();
        let pages = [
            list_page(&user, ListFormat::Api, 2),
            list_page(&user, ListFormat::Html, 2),
            list_page(&column, ListFormat::Html, 1),
            list_page(&column, ListFormat::Html, 2),
            list_page(&column, ListFormat::Api, 1),
            comments(&ArticleUrl::from_id("u", "5").unwrap(), 1),
            comments(&ArticleUrl::parse("http://a.b:8/x/u/article/details/5", None).unwrap(), 2),
            own_article(&ArticleUrl::from_id("u", "5").unwrap()),
        ];
        let expected = [
            "https://blog.csdn.net/community/home-api/v1/get-business-list?page=2&size=100&businessType=blog&username=u-1",
            "https://blog.csdn.net/u-1/article/list/2",
            "https://blog.csdn.net/u/category_7.html",
            "https://blog.csdn.net/u/category_7_2.html",
            "",
            "https://blog.csdn.net/phoenix/web/v1/comment/list/5?page=1&size=100&fold=unfold",
            "http://a.b:8/x/phoenix/web/v1/comment/list/5?page=2&size=100&fold=unfold",
            "https://blog-console-api.csdn.net/v1/editor/getArticle?id=5",
        ];
        assert_eq!(pages.map(|url| url.map_or_else(String::new, String::from)), expected);
    }
}
