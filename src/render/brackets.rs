//! Brackets in text that could form a link, an image or a footnote reference, or break real ones.

use super::context::Context;
use super::tail;
use super::unit::{Role, Units};

/// Escapes brackets in text that would form a link, and unmatched ones inside a link or image.
pub(super) fn mark(units: &mut Units, context: &Context<'_>) {
    // The unmatched opening brackets of text in each scope.
    let mut scopes = vec![Vec::new(); units.scopes + 1];
    let last_close = units.list.iter().rposition(|unit| unit.c == ']').unwrap_or_default();
    for index in 0..units.list.len() {
        let Some(unit) = units.list.get(index).filter(|unit| matches!(unit.c, '[' | ']')).copied() else {
            continue;
        };
        let Some(open) = scopes.get_mut(unit.scope) else { continue };
        match (unit.role, unit.c) {
            (Role::Text, '[') if !unit.escape => {
                // After a rendered reference, this bracket could start a link label.
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

/// Escapes `[^` if there is markup before the matching `]`. GitHub parses it as a footnote reference and, if there is
/// no such footnote, shows the source of its content.
pub(super) fn mark_footnote_like(units: &mut Units) {
    let mut scopes = vec![Vec::new(); units.scopes + 1];
    // The index of the last markup or escaped character.
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

/// Escapes text that would turn the link opened at `index` into an image, or its content into a footnote reference.
fn opening(units: &mut Units, index: usize, context: &Context<'_>) {
    let before = index.wrapping_sub(1);
    if units.is_bare(before, '!') {
        units.escape(before, index);
    }
    // GitHub does not parse `![^` as an image.
    if units.is_bare(index + 1, '^') && (is_image(units, index) || !context.labels.is_empty()) {
        units.escape(index + 1, index + 2);
    }
}

/// Whether the rendered bracket at `index` opens an image.
fn is_image(units: &Units, index: usize) -> bool {
    units.list.get(index.wrapping_sub(1)).is_some_and(|unit| unit.role == Role::Markup && unit.c == '!')
}

/// Whether `[^label]` at `index` matches a footnote's label.
fn is_reference(units: &Units, index: usize, context: &Context<'_>) -> bool {
    units.char(index + 1) == Some('^')
        && context.labels.begin(units.list.iter().skip(index + 2).map(|unit| unit.c))
}
