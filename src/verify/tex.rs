//! TeX in the form in which formulas are compared.

use super::visible::is_visible;
use crate::chars::{is_cjk, is_space};
use crate::csdn::math::{COLOUR_COMMANDS, TEX_FUNCTIONS, TEXT_COMMANDS};

/// Normalises TeX: without whitespace, comments and spelling variants such as `$` and `\(`, or `\|` and `\Vert`.
pub(super) fn normalized(tex: &str) -> String {
    let done = without_comments(tex);
    let done = done.replace("\\Vert", "\\|").replace("\\(", "$").replace("\\)", "$").replace("\\$", "$");
    let done = done.trim_matches('$').trim_start_matches("{}");
    done.trim_end_matches('\\').to_owned()
}

/// Returns the visible characters of TeX, without comments.
pub(super) fn without_comments(tex: &str) -> String {
    let mut lines = tex.trim_matches(is_space).lines().peekable();
    let mut done = String::with_capacity(tex.len());
    while let Some(line) = lines.next() {
        let comment = line.match_indices('%').map(|(at, _)| at).find(|at| {
            let before = line.get(..*at).unwrap_or_default();
            (before.len() - before.trim_end_matches('\\').len()) % 2 == 0
        });
        let kept = comment.filter(|_| lines.peek().is_some()).and_then(|at| line.get(..at)).unwrap_or(line);
        done.extend(kept.chars().filter(|c| is_visible(*c)));
    }
    done
}

/// The prefix of a formula whose TeX is lost, before the numbers of fractions and roots and its letters.
pub(super) const REBUILT: char = '≈';

/// Returns the letters and digits of a formula. Commands are dropped, unless they are shown as words.
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

/// Returns the visible characters of a formula that only colours words, or `None` if it is one.
pub(super) fn coloured_words(tex: &str) -> Option<String> {
    let (before, mut rest) = tex.split_at(tex.find('\\')?);
    let mut words = String::new();
    let mut colours = 0;
    while let Some(command) = rest.strip_prefix('\\') {
        let length = command.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(command.len());
        let (name, after) = command.split_at(length);
        let after = if COLOUR_COMMANDS.contains(&name) {
            colours += 1;
            after.trim_start_matches(is_space).strip_prefix('{')?.split_once('}')?.1
        } else if name.is_empty() {
            after.strip_prefix([' ', ',', ';', ':', '!'])?
        } else if TEXT_COMMANDS.contains(&name) {
            after
        } else {
            return None;
        };
        let end = after.find('\\').unwrap_or(after.len());
        words.push_str(after.get(..end)?);
        rest = after.get(end..)?;
    }
    let shown = |text: &str| text.replace(['{', '}', '~'], " ");
    let (before, words) = (shown(before), shown(&words));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let all = if letters(&before) == letters(&words) { words } else { before + &words };
    let is_word =
        all.contains(is_cjk) || all.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() > 3);
    (colours > 0 && is_word && !all.contains(['_', '^', '=', '+', '<', '>', '|', '&'])).then_some(all)
}

/// Whether two normalised formulas are the same.
pub(super) fn is_same(page: &str, markdown: &str) -> bool {
    page == markdown
        || page.strip_prefix(REBUILT).is_some_and(|rebuilt| {
            let count = |command| markdown.matches(command).count();
            rebuilt == format!("{} {} {}", count("\\frac"), count("\\sqrt"), without_commands(markdown))
        })
}
