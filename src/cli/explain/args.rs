//! The arguments of `csdown explain`.

const AFTER_HELP: &str = "\
Examples:
  # What a warning means, and what to do
  csdown explain table-span-flattened
  # All codes
  csdown explain

Exit codes:
  0  success
  2  unknown code";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ExplainArgs {
    /// Code of a warning, an error or a result, or name of a rule [default: list all codes]
    #[arg(value_name = "CODE")]
    pub(super) code: Option<String>,
}
