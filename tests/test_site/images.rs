//! The image hosts.

use std::collections::BTreeSet;

use reqwest::StatusCode;

use crate::World;
use csdown_test_site::cases::url_of;
use csdown_test_site::images::{Behavior, IMAGES};

#[tokio::test]
async fn image_hosts_check_the_referer() {
    let world = World::new();
    let status = async |url: &str, referer: Option<&str>| {
        let request = world.client.get(url);
        let request =
            referer.into_iter().fold(request, |request, referer| request.header("referer", referer));
        request.send().await.unwrap().status().as_u16()
    };
    let ours = "https://i-blog.csdnimg.cn/direct/good.png";
    let theirs = "https://images.example.com/photo/1.jpg";
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
async fn images_are_as_described() {
    let world = World::new();
    let get = async |url: &str| world.get(url).await.unwrap();
    let bytes = async |url: &str| get(url).await.bytes().await.unwrap();
    let hash = "3f2504e04f8911d39a0c0305e82c3301";
    for kind in ["png", "jpeg", "gif", "webp"] {
        let response = get(&format!("https://i-blog.csdnimg.cn/direct/{hash}.{kind}")).await;
        let declared = response.headers()["content-type"].to_str().unwrap().to_owned();
        let sniffed = infer::get(&response.bytes().await.unwrap()).unwrap().mime_type();
        assert_eq!((declared.as_str(), sniffed), (sniffed, &*format!("image/{kind}")));
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
async fn every_image_of_the_many_articles_exists() {
    let world = World::new();
    let mut images = BTreeSet::new();
    for id in [160_000_001, 160_000_002, 160_000_011] {
        let page = world.text(&format!("/bai_ye_300/article/details/{id}")).await;
        let sources = page.split("src=\"https://i-blog.csdnimg.cn/direct/").skip(1);
        let before = images.len();
        let found: Vec<String> =
            sources.map(|rest| rest.split(['"', '#']).next().unwrap().to_owned()).collect();
        assert!((2..=4).contains(&found.len()), "{id}: {found:?}");
        let expected = before + found.len() - usize::from(id == 160_000_011);
        images.extend(found);
        // The eleventh shares an image with the first.
        assert_eq!(images.len(), expected, "{id}");
    }
    for image in images {
        let response = world.get(&format!("https://i-blog.csdnimg.cn/direct/{image}")).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{image}");
    }
}

#[tokio::test]
async fn every_image_has_the_expected_first_response() {
    let world = World::new();
    for image in IMAGES {
        let expected = match image.behavior {
            Behavior::Status(status) | Behavior::Suffixed(status) => status,
            Behavior::MovedTo(_) => 302,
            Behavior::Busy { .. } => 429,
            _ => 200,
        };
        let url = format!("https://{}{}", image.host, image.path);
        assert_eq!(world.get(&url).await.unwrap().status().as_u16(), expected, "{url}");
        assert_eq!(
            world.by_ip(&url).await.unwrap().status().as_u16(),
            second_status(image.behavior, expected),
            "{url} by IP"
        );
    }
}

/// Returns the status of the second request.
fn second_status(behavior: Behavior, first: u16) -> u16 {
    if behavior == (Behavior::Busy { always: false }) { 200 } else { first }
}

#[tokio::test]
async fn supports_conditional_requests() {
    let world = World::new();
    let url = "https://i-blog.csdnimg.cn/direct/good.png";
    let etag = world.get(url).await.unwrap().headers()["etag"].clone();
    let again = world.client.get(url).header("if-none-match", etag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(world.site.requests_to("i-blog.csdnimg.cn")[1].sent, 0);
}
