//! What a list shows of an article.

use crate::catalogue::ListedRow;

/// An article in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The number of the article, which it keeps.
    pub number: i64,
    /// The path of its Markdown below the folder, with `/`.
    pub output: String,
    /// Its title, or the name of its file. Never blank.
    pub title: String,
    /// The displayed name of its author.
    pub author: Option<String>,
    /// The login name of its author.
    pub user: Option<String>,
    /// When it was published, in ISO 8601.
    pub published: Option<String>,
    /// When it was updated, in ISO 8601.
    pub updated: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// How much of the article the input contains, such as `complete`.
    pub status: Option<String>,
    /// Its tags, sorted.
    pub tags: Vec<String>,
    /// Its columns (categories), sorted.
    pub columns: Vec<String>,
}

impl Summary {
    pub(super) fn of(number: i64, row: ListedRow) -> Self {
        let title = row.title.filter(|title| !title.trim().is_empty());
        Self {
            number,
            title: title.unwrap_or_else(|| file_name(&row.output).to_owned()),
            output: row.output,
            author: row.author,
            user: row.user,
            published: row.published,
            updated: row.updated,
            url: row.url,
            id: row.id,
            status: row.status,
            tags: row.tags,
            columns: row.columns,
        }
    }

    /// Returns the date of publication, such as `2024-02-13`.
    pub fn date(&self) -> Option<&str> {
        self.published.as_deref()?.get(..10)
    }
}

/// Returns the name of a file without its extension.
fn file_name(output: &str) -> &str {
    let name = output.rsplit('/').next().unwrap_or(output);
    name.strip_suffix(".md").unwrap_or(name)
}
