//! Where tables with merged cells stand in a page.

use std::sync::LazyLock;

use regex::Regex;

/// The tag of a table, or the attribute of a cell that spans more than one.
#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the test below compiles")]
static TABLE_OR_SPAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(<table\b)|\b(?:row|col)span\s*=\s*["']?\s*0*(?:[2-9]|1\d)"#).expect("valid pattern")
});

/// The bytes at which tables with merged cells begin.
pub(super) fn with_spans(html: &str) -> Vec<usize> {
    let mut tables = Vec::new();
    let mut open = None;
    for found in TABLE_OR_SPAN.captures_iter(html) {
        match found.get(1) {
            Some(table) => open = Some(table.start()),
            // Each is told of once.
            None => tables.extend(open.take()),
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_with_merged_cells_are_found() {
        let html = "<table><td colspan=1></table><TABLE><td rowspan=\"12\"><td colspan='2'></table><table>";
        assert_eq!(with_spans(html), [29]);
    }
}
