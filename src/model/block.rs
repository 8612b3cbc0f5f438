use serde::{Deserialize, Serialize};

use super::{Inline, Table};

/// A piece of a document that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading(Heading),
    /// A paragraph. Never empty once normalised.
    Paragraph(Vec<Inline>),
    /// A bullet or ordered list.
    List(List),
    /// A block quotation.
    Quote(Vec<Block>),
    /// A code block, written as a fence.
    Code(CodeBlock),
    /// Display maths: TeX without its delimiters.
    Math(String),
    /// A table.
    Table(Table),
    /// A thematic break, `---`.
    Rule,
    /// The text of a footnote.
    Footnote(Footnote),
}

/// A heading with the names links may use to reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 for `#` to 6 for `######`.
    pub level: HeadingLevel,
    /// The text. Holds no breaks and no display maths once normalised.
    pub content: Vec<Inline>,
    /// The `id`s and anchor names by which the page links to this heading, percent-decoded.
    /// Empty once normalised: links then use the slug of the heading's text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<String>,
}

/// The level of a heading, 1 to 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct HeadingLevel(u8);

impl HeadingLevel {
    /// The level of an article's title.
    pub const ONE: Self = Self(1);

    /// Returns the level, or `None` when `level` is not 1 to 6.
    ///
    /// ```
    /// use csdown::model::HeadingLevel;
    /// assert_eq!(HeadingLevel::new(2).map(HeadingLevel::get), Some(2));
    /// assert_eq!(HeadingLevel::new(7), None);
    /// ```
    pub const fn new(level: u8) -> Option<Self> {
        if matches!(level, 1..=6) { Some(Self(level)) } else { None }
    }

    /// The level as a number, 1 to 6.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for HeadingLevel {
    type Error = String;

    fn try_from(level: u8) -> Result<Self, Self::Error> {
        Self::new(level).ok_or_else(|| format!("heading level {level} is not 1 to 6"))
    }
}

impl From<HeadingLevel> for u8 {
    fn from(level: HeadingLevel) -> Self {
        level.0
    }
}

/// A list of items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Bullets or numbers.
    pub kind: ListKind,
    /// The items in order.
    pub items: Vec<ListItem>,
}

/// What stands before the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// `-`
    Bullet,
    /// Numbers counting up from this one (0 to 999,999,999, as CommonMark allows).
    Ordered(u32),
}

impl ListKind {
    /// The greatest number of an item.
    pub const MAX_START: u32 = 999_999_999;
}

/// One item of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// `Some(checked)` for a task item, `None` for any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<bool>,
    /// What the item holds.
    pub blocks: Vec<Block>,
}

/// A block of code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeBlock {
    /// The language, or `None` when the page names none or one that is known to be a wrong guess.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<CodeLanguage>,
    /// The code, lines ended by `\n`, without a newline at the end.
    pub text: String,
}

/// The name of a programming language, fit for the info string of a fence.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeLanguage(String);

impl CodeLanguage {
    /// Returns the language when `name` is 1 to 20 of `a-z 0-9 + # . -`, else `None`.
    ///
    /// ```
    /// use csdown::model::CodeLanguage;
    /// assert!(CodeLanguage::new("c++").is_some());
    /// assert!(CodeLanguage::new("异常信息").is_none());
    /// ```
    pub fn new(name: &str) -> Option<Self> {
        let fits = (1..=20).contains(&name.len())
            && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'#' | b'.' | b'-'));
        fits.then(|| Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CodeLanguage {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name).ok_or_else(|| format!("`{name}` is not the name of a language"))
    }
}

impl From<CodeLanguage> for String {
    fn from(language: CodeLanguage) -> Self {
        language.0
    }
}

/// The text of a footnote, reached by [`Inline::FootnoteReference`] of the same label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footnote {
    /// What stands between `[^` and `]`.
    pub label: String,
    /// The note.
    pub blocks: Vec<Block>,
}
