//! Definition lists: a line of `: text` after a term.

use crate::render::context::Container;
use crate::render::unit::Units;

/// Escapes a colon before whitespace at the start of a line, as the paragraph or line before it could be its term.
pub(super) fn definitions(units: &mut Units, container: Container) {
    if !matches!(container, Container::Paragraph { .. }) {
        return;
    }
    for index in 0..units.list.len() {
        let starts_line = units.before(index).is_none_or(|c| c == '\n');
        let has_space = units.char(index + 1).is_some_and(char::is_whitespace);
        if starts_line && has_space && units.is_bare(index, ':') {
            units.escape(index, index + 1);
        }
    }
}
