//! Templates of file names.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::choice::choice;
use super::nearest::nearest;

choice! {
    /// A value in a [`NameTemplate`].
    Placeholder {
        /// The title, or else the input's name.
        #[default] Title = "title",
        /// The title for URLs: in lower case, with `-` between words. Without a title, that of the input's name.
        Slug = "slug",
        /// The article id, or else the input's name.
        Id = "id",
        /// The input's name without extension. After `{date}` it has no date of its own.
        Stem = "stem",
        /// The date, `2024-02-13`.
        Date = "date",
        /// The year, `2024`.
        Year = "year",
        /// The month, `02`.
        Month = "month",
        /// The day of the month, `13`.
        Day = "day",
        /// The user name of the author.
        User = "user",
        /// The first column or category.
        Column = "column",
    }
}

choice! {
    /// What to do with an article without a date, if its file name has one.
    DateFallback {
        /// Report an error.
        #[default] Error = "error",
        /// Use the day on which the input file was modified, in UTC+8.
        File = "file",
        /// Leave the date out.
        Omit = "omit",
    }
}

/// A template of file names: text and placeholders such as `{title}`, in folders separated by `/`.
///
/// ```
/// use csdown::options::NameTemplate;
/// let template: NameTemplate = "{year}/{slug}".parse()?;
/// assert_eq!(template.to_string(), "{year}/{slug}");
/// assert!("{titel}".parse::<NameTemplate>().unwrap_err().contains("did you mean `{title}`?"));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NameTemplate(Vec<Vec<Piece>>);

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(Cow<'static, str>),
    Value(Placeholder),
}

/// Characters that file systems forbid in names, or that separate folders.
pub(crate) const FORBIDDEN: &str = "/\\:*?\"<>|";

impl NameTemplate {
    /// Returns the pieces of each folder, and of the file.
    pub(crate) fn components(&self) -> &[Vec<Piece>] {
        &self.0
    }

    /// Creates a template of one name.
    pub(super) fn of(pieces: impl IntoIterator<Item = Piece>) -> Self {
        Self(vec![pieces.into_iter().collect()])
    }
}

impl fmt::Display for NameTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, component) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            for piece in component {
                match piece {
                    Piece::Text(text) => f.write_str(text)?,
                    Piece::Value(placeholder) => write!(f, "{{{placeholder}}}")?,
                }
            }
        }
        Ok(())
    }
}

impl From<NameTemplate> for String {
    fn from(template: NameTemplate) -> Self {
        template.to_string()
    }
}

impl TryFrom<String> for NameTemplate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for NameTemplate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("a template must not be empty; write, for example, `{title}`".to_owned());
        }
        let file = text.rsplit('/').next().unwrap_or_default();
        if file.to_ascii_lowercase().ends_with(".md") {
            return Err(format!("`{text}` ends in `.md`, which is added to every name; leave it out"));
        }
        text.split('/').map(component).collect::<Result<_, _>>().map(Self)
    }
}

/// Parses the name of a folder or file.
fn component(text: &str) -> Result<Vec<Piece>, String> {
    if text.is_empty() {
        return Err("a folder or file has no name; remove the `/` beside it".to_owned());
    }
    if text.starts_with('.') {
        return Err(format!("`{text}` starts with a dot; a name must not be hidden or leave the folder"));
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        push_text(before, &mut pieces)?;
        let inside = brace.strip_prefix('{').ok_or_else(|| format!("`}}` without `{{` in `{text}`"))?;
        let (name, after) = inside.split_once('}').ok_or_else(|| format!("`{{` without `}}` in `{text}`"))?;
        pieces.push(Piece::Value(name.parse().map_err(|_| unknown(name))?));
        rest = after;
    }
    push_text(rest, &mut pieces)?;
    Ok(pieces)
}

fn push_text(text: &str, pieces: &mut Vec<Piece>) -> Result<(), String> {
    if let Some(c) = text.chars().find(|c| c.is_control() || FORBIDDEN.contains(*c)) {
        return Err(format!("{c:?} is not allowed in file names"));
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(Cow::Owned(text.to_owned())));
    }
    Ok(())
}

/// Describes an unknown placeholder, with the nearest known one.
fn unknown(name: &str) -> String {
    let nearest = nearest(name, Placeholder::ALL.iter().map(|known| known.as_str()));
    let hint = nearest.map_or_else(
        || {
            let known: Vec<_> = Placeholder::ALL.iter().map(|known| format!("{{{known}}}")).collect();
            format!("known are {}", known.join(" "))
        },
        |known| format!("did you mean `{{{known}}}`?"),
    );
    format!("unknown placeholder `{{{name}}}`; {hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        text.parse::<NameTemplate>().unwrap_err()
    }

    #[test]
    fn a_template_is_displayed_as_written() {
        for text in ["{stem}", "{year}/{month}/{slug}", "文 {title} ({id})", "{date}-{column}_{user}{day}"] {
            assert_eq!(text.parse::<NameTemplate>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn errors_say_what_is_wrong() {
        for (text, message) in [
            ("{titel}", "unknown placeholder `{titel}`; did you mean `{title}`?"),
            (
                "{}",
                "unknown placeholder `{}`; known are {title} {slug} {id} {stem} {date} {year} {month} {day} {user} {column}",
            ),
            ("a{title", "`{` without `}` in `a{title`"),
            ("title}", "`}` without `{` in `title}`"),
            ("{{title}}", "unknown placeholder `{{title}`; did you mean `{title}`?"),
            ("", "a template must not be empty; write, for example, `{title}`"),
            ("/tmp/{id}", "a folder or file has no name; remove the `/` beside it"),
            ("../{id}", "`..` starts with a dot; a name must not be hidden or leave the folder"),
            ("{id}: {title}", "':' is not allowed in file names"),
            ("{slug}.MD", "`{slug}.MD` ends in `.md`, which is added to every name; leave it out"),
        ] {
            assert_eq!(error(text), message);
        }
    }
}
