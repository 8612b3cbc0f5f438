//! The delimiters of italics.

use crate::model::Inline;

/// Whether `inline` is an italic run that is written with `_`, as its `*` would merge with the `**` beside it:
/// `_a_**b**`.
pub(crate) const fn takes_underscores(
    before: Option<&Inline>,
    inline: &Inline,
    after: Option<&Inline>,
) -> bool {
    matches!(inline, Inline::Emphasis(_))
        && (matches!(before, Some(Inline::Strong(_))) || matches!(after, Some(Inline::Strong(_))))
}
