//! The arguments of `csdown fetch`.

use std::path::PathBuf;

use crate::cli::args::OptionArgs;
use crate::cli::network::NetworkArgs;
use crate::cli::pictures::PictureArgs;

const AFTER_HELP: &str = "\
See --help for examples, what is written where, and how the network is treated.

Exit codes:
  0  all good
  1  some articles failed, are incomplete or lossy
  2  wrong arguments or configuration
  3  no article could be had at all";

const AFTER_LONG_HELP: &str = "\
Examples:
  csdown fetch https://blog.csdn.net/NAME/article/details/12345678 -o archive --assets archive/assets
                                                 one article and its pictures
  csdown fetch 12345678 12345679 --user NAME -o archive
                                                 two articles of a user
  csdown fetch articles.txt -o archive --report report.json
                                                 those in a file, a line each, with an account of every one
  csdown fetch --user NAME -o archive --assets archive/assets --comments --keep-html
                                                 all of a user's articles, with comments and the pages as received
  csdown fetch --user NAME --column 1234567 -o archive
                                                 a column
  csdown fetch --user NAME -o archive --dry-run  what would be done
  csdown fetch --own --user NAME --cookies cookies.txt -o archive
                                                 your own articles, as you wrote them

What is written:
  NAME.md is the article, NAME.comments.md its comments, NAME.warc.gz the page as received, which csdown
  convert reads. ImageLocalizer go to the folder of --assets, each once, under a name made of its contents; the
  Markdown leads to them by relative paths. A picture that cannot be had keeps its address and is told of.
  What was fetched is remembered in .csdown-fetch.jsonl in the output folder.

Again:
  A run that was stopped goes on where it was. A later run asks the server whether an article has changed,
  where the server can tell, and leaves whole articles alone where it cannot; --refresh fetches all anew.
  Files that were changed by others are left alone unless --force is given.

Manners:
  Few requests at a time, and none in haste. What may succeed the second time is tried again, with growing
  waits; Retry-After is honoured. After some walls (captcha, 521, 444) or failures in a row a host is asked no more.
  An address you name is fetched as a browser would; lists and what is on them keep to robots.txt, unless
  you say that you may (--robots ignore). An article behind a paywall is fetched as far as it is shown, and
  told to be a preview. Cookies and headers go to their own hosts alone. Proxies are those of
  HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.

Configuration:
  Options under Network may stand in csdown.toml, in a table, but for --ca-cert, --cookies and --header. There,
  --timeout is total-timeout, and attempts counts the first try that --retries does not:

    [fetch]
    interval = 1.0
    concurrency = 2
    attempts = 5

Exit codes:
  0  all good
  1  some articles failed, are incomplete or lossy
  2  wrong arguments or configuration
  3  no article could be had at all";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP, after_long_help = AFTER_LONG_HELP)]
pub(in crate::cli) struct FetchArgs {
    /// Addresses of articles or columns, numbers of articles (with --user), files of these (a line each), or -
    /// for standard input
    #[arg(value_name = "ARTICLE", required_unless_present_any = ["user", "column"])]
    pub(super) articles: Vec<String>,
    /// A column of the user, by its number or address; may be repeated
    #[arg(long, value_name = "ID", help_heading = "Articles")]
    pub(super) column: Vec<String>,
    /// Articles are your own: fetch them from the editor, with your cookies
    #[arg(long, requires = "cookies", help_heading = "Articles")]
    pub(super) own: bool,
    /// The user that numbers and columns belong to; without any, all of the user's articles
    #[arg(long, value_name = "NAME", help_heading = "Articles")]
    pub(super) user: Option<String>,
    /// Save the comments on each article
    #[arg(long, help_heading = "Input and output")]
    pub(super) comments: bool,
    /// Read this configuration file [default: csdown.toml here or in a folder above]
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) config: Option<PathBuf>,
    /// Tell what would be done, and do nothing but read lists
    #[arg(long, help_heading = "Input and output")]
    pub(super) dry_run: bool,
    /// Replace files that csdown did not write
    #[arg(long, help_heading = "Input and output")]
    pub(super) force: bool,
    /// Keep each page as received, so that it can be converted again
    #[arg(long, help_heading = "Input and output")]
    pub(super) keep_html: bool,
    /// The folder to write to
    #[arg(short, long, value_name = "FOLDER", help_heading = "Input and output")]
    pub(super) output: PathBuf,
    /// Fetch everything anew
    #[arg(long, help_heading = "Input and output")]
    pub(super) refresh: bool,
    /// Write an account of every article to this file, as JSON
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) report: Option<PathBuf>,
    /// Write the same to this file, as a page to look at and search in
    #[arg(long, value_name = "FILE", help_heading = "Input and output")]
    pub(super) report_html: Option<PathBuf>,
    /// Compare the Markdown of every article with its page
    #[arg(long, help_heading = "Input and output")]
    pub(super) verify: bool,
    #[command(flatten)]
    pub(super) pictures: PictureArgs,
    #[command(flatten)]
    pub(super) network: NetworkArgs,
    #[command(flatten)]
    pub(super) options: OptionArgs,
    /// Print nothing but failed, incomplete and lossy articles
    #[arg(short, long, help_heading = "Messages")]
    pub(super) quiet: bool,
    /// Print warnings too: what could not be kept as the page has it
    #[arg(short, long, conflicts_with = "quiet", help_heading = "Messages")]
    pub(super) verbose: bool,
}
