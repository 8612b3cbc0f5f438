//! What stands for syntax that a dialect lacks, translated back: notes as links, ids of headings, formulas as text, and
//! links and images as tags.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::destination::destination;
use super::details::unescaped;
use super::edits::{Edits, Positions};
use super::syntax::EXTENSIONS;
use super::target::Syntax;

/// Writes in GFM what `syntax` lacks. Returns `None` if the text stays the same.
pub(super) fn replaced(text: &str, syntax: &Syntax) -> Option<(String, Positions)> {
    if syntax.formulas && syntax.footnotes && syntax.heading_ids {
        return None;
    }
    let mut reader = Reader { text, edits: Edits::new(text), end: 0, link: None };
    for (event, range) in Parser::new_ext(text, EXTENSIONS).into_offset_iter() {
        if range.start < reader.end {
            continue;
        }
        match event {
            Event::InlineMath(_) | Event::DisplayMath(_) if !syntax.formulas => reader.formula(range),
            Event::InlineHtml(_) => reader.tag(range),
            Event::Html(html) if html.starts_with("<img ") => reader.image(range),
            _ => {}
        }
    }
    reader.edits.finish()
}

struct Reader<'t> {
    text: &'t str,
    edits: Edits<'t>,
    /// Where the last edit ends.
    end: usize,
    /// The URL of the link whose tag is open.
    link: Option<String>,
}

impl<'t> Reader<'t> {
    fn source(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    fn replace(&mut self, range: Range<usize>, with: &str) {
        self.end = range.end;
        self.edits.replace(range, with);
    }

    /// Removes the escapes of a formula, which is text for the dialect. In a row, the bar keeps its own.
    fn formula(&mut self, range: Range<usize>) {
        let mut tex = String::new();
        let mut characters = self.source(range.clone()).chars().peekable();
        while let Some(c) = characters.next() {
            match characters.peek() {
                Some(next) if c == '\\' && next.is_ascii_punctuation() && *next != '|' => {
                    tex.extend(characters.next());
                }
                _ => tex.push(c),
            }
        }
        self.replace(range, &tex);
    }

    fn tag(&mut self, range: Range<usize>) {
        let start = range.start;
        let rest = self.source(start..self.text.len());
        if let Some((label, length)) = reference(rest) {
            self.replace(start..start + length, &format!("[^{label}]"));
        } else if let Some((label, length)) = note(rest) {
            self.replace(start..start + length, &format!("[^{label}]: "));
        } else if let Some(length) = anchor(rest) {
            self.replace(start..start + length, "");
        } else if let Some(url) = attribute(rest, "<a href=\"") {
            self.link = Some(unescaped(url));
            self.replace(range, "[");
        } else if rest.starts_with("</a>")
            && let Some(url) = self.link.take()
        {
            self.replace(range, &format!("]({})", destination(&url)));
        } else if rest.starts_with("<img ") {
            self.image(range);
        }
    }

    fn image(&mut self, range: Range<usize>) {
        let tag = self.source(range.clone());
        let Some(url) = attribute(tag, "<img src=\"") else { return };
        let alt = tag.split_once(" alt=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
        let end = range.start + tag.trim_end().len();
        let alt: String = unescaped(alt).chars().flat_map(escaped).collect();
        self.replace(range.start..end, &format!("![{alt}]({})", destination(&unescaped(url))));
    }
}

/// Returns the value of the attribute that `start` opens at the start of a tag.
fn attribute<'t>(tag: &'t str, start: &str) -> Option<&'t str> {
    tag.strip_prefix(start)?.split_once('"').map(|(value, _)| value)
}

/// Reads `<sup>[1](#fn-1)</sup>`. Returns the label, and the length of the whole.
fn reference(text: &str) -> Option<(&str, usize)> {
    let (label, rest) = text.strip_prefix("<sup>[")?.split_once("](#fn-")?;
    let (_, after) = rest.split_once(")</sup>")?;
    let is_label = !label.contains(['\n', '[', ']', '<']);
    is_label.then_some((label, text.len() - after.len()))
}

/// Reads `<sup id="fn-1">1</sup> `, which begins a note. Returns the label, and the length of the whole.
fn note(text: &str) -> Option<(&str, usize)> {
    let (label, rest) = text.strip_prefix("<sup id=\"fn-")?.split_once("\">")?;
    let after = rest.strip_prefix(label)?.strip_prefix("</sup>")?;
    Some((label, text.len() - after.strip_prefix(' ').unwrap_or(after).len()))
}

/// Reads `<span id="slug"></span>` and returns its length.
fn anchor(text: &str) -> Option<usize> {
    let (_, after) = text.strip_prefix("<span id=\"")?.split_once("\"></span>")?;
    Some(text.len() - after.len())
}

fn escaped(c: char) -> impl Iterator<Item = char> {
    c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Target;

    #[test]
    fn substitutes_are_written_in_gfm() {
        for (written, gfm) in [
            ("一<sup>[1](#fn-1)</sup>\n\n<sup id=\"fn-1\">1</sup> 注\n", "一[^1]\n\n[^1]: 注\n"),
            ("## <span id=\"a-b\"></span>A B\n", "## A B\n"),
            ("量 $a\\_1 \\\\{b\\\\}$", "量 $a_1 \\{b\\}$"),
            ("| a |\n| - |\n| $a\\_b\\|c$ |\n", "| a |\n| - |\n| $a_b\\|c$ |\n"),
            ("<a href=\"x%2B?a&amp;b\">一**二**</a>", "[一**二**](x%2B?a&b)"),
            ("<img src=\"x%2B\" alt=\"[甲]\">\n", "![\\[甲\\]](x%2B)\n"),
            ("一<img src=\"x%2B\" alt=\"\">", "一![](x%2B)"),
        ] {
            let (read, _) = replaced(written, Syntax::of_target(Target::Marked)).unwrap();
            assert_eq!(read, gfm);
        }
    }

    #[test]
    fn code_and_other_tags_are_kept() {
        let text = "`<sup>[1](#fn-1)</sup>` <sup>2</sup>\n\n```\n$a\\_b$\n```\n";
        assert!(replaced(text, Syntax::of_target(Target::Marked)).is_none());
        assert!(replaced("$a\\_b$", Syntax::of_target(Target::Gfm)).is_none());
    }
}
