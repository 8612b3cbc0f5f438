//! TeX that KaTeX does not know, or that it shows by means that MathML lacks, in terms of what it knows.

/// Environments, by those that may be anywhere in a formula. The numbers of their equations would not be shown.
const ENVIRONMENTS: [(&str, &str); 15] = [
    ("align", "{aligned}"),
    ("align*", "{aligned}"),
    ("alignat", "{alignedat}"),
    ("alignat*", "{alignedat}"),
    ("eqnarray", "{array}{rcl}"),
    ("eqnarray*", "{array}{rcl}"),
    ("equation", "{gathered}"),
    ("equation*", "{gathered}"),
    ("flalign", "{aligned}"),
    ("flalign*", "{aligned}"),
    ("gather", "{gathered}"),
    ("gather*", "{gathered}"),
    ("multline", "{gathered}"),
    ("multline*", "{gathered}"),
    ("split", "{aligned}"),
];

/// What to write for a command and its argument.
const COMMANDS: [(&str, [&str; 2]); 5] = [
    ("\\tag", ["\\qquad\\text{(", ")}"]),
    ("\\tag*", ["\\qquad\\text{", "}"]),
    ("\\eqref", ["\\text{(", ")}"]),
    ("\\ref", ["\\text{", "}"]),
    ("\\mbox", ["\\text{", "}"]),
];

/// Commands that define others.
const DEFINITIONS: [&str; 11] = [
    "\\def",
    "\\gdef",
    "\\edef",
    "\\xdef",
    "\\let",
    "\\futurelet",
    "\\global",
    "\\long",
    "\\newcommand",
    "\\renewcommand",
    "\\providecommand",
];

/// Whether a formula may define commands.
pub(super) fn has_definitions(tex: &str) -> bool {
    tex.contains('\\') && DEFINITIONS.iter().any(|command| tex.contains(command))
}

/// Returns a formula in terms that KaTeX knows.
pub(super) fn rewritten(tex: &str) -> String {
    let mut written = String::with_capacity(tex.len());
    let mut rest = tex;
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at(at);
        written.push_str(before);
        let (command, after) = split_command(from);
        rest = match split_argument(after) {
            Some((argument, end)) if replace(command, argument, &mut written) => end,
            _ => {
                written.push_str(command);
                after
            }
        };
    }
    written.push_str(rest);
    written
}

/// Writes what stands for a command with its argument. Returns `false` if it stays.
fn replace(command: &str, argument: &str, written: &mut String) -> bool {
    match command {
        "\\label" => {}
        "\\begin" | "\\end" => {
            let Some((_, replacement)) = ENVIRONMENTS.iter().find(|(name, _)| *name == argument) else {
                return false;
            };
            // Only the start has the columns.
            let name = replacement.split_inclusive('}').next().unwrap_or_default();
            written.extend([command, if command == "\\begin" { replacement } else { name }]);
        }
        _ => {
            let Some((_, [before, after])) = COMMANDS.iter().find(|(name, _)| *name == command) else {
                return false;
            };
            written.extend([*before, argument, *after]);
        }
    }
    true
}

/// Splits off a command: letters with a star, or one other character.
fn split_command(from: &str) -> (&str, &str) {
    let name = from.strip_prefix('\\').unwrap_or(from);
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = match name.get(letters..).and_then(|rest| rest.chars().next()) {
        Some('*') if letters > 0 => letters + 1,
        Some(c) if letters == 0 => c.len_utf8(),
        _ => letters,
    };
    from.split_at_checked(1 + length).unwrap_or((from, ""))
}

/// Splits off an argument in braces, without them.
fn split_argument(after: &str) -> Option<(&str, &str)> {
    let inside = after.trim_start().strip_prefix('{')?;
    let (mut depth, mut is_escaped) = (1_usize, false);
    for (at, c) in inside.char_indices() {
        match c {
            _ if is_escaped => {
                is_escaped = false;
                continue;
            }
            '\\' => is_escaped = true,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((inside.get(..at)?, inside.get(at + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_labels_become_text() {
        assert_eq!(rewritten("a=b\\tag{1}\\label{eq:a}"), "a=b\\qquad\\text{(1)}");
        assert_eq!(rewritten("a \\tag*{$x_{1}$} b"), "a \\qquad\\text{$x_{1}$} b");
        assert_eq!(rewritten("\\eqref{a}\\mbox{b}\\reflectbox{c}"), "\\text{(a)}\\text{b}\\reflectbox{c}");
    }

    #[test]
    fn environments_may_be_anywhere() {
        assert_eq!(rewritten("\\begin{align*}a\\end{align*}"), "\\begin{aligned}a\\end{aligned}");
        assert_eq!(rewritten("\\begin{eqnarray}a\\end{eqnarray}"), "\\begin{array}{rcl}a\\end{array}");
        assert_eq!(rewritten("\\begin{cases}a\\end{cases}"), "\\begin{cases}a\\end{cases}");
    }

    #[test]
    fn everything_else_stays() {
        for tex in ["", "\\", "a\\\\b", "\\tag{a", "\\tag", "中\\中{}", "\\{\\}\\*", "\\tag\\{a\\}"] {
            assert_eq!(rewritten(tex), tex);
        }
        assert!(has_definitions("\\def\\a{b}") && !has_definitions("\\delta"));
    }
}
