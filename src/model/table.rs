use serde::{Deserialize, Serialize};

use super::{Block, Inline};
use crate::location::Location;

/// A table.
///
/// Rows may have different lengths, and cells may have spans and contain any blocks. Once normalized, a table of form
/// [`TableForm::Gfm`] has no caption, one header row, rows of equal length, and cells without spans that contain at
/// most one paragraph; a table of form [`TableForm::Html`] keeps its shape.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// How to render the table.
    pub form: TableForm,
    /// Where the table is in the page.
    #[serde(skip)]
    pub origin: Origin,
    /// The caption; may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Inline>,
    /// The number of header rows at the start.
    pub header_rows: usize,
    /// The alignment of each column; empty until normalized.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Alignment>,
    /// The rows of cells.
    pub rows: Vec<Vec<Cell>>,
}

/// Where in a page a part of a document comes from, for warnings about it. It is no content: all origins are equal.
#[derive(Debug, Clone, Default)]
pub struct Origin(pub Option<Box<Location>>);

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

/// How to render a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TableForm {
    /// As a GitHub Flavored Markdown table.
    #[default]
    Gfm,
    /// As an HTML `<table>`, for tables that GFM cannot express.
    Html,
}

/// A table cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The contents.
    pub blocks: Vec<Block>,
    /// The number of columns it spans, at least 1.
    pub colspan: usize,
    /// The number of rows it spans, at least 1.
    pub rowspan: usize,
    /// Whether it is a header cell (`th`).
    pub header: bool,
    /// The alignment of this cell. [`Alignment::None`] once normalized to GFM, where columns have the alignment.
    pub alignment: Alignment,
}

impl Cell {
    /// Creates a cell without spans that is not a header.
    pub fn new(blocks: Vec<Block>) -> Self {
        Self { blocks, colspan: 1, rowspan: 1, header: false, alignment: Alignment::None }
    }
}

/// The alignment of a cell or column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// Unspecified.
    #[default]
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}
