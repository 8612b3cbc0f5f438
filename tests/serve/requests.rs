//! Which requests are answered, and the headers of the answers.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::library::archive;
use crate::served::Served;

/// The headers that every answer has.
const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-dns-prefetch-control", "off"),
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
        form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'self'",
    ),
];

#[test]
fn every_answer_has_the_headers() {
    let dir = archive();
    let served = Served::start(&dir);
    for (path, status) in [
        ("/", 200),
        ("/search?q=a", 200),
        ("/values/tag", 200),
        ("/article/1", 200),
        ("/style.css", 200),
        ("/script.js", 200),
        ("/article.css", 200),
        ("/favicon.svg", 200),
        ("/article/999", 404),
        ("/nothing", 404),
        ("/?page=x", 400),
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, status, "{path}");
        for (name, value) in HEADERS {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert!(
            !answer.header("content-type").is_empty() && !answer.header("cache-control").is_empty(),
            "{path}"
        );
    }
}

#[test]
fn only_get_and_head_are_answered() {
    let dir = archive();
    let served = Served::start(&dir);
    let send = |method: &str, path: &str| {
        served.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
            served.port
        ))
    };
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"] {
        for path in ["/", "/article/1", "/nothing"] {
            let answer = send(method, path);
            assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method} {path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
        }
    }
    let (head, get) = (send("HEAD", "/style.css"), send("GET", "/style.css"));
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    assert_eq!(send("HEAD", "/").status, 200);
}

#[test]
fn only_requests_to_this_computer_are_answered() {
    let dir = archive();
    let served = Served::start(&dir);
    let port = served.port;
    let send = |line: &str, host: &str| {
        served.send(&format!("GET {line} HTTP/1.1\r\n{host}Connection: close\r\n\r\n")).status
    };
    for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
        assert_eq!(send("/", &format!("Host: {host}:{port}\r\n")), 200, "{host}");
    }
    for host in [
        "Host: evil.example\r\n".to_owned(),
        format!("Host: evil.example:{port}\r\n"),
        format!("Host: localhost.evil.example:{port}\r\n"),
        format!("Host: 127.0.0.1.evil.example:{port}\r\n"),
        "Host: localhost\r\n".to_owned(),
        format!("Host: localhost:{}\r\n", port.wrapping_add(1)),
        format!("Host: 0.0.0.0:{port}\r\n"),
        format!("Host: user@localhost:{port}\r\n"),
        String::new(),
        format!("Host: localhost:{port}\r\nHost: evil.example\r\n"),
        format!("X-Forwarded-Host: localhost:{port}\r\nHost: evil.example\r\n"),
    ] {
        for path in ["/", "/article/1", "/search?q=a", "/style.css", "/nothing"] {
            assert!([400, 403].contains(&send(path, &host)), "{path} with {host:?}");
        }
    }
    let refused = served.send("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("answers only requests to 127.0.0.1"), "{}", refused.text());
    assert!(!refused.text().contains("archive</"), "nothing is said about the archive");
    assert_eq!(send(&format!("http://evil.example:{port}/"), &format!("Host: localhost:{port}\r\n")), 403);
    assert_eq!(send(&format!("http://localhost:{port}/"), &format!("Host: localhost:{port}\r\n")), 200);
}

#[test]
fn pages_of_other_sites_can_only_link_to_the_archive() {
    let dir = archive();
    let served = Served::start(&dir);
    for (site, target, status) in [
        ("cross-site", "document", 200),
        ("none", "document", 200),
        ("same-origin", "empty", 200),
        ("same-origin", "iframe", 200),
        ("cross-site", "empty", 403),
        ("cross-site", "image", 403),
        ("cross-site", "iframe", 403),
        // Another port of this computer.
        ("same-site", "empty", 403),
    ] {
        let answer = served.send(&format!(
            "GET /search?q=a HTTP/1.1\r\nHost: localhost:{}\r\nSec-Fetch-Site: {site}\r\nSec-Fetch-Dest: {target}\r\n\
             Connection: close\r\n\r\n",
            served.port
        ));
        assert_eq!(answer.status, status, "{site}, {target}");
    }
}

#[test]
fn no_file_but_images_of_articles_can_be_read() {
    let dir = archive();
    dir.write("archive/secret.png", b"\x89PNG\r\n\x1a\n");
    dir.write("secret.png", b"\x89PNG\r\n\x1a\n");
    let served = Served::start(&dir);
    let image = crate::served::between(
        &served.page(&format!("/article/{}", served.number("用线程池"))),
        "src=\"/image/",
        "\"",
    )
    .first()
    .map(|rest| format!("/image/{rest}"))
    .unwrap();
    assert_eq!(served.get(&image).header("content-type"), "image/gif");
    let number = image.split('/').nth(2).unwrap();
    for path in [
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "..%252f..%252fetc",
        "%2e%2e/%2e%2e/etc/passwd",
        "..\\..\\secret.png",
        "..%5c..%5csecret.png",
        "secret.png",
        "images",
        "images/",
        "%00",
        "a%00.gif",
        "%ff",
        "%c0%ae%c0%ae/",
        "/etc/passwd",
        "//etc/passwd",
        "....//....//etc/passwd",
        ".csdown.sqlite",
        "",
    ] {
        for prefix in
            [format!("/image/{number}/"), "/image/".to_owned(), "/".to_owned(), "/original/".to_owned()]
        {
            if prefix == "/" && path.is_empty() {
                continue;
            }
            let answer = served.get(&format!("{prefix}{path}"));
            assert!([400, 404].contains(&answer.status), "{prefix}{path}: {}", answer.status);
        }
    }
    for path in ["/image/999/0", "/image/-1/0", "/image/x/0", "/image/99999999999999999999/0"] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
    // The key of another article's image.
    let other = image.replacen(&format!("/{number}/"), &format!("/{}/", served.number("第一篇")), 1);
    assert_eq!(served.get(&other).status, 404);
}

#[test]
fn long_requests_are_refused() {
    let dir = archive();
    let served = Served::start(&dir);
    assert_eq!(served.get(&format!("/?q={}", "a".repeat(9000))).status, 414);
    assert_eq!(served.get(&format!("/?q={}", "a".repeat(8000))).status, 200);
    assert_eq!(served.get(&format!("/?{}", "tag=a&".repeat(1000))).status, 200, "the same value counts once");
    let send = |headers: &str| {
        served
            .send(&format!(
                "GET / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n{headers}\r\n",
                served.port
            ))
            .status
    };
    assert_eq!(send(&"X-A: a\r\n".repeat(100)), 431);
    assert_eq!(send(&format!("X-A: {}\r\n", "a".repeat(100_000))), 431);
    assert_eq!(send(""), 200);
}

#[test]
fn what_is_no_http_is_no_harm() {
    let dir = archive();
    let served = Served::start(&dir);
    for request in [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{request:?}");
    }
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn clients_that_wait_do_not_keep_others_waiting() {
    let dir = archive();
    let served = Served::start(&dir);
    let slow: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    assert_eq!(served.get("/").status, 200);
    drop(slow);
    assert_eq!(served.get("/").status, 200);
}
