//! The arguments of `csdown status`, exactly as typed.

use std::path::PathBuf;

use crate::cli::args::whole;

const AFTER_HELP: &str = "\
Examples:
  # What is in a folder, what is missing, and what a run would do
  csdown status markdown
  # The same as JSON, as described in docs/status.md
  csdown status markdown --format json
  # The pages of incomplete articles
  csdown status markdown --format json | jq -r '.incomplete[].path'

Notes:
  The command only reads. It does not wait for a run that is in progress. Paths of inputs are relative to the folder.

  The next run is one over all files and folders that earlier runs were given, with the options of the latest one.

Exit codes:
  0  success, whatever the status
  2  invalid arguments, or the folder has no catalogue
  3  the catalogue cannot be read";

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// Text
    Text,
    /// JSON, as described in docs/status.md
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct StatusArgs {
    /// Folder that csdown has written articles to
    #[arg(value_name = "ARCHIVE")]
    pub(super) archive: PathBuf,
    /// Output format; JSON lists everything
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Input and output")]
    pub(super) format: Format,
    /// Maximum number of lines of each list
    #[arg(short = 'n', long, value_name = "N", value_parser = whole::<usize>, default_value = "5", help_heading = "Messages")]
    pub(super) limit: usize,
    /// Print whole lists
    #[arg(short, long, conflicts_with = "limit", help_heading = "Messages")]
    pub(super) verbose: bool,
}
