//! Front matter as metadata.
//!
//! `keywords` are not tags: in scraped posts they are the search phrase that found the page, often the title. They go
//! to `other`.

use std::borrow::Cow;

use serde_json::Value;

use super::artid::decode_artid;
use super::clean::{cover, encoded_line, is_placeholder_cover, labels, line, web_url};
use super::date::Date;
use super::values::{Metadata, Origin, Sourced};
use crate::extract::article_url::{is_date_prefix, is_id, without_query};
use crate::input::ParsedFrontMatter;

/// The meaning of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Date,
    Updated,
    Author,
    User,
    Tags,
    Categories,
    Description,
    Id,
    Source,
    EncodedSource,
    Cover,
    License,
    /// Settings of the scraper's site generator.
    Ignored,
}

/// The known keys. If several keys in a block set the same field, the first usable one counts.
const KEYS: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("date", Field::Date),
    ("updated", Field::Updated),
    ("lastmod", Field::Updated),
    ("last_modified_at", Field::Updated),
    ("author", Field::Author),
    ("nickname", Field::Author),
    ("user", Field::User),
    ("username", Field::User),
    ("tags", Field::Tags),
    ("categories", Field::Categories),
    ("description", Field::Description),
    ("artid", Field::Id),
    ("id", Field::Id),
    ("arturl", Field::Source),
    ("source", Field::Source),
    ("arturl_encode", Field::EncodedSource),
    ("cover", Field::Cover),
    ("image", Field::Cover),
    ("license", Field::License),
    ("layout", Field::Ignored),
    ("render_with_liquid", Field::Ignored),
];

fn field_of(key: &str) -> Option<Field> {
    KEYS.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, field)| *field)
}

/// Reads the known keys; all others go to `other`.
pub(super) fn read(front_matter: &ParsedFrontMatter) -> Metadata {
    let mut metadata = Metadata { unread: front_matter.unread.clone(), ..Metadata::default() };
    for (key, value) in &front_matter.entries {
        if !field_of(key).is_some_and(|field| set_field(field, value, &mut metadata)) && !is_empty(value) {
            metadata.other.insert(key.clone(), value.clone());
        }
    }
    metadata
}

/// Returns the entries of dates that are unknown because they cannot be read.
pub(super) fn unread_dates(metadata: &Metadata) -> impl Iterator<Item = (&String, &Value)> {
    metadata.other.iter().filter(|(key, _)| match field_of(key) {
        Some(Field::Date) => metadata.date.is_none(),
        Some(Field::Updated) => metadata.updated.is_none(),
        _ => false,
    })
}

/// Returns the search phrase of a scraped post.
pub(super) fn search_phrase(metadata: &Metadata) -> Option<String> {
    metadata.other.get("keywords").and_then(text)
}

/// Sets a field. Returns `false` when the value is unusable or the field is already set.
fn set_field(field: Field, value: &Value, metadata: &mut Metadata) -> bool {
    match field {
        Field::Title => set(&mut metadata.title, text(value).map(without_date_prefix)),
        Field::Date => set(&mut metadata.date, text(value).as_deref().and_then(Date::parse)),
        Field::Updated => set(&mut metadata.updated, text(value).as_deref().and_then(Date::parse)),
        Field::Author => set(&mut metadata.author, text(value)),
        Field::User => set(&mut metadata.user, text(value)),
        Field::Tags => set_labels(&mut metadata.tags, value),
        Field::Categories => set_labels(&mut metadata.categories, value),
        Field::Description => {
            set(&mut metadata.description, scalar(value).and_then(|text| encoded_line(&text)))
        }
        Field::Id => set(&mut metadata.id, text(value).filter(|id| is_id(id))),
        Field::Source => set(&mut metadata.source, text(value).as_deref().and_then(source)),
        Field::EncodedSource => set(&mut metadata.source, text(value).as_deref().and_then(encoded_source)),
        Field::Cover => set_cover(&mut metadata.cover, value),
        Field::License => set(&mut metadata.license, text(value)),
        Field::Ignored => true,
    }
}

fn set<T>(slot: &mut Option<Sourced<T>>, value: Option<T>) -> bool {
    let fits = value.is_some() && slot.is_none();
    if fits {
        *slot = value.map(|value| Sourced::new(value, Origin::FrontMatter));
    }
    fits
}

/// Sets a list of labels from a list or a string with commas. Lists with other than scalar items are rejected.
fn set_labels(slot: &mut Option<Sourced<Vec<String>>>, value: &Value) -> bool {
    let texts: Option<Vec<Cow<'_, str>>> = match value {
        Value::Array(items) => items.iter().map(scalar).collect(),
        Value::String(list) => Some(list.split([',', '，']).map(Cow::from).collect()),
        _ => None,
    };
    let Some(texts) = texts else { return false };
    match labels(texts.iter().map(|text| &**text)) {
        // Only placeholders: nothing to keep.
        None => true,
        found => set(slot, found),
    }
}

/// Sets the cover from `image: {path: …, alt: …}` or `cover: …`; placeholders are accepted and ignored.
fn set_cover(slot: &mut Option<Sourced<String>>, value: &Value) -> bool {
    let url = value.get("path").unwrap_or(value).as_str();
    url.is_some_and(|url| is_placeholder_cover(url) || set(slot, cover(url)))
}

fn source(url: &str) -> Option<String> {
    web_url(url).map(|url| without_query(&url).to_owned())
}

fn encoded_source(hex: &str) -> Option<String> {
    decode_artid(hex).map(|url| without_query(&url).to_owned())
}

fn text(value: &Value) -> Option<String> {
    line(&scalar(value)?)
}

fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(text.into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(truth) => Some(truth.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Removes a date: `2014-04-19-题目` becomes `题目` (dialect `fm-date-title`).
fn without_date_prefix(title: String) -> String {
    match title.split_at_checked(11) {
        Some((date, rest)) if is_date_prefix(date) && !rest.trim().is_empty() => rest.trim_start().to_owned(),
        Some(_) | None => title,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};

    fn keys(entries: &Map<String, Value>) -> Vec<&str> {
        entries.keys().map(String::as_str).collect()
    }

    fn read_json(entries: Value) -> Metadata {
        let Value::Object(entries) = entries else { panic!("an object") };
        read(&ParsedFrontMatter { entries, ..ParsedFrontMatter::default() })
    }

    #[test]
    fn a_scraped_post_is_read() {
        let found = read_json(json!({
            "layout": "post", "title": "2014-04-19-题目", "date": "2014-04-19 10:00:00 +0800", "artid": 24_000_001,
            "categories": ["未分类"], "tags": ["#甲", 2024, "甲"], "keywords": "题目",
            "image": {"path": "https://api.vvhan.com/api/bing?rand=sj&artid=1", "alt": "题目"},
            "arturl_encode": "68747470:3a2f2f612e62", "render_with_liquid": false,
        }));
        assert_eq!(found.title.unwrap().value, "题目");
        assert_eq!(found.date.unwrap().value.to_string(), "2014-04-19T10:00:00+08:00");
        assert_eq!(found.id.unwrap().value, "24000001");
        assert_eq!((found.tags.unwrap().value, found.categories), (vec!["甲".into(), "2024".into()], None));
        assert_eq!((found.source.unwrap().value, found.cover), ("http://a.b".into(), None));
        assert_eq!(keys(&found.other), ["keywords"]);
    }

    #[test]
    fn unusable_values_are_kept() {
        let found = read_json(json!({
            "date": "某天", "lastmod": "2024-01-01", "updated": "2024-01-02", "tags": [["甲"]], "image": "/a.png",
            "pin": true, "empty": null,
        }));
        assert_eq!(found.date, None);
        assert_eq!(found.updated.unwrap().value.day(), "2024-01-01");
        assert_eq!(keys(&found.other), ["date", "updated", "tags", "image", "pin"]);
    }

    #[test]
    fn tags_may_be_one_string() {
        assert_eq!(read_json(json!({"tags": "甲, 乙"})).tags.unwrap().value, ["甲", "乙"]);
    }
}
