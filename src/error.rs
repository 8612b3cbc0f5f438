//! Why a conversion could not be done.

use serde::Serialize;

/// A result with the crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Why a conversion could not be done.
///
/// Messages may change between releases; match on variants or [`Error::code`], never on text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is a page, but none of the places an article can stand in is there.
    #[error("no article found (looked for {})", .tried.join(", "))]
    ArticleNotFound {
        /// What was looked for, in order.
        tried: Vec<&'static str>,
    },
    /// The input is a page that stands in for an article: a captcha, a login, a 404.
    #[error("not an article but a {page}")]
    Blocked {
        /// The kind of page.
        page: BlockPage,
    },
    /// The input is neither HTML nor Markdown but binary, as a picture is.
    #[error("not text: there are NUL characters in it")]
    NotText,
    /// A limit of [`Limits`](crate::options::Limits) was passed.
    #[error("{what} limit passed: more than {max}")]
    LimitExceeded {
        /// The name of the limit.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// An option has a value that cannot be honoured.
    #[error("option {name}: {reason}")]
    InvalidOption {
        /// The option's name.
        name: &'static str,
        /// What is wrong with the value.
        reason: String,
    },
    /// A rule of the options cannot be honoured.
    #[error("rule `{name}`: {reason}")]
    InvalidRule {
        /// Its place among [`Options::rules`](crate::Options), from 0.
        index: usize,
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Error {
    /// A stable kebab-case name for machine output.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ArticleNotFound { .. } => "article-not-found",
            Self::Blocked { page } => page.code(),
            Self::NotText => "not-text",
            Self::LimitExceeded { .. } => "limit-exceeded",
            Self::InvalidOption { .. } => "invalid-option",
            Self::InvalidRule { .. } => "invalid-rule",
        }
    }
}

/// A page that stands in for an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BlockPage {
    /// 安全验证: a captcha or challenge of the site's firewall.
    Captcha,
    /// A login form.
    Login,
    /// 404, deleted, locked, private or not yet published.
    Missing,
}

impl BlockPage {
    /// A stable kebab-case name for machine output.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Captcha => "blocked-captcha",
            Self::Login => "blocked-login",
            Self::Missing => "missing",
        }
    }
}

impl BlockPage {
    /// Whether the site puts it up against whoever asks, whatever is asked for.
    pub const fn is_wall(self) -> bool {
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
