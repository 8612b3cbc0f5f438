//! Typographic replacements. Quotation marks and ellipses stay, as a reader takes `“…”` for the same; `--`, `<<` and `>>`
//! are mostly code.

use crate::render::context::Container;
use crate::render::unit::Units;

/// Escapes dashes and angle brackets before the same character, which would become `–`, `«` or `»`.
pub(super) fn typography(units: &mut Units, _: Container) {
    for index in 0..units.list.len() {
        let Some(unit) = units.list.get(index).filter(|unit| unit.is_bare()) else { continue };
        let is_replaced = matches!(unit.c, '-' | '<' | '>');
        let next = units.list.get(index + 1);
        if is_replaced && next.is_some_and(|next| next.c == unit.c && !next.escape) {
            units.escape(index, index + 1);
        }
    }
}
