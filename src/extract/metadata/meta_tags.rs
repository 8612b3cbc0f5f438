//! `<title>`, `<meta>` and `<link rel="canonical">`.

use super::clean::{cover, line, web_url};
use super::count::parse_count;
use super::date::Date;
use super::description::{COUNTS, summary};
use super::title::{without_site_name, without_suffixes};
use super::values::{Counts, Metadata, Origin, Sourced};
use crate::dom::Element;
use crate::extract::article_url::{article_id_of_url, without_query};

pub(super) fn read(elements: &[Element<'_>]) -> Metadata {
    let metas: Vec<_> = elements.iter().copied().filter(|element| element.tag() == "meta").collect();
    let meta = |names: &[&str]| names.iter().find_map(|name| content(&metas, name)).and_then(line);
    let sourced = |value: Option<String>| value.map(|value| Sourced::new(value, Origin::MetaTag));
    let date = |names: &[&str]| Some(Sourced::new(Date::parse(&meta(names)?)?, Origin::MetaTag));
    let description = meta(&["description", "og:description"]);
    let keywords = meta(&["keywords"]);
    Metadata {
        title: sourced(meta(&["og:title"]).map(without_site_name)).or_else(|| document_title(elements)),
        date: date(&["article:published_time"]),
        updated: date(&["article:modified_time"]),
        author: sourced(meta(&["author", "article:author"]).filter(|author| web_url(author).is_none())),
        source: canonical(elements),
        description: sourced(description.as_deref().and_then(|text| summary(text, keywords.as_deref()))),
        cover: sourced(meta(&["og:image"]).as_deref().and_then(cover)),
        counts: description.as_deref().map(counts).unwrap_or_default(),
        ..Metadata::default()
    }
}

fn content<'a>(metas: &[Element<'a>], name: &str) -> Option<&'a str> {
    let is_named = |element: &&Element<'_>| {
        let named = element.attribute("property").or_else(|| element.attribute("name"));
        named.is_some_and(|named| named.eq_ignore_ascii_case(name))
    };
    metas.iter().filter(is_named).find_map(|element| element.attribute("content"))
}

/// Returns the canonical URL if it is an article's.
fn canonical(elements: &[Element<'_>]) -> Option<Sourced<String>> {
    let is_canonical = |element: &&Element<'_>| {
        element.tag() == "link"
            && element.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
    };
    let urls = elements.iter().filter(is_canonical).filter_map(|element| element.attribute("href"));
    let url = urls.filter_map(web_url).find(|href| article_id_of_url(href).is_some())?;
    Some(Sourced::new(without_query(&url).to_owned(), Origin::CanonicalLink))
}

/// Returns the page's `<title>` without suffixes. Titles inside SVG images do not count.
fn document_title(elements: &[Element<'_>]) -> Option<Sourced<String>> {
    let in_head =
        |element: &Element<'_>| element.node().parent_element().is_some_and(|parent| parent.tag() == "head");
    let title = elements.iter().find(|element| element.tag() == "title" && in_head(element))?;
    let title = line(&title.text())?;
    Some(Sourced::new(without_suffixes(title), Origin::DocumentTitle))
}

/// Parses the counts at the beginning of a description: `文章浏览阅读2.7w次，点赞24次，收藏54次。摘要`.
fn counts(description: &str) -> Counts {
    let Some(prefix) = COUNTS.find(description) else { return Counts::default() };
    let count = |word: &str| {
        let (_, after) = prefix.as_str().split_once(word)?;
        let (number, _) = after.split_once('次')?;
        Some(Sourced::new(parse_count(number)?, Origin::MetaTag))
    };
    Counts { reads: count("阅读"), likes: count("点赞"), favourites: count("收藏") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::extract::surroundings::Surroundings;
    use crate::options::Limits;

    fn read_head(head: &str) -> Metadata {
        let html = format!("<!doctype html><html><head>{head}</head><body></body></html>");
        read(&Surroundings::of(&dom::parse(&html, &Limits::default()).unwrap()).elements)
    }

    #[test]
    fn og_title_takes_precedence_over_the_document_title() {
        let found =
            read_head("<title>乙</title><meta property=og:title content='甲_甲-CSDN博客'>").title.unwrap();
        assert_eq!((found.value.as_str(), found.from), ("甲_甲", Origin::MetaTag));
    }

    #[test]
    fn only_article_urls_are_canonical() {
        let link =
            |href: &str| read_head(&format!("<link rel=canonical href='{href}'>")).source.map(|s| s.value);
        let url = "https://blog.csdn.net/u/article/details/12345";
        assert_eq!(link(&format!("{url}?spm=1")).as_deref(), Some(url));
        assert_eq!(link("https://blog.csdn.net/u"), None);
    }

    #[test]
    fn counts_are_removed_from_the_description() {
        let found =
            read_head("<meta name=description content='文章浏览阅读2.7w次，点赞24次，收藏1,054次。摘要……'>");
        assert_eq!(found.description.unwrap().value, "摘要……");
        let number = |count: Option<Sourced<u64>>| count.unwrap().value;
        assert_eq!(number(found.counts.reads), 27_000);
        assert_eq!((number(found.counts.likes), number(found.counts.favourites)), (24, 1054));
        assert_eq!(read_head("<meta name=description content='文章浏览阅读3次。'>").description, None);
    }

    #[test]
    fn titles_of_svg_images_are_ignored() {
        let html = "<body><svg><title>图</title></svg></body>";
        let page = dom::parse(html, &Limits::default()).unwrap();
        assert_eq!(read(&Surroundings::of(&page).elements).title, None);
    }
}
