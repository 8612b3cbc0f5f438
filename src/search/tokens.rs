//! Splits text into the tokens of the search index.
//!
//! A token is one Chinese, Japanese or Korean character, or a run of letters and digits of other scripts. Tokens are in
//! Unicode normalization form KC and lower case, so that `Ｃａｔ` is `cat` and `⼈` is `人`. Signs separate tokens:
//! `node.js` and `thread_pool` are two each. A few names keep theirs: `C++`, `C#`, `.NET` and their like, so that a
//! search for `C` does not find them.
//!
//! Chinese has no spaces, so a word is found as a phrase of its characters. For that to be exact, [`BREAK`] stands where
//! something visible or the end of a line is between a Chinese character and the next token: in `主线。程序`, there is no
//! `线程`.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::chars::{is_joiner, is_space};

/// The token between tokens that no phrase may span. It is no token of any text.
pub(crate) const BREAK: &str = "|";

/// The characters of a token that are used; nobody searches for the rest.
const MAX_LENGTH: usize = 64;

/// Names that `++` belongs to. In code, `++` after any other name is an operator.
const WITH_PLUSES: [&str; 8] = ["c", "clang", "g", "libc", "libstdc", "msvc", "notepad", "vc"];

/// Names that `#` belongs to, unless a letter follows.
const WITH_SHARP: [&str; 3] = ["c", "f", "j"];

/// Names that may precede `.net`, which after any other is the end of a domain.
const BEFORE_NET: [&str; 4] = ["ado", "asp", "ml", "vb"];

/// Calls `emit` with each token of `text` and its bytes. A [`BREAK`] has none.
pub(crate) fn each_token(text: &str, emit: impl FnMut(&str, Range<usize>)) {
    let mut splitter = Splitter::new(emit);
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        let mut is_folded = c.is_ascii() || is_unified(c);
        while let Some((at, next)) = rest.next_if(|(_, next)| joins(*next)) {
            end = at + next.len_utf8();
            is_folded = false;
        }
        if is_folded {
            splitter.add(c.to_ascii_lowercase(), start..end);
        } else {
            let group = text.get(start..end).unwrap_or_default();
            group.nfkc().flat_map(char::to_lowercase).for_each(|c| splitter.add(c, start..end));
        }
    }
    splitter.end_word();
}

/// Returns the tokens of `text`.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    each_token(text, |token, _| tokens.push(token.to_owned()));
    tokens
}

/// Returns the tokens of `text`, separated by spaces.
pub(crate) fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 2);
    each_token(text, |token, _| {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(token);
    });
    spaced
}

/// How a character is used.
enum Use {
    /// As a token of its own.
    Alone,
    /// As part of a word.
    Letter,
    /// As an accent, or the like, of the letter before.
    Mark,
    /// As whitespace within a line.
    Space,
    /// As something that separates words.
    Sign,
    /// As nothing.
    None,
}

impl Use {
    fn of(c: char) -> Self {
        match c {
            _ if is_cjk(c) => Self::Alone,
            _ if c.is_alphanumeric() => Self::Letter,
            '\n' => Self::Sign,
            // Soft hyphens, characters without width, and variation selectors.
            '\u{ad}'
            | '\u{200b}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0100}'..='\u{e01ef}' => Self::None,
            _ if is_joiner(c) => Self::None,
            _ if is_space(c) => Self::Space,
            _ if is_combining_mark(c) => Self::Mark,
            _ => Self::Sign,
        }
    }
}

struct Splitter<F> {
    emit: F,
    word: String,
    /// The characters of the word, and its bytes in the text.
    length: usize,
    bytes: Range<usize>,
    /// A sign after the word that may belong to it, and where it ends.
    sign: Option<(char, usize)>,
    /// The byte of a point directly before the word, and whether a sign was before it.
    point: Option<(usize, bool)>,
    /// Whether the last token is a character of its own; `None` before the first.
    is_last_alone: Option<bool>,
    /// Whether a sign followed the last token.
    has_sign: bool,
}

impl<F: FnMut(&str, Range<usize>)> Splitter<F> {
    const fn new(emit: F) -> Self {
        Self {
            emit,
            word: String::new(),
            length: 0,
            bytes: 0..0,
            sign: None,
            point: None,
            is_last_alone: None,
            has_sign: false,
        }
    }

    fn add(&mut self, c: char, bytes: Range<usize>) {
        if let Some((sign, end)) = self.sign.take() {
            match sign {
                '+' if c == '+' => return self.end_name("++", bytes.end),
                '#' if !c.is_ascii_alphabetic() => self.end_name("#", end),
                _ => {
                    self.end_word();
                    self.has_sign = true;
                }
            }
        }
        match Use::of(c) {
            Use::Letter => self.push(c, bytes),
            Use::Mark if !self.word.is_empty() => self.push(c, bytes),
            Use::Alone => {
                self.end_word();
                self.point = None;
                self.token(c.encode_utf8(&mut [0; 4]), bytes, true);
            }
            Use::Sign | Use::Mark => self.separate(c, bytes),
            Use::Space => {
                self.end_word();
                self.point = None;
            }
            Use::None => {}
        }
    }

    fn push(&mut self, c: char, bytes: Range<usize>) {
        if self.word.is_empty() {
            self.bytes.start = bytes.start;
        }
        if self.length < MAX_LENGTH {
            self.word.push(c);
            self.length += 1;
        }
        self.bytes.end = bytes.end;
    }

    /// Handles a sign.
    fn separate(&mut self, c: char, bytes: Range<usize>) {
        let word = self.word.as_str();
        if (c == '+' && WITH_PLUSES.contains(&word)) || (c == '#' && WITH_SHARP.contains(&word)) {
            self.sign = Some((c, bytes.end));
            return;
        }
        let is_point = c == '.' && (word.is_empty() || BEFORE_NET.contains(&word));
        self.end_word();
        self.point = is_point.then_some((bytes.start, self.has_sign));
        self.has_sign = true;
    }

    /// Ends a word with signs that belong to it.
    fn end_name(&mut self, signs: &str, end: usize) {
        self.word.push_str(signs);
        self.bytes.end = end;
        self.end_word();
    }

    fn end_word(&mut self) {
        if let Some(('#', end)) = self.sign.take() {
            return self.end_name("#", end);
        }
        if self.word.is_empty() {
            return;
        }
        let (mut word, mut bytes) = (std::mem::take(&mut self.word), self.bytes.clone());
        if let Some((point, had_sign)) = self.point.take().filter(|_| word == "net") {
            word.insert(0, '.');
            bytes.start = point;
            self.has_sign = had_sign;
        }
        self.token(&word, bytes, false);
        word.clear();
        self.word = word;
        self.length = 0;
    }

    fn token(&mut self, token: &str, bytes: Range<usize>, is_alone: bool) {
        let is_beside = self.is_last_alone.is_some_and(|is_last_alone| is_last_alone || is_alone);
        if self.has_sign && is_beside {
            (self.emit)(BREAK, bytes.start..bytes.start);
        }
        (self.emit)(token, bytes);
        self.is_last_alone = Some(is_alone);
        self.has_sign = false;
    }
}

/// Whether `c` is one of the unified ideographs that almost all Chinese text consists of.
const fn is_unified(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Whether `c` is normalized together with the character before it.
fn joins(c: char) -> bool {
    // Almost all characters.
    if c < '\u{300}' || is_unified(c) {
        return false;
    }
    // Voiced sound marks of half-width kana, and the vowels and final consonants of hangul.
    is_combining_mark(c) || matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}')
}

/// Whether `c` is a Chinese, Japanese or Korean character: ideographs, kana, bopomofo and hangul.
const fn is_cjk(c: char) -> bool {
    matches!(
        c,
        '\u{4e00}'..='\u{9fff}'
            | '\u{1100}'..='\u{11ff}'
            | '\u{2e80}'..='\u{2fdf}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3021}'..='\u{3029}'
            | '\u{3031}'..='\u{3035}'
            | '\u{3038}'..='\u{303c}'
            | '\u{3041}'..='\u{309f}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'..='\u{318e}'
            | '\u{31a0}'..='\u{31bf}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{a960}'..='\u{a97f}'
            | '\u{ac00}'..='\u{d7ff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{1b000}'..='\u{1b16f}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(tokens(text).join(" "), expected, "{text:?}");
    }

    #[test]
    fn chinese_is_split_into_characters_and_other_text_into_words() {
        check("多线程", "多 线 程");
        check("Java线程池ThreadPool 2", "java 线 程 池 threadpool 2");
        check("thread_pool-size, x2", "thread pool size x2");
        check("カタカナ ひらがな 한국어 㐀𠀀", "カ タ カ ナ ひ ら が な 한 국 어 㐀 𠀀");
        check("naïve Straße ÉTÉ", "naïve straße été");
        check("", "");
        check("!? —", "");
    }

    #[test]
    fn forms_of_a_character_are_folded() {
        check("Ｃａｔ９", "cat9");
        check("⼈⽣", "人 生");
        check("ｶﾞ か\u{3099} \u{1112}\u{1161}\u{11ab}", "ガ が 한");
        check("e\u{301}te\u{301} x\u{200d}y so\u{ad}ft", "été xy soft");
        check("葛\u{e0100}城 a\u{fe0f}b", "葛 城 ab");
        check("㍿", "株 式 会 社");
        check("x² ①", "x2 1");
    }

    #[test]
    fn names_keep_their_signs() {
        check("C++ c# F# Notepad++ VC++6", "c++ c# f# notepad++ vc++ 6");
        check("Ｃ＋＋11、C＃", "c++ 11 c#");
        check("i++; n#; c+b, c#define", "i n c b c define");
        check("C#7 C#", "c# 7 c#");
        check(".NET ASP.NET VB.Net C#.NET", ".net asp .net vb .net c# .net");
        check("blog.csdn.net node.js ../net", "blog csdn net node js net");
        check("用.NET。C++语言", "用 .net c++ 语 言");
        check("c+", "c");
    }

    #[test]
    fn a_break_stands_between_characters_that_do_not_follow_each_other() {
        check("主线。程序", "主 线 | 程 序");
        check("主线\n程序", "主 线 | 程 序");
        check("主线 程序", "主 线 程 序");
        check("“线程”池，Java（八）", "线 程 | 池 | java | 八");
        check("foo(bar).\nbaz", "foo bar baz");
        check("。线。", "线");
    }

    #[test]
    fn tokens_have_their_bytes() {
        let text = "用 Ｃ＋＋、ASP.NET和c#。";
        let mut found = Vec::new();
        each_token(text, |token, bytes| found.push((token.to_owned(), text.get(bytes).unwrap())));
        let found: Vec<_> = found.iter().map(|(token, bytes)| format!("{token}={bytes}")).collect();
        assert_eq!(found, ["用=用", "c++=Ｃ＋＋", "asp=ASP", ".net=.NET", "和=和", "c#=c#"]);
    }

    #[test]
    fn long_words_are_cut() {
        let long = "a".repeat(100_000);
        assert_eq!(tokens(&format!("{long} b")), ["a".repeat(MAX_LENGTH), "b".to_owned()]);
    }
}
