//! The *stack of open elements*, and what is *in scope*.

use super::Builder;
use crate::dom::arena::{NodeId, NodeKind};
use crate::dom::name::Name;
use crate::dom::token::Tag;

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    /// Where it stands in the tree.
    pub(super) node: NodeId,
    /// Its name, [`Name::Other`] when it is not of HTML.
    pub(super) name: Name,
    /// What may stand in it.
    pub(super) content: Content,
}

/// What the content of an element is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// An element of HTML.
    Html,
    /// An element of SVG or MathML.
    Foreign,
    /// A *MathML text integration point*.
    MathText,
    /// An *HTML integration point* of SVG.
    SvgHtml,
    /// `annotation-xml`, and whether it holds HTML.
    Annotation(bool),
}

impl Open {
    pub(super) const fn is_html(self) -> bool {
        matches!(self.content, Content::Html)
    }

    const fn bounds_scope(self) -> bool {
        self.name.bounds_scope() || matches!(self.content, Content::MathText | Content::SvgHtml)
    }
}

/// What bounds a scope beside what bounds any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Default,
    List,
    Button,
    Table,
}

impl Scope {
    const fn ends_at(self, open: Open) -> bool {
        match self {
            Self::Table => matches!(open.name, Name::Html | Name::Table | Name::Template),
            Self::List => matches!(open.name, Name::Ol | Name::Ul) || open.bounds_scope(),
            Self::Button => matches!(open.name, Name::Button) || open.bounds_scope(),
            Self::Default => open.bounds_scope(),
        }
    }
}

impl Builder<'_> {
    /// The *current node*.
    pub(super) fn current(&self) -> Name {
        self.open.last().map_or(Name::Other, |open| open.name)
    }

    pub(super) fn pop(&mut self) {
        self.open.pop();
        self.overflow.clear();
    }

    /// Closes all elements from the one at `index` on.
    pub(super) fn close_from(&mut self, index: usize) {
        self.open.truncate(index);
        self.overflow.clear();
    }

    /// Closes elements up to and with the innermost that `is_it`.
    pub(super) fn pop_until(&mut self, is_it: impl Fn(Name) -> bool) {
        if let Some(index) = self.open.iter().rposition(|open| is_it(open.name)) {
            self.close_from(index);
        }
    }

    /// Closes elements until the current one `is_it`.
    pub(super) fn pop_to(&mut self, is_it: impl Fn(Name) -> bool) {
        if let Some(index) = self.open.iter().rposition(|open| is_it(open.name)) {
            self.close_from(index + 1);
        }
    }

    pub(super) fn remove_open(&mut self, node: NodeId) {
        if let Some(index) = self.position_open(node) {
            self.open.remove(index);
            self.overflow.clear();
        }
    }

    pub(super) fn position_open(&self, node: NodeId) -> Option<usize> {
        self.open.iter().rposition(|open| open.node == node)
    }

    pub(super) fn is_open(&self, name: Name) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    /// Whether an element that `is_it` is open within `scope`.
    pub(super) fn in_scope(&self, scope: Scope, is_it: impl Fn(&Open) -> bool) -> bool {
        let up_to_bound = self.open.iter().rev();
        for open in up_to_bound {
            if is_it(open) {
                return true;
            }
            if scope.ends_at(*open) {
                return false;
            }
        }
        false
    }

    pub(super) fn has_in_scope(&self, scope: Scope, name: Name) -> bool {
        self.in_scope(scope, |open| open.name == name)
    }

    /// *Generate implied end tags*, but for `except`.
    pub(super) fn close_implied_but(&mut self, except: Name) {
        while self.current().may_be_left_open() && self.current() != except {
            self.pop();
        }
    }

    pub(super) fn close_implied(&mut self) {
        self.close_implied_but(Name::Other);
    }

    /// Closes the paragraph that is open here, if there is one.
    pub(super) fn close_paragraph(&mut self) {
        if self.has_in_scope(Scope::Button, Name::P) {
            self.close_implied_but(Name::P);
            self.pop_until(|name| name == Name::P);
        }
    }

    /// Whether `open` is an HTML element of the name in `tag`.
    pub(super) fn is_named(&self, open: Open, tag: &Tag) -> bool {
        if open.name != tag.name || !open.is_html() {
            return false;
        }
        match (tag.name, &self.data(open.node).kind) {
            (Name::Other, NodeKind::Element(element)) => {
                self.tokens.texts.get(element.text) == self.tokens.texts.get(tag.text)
            }
            _ => true,
        }
    }
}

/// Elements that lie deeper than the limit: they are in no tree, but their end tags must close nothing else.
#[derive(Debug)]
pub(super) struct Overflow {
    open: Vec<Name>,
    /// How many of each name are open.
    counts: [u32; 128],
    total: usize,
}

impl Default for Overflow {
    fn default() -> Self {
        Self { open: Vec::new(), counts: [0; 128], total: 0 }
    }
}

impl Overflow {
    /// How many elements were too deep.
    pub(super) const fn total(&self) -> usize {
        self.total
    }

    pub(super) fn push(&mut self, name: Name) {
        self.total += 1;
        self.open.push(name);
        if let Some(count) = self.counts.get_mut(name as usize) {
            *count += 1;
        }
    }

    /// Closes the innermost element of this name, if there is one.
    pub(super) fn close(&mut self, name: Name) -> bool {
        if self.open.is_empty() || self.counts.get(name as usize).is_none_or(|&count| count == 0) {
            return false;
        }
        while let Some(last) = self.open.pop() {
            if let Some(count) = self.counts.get_mut(last as usize) {
                *count -= 1;
            }
            if last == name {
                break;
            }
        }
        true
    }

    /// An element around them was closed.
    pub(super) fn clear(&mut self) {
        if !self.open.is_empty() {
            self.open.clear();
            self.counts.fill(0);
        }
    }
}
