//! TeX in a form that survives a Markdown parser.

/// Joins `tex` into one line. In a cell, `\|` is replaced, as its bar would end the cell. Returns the source as an
/// error if it must become code.
pub(super) fn line(tex: &str, in_cell: bool) -> Result<String, String> {
    let lines = lines(tex);
    let joined = lines.iter().fold(String::new(), |mut line, next| {
        append(&mut line, next);
        line
    });
    delimiter_safe(&joined).map(|tex| if in_cell { without_bars(&tex) } else { tex })
}

/// Whether [`line`] is certain to return `tex` as it is, in a cell too.
pub(super) fn is_settled_line(tex: &str) -> bool {
    let (mut depth, mut escaped, mut is_sound) = (0_i64, false, true);
    for byte in tex.bytes() {
        depth += if escaped { 0 } else { i64::from(byte == b'{') - i64::from(byte == b'}') };
        is_sound &= depth >= 0 && !matches!(byte, b'\0' | b'\n' | b'\r' | b'$' | b'|');
        escaped = byte == b'\\' && !escaped;
    }
    is_sound && depth == 0 && !tex.is_empty() && !tex.ends_with('\\') && tex.trim().len() == tex.len()
}

/// Replaces `\|` with the equivalent `\Vert`.
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

/// Returns `tex` without blank lines and without lines that would open a block. Returns the source as an error if it
/// must become code.
pub(super) fn block(tex: &str) -> Result<String, String> {
    let mut done: Vec<String> = Vec::new();
    for line in lines(tex) {
        match done.last_mut() {
            Some(before) if opens_block(line.trim_start()) => append(before, line),
            None if opens_block(line.trim_start()) => done.push(format!("{{}}{line}")),
            _ => done.push(line.to_owned()),
        }
    }
    delimiter_safe(&done.join("\n"))
}

fn lines(tex: &str) -> Vec<&str> {
    tex.trim().split(['\n', '\r']).map(str::trim_end).filter(|line| !line.is_empty()).collect()
}

/// Appends `next` to `line`, after removing the comment of `line`.
fn append(line: &mut String, next: &str) {
    let comment = unescaped(line, '%').next();
    line.truncate(comment.unwrap_or(line.len()));
    line.truncate(line.trim_end().len());
    if !line.is_empty() {
        line.push(' ');
    }
    line.push_str(next.trim_start());
}

/// Returns the positions of each `c` in `tex` that has no backslash before it.
fn unescaped(tex: &str, c: char) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    tex.char_indices().filter_map(move |(index, found)| {
        let is_match = found == c && !escaped;
        escaped = found == '\\' && !escaped;
        is_match.then_some(index)
    })
}

/// Removes what would end the formula: dollar signs become `\(` and `\)`, and trailing backslashes are dropped.
///
/// Unbalanced braces are not valid TeX, and the source is returned as an error.
fn delimiter_safe(tex: &str) -> Result<String, String> {
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

/// Whether `line` in a paragraph would open or underline a block.
fn opens_block(line: &str) -> bool {
    let mut rest = line.chars();
    let Some(first) = rest.next() else { return false };
    let next = rest.next();
    let is_gap = |c: Option<char>| c.is_none_or(char::is_whitespace);
    match first {
        '>' => true,
        '#' => is_gap(line.trim_start_matches('#').chars().next()),
        '-' | '+' | '*' if is_gap(next) => true,
        '-' | '*' | '_' | '=' | ':' | '|' => {
            line.chars().all(|c| matches!(c, '-' | '*' | '_' | '=' | ':' | '|' | ' '))
        }
        '`' | '~' => line.starts_with("```") || line.starts_with("~~~"),
        '<' => next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
        '0'..='9' => {
            let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
            after.strip_prefix(['.', ')']).is_some_and(|rest| is_gap(rest.chars().next()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_lines_that_are_blank_or_open_a_block() {
        assert_eq!(block("a % b\n\n- c\n= d").unwrap(), "a - c\n= d");
        assert_eq!(block("- a").unwrap(), "{}- a");
        assert_eq!(line("a\n+ b", false).unwrap(), "a + b");
    }

    #[test]
    fn dollar_signs_do_not_end_the_formula() {
        assert_eq!(line("\\text{if $x$}", false).unwrap(), "\\text{if \\(x\\)}");
        assert_eq!(line("5$ a", false).unwrap(), "5\\$ a");
        assert_eq!(line("a\\$\\", false).unwrap(), "a\\${}");
    }

    #[test]
    fn unbalanced_braces_make_code() {
        assert_eq!(line("{a", false), Err("{a".to_owned()));
        assert!(line("\\{a", false).is_ok());
    }
}
