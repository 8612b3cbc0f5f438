//! The pages of articles: content, links, images, the original page, and what leads on.

use crate::library::{POSTS, archive, convert};
use crate::served::{Served, between};

#[test]
fn an_article_has_its_content_and_what_is_known_about_it() {
    let dir = archive();
    let served = Served::start(&dir);
    let page = served.page(&format!("/article/{}", served.number("用线程池")));
    for part in [
        "<title>用线程池处理请求 – archive</title>",
        "<h1><bdi lang=\"zh-CN\">用线程池处理请求</bdi></h1>",
        "href=\"/?author=%E6%9E%97%E9%BB%98\"",
        "<time>2024-03-18 08:15</time>",
        "href=\"https://blog.csdn.net/lin_mo/article/details/140000006\" rel=\"noreferrer noopener external\"",
        "href=\"/?tag=%E7%BA%BF%E7%A8%8B%E6%B1%A0\"",
        "href=\"/?column=%E5%B9%B6%E5%8F%91%E7%AC%94%E8%AE%B0\"",
        "<strong>线程池</strong>",
        "<table>",
        "ArrayBlockingQueue&lt;&gt;(100)",
        "140000006.md",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let outline = between(&page, "<nav aria-label=\"Outline\">", "</nav>")[0];
    let headings: Vec<&str> = between(outline, "<bdi lang=\"zh-CN\">", "</bdi>");
    assert_eq!(headings, ["队列", "拒绝", "大小"]);
    for id in between(outline, "href=\"#", "\"") {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}: {page}");
    }
}

#[test]
fn links_lead_to_articles_of_the_archive() {
    let dir = archive();
    let served = Served::start(&dir);
    let page = served.page(&format!("/article/{}", served.number("用线程池")));
    let target = served.number("数组与链表");
    let link = between(&page, &format!("href=\"/article/{target}#"), "\"");
    assert_eq!(link.len(), 1, "{page}");
    let other = served.page(&format!("/article/{target}"));
    let id = percent_encoding::percent_decode_str(link[0]).decode_utf8().unwrap();
    assert!(other.contains(&format!("id=\"{id}\"")), "{id}: {other}");
    assert!(page.contains("href=\"https://docs.example.com/pool\""), "{page}");
}

#[test]
fn images_of_the_archive_are_shown_and_no_others() {
    let dir = archive();
    let served = Served::start(&dir);
    let page = served.page(&format!("/article/{}", served.number("用线程池")));
    let sources = between(&page, " src=\"", "\"");
    let images: Vec<&str> = sources.into_iter().filter(|source| *source != "/script.js").collect();
    assert_eq!(images.len(), 1, "{page}");
    assert!(
        page.contains("href=\"https://img.example.com/remote.png\"") && page.contains("远处的图"),
        "{page}"
    );
    let image = served.get(images[0]);
    assert_eq!((image.status, image.header("content-type")), (200, "image/gif"));
    assert!(image.body.starts_with(b"GIF89a"));
}

#[test]
fn an_article_leads_to_those_beside_it_in_the_list() {
    let dir = archive();
    let served = Served::start(&dir);
    served.wait_for_index();
    let number = served.number("读懂一张火焰图");
    let around = |parameters: &str| {
        let page = served.page(&format!("/article/{number}{parameters}"));
        between(&page, "<nav class=\"around\"", "</nav>")[0].to_owned()
    };
    let all = around("");
    assert!(all.contains(&format!("rel=\"prev\" href=\"/article/{}\"", served.number("用线程池"))), "{all}");
    assert!(
        all.contains(&format!("rel=\"next\" href=\"/article/{}\"", served.number("数组与链表"))),
        "{all}"
    );
    assert!(all.contains("class=\"list-link\" href=\"/\""), "{all}");
    let alone = around("?tag=linux");
    assert!(!alone.contains("rel=\"prev\"") && !alone.contains("rel=\"next\""), "{alone}");
    assert!(alone.contains("class=\"list-link\" href=\"/?tag=linux\""), "{alone}");
    let wrong = around("?q=-a");
    assert!(!wrong.contains("rel=\"next\""), "{wrong}");
}

#[test]
fn the_original_page_is_shown_beside_the_article() {
    let dir = archive();
    let served = Served::start(&dir);
    let number = served.number("用线程池");
    let page = served.page(&format!("/article/{number}"));
    assert!(
        page.contains(&format!("href=\"/article/{number}?original=1\">Show the original page")),
        "{page}"
    );
    let page = served.page(&format!("/article/{number}?original=1"));
    assert!(page.contains(&format!("<iframe class=\"original\" src=\"/original/{number}\"")), "{page}");
    assert!(page.contains("sandbox=\"allow-same-origin\""), "{page}");
    let original = served.get(&format!("/original/{number}"));
    let policy = original.header("content-security-policy");
    assert!(
        policy.starts_with("sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline';"),
        "{policy}"
    );
    let original = original.text();
    assert!(original.contains("id=\"content_views\"") && original.contains("推荐阅读"), "{original}");
    for part in ["<script", "username", "<link", "https://"] {
        assert!(!original.contains(part), "{part}: {original}");
    }
}

#[test]
fn without_its_page_an_article_has_no_original() {
    let dir = archive();
    let served = Served::start(&dir);
    std::fs::remove_dir_all(dir.path("in")).unwrap();
    let number = served.number("用线程池");
    assert!(!served.page(&format!("/article/{number}?original=1")).contains("original page"));
    assert_eq!(served.get(&format!("/original/{number}")).status, 404);
}

#[test]
fn incomplete_articles_have_a_badge() {
    let dir = archive();
    let folded = "<h1 class=\"title-article\">只有开头</h1><script>var isVipArticle = true;</script><div id=\"content_views\"><p>开头</p></div>";
    dir.write("in/preview.html", folded);
    convert(&dir);
    let served = Served::start(&dir);
    let list = served.page("/?status=preview");
    assert!(list.contains("<span class=\"badge\">preview</span>"), "{list}");
    let number = served.number("只有开头");
    assert!(served.page(&format!("/article/{number}")).contains("<span class=\"badge\">preview</span>"));
    assert_eq!(served.page("/").matches("class=\"badge\"").count(), 1, "{}", POSTS.len());
}
