//! Responses of the editor's API. Each has one article of its author: the Markdown, or the HTML of the rich-text editor.

#[cfg(feature = "batch")]
use memchr::memmem;
use serde_json::{Map, Value};

/// The field with the Markdown. Only responses of the editor's API have it; it is empty if the article is rich text.
pub(crate) const MARKDOWN: &str = "markdowncontent";

/// The field with the HTML: the rich text, or the HTML that the site made from the Markdown.
pub(crate) const HTML: &str = "content";

/// The `status` of a draft.
const DRAFT: &str = "2";

/// An article of the editor's API.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct EditorArticle {
    /// The text as the author wrote it.
    pub(super) text: String,
    /// Whether the text is Markdown. Otherwise, it is HTML.
    pub(super) is_markdown: bool,
    /// Whether a lone surrogate in the response was replaced by U+FFFD.
    pub(super) is_damaged: bool,
    /// The other fields.
    pub(super) fields: Map<String, Value>,
}

impl EditorArticle {
    /// Whether `object` is the article of a response.
    pub(super) fn is_in(object: &Map<String, Value>) -> bool {
        object.contains_key(MARKDOWN)
    }

    /// Whether `json`, in UTF-8 or UTF-16, has the name of the field with the Markdown.
    #[cfg(feature = "batch")]
    pub(super) fn is_named_in(json: &[u8]) -> bool {
        let name = format!("\"{MARKDOWN}\"");
        let wide = name.replace("", "\0");
        memmem::find(json, name.as_bytes()).is_some()
            || memmem::find(json, wide.trim_matches('\0').as_bytes()).is_some()
    }

    /// Reads the article of a response. `None` if it has no text.
    pub(super) fn read(mut object: Map<String, Value>) -> Option<Self> {
        let mut text = |name| match object.shift_remove(name) {
            Some(Value::String(text)) if !text.trim().is_empty() => Some(text),
            _ => None,
        };
        let (markdown, html) = (text(MARKDOWN), text(HTML));
        let is_markdown = markdown.is_some();
        Some(Self { text: markdown.or(html)?, is_markdown, is_damaged: false, fields: object })
    }

    /// Whether the article has not been published.
    pub(super) fn is_draft(&self) -> bool {
        match self.fields.get("status") {
            Some(Value::Number(status)) => status.to_string() == DRAFT,
            Some(Value::String(status)) => status == DRAFT,
            _ => false,
        }
    }
}

/// What front matter in YAML, TOML or JSON begins with.
const FRONT_MATTER_STARTS: [&str; 3] = ["---\n", "+++\n", "{"];

/// Returns Markdown with one line break at its end. A blank line before it keeps a thematic break or a brace from being
/// read as front matter, unless it has front matter.
pub(super) fn complete_lines(markdown: &str, has_front_matter: bool) -> String {
    let is_ambiguous =
        !has_front_matter && FRONT_MATTER_STARTS.iter().any(|start| markdown.starts_with(start));
    let before = if is_ambiguous { "\n" } else { "" };
    [before, markdown.trim_end(), "\n"].concat()
}
