//! Rules that users of the library or the command add.

use std::fmt;
use std::sync::Arc;

use super::kind::{Disposition, Kind};
use crate::dom::{Element, Selector};
use crate::error::{Error, Result};
use crate::options::{Action, UserRule};

/// A function that decides what an element is. `None` leaves the decision to the rules after it.
type Decide = dyn Fn(Element<'_>) -> Option<Disposition<'static>> + Send + Sync;

/// The user's rules, compiled. A function in code comes first, then the rules of the options, then the built-in ones.
#[derive(Clone, Default)]
pub struct UserRules {
    pub(super) function: Option<Arc<Decide>>,
    pub(super) rules: Arc<[CompiledRule]>,
}

#[derive(Debug)]
pub(super) struct CompiledRule {
    pub(super) name: String,
    pub(super) selector: Selector,
    action: Action,
}

impl UserRules {
    /// Compiles the selectors of `rules`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRule`] for the first rule without a name or with an invalid selector.
    pub fn new(rules: &[UserRule]) -> Result<Self> {
        let compiled = rules.iter().enumerate().map(|(index, rule)| compile(index, rule));
        Ok(Self { function: None, rules: compiled.collect::<Result<_>>()? })
    }

    /// Whether a function is called before the rules.
    pub const fn has_function(&self) -> bool {
        self.function.is_some()
    }

    /// Adds a function that is called before these rules.
    #[must_use]
    pub fn with(
        self,
        decide: impl Fn(Element<'_>) -> Option<Disposition<'static>> + Send + Sync + 'static,
    ) -> Self {
        Self { function: Some(Arc::new(decide)), ..self }
    }
}

fn compile(index: usize, UserRule { name, selector, action }: &UserRule) -> Result<CompiledRule> {
    let invalid = |reason: String| Error::InvalidRule { index, name: name.clone(), reason };
    if name.trim().is_empty() {
        return Err(invalid("a rule needs a name".to_owned()));
    }
    let selector = Selector::parse(selector).map_err(invalid)?;
    Ok(CompiledRule { name: name.clone(), selector, action: *action })
}

impl fmt::Debug for UserRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, rules } = self;
        f.debug_struct("UserRules").field("function", &function.is_some()).field("rules", rules).finish()
    }
}

impl CompiledRule {
    pub(super) fn disposition(&self) -> Disposition<'_> {
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
    use crate::options::Options;

    #[test]
    fn errors_name_the_invalid_rule() {
        let error = |name: &str, selector: &str| {
            let options = Options::default().with_rule("good", "p", Action::Drop);
            UserRules::new(&options.with_rule(name, selector, Action::Drop).rules).unwrap_err()
        };
        assert_eq!(
            error("bad", "p >").to_string(),
            "rule `bad`: `p >` is not a valid CSS selector: no selector follows the last combinator"
        );
        assert!(matches!(error(" ", "p"), Error::InvalidRule { index: 1, .. }));
    }
}
