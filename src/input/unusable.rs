//! Why an input cannot be converted.

use std::borrow::Cow;

/// Why an input that is neither HTML nor Markdown cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unusable {
    /// Not text. The name says what, such as `a PNG image`.
    Binary(&'static str),
    /// Nothing to convert.
    Blank(Blank),
    /// JSON that does not contain exactly one page.
    Json,
    /// JSON of an API that returns this message instead of an article.
    JsonMessage(String),
    /// Several objects in JSON, usually one in each line.
    JsonLines,
    /// JSON that ends too early.
    BrokenJson,
    /// A page in a string of a programming language that cannot be decoded.
    BrokenString,
    /// A web archive without a page.
    NoPage,
    /// A page in the chunks in which a server sent it.
    Chunked,
}

/// What an input without content has instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Blank {
    /// No bytes.
    Empty,
    /// Only whitespace, invisible characters and comments.
    Invisible,
    /// Only front matter.
    FrontMatter,
    /// A response of the editor's API without text.
    EditorArticle,
}

impl Unusable {
    /// Returns what the input is, and what to do about it.
    pub fn reason(&self) -> Cow<'static, str> {
        let reason = match self {
            Self::Binary(content) => content,
            Self::Blank(blank) => blank.reason(),
            Self::Json => NO_PAGE_IN_JSON,
            Self::JsonMessage(message) => {
                return format!("{NO_PAGE_IN_JSON}; its message is: {message}").into();
            }
            Self::JsonLines => "the input is several objects in JSON; csdown stream converts JSON Lines",
            Self::BrokenJson => "the input is JSON that ends too early; it may be incomplete",
            Self::BrokenString => {
                "the input is a page in a string that cannot be decoded; it may be incomplete"
            }
            Self::NoPage => "the input is a web archive without an HTML page; it may be incomplete",
            Self::Chunked => {
                "the input is an HTTP response with its chunks; save it again without them (curl without --raw)"
            }
        };
        reason.into()
    }
}

const NO_PAGE_IN_JSON: &str = "the input is JSON that does not contain exactly one HTML page";

impl Blank {
    /// Returns what the input has instead of content.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "the input is empty",
            Self::Invisible => "the input has only whitespace, invisible characters and comments",
            Self::FrontMatter => "the input has only front matter",
            Self::EditorArticle => "the input is a response of the editor's API without text",
        }
    }
}
