//! The variables that a live page's scripts set: `var articleTitle = "标题";`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::clean::{encoded_line, labels, line, web_address};
use super::{ArticleKind, Date, Metadata, Origin, Sourced, article_url, js_string};
use crate::dom::Element;

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract) enum Literal {
    /// A string, escapes decoded.
    Text(String),
    /// `true`, `false` or digits, as written.
    Bare(String),
}

impl Literal {
    pub(in crate::extract) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Bare(text) => text,
        }
    }
}

/// The variables of interest that a page sets, by name; the first assignment counts.
pub(in crate::extract) type Variables = BTreeMap<String, Literal>;

/// Reads the variables out of the scripts among `elements`.
pub(in crate::extract) fn variables(elements: &[Element<'_>]) -> Variables {
    let mut variables = Variables::new();
    for script in elements.iter().filter(|element| element.tag() == "script") {
        let text = script.text();
        for found in ASSIGNMENT.captures_iter(&text) {
            if !found.get(0).and_then(|all| text.get(..all.start())).is_some_and(is_declaration) {
                continue;
            }
            let group = |name| found.name(name).map(|part: regex::Match<'_>| part.as_str());
            let text = group("double").or(group("single")).map(|text| Literal::Text(js_string::decode(text)));
            let value = text.or_else(|| group("bare").map(|bare| Literal::Bare(bare.to_owned())));
            if let (Some(name), Some(value)) = (group("name"), value) {
                variables.entry(name.to_owned()).or_insert(value);
            }
        }
    }
    variables
}

pub(super) fn read(variables: &Variables) -> Metadata {
    let text = |name: &str| variables.get(name).map(Literal::as_str);
    let sourced = |value: Option<String>| value.map(|value| Sourced::new(value, Origin::PageScript));
    let address = text("articleDetailUrl").and_then(web_address);
    let address = address.filter(|address| article_url::article_id_of_url(address).is_some());
    Metadata {
        title: sourced(text("articleTitle").and_then(encoded_line)),
        date: text("postTime").and_then(Date::parse).map(|date| Sourced::new(date, Origin::PageScript)),
        author: sourced(text("nickName").and_then(encoded_line)),
        user: sourced(text("username").and_then(line)),
        source: sourced(address.map(|address| article_url::without_query(&address).to_owned())),
        id: sourced(text("articleId").filter(|id| article_url::is_id(id)).map(str::to_owned)),
        tags: text("toolbarSearchExt").and_then(tags).map(|tags| Sourced::new(tags, Origin::PageScript)),
        description: sourced(text("articleDesc").and_then(encoded_line)),
        kind: text("articleType").and_then(kind).map(|kind| Sourced::new(kind, Origin::PageScript)),
        ..Metadata::default()
    }
}

/// The tags in `toolbarSearchExt`, which is JSON in a string: `{"id":1,"tag":["甲","乙"],"title":"题"}`.
fn tags(json: &str) -> Option<Vec<String>> {
    let value: Value = serde_json::from_str(json).ok()?;
    match value.get("tag")? {
        Value::Array(tags) => labels(tags.iter().filter_map(Value::as_str)),
        Value::String(tags) => labels(tags.split([',', '，'])),
        _ => None,
    }
}

fn kind(article_type: &str) -> Option<ArticleKind> {
    match article_type {
        "1" | "original" => Some(ArticleKind::Original),
        "2" | "repost" => Some(ArticleKind::Repost),
        "4" | "translated" => Some(ArticleKind::Translation),
        _ => None,
    }
}

/// Whether what stands before a name declares it.
fn is_declaration(before: &str) -> bool {
    let word = before.trim_end();
    let is_whole = |rest: &str| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let declares = |keyword: &&str| word.strip_suffix(keyword).is_some_and(is_whole);
    word.len() < before.len() && ["var", "let", "const"].iter().any(declares)
}

/// An assignment of a literal to one of the variables that tell something of the article. The names come first, as they are
/// rare in scripts of a hundred kilobytes, and declarations are not.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?<name>username|nickName|articleTitle|articleDesc|articleId|articleDetailUrl|",
        r"postTime|isVipArticle|canRead|payColumn|articleType|toolbarSearchExt)\s*=\s*",
        r#"(?:"(?<double>(?:[^"\\\n]|\\(?s:.))*)"|'(?<single>(?:[^'\\\n]|\\(?s:.))*)'|(?<bare>true|false|\d+)\b)"#,
    ))
    .expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::extract::metadata::around_article;
    use crate::options::Limits;

    fn read_script(script: &str) -> Metadata {
        let dom = dom::parse(&format!("<script>{script}</script>"), &Limits::default()).unwrap();
        read(&variables(&around_article(&dom)))
    }

    fn value<T>(field: Option<Sourced<T>>) -> T {
        field.unwrap().value
    }

    #[test]
    fn reads_the_variables_of_a_live_page() {
        let found = read_script(
            r##"var username =  "some_user"; var nickName = '昵\'称'; var articleTitle = "\u9898 &amp; \"x\"";
            var articleId = 12345; var articleDetailUrl = "https:\/\/blog.csdn.net\/some_user\/article\/details\/12345?a";
            var postTime = "2019-11-26 00:12:20"; let articleType=2; var articleDesc = "摘\n要";
            const toolbarSearchExt = '{"id":1,"tag":["甲","#乙"],"title":"\u9898"}';"##,
        );
        assert_eq!(value(found.title), "题 & \"x\"");
        assert_eq!((value(found.user), value(found.author)), ("some_user".into(), "昵'称".into()));
        assert_eq!(value(found.source), "https://blog.csdn.net/some_user/article/details/12345");
        assert_eq!((value(found.id), value(found.kind)), ("12345".into(), ArticleKind::Repost));
        assert_eq!(value(found.date).to_string(), "2019-11-26T00:12:20+08:00");
        assert_eq!(
            (value(found.tags), value(found.description)),
            (vec!["甲".into(), "乙".into()], "摘要".into())
        );
    }

    #[test]
    fn the_first_assignment_counts() {
        assert_eq!(value(read_script("var articleTitle='一';var articleTitle='二'").title), "一");
    }

    #[test]
    fn other_names_and_other_values_are_nothing() {
        let found = read_script(
            "var myarticleTitle='一'; var articleTitle = f('二'); var articleId = null; nickName='x'",
        );
        assert_eq!(found, Metadata::default());
    }
}
