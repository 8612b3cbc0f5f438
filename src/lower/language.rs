//! The language of a code block, where a page names one that can be believed.

use crate::dom::Element;
use crate::model::CodeLanguage;

/// Prefixes before a language in a class (dialects `code-prism`, `code-ck`, `code-hljs`).
const PREFIXES: [&str; 2] = ["language-", "lang-"];

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

/// A language that an editor gives to nearly any code, at most one time in twenty rightly, or that code can be seen not
/// to be of: it is believed where the code proves it (dialect `lang-unreliable`).
struct Guess {
    language: &'static str,
    /// Whether it is a guess in this `pre`.
    by: fn(Element<'_>) -> bool,
    /// Text that only code of this language holds.
    proof: &'static [&'static str],
}

const fn guess(language: &'static str, by: fn(Element<'_>) -> bool, proof: &'static [&'static str]) -> Guess {
    Guess { language, by, proof }
}

const GUESSES: [Guess; 16] = [
    guess("handlebars", |_| true, &[]),
    guess("apl", |_| true, &["⍴", "⍳", "⍵"]),
    guess("lasso", |_| true, &[]),
    guess("avrasm", |_| true, &[]),
    guess("livecodeserver", |_| true, &[]),
    guess("vala", |_| true, &[]),
    guess("axapta", |_| true, &[]),
    guess("brainfuck", |_| true, &[]),
    guess("yacas", |_| true, &[]),
    guess("scratch", |_| true, &[]),
    guess("cobol", |_| true, &[" DIVISION."]),
    guess("html", |_| true, &["<", "&lt;"]),
    guess("xml", |_| true, &["<", "&lt;"]),
    guess("go", is_imported, &["package main", ":= "]),
    guess("php", is_imported, &["<?php", "$this->"]),
    guess(
        "powershell",
        is_prism,
        &["Get-", "Write-Host", "Write-Output", "Invoke-", "New-Object", "$env:", "PS C:\\"],
    ),
];

fn is_imported(pre: Element<'_>) -> bool {
    pre.has_class("has")
}

fn is_prism(pre: Element<'_>) -> bool {
    pre.find_tag("code").is_some_and(|code| code.has_class("prism"))
}

/// Words that name a language without a prefix where a highlighter's class is one of several.
const NAMES: &str = "\
    actionscript asm awk bash c c# c++ clojure cmake cpp cs csharp css dart delphi diff dockerfile elixir \
    erlang fortran go groovy haskell html http ini java javascript js json jsp julia kotlin latex less lisp \
    lua makefile markdown matlab nginx objc objective-c pascal perl php powershell properties py python r \
    ruby rust scala scheme scss sh shell sql swift typescript vb vbnet verilog vhdl vue xhtml xml yaml yml";

/// The language of a `pre` with this text: of the first `code` in it that names one, else its own, else that of the
/// box around it.
pub(super) fn of_pre(pre: Element<'_>, text: &str) -> Option<CodeLanguage> {
    let codes = pre.elements().filter(|e| e.tag() == "code");
    let named = codes.chain([pre]).find_map(named).or_else(|| old_name(pre)).or_else(|| of_box(pre));
    named.filter(|language| is_credible(language.as_str(), pre, text))
}

/// The language of a `code` outside a `pre`.
pub(super) fn of_code(code: Element<'_>) -> Option<CodeLanguage> {
    named(code)
}

/// The language a class names without a prefix.
pub(super) fn bare(element: Element<'_>) -> Option<CodeLanguage> {
    element.classes().find_map(word)
}

/// The language of this name, such as `Shell`.
pub(super) fn word(name: &str) -> Option<CodeLanguage> {
    let name = name.trim().to_lowercase();
    if NAMES.split(' ').any(|known| known == name) { CodeLanguage::new(&name) } else { None }
}

/// The language in a class word, such as `cpp` in `cpp:nogutter`; `None` when it is none.
pub(super) fn known(token: &str) -> Option<CodeLanguage> {
    let token = token.to_lowercase();
    let token = token.strip_prefix("language-").unwrap_or(&token);
    let end = |c: char| matches!(c, '?' | ':' | ';' | '{' | '<' | ',') || c.is_whitespace();
    let token = token.split(end).next().unwrap_or_default();
    if JUNK.contains(&token) || token.ends_with("-processed") { None } else { CodeLanguage::new(token) }
}

/// The language that `element` names: `class="language-x"`, `class="brush: x; toolbar: false"`, `data-lang="x"`.
fn named(element: Element<'_>) -> Option<CodeLanguage> {
    let class = element.attribute("class").unwrap_or_default();
    if let Some((_, brush)) = class.split_once("brush:") {
        return known(brush.trim_start());
    }
    let prefixed =
        |class: &str| PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix)).and_then(known);
    let by_class = class.split_ascii_whitespace().find_map(prefixed);
    by_class
        .or_else(|| {
            ["data-lang", "data-language"].iter().find_map(|name| element.attribute(name)).and_then(known)
        })
        .or_else(|| element.has_class("sourceCode").then(|| bare(element)).flatten())
        .or_else(|| element.classes().filter_map(|class| class.strip_prefix("kdocs-")).find_map(word))
}

/// `<pre name="code" class="cpp">`, the oldest form.
fn old_name(pre: Element<'_>) -> Option<CodeLanguage> {
    if pre.attribute("name") == Some("code") { bare(pre) } else { None }
}

/// `div.language-bash > div.highlight > pre`, `div.highlight-source-shell > pre`
fn of_box(pre: Element<'_>) -> Option<CodeLanguage> {
    let prefixed = |class: &str| {
        class.strip_prefix("highlight-source-").or_else(|| class.strip_prefix("language-")).and_then(known)
    };
    pre.node().ancestors().take(2).find_map(|around| around.classes().find_map(prefixed))
}

fn is_credible(language: &str, pre: Element<'_>, text: &str) -> bool {
    let mut guesses = GUESSES.iter().filter(|guess| guess.language == language && (guess.by)(pre));
    guesses.all(|guess| guess.proof.iter().any(|proof| text.contains(proof)))
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
