//! Text of others on a page of ours.

use std::fmt::{self, Display, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::chars;

/// Text in which what has no look has one, so that nothing in it turns round or hides what stands beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a>(pub(super) &'a str);

impl Display for Shown<'_> {
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

/// What a name may have in an address as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The address of an output; `None` when it is not known by its bytes.
pub(super) fn address(links: Option<&str>, output: Option<&str>) -> Option<String> {
    let output = output.filter(|output| !output.contains(char::REPLACEMENT_CHARACTER))?;
    Some(format!("{}{}", links?, utf8_percent_encode(output, KEPT)))
}

/// `words` in the value of a filter behind the `#` of an address.
pub(super) fn in_fragment(words: &str) -> String {
    utf8_percent_encode(words, KEPT).to_string()
}
