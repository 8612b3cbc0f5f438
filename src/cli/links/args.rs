//! The arguments of `csdown links`, exactly as typed.

use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  # Articles that the archive lacks, those with most links first
  csdown links markdown
  # All of them, to be downloaded
  csdown links markdown -n 0 --format json | jq -r '.missing.articles[].location' | csdown fetch - -o markdown

Notes:
  An article of the site counts as missing if links lead to it and the archive does not have its Markdown. Fragments that name no heading are known only for articles that were converted with --internal-links relative. The command only reads; docs/catalogue.md describes the tables that the lists are made from.

Exit codes:
  0  success
  2  invalid arguments, or the folder has no catalogue
  3  the catalogue cannot be read";

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// Lists
    Text,
    /// JSON with the same lists
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct LinksArgs {
    /// Folder that csdown has written articles to
    #[arg(value_name = "ARCHIVE")]
    pub(super) archive: PathBuf,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Input and output")]
    pub(super) format: Format,
    /// Maximum number of entries in each list; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, help_heading = "Input and output")]
    pub(super) count: usize,
}

impl LinksArgs {
    /// Returns the maximum number of entries in each list.
    pub(super) const fn limit(&self) -> usize {
        if self.count == 0 { usize::MAX } else { self.count }
    }
}
