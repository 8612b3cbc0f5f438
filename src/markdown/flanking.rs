//! The flanking rules of CommonMark 0.31, section 6.2: which runs of `*`, `_` and `~` can open and close emphasis.
//!
//! [`crate::normalize`] repairs emphasis that these rules would reject, and [`crate::render`] escapes text that they
//! would read as emphasis.

use crate::chars::{is_punctuation, is_symbol};

/// The class of the character next to a run of delimiters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Whitespace, or the edge of a line.
    Whitespace,
    /// Punctuation, including all markup.
    Punctuation,
    /// Anything else.
    Other,
}

impl Side {
    /// Classifies `c`, where `None` is the edge of a line.
    pub(crate) fn of(c: Option<char>) -> Self {
        match c {
            Some(c) if is_punctuation(c) => Self::Punctuation,
            Some(c) if !c.is_whitespace() => Self::Other,
            _ => Self::Whitespace,
        }
    }

    /// Classifies `c` as GitHub does. Its parser follows CommonMark 0.29, where emoji and other symbols are no
    /// punctuation.
    pub(crate) fn on_github(c: Option<char>) -> Self {
        if c.is_some_and(is_symbol) { Self::Other } else { Self::of(c) }
    }
}

/// Whether a run of delimiters between these sides is left-flanking.
pub(crate) fn left_flanking(before: Side, after: Side) -> bool {
    after == Side::Other || (after == Side::Punctuation && before != Side::Other)
}

/// Whether a run of delimiters between these sides is right-flanking.
pub(crate) fn right_flanking(before: Side, after: Side) -> bool {
    left_flanking(after, before)
}

/// Whether a run of `_` between these sides can open emphasis. With the sides swapped: whether it can close.
pub(crate) fn underscore_flanking(before: Side, after: Side) -> bool {
    left_flanking(before, after) && (before == Side::Punctuation || !right_flanking(before, after))
}

/// Whether the rule of three prevents two runs of these lengths from matching. `both` is whether either run could
/// both open and close.
pub(crate) const fn rule_of_three(opener: usize, closer: usize, both: bool) -> bool {
    both && (opener + closer).is_multiple_of(3) && !closer.is_multiple_of(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_flanks_only_next_to_non_letters() {
        let side = |c: &str| Side::of(c.chars().next());
        assert!(!right_flanking(side("："), side("正")));
        assert!(right_flanking(side("："), side(" ")) && right_flanking(side("题"), side("正")));
        assert!(!left_flanking(side("前"), side("（")) && left_flanking(side(""), side("（")));
    }

    #[test]
    fn runs_of_one_and_two_between_letters_do_not_match() {
        assert!(rule_of_three(1, 2, true) && !rule_of_three(1, 2, false));
        assert!(!rule_of_three(3, 3, true) && !rule_of_three(3, 1, true));
    }
}
