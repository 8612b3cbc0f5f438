//! GitHub Actions annotations.

use std::io::{self, Write};

use super::rendered::Rendered;
use crate::cli::terminal::printable;

/// The maximum number of diff lines in an annotation.
const MAX_LINES: usize = 12;

/// Writes an annotation at the location of a finding.
pub(super) fn annotate(finding: &Rendered<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Rendered { file, line, code, .. } = finding;
    let message = finding.diff.as_ref().map(|diff| diff.text(MAX_LINES)).unwrap_or_default();
    let message = format!("{}\n{message}", finding.message);
    let (file, message) = (property(&printable(file)), data(message.trim_end()));
    writeln!(out, "::error file={file},line={line},title=csdown check%3A {code}::{message}")
}

/// Writes `text` with workflow commands disabled; otherwise any line that starts with `::` could be one.
pub(super) fn write_inert(text: &str, out: &mut dyn Write) -> io::Result<()> {
    // The text cannot contain the token, so it cannot end the disabled section.
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
    fn text_cannot_reenable_commands() {
        let mut out = Vec::new();
        write_inert(" ::error::no\n::csdown-check-0::\n", &mut out).unwrap();
        let expected =
            "::stop-commands::csdown-check-1\n ::error::no\n::csdown-check-0::\n::csdown-check-1::\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn special_characters_in_a_path_are_escaped() {
        assert_eq!(property("a,b: 100%\r\n"), "a%2Cb%3A 100%25%0D%0A");
    }
}
