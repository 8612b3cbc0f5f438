//! Formulas in the syntaxes of other dialects, translated to dollars, and the other syntax of kramdown that csdown writes.
//!
//! csdown writes each inline construct on one line, so lines are read one by one.

use std::collections::HashMap;
use std::ops::Range;

use super::edits::{Edits, Positions};
use crate::options::MathSyntax;

/// Writes the formulas of `text` between dollars, and escapes dollars that are text. Returns `None` if the text stays
/// the same.
pub(super) fn in_dollars(text: &str, math: MathSyntax, is_kramdown: bool) -> Option<(String, Positions)> {
    let is_translated = match math {
        MathSyntax::Auto | MathSyntax::Dollar => false,
        MathSyntax::Backtick => text.contains('$') || text.contains("```math"),
        MathSyntax::Kramdown | MathSyntax::Brackets => text.contains(['$', '\\']),
    };
    if !(is_translated || is_kramdown) {
        return None;
    }
    let math = if math == MathSyntax::Auto { MathSyntax::Dollar } else { math };
    let mut lines = Lines { math, is_kramdown, edits: Edits::new(text), open: Open::Nothing };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.line(start, line);
        start += line.len();
    }
    lines.edits.finish()
}

/// The block that the lines before have left open.
#[derive(Debug, Clone, Copy)]
enum Open {
    /// Nothing whose lines are taken literally.
    Nothing,
    /// A code block whose fence has this many backticks; a formula if it is `math`.
    Code { fence: usize, is_math: bool },
    /// A displayed formula.
    Display,
    /// An HTML table, which ends at a blank line.
    Html,
}

struct Lines<'t> {
    /// Whether to translate what only kramdown reads, too.
    is_kramdown: bool,
    math: MathSyntax,
    edits: Edits<'t>,
    open: Open,
}

impl Lines<'_> {
    fn line(&mut self, start: usize, line: &str) {
        let content = without_markers(line.trim_end());
        let (line_start, start) = (start, start + line.trim_end().len() - content.len());
        match self.open {
            Open::Code { fence, is_math } => {
                if content.len() >= fence && content.bytes().all(|byte| byte == b'`') {
                    self.open = Open::Nothing;
                    self.fence(start, content, is_math);
                }
            }
            Open::Display if content == "$$" => self.open = Open::Nothing,
            Open::Html if content.is_empty() => self.open = Open::Nothing,
            Open::Display | Open::Html => {}
            Open::Nothing if self.is_kramdown && is_attribute_list(content) => {
                self.edits.replace(line_start..line_start + line.len(), "");
            }
            Open::Nothing => self.open = self.opened_by(start, content),
        }
    }

    /// Reads a line outside of literal blocks. Returns the block it opens.
    fn opened_by(&mut self, start: usize, content: &str) -> Open {
        let info = content.trim_start_matches('`');
        let fence = content.len() - info.len();
        if fence >= 3 && !info.contains('`') {
            let is_math = self.math == MathSyntax::Backtick && info == "math";
            self.fence(start, content, is_math);
            Open::Code { fence, is_math }
        } else if content == "$$" {
            Open::Display
        } else if content.starts_with("<table>") {
            Open::Html
        } else {
            if self.is_kramdown && content == "^" {
                self.edits.replace(start..start + content.len(), "<!-- -->");
            } else if content.contains(['$', '\\']) || self.is_kramdown {
                Line::new(content, start, self.math, self.is_kramdown).scan(&mut self.edits);
            }
            Open::Nothing
        }
    }

    fn fence(&mut self, start: usize, content: &str, is_math: bool) {
        if is_math {
            self.edits.replace(start..start + content.len(), "$$");
        }
    }
}

/// Writes the formulas in the text of a formula between brackets, which stand between dollars there, and removes the space
/// that parts `\\\\` from a bracket.
fn in_brackets(line: &str, start: usize, tex: Range<usize>, edits: &mut Edits<'_>) {
    let mut delimiters = ["\\(", "\\)"].into_iter().cycle();
    let mut at = tex.start;
    while let Some(next) = line.get(at..tex.end).and_then(|rest| rest.find(['\\', '$'])) {
        at += next;
        let rest = line.get(at..tex.end).unwrap_or_default();
        if rest.starts_with('$') {
            edits.replace(start + at..start + at + 1, delimiters.next().unwrap_or_default());
            at += 1;
        } else {
            if rest.starts_with("\\\\ )") {
                edits.replace(start + at + 2..start + at + 3, "");
            }
            at += 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
        }
    }
}

/// Whether a line is a list of attributes, such as `{:start="3"}`.
fn is_attribute_list(content: &str) -> bool {
    content.starts_with("{:") && content.ends_with('}')
}

/// The attribute with which kramdown reads Markdown in an HTML element.
const SPAN: &str = " markdown=\"span\">";

/// Returns `line` without the markers of quotes, items and notes at its start.
fn without_markers(line: &str) -> &str {
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start();
        let after_number = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = (after_number.len() < trimmed.len()).then(|| after_number.strip_prefix(". "));
        let note = || trimmed.strip_prefix("[^")?.split_once("]: ").map(|(_, note)| note);
        let after = trimmed
            .strip_prefix('>')
            .or_else(|| trimmed.strip_prefix("- "))
            .or_else(|| trimmed.strip_prefix("* "))
            .or(number.flatten())
            .or_else(note);
        match after {
            Some(after) => rest = after,
            None => return trimmed,
        }
    }
}

/// A line of text.
struct Line<'t> {
    text: &'t str,
    /// The position of the line in the whole text.
    start: usize,
    math: MathSyntax,
    is_kramdown: bool,
    /// The position of the last run of backticks of each length.
    backticks: HashMap<usize, usize>,
    /// Where each delimiter that was sought last is next, so that no part of a line is searched twice.
    closings: HashMap<&'static str, Option<usize>>,
}

impl<'t> Line<'t> {
    fn new(text: &'t str, start: usize, math: MathSyntax, is_kramdown: bool) -> Self {
        let mut backticks = HashMap::new();
        let mut rest = text;
        while let Some(at) = rest.find('`') {
            let run = rest.get(at..).unwrap_or_default();
            let after = run.trim_start_matches('`');
            backticks.insert(run.len() - after.len(), text.len() - run.len());
            rest = after;
        }
        Self { text, start, math, is_kramdown, backticks, closings: HashMap::new() }
    }

    fn scan(&mut self, edits: &mut Edits<'_>) {
        let number = self.text.trim_start_matches(|c: char| c.is_ascii_digit());
        // Items that kramdown does not read: `1) a`, and a number alone.
        let is_item = number.starts_with(") ") || matches!(number, "." | ")");
        if self.is_kramdown && number.len() < self.text.len() && is_item {
            let bracket = self.start + self.text.len() - number.len();
            edits.replace(bracket..bracket, "\\");
        }
        let mut at = 0;
        while let Some(next) = self.rest(at).find(['\\', '`', '$', '<', '~']) {
            at += next;
            at = match self.rest(at).as_bytes().first() {
                Some(b'`') => {
                    let end = self.after_code(at);
                    self.escape_bars(at..end, edits);
                    end
                }
                Some(b'<') => self.after_tag(at, edits),
                Some(b'~') => self.after_tildes(at, edits),
                Some(b'$') if self.math == MathSyntax::Dollar => at + 1,
                _ => self.formula(at, edits).unwrap_or_else(|| self.literal(at, edits)),
            };
        }
    }

    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    /// Escapes the bars of code in a table, which kramdown does not read as ends of cells.
    fn escape_bars(&self, code: Range<usize>, edits: &mut Edits<'_>) {
        if !(self.is_kramdown && self.text.starts_with('|')) {
            return;
        }
        for (bar, _) in self.text.get(code.clone()).unwrap_or_default().match_indices('|') {
            let bar = self.start + code.start + bar;
            edits.replace(bar..bar, "\\");
        }
    }

    /// Escapes a single tilde, which strikes out text in GFM but not in kramdown.
    fn after_tildes(&self, at: usize, edits: &mut Edits<'_>) -> usize {
        let length = self.rest(at).len() - self.rest(at).trim_start_matches('~').len();
        if self.is_kramdown && length == 1 {
            edits.replace(self.start + at..self.start + at, "\\");
        }
        at + length
    }

    /// Steps over the name of a tag, and removes the attribute with which kramdown reads Markdown in the element.
    fn after_tag(&self, at: usize, edits: &mut Edits<'_>) -> usize {
        let rest = self.rest(at + 1);
        let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
        let end = at + 1 + name;
        if self.is_kramdown && name > 0 && self.rest(end).starts_with(SPAN) {
            edits.replace(self.start + end..self.start + end + SPAN.len(), ">");
            return end + SPAN.len();
        }
        end
    }

    /// Returns the position after the code span that begins at `at`, or after its backticks if it has no end.
    fn after_code(&self, at: usize) -> usize {
        let run = |at: usize| self.rest(at).len() - self.rest(at).trim_start_matches('`').len();
        let length = run(at);
        if self.backticks.get(&length).is_none_or(|last| *last <= at) {
            return at + length;
        }
        let mut end = at + length;
        while let Some(next) = self.rest(end).find('`') {
            let found = run(end + next);
            end += next + found;
            if found == length {
                break;
            }
        }
        end
    }

    /// Translates the formula at `at` and returns the position after it.
    fn formula(&mut self, at: usize, edits: &mut Edits<'_>) -> Option<usize> {
        let rest = self.rest(at);
        let (opening, closing) = match self.math {
            MathSyntax::Brackets => ("\\(", "\\)"),
            MathSyntax::Backtick => ("$`", "`$"),
            MathSyntax::Kramdown if at == 0 && rest.starts_with("\\$$") => ("\\$$", "$$"),
            _ => ("$$", "$$"),
        };
        let found = [(opening, closing), ("$$", "$$")].into_iter().find_map(|(opening, closing)| {
            let tex = rest.strip_prefix(opening)?;
            let end = self.closes(at + opening.len(), closing)?;
            let tex = tex.get(..end - at - opening.len())?;
            let is_formula = !tex.is_empty() && !tex.starts_with(' ') && !tex.ends_with(' ');
            is_formula.then_some((opening, closing, end))
        });
        let (opening, closing, end) = found?;
        // In kramdown, both are the same; csdown writes displayed formulas on lines of their own.
        if opening != "$$" || self.math == MathSyntax::Kramdown {
            let (at, end) = (self.start + at, self.start + end);
            edits.replace(at..at + opening.len(), "$");
            if self.math == MathSyntax::Brackets {
                in_brackets(self.text, self.start, at - self.start + opening.len()..end - self.start, edits);
            }
            edits.replace(end..end + closing.len(), "$");
        }
        Some(end + closing.len())
    }

    /// Returns the position of `closing` after `from`, unless the line has none.
    fn closes(&mut self, from: usize, closing: &'static str) -> Option<usize> {
        let known = self.closings.get(closing).copied();
        let is_next = |found: &Option<usize>| found.is_none_or(|found| found >= from);
        let next = known.filter(is_next).unwrap_or_else(|| Some(from + self.rest(from).find(closing)?));
        self.closings.insert(closing, next);
        next
    }

    /// Escapes a dollar, and steps over an escaped character.
    fn literal(&self, at: usize, edits: &mut Edits<'_>) -> usize {
        let mut characters = self.rest(at).chars();
        if characters.next() == Some('$') {
            let dollar = self.start + at;
            edits.replace(dollar..dollar + 1, "\\$");
            return at + 1;
        }
        at + 1 + characters.next().map_or(0, char::len_utf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_translated_to_dollars() {
        for (math, text, expected) in [
            (
                MathSyntax::Brackets,
                "- 一\\(a_1\\)二 `\\(b\\)` $5 \\\\(c",
                "- 一$a_1$二 `\\(b\\)` \\$5 \\\\(c",
            ),
            (MathSyntax::Brackets, "\\(a\\) 与 $$b$$", "$a$ 与 $$b$$"),
            (MathSyntax::Brackets, "\\(\\text{$a$}\\\\ )\\)", "$\\text{\\(a\\)}\\\\)$"),
            (MathSyntax::Brackets, "$$\n$ \\(\n$$\n$", "$$\n$ \\(\n$$\n\\$"),
            (MathSyntax::Backtick, "一$`a`$二 $x$ `$`", "一$a$二 \\$x\\$ `$`"),
            (MathSyntax::Backtick, "> ```math\n> a\n> ```\n", "> $$\n> a\n> $$\n"),
            (MathSyntax::Kramdown, "一$$a$$二\n\n\\$$b$$\n\n$$c$$\n", "一$a$二\n\n$b$\n\n$c$\n"),
            (
                MathSyntax::Kramdown,
                "3. 一\n{:start=\"3\"}\n\n^\n\n1) `|` <sub markdown=\"span\">\n\n01.\n\n| `a|b` |\n",
                "3. 一\n\n<!-- -->\n\n1\\) `|` <sub>\n\n01\\.\n\n| `a\\|b` |\n",
            ),
            (MathSyntax::Kramdown, "```\n$$a$$ b\n```\n\\$ $", "```\n$$a$$ b\n```\n\\$ \\$"),
        ] {
            let is_kramdown = math == MathSyntax::Kramdown;
            assert_eq!(in_dollars(text, math, is_kramdown).unwrap().0, expected, "{text}");
        }
        assert!(in_dollars("$a$", MathSyntax::Dollar, false).is_none());
        assert!(
            in_dollars("<table>\n<tr><td>$a$</td></tr>\n</table>\n", MathSyntax::Brackets, false).is_none()
        );
    }
}
