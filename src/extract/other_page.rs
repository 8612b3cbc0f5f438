//! Pages of the site that are not articles: lists, home pages, other parts of the site.

use super::article_url::{article_id_of_url, without_query};
use super::list_page::is_list;
use crate::dom::{Dom, Element};
use crate::error::OtherPage;

/// A test of a URL's path.
#[derive(Debug, Clone, Copy)]
enum Path {
    /// The path is `/`.
    Root,
    /// The path has one segment: a login name.
    User,
    /// The path contains this.
    Contains(&'static str),
    Any,
}

/// The kinds of pages by host and path; the first matching row decides. A host that begins with a dot means its
/// subdomains.
const URLS: &[(&str, Path, OtherPage)] = &[
    ("blog.csdn.net", Path::Contains("/category_"), OtherPage::Column),
    (".blog.csdn.net", Path::Contains("/category_"), OtherPage::Column),
    ("blog.csdn.net", Path::Contains("/article/category/"), OtherPage::Column),
    ("blog.csdn.net", Path::Contains("/column/"), OtherPage::Column),
    ("blog.csdn.net", Path::Contains("/article/list"), OtherPage::ArticleList),
    (".blog.csdn.net", Path::Contains("/article/list"), OtherPage::ArticleList),
    ("blog.csdn.net", Path::Contains("/article/month"), OtherPage::ArticleList),
    ("blog.csdn.net", Path::Contains("/nav"), OtherPage::ArticleList),
    ("blog.csdn.net", Path::Contains("/rank"), OtherPage::ArticleList),
    ("blog.csdn.net", Path::Contains("/rss"), OtherPage::Feed),
    ("blog.csdn.net", Path::Root, OtherPage::SiteHome),
    ("blog.csdn.net", Path::User, OtherPage::UserHome),
    (".blog.csdn.net", Path::Root, OtherPage::UserHome),
    ("me.csdn.net", Path::User, OtherPage::UserHome),
    ("my.csdn.net", Path::User, OtherPage::UserHome),
    ("wenku.csdn.net", Path::Any, OtherPage::Document),
    ("news.csdn.net", Path::Any, OtherPage::News),
    ("download.csdn.net", Path::Any, OtherPage::Download),
    ("edu.csdn.net", Path::Any, OtherPage::Course),
    ("ask.csdn.net", Path::Any, OtherPage::Question),
    ("bbs.csdn.net", Path::Any, OtherPage::Forum),
    ("so.csdn.net", Path::Any, OtherPage::Search),
    ("www.csdn.net", Path::Root, OtherPage::SiteHome),
    ("www.csdn.net", Path::Contains("/article/"), OtherPage::News),
    ("csdn.net", Path::Root, OtherPage::SiteHome),
    (".csdn.net", Path::Any, OtherPage::Section),
];

/// The kinds of pages by the end of their title, for pages that do not name their URL.
const TITLES: &[(&str, OtherPage)] = &[
    ("CSDN文库", OtherPage::Document),
    ("CSDN资讯", OtherPage::News),
    ("CSDN下载", OtherPage::Download),
    ("CSDN学院", OtherPage::Course),
    ("CSDN问答", OtherPage::Question),
    ("CSDN论坛", OtherPage::Forum),
    ("CSDN社区", OtherPage::Forum),
    ("CSDN搜索", OtherPage::Search),
];

/// The root elements of feeds and sitemaps.
const FEED_TAGS: &[&str] = &["rss", "feed", "urlset", "sitemapindex"];

/// Returns the kind of page by the URL that the page itself names: its canonical link or `og:url`.
pub(super) fn named_by(page: &Dom) -> Option<OtherPage> {
    let is = |element: Element<'_>, attribute: &str, value: &str| {
        element.attribute(attribute).is_some_and(|found| found.eq_ignore_ascii_case(value))
    };
    let url = |element: Element<'_>| {
        if element.tag() == "link" && is(element, "rel", "canonical") {
            element.attribute("href").map(str::to_owned)
        } else if element.tag() == "meta"
            && (is(element, "property", "og:url") || is(element, "name", "og:url"))
        {
            element.attribute("content").map(str::to_owned)
        } else {
            None
        }
    };
    page.elements().filter_map(url).find_map(|url| other_page_of_url(&url))
}

/// Returns the kind of page by its markup: a list of articles, a feed, the site's name of a section in the title.
pub(super) fn marked(page: &Dom) -> Option<OtherPage> {
    let title =
        page.elements().find(|element| element.tag() == "title").map(|title| title.text().into_owned());
    let title = title.unwrap_or_default();
    let titled = TITLES.iter().find(|(end, _)| title.trim_end().ends_with(end)).map(|(_, kind)| *kind);
    titled
        .or_else(|| page.elements().any(is_list).then_some(OtherPage::ArticleList))
        .or_else(|| is_feed(page).then_some(OtherPage::Feed))
}

/// Whether `page` is a feed or a sitemap, which are XML.
pub(super) fn is_feed(page: &Dom) -> bool {
    let mut elements = page.elements().filter(|element| !matches!(element.tag(), "html" | "head" | "body"));
    elements.next().is_some_and(|element| FEED_TAGS.contains(&element.tag()))
}

/// Returns the kind of page that `url` leads to, unless it is an article or outside the site.
pub(crate) fn other_page_of_url(url: &str) -> Option<OtherPage> {
    if article_id_of_url(url.trim()).is_some() {
        return None;
    }
    let (_, rest) = without_query(url.trim()).split_once("//")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = format!("/{}", path.trim_end_matches('/'));
    let is_host = |known: &str| if known.starts_with('.') { host.ends_with(known) } else { host == known };
    let is_path = |test: Path| match test {
        Path::Root => path == "/",
        Path::User => path.len() > 1 && path.matches('/').count() == 1,
        Path::Contains(part) => path.contains(part),
        Path::Any => true,
    };
    URLS.iter().find(|(known, test, _)| is_host(known) && is_path(*test)).map(|(_, _, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::Limits;

    fn parse(html: &str) -> Dom {
        dom::parse(html, &Limits::default()).unwrap()
    }

    #[test]
    fn urls_tell_kinds_apart() {
        for (url, kind) in [
            ("https://blog.csdn.net/u/category_10790248.html", Some(OtherPage::Column)),
            ("https://blog.csdn.net/u/category_10790248_2.html?spm=1", Some(OtherPage::Column)),
            ("https://blog.csdn.net/u/article/list/2", Some(OtherPage::ArticleList)),
            ("https://blog.csdn.net/u?type=blog", Some(OtherPage::UserHome)),
            ("https://alias.blog.csdn.net/", Some(OtherPage::UserHome)),
            ("https://blog.csdn.net/", Some(OtherPage::SiteHome)),
            ("https://www.csdn.net", Some(OtherPage::SiteHome)),
            ("https://wenku.csdn.net/answer/1", Some(OtherPage::Document)),
            ("https://download.csdn.net/download/u/1", Some(OtherPage::Download)),
            ("https://live.csdn.net/v/1", Some(OtherPage::Section)),
            ("https://blog.csdn.net/u/article/details/12345", None),
            ("https://alias.blog.csdn.net/article/details/12345", None),
            ("https://notcsdn.net/", None),
            ("/u", None),
        ] {
            assert_eq!(other_page_of_url(url), kind, "{url}");
        }
    }

    #[test]
    fn a_page_names_its_url() {
        for head in [
            "<link rel=canonical href='https://ask.csdn.net/questions/1'>",
            "<meta property=og:url content='https://ask.csdn.net/questions/1'>",
        ] {
            assert_eq!(named_by(&parse(head)), Some(OtherPage::Question), "{head}");
        }
        assert_eq!(named_by(&parse("<link rel=icon href='https://ask.csdn.net/'>")), None);
    }

    #[test]
    fn markup_tells_kinds_apart() {
        for (html, kind) in [
            ("<title>番茄-CSDN文库</title>", Some(OtherPage::Document)),
            ("<div class=article-item-box>", Some(OtherPage::ArticleList)),
            ("<?xml version='1.0'?><rss><channel>", Some(OtherPage::Feed)),
            ("<title>番茄-CSDN博客</title>", None),
        ] {
            assert_eq!(marked(&parse(html)), kind, "{html}");
        }
    }
}
