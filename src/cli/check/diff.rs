//! Line diffs that make invisible characters visible.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use similar::{DiffTag, TextDiff};

use crate::chars;

/// The number of unchanged lines around a difference.
const CONTEXT: usize = 3;

/// The differences between two texts.
#[derive(Debug)]
pub(super) struct Diff<'a> {
    /// The first line of the old text that differs, from 1.
    pub(super) line: usize,
    lines: Vec<Line<'a>>,
}

/// A line of a diff.
#[derive(Debug)]
struct Line<'a> {
    kind: Kind,
    /// The original text, without the line ending.
    raw: &'a str,
    /// The text with invisible characters made visible.
    visible: String,
    /// The part of `visible` that differs from the opposite line.
    highlight: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The location of a hunk.
    Header,
    Same,
    Removed,
    Added,
    /// The line above has no newline.
    NoNewline,
}

impl Kind {
    const fn sign(self) -> &'static str {
        match self {
            Self::Header => "",
            Self::Same => " ",
            Self::Removed => "-",
            Self::Added => "+",
            Self::NoNewline => "\\ No newline at end of file",
        }
    }

    const fn style(self) -> Style {
        let style = Style::new();
        match self {
            Self::Header => style.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan))),
            Self::Removed => style.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))),
            Self::Added => style.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green))),
            Self::Same | Self::NoNewline => style,
        }
    }
}

/// Which whitespace is made visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reveal {
    None,
    /// Whitespace at the end of the line.
    Trailing,
    All,
}

impl<'a> Diff<'a> {
    pub(super) fn new(expected: &'a str, found: &'a str) -> Self {
        let lines = |text: &'a str| text.split_inclusive('\n').collect::<Vec<&str>>();
        let (old, new) = (lines(expected), lines(found));
        let diff = TextDiff::from_slices(&old, &new);
        let mut this = Self { line: 1, lines: Vec::new() };
        let first = diff.ops().iter().find(|op| op.tag() != DiffTag::Equal);
        this.line += first.map_or(0, |op| op.old_range().start.min(old.len().saturating_sub(1)));
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            let header = hunk.header().to_string();
            this.lines.push(Line { kind: Kind::Header, raw: "", visible: header, highlight: 0..0 });
            for op in hunk.ops() {
                let removed = old.get(op.old_range()).unwrap_or_default();
                let added = new.get(op.new_range()).unwrap_or_default();
                if op.tag() == DiffTag::Equal {
                    removed.iter().for_each(|text| this.push(Kind::Same, text, Reveal::None));
                } else {
                    this.change(removed, added);
                }
            }
        }
        this
    }

    /// Adds lines that were replaced.
    fn change(&mut self, removed: &[&'a str], added: &[&'a str]) {
        let reveal = if differ_only_in_whitespace(removed, added) { Reveal::All } else { Reveal::Trailing };
        let first_removed = self.lines.len();
        removed.iter().for_each(|text| self.push(Kind::Removed, text, reveal));
        let first_added = self.lines.len();
        added.iter().for_each(|text| self.push(Kind::Added, text, reveal));
        let (removed, added) = self.lines.split_at_mut(first_added);
        let removed = removed.get_mut(first_removed..).unwrap_or_default();
        if removed.len() == added.len() {
            for (old, new) in removed.iter_mut().zip(added) {
                (old.highlight, new.highlight) = highlights(&old.visible, &new.visible);
            }
        }
    }

    fn push(&mut self, kind: Kind, text: &'a str, reveal: Reveal) {
        let raw = text.strip_suffix('\n').unwrap_or(text);
        self.lines.push(Line { kind, raw, visible: visible(raw, reveal), highlight: 0..0 });
        if raw.len() == text.len() {
            self.lines.push(Line { kind: Kind::NoNewline, raw: "", visible: String::new(), highlight: 0..0 });
        }
    }

    /// Writes at most `max_lines` lines.
    pub(super) fn write(&self, out: &mut dyn Write, max_lines: usize, is_coloured: bool) -> io::Result<()> {
        for line in self.lines.iter().take(max_lines) {
            let (sign, visible) = (line.kind.sign(), &line.visible);
            if is_coloured { line.write_coloured(out) } else { writeln!(out, "{sign}{visible}") }?;
        }
        match self.lines.len().saturating_sub(max_lines) {
            0 => Ok(()),
            rest => writeln!(out, "… {rest} more lines; --full prints them"),
        }
    }

    /// Returns at most `max_lines` lines without colours.
    pub(super) fn text(&self, max_lines: usize) -> String {
        let mut text = Vec::new();
        // Writing to memory cannot fail.
        drop(self.write(&mut text, max_lines, false));
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Returns the whole diff with the original characters.
    pub(super) fn raw(&self, expected: &str, found: &str) -> String {
        let lines = self.lines.iter().map(|line| {
            let text = if line.kind == Kind::Header { &line.visible } else { line.raw };
            format!("{}{text}\n", line.kind.sign())
        });
        std::iter::once(format!("--- {expected}\n+++ {found}\n")).chain(lines).collect()
    }
}

impl Line<'_> {
    fn write_coloured(&self, out: &mut dyn Write) -> io::Result<()> {
        let (style, sign) = (self.kind.style(), self.kind.sign());
        let Range { start, end } = self.highlight;
        if start == end {
            return writeln!(out, "{style}{sign}{}{style:#}", self.visible);
        }
        let part = |range: Range<usize>| self.visible.get(range).unwrap_or_default();
        let (highlight, after) = (style.invert(), part(end..self.visible.len()));
        write!(out, "{style}{sign}{}{style:#}", part(0..start))?;
        write!(out, "{highlight}{}{highlight:#}", part(start..end))?;
        writeln!(out, "{style}{after}{style:#}")
    }
}

/// Whether the lines differ only in whitespace and invisible characters.
fn differ_only_in_whitespace(removed: &[&str], added: &[&str]) -> bool {
    let is_ink = |c: &char| !c.is_whitespace() && !chars::is_invisible(*c);
    let ink =
        |lines: &[&str]| lines.iter().flat_map(|line| line.chars()).filter(is_ink).collect::<Vec<char>>();
    !removed.is_empty() && !added.is_empty() && ink(removed) == ink(added)
}

/// The parts of two lines that differ; empty if the lines have nothing in common.
fn highlights(old: &str, new: &str) -> (Range<usize>, Range<usize>) {
    let mut pairs = old.char_indices().zip(new.chars());
    let start = pairs.find(|((_, a), b)| a != b).map_or(old.len().min(new.len()), |((offset, _), _)| offset);
    let rest = |text: &str| text.get(start..).unwrap_or_default().chars().rev().collect::<Vec<char>>();
    let (old_rest, new_rest) = (rest(old), rest(new));
    let same = old_rest.iter().zip(&new_rest).take_while(|(a, b)| a == b);
    let end: usize = same.map(|(c, _)| c.len_utf8()).sum();
    if start + end == 0 { (0..0, 0..0) } else { (start..old.len() - end, start..new.len() - end) }
}

/// Replaces invisible characters, and those that could control a terminal, with visible ones.
fn visible(line: &str, reveal: Reveal) -> String {
    let end = match reveal {
        Reveal::None => line.len(),
        Reveal::Trailing => line.trim_end().len(),
        Reveal::All => 0,
    };
    let mut visible = String::with_capacity(line.len());
    for (offset, c) in line.char_indices() {
        let is_hidden = c.is_control()
            || chars::is_invisible(c)
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
        match c {
            ' ' if offset >= end => visible.push('·'),
            '\t' if offset >= end => visible.push('→'),
            '\t' => visible.push('\t'),
            '\r' => visible.push('␍'),
            c if is_hidden || offset >= end && c.is_whitespace() => {
                visible.extend(format!("<U+{:04X}>", u32::from(c)).chars());
            }
            c => visible.push(c),
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(expected: &str, found: &str) -> String {
        Diff::new(expected, found).text(usize::MAX)
    }

    #[test]
    fn a_difference_has_three_lines_of_context() {
        let text = |middle: &str| format!("1\n2\n3\n4\n{middle}\n6\n7\n8\n9\n");
        assert_eq!(diff(&text("5"), &text("五")), "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+五\n 6\n 7\n 8\n");
        assert_eq!(Diff::new(&text("5"), &text("五")).line, 5);
    }

    #[test]
    fn the_line_number_is_in_the_old_text() {
        for (expected, found, line) in
            [("", "a\n", 1), ("a\n", "", 1), ("a\n", "a\nb\n", 1), ("a\nb\n", "a\n", 2)]
        {
            assert_eq!(Diff::new(expected, found).line, line, "{expected:?} {found:?}");
        }
    }

    #[test]
    fn whitespace_is_visible_where_it_differs() {
        assert_eq!(diff("a b\tc\n", "a  b c\n"), "@@ -1 +1 @@\n-a·b→c\n+a··b·c\n");
        assert_eq!(diff("a b\n", "a c  \n"), "@@ -1 +1 @@\n-a b\n+a c··\n");
        assert_eq!(diff("a\r\n", "a\n"), "@@ -1 +1 @@\n-a␍\n+a\n");
        assert_eq!(diff("甲 乙\n", "甲\u{3000}乙\u{200b}\n"), "@@ -1 +1 @@\n-甲·乙\n+甲<U+3000>乙<U+200B>\n");
    }

    #[test]
    fn a_missing_newline_is_reported() {
        let note = "\\ No newline at end of file\n";
        assert_eq!(diff("a", "a\n"), format!("@@ -1 +1 @@\n-a\n{note}+a\n"));
        assert_eq!(diff("a\nb", "c\nb"), format!("@@ -1,2 +1,2 @@\n-a\n+c\n b\n{note}"));
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(diff("\u{1b}[2J\u{202e}\n", "b\n"), "@@ -1 +1 @@\n-<U+001B>[2J<U+202E>\n+b\n");
    }

    #[test]
    fn long_diffs_are_truncated() {
        let text = |line: &str| format!("{line}\n").repeat(200);
        let (a, b) = (text("a"), text("b"));
        let truncated = Diff::new(&a, &b).text(100);
        assert_eq!(truncated.lines().count(), 101);
        assert!(truncated.ends_with("… 301 more lines; --full prints them\n"), "{truncated}");
    }

    #[test]
    fn the_part_that_differs_is_highlighted() {
        let mut text = Vec::new();
        Diff::new("一二三\n", "一四三\n").write(&mut text, 9, true).unwrap();
        let (text, invert, reset) = (String::from_utf8(text).unwrap(), "\u{1b}[7m", "\u{1b}[0m");
        let parts = [format!("{invert}\u{1b}[31m二{reset}"), format!("{invert}\u{1b}[32m四{reset}")];
        assert!(parts.iter().all(|part| text.contains(part)), "{text:?}");
        for (old, new, expected) in
            [("ab", "cd", (0..0, 0..0)), ("aa", "aaa", (2..2, 2..3)), ("", "a", (0..0, 0..0))]
        {
            assert_eq!(highlights(old, new), expected, "{old} {new}");
        }
    }

    #[test]
    fn the_raw_diff_has_the_original_characters() {
        let (old, new) = ("a \u{200b}\n", "a\n");
        assert_eq!(Diff::new(old, new).raw("x", "y"), "--- x\n+++ y\n@@ -1 +1 @@\n-a \u{200b}\n+a\n");
    }
}
