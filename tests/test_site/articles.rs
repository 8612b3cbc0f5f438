//! Articles: the first response of each case, and its failures.

use std::io::{Read, Write};
use std::time::Duration;

use flate2::write::GzDecoder;
use reqwest::header::LOCATION;
use reqwest::{StatusCode, Version};

use crate::World;
use csdown_test_site::address;
use csdown_test_site::cases::{Behavior, CASES, Case, id_of, url_of};
use csdown_test_site::knobs::Outage;

/// Returns the status of the first response of a case; `None` if there is no response.
fn status(behavior: Behavior) -> Option<u16> {
    match behavior {
        Behavior::Login
        | Behavior::ToAlias
        | Behavior::ToMetadata
        | Behavior::ToLoopback
        | Behavior::ToElsewhere
        | Behavior::ToHttp
        | Behavior::Hops(_)
        | Behavior::Loop => Some(302),
        Behavior::Forbidden => Some(403),
        Behavior::Missing | Behavior::Draft => Some(404),
        Behavior::Busy { .. } | Behavior::BusyUntilDate => Some(429),
        Behavior::Broken => Some(500),
        Behavior::Flaky => Some(503),
        Behavior::Challenge { .. } => Some(521),
        Behavior::Closed | Behavior::SlowStart => None,
        _ => Some(200),
    }
}

#[tokio::test]
async fn every_case_has_the_expected_first_response() {
    let world = World::new();
    for case in CASES.iter().filter(|case| case.behavior != Behavior::SlowStart) {
        let by_name = world.get(&case.url()).await.ok().map(|response| response.status().as_u16());
        assert_eq!(by_name, status(case.behavior), "{} by name", case.name);
    }
    world.site.clear_log();
    // Plain HTTP cannot be redirected to plain HTTP.
    let secure_only = |case: &&Case| !matches!(case.behavior, Behavior::SlowStart | Behavior::ToHttp);
    for case in CASES.iter().filter(secure_only) {
        let by_ip = world.by_ip(&case.url()).await.ok().map(|response| response.status().as_u16());
        assert_eq!(by_ip, status(case.behavior), "{} by IP", case.name);
    }
    let silent = world.client.get(url_of("slow-start")).timeout(Duration::from_millis(300)).send().await;
    assert!(silent.unwrap_err().is_timeout());
}

#[tokio::test]
async fn pages_have_realistic_sizes() {
    let world = World::new();
    for case in CASES.iter().filter(|case| matches!(case.behavior, Behavior::Serve)) {
        let page = world.text(&case.url()).await;
        assert!((150_000..250_000).contains(&page.len()), "{}: {}", case.name, page.len());
        assert!(page.contains("article_content"), "{}", case.name);
        // Every layout shows the column in its own way.
        assert_eq!(page.contains(">窗台上的电路<"), case.is_ordinary(), "{}", case.name);
    }
}

#[tokio::test]
async fn supports_http_2_and_http_1() {
    let world = World::new();
    let response = world.get("/robots.txt").await.unwrap();
    assert_eq!(response.version(), Version::HTTP_2);
    let response = world.by_ip("https://blog.csdn.net/robots.txt").await.unwrap();
    assert_eq!(response.version(), Version::HTTP_11);
    let plain_on_secure = format!("http://{}/robots.txt", world.site.secure());
    assert_eq!(world.client.get(plain_on_secure).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn by_ip_links_are_rewritten_but_metadata_is_not() {
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

#[test]
fn urls_are_rewritten_and_restored() {
    let base = "http://127.0.0.1:8080";
    let by_ip = |url| address::by_ip(url, base);
    assert_eq!(by_ip("https://blog.csdn.net/a?b#c"), "http://127.0.0.1:8080/@blog.csdn.net/a?b#c");
    assert_eq!(by_ip("http://some.blog.csdn.net"), "http://127.0.0.1:8080/@some.blog.csdn.net");
    assert_eq!(by_ip("https://example.com/"), "https://example.com/");
    assert_eq!(by_ip("https://notblog.csdn.net/"), "https://notblog.csdn.net/");
    assert_eq!(address::canonical(&by_ip("http://blog.csdn.net/a")), "https://blog.csdn.net/a");
    assert_eq!(address::canonical("http://127.0.0.1:8080/a"), "https://blog.csdn.net/a");
    let page =
        "<a href=\"https://blog.csdn.net/a\">https://blog.csdn.net/b</a><img src=\"http://blog.csdn.net/c\">";
    let written = address::all_by_ip(page, base, true);
    let kept = "<a href=\"B/a\">https://blog.csdn.net/b</a><img src=\"B/c\">"
        .replace('B', "http://127.0.0.1:8080/@blog.csdn.net");
    assert_eq!(written, kept);
    let list = "{\"url\":\"https://blog.csdn.net/a\",\"x\":\"https://example.com\"}";
    let written = address::all_by_ip(list, base, false);
    assert_eq!(written, list.replace("https://blog.csdn.net", "http://127.0.0.1:8080/@blog.csdn.net"));
}

#[tokio::test]
async fn redirects_have_the_expected_targets() {
    let world = World::new();
    let location = async |url: &str| {
        let response = world.get(url).await.unwrap();
        response.headers().get(LOCATION).map(|to| to.to_str().unwrap().to_owned())
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
async fn bodies_fail_as_described() {
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
            assert!(get("truncated-always").await.bytes().await.is_err());
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
async fn a_bomb_is_small_before_decoding() {
    let world = World::new();
    let mut bomb = world.get(&url_of("bomb")).await.unwrap();
    let mut decoder = GzDecoder::new(Vec::new());
    while decoder.get_ref().len() < 64 << 20 {
        decoder.write_all(&bomb.chunk().await.unwrap().unwrap()).unwrap();
    }
    drop(bomb);
    let sent = world.site.log()[0].sent;
    assert!(sent < 2 << 20, "{sent}");
}

#[tokio::test]
async fn pages_have_the_expected_encodings() {
    let world = World::new();
    let body = async |name: &str| world.get(&url_of(name)).await.unwrap().bytes().await.unwrap();
    let (gzip, brotli) = (body("gzip").await, body("brotli").await);
    let (mut from_gzip, mut from_brotli) = (String::new(), String::new());
    flate2::read::GzDecoder::new(&*gzip).read_to_string(&mut from_gzip).unwrap();
    brotli_decompressor::Decompressor::new(&*brotli, 4096).read_to_string(&mut from_brotli).unwrap();
    assert!(from_gzip.contains("</html>") && from_brotli.contains("</html>"));
    assert!(gzip.len() * 2 < from_gzip.len(), "{} of {}", gzip.len(), from_gzip.len());
    for name in ["chunked", "wrong-type"] {
        assert!(world.text(&url_of(name)).await.contains("</html>"), "{name}");
    }
    let chunked = world.by_ip(&url_of("chunked")).await.unwrap();
    assert_eq!(chunked.content_length(), None);
    for (name, is_declared) in [("gbk-header", false), ("gbk-meta", true)] {
        let bytes = world.get(&url_of(name)).await.unwrap().bytes().await.unwrap();
        let (text, _, is_wrong) = encoding_rs::GBK.decode(&bytes);
        assert!(!is_wrong && text.contains("全文完"), "{name}");
        assert_eq!(text.contains("charset=gb2312"), is_declared, "{name}");
        assert!(std::str::from_utf8(&bytes).is_err(), "{name}");
    }
    let coding = async |accepted: &str| {
        let request = world.client.get(url_of("page-2025")).header("accept-encoding", accepted);
        request.send().await.unwrap().headers().get("content-encoding").cloned()
    };
    assert_eq!(coding("identity").await, None);
    assert_eq!(coding("gzip, br").await.unwrap(), "gzip");
}

#[tokio::test]
async fn supports_conditional_requests() {
    let world = World::new();
    let first = world.get(&url_of("page-2025")).await.unwrap();
    let header = |name| first.headers()[name].to_str().unwrap().to_owned();
    let (etag, modified) = (header("etag"), header("last-modified"));
    let status_with = async |name: &'static str, value: &str| {
        let request = world.client.get(url_of("page-2025")).header(name, value);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(status_with("if-none-match", &etag).await, 304);
    assert_eq!(status_with("if-modified-since", &modified).await, 304);
    assert_eq!(status_with("if-none-match", "\"other\"").await, 200);
    assert_eq!(world.site.log()[1].sent, 0);

    let id = id_of("page-2025");
    world.site.configure(|knobs| *knobs.revisions.entry(id).or_default() += 1);
    assert_eq!(status_with("if-none-match", &etag).await, 200);
    assert_eq!(status_with("if-modified-since", &modified).await, 200);
    assert!(world.text(&url_of("page-2025")).await.contains("第 1 次修改。"));

    world.site.configure(|knobs| knobs.validators = false);
    assert_eq!(status_with("if-none-match", &etag).await, 200);
    world.site.configure(|knobs| knobs.validators = true);
    let without = world.get(&url_of("no-validators")).await.unwrap();
    assert!(without.headers().get("etag").is_none() && without.headers().get("last-modified").is_none());
}

#[tokio::test]
async fn failures_end_as_described() {
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
    assert_eq!(statuses("busy-always").await, [429, 429, 429]);
    assert_eq!(statuses("broken").await, [500, 500, 500]);
    let busy = world.get(&url_of("busy-until")).await.unwrap();
    let date = busy.headers()["retry-after"].to_str().unwrap();
    httpdate::parse_http_date(date).unwrap();

    world.site.configure(|knobs| knobs.outage = Some(Outage::new(429, Duration::from_hours(1))));
    assert_eq!(statuses("page-2025").await, [429, 429, 429]);
    world.site.configure(|knobs| knobs.outage = None);
    assert_eq!(statuses("page-2025").await, [200, 200, 200]);
}
