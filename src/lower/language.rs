//! The language of a code block, where a page names one that can be believed.

use crate::dom::Element;
use crate::model::CodeLanguage;

/// Prefixes before a language in a class (dialects `code-prism`, `code-ck`, `code-hljs`, `code-kdocs`).
const PREFIXES: [&str; 3] = ["language-", "lang-", "kdocs-"];

/// Tokens that name no language (dialect `lang-odd`).
const JUNK: [&str; 22] = [
    "",
    "plain",
    "plaintext",
    "text",
    "txt",
    "none",
    "undefined",
    "null",
    "prism",
    "hljs",
    "has",
    "has-numbering",
    "copyable",
    "highlight",
    "prettyprint",
    "code-pre-line",
    "eye-protector-processed",
    "code",
    "auto",
    "nohighlight",
    "language",
    "other",
];

/// Languages the site's editors guess, of which at most one in twenty is right (dialect `lang-unreliable`).
const WRONG_GUESSES: [&str; 11] = [
    "handlebars",
    "apl",
    "lasso",
    "avrasm",
    "livecodeserver",
    "vala",
    "axapta",
    "brainfuck",
    "yacas",
    "scratch",
    "cobol",
];

/// The language of a `pre`: of its first `code`, else its own.
pub(super) fn of_pre(pre: Element<'_>) -> Option<CodeLanguage> {
    let inner = pre.find_tag("code");
    let named = inner.into_iter().chain([pre]).find_map(token).or_else(|| dp_name(pre));
    named.and_then(|token| known(&token)).filter(|language| !is_wrong_guess(language.as_str(), pre))
}

/// The language of a `code` outside a `pre`.
pub(super) fn of_code(code: Element<'_>) -> Option<CodeLanguage> {
    token(code).and_then(|token| known(&token))
}

/// The language in a class word, such as `cpp` in `cpp:nogutter`; `None` when it is none.
pub(super) fn known(token: &str) -> Option<CodeLanguage> {
    let token = token.to_lowercase();
    let token = token.strip_prefix("language-").unwrap_or(&token);
    let token = token.split(['?', ':', ';', '{', '<', ' ']).next().unwrap_or_default();
    if JUNK.contains(&token) || token.ends_with("-processed") { None } else { CodeLanguage::new(token) }
}

/// The word after a prefix in the class of `element`, or after `brush:`.
fn token(element: Element<'_>) -> Option<String> {
    let class = element.attribute("class")?;
    // `language-brush: java` and `brush: java; gutter: true`
    if let Some((_, brush)) = class.split_once("brush:") {
        return Some(brush.trim_start().to_owned());
    }
    let prefixed =
        |class: &str| PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix)).map(str::to_owned);
    class.split_ascii_whitespace().find_map(prefixed)
}

/// `<pre name="code" class="cpp">`, the oldest form.
fn dp_name(pre: Element<'_>) -> Option<String> {
    let named = pre.attribute("name") == Some("code");
    let is_state = |class: &str| matches!(class, "has" | "set-code-show" | "set-code-hide" | "prettyprint");
    named.then(|| pre.classes().find(|class| !is_state(class))).flatten().map(str::to_owned)
}

/// Whether `language` is one that the site's detection gives to nearly anything.
fn is_wrong_guess(language: &str, pre: Element<'_>) -> bool {
    let imported = pre.has_class("has");
    let by_prism = || pre.find(|e| e.tag() == "code" && e.has_class("prism")).is_some();
    WRONG_GUESSES.contains(&language)
        || (imported && matches!(language, "go" | "php"))
        || (language == "powershell" && by_prism())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn language(html: &str) -> Option<String> {
        let dom = parse(html, &Limits::default()).unwrap();
        of_pre(dom.elements().find(|e| e.tag() == "pre").unwrap()).map(String::from)
    }

    #[test]
    fn every_generation_names_its_language() {
        let found = |html: &str| language(html).unwrap_or_default();
        assert_eq!(found("<pre><code class='prism language-python has-numbering'>x"), "python");
        assert_eq!(found("<pre class=kdocs-typescript><code>x"), "typescript");
        assert_eq!(found("<pre name=code class='has cpp'>x"), "cpp");
        assert_eq!(found("<pre class='brush: Shell; gutter: false'>x"), "shell");
        assert_eq!(found("<pre><code class='language-language-c'>x"), "c");
        assert_eq!(found("<pre><code class='language-cpp?linenums'>x"), "cpp");
    }

    #[test]
    fn guesses_and_junk_are_no_languages() {
        assert_eq!(language("<pre><code class='hljs cpp'>x"), None);
        assert_eq!(language("<pre><code class='prism language-handlebars'>x"), None);
        assert_eq!(language("<pre class=has><code class='language-go'>x"), None);
        assert_eq!(language("<pre><code class='language-plaintext'>x"), None);
        assert_eq!(language("<pre><code class='language-异常信息'>x"), None);
    }
}
