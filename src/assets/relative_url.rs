//! Relative addresses between folders.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What is written as `%xx`: all but what no reader of addresses or of Markdown takes for anything else.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of the file `to` in a document in the folder `from`. Both lead through no symlink.
pub(crate) fn relative(from: &Path, to: &Path) -> String {
    let mut from = from.components().peekable();
    let mut to = to.components().peekable();
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    // Two drives have nothing in common: the address is then that from the root.
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
    fn addresses_lead_from_any_folder() {
        for (from, to, address) in [
            ("/out", "/out/assets/1.png", "assets/1.png"),
            ("/out", "/out/1.png", "1.png"),
            ("/out/a/b", "/out/assets/1.png", "../../assets/1.png"),
            ("/out/a", "/pictures/1.png", "../../pictures/1.png"),
            ("/out", "/1.png", "../1.png"),
            ("/out", "/out/图 (1)#?%/a&b.png", "%E5%9B%BE%20%281%29%23%3F%25/a%26b.png"),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)), address);
        }
    }
}
