//! Cleans metadata values and drops placeholders.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::chars::{
    is_cjk, is_cjk_punctuation, is_invisible, is_joiner, is_simple, is_space, trim_end, trim_start,
};
use crate::csdn::images::PROCESSING_HOSTS;
use crate::dom;
use crate::extract::without_query;
use crate::options::Limits;

/// Values that stand for "none" (dialect `fm-placeholder`).
const PLACEHOLDERS: &[&str] = &["未分类", "无标签", "默认分类", "暂无", "null", "undefined"];

/// Parts of the URLs of placeholder covers: a random image service and the site's logos.
const PLACEHOLDER_COVERS: &[&str] = &["api.vvhan.com/", "csdnimg.cn/static/logo", "csdnimg.cn/public/"];

/// Cleans `text` to one line: collapses whitespace, joins Chinese text across line breaks, removes invisible
/// characters. Returns `None` when nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    let text = trim_end(trim_start(text));
    if is_simple(text) {
        return (!text.is_empty()).then(|| text.to_owned());
    }
    let mut clean = String::with_capacity(text.len());
    let (mut after_space, mut after_break) = (false, false);
    let mut chars = text.chars().filter(|c| !is_invisible(*c)).peekable();
    while let Some(c) = chars.next() {
        if is_space(c) {
            after_space = true;
            after_break |= c == '\n';
            continue;
        }
        let last = clean.chars().next_back();
        if is_joiner(c) {
            // A joiner needs characters on both sides that are neither ASCII nor Chinese.
            let joins = |c: char| !c.is_ascii() && !is_space(c) && !is_cjk(c) && !is_cjk_punctuation(c);
            if after_space || !last.is_some_and(joins) || !chars.peek().copied().is_some_and(joins) {
                continue;
            }
        }
        if after_space && last.is_some_and(|last| !(after_break && is_cjk(last) && is_cjk(c))) {
            clean.push(' ');
        }
        (after_space, after_break) = (false, false);
        clean.push(c);
    }
    (!clean.is_empty()).then_some(clean)
}

/// Like [`line`], after decoding HTML entities, for text that was not parsed as HTML.
pub(super) fn encoded_line(text: &str) -> Option<String> {
    line(&decode_entities(text))
}

fn decode_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    match dom::parse(&text.replace('<', "&lt;"), &limits) {
        Ok(parsed) => Cow::Owned(parsed.root().text().into_owned()),
        Err(_) => Cow::Borrowed(text),
    }
}

/// Cleans a tag or column to one line without leading `#`. Returns `None` for placeholders.
pub(super) fn label(text: &str) -> Option<String> {
    let label = line(text.trim_start().trim_start_matches(['#', '＃']))?;
    // People use the tag `Null`; programs write `null`.
    let is_placeholder = PLACEHOLDERS.contains(&label.as_str());
    // Truncated placeholders such as `无…` occur too.
    (!is_placeholder && !matches!(label.as_str(), "无" | "无…" | "无...")).then_some(label)
}

/// Cleans tags or columns and removes duplicates. Returns `None` when none is left.
pub(super) fn labels<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Vec<String>> {
    let mut seen = HashSet::new();
    let labels: Vec<String> =
        texts.into_iter().filter_map(label).filter(|label| seen.insert(label.clone())).collect();
    (!labels.is_empty()).then_some(labels)
}

/// Cleans the URL of a cover image. On the site's hosts the query is removed: it requests a thumbnail or a watermark.
/// Returns `None` for placeholders and invalid URLs.
pub(super) fn cover(url: &str) -> Option<String> {
    let url = web_url(&decode_entities(url)).filter(|url| !is_placeholder_cover(url))?;
    let is_own = PROCESSING_HOSTS.iter().any(|own| host(&url).is_some_and(|host| host.ends_with(own)));
    Some(if is_own { without_query(&url).to_owned() } else { url })
}

fn host(url: &str) -> Option<String> {
    ::url::Url::parse(url).ok()?.host_str().map(str::to_owned)
}

/// Whether `url` is that of a placeholder cover.
pub(super) fn is_placeholder_cover(url: &str) -> bool {
    PLACEHOLDER_COVERS.iter().any(|part| url.contains(part))
}

/// Cleans an absolute `http` or `https` URL; `//host/…` becomes `https`.
pub(super) fn web_url(url: &str) -> Option<String> {
    let url = line(url)?;
    let url = if url.starts_with("//") { format!("https:{url}") } else { url };
    let is_valid = || {
        ::url::Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    };
    // Any path is valid.
    ((url.starts_with(BLOGS) || is_valid()) && !url.contains(' ')).then_some(url)
}

/// How the URLs of nearly all articles begin.
const BLOGS: &str = "https://blog.csdn.net/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whitespace_is_trimmed_and_collapsed() {
        assert_eq!(line("\n   题 目\u{a0}\u{3000}one\n  two "), Some("题 目 one two".to_owned()));
        assert_eq!(line(" \u{200b}\n"), None);
    }

    #[test]
    fn chinese_text_is_joined_across_line_breaks() {
        assert_eq!(line("中\n   文"), Some("中文".to_owned()));
    }

    #[test]
    fn joiners_are_kept_only_in_emoji() {
        assert_eq!(line("👩\u{200d}💻中\u{200d}文a\u{200c}"), Some("👩\u{200d}💻中文a".to_owned()));
    }

    #[test]
    fn entities_are_decoded_and_angle_brackets_kept() {
        assert_eq!(encoded_line("甲 &mdash;&mdash; Vec<T> &amp;c"), Some("甲 —— Vec<T> &c".to_owned()));
    }

    #[test]
    fn labels_lose_hashes_duplicates_and_placeholders() {
        assert_eq!(
            labels(["#甲", "无标签", " 甲 ", "C#", "未分类", "null", "Null", ""]),
            Some(vec!["甲".into(), "C#".into(), "Null".into()])
        );
        assert_eq!(labels(["无标签"]), None);
    }

    #[test]
    fn thumbnail_and_watermark_parameters_are_removed_from_covers() {
        let url = "https://img-blog.csdnimg.cn/a.png?x-oss-process&#61;image/resize,h_150";
        assert_eq!(cover(url).as_deref(), Some("https://img-blog.csdnimg.cn/a.png"));
        let url = "https://img-blog.csdn.net/2017?watermark/2/text/aHR0/font/5a6L";
        assert_eq!(cover(url).as_deref(), Some("https://img-blog.csdn.net/2017"));
        assert_eq!(cover("https://example.com/a?b=1").as_deref(), Some("https://example.com/a?b=1"));
    }

    #[test]
    fn random_covers_and_paths_are_rejected() {
        assert_eq!(cover("https://api.vvhan.com/api/bing?rand=sj&artid=1"), None);
        assert_eq!(cover("/assets/a.png"), None);
        assert_eq!(cover("//i.example.com/a.png").as_deref(), Some("https://i.example.com/a.png"));
    }
}
