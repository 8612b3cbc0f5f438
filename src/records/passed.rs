//! Which fields of the input are passed along, and under which names.

use std::borrow::Cow;

use super::output::FIELDS;
use crate::input::editor_article::{HTML, MARKDOWN};

/// The fields of the input with its page.
const PAGES: [&str; 2] = ["html", "base64"];

/// The fields of the input that the output has itself.
const IDENTITY: [&str; 2] = ["id", "url"];

/// The field with the article in a response of the editor's API.
const DATA: &str = "data";

/// Returns the name under which a field of the input is passed along: its own, or `input_NAME` if [`FIELDS`] has it. `None`
/// for the page, `id` and `url`, which are not passed along. `is_taken` knows the names of the fields of the input.
pub fn passed_name(name: &str, is_taken: impl Fn(&str) -> bool) -> Option<Cow<'_, str>> {
    if PAGES.contains(&name) || IDENTITY.contains(&name) {
        return None;
    }
    let mut passed = Cow::Borrowed(name);
    while FIELDS.contains(&&*passed) || (passed != name && is_taken(&passed)) {
        passed = Cow::Owned(format!("input_{passed}"));
    }
    Some(passed)
}

/// Returns the fields with the article if a record, which has no other page, is a response of the editor's API, or its
/// `data` alone. If the article is converted, they are not passed along.
pub fn response_fields(
    has: impl Fn(&str) -> bool,
    has_object: impl Fn(&str) -> bool,
) -> Option<&'static [&'static str]> {
    if has(MARKDOWN) {
        Some(&[MARKDOWN, HTML])
    } else if has_object(DATA) {
        Some(&[DATA])
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_output_are_passed_along_under_another_name() {
        let name =
            |name, fields: &[&str]| passed_name(name, |name| fields.contains(&name)).map(Cow::into_owned);
        for (field, fields, expected) in [
            ("lang", ["lang", ""], Some("lang")),
            ("title", ["title", ""], Some("input_title")),
            ("title", ["title", "input_title"], Some("input_input_title")),
            ("input_title", ["title", "input_title"], Some("input_title")),
            ("path", ["path", ""], Some("path")),
            ("url", ["url", ""], None),
            ("base64", ["base64", ""], None),
        ] {
            assert_eq!(name(field, &fields).as_deref(), expected, "{field}");
        }
    }

    #[test]
    fn responses_are_recognized() {
        let fields = |names: &[&str], objects: &[&str]| {
            response_fields(|name| names.contains(&name), |name| objects.contains(&name))
        };
        assert_eq!(fields(&["code", "data"], &["data"]), Some(["data"].as_slice()));
        assert_eq!(fields(&["code", "data"], &[]), None);
        assert_eq!(fields(&["content", "title"], &[]), None);
        let texts = Some(["markdowncontent", "content"].as_slice());
        assert_eq!(fields(&["title", "markdowncontent"], &[]), texts);
        assert_eq!(fields(&["data", "markdowncontent"], &["data"]), texts);
    }
}
