//! The arguments of `csdown search`, exactly as typed.

use std::path::PathBuf;

use crate::cli::args::{FilterArgs, whole};

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
