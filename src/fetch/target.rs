//! What a user can name for download: articles and lists of them.

use url::Url;

use crate::extract::{article_id_of_path, is_id};

/// The host of blogs. Authors may have a subdomain of it.
const HOST: &str = "blog.csdn.net";

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
        Ok(Self::from_url(url))
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
    fn recognizes_blog_urls() {
        for blog in ["blog.csdn.net/u", "https://blog.csdn.net/u/", "http://blog.csdn.net/u?type=blog#x"] {
            let article = ArticleUrl::parse(blog, None).unwrap();
            assert_eq!(List::from_url(&article), List::user("u").ok(), "{blog}");
        }
        for other in ["https://blog.csdn.net/", "https://a.example/u", "https://blog.csdn.net/u/rss/map"] {
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
