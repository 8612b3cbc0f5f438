//! What elements are by their tag names.

use super::kind::Kind;
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
