//! The arguments of `csdown check`, exactly as typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::cli::args::{ConversionArgs, positive};

const AFTER_HELP: &str = "\
Examples:
  # All pages in a folder and its subfolders
  csdown check tests/pages
  # Write missing and changed files; review them with git diff
  csdown check tests/pages --update
  # One case, by any of its files
  csdown check tests/pages/a.html
  # The cases whose name contains a text
  csdown check tests/pages --filter a
  # Those whose file, or a folder of theirs, matches a glob
  csdown check tests/pages --filter 'a*'
  # For GitHub Actions, with a JUnit report
  csdown check tests/pages --format github --junit junit.xml

Cases:
  A case is NAME.html with NAME.md, or NAME/input.html with NAME/expected.md; .htm, .xhtml and input.md also work. Use --input and --expected, or the table [check] in csdown.toml, for other names:

    [check]
    input = \"page.html\"
    expected = \"page.md\"
    ignore = [\"drafts/\", \"notes.md\"]

  NAME.error or expected.error, in place of the Markdown, contains the expected error of an input. NAME.options.json or options.json contains the options of a case. See docs/check.md for details.

Exit codes:
  0  every case is as expected or was updated
  1  some differ, lack a file, fail or could not be checked
  2  invalid arguments or configuration
  3  there are no cases, or none could be checked";

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// Text with diffs
    Human,
    /// The same with GitHub Actions annotations
    Github,
    /// JSON, as described in docs/check.md
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct CheckArgs {
    /// Folders of cases, or single cases by any of their files
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// Configuration file [default: csdown.toml in this folder or a parent]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    /// File name of the expected Markdown, with --input; * stands for the name of the case
    #[arg(long, value_name = "NAME", requires = "input", help_heading = "Input and output")]
    pub(super) expected: Option<String>,
    /// Check only cases whose name contains this text, or whose name, file or folder matches this glob; may be repeated
    #[arg(long, value_name = "TEXT", help_heading = "Input and output")]
    pub(super) filter: Vec<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    #[arg(help_heading = "Input and output")]
    pub(super) format: Format,
    /// Print complete diffs, not only their first 100 lines, and all missing files
    #[arg(long, help_heading = "Input and output")]
    pub(super) full: bool,
    /// Ignore files that match this .gitignore pattern; may be repeated
    #[arg(long, value_name = "GLOB", help_heading = "Input and output")]
    pub(super) ignore: Vec<String>,
    /// File name of inputs, with --expected; * stands for the name of the case
    #[arg(long, value_name = "NAME", requires = "expected", help_heading = "Input and output")]
    pub(super) input: Option<String>,
    /// Number of threads; does not affect the output [default: one per CPU]
    #[arg(short, long, value_name = "N", value_parser = positive, help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Also write a JUnit XML report to this file
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) junit: Option<PathBuf>,
    /// Write expected files that are missing or differ
    #[arg(long, help_heading = "Input and output")]
    pub(super) update: bool,
    #[command(flatten)]
    pub(super) conversion: ConversionArgs,
    /// Print only failures
    #[arg(short, long, help_heading = "Messages")]
    pub(super) quiet: bool,
}
