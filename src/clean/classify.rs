//! Decides what each element is: user rules first, then the built-in rules, then the tag name.

use std::collections::HashMap;

use super::index::{self, Cache};
use super::kind::Disposition;
use super::rules::Rule;
use super::user::{CompiledRule, UserRules};
use super::words::FoundWords;
use crate::dom::{Element, NodeId};

/// Returns what `element` is without user rules: by the first rule of [`RULES`] that matches, else by its name.
///
/// [`RULES`]: super::rules::RULES
pub fn built_in(element: Element<'_>) -> Disposition<'static> {
    index::candidates(element).disposition(element)
}

/// Returns the first rule of [`RULES`] that matches `element`.
///
/// [`RULES`]: super::rules::RULES
pub fn rule_for(element: Element<'_>) -> Option<&'static Rule> {
    index::candidates(element).rule(element)
}

/// Returns what an element with this tag is if no rule matches.
pub fn by_name(tag: &str) -> Disposition<'static> {
    index::by_name(tag)
}

/// Decides what each element of one article is.
///
/// ```
/// use csdown::stages::clean::{Classifier, Disposition, UserRules};
/// use csdown::{Limits, dom};
/// let page = dom::parse("<body><aside>旁注</aside>", &Limits::default())?;
/// let rules = UserRules::default().with(|e| (e.tag() == "aside").then_some(Disposition::Drop("aside")));
/// let root = page.elements().find(|e| e.tag() == "body").unwrap();
/// let aside = root.child_elements().next().unwrap();
/// assert_eq!(Classifier::new(&rules, root).classify(aside), Disposition::Drop("aside"));
/// # Ok::<(), csdown::Error>(())
/// ```
#[derive(Debug)]
pub struct Classifier<'a> {
    rules: &'a UserRules,
    /// The elements that user selectors match, each with the first such rule. Matching all elements at once lets the
    /// selector engine reuse its work.
    matches: HashMap<NodeId, &'a CompiledRule>,
    skipped: Vec<&'a str>,
    cache: Cache,
}

impl<'a> Classifier<'a> {
    /// Creates a classifier for the elements below `root`.
    pub fn new(rules: &'a UserRules, root: Element<'_>) -> Self {
        let (mut matches, mut skipped) = (HashMap::new(), Vec::new());
        for rule in rules.rules.iter() {
            match rule.selector.select(root) {
                Some(elements) => elements.into_iter().for_each(|element| {
                    matches.entry(element.node().id()).or_insert(rule);
                }),
                None => skipped.push(rule.name.as_str()),
            }
        }
        Self { rules, matches, skipped, cache: Cache::default() }
    }

    /// Excludes the built-in rules that need words which the article lacks.
    pub(crate) fn only_with(self, words: FoundWords) -> Self {
        Self { cache: Cache::only_with(words), ..self }
    }

    /// The names of the user rules that were skipped because matching their selectors would take time out of proportion
    /// to the page.
    pub fn skipped_rules(&self) -> &[&'a str] {
        &self.skipped
    }

    /// Returns what `element` is: by the user rules, else by the built-in ones, else by its name.
    pub fn classify(&self, element: Element<'_>) -> Disposition<'a> {
        self.by_user(element).unwrap_or_else(|| self.cache.candidates(element).disposition(element))
    }

    /// Returns what the user rules make of `element`.
    #[inline]
    pub fn by_user(&self, element: Element<'_>) -> Option<Disposition<'a>> {
        let by_code = self.rules.function.as_ref().and_then(|decide| decide(element));
        by_code.or_else(|| self.matches.get(&element.node().id()).map(|rule| rule.disposition()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::{Action, Limits, Options};

    fn dispositions(options: &Options, html: &str) -> Vec<String> {
        let page = parse(html, &Limits::default()).unwrap();
        let root = page.elements().find(|e| e.tag() == "body").unwrap();
        let rules = UserRules::new(&options.rules).unwrap();
        let classifier = Classifier::new(&rules, root);
        root.elements().map(|e| format!("{:?}", classifier.classify(e))).collect()
    }

    #[test]
    fn user_rules_override_built_in_ones_and_the_first_match_wins() {
        let options = Options::default()
            .with_rule("first", "p.a", Action::Quote)
            .with_rule("second", "p", Action::Drop)
            .with_rule("scripts", "script", Action::Code);
        let expected = ["Lower(Quote)", "Drop(\"second\")", "Lower(CodeBox)", "Lower(Paragraph)"];
        assert_eq!(dispositions(&options, "<p class=a>一<p>二<script></script><div>"), expected);
    }

    #[test]
    fn selectors_match_ancestors_of_the_article() {
        let options = Options::default().with_rule("x", "html > body > p", Action::Drop);
        assert_eq!(dispositions(&options, "<p>一"), ["Drop(\"x\")"]);
    }
}
