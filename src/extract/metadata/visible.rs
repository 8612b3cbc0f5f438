//! Visible metadata around the article: heading, info bar, tags, columns, copyright.
//!
//! `.ai-abstract-box` and `#ai-article-tag` are ignored: they are machine-generated.

use super::clean::{labels, line};
use super::copyright;
use super::count::parse_count;
use super::date::Date;
use super::values::{ArticleKind, Counts, Metadata, Origin, Sourced};
use super::visible_dates;
use crate::dom::{Element, Node};
use crate::extract::article_url::without_query;
use crate::extract::class_index::ClassIndex;
use crate::extract::class_index::Key::{self, Class, Id};
use crate::extract::surroundings::Surroundings;

pub(super) fn read(Surroundings { elements, index, .. }: &Surroundings<'_>) -> Metadata {
    let copyright = copyright::read(index);
    let dates = visible_dates::read(index);
    let author = index.first(&[Class("follow-nickName")]);
    Metadata {
        title: title(index),
        date: dates.published.or_else(|| date(index)).map(Sourced::visible),
        updated: dates.changed.map(Sourced::visible),
        author: author.and_then(|element| line(&element.text())).map(Sourced::visible),
        user: author.and_then(|element| user_of_home(element.attribute("href")?)).map(Sourced::visible),
        tags: labels(tags(index).iter().map(String::as_str)).map(Sourced::visible),
        categories: labels(columns(elements).iter().map(String::as_str)).map(Sourced::visible),
        source: copyright.source.map(Sourced::visible),
        license: copyright.license.map(Sourced::visible),
        kind: kind(index).map(Sourced::visible),
        original: copyright.original.map(Sourced::visible),
        counts: Counts {
            reads: count(index, Class("read-count")),
            likes: count(index, Id("blog-digg-num")),
            favourites: count(index, Class("get-collection")),
        },
        ..Metadata::default()
    }
}

fn title(index: &ClassIndex<'_>) -> Option<Sourced<String>> {
    let heading = index.first(&[Class("title-article"), Id("articleContentId")])?;
    Some(Sourced::new(line(&heading.text())?, Origin::Heading))
}

/// `<span class="time blog-postTime" data-time="2019-11-26 00:12:20">`, whose text may be the date of the last
/// recommendation.
fn date(index: &ClassIndex<'_>) -> Option<Date> {
    date_texts(index).find_map(|(text, _)| Date::parse(&text))
}

/// Returns what should be the date of the article, each with its element.
pub(super) fn date_texts<'a>(index: &ClassIndex<'a>) -> impl Iterator<Item = (String, Element<'a>)> {
    let times = index.with_any(&[Class("blog-postTime")]);
    times.filter_map(|element| Some((element.attribute("data-time")?.to_owned(), element)))
}

/// The hosts of home pages, over the years.
const HOME_HOSTS: &[&str] = &["blog.csdn.net/", "me.csdn.net/", "my.csdn.net/"];

/// Returns the login name in the URL of a home page: `https://blog.csdn.net/user?type=blog`.
pub(super) fn user_of_home(href: &str) -> Option<String> {
    let href = without_query(href);
    let (_, rest) = HOME_HOSTS.iter().find_map(|host| href.split_once(host))?;
    let user = rest.trim_end_matches('/');
    (!user.is_empty() && !user.contains('/')).then(|| user.to_owned())
}

/// Returns the tags. Old pages list columns among them, distinguished by their URL.
fn tags(index: &ClassIndex<'_>) -> Vec<String> {
    let links = index.with_any(&[Class("tag-link-new"), Class("tag-link")]);
    links.filter(|link| !is_column_link(*link)).map(|link| link.text().into_owned()).collect()
}

fn is_column_link(element: Element<'_>) -> bool {
    element
        .attribute("href")
        .is_some_and(|href| href.contains("/category_") || href.contains("/article/category/"))
}

/// Returns the names of columns: `.column-group-item .tit`, `a.item-target[title]`, `.tool-directory > a[data-title]`,
/// and column links among the tags of old pages.
fn columns(elements: &[Element<'_>]) -> Vec<String> {
    elements
        .iter()
        .filter(|element| element.has_attributes())
        .filter_map(|element| column(*element))
        .collect()
}

fn column(element: Element<'_>) -> Option<String> {
    let [mut is_target, mut is_title, mut is_link] = [false; 3];
    for class in element.classes() {
        is_target |= class == "item-target";
        is_title |= class == "tit";
        is_link |= class == "tag-link";
    }
    let inside = |class: &str| element.node().ancestors().any(|above| above.has_class(class));
    let own = |attribute: &str| element.attribute(attribute).map(str::to_owned);
    if is_target && inside("column-group") {
        return own("title");
    }
    if (is_title && inside("column-group-item")) || (is_link && is_column_link(element)) {
        return Some(element.text().into_owned());
    }
    let title = own("data-title")?;
    let parent = element.node().parent_element();
    parent.filter(|parent| parent.has_class("tool-directory")).map(|_| title)
}

fn kind(index: &ClassIndex<'_>) -> Option<ArticleKind> {
    let element = index.first(&[Class("article-type-text")])?;
    let text = element.text();
    let is = |class: &str, word: &str| element.has_class(class) || text.contains(word);
    match () {
        () if is("original", "原创") => Some(ArticleKind::Original),
        () if is("reprint", "转载") || is("repost", "转载") => Some(ArticleKind::Repost),
        () if is("translate", "翻译") || is("translated", "翻译") => Some(ArticleKind::Translation),
        () => None,
    }
}

fn count(index: &ClassIndex<'_>, key: Key<'_>) -> Option<Sourced<u64>> {
    index.first(&[key]).and_then(|element| parse_count(&element.text())).map(Sourced::visible)
}

/// Returns the original at the end of a migrated repost: `<p>转载于:<a href="…">https://…</a></p>`.
pub(super) fn original_in(article: Element<'_>) -> Option<Sourced<String>> {
    // Old pages wrap the article in another box for the editor.
    let inner = std::iter::successors(Some(article), |element| sole_child(*element))
        .take(MAX_LAST_ELEMENTS)
        .last()?;
    let last = std::iter::successors(inner.node().children().last(), |node| node.previous());
    let note = last
        .filter_map(Node::as_element)
        .take(MAX_LAST_ELEMENTS)
        .find(|e| e.text().trim_start().starts_with("转载于"))?;
    copyright::original(note, &note.text(), None).map(Sourced::visible)
}

fn sole_child(element: Element<'_>) -> Option<Element<'_>> {
    let mut children = element.child_elements();
    children.next().filter(|child| child.tag() == "div" && children.next().is_none())
}

/// The number of elements at the end of a repost that may name its original, and of boxes around them.
const MAX_LAST_ELEMENTS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::Limits;

    fn read_page(html: &str) -> Metadata {
        let dom = dom::parse(html, &Limits::default()).unwrap();
        read(&Surroundings::of(&dom))
    }

    #[test]
    fn the_publication_date_is_in_the_attribute() {
        let found = read_page(
            "<div class=up-time>最新推荐文章于 2025-11-01 09:00:00 发布</div>\
             <span class='time blog-postTime' data-time='2019-11-26 00:12:20'>最新推荐文章于 2025-11-01 发布</span>",
        );
        assert_eq!(found.date.unwrap().value.to_string(), "2019-11-26T00:12:20+08:00");
        assert_eq!(read_page("<span class=blog-postTime>2025-11-01 09:00:00</span>").date, None);
    }

    #[test]
    fn tags_and_columns_are_distinguished() {
        let found = read_page(
            "<div class=blog-tags-box><a class=tag-link-new>#甲</a><a class=tag-link href='/u/category_1.html'>专栏一</a>\
             <a class=tag-link>乙</a></div><div id=ai-article-tag><a>机器</a></div>\
             <div id=blogColumnPayAdvert><div class=column-group><div class=column-group-item>\
             <a class=item-target title=专栏二><span class=tit> 专栏二 </span></a></div></div></div>",
        );
        assert_eq!(found.tags.unwrap().value, ["甲", "乙"]);
        assert_eq!(found.categories.unwrap().value, ["专栏一", "专栏二"]);
    }

    #[test]
    fn both_names_of_the_author_are_read() {
        let found =
            read_page("<a class=follow-nickName href='https://blog.csdn.net/some_user?type=blog'> 昵称 </a>");
        assert_eq!(
            (found.author.unwrap().value, found.user.unwrap().value),
            ("昵称".into(), "some_user".into())
        );
    }

    #[test]
    fn the_copyright_notice_names_license_and_original() {
        let found = read_page(
            "<span class=article-type-text>转载</span><div class=slide-content-box-new>遵循 \
             <a href='https://creativecommons.org/licenses/by-sa/4.0/'>CC 4.0 BY-SA</a> \
             <a href='https://example.com/a'>原文</a></div><span class=read-count>阅读量2.7w</span>",
        );
        assert_eq!(found.license.unwrap().value, "CC BY-SA 4.0");
        assert_eq!(found.original.unwrap().value, "https://example.com/a");
        assert_eq!(found.kind.unwrap().value, ArticleKind::Repost);
        assert_eq!(found.counts.reads.unwrap().value, 27_000);
    }

    #[test]
    fn a_repost_may_end_with_its_original() {
        let ends = |end: &str| {
            let dom = dom::parse(&format!("<div id=content_views><p>文</p>{end}</div>"), &Limits::default())
                .unwrap();
            original_in(dom.by_id("content_views").unwrap()).map(|found| found.value)
        };
        let url = Some("https://example.com/a".to_owned());
        assert_eq!(ends("<p>转载于:<a href=https://example.com/a>一</a></p>\n<p></p>"), url);
        assert_eq!(ends("<div>转载于:https://example.com/a</div>"), url);
        assert_eq!(ends("<p>见 https://example.com/a</p>"), None);
    }

    #[test]
    fn the_login_name_is_in_the_home_page() {
        for home in ["https://blog.csdn.net/u?type=blog", "https://me.csdn.net/u/", "http://my.csdn.net/u"] {
            assert_eq!(user_of_home(home).as_deref(), Some("u"), "{home}");
        }
        assert_eq!(user_of_home("https://blog.csdn.net/u/article/list"), None);
    }

    #[test]
    fn quotes_in_the_article_are_ignored() {
        let found = read_page(
            "<div id=content_views><h1 class=title-article>引</h1></div><h1 class=title-article>真</h1>",
        );
        assert_eq!(found.title.unwrap().value, "真");
    }
}
