//! Users, columns, files of URLs, and one's own articles.

use crate::workplace::finish;
use crate::world::{World, case_url};
use csdown_test_site::cases::id_of;
use csdown_test_site::console::TOKEN;
use csdown_test_site::knobs::Robots;

#[test]
fn a_column_is_read_page_by_page() {
    let world = World::new();
    let done = world.fetch(&["--user", "bai_ye_300", "--column", "20000001"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(world.outputs().len(), 95);
    let world = World::new();
    let done = world.fetch(&["https://blog.csdn.net/bai_ye_300/category_20000002.html"]);
    assert_eq!((done.code, world.outputs().len()), (0, 40));
}

#[test]
fn a_user_without_articles_is_a_failure() {
    let world = World::new();
    let done = world.fetch(&["--user", "new_here"]);
    assert_eq!((done.code, world.outputs().len()), (3, 0), "{}", done.err);
    assert!(done.err.contains("no article"), "{}", done.err);
}

#[test]
fn a_blog_url_means_all_articles() {
    let world = World::new();
    let done = world.fetch(&["https://blog.csdn.net/bai_ye_300?type=blog", "--dry-run"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("300 to fetch"), "{}", done.err);
}

#[test]
fn an_empty_file_does_not_mean_all_articles() {
    let world = World::new();
    world.dir.write("list.txt", "# none yet\n");
    let done = world.fetch(&["list.txt", "--user", "bai_ye_300", "--dry-run"]);
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(world.site.log().is_empty());
}

#[test]
fn a_captcha_is_not_the_end_of_a_list() {
    let world = World::new();
    // The first page is served, the second one is not.
    world.site.configure(|knobs| knobs.captcha_after = Some(1));
    let column = "https://blog.csdn.net/bai_ye_300/category_20000001.html";
    let (done, report) = world.report(&[column, "--breaker", "1000"]);
    assert_eq!(done.code, 3, "{}", done.err);
    let inputs = report["inputs"].as_array().unwrap();
    let last = inputs.last().unwrap();
    assert_eq!(
        (&last["path"], &last["error"]["code"]),
        (&"column 20000001 of bai_ye_300".into(), &"blocked-captcha".into()),
        "{last}"
    );
    world.site.configure(|knobs| knobs.captcha_after = Some(0));
    let (done, report) = world.report(&["--user", "bai_ye_300"]);
    assert_eq!((done.code, &report["inputs"][0]["error"]["code"]), (3, &"blocked-captcha".into()));
}

#[test]
fn a_missing_list_does_not_leave_the_run_unfinished() {
    let world = World::new();
    let args = [&*case_url("page-2025"), "--user", "lin_mo", "--column", "99"];
    assert_eq!(world.fetch(&args).code, 1);
    world.change("page-2025");
    world.site.clear_log();
    assert_eq!(world.fetch(&args).code, 1);
    assert_eq!(world.pages(), (1, 1), "the previous run has ended");
}

#[test]
fn lists_are_requested_without_cookies() {
    let world = World::new();
    world.dir.write("cookies.txt", format!(".csdn.net\tTRUE\t/\tTRUE\t0\tUserToken\t{TOKEN}\n"));
    let done = world.fetch(&["--user", "lin_mo", "--cookies", "cookies.txt"]);
    assert_eq!(done.code, 1, "a preview is among them: {}", done.err);
    assert!(world.outputs().len() > 20);
    let lists = world.site.requests_to("blog.csdn.net");
    let lists: Vec<_> = lists.iter().filter(|entry| entry.path.contains("get-business-list")).collect();
    assert!(!lists.is_empty() && lists.iter().all(|entry| entry.header("cookie").is_none()));
}

#[test]
fn robots_txt_applies_to_lists_only() {
    let world = World::new();
    world.site.configure(|knobs| knobs.robots = Robots::NoLists);
    let (done, report) = world.report(&["--user", "bai_ye_300"]);
    assert_eq!((done.code, &report["inputs"][0]["error"]["code"]), (3, &"robots-disallowed".into()));
    assert!(done.err.contains("robots.txt of blog.csdn.net disallows"), "{}", done.err);
    assert_eq!(world.fetch(&[&case_url("page-2025")]).code, 0);
    let done = world.fetch(&["--user", "bai_ye_300", "--column", "20000002", "--robots", "ignore"]);
    assert_eq!((done.code, world.outputs().len()), (0, 41));
    world.site.configure(|knobs| knobs.robots = Robots::Closed);
    assert_eq!(world.fetch(&[&case_url("page-2021")]).code, 0);
}

#[test]
fn reads_articles_from_a_file_and_stdin() {
    let world = World::new();
    let id = id_of("page-2021");
    world.dir.write("list.txt", format!("# mine\n\n{}\r\nnonsense\n{id}\n{id}\n", case_url("page-2025")));
    let done = world.fetch(&["list.txt", "--user", "lin_mo"]);
    assert_eq!((done.code, world.outputs().len()), (1, 2), "{}", done.err);
    assert!(done.err.contains("`nonsense` is not a URL or an article id"), "{}", done.err);
    let done = finish(&mut world.command(&["-", "--user", "lin_mo"]), b"8712301\n");
    assert_eq!((done.code, world.outputs().len()), (0, 3), "{}", done.err);
    for wrong in [&["nonsense"][..], &["123"], &["--column", "x", "--user", "u"], &["--user", "../x"], &[]] {
        assert_eq!(world.fetch(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn a_dry_run_prints_the_plan() {
    let world = World::new();
    world.fetch(&[&case_url("page-2025"), &case_url("no-validators")]);
    world.site.clear_log();
    let cases = ["page-2025", "no-validators", "page-2021"].map(case_url);
    let done = world.fetch(&[&cases[0], &cases[1], &cases[2], "--dry-run"]);
    let [check, keep, fetch] = &cases;
    assert_eq!(done.out, format!("check {check}\nkeep  {keep}\nfetch {fetch}\n"));
    assert_eq!(done.err, "csdown: 1 to fetch, 1 to check, 1 to keep, 0 failed\n");
    assert!((done.code, world.site.log().len()) == (0, 0));
    let done = world.fetch(&["--user", "bai_ye_300", "--dry-run"]);
    assert_eq!((done.code, done.out.lines().count(), world.pages().0), (0, 300, 0));
}

#[test]
fn own_articles_keep_their_source() {
    let world = World::new();
    let (draft, rich) = (id_of("draft").to_string(), id_of("rich-draft").to_string());
    let args = ["--own", "--user", "lin_mo", &draft, &rich];
    assert_eq!(world.fetch(&args).code, 2, "cookies are required");
    world.dir.write("cookies.txt", format!(".csdn.net\tTRUE\t/\tTRUE\t0\tUserToken\t{TOKEN}\n"));
    let done = world.fetch(&[&args[..], &["--cookies", "cookies.txt"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let markdown = world.dir.read(format!("out/{draft}.md"));
    assert!(markdown.starts_with("---\ntitle: "), "{markdown}");
    let rich = world.dir.read(format!("out/{rich}.md"));
    assert!(rich.starts_with("---\ntitle: ") && !rich.contains("<p>"), "{rich}");
    assert!(world.site.requests_to("blog.csdn.net").is_empty());
    let expired = ".csdn.net\tTRUE\t/\tTRUE\t1\tSESSION\told\n";
    world.dir.write("cookies.txt", format!(".csdn.net\tTRUE\t/\tTRUE\t0\tUserToken\twrong\n{expired}"));
    let done = world.fetch(&["--own", "--user", "lin_mo", "8712301", "--cookies", "cookies.txt"]);
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(done.err.starts_with("warning: 1 of the cookies has expired\n"), "{}", done.err);
}
