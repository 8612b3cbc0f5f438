//! Obsidian: <https://help.obsidian.md/obsidian-flavored-markdown>.

use crate::render::context::Container;
use crate::render::unit::Units;

/// Escapes `#` that would begin a tag: at the start of a word, before a character of a tag that is no digit.
pub(super) fn tags(units: &mut Units, _: Container) {
    for index in 0..units.list.len() {
        if units.is_bare(index, '#')
            && units.before(index).is_none_or(char::is_whitespace)
            && is_tag(units, index + 1)
        {
            units.escape(index, index + 1);
        }
    }
}

fn is_tag(units: &Units, start: usize) -> bool {
    let rest = units.list.iter().skip(start).map(|unit| unit.c);
    let mut tag = rest.take_while(|c| {
        c.is_alphanumeric() || matches!(c, '_' | '-' | '/') || !c.is_ascii() && !c.is_whitespace()
    });
    tag.any(|c| !c.is_ascii_digit())
}
