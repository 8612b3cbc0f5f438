use crate::options::{Dialect, InputFormat};

/// What is known about an input besides its bytes. All of it is optional.
///
/// ```
/// let mut hints = csdown::Hints::default();
/// hints.file_name = Some("2024-02-13-136000001.html");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hints<'a> {
    /// The name of the input file, without folders. Its extension helps to distinguish Markdown from HTML, and its
    /// digits may be the article id.
    pub file_name: Option<&'a str>,
    /// The `Content-Type` header of the input. Its `charset` takes precedence over the page's own, unless the bytes
    /// contradict it.
    pub content_type: Option<&'a str>,
    /// The URL the input was downloaded from. It becomes the article's URL where the page names none, and relative
    /// links are resolved against it.
    pub url: Option<&'a str>,
    /// The name of the folder beside the input in which a browser saved the page's files, such as `标题_files`. An image
    /// in it keeps its path, `标题_files/a.png`, with only `%`, `#` and `?` percent-encoded. Without this hint such an
    /// image counts as unreachable.
    pub folder: Option<&'a str>,
    /// What the input is, if that need not be detected.
    pub format: InputFormat,
    /// The dialect in which csdown wrote the input, if it did. Such Markdown is converted, other Markdown is passed
    /// through.
    pub dialect: Option<Dialect>,
}

impl Hints<'_> {
    /// The content type of a page that has been decoded to text, whatever encoding it declares.
    pub const DECODED: &'static str = "text/html; charset=utf-8";
}
