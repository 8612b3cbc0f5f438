//! The faults of a verification in one line.

use crate::verify::Verification;

/// Summarises what is missing and what was added, as in `text 3 missing, cells 1 missing 1 added`.
pub(super) fn faults(verification: &Verification) -> String {
    let faulty = verification.counts.iter().filter(|(_, count)| count.missing() + count.extra > 0);
    let summaries = faulty.map(|(category, count)| {
        let parts = [(count.missing(), "missing"), (count.extra, "added")];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        parts.fold(category.as_str().to_owned(), |summary, (count, what)| format!("{summary} {count} {what}"))
    });
    summaries.collect::<Vec<_>>().join(", ")
}
