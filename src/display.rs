//! Formats untrusted text and numbers for pages.

use std::fmt::{self, Display, Write};

use crate::chars;

/// Shows invisible characters as their code points, so that text cannot reorder or hide the text around it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Visible<T>(pub(crate) T);

impl<T: AsRef<str>> Display for Visible<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.as_ref().chars() {
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

/// Formats a number with thousands separators.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
