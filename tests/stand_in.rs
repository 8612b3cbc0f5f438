//! The stand-in site itself: each host answers what its table says, by IP and by name.

#![allow(clippy::unwrap_used, reason = "tests")]

mod site;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, StatusCode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;

use site::Site;
use site::address::HOSTS;
use site::cases::{Act, CASES, Case, id_of};
use site::console::TOKEN;
use site::knobs::{Robots, Storm};

/// A site, and clients that follow nothing and repeat nothing.
struct World {
    site: Site,
    /// Knows names and the authority; HTTP/2.
    client: Client,
}

impl World {
    fn new() -> Self {
        let site = Site::start();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(site.ca_file()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let mut tls = tls.with_root_certificates(roots).with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let builder = Client::builder().tls_backend_preconfigured(tls).redirect(Policy::none()).no_proxy();
        let known = HOSTS.iter().fold(builder, |builder, host| builder.resolve(host.name, site.secure()));
        Self { client: known.timeout(Duration::from_secs(20)).build().unwrap(), site }
    }

    /// By name, over TLS.
    async fn get(&self, url: &str) -> reqwest::Result<Response> {
        let mut url = url.replacen("http://", "https://", 1);
        if !url.starts_with("https://") {
            url = format!("https://blog.csdn.net{url}");
        }
        self.client.get(url).send().await
    }

    async fn by_ip(&self, url: &str) -> reqwest::Result<Response> {
        self.client.get(self.site.by_ip(url)).send().await
    }

    async fn text(&self, url: &str) -> String {
        self.get(url).await.unwrap().text().await.unwrap()
    }
}

fn url(case: &Case) -> String {
    format!("https://blog.csdn.net/lin_mo/article/details/{}", case.id)
}

fn url_of(name: &str) -> String {
    format!("https://blog.csdn.net/lin_mo/article/details/{}", id_of(name))
}

/// The status that each case begins with; `None` where there is no answer in time, or at all.
fn status(act: Act) -> Option<u16> {
    match act {
        Act::Login | Act::ToAlias | Act::ToMetadata | Act::ToLoopback | Act::ToElsewhere | Act::ToHttp => {
            Some(302)
        }
        Act::Hops(_) | Act::Loop => Some(302),
        Act::Forbidden => Some(403),
        Act::Missing | Act::Draft => Some(404),
        Act::Busy { .. } | Act::BusyUntilDate => Some(429),
        Act::Broken => Some(500),
        Act::Flaky => Some(503),
        Act::Challenge { .. } => Some(521),
        Act::Closed | Act::SlowStart => None,
        _ => Some(200),
    }
}

#[tokio::test]
async fn every_case_begins_as_its_table_says() {
    let world = World::new();
    for case in CASES.iter().filter(|case| case.act != Act::SlowStart) {
        let by_name = world.get(&url(case)).await.ok().map(|answer| answer.status().as_u16());
        assert_eq!(by_name, status(case.act), "{} by name", case.name);
    }
    world.site.forget();
    // To http there is nothing to be redirected from.
    let secure_only = |case: &&Case| !matches!(case.act, Act::SlowStart | Act::ToHttp);
    for case in CASES.iter().filter(secure_only) {
        let by_ip = world.by_ip(&url(case)).await.ok().map(|answer| answer.status().as_u16());
        assert_eq!(by_ip, status(case.act), "{} by IP", case.name);
    }
    let silent = world.client.get(url_of("slow-start")).timeout(Duration::from_millis(300)).send().await;
    assert!(silent.unwrap_err().is_timeout());
}

#[tokio::test]
async fn pages_are_as_large_as_real_ones() {
    let world = World::new();
    for case in CASES.iter().filter(|case| matches!(case.act, Act::Serve)) {
        let page = world.text(&url(case)).await;
        assert!((150_000..250_000).contains(&page.len()), "{}: {}", case.name, page.len());
        assert!(page.contains("article_content"), "{}", case.name);
    }
}

#[tokio::test]
async fn http_2_and_http_1_are_spoken() {
    let world = World::new();
    let answer = world.get("/robots.txt").await.unwrap();
    assert_eq!(answer.version(), reqwest::Version::HTTP_2);
    let answer = world.by_ip("https://blog.csdn.net/robots.txt").await.unwrap();
    assert_eq!(answer.version(), reqwest::Version::HTTP_11);
    let plain_on_secure = format!("http://{}/robots.txt", world.site.secure());
    assert_eq!(world.client.get(plain_on_secure).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn by_ip_links_lead_back_and_machines_read_names() {
    let world = World::new();
    let page = world.by_ip(&url_of("page-2025")).await.unwrap().text().await.unwrap();
    let base = format!("http://{}", world.site.plain());
    assert!(page.contains(&format!("<img src=\"{base}/@i-blog.csdnimg.cn/blog_migrate/")));
    assert!(page.contains("rel=\"canonical\" href=\"https://blog.csdn.net/lin_mo/"));
    assert!(page.contains("var articleDetailUrl = \"https://blog.csdn.net/lin_mo/"));
    let moved = world.by_ip(&url_of("to-alias")).await.unwrap();
    let to = moved.headers()[LOCATION].to_str().unwrap().to_owned();
    assert_eq!(to, format!("{base}/@linmo.blog.csdn.net/article/details/{}", id_of("to-alias")));
    assert_eq!(world.client.get(to).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn redirects_lead_where_they_say() {
    let world = World::new();
    let location = async |url: &str| {
        let answer = world.get(url).await.unwrap();
        answer.headers().get(LOCATION).map(|to| to.to_str().unwrap().to_owned())
    };
    let mut at = url_of("redirects");
    for hop in 1..=4 {
        at = location(&at).await.unwrap();
        assert!(at.ends_with(&format!("?hop={hop}")), "{at}");
    }
    assert_eq!(location(&at).await, None);
    let first = location(&url_of("redirect-loop")).await.unwrap();
    assert_eq!(location(&first).await.unwrap(), url_of("redirect-loop"));
    assert_eq!(location(&url_of("to-metadata")).await.unwrap(), "http://169.254.169.254/latest/meta-data/");
    assert_eq!(location(&url_of("to-elsewhere")).await.unwrap(), "https://evil.example.com/article");
    assert_eq!(location(&url_of("to-http")).await.unwrap(), url_of("to-http").replace("https", "http"));
    let inside = location(&url_of("to-loopback")).await.unwrap();
    assert!(inside.starts_with(&format!("http://{}/", world.site.plain())));
    let at_alias = format!("https://linmo.blog.csdn.net/article/details/{}", id_of("from-alias"));
    assert_eq!(location(&at_alias).await.unwrap(), url_of("from-alias"));
    let of_another = url_of("page-2025").replace("lin_mo", "bai_ye_300");
    assert_eq!(location(&of_another).await.unwrap(), url_of("page-2025"));
    assert_eq!(
        location("/article/details/160000007").await.unwrap(),
        "https://blog.csdn.net/bai_ye_300/article/details/160000007"
    );
}

#[tokio::test]
async fn bodies_go_wrong_as_they_say() {
    let world = World::new();
    for by_ip in [false, true] {
        let get = async |name: &str| {
            let url = url_of(name);
            if by_ip { world.by_ip(&url).await.unwrap() } else { world.get(&url).await.unwrap() }
        };
        let first = get("truncated").await.bytes().await;
        assert!(first.is_err(), "by IP: {by_ip}");
        let second = get("truncated").await.text().await.unwrap();
        assert!(second.contains("</html>"));
        for _ in 0..3 {
            assert!(get("truncated-for-ever").await.bytes().await.is_err());
        }
        let mut endless = get("endless").await;
        let mut read = 0;
        while read < 20 << 20 {
            read += endless.chunk().await.unwrap().unwrap().len();
        }
        let mut slow = get("slow-body").await;
        while slow.chunk().await.unwrap().unwrap().len() > 1 {}
        assert_eq!(slow.chunk().await.unwrap().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_bomb_is_small_to_send_and_large_to_keep() {
    let world = World::new();
    let mut bomb = world.get(&url_of("bomb")).await.unwrap();
    let mut read = 0;
    while read < 64 << 20 {
        read += bomb.chunk().await.unwrap().unwrap().len();
    }
    drop(bomb);
    let sent = world.site.log()[0].sent;
    assert!(sent < 1 << 20, "{sent}");
}

#[tokio::test]
async fn pages_are_packed_and_encoded_as_they_say() {
    let world = World::new();
    let whole = world.text(&url_of("gzip")).await;
    for name in ["gzip", "brotli", "chunked", "wrong-type"] {
        assert!(world.text(&url_of(name)).await.contains("</html>"), "{name}");
    }
    assert!(whole.contains("</html>"));
    let log = world.site.log();
    assert!(log[0].sent * 2 < whole.len() as u64, "{} of {}", log[0].sent, whole.len());
    let chunked = world.by_ip(&url_of("chunked")).await.unwrap();
    assert_eq!(chunked.content_length(), None);
    for (name, told) in [("gbk-header", false), ("gbk-meta", true)] {
        let bytes = world.get(&url_of(name)).await.unwrap().bytes().await.unwrap();
        let (text, _, is_wrong) = encoding_rs::GBK.decode(&bytes);
        assert!(!is_wrong && text.contains("全文完"), "{name}");
        assert_eq!(text.contains("charset=gb2312"), told, "{name}");
        assert!(std::str::from_utf8(&bytes).is_err(), "{name}");
    }
    // What a client does that takes no coding, only names count.
    let plain =
        world.client.get(url_of("page-2025")).header("accept-encoding", "identity").send().await.unwrap();
    assert!(plain.headers().get("content-encoding").is_none());
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let world = World::new();
    let first = world.get(&url_of("page-2025")).await.unwrap();
    let header = |name| first.headers()[name].to_str().unwrap().to_owned();
    let (etag, modified) = (header("etag"), header("last-modified"));
    let ask = async |name: &'static str, value: &str| {
        let request = world.client.get(url_of("page-2025")).header(name, value);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(ask("if-none-match", &etag).await, 304);
    assert_eq!(ask("if-modified-since", &modified).await, 304);
    assert_eq!(ask("if-none-match", "\"other\"").await, 200);
    assert_eq!(world.site.log()[1].sent, 0);

    let id = id_of("page-2025");
    world.site.turn(|knobs| *knobs.revisions.entry(id).or_default() += 1);
    assert_eq!(ask("if-none-match", &etag).await, 200);
    assert_eq!(ask("if-modified-since", &modified).await, 200);
    assert!(world.text(&url_of("page-2025")).await.contains("第 1 次修改。"));

    world.site.turn(|knobs| knobs.validators = false);
    assert_eq!(ask("if-none-match", &etag).await, 200);
    world.site.turn(|knobs| knobs.validators = true);
    let without = world.get(&url_of("no-validators")).await.unwrap();
    assert!(without.headers().get("etag").is_none() && without.headers().get("last-modified").is_none());
}

#[tokio::test]
async fn a_busy_site_is_well_again_when_it_says() {
    let world = World::new();
    let statuses = async |name: &str| {
        let mut seen = Vec::new();
        for _ in 0..3 {
            seen.push(world.get(&url_of(name)).await.unwrap().status().as_u16());
        }
        seen
    };
    assert_eq!(statuses("flaky").await, [503, 503, 200]);
    assert_eq!(statuses("busy").await[..2], [429, 200]);
    assert_eq!(statuses("busy-for-ever").await, [429, 429, 429]);
    assert_eq!(statuses("broken").await, [500, 500, 500]);
    let busy = world.get(&url_of("busy-until")).await.unwrap();
    let date = busy.headers()["retry-after"].to_str().unwrap();
    httpdate::parse_http_date(date).unwrap();

    world.site.turn(|knobs| knobs.storm = Some(Storm::of(429, Duration::from_hours(1))));
    assert_eq!(statuses("page-2025").await, [429, 429, 429]);
    world.site.turn(|knobs| knobs.storm = None);
    assert_eq!(statuses("page-2025").await, [200, 200, 200]);
}

#[tokio::test]
async fn a_wall_stands_after_so_many_pages() {
    let world = World::new();
    world.site.turn(|knobs| knobs.wall_after = Some(2));
    let mut walled = Vec::new();
    for id in 160_000_001..=160_000_004 {
        walled.push(
            world
                .text(&format!("/bai_ye_300/article/details/{id}"))
                .await
                .contains("<div class=\"text-wrap\">"),
        );
    }
    assert_eq!(walled, [false, false, true, true]);
    // Robots and pictures are not behind it.
    assert!(world.text("/robots.txt").await.starts_with("User-agent"));
}

#[tokio::test]
async fn lists_are_whole_and_paged() {
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
async fn comments_want_a_post_from_their_article() {
    let world = World::new();
    let id = id_of("page-2025");
    let at = format!("https://blog.csdn.net/phoenix/web/v1/comment/list/{id}?size=10&fold=unfold");
    let ask = async |method: Method, page: u64, referer: &str| {
        let request = world.client.request(method, format!("{at}&page={page}")).header("referer", referer);
        request.send().await.unwrap()
    };
    let referer = url_of("page-2025");
    assert_eq!(ask(Method::GET, 1, &referer).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(ask(Method::POST, 1, "https://blog.csdn.net/").await.status(), StatusCode::FORBIDDEN);
    let mut threads = Vec::new();
    for (page, size) in [(1, 10), (2, 10), (3, 5), (4, 0)] {
        let text = ask(Method::POST, page, &referer).await.text().await.unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["data"]["pageCount"], 3);
        let list = value["data"]["list"].as_array().unwrap().clone();
        assert_eq!(list.len(), size);
        threads.extend(list);
    }
    assert_eq!(threads[0]["sub"].as_array().unwrap().len(), 3);
    assert!(threads[0]["info"]["content"].as_str().unwrap().contains("[face]emoji:061.png[/face]"));
    // By IP the article has another address.
    let by_ip = world.client.post(world.site.by_ip(&at)).header("referer", world.site.by_ip(&referer));
    assert_eq!(by_ip.send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn the_console_is_for_the_author() {
    let world = World::new();
    let ask = async |id: u64, cookie: &str| {
        let at = format!("https://blog-console-api.csdn.net/v1/editor/getArticle?id={id}");
        let answer = world.client.get(at).header("cookie", cookie).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_str::<Value>(&answer.text().await.unwrap()).unwrap())
    };
    let cookie = format!("UserName=lin_mo; UserToken={TOKEN}");
    assert_eq!(ask(id_of("draft"), "UserToken=old").await.0, 401);
    assert_eq!(ask(id_of("deleted"), &cookie).await.0, 400);
    assert_eq!(ask(160_000_001, &cookie).await.0, 400);
    let (_, draft) = ask(id_of("draft"), &cookie).await;
    assert!(draft["data"]["markdowncontent"].as_str().unwrap().starts_with("# 一"));
    let (_, rich) = ask(id_of("rich-draft"), &cookie).await;
    assert_eq!(rich["data"]["markdowncontent"], "");
    assert!(rich["data"]["content"].as_str().unwrap().contains("<h2"));
}

#[tokio::test]
async fn picture_hosts_look_at_the_referer() {
    let world = World::new();
    let status = async |url: &str, referer: Option<&str>| {
        let request = world.client.get(url);
        let request =
            referer.into_iter().fold(request, |request, referer| request.header("referer", referer));
        request.send().await.unwrap().status().as_u16()
    };
    let ours = "https://i-blog.csdnimg.cn/direct/good.png";
    let theirs = "https://pictures.example.com/photo/1.jpg";
    for (referer, on_ours, on_theirs) in [
        (None, 200, 200),
        (Some("https://blog.csdn.net/"), 200, 403),
        (Some("https://example.com/"), 403, 403),
        (Some("https://notcsdn.net/"), 403, 403),
    ] {
        assert_eq!(status(ours, referer).await, on_ours, "{referer:?}");
        assert_eq!(status(theirs, referer).await, on_theirs, "{referer:?}");
    }
    let by_ip = world.site.by_ip(ours);
    assert_eq!(status(&by_ip, Some(&world.site.by_ip(&url_of("page-2025")))).await, 200);
}

#[tokio::test]
async fn pictures_are_what_their_table_says() {
    let world = World::new();
    let get = async |url: &str| world.get(url).await.unwrap();
    let bytes = async |url: &str| get(url).await.bytes().await.unwrap();
    let hash = "3f2504e04f8911d39a0c0305e82c3301";
    for kind in ["png", "jpeg", "gif", "webp"] {
        let answer = get(&format!("https://i-blog.csdnimg.cn/direct/{hash}.{kind}")).await;
        let told = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let sniffed = infer::get(&answer.bytes().await.unwrap()).unwrap().mime_type();
        assert_eq!((told.as_str(), sniffed), (sniffed, &*format!("image/{kind}")));
    }
    let twins = [
        bytes("https://i-blog.csdnimg.cn/direct/twin-a.png").await,
        bytes("https://img-blog.csdnimg.cn/direct/twin-b.png").await,
    ];
    assert_eq!(twins[0], twins[1]);
    assert_ne!(twins[0], bytes("https://i-blog.csdnimg.cn/direct/good.png").await);
    let status = async |url: &str| get(url).await.status().as_u16();
    assert_eq!(status("https://img-blog.csdnimg.cn/only-suffixed.png").await, 404);
    assert_eq!(
        status("https://img-blog.csdnimg.cn/only-suffixed.png?x-oss-process=image/watermark,type_a").await,
        200
    );
    assert_eq!(status("https://img-blog.csdn.net/20150607080910111").await, 403);
    assert_eq!(status("https://img-blog.csdn.net/20150607080910111?watermark/2/text/a").await, 200);
    assert_eq!(status("https://i-blog.csdnimg.cn/direct/unknown.png").await, 404);
    assert_eq!(status("https://g.csdnimg.cn/static/face/emoji/061.png").await, 200);
    assert_eq!(status("https://latex.csdn.net/eq?x").await, 200);
    let page = get("https://i-blog.csdnimg.cn/direct/page.png").await;
    assert_eq!(page.headers()["content-type"], "image/png");
    assert!(page.text().await.unwrap().starts_with("<!DOCTYPE html>"));
    assert_eq!(bytes("https://i-blog.csdnimg.cn/direct/huge.png").await.len(), 64 << 20);
    assert!(get("https://i-blog.csdnimg.cn/direct/cut-once.png").await.bytes().await.is_err());
    assert_eq!(&bytes("https://i-blog.csdnimg.cn/direct/cut-once.png").await[1..4], b"PNG");
}

#[tokio::test]
async fn every_picture_of_the_many_is_there() {
    let world = World::new();
    let mut pictures = std::collections::BTreeSet::new();
    for id in [160_000_001, 160_000_002, 160_000_011] {
        let page = world.text(&format!("/bai_ye_300/article/details/{id}")).await;
        let sources = page.split("src=\"https://i-blog.csdnimg.cn/direct/").skip(1);
        let before = pictures.len();
        let found: Vec<String> =
            sources.map(|rest| rest.split(['"', '#']).next().unwrap().to_owned()).collect();
        assert!((2..=4).contains(&found.len()), "{id}: {found:?}");
        let expected = before + found.len() - usize::from(id == 160_000_011);
        pictures.extend(found);
        // The eleventh shares a picture with the first.
        assert_eq!(pictures.len(), expected, "{id}");
    }
    for picture in pictures {
        let answer = world.get(&format!("https://i-blog.csdnimg.cn/direct/{picture}")).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{picture}");
    }
}

#[tokio::test]
async fn robots_say_what_the_knob_says() {
    let world = World::new();
    for (robots, says, status) in [
        (Robots::Open, "Disallow: /scripts/", 200),
        (Robots::NoLists, "Disallow: /community/", 200),
        (Robots::Closed, "Disallow: /\n", 200),
        (Robots::Missing, "", 404),
        (Robots::Broken, "", 500),
    ] {
        world.site.turn(|knobs| knobs.robots = robots);
        let answer = world.get("/robots.txt").await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{robots:?}");
        assert!(answer.text().await.unwrap().contains(says), "{robots:?}");
    }
}

#[tokio::test]
async fn the_log_tells_who_asked_what() {
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
    assert_eq!(world.site.asked("evil.example.com").len(), 1);
    assert_eq!(world.site.busiest("blog.csdn.net"), 1);
    world.site.forget();
    assert!(world.site.log().is_empty());
}
