//! Filters attributes.

use std::borrow::Cow;

use xml::attribute::OwnedAttribute;

use super::allowlist::{
    ANIMATED_VALUES, PLAIN_ATTRIBUTES, PRESENTATION, RASTER_TYPES, REFERRERS, Vocabulary, XHTML_ATTRIBUTES,
    find,
};
use super::style;

/// The namespace of `xlink:href`.
pub(super) const XLINK: &str = "http://www.w3.org/1999/xlink";

/// The name and the value of an allowed attribute of `element`.
pub(super) fn allowed<'a>(
    element: &str,
    vocabulary: Vocabulary,
    attribute: &'a OwnedAttribute,
) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
    let (name, value) = (attribute.name.local_name.as_str(), attribute.value.as_str());
    let kept = |name| Some((Cow::Borrowed(name), Cow::Borrowed(value)));
    match (attribute.name.namespace.as_deref(), name) {
        (None | Some(XLINK), "href") if vocabulary == Vocabulary::Svg => {
            let is_allowed = REFERRERS.contains(&element) && is_own(element, value);
            let name = if attribute.name.namespace.is_none() { "href" } else { "xlink:href" };
            is_allowed.then_some((Cow::Borrowed(name), Cow::Borrowed(value)))
        }
        (Some(xml::namespace::NS_XML_URI), "space") => kept("xml:space"),
        (Some(xml::namespace::NS_XML_URI), "lang") => kept("xml:lang"),
        (None, "style") => {
            let declarations = style::declarations(value);
            (!declarations.is_empty()).then_some((Cow::Borrowed("style"), Cow::Owned(declarations)))
        }
        (None, name) if is_data_or_aria(name) => kept(name),
        (None, name) if vocabulary == Vocabulary::Xhtml => find(XHTML_ATTRIBUTES, name).and_then(kept),
        (None, name) if PLAIN_ATTRIBUTES.contains(&name) => kept(name),
        (None, name) if PRESENTATION.contains(&name) && style::is_safe_value(value) => kept(name),
        (None, name) if ANIMATED_VALUES.contains(&name) => {
            value.split(';').all(style::is_safe_value).then_some((Cow::Borrowed(name), Cow::Borrowed(value)))
        }
        _ => None,
    }
}

/// Whether a reference leads to an element of the file, or holds an image itself.
fn is_own(element: &str, url: &str) -> bool {
    let url = url.trim_ascii_start();
    let is_raster = || {
        let (scheme, rest) = url.split_once(':')?;
        let (kind, _) = rest.split_once([';', ','])?;
        let kind = kind.to_ascii_lowercase();
        let kind = kind.strip_prefix("image/")?;
        Some(scheme.eq_ignore_ascii_case("data") && RASTER_TYPES.contains(&kind))
    };
    url.starts_with('#') || matches!(element, "image" | "feImage") && is_raster().unwrap_or_default()
}

/// Whether a name is one of the attributes that describe an element to scripts, selectors and screen readers.
fn is_data_or_aria(name: &str) -> bool {
    let rest = name.strip_prefix("data-").or_else(|| name.strip_prefix("aria-"));
    rest.is_some_and(|rest| {
        rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
    })
}
