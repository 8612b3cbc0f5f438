//! The slugs GitHub gives headings, by which `#` links reach them.

use std::collections::HashMap;

/// Gives each heading of a document its slug, in order.
#[derive(Debug, Default)]
pub(crate) struct Slugs {
    /// The slugs given out, and how often each was asked for again.
    given: HashMap<String, usize>,
}

impl Slugs {
    /// The slug of the next heading: lower case, letters, digits, `-` and `_` alone, blanks as `-`; `-1`, `-2`, …
    /// where it was given out before.
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

/// Accents and other marks that combine with the letter before them.
fn is_mark(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    c.general_category_group() == GeneralCategoryGroup::Mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_github() {
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
    fn a_number_that_another_heading_has_is_passed_over() {
        let mut slugs = Slugs::default();
        assert_eq!([slugs.next("a-1"), slugs.next("a"), slugs.next("a")], ["a-1", "a", "a-2"]);
    }
}
