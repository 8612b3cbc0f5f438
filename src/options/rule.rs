//! Custom rules for markup that the built-in rules do not know.

use serde::{Deserialize, Serialize};

use crate::model::HeadingLevel;

/// What to do with the elements that match a CSS selector.
///
/// Custom rules take precedence over the built-in ones, and the first match applies. They affect only the article, not
/// title, dates or tags. Table rows and cells, list items and elements in code support only [`Action::Drop`].
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
    /// The name of the rule in reports and errors.
    pub name: String,
    /// The CSS selector.
    pub selector: String,
    /// What to do with matching elements.
    pub action: Action,
}

/// What to do with elements that match a [`UserRule`]. In files `"drop"`, or `{ heading = 2 }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Action {
    /// Remove the element and its contents, and count it in the report under the rule's name.
    Drop,
    /// Replace the element with its contents.
    Unwrap,
    /// Keep the element as HTML: a table, or one of `sub sup kbd mark u ins`. Only bare tags and the few attributes of
    /// tables are written. Bold, italic and struck-through text is written as Markdown where possible; any other
    /// element is converted normally, with a warning.
    KeepHtml,
    /// Convert the text to a code block.
    Code,
    /// Convert to a block quote.
    Quote,
    /// Convert to a heading of this level.
    Heading(HeadingLevel),
}
