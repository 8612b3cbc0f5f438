//! Counts of reads, likes and bookmarks as pages write them.

use std::sync::LazyLock;

use regex::Regex;

/// Parses a count: `1,234`, `2.7w` and `2.7万` (27,000), `3k` (3,000).
pub(super) fn parse_count(text: &str) -> Option<u64> {
    let found = COUNT.captures(text)?;
    let scale: u64 = match found.get(3).map_or("", |unit| unit.as_str()) {
        "w" | "W" | "万" => 10_000,
        "k" | "K" | "千" => 1_000,
        _ => 1,
    };
    let whole: u64 = found.get(1)?.as_str().replace(',', "").parse().ok()?;
    let decimals = found.get(2).map_or("", |digits| digits.as_str());
    let power = 10_u64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let part = decimals.parse::<u64>().unwrap_or(0).checked_mul(scale)? / power;
    whole.checked_mul(scale)?.checked_add(part)
}

#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "a constant pattern, tested below")]
static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([0-9][0-9,]*)(?:\.([0-9]{1,6}))?\s*([wWkK万千])?").expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::parse_count;

    #[test]
    fn counts_with_and_without_units_are_parsed() {
        for (text, count) in [
            ("阅读量 1,234", Some(1234)),
            ("1.25万", Some(12_500)),
            ("3k", Some(3000)),
            ("无", None),
            ("99999999999999999999w", None),
        ] {
            assert_eq!(parse_count(text), count, "{text}");
        }
    }
}
