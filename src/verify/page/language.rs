//! Languages of code blocks: what the page says, and whether it can be trusted.

use crate::clean::{LineCode, header_language};
use crate::csdn::code::{self, Guesser};
use crate::dom::Element;
use crate::verify::inventory::Label;

/// Returns the language of `pre`, whose text is `text`: from a `code` in it, from itself, or from an enclosing
/// element or a header.
pub(super) fn of_pre(pre: Element<'_>, text: &str) -> Option<Label> {
    let is_guess_of_page = |element: &Element<'_>| {
        let [first, second] =
            ["hljs", "language-"].map(|word| element.attribute("class").unwrap_or_default().find(word));
        first == Some(0)
            && first < second
            && element.attribute("lang").is_none()
            && (element.attribute("onclick").unwrap_or_default().contains(code::COPY_SCRIPT)
                || pre.elements().any(|e| e.has_class("hljs-button")))
    };
    let codes = pre.elements().filter(|e| e.tag() == "code").filter(|code| !is_guess_of_page(code));
    let names = codes.chain([pre]).flat_map(language_names);
    let is_old = pre.attribute("name") == Some("code")
        || around(pre).any(|e| code::BARE_LANGUAGE_BOXES.iter().any(|class| e.has_class(class)));
    let old = pre.classes().filter(|_| is_old).filter_map(word);
    let said = first_trusted(names.chain(old).chain(names_around(pre)))?;
    let is_optional = said.is_optional || is_guess(&said.text, pre, text);
    Some(Label { is_optional, ..said })
}

fn around(code: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    code.node().ancestors().take(code::MAX_BOXES)
}

/// Returns the languages that the boxes around `code` and its header name.
fn names_around(code: Element<'_>) -> impl Iterator<Item = String> {
    let of_box = |e: Element<'_>| {
        let classes = e.classes().filter_map(|class| {
            let named = code::BOX_LANGUAGE_PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix));
            let mut words = code::BOX_WORD_PREFIXES.iter().filter_map(|prefix| class.strip_prefix(prefix));
            named.map(str::to_owned).or_else(|| word(words.next()?.split('-').next()?))
        });
        let attributes =
            code::LANGUAGE_ATTRIBUTES.iter().filter_map(|name| e.attribute(name)).map(str::to_owned);
        classes.chain(attributes).collect::<Vec<_>>()
    };
    around(code).flat_map(of_box).chain(header_language(code).and_then(word))
}

/// Whether `language` is a guess that `text` does not confirm. Some languages are guesses only if an importer or
/// Prism assigned them.
fn is_guess(language: &str, pre: Element<'_>, text: &str) -> bool {
    let is_made_by = |guesser: Guesser| match guesser {
        Guesser::Any => true,
        Guesser::Importer => pre.has_class("has"),
        Guesser::Prism => pre.elements().any(|e| e.tag() == "code" && e.has_class("prism")),
    };
    let guess = code::GUESSED_LANGUAGES.iter().find(|guess| guess.name == language);
    guess.is_some_and(|guess| {
        is_made_by(guess.guesser) && !guess.proofs.iter().any(|proof| text.contains(proof))
    })
}

/// Returns the language of a `code` outside a `pre`.
pub(super) fn of_code(code: Element<'_>) -> Option<Label> {
    first_trusted(language_names(code))
}

/// Returns the language of an element other than `pre`.
pub(super) fn of_box(element: Element<'_>) -> Option<Label> {
    let diagram = element.has_class("mermaid").then(|| "mermaid".to_owned());
    let first_line = element.child_elements().take(2).flat_map(language_names);
    let own = diagram.into_iter().chain(language_names(element));
    first_trusted(own.chain(first_line).chain(names_around(element)))
}

/// Returns the language of code from a highlighter that writes one element per line. `pre` is the element that
/// contains all lines.
pub(super) fn of_lines(
    element: Element<'_>,
    highlighter: LineCode,
    pre: Option<(Element<'_>, &str)>,
) -> Option<Label> {
    let class = |not: &[&str]| element.classes().find(|class| !not.contains(class)).map(str::to_owned);
    let own = match highlighter {
        LineCode::Crayon => element.find_class("crayon-language").and_then(|name| word(name.text().trim())),
        LineCode::Dp => {
            element.classes().find_map(|class| class.strip_prefix("bg_")).map(str::to_owned).or_else(|| {
                let list = if element.tag() == "ol" { element } else { element.find_tag("ol")? };
                code::DP_LANGUAGES
                    .iter()
                    .find(|(class, _)| list.has_class(class))
                    .map(|(_, name)| (*name).to_owned())
            })
        }
        LineCode::SyntaxHighlighter => class(&code::SYNTAX_HIGHLIGHTER_CLASSES),
        LineCode::Hexo => class(&code::HEXO_CLASSES),
        LineCode::Textarea => class(&[]),
        LineCode::Siblings => element.find_tag("code").and_then(|code| code.classes().find_map(word)),
        LineCode::Items | LineCode::BareTable | LineCode::Children | LineCode::Rows => {
            return of_box(element);
        }
    };
    let language = first_trusted(own.into_iter());
    let is_trusted = language.as_ref().is_some_and(|language| !language.is_optional);
    if is_trusted {
        return language;
    }
    let inner = |(pre, _): (Element<'_>, _)| first_trusted(pre.find_tag("code")?.classes().filter_map(word));
    pre.and_then(|(pre, text)| of_pre(pre, text)).or_else(|| pre.and_then(inner)).or(language)
}

/// Returns the language names in the classes and attributes of `element`, in order of precedence.
fn language_names(element: Element<'_>) -> impl Iterator<Item = String> {
    let brush = code::BRUSH_ATTRIBUTES.iter().find_map(|name| element.attribute(name)?.split_once("brush:"));
    let brush = brush.map(|(_, name)| name.trim_start().to_owned());
    let has_brush = brush.is_some();
    let classes = || element.classes().filter(move |_| !has_brush);
    let prefixed =
        classes().filter_map(|c| code::LANGUAGE_PREFIXES.iter().find_map(|prefix| c.strip_prefix(prefix)));
    let data = code::LANGUAGE_ATTRIBUTES.into_iter().filter_map(move |name| element.attribute(name));
    let named = prefixed.chain(data.filter(move |_| !has_brush)).map(str::to_owned);
    let is_source = element.has_class("sourceCode");
    let sources = classes().filter(move |_| is_source);
    let words = sources.chain(classes().filter_map(|c| c.strip_prefix(code::KDOCS_PREFIX)));
    let is_code = !has_brush && matches!(element.tag(), "pre" | "code");
    let words = words.chain(
        code::WORD_ATTRIBUTES
            .into_iter()
            .filter(move |_| is_code)
            .filter_map(move |name| element.attribute(name)),
    );
    brush.into_iter().chain(named).chain(words.filter_map(word))
}

fn word(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    code::LANGUAGES.contains(&name.as_str()).then_some(name)
}

/// Returns the first trusted language name, or else the first one.
fn first_trusted(said: impl Iterator<Item = String>) -> Option<Label> {
    let mut untrusted = None;
    for name in said.map(|said| language_name(&said)).filter(|name| !name.is_empty()) {
        let is_name = name.len() <= 20
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'.' | b'-'));
        let is_language = is_name && !code::NOT_LANGUAGES.contains(&&*name) && !name.ends_with("-processed");
        if is_language {
            return Some(Label { is_optional: false, text: name });
        }
        untrusted.get_or_insert(Label { text: name, is_optional: true });
    }
    untrusted
}

/// Extracts `cpp` from `Cpp?linenums` and `language-cpp:nogutter`.
fn language_name(said: &str) -> String {
    let said = said.to_lowercase();
    let said = said.strip_prefix("language-").unwrap_or(&said);
    let end = |c: char| c.is_whitespace() || matches!(c, '?' | ':' | ';' | '{' | '<' | ',');
    said.split(end).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    #[test]
    fn doubtful_languages_are_optional() {
        let language = |html: &str| {
            let page = parse(html, &Limits::default()).unwrap();
            let pre = page.elements().find(|e| e.tag() == "pre").unwrap();
            of_pre(pre, &pre.text()).map(|label| (label.text, label.is_optional))
        };
        assert_eq!(language("<pre><code class='prism language-Java'>x"), Some(("java".into(), false)));
        assert_eq!(language("<pre class='brush: cpp; x: y'>x"), Some(("cpp".into(), false)));
        assert_eq!(language("<pre name=code class='has sql'>x"), Some(("sql".into(), false)));
        assert_eq!(language("<pre><code class='language-text'>x"), Some(("text".into(), true)));
        assert_eq!(language("<pre><code class='language-apl'>x"), Some(("apl".into(), true)));
        assert_eq!(language("<pre><code class='language-apl'>⍴x"), Some(("apl".into(), false)));
        assert_eq!(language("<pre><code class='language-go'>x"), Some(("go".into(), false)));
        assert_eq!(language("<pre class=has><code class='language-go'>x"), Some(("go".into(), true)));
        assert_eq!(language("<pre><code class='hljs cpp'>x"), None);
    }
}
