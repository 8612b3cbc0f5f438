//! The elements and attributes that can be written.

use std::borrow::Cow;

use super::url::{Href, ImageSource};
use crate::model::{Alignment, CodeLanguage, Tag};

/// An element with content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    A,
    Blockquote,
    Caption,
    Code,
    Del,
    Details,
    Div,
    Em,
    /// `h1` to `h6`.
    H(u8),
    Ins,
    Kbd,
    Li,
    Mark,
    Ol,
    P,
    Pre,
    Section,
    Span,
    Strong,
    Sub,
    Summary,
    Sup,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
    U,
    Ul,
}

impl Element {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::Blockquote => "blockquote",
            Self::Caption => "caption",
            Self::Code => "code",
            Self::Del => "del",
            Self::Details => "details",
            Self::Div => "div",
            Self::Em => "em",
            Self::H(0 | 1) => "h1",
            Self::H(2) => "h2",
            Self::H(3) => "h3",
            Self::H(4) => "h4",
            Self::H(5) => "h5",
            Self::H(_) => "h6",
            Self::Ins => "ins",
            Self::Kbd => "kbd",
            Self::Li => "li",
            Self::Mark => "mark",
            Self::Ol => "ol",
            Self::P => "p",
            Self::Pre => "pre",
            Self::Section => "section",
            Self::Span => "span",
            Self::Strong => "strong",
            Self::Sub => "sub",
            Self::Summary => "summary",
            Self::Sup => "sup",
            Self::Table => "table",
            Self::Tbody => "tbody",
            Self::Td => "td",
            Self::Th => "th",
            Self::Thead => "thead",
            Self::Tr => "tr",
            Self::U => "u",
            Self::Ul => "ul",
        }
    }
}

impl From<Tag> for Element {
    fn from(tag: Tag) -> Self {
        match tag {
            Tag::Sub => Self::Sub,
            Tag::Sup => Self::Sup,
            Tag::Kbd => Self::Kbd,
            Tag::Mark => Self::Mark,
            Tag::U => Self::U,
            Tag::Ins => Self::Ins,
            Tag::Strong => Self::Strong,
            Tag::Em => Self::Em,
            Tag::Del => Self::Del,
        }
    }
}

/// An element without content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Void {
    Br,
    Hr,
    Img,
    Input,
}

impl Void {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Br => "br",
            Self::Hr => "hr",
            Self::Img => "img",
            Self::Input => "input",
        }
    }
}

/// A class that `templates/article.css` styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Aligned to the left.
    Left,
    /// Centred.
    Center,
    /// Aligned to the right.
    Right,
    /// The list of footnotes.
    Footnotes,
    /// A reference to a footnote.
    Footnote,
    /// A heading in a header cell, where HTML allows none.
    Heading,
    /// What stands for an image that is not shown.
    Image,
    /// A displayed formula.
    Math,
    /// The scrolling box of a table.
    Table,
    /// An item with a checkbox.
    Task,
    /// The source of a formula that cannot be shown.
    Tex,
    /// The text of a link that leads nowhere.
    Unlinked,
}

impl Class {
    const fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Center => "center",
            Self::Right => "right",
            Self::Footnotes => "footnotes",
            Self::Footnote => "footnote",
            Self::Heading => "heading",
            Self::Image => "image",
            Self::Math => "math",
            Self::Table => "table",
            Self::Task => "task",
            Self::Tex => "tex",
            Self::Unlinked => "unlinked",
        }
    }

    /// Returns the class of an alignment.
    pub(super) const fn of(alignment: Alignment) -> Option<Self> {
        match alignment {
            Alignment::None => None,
            Alignment::Left => Some(Self::Left),
            Alignment::Center => Some(Self::Center),
            Alignment::Right => Some(Self::Right),
        }
    }
}

/// A role of the Digital Publishing WAI-ARIA module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Backlink,
    Endnotes,
    Noteref,
}

/// What a header cell heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Column,
    Row,
}

/// An attribute with its value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attribute<'a> {
    Alt(&'a str),
    AriaLabel(&'a str),
    Checkbox,
    Checked,
    Class(Class),
    Colspan(usize),
    /// The language of a block of code, for its label.
    DataLanguage(&'a CodeLanguage),
    Disabled,
    Href(&'a Href),
    Id(&'a str),
    /// The class of code in a language.
    LanguageClass(&'a CodeLanguage),
    Role(Role),
    Rowspan(usize),
    Scope(Scope),
    Src(&'a ImageSource),
    Start(u32),
    Title(&'a str),
}

impl<'a> Attribute<'a> {
    /// Returns the name and the value, which is not escaped.
    pub(super) fn parts(self) -> (&'static str, Cow<'a, str>) {
        match self {
            Self::Alt(text) => ("alt", text.into()),
            Self::AriaLabel(text) => ("aria-label", text.into()),
            Self::Checkbox => ("type", "checkbox".into()),
            Self::Checked => ("checked", "checked".into()),
            Self::Class(class) => ("class", class.name().into()),
            Self::Colspan(columns) => ("colspan", columns.to_string().into()),
            Self::DataLanguage(language) => ("data-language", language.as_str().into()),
            Self::Disabled => ("disabled", "disabled".into()),
            Self::Href(href) => ("href", href.as_str().into()),
            Self::Id(id) => ("id", id.into()),
            Self::LanguageClass(language) => ("class", format!("language-{}", language.as_str()).into()),
            Self::Role(Role::Backlink) => ("role", "doc-backlink".into()),
            Self::Role(Role::Endnotes) => ("role", "doc-endnotes".into()),
            Self::Role(Role::Noteref) => ("role", "doc-noteref".into()),
            Self::Rowspan(rows) => ("rowspan", rows.to_string().into()),
            Self::Scope(Scope::Column) => ("scope", "col".into()),
            Self::Scope(Scope::Row) => ("scope", "row".into()),
            Self::Src(source) => ("src", source.as_str().into()),
            Self::Start(number) => ("start", number.to_string().into()),
            Self::Title(text) => ("title", text.into()),
        }
    }
}
