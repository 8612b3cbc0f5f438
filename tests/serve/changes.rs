//! Archives that change while they are served.

use std::fs;
use std::thread;

use csdown::batch::FolderLock;

use crate::library::{POSTS, Post, archive, convert, convert_with, page};
use crate::served::{Served, titles, wait_until};
use crate::workplace::Workplace;

const NEW: Post = Post {
    id: "150000007",
    title: "新来的文章",
    date: "2025-01-01",
    body: "<p>独一无二的词：琥珀。</p>",
    ..POSTS[5]
};

#[test]
fn new_articles_appear_and_are_found() {
    let dir = archive();
    let served = Served::start(&dir);
    served.wait_for_index();
    assert!(titles(&served.page("/?q=%E7%90%A5%E7%8F%80")).is_empty());
    dir.write("in/new.html", page(&NEW));
    convert(&dir);
    assert_eq!(titles(&served.page("/"))[0], NEW.title);
    wait_until(|| titles(&served.page("/?q=%E7%90%A5%E7%8F%80")) == [NEW.title]);
}

#[test]
fn articles_that_are_not_indexed_are_found_by_title() {
    let dir = archive();
    // As another run does that writes for a long time.
    let lock = FolderLock::acquire(&dir.path("archive"), || panic!("busy")).unwrap();
    let served = Served::start(&dir);
    let list = served.page("/?q=%E7%BA%BF%E7%A8%8B");
    assert_eq!(titles(&list), ["用线程池处理请求"]);
    assert!(list.contains("6 articles are not indexed yet: only their titles are searched."), "{list}");
    assert!(titles(&served.page("/?q=%E7%BA%BF%E7%A8%8B&year=2022")).is_empty());
    assert!(titles(&served.page("/?q=%E7%BA%BF%E7%A8%8B+in%3Atext")).is_empty());
    drop(lock);
    served.wait_for_index();
    assert_eq!(titles(&served.page("/?q=%E7%BA%BF%E7%A8%8B")).len(), 2);
}

#[test]
fn runs_beside_the_server_are_not_disturbed() {
    let dir = archive();
    let served = Served::start(&dir);
    thread::scope(|scope| {
        let asking = scope.spawn(|| {
            for round in 0..60 {
                for path in ["/", "/?q=%E7%BA%BF%E7%A8%8B", "/article/1", "/search?q=a&tag=java"] {
                    assert_eq!(served.get(path).status, 200, "{round}: {path}");
                }
            }
        });
        for round in 0..6 {
            let changed = page(&NEW).replace("琥珀", &format!("琥珀{round}"));
            dir.write("in/new.html", changed);
            convert(&dir);
        }
        asking.join().unwrap();
    });
    wait_until(|| titles(&served.page("/?q=%E7%90%A5%E7%8F%805")) == [NEW.title]);
    assert_eq!(dir.run(&["search", "archive", "琥珀5"]).code, 0);
}

#[test]
fn edited_and_missing_markdown() {
    let dir = archive();
    let served = Served::start(&dir);
    served.wait_for_index();
    let number = served.number("第一篇");
    let path = format!("archive/{}.md", POSTS[5].id);
    let edited = dir.read(&path).replace("万事开头难", "改过的**句子**");
    dir.write(&path, edited);
    assert!(served.page(&format!("/article/{number}")).contains("改过的<strong>句子</strong>"));
    assert_eq!(titles(&served.page("/?q=%E7%AC%AC%E4%B8%80%E7%AF%87")), ["第一篇"]);
    wait_until(|| titles(&served.page("/?q=%E6%94%B9%E8%BF%87")) == ["第一篇"]);
    fs::remove_file(dir.path(&path)).unwrap();
    let answer = served.get(&format!("/article/{number}"));
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("90000001.md"), "{}", answer.text());
    assert_eq!(served.get("/?q=%E5%BC%80%E5%A4%B4").status, 200, "a result without its file");
    // A link to a file elsewhere is not followed.
    dir.write("elsewhere.md", "elsewhere");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(dir.path("elsewhere.md"), dir.path(&path)).unwrap();
        assert_eq!(served.get(&format!("/article/{number}")).status, 404);
    }
}

#[test]
fn removed_articles_go() {
    let dir = archive();
    let served = Served::start(&dir);
    let number = served.number("第一篇");
    fs::remove_file(dir.path(format!("in/{}.html", POSTS[5].id))).unwrap();
    convert_with(&dir, &["--prune"]);
    assert_eq!(titles(&served.page("/")).len(), POSTS.len() - 1);
    assert_eq!(served.get(&format!("/article/{number}")).status, 404);
}

#[test]
fn an_archive_that_is_removed_and_made_again_is_the_new_one() {
    let dir = archive();
    let served = Served::start(&dir);
    served.wait_for_index();
    assert_eq!(titles(&served.page("/")).len(), POSTS.len());
    fs::remove_dir_all(dir.path("archive")).unwrap();
    let answer = served.get("/");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("The folder has no catalogue any more."), "{}", answer.text());
    fs::remove_dir_all(dir.path("in")).unwrap();
    dir.write("in/new.html", page(&NEW));
    convert(&dir);
    assert_eq!(titles(&served.page("/")), [NEW.title]);
    wait_until(|| titles(&served.page("/?q=%E7%90%A5%E7%8F%80")) == [NEW.title]);
}

#[test]
fn a_damaged_index_is_made_again() {
    let dir = archive();
    let served = Served::start(&dir);
    served.wait_for_index();
    let catalogue = rusqlite::Connection::open(dir.path("archive/.csdown.sqlite")).unwrap();
    catalogue.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    catalogue.execute_batch("UPDATE search_data SET block = substr(block, 1, length(block) / 2)").unwrap();
    drop(catalogue);
    assert_eq!(served.get("/?q=%E7%BA%BF%E7%A8%8B").status, 200);
    wait_until(|| titles(&served.page("/?q=%E7%BA%BF%E7%A8%8B")).len() == 2);
}

#[cfg(unix)]
#[test]
fn an_archive_that_cannot_be_written_to_is_served() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = archive();
    let set = |mode: u32| fs::set_permissions(dir.path("archive"), fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    let is_root = fs::write(dir.path("archive/probe"), "").is_ok();
    let served = Served::start(&dir);
    assert_eq!(titles(&served.page("/")).len(), POSTS.len());
    if !is_root {
        let list = served.page("/?q=%E7%BA%BF%E7%A8%8B");
        assert_eq!(titles(&list), ["用线程池处理请求"], "by title");
    }
    drop(served);
    set(0o755);
}

#[test]
fn an_empty_archive_is_served() {
    let dir = Workplace::new();
    dir.write("in/a.html", "<html><head><title>安全验证</title></head><body></body></html>");
    drop(dir.run(&["convert", "in", "-o", "archive"]));
    let served = Served::start(&dir);
    let list = served.page("/");
    assert!(list.contains("No articles") && titles(&list).is_empty(), "{list}");
}

/// More requests do not need more memory.
#[cfg(target_os = "linux")]
#[test]
fn memory_stays_flat() {
    let dir = archive();
    let served = Served::start(&dir);
    served.wait_for_index();
    let resident = || {
        let status = fs::read_to_string(format!("/proc/{}/status", served.process())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap().to_owned();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    let ask = |rounds: usize| {
        for round in 0..rounds {
            for path in [
                "/",
                "/?q=%E7%BA%BF%E7%A8%8B",
                "/article/1",
                "/article/3?original=1",
                "/original/1",
                "/search?tag=java",
            ] {
                assert_eq!(served.get(path).status, 200, "{path}");
            }
            assert_eq!(served.get(&format!("/article/{}", 1000 + round)).status, 404);
        }
    };
    ask(20);
    let before = resident();
    ask(100);
    let after = resident();
    assert!(after < before + 4096, "{before} kB before 700 requests, {after} kB after");
}
