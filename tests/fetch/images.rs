use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use csdown::assets::{
    IMAGE_INDEX, ImageError, ImageLimits, ImageRequest, ImageStore, RemoteImages as _, StoredImage,
};
use csdown::fetch::NetworkImages;
use tokio::runtime::Handle;

use crate::client::client;
use crate::server::{Reply, Server, bytes, head, reply};

/// Returns a PNG file that contains `number`.
fn png(number: u8) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[number]].concat()
}

fn image_request(url: &str, original: Option<&str>) -> ImageRequest {
    ImageRequest { url: url.to_owned(), original: original.map(str::to_owned) }
}

/// Downloads the images of several articles, one article after the other.
async fn get(
    server: &Server,
    folder: &Path,
    articles: &[&[ImageRequest]],
) -> Vec<Result<StoredImage, ImageError>> {
    let client = client(|options| options.resolve = vec![server.resolve_all()]);
    let images = NetworkImages::new(client, Handle::current());
    let mut limits = ImageLimits::default();
    limits.max_bytes = 1 << 20;
    let store = ImageStore::open(folder, limits).unwrap();
    let articles: Vec<_> = articles.iter().map(|article| article.to_vec()).collect();
    let work = move || articles.iter().flat_map(|article| images.download(article, &store)).collect();
    tokio::task::spawn_blocking(work).await.unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

fn codes(results: &[Result<StoredImage, ImageError>]) -> Vec<&'static str> {
    results.iter().map(|result| result.as_ref().map_or_else(ImageError::code, |_| "")).collect()
}

const CLEAN: &str = "http://i-blog.csdnimg.cn/direct/a.png";
const WATERMARKED: &str = "http://i-blog.csdnimg.cn/direct/a.png?x-oss-process=image/watermark,b";

#[tokio::test]
async fn stores_images() {
    let server = Server::start(|request| match (request.target.as_str(), request.before) {
        ("/1.png", _) if request.header("referer") == "https://blog.csdn.net/" => reply(200, &[], &png(1)),
        ("/2.png", 0) => Reply::Bytes(bytes(200, &[], &png(2))[..70].to_vec()),
        ("/2.png", 1) => reply(503, &[], b""),
        ("/2.png", _) => reply(302, &["Location: /moved/2.png"], b""),
        ("/moved/2.png", _) => reply(200, &["Content-Type: text/html"], &png(2)),
        ("/3.png", _) => reply(200, &["Content-Type: image/png"], b"<!DOCTYPE html><title>gone</title>"),
        ("/4.png", _) => Reply::Endless { head: head(200, &[]), byte: b'a', every: Duration::ZERO },
        ("/5.svg", _) => reply(200, &[], b"<svg xmlns='http://www.w3.org/2000/svg'><script></svg>"),
        ("/6.png", _) => reply(200, &[], b""),
        _ => reply(404, &[], b"nothing"),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let urls = ["1.png#pic_center", "2.png", "3.png", "4.png", "5.svg", "6.png", "7.png"];
    let article = urls.map(|name| image_request(&format!("http://i-blog.csdnimg.cn/{name}"), None));
    let results = get(&server, folder.path(), &[&article]).await;
    let expected = ["", "", "not-an-image", "image-too-large", "invalid-svg", "not-an-image", "missing"];
    assert_eq!(codes(&results), expected);
    let kept: Vec<_> = results.into_iter().flatten().map(|kept| kept.file).collect();
    for (file, number) in kept.iter().zip([1, 2]) {
        assert_eq!(std::fs::read(folder.path().join(file)).unwrap(), png(number));
    }
    assert_eq!(names(folder.path()).len(), 3, "only the two images and the index");
    let list = std::fs::read_to_string(folder.path().join(IMAGE_INDEX)).unwrap();
    assert!(list.contains(r#""fetched-url":"http://i-blog.csdnimg.cn/moved/2.png""#), "{list}");
    assert!(!list.contains(r#""fetched-url":"http://i-blog.csdnimg.cn/1.png""#), "{list}");
}

#[tokio::test]
async fn falls_back_to_the_image_with_a_watermark() {
    for (status, body, falls_back) in [
        (404, "", true),
        (410, "", true),
        (403, "", true),
        (200, "<html>gone</html>", true),
        (500, "", false),
    ] {
        let server = Server::start(move |request| match request.target.as_str() {
            "/direct/a.png" => reply(status, &[], body.as_bytes()),
            _ => reply(200, &["ETag: \"1\""], &png(7)),
        })
        .await;
        let folder = tempfile::tempdir().unwrap();
        let results = get(&server, folder.path(), &[&[image_request(CLEAN, Some(WATERMARKED))]]).await;
        assert_eq!(codes(&results), [if falls_back { "" } else { "server-error" }], "{status} {body}");
        if falls_back {
            let list = std::fs::read_to_string(folder.path().join(IMAGE_INDEX)).unwrap();
            assert!(list.contains(&format!(r#""url":"{CLEAN}","fetched-url":"{WATERMARKED}""#)), "{list}");
        }
    }
    let server =
        Server::start(|request| reply(if request.target.contains('?') { 410 } else { 404 }, &[], b"")).await;
    let folder = tempfile::tempdir().unwrap();
    let results = get(&server, folder.path(), &[&[image_request(CLEAN, Some(WATERMARKED))]]).await;
    assert_eq!(results[0].as_ref().unwrap_err().to_string(), "not found on i-blog.csdnimg.cn (410)");
}

#[tokio::test]
async fn requests_each_url_once_per_run() {
    let server = Server::start(|request| match request.target.as_str() {
        "/gone.png" => reply(404, &[], b""),
        _ => Reply::Later(Duration::from_millis(50), bytes(200, &[], &png(1))),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let client = client(|options| options.resolve = vec![server.resolve_all()]);
    let images = Arc::new(NetworkImages::new(client, Handle::current()));
    let store = Arc::new(ImageStore::open(folder.path(), ImageLimits::default()).unwrap());
    let article = || {
        let (images, store) = (Arc::clone(&images), Arc::clone(&store));
        tokio::task::spawn_blocking(move || {
            let gone = "http://i-blog.csdnimg.cn/gone.png";
            let all = [
                image_request(CLEAN, None),
                image_request(CLEAN, Some(WATERMARKED)),
                image_request(gone, None),
            ];
            codes(&images.download(&all, &store))
        })
    };
    let at_once = futures_util::future::join_all((0..8).map(|_| article())).await;
    for result in at_once.into_iter().chain([article().await]) {
        assert_eq!(result.unwrap(), ["", "", "missing"]);
    }
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn the_next_run_sends_conditional_requests() {
    let server = Server::start(|request| match (request.target.as_str(), request.header("if-none-match")) {
        ("/direct/a.png", _) => reply(404, &[], b""),
        ("/changed.png", "\"1\"") => reply(200, &["ETag: \"2\""], &png(2)),
        (_, "\"1\"") => reply(304, &["ETag: \"1\""], b""),
        _ => reply(200, &["ETag: \"1\""], &png(1)),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let article = [
        image_request("http://i-blog.csdnimg.cn/same.png", None),
        image_request("http://i-blog.csdnimg.cn/changed.png", None),
        image_request(CLEAN, Some(WATERMARKED)),
    ];
    let first: Vec<_> = get(&server, folder.path(), &[&article]).await.into_iter().flatten().collect();
    assert_eq!(first.len(), 3);
    let second: Vec<_> = get(&server, folder.path(), &[&article]).await.into_iter().flatten().collect();
    assert_eq!((&second[0], &second[2]), (&first[0], &first[2]));
    assert_eq!(std::fs::read(folder.path().join(&second[1].file)).unwrap(), png(2));
    assert_eq!(second[1].etag.as_deref(), Some("\"2\""));
    let before = server.count();
    std::fs::remove_file(folder.path().join(&first[0].file)).unwrap();
    assert_eq!(codes(&get(&server, folder.path(), &[&article[..1]]).await), [""]);
    assert_eq!(server.log()[before].header("if-none-match"), "", "deleted files are downloaded again");
    assert_eq!(std::fs::read(folder.path().join(&first[0].file)).unwrap(), png(1));
}

#[tokio::test]
async fn articles_share_an_image_with_several_urls() {
    let server = Server::start(|request| match request.target.as_str() {
        "/direct/a.png" => reply(404, &[], b""),
        _ => reply(200, &[], &png(1)),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let (watermarked, fallen_back) =
        ([image_request(WATERMARKED, None)], [image_request(CLEAN, Some(WATERMARKED))]);
    let results = get(
        &server,
        folder.path(),
        &[&fallen_back, &watermarked, &fallen_back, &[image_request("http://[", None)]],
    )
    .await;
    assert_eq!(codes(&results), ["", "", "", "bad-url"]);
    assert_eq!(server.count(), 3);
    assert_eq!(names(folder.path()).len(), 2);
}
