//! Relative URLs between folders.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Characters to percent-encode: all that have a meaning in URLs or Markdown.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns the URL of the file `to` relative to the folder `from`. Both paths must be free of symbolic links.
pub(crate) fn relative(from: &Path, to: &Path) -> String {
    let mut from = from.components().peekable();
    let mut to = to.components().peekable();
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    // Paths on two Windows drives have no common prefix.
    let ups = from.filter(|part| matches!(part, Component::Normal(_))).map(|_| "..".to_owned());
    let downs = to.filter_map(|part| match part {
        Component::Normal(name) => Some(utf8_percent_encode(&name.to_string_lossy(), ENCODED).to_string()),
        _ => None,
    });
    ups.chain(downs).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_relative_to_any_folder() {
        for (from, to, url) in [
            ("/out", "/out/assets/1.png", "assets/1.png"),
            ("/out", "/out/1.png", "1.png"),
            ("/out/a/b", "/out/assets/1.png", "../../assets/1.png"),
            ("/out/a", "/images/1.png", "../../images/1.png"),
            ("/out", "/1.png", "../1.png"),
            ("/out", "/out/图 (1)#?%/a&b.png", "%E5%9B%BE%20%281%29%23%3F%25/a%26b.png"),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)), url);
        }
    }
}
