//! Formulas that only colour words: `$\\color{red}{重点}$` (dialect `katex-false`).

use crate::chars::is_cjk;
use crate::csdn::math::{COLOUR_COMMANDS, TEXT_COMMANDS};

/// Characters that words do not have.
const OF_FORMULAS: &str = "_^=+<>|&";

/// The length in ASCII letters above which a word is not a product of variables.
const MAX_SYMBOLS_LENGTH: usize = 3;

/// Returns the words that `tex` colours, or `None` if it is a formula.
pub(super) fn coloured_words(tex: &str) -> Option<String> {
    let mut parts = tex.split('\\');
    let before = bare(parts.next()?);
    let mut words = String::new();
    let mut has_colour = false;
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(part.len());
        let (command, rest) = part.split_at(end);
        if COLOUR_COMMANDS.contains(&command) {
            has_colour = true;
            words.push_str(&bare(rest.trim_start().strip_prefix('{')?.split_once('}')?.1));
        } else if TEXT_COMMANDS.contains(&command) {
            words.push_str(&bare(rest));
        } else if command.is_empty() && rest.starts_with([' ', ',', ';', ':', '!']) {
            words.extend([" ", &bare(rest.get(1..)?)]);
        } else {
            return None;
        }
    }
    // The site may leave the glyphs on the line of the source.
    let is_repeated = !before.trim().is_empty() && letters(&before) == letters(&words);
    let words = if is_repeated { words } else { before + &words };
    (has_colour && !words.contains(|c| OF_FORMULAS.contains(c)) && holds_word(&words)).then_some(words)
}

/// Returns `text` without braces, with spaces for `~`.
fn bare(text: &str) -> String {
    text.replace(['{', '}'], "").replace('~', " ")
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn holds_word(text: &str) -> bool {
    let is_long = |word: &str| word.len() > MAX_SYMBOLS_LENGTH;
    text.contains(is_cjk) || text.split(|c: char| !c.is_ascii_alphabetic()).any(is_long)
}

#[cfg(test)]
mod tests {
    use super::coloured_words;

    #[test]
    fn coloured_words_are_no_formula() {
        for (tex, words) in [
            (r"\color{red}{重点}", "重点"),
            (r"重点 \color{red}{重点}", "重点"),
            (r"先看\color{#f00}{重点}", "先看重点"),
            (r"{\color{blue}\textbf{注意~事项}}", "注意 事项"),
            (r"\textcolor{red}{Warning}", "Warning"),
        ] {
            assert_eq!(coloured_words(tex).as_deref(), Some(words), "{tex}");
        }
        for tex in
            [r"\color{red}{x}", r"\color{red}{长=宽}", r"\frac{\color{red}{长}}{宽}", r"\text{长}", "长", ""]
        {
            assert_eq!(coloured_words(tex), None, "{tex}");
        }
    }
}
