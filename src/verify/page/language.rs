//! Languages of code blocks: what the page says of them, and what of that can be believed.

use crate::clean::LineCode;
use crate::csdn::code::{self, Guesser};
use crate::dom::Element;
use crate::verify::inventory::Label;

/// The language of `pre`, which holds `text`: of a `code` in it, its own, or that of a box around it.
pub(super) fn of_pre(pre: Element<'_>, text: &str) -> Option<Label> {
    let codes = pre.elements().filter(|e| e.tag() == "code");
    let said = codes.chain([pre]).flat_map(said_by);
    let old = pre.classes().filter(|_| pre.attribute("name") == Some("code")).filter_map(word);
    let around =
        pre.node().ancestors().take(2).flat_map(Element::classes).filter_map(|class| {
            code::BOX_LANGUAGE_PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix))
        });
    let said = first_believed(said.chain(old).chain(around.map(str::to_owned)))?;
    let may_go = said.may_go || is_guess(&said.text, pre, text);
    Some(Label { may_go, ..said })
}

/// Whether `language` is a guess that `text` does not prove. Some are only where an importer or Prism made it.
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

/// The language of an element that is no `pre`.
pub(super) fn of_box(element: Element<'_>) -> Option<Label> {
    let diagram = element.has_class("mermaid").then(|| "mermaid".to_owned());
    first_believed(diagram.into_iter().chain(said_by(element)))
}

/// The language of the code of a highlighter that writes lines; `pre` is the one that holds them all.
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
                let list = element.find_tag("ol")?;
                code::DP_LANGUAGES
                    .iter()
                    .find(|(class, _)| list.has_class(class))
                    .map(|(_, name)| (*name).to_owned())
            })
        }
        LineCode::SyntaxHighlighter => class(&code::SYNTAX_HIGHLIGHTER_CLASSES),
        LineCode::Hexo => class(&code::HEXO_CLASSES),
        LineCode::Textarea => class(&[]),
        LineCode::Prettify | LineCode::BareTable | LineCode::Editor => None,
    };
    let language = first_believed(own.into_iter());
    let is_believed = language.as_ref().is_some_and(|language| !language.may_go);
    if is_believed {
        return language;
    }
    let inner = |(pre, _): (Element<'_>, _)| first_believed(pre.find_tag("code")?.classes().filter_map(word));
    pre.and_then(|(pre, text)| of_pre(pre, text)).or_else(|| pre.and_then(inner)).or(language)
}

/// What `element` says in its classes and attributes, in the order in which that counts.
fn said_by(element: Element<'_>) -> impl Iterator<Item = String> {
    let class = element.attribute("class").unwrap_or_default();
    let brush = class.split_once("brush:").map(|(_, brush)| brush.trim_start());
    let classes = || element.classes().filter(move |_| brush.is_none());
    let prefixed =
        classes().filter_map(|c| code::LANGUAGE_PREFIXES.iter().find_map(|prefix| c.strip_prefix(prefix)));
    let data = code::LANGUAGE_ATTRIBUTES.into_iter().filter_map(move |name| element.attribute(name));
    let data = data.filter(move |_| brush.is_none());
    let is_source = element.has_class("sourceCode");
    let words = classes()
        .filter(move |_| is_source)
        .chain(classes().filter_map(|c| c.strip_prefix(code::KDOCS_PREFIX)));
    let named = brush.into_iter().chain(prefixed).chain(data).map(str::to_owned);
    named.chain(words.filter_map(word))
}

fn word(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    code::LANGUAGES.contains(&name.as_str()).then_some(name)
}

/// The first of `said` that can be believed, else the first that cannot.
fn first_believed(said: impl Iterator<Item = String>) -> Option<Label> {
    let mut doubted = None;
    for name in said.map(|said| cut(&said)).filter(|name| !name.is_empty()) {
        let is_name = name.len() <= 20
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'.' | b'-'));
        let is_language = is_name && !code::NOT_LANGUAGES.contains(&&*name) && !name.ends_with("-processed");
        if is_language {
            return Some(Label { may_go: false, text: name });
        }
        doubted.get_or_insert(Label { text: name, may_go: true });
    }
    doubted
}

/// `cpp` of `Cpp?linenums` and of `language-cpp:nogutter`.
fn cut(said: &str) -> String {
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
    fn what_names_no_language_may_go() {
        let language = |html: &str| {
            let page = parse(html, &Limits::default()).unwrap();
            let pre = page.elements().find(|e| e.tag() == "pre").unwrap();
            of_pre(pre, &pre.text()).map(|label| (label.text, label.may_go))
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
