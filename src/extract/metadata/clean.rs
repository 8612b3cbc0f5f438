//! Makes values of metadata one clean line, and drops those that say nothing.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::chars::{is_blank, is_cjk, is_cjk_punctuation, is_invisible, is_joiner, is_plain};
use crate::dom;
use crate::extract::without_query;
use crate::options::Limits;

/// Values that stand for "none" (dialect `fm-placeholder`).
const PLACEHOLDERS: &[&str] = &["未分类", "无标签", "默认分类", "暂无", "null", "undefined"];

/// Parts of addresses of pictures that are no covers: a service of random pictures, the site's own logos.
const PLACEHOLDER_COVERS: &[&str] = &["api.vvhan.com/", "csdnimg.cn/static/logo", "csdnimg.cn/public/"];

/// `text` as one line: white space collapsed (between Chinese letters a line break is nothing), invisible
/// characters removed. `None` when nothing is left.
pub(super) fn line(text: &str) -> Option<String> {
    if is_clean(text) {
        return Some(text.to_owned());
    }
    let mut clean = String::with_capacity(text.len());
    let (mut blank, mut broke) = (false, false);
    let mut chars = text.chars().filter(|c| !is_invisible(*c)).peekable();
    while let Some(c) = chars.next() {
        if is_blank(c) {
            blank = true;
            broke |= c == '\n';
            continue;
        }
        let last = clean.chars().next_back();
        if is_joiner(c) {
            // A joiner binds only what stands on both sides of it, and never ASCII or Chinese.
            let binds = |c: char| !c.is_ascii() && !is_blank(c) && !is_cjk(c) && !is_cjk_punctuation(c);
            if blank || !last.is_some_and(binds) || !chars.peek().copied().is_some_and(binds) {
                continue;
            }
        }
        if blank && last.is_some_and(|last| !(broke && is_cjk(last) && is_cjk(c))) {
            clean.push(' ');
        }
        (blank, broke) = (false, false);
        clean.push(c);
    }
    (!clean.is_empty()).then_some(clean)
}

/// Whether `text` is such a line already: plain characters with a blank here and there.
fn is_clean(text: &str) -> bool {
    let mut before = ' ';
    let goes_on = |c| {
        let is_blank_apart = c == ' ' && before != ' ';
        before = c;
        is_blank_apart || is_plain(c)
    };
    text.chars().all(goes_on) && before != ' '
}

/// As [`line`], after decoding HTML entities: for text that was not parsed as HTML.
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

/// A tag or a column: one line, without leading `#`. `None` for placeholders.
pub(super) fn label(text: &str) -> Option<String> {
    let label = line(text.trim_start().trim_start_matches(['#', '＃']))?;
    // `Null` is a tag that people use; `null` is what a program leaves.
    let is_placeholder = PLACEHOLDERS.contains(&label.as_str());
    // Cut placeholders such as `无…` are known as well.
    (!is_placeholder && !matches!(label.as_str(), "无" | "无…" | "无...")).then_some(label)
}

/// Tags or columns, cleaned, each once, in order. `None` when none is left.
pub(super) fn labels<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Vec<String>> {
    let mut seen = HashSet::new();
    let labels: Vec<String> =
        texts.into_iter().filter_map(label).filter(|label| seen.insert(label.clone())).collect();
    (!labels.is_empty()).then_some(labels)
}

/// The address of a cover picture. On the site's own hosts the query goes: it asks for a thumbnail or a watermark.
/// `None` for placeholders and for what is no web address.
pub(super) fn cover(address: &str) -> Option<String> {
    let address = web_url(&decode_entities(address)).filter(|address| !is_placeholder_cover(address))?;
    let is_own = url::Url::parse(&address).ok()?.host_str()?.ends_with("csdnimg.cn");
    Some(if is_own { without_query(&address).to_owned() } else { address })
}

/// Whether `address` is a picture that stands for no cover.
pub(super) fn is_placeholder_cover(address: &str) -> bool {
    PLACEHOLDER_COVERS.iter().any(|part| address.contains(part))
}

/// `address`, trimmed, when it is an absolute `http` or `https` address; `//host/…` becomes `https`.
pub(super) fn web_url(address: &str) -> Option<String> {
    let address = line(address)?;
    let address = if address.starts_with("//") { format!("https:{address}") } else { address };
    let parsed = url::Url::parse(&address).ok()?;
    (matches!(parsed.scheme(), "http" | "https") && parsed.has_host() && !address.contains(' '))
        .then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_one_blank_and_none_at_the_ends() {
        assert_eq!(line("\n   题 目\u{a0}\u{3000}one\n  two "), Some("题 目 one two".to_owned()));
        assert_eq!(line(" \u{200b}\n"), None);
    }

    #[test]
    fn a_line_break_between_chinese_letters_is_nothing() {
        assert_eq!(line("中\n   文"), Some("中文".to_owned()));
    }

    #[test]
    fn joiners_stay_in_emoji_alone() {
        assert_eq!(line("👩\u{200d}💻中\u{200d}文a\u{200c}"), Some("👩\u{200d}💻中文a".to_owned()));
    }

    #[test]
    fn entities_are_decoded_and_angle_brackets_stay() {
        assert_eq!(encoded_line("甲 &mdash;&mdash; Vec<T> &amp;c"), Some("甲 —— Vec<T> &c".to_owned()));
    }

    #[test]
    fn labels_lose_signs_doubles_and_placeholders() {
        assert_eq!(
            labels(["#甲", "无标签", " 甲 ", "C#", "未分类", "null", "Null", ""]),
            Some(vec!["甲".into(), "C#".into(), "Null".into()])
        );
        assert_eq!(labels(["无标签"]), None);
    }

    #[test]
    fn covers_are_neither_thumbnails_nor_watermarked() {
        let address = "https://img-blog.csdnimg.cn/a.png?x-oss-process&#61;image/resize,h_150";
        assert_eq!(cover(address).as_deref(), Some("https://img-blog.csdnimg.cn/a.png"));
        assert_eq!(cover("https://example.com/a?b=1").as_deref(), Some("https://example.com/a?b=1"));
    }

    #[test]
    fn random_covers_and_paths_are_no_covers() {
        assert_eq!(cover("https://api.vvhan.com/api/bing?rand=sj&artid=1"), None);
        assert_eq!(cover("/assets/a.png"), None);
        assert_eq!(cover("//i.example.com/a.png").as_deref(), Some("https://i.example.com/a.png"));
    }
}
