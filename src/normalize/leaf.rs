//! Leaves of a line, with the styles around each.

use std::rc::Rc;

use super::emphasis::Delimiter;
use super::text;
use crate::model::{Inline, Tag};

/// A style around a leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Style {
    /// The number tells apart links, and elements, that stand side by side.
    Link(Rc<LinkTo>),
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
        Self { url: text::address(url), title: title.and_then(text::title) }
    }
}

/// A leaf of a line with the styles around it, outermost first, none twice.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) styles: Vec<Style>,
    pub(super) inline: Inline,
}

impl Leaf {
    pub(super) fn is_space(&self) -> bool {
        matches!(&self.inline, Inline::Text(text) if text == " ")
    }

    /// Its inline, in whose place a break is left.
    pub(super) const fn take(&mut self) -> Inline {
        std::mem::replace(&mut self.inline, Inline::Break)
    }
}
