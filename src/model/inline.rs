use serde::{Deserialize, Serialize};

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Inline {
    /// Plain text. White space in it is single blanks; what Markdown would read as markup is escaped by the writer.
    Text(String),
    /// Bold.
    Strong(Vec<Inline>),
    /// Italic.
    Emphasis(Vec<Inline>),
    /// Struck out.
    Strike(Vec<Inline>),
    /// Code in a line; no line breaks in it.
    Code(String),
    /// A link.
    Link(Link),
    /// An image.
    Image(Image),
    /// Maths in a line, or a display formula where no block can stand (a cell, a heading).
    Math(Math),
    /// A line break the author made.
    Break,
    /// An element Markdown has no form for.
    Element(Tag, Vec<Inline>),
    /// A reference to the [`Footnote`](super::Footnote) of this label.
    FootnoteReference(String),
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The target: an address, or `#slug` of a heading of this document.
    pub url: String,
    /// A title that says more than the text; `None` when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What is shown. Holds no other link.
    pub content: Vec<Inline>,
}

/// An image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Where the picture is.
    pub url: String,
    /// What it shows; empty when the page does not tell.
    pub alt: String,
    /// A title; `None` when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Math {
    /// TeX without its delimiters.
    pub tex: String,
    /// Whether the page shows it on a line of its own.
    pub display: bool,
}

/// The HTML elements kept in Markdown, always without attributes.
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
    /// `<strong>`, where `**` would not be read as bold.
    Strong,
    /// `<em>`, where `*` would not be read as italic.
    Em,
    /// `<del>`, where `~~` would not be read as struck out.
    Del,
}

impl Tag {
    /// All of them.
    pub const ALL: [Self; 9] =
        [Self::Sub, Self::Sup, Self::Kbd, Self::Mark, Self::U, Self::Ins, Self::Strong, Self::Em, Self::Del];

    /// The element's name, such as `sub`.
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
