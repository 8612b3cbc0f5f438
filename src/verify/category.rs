//! The categories of content that are compared.

/// A category of content that is counted and compared. Text is compared character by character, everything else as a
/// sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Category {
    /// Elements that a rule dropped although they hold more than boilerplate does.
    Dropped,
    /// Letters and digits, wherever they are. A few may be missing.
    Characters,
    /// Text without whitespace. An image, a formula or a code block counts as one character.
    Text,
    /// Lines, separated by breaks.
    Lines,
    /// Headings, with their levels.
    Headings,
    /// Code blocks, byte for byte.
    Code,
    /// The languages of code blocks.
    Languages,
    /// Images, by their URLs.
    Images,
    /// Alternative texts of images.
    Alts,
    /// Links, with their targets.
    Links,
    /// Non-empty table cells, with their rows and columns.
    Cells,
    /// Aligned table columns, with their alignments.
    Alignments,
    /// List items, with their levels, numbers and task checkboxes.
    Items,
    /// Block quotes.
    Quotes,
    /// Bold runs.
    Strong,
    /// Italic runs.
    Emphasis,
    /// Struck-out runs.
    Strike,
    /// Inline code.
    InlineCode,
    /// `sub sup kbd mark u ins`, for which Markdown has no syntax.
    Html,
    /// Formulas, by their TeX and whether they are displayed on lines of their own.
    Maths,
    /// Footnote references.
    Footnotes,
}

impl Category {
    /// Every category, in the order of reports.
    pub const ALL: [Self; 21] = [
        Self::Dropped,
        Self::Characters,
        Self::Text,
        Self::Lines,
        Self::Headings,
        Self::Code,
        Self::Languages,
        Self::Images,
        Self::Alts,
        Self::Links,
        Self::Cells,
        Self::Alignments,
        Self::Items,
        Self::Quotes,
        Self::Strong,
        Self::Emphasis,
        Self::Strike,
        Self::InlineCode,
        Self::Html,
        Self::Maths,
        Self::Footnotes,
    ];

    /// Returns the name in machine-readable output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Characters => "characters",
            Self::Text => "text",
            Self::Lines => "lines",
            Self::Headings => "headings",
            Self::Code => "code",
            Self::Languages => "languages",
            Self::Images => "images",
            Self::Alts => "alts",
            Self::Links => "links",
            Self::Cells => "cells",
            Self::Alignments => "alignments",
            Self::Items => "items",
            Self::Quotes => "quotes",
            Self::Strong => "strong",
            Self::Emphasis => "emphasis",
            Self::Strike => "strike",
            Self::InlineCode => "inline-code",
            Self::Html => "html",
            Self::Maths => "maths",
            Self::Footnotes => "footnotes",
        }
    }

    /// Whether the category is a style of runs. Adjacent runs merge, and none continues on the next line.
    pub(super) const fn is_style(self) -> bool {
        matches!(
            self,
            Self::Strong | Self::Emphasis | Self::Strike | Self::InlineCode | Self::Html | Self::Links
        )
    }
}
