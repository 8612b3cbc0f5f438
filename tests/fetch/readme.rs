//! The commands of the READMEs, run in their order in a folder with the files that they name.

use crate::steps::{document, run, steps};
use crate::world::{World, case_url};
use csdown_test_site::writers::BAI_YE;

/// A page with a date, a title and an image.
fn page(id: u64, title: &str, paragraph: &str) -> String {
    format!(
        "<link rel=canonical href=https://blog.csdn.net/lin_mo/article/details/{id}>\
         <h1 class=title-article>{title}</h1><span class=link_postdate>2019-11-26</span>\
         <div id=content_views><p>{paragraph}</p><p><img src=\"data:image/gif;base64,\
         R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7\"></p></div>"
    )
}

/// Creates what the commands read.
fn prepare(world: &World) {
    let done = world.fetch(&[&case_url("page-2025"), "--keep-html"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let (pool, lock) = (page(1, "线程池", "线程池重复使用线程。"), page(2, "锁", "一次一个线程。"));
    let files = [
        ("post.html", pool.clone()),
        ("posts/pool.html", pool.clone()),
        ("posts/lock.html", lock),
        ("pages.jsonl", serde_json::json!({ "html": pool }).to_string()),
        ("tests/pages/pool.html", pool.clone()),
        ("tests/pages/pool.md", csdown::convert(&pool).unwrap()),
    ];
    for (path, text) in files {
        world.dir.write(path, text);
    }
    let archive = world.outputs().into_iter().find(|name| name.ends_with(".warc.gz")).unwrap();
    std::fs::rename(world.dir.path("out").join(archive), world.dir.path("crawl.warc.gz")).unwrap();
    std::fs::remove_dir_all(world.dir.path("out")).unwrap();
}

/// A shell function that sends the requests of `csdown fetch` to the test site.
fn to_the_test_site(world: &World) -> String {
    format!(
        "csdown() {{ if [ \"$1\" = fetch ]; then set -- \"$@\" --ca-cert '{}' --resolve '*={}' --interval 0; fi; \
         command csdown \"$@\"; }}\n",
        world.site.ca_file().display(),
        world.site.secure()
    )
}

#[test]
fn the_commands_succeed() {
    let readme = document("README.md");
    let world = World::new();
    prepare(&world);
    let prelude = to_the_test_site(&world);
    let commands = steps(&readme).into_iter().map(|step| step.command);
    // The commands that build csdown have their own test, `tests/cli/help.rs`.
    let commands: Vec<String> =
        commands.filter(|command| command.starts_with("csdown ") || command.contains("| csdown ")).collect();
    assert!(commands.len() > 15, "{commands:?}");
    for command in &commands {
        let command = command.replace("NAME", BAI_YE.user);
        let done = run(&format!("{prelude}{command}"), &world.dir);
        assert_eq!(done.code, 0, "{command}{}", done.out);
        assert!(!done.out.contains("warning:") && !done.out.contains("error:"), "{command}{}", done.out);
        if let Some(folder) = command.split(" -o ").nth(1).and_then(|rest| rest.split_whitespace().next()) {
            assert!(world.dir.names(folder).iter().any(|name| name.ends_with(".md")), "{command}");
        }
    }
}
