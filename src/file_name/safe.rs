//! Characters and lengths that every file system allows.

use unicode_normalization::UnicodeNormalization as _;

use crate::chars::{is_invisible, is_space};
use crate::options::{FORBIDDEN, Profile};

/// Names that Windows reserves for devices, with any extension.
const DEVICES: &[&str] = &[
    "CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8",
    "COM9", "COM¹", "COM²", "COM³", "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8",
    "LPT9", "LPT¹", "LPT²", "LPT³", "CONIN$", "CONOUT$",
];

/// The maximum length of a name in characters, without extension.
pub(super) const MAX_CHARS: usize = 120;

/// The maximum length of a name in bytes, without extension: file systems allow 255, and suffixes must fit.
pub(super) const MAX_BYTES: usize = 200;

/// Makes `text` part of a safe name: replaces forbidden characters with spaces, collapses spaces, trims dots and spaces,
/// composes accents. Returns `None` when nothing is left.
pub(super) fn clean(text: &str, profile: Profile) -> Option<String> {
    let (also_forbidden, space) = match profile {
        // Characters that are invalid in Obsidian's links.
        Profile::Obsidian => ("[]#^", ' '),
        Profile::Jekyll => ("", '-'),
        Profile::Plain | Profile::Hugo | Profile::Hexo => ("", ' '),
    };
    let is_gap = |c: char| is_space(c) || FORBIDDEN.contains(c) || also_forbidden.contains(c);
    let words = text.nfc().filter(|c| !is_invisible(*c)).map(|c| if is_gap(c) { ' ' } else { c });
    bounded(words, ' ', space)
}

/// Returns `text` as part of a URL: letters and digits in lower case, with `-` between words.
pub(super) fn slug(text: &str) -> Option<String> {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    let is_mark = |c: char| c.general_category_group() == GeneralCategoryGroup::Mark;
    let lower = text.nfc().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase).nfc();
    bounded(lower.map(|c| if c.is_alphanumeric() || is_mark(c) { c } else { '-' }), '-', '-')
}

/// Collapses each run of `gap` to one `separator`, trims, and bounds the length.
fn bounded(chars: impl Iterator<Item = char>, gap: char, separator: char) -> Option<String> {
    let mut text = String::new();
    let mut is_after_gap = false;
    for c in chars {
        if text.len() > MAX_BYTES {
            break;
        }
        if c == gap || text.is_empty() && c == '.' {
            is_after_gap = true;
            continue;
        }
        if std::mem::take(&mut is_after_gap) && !text.is_empty() {
            text.push(separator);
        }
        text.push(c);
    }
    let text = shorten(&text);
    (!text.is_empty()).then(|| text.to_owned())
}

/// Joins the parts of a name, shortening the longest ones if it would be too long.
pub(super) fn fit(mut parts: Vec<String>) -> String {
    let is_too_long = |parts: &[String]| {
        let (bytes, chars) = parts
            .iter()
            .fold((0, 0), |(bytes, chars), part| (bytes + part.len(), chars + part.chars().count()));
        bytes > MAX_BYTES || chars > MAX_CHARS
    };
    while is_too_long(&parts) {
        let longest = parts.iter_mut().max_by_key(|part| part.len());
        if longest.and_then(String::pop).is_none() {
            break;
        }
    }
    let name = parts.concat();
    let name = shorten(name.trim_start_matches(['.', ' ']));
    let device = name.split('.').next().unwrap_or_default().trim_end();
    let is_device = DEVICES.iter().any(|known| known.eq_ignore_ascii_case(device));
    if is_device || name.is_empty() { format!("_{name}") } else { name.to_owned() }
}

fn shorten(name: &str) -> &str {
    let ends = name.char_indices().map(|(start, c)| start + c.len_utf8());
    let end = ends.take(MAX_CHARS).take_while(|end| *end <= MAX_BYTES).last().unwrap_or(0);
    name.get(..end).unwrap_or_default().trim_end_matches(['.', ' '])
}
