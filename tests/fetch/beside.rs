//! What is written beside an article.

use crate::site::cases::id_of;
use crate::world::{World, address};

#[test]
fn comments_are_threads_in_a_file_of_their_own() {
    let world = World::new();
    let done = world.fetch(&[&address("page-2025"), "--comments"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let id = id_of("page-2025");
    assert_eq!(world.outputs(), [format!("{id}.comments.md"), format!("{id}.md")]);
    let comments = world.place.read(format!("out/{id}.comments.md"));
    assert!(comments.starts_with("# 评论\n\n- **"), "{comments}");
    let threads = comments.lines().filter(|line| line.starts_with("- **")).count();
    let replies = comments.lines().filter(|line| line.starts_with("  - **")).count();
    assert_eq!(u64::try_from(threads).unwrap(), crate::site::comments::THREADS, "{comments}");
    assert!(replies > 0 && !comments.contains("[face]"), "{comments}");
    let asked = world.site.asked("blog.csdn.net");
    let asked = asked.iter().filter(|entry| entry.path.contains("/comment/list/")).collect::<Vec<_>>();
    assert!(!asked.is_empty());
    assert!(asked.iter().all(|entry| entry.method == "POST" && entry.header("cookie").is_none()));
}

#[test]
fn a_page_that_was_kept_is_converted_to_the_same_again() {
    let world = World::new();
    let cases = ["page-2025", "gbk-header", "old-2008", "challenge-article", "to-alias"];
    let urls = cases.map(address);
    let args: Vec<&str> = urls.iter().map(String::as_str).collect();
    let done = world.fetch(&[&args[..], &["--keep-html"]].concat());
    assert_eq!((done.code, world.outputs().len()), (0, 10), "{}", done.err);
    let done = world.place.run(&["convert", "out", "-o", "again"]);
    assert_eq!(done.code, 0, "{}", done.err);
    for case in cases {
        let name = format!("{}.md", id_of(case));
        assert_eq!(
            world.place.read(format!("out/{name}")),
            world.place.read(format!("again/{name}")),
            "{case}"
        );
    }
}
