//! Code in the form in which it is compared.

use crate::chars::{is_invisible, is_joiner, split_lines, with_line_feeds};

/// Normalises code for comparison: no trailing whitespace and no empty lines at its ends.
pub(super) fn tidied(text: &str) -> String {
    let text = with_line_feeds(text.into());
    let mut tidy = String::with_capacity(text.len());
    for line in split_lines(&text) {
        if line.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~')) {
            tidy.push_str(line);
        } else {
            let kept = line.chars().filter(|&c| !is_invisible(c) && !is_joiner(c) && c != '\u{c}');
            tidy.extend(kept.map(|c| if c == '\u{a0}' { ' ' } else { c }));
        }
        tidy.truncate(tidy.trim_end_matches([' ', '\t']).len());
        if !tidy.is_empty() {
            tidy.push('\n');
        }
    }
    tidy.truncate(tidy.trim_end_matches(['\n', ' ', '\t']).len());
    tidy
}
