//! Which articles a query is about.

use rusqlite::types::Value;

/// Which articles to search or list. An article must match one value of each filter that has values. Case is ignored,
/// and `*` in a value stands for any text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleFilter {
    /// The displayed names of authors.
    pub authors: Vec<String>,
    /// The login names of authors.
    pub users: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Columns (categories).
    pub columns: Vec<String>,
    /// Languages of code blocks.
    pub languages: Vec<String>,
    /// How much of the article the input contains, such as `complete`.
    pub statuses: Vec<String>,
    /// First and last years of publication.
    pub years: Vec<(u16, u16)>,
}

/// Conditions of a query on `articles`, which follow other conditions.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    sql: String,
    parameters: Vec<Value>,
}

impl Conditions {
    pub(super) fn of(filter: &ArticleFilter) -> Self {
        let mut conditions = Self::default();
        conditions.add("author", &filter.authors, "");
        conditions.add("user", &filter.users, "");
        conditions.add("status", &filter.statuses, "");
        conditions.add("tag", &filter.tags, "tags");
        conditions.add("name", &filter.columns, "columns");
        conditions.add("language", &filter.languages, "languages");
        conditions.add_years(&filter.years);
        conditions
    }

    /// Returns the conditions, each after ` AND `.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// Returns the values of the parameters.
    pub(super) fn into_parameters(self) -> impl rusqlite::Params {
        rusqlite::params_from_iter(self.parameters)
    }

    /// Adds a parameter and returns its name.
    pub(super) fn parameter(&mut self, value: impl Into<Value>) -> String {
        self.parameters.push(value.into());
        format!("?{}", self.parameters.len())
    }

    /// Requires that `column` has one of these values, in a row of the article in `table` if that is given.
    fn add(&mut self, column: &str, values: &[String], table: &str) {
        if values.is_empty() {
            return;
        }
        let tests: Vec<String> = values
            .iter()
            .map(|value| format!("{column} LIKE {} ESCAPE '\\'", self.parameter(pattern(value))))
            .collect();
        let tests = tests.join(" OR ");
        let condition = match table {
            "" => format!(" AND ({tests})"),
            table => format!(
                " AND EXISTS (SELECT 1 FROM {table} WHERE {table}.article = articles.article AND ({tests}))"
            ),
        };
        self.sql.push_str(&condition);
    }

    fn add_years(&mut self, years: &[(u16, u16)]) {
        let tests: Vec<String> = years
            .iter()
            .map(|(first, last)| {
                let [first, last] = [first, last].map(|year| self.parameter(format!("{year:04}")));
                format!("substr(published, 1, 4) BETWEEN {first} AND {last}")
            })
            .collect();
        if !tests.is_empty() {
            let condition = format!(" AND ({})", tests.join(" OR "));
            self.sql.push_str(&condition);
        }
    }
}

/// Returns the pattern of `LIKE` for a value of a filter.
fn pattern(value: &str) -> String {
    let mut pattern = String::new();
    for c in value.chars() {
        match c {
            '*' => pattern.push('%'),
            '%' | '_' | '\\' => pattern.extend(['\\', c]),
            _ => pattern.push(c),
        }
    }
    pattern
}
