//! What the user names: articles and lists of them.

use url::Url;

use crate::extract::{article_id_of_path, is_id};

/// The host of blogs; those of aliases end in it.
const HOST: &str = "blog.csdn.net";

/// Why a text names nothing that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// It is no web address.
    #[error("`{0}` is no address: it needs http:// or https://, or to be the number of an article")]
    NoAddress(String),
    /// It is the number of an article, and nobody says whose.
    #[error("`{0}` is the number of an article: whose, --user must say")]
    NoUser(String),
    /// A user or a column has an impossible name.
    #[error("`{0}` is no name of a user or column")]
    NoName(String),
}

/// Where an article is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
    id: Option<String>,
}

impl Address {
    /// Reads an address, which may lack its scheme, or the number of an article of `user`.
    ///
    /// The query and the fragment of an article's address are noise and left out.
    ///
    /// ```
    /// use csdown::fetch::Address;
    /// let address = Address::parse("blog.csdn.net/someone/article/details/12345?spm=1#x", None)?;
    /// assert_eq!(address.url().as_str(), "https://blog.csdn.net/someone/article/details/12345");
    /// assert_eq!((address.id(), Address::parse("12345", Some("someone"))?), (Some("12345"), address.clone()));
    /// # Ok::<(), csdown::fetch::AddressError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is neither.
    pub fn parse(text: &str, user: Option<&str>) -> Result<Self, AddressError> {
        let text = text.trim();
        if is_id(text) {
            let user = user.ok_or_else(|| AddressError::NoUser(text.to_owned()))?;
            return Self::of_user(user, text);
        }
        let no_address = || AddressError::NoAddress(text.to_owned());
        let is_bare =
            !text.contains("://") && text.split('/').next().is_some_and(|host| host.ends_with(HOST));
        let url = if is_bare { Url::parse(&format!("https://{text}")) } else { Url::parse(text) };
        let url = url.map_err(|_| no_address())?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(no_address());
        }
        Ok(Self::of_url(url))
    }

    /// The article `id` of `user`.
    ///
    /// # Errors
    ///
    /// When the name or the number is impossible.
    pub fn of_user(user: &str, id: &str) -> Result<Self, AddressError> {
        let impossible = |name: &str| AddressError::NoName(name.to_owned());
        if !is_id(id) {
            return Err(impossible(id));
        }
        let url = Url::parse(&format!("https://{HOST}/{}/article/details/{id}", user_name(user)?));
        url.map(Self::of_url).map_err(|_| impossible(user))
    }

    /// A web address.
    pub(super) fn of_url(mut url: Url) -> Self {
        url.set_fragment(None);
        let id = article_id_of_path(url.path()).map(str::to_owned);
        if id.is_some() {
            url.set_query(None);
        }
        Self { url, id }
    }

    /// The address.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The number of the article; `None` for what is no article's address.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// By what it is known in a folder: the number, which stays when the author's name changes; else the address.
    pub fn key(&self) -> &str {
        self.id.as_deref().unwrap_or(self.url.as_str())
    }

    /// The name of its file, without extension.
    pub(super) fn stem(&self) -> String {
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
    /// The articles of a user's column.
    Column {
        /// The login name.
        user: String,
        /// The number of the column.
        id: String,
    },
}

impl List {
    /// All articles of the user of this login name.
    ///
    /// # Errors
    ///
    /// When there can be no such name.
    pub fn of_user(name: &str) -> Result<Self, AddressError> {
        user_name(name).map(|name| Self::User(name.to_owned()))
    }

    /// A column, by its address or by its number and its user.
    ///
    /// # Errors
    ///
    /// When it is neither.
    pub fn of_column(text: &str, user: Option<&str>) -> Result<Self, AddressError> {
        if is_id(text) {
            let user = user.ok_or_else(|| AddressError::NoName(text.to_owned()))?;
            return Ok(Self::Column { user: user_name(user)?.to_owned(), id: text.to_owned() });
        }
        let address = Address::parse(text, None)?;
        let list = Self::of_address(&address).filter(|list| matches!(list, Self::Column { .. }));
        list.ok_or_else(|| AddressError::NoName(text.to_owned()))
    }

    /// The list an address of the site leads to: that of a column, `https://blog.csdn.net/USER/category_ID.html`, any
    /// page of it, or that of a user's blog, `https://blog.csdn.net/USER`.
    pub fn of_address(address: &Address) -> Option<Self> {
        // Lists are asked for where the site has them, whatever host an address is of.
        let url = Some(address.url()).filter(|url| url.host_str() == Some(HOST))?;
        let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
        let user = parts.next().and_then(|user| user_name(user).ok())?;
        let Some(page) = parts.next() else { return Some(Self::User(user.to_owned())) };
        let id = page.strip_prefix("category_")?.strip_suffix(".html")?.split('_').next()?;
        let is_column = is_id(id) && parts.next().is_none();
        is_column.then(|| Self::Column { user: user.to_owned(), id: id.to_owned() })
    }
}

/// A login name: letters, digits, `_`, `-` and dots between them.
fn user_name(name: &str) -> Result<&str, AddressError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_name = (1..=64).contains(&name.len()) && name.bytes().all(is_plain) && !name.starts_with('.');
    if is_name { Ok(name) } else { Err(AddressError::NoName(name.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Option<String>, String) {
        let address = Address::parse(text, None).unwrap();
        (address.url().to_string(), address.id().map(str::to_owned), address.stem())
    }

    #[test]
    fn tracking_is_no_part_of_an_address() {
        let url = "https://blog.csdn.net/u/article/details/12345";
        let wanted = (url.to_owned(), Some("12345".to_owned()), "12345".to_owned());
        for text in ["?spm=1001&utm_source=x", "/#t1", "?a#b", ""] {
            let (found, id, stem) = parsed(&format!(" {url}{text} "));
            assert_eq!((found.trim_end_matches('/').to_owned(), id, stem), wanted, "{text}");
        }
        assert_eq!(parsed("http://127.0.0.1:8080/u/article/details/7").1.as_deref(), Some("7"));
        assert_eq!(parsed("https://a.example/x/page.html?id=3").0, "https://a.example/x/page.html?id=3");
        assert_eq!(parsed("https://a.example/x/%E9%A2%98.html").2, "题");
        assert_eq!(parsed("https://a.example/").2, "a.example");
    }

    #[test]
    fn what_is_no_address_says_so() {
        for text in ["", "x", "file:///etc/passwd", "ftp://a/b", "javascript:alert(1)", "12a", "https://"] {
            assert_eq!(Address::parse(text, None), Err(AddressError::NoAddress(text.to_owned())), "{text}");
        }
        assert_eq!(Address::parse("12345", None), Err(AddressError::NoUser("12345".to_owned())));
        for user in ["", "../x", "a/b", "a?b", ".a"] {
            assert_eq!(Address::parse("12345", Some(user)), Err(AddressError::NoName(user.to_owned())));
        }
    }

    #[test]
    fn blogs_are_known_by_their_address() {
        for blog in ["blog.csdn.net/u", "https://blog.csdn.net/u/", "http://blog.csdn.net/u?type=blog#x"] {
            let address = Address::parse(blog, None).unwrap();
            assert_eq!(List::of_address(&address), List::of_user("u").ok(), "{blog}");
        }
        for other in ["https://blog.csdn.net/", "https://a.example/u", "https://blog.csdn.net/u/rss/map"] {
            assert_eq!(List::of_address(&Address::parse(other, None).unwrap()), None, "{other}");
        }
        assert!(List::of_column("https://blog.csdn.net/u", None).is_err());
    }

    #[test]
    fn columns_are_known_by_their_address() {
        let column = List::Column { user: "u".to_owned(), id: "987".to_owned() };
        assert_eq!(List::of_column("987", Some("u")), Ok(column.clone()));
        for page in ["category_987.html", "category_987_2.html?spm=1"] {
            let url = format!("https://blog.csdn.net/u/{page}");
            assert_eq!(List::of_column(&url, None), Ok(column.clone()), "{page}");
        }
        for other in ["https://blog.csdn.net/u/article/details/1", "https://a.example/u/category_987.html"] {
            assert_eq!(List::of_address(&Address::parse(other, None).unwrap()), None, "{other}");
        }
        assert!(List::of_column("987", None).is_err() && List::of_column("x", Some("u")).is_err());
    }
}
