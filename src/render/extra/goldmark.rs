//! Goldmark with the extensions that Hugo enables: <https://gohugo.io/configuration/markup/#goldmark>.

use crate::render::context::Container;
use crate::render::unit::Units;

/// Escapes `}` at the end of a heading, where `{#id .class}` would set its attributes, unless it ends a shortcode.
pub(super) fn heading_attributes(units: &mut Units, container: Container) {
    let last = units.list.len().wrapping_sub(1);
    let mut before = units.list.iter().rev().skip(1).map(|unit| unit.c);
    let ends_shortcode = before.next() == Some('}') && matches!(before.next(), Some('>' | '%'));
    if container == Container::Heading && units.is_bare(last, '}') && !ends_shortcode {
        units.escape(last, last + 1);
    }
}
