//! Which open elements are *in scope*, and how they are closed.

use super::Builder;
use super::open::{Open, Scope};
use crate::dom::arena::{NodeId, NodeKind};
use crate::dom::name::Name;
use crate::dom::token::Tag;

impl Builder<'_> {
    /// The *current node*.
    pub(super) fn current(&self) -> Name {
        self.open.last().map_or(Name::Other, |open| open.name)
    }

    /// Closes elements up to and including the innermost whose name satisfies `is_it`.
    pub(super) fn pop_until(&mut self, is_it: impl Fn(Name) -> bool) {
        if let Some(index) = self.open.iter().rposition(|open| is_it(open.name)) {
            self.open.truncate(index);
        }
    }

    /// Closes elements until the name of the current one satisfies `is_it`.
    pub(super) fn pop_to(&mut self, is_it: impl Fn(Name) -> bool) {
        if let Some(index) = self.open.iter().rposition(|open| is_it(open.name)) {
            self.open.truncate(index + 1);
        }
    }

    pub(super) fn remove_open(&mut self, node: NodeId) {
        if let Some(index) = self.position_open(node) {
            self.open.remove(index);
        }
    }

    pub(super) fn position_open(&self, node: NodeId) -> Option<usize> {
        self.open.innermost().find(|(_, open)| open.node == node).map(|(index, _)| index)
    }

    /// Whether an element that satisfies `is_it` is in `scope`.
    pub(super) fn in_scope(&self, scope: Scope, is_it: impl Fn(&Open) -> bool) -> bool {
        for (_, open) in self.open.innermost() {
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
        self.open.has(name) && self.in_scope(scope, |open| open.name == name)
    }

    /// *Generate implied end tags*, except for `except`.
    pub(super) fn close_implied_except(&mut self, except: Name) {
        while self.current().may_be_left_open() && self.current() != except {
            self.open.pop();
        }
    }

    pub(super) fn close_implied(&mut self) {
        self.close_implied_except(Name::Other);
    }

    /// *Close a p element*, if one is in button scope.
    pub(super) fn close_paragraph(&mut self) {
        if self.has_in_scope(Scope::Button, Name::P) {
            self.close_implied_except(Name::P);
            self.pop_until(|name| name == Name::P);
        }
    }

    /// Whether `open` is an HTML element with the name of `tag`.
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
