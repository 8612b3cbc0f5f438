//! TeX as a Markdown parser can give it back.

/// `tex` in one line, or else the source as code; in a cell without `\|`, whose bar would end it.
pub(super) fn line(tex: &str, in_cell: bool) -> Result<String, String> {
    let lines = lines(tex);
    let joined = lines.iter().fold(String::new(), |mut line, next| {
        append(&mut line, next);
        line
    });
    written(&joined).map(|tex| if in_cell { without_bars(&tex) } else { tex })
}

/// `tex` with `\Vert`, which is the same, for `\|`.
fn without_bars(tex: &str) -> String {
    let mut parts = tex.split("\\|");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("\\Vert");
        if part.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// `tex` on lines of its own, none of them blank and none that would open a block; or else the source as code.
pub(super) fn block(tex: &str) -> Result<String, String> {
    let mut done: Vec<String> = Vec::new();
    for line in lines(tex) {
        match done.last_mut() {
            Some(before) if opens_block(line.trim_start()) => append(before, line),
            None if opens_block(line.trim_start()) => done.push(format!("{{}}{line}")),
            _ => done.push(line.to_owned()),
        }
    }
    written(&done.join("\n"))
}

fn lines(tex: &str) -> Vec<&str> {
    tex.trim().split(['\n', '\r']).map(str::trim_end).filter(|line| !line.is_empty()).collect()
}

/// Appends `next` to `line`, which loses its comment.
fn append(line: &mut String, next: &str) {
    let comment = unescaped(line, '%').next();
    line.truncate(comment.unwrap_or(line.len()));
    line.truncate(line.trim_end().len());
    if !line.is_empty() {
        line.push(' ');
    }
    line.push_str(next.trim_start());
}

/// The places of `c` in `tex` without a backslash before it.
fn unescaped(tex: &str, c: char) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    tex.char_indices().filter_map(move |(index, found)| {
        let counts = found == c && !escaped;
        escaped = found == '\\' && !escaped;
        counts.then_some(index)
    })
}

/// `tex` without what would end the formula: dollar signs become `\(` and `\)`, and backslashes at the end go.
///
/// Braces must pair up; TeX that fails this is no TeX, and is given back as it was.
fn written(tex: &str) -> Result<String, String> {
    let mut tex = tex.replace('\0', "");
    let mut depth = 0_i64;
    let mut pairs = true;
    let mut escaped = false;
    for c in tex.chars() {
        depth += if escaped { 0 } else { i64::from(c == '{') - i64::from(c == '}') };
        pairs &= depth >= 0;
        escaped = c == '\\' && !escaped;
    }
    if depth != 0 || !pairs {
        return Err(tex);
    }
    tex.truncate(tex.trim_end_matches(|c: char| c == '\\' || c.is_whitespace()).len());
    Ok(without_dollars(&tex))
}

fn without_dollars(tex: &str) -> String {
    let pair = unescaped(tex, '$').count().is_multiple_of(2);
    let mut out = String::with_capacity(tex.len());
    let mut rest = 0;
    for (count, index) in unescaped(tex, '$').enumerate() {
        out.push_str(tex.get(rest..index).unwrap_or_default());
        out.push_str(match count % 2 {
            _ if !pair => "\\$",
            0 => "\\(",
            _ => "\\)",
        });
        rest = index + 1;
    }
    out.push_str(tex.get(rest..).unwrap_or_default());
    if out.ends_with('$') {
        out.push_str("{}");
    }
    out
}

/// Whether a line of a paragraph that begins with `line` would open or underline a block.
fn opens_block(line: &str) -> bool {
    let mut rest = line.chars();
    let Some(first) = rest.next() else { return false };
    let next = rest.next();
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    match first {
        '>' => true,
        '#' => is_blank(line.trim_start_matches('#').chars().next()),
        '-' | '+' | '*' if is_blank(next) => true,
        '-' | '*' | '_' | '=' | ':' | '|' => {
            line.chars().all(|c| matches!(c, '-' | '*' | '_' | '=' | ':' | '|' | ' '))
        }
        '`' | '~' => line.starts_with("```") || line.starts_with("~~~"),
        '<' => next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
        '0'..='9' => {
            let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
            after.strip_prefix(['.', ')']).is_some_and(|rest| is_blank(rest.chars().next()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_blank_or_opens_a_block() {
        assert_eq!(block("a % b\n\n- c\n= d").unwrap(), "a - c\n= d");
        assert_eq!(block("- a").unwrap(), "{}- a");
        assert_eq!(line("a\n+ b", false).unwrap(), "a + b");
    }

    #[test]
    fn dollars_do_not_end_the_formula() {
        assert_eq!(line("\\text{if $x$}", false).unwrap(), "\\text{if \\(x\\)}");
        assert_eq!(line("5$ a", false).unwrap(), "5\\$ a");
        assert_eq!(line("a\\$\\", false).unwrap(), "a\\${}");
    }

    #[test]
    fn braces_that_do_not_pair_make_code() {
        assert_eq!(line("{a", false), Err("{a".to_owned()));
        assert!(line("\\{a", false).is_ok());
    }
}
