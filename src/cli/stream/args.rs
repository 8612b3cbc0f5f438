//! The arguments of `csdown stream`, exactly as typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::cli::args::{ConversionArgs, InputFormatArgs, positive};

const AFTER_HELP: &str = "\
Examples:
  # A compressed file of records
  csdown stream pages.jsonl.gz > articles.jsonl
  # In a pipe, for Hugo, comparing each article with its page
  zcat *.jsonl.gz | csdown stream --profile hugo --verify | gzip > articles.jsonl.gz
  # Records that name files in a folder
  csdown stream --root pages index.jsonl > articles.jsonl

Records:
  A record is a JSON object on a line, in UTF-8. html has the page as text, base64 its bytes, or path its file below --root; gzip is decompressed. url, file_name and content_type help to convert it, and id names it. A saved response of the editor's API is a record, too.

  The output has one record for each, in the same order, with id, url, the Markdown in text, title, date, author, tags and more, as docs/records.md describes. All other fields are passed along. A record that cannot be converted has an error, and does not end the stream.

  text has no front matter, unless --front-matter is given or csdown.toml sets it.

Exit codes:
  0  success; Markdown counts as success, and so does an empty stream
  1  some records failed, or are incomplete or lossy
  2  invalid arguments or configuration
  3  no record could be converted";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct StreamArgs {
    /// JSON Lines, also compressed with gzip, or - for standard input [default: -]
    #[arg(value_name = "INPUT")]
    pub(super) input: Option<PathBuf>,
    /// Configuration file [default: csdown.toml in this folder or a parent]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    /// Exit with 0 even if records failed, for programs that would discard the output
    #[arg(long, help_heading = "Input and output")]
    pub(super) exit_zero: bool,
    #[command(flatten)]
    pub(super) from: InputFormatArgs,
    /// Number of threads; does not affect the output [default: one per CPU]
    #[arg(short, long, value_name = "N", value_parser = positive, help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Folder of the files that records name in path; no other files are read
    #[arg(long, value_name = "FOLDER", help_heading = "Input and output")]
    pub(super) root: Option<PathBuf>,
    /// Compare each article with its page, and write the verdict
    #[arg(long, help_heading = "Input and output")]
    pub(super) verify: bool,
    #[command(flatten)]
    pub(super) conversion: ConversionArgs,
    /// Do not print totals and the errors of records
    #[arg(short, long, help_heading = "Messages")]
    pub(super) quiet: bool,
}
