//! What is written to terminals: colours, and text that cannot control them; closed pipes.

use std::ffi::OsString;
use std::io;

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum as _;
use clap::builder::Styles;
use clap::builder::styling::{AnsiColor, Style};
use terminal_size::terminal_size;

use super::exit::Exit;
use crate::chars;

/// Replaces characters that could control a terminal with spaces.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || chars::is_invisible(c) { ' ' } else { c }).collect()
}

/// The styles of the labels at the beginning of messages.
const LABELS: &[(&str, Style)] = &[
    ("error", AnsiColor::Red.on_default().bold()),
    ("warning", AnsiColor::Yellow.on_default().bold()),
    ("incomplete", AnsiColor::Yellow.on_default().bold()),
    ("lossy", AnsiColor::Yellow.on_default().bold()),
    ("image", AnsiColor::Yellow.on_default()),
    ("kept", AnsiColor::Yellow.on_default()),
    ("removed", AnsiColor::Yellow.on_default()),
    ("hint", AnsiColor::Cyan.on_default().bold()),
    ("csdown", Style::new().bold()),
];

/// The styles of help and of errors in the arguments.
pub(super) const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default())
    .error(AnsiColor::Red.on_default().bold())
    .valid(AnsiColor::Green.on_default())
    .invalid(AnsiColor::Yellow.on_default().bold());

/// Decides whether standard output and standard error show colours, each by itself: as `--color` says, or else if it is a
/// terminal, unless `NO_COLOR`, `CLICOLOR_FORCE` or `CLICOLOR=0` say otherwise. The arguments may have errors, which are
/// printed with these colours.
pub(super) fn choose_colors(args: &[OsString]) {
    match color_of(args) {
        clap::ColorChoice::Auto => ColorChoice::Auto,
        clap::ColorChoice::Always => ColorChoice::Always,
        clap::ColorChoice::Never => ColorChoice::Never,
    }
    .write_global();
}

/// Returns the value of `--color`; the last one counts.
fn color_of(args: &[OsString]) -> clap::ColorChoice {
    let options = args.iter().take_while(|arg| *arg != "--").map(|arg| arg.to_str().unwrap_or_default());
    let mut found = clap::ColorChoice::Auto;
    let mut is_value = false;
    for option in options {
        let value = if is_value { Some(option) } else { option.strip_prefix("--color=") };
        is_value = option == "--color";
        if let Some(choice) = value.and_then(|value| clap::ColorChoice::from_str(value, false).ok()) {
            found = choice;
        }
    }
    found
}

/// Returns the columns of help: those of the terminal, but no more than can be read well.
pub(super) fn help_width() -> usize {
    const MAX: usize = 100;
    let of_terminal = || terminal_size().map(|(width, _)| usize::from(width.0));
    #[expect(clippy::disallowed_methods, reason = "the command reads the environment")]
    let of_environment = || std::env::var("COLUMNS").ok()?.parse().ok();
    of_terminal().or_else(of_environment).unwrap_or(MAX).clamp(20, MAX)
}

/// Whether standard output shows colours, bold and dimmed text. Enables them in old Windows consoles.
pub(super) fn is_styled() -> bool {
    AutoStream::auto(io::stdout()).current_choice() != ColorChoice::Never
}

/// Whether standard error does.
pub(super) fn has_styled_messages() -> bool {
    AutoStream::auto(io::stderr()).current_choice() != ColorChoice::Never
}

/// Colours the labels of messages, each of which begins a line.
pub(super) fn with_styled_labels(lines: &[u8]) -> Vec<u8> {
    let mut styled = Vec::with_capacity(lines.len());
    for line in lines.split_inclusive(|&byte| byte == b'\n') {
        let indent = line.iter().take_while(|&&byte| byte == b' ').count();
        let (indent, text) = line.split_at(indent);
        styled.extend_from_slice(indent);
        let label = LABELS.iter().find_map(|(label, style)| {
            Some((label, style, text.strip_prefix(label.as_bytes())?.strip_prefix(b":")?))
        });
        match label {
            Some((label, style, rest)) => {
                styled.extend_from_slice(format!("{style}{label}:{style:#}").as_bytes());
                styled.extend_from_slice(rest);
            }
            None => styled.extend_from_slice(text),
        }
    }
    styled
}

/// Ignores the error of a closed pipe, as with `head`.
pub(super) fn ignore_broken_pipe(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// Returns `exit`, or [`Exit::Failure`] if the output could not be written.
pub(super) fn exit_after(written: io::Result<()>, exit: Exit) -> Exit {
    if ignore_broken_pipe(written).is_ok() { exit } else { Exit::Failure }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_color_before_the_paths_counts() {
        let color = |args: &[&str]| color_of(&args.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(color(&["csdown", "convert", "a.html"]), clap::ColorChoice::Auto);
        assert_eq!(color(&["csdown", "--color", "always", "convert"]), clap::ColorChoice::Always);
        assert_eq!(
            color(&["csdown", "--color=always", "convert", "--color=never"]),
            clap::ColorChoice::Never
        );
        assert_eq!(color(&["csdown", "--color", "red", "--", "--color=never"]), clap::ColorChoice::Auto);
    }

    #[test]
    fn labels_are_coloured_where_a_line_begins_with_them() {
        let styled = |lines: &str| String::from_utf8(with_styled_labels(lines.as_bytes())).unwrap();
        assert_eq!(styled("error: a: error: b\n"), "\u{1b}[1m\u{1b}[31merror:\u{1b}[0m a: error: b\n");
        let lines = "  hint: x\nplain\nerrors: 1\ncsdown: 2";
        let expected = "  \u{1b}[1m\u{1b}[36mhint:\u{1b}[0m x\nplain\nerrors: 1\n\u{1b}[1mcsdown:\u{1b}[0m 2";
        assert_eq!(styled(lines), expected);
    }
}
