//! Character classes for whitespace and emphasis in Chinese text, and letters for comparison.

use std::borrow::Cow;
use std::iter;

use memchr::{memchr, memchr_iter};
use unicode_normalization::UnicodeNormalization as _;

/// Whether `c` is a Chinese, Japanese or Korean character.
///
/// ```
/// use csdown::stages::chars::is_cjk;
/// assert!(is_cjk('中') && is_cjk('か') && !is_cjk('，') && !is_cjk('a'));
/// ```
pub const fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}'       // radicals
        | '\u{3005}'..='\u{3007}'     // 々〆〇
        | '\u{3040}'..='\u{30ff}'     // kana
        | '\u{3105}'..='\u{312f}'     // bopomofo
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'     // hangul
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3134f}')
}

/// Whether `c` is full-width punctuation, or a quotation mark or dash that is full-width in Chinese text.
///
/// ```
/// use csdown::stages::chars::is_cjk_punctuation;
/// assert!(is_cjk_punctuation('。') && is_cjk_punctuation('“') && !is_cjk_punctuation('.'));
/// ```
pub const fn is_cjk_punctuation(c: char) -> bool {
    matches!(c,
        '\u{2014}' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' | '\u{2026}' | '\u{00b7}'
        | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{303f}'
        | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}'
        | '\u{ffe0}'..='\u{ffe6}')
}

/// Whether `c` is invisible: zero-width spaces, byte order marks, soft hyphens, bidi controls, C0 and C1 controls
/// (dialect `ch-zw`). Joiners are not included: see [`is_joiner`].
pub const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{00ad}'
        | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}'
        | '\u{0}'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}')
}

/// Whether `c` is ZWJ or ZWNJ, which matter in emoji and some scripts and are noise elsewhere.
pub const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether `c` is whitespace that browsers or editors show as a space: ASCII, NBSP, U+3000 and others (dialect `nbsp`).
pub const fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Whether `c` is neither whitespace nor invisible.
pub(crate) const fn is_visible(c: char) -> bool {
    is_plain(c) || !(is_space(c) || is_invisible(c))
}

/// Replaces `\r\n` and `\r` with `\n`.
pub(crate) fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    let mut lines = String::with_capacity(text.len());
    let mut written = 0;
    for at in memchr_iter(b'\r', text.as_bytes()) {
        lines.push_str(text.get(written..at).unwrap_or_default());
        written = at + 1;
        if text.as_bytes().get(written) != Some(&b'\n') {
            lines.push('\n');
        }
    }
    lines.push_str(text.get(written..).unwrap_or_default());
    lines.into()
}

/// Returns the lines of `text`, like `split('\n')`.
pub(crate) fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    split_at(text, b'\n')
}

/// Returns the parts of `text` between these ASCII characters, like `split`. The standard library searches bytes one by
/// one.
pub(crate) fn split_at(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    iter::from_fn(move || {
        let text = rest?;
        let (part, after) = text.split_at(memchr(separator, text.as_bytes()).unwrap_or(text.len()));
        rest = after.get(1..);
        Some(part)
    })
}

/// Removes leading whitespace in ASCII, of which nearly all is indentation.
pub(crate) fn trim_ascii_start(text: &str) -> &str {
    let mut rest = text.strip_prefix('\n').unwrap_or(text);
    while let Some(after) = rest.strip_prefix(INDENTATION) {
        rest = after;
    }
    rest.trim_ascii_start()
}

/// Removes trailing whitespace in ASCII, of which nearly all is the indentation of what follows.
pub(crate) fn trim_ascii_end(text: &str) -> &str {
    let mut rest = text;
    while let Some(before) = rest.strip_suffix(INDENTATION) {
        rest = before;
    }
    rest.trim_ascii_end()
}

/// As many spaces as a processor compares at once, and not more than most indentation has.
const INDENTATION: &str = "    ";

/// Removes leading whitespace.
pub(crate) fn trim_start(text: &str) -> &str {
    // Nearly all whitespace is ASCII, which is faster to trim.
    let text = trim_ascii_start(text);
    if starts_like_space(text) { text.trim_start_matches(is_space) } else { text }
}

/// Whether `text` may start with whitespace outside of ASCII.
pub(crate) const fn starts_like_space(text: &str) -> bool {
    matches!(text.as_bytes(), [0xc2 | 0xe1..=0xe3, ..])
}

/// Removes trailing whitespace.
pub(crate) fn trim_end(text: &str) -> &str {
    let text = trim_ascii_end(text);
    let may_be_longer = matches!(text.as_bytes(), [.., 0xc2, _] | [.., 0xe1..=0xe3, _, _]);
    if may_be_longer { text.trim_end_matches(is_space) } else { text }
}

/// Whether `c` is a sign that authors draw lines of: a dash, an asterisk, a wave.
pub(crate) const fn is_line_sign(c: char) -> bool {
    matches!(
        c,
        '-' | '=' | '*' | '_' | '~' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{2504}'
                | '\u{2505}'
                | '\u{2550}'
                | '\u{30fc}'
                | '\u{ff0a}'
                | '\u{ff0d}'
                | '\u{ff1d}'
                | '\u{ff3f}'
                | '\u{ff5e}'
    )
}

/// Returns the letters and digits of `text` in the form in which titles and headings are compared: NFKC, lower case.
pub(crate) fn letters(text: &str) -> String {
    if text.chars().all(is_common) { common_letters(text) } else { normalized_letters(text) }
}

fn normalized_letters(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns the letters and digits of text in which every character [`is_common`].
fn common_letters(text: &str) -> String {
    let is_letter = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '\u{4e00}'..='\u{9fff}');
    let mut letters = String::with_capacity(text.len());
    letters.extend(text.chars().filter(is_letter).map(|c| c.to_ascii_lowercase()));
    letters
}

/// Whether `c` is ASCII, Chinese, or punctuation of either: NFKC changes none of the letters among these.
const fn is_common(c: char) -> bool {
    matches!(c,
        '\0'..='\x7f' | '\u{2013}'..='\u{201d}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

/// Whether `c` is certainly neither whitespace, invisible nor private-use. A quick check that covers almost all text.
pub(crate) const fn is_plain(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{d7ff}' | '\u{ff01}'..='\u{ffef}')
}

/// Returns a lower bound for the length in bytes of the plain characters at the beginning of `text`.
pub(crate) fn plain_start(text: &str) -> usize {
    let mut at = 0;
    while let Some(rest) = text.as_bytes().get(at..) {
        at += match rest {
            [b'!'..=b'~', ..] => 1,
            // U+4000 to U+CFFF, and of U+3000 to U+3FFF all but the first; U+2010 to U+2027; U+FF01 to U+FFBF.
            [0xe4..=0xec, ..]
            | [0xe3, 0x81..=0xbf, ..]
            | [0xe3, 0x80, 0x81..=0xbf, ..]
            | [0xe2, 0x80, 0x90..=0xa7, ..]
            | [0xef, 0xbd | 0xbe, ..]
            | [0xef, 0xbc, 0x81..=0xbf, ..] => 3,
            _ => break,
        };
    }
    at
}

/// Whether `text` has only single spaces and visible characters that need no replacement. Almost all texts do, and many
/// bytes are checked at once.
pub(crate) fn is_simple(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((last, [.., a, b])) = bytes.last_chunk().zip(bytes.last_chunk::<2>()) else {
        // The padding is simple.
        let mut padded = [b'!'; 2 * BLOCK + 2];
        padded.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        let is_longer = bytes.len() > BLOCK;
        return !(padded.first_chunk().is_some_and(has_odd)
            || is_longer && padded.last_chunk().is_some_and(has_odd));
    };
    let mut rest = bytes;
    while let Some((block, after)) = rest.first_chunk().zip(rest.get(BLOCK..)) {
        if has_odd(block) {
            return false;
        }
        rest = after;
    }
    // The last block overlaps the one before it.
    !(has_odd(last) || is_odd(*a, *b, b'!') || is_odd(*b, b'!', b'!'))
}

/// The number of bytes checked at once, with two more after them.
const BLOCK: usize = 16;

/// Whether a character that is not simple begins at one of the first bytes.
fn has_odd(bytes: &[u8; BLOCK + 2]) -> bool {
    any(bytes, may_be_odd) && has_exactly_odd(bytes)
}

/// The same, where the quick check does not suffice. Out of line, so that the code for most texts stays small.
#[inline(never)]
fn has_exactly_odd(bytes: &[u8; BLOCK + 2]) -> bool {
    any(bytes, is_odd)
}

/// Whether `is` holds for one of the first bytes and the two after it.
fn any(bytes: &[u8; BLOCK + 2], is: impl Fn(u8, u8, u8) -> bool) -> bool {
    let (second, third) = (bytes.iter().skip(1), bytes.iter().skip(2));
    bytes.iter().zip(second).zip(third).fold(false, |found, ((&a, &b), &c)| found | is(a, b, c))
}

/// A check with fewer operations than [`is_odd`] that holds whenever that does, and for a few characters of Chinese text.
#[expect(clippy::needless_bitwise_bool, reason = "short-circuiting prevents vectorization")]
const fn may_be_odd(a: u8, b: u8, c: u8) -> bool {
    (a < b' ')
        | (a == 0x7f)
        | matches!(a, 0xc0..=0xe2)
        | (a == 0xee)
        | ((a == b' ') & (b == b' '))
        | ((a == 0xe3) & (c == 0x80))
        | ((a == 0xef) & (b | 1 != 0xbd))
}

/// Whether a character that is not simple begins with these bytes.
#[expect(clippy::needless_bitwise_bool, reason = "short-circuiting prevents vectorization")]
const fn is_odd(a: u8, b: u8, c: u8) -> bool {
    (a < b' ')
        | matches!(a, 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xee)
        | ((a == b' ') & (b == b' '))
        | ((a == 0xe2) & ((b == 0x81) | ((b == 0x80) & matches!(c, 0..=0x8f | 0xa8..=0xaf))))
        | ((a == 0xe3) & (b == 0x80) & (c == 0x80))
        | ((a == 0xef) & matches!(b, 0..=0xa3 | 0xbb))
}

/// Whether CommonMark counts `c` as punctuation: the Unicode general categories P and S.
///
/// ```
/// use csdown::stages::chars::is_punctuation;
/// assert!(is_punctuation('*') && is_punctuation('：') && is_punctuation('→') && !is_punctuation('文'));
/// ```
pub fn is_punctuation(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup as Group, UnicodeGeneralCategory};
    match c {
        '\0'..='\x7f' => return c.is_ascii_punctuation(),
        // Most Chinese text needs no lookup.
        '\u{4e00}'..='\u{9fff}' => return false,
        _ => {}
    }
    matches!(c.general_category_group(), Group::Punctuation | Group::Symbol)
}

/// Whether `c` is a symbol outside of ASCII: the Unicode general category S.
pub(crate) fn is_symbol(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    !matches!(c, '\0'..='\x7f' | '\u{4e00}'..='\u{9fff}')
        && c.general_category_group() == GeneralCategoryGroup::Symbol
}

/// Symbols of Wingdings and Symbol in the private use area, with their Unicode equivalents (dialect `ch-pua`).
const SYMBOLS: [(char, char); 10] = [
    ('\u{f06c}', '•'),
    ('\u{f0b7}', '•'),
    ('\u{f06e}', '■'),
    ('\u{f0a7}', '■'),
    ('\u{f075}', '◆'),
    ('\u{f0d8}', '➢'),
    ('\u{f0fc}', '✓'),
    ('\u{f0e0}', '→'),
    ('\u{f070}', '□'),
    ('\u{f0a8}', '□'),
];

/// Returns the symbol that the font Wingdings shows for `c`, which word processors use for bullets (dialect
/// `src-word`).
pub(crate) const fn wingding(c: char) -> char {
    match c {
        'l' | '·' => '•',
        'n' | '§' => '■',
        'u' => '◆',
        'v' => '❖',
        'q' => '❑',
        'p' => '□',
        'Ø' => '➢',
        'ü' => '✓',
        'û' => '✗',
        'à' => '→',
        other => other,
    }
}

/// Characters of icon fonts, which are invisible without the font.
const ICONS: [char; 4] = ['\u{e5e5}', '\u{e0be}', '\u{e5e4}', '\u{e011}'];

/// Returns the Unicode equivalent of a private-use character, or `None` when it is invisible.
pub(crate) fn icon(c: char) -> Option<char> {
    if !matches!(c, '\u{e000}'..='\u{f8ff}') {
        return Some(c);
    }
    let symbol = SYMBOLS.iter().find(|(private, _)| *private == c).map(|(_, shown)| *shown);
    if ICONS.contains(&c) { None } else { symbol.or(Some(c)) }
}

/// Draws a text of so many of `parts`, for tests of properties.
#[cfg(test)]
pub(crate) fn arbitrary_text(
    u: &mut arbitrary::Unstructured<'_>,
    parts: &[&str],
    count: std::ops::RangeInclusive<usize>,
) -> arbitrary::Result<String> {
    let count = u.int_in_range(count)?;
    (0..count).map(|_| u.choose(parts).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_use_symbols_have_unicode_equivalents() {
        assert_eq!(icon('\u{f06c}'), Some('•'));
        assert_eq!(icon('\u{e5e5}'), None);
        assert_eq!(icon('字'), Some('字'));
    }

    #[test]
    fn letters_ignore_case_width_and_signs() {
        assert_eq!(letters("【Ｃ＋＋】 Ａbc：第１章（上）"), letters("c abc 第1章 上"));
        assert_eq!(letters("—— * ——"), "");
    }

    #[test]
    fn common_letters_are_the_same_without_nfkc() {
        // An accent would be composed with the letter before it.
        assert!(!is_common('\u{301}'));
        for c in ('\0'..=char::MAX).filter(|c| is_common(*c)) {
            for text in [format!("{c}"), format!("a{c}A{c}"), format!("字{c}{c}字")] {
                assert_eq!(common_letters(&text), normalized_letters(&text), "{text:?}");
            }
        }
    }

    #[test]
    fn plain_text_is_recognized_by_its_bytes() {
        let wrong = ('\0'..=char::MAX).filter(|c| {
            let length = plain_start(&format!("{c}字"));
            length != 0 && (!is_plain(*c) || length != c.len_utf8() + '字'.len_utf8())
        });
        assert_eq!(wrong.collect::<String>(), "");
        assert_eq!(plain_start("使用“React”，カナ。 x"), "使用“React”，カナ。".len());
    }

    #[test]
    fn lines_are_split_as_the_standard_library_splits_them() {
        for text in ["", "\n", "a", "a\n", "\na\n\nb", "a\r\nb\n"] {
            assert_eq!(split_lines(text).collect::<Vec<_>>(), text.split('\n').collect::<Vec<_>>());
        }
    }

    #[test]
    fn simple_text_is_recognized_by_its_bytes() {
        let shows = |c: char| !is_space(c) && !is_invisible(c) && !is_joiner(c) && icon(c) == Some(c);
        // Characters beyond the BMP are all treated the same.
        for c in '\0'..='\u{ffff}' {
            for text in [format!("{c}"), format!("“{c}字。")] {
                assert!(!is_simple(&text) || shows(c) || c == ' ', "{text:?}");
            }
        }
        for text in ["", "a b", "使用 “React”，カナ……—— 。😀", " é ", "\u{ff0c}"] {
            assert!(is_simple(text), "{text:?}");
        }
        for text in ["a  b", "字\n", "\u{3000}", "a\u{a0}", "\u{200b}字", "“\u{2028}”"] {
            assert!(!is_simple(text), "{text:?}");
        }
    }

    #[test]
    fn all_whitespace_is_trimmed() {
        for c in ('\0'..=char::MAX).filter(|c| is_space(*c)) {
            assert_eq!(
                [trim_start(&format!("{c} {c}字")), trim_end(&format!("字{c} {c}"))],
                ["字"; 2],
                "{c:?}"
            );
            assert!(c.is_ascii() || starts_like_space(&c.to_string()), "{c:?}");
        }
        for text in
            ["", "\n", "\n     a\n     ", "    ", "     \n\n \t a \t\r\n    \u{c}  ", "\n\u{3000}    字    "]
        {
            assert_eq!(
                [trim_ascii_start(text), trim_ascii_end(text)],
                [text.trim_ascii_start(), text.trim_ascii_end()]
            );
        }
    }

    #[test]
    fn no_chinese_character_is_punctuation() {
        use unicode_properties::{GeneralCategoryGroup as Group, UnicodeGeneralCategory};
        let wrong = ('\u{4e00}'..='\u{9fff}')
            .filter(|c| matches!(c.general_category_group(), Group::Punctuation | Group::Symbol));
        assert_eq!(wrong.collect::<String>(), "");
    }

    #[test]
    fn plain_characters_are_in_no_other_class() {
        let plain = ('\0'..=char::MAX).filter(|c| is_plain(*c));
        let is_private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}');
        let wrong = plain.filter(|&c| is_space(c) || is_invisible(c) || is_joiner(c) || is_private(c));
        assert_eq!(wrong.collect::<String>(), "");
    }
}
