//! The arguments of `csdown convert`, exactly as typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::assets::{IMAGE_FOLDER, IMAGE_INDEX};
#[cfg(feature = "fetch")]
use crate::cli::args::NetworkArgs;
use crate::cli::args::{ConversionArgs, ImageArgs, InputFormatArgs, NameArgs, VerbosityArgs, positive};
use crate::cli::durability::DurabilityArgs;
use crate::cli::output_lock::LockArgs;
use crate::cli::printer::Format;

const EXIT_CODES: &str = "\
Exit codes:
  0  success; Markdown that was passed through counts as success
  1  some inputs failed, or are incomplete or lossy
  2  invalid arguments or configuration
  3  no input could be converted";

const EXAMPLES: &str = "\
Examples:
  # One article to standard output
  csdown convert post.html
  # One article to a file
  csdown convert post.html -o post.md
  # A folder and its subfolders
  csdown convert posts -o markdown
  # Every article in a WARC file
  csdown convert crawl.warc.gz -o markdown
  # A folder, with a JSON report
  csdown convert posts -o markdown --report report.json
  # A folder, comparing each article with its Markdown
  csdown convert posts -o markdown --verify
  # The same, with an HTML report
  csdown convert posts -o markdown --verify --report-html markdown/report.html
  # A folder, with images saved beside the Markdown
  csdown convert posts -o markdown --assets markdown/assets
  # For a site generator
  csdown convert posts -o blog/_posts --profile jekyll
  # The same, with images where it serves them
  csdown convert posts -o blog/content/posts --profile hugo --assets blog/static/images
  # One folder for each article, with its images
  csdown convert posts -o blog/content/posts --profile hugo --layout folder
  # A folder for each column, and names from titles
  csdown convert posts -o markdown --name {column}/{slug}
  # Again, removing the Markdown of pages that no longer exist
  csdown convert posts -o markdown --prune
  # With links between the articles
  csdown convert posts -o markdown --internal-links relative
  # With an up-to-date index for csdown search
  csdown convert posts -o markdown --index
  # Scraped .md files with HTML in them, where they are
  csdown convert scraped --in-place
  # From one tool to another
  csdown convert markdown -o blog/source/_posts --profile hexo
  # A folder as JSON Lines, with the metadata in fields
  csdown convert posts --format jsonl -o posts.jsonl
  # A page from standard input, without front matter
  cat page.html | csdown convert - --front-matter none";

fn after_help() -> String {
    format!("See --help for the values of each option, examples and the configuration file.\n\n{EXIT_CODES}")
}

fn after_long_help() -> String {
    format!(
        "\
{EXAMPLES}

Configuration:
  csdown.toml may set the options under File names, Markdown, Metadata and Limits, assets-url and layout. Keys have the names of the options, except that limits go into the table [limits], without max-:

    profile = \"hugo\"
    hard-break = \"backslash\"
    [limits]
    bytes = 10000000

  The table [front-matter] adds, changes, renames and drops keys of the front matter:

    [front-matter]
    format = \"yaml\"
    draft = false
    tags = {{ case = \"lower\" }}
    summary = {{ from = \"description\" }}
    cover = {{ drop = true }}

  It may also define rules for markup that csdown does not know. The first matching rule applies:

    [[rule]]
    name = \"vote\"
    selector = \"div[class^=vote-]\"
    action = \"drop\"

  Actions are drop, unwrap, keep-html, code, quote and {{ heading = 2 }}.

  The file is searched for in the working directory and its parents. Command-line options override it.

File names:
  --name is a template of the names in the output folder. The folders of the inputs are kept above it, and .md is added. By default, a file is named after its input, {{stem}}; for Jekyll {{date}}-{{stem}}, for Obsidian {{title}}. Characters that file systems forbid become spaces.

  An unknown title, slug or id is replaced by the name of the input; an unknown user or column is left out, with the text after it. An unknown date is an error, unless --date-fallback says what to do.

  If two articles want the same name, the first one gets it, and the other one gets its id as a suffix, or without an id a hash of its input. The catalogue of the output folder, .csdown.sqlite, records whose name it is, so that later runs keep it, whatever other inputs they have.

Links:
  With --internal-links relative, links to articles that the output folder has lead to their Markdown, in the form that the tool of the profile reads. Later runs rewrite the links to articles that arrive, move or go, except in files that were edited. csdown links lists the articles that are missing.

Markdown:
  Markdown that csdown wrote is converted like a page, for another profile or with other options. The catalogue of a folder above the file shows that csdown wrote it, and in which dialect; an edited file counts only with --from csdown. NAME.html beside NAME.md is used instead of it. Other Markdown is passed through unchanged.

In place:
  --in-place replaces each .md file in a folder that has an HTML article in it by the article's Markdown. The original is moved to the same path in .csdown-backup in that folder, or in the folder of --backup, and is there, on the disk, before the file is replaced. Other files stay as they are: Markdown, pages and archives, and, unless --force is given, files that are read-only, have only part of an article or, with --verify, would lose something.

  Later runs read the originals of files that were converted, so a run with the same options changes nothing, and one with others converts the originals again. Files that were edited since are not replaced. To undo a conversion, copy the backup back: cp -a posts/.csdown-backup/. posts/

Images:
  With --assets, images are saved in one folder, each once, in files named after a hash of the content. The Markdown links to them by relative paths, or by the URL at which the tool of the profile serves the folder: Hugo serves static/images as /images, Hexo source/images as /images, and Jekyll assets/img as /assets/img. --assets-url sets another URL, such as /blog/images for a site below /blog.

  With --layout folder and without --assets, each article has a folder of its own with copies of its images: NAME/index.md, for Obsidian NAME/NAME.md, and for Hexo NAME.md with the images in NAME/, as post_asset_folder and marked.postAsset require. Jekyll has no such folders. {IMAGE_FOLDER} in the output folder holds each image once for later runs; where the file system allows it, the copies are links that take no space.

  Images come from data: URLs, from the files saved with a page (a folder or a web archive), from SVG diagrams, and from the network. {IMAGE_INDEX} beside the images records the source of each image.

  Image types are detected from the content; HTML pages are rejected, and SVG images are reduced to safe elements. An image that cannot be downloaded keeps its URL, is reported, and changes neither the outcome of its article nor the exit code. The options under Network apply to images only.

Later runs:
  An input is up to date, and not read, if its size and time, the options and the version of csdown are those of the last run, and its output was not changed since. --checksum compares contents instead of size and time; --force-convert converts all inputs.

  With another profile or other names, outputs move to their new paths. The outputs of inputs that are gone from a folder given to the run are reported, and removed with --prune. Files that were edited are neither replaced, moved nor removed.

Files:
  Outputs are written atomically, and a replaced file keeps its mode. A file that csdown did not write, or that was edited since, is not overwritten without --force; inputs are never overwritten. The catalogue, .csdown.sqlite in the output folder, records what csdown wrote.

  One run at a time writes to an output folder; another one waits for it, or fails with --no-wait. Runs that write a single file do not wait. While a run is in progress, its folder contains .csdown.lock. After a run was killed, the next one removes its temporary files.

  The output folder may be a symbolic link, but links in it are not followed. Pipes, sockets and devices can be inputs, except for WARC archives, but not outputs, except for /dev/stdout, /dev/stderr, /dev/null and open files such as /dev/fd/3. An input that changes while it is read is read again, and fails if it keeps changing.

Archives:
  All articles in a .warc file are converted: the pages whose URL contains /article/details/. Each is written to a file named after its article ID. In a folder, NAME.warc.gz contains the page that NAME.md beside it was made from, and is used instead of NAME.md.

{EXIT_CODES}"
    )
}

#[derive(Debug, clap::Args)]
#[command(after_help = after_help(), after_long_help = after_long_help())]
pub(crate) struct ConvertArgs {
    /// Files, folders (searched for .html .htm .xhtml .mhtml .mht .md .warc, also with .gz), or - for standard input
    ///
    /// A .json file in a folder is read if it has an article of the editor's API.
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Folder for the originals, with --in-place [default: .csdown-backup in the folder with the files]
    #[arg(long, value_name = "FOLDER", requires = "in_place", help_heading = "Input and output")]
    pub(super) backup: Option<PathBuf>,
    /// Detect changed inputs and outputs by their contents, instead of size and time
    #[arg(long, help_heading = "Input and output")]
    pub(super) checksum: bool,
    /// Configuration file [default: csdown.toml in this folder or a parent]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) durability: DurabilityArgs,
    /// Overwrite files that csdown did not write; inputs are never overwritten
    #[arg(long, help_heading = "Input and output")]
    pub(super) force: bool,
    /// Convert all inputs, even those that are up to date
    #[arg(long, help_heading = "Input and output")]
    pub(super) force_convert: bool,
    /// Format of standard output, or of one output file for all inputs
    #[arg(long, value_name = "FORMAT", default_value = "markdown", help_heading = "Input and output")]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) from: InputFormatArgs,
    /// Replace Markdown files with an HTML article in them by their Markdown, and keep the originals in a backup folder
    #[arg(long, help_heading = "Input and output")]
    pub(super) in_place: bool,
    /// Update the index of csdown search at the end of the run
    #[arg(long, help_heading = "Input and output")]
    pub(super) index: bool,
    /// Number of threads; does not affect the output [default: one per CPU]
    #[arg(short, long, value_name = "N", value_parser = positive, help_heading = "Input and output")]
    pub(super) jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(super) lock: LockArgs,
    /// Open the HTML report in the browser; without --report-html, it is report.html in the output folder
    #[arg(long, help_heading = "Input and output")]
    pub(super) open: bool,
    /// Output file or folder, or - for standard output [default: -, for one input]
    #[arg(short, long, value_name = "PATH", help_heading = "Input and output")]
    pub(super) output: Option<PathBuf>,
    /// Remove the outputs of inputs that no longer exist, except edited files
    #[arg(long, help_heading = "Input and output")]
    pub(super) prune: bool,
    /// Write a JSON report on all inputs to this file, or - for standard output
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) report: Option<PathBuf>,
    /// Write an HTML report on all inputs to this file, or -
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) report_html: Option<PathBuf>,
    /// Compare the Markdown of each input with the original
    #[arg(long, help_heading = "Input and output")]
    pub(super) verify: bool,
    #[command(flatten)]
    pub(super) names: NameArgs,
    #[command(flatten)]
    pub(super) images: ImageArgs,
    #[cfg(feature = "fetch")]
    #[command(flatten)]
    pub(super) network: NetworkArgs,
    #[command(flatten)]
    pub(super) conversion: ConversionArgs,
    #[command(flatten)]
    pub(super) verbosity: VerbosityArgs,
}
