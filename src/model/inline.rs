use serde::{Deserialize, Serialize};

/// An inline: a piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Inline {
    /// Plain text. Whitespace is single spaces; rendering escapes what Markdown would parse as markup.
    Text(String),
    /// Bold.
    Strong(Vec<Inline>),
    /// Italic.
    Emphasis(Vec<Inline>),
    /// Strikethrough.
    Strike(Vec<Inline>),
    /// Inline code, without line breaks.
    Code(String),
    /// A link.
    Link(Link),
    /// An image.
    Image(Image),
    /// An inline formula, or a display formula where no block is possible: in a cell or a heading.
    Math(Math),
    /// A line break the author made.
    Break,
    /// An HTML element that Markdown has no syntax for.
    Element(Tag, Vec<Inline>),
    /// A reference to the [`Footnote`](super::Footnote) of this label.
    FootnoteReference(String),
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The target: a URL, or the `#slug` of a heading of this document.
    pub url: String,
    /// The title, if it differs from the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The text. Contains no other link.
    pub content: Vec<Inline>,
}

/// An image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// The URL of the image.
    pub url: String,
    /// The alternative text; may be empty.
    pub alt: String,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Math {
    /// TeX without delimiters.
    pub tex: String,
    /// Whether the formula is displayed on a line of its own.
    pub display: bool,
}

/// An HTML element that is kept in Markdown, without attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Tag {
    /// `<sub>`
    Sub,
    /// `<sup>`
    Sup,
    /// `<kbd>`
    Kbd,
    /// `<mark>`
    Mark,
    /// `<u>`
    U,
    /// `<ins>`
    Ins,
    /// `<strong>`, where `**` would not be parsed as bold.
    Strong,
    /// `<em>`, where `*` would not be parsed as italic.
    Em,
    /// `<del>`, where `~~` would not be parsed as strikethrough.
    Del,
}

impl Tag {
    /// All elements.
    pub const ALL: [Self; 9] =
        [Self::Sub, Self::Sup, Self::Kbd, Self::Mark, Self::U, Self::Ins, Self::Strong, Self::Em, Self::Del];

    /// Returns the element's name, such as `sub`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sub => "sub",
            Self::Sup => "sup",
            Self::Kbd => "kbd",
            Self::Mark => "mark",
            Self::U => "u",
            Self::Ins => "ins",
            Self::Strong => "strong",
            Self::Em => "em",
            Self::Del => "del",
        }
    }
}
