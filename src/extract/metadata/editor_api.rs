//! The fields of a response of the editor's API.

use serde_json::{Map, Value};

use super::clean::{cover, encoded_line, labels, line, web_url};
use super::date::Date;
use super::description;
use super::page_script::kind;
use super::values::{Metadata, Origin, Sourced};
use crate::extract::article_url::is_id;

/// Reads the fields. Those of an unexpected type count as missing.
pub(super) fn read(fields: &Map<String, Value>) -> Metadata {
    let text = |name: &str| fields.get(name).and_then(text_of);
    let title = text("title").as_deref().and_then(line);
    let context = description::Context::new(Vec::new(), title.as_deref(), None);
    // The API of the new editor writes it in lower case.
    let summary = ["Description", "description"].into_iter().find_map(|name| encoded_line(&text(name)?));
    let description = summary.and_then(|summary| description::clean(&summary, &context));
    Metadata {
        description: sourced(description),
        title: sourced(title),
        date: sourced(text("postTime").as_deref().and_then(Date::parse)),
        id: sourced(text("article_id").filter(|id| is_id(id))),
        tags: sourced(fields.get("tags").and_then(labels_of)),
        categories: sourced(fields.get("categories").and_then(labels_of)),
        cover: sourced(fields.get("cover_images").and_then(cover_of)),
        kind: sourced(text("type").as_deref().and_then(kind)),
        original: sourced(text("original_link").as_deref().and_then(web_url)),
        ..Metadata::default()
    }
}

fn sourced<T>(value: Option<T>) -> Option<Sourced<T>> {
    value.map(|value| Sourced::new(value, Origin::EditorApi))
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Reads labels from a string with commas, or from a list.
fn labels_of(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(list) => labels(list.split([',', '，'])),
        Value::Array(items) => labels(items.iter().filter_map(Value::as_str)),
        _ => None,
    }
}

fn cover_of(urls: &Value) -> Option<String> {
    urls.as_array()?.iter().filter_map(Value::as_str).find_map(cover)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::metadata::ArticleKind;
    use serde_json::json;

    fn read_json(fields: &Value) -> Metadata {
        read(fields.as_object().unwrap())
    }

    #[test]
    fn a_response_is_read() {
        let found = read_json(&json!({
            "article_id": "12345", "title": " 题 &amp; 目 ", "Description": "一 &amp; 二", "tags": "甲,#乙，甲",
            "categories": "专栏", "type": "repost", "original_link": "https://a.b/c", "postTime": "2024-02-03 04:05:06",
            "cover_images": ["https://img-blog.csdnimg.cn/a.png?x-oss-process=1"],
        }));
        assert_eq!(found.title, sourced(Some("题 &amp; 目".to_owned())));
        assert_eq!(found.description.unwrap().value, "一 & 二");
        assert_eq!(
            (found.id.unwrap().value, found.kind.unwrap().value),
            ("12345".into(), ArticleKind::Repost)
        );
        assert_eq!(
            (found.tags.unwrap().value, found.categories.unwrap().value.len()),
            (vec!["甲".into(), "乙".into()], 1)
        );
        assert_eq!(found.date.unwrap().value.to_string(), "2024-02-03T04:05:06+08:00");
        assert_eq!(found.cover.unwrap().value, "https://img-blog.csdnimg.cn/a.png");
        assert_eq!(found.original.unwrap().value, "https://a.b/c");
    }

    #[test]
    fn unusable_fields_count_as_missing() {
        let found = read_json(&json!({
            "article_id": "x", "title": "", "Description": null, "description": "", "tags": "", "categories": 7,
            "type": "", "original_link": "无", "postTime": "某天", "cover_images": [],
        }));
        assert_eq!(found, Metadata::default());
        let lists = read_json(&json!({"article_id": 12345, "tags": ["甲", 1], "categories": [], "type": 4}));
        assert_eq!((lists.id.unwrap().value, lists.tags.unwrap().value), ("12345".into(), vec!["甲".into()]));
        assert_eq!((lists.kind.unwrap().value, lists.categories), (ArticleKind::Translation, None));
    }
}
