//! What a page says about its article, each value with where it came from.
//!
//! One file per source; each gives a partial [`Metadata`], and `merge` has the fixed precedence of each field.
//! Nothing inside the article itself is read but the hidden carrier of the source address: articles quote other
//! pages, their titles and scripts included. The box of machine-made tags and the machine-made summary of the page
//! are not used: they are not the author's.

mod article_url;
mod artid;
mod clean;
mod date;
mod description;
mod front_matter;
mod js_string;
mod json_ld;
mod marks;
mod meta_tags;
mod old_skins;
pub(super) mod page_script;
mod visible;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::convert::Hints;
use crate::dom::{Dom, Element, Node};
use crate::input::Source;

#[cfg(feature = "fetch")]
pub(crate) use article_url::is_id;
pub use article_url::{
    article_id_of_file_name, article_id_of_path, article_id_of_url, user_of_url, without_query,
};
pub use artid::decode_artid;
pub use date::Date;

/// A value with where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub from: Origin,
}

impl<T> Sourced<T> {
    /// A value from `from`.
    pub const fn new(value: T, from: Origin) -> Self {
        Self { value, from }
    }
}

/// Where a value of the metadata came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Origin {
    /// `h1.title-article`.
    Heading,
    /// The page around the article as its readers see it: info bar, tags, columns, copyright.
    Visible,
    /// Variables of the page's scripts.
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
    /// The YAML block before the page.
    FrontMatter,
    /// The address the page was got from: as the caller tells, or as whoever saved the page noted in it.
    Request,
    /// The path of the source address.
    SourceUrl,
    /// The name of the file.
    FileName,
}

/// Whether the author wrote the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

/// How often an article was read and liked when the page was made. They change daily and stay out of Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Counts {
    /// Times read (阅读). `None` when the page does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads: Option<Sourced<u64>>,
    /// Likes (点赞). `None` when the page does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likes: Option<Sourced<u64>>,
    /// Times put among favourites (收藏). `None` when the page does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favourites: Option<Sourced<u64>>,
}

/// What is known of an article. `None`, or an empty list or map, where nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Metadata {
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Sourced<String>>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Sourced<Date>>,
    /// When it was last changed; `None` also when that is when it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Sourced<Date>>,
    /// The name the author goes by (昵称).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Sourced<String>>,
    /// The author's login name, as in addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Sourced<String>>,
    /// The address of the article, without query and fragment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Sourced<String>>,
    /// The number of the article on the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Sourced<String>>,
    /// The tags, without `#`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Sourced<Vec<String>>>,
    /// The author's columns (专栏) it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories: Option<Sourced<Vec<String>>>,
    /// The author's summary, or how the article begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Sourced<String>>,
    /// The address of the cover picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<Sourced<String>>,
    /// The licence, such as `CC BY-SA 4.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<Sourced<String>>,
    /// Whether the author wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Sourced<ArticleKind>>,
    /// The address of what a repost or translation was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<Sourced<String>>,
    /// How often it was read and liked.
    pub counts: Counts,
    /// Keys of the front matter that no field stands for, or whose value could not be used.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub other: Map<String, Value>,
    /// Lines of the front matter that could not be understood, as they stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
}

impl Metadata {
    /// Whether it is known that somebody else wrote it first.
    fn is_copy(&self) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind.value != ArticleKind::Original)
    }
}

/// Reads all that a page, its front matter and its file name say of the article.
///
/// `dom` is the parsed body of `source`; `None` for Markdown, of which only the front matter speaks.
///
/// ```
/// use csdown::{Hints, Limits, dom, extract::metadata, input};
/// let hints = Hints::default();
/// let source = input::read("<h1 class=title-article>题</h1>".as_bytes(), &hints);
/// let dom = dom::parse(source.body(), &Limits::default())?;
/// assert_eq!(metadata::read(Some(&dom), &source, &hints).title.unwrap().value, "题");
/// # Ok::<(), csdown::Error>(())
/// ```
pub fn read(dom: Option<&Dom>, source: &Source<'_>, hints: &Hints<'_>) -> Metadata {
    let front = source.front_matter.as_ref().map(front_matter::read).unwrap_or_default();
    let carried = || dom.and_then(artid::read);
    let found = if let Some(dom) = dom {
        let around = around_article(dom);
        let marks = marks::Marks::of(&around);
        Found {
            visible: visible::read(&around, &marks),
            old: old_skins::read(&marks),
            script: page_script::read(&page_script::variables(&around)),
            json_ld: json_ld::read(&around),
            meta: meta_tags::read(&around),
            front,
        }
    } else {
        Found { front, ..Found::default() }
    };
    let mut metadata = merge(found, carried);
    if metadata.original.is_none() && metadata.is_copy() {
        metadata.original = dom.and_then(article_of).and_then(visible::original_in);
    }
    metadata.source = metadata.source.take().or_else(|| requested(source, hints));
    complete_from_address(&mut metadata, hints.file_name);
    drop_echoes(&mut metadata);
    metadata
}

/// What each source said.
#[derive(Default)]
struct Found {
    visible: Metadata,
    script: Metadata,
    json_ld: Metadata,
    meta: Metadata,
    old: Metadata,
    front: Metadata,
}

/// Takes each field from the first source that has it, in the order given here.
///
/// The heading comes first because the other titles are shortened, carry tails or are made safe for file names
/// (dialect `title-sanitised`); front matter comes late because scrapers fill it with second-hand values.
///
/// `carried` looks for the hidden carrier of the address all over the page, which few pages need.
fn merge(found: Found, carried: impl FnOnce() -> Option<Sourced<String>>) -> Metadata {
    let Found { visible, script, json_ld, meta, old, front } = found;
    Metadata {
        title: visible.title.or(old.title).or(script.title).or(json_ld.title).or(meta.title).or(front.title),
        date: visible.date.or(script.date).or(json_ld.date).or(meta.date).or(old.date).or(front.date),
        updated: json_ld.updated.or(meta.updated).or(front.updated),
        author: script
            .author
            .or(visible.author)
            .or(json_ld.author)
            .or(meta.author)
            .or(old.author)
            .or(front.author),
        user: script.user.or(visible.user).or(front.user),
        source: meta
            .source
            .or(script.source)
            .or(old.source)
            .or(front.source)
            .or_else(carried)
            .or(json_ld.source),
        id: script.id.or(front.id),
        tags: visible.tags.or(script.tags).or(old.tags).or(front.tags),
        categories: visible.categories.or(old.categories).or(front.categories),
        description: script.description.or(meta.description).or(json_ld.description).or(front.description),
        cover: meta.cover.or(json_ld.cover).or(front.cover),
        license: visible.license.or(front.license),
        kind: visible.kind.or(script.kind).or(old.kind),
        original: visible.original,
        counts: Counts {
            reads: visible.counts.reads.or(meta.counts.reads).or(old.counts.reads),
            likes: visible.counts.likes.or(meta.counts.likes).or(old.counts.likes),
            favourites: visible.counts.favourites.or(meta.counts.favourites),
        },
        other: front.other,
        unread: front.unread,
    }
}

/// The address the page was got from. What was noted in a page may be anything, and counts only where it is that of an
/// article of the site.
fn requested(source: &Source<'_>, hints: &Hints<'_>) -> Option<Sourced<String>> {
    let noted = source.saved_from.as_deref().filter(|url| article_id_of_url(url).is_some());
    let address = hints.url.or(noted).and_then(clean::web_address)?;
    Some(Sourced::new(without_query(&address).to_owned(), Origin::Request))
}

/// Takes id and user from the source address, which is the surest word on both, and else the id from the file name.
fn complete_from_address(metadata: &mut Metadata, file_name: Option<&str>) {
    let own = |text: &str, from| Sourced::new(text.to_owned(), from);
    let source = metadata.source.as_ref().map(|source| source.value.as_str());
    let id = source.and_then(article_id_of_url).map(|id| own(id, Origin::SourceUrl));
    let user = source.and_then(user_of_url).map(|user| own(user, Origin::SourceUrl));
    let of_file = || file_name.and_then(article_id_of_file_name).map(|id| own(id, Origin::FileName));
    metadata.id = id.or(metadata.id.take()).or_else(of_file);
    metadata.user = user.or(metadata.user.take());
}

/// Drops an update that is the publication, and an original that is the article itself.
fn drop_echoes(metadata: &mut Metadata) {
    let date = metadata.date.as_ref().map(|date| date.value);
    metadata.updated = metadata.updated.take().filter(|updated| Some(updated.value) != date);
    let source = metadata.source.as_ref().map(|source| source.value.as_str());
    let is_copy = metadata.is_copy();
    metadata.original =
        metadata.original.take().filter(|original| is_copy && Some(without_query(&original.value)) != source);
}

/// The element that holds the article and nothing else: old pages have no `#content_views`.
fn article_of(dom: &Dom) -> Option<Element<'_>> {
    dom.by_id("content_views").or_else(|| dom.by_id("article_content"))
}

/// Classes of boxes around an article that are about others, or that a machine made.
const FOREIGN: [&str; 6] = [
    "recommend-box",
    "recommend-item-box",
    "comment-box",
    "comment-list-container",
    "similar_article",
    "ai-abstract-box",
];

/// The elements of a page that are not inside its article, in document order, but for those in boxes that tell nothing of
/// it: they are most of a page.
pub(super) fn around_article(dom: &Dom) -> Vec<Element<'_>> {
    let article = article_of(dom).map(Element::node);
    let mut around = Vec::new();
    let mut next = dom.root().children().next();
    while let Some(node) = next {
        around.extend(node.as_element());
        let is_foreign = |e: Element<'_>| {
            e.has_attributes()
                && (e.id() == Some("content_views") || e.classes().any(|class| FOREIGN.contains(&class)))
        };
        let is_passed_over = Some(node) == article || node.as_element().is_some_and(is_foreign);
        let child = if is_passed_over { None } else { node.children().next() };
        next = child.or_else(|| after(node));
    }
    around
}

/// The node after `node` and all below it, in document order.
fn after(node: Node<'_>) -> Option<Node<'_>> {
    std::iter::successors(Some(node), |node| node.parent()).find_map(Node::next)
}

#[cfg(test)]
mod tests;
