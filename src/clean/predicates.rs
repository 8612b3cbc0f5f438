//! Conditions of rules beyond tag name, class and `id`. Each quotes the markup it matches.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::chars::{is_space, split_at};
use crate::csdn::images::LAZY_SOURCES;
use crate::dom::Element;

/// How an element hides its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hiding {
    /// `style="display:none"`, or the `hidden` attribute.
    Whole,
    /// `style="visibility:hidden"`
    Visibility,
    /// `style="font-size:0"`
    Text,
}

fn hiding(element: Element<'_>) -> Option<Hiding> {
    if element.attribute("hidden").is_some() {
        return Some(Hiding::Whole);
    }
    let [display, visibility, size] = last_values(element.style()?, ["display", "visibility", "font-size"]);
    let is =
        |value: Option<&str>, wanted: &str| value.is_some_and(|value| value.eq_ignore_ascii_case(wanted));
    if is(display, "none") {
        return Some(Hiding::Whole);
    }
    if is(visibility, "hidden") {
        return Some(Hiding::Visibility);
    }
    size.is_some_and(is_zero_size).then_some(Hiding::Text)
}

/// `style="display:none"`, `visibility:hidden`, the `hidden` attribute, or a font size of zero.
pub(super) fn may_be_hidden(element: Element<'_>) -> bool {
    hiding(element).is_some()
}

/// Whether the hiding hides everything: a part may be visible again, and a `font-size:0` element whose images, frames or
/// children have a size of their own is layout.
///
/// `<div class="cnblogs_code_hide" style="display:none">`: code that readers unfold is not hidden, either.
pub(super) fn is_hidden(element: Element<'_>) -> bool {
    if element.has_class("cnblogs_code_hide") {
        return false;
    }
    match hiding(element) {
        Some(Hiding::Visibility) => {
            element.find(|below| below.style_property("visibility").as_deref() == Some("visible")).is_none()
        }
        Some(Hiding::Text) => !has_visible_content(element),
        Some(Hiding::Whole) | None => true,
    }
}

/// Returns the last value of each of these properties in `style`, trimmed.
fn last_values<'a, const N: usize>(style: &'a str, names: [&str; N]) -> [Option<&'a str>; N] {
    let mut values = [None; N];
    for declaration in split_at(style, b';').map(str::trim_start) {
        let first = declaration.as_bytes().first().map(u8::to_ascii_lowercase);
        for (last, name) in values.iter_mut().zip(names) {
            if name.as_bytes().first().copied() == first {
                *last = value_of(declaration, name).or(*last);
            }
        }
    }
    values
}

/// Returns the value if `declaration` sets the property `name`.
fn value_of<'a>(declaration: &'a str, name: &str) -> Option<&'a str> {
    let (property, rest) = declaration.split_at_checked(name.len())?;
    let value = rest.trim_start().strip_prefix(':').filter(|_| property.eq_ignore_ascii_case(name))?;
    Some(value.trim().trim_end_matches("!important").trim_end())
}

fn is_zero_size(size: &str) -> bool {
    ["0", "0px", "0pt", "0em", "0rem", "0%"].iter().any(|none| none.eq_ignore_ascii_case(size))
}

fn has_visible_content(element: Element<'_>) -> bool {
    let has_size =
        |below: Element<'_>| below.style_property("font-size").is_some_and(|size| !is_zero_size(&size));
    let is_media =
        |below: Element<'_>| matches!(below.tag(), "img" | "iframe" | "video" | "audio" | "embed" | "object");
    element.find(|below| is_media(below) || has_size(below)).is_some()
}

/// `<span style="font-family:Wingdings">l</span>`: a word processor's bullet in a symbol font.
pub(super) fn has_symbol_font(element: Element<'_>) -> bool {
    const FONT: &[u8] = b"wingdings";
    let names_font =
        |font: &str| font.as_bytes().windows(FONT.len()).any(|part| part.eq_ignore_ascii_case(FONT));
    let of_style = || last_values(element.style()?, ["font-family"])[0];
    element.attribute("face").is_some_and(names_font) || of_style().is_some_and(names_font)
}

/// Whether the element holds exactly one character.
pub(super) fn is_one_character(element: Element<'_>) -> bool {
    element.text().trim_matches(is_space).chars().count() == 1
}

/// `<div class="video"><iframe src="https://live.csdn.net/v/embed/1"></iframe><p>title</p></div>`
pub(super) fn is_video_box(element: Element<'_>) -> bool {
    let mut frames = element.elements().filter(|e| e.tag() == "iframe");
    let is_other =
        |e: Element<'_>| matches!(e.tag(), "img" | "pre" | "table" | "video" | "audio" | "embed" | "object");
    frames.next().is_some() && frames.next().is_none() && element.find(is_other).is_none()
}

/// `<object data="a.pdf">`: a document, possibly with fallback content, which is text.
pub(super) fn is_document(element: Element<'_>) -> bool {
    let shows = |e: Element<'_>| matches!(e.tag(), "embed" | "iframe" | "video" | "audio" | "img" | "object");
    element.attribute("data").is_some_and(|data| !data.trim().is_empty()) && element.find(shows).is_none()
}

/// `<object><param><embed src="…"></object>`: an `object` with fallback content.
pub(super) fn has_fallback(element: Element<'_>) -> bool {
    let shows = |e: Element<'_>| matches!(e.tag(), "embed" | "iframe" | "video" | "img" | "a");
    element.find(shows).is_some() || !element.node().is_whitespace_only()
}

/// `<div class="mermaid">graph TD …</div>`: a diagram not rendered yet.
pub(super) fn is_diagram_source(element: Element<'_>) -> bool {
    element
        .find(|e| matches!(e.tag(), "svg" | "img" | "iframe" | "video" | "audio" | "embed" | "object"))
        .is_none()
}

/// `div.mermaid > svg`, `svg#mermaid-svg-…`, or any SVG with labels that is not hidden.
pub(super) fn is_diagram(element: Element<'_>) -> bool {
    let is_label =
        |e: Element<'_>| matches!(e.tag(), "text" | "foreignObject") && !e.node().is_whitespace_only();
    element.find(is_label).is_some()
}

/// `<h2>文<a class="headerlink" href="#x">¶</a></h2>`: the mark of a heading, and not a link that an author copied.
pub(super) fn is_heading_anchor(link: Element<'_>) -> bool {
    let is_heading = |e: Element<'_>| e.name().is_heading();
    link.attribute("href").is_none_or(|href| href.starts_with('#')) || link.node().ancestors().any(is_heading)
}

/// Parts of the URLs of images that belong to the site or an editor (dialect `img-chrome`): the icon of link cards, the
/// copy button of cnblogs, menus of wenku, badges of gitcode, the marker where `WordPress` cuts an article.
const DECORATION_URLS: [&str; 10] = [
    "003a2ce7eb50c2e24a8c624c260c5930",
    "icons/icon-default",
    "/69c5a8ac3fa60e0848d784a6dd461da6",
    "menu-r.4af5f7ec",
    "Group427321440",
    "release/blogv2/dist/pc/img/",
    "copycode.gif",
    "//code.csdn.net/assets/",
    "__bg_gif",
    "/tinymce/plugins/wordpress/img/trans.gif",
];

static DECORATION_FINDERS: LazyLock<[Finder<'static>; 10]> =
    LazyLock::new(|| DECORATION_URLS.map(Finder::new));

/// Classes of such images, which survive copying: `<img class="mceWPmore mceItemNoResize" title="More...">`.
const DECORATION_CLASSES: [&str; 3] = ["__bg_gif", "mceWPmore", "mceWPnextpage"];

/// A tracking pixel, a site icon or a toolbar button.
pub(super) fn is_decoration(element: Element<'_>) -> bool {
    is_known_decoration(element) || is_icon(element)
}

fn is_known_decoration(element: Element<'_>) -> bool {
    let late =
        LAZY_SOURCES.iter().find_map(|name| element.attribute(name).filter(|source| !source.is_empty()));
    let source = late.or_else(|| element.attribute("src")).unwrap_or_default();
    // Sites such as cnblogs and iteye copy the button's image; its text stays.
    let is_button = matches!(element.attribute("alt"), Some("复制代码" | "收藏代码"));
    element.classes().any(|class| DECORATION_CLASSES.contains(&class))
        || is_button
        || DECORATION_FINDERS.iter().any(|part| part.find(source.as_bytes()).is_some())
}

/// The longest side of a tracking pixel or an icon. Pictures of articles are larger.
const MAX_ICON_SIDE: u32 = 10;

/// `width="1" height="1"`, `style="width:10px!important; height:10px!important"`: a tracking pixel or an icon.
fn is_icon(element: Element<'_>) -> bool {
    let is_short = |length: &str| {
        let pixels = length.trim().trim_end_matches("px").trim_end();
        pixels.parse::<u32>().is_ok_and(|side| side <= MAX_ICON_SIDE)
    };
    let [width, height] = last_values(element.style().unwrap_or_default(), ["width", "height"]);
    let is_tiny = |style: Option<&str>, name| style.or_else(|| element.attribute(name)).is_some_and(is_short);
    is_tiny(width, "width") && is_tiny(height, "height")
}

/// `<blockquote style="border:none;margin:0 0 0 40px;padding:0px">`: written by an editor's indent button.
pub(super) fn is_indent_quote(element: Element<'_>) -> bool {
    let border =
        || element.style_property("border").is_some_and(|b| b.starts_with("none") || b.starts_with('0'));
    element.style_property("margin").is_some() && border()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn first(html: &str, test: fn(Element<'_>) -> bool) -> bool {
        let page = parse(html, &Limits::default()).unwrap();
        let body = page.elements().find(|e| e.tag() == "body").unwrap();
        test(body.child_elements().next().unwrap())
    }

    #[test]
    fn every_decoration_url_matches() {
        for part in DECORATION_URLS {
            assert!(first(&format!("<img src='http://a.b/{part}?c'>"), is_decoration), "{part}");
        }
        assert!(!first("<img src='http://a.b/icons/icon.png'>", is_decoration));
    }

    #[test]
    fn reads_styles_as_browsers_do() {
        let hides = |style: &str| first(&format!("<p style='{style}'>文"), may_be_hidden);
        assert!(hides("display:none") && hides("margin:0; DISPLAY : None !important"));
        assert!(hides("visibility:hidden") && hides("font-size: 0px"));
        assert!(!hides("display:none;display:block") && !hides("font-size:10px"));
        assert!(!hides("font-family:none") && !hides("displays:none") && !hides("display"));
    }
}
