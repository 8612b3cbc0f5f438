//! From an element to its disposition.

use std::collections::HashMap;

use super::index::{self, Cache};
use super::kind::Disposition;
use super::rules::Rule;
use super::user::{CompiledRule, UserRules};
use crate::dom::{Element, NodeId};

/// Decides what `element` is when no user has a say: the first rule of [`RULES`] that holds, else its name.
///
/// [`RULES`]: super::rules::RULES
pub fn built_in(element: Element<'_>) -> Disposition<'static> {
    index::candidates(element).disposition(element)
}

/// The first rule of [`RULES`] that holds for `element`.
///
/// [`RULES`]: super::rules::RULES
pub fn rule_for(element: Element<'_>) -> Option<&'static Rule> {
    index::candidates(element).rule(element)
}

/// What an element with this tag is when no rule knows better.
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
    /// The elements that selectors hold for, each with the first such rule. Selectors are asked once for a page, so
    /// that what they find out of one element serves the next.
    found: HashMap<NodeId, &'a CompiledRule>,
    slow: Vec<&'a str>,
    cache: Cache,
}

impl<'a> Classifier<'a> {
    /// A classifier of what lies below `root`.
    pub fn new(rules: &'a UserRules, root: Element<'_>) -> Self {
        let (mut found, mut slow) = (HashMap::new(), Vec::new());
        for rule in rules.rules.iter() {
            match rule.selector.select(root) {
                Some(elements) => elements.into_iter().for_each(|element| {
                    found.entry(element.node().id()).or_insert(rule);
                }),
                None => slow.push(rule.name.as_str()),
            }
        }
        Self { rules, found, slow, cache: Cache::default() }
    }

    /// The names of rules that were left out, as looking for what they mean would take out of all proportion to the
    /// page.
    pub fn left_out(&self) -> &[&'a str] {
        &self.slow
    }

    /// What `element` is: by the user's rules, else by ours, else by its name.
    pub fn classify(&self, element: Element<'_>) -> Disposition<'a> {
        self.by_user(element).unwrap_or_else(|| self.cache.candidates(element).disposition(element))
    }

    /// What `element` is by the user's rules.
    pub fn by_user(&self, element: Element<'_>) -> Option<Disposition<'a>> {
        let by_code = self.rules.function.as_ref().and_then(|decide| decide(element));
        by_code.or_else(|| self.found.get(&element.node().id()).map(|rule| rule.disposition()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::{Action, Limits, Options};

    fn decided(options: &Options, html: &str) -> Vec<String> {
        let page = parse(html, &Limits::default()).unwrap();
        let root = page.elements().find(|e| e.tag() == "body").unwrap();
        let rules = UserRules::new(&options.rules).unwrap();
        let classifier = Classifier::new(&rules, root);
        root.elements().map(|e| format!("{:?}", classifier.classify(e))).collect()
    }

    #[test]
    fn the_users_rules_come_before_ours_and_the_first_that_holds_wins() {
        let options = Options::default()
            .with_rule("first", "p.a", Action::Quote)
            .with_rule("second", "p", Action::Drop)
            .with_rule("scripts", "script", Action::Code);
        let wanted = ["Lower(Quote)", "Drop(\"second\")", "Lower(CodeBox)", "Lower(Paragraph)"];
        assert_eq!(decided(&options, "<p class=a>一<p>二<script></script><div>"), wanted);
    }

    #[test]
    fn a_selector_may_ask_for_what_stands_above_the_article() {
        let options = Options::default().with_rule("x", "html > body > p", Action::Drop);
        assert_eq!(decided(&options, "<p>一"), ["Drop(\"x\")"]);
    }
}
