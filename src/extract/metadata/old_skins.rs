//! Visible metadata in old pages: skins up to 2017, and later ones that show as text what current pages have as data.

use super::clean::{labels, line};
use super::count::parse_count;
use super::values::{ArticleKind, Counts, Metadata, Origin, Sourced};
use crate::dom::{Element, Node};
use crate::extract::article_url::{article_id_of_url, without_query};
use crate::extract::class_index::ClassIndex;
use crate::extract::class_index::Key::{Class, Id};

pub(super) fn read(index: &ClassIndex<'_>) -> Metadata {
    let title = index.first(&[Class("link_title"), Class("csdn_top")]);
    let (tags, columns) = labelled(index);
    Metadata {
        title: title.and_then(|title| line(&title.text())).map(|title| Sourced::new(title, Origin::Heading)),
        author: author(index).map(Sourced::visible),
        source: title.and_then(url).map(Sourced::visible),
        tags: labels(tags.iter().map(String::as_str)).map(Sourced::visible),
        categories: labels(columns.iter().map(String::as_str)).map(Sourced::visible),
        kind: kind(index).map(Sourced::visible),
        counts: Counts {
            reads: index.first(&[Class("link_view")]).and_then(count).map(Sourced::visible),
            likes: index
                .first(&[Id("btnDigg")])
                .and_then(|box_| count(box_.find_tag("dd")?))
                .map(Sourced::visible),
            favourites: None,
        },
        ..Metadata::default()
    }
}

fn count(element: Element<'_>) -> Option<u64> {
    parse_count(&element.text())
}

/// `<span class="link_title"><a href="/user/article/details/1">`
fn url(title: Element<'_>) -> Option<String> {
    let href = title.find_tag("a")?.attribute("href")?.trim();
    let url = if href.starts_with('/') { format!("https://blog.csdn.net{href}") } else { href.to_owned() };
    article_id_of_url(&url).map(|_| without_query(&url).to_owned())
}

/// Returns the author's name: beside the avatar of 2008 pages, or in the card of 2018 and later.
fn author(index: &ClassIndex<'_>) -> Option<String> {
    let named = index.first(&[Class("user_name"), Id("uid"), Class("profile-intro-name-boxTop")]);
    named.and_then(|element| line(&element.text()))
}

/// Returns tags and columns, which are in one element and distinguished by a word, or in separate elements.
fn labelled(index: &ClassIndex<'_>) -> (Vec<String>, Vec<String>) {
    let links = |element: Element<'_>| {
        let links = element.elements().filter(|link| link.tag() == "a");
        links.map(|link| link.text().into_owned()).collect::<Vec<_>>()
    };
    let (mut tags, mut columns) = (Vec::new(), Vec::new());
    for list in index.with_any(&[Class("link_categories")]) {
        let is_tags = list.text().trim_start().starts_with("标签");
        if is_tags { &mut tags } else { &mut columns }.extend(links(list));
    }
    index.with_any(&[Class("tag2box"), Class("article_tags")]).for_each(|list| tags.extend(links(list)));
    for list in index.with_any(&[Class("category_r")]) {
        let labels = list.elements().filter(|label| label.tag() == "label");
        columns.extend(labels.filter_map(|label| Some(own_text(label.child_elements().next()?))));
    }
    (tags, columns)
}

/// Returns the text directly in an element: a column's name without its article count, `Android<em>（12）</em>`.
fn own_text(element: Element<'_>) -> String {
    element.node().children().filter_map(Node::as_text).collect()
}

/// Marks of the kind in classes, image URLs and text.
const KINDS: &[(ArticleKind, &[&str])] = &[
    (ArticleKind::Original, &["ico_type_Original", "type-1", "/original", "原"]),
    (ArticleKind::Repost, &["ico_type_Repost", "type-2", "/reprint", "/repost", "转"]),
    (ArticleKind::Translation, &["ico_type_Transl", "type-4", "/translat", "译", "翻译"]),
];

/// `<span class="ico ico_type_Original">`, `<span class="article-type type-1">原</span>`,
/// `<img class="article-type-img" src="…/reprint.png">`.
fn kind(index: &ClassIndex<'_>) -> Option<ArticleKind> {
    let keys = [Class("ico"), Class("article-type"), Class("article-type-img"), Class("artical_tag")];
    index.with_any(&keys).find_map(|element| {
        let (class, text) = (element.attribute("class").unwrap_or_default(), element.text());
        let source = element.attribute("src").unwrap_or_default();
        let matches = |word: &&str| {
            class.contains(word) || source.contains(word) || text.trim_start().starts_with(word)
        };
        KINDS.iter().find(|(_, words)| words.iter().any(matches)).map(|(kind, _)| *kind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::extract::surroundings::Surroundings;
    use crate::options::Limits;

    fn read_page(html: &str) -> Metadata {
        read(&Surroundings::of(&dom::parse(html, &Limits::default()).unwrap()).index)
    }

    #[test]
    fn tags_and_columns_are_distinguished_by_their_words() {
        let found = read_page(
            "<span class=link_categories>标签：<a>甲</a><a>乙</a></span><div class=category_r><label><span>栏一<em>（12）</em></span>\
             </label><label><span>栏二</span></label></div>",
        );
        assert_eq!(
            (found.tags.unwrap().value, found.categories.unwrap().value),
            (vec!["甲".into(), "乙".into()], vec!["栏一".into(), "栏二".into()])
        );
        let found =
            read_page("<span class=link_categories>分类：<a>栏</a></span><div class=tag2box><a>甲</a></div>");
        assert_eq!(
            (found.tags.unwrap().value, found.categories.unwrap().value),
            (vec!["甲".into()], vec!["栏".into()])
        );
    }

    #[test]
    fn the_kind_is_read_from_every_skin() {
        for html in [
            "<span class='ico ico_type_Repost'></span>",
            "<span class='article-type type-2 float-left'>转</span>",
            "<img class=article-type-img src=https://csdnimg.cn/release/blogv2/dist/pc/img/reprint.png>",
            "<div class=artical_tag><span class=original>转载</span> <span class=time>2017年</span></div>",
        ] {
            assert_eq!(read_page(html).kind.map(|kind| kind.value), Some(ArticleKind::Repost), "{html}");
        }
        assert_eq!(read_page("<img class=article-type-img alt=''>").kind, None);
    }

    #[test]
    fn the_title_links_to_the_article() {
        let found = read_page("<span class=link_title><a href='/u/article/details/12345?a'> 题 </a></span>");
        assert_eq!(
            (found.title.unwrap().value, found.source.unwrap().value),
            ("题".into(), "https://blog.csdn.net/u/article/details/12345".into())
        );
    }
}
