//! Precedence of sources in whole inputs.

use super::*;
use crate::dom;
use crate::input;
use crate::options::Limits;

fn read_named(text: &str, file_name: Option<&str>) -> Metadata {
    let hints = Hints { file_name, ..Hints::default() };
    let source = input::read(text.as_bytes(), &hints);
    if source.form == input::InputForm::Markdown {
        return of_markdown(&source, &hints);
    }
    read_page(&source, &hints)
}

fn read_page(source: &Source<'_>, hints: &Hints<'_>) -> Metadata {
    let page = dom::parse(source.body(), &Limits::default()).unwrap();
    read(&page, page.elements().next().unwrap(), &Surroundings::of(&page), source, hints)
}

fn read_text(text: &str) -> Metadata {
    read_named(text, None)
}

fn value(field: Option<&Sourced<String>>) -> &str {
    field.map_or("", |field| field.value.as_str())
}

#[test]
fn a_live_page_is_read_from_its_best_sources() {
    let found = read_text(
        r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>题？_关键词-CSDN博客</title>
        <link rel="canonical" href="https://blog.csdn.net/some_user/article/details/12345">
        <meta name="description" content="文章浏览阅读12次。开头">
        <script type="application/ld+json">{"@id":"https://blog.csdn.net/other/article/details/9",
        "pubDate":"2019-01-01T00:00:00","upDate":"2020-01-01T00:00:00","title":"题-CSDN博客"}</script>
        <script>var nickName = "昵称"; var username = "Some_User"; var postTime = "2018-01-01 00:00:00";
        var articleDesc = "文章浏览阅读12次。摘要_关键词";</script></head>
        <body><h1 class="title-article">题？</h1><div class="bar-content"><span class="time">已于 2020-02-02 00:00:00 修改</span>
        <a class="follow-nickName">昵称</a></div><div id="content_views"><p>正文</p></div></body></html>"#,
    );
    let title = found.title.as_ref().unwrap();
    assert_eq!((title.value.as_str(), title.from), ("题？", Origin::Heading));
    assert_eq!(found.date.unwrap().value.day(), "2018-01-01");
    assert_eq!(found.updated.unwrap().value.day(), "2020-02-02");
    assert_eq!((value(found.author.as_ref()), value(found.user.as_ref())), ("昵称", "Some_User"));
    assert_eq!(value(found.source.as_ref()), "https://blog.csdn.net/some_user/article/details/12345");
    assert_eq!((value(found.id.as_ref()), value(found.description.as_ref())), ("12345", "摘要"));
    assert_eq!(found.counts.reads.unwrap().value, 12);
}

#[test]
fn a_scraped_post_has_its_heading_and_hidden_url() {
    let found = read_named(
        "---\ntitle: 题\nartid: 1\n---\n<div class=blog-content-box><h1 class=title-article>\n  题？\n</h1>\
         <p alt='68747470733a2f2f:626c6f672e6373646e2e6e65742f752f61727469636c652f64657461696c732f3132333435' \
         class_=artid></p></div>",
        Some("2024-01-01-777777.md"),
    );
    assert_eq!(value(found.title.as_ref()), "题？");
    assert_eq!((value(found.id.as_ref()), value(found.user.as_ref())), ("12345", "u"));
    assert_eq!(found.id.unwrap().from, Origin::SourceUrl);
}

#[test]
fn the_file_name_is_the_last_source_of_the_id() {
    let found = read_named("<h1 class=title-article>题</h1>", Some("2024-01-01-777777.html"));
    assert_eq!((value(found.id.as_ref()), value(found.source.as_ref())), ("777777", ""));
}

#[test]
fn the_requested_url_is_used_when_the_page_has_none() {
    let url = Some("https://blog.csdn.net/u/article/details/12345?spm=1#a");
    let read_from = |text: &str| {
        let hints = Hints { url, ..Hints::default() };
        let source = input::read(text.as_bytes(), &hints);
        read_page(&source, &hints)
    };
    let found = read_from("<h1 class=title-article>题</h1>");
    assert_eq!(found.source.as_ref().unwrap().from, Origin::Request);
    assert_eq!(value(found.source.as_ref()), "https://blog.csdn.net/u/article/details/12345");
    assert_eq!((value(found.id.as_ref()), value(found.user.as_ref())), ("12345", "u"));
    let found = read_from("<html><link rel=canonical href=https://blog.csdn.net/v/article/details/9>");
    assert_eq!((value(found.id.as_ref()), value(found.user.as_ref())), ("9", "v"));
}

#[test]
fn a_noted_url_counts_only_for_articles() {
    let noted = |url| read_text(&format!("<!-- saved from url=(0010){url} --><html><body>")).source;
    assert_eq!(
        value(noted("https://blog.csdn.net/u/article/details/1?a").as_ref()),
        "https://blog.csdn.net/u/article/details/1"
    );
    assert_eq!(noted("http://localhost/"), None);
}

#[test]
fn markdown_has_metadata_only_in_front_matter() {
    let found =
        read_named("---\ntitle: 题\nfoo: [1]\n---\n<h1 class=title-article>别的</h1>\n", Some("a.md"));
    assert_eq!(value(found.title.as_ref()), "题");
    assert_eq!(found.other["foo"][0], 1);
}

#[test]
fn an_update_equal_to_the_publication_is_dropped() {
    let found = read_text("---\ndate: 2024-01-01 00:00:00\nupdated: 2024-01-01 00:00:00 +0800\n---\n");
    assert!(found.date.is_some() && found.updated.is_none());
}

#[test]
fn an_original_work_has_no_original() {
    let note = "<div class=slide-content-box-new><a href='https://example.com/a'>原文</a></div>";
    let original =
        |kind: &str| read_text(&format!("<span class=article-type-text>{kind}</span>{note}")).original;
    assert_eq!(original("原创"), None);
    assert_eq!(value(original("翻译").as_ref()), "https://example.com/a");
}

#[test]
fn arbitrary_pages_never_break_reading() {
    arbtest::arbtest(|u| {
        let text: String = u.arbitrary()?;
        let page = format!("<script>var articleTitle = \"{text}\"</script><p class=artid>{text}<h1 class=title-article>{text}");
        let _metadata = read_text(&page);
        Ok(())
    })
    .budget_ms(200);
}
