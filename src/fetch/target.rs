//! What a user can name for download: articles and lists of them.

use url::Url;

use crate::csdn::links::{MAX_REDIRECTORS, REDIRECTORS, Redirector};
use crate::error::OtherPage;
use crate::extract::{article_id_of_path, is_id, other_page_of_url};

/// The host of blogs. Authors may have a subdomain of it.
const HOST: &str = "blog.csdn.net";

/// The hosts of the editors in which authors open their articles.
const EDITORS: [&str; 2] = ["editor.csdn.net", "mp.csdn.net"];

/// Errors when parsing a target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// It is neither a URL nor an article id.
    #[error("`{0}` is not a URL or an article id")]
    NotAUrl(String),
    /// It is the id of an article or column without a user.
    #[error("`{0}` is an id; add its user with --user NAME")]
    MissingUser(String),
    /// It is not a valid name of a user or column.
    #[error("`{0}` is not a valid user name or column id")]
    InvalidName(String),
    /// It is the URL of another page of the site.
    #[error("`{url}` is {page}, not an article; {advice}")]
    NotAnArticle {
        /// The URL.
        url: String,
        /// What it leads to.
        page: String,
        /// What to name instead.
        advice: &'static str,
    },
}

/// Something to download.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// One article.
    Article(ArticleUrl),
    /// All articles of a list.
    List(List),
    /// An invalid target, by its name in reports. It becomes a failed input.
    Invalid(String, TargetError),
}

/// The URL of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleUrl {
    url: Url,
    id: Option<String>,
}

impl ArticleUrl {
    /// Parses a URL, or the id of an article by `user`.
    ///
    /// The scheme is optional for blog URLs. The query and fragment of an article URL are tracking data and removed.
    ///
    /// ```
    /// use csdown::fetch::ArticleUrl;
    /// let article = ArticleUrl::parse("blog.csdn.net/someone/article/details/12345?spm=1#x", None)?;
    /// assert_eq!(article.url().as_str(), "https://blog.csdn.net/someone/article/details/12345");
    /// assert_eq!(article.id(), Some("12345"));
    /// assert_eq!(ArticleUrl::parse("12345", Some("someone"))?, article);
    /// # Ok::<(), csdown::fetch::TargetError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If it is neither.
    pub fn parse(text: &str, user: Option<&str>) -> Result<Self, TargetError> {
        let text = text.trim();
        if is_id(text) {
            let user = user.ok_or_else(|| TargetError::MissingUser(text.to_owned()))?;
            return Self::from_id(user, text);
        }
        let not_a_url = || TargetError::NotAUrl(text.to_owned());
        let lacks_scheme =
            !text.contains("://") && text.split('/').next().is_some_and(|host| host.ends_with(HOST));
        let url = if lacks_scheme { Url::parse(&format!("https://{text}")) } else { Url::parse(text) };
        let url = url.map_err(|_| not_a_url())?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(not_a_url());
        }
        let article = Self::from_url(redirected(url));
        match article.other_page() {
            Some((page, advice)) => Err(TargetError::NotAnArticle { url: text.to_owned(), page, advice }),
            None => Ok(article),
        }
    }

    /// Returns what the URL leads to if it is a page of the site that is neither an article nor a list, and what to name
    /// instead. Pages of other parts of the site may hold an article, too.
    fn other_page(&self) -> Option<(String, &'static str)> {
        let host = self.url.host_str().unwrap_or_default();
        if EDITORS.contains(&host) {
            return Some(("the editor".to_owned(), "name its id, and its user with --user NAME"));
        }
        let is_list = |page: &OtherPage| {
            matches!(page, OtherPage::ArticleList | OtherPage::Feed | OtherPage::SiteHome | OtherPage::Search)
        };
        let page = other_page_of_url(self.url.as_str()).filter(is_list)?;
        List::from_url(self).is_none().then(|| (page.to_string(), "--user NAME names all articles of a user"))
    }

    /// Returns the URL of the article `id` by `user`.
    ///
    /// # Errors
    ///
    /// If the name or the id is invalid.
    pub fn from_id(user: &str, id: &str) -> Result<Self, TargetError> {
        let invalid = |name: &str| TargetError::InvalidName(name.to_owned());
        if !is_id(id) {
            return Err(invalid(id));
        }
        let url = Url::parse(&format!("https://{HOST}/{}/article/details/{id}", user_name(user)?));
        url.map(Self::from_url).map_err(|_| invalid(user))
    }

    pub(super) fn from_url(mut url: Url) -> Self {
        url.set_fragment(None);
        let id = article_id_of_path(url.path()).map(str::to_owned);
        if id.is_some() {
            url.set_query(None);
        }
        Self { url, id }
    }

    /// Returns the URL.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the article id; `None` if the URL is not of CSDN's form.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns the key that identifies the article in a folder: its id, which stays the same when the author's name
    /// changes, or else its URL.
    pub fn key(&self) -> &str {
        self.id.as_deref().unwrap_or(self.url.as_str())
    }

    /// Returns the name of the output file, without extension.
    pub(super) fn file_stem(&self) -> String {
        if let Some(id) = &self.id {
            return id.clone();
        }
        let last = self.url.path_segments().into_iter().flatten().rfind(|part| !part.is_empty());
        let last = last.map(|last| percent_encoding::percent_decode_str(last).decode_utf8_lossy());
        let last = last.as_deref().map(|last| last.rsplit_once('.').map_or(last, |(stem, _)| stem));
        last.or(self.url.host_str()).unwrap_or_default().to_owned()
    }
}

/// A list of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// All articles of a user.
    User(String),
    /// The articles in a column.
    Column {
        /// The login name of its user.
        user: String,
        /// Its id.
        id: String,
    },
}

impl List {
    /// Returns the list of all articles of the user with this login name.
    ///
    /// # Errors
    ///
    /// If the name is invalid.
    pub fn user(name: &str) -> Result<Self, TargetError> {
        user_name(name).map(|name| Self::User(name.to_owned()))
    }

    /// Parses a column: its URL, or its id with its user.
    ///
    /// # Errors
    ///
    /// If it is neither.
    pub fn column(text: &str, user: Option<&str>) -> Result<Self, TargetError> {
        if is_id(text) {
            let user = user.ok_or_else(|| TargetError::MissingUser(text.to_owned()))?;
            return Ok(Self::Column { user: user_name(user)?.to_owned(), id: text.to_owned() });
        }
        let url = ArticleUrl::parse(text, None)?;
        let list = Self::from_url(&url).filter(|list| matches!(list, Self::Column { .. }));
        list.ok_or_else(|| TargetError::InvalidName(text.to_owned()))
    }

    /// Returns the list at a URL: any page of a column, `https://blog.csdn.net/USER/category_ID.html`, or a blog,
    /// `https://blog.csdn.net/USER`.
    pub fn from_url(url: &ArticleUrl) -> Option<Self> {
        // Lists exist on this host only.
        let url = Some(url.url()).filter(|url| url.host_str() == Some(HOST))?;
        let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
        let user = parts.next().and_then(|user| user_name(user).ok())?;
        let Some(page) = parts.next() else { return Some(Self::User(user.to_owned())) };
        let id = page.strip_prefix("category_")?.strip_suffix(".html")?.split('_').next()?;
        let is_column = is_id(id) && parts.next().is_none();
        is_column.then(|| Self::Column { user: user.to_owned(), id: id.to_owned() })
    }
}

/// Returns the URL that `url` forwards readers to, if it is that of a redirector.
fn redirected(mut url: Url) -> Url {
    for _ in 0..MAX_REDIRECTORS {
        let host = url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host));
        let target = |known: &Redirector| {
            let is_it = host == Some(known.host) && url.path().trim_end_matches('/') == known.path;
            let (_, target) = url.query_pairs().find(|(name, _)| is_it && name == known.parameter)?;
            Url::parse(&target).ok()
        };
        match REDIRECTORS.iter().find_map(target) {
            Some(target) => url = target,
            None => break,
        }
    }
    url
}

/// Checks a login name: ASCII letters, digits, `_`, `-`, and dots except at the start.
fn user_name(name: &str) -> Result<&str, TargetError> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_name = (1..=64).contains(&name.len()) && name.bytes().all(is_allowed) && !name.starts_with('.');
    if is_name { Ok(name) } else { Err(TargetError::InvalidName(name.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Option<String>, String) {
        let article = ArticleUrl::parse(text, None).unwrap();
        (article.url().to_string(), article.id().map(str::to_owned), article.file_stem())
    }

    #[test]
    fn removes_tracking() {
        let url = "https://blog.csdn.net/u/article/details/12345";
        let expected = (url.to_owned(), Some("12345".to_owned()), "12345".to_owned());
        for text in ["?spm=1001&utm_source=x", "/#t1", "?a#b", ""] {
            let (found, id, stem) = parsed(&format!(" {url}{text} "));
            assert_eq!((found.trim_end_matches('/').to_owned(), id, stem), expected, "{text}");
        }
        assert_eq!(parsed("http://127.0.0.1:8080/u/article/details/7").1.as_deref(), Some("7"));
        assert_eq!(parsed("https://a.example/x/page.html?id=3").0, "https://a.example/x/page.html?id=3");
        assert_eq!(parsed("https://a.example/x/%E9%A2%98.html").2, "题");
        assert_eq!(parsed("https://a.example/").2, "a.example");
    }

    #[test]
    fn rejects_invalid_targets() {
        for text in ["", "x", "file:///etc/passwd", "ftp://a/b", "javascript:alert(1)", "12a", "https://"] {
            assert_eq!(ArticleUrl::parse(text, None), Err(TargetError::NotAUrl(text.to_owned())), "{text}");
        }
        assert_eq!(ArticleUrl::parse("12345", None), Err(TargetError::MissingUser("12345".to_owned())));
        for user in ["", "../x", "a/b", "a?b", ".a"] {
            assert_eq!(
                ArticleUrl::parse("12345", Some(user)),
                Err(TargetError::InvalidName(user.to_owned()))
            );
        }
    }

    #[test]
    fn other_pages_of_the_site_are_not_articles() {
        for (url, page) in [
            ("https://editor.csdn.net/md/?articleId=12345", "the editor"),
            ("https://mp.csdn.net/mp_blog/creation/editor/12345", "the editor"),
            ("https://blog.csdn.net/u/article/month/2019/03", "a list of articles"),
            ("https://blog.csdn.net/u/article/list/2", "a list of articles"),
            ("https://blog.csdn.net/u/rss/list", "a feed"),
            ("https://link.csdn.net/?target=https%3A%2F%2Feditor.csdn.net%2Fmd", "the editor"),
        ] {
            let error = ArticleUrl::parse(url, None).unwrap_err();
            let expected = format!("`{url}` is {page}, not an article; ");
            assert!(error.to_string().starts_with(&expected), "{error}");
        }
    }

    #[test]
    fn redirectors_lead_to_their_article() {
        let article = ArticleUrl::from_id("u", "12345").unwrap();
        for url in [
            "https://link.csdn.net/?target=https%3A%2F%2Fblog.csdn.net%2Fu%2Farticle%2Fdetails%2F12345%3Fspm%3D1&from=a",
            "https://link.zhihu.com/?target=https%3A//blog.csdn.net/u/article/details/12345",
            "https://www.oschina.net/action/GoToLink?url=https%3A%2F%2Flink.csdn.net%2F%3Ftarget%3Dhttps%253A%252F%252Fblog.csdn.net%252Fu%252Farticle%252Fdetails%252F12345",
        ] {
            assert_eq!(ArticleUrl::parse(url, None).as_ref(), Ok(&article), "{url}");
        }
        let other = ArticleUrl::parse("https://link.csdn.net/?target=nonsense", None).unwrap();
        assert_eq!(other.url().host_str(), Some("link.csdn.net"));
    }

    #[test]
    fn recognizes_blog_urls() {
        for blog in ["blog.csdn.net/u", "https://blog.csdn.net/u/", "http://blog.csdn.net/u?type=blog#x"] {
            let article = ArticleUrl::parse(blog, None).unwrap();
            assert_eq!(List::from_url(&article), List::user("u").ok(), "{blog}");
        }
        for other in
            ["https://a.example/u", "https://blog.csdn.net/u/p/1.html", "https://blog.csdn.net/u_/../x/y"]
        {
            assert_eq!(List::from_url(&ArticleUrl::parse(other, None).unwrap()), None, "{other}");
        }
        assert!(List::column("https://blog.csdn.net/u", None).is_err());
    }

    #[test]
    fn recognizes_column_urls() {
        let column = List::Column { user: "u".to_owned(), id: "987".to_owned() };
        assert_eq!(List::column("987", Some("u")), Ok(column.clone()));
        for page in ["category_987.html", "category_987_2.html?spm=1"] {
            let url = format!("https://blog.csdn.net/u/{page}");
            assert_eq!(List::column(&url, None), Ok(column.clone()), "{page}");
        }
        for other in ["https://blog.csdn.net/u/article/details/1", "https://a.example/u/category_987.html"] {
            assert_eq!(List::from_url(&ArticleUrl::parse(other, None).unwrap()), None, "{other}");
        }
        assert!(List::column("987", None).is_err() && List::column("x", Some("u")).is_err());
    }
}
