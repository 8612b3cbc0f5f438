//! The copyright notice of an article: license, URL and original.

use std::sync::LazyLock;

use regex::Regex;

use super::clean::web_url;
use crate::dom::Element;
use crate::extract::article_url::{article_id_of_url, without_query};
use crate::extract::class_index::ClassIndex;
use crate::extract::class_index::Key::{self, Class};

/// What copyright notices say.
#[derive(Default)]
pub(super) struct Copyright {
    /// The license, such as `CC BY-SA 4.0`.
    pub(super) license: Option<String>,
    /// The article's own URL.
    pub(super) source: Option<String>,
    /// The URL of the original of a repost or translation.
    pub(super) original: Option<String>,
}

/// The copyright notices of all skins.
const NOTICES: &[Key<'static>] = &[
    Class("slide-content-box-new"),
    Class("article-copyright"),
    Class("creativecommons"),
    Class("article-source-link"),
    Class("copyright-box"),
    Class("bog_copyright"),
];

/// The maximum number of notices read. They are nested in each other.
const MAX_NOTICES: usize = 16;

/// Reads the notices, in document order.
pub(super) fn read(index: &ClassIndex<'_>) -> Copyright {
    let mut found = Copyright::default();
    for notice in index.with_any(NOTICES).take(MAX_NOTICES) {
        let text = notice.text();
        found.license = found.license.or_else(|| license(notice, &text));
        let names_original = ORIGINAL_WORDS.is_match(&text);
        if !names_original {
            found.source = found.source.or_else(|| source(notice, &text));
        }
        found.original = found.original.or_else(|| original(notice, &text, found.source.as_deref()));
    }
    found
}

/// Returns the URLs that `notice` links to, except that of the license.
fn links(notice: Element<'_>) -> impl Iterator<Item = String> {
    let links = notice.elements().filter(|element| element.tag() == "a");
    let urls = links.filter_map(|link| link.attribute("href")).filter_map(web_url);
    urls.filter(|url| !url.contains(LICENSE_HOST))
}

/// Returns the article's own URL: `本文链接：<a href="…">`, or in 2018 the URL after the notice.
fn source(notice: Element<'_>, text: &str) -> Option<String> {
    let written = URL.find_iter(text).filter_map(|url| web_url(url.as_str()));
    let own = links(notice).chain(written).find(|url| article_id_of_url(url).is_some())?;
    Some(without_query(&own).to_owned())
}

/// Returns the URL of a repost's original: the first link of the notice that does not lead to `source`, the article
/// itself, or the URL after 转载于：.
pub(super) fn original(notice: Element<'_>, text: &str, source: Option<&str>) -> Option<String> {
    let linked = links(notice).find(|url| Some(without_query(url)) != source);
    linked.or_else(|| web_url(ORIGINAL.captures(text)?.get(1)?.as_str()))
}

/// Returns the license that a notice names, `CC 4.0 BY-SA`, or links to.
fn license(notice: Element<'_>, text: &str) -> Option<String> {
    let name = |terms: &str, version: &str| format!("CC {} {version}", terms.to_ascii_uppercase());
    let part =
        |found: &regex::Captures<'_>, group| found.get(group).map_or("", |part| part.as_str()).to_owned();
    let written = LICENSE.captures(text).map(|found| name(&part(&found, 2), &part(&found, 1)));
    written.or_else(|| {
        let mut urls = notice.elements().filter_map(|element| element.attribute("href"));
        urls.find_map(|url| LICENSE_URL.captures(url).map(|found| name(&part(&found, 1), &part(&found, 2))))
    })
}

const LICENSE_HOST: &str = "creativecommons.org";

/// Compiles a constant pattern.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "constant patterns, tested below")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("pattern is valid")
}

/// `CC 4.0 BY-SA`.
static LICENSE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)CC\s*([1-9]\.[0-9])\s*(BY(?:-[A-Z]{2})*)"));
/// `http://creativecommons.org/licenses/by-sa/4.0/`.
static LICENSE_URL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"creativecommons\.org/licenses/(by(?:-[a-z]{2})*)/([1-9]\.[0-9])"));
/// A URL in running text.
static URL: LazyLock<Regex> = LazyLock::new(|| pattern(r"https?://[\x21-\x7e]+"));
/// Words that introduce the original of a repost or translation.
static ORIGINAL_WORDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:转载于|转载自|原文链接|原文地址)\s*[：:]"));
/// A URL after such words.
static ORIGINAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:转载于|转载自|原文链接|原文地址)\s*[：:]\s*(https?://[\x21-\x7e]+)"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::extract::surroundings::Surroundings;
    use crate::options::Limits;

    const OWN: &str = "https://blog.csdn.net/u/article/details/12345";

    fn read_page(html: &str) -> Copyright {
        read(&Surroundings::of(&dom::parse(html, &Limits::default()).unwrap()).index)
    }

    #[test]
    fn the_license_is_read_from_every_skin() {
        for html in [
            "<div class=slide-content-box-new>遵循<a> CC 4.0 BY-SA </a>版权协议</div>",
            "<div class=slide-content-box><div class=article-copyright><div class=creativecommons>遵循 CC 4.0 by-sa 版权协议</div></div></div>",
            "<div class=article-copyright><a href='http://creativecommons.org/licenses/by-sa/4.0/'>协议</a></div>",
        ] {
            assert_eq!(read_page(html).license.as_deref(), Some("CC BY-SA 4.0"), "{html}");
        }
        assert_eq!(read_page("<div class=article-copyright>未经博主允许不得转载。</div>").license, None);
    }

    #[test]
    fn a_notice_names_the_article() {
        for notice in [
            format!("未经博主允许不得转载。  {OWN}?a"),
            format!("本文链接：<a href='{OWN}'>{OWN}</a>"),
            format!(
                "遵循<a href='http://creativecommons.org/licenses/by-sa/4.0/'>CC 4.0 BY-SA</a><div class=article-source-link>本文链接：<a href='{OWN}'>…</a></div>"
            ),
        ] {
            let html = format!("<div class=article-copyright>版权声明：{notice}</div>");
            assert_eq!(read_page(&html).source.as_deref(), Some(OWN), "{html}");
        }
        assert_eq!(read_page("<div class=article-copyright>https://blog.csdn.net/u</div>").source, None);
    }

    #[test]
    fn the_original_is_not_the_article() {
        let html = format!(
            "<div class=slide-content-box><div class=article-source-link>原文链接：<a href='{OWN}'>{OWN}</a></div></div>"
        );
        let found = read_page(&html);
        assert_eq!((found.source, found.original.as_deref()), (None, Some(OWN)));
        let bare = read_page("<div class=copyright-box>转载于：https://example.com/b。</div>");
        assert_eq!(bare.original.as_deref(), Some("https://example.com/b"));
    }
}
