//! The leaves of a line, each with the styles around it.

use std::rc::Rc;

use super::emphasis::Delimiter;
use super::text;
use crate::model::{Inline, Tag};

/// A style around a leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Style {
    Link(Rc<LinkTo>),
    /// The number distinguishes elements of the same tag.
    Element(Tag, usize),
    Emphasis(Delimiter),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct LinkTo {
    pub(super) url: String,
    pub(super) title: Option<String>,
}

impl LinkTo {
    pub(super) fn new(url: String, title: Option<String>) -> Self {
        Self { url: text::url(url), title: title.and_then(text::title) }
    }
}

/// A leaf of a line with its styles, outermost first and without duplicates.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) styles: Vec<Style>,
    pub(super) inline: Inline,
}

impl Leaf {
    pub(super) fn is_space(&self) -> bool {
        matches!(&self.inline, Inline::Text(text) if text == " ")
    }

    pub(super) fn is_emphasized(&self) -> bool {
        self.styles.iter().any(|style| matches!(style, Style::Emphasis(_)))
    }

    /// Whether it holds a letter or a digit, or is not text.
    pub(super) fn holds_word(&self) -> bool {
        match &self.inline {
            Inline::Text(text) => text.contains(char::is_alphanumeric),
            other => *other != Inline::Break,
        }
    }

    /// Returns the link around it.
    pub(super) fn link(&self) -> Option<&LinkTo> {
        self.styles.iter().find_map(|style| if let Style::Link(to) = style { Some(&**to) } else { None })
    }

    /// Takes the inline, leaving a break.
    pub(super) const fn take(&mut self) -> Inline {
        std::mem::replace(&mut self.inline, Inline::Break)
    }
}
