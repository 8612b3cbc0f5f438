//! Parsers of numbers.

use std::num::NonZeroUsize;
use std::str::FromStr;

/// Parses a positive whole number.
pub(crate) fn positive(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "must be a whole number, at least 1".to_owned())
}

/// Parses a whole number.
pub(crate) fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().map_err(|_| {
        if is_number { "is too large" } else { "must be a whole number, such as 100" }.to_owned()
    })
}

/// Parses a positive whole number for an option that is not a [`NonZeroUsize`].
#[cfg(feature = "fetch")]
pub(super) fn at_least_one(text: &str) -> Result<usize, String> {
    positive(text).map(NonZeroUsize::get)
}

/// Sets an option that was given.
pub(super) fn set<T>(option: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *option = value;
    }
}
