//! Descriptions without what the site and its scrapers add.
//!
//! The site describes a page for search engines: counts, the beginning of the article, and the search phrase that it
//! wants the page to be found by. The same text is in `<meta name="description">`, in `articleDesc`, and, cut after fifty
//! characters, in the front matter of scraped posts.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::clean::line;
use crate::dom::Element;

/// What a page says about itself that also occurs in its description.
pub(super) struct Context<'a> {
    /// The search phrases of the page, the longest first.
    phrases: Vec<String>,
    /// The title of the article, which some tables of contents begin with.
    title: Option<&'a str>,
    /// The article, whose headings are its table of contents.
    article: Option<Element<'a>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        mut phrases: Vec<String>,
        title: Option<&'a str>,
        article: Option<Element<'a>>,
    ) -> Self {
        phrases.retain(|phrase| !phrase.is_empty());
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        Self { phrases, title, article }
    }
}

/// Removes the counts before a description, the search phrase after it, and a table of contents at its beginning.
/// Returns `None` when nothing is left.
pub(super) fn clean(description: &str, context: &Context<'_>) -> Option<String> {
    let description = line(description)?;
    let start = counts(&description).map_or(0, str::len);
    let own = without_search_phrase(description.get(start..)?, &context.phrases);
    line(without_contents(own, context))
}

/// Returns the counts before a description.
pub(super) fn counts(description: &str) -> Option<&str> {
    // Most descriptions begin with none, and compiling the pattern takes longer than converting a short article.
    let may_have_counts = description.starts_with(['文', '浏', '阅', '+', '点', '收', '评']);
    let found = if may_have_counts { COUNTS.find(description) } else { None };
    found.map(|counts| counts.as_str())
}

/// Removes the search phrase that the site adds: `摘要_关键词` with the phrase `关键词` becomes `摘要`. The site shortens
/// long phrases, scrapers shorten the description, and in December 2022 a time stamp followed.
fn without_search_phrase<'a>(description: &'a str, phrases: &[String]) -> &'a str {
    let description = without_time_stamp(description.trim_end());
    let whole = |phrase: &String| description.strip_suffix(phrase.as_str())?.strip_suffix('_');
    let shortened = || {
        let (before, tail) = description.rsplit_once('_')?;
        let is_start = phrases.iter().any(|phrase| phrase.starts_with(tail));
        (is_start && is_apart(before, tail)).then_some(before)
    };
    let unknown = || before_unknown_phrase(description);
    phrases.iter().find_map(whole).or_else(shortened).or_else(unknown).unwrap_or(description)
}

/// Removes the time stamp after the search phrase: `_1671465600`.
fn without_time_stamp(description: &str) -> &str {
    match description.rsplit_once('_') {
        Some((before, stamp)) if is_time_stamp(stamp) => before,
        Some(_) | None => description,
    }
}

fn is_time_stamp(text: &str) -> bool {
    text.len() == 10 && text.starts_with('1') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns what precedes a search phrase that the page does not name, after the end of a sentence.
fn before_unknown_phrase(description: &str) -> Option<&str> {
    let (before, phrase) = description.rsplit_once('_')?;
    let is_phrase = (2..=40).contains(&phrase.chars().count()) && !phrase.contains(['。', '，']);
    let sentence = before.strip_suffix(char::is_whitespace).unwrap_or(before);
    let is_whole = sentence.ends_with(['。', '！', '？', '…']) || sentence.ends_with("...");
    (is_phrase && is_whole).then_some(before)
}

/// Whether `_tail` after `before` cannot be the end of an identifier, such as `RT_Thr` or `__dict__`.
fn is_apart(before: &str, tail: &str) -> bool {
    let after_word = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    if tail.is_empty() {
        return before.ends_with(SENTENCE_MARKS);
    }
    !after_word || tail.contains(|c: char| !c.is_ascii() || c == ' ')
}

const SENTENCE_MARKS: [char; 8] = ['。', '！', '？', '…', '，', '；', '!', '?'];

/// Removes a table of contents at the beginning: its label and the headings that follow. 目录 alone may begin a sentence,
/// so a heading has to follow it.
fn without_contents<'a>(description: &'a str, context: &Context<'_>) -> &'a str {
    if description.len() > MAX_DESCRIPTION {
        return description;
    }
    let label = if may_have_contents(description) { CONTENTS.captures(description) } else { None };
    let Some(label) = label else { return description };
    let start = label.get(0).map_or(0, |label| label.end());
    let rest = description.get(start..).unwrap_or_default();
    let after = after_contents(rest, context);
    let is_certain = label.get(1).is_some() || rest.is_empty() || after.len() < rest.len();
    if is_certain { after } else { description }
}

/// Whether `description` begins like [`CONTENTS`]. Nearly none does, and the pattern takes long to compile.
fn may_have_contents(description: &str) -> bool {
    let label = description.trim_start_matches(|c: char| c.is_whitespace() || "#*【[".contains(c));
    ["文章目录", "本文目录", "目录", "@", "T", "t"].iter().any(|start| label.starts_with(start))
}

/// The maximum length in bytes of a description that is searched for the article's headings. The site cuts descriptions
/// long before.
const MAX_DESCRIPTION: usize = 1000;

/// Skips the title, the entries of the table of contents and the headings at the beginning of `text`, in their order. The
/// last one may be cut off.
fn after_contents<'a>(text: &'a str, context: &Context<'_>) -> &'a str {
    let title = context.title.map(Cow::Borrowed);
    let headings =
        context.article.into_iter().flat_map(|article| article.elements().filter(|e| is_entry(*e)));
    let mut rest = text;
    for entry in title.into_iter().chain(headings.map(Element::text)) {
        rest = after_letters(rest, &entry).unwrap_or(rest);
        if rest.is_empty() {
            break;
        }
    }
    rest
}

/// Whether `element` is a heading, or the link of an entry in a table of contents.
fn is_entry(element: Element<'_>) -> bool {
    match element.tag() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => true,
        "a" => element.attribute("href").is_some_and(|href| href.contains('#')),
        _ => false,
    }
}

/// Returns what follows the letters and digits of `heading` in `text`; nothing when `text` ends within them.
fn after_letters<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut letters = heading.chars().filter(|c| c.is_alphanumeric()).peekable();
    letters.peek()?;
    for letter in letters {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        if rest.is_empty() {
            break;
        }
        rest = rest.strip_prefix(letter)?;
    }
    Some(rest)
}

/// Compiles a constant pattern.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "constant patterns, tested below")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("pattern is valid")
}

/// The counts that the site puts before a description, `文章浏览阅读10w+次，点赞24次，收藏54次。`. Scrapers truncate them to
/// `+次，点赞24次，收藏54次。`, to later counts, or within the last one. Text that begins like a likes or bookmarks count but
/// does not end like one may be the author's.
pub(super) static COUNTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x) ^ (?:
            (?: (?:文章)? (?:浏览)? 阅读量? [0-9.,]+ [wWkK万千]? \+? | \+ ) 次
            (?: [，,] (?:点赞|收藏|评论) (?:数|量)? [0-9.,]+ [wWkK万千]? \+? 次 )*
            (?: [，,] (?:点赞|收藏|评论) [0-9]+ [。.] | [。.]? )
          | (?:点赞|收藏|评论) [0-9.,]+ [wWkK万千]? \+? 次
            (?: [，,] (?:点赞|收藏|评论) [0-9.,]+ [wWkK万千]? \+? 次 )* [。.]
        )",
    )
});
/// The label of a table of contents; the group is there when the label cannot begin a sentence.
static CONTENTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x) ^ [\s\#*【\[]* (?:
            (文章目录 | 本文目录 | (?i:Table\ of\ Contents) | @?\[(?i:TOC)\] (?:\([^)]*\))? | 目录\(\?\)\[[-+]\])
          | 目录
        ) [\s:：\]】*]* (?: 目录 [\s:：]* )?",
    )
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::Limits;

    fn clean_with(description: &str, phrases: &[&str], headings: &[&str]) -> Option<String> {
        let html = headings.iter().map(|heading| format!("<h2>{heading}</h2>")).collect::<Vec<_>>().concat();
        let page = dom::parse(&html, &Limits::default()).unwrap();
        let phrases = phrases.iter().map(|phrase| (*phrase).to_owned()).collect();
        clean(description, &Context::new(phrases, Some("番茄手记"), page.elements().next()))
    }

    fn with_phrase(description: &str) -> Option<String> {
        clean_with(description, &["番茄 盆栽", "盆栽"], &[])
    }

    #[test]
    fn counts_and_search_phrase_are_removed() {
        for description in [
            "文章浏览阅读2.7w次，点赞24次。深盆_番茄 盆栽",
            "文章浏览阅读10w+次，点赞1.5k次，收藏2次。深盆",
            "+次，点赞1次，收藏2次。深盆",
            "收藏1.8k次。深盆",
            "点赞3次，收藏2次。深盆",
            "+次，点赞1.6k次，收藏8.深盆",
            "深盆_盆栽",
            "深盆_番茄",
            "深盆_1671465600",
            "深盆_番茄 盆栽_1671465600",
        ] {
            assert_eq!(with_phrase(description).as_deref(), Some("深盆"), "{description}");
        }
        assert_eq!(with_phrase("_番茄 盆栽"), None);
        assert_eq!(with_phrase("阅读3次。"), None);
        assert_eq!(clean_with("深盆。_阳台 养花", &[], &[]).as_deref(), Some("深盆。"));
        assert_eq!(with_phrase("深盆，_").as_deref(), Some("深盆，"));
    }

    #[test]
    fn quick_checks_agree_with_the_patterns() {
        const PIECES: [&str; 40] = [
            "文章",
            "浏览",
            "阅读",
            "量",
            "点赞",
            "收藏",
            "评论",
            "数",
            "3",
            "1.5",
            "w",
            "万",
            "+",
            "次",
            "，",
            ",",
            "。",
            "_",
            "__",
            "_1671465600",
            "_2671465600",
            "短语",
            "。",
            "...",
            "…",
            "？",
            " ",
            "\u{3000}",
            "\n",
            "a",
            "目录",
            "本文目录",
            "[TOC]",
            "@[toc](",
            ")",
            "Table of Contents",
            "(?)[-]",
            "【",
            "*",
            "一二三四五六七八九十",
        ];
        let time_stamp = pattern(r"_1[0-9]{9}$");
        let after_sentence = pattern(r"(?:[。！？…]|\.\.\.)\s?(_[^_。，]{2,40})$");
        arbtest::arbtest(|u| {
            let mut text = String::new();
            for _ in 0..u.int_in_range(0..=8)? {
                text.push_str(u.choose(&PIECES)?);
            }
            assert_eq!(counts(&text), COUNTS.find(&text).map(|found| found.as_str()), "{text:?}");
            assert!(may_have_contents(&text) || !CONTENTS.is_match(&text), "{text:?}");
            let stamp = time_stamp.find(&text).map_or(text.len(), |found| found.start());
            assert_eq!(without_time_stamp(&text).len(), stamp, "{text:?}");
            let phrase = after_sentence.captures(&text).and_then(|found| Some(found.get(1)?.start()));
            assert_eq!(before_unknown_phrase(&text).map(str::len), phrase, "{text:?}");
            Ok(())
        })
        .budget_ms(300);
    }

    #[test]
    fn the_authors_words_are_kept() {
        for words in ["深盆_茄", "收藏3次就够", "收藏8.深盆", "番茄 盆栽", "见 __dict__", "微信GG_"]
        {
            assert_eq!(with_phrase(words).as_deref(), Some(words));
        }
        assert_eq!(clean_with("用 RT_Thr", &["Thread"], &[]).as_deref(), Some("用 RT_Thr"));
        assert_eq!(clean_with("深盆_番茄", &[], &[]).as_deref(), Some("深盆_番茄"));
    }

    #[test]
    fn a_table_of_contents_is_removed() {
        let headings = ["一、选盆", "1.1 深盆", "二、浇水"];
        for (description, own) in [
            ("目录一、选盆1.1 深盆二、浇水盆要深。", Some("盆要深。")),
            ("文章目录番茄手记一、选盆二、浇水", None),
            ("@[TOC](番茄)一、选盆 1.1 深", None),
            ("目录(?)[-]一选盆深盆要紧", Some("深盆要紧")),
            ("【目录】", None),
            ("文章目录盆要深。", Some("盆要深。")),
            ("目录结构如下，先看根。", Some("目录结构如下，先看根。")),
        ] {
            assert_eq!(clean_with(description, &[], &headings).as_deref(), own, "{description}");
        }
    }
}
