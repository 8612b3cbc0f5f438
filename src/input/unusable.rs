//! Why an input cannot be converted.

/// Why an input that is neither HTML nor Markdown cannot be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unusable {
    /// Not text. The name says what, such as `a PNG image`.
    Binary(&'static str),
    /// Nothing to convert.
    Blank(Blank),
    /// JSON that does not contain exactly one page.
    Json,
    /// A response of the editor's API, whose article is in the field with this name.
    EditorJson(&'static str),
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
}

impl Unusable {
    /// Returns what the input is, and what to do about it.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Binary(content) => content,
            Self::Blank(Blank::Empty) => "the input is empty",
            Self::Blank(Blank::Invisible) => {
                "the input has only whitespace, invisible characters and comments"
            }
            Self::Blank(Blank::FrontMatter) => "the input has only front matter",
            Self::Json => "the input is JSON that does not contain exactly one HTML page",
            Self::EditorJson("markdowncontent") => {
                "the input is JSON of the editor's API; its field markdowncontent has the article in Markdown"
            }
            Self::EditorJson(_) => {
                "the input is JSON of the editor's API; its field content has the article in HTML"
            }
            Self::BrokenJson => "the input is JSON that ends too early; it may be incomplete",
            Self::BrokenString => {
                "the input is a page in a string that cannot be decoded; it may be incomplete"
            }
            Self::NoPage => "the input is a web archive without an HTML page; it may be incomplete",
            Self::Chunked => {
                "the input is an HTTP response with its chunks; save it again without them (curl without --raw)"
            }
        }
    }
}
