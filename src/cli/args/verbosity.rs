//! The options for messages.

use clap::ArgAction;

/// Which messages are printed.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct VerbosityArgs {
    /// Print only failed, incomplete and lossy articles
    #[arg(short, long, help_heading = "Messages")]
    pub(crate) quiet: bool,
    /// Also print warnings about content that could not be preserved; -vv prints all, not only the first of each kind
    #[arg(short, long, action = ArgAction::Count, conflicts_with = "quiet", help_heading = "Messages")]
    pub(crate) verbose: u8,
}
