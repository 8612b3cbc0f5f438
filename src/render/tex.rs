//! TeX that Goldmark passes on: as it is, into HTML.

use std::borrow::Cow;

/// Returns `tex` without what HTML would read as a tag or an entity: a space follows `<` and `&`.
pub(super) fn in_html(tex: &str) -> Cow<'_, str> {
    if !tex.contains(['<', '&']) {
        return tex.into();
    }
    let mut out = String::with_capacity(tex.len());
    for (index, c) in tex.char_indices() {
        out.push(c);
        let mut next = tex.get(index + 1..).unwrap_or_default().chars();
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let is_read = match (c, next.next()) {
            ('<', next) => is_letter(next) || matches!(next, Some('/' | '!' | '?')),
            ('&', first) => first == Some('#') || (is_letter(first) && is_letter(next.next())),
            _ => false,
        };
        out.extend(is_read.then_some(' '));
    }
    out.into()
}

/// Returns `tex` without what would end the formula: the first `\)` does, and in a cell any `|`. Formulas in its text are
/// written with `$`.
pub(super) fn in_brackets(tex: &str, in_cell: bool) -> String {
    let mut out = String::with_capacity(tex.len());
    let mut rest = tex.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('\\', Some('(' | ')')) => {
                rest.next();
                out.push('$');
            }
            ('\\', Some('\\')) => {
                rest.next();
                out.push_str("\\\\");
                out.extend(rest.peek().filter(|next| **next == ')').map(|_| ' '));
            }
            ('\\', Some(_)) => {
                out.push('\\');
                out.extend(rest.next());
            }
            ('|', next) if in_cell => {
                out.push_str("\\vert");
                out.extend(next.filter(|next| next.is_ascii_alphabetic()).map(|_| ' '));
            }
            (c, _) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{in_brackets, in_html};

    #[test]
    fn html_reads_neither_tags_nor_entities() {
        assert_eq!(in_html("a<b</c<1\\\\&=d&lt&e"), "a< b< /c<1\\\\&=d& lt&e");
    }

    #[test]
    fn nothing_ends_the_formula_early() {
        for (tex, expected, in_cell) in [
            ("\\text{if \\(x\\)}", "\\text{if $x$}", "\\text{if $x$}"),
            ("(a\\\\)", "(a\\\\ )", "(a\\\\ )"),
            ("|x|+|1|\\\\|", "|x|+|1|\\\\|", "\\vert x\\vert+\\vert1\\vert\\\\\\vert"),
            ("\\{a\\|\\}", "\\{a\\|\\}", "\\{a\\|\\}"),
        ] {
            assert_eq!([in_brackets(tex, false), in_brackets(tex, true)], [expected, in_cell]);
        }
    }
}
