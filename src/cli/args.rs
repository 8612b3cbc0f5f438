//! The arguments, exactly as typed. Within a group they stand in the order of the alphabet.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{CommandFactory, Parser, Subcommand};

use super::check::CheckArgs;
#[cfg(feature = "fetch")]
use super::fetch::FetchArgs;
use super::pictures::PictureArgs;
use crate::Options;
use crate::options::{
    Diagrams, Emphasis, FrontMatter, HardBreak, ImageQuery, InlineHtml, Links, Profile, Spacing, Tables, Toc,
};

/// The parser of one of the crate's choices, which tells its values and what they mean.
macro_rules! choice {
    ($name:ident) => {
        crate::cli::args::parser::<$name>(
            $name::ALL.iter().map(|value| (value.as_str(), value.description())),
        )
    };
}
#[cfg(feature = "fetch")]
pub(super) use choice;

/// The commands that have options of the conversion.
const COMMANDS: &[&str] = &[
    "convert",
    #[cfg(feature = "fetch")]
    "fetch",
    "verify",
    "check",
    "inspect",
];

const EXAMPLES: &str = "\
Examples:
  csdown convert post.html               one article to standard output
  csdown convert posts -o markdown       a folder and all below it, mirrored
  csdown fetch URL -o archive            a live article
  csdown verify posts markdown           what survived in the Markdown of a folder
  csdown check tests/pages               whether pages still become what stands beside them
  csdown inspect post.html --pretty      what is in an article
  csdown convert --help                  all options, what they mean, and more examples";

/// Turns CSDN articles into clean Markdown worth archiving.
#[derive(Debug, Parser)]
#[command(name = "csdown", version, about, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = EXAMPLES, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Convert files, folders or standard input to Markdown.
    Convert(Box<ConvertArgs>),
    /// Fetch live articles, with their pictures and comments, into a folder.
    #[cfg(feature = "fetch")]
    Fetch(Box<FetchArgs>),
    /// Compare articles with their Markdown: what was kept, what was lost, what was meant to go.
    Verify(Box<VerifyArgs>),
    /// Check that articles still become the Markdown that stands beside them.
    Check(Box<CheckArgs>),
    /// Tell what is in articles: metadata, outline, links, pictures, code, dialects, warnings.
    Inspect(Box<InspectArgs>),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print a manual page, to be read by man -l -
    Man {
        /// The command the page is about [default: csdown as a whole]
        #[arg(value_parser = PossibleValuesParser::new(COMMANDS))]
        command: Option<String>,
    },
}

const AFTER_HELP: &str = "\
See --help for what each value does, examples, and the configuration file.

Exit codes:
  0  all good; Markdown passed through counts as good
  1  some inputs failed, are incomplete or lossy
  2  wrong arguments or configuration
  3  no input could be done at all";

const AFTER_LONG_HELP: &str = "\
Examples:
  csdown convert post.html                       one article to standard output
  csdown convert post.html -o post.md            one article to a file
  csdown convert posts -o markdown               a folder and all below it, mirrored
  csdown convert crawl.warc.gz -o markdown       every article in the archive of a crawler
  csdown convert posts -o markdown --report report.json
                                                 a folder, with an account of every article
  csdown convert posts -o markdown --verify      the same, and a comparison of each with its article
  csdown convert posts -o markdown --verify --report-html markdown/report.html
                                                 the same, and a page to look at
  csdown convert posts -o markdown --assets markdown/assets
                                                 the same, with the pictures beside the Markdown
  csdown convert posts -o blog/_posts --profile jekyll
                                                 for a site generator
  cat page.html | csdown convert - --front-matter none
                                                 a page from a pipe, the article alone

Configuration:
  Options under Markdown, Metadata and Limits may stand in csdown.toml, under the same names but for
  limits, which have a table:

    profile = \"hugo\"
    hard-break = \"backslash\"
    [limits]
    bytes = 10000000

  So may rules of your own, for markup that csdown does not know; the first that holds wins:

    [[rule]]
    name = \"vote\"
    selector = \"div[class^=vote-]\"
    action = \"drop\"

  Actions are drop, unwrap, keep-html, code, quote and { heading = 2 }.

  The file is searched for in the working directory and the folders above. Arguments win over it.

ImageLocalizer:
  With --assets, pictures in data: addresses, those saved with a page (its folder of files, or the web
  archive), drawn diagrams and those on the network go into one folder, each once, under a name made of
  its contents; the Markdown leads to them by relative paths. Where they came from stands in
  .csdown-images.jsonl beside them. What is no picture, such as a page of HTML, is not kept, and neither
  is a drawing with a script. A picture that cannot be had keeps its address and is told of; it changes
  neither the outcome of its article nor the exit code. Options under Network are for pictures alone.

Files:
  Outputs appear whole or not at all. A file that csdown did not write, or that was changed since, is
  left alone unless --force is given; an input is never replaced. What csdown wrote is remembered in
  .csdown-manifest.jsonl in the output folder.

Archives:
  A .warc file, as crawlers write it, stands for the articles in it: pages whose address has
  /article/details/ in it. Each goes into a file named after its number. In a folder, NAME.warc.gz keeps
  the page that NAME.md beside it was made of, and is taken in its stead.

Exit codes:
  0  all good; Markdown passed through counts as good
  1  some inputs failed, are incomplete or lossy
  2  wrong arguments or configuration
  3  no input could be done at all";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP, after_long_help = AFTER_LONG_HELP)]
pub(super) struct ConvertArgs {
    /// Files, folders (searched for .html .htm .xhtml .mhtml .mht .md .warc, with .gz too), or - for standard input
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Read this configuration file [default: csdown.toml here or in a folder above]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    /// Replace files that csdown did not write; inputs are never replaced
    #[arg(long, help_heading = "Input and output")]
    pub(super) force: bool,
    /// How many threads convert; it changes nothing that is written [default: one per processor]
    #[arg(short, long, value_name = "N", help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// The file or folder to write to [default: standard output, for one input]
    #[arg(short, long, value_name = "PATH", help_heading = "Input and output")]
    pub(super) output: Option<PathBuf>,
    /// Write an account of every input to this file, as JSON
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) report: Option<PathBuf>,
    /// Write the same to this file, as a page to look at and search in
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) report_html: Option<PathBuf>,
    /// Compare the Markdown of every input with its article
    #[arg(long, help_heading = "Input and output")]
    pub(super) verify: bool,
    #[command(flatten)]
    pub(super) pictures: PictureArgs,
    #[cfg(feature = "fetch")]
    #[command(flatten)]
    pub(super) network: super::network::NetworkArgs,
    #[command(flatten)]
    pub(super) options: OptionArgs,
    /// Print nothing but failed, incomplete and lossy inputs
    #[arg(short, long, help_heading = "Messages")]
    pub(super) quiet: bool,
    /// Print warnings too: what could not be kept as the page has it
    #[arg(short, long, conflicts_with = "quiet", help_heading = "Messages")]
    pub(super) verbose: bool,
}

const VERIFY_AFTER_HELP: &str = "\
Examples:
  csdown verify post.html                one article: convert it and tell what survived
  csdown verify post.html post.md        the same of Markdown that is there already
  csdown verify posts markdown           a folder and the folder it was converted into
  csdown verify posts --format json      the same, for programs

Verdicts:
  identical   all the page shows is in the Markdown, and nothing else
  equivalent  the same, but for what the rules mean to drop or to change; each is named
  lossy       something is missing, changed or added

Give the options that the Markdown was converted with.

Exit codes:
  0  all identical or equivalent
  1  some are lossy or failed
  2  wrong arguments or configuration
  3  no input could be done at all";

/// How the comparison is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people; the worst documents first.
    Human,
    /// As JSON; see docs/report.md.
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = VERIFY_AFTER_HELP)]
pub(super) struct VerifyArgs {
    /// An article, or a folder of them (searched for .html .htm .xhtml .mhtml .mht .md .warc, with .gz too)
    #[arg(value_name = "SRC")]
    pub(super) source: PathBuf,
    /// Its Markdown, or the folder they were converted into [default: convert them now]
    #[arg(value_name = "MARKDOWN")]
    pub(super) markdown: Option<PathBuf>,
    /// The folder that the pictures of the Markdown were saved into
    #[arg(long, value_name = "FOLDER", requires = "markdown", help_heading = "Input and output")]
    pub(super) assets: Option<PathBuf>,
    /// Read this configuration file [default: csdown.toml here or in a folder above]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    /// How the comparison is told
    #[arg(long, value_name = "FORM", default_value = "human")]
    #[arg(help_heading = "Input and output")]
    pub(super) format: Format,
    /// How many threads compare; it changes nothing that is told [default: one per processor]
    #[arg(short, long, value_name = "N", help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(super) options: OptionArgs,
    /// Print nothing of documents that are not lossy
    #[arg(short, long, help_heading = "Messages")]
    pub(super) quiet: bool,
}

const INSPECT_AFTER_HELP: &str = "\
Examples:
  csdown inspect post.html --pretty      one article, for people
  csdown inspect post.html               the same as JSON, for programs; see docs/inspect.md
  csdown inspect posts > posts.jsonl     a folder and all below it, a line of JSON for each article
  cat page.html | csdown inspect -       a page from a pipe

Outline, links and warnings are those of the Markdown that csdown convert makes with the same options.

Exit codes:
  0  all good; Markdown counts as good
  1  some inputs failed or are incomplete
  2  wrong arguments or configuration
  3  no input could be done at all";

#[derive(Debug, clap::Args)]
#[command(after_help = INSPECT_AFTER_HELP)]
pub(super) struct InspectArgs {
    /// Files, folders (searched for .html .htm .xhtml .mhtml .mht .md .warc, with .gz too), or - for standard input
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Read this configuration file [default: csdown.toml here or in a folder above]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    /// How many threads inspect; it changes nothing that is told [default: one per processor]
    #[arg(short, long, value_name = "N", help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Tell it to people, not as JSON
    #[arg(long, help_heading = "Input and output")]
    pub(super) pretty: bool,
    #[command(flatten)]
    pub(super) options: OptionArgs,
}

/// The conversion's options; what is not given is as the configuration file says, else the default.
#[derive(Debug, clap::Args)]
pub(super) struct OptionArgs {
    /// Diagrams that are there as drawings alone
    #[arg(long, value_name = "HOW", value_parser = choice!(Diagrams), help_heading = "Markdown")]
    pub(super) diagrams: Option<Diagrams>,
    /// Emphasis whose delimiters CommonMark would not accept
    #[arg(long, value_name = "HOW", value_parser = choice!(Emphasis), help_heading = "Markdown")]
    pub(super) emphasis: Option<Emphasis>,
    /// Line breaks inside a paragraph
    #[arg(long, value_name = "HOW", value_parser = choice!(HardBreak), help_heading = "Markdown")]
    pub(super) hard_break: Option<HardBreak>,
    /// Watermark and processing queries of image addresses
    #[arg(long, value_name = "HOW", value_parser = choice!(ImageQuery), help_heading = "Markdown")]
    pub(super) image_query: Option<ImageQuery>,
    /// Elements Markdown has no form for: sub sup kbd mark u ins
    #[arg(long, value_name = "HOW", value_parser = choice!(InlineHtml), help_heading = "Markdown")]
    pub(super) inline_html: Option<InlineHtml>,
    /// Link addresses: redirectors, tracking, keyword links
    #[arg(long, value_name = "HOW", value_parser = choice!(Links), help_heading = "Markdown")]
    pub(super) links: Option<Links>,
    /// White space that a scraper's pretty-printer destroyed
    #[arg(long, value_name = "HOW", value_parser = choice!(Spacing), help_heading = "Markdown")]
    pub(super) spacing: Option<Spacing>,
    /// How tables are written
    #[arg(long, value_name = "HOW", value_parser = choice!(Tables), help_heading = "Markdown")]
    pub(super) tables: Option<Tables>,
    /// A generated table of contents
    #[arg(long, value_name = "HOW", value_parser = choice!(Toc), help_heading = "Markdown")]
    pub(super) toc: Option<Toc>,
    /// The form of the metadata before the Markdown
    #[arg(long, value_name = "FORM", value_parser = choice!(FrontMatter), help_heading = "Metadata")]
    pub(super) front_matter: Option<FrontMatter>,
    /// The tool the Markdown is for: keys, dates, file names, and whether the body has the title
    #[arg(long, value_name = "TOOL", value_parser = choice!(Profile), help_heading = "Metadata")]
    pub(super) profile: Option<Profile>,
    /// Attributes of a page; more is an error
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(super) max_attributes: Option<usize>,
    /// Bytes of an input; more is an error
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(super) max_bytes: Option<usize>,
    /// Cells of a table, spans counted; a larger one loses its spans
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(super) max_cells: Option<usize>,
    /// Levels of nested elements; deeper ones are flattened
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(super) max_depth: Option<usize>,
    /// Nodes of a page; more is an error
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(super) max_nodes: Option<usize>,
    /// Bytes of Markdown; more is an error
    #[arg(long, value_name = "N", help_heading = "Limits")]
    pub(super) max_output: Option<usize>,
}

pub(super) fn parser<T>(
    values: impl Iterator<Item = (&'static str, &'static str)>,
) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = String> + Clone + Send + Sync + 'static,
{
    let help = |text: &str| text.trim_end_matches('.').replace('`', "");
    let values = values.map(|(name, description)| PossibleValue::new(name).help(help(description)));
    PossibleValuesParser::new(values).try_map(|name| name.parse::<T>())
}

/// The command line, the default of each option told in its help.
pub(super) fn command() -> clap::Command {
    let defaults = serde_json::to_value(Options::default()).unwrap_or_default();
    let default = |long: &str| {
        let limit = || defaults.get("limits")?.get(long.strip_prefix("max-")?).map(ToString::to_string);
        let option = || defaults.get(long)?.as_str().map(str::to_owned);
        limit().or_else(option).or_else(|| network_default(long))
    };
    let told = move |arg: clap::Arg| {
        let told = arg.get_long().and_then(default).zip(arg.get_help().map(ToString::to_string));
        match told {
            Some((default, help)) => arg.help(format!("{help} [default: {default}]")),
            None => arg,
        }
    };
    let told = &told;
    let all = COMMANDS
        .iter()
        .fold(Args::command(), |all, name| all.mut_subcommand(*name, |command| command.mut_args(told)));
    // The network is asked for pictures alone: the long help tells of it.
    let is_about_network = |arg: &clap::Arg| arg.get_help_heading() == Some("Network");
    let hidden = move |arg: clap::Arg| {
        let is_hidden = is_about_network(&arg);
        if is_hidden { arg.hide_short_help(true) } else { arg }
    };
    all.mut_subcommand("convert", |command| command.mut_args(hidden))
}

/// The default of an option about the network.
#[cfg(feature = "fetch")]
fn network_default(long: &str) -> Option<String> {
    use crate::fetch::FetchOptions;
    let default = FetchOptions::default();
    match long {
        "retries" => return Some(default.attempts.saturating_sub(1).to_string()),
        "timeout" => return Some(default.total_timeout.as_secs_f32().to_string()),
        _ => {}
    }
    match serde_json::to_value(default).ok()?.get(long)? {
        serde_json::Value::String(text) => Some(text.clone()),
        // Seconds are written without a fraction that says nothing.
        serde_json::Value::Number(number) => number.as_f64().map(|number| number.to_string()),
        _ => None,
    }
}

/// Without the network there are none.
#[cfg(not(feature = "fetch"))]
fn network_default(_: &str) -> Option<String> {
    None
}
