//! The kinds of lines.

/// The kind of block that a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Paragraph,
    Heading,
    Cell,
    /// The summary of `<details>`, which is written as HTML.
    Summary,
}
