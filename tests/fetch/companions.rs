//! Files written beside an article.

use crate::world::{World, case_url};
use csdown_test_site::cases::id_of;

#[test]
fn comments_are_saved_in_a_separate_file() {
    let world = World::new();
    let done = world.fetch(&[&case_url("page-2025"), "--comments"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let id = id_of("page-2025");
    assert_eq!(world.outputs(), [format!("{id}.comments.md"), format!("{id}.md")]);
    let comments = world.dir.read(format!("out/{id}.comments.md"));
    assert!(comments.starts_with("# 评论\n\n- **"), "{comments}");
    let threads = comments.lines().filter(|line| line.starts_with("- **")).count();
    let replies = comments.lines().filter(|line| line.starts_with("  - **")).count();
    assert_eq!(u64::try_from(threads).unwrap(), csdown_test_site::comments::THREADS, "{comments}");
    assert!(replies > 0 && !comments.contains("[face]"), "{comments}");
    let request = world.site.requests_to("blog.csdn.net");
    let request = request.iter().filter(|entry| entry.path.contains("/comment/list/")).collect::<Vec<_>>();
    assert!(!request.is_empty());
    assert!(request.iter().all(|entry| entry.method == "POST" && entry.header("cookie").is_none()));
}

#[test]
fn the_example_in_the_documentation_is_accurate() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/fetch.md")).unwrap();
    let example = page.split("```console\n$ csdown fetch https://").nth(1).unwrap();
    let example = example.split("\n```").next().unwrap();
    let (command, shown) = example.split_once('\n').unwrap();
    let (summary, listed) = shown.split_once('\n').unwrap();

    let world = World::new();
    let words: Vec<&str> = command.split(' ').collect();
    let (url, options) = words.split_first().unwrap();
    let url = format!("https://{url}");
    let args = [&[url.as_str()], options].concat();
    let done = world.fetch(&args);
    // Traffic depends on the test site's boilerplate.
    let without_traffic = |text: &str| text.split(';').next().unwrap().to_owned();
    assert_eq!((done.code, without_traffic(&done.err)), (0, without_traffic(summary)));
    let mut names = vec!["archive:".to_owned()];
    names.extend(listing(&world, "archive"));
    names.extend([String::new(), "archive/assets:".to_owned()]);
    names.extend(listing(&world, "archive/assets"));
    assert_eq!(listed.split_once('\n').unwrap().1, names.join("\n"));
}

/// Returns the output of `ls` for a folder.
fn listing(world: &World, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(world.dir.path(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

#[test]
fn a_saved_page_converts_to_the_same_markdown() {
    let world = World::new();
    let cases = ["page-2025", "gbk-header", "old-2008", "challenge-article", "to-alias"];
    let urls = cases.map(case_url);
    let args: Vec<&str> = urls.iter().map(String::as_str).collect();
    let done = world.fetch(&[&args[..], &["--keep-html"]].concat());
    assert_eq!((done.code, world.outputs().len()), (0, 10), "{}", done.err);
    let done = world.dir.run(&["convert", "out", "-o", "again"]);
    assert_eq!(done.code, 0, "{}", done.err);
    for case in cases {
        let name = format!("{}.md", id_of(case));
        assert_eq!(world.dir.read(format!("out/{name}")), world.dir.read(format!("again/{name}")), "{case}");
    }
}
