//! Pandoc's Markdown: <https://pandoc.org/MANUAL.html#pandocs-markdown>.

use crate::render::context::Container;
use crate::render::unit::{Role, Unit, Units};

/// Escapes `^` and `~` if there are several, which form superscripts and subscripts, even around spaces in other markup, and
/// `^` behind a bracket, where it would begin a footnote.
pub(super) fn shifts(units: &mut Units, _: Container) {
    let has_several = |c: char| units.list.iter().filter(|unit| unit.c == c).count() > 1;
    let (carets, tildes) = (has_several('^'), has_several('~'));
    escape_all(units, |units, index| {
        (units.is_bare(index, '^') && (carets || units.before(index) == Some('[')))
            || (units.is_bare(index, '~') && tildes)
    });
}

/// Escapes `@` that would begin a citation: not within a word, and before a key.
pub(super) fn citations(units: &mut Units, _: Container) {
    escape_all(units, |units, index| {
        let begins_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '{' | '*');
        units.is_bare(index, '@')
            && units.char(index + 1).is_some_and(begins_key)
            && !units.before(index).is_some_and(char::is_alphanumeric)
    });
}

/// Escapes every backslash: before a letter it begins a command of TeX, before a space one that does not break.
pub(super) fn commands(units: &mut Units, _: Container) {
    escape_all(units, |units, index| units.is_bare(index, '\\'));
}

/// Escapes brackets before `{`, and a brace behind markup or in a heading, where it would begin attributes.
pub(super) fn attributes(units: &mut Units, container: Container) {
    escape_all(units, |units, index| {
        let is_behind_markup = matches!(units.before(index), Some(']' | ')' | '`' | '$' | '>'));
        units.is_bare(index, '{') && (is_behind_markup || container == Container::Heading)
    });
}

/// Escapes delimiters that Pandoc pairs although CommonMark does not, and what it reads as brackets of a link or as a tag.
pub(super) fn delimiters(units: &mut Units, container: Container) {
    let has_several = |c: char| units.list.iter().filter(|unit| unit.c == c).count() > 1;
    let (stars, underscores) = (has_several('*'), has_several('_'));
    let is_link = |at: usize| matches!(units.char(at), Some('(' | '[' | ']' | '{' | ':'));
    let ends_label =
        |(index, unit): (usize, &Unit)| unit.c == ']' && unit.role == Role::Text && is_link(index + 1);
    let brackets = units.list.iter().enumerate().any(ends_label);
    escape_all(units, |units, index| match units.list.get(index).filter(|unit| unit.is_bare()) {
        Some(unit) => match unit.c {
            '*' => stars && !is_between(units, index, char::is_whitespace),
            '_' => underscores && !is_between(units, index, char::is_alphanumeric),
            '<' => units.char(index + 1).is_some_and(|c| c.is_alphabetic() || matches!(c, '/' | '!' | '?')),
            '[' | ']' => brackets || unit.scope > 0,
            // A pair of these would hide the end of a cell.
            '`' | '$' => container == Container::Cell,
            '!' => units.char(index + 1) == Some('['),
            _ => false,
        },
        None => false,
    });
}

/// Whether the characters on both sides of the one at `index` pass `test`.
fn is_between(units: &Units, index: usize, test: fn(char) -> bool) -> bool {
    units.before(index).is_some_and(test) && units.char(index + 1).is_some_and(test)
}

/// Escapes what begins a list, a block of lines, a definition, a title or a fenced block at the start of a line.
pub(super) fn line_starts(units: &mut Units, container: Container) {
    if !matches!(container, Container::Paragraph { .. }) {
        return;
    }
    let starts_line = |index: &usize| units.before(*index).is_none_or(|c| c == '\n');
    let starts: Vec<usize> = (0..units.list.len()).filter(starts_line).collect();
    for start in starts {
        if let Some(index) = marker(units, start) {
            units.escape(index, index + 1);
        }
    }
}

/// Returns the character to escape in the line that begins at `start`.
fn marker(units: &Units, start: usize) -> Option<usize> {
    let is_space = |index: usize| units.char(index).is_none_or(char::is_whitespace);
    let next = units.char(start + 1);
    let (begins, end) = match units.char(start)? {
        '|' => (true, start),
        ':' => (next == Some(':'), start),
        '+' => (next == Some('-'), start),
        '~' | '%' => (is_space(start + 1), start),
        '#' => (next == Some('.') && is_space(start + 2), start),
        '(' => {
            let end = enumerator(units, start + 1);
            (end > start + 1 && units.char(end) == Some(')') && is_space(end + 1), start)
        }
        _ => {
            let end = enumerator(units, start);
            (end > start && matches!(units.char(end), Some('.' | ')')) && is_space(end + 1), end)
        }
    };
    begins.then_some(end)
}

/// Returns the end of the number, the letter, the Roman numeral or the label of an example at `start`.
fn enumerator(units: &Units, start: usize) -> usize {
    let rest = || units.list.iter().skip(start).map(|unit| unit.c);
    let count = |test: fn(&char) -> bool| rest().take_while(test).count();
    let letter = usize::from(rest().next().is_some_and(|c| c.is_ascii_alphabetic()));
    let label = match rest().next() {
        Some('@') => rest().skip(1).take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-')).count() + 1,
        _ => 0,
    };
    let lower = count(|c| "ivxlcdm".contains(*c));
    let upper = count(|c| "IVXLCDM".contains(*c));
    start + count(char::is_ascii_digit).max(lower).max(upper).max(letter).max(label)
}

/// Escapes the characters that pass `test`.
fn escape_all(units: &mut Units, test: impl Fn(&Units, usize) -> bool) {
    for index in 0..units.list.len() {
        if test(units, index) {
            units.escape(index, index + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Options;
    use crate::model::{Block, Document, Inline, Link};
    use crate::options::Target;
    use crate::render::render;

    fn line(content: Vec<Inline>) -> String {
        let options = Options { target: Target::Pandoc, ..Options::default() };
        render(&Document { blocks: vec![Block::Paragraph(content)] }, &options).trim_end().to_owned()
    }

    fn text(text: &str) -> String {
        line(vec![Inline::Text(text.to_owned())])
    }

    #[test]
    fn escapes_what_pandoc_reads() {
        for (page, markdown) in [
            ("x^2 与 2^8", "x\\^2 与 2\\^8"),
            ("@作者，a@b.cn", "\\@作者，a@b.cn"),
            ("C:\\temp", "C:\\\\temp"),
            ("int *p, *q", "int \\*p, \\*q"),
            ("[a]{b}", "\\[a\\]\\{b}"),
            ("</c:a>", "\\</c:a>"),
            ("(4) 乙", "\\(4) 乙"),
            ("iv. 乙", "iv\\. 乙"),
            ("(@a) 乙", "\\(\\@a) 乙"),
            ("#. 乙", "\\#. 乙"),
            ("| 乙", "\\| 乙"),
            ("::: 乙", "\\::: 乙"),
            ("~ 乙", "\\~ 乙"),
        ] {
            assert_eq!(text(page), markdown);
        }
    }

    #[test]
    fn keeps_what_pandoc_does_not_read() {
        for page in
            ["snake_case_name", "a * b * c", "a < b", "x^2", "(注) 乙", "3.14", "e.g. 乙", "见 [1] 与 {a}"]
        {
            assert_eq!(text(page), page);
        }
    }

    #[test]
    fn emphasis_has_no_underscores() {
        let text = |text: &str| vec![Inline::Text(text.into())];
        assert_eq!(line(vec![Inline::Strong(text("甲")), Inline::Emphasis(text("乙"))]), "**甲***乙*");
    }

    #[test]
    fn link_does_not_become_a_footnote() {
        let link = Link { url: "u".into(), title: None, content: vec![Inline::Text("^上".into())] };
        assert_eq!(line(vec![Inline::Link(link)]), "[\\^上](u)");
    }
}
