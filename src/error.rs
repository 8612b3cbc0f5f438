//! Conversion errors.

use std::borrow::Cow;

use serde::Serialize;

/// A result with the crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// A conversion error.
///
/// Messages may change between releases; match on variants or [`Error::code`], never on text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is a page without an element that contains an article.
    #[error("no article found (looked for {})", .tried.join(", "))]
    ArticleNotFound {
        /// The selectors that were tried, in order.
        tried: Vec<&'static str>,
    },
    /// The input is not an article but a captcha, a login form or a "not found" page.
    #[error("not an article but a {page}")]
    Blocked {
        /// The kind of page.
        page: BlockPage,
    },
    /// The input is not an article but another page of the site.
    #[error("not an article but {page}")]
    NotAnArticle {
        /// The kind of page.
        page: OtherPage,
    },
    /// The input is binary, such as an image, and neither HTML nor Markdown.
    #[error("not text: {content}")]
    NotText {
        /// What the input is.
        content: &'static str,
    },
    /// The input is blank.
    #[error("nothing to convert: {reason}")]
    NoContent {
        /// What the input has instead of content.
        reason: &'static str,
    },
    /// The input is data that contains no page: JSON, or a string that cannot be decoded.
    #[error("not a page: {reason}")]
    NotAPage {
        /// What the input is.
        reason: Cow<'static, str>,
    },
    /// The input or its Markdown exceeds one of the [`Limits`](crate::options::Limits).
    #[error("{what} limit exceeded: more than {max}{}", limit_key(what).map(|key| format!("; raise {key}")).unwrap_or_default())]
    LimitExceeded {
        /// The name of the limit.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// An option has an invalid value.
    #[error("option {name}: {reason}")]
    InvalidOption {
        /// The option's name.
        name: &'static str,
        /// What is wrong with the value.
        reason: String,
    },
    /// A rule of the options is invalid.
    #[error("rule `{name}`: {reason}")]
    InvalidRule {
        /// The index of the rule in [`Options::rules`](crate::Options::rules).
        index: usize,
        /// The name of the rule.
        name: String,
        /// What is wrong with the rule.
        reason: String,
    },
    /// A key of the front matter in the options is invalid.
    #[error("front matter key `{key}`: {reason}")]
    InvalidFrontMatter {
        /// The key; dots separate the names of nested tables.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Returns the key of the option that raises a limit, if one does: the others are in proportion to the page, or to the
/// stack.
fn limit_key(what: &str) -> Option<&'static str> {
    Some(match what {
        "attributes" => "limits.attributes",
        "bytes" => "limits.bytes",
        "nodes" => "limits.nodes",
        "bytes of text" => "limits.nodes, which allows 8 bytes of text for each node",
        "output" => "limits.output",
        _ => return None,
    })
}

impl Error {
    /// Returns a stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ArticleNotFound { .. } => "article-not-found",
            Self::Blocked { page } => page.code(),
            Self::NotAnArticle { .. } => "not-an-article",
            Self::NotText { .. } => "not-text",
            Self::NoContent { .. } => "no-content",
            Self::NotAPage { .. } => "not-a-page",
            Self::LimitExceeded { .. } => "limit-exceeded",
            Self::InvalidOption { .. } => "invalid-option",
            Self::InvalidRule { .. } => "invalid-rule",
            Self::InvalidFrontMatter { .. } => "invalid-front-matter",
        }
    }
}

/// A page that the site sends instead of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BlockPage {
    /// A captcha or challenge of the site's firewall (安全验证).
    Captcha,
    /// A login form.
    Login,
    /// The article does not exist, or is deleted, locked, private or unpublished.
    Missing,
}

impl BlockPage {
    /// Returns a stable kebab-case name for machine output.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Captcha => "blocked-captcha",
            Self::Login => "blocked-login",
            Self::Missing => "missing",
        }
    }

    /// Whether the page denies access to every article, not just to this one.
    pub const fn denies_access(self) -> bool {
        matches!(self, Self::Captcha | Self::Login)
    }
}

impl std::fmt::Display for BlockPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Captcha => "captcha or challenge page",
            Self::Login => "login page",
            Self::Missing => "page that says the article does not exist or is not public",
        })
    }
}

/// A page of the site that is not an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OtherPage {
    /// A column (专栏), which lists articles.
    Column,
    /// A list of articles.
    ArticleList,
    /// A user's home page.
    UserHome,
    /// The home page of the site or of its blogs.
    SiteHome,
    /// A feed or a sitemap.
    Feed,
    /// A document of `wenku.csdn.net` (文库).
    Document,
    /// A news article (资讯).
    News,
    /// A download (下载).
    Download,
    /// A course (学院).
    Course,
    /// A question with its answers (问答).
    Question,
    /// A page of the forum (论坛, 社区).
    Forum,
    /// Search results.
    Search,
    /// Another part of the site.
    Section,
}

impl std::fmt::Display for OtherPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Column => "a column, which lists articles",
            Self::ArticleList => "a list of articles",
            Self::UserHome => "the home page of a user",
            Self::SiteHome => "the home page of the site",
            Self::Feed => "a feed",
            Self::Document => "a document of wenku.csdn.net",
            Self::News => "a page of CSDN's news",
            Self::Download => "a page of download.csdn.net",
            Self::Course => "a page of edu.csdn.net",
            Self::Question => "a page of ask.csdn.net",
            Self::Forum => "a page of bbs.csdn.net",
            Self::Search => "a page of search results",
            Self::Section => "a page of another part of the site",
        })
    }
}
