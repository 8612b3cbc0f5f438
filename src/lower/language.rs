//! The language of a code block, if the page names a credible one.

use crate::clean::header_language;
use crate::csdn::code::{
    BARE_LANGUAGE_BOXES, BOX_LANGUAGE_PREFIXES, BOX_WORD_PREFIXES, BRUSH_ATTRIBUTES, COPY_SCRIPT,
    GUESSED_LANGUAGES, Guesser, KDOCS_PREFIX, LANGUAGE_ATTRIBUTES, LANGUAGE_PREFIXES, LANGUAGES, MAX_BOXES,
    NOT_LANGUAGES, WORD_ATTRIBUTES,
};
use crate::dom::Element;
use crate::model::CodeLanguage;

/// Returns the language of a `pre` with this text: that of the first `code` in it that names one, else its own, else
/// that of the boxes or the header around it.
pub(super) fn of_pre(pre: Element<'_>, text: &str) -> Option<CodeLanguage> {
    let codes = pre.elements().filter(|e| e.tag() == "code" && !is_guess_of_page(pre, *e));
    let named = codes.chain([pre]).find_map(named).or_else(|| old_name(pre)).or_else(|| around(pre));
    named.filter(|language| is_credible(language.as_str(), pre, text))
}

/// Returns the language of code in an element other than `pre`, whose lines may name it: Quill writes a menu before
/// them.
pub(super) fn of_box(element: Element<'_>) -> Option<CodeLanguage> {
    named(element).or_else(|| element.child_elements().take(2).find_map(named)).or_else(|| around(element))
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
    let mut brushes =
        BRUSH_ATTRIBUTES.iter().filter_map(|name| element.attribute(name)?.split_once("brush:"));
    if let Some((_, brush)) = brushes.next() {
        return known(brush.trim_start());
    }
    let prefixed =
        |class: &str| LANGUAGE_PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix)).and_then(known);
    let by_class = element.classes().find_map(prefixed);
    by_class
        .or_else(|| LANGUAGE_ATTRIBUTES.iter().filter_map(|name| element.attribute(name)).find_map(known))
        .or_else(|| element.has_class("sourceCode").then(|| bare(element)).flatten())
        .or_else(|| element.classes().filter_map(|class| class.strip_prefix(KDOCS_PREFIX)).find_map(word))
        .or_else(|| {
            let mut attributes = WORD_ATTRIBUTES.iter().filter_map(|name| element.attribute(name));
            if matches!(element.tag(), "pre" | "code") { attributes.find_map(word) } else { None }
        })
}

/// `<code class="hljs language-sql" onclick="mdcp.copyCode(event)">`, or with `div.hljs-button` beside it: highlight.js
/// added its own guess after `hljs`, while an author's language precedes it. Other sites write this for an author's
/// language, with `lang="sql"`.
fn is_guess_of_page(pre: Element<'_>, code: Element<'_>) -> bool {
    let is_of_site = || code.attribute("onclick").is_some_and(|script| script.contains(COPY_SCRIPT));
    code.classes().next() == Some("hljs")
        && code.attribute("lang").is_none()
        && (is_of_site() || pre.find_class("hljs-button").is_some())
}

/// `<pre name="code" class="cpp">`, the oldest form, and `div.wp_syntax pre.cpp`.
fn old_name(pre: Element<'_>) -> Option<CodeLanguage> {
    let is_boxed = || {
        let mut boxes = pre.node().ancestors().take(MAX_BOXES);
        boxes.any(|e| BARE_LANGUAGE_BOXES.iter().any(|class| e.has_class(class)))
    };
    if pre.attribute("name") == Some("code") || is_boxed() { bare(pre) } else { None }
}

/// `div.language-bash > div.highlight > pre`, `div.highlight-source-shell > pre`, `div > div.header + pre`
fn around(code: Element<'_>) -> Option<CodeLanguage> {
    let prefixed = |class: &str| {
        let by_prefix =
            BOX_LANGUAGE_PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix)).and_then(known);
        by_prefix.or_else(|| {
            let name = BOX_WORD_PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix))?;
            word(name.split('-').next().unwrap_or_default())
        })
    };
    let attribute =
        |e: Element<'_>| LANGUAGE_ATTRIBUTES.iter().filter_map(|name| e.attribute(name)).find_map(known);
    let mut boxes = code.node().ancestors().take(MAX_BOXES);
    boxes
        .find_map(|e| e.classes().find_map(prefixed).or_else(|| attribute(e)))
        .or_else(|| header_language(code).and_then(word))
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
