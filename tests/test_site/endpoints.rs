//! Lists, comments, the editor API, `robots.txt`, and the request log.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::World;
use csdown_test_site::cases::{id_of, url_of};
use csdown_test_site::console::TOKEN;
use csdown_test_site::knobs::Robots;

#[tokio::test]
async fn serves_captchas_after_the_configured_number_of_pages() {
    let world = World::new();
    world.site.configure(|knobs| knobs.captcha_after = Some(2));
    let mut is_captcha = Vec::new();
    for id in 160_000_001..=160_000_004 {
        is_captcha.push(
            world
                .text(&format!("/bai_ye_300/article/details/{id}"))
                .await
                .contains("<div class=\"text-wrap\">"),
        );
    }
    assert_eq!(is_captcha, [false, false, true, true]);
    // `robots.txt` and images are not affected.
    assert!(world.text("/robots.txt").await.starts_with("User-agent"));
}

#[tokio::test]
async fn lists_are_complete_and_paged() {
    let world = World::new();
    let list = "/community/home-api/v1/get-business-list?size=100&businessType=blog&username=bai_ye_300";
    let mut ids = Vec::new();
    for page in 1..=4 {
        let value: Value = serde_json::from_str(&world.text(&format!("{list}&page={page}")).await).unwrap();
        assert_eq!(value["data"]["total"], 300);
        let entries = value["data"]["list"].as_array().unwrap();
        ids.extend(entries.iter().map(|entry| entry["articleId"].as_u64().unwrap()));
    }
    assert_eq!(ids, (160_000_001..=160_000_300).rev().collect::<Vec<_>>());
    let request = world.client.get(format!("https://blog.csdn.net{list}")).header("cookie", "uuid_tt_dd=1");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);

    let count = async |path: &str, mark: &str| world.text(path).await.matches(mark).count();
    for (page, size) in [("", 40), ("_2", 40), ("_3", 15), ("_4", 0)] {
        let path = format!("/bai_ye_300/category_20000001{page}.html");
        assert_eq!(count(&path, "<h2 class=\"title\">").await, size, "{path}");
        assert_eq!(count(&path, "空空如也").await, usize::from(size == 0), "{path}");
    }
    assert_eq!(count("/bai_ye_300/article/list/8", "article-item-box").await, 20);
    assert_eq!(count("/bai_ye_300/rss/map", "<item>").await, 20);
    assert_eq!(count("/bai_ye_300", "special-column-name").await, 2);
    assert_eq!(world.get("/nobody").await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn comments_require_a_post_with_the_referer_of_their_article() {
    let world = World::new();
    let id = id_of("page-2025");
    let at = format!("https://blog.csdn.net/phoenix/web/v1/comment/list/{id}?size=10&fold=unfold");
    let get = async |method: Method, page: u64, referer: &str| {
        let request = world.client.request(method, format!("{at}&page={page}")).header("referer", referer);
        request.send().await.unwrap()
    };
    let referer = url_of("page-2025");
    assert_eq!(get(Method::GET, 1, &referer).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get(Method::POST, 1, "https://blog.csdn.net/").await.status(), StatusCode::FORBIDDEN);
    let mut threads = Vec::new();
    for (page, size) in [(1, 10), (2, 10), (3, 5), (4, 0)] {
        let text = get(Method::POST, page, &referer).await.text().await.unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["data"]["pageCount"], 3);
        let list = value["data"]["list"].as_array().unwrap().clone();
        assert_eq!(list.len(), size);
        threads.extend(list);
    }
    assert_eq!(threads[0]["sub"].as_array().unwrap().len(), 3);
    assert!(threads[0]["info"]["content"].as_str().unwrap().contains("[face]emoji:061.png[/face]"));
    // By IP address, the article has another URL.
    let by_ip = world.client.post(world.site.by_ip(&at)).header("referer", world.site.by_ip(&referer));
    assert_eq!(by_ip.send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn the_console_requires_the_author() {
    let world = World::new();
    let get = async |id: u64, cookie: &str| {
        let at = format!("https://blog-console-api.csdn.net/v1/editor/getArticle?id={id}");
        let response = world.client.get(at).header("cookie", cookie).send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str::<Value>(&response.text().await.unwrap()).unwrap())
    };
    let cookie = format!("UserName=lin_mo; UserToken={TOKEN}");
    assert_eq!(get(id_of("draft"), "UserToken=old").await.0, 401);
    assert_eq!(get(id_of("deleted"), &cookie).await.0, 400);
    assert_eq!(get(160_000_001, &cookie).await.0, 400);
    let (_, draft) = get(id_of("draft"), &cookie).await;
    assert!(draft["data"]["markdowncontent"].as_str().unwrap().starts_with("# 一"));
    let (_, rich) = get(id_of("rich-draft"), &cookie).await;
    assert_eq!(rich["data"]["markdowncontent"], "");
    assert!(rich["data"]["content"].as_str().unwrap().contains("<h2"));
}

#[tokio::test]
async fn robots_txt_is_configurable() {
    let world = World::new();
    for (robots, content, status) in [
        (Robots::Open, "Disallow: /scripts/", 200),
        (Robots::NoLists, "Disallow: /community/", 200),
        (Robots::Closed, "Disallow: /\n", 200),
        (Robots::Missing, "", 404),
        (Robots::Broken, "", 500),
    ] {
        world.site.configure(|knobs| knobs.robots = robots);
        let response = world.get("/robots.txt").await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{robots:?}");
        assert!(response.text().await.unwrap().contains(content), "{robots:?}");
    }
}

#[tokio::test]
async fn logs_requests() {
    let world = World::new();
    let request = world.client.get(url_of("page-2025") + "?spm=1").header("cookie", "a=b");
    request.send().await.unwrap().bytes().await.unwrap();
    world.by_ip("https://evil.example.com/x").await.unwrap();
    let log = world.site.log();
    assert_eq!((&*log[0].host, log[0].secure, log[0].status), ("blog.csdn.net", true, 200));
    assert!(log[0].path.ends_with("?spm=1"));
    assert_eq!(log[0].header("cookie"), Some("a=b"));
    assert!(log[0].sent > 1000);
    assert_eq!((&*log[1].host, &*log[1].path, log[1].secure), ("evil.example.com", "/x", false));
    assert_eq!(world.site.requests_to("evil.example.com").len(), 1);
    assert_eq!(world.site.max_concurrent("blog.csdn.net"), 1);
    world.site.clear_log();
    assert!(world.site.log().is_empty());
}
