//! URLs made from untrusted text.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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
