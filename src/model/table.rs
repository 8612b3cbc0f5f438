use serde::{Deserialize, Serialize};

use super::{Block, Inline};

/// A table, row by row.
///
/// As lowered, rows may be ragged and cells may span and hold any blocks. Once normalised, a table of form
/// [`TableForm::Gfm`] has no caption, one header row, rows of equal length, and cells that span nothing and hold
/// nothing or one paragraph; a table of form [`TableForm::Html`] keeps its shape.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// How it is to be written.
    pub form: TableForm,
    /// The caption; empty when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caption: Vec<Inline>,
    /// How many of the rows, from the first, are header rows.
    pub header_rows: usize,
    /// The alignment of each column; empty until normalised.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Alignment>,
    /// The rows with their cells.
    pub rows: Vec<Vec<Cell>>,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TableForm {
    /// With `|`, by the table extension of GitHub Flavored Markdown.
    #[default]
    Gfm,
    /// As an HTML `<table>` with bare tags, for what GFM cannot hold.
    Html,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// What it holds.
    pub blocks: Vec<Block>,
    /// How many columns it covers, at least 1.
    pub colspan: usize,
    /// How many rows it covers, at least 1.
    pub rowspan: usize,
    /// Whether the page marks it as a header (`th`).
    pub header: bool,
    /// Its own alignment. [`Alignment::None`] once normalised to GFM: the columns carry it.
    pub alignment: Alignment,
}

impl Cell {
    /// A cell of one column and one row that is no header.
    pub fn new(blocks: Vec<Block>) -> Self {
        Self { blocks, colspan: 1, rowspan: 1, header: false, alignment: Alignment::None }
    }
}

/// Where the text of a cell or column stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alignment {
    /// Not said.
    #[default]
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}
