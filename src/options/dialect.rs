//! The dialect of Markdown that csdown wrote.

use std::fmt;
use std::str::FromStr;

use super::{MathSyntax, Target};

/// The dialect of Markdown that csdown wrote: all that is needed to read it back.
///
/// ```
/// use csdown::options::{Dialect, MathSyntax, Target};
/// let dialect: Dialect = "gfm/backtick".parse()?;
/// assert_eq!((dialect.target, dialect.math), (Target::Gfm, MathSyntax::Backtick));
/// assert_eq!(dialect.to_string(), "gfm/backtick");
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// The target; `auto` counts as `gfm`.
    pub target: Target,
    /// How formulas are written; `auto` is the default of the target.
    pub math: MathSyntax,
}

impl Dialect {
    /// GitHub Flavored Markdown with formulas between dollars.
    pub(crate) const GFM: Self = Self { target: Target::Gfm, math: MathSyntax::Auto };
}

impl Default for Dialect {
    fn default() -> Self {
        Self::GFM
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.math {
            MathSyntax::Auto => self.target.fmt(f),
            math => write!(f, "{}/{math}", self.target),
        }
    }
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (target, math) = text.split_once('/').unwrap_or((text, MathSyntax::Auto.as_str()));
        Ok(Self { target: target.parse()?, math: math.parse()? })
    }
}
