//! Alternative texts of pictures, and which of them say nothing.

use crate::chars::{is_blank, is_punctuation};
use crate::csdn::images::{self, EXTENSIONS, FILE_NAME_STARTS, GENERIC_ALTS};
use crate::dom::Element;
use crate::verify::inventory::{Label, letters};

/// How alternative texts begin that an editor or a host made up.
const BEGINNINGS: [&str; 3] = ["watermark,", "![", images::TRANSFER_MESSAGE];

/// Words of editors that numbers follow.
const NUMBERED_WORDS: [&str; 2] = ["image", "图片"];

/// The alternative text of the picture at `address`.
pub(super) fn alt_of(image: Element<'_>, address: &str) -> Option<Label> {
    let alt = image.attribute("alt")?.trim_matches(is_blank);
    let text = letters(alt);
    let file = |address: &str| {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        path.rsplit('/').next() == Some(alt)
    };
    let may_go = file(address)
        || image.attribute("src").is_some_and(file)
        || says_nothing(&alt.to_lowercase(), &text.to_lowercase());
    Some(Label { text, may_go })
}

/// Whether an alternative text is a placeholder, the name of a file, an address, or no word at all. `squeezed` is all of
/// it but white space.
fn says_nothing(alt: &str, squeezed: &str) -> bool {
    let path = alt.split('?').next().unwrap_or_default();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '_');
    let is_numbered =
        |program: &str| squeezed.strip_prefix(program).is_some_and(|rest| rest.chars().all(is_number));
    let is_pictograph = |c: char| matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..);
    GENERIC_ALTS.iter().any(|known| known.chars().filter(|c| *c != ' ').eq(squeezed.chars()))
        || path.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension))
        || FILE_NAME_STARTS.iter().chain(&NUMBERED_WORDS).any(|program| is_numbered(program))
        || BEGINNINGS.iter().any(|beginning| alt.trim_start_matches('[').starts_with(beginning))
        || squeezed == "[emailprotected]"
        || squeezed.trim_end_matches('?').chars().all(|c| c.is_ascii_digit())
        || squeezed.chars().all(|c| is_punctuation(c) && !is_pictograph(c))
        || (!alt.contains(is_blank) && is_of_machine(alt))
}

/// Whether `word` is an address, a hash, something encoded, or a number with `image` before it.
fn is_of_machine(word: &str) -> bool {
    const HASH: usize = 16;
    const ENCODED: usize = 24;
    let is_encoded = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_');
    let number = word.strip_prefix("image").map(|rest| rest.trim_start_matches(['-', '_']));
    word.starts_with("//")
        || word.contains("://")
        || word.contains("?wx_fmt=")
        || number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
        || (word.len() >= HASH && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-'))
        || ((word.len() >= ENCODED || word.ends_with("==")) && word.chars().all(is_encoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_author_wrote_stays() {
        let may_go = |alt: &str| says_nothing(&alt.to_lowercase(), &letters(alt).to_lowercase());
        for alt in ["系统结构图", "Figure 1: the whole pipeline", "图 1.2", "❌", "2.7.18", "img 标签", "C++"]
        {
            assert!(!may_go(alt), "{alt}");
        }
        for alt in
            ["在这里插入图片描述", "IMG", "a b.png", "640?wx_fmt=png", "Image-2", "QQ截图2020", "07", "。。"]
        {
            assert!(may_go(alt), "{alt}");
        }
    }
}
