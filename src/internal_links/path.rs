//! Paths between the articles of an archive.

use std::path::Path;

use pathdiff::diff_paths;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::store::slashed;

/// Characters to percent-encode: all that have a meaning in URLs or Markdown.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Returns the path of the file `to` relative to the folder of the file `from`. Both are below the same folder.
pub(super) fn relative(from: &str, to: &str) -> String {
    let folder = Path::new(from).parent().unwrap_or_else(|| Path::new(""));
    diff_paths(to, folder).map_or_else(|| to.to_owned(), |path| slashed(&path))
}

/// Percent-encodes a path.
pub(super) fn encoded(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_folder_of_a_file() {
        for (from, to, path) in [
            ("a.md", "b.md", "b.md"),
            ("a.md", "a.md", "a.md"),
            ("a.md", "x/b.md", "x/b.md"),
            ("x/a.md", "b.md", "../b.md"),
            ("x/a.md", "x/b.md", "b.md"),
            ("x/y/a.md", "x/z/b.md", "../z/b.md"),
            ("x/a.md", "x.md", "../x.md"),
            ("x/a.md", "x/a.md/b.md", "a.md/b.md"),
        ] {
            assert_eq!(relative(from, to), path, "{from} {to}");
        }
    }

    #[test]
    fn paths_are_percent_encoded() {
        assert_eq!(encoded("../指 (1)#?%/a&b.md"), "../%E6%8C%87%20%281%29%23%3F%25/a%26b.md");
    }
}
