//! `<title>`, `<meta>` and `<link rel="canonical">`.

use std::sync::LazyLock;

use regex::Regex;

use super::clean::{cover, line, web_address};
use super::description::{COUNTS, summary};
use super::{Counts, Date, Metadata, Origin, Sourced, article_url};
use crate::dom::Element;

pub(super) fn read(elements: &[Element<'_>]) -> Metadata {
    let metas: Vec<_> = elements.iter().copied().filter(|element| element.tag() == "meta").collect();
    let meta = |names: &[&str]| names.iter().find_map(|name| content(&metas, name)).and_then(line);
    let sourced = |value: Option<String>| value.map(|value| Sourced::new(value, Origin::MetaTag));
    let date = |names: &[&str]| Some(Sourced::new(Date::parse(&meta(names)?)?, Origin::MetaTag));
    let description = meta(&["description", "og:description"]);
    let keywords = meta(&["keywords"]);
    Metadata {
        title: sourced(meta(&["og:title"]).map(without_site_name)).or_else(|| document_title(elements)),
        date: date(&["article:published_time"]),
        updated: date(&["article:modified_time"]),
        author: sourced(meta(&["author", "article:author"]).filter(|author| web_address(author).is_none())),
        source: canonical(elements),
        description: sourced(description.as_deref().and_then(|text| summary(text, keywords.as_deref()))),
        cover: sourced(meta(&["og:image"]).as_deref().and_then(cover)),
        counts: description.as_deref().map(counts).unwrap_or_default(),
        ..Metadata::default()
    }
}

fn content<'a>(metas: &[Element<'a>], name: &str) -> Option<&'a str> {
    let is_named = |element: &&Element<'_>| {
        let named = element.attribute("property").or_else(|| element.attribute("name"));
        named.is_some_and(|named| named.eq_ignore_ascii_case(name))
    };
    metas.iter().filter(is_named).find_map(|element| element.attribute("content"))
}

/// The canonical address, when it is that of an article.
fn canonical(elements: &[Element<'_>]) -> Option<Sourced<String>> {
    let is_canonical = |element: &&Element<'_>| {
        element.tag() == "link"
            && element.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
    };
    let addresses = elements.iter().filter(is_canonical).filter_map(|element| element.attribute("href"));
    let address =
        addresses.filter_map(web_address).find(|href| article_url::article_id_of_url(href).is_some())?;
    Some(Sourced::new(article_url::without_query(&address).to_owned(), Origin::CanonicalLink))
}

/// The text of the page's own `<title>`, less tails. Titles inside drawings are not the page's.
fn document_title(elements: &[Element<'_>]) -> Option<Sourced<String>> {
    let in_head =
        |element: &Element<'_>| element.node().parent_element().is_some_and(|parent| parent.tag() == "head");
    let title = elements.iter().find(|element| element.tag() == "title" && in_head(element))?;
    let title = line(&title.text())?;
    Some(Sourced::new(without_tails(title), Origin::DocumentTitle))
}

/// `title` without the site's name at its end: `标题-CSDN博客` is `标题`.
pub(super) fn without_site_name(title: String) -> String {
    match SITE_NAME.find(&title).and_then(|tail| title.get(..tail.start())) {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        Some(_) | None => title,
    }
}

/// A `<title>` without the site's name, and without the keyword or blog name before that:
/// `标题_关键词-CSDN博客`, `标题 - 某某的专栏 - CSDN博客`. Only behind the site's name is there such a part.
fn without_tails(title: String) -> String {
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

/// The counts at the beginning of a description: `文章浏览阅读2.7w次，点赞24次，收藏54次。摘要`.
fn counts(description: &str) -> Counts {
    let Some(prefix) = COUNTS.find(description) else { return Counts::default() };
    let count = |word: &str| {
        let (_, after) = prefix.as_str().split_once(word)?;
        let (number, _) = after.split_once('次')?;
        Some(Sourced::new(count_of(number)?, Origin::MetaTag))
    };
    Counts { reads: count("阅读"), likes: count("点赞"), favourites: count("收藏") }
}

/// The number in a count as pages show it: `1,234`, `2.7w` and `2.7万` (27,000), `3k` (3,000).
pub(super) fn count_of(text: &str) -> Option<u64> {
    let found = COUNT.captures(text)?;
    let scale: u64 = match found.get(3).map_or("", |unit| unit.as_str()) {
        "w" | "W" | "万" => 10_000,
        "k" | "K" | "千" => 1_000,
        _ => 1,
    };
    let whole: u64 = found.get(1)?.as_str().replace(',', "").parse().ok()?;
    let decimals = found.get(2).map_or("", |digits| digits.as_str());
    let power = 10_u64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let part = decimals.parse::<u64>().unwrap_or(0).checked_mul(scale)? / power;
    whole.checked_mul(scale)?.checked_add(part)
}

/// Compiles a constant pattern.
#[expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "constant patterns, each used by a test below"
)]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("pattern is valid")
}

/// The site's name at the end of a title.
static SITE_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\s*[-_–—|]\s*CSDN\s*(?:博客|文库|\.NET)?\s*$"));
/// The name of the blog, or of the site's section, before the site's name.
static BLOG_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\s+-\s+|_)[^_]{0,40}?(?:的专栏|的博客|的BLOG|博客频道)(?:\s*-\s*博客频道)?\s*$")
});
/// A number with its unit.
static COUNT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"([0-9][0-9,]*)(?:\.([0-9]{1,6}))?\s*([wWkK万千])?"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::extract::metadata::around_article;
    use crate::options::Limits;

    fn read_head(head: &str) -> Metadata {
        let html = format!("<!doctype html><html><head>{head}</head><body></body></html>");
        read(&around_article(&dom::parse(&html, &Limits::default()).unwrap()))
    }

    fn title(text: &str) -> String {
        read_head(&format!("<title>{text}</title>")).title.unwrap().value
    }

    #[test]
    fn tails_of_titles_go() {
        assert_eq!(title("题 目_关键词-CSDN博客"), "题 目");
        assert_eq!(title("题目 - CSDN博客"), "题目");
        assert_eq!(title("题目 - 某某的专栏 - CSDN博客"), "题目");
        assert_eq!(title("题目 - 某某的专栏 - 博客频道 - CSDN.NET"), "题目");
        assert_eq!(title("题_目_某某的博客-CSDN博客"), "题_目");
    }

    #[test]
    fn titles_without_the_sites_name_stay() {
        assert_eq!(title("snake_case 和 CSDN"), "snake_case 和 CSDN");
        assert_eq!(title("-CSDN博客"), "-CSDN博客");
    }

    #[test]
    fn og_title_comes_before_the_document_title() {
        let found =
            read_head("<title>乙</title><meta property=og:title content='甲_甲-CSDN博客'>").title.unwrap();
        assert_eq!((found.value.as_str(), found.from), ("甲_甲", Origin::MetaTag));
    }

    #[test]
    fn only_an_article_is_canonical() {
        let link =
            |href: &str| read_head(&format!("<link rel=canonical href='{href}'>")).source.map(|s| s.value);
        let address = "https://blog.csdn.net/u/article/details/12345";
        assert_eq!(link(&format!("{address}?spm=1")).as_deref(), Some(address));
        assert_eq!(link("https://blog.csdn.net/u"), None);
    }

    #[test]
    fn counts_leave_the_description() {
        let found =
            read_head("<meta name=description content='文章浏览阅读2.7w次，点赞24次，收藏1,054次。摘要……'>");
        assert_eq!(found.description.unwrap().value, "摘要……");
        let number = |count: Option<Sourced<u64>>| count.unwrap().value;
        assert_eq!(number(found.counts.reads), 27_000);
        assert_eq!((number(found.counts.likes), number(found.counts.favourites)), (24, 1054));
        assert_eq!(read_head("<meta name=description content='文章浏览阅读3次。'>").description, None);
    }

    #[test]
    fn counts_of_every_size_are_read() {
        for (text, count) in [
            ("阅读量 1,234", Some(1234)),
            ("1.25万", Some(12_500)),
            ("3k", Some(3000)),
            ("无", None),
            ("99999999999999999999w", None),
        ] {
            assert_eq!(count_of(text), count, "{text}");
        }
    }

    #[test]
    fn titles_of_drawings_are_not_the_pages() {
        let html = "<body><svg><title>图</title></svg></body>";
        assert_eq!(read(&around_article(&dom::parse(html, &Limits::default()).unwrap())).title, None);
    }
}
