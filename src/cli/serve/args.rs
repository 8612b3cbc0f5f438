//! The arguments of `csdown serve`, exactly as typed.

use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  # Read an archive in a browser
  csdown serve archive --open
  # On another port
  csdown serve archive --port 9000

Notes:
  The server answers only this computer. It shows the Markdown as it is now and changes nothing but the search index, which it brings up to date in the background. Pages load nothing from the internet. Press Ctrl-C to stop it. docs/serve.md has the details.

Exit codes:
  0  stopped
  2  invalid arguments
  3  the archive cannot be served";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ServeArgs {
    /// Folder that csdown has written articles to
    #[arg(value_name = "ARCHIVE")]
    pub(super) archive: PathBuf,
    /// Open the first page in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Port to listen on; 0 for any [default: 8321, or a free one after it]
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<u16>,
}
