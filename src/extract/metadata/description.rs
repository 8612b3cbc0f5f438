//! Descriptions without what the site and its scrapers add.

use std::sync::LazyLock;

use regex::Regex;

use super::clean::line;

/// Removes the counts before a description and the search phrase after it. Returns `None` when nothing is left.
pub(super) fn summary(description: &str, keywords: Option<&str>) -> Option<String> {
    let description = line(description)?;
    let start = COUNTS.find(&description).map_or(0, |counts| counts.end());
    line(without_search_phrase(description.get(start..)?, keywords))
}

/// Removes the search phrase that the site adds: `摘要_关键词` with the keywords `关键词` becomes `摘要`.
fn without_search_phrase<'a>(description: &'a str, keywords: Option<&str>) -> &'a str {
    let phrase = keywords.map(str::trim).filter(|phrase| !phrase.is_empty());
    let before = phrase.and_then(|phrase| description.trim_end().strip_suffix(phrase)?.strip_suffix('_'));
    before.unwrap_or(description)
}

/// The counts that the site puts before a description, `文章浏览阅读2.7w次，点赞24次，收藏54次。`. Scrapers truncate them to
/// `+次，点赞24次，收藏54次。`, to later counts, or within the last one. Text that begins like a likes or bookmarks count but
/// does not end like one may be the author's.
#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal that the tests below compile")]
pub(super) static COUNTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^ (?:
            (?: (?:文章)? (?:浏览)? 阅读 [0-9.,]+ [wWkK万千]? | \+ ) 次
            (?: [，,] (?:点赞|收藏|评论) [0-9.,]+ [wWkK万千]? 次 )*
            (?: [，,] (?:点赞|收藏|评论) [0-9]+ [。.] | [。.]? )
          | (?:点赞|收藏|评论) [0-9.,]+ [wWkK万千]? 次
            (?: [，,] (?:点赞|收藏|评论) [0-9.,]+ [wWkK万千]? 次 )* [。.]
        )",
    )
    .expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn counts_and_search_phrase_are_removed() {
        let own = |description| summary(description, Some("番茄 盆栽"));
        assert_eq!(own("文章浏览阅读2.7w次，点赞24次。深盆为宜_番茄 盆栽").as_deref(), Some("深盆为宜"));
        assert_eq!(own("+次，点赞1次，收藏2次。深盆").as_deref(), Some("深盆"));
        assert_eq!(own("收藏1.8k次。深盆").as_deref(), Some("深盆"));
        assert_eq!(own("点赞3次，收藏2次。深盆").as_deref(), Some("深盆"));
        assert_eq!(own("+次，点赞1.6k次，收藏8.深盆").as_deref(), Some("深盆"));
        assert_eq!(own("_番茄 盆栽"), None);
        assert_eq!(own("阅读3次。"), None);
    }

    #[test]
    fn the_authors_words_are_kept() {
        assert_eq!(summary("深盆_番茄", Some("番茄 盆栽")).as_deref(), Some("深盆_番茄"));
        assert_eq!(summary("深盆_番茄", None).as_deref(), Some("深盆_番茄"));
        for words in ["收藏3次就够", "收藏8.深盆"] {
            assert_eq!(summary(words, None).as_deref(), Some(words));
        }
        assert_eq!(summary("番茄 盆栽", Some("番茄 盆栽")).as_deref(), Some("番茄 盆栽"));
    }
}
