//! The site's endpoints, which may change: all of them stand here.

use serde::{Deserialize, Deserializer};
use url::Url;

use super::address::{Address, List};

/// Where an author's own articles are asked for, with their cookie.
const CONSOLE: &str = "https://blog-console-api.csdn.net/v1/editor/getArticle?id=";

/// Where comments are listed, on the host of articles.
const COMMENTS: &str = "/phoenix/web/v1/comment/list/";

/// The host of articles, whatever sub-domain their author has.
const BLOG: &str = "https://blog.csdn.net";

/// Where a user's articles are listed, as JSON.
const ARTICLES: &str = "https://blog.csdn.net/community/home-api/v1/get-business-list";

/// The host a login leads to.
pub(super) const LOGIN_HOST: &str = "passport.csdn.net";

/// How many articles a page of [`ARTICLES`] has; the site gives no more than 100.
const PAGE_SIZE: &str = "100";

/// How many threads a page of [`COMMENTS`] has.
const COMMENTS_PAGE_SIZE: &str = "100";

/// A field of an answer; the site writes `null` at times where there is nothing.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    field: D,
) -> Result<T, D::Error> {
    Option::deserialize(field).map(Option::unwrap_or_default)
}

/// What a list is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// JSON.
    Api,
    /// Pages for readers.
    Pages,
}

impl Way {
    /// The first to be tried.
    pub(super) const fn first(list: &List) -> Self {
        match list {
            List::User(_) => Self::Api,
            List::Column { .. } => Self::Pages,
        }
    }
}

/// The page of `list` with this number, from 1. `None` where the site has no such way.
pub(super) fn list_page(list: &List, way: Way, page: u32) -> Option<Url> {
    match (list, way) {
        (List::User(name), Way::Api) => {
            let page = page.to_string();
            let query = [("page", &*page), ("size", PAGE_SIZE), ("businessType", "blog"), ("username", name)];
            Url::parse_with_params(ARTICLES, query).ok()
        }
        (List::User(name), Way::Pages) => {
            Url::parse(&format!("https://blog.csdn.net/{name}/article/list/{page}")).ok()
        }
        (List::Column { user, id }, Way::Pages) if page == 1 => {
            Url::parse(&format!("https://blog.csdn.net/{user}/category_{id}.html")).ok()
        }
        (List::Column { user, id }, Way::Pages) => {
            Url::parse(&format!("https://blog.csdn.net/{user}/category_{id}_{page}.html")).ok()
        }
        (List::Column { .. }, Way::Api) => None,
    }
}

/// A page of the comments on an article, from 1; `None` for what is no article's address.
pub(super) fn comments(address: &Address, page: u64) -> Option<Url> {
    let page = page.to_string();
    let query = [("page", &*page), ("size", COMMENTS_PAGE_SIZE), ("fold", "unfold")];
    let endpoint = format!("{}{COMMENTS}{}", base(address.url())?, address.id()?);
    Url::parse_with_params(&endpoint, query).ok()
}

/// Where the site of an article begins. What mirrors the site elsewhere has its endpoints, too.
fn base(article: &Url) -> Option<String> {
    let host = article.host_str()?;
    if host == "csdn.net" || host.ends_with(".csdn.net") {
        return Some(BLOG.to_owned());
    }
    let (user, _) = article.path().split_once("/article/details/")?;
    let (before, _) = user.rsplit_once('/')?;
    Some(format!("{}{before}", article.origin().ascii_serialization()))
}

/// The author's own article.
pub(super) fn own_article(address: &Address) -> Option<Url> {
    Url::parse(&format!("{CONSOLE}{}", address.id()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_are_those_of_the_site() {
        let user = List::of_user("u-1").unwrap();
        let column = List::of_column("7", Some("u")).unwrap();
        let pages = [
            list_page(&user, Way::Api, 2),
            list_page(&user, Way::Pages, 2),
            list_page(&column, Way::Pages, 1),
            list_page(&column, Way::Pages, 2),
            list_page(&column, Way::Api, 1),
            comments(&Address::of_user("u", "5").unwrap(), 1),
            comments(&Address::parse("http://a.b:8/x/u/article/details/5", None).unwrap(), 2),
            own_article(&Address::of_user("u", "5").unwrap()),
        ];
        let wanted = [
            "https://blog.csdn.net/community/home-api/v1/get-business-list?page=2&size=100&businessType=blog&username=u-1",
            "https://blog.csdn.net/u-1/article/list/2",
            "https://blog.csdn.net/u/category_7.html",
            "https://blog.csdn.net/u/category_7_2.html",
            "",
            "https://blog.csdn.net/phoenix/web/v1/comment/list/5?page=1&size=100&fold=unfold",
            "http://a.b:8/x/phoenix/web/v1/comment/list/5?page=2&size=100&fold=unfold",
            "https://blog-console-api.csdn.net/v1/editor/getArticle?id=5",
        ];
        assert_eq!(pages.map(|url| url.map_or_else(String::new, String::from)), wanted);
    }
}
