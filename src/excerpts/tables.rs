//! The tables that warnings are about which do not say where they stand: told when there are as many of them.

use std::sync::LazyLock;
use std::vec::IntoIter;

use regex::Regex;

use crate::report::{Warning, WarningCode};

/// The tag of a table, or the attribute of a cell that spans more than one.
#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the test below compiles")]
static TABLE_OR_SPAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(<table\b)|\b(?:row|col)span\s*=\s*["']?\s*0*(?:[2-9]|1\d)"#).expect("valid pattern")
});

/// The places of tables, from the first warning about one to the last.
#[derive(Debug)]
pub(super) struct Tables {
    /// Bytes of the page.
    with_spans: IntoIter<usize>,
    /// Bytes of the Markdown.
    as_html: IntoIter<usize>,
}

impl Tables {
    pub(super) fn of(warnings: &[Warning], page: &str, markdown: &str) -> Self {
        let all = |code: WarningCode, find: &dyn Fn() -> Vec<usize>| {
            let told = warnings.iter().filter(|warning| warning.code == code).count();
            let found = if told > 0 { find() } else { Vec::new() };
            if found.len() == told { found } else { Vec::new() }.into_iter()
        };
        let as_html = || markdown.match_indices("<table>").map(|(at, _)| at).collect();
        Self {
            with_spans: all(WarningCode::TableSpanFlattened, &|| with_spans(page)),
            as_html: all(WarningCode::TableAsHtml, &as_html),
        }
    }

    /// The byte of the page, or of the Markdown, where the table of the next `warning` begins.
    pub(super) fn next(&mut self, warning: &Warning) -> (Option<usize>, Option<usize>) {
        match warning.code {
            WarningCode::TableSpanFlattened => (self.with_spans.next(), None),
            WarningCode::TableAsHtml => (None, self.as_html.next()),
            _ => (None, None),
        }
    }
}

/// The bytes at which tables with merged cells begin.
fn with_spans(html: &str) -> Vec<usize> {
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

    #[test]
    fn tables_are_told_when_there_are_as_many_as_warnings() {
        let warning = Warning::new(WarningCode::TableAsHtml, None, "");
        let next = |markdown| Tables::of(std::slice::from_ref(&warning), "", markdown).next(&warning);
        assert_eq!(next("一\n\n<table>\n"), (None, Some(5)));
        assert_eq!(next("<table><table>"), (None, None));
    }
}
