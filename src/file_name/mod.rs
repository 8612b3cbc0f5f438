//! Names of Markdown files that are safe on every system.

mod safe;
mod values;

use std::path::PathBuf;

use crate::extract::Metadata;
use crate::extract::metadata::Date;
use crate::options::{Options, Piece, Placeholder};
use safe::fit;
use values::{Missing, Values};

/// The name of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The path below the folder of the input, without extension.
    pub path: PathBuf,
    /// Whether it contains the input's name, and so names the input rather than the article.
    pub is_of_input: bool,
}

/// An article without a date, which its name needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no date, which the file name `{template}` needs")]
pub struct MissingDate {
    /// The template of the name.
    pub template: String,
}

/// Returns the name of the output of an article, from the template of the options. `stem` is the input's name without
/// extension, `modified` returns when it was modified.
///
/// An unknown value is left out with the text after it, or before it at the end of a name. The title, the slug and the
/// id are replaced by the input's name, and so is a name of which nothing is left. An unknown date is an error unless
/// the options say what to do.
///
/// ```
/// use csdown::{Options, metadata::Metadata, stages::file_name::file_name};
/// let mut options = Options::default();
/// let name = |options: &Options, stem: &str| {
///     file_name(options, &Metadata::default(), stem, || None).map(|name| name.path)
/// };
/// assert_eq!(name(&options, "../a").unwrap().to_str(), Some("a"));
/// options.name = Some("{user}/{title} ({column})".parse()?);
/// assert_eq!(name(&options, "a").unwrap().to_str(), Some("a"));
/// options.name = Some("{year}/{slug}".parse()?);
/// assert!(name(&options, "a").is_err());
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// [`MissingDate`] if the name needs a date that is unknown.
pub fn file_name(
    options: &Options,
    metadata: &Metadata,
    stem: &str,
    modified: impl FnOnce() -> Option<Date>,
) -> Result<FileName, MissingDate> {
    let template = options.name();
    let pieces = || template.components().iter().flatten();
    let needs_date =
        pieces().any(|piece| matches!(piece, Piece::Value(placeholder) if placeholder.is_date()));
    let values = Values::new(options, metadata, stem, needs_date, modified)
        .map_err(|Missing| MissingDate { template: template.to_string() })?;
    let mut names: Vec<_> = template.components().iter().map(|pieces| component(pieces, &values)).collect();
    let file = names.pop().flatten().unwrap_or_else(|| fit(vec![values.stem()]));
    let path = names.into_iter().flatten().chain([file]).collect();
    let is_of_input = pieces().any(|piece| *piece == Piece::Value(Placeholder::Stem));
    Ok(FileName { path, is_of_input })
}

/// Writes the name of a folder or file; `None` if all its values are missing.
fn component(pieces: &[Piece], values: &Values<'_>) -> Option<String> {
    let mut parts = Vec::new();
    let (mut text_before, mut is_missing, mut has_value) = (None, false, false);
    let after_date = pieces.contains(&Piece::Value(Placeholder::Date));
    for piece in pieces {
        match piece {
            Piece::Text(text) if !is_missing => text_before = Some(text),
            Piece::Text(_) => {}
            Piece::Value(placeholder) => {
                let value = values.get(*placeholder, after_date);
                is_missing = value.is_none();
                if let Some(value) = value {
                    parts.extend(text_before.take().map(ToString::to_string));
                    parts.push(value);
                    has_value = true;
                }
            }
        }
    }
    if !is_missing {
        parts.extend(text_before.map(ToString::to_string));
    }
    let is_text = !pieces.iter().any(|piece| matches!(piece, Piece::Value(_)));
    (has_value || is_text).then(|| fit(parts))
}

#[cfg(test)]
mod tests;
