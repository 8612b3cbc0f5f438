//! Annotations of GitHub Actions.

use std::io::{self, Write};

use super::told::Told;
use crate::cli::printer::printable;

/// How many lines of a difference an annotation holds.
const LINES: usize = 12;

/// Writes an annotation at the place of a finding.
pub(super) fn annotate(told: &Told<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Told { file, line, code, .. } = told;
    let message = told.diff.as_ref().map(|diff| diff.shown(LINES)).unwrap_or_default();
    let message = format!("{}\n{message}", told.message);
    let (file, message) = (property(&printable(file)), data(message.trim_end()));
    writeln!(out, "::error file={file},line={line},title=csdown check%3A {code}::{message}")
}

/// Writes `text` so that no line of it is taken for a command, as any may be that begins with `::` after blanks.
pub(super) fn inert(text: &str, out: &mut dyn Write) -> io::Result<()> {
    // A token that is not in the text cannot be guessed by who wrote it.
    let tokens = (0_u32..).map(|number| format!("csdown-check-{number}"));
    let token = tokens.into_iter().find(|token| !text.contains(token.as_str())).unwrap_or_default();
    writeln!(out, "::stop-commands::{token}\n{}\n::{token}::", text.trim_end_matches('\n'))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_it() {
        let mut out = Vec::new();
        inert(" ::error::no\n::csdown-check-0::\n", &mut out).unwrap();
        let expected =
            "::stop-commands::csdown-check-1\n ::error::no\n::csdown-check-0::\n::csdown-check-1::\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_path_with_signs_of_its_own_is_escaped() {
        assert_eq!(property("a,b: 100%\r\n"), "a%2Cb%3A 100%25%0D%0A");
    }
}
