//! The arguments of `csdown init`, exactly as typed.

use std::path::PathBuf;

use crate::cli::args::choice;
use crate::options::Profile;

const AFTER_HELP: &str = "\
Examples:
  # A file with all keys, each with its default and commented out
  csdown init
  # The same for Hugo
  csdown init --profile hugo
  # Look at it first
  csdown init -o -

Notes:
  The commands find csdown.toml in the working directory or a parent. Options on the command line override it.

Exit codes:
  0  success
  2  invalid arguments, or the file exists
  3  the file cannot be written";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct InitArgs {
    /// Overwrite the file if it exists
    #[arg(long, help_heading = "Input and output")]
    pub(super) force: bool,
    /// File to write, or - for standard output
    #[arg(
        short,
        long,
        value_name = "FILE",
        default_value = "csdown.toml",
        help_heading = "Input and output"
    )]
    pub(super) output: PathBuf,
    /// Tool that the Markdown is for
    #[arg(long, value_name = "PROFILE", value_parser = choice!(Profile), help_heading = "Metadata")]
    pub(super) profile: Option<Profile>,
}
