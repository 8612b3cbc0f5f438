use serde::{Deserialize, Serialize};

use super::{Inline, Table};

/// A block of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading(Heading),
    /// A paragraph. Never empty once normalized.
    Paragraph(Vec<Inline>),
    /// A bullet or ordered list.
    List(List),
    /// A block quote.
    Quote(Vec<Block>),
    /// A section that a reader can open and close, `<details>`.
    Details(Details),
    /// A code block, rendered as a fence.
    Code(CodeBlock),
    /// A display formula: TeX without delimiters.
    Math(String),
    /// A table.
    Table(Table),
    /// A thematic break, `---`.
    Rule,
    /// The text of a footnote.
    Footnote(Footnote),
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 for `#` to 6 for `######`.
    pub level: HeadingLevel,
    /// The text. Contains no breaks and no display formulas once normalized.
    pub content: Vec<Inline>,
    /// The `id`s and anchor names that links in the page use for this heading, percent-decoded. Empty once normalized:
    /// links then use the slug of the heading's text, which stays where the target does not generate it.
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

    /// The level of a chapter's title.
    #[cfg(feature = "export")]
    pub(crate) const TWO: Self = Self(2);

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

    /// Returns the level as a number, 1 to 6.
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

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Bullets or numbers.
    pub kind: ListKind,
    /// The items.
    pub items: Vec<ListItem>,
}

/// The markers of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// `-`
    Bullet,
    /// Numbers that count up from this one: 0 to 999,999,999, as CommonMark allows.
    Ordered(u32),
}

impl ListKind {
    /// The maximum number of the first item.
    pub const MAX_START: u32 = 999_999_999;
}

/// A list item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// Whether a task is checked; `None` for items that are not tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<bool>,
    /// The contents.
    pub blocks: Vec<Block>,
}

impl ListItem {
    /// Whether the item holds nothing but another list.
    pub(crate) fn is_only_a_list(&self) -> bool {
        self.task.is_none() && matches!(self.blocks.as_slice(), [Block::List(_)])
    }
}

/// A section that a reader can open and close.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The line that is always shown; may be empty. Contains no breaks, images and display formulas once normalized.
    pub summary: Vec<Inline>,
    /// The contents.
    pub blocks: Vec<Block>,
}

/// A block of code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeBlock {
    /// The language; `None` when the page names none, or one that is known to be a wrong guess.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<CodeLanguage>,
    /// The code, with `\n` between lines and no newline at the end.
    pub text: String,
}

/// The name of a programming language, valid in the info string of a fence.
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

    /// Returns the name.
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

/// The text of a footnote. [`Inline::FootnoteReference`]s with the same label refer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footnote {
    /// The text between `[^` and `]`.
    pub label: String,
    /// The contents.
    pub blocks: Vec<Block>,
}
