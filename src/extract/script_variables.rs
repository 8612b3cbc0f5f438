//! The variables that the scripts of a live page set: `var articleTitle = "标题";`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::js_string;
use crate::dom::Element;

/// The variables about the article, by name: strings decoded, `true`, `false` and digits as written.
pub(super) type Variables = BTreeMap<String, String>;

/// Reads the variables that the scripts among `elements` declare. The first declaration of a name counts.
pub(super) fn read(elements: &[Element<'_>]) -> Variables {
    let mut variables = Variables::new();
    for script in elements.iter().filter(|element| element.tag() == "script") {
        let text = script.text();
        for found in ASSIGNMENT.captures_iter(&text) {
            if !found.get(0).and_then(|all| text.get(..all.start())).is_some_and(ends_with_keyword) {
                continue;
            }
            let group = |name| found.name(name).map(|part: regex::Match<'_>| part.as_str());
            let string = group("double").or(group("single")).map(js_string::decode);
            let value = string.or_else(|| group("bare").map(str::to_owned));
            if let (Some(name), Some(value)) = (group("name"), value) {
                variables.entry(name.to_owned()).or_insert(value);
            }
        }
    }
    variables
}

/// Whether `text` ends with a keyword that declares the name after it.
fn ends_with_keyword(text: &str) -> bool {
    let word = text.trim_end();
    let is_whole = |rest: &str| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let declares = |keyword: &&str| word.strip_suffix(keyword).is_some_and(is_whole);
    word.len() < text.len() && ["var", "let", "const"].iter().any(declares)
}

/// An assignment of a literal to a variable about the article. The pattern begins with the names because they are rare
/// in scripts of 100 kB, while `var` is not.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?<name>username|nickName|articleTitles?|articleDesc|articleId|articleDetailUrl|baiduKey|",
        r"postTime|lastTime|isVipArticle|canRead|payColumn|articleType|toolbarSearchExt)\s*=\s*",
        r#"(?:"(?<double>(?:[^"\\\n]|\\(?s:.))*)"|'(?<single>(?:[^'\\\n]|\\(?s:.))*)'|(?<bare>true|false|\d+)\b)"#,
    ))
    .expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::Limits;

    fn read_script(script: &str) -> Vec<(String, String)> {
        let page = dom::parse(&format!("<script>{script}</script>"), &Limits::default()).unwrap();
        read(&page.elements().collect::<Vec<_>>()).into_iter().collect()
    }

    #[test]
    fn literals_are_decoded() {
        let variables = read_script(r"let articleType=2; var nickName = '昵\'称'; const canRead = true");
        let expected = [("articleType", "2"), ("canRead", "true"), ("nickName", "昵'称")];
        assert_eq!(variables, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn the_first_declaration_counts() {
        let variables = read_script("var articleTitle='一';var articleTitle='二'");
        assert_eq!(variables, [("articleTitle".to_owned(), "一".to_owned())]);
    }

    #[test]
    fn other_names_values_and_assignments_are_ignored() {
        let script =
            "var myarticleTitle='一'; var articleTitle = f('二'); var articleId = null; nickName='x'";
        assert_eq!(read_script(script), []);
    }
}
