//! Formulas as text, for parsers that know none: the page shows the TeX, which a script in the browser reads.

use super::context::Context;
use super::unit::Role;
use crate::markdown::target::Extra;

/// What typographic replacements would change in TeX, besides what they would change in any text.
const TYPOGRAPHIC: [&str; 3] = ["'", "\"", "..."];

/// Passes the pieces of `tex` to `push`.
pub(super) fn push(tex: &str, context: &Context, mut push: impl FnMut(&str, Role)) {
    let is_typographic = context.syntax.extras.contains(&Extra::Typography);
    let mut rest = tex;
    while let Some(at) =
        TYPOGRAPHIC.iter().filter_map(|text| rest.find(text)).min().filter(|_| is_typographic)
    {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        push(before, Role::Text);
        push("\\", Role::Markup);
        let (escaped, after) = after.split_at_checked(1).unwrap_or((after, ""));
        push(escaped, Role::Markup);
        rest = after;
    }
    push(rest, Role::Text);
}
