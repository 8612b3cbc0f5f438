//! What each article of the stand-in leads to.

use crate::site::cases::{CASES, id_of};
use crate::workplace::Done;
use crate::world::{World, address};

/// How an article ends that is fetched alone: the exit code, and its status or the code of its error.
const ENDS: &[(&str, i32, &str)] = &[
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
    ("bad-pictures", 0, "complete"),
    ("slow-pictures", 0, "complete"),
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
    ("busy-for-ever", 3, "rate-limited"),
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
    ("truncated-for-ever", 3, "truncated"),
    ("endless", 3, "too-large"),
    ("bomb", 3, "too-large"),
    ("draft", 3, "missing"),
    ("rich-draft", 3, "missing"),
];

/// Fetches one article alone; how it ended, and its status or the code of its error.
fn end_of(name: &str) -> (World, Done, String) {
    let world = World::new();
    let (done, report) = world.report(&[&address(name)]);
    let input = &report["inputs"][0];
    let end = input["status"].as_str().or(input["error"]["code"].as_str()).unwrap().to_owned();
    (world, done, end)
}

#[test]
fn every_article_of_the_site_ends_as_it_should() {
    let told: Vec<_> = ENDS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(told, CASES.iter().map(|case| case.name).collect::<Vec<_>>(), "each is told of");
    std::thread::scope(|scope| {
        for some in ENDS.chunks(ENDS.len().div_ceil(8)) {
            scope.spawn(move || some.iter().for_each(|(name, code, end)| ends(name, *code, end)));
        }
    });
}

fn ends(name: &str, code: i32, end: &str) {
    let (world, done, found) = end_of(name);
    assert_eq!((done.code, found.as_str()), (code, end), "{name}: {}", done.err);
    let output = format!("{}.md", id_of(name));
    if code == 3 {
        assert_eq!(world.outputs(), [""; 0], "{name}: nothing is written");
        assert!(done.err.starts_with("error: https://"), "{name}: {}", done.err);
    } else {
        assert_eq!(world.outputs(), [&*output], "{name}");
        let markdown = world.place.read(format!("out/{output}"));
        let status = markdown.lines().find(|line| line.starts_with("status: ")).unwrap_or_default();
        assert_eq!(
            status,
            if end == "complete" { String::new() } else { format!("status: {end}") },
            "{name}"
        );
        assert!(markdown.contains(&format!("id: \"{}\"\n", id_of(name))), "{name}: {markdown}");
    }
    assert!(!world.place.has_leftovers(), "{name}");
}

#[test]
fn an_article_by_ip_needs_leave() {
    let world = World::new();
    let url = world.site.by_ip(&address("page-2025"));
    let done = world.place.run(&["fetch", &url, "-o", "out"]);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("127.0.0.1"), "{}", done.err);
    assert!(world.site.log().is_empty(), "nothing was asked");
    let done = world.place.run(&["fetch", &url, "-o", "out", "--allow-private"]);
    assert_eq!((done.code, world.outputs()), (0, vec![format!("{}.md", id_of("page-2025"))]));
}

#[test]
fn among_others_a_failure_is_one_of_some() {
    let world = World::new();
    let done = world.fetch(&[&address("missing"), &address("page-2021")]);
    assert_eq!(done.code, 1);
    assert!(
        done.err.contains("not found on blog.csdn.net (404)") && done.err.contains("1 converted, 1 failed"),
        "{}",
        done.err
    );
}

#[test]
fn redirects_leak_nothing_to_other_hosts() {
    let world = World::new();
    let cookies = ".csdn.net\tTRUE\t/\tFALSE\t0\tUserToken\tgeheim\n";
    world.place.write("cookies.txt", cookies);
    let done =
        world.fetch(&[&address("to-elsewhere"), "--cookies", "cookies.txt", "--header", "X-Own: geheim"]);
    assert_eq!(done.code, 3);
    let here = world.site.asked("blog.csdn.net");
    assert_eq!(here[0].header("cookie"), Some("UserToken=geheim"));
    assert_eq!(here[0].header("x-own"), Some("geheim"));
    let elsewhere = world.site.asked("evil.example.com");
    assert!(!elsewhere.is_empty());
    for entry in elsewhere {
        assert!(
            entry.headers.iter().all(|(name, value)| name != "referer" && !value.contains("geheim")),
            "{entry:?}"
        );
    }
    for (name, contents) in world.place.tree("") {
        assert!(name == "cookies.txt" || !String::from_utf8_lossy(&contents).contains("geheim"), "{name}");
    }
}

#[test]
fn titles_make_names_that_are_safe_and_apart() {
    let world = World::new();
    let cases = ["hostile-title", "twin-title-a", "twin-title-b", "long-title"].map(address);
    let args: Vec<&str> = cases.iter().map(String::as_str).collect();
    let done = world.fetch(&[&args[..], &["--profile", "obsidian"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let mut names = world.outputs();
    assert_eq!(names.len(), 4, "{names:?}");
    names.iter_mut().for_each(|name| *name = name.to_lowercase());
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 4, "apart also where case does not count: {names:?}");
    assert!(names.iter().all(|name| name.len() <= 255 && !name.contains(['/', '\\', ':'])), "{names:?}");
    // Each keeps its name when it is fetched again, in another order.
    let before = world.place.tree("out");
    let reversed: Vec<&str> = args.iter().rev().copied().collect();
    world.fetch(&[&reversed[..], &["--profile", "obsidian", "--refresh"]].concat());
    let is_shown = |(name, _): &(&String, &Vec<u8>)| !name.starts_with('.');
    let after = world.place.tree("out");
    assert!(before.iter().filter(is_shown).eq(after.iter().filter(is_shown)));
}

#[test]
fn what_is_wrong_about_a_header_is_told_without_it() {
    let world = World::new();
    for header in ["Cookie: geheim", "geheim", "Bearer geheim: x", "X-A: geheim\u{7f}"] {
        let done = world.fetch(&[&address("page-2025"), "--header", header]);
        assert_eq!(done.code, 2, "{header}");
        assert!(done.err.contains("--header: ") && !done.err.contains("geheim"), "{}", done.err);
    }
}

#[test]
fn times_and_numbers_without_bounds_do_no_harm() {
    let world = World::new();
    let url = address("page-2025");
    for flag in ["--interval", "--longest-wait", "--connect-timeout", "--idle-timeout", "--timeout"] {
        let done = world.fetch(&[&url, flag, "1e19"]);
        assert_eq!(done.code, 2, "{flag}: {}", done.err);
        assert!(done.err.contains("more than a year"), "{flag}: {}", done.err);
    }
    let most = usize::MAX.to_string();
    let numbers = ["--concurrency", "--retries", "--max-redirects", "--breaker", "--max-page"];
    let numbers: Vec<&str> = numbers.into_iter().flat_map(|flag| [flag, &most]).collect();
    let done = world.fetch(&[&[&*url], &*numbers].concat());
    assert_eq!(done.code, 0, "{}", done.err);
}
