//! What the catalogue of the output folder knows about downloads.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use csdown::catalogue::CATALOGUE;
use serde_json::json;

use crate::world::{World, case_url};
use csdown_test_site::address::BLOG;
use csdown_test_site::cases::id_of;

/// The file in which csdown recorded its downloads before there was a catalogue.
const JOURNAL: &str = "out/.csdown-fetch.jsonl";

#[expect(clippy::disallowed_methods, reason = "fetch reads the clock, too")]
fn seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    since.as_secs().try_into().unwrap()
}

#[test]
fn downloads_have_validators_and_times() {
    let world = World::new();
    let (url, id) = (case_url("page-2025"), id_of("page-2025"));
    let before = seconds();
    assert_eq!(world.fetch(&[&url, "--assets", "out/assets"]).code, 0);
    let first = world.download(id).unwrap();
    assert_eq!((&*first.output, first.naming.as_deref()), (&*format!("{id}.md"), Some("{stem}.md")));
    assert_eq!((&*first.url, &*first.status, first.is_fresh), (&*url, "complete", false));
    assert!(first.etag.is_some() && first.last_modified.is_some() && !first.images.is_empty(), "{first:?}");
    assert!(
        (before..=seconds()).contains(&first.downloaded.unwrap()) && first.checked.is_none(),
        "{first:?}"
    );

    // As if that had been long ago.
    world.change_downloads([id].into_iter(), |row| row.downloaded = Some(1_000_000_000));
    assert_eq!(world.fetch(&[&url, "--assets", "out/assets"]).code, 0);
    let again = world.download(id).unwrap();
    assert!((before..=seconds()).contains(&again.checked.unwrap()), "{again:?}");
    let mut expected = first.clone();
    (expected.downloaded, expected.checked) = (Some(1_000_000_000), again.checked);
    assert_eq!(again, expected);

    world.change("page-2025");
    assert_eq!(world.fetch(&[&url, "--assets", "out/assets"]).code, 0);
    let changed = world.download(id).unwrap();
    assert!(changed.downloaded.unwrap() >= before && changed.checked.is_none(), "{changed:?}");
    assert!(changed.etag != first.etag && changed.sha256 != first.sha256, "{changed:?}");
}

#[test]
fn without_requests_nothing_is_checked() {
    let world = World::new();
    let (url, id) = (case_url("no-validators"), id_of("no-validators"));
    world.fetch(&[&url]);
    let before = world.download(id).unwrap();
    assert_eq!((&before.etag, &before.last_modified), (&None, &None));
    assert_eq!(world.fetch(&[&url]).code, 0);
    assert_eq!(world.download(id), Some(before));
}

#[test]
fn failed_downloads_change_nothing() {
    let world = World::new();
    let (url, id) = (case_url("page-2025"), id_of("page-2025"));
    world.fetch(&[&url]);
    let before = world.download(id).unwrap();
    world.site.configure(|knobs| knobs.captcha_after = Some(0));
    assert_eq!(world.fetch(&[&url]).code, 3);
    assert_eq!(world.download(id), Some(before));
    assert!(world.download(id_of("missing")).is_none());
}

#[test]
fn an_article_that_is_gone_stays_known() {
    let world = World::new();
    let url = case_url("page-2025");
    let known = "SELECT json_array(input, outcome, id, title, output, status, url) FROM articles";
    let details = "SELECT tag FROM tags UNION ALL SELECT url FROM links";
    assert_eq!(world.fetch(&[&url]).code, 0);
    let before = (world.query(known), world.query(details));
    assert!(before.0.len() == 1 && !before.1.is_empty(), "{before:?}");
    world.site.configure(|knobs| knobs.captcha_after = Some(0));
    assert_eq!(world.fetch(&[&url, "--refresh"]).code, 3);
    assert_eq!((world.query(known), world.query(details)), before);
}

#[test]
fn an_article_has_one_row_whatever_its_url() {
    let world = World::new();
    let alias = format!("https://linmo.{BLOG}/article/details/{}", id_of("page-2025"));
    for url in [case_url("page-2025"), alias] {
        assert_eq!(world.fetch(&[&url, "--refresh"]).code, 0, "{url}");
        assert_eq!(world.query("SELECT input FROM articles"), [case_url("page-2025")]);
    }
}

#[test]
fn a_list_that_cannot_be_read_is_no_article() {
    let world = World::new();
    let url = case_url("page-2025");
    let done = world.fetch(&[&url, "--user", "lin_mo", "--column", "99"]);
    assert!(done.code == 1 && done.err.contains("column 99"), "{}", done.err);
    assert_eq!(world.query("SELECT input FROM articles"), [url]);
}

/// Replaces the catalogue by the journal of an earlier version.
fn write_journal(world: &World, cases: &[&str], end: &str) {
    let lines = cases.iter().map(|case| {
        let row = world.download(id_of(case)).unwrap();
        let line = json!({
            "key": row.key, "url": row.url, "output": row.output, "status": row.status, "sha256": row.sha256,
            "options": row.settings, "etag": row.etag, "last_modified": row.last_modified, "images": row.images,
        });
        format!("{line}\n")
    });
    let journal: String = lines.chain([end.to_owned()]).collect();
    world.dir.write(JOURNAL, journal);
    fs::remove_file(world.dir.path("out").join(CATALOGUE)).unwrap();
}

#[test]
fn the_journal_of_an_earlier_version_is_continued() {
    let world = World::new();
    let cases = ["page-2025", "page-2021"];
    let urls = cases.map(case_url);
    let args = [&*urls[0], &*urls[1]];
    assert_eq!(world.fetch(&args).code, 0);
    let before = world.files();
    for (end, requests) in [("", 0), ("{\"end\":true}\n", 2)] {
        write_journal(&world, &cases, end);
        world.site.clear_log();
        let plan = world.fetch(&[&args[..], &["--dry-run"]].concat());
        let expected = if end.is_empty() { "keep" } else { "check" };
        assert_eq!(plan.out.matches(expected).count(), 2, "{}", plan.out);
        assert!(!world.dir.path("out").join(CATALOGUE).exists(), "a dry run writes nothing");
        assert_eq!(world.fetch(&args).code, 0);
        assert_eq!(world.pages(), (requests, 0), "{end}");
        assert_eq!(world.files(), before);
        assert!(!world.dir.path(JOURNAL).exists(), "the catalogue has replaced it");
        let row = world.download(id_of("page-2025")).unwrap();
        assert_eq!((row.is_fresh, row.downloaded, row.checked.is_some()), (false, None, requests > 0));
        // Nothing else is known about articles of an earlier version.
        let articles = world.query("SELECT input || ' ' || id || ' ' || output FROM articles ORDER BY input");
        let mut expected = ["page-2021", "page-2025"]
            .map(|case| format!("{} {} {}.md", case_url(case), id_of(case), id_of(case)));
        expected.sort();
        assert_eq!(articles, expected);
    }
}

#[test]
fn articles_are_linked_to_those_that_arrive_later() {
    let world = World::new();
    let [first, second] = ["old-2015", "page-2021"];
    let output = format!("out/{}.md", id_of(first));
    let fetch = |case| world.fetch(&[&case_url(case), "--internal-links", "relative"]);
    assert_eq!(fetch(first).code, 0);
    let remote = format!("]({})", case_url(second));
    assert!(world.dir.read(&output).contains(&remote), "{}", world.dir.read(&output));
    assert_eq!(fetch(second).code, 0);
    let linked = world.dir.read(&output);
    assert!(linked.contains(&format!("]({}.md)", id_of(second))) && !linked.contains(&remote), "{linked}");
    world.site.clear_log();
    assert_eq!(fetch(first).code, 0);
    assert_eq!((world.pages(), world.dir.read(&output)), ((1, 0), linked), "csdown wrote it");
}
