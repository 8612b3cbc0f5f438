//! Formulas of the page whose TeX is in an attribute, in a URL or between delimiters.

use std::borrow::Cow;

use super::math::{has_display_class, without_wrapping_style};
use super::reader::PageReader;
use crate::csdn::images;
use crate::csdn::math::{self, TexRenderer, TexSource};
use crate::dom::{Element, Node};
use crate::verify::visible::is_visible;

impl<'a> PageReader<'a, '_> {
    pub(super) fn math_image(&mut self, element: Element<'a>) {
        let Some(tex) = image_tex(element) else { return self.image(element) };
        let (tex, is_inline) = without_layout(&tex);
        let tex = without_wrapping_style(tex);
        if !is_formula(tex) {
            return self.image(element);
        }
        let is_set_apart = has_display_class(element) || is_zhihu_block(element);
        self.formula(element, tex, is_set_apart || (!is_inline && is_only_content(element)));
    }

    pub(super) fn math_element(&mut self, element: Element<'a>) {
        let is_marked = has_display_class(element) || element.has_class("display") || is_zhihu_block(element);
        if let Some(tex) = attribute_tex(element) {
            return self.tex(element, without_wrapping_style(tex), is_marked);
        }
        let text = element.text();
        let (tex, displays) = between_delimiters(&text);
        self.tex(element, tex, is_marked || displays);
    }
}

/// Whether Zhihu marks a formula as a block.
fn is_zhihu_block(element: Element<'_>) -> bool {
    element.attribute("eeimg").or_else(|| element.attribute("data-eeimg")) == Some("2")
}

fn attribute_tex(element: Element<'_>) -> Option<&str> {
    math::TEX_ATTRIBUTES.iter().find_map(|name| element.attribute(name).filter(|tex| is_formula(tex)))
}

/// Whether TeX shows anything.
fn is_formula(tex: &str) -> bool {
    tex.chars().any(|c| is_visible(c) && !"{}^_\\~".contains(c))
}

/// Returns the TeX of an image. The `alt` counts for the site's own images, and where the URL names the same formula
/// but for spaces and plus signs.
fn image_tex(image: Element<'_>) -> Option<Cow<'_, str>> {
    if let Some(tex) = attribute_tex(image) {
        return Some(Cow::Borrowed(tex));
    }
    let alt = image.attribute("alt").map(|alt| between_delimiters(alt).0).filter(|alt| is_own_alt(alt));
    let urls = images::LAZY_SOURCES.into_iter().chain(["src"]).filter_map(|name| image.attribute(name));
    let asked = urls.filter_map(asked_tex).find(|tex| is_formula(tex));
    let essence = |tex: &str| tex.chars().filter(|c| is_visible(*c) && *c != '+').collect::<String>();
    match (alt, asked) {
        (Some(alt), Some(asked)) if !image.has_class("mathcode") && essence(alt) != essence(&asked) => {
            Some(Cow::Owned(asked))
        }
        (Some(alt), _) => Some(Cow::Borrowed(alt)),
        (None, asked) => asked.map(Cow::Owned),
    }
}

/// Whether an `alt` is specific to its formula.
fn is_own_alt(alt: &str) -> bool {
    let known = alt.to_lowercase();
    let is_known = |list: &[&str]| list.iter().any(|generic| *generic == known);
    is_formula(alt)
        && !is_known(&math::FORMULA_ALTS)
        && !is_known(&images::GENERIC_ALTS)
        && !known.starts_with("http")
        && !alt.starts_with(math::MATHTYPE_ALT)
}

/// Returns the TeX that a URL passes to a renderer.
fn asked_tex(url: &str) -> Option<String> {
    let address = url.split_once("//")?.1;
    let end = address.find(['/', '?', '#']).unwrap_or(address.len());
    let (host, rest) = address.split_at_checked(end)?;
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let is_at = |known: &&TexRenderer| {
        let is_host =
            known.host.is_empty() || host == known.host || host.ends_with(&format!(".{}", known.host));
        is_host && rest.starts_with(known.path) && rest.contains(known.marker)
    };
    let known = math::TEX_RENDERERS.iter().find(is_at)?;
    let (page, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let query = page.split_once('?').map_or("", |(_, query)| query);
    let value = |pairs: &str, name: &str| {
        pairs.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    };
    let encoded = match known.source {
        TexSource::Parameter(name) => value(query, name)?.replace('+', "%20"),
        TexSource::Fragment(name) => value(fragment, name)?,
        TexSource::Path => page.strip_prefix(known.path)?.to_owned(),
        TexSource::Query => {
            let mut tex = query.strip_prefix("latex=").unwrap_or(query).to_owned();
            for (escape, character) in math::QUERY_ESCAPES {
                tex = tex.replace(escape, character);
            }
            tex
        }
        TexSource::Alt => return None,
    };
    let decoded = percent_encoding::percent_decode_str(&encoded).decode_utf8();
    Some(decoded.map_or_else(|_| encoded.clone(), Cow::into_owned))
}

/// Splits off the commands that lay out an image, and returns whether one of them keeps it in the line.
fn without_layout(tex: &str) -> (&str, bool) {
    let mut rest = tex.trim();
    let mut is_inline = false;
    'commands: loop {
        for command in math::LAYOUT_COMMANDS {
            let Some(after) = rest.strip_prefix(command) else { continue };
            let after = if let Some(braced) = after.strip_prefix('{') {
                braced.split_once('}').map_or("", |(_, after)| after)
            } else if let Some(name) = after.strip_prefix('_') {
                name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_')
            } else if after.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            } else {
                after
            };
            is_inline |= command == "\\inline";
            rest = after.trim_start();
            continue 'commands;
        }
        return (rest, is_inline);
    }
}

/// Returns the text between the delimiters of TeX, and whether they display it.
fn between_delimiters(text: &str) -> (&str, bool) {
    let text = text.trim_matches(|c| !is_visible(c));
    for (open, close, displays) in math::TEX_DELIMITERS {
        if let Some(tex) = text.strip_prefix(open).and_then(|tex| tex.strip_suffix(close)) {
            return (tex, displays);
        }
    }
    (text, false)
}

/// Whether an image is the only content of its paragraph.
fn is_only_content(image: Element<'_>) -> bool {
    let is_nothing = |node: Node<'_>| match node.as_element() {
        Some(element) => element.tag() == "br",
        None => node.is_comment() || node.is_whitespace_only(),
    };
    let mut node = image.node();
    loop {
        let before = std::iter::successors(node.previous(), |node| node.previous());
        let after = std::iter::successors(node.next(), |node| node.next());
        let Some(parent) = node.parent_element() else { return false };
        if !before.chain(after).all(is_nothing) {
            return false;
        }
        match parent.tag() {
            "span" | "font" => node = parent.node(),
            tag => return matches!(tag, "p" | "div" | "center" | "dd" | "figure"),
        }
    }
}
