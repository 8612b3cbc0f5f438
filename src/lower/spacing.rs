//! Restores the whitespace at the edges of inline elements where a pretty-printer destroyed it.
//!
//! A pretty-printed page has every text on indented lines of its own, so whether a space separated two texts is lost
//! (dialect `inline-boundary`). The characters on both sides decide; where both answers are possible, the article's own
//! spacing elsewhere does.

use crate::chars::{is_cjk, is_cjk_punctuation, is_space};
use crate::dom::NodeId;
use crate::options::Spacing;

use super::char_class::{CharClass, is_dash, is_operator, is_sign, is_word_character};
use super::line_tail::LineTail;
use super::spacing_stats::SpacingStats;
use super::survey::Survey;
use super::text::{code_like_is_usual, is_line_separator};

/// The spacing rules for one article.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpacingRules<'a> {
    /// Whether the page was pretty-printed: every text is on lines of its own.
    pub(super) pretty_printed: bool,
    /// Whether a newline between two Chinese characters is removed (dialect `text-newline`).
    joins_cjk_lines: bool,
    /// Whether most `em` within words are code.
    pub(super) code_like_emphasis: bool,
    /// The article's own spacing between Chinese and Latin. `None` for no spaces there.
    stats: Option<&'a SpacingStats<'a>>,
}

impl<'a> SpacingRules<'a> {
    /// Creates the rules for an article.
    pub(super) fn of(survey: &Survey<'_>, stats: &'a SpacingStats<'a>, spacing: Spacing) -> Self {
        let repaired = spacing != Spacing::Keep;
        Self {
            pretty_printed: repaired && survey.is_pretty_printed(),
            joins_cjk_lines: repaired,
            code_like_emphasis: code_like_is_usual(&survey.emphases),
            stats: (spacing == Spacing::Auto).then_some(stats),
        }
    }
}

impl SpacingRules<'_> {
    /// Whether lost spaces are restored as the author set them elsewhere.
    pub(super) const fn follows_article(self) -> bool {
        self.pretty_printed && self.stats.is_some()
    }
}

/// The whitespace between two visible characters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    /// There is whitespace.
    pub(super) whitespace: bool,
    /// It contains a newline.
    pub(super) newline: bool,
    /// The edge of an element or of a text node is in it.
    pub(super) edge: bool,
}

/// Edges of particular elements since the last visible character.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BoundaryFlags(u8);

impl BoundaryFlags {
    /// `sub` or `sup`.
    pub(super) const RAISED: Self = Self(1);
    /// `wbr`.
    pub(super) const WORD_BREAK: Self = Self(2);
    /// An `em` whose delimiters were underscores or asterisks of code.
    pub(super) const CODE_LIKE: Self = Self(4);
    /// An element with a single letter; the rest of the word follows.
    pub(super) const DROP_CAP: Self = Self(8);
    /// The `{<!-- -->` guard.
    pub(super) const GUARD: Self = Self(16);

    /// Between two runs with the same style, into which word processors split a word.
    pub(super) const SPLIT_RUN: Self = Self(32);
    /// The start of an element that floats to the other side of the line.
    pub(super) const FLOAT: Self = Self(64);
    /// Between two links in a row of links.
    pub(super) const ROW: Self = Self(128);

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether the text on both sides belongs together.
    pub(super) const fn glues(self) -> bool {
        self.0 & (Self::RAISED.0 | Self::CODE_LIKE.0 | Self::GUARD.0) != 0
    }

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Two characters with whitespace between them that may come from a pretty-printer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Boundary<'a> {
    /// The end of the line so far.
    pub(super) left: &'a LineTail,
    /// The next character.
    pub(super) right: char,
    /// What follows it, further lines included.
    pub(super) rest: &'a str,
    /// The node that contains the right side.
    pub(super) source: Option<NodeId>,
    pub(super) gap: Gap,
    pub(super) flags: BoundaryFlags,
}

impl Boundary<'_> {
    /// Whether a space belongs here.
    pub(super) fn needs_space(self, spacing: SpacingRules<'_>) -> bool {
        let is_spaced = self.flags.has(BoundaryFlags::FLOAT);
        let Some(left) = self.left.last().filter(|_| self.gap.whitespace || is_spaced) else { return false };
        if is_spaced {
            return true;
        }
        // A newline within a text was the boundary of two texts that the parser joined.
        if (self.gap.edge || self.gap.newline) && spacing.pretty_printed {
            return self.needs_space_restored(left, spacing.stats);
        }
        let wide = |c| is_cjk(c) || is_cjk_punctuation(c);
        !(self.gap.newline && spacing.joins_cjk_lines && wide(left) && wide(self.right))
    }

    /// Decides about a boundary whose whitespace was lost.
    fn needs_space_restored(self, left: char, stats: Option<&SpacingStats<'_>>) -> bool {
        if self.flags.glues() {
            return false;
        }
        if self.left.infix() && self.operator_takes_space(left, stats.is_some()) {
            return true;
        }
        if self.is_spaced_dash(left) {
            return stats.is_some();
        }
        if let Some(is_spaced) = self.section_spacing(stats) {
            return is_spaced;
        }
        let classes = (self.left.class().unwrap_or(CharClass::Symbol), CharClass::of(self.right));
        if classes.0 == CharClass::Wide || classes.1 == CharClass::Wide {
            return false;
        }
        if binds_left(self.right)
            || binds_right(left)
            || self.is_inside_quotes(left)
            || self.is_split_by_wbr(left)
        {
            return false;
        }
        if is_unit(self.right) && left.is_ascii_digit() {
            return false;
        }
        if self.flags.has(BoundaryFlags::SPLIT_RUN) && self.is_split_number(left) {
            return false;
        }
        let article = || stats.and_then(|stats| stats.is_spaced(classes.0, classes.1, self.source));
        if self.flags.has(BoundaryFlags::ROW) || self.is_lone_bar(left) {
            return stats.is_some();
        }
        match (is_cjk(left), is_cjk(self.right)) {
            (true, true) => false,
            // A bullet is separated from what follows it; an emoji may be part of it.
            (false, true) => {
                stats.is_some() && article().unwrap_or(is_sign(left) && self.left.before().is_none())
            }
            (true, false) => stats.is_some() && (self.is_spaced_operator() || article().unwrap_or(false)),
            (false, false) => !self.is_one_word(left, stats) && self.are_separate(left, article),
        }
    }

    /// Whether the right side needs a space after an operator that has one on its left; before Chinese only where
    /// allowed. A slash may start a path, and `<` a tag or a URL.
    fn operator_takes_space(self, left: char, beside_cjk: bool) -> bool {
        match (left, self.right) {
            (_, '《' | '〈' | '「' | '『' | '【' | '〖' | '（' | '“' | '‘') => beside_cjk,
            (_, right) if is_cjk_punctuation(right) => false,
            (_, right) if is_cjk(right) => beside_cjk,
            ('/', right) => !right.is_ascii(),
            ('<', right) => right.is_ascii_digit(),
            (_, right) => !binds_left(right),
        }
    }

    /// Whether the boundary is just inside quotation marks.
    fn is_inside_quotes(self, left: char) -> bool {
        self.left.quoted() && (left == '"' || self.right == '"')
    }

    /// Whether a `wbr` splits a word or a URL. Sina's pages also have it after each NBSP, `144&nbsp;<wbr>-f` (dialect
    /// `wbr`).
    fn is_split_by_wbr(self, left: char) -> bool {
        let in_url = |c| matches!(c, '.' | '?' | '&' | '=' | '_' | '#' | '-');
        self.flags.has(BoundaryFlags::WORD_BREAK)
            && (is_word_character(left) || in_url(left))
            && is_word_character(self.right)
    }

    /// Whether both sides are parts of a number, a date or a time: `10:` and `40`, `4` and `0`.
    fn is_split_number(self, left: char) -> bool {
        let after_digit = || self.left.before().is_some_and(|c| c.is_ascii_digit());
        let is_short =
            || self.left.word().len() == 1 || !self.rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        self.right.is_ascii_digit()
            && ((left.is_ascii_digit() && is_short()) || (matches!(left, ':' | '-') && after_digit()))
    }

    /// Whether both sides are parts of one word: `<b>W</b>eb`, `Node.<b>js</b>`, `this.` and `$refs`, or a word the
    /// article has in one piece elsewhere.
    fn is_one_word(self, left: char, stats: Option<&SpacingStats<'_>>) -> bool {
        if self.flags.has(BoundaryFlags::DROP_CAP) && self.right.is_lowercase() {
            return true;
        }
        let (word, after) =
            self.rest.split_at(self.rest.find(|c| !is_word_character(c)).unwrap_or(self.rest.len()));
        let is_member = left == '.'
            && self.left.before().is_some_and(|c| c.is_ascii_alphabetic())
            && (self.right.is_ascii_lowercase()
                || (self.right == '$' && self.rest.starts_with(|c: char| c.is_ascii_alphabetic())))
            && !after.starts_with("://");
        is_member
            || stats.is_some_and(|stats| {
                is_word_character(self.right)
                    && stats.is_one_word(self.left.word(), &format!("{}{word}", self.right))
            })
    }

    /// Returns whether a space follows the number of a section: if the numbers of the other headings have one. A Latin
    /// title needs it anyway.
    fn section_spacing(self, stats: Option<&SpacingStats<'_>>) -> Option<bool> {
        let number = self.left.section().filter(|_| self.right.is_alphabetic())?;
        let is_spaced = stats?.has_section_space(number, self.source?)?;
        (is_spaced || is_cjk(self.right)).then_some(is_spaced)
    }

    /// Whether the right side is a dash followed by a space, `<b>词</b> – 解释`, and the left side something that a dash
    /// can follow: `“- 词” - 解释`.
    fn is_spaced_dash(self, left: char) -> bool {
        let ends_word = is_closing(left) || !(is_cjk_punctuation(left) || binds_right(left));
        is_dash(self.right)
            && self.next().is_some_and(is_space)
            && ends_word
            && !(left == '"' && self.left.quoted())
    }

    /// Whether either side is a bar with a text node of its own: `<b>作者</b> | <b>日期</b>`.
    fn is_lone_bar(self, left: char) -> bool {
        (self.right == '|' && self.next().is_none()) || (left == '|' && self.left.before().is_none())
    }

    /// Whether the right side is an operator followed by a space.
    fn is_spaced_operator(self) -> bool {
        self.right != '(' && is_operator(self.right) && self.next().is_some_and(is_space)
    }

    /// Returns what follows the right side on its line, unless only whitespace does.
    fn next(self) -> Option<char> {
        let mut line = self.rest.chars().take_while(|c| !is_line_separator(*c));
        let next = line.next();
        next.filter(|c| !is_space(*c) || !line.all(is_space))
    }

    /// Whether a space separates two words, or a word and a mark. An operator has the same spacing on both sides, `x =
    /// 1` or `x=1`, else the article's usual one.
    fn are_separate(self, left: char, article: impl Fn() -> Option<bool>) -> bool {
        let next = self.next();
        match (left, self.right) {
            (_, '/') => next.is_some() || left.is_ascii_punctuation(),
            _ if self.is_spaced_operator() => true,
            (_, '=') => next.is_none() && article().unwrap_or(false),
            (_, operator) if is_operator(operator) => article().unwrap_or(true),
            ('=' | '-' | '|' | '&' | '*' | '~', _) => self.left.before().is_none(),
            ('<', _) => article().unwrap_or(false),
            _ => true,
        }
    }
}

/// Unit signs, which directly follow the number.
const fn is_unit(c: char) -> bool {
    matches!(c, '‰' | '°' | '℃' | '′' | '″')
}

/// ASCII punctuation and superscript or subscript digits that never have a space before them.
const fn binds_left(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '%')
        || matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209f}')
}

/// Full-width brackets and quotation marks that end a word.
const fn is_closing(c: char) -> bool {
    matches!(c, '》' | '〉' | '」' | '』' | '】' | '〗' | '）' | '”' | '’')
}

/// ASCII punctuation that never has a space after it.
const fn binds_right(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '/' | '@' | '#' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    /// Whether a space is restored at the boundary, written `left|right`, in a page with these texts.
    fn is_spaced(texts: &str, boundary: &str) -> bool {
        let html = texts.split('\n').map(|text| format!("<p>\n {text}\n</p>\n")).collect::<Vec<_>>().concat();
        let dom = parse(&html, &Limits::default()).unwrap();
        let body = dom.elements().find(|e| e.tag() == "body").unwrap();
        let survey = Survey::of(body);
        let stats = SpacingStats::new(&dom, &survey.texts);
        let spacing = SpacingRules::of(&survey, &stats, Spacing::Auto);
        let (left, right) = boundary.rsplit_once('|').unwrap();
        let mut tail = LineTail::new();
        let mut spaced = false;
        for c in left.chars() {
            if c != ' ' {
                tail.push(c, spaced);
            }
            spaced = c == ' ';
        }
        let mut rest = right.chars();
        let right = rest.next().unwrap();
        let gap = Gap { whitespace: true, newline: true, edge: true };
        let flags = BoundaryFlags::default();
        Boundary { left: &tail, right, rest: rest.as_str(), source: None, gap, flags }.needs_space(spacing)
    }

    fn is_pretty_printed(html: &str) -> bool {
        let dom = parse(html, &Limits::default()).unwrap();
        Survey::of(dom.elements().find(|e| e.tag() == "body").unwrap()).is_pretty_printed()
    }

    #[test]
    fn detects_pretty_printed_pages() {
        assert!(is_pretty_printed("<p>\n 一\n <b>\n  二\n </b>\n</p>"));
        assert!(!is_pretty_printed("<p>一<b>二</b></p>\n<p>三</p>"));
        assert!(!is_pretty_printed("<p>\n一 <b>二</b> 三\n</p>"));
    }

    #[test]
    fn detection_ignores_code() {
        assert!(is_pretty_printed("<p>\n 一\n</p>\n<pre>a</pre>"));
    }

    #[test]
    fn chinese_and_latin_follow_the_article() {
        for boundary in ["使用|React", "React|写", "中|é", "с|中"] {
            assert!(is_spaced("使用 Vue 写", boundary), "{boundary}");
            assert!(!is_spaced("使用Vue写", boundary), "{boundary}");
            assert!(!is_spaced("使用", boundary), "{boundary}");
        }
    }

    #[test]
    fn letters_and_digits_are_counted_separately() {
        let page = "使用 Vue 写\n共3个";
        assert!(is_spaced(page, "用|React") && !is_spaced(page, "共|5"));
    }

    #[test]
    fn wide_characters_have_no_space() {
        for boundary in ["中|文", "a|，", "。|a", "“|a", "）|a"] {
            assert!(!is_spaced("使用 Vue 写", boundary), "{boundary}");
        }
    }

    #[test]
    fn marks_beside_chinese_follow_the_article() {
        assert!(is_spaced("注意: 先保存", "说明:|后保存") && !is_spaced("注意:先保存", "说明:|后保存"));
        assert!(
            is_spaced("列表 (旧)", "栈|(新)")
                && !is_spaced("列表(旧)", "栈|(新)")
                && !is_spaced("无", "栈|(新)")
        );
        assert!(is_spaced("1. 先装", "2.|后装") && !is_spaced("1.先装", "2.|后装"));
    }

    #[test]
    fn words_are_separate() {
        for boundary in
            ["a|b", "open|source", "see:|x", "1.|x", "end.|Then", "see.|http://a.b", "cd|/usr", "a|-f"]
        {
            assert!(is_spaced("无", boundary), "{boundary}");
        }
    }

    #[test]
    fn a_space_before_an_operator_implies_one_after_it() {
        for left in ["甲 =", "甲 +", "甲 -", "甲 |", "甲 /", "甲 >", "甲 ->", "甲 =>"] {
            for right in ["乙", "【乙", "《乙》"] {
                assert!(is_spaced("无", &format!("{left}|{right}")), "{left} {right}");
                assert!(!is_spaced("无", &format!("{}|{right}", left.replace(' ', ""))), "{left} {right}");
            }
            assert!(!is_spaced("无", &format!("{left}|，乙")), "{left}");
        }
        assert!(is_spaced("无", "i <|3") && !is_spaced("无", "i <|b>") && !is_spaced("无", "cd /|usr"));
    }

    #[test]
    fn a_space_after_an_operator_implies_one_before_it() {
        for boundary in ["书籍|+ 光盘", "IP 地址|= 网络"] {
            assert!(is_spaced("无", boundary), "{boundary}");
        }
        assert!(!is_spaced("无", "书籍|+光盘"));
    }

    #[test]
    fn a_space_after_a_dash_implies_one_before_it() {
        for left in ["书籍", "a", "a)", "“书籍”", "（旧）"] {
            assert!(is_spaced("无", &format!("{left}|- 光盘")), "{left}");
            assert!(!is_spaced("无", &format!("{left}|-光盘")) || left.is_ascii(), "{left}");
        }
        for left in ["“", "（", "(", "a[", "书籍，", "\""] {
            assert!(!is_spaced("无", &format!("{left}|- 光盘")), "{left}");
        }
    }

    #[test]
    fn a_bar_between_two_texts_has_spaces() {
        for boundary in ["甲 ||乙", "10 ||次"] {
            assert!(is_spaced("注意|先保存", boundary), "{boundary}");
        }
        assert!(!is_spaced("无", "甲||乙"));
    }

    #[test]
    fn punctuation_has_no_space() {
        for boundary in [
            "a|.",
            "(|a",
            "/|a",
            "http://|a",
            "Node.|js",
            "this.|$refs",
            "a|/",
            "x|=\"1\"",
            "say \"|a",
            "\"a|\"",
            "5|°",
            "well-|known",
        ] {
            assert!(!is_spaced("无", boundary), "{boundary}");
        }
    }

    #[test]
    fn joins_words_that_occur_unsplit() {
        assert!(!is_spaced("Visual Studio 2022", "Vi|sual Basic") && is_spaced("无", "Vi|sual Basic"));
        assert!(is_spaced("2022 年 2002 年", "20|22"));
    }

    #[test]
    fn calls_and_assignments_follow_the_article() {
        assert!(!is_spaced("调用f(x)时", "g|(y)") && is_spaced("see f (x)", "g|(y)"));
        assert!(
            !is_spaced("a=b", "c|=")
                && is_spaced("a = b", "c|=")
                && !is_spaced("a = b", "c=|d")
                && is_spaced("a=b", "c|= 1")
        );
    }
}
