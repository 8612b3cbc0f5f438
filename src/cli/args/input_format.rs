//! The option that says what the inputs are.

use super::choice::choice;
use crate::Options;
use crate::options::InputFormat;

/// What the inputs are. If it is omitted, `csdown.toml` says so, or it is detected.
#[derive(Debug, clap::Args)]
pub(crate) struct InputFormatArgs {
    /// What the inputs are
    #[arg(long, value_name = "FORMAT", value_parser = choice!(InputFormat), help_heading = "Input and output")]
    from: Option<InputFormat>,
}

impl InputFormatArgs {
    /// Overrides `options` with the format that was given.
    pub(crate) fn apply(&self, options: &mut Options) {
        options.from = self.from.unwrap_or(options.from);
    }
}
