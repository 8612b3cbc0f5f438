use std::io::{self, Write as _};
use std::time::Duration;

use csdown::fetch::{
    Client, CookieJar, FetchError, FetchOptions, Method, Proxies, Request, Response, Sink, Validators,
};
use futures_util::future::join_all;

use crate::server::{ReceivedRequest, Reply, Server, bytes, head, reply};
use csdown_test_site::content::brotli;

/// Options with short delays, for local servers.
pub(crate) fn options() -> FetchOptions {
    let mut options = FetchOptions::default();
    options.interval = Duration::ZERO;
    options.backoff = Duration::from_millis(5);
    options.longest_wait = Duration::from_millis(20);
    options.allow_private = true;
    options.proxies = Proxies::None;
    options.breaker = 1_000;
    options
}

pub(crate) fn client(change: impl FnOnce(&mut FetchOptions)) -> Client {
    let mut options = options();
    change(&mut options);
    Client::new(&options).unwrap()
}

async fn page(client: &Client, url: url::Url) -> Result<Response, FetchError> {
    client.get(Request::page(url)).await
}

fn code<T>(result: Result<T, FetchError>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "")
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// 10 MiB of zeros, compressed with brotli.
const BROTLI_BOMB: &[u8] =
    b"\xcb\xff\xff\x3f\xf8\x27\0\xe2\xb1\x40\x20\xf7\xfe\x2f\xff\xff\x3f\xf0\x4f\0\xc4\x61\x11\x80\xee\xfd\x07";

#[tokio::test]
async fn returns_pages_with_their_headers() {
    let server = Server::start(|request| {
        assert_eq!(request.header("user-agent"), FetchOptions::USER_AGENT);
        let headers = ["Content-Type: text/html; charset=gbk", "ETag: W/\"a\"", "Set-Cookie: a=b; Path=/"];
        reply(200, &headers, b"page")
    })
    .await;
    let client = client(|_| {});
    for _ in 0..2 {
        let Response { head, body, .. } = page(&client, server.url("/a#b")).await.unwrap();
        assert_eq!((head.status, body.as_slice()), (200, b"page".as_slice()));
        assert_eq!(head.content_type.as_deref(), Some("text/html; charset=gbk"));
        assert_eq!(head.validators.etag.as_deref(), Some("W/\"a\""));
        assert_eq!(head.validators.last_modified, None);
    }
    let log = server.log();
    assert!(
        log.iter().all(|request| request.header("cookie").is_empty()),
        "cookies set by servers are not sent"
    );
    assert_eq!(log[0].target, "/a");
    let traffic = client.traffic();
    assert_eq!((traffic.requests, traffic.retries, traffic.bytes), (2, 0, 8));
}

#[tokio::test]
async fn returns_the_body_of_final_statuses() {
    let status = |request: &ReceivedRequest| request.target.trim_start_matches('/').parse().unwrap();
    let server = Server::start(move |request| reply(status(request), &[], b"body")).await;
    let client = client(|_| {});
    for (status, code) in [
        (401, "forbidden"),
        (403, "forbidden"),
        (404, "missing"),
        (410, "missing"),
        (418, "unexpected-status"),
        (521, "blocked-firewall"),
    ] {
        let url = server.url(&format!("/{status}"));
        let response = page(&client, url.clone()).await.unwrap();
        assert_eq!((response.head.status, response.body.as_slice()), (status, b"body".as_slice()));
        assert_eq!(self::code(response.error_for_status()), code);
        let mut kept = Vec::new();
        assert_eq!(self::code(client.download(Request::image(url), &mut kept).await), code);
        assert!(kept.is_empty(), "{status}");
    }
    assert_eq!(code(page(&client, server.url("/444")).await), "blocked-firewall");
    assert_eq!(server.count(), 13, "none is retried");
}

#[tokio::test]
async fn retries_transient_failures() {
    let server = Server::start(|request| match (request.target.as_str(), request.before) {
        ("/503", 0 | 1) => reply(503, &["Retry-After: 3600"], b""),
        ("/429", 0) => reply(429, &["Retry-After: Fri, 01 Jan 2100 00:00:00 GMT"], b""),
        ("/closed", 0) => Reply::Close,
        ("/short", 0) => {
            Reply::Bytes(bytes(200, &[], b"whole")[..bytes(200, &[], b"whole").len() - 2].into())
        }
        ("/chunk", 0) => {
            Reply::Bytes([head(200, &["Transfer-Encoding: chunked"]), b"5\r\nwho".into()].concat())
        }
        ("/gzip", 0) => reply(200, &["Content-Encoding: gzip"], &gzipped(b"whole")[..12]),
        ("/silent", 0) => Reply::Silence,
        _ => reply(200, &[], b"whole"),
    })
    .await;
    let client = client(|options| options.idle_timeout = Duration::from_millis(200));
    for path in ["/503", "/429", "/closed", "/short", "/chunk", "/gzip", "/silent"] {
        let response = page(&client, server.url(path)).await.unwrap();
        assert_eq!(response.body, b"whole", "{path}");
    }
    assert_eq!(server.count(), 3 + 6 * 2);
    assert_eq!(client.traffic().retries, 2 + 6);
}

#[tokio::test]
async fn gives_up_after_the_last_attempt() {
    let server = Server::start(|request| match request.target.as_str() {
        "/429" => reply(429, &["Retry-After: 999999999999"], b""),
        "/closed" => Reply::Close,
        "/silent" => Reply::Silence,
        "/short" => Reply::Bytes([head(200, &["Content-Length: 9"]), b"short".to_vec()].concat()),
        "/chunk" => {
            Reply::Bytes([head(200, &["Transfer-Encoding: chunked"]), b"5\r\nshort\r\n".to_vec()].concat())
        }
        "/gzip" => reply(200, &["Content-Encoding: gzip"], &gzipped(b"short")[..12]),
        "/late" => Reply::Endless { head: head(200, &[]), byte: b'a', every: Duration::from_mins(1) },
        _ => reply(500, &[], b""),
    })
    .await;
    let client = client(|options| options.idle_timeout = Duration::from_millis(200));
    for (path, code) in [
        ("/429", "rate-limited"),
        ("/500", "server-error"),
        ("/closed", "connection-closed"),
        ("/silent", "timed-out"),
        ("/short", "truncated"),
        ("/chunk", "truncated"),
        ("/gzip", "truncated"),
        ("/late", "timed-out"),
    ] {
        let before = server.count();
        assert_eq!(self::code(page(&client, server.url(path)).await), code, "{path}");
        assert_eq!(server.count() - before, 3, "{path}");
    }
}

#[tokio::test]
async fn a_trickling_body_times_out_without_a_retry() {
    let every = Duration::from_millis(20);
    let server = Server::start(move |_| Reply::Endless { head: head(200, &[]), byte: b'a', every }).await;
    let client = client(|options| options.total_timeout = Duration::from_millis(300));
    let error = page(&client, server.url("/")).await.unwrap_err();
    assert_eq!(error.code(), "timed-out");
    assert!(error.to_string().ends_with("the request timed out after 0.3 s"), "{error}");
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn limits_the_size_of_bodies() {
    let server = Server::start(|request| match request.target.as_str() {
        "/declared" => Reply::Bytes(head(200, &["Content-Length: 99999999999"])),
        "/endless" => Reply::Endless { head: head(200, &[]), byte: b'a', every: Duration::ZERO },
        "/gzip" => reply(200, &["Content-Encoding: gzip"], &gzipped(&vec![0; 10 << 20])),
        "/br" => reply(200, &["Content-Encoding: br"], BROTLI_BOMB),
        _ => reply(200, &[], &[b'a'; 1000]),
    })
    .await;
    let client = client(|options| (options.max_page, options.max_image) = (1000, 999));
    for path in ["/declared", "/endless", "/gzip", "/br"] {
        assert_eq!(code(page(&client, server.url(path)).await), "too-large", "{path}");
    }
    assert_eq!(page(&client, server.url("/")).await.unwrap().body.len(), 1000);
    let mut kept = Vec::new();
    let error = client.download(Request::image(server.url("/")), &mut kept).await.unwrap_err();
    assert!(error.to_string().ends_with("exceeds the limit of 999 bytes"), "{error}");
    assert_eq!(server.count(), 6, "none is retried");
}

#[tokio::test]
async fn decodes_bodies() {
    let server = Server::start(|request| {
        assert!(request.header("accept-encoding").contains("br"));
        match request.target.as_str() {
            "/gzip" => reply(200, &["Content-Encoding: gzip"], &gzipped("文章".as_bytes())),
            _ => reply(200, &["Content-Encoding: br"], &brotli("文章".as_bytes())),
        }
    })
    .await;
    let client = client(|_| {});
    for path in ["/gzip", "/br"] {
        assert_eq!(page(&client, server.url(path)).await.unwrap().body, "文章".as_bytes());
    }
}

#[tokio::test]
async fn discards_the_body_of_a_failed_attempt() {
    let server = Server::start(|request| match request.before {
        0 => Reply::Bytes([head(200, &["Content-Length: 9"]), b"first".to_vec()].concat()),
        1 => reply(304, &[], b""),
        _ => reply(200, &[], b"other"),
    })
    .await;
    let client = client(|_| {});
    let mut kept = Vec::new();
    let head = client.download(Request::image(server.url("/")), &mut kept).await.unwrap();
    assert!(head.is_unchanged());
    client.download(Request::image(server.url("/")), &mut kept).await.unwrap();
    assert_eq!(kept, b"other");
}

#[tokio::test]
async fn a_failing_sink_aborts_the_download() {
    struct Full;
    impl Sink for Full {
        fn restart(&mut self) -> io::Result<()> {
            Ok(())
        }
        fn write(&mut self, _: &[u8]) -> io::Result<()> {
            Err(io::Error::other("no space"))
        }
    }
    let server = Server::start(|_| reply(200, &[], b"x")).await;
    let error = client(|_| {}).download(Request::image(server.url("/")), &mut Full).await.unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("write-failed", "cannot write the response: no space")
    );
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn sends_conditional_requests() {
    let server = Server::start(|request| match request.header("if-none-match") {
        "\"1\"" => {
            assert_eq!(request.header("if-modified-since"), "Sun, 06 Nov 1994 08:49:37 GMT");
            reply(304, &[], b"")
        }
        _ => reply(200, &["ETag: \"1\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT"], b"x"),
    })
    .await;
    let client = client(|_| {});
    let first = page(&client, server.url("/")).await.unwrap();
    let validators: Validators = first.head.validators;
    let again = client.get(Request::page(server.url("/")).with_validators(validators)).await.unwrap();
    assert!(again.head.is_unchanged() && again.body.is_empty());
    assert!(again.error_for_status().is_ok());
}

#[tokio::test]
async fn follows_a_limited_number_of_redirects() {
    let server = Server::start(|request| match request.target.as_str() {
        "/loop" => reply(302, &["Location: /loop"], b""),
        "/none" => reply(302, &[], b"nowhere"),
        "/file" => reply(302, &["Location: file:///etc/passwd"], b""),
        "/bad" => reply(302, &["Location: http://["], b""),
        "/user" => reply(302, &["Location: http://user:secret@127.0.0.1/"], b""),
        "/1" => reply(301, &["Location: /文?a=b"], b"moved"),
        target if target.starts_with("/%E6") => reply(308, &["Location: sub/3"], b""),
        _ => reply(200, &[], request.method.as_bytes()),
    })
    .await;
    let client = client(|options| options.max_redirects = 3);
    let post = Request::listing(server.url("/1")).with_method(Method::Post);
    let response = client.get(post).await.unwrap();
    assert_eq!(response.head.url, server.url("/sub/3"));
    assert_eq!(response.body, b"GET");
    let before = server.count();
    assert_eq!(code(page(&client, server.url("/loop")).await), "too-many-redirects");
    assert_eq!(server.count() - before, 4);
    assert_eq!(page(&client, server.url("/none")).await.unwrap().head.status, 302);
    for path in ["/file", "/bad", "/user"] {
        let error = page(&client, server.url(path)).await.unwrap_err();
        assert_eq!(error.code(), "bad-url", "{path}");
        assert!(!error.to_string().contains("secret"));
    }
}

#[tokio::test]
async fn refuses_private_addresses_in_every_notation() {
    let server = Server::start(|request| {
        let location = format!("Location: {}", request.target.trim_start_matches("/to?"));
        reply(302, &[&location], b"")
    })
    .await;
    let port = server.port;
    let client = client(|options| {
        options.allow_private = false;
        options.resolve = vec![format!("blog.csdn.net=127.0.0.1:{port}").parse().unwrap()];
    });
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "１２７.0.0.1",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fd00::1]",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
    ] {
        let direct: url::Url = format!("http://{host}:{port}/").parse().unwrap();
        assert_eq!(code(page(&client, direct.clone()).await), "refused-address", "{host}");
        let redirected: url::Url = format!("http://blog.csdn.net/to?{direct}").parse().unwrap();
        assert_eq!(code(page(&client, redirected).await), "refused-address", "redirect to {host}");
    }
    assert_eq!(server.count(), 15, "only the redirects were requested");
}

#[tokio::test]
async fn secrets_do_not_follow_redirects() {
    let server = Server::start(|request| match (request.header("host"), request.target.as_str()) {
        ("blog.csdn.net", "/out") => reply(302, &["Location: http://evil.example.com/in"], b""),
        ("evil.example.com", "/in") => reply(302, &["Location: http://a.blog.csdn.net/back"], b""),
        _ => reply(200, &[], b"done"),
    })
    .await;
    let client = client(|options| {
        options.resolve = vec![server.resolve_all()];
        options.headers = vec!["Authorization: secret".parse().unwrap()];
        options.cookies =
            CookieJar::parse(".csdn.net\tTRUE\t/\tFALSE\t0\ta\tb\n.csdn.net\tTRUE\t/\tTRUE\t0\tc\td")
                .unwrap();
    });
    let start: url::Url = "http://blog.csdn.net/out".parse().unwrap();
    client.get(Request::page(start.clone()).with_referer(start.clone())).await.unwrap();
    client.get(Request::listing(start.clone()).with_referer(start)).await.unwrap();
    let secrets = |request: &ReceivedRequest| {
        ["authorization", "cookie", "referer"].map(|name| request.header(name).to_owned()).join("|")
    };
    let sent: Vec<_> = server.log().iter().map(secrets).collect();
    let referer = "http://blog.csdn.net/out";
    let page = [format!("secret|a=b|{referer}"), "||".to_owned(), format!("secret|a=b|{referer}")];
    let listing = [format!("secret||{referer}"), "||".to_owned(), format!("secret||{referer}")];
    assert_eq!(sent, [page, listing].concat());
}

#[tokio::test]
async fn images_get_the_referer_of_their_host() {
    let server = Server::start(|request| match request.header("host") {
        "i-blog.csdnimg.cn" => reply(302, &["Location: http://images.example.com/a.png"], b""),
        _ => reply(200, &[], b"png"),
    })
    .await;
    let client = client(|options| options.resolve = vec![server.resolve_all()]);
    let mut kept = Vec::new();
    let url: url::Url = "http://i-blog.csdnimg.cn/direct/a.png".parse().unwrap();
    client.download(Request::image(url), &mut kept).await.unwrap();
    assert_eq!(kept, b"png");
    let referers: Vec<_> = server.log().iter().map(|request| request.header("referer").to_owned()).collect();
    assert_eq!(referers, ["https://blog.csdn.net/", ""]);
}

#[tokio::test]
async fn limits_concurrent_requests_per_host() {
    let server = Server::start(|_| Reply::Later(Duration::from_millis(30), bytes(200, &[], b"x"))).await;
    let client = client(|options| options.concurrency = 3);
    let all = join_all((0..12).map(|number| page(&client, server.url(&format!("/{number}"))))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(server.max_concurrent(), 3);
}

#[tokio::test]
async fn stops_requesting_a_host_that_blocks() {
    let server = Server::start(|request| match request.target.as_str() {
        "/captcha" => reply(200, &[], b"captcha"),
        "/403" => reply(403, &[], b""),
        "/404" => reply(404, &[], b""),
        _ => Reply::Close,
    })
    .await;
    let client = client(|options| (options.breaker, options.attempts) = (4, 2));
    let captcha = server.url("/captcha");
    page(&client, captcha.clone()).await.unwrap();
    client.report_block(&captcha, "captcha");
    page(&client, server.url("/403")).await.unwrap();
    page(&client, captcha.clone()).await.unwrap();
    client.record_success(&captcha);
    assert_eq!(code(page(&client, server.url("/444")).await), "connection-closed");
    page(&client, server.url("/404")).await.unwrap();
    for _ in 0..3 {
        page(&client, captcha.clone()).await.unwrap();
        client.report_block(&captcha, "captcha");
    }
    let before = server.count();
    assert_eq!(code(page(&client, server.url("/444")).await), "connection-closed");
    assert_eq!(server.count() - before, 2);
    let error = page(&client, server.url("/404")).await.unwrap_err();
    assert_eq!(error.code(), "circuit-open");
    assert!(error.to_string().contains("4 consecutive failures"), "{error}");
    assert_eq!(server.count() - before, 2, "nothing was requested");
}

#[tokio::test]
async fn gives_up_on_a_host_that_rate_limits_everything() {
    let server = Server::start(|_| reply(429, &["Retry-After: 60"], b"")).await;
    let client = client(|options| (options.breaker, options.concurrency) = (5, 4));
    let all = join_all((0..100).map(|number| page(&client, server.url(&format!("/{number}"))))).await;
    let codes: Vec<_> = all.into_iter().map(code).collect();
    assert!(codes.iter().all(|code| ["rate-limited", "circuit-open"].contains(code)), "{codes:?}");
    assert!(codes.iter().filter(|code| **code == "rate-limited").count() >= 5);
    assert!(server.count() <= 24, "{} requests", server.count());
}

#[tokio::test]
async fn reports_unreachable_hosts() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: url::Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let client = client(|_| {});
    let error = page(&client, url).await.unwrap_err();
    assert_eq!(error.code(), "connection-failed");
    assert!(error.to_string().contains("refused"), "{error}");
    assert_eq!(client.traffic().requests, 3);
    for (bad, reason) in [("ftp://blog.csdn.net/", "http"), ("https://user:secret@blog.csdn.net/", "user")] {
        let error = page(&client, bad.parse().unwrap()).await.unwrap_err();
        assert_eq!(error.code(), "bad-url");
        assert!(error.to_string().contains(reason) && !error.to_string().contains("secret"), "{error}");
    }
    assert_eq!(client.traffic().requests, 3);
}

#[test]
fn rejects_invalid_options() {
    let reason = |change: fn(&mut FetchOptions)| {
        let mut options = options();
        change(&mut options);
        Client::new(&options).unwrap_err().to_string()
    };
    assert!(reason(|options| options.user_agent = "a\nb".to_owned()).starts_with("option user-agent"));
    assert!(reason(|options| options.ca_certificates = b"x".to_vec()).starts_with("option ca-certificates"));
}

#[tokio::test]
async fn proxies_resolve_names_and_may_be_private() {
    let server = Server::start(|request| reply(200, &[], request.target.as_bytes())).await;
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "client::behind_a_proxy", "--ignored"]).env_remove("REQUEST_METHOD");
    for name in ["HTTP_PROXY", "http_proxy"] {
        command.env(name, format!("http://localhost:{}", server.port));
    }
    command.env("NO_PROXY", "localhost,.example.com").env_remove("no_proxy");
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let targets: Vec<_> = server.log().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["http://blog.csdn.net/a"]);
}

#[tokio::test]
#[ignore = "runs in the environment that `proxies_resolve_names_and_may_be_private` makes"]
async fn behind_a_proxy() {
    let client = client(|options| (options.allow_private, options.proxies) = (false, Proxies::System));
    let response = page(&client, "http://blog.csdn.net/a".parse().unwrap()).await.unwrap();
    assert_eq!(response.body, b"http://blog.csdn.net/a");
    for refused in ["http://127.0.0.1/", "http://[::1]/", "http://localhost/"] {
        assert_eq!(code(page(&client, refused.parse().unwrap()).await), "refused-address", "{refused}");
    }
}
