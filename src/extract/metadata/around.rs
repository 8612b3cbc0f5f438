//! The source of an article that was pasted into Markdown, as its author gives it in the text around it.

use std::sync::LazyLock;

use regex::Regex;

use crate::extract::article_url::{article_id_of_url, without_query};
use crate::input::Source;

/// Returns the URL of an article of the site in the first line around the boxes that names a source:
/// `来源：<https://blog.csdn.net/user/article/details/1>`.
pub(super) fn source(source: &Source<'_>) -> Option<String> {
    let starts = std::iter::once(source.body_start).chain(source.boxes.iter().map(|range| range.end));
    let ends = source.boxes.iter().map(|range| range.start).chain([source.text.len()]);
    let texts = starts.zip(ends).filter(|_| !source.boxes.is_empty());
    let mut lines = texts.flat_map(|(start, end)| source.text.get(start..end).unwrap_or_default().lines());
    lines.find_map(|line| {
        let url = NAMED.captures(line)?.get(1)?.as_str();
        article_id_of_url(url).map(|_| without_query(url).to_owned())
    })
}

/// A word for a source, with a URL of an article after it on the same line.
#[expect(clippy::disallowed_methods, reason = "a static beside its test")]
#[expect(clippy::expect_used, reason = "the pattern is a literal, and the test below compiles it")]
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:来源|來源|原文|出处|出處|转自|转载|摘自|引自|source|via|from)",
        r"[^\n]{0,200}?(https?://[\w.-]*csdn\.net/[\w/.-]*article/details/\d+)",
    ))
    .expect("pattern is valid")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{self, Hints};

    #[test]
    fn a_named_source_is_found_outside_the_boxes() {
        let url = "https://blog.csdn.net/u/article/details/12345";
        let found = |before: &str, after: &str| {
            let text = format!("# 题\n\n{before}\n\n<div id=content_views>来源 {url}9</div>\n\n{after}\n");
            source(&input::read(text.as_bytes(), &Hints::default()))
        };
        assert_eq!(found(&format!("来源：<a href=\"{url}\">看</a>"), "").as_deref(), Some(url));
        assert_eq!(found("", &format!("> 原文链接：[看]({url}?spm=1)")).as_deref(), Some(url));
        assert_eq!(found(&format!("另见 {url}"), "来源 https://example.org/article/details/1"), None);
    }
}
