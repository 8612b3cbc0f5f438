//! JSON instead of a page: an object, an array, several objects in lines, or the call of a function with one (JSONP).

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::{Deserializer, Map, Value};

use super::editor_article::EditorArticle;
use super::form;
use super::surrogates::replace_lone_surrogates;
use super::unusable::{Blank, Unusable};

/// What a text in JSON contains.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Json {
    /// One page.
    Page(String),
    /// One article of the editor's API.
    Article(EditorArticle),
    /// Something else.
    Other(Unusable),
}

/// Returns what `text` is, if all of it is JSON, or the beginning of JSON.
pub(crate) fn unusable(text: &str) -> Option<Unusable> {
    match read(text)? {
        Json::Page(_) | Json::Article(_) => Some(Unusable::Json),
        Json::Other(unusable) => Some(unusable),
    }
}

/// Whether `bytes`, which are JSON, seem to contain an article of the editor's API.
#[cfg(feature = "batch")]
pub(crate) fn names_editor_article(bytes: &[u8]) -> bool {
    EditorArticle::is_named_in(bytes)
}

/// Reads `text` as JSON. `None` if it is something else, such as Markdown after front matter in JSON.
pub(super) fn read(text: &str) -> Option<Json> {
    let text = text.trim().trim_end_matches([';', ',']).trim_end();
    let text = argument(text).unwrap_or(text);
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let mended = replace_lone_surrogates(text);
    let mut values = Vec::new();
    for value in Deserializer::from_str(&mended).into_iter::<Value>() {
        match value {
            Ok(value) if has_members(&value) => values.push(value),
            Err(error) if error.is_eof() && (!values.is_empty() || begins_with_member(text)) => {
                return Some(Json::Other(Unusable::BrokenJson));
            }
            Err(_) if is_whole(&mended) => return Some(Json::Other(Unusable::Json)),
            Ok(_) | Err(_) => return None,
        }
    }
    Some(match content(values) {
        Json::Article(article) => {
            Json::Article(EditorArticle { is_damaged: matches!(mended, Cow::Owned(_)), ..article })
        }
        content => content,
    })
}

/// Returns the only article or page in `values`, or why there is none.
fn content(values: Vec<Value>) -> Json {
    let otherwise = match values.as_slice() {
        [value] => message(value).map_or(Unusable::Json, Unusable::JsonMessage),
        _ => Unusable::JsonLines,
    };
    let mut found = Found::default();
    values.into_iter().for_each(|value| found.collect(value));
    if let Ok([article]) = <[Map<String, Value>; 1]>::try_from(found.articles) {
        let empty = Json::Other(Unusable::Blank(Blank::EditorArticle));
        return EditorArticle::read(article).map_or(empty, Json::Article);
    }
    match <[String; 1]>::try_from(found.pages) {
        Ok([page]) => Json::Page(page),
        Err(_) => Json::Other(otherwise),
    }
}

/// What JSON contains at any depth.
#[derive(Default)]
struct Found {
    articles: Vec<Map<String, Value>>,
    pages: Vec<String>,
}

impl Found {
    fn collect(&mut self, value: Value) {
        match value {
            Value::String(text) if form::is_page(&text) => self.pages.push(text),
            Value::Array(items) => items.into_iter().for_each(|item| self.collect(item)),
            Value::Object(members) if EditorArticle::is_in(&members) => self.articles.push(members),
            Value::Object(members) => members.into_iter().for_each(|(_, member)| self.collect(member)),
            _ => {}
        }
    }
}

/// The maximum number of characters of an API's message that are shown.
const MAX_MESSAGE: usize = 200;

/// Returns the message of an API, such as `{"code":400,"msg":"文章不存在"}`, in one line.
fn message(value: &Value) -> Option<String> {
    value.get("code")?;
    let text = ["msg", "message"].iter().find_map(|name| value.get(name)?.as_str())?;
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line: String = line.collect::<Vec<_>>().join(" ").chars().take(MAX_MESSAGE).collect();
    (!line.is_empty()).then_some(line)
}

/// Returns the argument of a call such as `callback({…});`.
fn argument(text: &str) -> Option<&str> {
    let length = text.find(|c: char| !(c.is_ascii_alphanumeric() || "_$.".contains(c)))?;
    let argument = text.get(length..)?.strip_prefix('(')?.strip_suffix(')')?.trim();
    (length > 0 && argument.starts_with('{')).then_some(argument)
}

/// Whether `text` is JSON, even if its values nest too deep to be read.
fn is_whole(text: &str) -> bool {
    begins_with_member(text)
        && Deserializer::from_str(text).into_iter::<IgnoredAny>().all(|value| value.is_ok())
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
        for (text, unusable) in [
            (twice.to_string(), Unusable::Json),
            (format!("{value}\n{value}\n"), Unusable::JsonLines),
            (r#"{"msg": "<p>无"}"#.to_owned(), Unusable::Json),
            (r#"{"code": 400, "msg": " ", "message": 1}"#.to_owned(), Unusable::Json),
            (
                r#"{"code": 400, "msg": "文章\r\n\u001b不存在"}"#.to_owned(),
                Unusable::JsonMessage("文章 不存在".to_owned()),
            ),
        ] {
            assert_eq!(read(&text), Some(Json::Other(unusable)), "{text}");
        }
        let long = format!(r#"{{"code":400,"message":"{}"}}"#, "长".repeat(MAX_MESSAGE + 1));
        assert_eq!(read(&long), Some(Json::Other(Unusable::JsonMessage("长".repeat(MAX_MESSAGE)))));
    }

    #[test]
    fn one_article_of_the_editor_is_found() {
        let data =
            |markdown: &str, html: &str| serde_json::json!({"markdowncontent": markdown, "content": html});
        let text = |json: &Value| match read(&json.to_string()) {
            Some(Json::Article(article)) => Ok((article.text, article.is_markdown)),
            other => Err(other),
        };
        let (markdown, html) = (data("# 一", "<p>一"), data("", PAGE));
        for json in [
            markdown.clone(),
            serde_json::json!({"code": 200, "data": markdown}),
            serde_json::json!([{"url": "https://a.b", "html": PAGE, "response": {"data": markdown}}]),
        ] {
            assert_eq!(text(&json), Ok(("# 一".to_owned(), true)), "{json}");
        }
        assert_eq!(text(&html), Ok((PAGE.to_owned(), false)));
        let cut = read(r#"{"title":"\ud83d","markdowncontent":"a\ud83d"}"#);
        let Some(Json::Article(EditorArticle { text: cut, is_damaged: true, .. })) = cut else {
            panic!("{cut:?}")
        };
        assert_eq!(cut, "a\u{fffd}");
        let other = |unusable| Err(Some(Json::Other(unusable)));
        assert_eq!(text(&data(" ", "\n")), other(Unusable::Blank(Blank::EditorArticle)));
        assert_eq!(text(&serde_json::json!([markdown, markdown])), other(Unusable::Json));
        let lines = format!("{markdown}\n{html}\n");
        assert_eq!(read(&lines), Some(Json::Other(Unusable::JsonLines)));
    }

    #[test]
    fn json_that_nests_deep_is_recognized() {
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        assert_eq!(read(&format!("{{\"a\":{deep}}}")), Some(Json::Other(Unusable::Json)));
        for markdown in [deep.clone(), format!("{{\"a\":{deep}}}\n\n正文"), format!("{{\"a\":{deep}]")] {
            assert_eq!(read(&markdown), None);
        }
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
