use csdown::fetch::{FetchError, FetchOptions, Robots};
use futures_util::future::join_all;

use crate::client::client;
use crate::server::{ReceivedRequest, Reply, Server, reply};

/// Checks two paths against the `robots.txt` that the server replies with.
async fn check(
    robots: impl Fn(&ReceivedRequest) -> Reply + Send + Sync + 'static,
) -> [Result<(), FetchError>; 2] {
    let server = Server::start(robots).await;
    let client = client(|options| options.breaker = 1_000);
    [client.check_robots(&server.url("/open")).await, client.check_robots(&server.url("/closed/a")).await]
}

fn messages(results: [Result<(), FetchError>; 2]) -> [String; 2] {
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
async fn applies_the_rules_for_csdown() {
    let text = "User-agent: *\nDisallow: /\n\nUser-agent: CSDown\nDisallow: /closed\n";
    let [open, closed] = messages(check(move |_| reply(200, &[], text.as_bytes())).await);
    assert_eq!(open, "");
    assert!(
        closed.starts_with("robots.txt of 127.0.0.1:") && closed.ends_with(" disallows /closed/a"),
        "{closed}"
    );
    let everyone = "User-agent: *\nDisallow: /closed\n";
    let [open, closed] = messages(
        check(move |request| match request.target.as_str() {
            "/robots.txt" => reply(301, &["Location: /moved.txt"], b""),
            _ => reply(200, &[], everyone.as_bytes()),
        })
        .await,
    );
    assert!(open.is_empty() && !closed.is_empty());
}

#[tokio::test]
async fn a_missing_file_allows_all_and_an_unavailable_one_nothing() {
    for status in [401, 403, 404, 410] {
        assert_eq!(
            messages(check(move |_| reply(status, &[], b"User-agent: *\nDisallow: /")).await),
            ["", ""]
        );
    }
    for status in [429, 500, 503, 521] {
        let [open, closed] = messages(check(move |_| reply(status, &[], b"")).await);
        assert!(open.contains(&status.to_string()) && closed.contains(&status.to_string()), "{open}");
    }
}

#[tokio::test]
async fn a_host_that_does_not_respond_is_not_a_rule() {
    for result in check(|_| Reply::Close).await {
        let error = result.unwrap_err();
        assert_eq!(error.code(), "connection-closed", "{error}");
    }
    let client = client(|options| options.attempts = 1);
    let error = client.check_robots(&"http://csdown.invalid/a".parse().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), "host-not-found", "{error}");
    assert!(!error.to_string().contains("robots.txt"), "{error}");
}

#[tokio::test]
async fn handles_huge_and_malformed_files() {
    let mut long = b"User-agent: *\nDisallow: /closed\n".to_vec();
    long.extend(b"# padding\n".repeat(300_000));
    long.extend(b"Disallow: /open\n");
    let [open, closed] = messages(check(move |_| reply(200, &[], &long)).await);
    assert!(open.is_empty() && !closed.is_empty(), "text beyond the limit is ignored");
    let many = "User-agent: *\n".to_owned() + &"Disallow: /*a$\n".repeat(20_000);
    let [open, closed] = messages(check(move |_| reply(200, &[], many.as_bytes())).await);
    assert!(open.is_empty() && !closed.is_empty());
    let noise: Vec<u8> = (0..=255).cycle().take(9_000).filter(|byte| *byte != b'$').collect();
    assert_eq!(messages(check(move |_| reply(200, &[], &noise)).await), ["", ""]);
}

#[tokio::test]
async fn requests_the_file_once_or_not_at_all() {
    let server =
        Server::start(|_| reply(200, &[], b"User-agent: *\nDisallow: /closed\nCrawl-delay: NaN\n")).await;
    let respectful = client(|_| {});
    let urls: Vec<_> = (0..20).map(|number| server.url(&format!("/closed/{number}"))).collect();
    let all = join_all(urls.iter().map(|url| respectful.check_robots(url))).await;
    assert!(all.iter().all(Result::is_err));
    assert_eq!(server.count(), 1);
    let ignoring = client(|options: &mut FetchOptions| options.robots = Robots::Ignore);
    ignoring.check_robots(&urls[0]).await.unwrap();
    assert_eq!(server.count(), 1);
}
