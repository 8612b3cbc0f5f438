use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use csdown::assets::{
    IMAGE_INDEX, ImageError, ImageLimits, ImageRequest, ImageStore, RemoteImages as _, StoredImage,
};
use csdown::fetch::NetworkImages;
use tokio::runtime::Handle;

use crate::client::client;
use crate::server::{Answer, Server, answer, bytes, head};

/// A picture that tells by a number which it is.
fn png(number: u8) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[number]].concat()
}

fn wanted(url: &str, original: Option<&str>) -> ImageRequest {
    ImageRequest { url: url.to_owned(), original: original.map(str::to_owned) }
}

/// What becomes of pictures wanted by one article after the other.
async fn get(
    server: &Server,
    folder: &Path,
    articles: &[&[ImageRequest]],
) -> Vec<Result<StoredImage, ImageError>> {
    let client = client(|options| options.resolve = vec![server.for_all_hosts()]);
    let pictures = NetworkImages::new(client, Handle::current());
    let mut limits = ImageLimits::default();
    limits.max_bytes = 1 << 20;
    let store = ImageStore::open(folder, limits).unwrap();
    let articles: Vec<_> = articles.iter().map(|article| article.to_vec()).collect();
    let work = move || articles.iter().flat_map(|article| pictures.download(article, &store)).collect();
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

const BARE: &str = "http://i-blog.csdnimg.cn/direct/a.png";
const MARKED: &str = "http://i-blog.csdnimg.cn/direct/a.png?x-oss-process=image/watermark,b";

#[tokio::test]
async fn pictures_are_stored_as_they_come() {
    let server = Server::start(|asked| match (asked.target.as_str(), asked.before) {
        ("/1.png", _) if asked.header("referer") == "https://blog.csdn.net/" => answer(200, &[], &png(1)),
        ("/2.png", 0) => Answer::Bytes(bytes(200, &[], &png(2))[..70].to_vec()),
        ("/2.png", 1) => answer(503, &[], b""),
        ("/2.png", _) => answer(302, &["Location: /moved/2.png"], b""),
        ("/moved/2.png", _) => answer(200, &["Content-Type: text/html"], &png(2)),
        ("/3.png", _) => answer(200, &["Content-Type: image/png"], b"<!DOCTYPE html><title>gone</title>"),
        ("/4.png", _) => Answer::Endless { head: head(200, &[]), byte: b'a', every: Duration::ZERO },
        ("/5.svg", _) => answer(200, &[], b"<svg xmlns='http://www.w3.org/2000/svg'><script></svg>"),
        ("/6.png", _) => answer(200, &[], b""),
        _ => answer(404, &[], b"nothing"),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let urls = ["1.png#pic_center", "2.png", "3.png", "4.png", "5.svg", "6.png", "7.png"];
    let article = urls.map(|name| wanted(&format!("http://i-blog.csdnimg.cn/{name}"), None));
    let got = get(&server, folder.path(), &[&article]).await;
    let told = ["", "", "not-an-image", "image-too-large", "invalid-svg", "not-an-image", "missing"];
    assert_eq!(codes(&got), told);
    let kept: Vec<_> = got.into_iter().flatten().map(|kept| kept.file).collect();
    for (file, number) in kept.iter().zip([1, 2]) {
        assert_eq!(std::fs::read(folder.path().join(file)).unwrap(), png(number));
    }
    assert_eq!(names(folder.path()).len(), 3, "nothing but the two pictures and their list");
    let list = std::fs::read_to_string(folder.path().join(IMAGE_INDEX)).unwrap();
    assert!(list.contains(r#""fetched-url":"http://i-blog.csdnimg.cn/moved/2.png""#), "{list}");
    assert!(!list.contains(r#""fetched-url":"http://i-blog.csdnimg.cn/1.png""#), "{list}");
}

#[tokio::test]
async fn a_watermark_is_better_than_nothing() {
    for (status, body, falls_back) in [
        (404, "", true),
        (410, "", true),
        (403, "", true),
        (200, "<html>gone</html>", true),
        (500, "", false),
    ] {
        let server = Server::start(move |asked| match asked.target.as_str() {
            "/direct/a.png" => answer(status, &[], body.as_bytes()),
            _ => answer(200, &["ETag: \"1\""], &png(7)),
        })
        .await;
        let folder = tempfile::tempdir().unwrap();
        let got = get(&server, folder.path(), &[&[wanted(BARE, Some(MARKED))]]).await;
        assert_eq!(codes(&got), [if falls_back { "" } else { "server-error" }], "{status} {body}");
        if falls_back {
            let list = std::fs::read_to_string(folder.path().join(IMAGE_INDEX)).unwrap();
            assert!(list.contains(&format!(r#""url":"{BARE}","fetched-url":"{MARKED}""#)), "{list}");
        }
    }
    let server =
        Server::start(|asked| answer(if asked.target.contains('?') { 410 } else { 404 }, &[], b"")).await;
    let folder = tempfile::tempdir().unwrap();
    let got = get(&server, folder.path(), &[&[wanted(BARE, Some(MARKED))]]).await;
    assert_eq!(got[0].as_ref().unwrap_err().to_string(), "not found on i-blog.csdnimg.cn (410)");
}

#[tokio::test]
async fn an_address_is_asked_once_in_a_run() {
    let server = Server::start(|asked| match asked.target.as_str() {
        "/gone.png" => answer(404, &[], b""),
        _ => Answer::Later(Duration::from_millis(50), bytes(200, &[], &png(1))),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let client = client(|options| options.resolve = vec![server.for_all_hosts()]);
    let pictures = Arc::new(NetworkImages::new(client, Handle::current()));
    let store = Arc::new(ImageStore::open(folder.path(), ImageLimits::default()).unwrap());
    let article = || {
        let (pictures, store) = (Arc::clone(&pictures), Arc::clone(&store));
        tokio::task::spawn_blocking(move || {
            let gone = "http://i-blog.csdnimg.cn/gone.png";
            let all = [wanted(BARE, None), wanted(BARE, Some(MARKED)), wanted(gone, None)];
            codes(&pictures.download(&all, &store))
        })
    };
    let at_once = futures_util::future::join_all((0..8).map(|_| article())).await;
    for told in at_once.into_iter().chain([article().await]) {
        assert_eq!(told.unwrap(), ["", "", "missing"]);
    }
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn the_next_run_asks_whether_pictures_have_changed() {
    let server = Server::start(|asked| match (asked.target.as_str(), asked.header("if-none-match")) {
        ("/direct/a.png", _) => answer(404, &[], b""),
        ("/changed.png", "\"1\"") => answer(200, &["ETag: \"2\""], &png(2)),
        (_, "\"1\"") => answer(304, &["ETag: \"1\""], b""),
        _ => answer(200, &["ETag: \"1\""], &png(1)),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let article = [
        wanted("http://i-blog.csdnimg.cn/same.png", None),
        wanted("http://i-blog.csdnimg.cn/changed.png", None),
        wanted(BARE, Some(MARKED)),
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
    assert_eq!(server.log()[before].header("if-none-match"), "", "what is gone is fetched again");
    assert_eq!(std::fs::read(folder.path().join(&first[0].file)).unwrap(), png(1));
}

#[tokio::test]
async fn articles_that_want_the_same_by_other_addresses_all_get_it() {
    let server = Server::start(|asked| match asked.target.as_str() {
        "/direct/a.png" => answer(404, &[], b""),
        _ => answer(200, &[], &png(1)),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let (marked, fallen) = ([wanted(MARKED, None)], [wanted(BARE, Some(MARKED))]);
    let got = get(&server, folder.path(), &[&fallen, &marked, &fallen, &[wanted("http://[", None)]]).await;
    assert_eq!(codes(&got), ["", "", "", "bad-url"]);
    assert_eq!(server.count(), 3);
    assert_eq!(names(folder.path()).len(), 2);
}
