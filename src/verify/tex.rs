//! TeX in the form in which formulas are compared.

use super::inventory::is_letter;
use crate::chars::is_blank;
use crate::csdn::math::TEX_FUNCTIONS;

/// TeX without white space, comments and what differs by where it stands: `$` and `\(`, `\|` and `\Vert`.
pub(super) fn comparable(tex: &str) -> String {
    let done = uncommented(tex);
    let done = done.replace("\\Vert", "\\|").replace("\\(", "$").replace("\\)", "$").replace("\\$", "$");
    let done = done.trim_matches('$').trim_start_matches("{}");
    done.trim_end_matches('\\').to_owned()
}

/// The letters of TeX, without its comments.
pub(super) fn uncommented(tex: &str) -> String {
    let mut lines = tex.trim_matches(is_blank).lines().peekable();
    let mut done = String::with_capacity(tex.len());
    while let Some(line) = lines.next() {
        let comment = line.match_indices('%').map(|(at, _)| at).find(|at| {
            let before = line.get(..*at).unwrap_or_default();
            (before.len() - before.trim_end_matches('\\').len()) % 2 == 0
        });
        let kept = comment.filter(|_| lines.peek().is_some()).and_then(|at| line.get(..at)).unwrap_or(line);
        done.extend(kept.chars().filter(|c| is_letter(*c)));
    }
    done
}

/// Stands before the fractions, roots and letters of a formula whose TeX is lost.
pub(super) const REBUILT: char = '≈';

/// The letters and digits of a formula, its commands left out but for those that show as words.
pub(super) fn without_commands(tex: &str) -> String {
    let mut parts = tex.split('\\');
    let mut done = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(part.len());
        let (command, rest) = part.split_at(end);
        done.push_str(if TEX_FUNCTIONS.contains(&command) { command } else { "" });
        done.push_str(rest);
    }
    done.retain(|c| c.is_ascii_alphanumeric());
    done
}

/// Whether two comparable formulas are one.
pub(super) fn is_same(page: &str, markdown: &str) -> bool {
    page == markdown
        || page.strip_prefix(REBUILT).is_some_and(|rebuilt| {
            let count = |command| markdown.matches(command).count();
            rebuilt == format!("{} {} {}", count("\\frac"), count("\\sqrt"), without_commands(markdown))
        })
}
