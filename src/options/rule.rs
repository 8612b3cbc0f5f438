//! Rules of the user's own, for markup that no rule of ours knows yet.

use serde::{Deserialize, Serialize};

use crate::model::HeadingLevel;

/// What is to be done with the elements a CSS selector holds for.
///
/// Rules of this kind come before ours, the first that holds wins, and they concern the article alone: title, dates
/// and tags are read as ever. Of rows and cells of tables, items of lists and what stands in code, only
/// [`Action::Drop`] is heeded.
///
/// ```
/// use csdown::{Converter, Options, options::Action};
/// let options = Options::default().with_rule("vote-2030", "div.vote", Action::Drop);
/// let conversion = Converter::new(options)?.convert("<p>文</p><div class=vote>赞</div>")?;
/// assert_eq!(conversion.markdown, "文\n");
/// assert_eq!(conversion.report.removed["vote-2030"].characters, 1);
/// # Ok::<(), csdown::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct UserRule {
    /// What reports and errors call it.
    pub name: String,
    /// The CSS selector.
    pub selector: String,
    /// What follows where the selector holds.
    pub action: Action,
}

/// What follows where the selector of a [`UserRule`] holds. In files `"drop"`, or `{ heading = 2 }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Action {
    /// The element goes with all it holds, and is counted in the report under the rule's name.
    Drop,
    /// The element is seen through: what it holds stands in its place.
    Unwrap,
    /// The element stays HTML: a table, or one of `sub sup kbd mark u ins`. Only bare tags and the few attributes of
    /// tables are written. Bold, italic and struck text is written in Markdown wherever that can hold it; any other
    /// element is converted as ever, with a warning.
    KeepHtml,
    /// A code block of its text.
    Code,
    /// A block quotation.
    Quote,
    /// A heading of this level.
    Heading(HeadingLevel),
}
