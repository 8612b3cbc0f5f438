//! Flattening of deep trees, so that all later passes may recurse.

use super::arena::{self, Dom, NodeId, NodeKind};
#[cfg(test)]
use super::element::Node;

impl Dom {
    /// Replaces each element at level `max` that has children by its children, and counts such elements. Text keeps its
    /// order. The text of a `script` and the like stays in it, since elsewhere it would be text of the page.
    pub(super) fn flatten_below(&mut self, max: usize) {
        if self.max_depth < max {
            return;
        }
        let mut next = self.data(NodeId::DOCUMENT).first_child;
        let mut depth = 1;
        while let Some(id) = next {
            let too_deep = depth >= max && self.data(id).first_child.is_some() && !self.holds_only_text(id);
            next = if too_deep {
                self.flattened += 1;
                self.splice(id)
            } else if let Some(child) = self.data(id).first_child {
                depth += 1;
                Some(child)
            } else {
                self.next_after(id, &mut depth)
            };
        }
    }

    /// Whether `id` is an element that contains only text, as the parser reads it.
    fn holds_only_text(&self, id: NodeId) -> bool {
        let NodeKind::Element(element) = self.data(id).kind else { return false };
        element.name.is_raw_text()
            && self.data(id).first_child.is_some_and(|child| {
                matches!(self.data(child).kind, NodeKind::Text(_)) && self.data(child).next.is_none()
            })
    }

    /// Replaces `id` by its children and returns the first one.
    fn splice(&mut self, id: NodeId) -> Option<NodeId> {
        let first = self.data(id).first_child;
        while let Some(child) = self.data(id).first_child {
            arena::insert_before(&mut self.nodes, id, child);
        }
        arena::detach(&mut self.nodes, id);
        first
    }

    fn next_after(&self, mut id: NodeId, depth: &mut usize) -> Option<NodeId> {
        loop {
            if let Some(next) = self.data(id).next {
                return Some(next);
            }
            id = self.data(id).parent?;
            *depth -= 1;
            if id == NodeId::DOCUMENT {
                return None;
            }
        }
    }
}

/// The greatest depth of any node.
#[cfg(test)]
pub(super) fn depth_of(root: Node<'_>) -> usize {
    let (mut node, mut depth, mut deepest) = (root, 0_usize, 0_usize);
    loop {
        if let Some(child) = node.children().next() {
            (node, depth) = (child, depth + 1);
            deepest = deepest.max(depth);
            continue;
        }
        loop {
            if node == root {
                return deepest;
            }
            if let Some(next) = node.next() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return deepest };
            (node, depth) = (parent, depth.saturating_sub(1));
        }
    }
}
