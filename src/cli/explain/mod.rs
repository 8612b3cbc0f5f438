//! `csdown explain`: what codes mean.

mod args;

pub(super) use args::ExplainArgs;

use clap::Command;

use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::terminal::exit_after;
use crate::explanations::{CodeGroup, Explanation, explanations};
use crate::options::nearest;

/// The longest line, as in the help of options.
const MAX_WIDTH: usize = 100;

pub(super) fn run(args: &ExplainArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let text = match &args.code {
        Some(code) => explain(code)?,
        None => list(),
    };
    Ok(exit_after(io.out.write_all(text.as_bytes()), Exit::Success))
}

/// Explains a code, once for each group that has it.
fn explain(code: &str) -> Result<String, CliError> {
    // As printed by messages: `[table-span-flattened]`.
    let code = code.trim_matches(['[', ']']);
    let found = explanations().iter().filter(|explanation| explanation.code == code);
    let texts: Vec<String> = found.map(format).collect();
    if texts.is_empty() {
        return Err(unknown(code));
    }
    Ok(texts.join("\n"))
}

fn unknown(code: &str) -> CliError {
    let known = explanations().iter().map(|explanation| explanation.code.as_str());
    let hint = match nearest(code, known) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "csdown explain lists all codes".to_owned(),
    };
    CliError::usage(format!("`{code}` is not a code of csdown; {hint}"))
}

fn format(explanation: &Explanation) -> String {
    let Explanation { group, code, summary, paragraphs, .. } = explanation;
    let title = format!("{code} ({})", group.noun());
    let parts = [&title, summary].into_iter().chain(paragraphs);
    let text = parts.map(String::as_str).collect::<Vec<_>>().join("\n\n");
    let text = Command::new("text").about(text).help_template("{about}");
    format!("{}\n", wrapped(text))
}

/// Lists all codes by group.
fn list() -> String {
    let groups = CodeGroup::ALL.map(|group| {
        let codes = explanations().iter().filter(|explanation| explanation.group == group);
        let codes =
            codes.map(|explanation| Command::new(explanation.code.as_str()).about(&*explanation.summary));
        let table = Command::new("codes").disable_help_subcommand(true).subcommands(codes);
        format!("{}:\n{}\n", group.title(), wrapped(table.help_template("{subcommands}")))
    });
    groups.join("\n")
}

/// Wraps text as clap wraps its help: to the width of the terminal.
fn wrapped(text: Command) -> String {
    let lines = text.max_term_width(MAX_WIDTH).render_help().to_string();
    lines.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}
