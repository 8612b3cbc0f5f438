//! The arguments of `csdown check`, exactly as typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::cli::args::OptionArgs;

const AFTER_HELP: &str = "\
Examples:
  csdown check tests/pages               every page in the folder and below
  csdown check tests/pages --update      write what is missing or differs; read git diff afterwards
  csdown check tests/pages/a.html        one case, by one of its files
  csdown check tests/pages --filter a    those with this in their name
  csdown check tests/pages --format github --junit junit.xml
                                         for GitHub Actions

Cases:
  NAME.html beside NAME.md, or NAME/input.html and NAME/expected.md; also .htm and .xhtml, and
  input.md. --input and --expected, or the table [check] of csdown.toml, name others:

    [check]
    input = \"page.html\"
    expected = \"page.md\"
    ignore = [\"drafts/\", \"notes.md\"]

  NAME.error or expected.error instead of the Markdown holds the error that an input is to fail
  with, NAME.options.json or options.json the options of a case. See docs/check.md for the rest.

Exit codes:
  0  every case became what is expected of it, or was updated
  1  some differ, lack a file, fail or could not be checked
  2  wrong arguments or configuration
  3  there is no case, or none that could be checked";

/// How the outcome is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Form {
    /// For people, with differences.
    Human,
    /// The same, and annotations of GitHub Actions.
    Github,
    /// As JSON; see docs/check.md.
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(in crate::cli) struct CheckArgs {
    /// Folders of cases, or single cases by one of their files
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// Read this configuration file [default: csdown.toml here or in a folder above]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    /// How the Markdown expected of an input is named; a * stands for the case's name
    #[arg(long, value_name = "NAME", requires = "input", help_heading = "Input and output")]
    pub(super) expected: Option<String>,
    /// Only cases with this in their name, or that this glob matches; may be given again
    #[arg(long, value_name = "TEXT", help_heading = "Input and output")]
    pub(super) filter: Vec<String>,
    /// How the outcome is told
    #[arg(long, value_name = "FORM", default_value = "human")]
    #[arg(help_heading = "Input and output")]
    pub(super) format: Form,
    /// Print differences whole, not only their first 100 lines
    #[arg(long, help_heading = "Input and output")]
    pub(super) full: bool,
    /// Pass over these files, as a line of .gitignore does; may be given again
    #[arg(long, value_name = "GLOB", help_heading = "Input and output")]
    pub(super) ignore: Vec<String>,
    /// How inputs are named, with --expected; a * stands for the case's name
    #[arg(long, value_name = "NAME", requires = "expected", help_heading = "Input and output")]
    pub(super) input: Option<String>,
    /// How many threads check; it changes nothing that is told [default: one per processor]
    #[arg(short, long, value_name = "N", help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Write the outcome to this file, too, as JUnit's XML
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) junit: Option<PathBuf>,
    /// Write expected files that are missing or differ
    #[arg(long, help_heading = "Input and output")]
    pub(super) update: bool,
    #[command(flatten)]
    pub(super) options: OptionArgs,
    /// Print nothing but what is wrong
    #[arg(short, long, help_heading = "Messages")]
    pub(super) quiet: bool,
}
