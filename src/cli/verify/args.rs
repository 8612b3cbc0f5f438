//! The arguments of `csdown verify`, exactly as typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::cli::args::{ConversionArgs, LinkArgs, positive};

const AFTER_HELP: &str = "\
Examples:
  # One article: convert it and compare
  csdown verify post.html
  # One article and existing Markdown
  csdown verify post.html post.md
  # The Markdown of another program
  other-converter post.html | csdown verify post.html -
  # A folder and the folder it was converted to
  csdown verify posts markdown
  # The same as JSON
  csdown verify posts --format json

Verdicts:
  identical   the Markdown has everything on the page and nothing else
  equivalent  identical except for intended changes, which are listed
  lossy       something is missing, changed or added

Notes:
  Use the options that the Markdown was converted with, including --assets, --assets-url and --layout if images were saved.

Exit codes:
  0  all identical or equivalent
  1  some are lossy, truncated or failed
  2  invalid arguments or configuration
  3  no input could be compared";

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// Text, with the most faults first
    Human,
    /// JSON, as described in docs/report.md
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct VerifyArgs {
    /// Article, folder of articles (searched for .html .htm .xhtml .mhtml .mht .md .warc, also with .gz), or - for standard
    /// input
    ///
    /// A .json file in a folder is read if it has an article of the editor's API.
    #[arg(value_name = "SOURCE")]
    pub(super) source: PathBuf,
    /// Its Markdown, the folder it was converted to, or - for standard input [default: convert it now]
    #[arg(value_name = "MARKDOWN")]
    pub(super) markdown: Option<PathBuf>,
    /// Configuration file [default: csdown.toml in this folder or a parent]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    #[arg(help_heading = "Input and output")]
    pub(super) format: Format,
    /// Number of threads; does not affect the output [default: one per CPU]
    #[arg(short, long, value_name = "N", value_parser = positive, help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Folder where the images of the Markdown were saved
    #[arg(long, value_name = "FOLDER", requires = "markdown", help_heading = "Images")]
    pub(super) assets: Option<PathBuf>,
    #[command(flatten)]
    pub(super) links: LinkArgs,
    #[command(flatten)]
    pub(super) conversion: ConversionArgs,
    /// Print only lossy documents and errors
    #[arg(short, long, help_heading = "Messages")]
    pub(super) quiet: bool,
}
