//! TeX between `\(` and `\)`.

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
    use super::in_brackets;

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
