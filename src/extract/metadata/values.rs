//! The metadata of an article and the origin of each value.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::date::Date;

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub from: Origin,
}

impl<T> Sourced<T> {
    /// Creates a value that came from `from`.
    pub const fn new(value: T, from: Origin) -> Self {
        Self { value, from }
    }

    pub(super) const fn visible(value: T) -> Self {
        Self::new(value, Origin::Visible)
    }
}

/// Where a value of the metadata came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Origin {
    /// `h1.title-article`.
    Heading,
    /// Visible text around the article: info bar, tags, columns, copyright.
    Visible,
    /// Data for the page's scripts: their variables, and what they report about the article.
    PageScript,
    /// A `<script type="application/ld+json">`.
    JsonLd,
    /// A `<meta>`.
    MetaTag,
    /// The `<title>`.
    DocumentTitle,
    /// `<link rel="canonical">`.
    CanonicalLink,
    /// The hidden `artid` element of scraped posts.
    Artid,
    /// The other fields of a response of the editor's API.
    EditorApi,
    /// The YAML block before the page.
    FrontMatter,
    /// The URL the page was downloaded from, as given by the caller or noted in the page when it was saved.
    Request,
    /// The path of the source URL.
    SourceUrl,
    /// The file name.
    FileName,
}

/// Whether the author wrote the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ArticleKind {
    /// 原创.
    Original,
    /// 转载.
    Repost,
    /// 翻译.
    Translation,
}

impl ArticleKind {
    /// Returns the name in kebab case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Repost => "repost",
            Self::Translation => "translation",
        }
    }
}

/// How often an article had been read and liked when the page was generated. The counts change daily and are not
/// written to Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Counts {
    /// Reads (阅读).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads: Option<Sourced<u64>>,
    /// Likes (点赞).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likes: Option<Sourced<u64>>,
    /// Bookmarks (收藏).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favourites: Option<Sourced<u64>>,
}

/// What is known about an article. Unknown values are `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Metadata {
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Sourced<String>>,
    /// When the article was first published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Sourced<Date>>,
    /// The date of the last change; `None` when it equals the publication date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Sourced<Date>>,
    /// The author's display name (昵称).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Sourced<String>>,
    /// The author's login name, as in URLs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Sourced<String>>,
    /// The article's URL without query and fragment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Sourced<String>>,
    /// The article id on the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Sourced<String>>,
    /// The tags, without `#`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Sourced<Vec<String>>>,
    /// The author's columns (专栏) that contain the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories: Option<Sourced<Vec<String>>>,
    /// The author's summary, or the beginning of the article, without the site's additions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Sourced<String>>,
    /// The URL of the cover image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<Sourced<String>>,
    /// The license, such as `CC BY-SA 4.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<Sourced<String>>,
    /// Whether the author wrote the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Sourced<ArticleKind>>,
    /// The URL of the work that a repost or translation is based on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Sourced<String>>,
    /// Reads, likes and bookmarks.
    pub counts: Counts,
    /// Front matter keys without a field of their own, or whose value is unusable.
    #[serde(skip_serializing_if = "Map::is_empty", default)]
    pub other: Map<String, Value>,
    /// Front matter lines that could not be parsed, as written.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unread: Vec<String>,
}

impl Metadata {
    /// Whether the article is known to be a repost or a translation.
    pub(super) fn is_copy(&self) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind.value != ArticleKind::Original)
    }
}
