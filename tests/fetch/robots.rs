use csdown::fetch::{FetchError, FetchOptions, Robots};
use futures_util::future::join_all;

use crate::client::client;
use crate::server::{Answer, Asked, Server, answer};

/// What `robots.txt` answered with `answer` says of two paths.
async fn asked(robots: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> [Result<(), FetchError>; 2] {
    let server = Server::start(robots).await;
    let client = client(|options| options.breaker = 1_000);
    [client.check_robots(&server.url("/open")).await, client.check_robots(&server.url("/shut/a")).await]
}

fn told(results: [Result<(), FetchError>; 2]) -> [String; 2] {
    results.map(|result| {
        result.map_or_else(
            |error| {
                assert_eq!(error.code(), "robots-disallowed");
                error.to_string()
            },
            |()| String::new(),
        )
    })
}

#[tokio::test]
async fn rules_are_those_for_us() {
    let text = "User-agent: *\nDisallow: /\n\nUser-agent: CSDown\nDisallow: /shut\n";
    let [open, shut] = told(asked(move |_| answer(200, &[], text.as_bytes())).await);
    assert_eq!(open, "");
    assert!(shut.starts_with("robots.txt of 127.0.0.1:") && shut.ends_with(" disallows /shut/a"), "{shut}");
    let everyone = "User-agent: *\nDisallow: /shut\n";
    let [open, shut] = told(
        asked(move |asked| match asked.target.as_str() {
            "/robots.txt" => answer(301, &["Location: /moved.txt"], b""),
            _ => answer(200, &[], everyone.as_bytes()),
        })
        .await,
    );
    assert!(open.is_empty() && !shut.is_empty());
}

#[tokio::test]
async fn without_a_file_all_is_open_and_with_none_to_be_had_all_is_shut() {
    for status in [401, 403, 404, 410] {
        assert_eq!(told(asked(move |_| answer(status, &[], b"User-agent: *\nDisallow: /")).await), ["", ""]);
    }
    for status in [429, 500, 503, 521] {
        let [open, shut] = told(asked(move |_| answer(status, &[], b"")).await);
        assert!(open.contains(&status.to_string()) && shut.contains(&status.to_string()), "{open}");
    }
    let [open, _] = told(asked(|_| Answer::Close).await);
    assert!(open.ends_with("closed the connection without a response"), "{open}");
}

#[tokio::test]
async fn a_file_of_any_size_and_kind_is_borne() {
    let mut long = b"User-agent: *\nDisallow: /shut\n".to_vec();
    long.extend(b"# padding\n".repeat(300_000));
    long.extend(b"Disallow: /open\n");
    let [open, shut] = told(asked(move |_| answer(200, &[], &long)).await);
    assert!(open.is_empty() && !shut.is_empty(), "what is beyond the limit is not read");
    let many = "Disallow: /*a$\n".repeat(20_000);
    let [open, _] = told(asked(move |_| answer(200, &[], many.as_bytes())).await);
    assert!(open.ends_with("it has too many rules"), "{open}");
    let noise: Vec<u8> = (0..=255).cycle().take(9_000).filter(|byte| *byte != b'$').collect();
    assert_eq!(told(asked(move |_| answer(200, &[], &noise)).await), ["", ""]);
}

#[tokio::test]
async fn a_site_is_asked_once_and_not_at_all_where_the_user_may() {
    let server =
        Server::start(|_| answer(200, &[], b"User-agent: *\nDisallow: /shut\nCrawl-delay: NaN\n")).await;
    let respectful = client(|_| {});
    let urls: Vec<_> = (0..20).map(|number| server.url(&format!("/shut/{number}"))).collect();
    let all = join_all(urls.iter().map(|url| respectful.check_robots(url))).await;
    assert!(all.iter().all(Result::is_err));
    assert_eq!(server.count(), 1);
    let may = client(|options: &mut FetchOptions| options.robots = Robots::Ignore);
    may.check_robots(&urls[0]).await.unwrap();
    assert_eq!(server.count(), 1);
}
