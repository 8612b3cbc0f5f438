//! Man pages.

use std::io;

use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::command::command;

/// Longer lines of a help text are paragraphs; shorter ones are examples or rows of a table.
const MAX_ROW: usize = 78;

/// Renders the man page of a command, or of `csdown` itself.
pub(super) fn page(name: Option<&str>) -> io::Result<Vec<u8>> {
    // `help` has no page of its own.
    let mut all = command().disable_help_subcommand(true);
    all.build();
    let command = name.and_then(|name| all.find_subcommand(name).cloned()).unwrap_or(all);
    let mut command = command.mut_args(|arg: Arg| arg.hide_short_help(false));
    let usage = command.render_usage().to_string();
    let sections = sections(&command);
    // Without a date, the version would be taken for it.
    let man = Man::new(command).date(" ").source(concat!("csdown ", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    Roff::new().control("SH", ["SYNOPSIS"]).text([roman(usage)]).to_writer(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if name.is_none() {
        man.render_subcommands_section(&mut page)?;
    }
    sections.to_writer(&mut page)?;
    // Line breaks around empty lines mean nothing, and `mandoc -T lint` warns about them.
    Ok(String::from_utf8_lossy(&page)
        .replace(".br\n\n.br\n", ".sp\n")
        .replace("\n\n.br\n", "\n.sp\n")
        .into_bytes())
}

/// Renders the sections after the options, such as examples and exit codes.
fn sections(command: &Command) -> Roff {
    let help = command.get_after_long_help().or_else(|| command.get_after_help());
    let help = help.map(ToString::to_string).unwrap_or_default();
    let mut roff = Roff::new();
    for line in help.lines() {
        let text = line.strip_prefix("  ").unwrap_or(line);
        if let Some(title) = line.strip_suffix(':').filter(|title| !title.starts_with(' ')) {
            roff.control("SH", [title.to_uppercase().as_str()]);
        } else if line.chars().count() > MAX_ROW {
            roff.control("PP", []).text([roman(text)]);
        } else {
            roff.control("nf", []).text([roman(text)]).control("fi", []);
        }
    }
    roff
}
