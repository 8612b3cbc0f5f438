//! Which articles of an archive a command uses.

use crate::Status;
use crate::catalogue::ArticleFilter;

/// Which articles of an archive to use.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArgs {
    /// Displayed name of the author
    #[arg(long, value_name = "NAME")]
    author: Vec<String>,
    /// Language of a code block, such as java
    #[arg(long, value_name = "LANGUAGE")]
    code_language: Vec<String>,
    /// Column (category)
    #[arg(long, value_name = "NAME")]
    column: Vec<String>,
    /// How much of the article the input contained
    #[arg(long, value_name = "STATUS", value_parser = Status::ALL.map(Status::as_str))]
    status: Vec<String>,
    /// Tag
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Login name of the author
    #[arg(long, value_name = "NAME")]
    user: Vec<String>,
    /// Year of publication, or the first and the last one, as in 2018-2020
    #[arg(long, value_name = "YEAR", value_parser = years)]
    year: Vec<(u16, u16)>,
}

impl FilterArgs {
    /// Returns the filter.
    pub(crate) fn filter(&self) -> ArticleFilter {
        ArticleFilter {
            authors: self.author.clone(),
            users: self.user.clone(),
            tags: self.tag.clone(),
            columns: self.column.clone(),
            languages: self.code_language.clone(),
            statuses: self.status.clone(),
            years: self.year.clone(),
        }
    }
}

/// Parses a year, or two with `-` between them.
fn years(text: &str) -> Result<(u16, u16), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let year = |text: &str| text.parse().ok().filter(|year| (1000..=9999).contains(year));
    year(first).zip(year(last)).ok_or_else(|| "must be a year, or two as in 2018-2020".to_owned())
}
