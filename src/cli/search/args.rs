//! The arguments of `csdown search`, exactly as typed.

use std::path::PathBuf;

use crate::Status;
use crate::catalogue::ArticleFilter;
use crate::cli::args::whole;

const AFTER_HELP: &str = "\
Examples:
  # Articles with a word, the best first
  csdown search archive 线程池
  # With both words, and with words that follow each other
  csdown search archive 线程 '\"thread pool\"'
  # In the title, published in these years
  csdown search archive 线程 in:title --year 2018-2020
  # In code, in one language
  csdown search archive 'mall*' in:code --code-language c
  # Without a query: the latest articles with a tag
  csdown search archive --tag java
  # As JSON, as described in docs/search.md
  csdown search archive 线程 --format json

Query:
  线程 pool      both words; a Chinese word is also found within longer ones
  \"thread pool\"  words that follow each other; quote it for the shell too
  thread*        words that begin with thread
  -java          not with this word; write -- before a query that begins with it
  in:title       only in the title; also in:text and in:code

Notes:
  A filter that is given several times matches any of its values. Case is ignored, and * stands for any text.
  The first search builds an index in the archive's catalogue, and later ones add what has changed.

Exit codes:
  0  articles were found
  1  no article was found
  2  invalid arguments
  3  the archive could not be searched";

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// Text: the path, title, author and date of each article, and an excerpt
    Text,
    /// JSON, as described in docs/search.md
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct SearchArgs {
    /// Folder that csdown has written articles to
    #[arg(value_name = "ARCHIVE")]
    pub(super) archive: PathBuf,
    /// Words to search for [default: list the latest articles]
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
    /// Check all outputs for changes since they were indexed
    #[arg(long, help_heading = "Index")]
    pub(super) check_files: bool,
    /// Rebuild the index from all outputs
    #[arg(long, help_heading = "Index")]
    pub(super) reindex: bool,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(super) format: Format,
    /// Maximum number of articles shown; 0 for all
    #[arg(short = 'n', long, value_name = "N", value_parser = whole::<usize>, default_value_t = 10, help_heading = "Output")]
    pub(super) limit: usize,
    /// Open the first article with the program for its file type
    #[arg(long, help_heading = "Output")]
    pub(super) open: bool,
}

/// Which articles to search.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct FilterArgs {
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
    pub(super) fn filter(&self) -> ArticleFilter {
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
