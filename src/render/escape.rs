//! Decides which characters of a run must be escaped, and writes the run. Escaping is minimal: a character is escaped
//! only if leaving it bare could change the parse. Each rule is one pass over the run.

use super::context::{Container, Context, ParagraphStart};
use super::unit::{Role, Unit, Units};
use super::{bare_url, brackets, extra, kramdown, line_start, span_marks, tag};
use crate::markdown::destination::begins_entity;
use crate::markdown::target::{BareUrls, Grammar};
use crate::options::MathSyntax;

/// Marks every character of `units` that needs an escape.
pub(super) fn mark(units: &mut Units, container: Container, context: &Context<'_>) {
    match context.syntax.grammar {
        Grammar::CommonMark => mark_commonmark(units, container, context),
        Grammar::Kramdown => kramdown::mark(units, container, context),
    }
    extra::mark(units, container, context);
}

fn mark_commonmark(units: &mut Units, container: Container, context: &Context<'_>) {
    match container {
        Container::Paragraph { start } => line_start::mark(units, start, context),
        Container::Heading => closing_hashes(units),
        Container::Cell => {}
    }
    let has = |characters: &str, units: &Units| units.has_text(characters);
    if has("<", units) {
        angles(units);
    }
    // Next to rendered brackets, these characters matter too.
    let has_rendered_brackets = |units: &Units| units.scopes > 0 || !context.labels.is_empty();
    if has("[]", units) || (has("!(^", units) && has_rendered_brackets(units)) {
        brackets::mark(units, context);
    }
    if has("[", units)
        && matches!(container, Container::Paragraph { start: ParagraphStart::Block | ParagraphStart::Item })
    {
        line_start::mark_definition(units);
    }
    for (delimiter, c) in [("*", '*'), ("_", '_'), ("~", '~')] {
        if has(delimiter, units) {
            span_marks::emphasis(units, c);
        }
    }
    for (character, mark) in PASSES {
        if has(character, units) {
            mark(units);
        }
    }
    if units.has_all_text("[^") {
        brackets::mark_footnote_like(units);
    }
}

/// A character, and the pass to run if text contains it.
type Pass = (&'static str, fn(&mut Units));

/// The passes that depend on a single character of text, in order.
const PASSES: [Pass; 4] =
    [("`", span_marks::backticks), ("$", span_marks::dollars), ("&", entities), ("\\", backslashes)];

fn angles(units: &mut Units) {
    // Only an image may also have a `!` after a `<` of text.
    let may_end = units.has_text("!?") || units.scopes > 0;
    let ends = if may_end { tag::Ends::of(&units.list) } else { tag::Ends::default() };
    for index in 0..units.list.len() {
        if units.is_bare(index, '<') && tag::opens(&units.list, index, &ends) {
            units.escape(index, index + 1);
        }
    }
}

/// Escapes whatever looks like an entity, whether or not an entity of that name exists.
fn entities(units: &mut Units) {
    for index in 0..units.list.len() {
        let rest = units.list.get(index + 1..).unwrap_or_default().iter().map(|unit| unit.c);
        if units.is_bare(index, '&') && begins_entity(rest) {
            units.escape(index, index + 1);
        }
    }
}

/// Escapes backslashes before punctuation and line endings. All others are literal. Before a hard break of spaces, some
/// parsers take `\ ` for an escape.
fn backslashes(units: &mut Units) {
    for index in 0..units.list.len() {
        let escapes_next = units.list.get(index + 1).is_some_and(|next| {
            next.c.is_ascii_punctuation() || next.c == '\n' || (next.c == ' ' && next.role == Role::Markup)
        });
        if units.is_bare(index, '\\') && escapes_next {
            units.escape(index, index + 1);
        }
    }
}

fn closing_hashes(units: &mut Units) {
    let start = units.list.iter().rposition(|unit| unit.c != '#').map_or(0, |index| index + 1);
    if units.before(start).is_none_or(|c| c == ' ') {
        units.escape(start, start + 1);
    }
}

/// Returns the last `\]` and `\)`. Where formulas are in brackets, an escaped `[` or `(` before them would open one.
fn formula_ends(units: &Units, context: &Context<'_>) -> [Option<usize>; 2] {
    if context.math != MathSyntax::Brackets {
        return [None; 2];
    }
    let closes = |c: char| {
        let mut list = units.list.iter().enumerate();
        list.rposition(|(index, unit)| unit.c == c && (unit.escape || units.before(index) == Some('\\')))
    };
    [closes(']'), closes(')')]
}

/// Returns the entity for the character at `index`, if a backslash does not suffice.
fn entity(
    units: &Units,
    index: usize,
    ends: [Option<usize>; 2],
    context: &Context<'_>,
) -> Option<&'static str> {
    let is_delimiter = |unit: &Unit| unit.c == '~' && matches!(unit.role, Role::Opens | Role::Closes);
    match units.char(index)? {
        '[' if ends[0] > Some(index) => Some("&#91;"),
        '(' if ends[1] > Some(index) => Some("&#40;"),
        '~' if !context.syntax.escaped_tildes && units.list.get(index + 1).is_some_and(is_delimiter) => {
            Some("&#126;")
        }
        _ => None,
    }
}

/// Writes the marked `units` as Markdown.
pub(super) fn write(units: &Units, container: Container, context: &Context<'_>) -> String {
    match context.syntax.grammar {
        Grammar::CommonMark => write_commonmark(units, container, context),
        Grammar::Kramdown => kramdown::write(units, container),
    }
}

fn write_commonmark(units: &Units, container: Container, context: &Context<'_>) -> String {
    let mut out = String::with_capacity(units.list.len() + units.list.len() / 8);
    let finds_urls = units.has_escapes() || context.syntax.bare_urls == BareUrls::Text;
    let bare_urls = if finds_urls { bare_url::find(units, context) } else { Vec::new() };
    let mut bare_urls = bare_urls.into_iter().peekable();
    let mut bare_until = 0;
    let ends = formula_ends(units, context);
    for (index, unit) in units.list.iter().enumerate() {
        if let Some(url) = bare_urls.next_if(|url| url.start == index) {
            bare_until = url.end;
            out.push_str(&bare_url::write(units, &url, context));
        }
        if index < bare_until {
            continue;
        }
        match unit.c {
            // In code and formulas, Pandoc finds no end of a cell.
            '|' if container == Container::Cell && !(context.is_pandoc && unit.role == Role::Markup) => {
                out.push_str("\\|");
            }
            c => {
                if !unit.escape {
                    out.push(c);
                } else if let Some(entity) = entity(units, index, ends, context) {
                    out.push_str(entity);
                } else {
                    out.extend(['\\', c]);
                }
            }
        }
    }
    out
}
#[cfg(test)]
mod tests {
    use crate::Options;
    use crate::model::{Block, Document, Inline};
    use crate::render::context::{Container, Context, ParagraphStart};
    use crate::render::inline::write;

    fn paragraph(text: &str) -> String {
        let document = Document::default();
        let context = Context::of(&document, &Options::default());
        write(&[Inline::Text(text.into())], Container::Paragraph { start: ParagraphStart::Block }, &context)
            .into_owned()
    }

    #[test]
    fn does_not_escape_needlessly() {
        for text in [
            "snake_case",
            "a * b",
            "1.5",
            "C#",
            "[x]",
            "a < b",
            "a<b && c>d",
            "<@>",
            "<@b.c>",
            "<a@>",
            "<a@-b.c>",
            "[^a-z]",
            "$$",
            "1*",
            "2560*1440",
            "a & b",
            "bits&0xff;",
            "&#;",
            "&#ff;",
            "C:\\dir",
            "$5 和 $6",
        ] {
            assert_eq!(paragraph(text), text);
        }
    }

    #[test]
    fn delimiters_in_closed_emphasis_open_nothing() {
        let document = Document::default();
        let context = Context::of(&document, &Options::default());
        let inner = Inline::Emphasis(vec![Inline::Text("/~a~字".into())]);
        let both = [Inline::Strong(vec![inner, Inline::Text("_~=".into())])];
        let written = write(&both, Container::Paragraph { start: ParagraphStart::Block }, &context);
        assert_eq!(written, "***/\\~a\\~字*_~=**");
    }

    #[test]
    fn escapes_what_would_be_parsed_as_markup() {
        for (text, expected) in [
            ("1*2*3", "1\\*2\\*3"),
            ("_a_", "\\_a\\_"),
            ("1~3年，5~8年", "1\\~3年，5\\~8年"),
            ("[a](b)", "[a\\](b)"),
            ("<div>", "\\<div>"),
            ("<a@b>", "\\<a@b>"),
            ("<a.b@c-d.e>", "\\<a.b@c-d.e>"),
            ("&lt;", "\\&lt;"),
            ("&#60;", "\\&#60;"),
            ("&#x3C;", "\\&#x3C;"),
            ("1. a", "1\\. a"),
            ("---", "\\---"),
            ("`a`", "\\`a\\`"),
            ("$x$", "\\$x\\$"),
            ("`\n```", "\\`\n\\`\\`\\`"),
            ("[a]:<<b>", "\\[a]:<\\<b>"),
            ("[a]: b", "\\[a]: b"),
            ("[^1]: b", "\\[^1]: b"),
        ] {
            assert_eq!(paragraph(text), expected);
        }
    }

    #[test]
    fn quote_marker_does_not_end_a_declaration() {
        let line = vec![Inline::Text("a<!t".into()), Inline::Break, Inline::Text("b".into())];
        let document = Document { blocks: vec![Block::Quote(vec![Block::Paragraph(line)])] };
        assert_eq!(crate::render::render(&document, &Options::default()), "> a\\<!t  \n> b\n");
    }

    #[test]
    fn escapes_colon_after_reference_at_line_start() {
        let note = || Inline::FootnoteReference("1".into());
        let line = vec![note(), Inline::Text(":".into()), Inline::Break, note(), Inline::Text(": a".into())];
        let document = Document { blocks: vec![Block::Paragraph(line)] };
        assert_eq!(crate::render::render(&document, &Options::default()), "[^1]\\:  \n[^1]\\: a\n");
    }

    #[test]
    fn bare_urls_contain_no_backslash() {
        assert_eq!(paragraph("见 http://a/?_b_=1。"), "见 <http://a/?_b_=1>。");
        assert_eq!(paragraph("www.a.cn/_b_"), "[www.a.cn/\\_b](http://www.a.cn/_b)\\_");
        assert_eq!(paragraph("http://a/?__biz=1"), "http://a/?__biz=1");
        assert_eq!(paragraph("http://a/?b=1&lt;=2 c"), "http://a/?b=1&amp;lt;=2 c");
    }
}
