//! What a tool cannot show: fixtures that differ, and why. Each must differ.

use super::compare::{Difference, report};

/// A tool, its fixtures that differ, and the reason.
type Row = (&'static str, &'static [&'static str], &'static str);

#[rustfmt::skip]
const KNOWN: &[Row] = &[
];

/// Returns the fixtures of a tool that differ for a known reason.
fn of(tool: &str) -> Vec<&'static str> {
    KNOWN
        .iter()
        .filter(|(name, _, _)| *name == tool)
        .flat_map(|(_, fixtures, _)| *fixtures)
        .copied()
        .collect()
}

/// Fails if fixtures differ that are not known to, or known ones do not.
pub(crate) fn check(tool: &str, different: Vec<Difference>, count: usize) -> Result<(), String> {
    let known = of(tool);
    let is_known = |difference: &Difference| known.contains(&difference.page());
    let same: Vec<&&str> =
        known.iter().filter(|name| !different.iter().any(|difference| difference.page() == **name)).collect();
    if !same.is_empty() {
        return Err(format!("{same:?} do not differ: remove them from tests/targets/known.rs"));
    }
    let unknown: Vec<Difference> = different.into_iter().filter(|difference| !is_known(difference)).collect();
    report(&unknown, count, "fixtures")
}
