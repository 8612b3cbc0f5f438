//! Makes untrusted text safe to show.

use std::fmt::{self, Display, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::chars;

/// Shows invisible characters as their code points, so that text cannot reorder or hide the text around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visible<'a>(pub(super) &'a str);

impl Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            let is_line_end = matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            if c == '\t' || !(c.is_control() || chars::is_invisible(c) || is_line_end) {
                f.write_char(c)?;
            } else {
                write!(f, "⟨U+{:04X}⟩", u32::from(c))?;
            }
        }
        Ok(())
    }
}

/// The characters of a path that are not percent-encoded.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// Returns the URL of an output; `None` if its name is not valid Unicode.
pub(super) fn output_url(links: Option<&str>, output: Option<&str>) -> Option<String> {
    let output = output.filter(|output| !output.contains(char::REPLACEMENT_CHARACTER))?;
    Some(format!("{}{}", links?, utf8_percent_encode(output, KEPT)))
}

/// Encodes `words` as a filter value in a URL fragment.
pub(super) fn in_fragment(words: &str) -> String {
    utf8_percent_encode(words, KEPT).to_string()
}
