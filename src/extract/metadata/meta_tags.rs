//! `<title>`, `<meta>` and `<link rel="canonical">`.

use super::clean::{cover, line, web_url};
use super::count::parse_count;
use super::date::Date;
use super::description;
use super::title::{search_phrase, without_site_name, without_suffixes};
use super::values::{Counts, Metadata, Origin, Sourced};
use crate::dom::Element;
use crate::extract::article_url::{article_id_of_url, without_query};

pub(super) fn read(elements: &[Element<'_>]) -> Metadata {
    let metas: Vec<_> = elements.iter().copied().filter(|element| element.tag() == "meta").collect();
    let meta = |names: &[&str]| names.iter().find_map(|name| content(&metas, name)).and_then(line);
    let sourced = |value: Option<String>| value.map(|value| Sourced::new(value, Origin::MetaTag));
    let date = |names: &[&str]| Some(Sourced::new(Date::parse(&meta(names)?)?, Origin::MetaTag));
    let description = meta(&["description", "og:description"]);
    Metadata {
        title: sourced(meta(&["og:title"]).map(without_site_name)).or_else(|| document_title(elements)),
        date: date(&["article:published_time"]),
        updated: date(&["article:modified_time"]),
        author: sourced(meta(&["author", "article:author"]).filter(|author| web_url(author).is_none())),
        source: canonical(elements),
        cover: sourced(meta(&["og:image"]).as_deref().and_then(cover)),
        counts: description.as_deref().map(counts).unwrap_or_default(),
        description: sourced(description),
        ..Metadata::default()
    }
}

fn content<'a>(metas: &[Element<'a>], name: &str) -> Option<&'a str> {
    metas.iter().filter(|meta| is_named(**meta, name)).find_map(|element| element.attribute("content"))
}

fn is_named(meta: Element<'_>, name: &str) -> bool {
    let named = meta.attribute("property").or_else(|| meta.attribute("name"));
    named.is_some_and(|named| named.eq_ignore_ascii_case(name))
}

/// Returns the content of the `<meta>` called `name`, and the element.
pub(super) fn text_of<'a>(elements: &[Element<'a>], name: &str) -> Option<(String, Element<'a>)> {
    let mut metas = elements.iter().filter(|element| element.tag() == "meta" && is_named(**element, name));
    metas.find_map(|meta| Some((meta.attribute("content")?.to_owned(), *meta)))
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

/// Returns the page's `<title>` without suffixes.
fn document_title(elements: &[Element<'_>]) -> Option<Sourced<String>> {
    let title = line(&title_element(elements)?.text())?;
    Some(Sourced::new(without_suffixes(title), Origin::DocumentTitle))
}

/// Returns the first `<title>` outside SVG images. It is in the body when text precedes the doctype.
fn title_element<'a>(elements: &[Element<'a>]) -> Option<Element<'a>> {
    let in_image = |element: Element<'_>| element.node().ancestors().any(|above| above.tag() == "svg");
    elements.iter().copied().find(|element| element.tag() == "title" && !in_image(*element))
}

/// Returns the search phrases that the head names: the keywords, and the tail of the title.
pub(super) fn search_phrases(elements: &[Element<'_>]) -> Vec<String> {
    let metas: Vec<_> = elements.iter().copied().filter(|element| element.tag() == "meta").collect();
    let title = title_element(elements).and_then(|title| line(&title.text()));
    let in_title = title.as_deref().and_then(search_phrase).map(str::to_owned);
    content(&metas, "keywords").and_then(line).into_iter().chain(in_title).collect()
}

/// Parses the counts at the beginning of a description: `文章浏览阅读2.7w次，点赞24次，收藏54次。摘要`.
fn counts(description: &str) -> Counts {
    let Some(prefix) = description::counts(description) else { return Counts::default() };
    let count = |word: &str| {
        let (_, after) = prefix.split_once(word)?;
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
    fn counts_are_read_from_the_description() {
        let found =
            read_head("<meta name=description content='文章浏览阅读2.7w次，点赞24次，收藏1,054次。摘要……'>");
        let number = |count: Option<Sourced<u64>>| count.unwrap().value;
        assert_eq!(number(found.counts.reads), 27_000);
        assert_eq!((number(found.counts.likes), number(found.counts.favourites)), (24, 1054));
        let found = read_head("<meta name=description content='文章浏览阅读10w+次，点赞2次。摘要'>");
        assert_eq!((number(found.counts.reads), number(found.counts.likes)), (100_000, 2));
    }

    #[test]
    fn titles_of_svg_images_are_ignored() {
        let title = |body: &str| {
            let page = dom::parse(body, &Limits::default()).unwrap();
            read(&Surroundings::of(&page).elements).title.map(|title| title.value)
        };
        assert_eq!(title("<body><svg><title>图</title></svg></body>"), None);
        assert_eq!(title("x<svg><title>图</title></svg><title>题</title>").as_deref(), Some("题"));
    }
}
