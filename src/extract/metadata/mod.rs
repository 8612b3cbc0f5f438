//! What a page says about its article, each value with its origin.
//!
//! There is one file for each source of values. Each returns a partial [`Metadata`], and `merge` defines the precedence
//! of the sources for each field. Machine-generated tags and summaries are ignored: they are not the author's.

mod around;
mod artid;
mod clean;
mod copyright;
mod count;
mod date;
mod description;
mod editor_api;
mod front_matter;
mod json_ld;
mod meta_tags;
mod old_skins;
mod page_script;
mod report_data;
mod title;
mod unread_dates;
mod values;
mod visible;
mod visible_dates;

use serde_json::{Map, Value};

use super::article_url::{article_id_of_file_name, article_id_of_url, user_of_url, without_query};
use super::surroundings::{Surroundings, content_element};
use crate::dom::{Dom, Element};
use crate::input::{Hints, Source};

pub use artid::decode_artid;
pub use date::Date;
pub(super) use unread_dates::of_page as unread_dates_of_page;
pub(crate) use unread_dates::unread_dates;
pub use values::{ArticleKind, Counts, Metadata, Origin, Sourced};

/// Reads the metadata of the article `root` from its page, its front matter and its file name.
pub(super) fn read(
    page: &Dom,
    root: Element<'_>,
    surroundings: &Surroundings<'_>,
    source: &Source<'_>,
    hints: &Hints<'_>,
) -> Metadata {
    let mut found = Found {
        visible: visible::read(surroundings),
        old_skins: old_skins::read(&surroundings.index),
        script: page_script::read(&surroundings.variables),
        json_ld: json_ld::read(&surroundings.elements),
        meta_tags: meta_tags::read(&surroundings.elements),
        front_matter: read_front_matter(source),
    };
    if page_script::is_unchanged(&surroundings.variables) {
        (found.json_ld.updated, found.meta_tags.updated) = (None, None);
    }
    let mut phrases = meta_tags::search_phrases(&surroundings.elements);
    phrases.extend(page_script::search_phrases(&surroundings.variables));
    let hidden_source = || report_data::source(&surroundings.elements).or_else(|| artid::read(page));
    let mut metadata = merge(found, phrases, Some(root), hidden_source);
    if metadata.original.is_none() && metadata.is_copy() {
        metadata.original = content_element(page).and_then(visible::original_in);
    }
    complete(metadata, source, hints)
}

/// Reads the metadata of Markdown from its front matter and its file name, or from the response of the editor's API that
/// it was in.
///
/// ```
/// use csdown::{Hints, stages::{extract::metadata, input}};
/// let hints = Hints::default();
/// let source = input::read("---\ntitle: 题\n---\n正文\n".as_bytes(), &hints);
/// assert_eq!(metadata::of_markdown(&source, &hints).title.unwrap().value, "题");
/// ```
pub fn of_markdown(source: &Source<'_>, hints: &Hints<'_>) -> Metadata {
    if let Some(fields) = &source.editor {
        return of_editor(fields, hints);
    }
    let found = Found { front_matter: read_front_matter(source), ..Found::default() };
    let named = || around::source(source).map(Sourced::visible);
    complete(merge(found, Vec::new(), None, named), source, hints)
}

/// Reads the metadata of a response of the editor's API from its `fields`, the URL and the file name. The response has
/// no URL, and its own URL is not that of the article.
pub(super) fn of_editor(fields: &Map<String, Value>, hints: &Hints<'_>) -> Metadata {
    let mut metadata = editor_api::read(fields);
    let url = hints.url.filter(|url| article_id_of_url(url).is_some()).and_then(clean::web_url);
    metadata.source = url.map(|url| Sourced::new(without_query(&url).to_owned(), Origin::Request));
    complete_from_url(&mut metadata, hints.file_name);
    drop_redundant(&mut metadata);
    metadata
}

/// Completes the metadata of Markdown that csdown wrote, of which front matter has all but what the URL says.
pub(crate) fn of_written(mut metadata: Metadata, hints: &Hints<'_>) -> Metadata {
    complete_from_url(&mut metadata, hints.file_name);
    metadata
}

fn read_front_matter(source: &Source<'_>) -> Metadata {
    source.front_matter.as_ref().map(front_matter::read).unwrap_or_default()
}

/// The values that each source has.
#[derive(Default)]
struct Found {
    visible: Metadata,
    script: Metadata,
    json_ld: Metadata,
    meta_tags: Metadata,
    old_skins: Metadata,
    front_matter: Metadata,
}

/// Takes each field from the first source that has it, in the order given here.
///
/// The heading comes first because other titles are shortened, have suffixes, or are made safe for file names (dialect
/// `title-sanitised`). Front matter comes late because scrapers fill it with second-hand values.
///
/// The dates that the page shows come before those for its scripts and for search engines, which may be those of the
/// draft or of the page.
///
/// `phrases` and the headings of `article` are what the description may repeat. `hidden_source` searches the whole page
/// for the hidden source URL, which few pages need.
fn merge(
    found: Found,
    mut phrases: Vec<String>,
    article: Option<Element<'_>>,
    hidden_source: impl FnOnce() -> Option<Sourced<String>>,
) -> Metadata {
    phrases.extend(front_matter::search_phrase(&found.front_matter));
    let Found { visible, script, json_ld, meta_tags: meta, old_skins: old, front_matter: front } = found;
    let title = visible.title.or(old.title).or(script.title).or(json_ld.title).or(meta.title).or(front.title);
    let descriptions = [script.description, meta.description, json_ld.description, front.description];
    let context = description::Context::new(phrases, title.as_ref().map(|title| &*title.value), article);
    let description = descriptions
        .into_iter()
        .flatten()
        .find_map(|found| Some(Sourced::new(description::clean(&found.value, &context)?, found.from)));
    Metadata {
        title,
        description,
        date: visible.date.or(script.date).or(json_ld.date).or(meta.date).or(front.date),
        updated: visible.updated.or(script.updated).or(json_ld.updated).or(meta.updated).or(front.updated),
        author: script
            .author
            .or(visible.author)
            .or(json_ld.author)
            .or(meta.author)
            .or(old.author)
            .or(front.author),
        user: script.user.or(visible.user).or(json_ld.user).or(front.user),
        source: meta
            .source
            .or(script.source)
            .or(old.source)
            .or(visible.source)
            .or(front.source)
            .or_else(hidden_source)
            .or(json_ld.source),
        id: script.id.or(front.id),
        tags: visible.tags.or(script.tags).or(old.tags).or(front.tags),
        categories: visible.categories.or(old.categories).or(front.categories),
        cover: meta.cover.or(json_ld.cover).or(front.cover),
        license: visible.license.or(front.license),
        kind: visible.kind.or(old.kind).or(script.kind),
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

/// Fills in what the request, the article's URL and the file name say, and drops redundant values.
fn complete(mut metadata: Metadata, source: &Source<'_>, hints: &Hints<'_>) -> Metadata {
    metadata.source = metadata.source.take().or_else(|| requested_url(source, hints));
    complete_from_url(&mut metadata, hints.file_name);
    drop_redundant(&mut metadata);
    metadata
}

/// Returns the URL the page was requested from. A URL noted by whoever saved the page counts only when it is an
/// article's.
fn requested_url(source: &Source<'_>, hints: &Hints<'_>) -> Option<Sourced<String>> {
    let noted = source.saved_from.as_deref().filter(|url| article_id_of_url(url).is_some());
    let url = hints.url.or(noted).and_then(clean::web_url)?;
    Some(Sourced::new(without_query(&url).to_owned(), Origin::Request))
}

/// Takes the id and the user from the article's URL, their most reliable source. The file name is the last resort for
/// the id.
fn complete_from_url(metadata: &mut Metadata, file_name: Option<&str>) {
    let sourced = |text: &str, origin| Sourced::new(text.to_owned(), origin);
    let url = metadata.source.as_ref().map(|source| source.value.as_str());
    let id = url.and_then(article_id_of_url).map(|id| sourced(id, Origin::SourceUrl));
    let user = url.and_then(user_of_url).map(|user| sourced(user, Origin::SourceUrl));
    let from_file_name =
        || file_name.and_then(article_id_of_file_name).map(|id| sourced(id, Origin::FileName));
    metadata.id = id.or(metadata.id.take()).or_else(from_file_name);
    // Canonical URLs are in lower case; the page has the author's own spelling.
    let own = metadata.user.take();
    let is_same =
        |own: &Sourced<String>| user.as_ref().is_none_or(|user| user.value.eq_ignore_ascii_case(&own.value));
    metadata.user = own.filter(is_same).or(user);
}

/// Drops an update that equals the publication date, and an original that is the article itself.
fn drop_redundant(metadata: &mut Metadata) {
    let date = metadata.date.as_ref().map(|date| date.value);
    metadata.updated = metadata.updated.take().filter(|updated| Some(updated.value) != date);
    let source = metadata.source.as_ref().map(|source| source.value.as_str());
    let is_copy = metadata.is_copy();
    metadata.original =
        metadata.original.take().filter(|original| is_copy && Some(without_query(&original.value)) != source);
}

#[cfg(test)]
mod tests;
