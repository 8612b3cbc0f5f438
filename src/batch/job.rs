//! An input that is being converted.

use super::article_row::RowSource;
use super::input::Input;

/// An input that is being converted.
pub(super) struct Job {
    pub(super) input: Input,
    /// What the catalogue records; `None` if there is none.
    pub(super) source: Option<RowSource>,
}
