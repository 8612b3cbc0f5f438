//! The client against every behavior of the test site.

use std::time::Duration;

use csdown::assets::{ImageError, ImageLimits, ImageRequest, ImageStore, RemoteImages as _};
use csdown::fetch::{
    ArticleUrl, Client, CookieJar, FetchOptions, Fetched, Fetcher, NetworkImages, Request, Validators,
};
use futures_util::future::join_all;
use tokio::runtime::Handle;

use crate::client::client;
use csdown_test_site::Site;
use csdown_test_site::cases::{Behavior, CASES, Case, id_of};
use csdown_test_site::images::{Behavior as ImageBehavior, IMAGES};
use csdown_test_site::knobs::{Outage, Robots};

/// Creates a client that resolves all names to `site`, over TLS, and may not contact anything else.
fn site_client(site: &Site, change: impl FnOnce(&mut FetchOptions)) -> Client {
    client(|options| {
        options.allow_private = false;
        options.resolve = vec![format!("*={}", site.secure()).parse().unwrap()];
        options.ca_certificates = site.ca_pem().as_bytes().to_vec();
        options.max_page = 1 << 20;
        options.concurrency = 8;
        change(options);
    })
}

/// Sets short timeouts.
fn set_short_timeouts(options: &mut FetchOptions) {
    options.idle_timeout = Duration::from_millis(300);
    options.total_timeout = Duration::from_millis(900);
}

fn url(text: &str) -> url::Url {
    text.parse().unwrap()
}

fn article(case: &Case) -> url::Url {
    let host = if matches!(case.behavior, Behavior::FromAlias) {
        "linmo.blog.csdn.net"
    } else {
        "blog.csdn.net/lin_mo"
    };
    url(&format!("https://{host}/article/details/{}", case.id))
}

/// Returns the status or error code of requesting an article.
fn expected(behavior: Behavior) -> Result<u16, &'static str> {
    match behavior {
        Behavior::Hops(15) | Behavior::Loop => Err("too-many-redirects"),
        Behavior::ToMetadata | Behavior::ToLoopback => Err("refused-address"),
        Behavior::Forbidden => Ok(403),
        Behavior::Missing | Behavior::Draft => Ok(404),
        Behavior::Busy { always: true, .. } => Err("rate-limited"),
        Behavior::Closed => Err("connection-closed"),
        Behavior::Broken => Err("server-error"),
        Behavior::Challenge { .. } => Ok(521),
        Behavior::SlowBody | Behavior::SlowStart => Err("timed-out"),
        Behavior::Truncated { always: true } => Err("truncated"),
        Behavior::Endless | Behavior::Bomb => Err("too-large"),
        _ => Ok(200),
    }
}

#[tokio::test]
async fn every_article_has_the_expected_outcome() {
    let site = Site::start();
    let secrets = ".csdn.net\tTRUE\t/\tFALSE\t0\tUserToken\tsecret";
    let with_secrets = |options: &mut FetchOptions| {
        options.cookies = CookieJar::parse(secrets).unwrap();
        options.headers = vec!["Authorization: secret".parse().unwrap()];
    };
    let (patient, impatient) = (site_client(&site, with_secrets), site_client(&site, set_short_timeouts));
    let results = join_all(CASES.iter().map(async |case| {
        let referer = url("https://blog.csdn.net/lin_mo");
        let request = Request::page(article(case)).with_referer(referer);
        let client = if matches!(case.behavior, Behavior::SlowBody | Behavior::SlowStart) {
            &impatient
        } else {
            &patient
        };
        let result = client.get(request).await;
        if case.behavior == Behavior::FromAlias || case.behavior == Behavior::ToAlias {
            let found = result.as_ref().map(|response| response.head.url.path().to_owned());
            assert!(found.unwrap().ends_with(&case.id.to_string()));
        }
        (case.name, result.map(|response| response.head.status).map_err(|error| error.code()))
    }))
    .await;
    let wrong: Vec<_> = results
        .iter()
        .zip(CASES)
        .filter(|((_, result), case)| *result != expected(case.behavior))
        .map(|(result, _)| result)
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
    // Eight requests of one client and two of the other. The site notices late when a client gives up on a request.
    let busiest = site.max_concurrent("blog.csdn.net");
    assert!(busiest <= 8 + 2 + 10 && CASES.len() > 40, "{busiest} at the same time");
}

#[tokio::test]
async fn unchanged_articles_send_no_bodies() {
    let site = Site::start();
    let client = site_client(&site, |_| {});
    let calm: Vec<_> = CASES
        .iter()
        .filter(|case| case.is_ordinary() && case.behavior != Behavior::NoValidators)
        .map(article)
        .collect();
    let get = async |url: &url::Url| client.get(Request::page(url.clone())).await.unwrap();
    let first = join_all(calm.iter().map(get)).await;
    site.clear_log();
    let again = first.into_iter().zip(&calm).map(async |(first, url)| {
        let request = Request::page(url.clone()).with_validators(first.head.validators);
        assert!(client.get(request).await.unwrap().head.is_unchanged(), "{url}");
    });
    join_all(again).await;
    assert_eq!(site.log().iter().map(|entry| entry.sent).sum::<u64>(), 0);
}

#[tokio::test]
async fn outages_open_the_circuit_breaker() {
    let site = Site::start();
    for status in [429, 503] {
        site.clear_log();
        let mut outage = Outage::new(status, Duration::from_hours(1));
        outage.retry_after = Some("3600".to_owned());
        site.configure(|knobs| knobs.outage = Some(outage));
        let client = site_client(&site, |options| options.breaker = 5);
        let all =
            CASES.iter().map(async |case| client.get(Request::page(article(case))).await.unwrap_err().code());
        let codes = join_all(all).await;
        assert!(codes.contains(&"circuit-open"), "{codes:?}");
        // The requests in progress, and as many again until the last of them fail.
        assert!(site.log().len() <= 2 * 8 * 3, "{}", site.log().len());
    }
}

#[tokio::test]
async fn challenges_without_an_article_count_as_blocks() {
    let site = Site::start();
    let fetcher = Fetcher::new(site_client(&site, |options| options.breaker = 3));
    let fetch = async |name| {
        let article =
            ArticleUrl::parse(&format!("https://blog.csdn.net/lin_mo/article/details/{}", id_of(name)), None);
        fetcher.article(&article.unwrap(), &Validators::default()).await.map_err(|error| error.code())
    };
    for _ in 0..3 {
        assert!(matches!(fetch("challenge-article").await, Ok(Fetched::Article(_))));
        assert_eq!(fetch("challenge").await, Err("blocked-firewall"));
    }
    assert_eq!(fetch("challenge-article").await, Err("circuit-open"), "no success was recorded");
}

#[tokio::test]
async fn obeys_the_robots_txt_of_the_site() {
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
        site.configure(|knobs| knobs.robots = robots);
        let client = site_client(&site, |_| {});
        let allowed = (client.check_robots(&list).await.is_ok(), client.check_robots(&page).await.is_ok());
        assert_eq!(allowed, (lists, pages), "{robots:?}");
    }
    site.configure(|knobs| knobs.robots = Robots::Endless);
    site.clear_log();
    drop(site_client(&site, |_| {}).check_robots(&list).await);
    assert_eq!(site.log().len(), 1, "an endless file is truncated and requested once");
}

/// Returns the error code of downloading an image, empty on success.
fn expected_image(behavior: ImageBehavior) -> &'static str {
    match behavior {
        ImageBehavior::Page | ImageBehavior::Empty => "not-an-image",
        ImageBehavior::Status(404) => "missing",
        ImageBehavior::Status(403) => "forbidden",
        ImageBehavior::Status(_) => "server-error",
        ImageBehavior::MovedTo(to) if to.contains("169.254") => "refused-address",
        ImageBehavior::MovedTo(to) if to.contains("evil") => "not-an-image",
        ImageBehavior::Truncated { always: true } => "truncated",
        ImageBehavior::Busy { always: true } => "rate-limited",
        ImageBehavior::Huge | ImageBehavior::Endless => "image-too-large",
        ImageBehavior::Slow => "timed-out",
        _ => "",
    }
}

#[tokio::test]
async fn every_image_has_the_expected_outcome() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let mut limits = ImageLimits::default();
    limits.max_bytes = 1 << 20;
    let store = ImageStore::open(folder.path(), limits).unwrap();
    let [patient, impatient] = [site_client(&site, |_| {}), site_client(&site, set_short_timeouts)]
        .map(|client| NetworkImages::new(client, Handle::current()));
    let requests = IMAGES.iter().map(|image| {
        let url = format!("https://{}{}", image.host, image.path);
        let mark = if image.host == "img-blog.csdn.net" {
            "?watermark/2/text/x"
        } else {
            "?x-oss-process=image/watermark,y"
        };
        ImageRequest { original: Some(format!("{url}{mark}")), url }
    });
    let requests: Vec<_> = requests.collect();
    let slow = IMAGES.iter().position(|image| image.behavior == ImageBehavior::Slow).unwrap();
    let work = move || {
        let mut results = patient.download(&requests[..slow], &store);
        results.extend(impatient.download(&requests[slow..=slow], &store));
        results.extend(patient.download(&requests[slow + 1..], &store));
        results
    };
    let results = tokio::task::spawn_blocking(work).await.unwrap();
    let code = |result: &Result<_, ImageError>| result.as_ref().map_or_else(ImageError::code, |_| "");
    let wrong: Vec<_> = IMAGES
        .iter()
        .zip(&results)
        .map(|(image, result)| (image.path, code(result), expected_image(image.behavior)))
        .filter(|(_, code, expected)| code != expected)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
