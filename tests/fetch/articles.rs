//! The outcome of each article on the test site.

use crate::workplace::Done;
use crate::world::{World, case_url};
use csdown_test_site::cases::{CASES, id_of};

/// The outcome of fetching one article alone: the exit code, and the status or error code.
const OUTCOMES: &[(&str, i32, &str)] = &[
    ("old-2008", 0, "complete"),
    ("old-2013", 0, "complete"),
    ("old-2015", 0, "complete"),
    ("page-2018", 0, "complete"),
    ("page-2021", 0, "complete"),
    ("page-2025", 0, "complete"),
    ("rich-2025", 0, "complete"),
    ("page-2026", 0, "complete"),
    ("diagram", 0, "complete"),
    ("repost", 0, "complete"),
    ("translation", 0, "complete"),
    ("bad-images", 0, "complete"),
    ("slow-images", 0, "complete"),
    ("hostile-title", 0, "complete"),
    ("twin-title-a", 0, "complete"),
    ("twin-title-b", 0, "complete"),
    ("long-title", 0, "complete"),
    ("gbk-header", 0, "complete"),
    ("gbk-meta", 0, "complete"),
    ("gzip", 0, "complete"),
    ("brotli", 0, "complete"),
    ("chunked", 0, "complete"),
    ("no-validators", 0, "complete"),
    ("wrong-type", 0, "complete"),
    ("pdf", 3, "invalid-response"),
    ("redirects", 0, "complete"),
    ("redirect-loop", 3, "too-many-redirects"),
    ("to-alias", 0, "complete"),
    ("from-alias", 0, "complete"),
    ("to-metadata", 3, "refused-address"),
    ("to-loopback", 3, "refused-address"),
    ("to-elsewhere", 3, "article-not-found"),
    ("to-http", 0, "complete"),
    ("redirects-15", 3, "too-many-redirects"),
    ("login", 3, "blocked-login"),
    ("forbidden", 3, "forbidden"),
    ("missing", 3, "missing"),
    ("captcha", 3, "blocked-captcha"),
    ("deleted", 3, "missing"),
    ("busy", 0, "complete"),
    ("busy-until", 0, "complete"),
    ("busy-always", 3, "rate-limited"),
    ("busy-for-long", 3, "rate-limited"),
    ("closed", 3, "connection-closed"),
    ("broken", 3, "server-error"),
    ("flaky", 0, "complete"),
    ("challenge", 3, "blocked-firewall"),
    ("challenge-article", 0, "complete"),
    ("vip", 1, "preview"),
    ("paid-column", 1, "preview"),
    ("fold", 0, "folded"),
    ("popup", 0, "complete"),
    ("vip-2021", 1, "preview"),
    ("slow-body", 3, "timed-out"),
    ("slow-start", 3, "timed-out"),
    ("truncated", 0, "complete"),
    ("truncated-always", 3, "truncated"),
    ("endless", 3, "too-large"),
    ("bomb", 3, "too-large"),
    ("draft", 3, "missing"),
    ("rich-draft", 3, "missing"),
];

/// Fetches one article alone. Returns the status or error code, too.
fn fetch_one(name: &str) -> (World, Done, String) {
    let world = World::new();
    let (done, report) = world.report(&[&case_url(name)]);
    let input = &report["inputs"][0];
    let end = input["status"].as_str().or(input["error"]["code"].as_str()).unwrap().to_owned();
    (world, done, end)
}

#[test]
fn every_article_has_the_expected_outcome() {
    let listed: Vec<_> = OUTCOMES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(listed, CASES.iter().map(|case| case.name).collect::<Vec<_>>(), "every case is listed");
    std::thread::scope(|scope| {
        for some in OUTCOMES.chunks(OUTCOMES.len().div_ceil(8)) {
            scope.spawn(move || some.iter().for_each(|(name, code, end)| check_outcome(name, *code, end)));
        }
    });
}

fn check_outcome(name: &str, code: i32, end: &str) {
    let (world, done, found) = fetch_one(name);
    assert_eq!((done.code, found.as_str()), (code, end), "{name}: {}", done.err);
    let output = format!("{}.md", id_of(name));
    if code == 3 {
        assert_eq!(world.outputs(), [""; 0], "{name}: nothing is written");
        assert!(done.err.starts_with("error: https://"), "{name}: {}", done.err);
    } else {
        assert_eq!(world.outputs(), [&*output], "{name}");
        let markdown = world.dir.read(format!("out/{output}"));
        let status = markdown.lines().find(|line| line.starts_with("status: ")).unwrap_or_default();
        assert_eq!(
            status,
            if end == "complete" { String::new() } else { format!("status: {end}") },
            "{name}"
        );
        assert!(markdown.contains(&format!("id: \"{}\"\n", id_of(name))), "{name}: {markdown}");
    }
    assert!(!world.dir.has_leftovers(), "{name}");
}

#[test]
fn an_article_by_ip_requires_allow_private() {
    let world = World::new();
    let url = world.site.by_ip(&case_url("page-2025"));
    let done = world.dir.run(&["fetch", &url, "-o", "out"]);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("127.0.0.1"), "{}", done.err);
    assert!(world.site.log().is_empty(), "nothing was requested");
    let done = world.dir.run(&["fetch", &url, "-o", "out", "--allow-private"]);
    assert_eq!((done.code, world.outputs()), (0, vec![format!("{}.md", id_of("page-2025"))]));
}

#[test]
fn one_failure_among_several_articles_is_a_partial_failure() {
    let world = World::new();
    let done = world.fetch(&[&case_url("missing"), &case_url("page-2021")]);
    assert_eq!(done.code, 1);
    assert!(
        done.err.contains("not found on blog.csdn.net (404)") && done.err.contains("1 converted, 1 failed"),
        "{}",
        done.err
    );
}

#[test]
fn redirects_do_not_leak_secrets_to_other_hosts() {
    let world = World::new();
    let cookies = ".csdn.net\tTRUE\t/\tFALSE\t0\tUserToken\tsecret\n";
    world.dir.write("cookies.txt", cookies);
    let done =
        world.fetch(&[&case_url("to-elsewhere"), "--cookies", "cookies.txt", "--header", "X-Own: secret"]);
    assert_eq!(done.code, 3);
    let here = world.site.requests_to("blog.csdn.net");
    assert_eq!(here[0].header("cookie"), Some("UserToken=secret"));
    assert_eq!(here[0].header("x-own"), Some("secret"));
    let elsewhere = world.site.requests_to("evil.example.com");
    assert!(!elsewhere.is_empty());
    for entry in elsewhere {
        assert!(
            entry.headers.iter().all(|(name, value)| name != "referer" && !value.contains("secret")),
            "{entry:?}"
        );
    }
    for (name, contents) in world.dir.tree("") {
        assert!(name == "cookies.txt" || !String::from_utf8_lossy(&contents).contains("secret"), "{name}");
    }
}

#[test]
fn file_names_from_titles_are_safe_and_unique() {
    let world = World::new();
    let cases = ["hostile-title", "twin-title-a", "twin-title-b", "long-title"].map(case_url);
    let args: Vec<&str> = cases.iter().map(String::as_str).collect();
    let done = world.fetch(&[&args[..], &["--profile", "obsidian"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let mut names = world.outputs();
    assert_eq!(names.len(), 4, "{names:?}");
    names.iter_mut().for_each(|name| *name = name.to_lowercase());
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 4, "unique even if case is ignored: {names:?}");
    assert!(names.iter().all(|name| name.len() <= 255 && !name.contains(['/', '\\', ':'])), "{names:?}");
    // Each article keeps its file name when fetched again in another order.
    let before = world.files();
    let reversed: Vec<&str> = args.iter().rev().copied().collect();
    world.fetch(&[&reversed[..], &["--profile", "obsidian", "--refresh"]].concat());
    assert!(world.files() == before);
}

#[test]
fn errors_about_headers_do_not_contain_the_header() {
    let world = World::new();
    for header in ["Cookie: secret", "secret", "Bearer secret: x", "X-A: secret\u{7f}"] {
        let done = world.fetch(&[&case_url("page-2025"), "--header", header]);
        assert_eq!(done.code, 2, "{header}");
        assert!(done.err.contains("--header: ") && !done.err.contains("secret"), "{}", done.err);
    }
}

#[test]
fn extreme_numbers_are_handled() {
    let world = World::new();
    let url = case_url("page-2025");
    for flag in ["--interval", "--longest-wait", "--connect-timeout", "--idle-timeout", "--timeout"] {
        let done = world.fetch(&[&url, flag, "1e19"]);
        assert_eq!(done.code, 2, "{flag}: {}", done.err);
        assert!(done.err.contains("more than a year"), "{flag}: {}", done.err);
    }
    let max = usize::MAX.to_string();
    let numbers = ["--concurrency", "--retries", "--max-redirects", "--breaker", "--max-page"];
    let numbers: Vec<&str> = numbers.into_iter().flat_map(|flag| [flag, &max]).collect();
    let done = world.fetch(&[&[&*url], &*numbers].concat());
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn another_template_moves_articles() {
    let world = World::new();
    let [first, second] = ["page-2025", "page-2021"];
    let done = world.fetch(&[&case_url(first), "--name", "{user}/{id}", "--comments"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let named = [format!("lin_mo/{}.comments.md", id_of(first)), format!("lin_mo/{}.md", id_of(first))];
    assert_eq!(world.outputs(), named);
    world.site.clear_log();
    let done = world.fetch(&[&case_url(first), &case_url(second), "--name", "新/{id}"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let moved = [second, first].map(|case| format!("新/{}.md", id_of(case)));
    assert_eq!(world.outputs(), moved, "the comments, which are not asked for, go as well");
    assert_eq!(world.pages(), (2, 2));
    world.site.clear_log();
    assert_eq!(world.fetch(&[&case_url(first), &case_url(second), "--name", "新/{id}"]).code, 0);
    assert_eq!(world.pages(), (2, 0), "an article keeps its path");
}
