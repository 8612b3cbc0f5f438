//! Counts in a summary.

/// Lists the number of converted inputs and the other counts that are not zero.
pub(super) fn list_converted<'a>(
    converted: usize,
    others: impl IntoIterator<Item = (usize, &'a str)>,
) -> String {
    let converted = format!("{converted} converted");
    match list_nonzero(others) {
        others if others.is_empty() => converted,
        others => format!("{converted}, {others}"),
    }
}

/// Lists the counts that are not zero, as in `2 same, 1 missing`.
pub(super) fn list_nonzero<'a>(counts: impl IntoIterator<Item = (usize, &'a str)>) -> String {
    let nonzero = counts.into_iter().filter(|(count, _)| *count > 0);
    nonzero.map(|(count, name)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
}
