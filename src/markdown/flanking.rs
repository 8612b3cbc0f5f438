//! The flanking rules of CommonMark 0.31, section 6.2: which runs of `*`, `_` and `~` can open and close emphasis.
//!
//! [`crate::normalize`] mends the emphasis they would not accept, and [`crate::render`] escapes the text they would
//! take for emphasis.

use crate::chars::is_punctuation;

/// What stands beside a run of delimiters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// White space, or the edge of a line.
    Blank,
    /// Punctuation, which includes all markup.
    Punctuation,
    /// Anything else.
    Other,
}

impl Side {
    /// The class of `c`, `None` being the edge of a line.
    pub(crate) fn of(c: Option<char>) -> Self {
        match c {
            Some(c) if is_punctuation(c) => Self::Punctuation,
            Some(c) if !c.is_whitespace() => Self::Other,
            _ => Self::Blank,
        }
    }
}

/// Whether a run of delimiters between the two is left-flanking.
pub(crate) fn left_flanking(before: Side, after: Side) -> bool {
    after == Side::Other || (after == Side::Punctuation && before != Side::Other)
}

/// Whether a run of delimiters between the two is right-flanking.
pub(crate) fn right_flanking(before: Side, after: Side) -> bool {
    left_flanking(after, before)
}

/// Whether the rule of three keeps two runs of these lengths apart, `both` telling that one of them could open as
/// well as close.
pub(crate) const fn rule_of_three(opener: usize, closer: usize, both: bool) -> bool {
    both && (opener + closer).is_multiple_of(3) && !closer.is_multiple_of(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_faces_what_is_no_letter() {
        let side = |c: &str| Side::of(c.chars().next());
        assert!(!right_flanking(side("："), side("正")));
        assert!(right_flanking(side("："), side(" ")) && right_flanking(side("题"), side("正")));
        assert!(!left_flanking(side("前"), side("（")) && left_flanking(side(""), side("（")));
    }

    #[test]
    fn runs_of_one_and_two_between_letters_never_match() {
        assert!(rule_of_three(1, 2, true) && !rule_of_three(1, 2, false));
        assert!(!rule_of_three(3, 3, true) && !rule_of_three(3, 1, true));
    }
}
