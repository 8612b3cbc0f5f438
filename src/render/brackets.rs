//! Brackets of text that could make a link, an image or a footnote reference, or upset those of ours.

use super::context::Context;
use super::tail;
use super::unit::{Role, Units};

/// Escapes what makes a link of text, and what is unpaired in the text of a link or image of ours.
pub(super) fn mark(units: &mut Units, context: &Context) {
    // The opening brackets of text in each scope that nothing has closed yet.
    let mut scopes = vec![Vec::new(); units.scopes + 1];
    let last_close = units.list.iter().rposition(|unit| unit.c == ']').unwrap_or_default();
    for index in 0..units.list.len() {
        let Some(unit) = units.list.get(index).copied() else { continue };
        let Some(open) = scopes.get_mut(unit.scope) else { continue };
        match (unit.role, unit.c) {
            (Role::Text, '[') if !unit.escape => {
                // Behind a reference of ours it could be the label of a link.
                let follows =
                    index < last_close && units.before(index) == Some(']') && !units.is_bare(index - 1, ']');
                if follows || is_reference(units, index, context) {
                    units.escape(index, index + 1);
                } else {
                    open.push(index);
                }
            }
            (Role::Text, ']') => match open.pop() {
                None if unit.scope > 0 => units.escape(index, index + 1),
                Some(start) if tail::is_link(&units.list, index + 1) => {
                    units.escape(index, index + 1);
                    open.push(start);
                }
                _ => {}
            },
            (Role::Opens, '[') => opening(units, index, context),
            (Role::Markup, ']') if units.is_bare(index + 1, '(') && tail::is_link(&units.list, index + 1) => {
                units.escape(index + 1, index + 2);
            }
            _ => {}
        }
    }
    let unpaired = scopes.into_iter().skip(1).flatten();
    unpaired.for_each(|start| units.escape(start, start + 1));
}

/// Escapes `[^` where markup stands before its `]`. GitHub takes it for a reference, and where there is no such note,
/// shows the source of what is in it.
pub(super) fn shield(units: &mut Units) {
    let mut scopes = vec![Vec::new(); units.scopes + 1];
    // The last place of markup or of an escape.
    let mut marked = 0;
    for index in 0..units.list.len() {
        let Some(unit) = units.list.get(index).copied() else { continue };
        let Some(open) = scopes.get_mut(unit.scope) else { continue };
        if !unit.is_bare() {
            marked = index;
        } else if unit.c == '[' {
            open.push(index);
        } else if unit.c == ']'
            && let Some(start) = open.pop()
            && marked > start
            && units.char(start + 1) == Some('^')
        {
            units.escape(start, start + 1);
            if unit.scope > 0 {
                units.escape(index, index + 1);
            }
        }
    }
}

/// Keeps text from making an image of the link that opens at `index`, or a reference of its text.
fn opening(units: &mut Units, index: usize, context: &Context) {
    let before = index.wrapping_sub(1);
    if units.is_bare(before, '!') {
        units.escape(before, index);
    }
    // GitHub takes `![^` for no image.
    if units.is_bare(index + 1, '^') && (is_image(units, index) || !context.labels.is_empty()) {
        units.escape(index + 1, index + 2);
    }
}

/// Whether the bracket of ours at `index` opens an image.
fn is_image(units: &Units, index: usize) -> bool {
    units.list.get(index.wrapping_sub(1)).is_some_and(|unit| unit.role == Role::Markup && unit.c == '!')
}

/// Whether `[^label]` stands at `index`, the label being that of a note.
fn is_reference(units: &Units, index: usize, context: &Context) -> bool {
    if context.labels.is_empty() || units.char(index + 1) != Some('^') {
        return false;
    }
    let rest = units.list.iter().skip(index + 2).map(|unit| unit.c);
    let label: String = rest.take(context.longest_label + 1).take_while(|&c| c != ']').collect();
    context.labels.contains(&label.to_lowercase())
}
