//! The language of a code block, if the page names a credible one.

use crate::csdn::code::{
    BOX_LANGUAGE_PREFIXES, GUESSED_LANGUAGES, Guesser, KDOCS_PREFIX, LANGUAGE_ATTRIBUTES, LANGUAGE_PREFIXES,
    LANGUAGES, NOT_LANGUAGES,
};
use crate::dom::Element;
use crate::model::CodeLanguage;

/// Returns the language of a `pre` with this text: that of the first `code` in it that names one, else its own, else
/// that of the box around it.
pub(super) fn of_pre(pre: Element<'_>, text: &str) -> Option<CodeLanguage> {
    let codes = pre.elements().filter(|e| e.tag() == "code");
    let named = codes.chain([pre]).find_map(named).or_else(|| old_name(pre)).or_else(|| of_parent(pre));
    named.filter(|language| is_credible(language.as_str(), pre, text))
}

/// Returns the language of a `code` outside a `pre`.
pub(super) fn of_code(code: Element<'_>) -> Option<CodeLanguage> {
    named(code)
}

/// Returns the language that a class names without a prefix.
pub(super) fn bare(element: Element<'_>) -> Option<CodeLanguage> {
    element.classes().find_map(word)
}

/// Returns the language with this name, such as `Shell`.
pub(super) fn word(name: &str) -> Option<CodeLanguage> {
    let name = name.trim().to_lowercase();
    if LANGUAGES.contains(&name.as_str()) { CodeLanguage::new(&name) } else { None }
}

/// Returns the language in a class, such as `cpp` in `cpp:nogutter`.
pub(super) fn known(token: &str) -> Option<CodeLanguage> {
    let token = token.to_lowercase();
    let token = token.strip_prefix("language-").unwrap_or(&token);
    let end = |c: char| matches!(c, '?' | ':' | ';' | '{' | '<' | ',') || c.is_whitespace();
    let token = token.split(end).next().unwrap_or_default();
    if NOT_LANGUAGES.contains(&token) || token.ends_with("-processed") {
        None
    } else {
        CodeLanguage::new(token)
    }
}

/// Returns the language that `element` names: `class="language-x"`, `class="brush: x; toolbar: false"`,
/// `data-lang="x"`.
fn named(element: Element<'_>) -> Option<CodeLanguage> {
    let class = element.attribute("class").unwrap_or_default();
    if let Some((_, brush)) = class.split_once("brush:") {
        return known(brush.trim_start());
    }
    let prefixed =
        |class: &str| LANGUAGE_PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix)).and_then(known);
    let by_class = class.split_ascii_whitespace().find_map(prefixed);
    by_class
        .or_else(|| LANGUAGE_ATTRIBUTES.iter().find_map(|name| element.attribute(name)).and_then(known))
        .or_else(|| element.has_class("sourceCode").then(|| bare(element)).flatten())
        .or_else(|| element.classes().filter_map(|class| class.strip_prefix(KDOCS_PREFIX)).find_map(word))
}

/// `<pre name="code" class="cpp">`, the oldest form.
fn old_name(pre: Element<'_>) -> Option<CodeLanguage> {
    if pre.attribute("name") == Some("code") { bare(pre) } else { None }
}

/// `div.language-bash > div.highlight > pre`, `div.highlight-source-shell > pre`
fn of_parent(pre: Element<'_>) -> Option<CodeLanguage> {
    let prefixed = |class: &str| {
        BOX_LANGUAGE_PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix)).and_then(known)
    };
    pre.node().ancestors().take(2).find_map(|around| around.classes().find_map(prefixed))
}

fn is_credible(language: &str, pre: Element<'_>, text: &str) -> bool {
    let is_made_by = |guesser: Guesser| match guesser {
        Guesser::Any => true,
        Guesser::Importer => pre.has_class("has"),
        Guesser::Prism => pre.find_tag("code").is_some_and(|code| code.has_class("prism")),
    };
    let mut guesses =
        GUESSED_LANGUAGES.iter().filter(|guess| guess.name == language && is_made_by(guess.guesser));
    guesses.all(|guess| guess.proofs.iter().any(|proof| text.contains(proof)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn language(html: &str) -> Option<String> {
        let dom = parse(html, &Limits::default()).unwrap();
        let pre = dom.elements().find(|e| e.tag() == "pre").unwrap();
        of_pre(pre, &pre.text()).map(String::from)
    }

    #[test]
    fn reads_the_language_of_every_editor() {
        let found = |html: &str| language(html).unwrap_or_default();
        assert_eq!(found("<pre><code class='prism language-python has-numbering'>x"), "python");
        assert_eq!(found("<pre class=kdocs-typescript><code>x"), "typescript");
        assert_eq!(found("<pre name=code class='has cpp'>x"), "cpp");
        assert_eq!(found("<pre class='brush: Shell; gutter: false'>x"), "shell");
        assert_eq!(found("<pre><code class='language-language-c'>x"), "c");
        assert_eq!(found("<pre><code class='language-cpp?linenums'>x"), "cpp");
    }

    #[test]
    fn ignores_guesses_and_junk() {
        assert_eq!(language("<pre><code class='hljs cpp'>x"), None);
        assert_eq!(language("<pre><code class='prism language-handlebars'>x"), None);
        assert_eq!(language("<pre class=has><code class='language-go'>x"), None);
        assert_eq!(language("<pre><code class='language-plaintext'>x"), None);
        assert_eq!(language("<pre><code class='language-异常信息'>x"), None);
    }
}
