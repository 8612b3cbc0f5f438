//! The URL that a browser notes in a page when saving it.

use std::sync::LazyLock;

use regex::Regex;

/// The number of bytes searched: the note precedes the head.
const MAX_SEARCHED_BYTES: usize = 4096;

/// Returns the URL in a browser's note, `<!-- saved from url=(0047)https://… -->`, or of `SingleFile`:
/// `<!-- Page saved with SingleFile⏎ url: https://… ⏎ saved date: … -->`, if it precedes the head.
pub(super) fn noted(page: &str) -> Option<String> {
    let head = page.get(..page.floor_char_boundary(MAX_SEARCHED_BYTES)).unwrap_or(page);
    let before = HEAD.find(head).and_then(|found| head.get(..found.start())).unwrap_or(head);
    let note = NOTE.captures(before)?;
    note.get(1).or(note.get(2)).map(|url| url.as_str().to_owned())
}

/// The beginning of the head.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static HEAD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)<(?:head|meta|body|title)[\s>]").expect("pattern is valid"));

#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"<!--\s*(?:saved from url=\([0-9]+\)(https?://\S+?)|Page saved with SingleFile\s+url:\s*(https?://\S+))\s[^>]*-->",
    )
    .expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_notes_are_read() {
        let url = "https://a.b/c?d=1&e=2#f";
        for page in [
            format!("<!DOCTYPE html>\n<!-- saved from url=(0023){url} -->\n<html><head>"),
            format!(
                "<!DOCTYPE html> <html lang=zh><!--\n Page saved with SingleFile \n url: {url} \n saved date: Sat Nov 28 2026 (x)\n--><meta charset=utf-8>"
            ),
        ] {
            assert_eq!(noted(&page).as_deref(), Some(url), "{page}");
        }
    }

    #[test]
    fn other_comments_are_ignored() {
        for page in [
            "<!-- saved from url=(0014)about:internet --><html>",
            "<html><head><!-- saved from url=(0011)https://a.b --></head>",
            "<p><!-- url: https://a.b --></p>",
            "<!-- saved from url=(0011)https://a.b",
        ] {
            assert_eq!(noted(page), None, "{page}");
        }
    }
}
