//! The arguments, exactly as typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::options::{
    Emphasis, FrontMatter, HardBreak, ImageQuery, InlineHtml, Links, Profile, Spacing, Tables, Toc,
};

/// Turns CSDN articles into clean Markdown worth archiving.
#[derive(Debug, Parser)]
#[command(name = "csdown", version, about, subcommand_required = true, arg_required_else_help = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Convert files, folders or standard input to Markdown.
    Convert(Box<ConvertArgs>),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

const AFTER_HELP: &str = "\
Examples:
  csdown convert post.html                     one article to standard output
  csdown convert posts -o markdown             a folder, mirrored
  csdown convert posts -o blog --profile hugo  for a site generator
  curl -s URL | csdown convert -               a page from a pipe

Exit codes:
  0  all good (Markdown passed through counts as good)
  1  some inputs failed or are incomplete
  2  wrong arguments or configuration
  3  no input could be done at all";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct ConvertArgs {
    /// Files, folders (searched for .html .htm .xhtml .md), or - for standard input.
    #[arg(default_value = "-", help_heading = "Input and output")]
    pub(super) inputs: Vec<PathBuf>,
    /// The file or folder to write to [default: standard output, for one file].
    #[arg(short, long, help_heading = "Input and output")]
    pub(super) output: Option<PathBuf>,
    /// Replace files that csdown did not write. Inputs are never replaced.
    #[arg(long, help_heading = "Input and output")]
    pub(super) force: bool,
    /// How many threads convert [default: one for each processor].
    #[arg(short, long, help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Write a JSON account of every input to this file.
    #[arg(long, help_heading = "Input and output")]
    pub(super) report: Option<PathBuf>,
    /// Read this configuration file [default: csdown.toml here or in a folder above].
    #[arg(long, help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) options: OptionArgs,
    /// Print nothing but errors.
    #[arg(short, long, help_heading = "Messages")]
    pub(super) quiet: bool,
    /// Print warnings too.
    #[arg(short, long, help_heading = "Messages")]
    pub(super) verbose: bool,
}

/// The conversion's options; what is not given is as the configuration file says, else the default.
#[derive(Debug, clap::Args)]
pub(super) struct OptionArgs {
    /// yaml, toml, json, none
    #[arg(long, help_heading = "Metadata")]
    pub(super) front_matter: Option<FrontMatter>,
    /// plain, hugo, hexo, jekyll, obsidian
    #[arg(long, help_heading = "Metadata")]
    pub(super) profile: Option<Profile>,
    /// auto, keep, tight: white space that a scraper destroyed
    #[arg(long, help_heading = "Markdown")]
    pub(super) spacing: Option<Spacing>,
    /// spaces, backslash
    #[arg(long, help_heading = "Markdown")]
    pub(super) hard_break: Option<HardBreak>,
    /// auto, html, gfm
    #[arg(long, help_heading = "Markdown")]
    pub(super) tables: Option<Tables>,
    /// drop, keep, marker: a generated table of contents
    #[arg(long, help_heading = "Markdown")]
    pub(super) toc: Option<Toc>,
    /// space, html, move: emphasis CommonMark would not accept
    #[arg(long, help_heading = "Markdown")]
    pub(super) emphasis: Option<Emphasis>,
    /// keep, drop: sub sup kbd mark u ins
    #[arg(long, help_heading = "Markdown")]
    pub(super) inline_html: Option<InlineHtml>,
    /// clean, keep: redirectors and tracking
    #[arg(long, help_heading = "Markdown")]
    pub(super) links: Option<Links>,
    /// strip, keep: watermark queries of image addresses
    #[arg(long, help_heading = "Markdown")]
    pub(super) image_query: Option<ImageQuery>,
    /// The largest input, in bytes.
    #[arg(long, help_heading = "Limits")]
    pub(super) max_bytes: Option<usize>,
    /// The most nodes of a page.
    #[arg(long, help_heading = "Limits")]
    pub(super) max_nodes: Option<usize>,
}
