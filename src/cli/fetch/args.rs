//! The arguments of `csdown fetch`, exactly as typed.

use std::path::PathBuf;

use crate::cli::args::{ConversionArgs, ImageArgs, NameArgs, NetworkArgs, VerbosityArgs};
use crate::cli::durability::DurabilityArgs;
use crate::cli::output_lock::LockArgs;

const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  some articles failed, or are incomplete or lossy
  2  invalid arguments or configuration
  3  no article could be downloaded";

fn after_help() -> String {
    format!("See --help for examples, output files, and rate limits and retries.\n\n{EXIT_CODES}")
}

fn after_long_help() -> String {
    format!(
        "\
Examples:
  # One article and its images
  csdown fetch https://blog.csdn.net/NAME/article/details/12345678 -o archive --assets archive/assets
  # Two articles of a user
  csdown fetch 12345678 12345679 --user NAME -o archive
  # The articles in a file, one per line, with a JSON report
  csdown fetch articles.txt -o archive --report report.json
  # All articles of a user, with comments and the original pages
  csdown fetch --user NAME -o archive --assets archive/assets --comments --keep-html
  # A column
  csdown fetch --user NAME --column 1234567 -o archive
  # Show what would be downloaded
  csdown fetch --user NAME -o archive --dry-run
  # Your own articles, as you wrote them
  csdown fetch --own --user NAME --cookies cookies.txt -o archive

Output files:
  NAME.md is the article, NAME.comments.md its comments, and NAME.warc.gz the page as received, which csdown convert can convert again. Images are saved in the --assets folder, each once, in files named after a hash of the content, and the Markdown links to them by relative paths, or by the URL at which the tool of the profile serves the folder; see csdown convert --help for this and --assets-url. With --layout folder and without --assets, each article and its images have a folder of their own: NAME/index.md, NAME/comments.md, NAME/index.warc.gz. An image that cannot be downloaded keeps its URL and is reported. .csdown.sqlite in the output folder is the catalogue: it records what was downloaded, when, and with which ETag and Last-Modified headers.

  NAME is the article ID, or as the profile or --name says: see csdown convert --help. An article that was downloaded before keeps its name, even if its title has changed. Another --name or --layout, or a profile that names files in another way, downloads it again and moves it.

  One run at a time writes to an output folder; another one waits for it, or fails with --no-wait. The output folder may be a symbolic link, but links in it are not followed.

Incremental runs:
  An interrupted run can be resumed by running it again. A later run downloads an article again only if the server reports that it has changed; where the server cannot report that, complete articles are skipped. --refresh downloads everything again. Files that were edited since are not overwritten without --force.

Rate limits and retries:
  csdown limits its request rate, retries temporary failures after increasing delays, and obeys Retry-After. It stops requesting a host after several consecutive failures or blocks (captcha, 521, 444). URLs that you name are fetched as a browser would; lists and the articles on them are subject to robots.txt. Use --robots ignore only with permission.

  Paywalled articles are downloaded as far as they are shown, and reported as previews. Cookies are sent only to their own hosts, and headers only to the site's hosts. Proxies are taken from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.

Configuration:
  The table [fetch] in csdown.toml may set the options under Network, except --ca-cert, --cookies and --header. Keys have the names of the options, except that --timeout is total-timeout, and --retries is attempts, which counts the first attempt too:

    [fetch]
    interval = 1.0
    concurrency = 2
    attempts = 5

{EXIT_CODES}"
    )
}

#[derive(Debug, clap::Args)]
#[command(after_help = after_help(), after_long_help = after_long_help())]
pub(crate) struct FetchArgs {
    /// URLs of articles or columns, article IDs (with --user), files with one of these per line, or - for standard input
    #[arg(value_name = "ARTICLE", required_unless_present_any = ["user", "column"])]
    pub(super) articles: Vec<String>,
    /// Column to download, by its ID (with --user) or URL; may be repeated
    #[arg(long, value_name = "ID", help_heading = "Articles")]
    pub(super) column: Vec<String>,
    /// Download your own articles from the editor, with your cookies
    #[arg(long, requires = "cookies", help_heading = "Articles")]
    pub(super) own: bool,
    /// User that the article and column IDs belong to; without IDs, all articles of this user
    #[arg(long, value_name = "NAME", help_heading = "Articles")]
    pub(super) user: Option<String>,
    /// Save the comments on each article
    #[arg(long, help_heading = "Input and output")]
    pub(super) comments: bool,
    /// Configuration file [default: csdown.toml in this folder or a parent]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    /// Only read lists and show what would be downloaded
    #[arg(long, help_heading = "Input and output")]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) durability: DurabilityArgs,
    /// Overwrite files that csdown did not write
    #[arg(long, help_heading = "Input and output")]
    pub(super) force: bool,
    /// Keep each page as received, so that it can be converted again
    #[arg(long, help_heading = "Input and output")]
    pub(super) keep_html: bool,
    #[command(flatten)]
    pub(super) lock: LockArgs,
    /// Open the HTML report in the browser; without --report-html, it is report.html in the output folder
    #[arg(long, conflicts_with = "dry_run", help_heading = "Input and output")]
    pub(super) open: bool,
    /// Output folder
    #[arg(short, long, value_name = "FOLDER", help_heading = "Input and output")]
    pub(super) output: PathBuf,
    /// Download everything again
    #[arg(long, help_heading = "Input and output")]
    pub(super) refresh: bool,
    /// Write a JSON report on all articles to this file, or - for standard output
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) report: Option<PathBuf>,
    /// Write an HTML report on all articles to this file, or -
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) report_html: Option<PathBuf>,
    /// Compare the Markdown of each article with its page
    #[arg(long, help_heading = "Input and output")]
    pub(super) verify: bool,
    #[command(flatten)]
    pub(super) names: NameArgs,
    #[command(flatten)]
    pub(super) images: ImageArgs,
    #[command(flatten)]
    pub(super) network: NetworkArgs,
    #[command(flatten)]
    pub(super) conversion: ConversionArgs,
    #[command(flatten)]
    pub(super) verbosity: VerbosityArgs,
}
