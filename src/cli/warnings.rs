//! Warnings in words: the first few of each code with their locations, the others counted.

use std::collections::BTreeMap;

use super::terminal::printable;
use crate::explanations::{CodeGroup, Explanation, explanation};
use crate::{Location, Warning, WarningCode};

/// The number of warnings of a code that are printed in a run.
const MAX_SHOWN: usize = 3;

/// The warnings of a run.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    /// Whether all warnings are printed.
    prints_all: bool,
    codes: BTreeMap<WarningCode, Counts>,
}

/// The numbers of warnings with one code.
#[derive(Debug, Default)]
struct Counts {
    warnings: usize,
    shown: usize,
    files: usize,
}

impl Warnings {
    pub(super) fn new(prints_all: bool) -> Self {
        Self { prints_all, ..Self::default() }
    }

    /// Counts the warnings of the input called `name`. Returns the lines to print.
    pub(super) fn of<'a>(
        &'a mut self,
        name: &'a str,
        warnings: &'a [Warning],
    ) -> impl Iterator<Item = String> + 'a {
        let mut seen: Vec<WarningCode> = Vec::new();
        warnings.iter().filter_map(move |warning| {
            let counts = self.codes.entry(warning.code).or_default();
            counts.warnings += 1;
            if !seen.contains(&warning.code) {
                seen.push(warning.code);
                counts.files += 1;
            }
            let is_shown = self.prints_all || counts.shown < MAX_SHOWN;
            counts.shown += usize::from(is_shown);
            is_shown.then(|| line(name, warning))
        })
    }

    /// Returns a line for each code with warnings that were not printed.
    pub(super) fn rest(&self) -> impl Iterator<Item = String> {
        let hidden = self.codes.iter().filter(|(_, counts)| counts.warnings > counts.shown);
        hidden.map(|(code, Counts { warnings, files, .. })| {
            let (code, noun) = (code.as_str(), if *files == 1 { "file" } else { "files" });
            format!("{code}: {warnings} in {files} {noun} (-vv lists them); csdown explain {code}")
        })
    }
}

/// Formats a warning: `warning: a.html:12:4: merged cells of a table were split [table-span-flattened]: 「甲」`.
fn line(name: &str, warning: &Warning) -> String {
    let Warning { code, location, detail, .. } = warning;
    let location = location
        .as_ref()
        .map_or_else(String::new, |Location { line, column, .. }| format!(":{line}:{column}"));
    let (name, code_name) = (printable(name), code.as_str());
    let words = explanation(CodeGroup::Warning, code_name).map(Explanation::phrase).unwrap_or_default();
    format!("warning: {name}{location}: {words} [{code_name}]{}", detail_of(*code, detail))
}

/// Formats the detail of a warning: a quotation, unless it is in words of csdown.
fn detail_of(code: WarningCode, detail: &str) -> String {
    let detail = printable(detail.trim());
    match code {
        _ if detail.is_empty() => String::new(),
        WarningCode::Truncated | WarningCode::CompanionMissing => format!(": {detail}"),
        WarningCode::InvalidBytes => format!(": read as {detail}"),
        WarningCode::DepthFlattened => format!(": {detail} elements"),
        WarningCode::ImageWithoutSource => format!(": its alternative text is 「{detail}」"),
        WarningCode::RuleSkipped => format!(": rule 「{detail}」"),
        _ => format!(": 「{detail}」"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning(code: WarningCode, detail: &str) -> Warning {
        let location = Location { line: 12, column: 4, bytes: 1..2 };
        Warning::new(code, Some(location), detail)
    }

    #[test]
    fn a_warning_is_a_line_with_its_location() {
        let table = warning(WarningCode::TableSpanFlattened, "甲\u{1b}");
        let expected =
            "warning: a.html:12:4: merged cells of a table were split [table-span-flattened]: 「甲 」";
        assert_eq!(line("a.html", &table), expected);
        let image = Warning::new(WarningCode::ImageWithoutSource, None, "");
        assert_eq!(line("a.html", &image), "warning: a.html: an image has no URL [image-without-source]");
    }

    #[test]
    fn a_code_is_printed_three_times_and_then_counted() {
        let table = || warning(WarningCode::TableSpanFlattened, "甲");
        let (first, second) = ([table(), table()], [table(), table(), warning(WarningCode::Draft, "")]);
        let mut warnings = Warnings::new(false);
        assert_eq!(warnings.of("a.html", &first).count(), 2);
        assert_eq!(warnings.of("b.html", &second).count(), 2);
        let rest: Vec<String> = warnings.rest().collect();
        assert_eq!(
            rest,
            ["table-span-flattened: 4 in 2 files (-vv lists them); csdown explain table-span-flattened"]
        );
        let mut all = Warnings::new(true);
        assert_eq!(all.of("a.html", &first).chain(Vec::new()).count(), 2);
        assert_eq!((all.of("b.html", &second).count(), all.rest().count()), (3, 0));
    }
}
