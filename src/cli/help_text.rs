//! Fits the examples and tables of help to the width of the terminal. clap wraps everything else, but would break a command
//! in two, and the second column of a table into the first.

use clap::Command;
use unicode_width::UnicodeWidthStr;

/// The largest indentation of a second column.
const MAX_COLUMN: usize = 20;

/// What the rest of a command or a description begins with that does not fit.
const REST: &str = "      ";

/// What a comment begins with.
const COMMENT: &str = "  # ";

/// Fits the help of `command` and of its commands to `width` columns.
pub(super) fn fitted(command: Command, width: usize) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let fit = |command: Command| {
        let text = |help: Option<&clap::builder::StyledStr>| help.map(|help| fit(&help.to_string(), width));
        let (short, long) = (text(command.get_after_help()), text(command.get_after_long_help()));
        let command = short.into_iter().fold(command, Command::after_help);
        long.into_iter().fold(command, Command::after_long_help)
    };
    let all = names.into_iter().fold(command, |command, name| command.mut_subcommand(name, fit));
    fit(all).term_width(width)
}

/// Fits a text to `width` columns.
fn fit(text: &str, width: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut fitted = String::new();
    // A table is a group of rows. All of its rows are laid out in the same way.
    for group in lines.chunk_by(|a, b| columns(a).is_some() && columns(b).is_some()) {
        let fits = group.iter().all(|line| line.width() <= width);
        for line in group {
            match columns(line) {
                _ if fits => fitted.push_str(line),
                Some((first, second, column)) => fitted.push_str(&row(first, second, column, width)),
                None if is_command(line) => fitted.push_str(&wrapped(line, " \\", REST, width)),
                None if line.starts_with(COMMENT) => fitted.push_str(&wrapped(line, "", COMMENT, width)),
                None => fitted.push_str(line),
            }
            fitted.push('\n');
        }
    }
    fitted.trim_end().to_owned()
}

/// Whether a line is a command to type.
fn is_command(line: &str) -> bool {
    line.starts_with("  csdown ") || line.contains(" | csdown ")
}

/// Splits the row of a table with two columns, and returns the position of the second one as well.
fn columns(line: &str) -> Option<(&str, &str, usize)> {
    let row = line.strip_prefix("  ").filter(|row| !row.starts_with(' '))?;
    let (first, rest) = row.split_once("  ")?;
    let second = rest.trim_start();
    (!second.is_empty()).then(|| (first, second, line.width() - second.width()))
}

/// Lays out a row: the second column beside the first, or below it if that leaves too little room.
fn row(first: &str, second: &str, column: usize, width: usize) -> String {
    if column > MAX_COLUMN && column * 2 > width {
        let first = wrapped(&format!("  {first}"), " \\", REST, width);
        return first + "\n" + &wrapped(&format!("{REST}{second}"), "", REST, width);
    }
    let gap = " ".repeat(column.saturating_sub(2 + first.width()));
    wrapped(&format!("  {first}{gap}{second}"), "", &" ".repeat(column), width)
}

/// Breaks a line at spaces outside of quotes. Broken lines end with `end`, and the rest begins with `beginning`.
fn wrapped(line: &str, end: &str, beginning: &str, width: usize) -> String {
    let mut lines = Vec::new();
    let mut rest = line.to_owned();
    while rest.width() > width {
        let Some(at) = last_break(&rest, beginning.width(), width.saturating_sub(end.len()), !end.is_empty())
        else {
            break;
        };
        let (start, after) = rest.split_at(at);
        lines.push(format!("{}{end}", start.trim_end()));
        rest = beginning.to_owned() + after.trim_start();
    }
    lines.push(rest);
    lines.join("\n")
}

/// Returns the position of the last space outside of quotes up to `width` columns, behind the indentation. In a command, one
/// before an option is preferred, so that options stay beside their values.
fn last_break(line: &str, indent: usize, width: usize, is_command: bool) -> Option<usize> {
    let (mut found, mut option, mut column, mut is_quoted) = (None, None, 0, false);
    let start = line.len() - line.trim_start().len();
    for (at, c) in line.char_indices() {
        if column > width {
            break;
        }
        is_quoted ^= c == '\'';
        if c == ' ' && !is_quoted && at > start.max(indent) {
            found = Some(at);
            option = found
                .filter(|_| is_command && line.get(at..).is_some_and(|rest| rest.starts_with(" -")))
                .or(option);
        }
        column += unicode_width::UnicodeWidthChar::width(c).unwrap_or_default();
    }
    option.or(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_continued() {
        let text = "Examples:\n  # The same\n  csdown convert posts -o blog/posts --profile hugo";
        assert_eq!(fit(text, 80), text);
        let narrow = "Examples:\n  # The same\n  csdown convert posts -o blog/posts \\\n      --profile hugo";
        assert_eq!(fit(text, 40), narrow);
        assert_eq!(fit("  # Again, and again", 16), "  # Again, and\n  # again");
        let quoted = fit("  csdown search archive 线程 '\"thread pool\"'", 32);
        assert_eq!(quoted, "  csdown search archive 线程 \\\n      '\"thread pool\"'");
    }

    #[test]
    fn the_second_column_of_a_table_stays_apart() {
        let text = "Exit codes:\n  0  all is well\n  1  some inputs failed, or are incomplete";
        assert_eq!(fit(text, 80), text);
        let narrow = "Exit codes:\n  0  all is well\n  1  some inputs failed,\n     or are incomplete";
        assert_eq!(fit(text, 25), narrow);
    }

    #[test]
    fn a_wide_first_column_stands_above_the_second() {
        let text = "  csdown convert post.html            one article to standard output\n  csdown check a   all pages";
        let narrow =
            "  csdown convert post.html\n      one article to standard output\n  csdown check a   all pages";
        assert_eq!(fit(text, 40), narrow);
    }

    #[test]
    fn no_line_is_longer_than_the_width() {
        for width in [40, 60, 80] {
            for line in
                fit("  csdown verify posts markdown        compare Markdown with the originals", width)
                    .lines()
            {
                assert!(line.width() <= width, "{line}");
            }
        }
    }
}
