//! The variables that a live page's scripts set, as metadata.

use serde_json::Value;

use super::clean::{encoded_line, labels, line, web_url};
use super::date::Date;
use super::title::search_phrase;
use super::values::{ArticleKind, Metadata, Origin, Sourced};
use crate::extract::article_url::{article_id_of_url, is_id, without_query};
use crate::extract::script_variables::Variables;

pub(super) fn read(variables: &Variables) -> Metadata {
    let text = |name: &str| variables.get(name).map(String::as_str);
    let sourced = |value: Option<String>| value.map(|value| Sourced::new(value, Origin::PageScript));
    let date = |name| Some(Sourced::new(Date::parse(text(name)?)?, Origin::PageScript));
    let url = text("articleDetailUrl").and_then(web_url).filter(|url| article_id_of_url(url).is_some());
    Metadata {
        title: sourced(text("articleTitle").and_then(encoded_line)),
        date: date("postTime"),
        updated: date("lastTime"),
        author: sourced(text("nickName").and_then(encoded_line)),
        user: sourced(text("username").and_then(line)),
        source: sourced(url.map(|url| without_query(&url).to_owned())),
        id: sourced(text("articleId").filter(|id| is_id(id)).map(str::to_owned)),
        tags: text("toolbarSearchExt").and_then(tags).map(|tags| Sourced::new(tags, Origin::PageScript)),
        description: sourced(text("articleDesc").and_then(encoded_line)),
        kind: text("articleType").and_then(kind).map(|kind| Sourced::new(kind, Origin::PageScript)),
        ..Metadata::default()
    }
}

/// Whether the page says that the article was never changed. Search engines are told a time some seconds after the
/// first publication even then.
pub(super) fn is_unchanged(variables: &Variables) -> bool {
    variables.get("lastTime").is_some_and(|time| time == "0")
}

/// Returns the search phrases that the page wants to be found by.
pub(super) fn search_phrases(variables: &Variables) -> Vec<String> {
    let text = |name: &str| variables.get(name).map(String::as_str);
    let in_title = text("articleTitles").and_then(search_phrase);
    in_title.into_iter().chain(text("baiduKey")).filter_map(encoded_line).collect()
}

/// Parses the tags in `toolbarSearchExt`, which is JSON in a string: `{"id":1,"tag":["甲","乙"],"title":"题"}`.
fn tags(json: &str) -> Option<Vec<String>> {
    let value: Value = serde_json::from_str(json).ok()?;
    match value.get("tag")? {
        Value::Array(tags) => labels(tags.iter().filter_map(Value::as_str)),
        Value::String(tags) => labels(tags.split([',', '，'])),
        _ => None,
    }
}

/// Reads the type of an article by its number or its name.
pub(super) fn kind(article_type: &str) -> Option<ArticleKind> {
    match article_type {
        "1" | "original" => Some(ArticleKind::Original),
        "2" | "repost" => Some(ArticleKind::Repost),
        "4" | "translated" => Some(ArticleKind::Translation),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::extract::surroundings::Surroundings;
    use crate::options::Limits;

    fn read_script(script: &str) -> Metadata {
        let page = dom::parse(&format!("<script>{script}</script>"), &Limits::default()).unwrap();
        read(&Surroundings::of(&page).variables)
    }

    #[test]
    fn an_unchanged_article_has_no_last_time() {
        assert_eq!(read_script("var lastTime = 0").updated, None);
        let page = dom::parse("<script>var lastTime = 0</script>", &Limits::default()).unwrap();
        assert!(is_unchanged(&Surroundings::of(&page).variables));
    }

    fn value<T>(field: Option<Sourced<T>>) -> T {
        field.unwrap().value
    }

    #[test]
    fn reads_the_variables_of_a_live_page() {
        let found = read_script(
            r##"var username =  "some_user"; var nickName = '昵\'称'; var articleTitle = "\u9898 &amp; \"x\"";
            var articleId = 12345; var articleDetailUrl = "https:\/\/blog.csdn.net\/some_user\/article\/details\/12345?a";
            var postTime = "2019-11-26 00:12:20"; var lastTime = "2020-01-02 03:04:05"; let articleType=2; var articleDesc = "摘\n要";
            const toolbarSearchExt = '{"id":1,"tag":["甲","#乙"],"title":"\u9898"}';"##,
        );
        assert_eq!(value(found.title), "题 & \"x\"");
        assert_eq!((value(found.user), value(found.author)), ("some_user".into(), "昵'称".into()));
        assert_eq!(value(found.source), "https://blog.csdn.net/some_user/article/details/12345");
        assert_eq!((value(found.id), value(found.kind)), ("12345".into(), ArticleKind::Repost));
        assert_eq!(value(found.date).to_string(), "2019-11-26T00:12:20+08:00");
        assert_eq!(value(found.updated).to_string(), "2020-01-02T03:04:05+08:00");
        assert_eq!(
            (value(found.tags), value(found.description)),
            (vec!["甲".into(), "乙".into()], "摘要".into())
        );
    }
}
