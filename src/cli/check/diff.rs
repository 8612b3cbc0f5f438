//! What is expected beside what was found, line by line.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use similar::{DiffTag, TextDiff};

use crate::chars;

/// The lines around a difference that are the same.
const CONTEXT: usize = 3;

/// How two texts differ.
#[derive(Debug)]
pub(super) struct Diff<'a> {
    /// The line of the first text where they begin to differ, from 1.
    pub(super) line: usize,
    lines: Vec<Line<'a>>,
}

/// A line of a difference.
#[derive(Debug)]
struct Line<'a> {
    kind: Kind,
    /// As it is, without its end.
    raw: &'a str,
    /// What is shown of it.
    shown: String,
    /// The part of it that is not in the line it took the place of.
    mark: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Where in the texts the next lines stand.
    Place,
    Same,
    Removed,
    Added,
    /// The last line has no end.
    Unended,
}

impl Kind {
    const fn sign(self) -> &'static str {
        match self {
            Self::Place => "",
            Self::Same => " ",
            Self::Removed => "-",
            Self::Added => "+",
            Self::Unended => "\\ No newline at end of file",
        }
    }

    const fn style(self) -> Style {
        let style = Style::new();
        match self {
            Self::Place => style.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan))),
            Self::Removed => style.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))),
            Self::Added => style.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green))),
            Self::Same | Self::Unended => style,
        }
    }
}

/// Which white space is shown as signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reveal {
    None,
    /// At the end of the line.
    End,
    All,
}

impl<'a> Diff<'a> {
    pub(super) fn of(expected: &'a str, found: &'a str) -> Self {
        let lines = |text: &'a str| text.split_inclusive('\n').collect::<Vec<&str>>();
        let (old, new) = (lines(expected), lines(found));
        let diff = TextDiff::from_slices(&old, &new);
        let mut this = Self { line: 1, lines: Vec::new() };
        let first = diff.ops().iter().find(|op| op.tag() != DiffTag::Equal);
        this.line += first.map_or(0, |op| op.old_range().start.min(old.len().saturating_sub(1)));
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            let place = hunk.header().to_string();
            this.lines.push(Line { kind: Kind::Place, raw: "", shown: place, mark: 0..0 });
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

    /// Lines that took the place of others.
    fn change(&mut self, removed: &[&'a str], added: &[&'a str]) {
        let reveal = if same_but_for_space(removed, added) { Reveal::All } else { Reveal::End };
        let before = self.lines.len();
        removed.iter().for_each(|text| self.push(Kind::Removed, text, reveal));
        let between = self.lines.len();
        added.iter().for_each(|text| self.push(Kind::Added, text, reveal));
        let (removed, added) = self.lines.split_at_mut(between);
        let removed = removed.get_mut(before..).unwrap_or_default();
        if removed.len() == added.len() {
            for (old, new) in removed.iter_mut().zip(added) {
                (old.mark, new.mark) = marks(&old.shown, &new.shown);
            }
        }
    }

    fn push(&mut self, kind: Kind, text: &'a str, reveal: Reveal) {
        let raw = text.strip_suffix('\n').unwrap_or(text);
        self.lines.push(Line { kind, raw, shown: shown(raw, reveal), mark: 0..0 });
        if raw.len() == text.len() {
            self.lines.push(Line { kind: Kind::Unended, raw: "", shown: String::new(), mark: 0..0 });
        }
    }

    /// Writes at most so many lines, with colours or without.
    pub(super) fn write(&self, out: &mut dyn Write, most: usize, is_coloured: bool) -> io::Result<()> {
        for line in self.lines.iter().take(most) {
            let (sign, shown) = (line.kind.sign(), &line.shown);
            if is_coloured { line.write_coloured(out) } else { writeln!(out, "{sign}{shown}") }?;
        }
        match self.lines.len().saturating_sub(most) {
            0 => Ok(()),
            rest => writeln!(out, "… {rest} more lines; --full prints them"),
        }
    }

    /// At most so many lines, for people.
    pub(super) fn shown(&self, most: usize) -> String {
        let mut text = Vec::new();
        // Nothing can go wrong in memory.
        drop(self.write(&mut text, most, false));
        String::from_utf8_lossy(&text).into_owned()
    }

    /// All of it, for programs: every character as it is.
    pub(super) fn raw(&self, expected: &str, found: &str) -> String {
        let lines = self.lines.iter().map(|line| {
            let text = if line.kind == Kind::Place { &line.shown } else { line.raw };
            format!("{}{text}\n", line.kind.sign())
        });
        std::iter::once(format!("--- {expected}\n+++ {found}\n")).chain(lines).collect()
    }
}

impl Line<'_> {
    fn write_coloured(&self, out: &mut dyn Write) -> io::Result<()> {
        let (style, sign) = (self.kind.style(), self.kind.sign());
        let Range { start, end } = self.mark;
        if start == end {
            return writeln!(out, "{style}{sign}{}{style:#}", self.shown);
        }
        let part = |range: Range<usize>| self.shown.get(range).unwrap_or_default();
        let (mark, after) = (style.invert(), part(end..self.shown.len()));
        write!(out, "{style}{sign}{}{style:#}{mark}{}{mark:#}", part(0..start), part(start..end))?;
        writeln!(out, "{style}{after}{style:#}")
    }
}

/// Whether white space and what never shows is all in which the lines differ.
fn same_but_for_space(removed: &[&str], added: &[&str]) -> bool {
    let is_ink = |c: &char| !c.is_whitespace() && !chars::is_invisible(*c);
    let ink =
        |lines: &[&str]| lines.iter().flat_map(|line| line.chars()).filter(is_ink).collect::<Vec<char>>();
    !removed.is_empty() && !added.is_empty() && ink(removed) == ink(added)
}

/// The parts of two lines that differ; nothing when all of them does.
fn marks(old: &str, new: &str) -> (Range<usize>, Range<usize>) {
    let mut pairs = old.char_indices().zip(new.chars());
    let start = pairs.find(|((_, a), b)| a != b).map_or(old.len().min(new.len()), |((at, _), _)| at);
    let rest = |text: &str| text.get(start..).unwrap_or_default().chars().rev().collect::<Vec<char>>();
    let (old_rest, new_rest) = (rest(old), rest(new));
    let same = old_rest.iter().zip(&new_rest).take_while(|(a, b)| a == b);
    let end: usize = same.map(|(c, _)| c.len_utf8()).sum();
    if start + end == 0 { (0..0, 0..0) } else { (start..old.len() - end, start..new.len() - end) }
}

/// A line with signs for what does not show and for what could steer a terminal.
fn shown(line: &str, reveal: Reveal) -> String {
    let end = match reveal {
        Reveal::None => line.len(),
        Reveal::End => line.trim_end().len(),
        Reveal::All => 0,
    };
    let mut shown = String::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        let is_hidden = c.is_control()
            || chars::is_invisible(c)
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
        match c {
            ' ' if at >= end => shown.push('·'),
            '\t' if at >= end => shown.push('→'),
            '\t' => shown.push('\t'),
            '\r' => shown.push('␍'),
            c if is_hidden || at >= end && c.is_whitespace() => {
                shown.extend(format!("<U+{:04X}>", u32::from(c)).chars());
            }
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(expected: &str, found: &str) -> String {
        Diff::of(expected, found).shown(usize::MAX)
    }

    #[test]
    fn three_lines_around_are_shown() {
        let text = |middle: &str| format!("1\n2\n3\n4\n{middle}\n6\n7\n8\n9\n");
        assert_eq!(diff(&text("5"), &text("五")), "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+五\n 6\n 7\n 8\n");
        assert_eq!(Diff::of(&text("5"), &text("五")).line, 5);
    }

    #[test]
    fn the_line_is_one_of_the_first_text() {
        for (expected, found, line) in
            [("", "a\n", 1), ("a\n", "", 1), ("a\n", "a\nb\n", 1), ("a\nb\n", "a\n", 2)]
        {
            assert_eq!(Diff::of(expected, found).line, line, "{expected:?} {found:?}");
        }
    }

    #[test]
    fn white_space_shows_where_it_is_the_difference() {
        assert_eq!(diff("a b\tc\n", "a  b c\n"), "@@ -1 +1 @@\n-a·b→c\n+a··b·c\n");
        assert_eq!(diff("a b\n", "a c  \n"), "@@ -1 +1 @@\n-a b\n+a c··\n");
        assert_eq!(diff("a\r\n", "a\n"), "@@ -1 +1 @@\n-a␍\n+a\n");
        assert_eq!(diff("甲 乙\n", "甲\u{3000}乙\u{200b}\n"), "@@ -1 +1 @@\n-甲·乙\n+甲<U+3000>乙<U+200B>\n");
    }

    #[test]
    fn a_missing_end_of_line_is_told() {
        let told = "\\ No newline at end of file\n";
        assert_eq!(diff("a", "a\n"), format!("@@ -1 +1 @@\n-a\n{told}+a\n"));
        assert_eq!(diff("a\nb", "c\nb"), format!("@@ -1,2 +1,2 @@\n-a\n+c\n b\n{told}"));
    }

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(diff("\u{1b}[2J\u{202e}\n", "b\n"), "@@ -1 +1 @@\n-<U+001B>[2J<U+202E>\n+b\n");
    }

    #[test]
    fn long_differences_are_cut() {
        let text = |letter: &str| format!("{letter}\n").repeat(200);
        let (a, b) = (text("a"), text("b"));
        let cut = Diff::of(&a, &b).shown(100);
        assert_eq!(cut.lines().count(), 101);
        assert!(cut.ends_with("… 301 more lines; --full prints them\n"), "{cut}");
    }

    #[test]
    fn the_part_that_differs_is_marked() {
        let mut text = Vec::new();
        Diff::of("一二三\n", "一四三\n").write(&mut text, 9, true).unwrap();
        let (text, invert, reset) = (String::from_utf8(text).unwrap(), "\u{1b}[7m", "\u{1b}[0m");
        let parts = [format!("{invert}\u{1b}[31m二{reset}"), format!("{invert}\u{1b}[32m四{reset}")];
        assert!(parts.iter().all(|part| text.contains(part)), "{text:?}");
        for (old, new, marked) in
            [("ab", "cd", (0..0, 0..0)), ("aa", "aaa", (2..2, 2..3)), ("", "a", (0..0, 0..0))]
        {
            assert_eq!(marks(old, new), marked, "{old} {new}");
        }
    }

    #[test]
    fn programs_get_every_character() {
        let (old, new) = ("a \u{200b}\n", "a\n");
        assert_eq!(Diff::of(old, new).raw("x", "y"), "--- x\n+++ y\n@@ -1 +1 @@\n-a \u{200b}\n+a\n");
    }
}
