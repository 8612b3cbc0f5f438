//! The arguments of `csdown inspect`, exactly as typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::cli::args::{ConversionArgs, InputFormatArgs, positive};

const AFTER_HELP: &str = "\
Examples:
  # One article as text
  csdown inspect post.html --pretty
  # The same as JSON, as described in docs/inspect.md
  csdown inspect post.html
  # A folder and its subfolders, one line of JSON per article
  csdown inspect posts > posts.jsonl
  # A page from standard input
  cat page.html | csdown inspect -

Notes:
  The outline, links and warnings are those that csdown convert produces with the same options.

Exit codes:
  0  success; Markdown counts as success
  1  some inputs failed or are incomplete
  2  invalid arguments or configuration
  3  no input could be inspected";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct InspectArgs {
    /// Files, folders (searched for .html .htm .xhtml .mhtml .mht .md .warc, also with .gz), or - for standard input
    ///
    /// A .json file in a folder is read if it has an article of the editor's API.
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Configuration file [default: csdown.toml in this folder or a parent]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) from: InputFormatArgs,
    /// Number of threads; does not affect the output [default: one per CPU]
    #[arg(short, long, value_name = "N", value_parser = positive, help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Print text instead of JSON
    #[arg(long, help_heading = "Input and output")]
    pub(super) pretty: bool,
    #[command(flatten)]
    pub(super) conversion: ConversionArgs,
}
