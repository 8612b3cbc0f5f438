//! Detects elements that a page never shows, by tag and attributes alone.

use crate::dom::Element;

/// Whether no browser shows the element, or it is the hidden URL of a scraped post.
pub(super) fn is_never_shown(element: Element<'_>) -> bool {
    is_never_shown_by_name(element.tag())
        || element.attributes().any(|(name, value)| match name {
            "hidden" => true,
            "class" => value == "artid" || value.split_ascii_whitespace().any(|class| class == "sf-hidden"),
            "class_" => value == "artid",
            "style" => hides(value),
            _ => false,
        }) && !element.has_class("cnblogs_code_hide")
}

/// Whether no browser shows the content of elements with this name.
fn is_never_shown_by_name(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "link"
            | "meta"
            | "template"
            | "noscript"
            | "title"
            | "base"
            | "head"
            | "iframe"
            | "noembed"
            | "noframes"
    )
}

/// Whether a style hides the element or its text.
fn hides(style: &str) -> bool {
    let mut declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    declarations.any(|(property, value)| {
        let is = |name: &str| property.trim().eq_ignore_ascii_case(name);
        let value = || value.trim().trim_end_matches("!important").trim_end();
        is("display") && value().eq_ignore_ascii_case("none")
            || is("visibility") && value().eq_ignore_ascii_case("hidden")
            || is("font-size")
                && value().trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%') == "0"
    })
}
