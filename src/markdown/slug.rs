//! GitHub's heading slugs, the targets of `#` links.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// Assigns slugs to the headings of a document, in order.
#[derive(Debug, Default)]
pub(crate) struct Slugs {
    /// The assigned slugs, each with the number of later duplicates.
    given: HashMap<String, usize>,
}

impl Slugs {
    /// Returns the slug of the next heading: lower case, only letters, digits, `-` and `_`, with spaces as `-`, and
    /// with a suffix `-1`, `-2`, … if it is already taken.
    pub(crate) fn next(&mut self, text: &str) -> String {
        let kept =
            text.chars().filter(|&c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ') || is_mark(c));
        let slug: String =
            kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect();
        let mut unique = slug.clone();
        while self.given.contains_key(&unique) {
            let again = self.given.entry(slug.clone()).or_default();
            *again += 1;
            unique = format!("{slug}-{again}");
        }
        self.given.insert(unique.clone(), 0);
        unique
    }
}

/// Returns what a fragment may name, the best first: an anchor or a slug, or the [`letters`] of a heading.
#[cfg(feature = "batch")]
pub(crate) fn names_of_fragment(fragment: &str) -> [String; 2] {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let decoded = decode(fragment);
    // Some editors encode the fragment twice.
    let letters = letters(&decode(&decoded));
    [decoded, letters]
}

/// Returns the letters and digits of `text`, without case and width: fragments that an editor or an author wrote
/// differ from the heading in punctuation, spaces and full-width characters.
pub(crate) fn letters(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `c` is an accent or another combining mark.
fn is_mark(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    c.general_category_group() == GeneralCategoryGroup::Mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_match_github() {
        let mut slugs = Slugs::default();
        assert_eq!(slugs.next("1.1 安装 Node.js（Linux）"), "11-安装-nodejslinux");
        assert_eq!(slugs.next("a_b - C"), "a_b---c");
    }

    #[test]
    fn repeated_headings_are_numbered() {
        let mut slugs = Slugs::default();
        assert_eq!(
            [slugs.next("小结"), slugs.next("小结"), slugs.next("小结")],
            ["小结", "小结-1", "小结-2"]
        );
    }

    #[test]
    fn skips_numbers_taken_by_other_headings() {
        let mut slugs = Slugs::default();
        assert_eq!([slugs.next("a-1"), slugs.next("a"), slugs.next("a")], ["a-1", "a", "a-2"]);
    }
}
