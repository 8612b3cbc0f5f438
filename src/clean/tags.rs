//! What elements are by their tag names.

use super::kind::Kind;
use crate::dom::{Element, Name, Namespace};
use crate::model::{HeadingLevel, Tag};

/// What elements with these names are. Any other element is a paragraph if its text is on lines of its own, else it is
/// replaced with its children.
pub(super) const NAMES: &[(Kind, &[&str])] = &[
    (heading(1), &["h1"]),
    (heading(2), &["h2"]),
    (heading(3), &["h3"]),
    (heading(4), &["h4"]),
    (heading(5), &["h5"]),
    (heading(6), &["h6"]),
    (Kind::Quote, &["blockquote"]),
    (Kind::Details, &["details"]),
    (Kind::List, &["ul", "ol", "dir", "menu"]),
    (Kind::Item, &["li"]),
    (Kind::Code, &["pre", "listing", "xmp", "plaintext"]),
    (Kind::Table, &["table"]),
    (Kind::Rule, &["hr"]),
    (Kind::Break, &["br"]),
    (Kind::WordBreak, &["wbr"]),
    (Kind::Term, &["dt", "summary", "legend"]),
    (Kind::Caption, &["figcaption"]),
    (Kind::Strong, &["strong", "b"]),
    (Kind::Emphasis, &["em", "i"]),
    (Kind::Strike, &["del", "s", "strike"]),
    (Kind::InlineCode, &["code", "tt", "samp"]),
    (Kind::Element(Tag::Sub), &["sub"]),
    (Kind::Element(Tag::Sup), &["sup"]),
    (Kind::Element(Tag::Kbd), &["kbd"]),
    (Kind::Element(Tag::Mark), &["mark"]),
    (Kind::Element(Tag::U), &["u"]),
    (Kind::Element(Tag::Ins), &["ins"]),
    (Kind::Gloss, &["rt", "rtc"]),
    (Kind::GlossBracket, &["rp"]),
    (Kind::Quotation, &["q"]),
    (Kind::Link, &["a"]),
    (Kind::Image, &["img"]),
    (Kind::Frame, &["iframe", "video", "audio", "embed"]),
];

const fn heading(level: u8) -> Kind {
    match HeadingLevel::new(level) {
        Some(level) => Kind::Heading(level),
        None => Kind::Paragraph,
    }
}

/// Names of HTML that need no rule, obsolete ones included.
const OTHER_NAMES: &[&str] = &[
    "abbr",
    "acronym",
    "audio",
    "bdi",
    "bdo",
    "blink",
    "canvas",
    "cite",
    "command",
    "content",
    "data",
    "datalist",
    "dfn",
    "element",
    "frameset",
    "isindex",
    "label",
    "legend",
    "map",
    "menuitem",
    "meter",
    "multicol",
    "nextid",
    "output",
    "picture",
    "portal",
    "progress",
    "q",
    "selectedcontent",
    "shadow",
    "slot",
    "spacer",
    "time",
    "video",
];

/// What precedes the colon in names that word processors write.
const WORD_PREFIXES: [&str; 6] = ["m", "o", "st1", "u1", "v", "w"];

/// Whether HTML has no element of this name, as in `List<String>` and `<dependency>` where `<` was not escaped. Names
/// with a hyphen are those of custom elements, except in code.
pub(crate) fn is_unknown_element(element: Element<'_>, in_code: bool) -> bool {
    if element.name() != Name::Other || element.namespace() != Namespace::Html {
        return false;
    }
    let tag = element.tag();
    let is_foreign = match tag.split_once(':') {
        Some((prefix, _)) => WORD_PREFIXES.contains(&prefix),
        None => tag.contains(['-', '_']) && !in_code,
    };
    !is_foreign && !OTHER_NAMES.contains(&tag)
}
