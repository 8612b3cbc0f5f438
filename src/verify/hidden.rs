//! Detects elements that a page never shows, by tag and attributes alone.

use crate::dom::Element;

/// Elements whose content no browser shows.
const TAGS: [&str; 12] = [
    "script", "style", "link", "meta", "template", "noscript", "title", "base", "head", "iframe", "noembed",
    "noframes",
];

/// Whether no browser shows the element, or it is the hidden URL of a scraped post.
pub(super) fn is_never_shown(element: Element<'_>) -> bool {
    TAGS.contains(&element.tag())
        || !element.has_class("cnblogs_code_hide")
            && element.attributes().any(|(name, value)| match name {
                "hidden" => true,
                "class" => {
                    value == "artid" || value.split_ascii_whitespace().any(|class| class == "sf-hidden")
                }
                "class_" => value == "artid",
                "style" => hides(value),
                _ => false,
            })
}

/// Whether a style hides the element or its text.
fn hides(style: &str) -> bool {
    let mut declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    declarations.any(|(property, value)| {
        let value = value.trim().trim_end_matches("!important").trim_end().to_ascii_lowercase();
        match property.trim().to_ascii_lowercase().as_str() {
            "display" => value == "none",
            "visibility" => value == "hidden",
            "font-size" => value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%') == "0",
            _ => false,
        }
    })
}
