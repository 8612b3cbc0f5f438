//! Rules that the user of the library or the command adds to ours.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::classify::{Disposition, Kind};
use super::index::Memory;
use crate::dom::{Element, NodeId, Selector};
use crate::error::{Error, Result};
use crate::options::{Action, UserRule};

/// A function that decides what an element is; `None` leaves it to the rules after it.
type Decide = dyn Fn(Element<'_>) -> Option<Disposition<'static>> + Send + Sync;

/// The user's rules, their selectors read: those in code first, then those of the options, each before ours.
#[derive(Clone, Default)]
pub struct UserRules {
    code: Option<Arc<Decide>>,
    rules: Arc<[Compiled]>,
}

#[derive(Debug)]
struct Compiled {
    name: String,
    selector: Selector,
    action: Action,
}

impl UserRules {
    /// Reads the selectors of `rules`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRule`] for the first rule without a name or with a selector that is none.
    pub fn new(rules: &[UserRule]) -> Result<Self> {
        let compiled = rules.iter().enumerate().map(|(index, rule)| compile(index, rule));
        Ok(Self { code: None, rules: compiled.collect::<Result<_>>()? })
    }

    /// These rules, and before them what `decide` says.
    #[must_use]
    pub fn with(
        self,
        decide: impl Fn(Element<'_>) -> Option<Disposition<'static>> + Send + Sync + 'static,
    ) -> Self {
        Self { code: Some(Arc::new(decide)), ..self }
    }
}

fn compile(index: usize, UserRule { name, selector, action }: &UserRule) -> Result<Compiled> {
    let invalid = |reason: String| Error::InvalidRule { index, name: name.clone(), reason };
    if name.trim().is_empty() {
        return Err(invalid("a rule needs a name".to_owned()));
    }
    let selector = Selector::parse(selector).map_err(invalid)?;
    Ok(Compiled { name: name.clone(), selector, action: *action })
}

impl fmt::Debug for UserRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, rules } = self;
        f.debug_struct("UserRules").field("code", &code.is_some()).field("rules", rules).finish()
    }
}

/// Decides what each element of one article is.
///
/// ```
/// use csdown::clean::{Classifier, Disposition, UserRules};
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
    found: HashMap<NodeId, &'a Compiled>,
    slow: Vec<&'a str>,
    seen: Memory,
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
        Self { rules, found, slow, seen: Memory::default() }
    }

    /// The names of rules that were left out, as looking for what they mean would take out of all proportion to the
    /// page.
    pub fn left_out(&self) -> &[&'a str] {
        &self.slow
    }

    /// What `element` is: by the user's rules, else by ours, else by its name.
    pub fn classify(&self, element: Element<'_>) -> Disposition<'a> {
        self.by_user(element).unwrap_or_else(|| self.seen.look_up(element).disposition(element))
    }

    /// What `element` is by the user's rules.
    pub fn by_user(&self, element: Element<'_>) -> Option<Disposition<'a>> {
        let by_code = self.rules.code.as_ref().and_then(|decide| decide(element));
        by_code.or_else(|| self.found.get(&element.node().id()).map(|rule| rule.disposition()))
    }
}

impl Compiled {
    fn disposition(&self) -> Disposition<'_> {
        Disposition::Lower(match self.action {
            Action::Drop => return Disposition::Drop(&self.name),
            Action::Unwrap => return Disposition::Unwrap,
            Action::KeepHtml => Kind::KeptHtml,
            Action::Code => Kind::CodeBox,
            Action::Quote => Kind::Quote,
            Action::Heading(level) => Kind::Heading(level),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::{Limits, Options};

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

    #[test]
    fn a_rule_that_cannot_be_read_is_named() {
        let error = |name: &str, selector: &str| {
            let options = Options::default().with_rule("good", "p", Action::Drop);
            UserRules::new(&options.with_rule(name, selector, Action::Drop).rules).unwrap_err()
        };
        assert_eq!(
            error("bad", "p >").to_string(),
            "rule `bad`: `p >` is no CSS selector: nothing follows its last combinator"
        );
        assert!(matches!(error(" ", "p"), Error::InvalidRule { index: 1, .. }));
    }
}
