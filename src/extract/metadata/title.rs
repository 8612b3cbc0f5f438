//! Titles without what the site appends to them.

use std::sync::LazyLock;

use regex::Regex;

/// Removes the site's name from the end of `title`: `标题-CSDN博客` becomes `标题`.
pub(super) fn without_site_name(title: String) -> String {
    match SITE_NAME.find(&title).and_then(|tail| title.get(..tail.start())) {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        Some(_) | None => title,
    }
}

/// Removes the site's name, and the keyword or blog name before it, from a `<title>`: `标题_关键词-CSDN博客` and
/// `标题 - 某某的专栏 - CSDN博客` become `标题`. Only a title with the site's name has such a part.
pub(super) fn without_suffixes(title: String) -> String {
    let rest = without_site_name(title.clone());
    if rest == title {
        return title;
    }
    let own = BLOG_NAME.find(&rest).and_then(|tail| rest.get(..tail.start()));
    match own.or_else(|| rest.rsplit_once('_').map(|(before, _)| before)) {
        Some(own) if !own.trim().is_empty() => own.trim_end().to_owned(),
        Some(_) | None => rest,
    }
}

/// Returns the search phrase in a `<title>`: `标题_短语-CSDN博客`, in 2021 `标题_某某的博客-CSDN博客_短语`.
pub(super) fn search_phrase(title: &str) -> Option<&str> {
    let tail = SITE_NAME.find(title)?;
    let after = tail.as_str().rsplit_once('_').map(|(_, phrase)| phrase.trim());
    let before = || title.get(..tail.start())?.rsplit_once('_').map(|(_, phrase)| phrase);
    after.filter(|phrase| !phrase.is_empty() && !phrase.starts_with("CSDN")).or_else(before)
}

/// Compiles a constant pattern.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "constant patterns, tested below")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("pattern is valid")
}

/// The site's name at the end of a title, in 2021 with the search phrase after it.
static SITE_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\s*[-_–—|]\s*CSDN\s*(?:博客(?:_[^_]{0,60})?|文库|\.NET)?\s*$"));
/// The name of the blog or of the site's section before the site's name.
static BLOG_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\s+-\s+|_)[^_]{0,40}?(?:的专栏|的博客|的BLOG|博客频道)(?:\s*-\s*博客频道)?\s*$")
});

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> String {
        without_suffixes(text.to_owned())
    }

    #[test]
    fn site_keyword_and_blog_name_are_removed() {
        assert_eq!(title("题 目_关键词-CSDN博客"), "题 目");
        assert_eq!(title("题目 - CSDN博客"), "题目");
        assert_eq!(title("题目 - 某某的专栏 - CSDN博客"), "题目");
        assert_eq!(title("题目 - 某某的专栏 - 博客频道 - CSDN.NET"), "题目");
        assert_eq!(title("题_目_某某的博客-CSDN博客"), "题_目");
        assert_eq!(title("题目_某某的博客-CSDN博客_关键词"), "题目");
    }

    #[test]
    fn the_search_phrase_is_before_or_after_the_sites_name() {
        assert_eq!(search_phrase("题 目_关键 词-CSDN博客"), Some("关键 词"));
        assert_eq!(search_phrase("题目_某某的博客-CSDN博客_关键词"), Some("关键词"));
        assert_eq!((search_phrase("题目-CSDN博客"), search_phrase("题_目")), (None, None));
    }

    #[test]
    fn titles_without_the_sites_name_are_kept() {
        assert_eq!(title("snake_case 和 CSDN"), "snake_case 和 CSDN");
        assert_eq!(title("-CSDN博客"), "-CSDN博客");
    }
}
