//! The command line: all commands and the defaults in their help.

use clap::builder::PossibleValuesParser;
use clap::{CommandFactory, Parser, Subcommand};

use super::check::CheckArgs;
use super::convert::ConvertArgs;
use super::explain::ExplainArgs;
#[cfg(feature = "export")]
use super::export::ExportArgs;
#[cfg(feature = "fetch")]
use super::fetch::FetchArgs;
use super::init::InitArgs;
use super::inspect::InspectArgs;
use super::links::LinksArgs;
use super::report::ReportArgs;
use super::search::SearchArgs;
#[cfg(feature = "serve")]
use super::serve::ServeArgs;
use super::status::StatusArgs;
use super::stream::StreamArgs;
use super::terminal::STYLES;
use super::verify::VerifyArgs;
use crate::Options;

/// The commands.
pub(super) const COMMANDS: &[&str] = &[
    "convert",
    #[cfg(feature = "fetch")]
    "fetch",
    "verify",
    "check",
    "init",
    "inspect",
    "explain",
    #[cfg(feature = "export")]
    "export",
    "links",
    "report",
    "search",
    #[cfg(feature = "serve")]
    "serve",
    "status",
    "stream",
    "completions",
    "man",
];

const EXAMPLES: &str = "\
Examples:
  csdown convert post.html            one article to standard output
  csdown convert posts -o markdown    a folder and its subfolders
  csdown fetch URL -o archive         download a live article
  csdown verify posts markdown        compare Markdown with the originals
  csdown check tests/pages            compare with the expected Markdown
  csdown inspect post.html --pretty   show what an article contains
  csdown search archive 线程池        find articles by their text
  csdown export archive -o a.epub     write articles as one e-book
  csdown serve archive --open         read an archive in a browser
  csdown explain link-dangling        what a code means, and what to do
  csdown stream pages.jsonl           convert JSON Lines to JSON Lines
  csdown init                         write a configuration file
  csdown convert --help               all options and more examples";

/// Turns CSDN articles into clean Markdown worth archiving.
#[derive(Debug, Parser)]
#[command(name = "csdown", version, about, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = EXAMPLES, styles = STYLES)]
pub(super) struct Args {
    /// When to use colours; auto means on terminals, unless the environment says otherwise
    // It is read before the arguments are parsed, so that their errors have colours.
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto", hide_short_help = true)]
    color: clap::ColorChoice,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Convert files, folders or standard input to Markdown.
    Convert(Box<ConvertArgs>),
    /// Download live articles, with their images and comments.
    #[cfg(feature = "fetch")]
    Fetch(Box<FetchArgs>),
    /// Compare articles with their Markdown and report what was kept, lost or changed.
    Verify(Box<VerifyArgs>),
    /// Check that articles still convert to the expected Markdown.
    Check(Box<CheckArgs>),
    /// Report the metadata, outline, links, images, code, dialects and warnings of articles.
    Inspect(Box<InspectArgs>),
    /// Explain a code: what it means, and what to do.
    Explain(ExplainArgs),
    /// Write articles of an archive as one book: an EPUB, an HTML file or a Markdown file.
    #[cfg(feature = "export")]
    Export(Box<ExportArgs>),
    /// Write a configuration file that explains every key.
    Init(InitArgs),
    /// List missing articles, external hosts and the most linked articles of an archive.
    Links(LinksArgs),
    /// Report on all articles of an archive, as JSON or HTML.
    Report(ReportArgs),
    /// Search the text of the articles in an archive.
    Search(Box<SearchArgs>),
    /// Show an archive in a browser.
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// List what is in an archive, what is missing, and what the next run would do.
    Status(StatusArgs),
    /// Convert a stream of JSON records, for data pipelines.
    Stream(Box<StreamArgs>),
    /// Print a shell completion script.
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a man page, to be viewed with `man -l -`.
    Man {
        /// The command to describe [default: csdown itself]
        #[arg(value_parser = PossibleValuesParser::new(COMMANDS))]
        command: Option<String>,
    },
}

/// Builds the command line, with the default of each option in its help.
pub(super) fn command() -> clap::Command {
    let defaults = serde_json::to_value(Options::default()).unwrap_or_default();
    let default = |long: &str| {
        let limit = || defaults.get("limits")?.get(long.strip_prefix("max-")?).map(ToString::to_string);
        let option = || defaults.get(long)?.as_str().map(str::to_owned);
        limit().or_else(option).or_else(|| network_default(long))
    };
    let with_default = move |arg: clap::Arg| {
        let default = arg.get_long().and_then(default).zip(arg.get_help().map(ToString::to_string));
        match default {
            Some((default, help)) => arg.help(format!("{help} [default: {default}]")),
            None => arg,
        }
    };
    let with_default = &with_default;
    let all = COMMANDS.iter().fold(Args::command(), |all, name| {
        all.mut_subcommand(*name, |command| command.mut_args(with_default))
    });
    // `convert` uses the network only for images, so `-h` leaves its options to `--help`.
    let hide_network = |arg: clap::Arg| {
        let is_network = arg.get_help_heading() == Some("Network");
        arg.hide_short_help(is_network)
    };
    all.mut_subcommand("convert", |command| command.mut_args(hide_network))
}

/// The default of a network option.
#[cfg(feature = "fetch")]
fn network_default(long: &str) -> Option<String> {
    let default = crate::fetch::FetchOptions::default();
    match long {
        "retries" => return Some(default.attempts.saturating_sub(1).to_string()),
        "timeout" => return Some(default.total_timeout.as_secs_f32().to_string()),
        _ => {}
    }
    match serde_json::to_value(default).ok()?.get(long)? {
        serde_json::Value::String(text) => Some(text.clone()),
        // Prints whole seconds without a fraction.
        serde_json::Value::Number(number) => number.as_f64().map(|number| number.to_string()),
        _ => None,
    }
}

#[cfg(not(feature = "fetch"))]
fn network_default(_: &str) -> Option<String> {
    None
}
