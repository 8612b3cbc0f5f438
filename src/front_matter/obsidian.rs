//! Tags that Obsidian accepts: letters, digits, `_` and `-`; no spaces; not only digits.

use crate::chars::{is_cjk_punctuation, is_joiner};

/// Invalid characters that distinguish tags: `C++` and `C#` must not both become `C`.
const WORDS: &[(&str, &str)] = &[("++", "pp"), ("#", "sharp")];

/// Replaces characters that Obsidian does not accept with `-`, including slashes, which would make nested tags. Returns
/// `None` when nothing is left.
pub(super) fn tag(tag: &str) -> Option<String> {
    let worded = WORDS.iter().fold(tag.to_owned(), |tag, (sign, word)| tag.replace(sign, word));
    let mut clean = String::with_capacity(worded.len());
    for c in worded.chars() {
        if is_accepted(c) {
            clean.push(c);
        } else if !clean.ends_with('-') {
            clean.push('-');
        }
    }
    let clean = clean.trim_matches('-');
    match clean {
        "" => None,
        digits if digits.chars().all(|c| c.is_ascii_digit() || c == '-') => Some(format!("_{digits}")),
        clean => Some(clean.to_owned()),
    }
}

fn is_accepted(c: char) -> bool {
    let is_sign = c.is_ascii() || is_cjk_punctuation(c) || c.is_whitespace() || c.is_control();
    c.is_alphanumeric()
        || matches!(c, '_' | '-')
        || is_joiner(c)
        || !(is_sign || ('\u{2000}'..='\u{206f}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn tags_contain_only_accepted_characters() {
        for (from, to) in [
            ("微信小程序", "微信小程序"),
            ("Spring Boot", "Spring-Boot"),
            ("C++11", "Cpp11"),
            ("C#", "Csharp"),
            ("TCP/IP", "TCP-IP"),
            (".NET", "NET"),
            ("Node.js", "Node-js"),
            ("2024", "_2024"),
            ("甲、乙", "甲-乙"),
            ("🎉", "🎉"),
        ] {
            assert_eq!(tag(from).as_deref(), Some(to), "{from}");
        }
        assert_eq!(tag("？"), None);
    }
}
