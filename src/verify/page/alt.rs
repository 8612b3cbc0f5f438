//! Alternative texts of images, and which of them are meaningless.

use crate::chars::{is_punctuation, is_space};
use crate::csdn::images::{self, EXTENSIONS, FILE_NAME_STARTS, GENERIC_ALTS};
use crate::dom::Element;
use crate::verify::inventory::Label;
use crate::verify::visible::visible_text;

/// Prefixes of alternative texts that an editor or host generated.
const GENERATED_PREFIXES: [&str; 5] =
    ["watermark,", "mathtype@", "![", images::TRANSFER_MESSAGE, images::UPLOAD_MESSAGE];

/// Words that editors use for images, followed by a number.
const NUMBERED_WORDS: [&str; 2] = ["image", "图片"];

/// Returns the alternative text of the image at `url`.
pub(super) fn alt_of(image: Element<'_>, url: &str) -> Option<Label> {
    let alt = image.attribute("alt")?.trim_matches(is_space);
    let text = visible_text(alt);
    let file = |url: &str| {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        path.rsplit('/').next() == Some(alt)
    };
    let is_optional = file(url)
        || image.attribute("src").is_some_and(file)
        || is_meaningless(&alt.to_lowercase(), &text.to_lowercase());
    Some(Label { text, is_optional })
}

/// Whether an alternative text is a placeholder, a file name, a URL, or contains no word. `squeezed` is the text
/// without whitespace.
fn is_meaningless(alt: &str, squeezed: &str) -> bool {
    let path = alt.split('?').next().unwrap_or_default();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_');
    let is_numbered =
        |program: &str| squeezed.strip_prefix(program).is_some_and(|rest| rest.chars().all(is_number));
    let is_pictograph = |c: char| matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..);
    GENERIC_ALTS.iter().any(|known| known.chars().filter(|c| *c != ' ').eq(squeezed.chars()))
        || path.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension))
        || FILE_NAME_STARTS.iter().chain(&NUMBERED_WORDS).any(|program| is_numbered(program))
        || GENERATED_PREFIXES.iter().any(|prefix| squeezed.trim_start_matches('[').starts_with(prefix))
        || matches!(squeezed, "[emailprotected]")
        || squeezed
            .split_once(".listitem")
            .is_some_and(|(number, rest)| rest.is_empty() && number.chars().all(is_number))
        || squeezed.trim_end_matches('?').chars().all(|c| c.is_ascii_digit())
        || squeezed.chars().all(|c| is_punctuation(c) && !is_pictograph(c))
        || (!alt.contains(is_space) && is_machine_generated(alt))
}

/// Whether `word` is a URL, a hash, encoded data, or `image` with a number.
fn is_machine_generated(word: &str) -> bool {
    const MIN_HASH_LENGTH: usize = 16;
    const MIN_ENCODED_LENGTH: usize = 24;
    let is_encoded = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_');
    let number = word.strip_prefix("image").map(|rest| rest.trim_start_matches(['-', '_']));
    word.starts_with("//")
        || word.contains("://")
        || word.contains("?wx_fmt=")
        || number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
        || (word.len() >= MIN_HASH_LENGTH && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-'))
        || ((word.len() >= MIN_ENCODED_LENGTH || word.ends_with("==")) && word.chars().all(is_encoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_an_author_wrote() {
        let is_optional = |alt: &str| is_meaningless(&alt.to_lowercase(), &visible_text(alt).to_lowercase());
        for alt in ["系统结构图", "Figure 1: the whole pipeline", "图 1.2", "❌", "2.7.18", "img 标签", "C++"]
        {
            assert!(!is_optional(alt), "{alt}");
        }
        for alt in
            ["在这里插入图片描述", "IMG", "a b.png", "640?wx_fmt=png", "Image-2", "QQ截图2020", "07", "。。"]
        {
            assert!(is_optional(alt), "{alt}");
        }
    }
}
