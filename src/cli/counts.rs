//! Counts and sizes in messages.

use std::fmt::Display;

/// Returns a count with its noun, as in `1 article` or `2 articles`.
pub(super) fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, singular: &str) -> String {
    format!("{count} {}", noun(count, singular))
}

/// Returns the form of a noun after a count.
pub(super) fn noun<N: Copy + PartialEq + From<u8>>(count: N, singular: &str) -> String {
    format!("{singular}{}", if count == N::from(1) { "" } else { "s" })
}

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

/// Formats a number of bytes, as in `1.23 MiB`.
pub(super) fn bytes(bytes: u64) -> String {
    const UNITS: [(u32, &str); 4] = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = UNITS.into_iter().find(|(power, _)| bytes >> power > 0);
    let Some((power, unit)) = unit else { return format!("{bytes} B") };
    // Two digits of what is left below the unit.
    let hundredths = (u128::from(bytes) * 100) >> power;
    format!("{}.{:02} {unit}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_two_digits_after_the_point() {
        let sizes = [0, 1023, 1024, 1 << 20, 1_300_000, u64::MAX].map(bytes);
        assert_eq!(sizes, ["0 B", "1023 B", "1.00 KiB", "1.00 MiB", "1.23 MiB", "16777215.99 TiB"]);
    }

    #[test]
    fn one_is_singular() {
        let all = [0_u64, 1, 2].map(|count| counted(count, "request"));
        assert_eq!(all, ["0 requests", "1 request", "2 requests"]);
    }
}
