//! The arguments of `csdown export`, exactly as typed.

use std::path::{Path, PathBuf};

use crate::catalogue::ArticleFilter;
use crate::cli::args::{FilterArgs, whole};

const AFTER_HELP: &str = "\
Examples:
  # A column as an e-book, in the order of publication
  csdown export archive --column 并发 -o concurrency.epub
  # One HTML file with everything, for any browser, without a network
  csdown export archive -o archive.html
  # What a search finds, the best articles first, as one Markdown file
  csdown export archive 线程池 --sort best -o pool.md
  # The articles of some years, with another title
  csdown export archive --year 2018-2020 --title 旧文 -o old.epub
  # To standard output
  csdown export archive --format markdown -o - > all.md

Notes:
  Queries and filters are those of csdown search. The Markdown in the archive is exported as it is now; nothing is converted again. Links between exported articles lead within the book. Images that are not in the archive are linked.

  An existing file is overwritten only with --force.

Exit codes:
  0  success
  1  articles that cannot be read were left out
  2  invalid arguments, or the file exists
  3  there is nothing to export, or the book cannot be written";

/// The format of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// An e-book: EPUB 3, with the images in it
    Epub,
    /// One HTML file that needs no network, with the images in it
    Html,
    /// One Markdown file, with links to the images in the archive
    #[value(alias = "md")]
    Markdown,
}

/// The order of the articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Sort {
    /// By the date of publication
    Oldest,
    /// By the date of publication, the latest first
    Newest,
    /// By title
    Title,
    /// By the path in the archive
    Path,
    /// By how well they match the query
    Best,
}

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ExportArgs {
    /// Folder that csdown has written articles to
    #[arg(value_name = "ARCHIVE")]
    pub(super) archive: PathBuf,
    /// Words that the articles contain [default: all articles]
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
    /// Overwrite an existing file
    #[arg(long, help_heading = "Output")]
    pub(super) force: bool,
    /// Format of the book [default: by the extension of FILE: .epub, .html or .md]
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    format: Option<Format>,
    /// Maximum number of articles; 0 for all
    #[arg(short = 'n', long, value_name = "N", value_parser = whole::<usize>, default_value_t = 0, help_heading = "Output")]
    pub(super) limit: usize,
    /// Write the book to this file, or - for standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: PathBuf,
    /// Order of the articles
    #[arg(long, value_name = "ORDER", default_value = "oldest", help_heading = "Output")]
    pub(super) sort: Sort,
    /// Title of the book [default: the column, author or user, or the archive's name]
    #[arg(long, value_name = "TITLE", help_heading = "Output")]
    title: Option<String>,
}

impl ExportArgs {
    /// Returns the format, which the name of the file determines by default.
    pub(super) fn format(&self) -> Option<Format> {
        let extension = || self.output.extension()?.to_str().map(str::to_ascii_lowercase);
        self.format.or_else(|| match extension()?.as_str() {
            "epub" => Some(Format::Epub),
            "html" | "htm" => Some(Format::Html),
            "md" | "markdown" => Some(Format::Markdown),
            _ => None,
        })
    }

    /// Whether a query or filters select some of the articles.
    pub(super) fn selects(&self) -> bool {
        !self.query.is_empty() || self.filters.filter() != ArticleFilter::default()
    }

    /// Returns the title of the book.
    pub(super) fn title(&self) -> String {
        let filter = self.filters.filter();
        let only = |values: &[String]| match values {
            [value] if !value.contains('*') => Some(value.clone()),
            _ => None,
        };
        let given = self.title.clone().filter(|title| !title.trim().is_empty());
        given
            .or_else(|| only(&filter.columns))
            .or_else(|| only(&filter.authors))
            .or_else(|| only(&filter.users))
            .unwrap_or_else(|| name_of(&self.archive))
    }
}

/// Returns the name of a folder.
fn name_of(folder: &Path) -> String {
    let path = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    path.file_name().map_or_else(|| "csdown".to_owned(), |name| name.to_string_lossy().into_owned())
}
