//! What the client makes of everything that the stand-in site does.

use std::time::Duration;

use csdown::assets::{ImageError, ImageLimits, ImageRequest, ImageStore, RemoteImages as _};
use csdown::fetch::{
    ArticleUrl, Client, CookieJar, FetchOptions, Fetched, Fetcher, NetworkImages, Request, Validators,
};
use futures_util::future::join_all;
use tokio::runtime::Handle;

use crate::client::client;
use crate::site::Site;
use crate::site::cases::{Act, CASES, Case, id_of};
use crate::site::images::{Act as PictureAct, PICTURES};
use crate::site::knobs::{Robots, Storm};

/// A client to which every name leads to `site`, over TLS, and nothing else may be asked.
fn visitor(site: &Site, change: impl FnOnce(&mut FetchOptions)) -> Client {
    client(|options| {
        options.allow_private = false;
        options.resolve = vec![format!("*={}", site.secure()).parse().unwrap()];
        options.ca_certificates = site.ca_pem().as_bytes().to_vec();
        options.max_page = 1 << 20;
        options.concurrency = 8;
        change(options);
    })
}

/// Makes a visitor that waits for nobody.
fn hasty(options: &mut FetchOptions) {
    options.idle_timeout = Duration::from_millis(300);
    options.total_timeout = Duration::from_millis(900);
}

fn url(text: &str) -> url::Url {
    text.parse().unwrap()
}

fn article(case: &Case) -> url::Url {
    let host =
        if matches!(case.act, Act::FromAlias) { "linmo.blog.csdn.net" } else { "blog.csdn.net/lin_mo" };
    url(&format!("https://{host}/article/details/{}", case.id))
}

/// The status that asking for an article comes to, or the code of the error.
fn expected(act: Act) -> Result<u16, &'static str> {
    match act {
        Act::Hops(15) | Act::Loop => Err("too-many-redirects"),
        Act::ToMetadata | Act::ToLoopback => Err("refused-address"),
        Act::Forbidden => Ok(403),
        Act::Missing | Act::Draft => Ok(404),
        Act::Busy { ever: true, .. } => Err("rate-limited"),
        Act::Closed => Err("connection-closed"),
        Act::Broken => Err("server-error"),
        Act::Challenge { .. } => Ok(521),
        Act::SlowBody | Act::SlowStart => Err("timed-out"),
        Act::Truncated { ever: true } => Err("truncated"),
        Act::Endless | Act::Bomb => Err("too-large"),
        _ => Ok(200),
    }
}

#[tokio::test]
async fn every_article_comes_to_what_it_should() {
    let site = Site::start();
    let secrets = ".csdn.net\tTRUE\t/\tFALSE\t0\tUserToken\tgeheim";
    let with_secrets = |options: &mut FetchOptions| {
        options.cookies = CookieJar::parse(secrets).unwrap();
        options.headers = vec!["Authorization: geheim".parse().unwrap()];
    };
    let (patient, hasty) = (visitor(&site, with_secrets), visitor(&site, hasty));
    let got = join_all(CASES.iter().map(async |case| {
        let referer = url("https://blog.csdn.net/lin_mo");
        let request = Request::page(article(case)).with_referer(referer);
        let client = if matches!(case.act, Act::SlowBody | Act::SlowStart) { &hasty } else { &patient };
        let got = client.get(request).await;
        if case.act == Act::FromAlias || case.act == Act::ToAlias {
            let found = got.as_ref().map(|response| response.head.url.path().to_owned());
            assert!(found.unwrap().ends_with(&case.id.to_string()));
        }
        (case.name, got.map(|response| response.head.status).map_err(|error| error.code()))
    }))
    .await;
    let wrong: Vec<_> = got
        .iter()
        .zip(CASES)
        .filter(|((_, got), case)| *got != expected(case.act))
        .map(|(got, _)| got)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let log = site.log();
    assert!(
        log.iter().any(|entry| entry.host == "evil.example.com") && log.iter().any(|entry| !entry.secure)
    );
    for entry in &log {
        let is_safe = entry.secure && entry.host.ends_with(".csdn.net");
        let sent = ["cookie", "authorization", "referer"].map(|name| entry.header(name).is_some());
        assert!(is_safe || sent == [false; 3], "{entry:?}");
    }
    // Eight of the one client and two of the other; the site learns late of those that a client has given up.
    let busiest = site.busiest("blog.csdn.net");
    assert!(busiest <= 8 + 2 + 10 && CASES.len() > 40, "{busiest} at the same time");
}

#[tokio::test]
async fn what_has_not_changed_sends_no_bodies() {
    let site = Site::start();
    let client = visitor(&site, |_| {});
    let calm: Vec<_> =
        CASES.iter().filter(|case| case.is_calm() && case.act != Act::NoValidators).map(article).collect();
    let ask = async |url: &url::Url| client.get(Request::page(url.clone())).await.unwrap();
    let first = join_all(calm.iter().map(ask)).await;
    site.forget();
    let again = first.into_iter().zip(&calm).map(async |(first, url)| {
        let request = Request::page(url.clone()).with_validators(first.head.validators);
        assert!(client.get(request).await.unwrap().head.is_unchanged(), "{url}");
    });
    join_all(again).await;
    assert_eq!(site.log().iter().map(|entry| entry.sent).sum::<u64>(), 0);
}

#[tokio::test]
async fn storms_and_walls_end() {
    let site = Site::start();
    for status in [429, 503] {
        site.forget();
        let mut storm = Storm::of(status, Duration::from_hours(1));
        storm.retry_after = Some("3600".to_owned());
        site.turn(|knobs| knobs.storm = Some(storm));
        let client = visitor(&site, |options| options.breaker = 5);
        let all =
            CASES.iter().map(async |case| client.get(Request::page(article(case))).await.unwrap_err().code());
        let codes = join_all(all).await;
        assert!(codes.contains(&"circuit-open"), "{codes:?}");
        // So many as may be on their way, and as many again until the last of them give up.
        assert!(site.log().len() <= 2 * 8 * 3, "{}", site.log().len());
    }
}

#[tokio::test]
async fn challenges_without_an_article_are_walls() {
    let site = Site::start();
    let fetcher = Fetcher::new(visitor(&site, |options| options.breaker = 3));
    let ask = async |name| {
        let address =
            ArticleUrl::parse(&format!("https://blog.csdn.net/lin_mo/article/details/{}", id_of(name)), None);
        fetcher.article(&address.unwrap(), &Validators::default()).await.map_err(|error| error.code())
    };
    for _ in 0..3 {
        assert!(matches!(ask("challenge-article").await, Ok(Fetched::Article(_))));
        assert_eq!(ask("challenge").await, Err("blocked-firewall"));
    }
    assert_eq!(ask("challenge-article").await, Err("circuit-open"), "nobody said that it was fine");
}

#[tokio::test]
async fn robots_txt_is_that_of_the_site() {
    let site = Site::start();
    let list = url("https://blog.csdn.net/community/home-api/v1/get-business-list?page=1&username=lin_mo");
    let page = url("https://blog.csdn.net/lin_mo/article/details/145640301");
    for (robots, lists, pages) in [
        (Robots::Open, true, true),
        (Robots::NoLists, false, true),
        (Robots::Closed, false, false),
        (Robots::Missing, true, true),
        (Robots::Broken, false, false),
    ] {
        site.turn(|knobs| knobs.robots = robots);
        let client = visitor(&site, |_| {});
        let allowed = (client.check_robots(&list).await.is_ok(), client.check_robots(&page).await.is_ok());
        assert_eq!(allowed, (lists, pages), "{robots:?}");
    }
    site.turn(|knobs| knobs.robots = Robots::Endless);
    site.forget();
    drop(visitor(&site, |_| {}).check_robots(&list).await);
    assert_eq!(site.log().len(), 1, "one without end is read so far, and once");
}

/// The code of the failure that asking for a picture comes to, empty where there is one.
fn expected_picture(act: PictureAct) -> &'static str {
    match act {
        PictureAct::Page | PictureAct::Empty => "not-an-image",
        PictureAct::Status(404) => "missing",
        PictureAct::Status(403) => "forbidden",
        PictureAct::Status(_) => "server-error",
        PictureAct::MovedTo(to) if to.contains("169.254") => "refused-address",
        PictureAct::MovedTo(to) if to.contains("evil") => "not-an-image",
        PictureAct::Truncated { ever: true } => "truncated",
        PictureAct::Busy { ever: true } => "rate-limited",
        PictureAct::Huge | PictureAct::Endless => "image-too-large",
        PictureAct::Slow => "timed-out",
        _ => "",
    }
}

#[tokio::test]
async fn every_picture_comes_to_what_it_should() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let mut limits = ImageLimits::default();
    limits.max_bytes = 1 << 20;
    let store = ImageStore::open(folder.path(), limits).unwrap();
    let [patient, hasty] = [visitor(&site, |_| {}), visitor(&site, hasty)]
        .map(|client| NetworkImages::new(client, Handle::current()));
    let wanted = PICTURES.iter().map(|picture| {
        let url = format!("https://{}{}", picture.host, picture.path);
        let mark = if picture.host == "img-blog.csdn.net" {
            "?watermark/2/text/x"
        } else {
            "?x-oss-process=image/watermark,y"
        };
        ImageRequest { original: Some(format!("{url}{mark}")), url }
    });
    let wanted: Vec<_> = wanted.collect();
    let slow = PICTURES.iter().position(|picture| picture.act == PictureAct::Slow).unwrap();
    let work = move || {
        let mut got = patient.download(&wanted[..slow], &store);
        got.extend(hasty.download(&wanted[slow..=slow], &store));
        got.extend(patient.download(&wanted[slow + 1..], &store));
        got
    };
    let got = tokio::task::spawn_blocking(work).await.unwrap();
    let code = |got: &Result<_, ImageError>| got.as_ref().map_or_else(ImageError::code, |_| "");
    let wrong: Vec<_> = PICTURES
        .iter()
        .zip(&got)
        .map(|(picture, got)| (picture.path, code(got), expected_picture(picture.act)))
        .filter(|(_, got, expected)| got != expected)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
