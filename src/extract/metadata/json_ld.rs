//! JSON-LD in Baidu's format (`title`, `pubDate`, `upDate`) and in schema.org's (`headline`, `datePublished`,
//! `dateModified`).
//!
//! In Baidu's format, `upDate` is when the article was first published and `pubDate` when its draft was made. Without
//! `upDate`, as in 2019, `pubDate` is when the page was made.

use serde_json::Value;

use super::clean::{cover, encoded_line, web_url};
use super::date::Date;
use super::title::{without_site_name, without_suffixes};
use super::values::{Metadata, Origin, Sourced};
use super::visible::user_of_home;
use crate::dom::Element;
use crate::extract::article_url::{article_id_of_url, without_query};

/// The names of the publication date.
const DATES: &[&str] = &["datePublished", "upDate", "pubDate"];

fn scripts<'e, 'a>(elements: &'e [Element<'a>]) -> impl Iterator<Item = Element<'a>> + use<'e, 'a> {
    let is_json_ld = |element: &Element<'_>| {
        let kind = element.attribute("type").unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("application/ld+json")
    };
    elements.iter().copied().filter(|element| element.tag() == "script").filter(is_json_ld)
}

pub(super) fn read(elements: &[Element<'_>]) -> Metadata {
    let mut found = Metadata::default();
    for value in scripts(elements).filter_map(|script| parse(&script.text())) {
        for object in objects(&value) {
            add(object, &mut found);
        }
    }
    found
}

/// Returns what should be the date of the article, and its script.
pub(super) fn date_text<'a>(elements: &[Element<'a>]) -> Option<(String, Element<'a>)> {
    scripts(elements).find_map(|script| {
        let value = parse(&script.text())?;
        let mut articles = objects(&value).into_iter().filter(|object| article_url(object).is_some());
        Some((articles.find_map(|object| text_in(object, DATES))?.to_owned(), script))
    })
}

/// Parses JSON that may contain line breaks in strings, as generated JSON-LD does.
fn parse(json: &str) -> Option<Value> {
    let without_controls = || json.replace(char::is_control, " ");
    serde_json::from_str(json).or_else(|_| serde_json::from_str(&without_controls())).ok()
}

/// Returns the objects of a document: itself, the members of an array, or those of a `@graph`.
fn objects(value: &Value) -> Vec<&Value> {
    let members = value.as_array().or_else(|| value.get("@graph").and_then(Value::as_array));
    match members {
        Some(members) => members.iter().filter(|member| member.is_object()).collect(),
        None => vec![value],
    }
}

/// Adds the values of `object` that `found` does not have yet.
fn add(object: &Value, found: &mut Metadata) {
    let text = |names: &[&str]| text_in(object, names);
    let sourced = |value: Option<String>| value.map(|value| Sourced::new(value, Origin::JsonLd));
    let date = |names: &[&str]| Some(Sourced::new(Date::parse(text(names)?)?, Origin::JsonLd));
    // Breadcrumbs and publishers have names too, so only objects about an article count.
    let url = article_url(object);
    let published = date(DATES);
    if url.is_none() && published.is_none() {
        return;
    }
    let title = text(&["headline"]).and_then(encoded_line).map(without_site_name);
    let title = title.or_else(|| text(&["title", "name"]).and_then(encoded_line).map(without_suffixes));
    // The name is the login name where it is that of the author's home page.
    let author = text(&["author"]).and_then(encoded_line);
    let user = object.get("author").and_then(home).and_then(user_of_home);
    let part = Metadata {
        title: sourced(title),
        date: published,
        updated: date(&["dateModified"]),
        author: sourced(author.clone().filter(|_| author != user)),
        user: sourced(user),
        source: sourced(url.map(|url| without_query(&url).to_owned())),
        description: sourced(text(&["description"]).and_then(encoded_line)),
        cover: sourced(text(&["image", "images"]).and_then(cover)),
        ..Metadata::default()
    };
    found.title = found.title.take().or(part.title);
    found.date = found.date.take().or(part.date);
    found.updated = found.updated.take().or(part.updated);
    found.author = found.author.take().or(part.author);
    found.user = found.user.take().or(part.user);
    found.source = found.source.take().or(part.source);
    found.description = found.description.take().or(part.description);
    found.cover = found.cover.take().or(part.cover);
}

/// Returns the text of the first of `names` that an object has.
fn text_in<'a>(object: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| text_of(object.get(*name)?))
}

/// Returns the URL of the article that an object is about.
fn article_url(object: &Value) -> Option<String> {
    let url = text_in(object, &["@id", "url", "mainEntityOfPage"]).and_then(web_url);
    url.filter(|url| article_id_of_url(url).is_some())
}

/// Returns the URL of an author's home page: `[{"name": "u", "url": "https://blog.csdn.net/u"}]`.
fn home(author: &Value) -> Option<&str> {
    first(author)?.get("url")?.as_str()
}

/// Returns the first item of an array, otherwise the value itself.
fn first(value: &Value) -> Option<&Value> {
    value.as_array().map_or(Some(value), |values| values.first())
}

/// Returns a string, the first string of an array, or the name of an object.
fn text_of(value: &Value) -> Option<&str> {
    let value = first(value)?;
    let named = || ["name", "@id", "url"].iter().find_map(|key| value.get(*key)?.as_str());
    value.as_str().or_else(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::extract::surroundings::Surroundings;
    use crate::options::Limits;

    fn read_json(json: &str) -> Metadata {
        let html = format!("<script type=\"application/ld+json\">{json}</script>");
        read(&Surroundings::of(&dom::parse(&html, &Limits::default()).unwrap()).elements)
    }

    #[test]
    fn baidus_format_is_read() {
        let found = read_json(
            r#"{"@id":"https://blog.csdn.net/u/article/details/12345","pubDate":"2019-11-25T20:00:00",
            "title":"题 &mdash;&mdash; 副-CSDN博客","upDate":"2019-11-26T00:12:20"}"#,
        );
        assert_eq!(found.title.unwrap().value, "题 —— 副");
        assert_eq!(found.date.unwrap().value.to_string(), "2019-11-26T00:12:20+08:00");
        assert_eq!(found.updated, None);
        assert_eq!(found.source.unwrap().value, "https://blog.csdn.net/u/article/details/12345");
    }

    #[test]
    fn schema_org_is_read_from_a_graph() {
        let found = read_json(
            r#"{"@graph":[{"@type":"BreadcrumbList","name":"首页"},{"headline":"题
            目","datePublished":"2026-01-02T03:04:05+08:00","author":[{"name":"某人"}],
            "image":{"url":"https://i.example.com/c.png"}}]}"#,
        );
        assert_eq!(found.title.unwrap().value, "题 目");
        assert_eq!(found.author.unwrap().value, "某人");
        assert_eq!(found.cover.unwrap().value, "https://i.example.com/c.png");
    }

    #[test]
    fn the_author_may_be_the_login_name() {
        let author = |name: &str| {
            let found = read_json(&format!(
                r#"{{"datePublished":"2026-01-02","author":{{"name":"{name}","url":"https://blog.csdn.net/u"}}}}"#
            ));
            (found.author.map(|author| author.value), found.user.unwrap().value)
        };
        assert_eq!(author("u"), (None, "u".into()));
        assert_eq!(author("某人"), (Some("某人".into()), "u".into()));
    }

    #[test]
    fn broken_json_is_ignored() {
        assert_eq!(read_json("{\"title\":"), Metadata::default());
        assert_eq!(read_json("[1,\"a\",[]]"), Metadata::default());
    }
}
