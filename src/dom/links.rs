//! Linking and unlinking of nodes.

use super::{NodeData, NodeId};

#[expect(clippy::indexing_slicing, reason = "node ids come from this vector alone, and it never shrinks")]
fn at(nodes: &mut [NodeData], id: NodeId) -> &mut NodeData {
    &mut nodes[id.index()]
}

/// Takes `id` from its parent.
pub(super) fn detach(nodes: &mut [NodeData], id: NodeId) {
    let data = at(nodes, id);
    let (parent, previous, next) = (data.parent.take(), data.previous.take(), data.next.take());
    match (previous, parent) {
        (Some(previous), _) => at(nodes, previous).next = next,
        (None, Some(parent)) => at(nodes, parent).first_child = next,
        (None, None) => {}
    }
    match (next, parent) {
        (Some(next), _) => at(nodes, next).previous = previous,
        (None, Some(parent)) => at(nodes, parent).last_child = previous,
        (None, None) => {}
    }
}

/// Makes `child` the last child of `parent`.
pub(super) fn append(nodes: &mut [NodeData], parent: NodeId, child: NodeId) {
    if at(nodes, child).parent.is_some() {
        detach(nodes, child);
    }
    let last = at(nodes, parent).last_child.replace(child);
    let data = at(nodes, child);
    data.parent = Some(parent);
    data.previous = last;
    match last {
        Some(last) => at(nodes, last).next = Some(child),
        None => at(nodes, parent).first_child = Some(child),
    }
}

/// Puts `child` before `sibling`.
pub(super) fn insert_before(nodes: &mut [NodeData], sibling: NodeId, child: NodeId) {
    detach(nodes, child);
    let Some(parent) = at(nodes, sibling).parent else { return };
    let previous = at(nodes, sibling).previous.replace(child);
    let data = at(nodes, child);
    data.parent = Some(parent);
    data.previous = previous;
    data.next = Some(sibling);
    match previous {
        Some(previous) => at(nodes, previous).next = Some(child),
        None => at(nodes, parent).first_child = Some(child),
    }
}
