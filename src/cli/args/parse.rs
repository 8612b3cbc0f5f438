//! Parsers of numbers.

use std::num::NonZeroUsize;

/// Parses a positive whole number.
pub(crate) fn positive(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "must be a whole number, at least 1".to_owned())
}

/// Sets an option that was given.
pub(super) fn set<T>(option: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *option = value;
    }
}
