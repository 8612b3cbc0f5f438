//! JSON instead of a page: an object, an array, several objects in lines, or the call of a function with one (JSONP).

use serde_json::{Deserializer, Value};

use super::form;
use super::unusable::Unusable;

/// What a text in JSON contains.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Json {
    /// One page.
    Page(String),
    /// Something else.
    Other(Unusable),
}

/// The fields of the editor's API that contain an article, the better one first.
const EDITOR_FIELDS: [&str; 2] = ["markdowncontent", "content"];

/// Returns what `text` is, if all of it is JSON, or the beginning of JSON.
pub(crate) fn unusable(text: &str) -> Option<Unusable> {
    match read(text)? {
        Json::Page(_) => Some(Unusable::Json),
        Json::Other(unusable) => Some(unusable),
    }
}

/// Reads `text` as JSON. `None` if it is something else, such as Markdown after front matter in JSON.
pub(super) fn read(text: &str) -> Option<Json> {
    let text = text.trim().trim_end_matches([';', ',']).trim_end();
    let text = argument(text).unwrap_or(text);
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let mut values = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(value) if has_members(&value) => values.push(value),
            Err(error) if error.is_eof() && (!values.is_empty() || begins_with_member(text)) => {
                return Some(Json::Other(Unusable::BrokenJson));
            }
            Ok(_) | Err(_) => return None,
        }
    }
    if let [value] = values.as_slice()
        && let Some(field) = editor_field(value)
    {
        return Some(Json::Other(Unusable::EditorJson(field)));
    }
    let mut pages = Vec::new();
    values.into_iter().for_each(|value| collect_pages(value, &mut pages));
    Some(match <[String; 1]>::try_from(pages) {
        Ok([page]) => Json::Page(page),
        Err(_) => Json::Other(Unusable::Json),
    })
}

/// Returns the argument of a call such as `callback({…});`.
fn argument(text: &str) -> Option<&str> {
    let (name, call) = text.split_once('(')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_$.".contains(c));
    let argument = call.strip_suffix(')')?.trim();
    (is_name && argument.starts_with('{')).then_some(argument)
}

/// Whether `text` begins with the name of a member, as Markdown does not.
fn begins_with_member(text: &str) -> bool {
    let inner = text.trim_start_matches(|c: char| c.is_whitespace() || c == '[');
    let name = inner.strip_prefix('{').and_then(|inner| inner.trim_start().strip_prefix('"'));
    name.and_then(|name| name.split_once('"')).is_some_and(|(_, after)| after.trim_start().starts_with(':'))
}

/// Whether `value` is an object, or an array of objects or texts. `[1]` may be Markdown.
fn has_members(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.first().is_some_and(|item| item.is_object() || item.is_string()),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    }
}

/// Returns the field with the article, if `value` is a response of the editor's API.
fn editor_field(value: &Value) -> Option<&'static str> {
    let data = value.get("data")?;
    data.get("markdowncontent")?;
    let has_text =
        |name: &&&str| data.get(**name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    EDITOR_FIELDS.iter().find(has_text).copied()
}

fn collect_pages(value: Value, pages: &mut Vec<String>) {
    match value {
        Value::String(text) if form::is_page(&text) => pages.push(text),
        Value::Array(items) => items.into_iter().for_each(|item| collect_pages(item, pages)),
        Value::Object(members) => members.into_iter().for_each(|(_, member)| collect_pages(member, pages)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><p>文</p></html>";

    #[test]
    fn a_page_in_json_is_found() {
        let value = serde_json::json!({"url": "https://a.b", "html": PAGE});
        assert_eq!(read(&value.to_string()), Some(Json::Page(PAGE.to_owned())));
        assert_eq!(read(&format!("x.cb({value});\n")), Some(Json::Page(PAGE.to_owned())));
        let twice = serde_json::json!([value, value]);
        for text in
            [twice.to_string(), format!("{value}\n{value}\n"), r#"{"code": 400, "msg": "<p>无"}"#.to_owned()]
        {
            assert_eq!(read(&text), Some(Json::Other(Unusable::Json)), "{text}");
        }
    }

    #[test]
    fn json_of_the_editor_is_told_apart() {
        let response = |markdown: &str, html: &str| {
            serde_json::json!({"code": 200, "data": {"markdowncontent": markdown, "content": html}})
                .to_string()
        };
        let field = |text: &str| read(text);
        assert_eq!(
            field(&response("# 一", "<p>一")),
            Some(Json::Other(Unusable::EditorJson("markdowncontent")))
        );
        assert_eq!(field(&response("", "<html>一")), Some(Json::Other(Unusable::EditorJson("content"))));
        assert_eq!(field(&response("", "")), Some(Json::Other(Unusable::Json)));
    }

    #[test]
    fn json_that_ends_too_early_is_recognized() {
        let whole = serde_json::json!({"code": 200, "html": PAGE}).to_string();
        for end in [10, 20, whole.len() - 1] {
            let cut = whole.get(..end).unwrap();
            assert_eq!(read(cut), Some(Json::Other(Unusable::BrokenJson)), "{cut}");
        }
        assert_eq!(read(&format!("{whole}\n{{\"co")), Some(Json::Other(Unusable::BrokenJson)));
    }

    #[test]
    fn markdown_is_not_json() {
        for text in [
            "",
            "[1]",
            "[链接](a)",
            "[x]",
            "{}",
            "{",
            "[",
            "{{ 变量 }}",
            "{ \"a",
            "{\n\"title\": \"题\"\n}\n\n正文\n",
            "printf(\"{}\");",
            "f(x)",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
