//! White space at the edges of inline elements, given back where a pretty-printer destroyed it.
//!
//! A pretty-printed page has every text on indented lines of its own, so nothing tells whether a blank stood
//! between two texts (dialect `inline-boundary`). Characters on both sides decide, and where both are possible,
//! what the article itself does where its text is intact.

use crate::chars::{is_blank, is_cjk, is_cjk_punctuation};
use crate::dom::NodeId;
use crate::options::Spacing;

use super::spacing_stats::{Kind, SpacingStats, Tail, is_operator, is_sign, is_word_character};
use super::text::{code_like_is_usual, is_line_separator};

/// What an article does about blanks.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpacingRules<'a> {
    /// Whether a pretty-printer put every text on lines of its own.
    pub(super) prettified: bool,
    /// Whether a newline between two Chinese characters is nothing (dialect `text-newline`).
    joins_cjk_lines: bool,
    /// Whether `em` within words is code, more often than not.
    pub(super) code_like_emphasis: bool,
    /// Where a blank may stand between Chinese and Latin; `None` for nowhere.
    stats: Option<&'a SpacingStats<'a>>,
}

impl<'a> SpacingRules<'a> {
    /// Of an article with these stats.
    pub(super) fn of(stats: &'a SpacingStats<'a>, spacing: Spacing) -> Self {
        let repaired = spacing != Spacing::Keep;
        Self {
            prettified: repaired && stats.is_prettified(),
            joins_cjk_lines: repaired,
            code_like_emphasis: code_like_is_usual(stats.emphases()),
            stats: (spacing == Spacing::Auto).then_some(stats),
        }
    }
}

/// White space between two characters that are shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    /// There is some.
    pub(super) any: bool,
    /// There is a newline in it.
    pub(super) newline: bool,
    /// The edge of an element or of a text lies in it.
    pub(super) edge: bool,
}

/// What kinds of edges were flags since the last shown character.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BoundaryFlags(u8);

impl BoundaryFlags {
    /// `sub` or `sup`.
    pub(super) const RAISED: Self = Self(1);
    /// `wbr`.
    pub(super) const WORD_BREAK: Self = Self(2);
    /// An `em` that was an underscore or an asterisk of code.
    pub(super) const CODE_LIKE: Self = Self(4);
    /// An element that holds one letter: the rest of its word follows.
    pub(super) const DROP_CAP: Self = Self(8);
    /// The `{<!-- -->` guard.
    pub(super) const GUARD: Self = Self(16);

    /// Between two runs of one style, into which word processors cut a word.
    pub(super) const SPLIT_RUN: Self = Self(32);
    /// The beginning of what floats to the other side of the line.
    pub(super) const FLOAT: Self = Self(64);
    /// Between two links of a row of them.
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

/// Two texts with white space between them that may be a pretty-printer's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Boundary<'a> {
    /// The end of the line so far.
    pub(super) left: &'a Tail,
    /// The first character to come.
    pub(super) right: char,
    /// What follows it, lines to come included.
    pub(super) rest: &'a str,
    /// The node of the page that the right side is in.
    pub(super) source: Option<NodeId>,
    pub(super) gap: Gap,
    pub(super) flags: BoundaryFlags,
}

impl Boundary<'_> {
    /// Whether a blank stands there.
    pub(super) fn is_blank(self, spacing: SpacingRules<'_>) -> bool {
        let is_apart = self.flags.has(BoundaryFlags::FLOAT);
        let Some(left) = self.left.last().filter(|_| self.gap.any || is_apart) else { return false };
        if is_apart {
            return true;
        }
        // A newline within a text was between two texts that the parser joined.
        if (self.gap.edge || self.gap.newline) && spacing.prettified {
            return self.restored(left, spacing.stats);
        }
        let wide = |c| is_cjk(c) || is_cjk_punctuation(c);
        !(self.gap.newline && spacing.joins_cjk_lines && wide(left) && wide(self.right))
    }

    /// Decides a boundary that lost its white space.
    fn restored(self, left: char, stats: Option<&SpacingStats<'_>>) -> bool {
        let kinds = (self.left.kind().unwrap_or(Kind::Symbol), Kind::of(self.right));
        if self.flags.glues() {
            return false;
        }
        if self.left.infix() && self.takes_blank(left, stats.is_some()) {
            return true;
        }
        if kinds.0 == Kind::Wide || kinds.1 == Kind::Wide {
            return false;
        }
        if closes(self.right) || opens(left) || self.is_quoted(left) || self.is_broken_word(left) {
            return false;
        }
        if is_unit(self.right) && left.is_ascii_digit() {
            return false;
        }
        if self.flags.has(BoundaryFlags::SPLIT_RUN) && self.is_split_number(left) {
            return false;
        }
        let told = || stats.and_then(|stats| stats.apart(kinds.0, kinds.1, self.source));
        if self.flags.has(BoundaryFlags::ROW) || self.is_lone_bar(left) {
            return stats.is_some();
        }
        match (is_cjk(left), is_cjk(self.right)) {
            (true, true) => false,
            // A bullet is set apart from what it points to; an emoji may be part of it.
            (false, true) => {
                stats.is_some() && told().unwrap_or(is_sign(left) && self.left.before().is_none())
            }
            (true, false) => stats.is_some() && (self.is_spaced_operator() || told().unwrap_or(false)),
            (false, false) => !self.is_one_word(left, stats) && self.stays_apart(left, told),
        }
    }

    /// Whether the right side, behind an operator with a blank on its left, has a blank before it as well; Chinese only
    /// where it may. A slash may begin a path, and `<` a tag or an address.
    fn takes_blank(self, left: char, beside_cjk: bool) -> bool {
        match (left, self.right) {
            (_, '《' | '〈' | '「' | '『' | '【' | '〖' | '（' | '“' | '‘') => beside_cjk,
            (_, right) if is_cjk_punctuation(right) => false,
            (_, right) if is_cjk(right) => beside_cjk,
            ('/', right) => !right.is_ascii(),
            ('<', right) => right.is_ascii_digit(),
            (_, right) => !closes(right),
        }
    }

    /// Whether the boundary lies right inside quotation marks.
    fn is_quoted(self, left: char) -> bool {
        self.left.quoted() && (left == '"' || self.right == '"')
    }

    /// Whether a `wbr` breaks a word or an address. Sina's pages have it after each NBSP, too, `144&nbsp;<wbr>-f`
    /// (dialect `wbr`).
    fn is_broken_word(self, left: char) -> bool {
        let in_address = |c| matches!(c, '.' | '?' | '&' | '=' | '_' | '#' | '-');
        self.flags.has(BoundaryFlags::WORD_BREAK)
            && (is_word_character(left) || in_address(left))
            && is_word_character(self.right)
    }

    /// Parts of a number, a date or a time: `10:` and `40`, `4` and `0`.
    fn is_split_number(self, left: char) -> bool {
        let after_digit = || self.left.before().is_some_and(|c| c.is_ascii_digit());
        let is_short =
            || self.left.word().len() == 1 || !self.rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        self.right.is_ascii_digit()
            && ((left.is_ascii_digit() && is_short()) || (matches!(left, ':' | '-') && after_digit()))
    }

    /// Parts of one word: `<b>W</b>eb`, `Node.<b>js</b>`, `this.` and `$refs`, and what the article writes as one elsewhere.
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

    /// Whether a bar that is a text of its own stands on either side: `<b>作者</b> | <b>日期</b>`.
    fn is_lone_bar(self, left: char) -> bool {
        (self.right == '|' && self.next().is_none()) || (left == '|' && self.left.before().is_none())
    }

    /// Whether the right side is an operator with a blank behind it.
    fn is_spaced_operator(self) -> bool {
        self.right != '(' && is_operator(self.right) && self.next().is_some_and(is_blank)
    }

    /// What stands behind the right side in its line, if anything but blanks does.
    fn next(self) -> Option<char> {
        let mut line = self.rest.chars().take_while(|c| !is_line_separator(*c));
        let next = line.next();
        next.filter(|c| !is_blank(*c) || !line.all(is_blank))
    }

    /// Whether two words, or a word and a mark, stand apart. An operator stands as it does on its other side, `x = 1`
    /// or `x=1`, else as the article has it.
    fn stays_apart(self, left: char, told: impl Fn() -> Option<bool>) -> bool {
        let next = self.next();
        match (left, self.right) {
            (_, '/') => next.is_some() || left.is_ascii_punctuation(),
            _ if self.is_spaced_operator() => true,
            (_, '=') => next.is_none() && told().unwrap_or(false),
            (_, operator) if is_operator(operator) => told().unwrap_or(true),
            ('=' | '-' | '|' | '&' | '*' | '~', _) => self.left.before().is_none(),
            ('<', _) => told().unwrap_or(false),
            _ => true,
        }
    }
}

/// The signs of quantities, which cling to the number.
const fn is_unit(c: char) -> bool {
    matches!(c, '‰' | '°' | '℃' | '′' | '″')
}

/// ASCII punctuation, a raised or lowered number: what never has a blank before it.
const fn closes(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '%')
        || matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209f}')
}

/// ASCII punctuation that never has a blank after it.
const fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '/' | '@' | '#' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    /// The texts of a page and one boundary of it, written `left|right`.
    fn is_apart(texts: &str, boundary: &str) -> bool {
        let html = texts.split('\n').map(|text| format!("<p>\n {text}\n</p>\n")).collect::<Vec<_>>().concat();
        let dom = parse(&html, &Limits::default()).unwrap();
        let body = dom.elements().find(|e| e.tag() == "body").unwrap();
        let stats = SpacingStats::of(body);
        let spacing = SpacingRules::of(&stats, Spacing::Auto);
        let (left, right) = boundary.rsplit_once('|').unwrap();
        let mut tail = Tail::new();
        let mut blank = false;
        for c in left.chars() {
            if c != ' ' {
                tail.push(c, blank);
            }
            blank = c == ' ';
        }
        let mut rest = right.chars();
        let right = rest.next().unwrap();
        let gap = Gap { any: true, newline: true, edge: true };
        let flags = BoundaryFlags::default();
        Boundary { left: &tail, right, rest: rest.as_str(), source: None, gap, flags }.is_blank(spacing)
    }

    fn is_prettified(html: &str) -> bool {
        let dom = parse(html, &Limits::default()).unwrap();
        SpacingStats::of(dom.elements().find(|e| e.tag() == "body").unwrap()).is_prettified()
    }

    #[test]
    fn indented_lines_of_their_own_mean_a_pretty_printer() {
        assert!(is_prettified("<p>\n 一\n <b>\n  二\n </b>\n</p>"));
        assert!(!is_prettified("<p>一<b>二</b></p>\n<p>三</p>"));
        assert!(!is_prettified("<p>\n一 <b>二</b> 三\n</p>"));
    }

    #[test]
    fn code_does_not_tell_whether_a_page_was_pretty_printed() {
        assert!(is_prettified("<p>\n 一\n</p>\n<pre>a</pre>"));
    }

    #[test]
    fn chinese_and_latin_stand_as_elsewhere_in_the_article() {
        for boundary in ["使用|React", "React|写", "中|é", "с|中"] {
            assert!(is_apart("使用 Vue 写", boundary), "{boundary}");
            assert!(!is_apart("使用Vue写", boundary), "{boundary}");
            assert!(!is_apart("使用", boundary), "{boundary}");
        }
    }

    #[test]
    fn letters_and_digits_may_have_habits_of_their_own() {
        let page = "使用 Vue 写\n共3个";
        assert!(is_apart(page, "用|React") && !is_apart(page, "共|5"));
    }

    #[test]
    fn wide_characters_touch() {
        for boundary in ["中|文", "a|，", "。|a", "“|a", "）|a"] {
            assert!(!is_apart("使用 Vue 写", boundary), "{boundary}");
        }
    }

    #[test]
    fn marks_beside_chinese_stand_as_elsewhere_in_the_article() {
        assert!(is_apart("注意: 先保存", "说明:|后保存") && !is_apart("注意:先保存", "说明:|后保存"));
        assert!(
            is_apart("列表 (旧)", "栈|(新)")
                && !is_apart("列表(旧)", "栈|(新)")
                && !is_apart("无", "栈|(新)")
        );
        assert!(is_apart("1. 先装", "2.|后装") && !is_apart("1.先装", "2.|后装"));
    }

    #[test]
    fn two_words_stand_apart() {
        for boundary in
            ["a|b", "open|source", "see:|x", "1.|x", "end.|Then", "see.|http://a.b", "cd|/usr", "a|-f"]
        {
            assert!(is_apart("无", boundary), "{boundary}");
        }
    }

    #[test]
    fn an_operator_with_a_blank_before_it_has_one_after_it() {
        for left in ["甲 =", "甲 +", "甲 -", "甲 |", "甲 /", "甲 >", "甲 ->", "甲 =>"] {
            for right in ["乙", "【乙", "《乙》"] {
                assert!(is_apart("无", &format!("{left}|{right}")), "{left} {right}");
                assert!(!is_apart("无", &format!("{}|{right}", left.replace(' ', ""))), "{left} {right}");
            }
            assert!(!is_apart("无", &format!("{left}|，乙")), "{left}");
        }
        assert!(is_apart("无", "i <|3") && !is_apart("无", "i <|b>") && !is_apart("无", "cd /|usr"));
    }

    #[test]
    fn an_operator_with_a_blank_after_it_has_one_before_it() {
        for boundary in ["书籍|+ 光盘", "IP 地址|= 网络"] {
            assert!(is_apart("无", boundary), "{boundary}");
        }
        assert!(!is_apart("无", "书籍|+光盘"));
    }

    #[test]
    fn a_bar_between_two_texts_stands_apart_from_both() {
        for boundary in ["甲 ||乙", "10 ||次"] {
            assert!(is_apart("注意|先保存", boundary), "{boundary}");
        }
        assert!(!is_apart("无", "甲||乙"));
    }

    #[test]
    fn marks_cling_to_words() {
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
            assert!(!is_apart("无", boundary), "{boundary}");
        }
    }

    #[test]
    fn parts_of_a_word_that_the_article_has_whole_are_joined() {
        assert!(!is_apart("Visual Studio 2022", "Vi|sual Basic") && is_apart("无", "Vi|sual Basic"));
        assert!(is_apart("2022 年 2002 年", "20|22"));
    }

    #[test]
    fn calls_and_assignments_stand_as_elsewhere_in_the_article() {
        assert!(!is_apart("调用f(x)时", "g|(y)") && is_apart("see f (x)", "g|(y)"));
        assert!(
            !is_apart("a=b", "c|=")
                && is_apart("a = b", "c|=")
                && !is_apart("a = b", "c=|d")
                && is_apart("a=b", "c|= 1")
        );
    }
}
