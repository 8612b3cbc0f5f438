//! `csdown search`, on archives that are written to the catalogue as a run does.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use csdown::batch::FolderLock;
use csdown::catalogue::{ArticleRow, Catalogue, OutputContents};
use serde_json::{Value, json};

use crate::schema::Validator;
use crate::workplace::{Workplace, page};

/// Articles with a title, a date, a tag and a text.
const ARTICLES: &[(&str, &str, &str, &str)] = &[
    (
        "pool",
        "线程池的使用",
        "2019-11-26",
        "用**线程池**之前，先看`ThreadPool`（thread pool）的文档。\n\n```java\nnew Thread(run);\n```",
    ),
    ("main", "主线。程序", "2018-01-02", "C++程序的线程，与C语言不同。"),
    ("c", "C语言指针", "2020-06-01", "指针与数组。\n\n```c\nint *p = malloc(4); // 线程\n```"),
];

/// Writes the articles to the folder `archive`, with a catalogue.
pub(crate) fn write_archive(dir: &Workplace) {
    let root = dir.path("archive");
    fs::create_dir_all(&root).unwrap();
    let catalogue = Catalogue::open(&root).unwrap();
    for (name, title, date, text) in ARTICLES {
        put(&catalogue, &root, &format!("{name}.md"), &format!("# {title}\n\n{text}\n"), |row| {
            (row.title, row.published) = (Some((*title).to_owned()), Some(format!("{date}T08:00:00+08:00")));
            (row.author, row.user) = (Some("林默".to_owned()), Some("lin_mo".to_owned()));
            (row.id, row.url) =
                (Some("1".to_owned()), Some("https://blog.csdn.net/lin_mo/article/details/1".to_owned()));
            row.tags = vec![format!("标签-{name}"), "java".to_owned()];
            row.columns = vec!["并发".to_owned()];
            row.languages = vec![("java".to_owned(), 1), ("c".to_owned(), 1)];
        });
    }
    catalogue.commit().unwrap();
}

fn put(catalogue: &Catalogue, root: &Path, path: &str, markdown: &str, set: impl FnOnce(&mut ArticleRow)) {
    let contents = OutputContents::whole("00");
    catalogue.intend(path, path, &contents, None).unwrap();
    fs::write(root.join(path), markdown).unwrap();
    let metadata = fs::metadata(root.join(path)).unwrap();
    let time = metadata.modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let stamp = (i64::try_from(metadata.len()).unwrap(), i64::try_from(time).unwrap());
    catalogue.complete(path, &contents, Some(stamp)).unwrap();
    let mut row = ArticleRow::default();
    (row.input, row.output) = (format!("../{path}.html"), Some(path.to_owned()));
    (row.outcome, row.status) = ("converted".to_owned(), Some("complete".to_owned()));
    set(&mut row);
    catalogue.put_article(&row, 0).unwrap();
}

fn archive() -> Workplace {
    let dir = Workplace::new();
    write_archive(&dir);
    dir
}

/// Returns the paths that a search prints.
fn paths(dir: &Workplace, args: &[&str]) -> Vec<String> {
    let done = dir.run(&[&["search", "archive", "--format", "json"], args].concat());
    let document: Value = serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{args:?}: {done:?}"));
    let hits = document["hits"].as_array().unwrap();
    assert_eq!(done.code, i32::from(hits.is_empty()), "{args:?}");
    hits.iter().map(|hit| hit["path"].as_str().unwrap().replace("archive/", "").replace(".md", "")).collect()
}

#[test]
fn articles_are_printed_with_their_matches_marked() {
    let dir = archive();
    let done = dir.run(&["search", "archive", "线程"]);
    let expected = "archive/pool.md\n  **线程**池的使用  林默, 2019-11-26\n  \
        用**线程**池之前，先看ThreadPool（thread pool）的文档。\n\n\
        archive/main.md\n  主线。程序  林默, 2018-01-02\n  C++程序的**线程**，与C语言不同。\n\n\
        archive/c.md\n  C语言指针  林默, 2020-06-01\n  int *p = malloc(4); // **线程**\n";
    assert_eq!((done.code, done.out.as_str()), (0, expected));
    assert_eq!(done.err, "csdown: 3 articles found\n");
    let done = dir.run(&["search", "archive", "线程", "-n", "1"]);
    assert_eq!(done.err, "csdown: 3 articles found, 1 shown; --limit 0 shows all\n");
    assert!(!dir.has_leftovers());
}

#[test]
fn queries_and_filters_select_articles() {
    let dir = archive();
    for (args, expected) in [
        (&["主线"][..], "main"),
        (&["线程池", "threadpool"], "pool"),
        (&["C++"], "main"),
        (&["C#"], ""),
        (&["C语言", "-指针"], "main"),
        (&["mall*", "in:code"], "c"),
        (&["\"new thread\""], "pool"),
        (&["线程 in:title"], "pool"),
        (&["--tag", "标签-*", "--year", "2018-2019"], "pool main"),
        (&[], "c pool main"),
        (&["--limit", "1"], "c"),
        (&["线程", "--author", "林默", "--user", "LIN_MO", "--code-language", "Java", "--year", "2020"], "c"),
        (&["线程", "--status", "preview"], ""),
        (&["线程", "--column", "没有"], ""),
    ] {
        // `-指针` looks like an option.
        let args = if args.contains(&"-指针") { [&["--"], args].concat() } else { args.to_vec() };
        assert_eq!(paths(&dir, &args).join(" "), expected, "{args:?}");
    }
}

#[test]
fn the_json_is_valid_and_complete() {
    let dir = archive();
    let validator = Validator::new("search");
    for query in ["线程", "", "没有的词"] {
        let done = dir.run(&["search", "archive", query, "--format", "json"]);
        let document: Value = serde_json::from_str(&done.out).unwrap();
        validator.assert(&document);
        let mut wrong = document.clone();
        wrong["unknown"] = json!(1);
        assert!(!validator.accepts(&wrong));
    }
    let done = dir.run(&["search", "archive", "线程池", "--format", "json"]);
    let document: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&document["csdown-search"], &document["total"]), (&json!(1), &json!(1)));
    let hit = &document["hits"][0];
    assert_eq!(hit["title"], json!({"text": "线程池的使用", "marks": [[0, 3]]}));
    assert_eq!(hit["snippet"]["marks"], json!([[1, 4]]));
    assert_eq!(
        (&hit["path"], &hit["part"], &hit["user"]),
        (&json!("archive/pool.md"), &json!("text"), &json!("lin_mo"))
    );
    assert!(hit["score"].as_f64() > Some(0.0));
    let path = dir.path("archive");
    let done = dir.run(&["search", path.to_str().unwrap(), "线程池", "--format", "json"]);
    let document: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(document["hits"][0]["path"], json!(path.join("pool.md")));
}

#[test]
fn the_documentation_describes_every_field() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/search.md")).unwrap();
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(root.join("docs/schema/search.json")).unwrap()).unwrap();
    let names =
        |path: &str| schema.pointer(path).unwrap().as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let fields = names("/properties")
        .into_iter()
        .chain(names("/properties/hits/items/properties").into_iter().map(|name| format!("hits[].{name}")));
    for field in fields {
        assert!(page.contains(&format!("| `{field}` |")), "{field}");
    }
}

#[test]
fn exit_codes_say_what_went_wrong() {
    let dir = archive();
    dir.write("empty/a.md", "");
    for (args, code, message) in [
        (&["archive", "没有的词"][..], 1, "csdown: 0 articles found\n"),
        (&["archive", "？！"], 2, "error: the query has no letters and digits to search for\n"),
        (&["archive", "--", "-线程"], 2, "error: the query only excludes; add a word to search for\n"),
        (&["archive", "线程", "in:body"], 2, "error: `in:body` is not in:title"),
        (&["archive", "--year", "19"], 2, "must be a year"),
        (&["empty", "线程"], 3, "error: empty: csdown has not written articles to it; convert articles with"),
        (&["none", "线程"], 3, "error: none: is not a folder"),
    ] {
        let done = dir.run(&[&["search"], args].concat());
        assert_eq!(done.code, code, "{args:?}: {}", done.err);
        assert!(done.err.contains(message), "{args:?}: {}", done.err);
        assert_eq!(done.out, "", "{args:?}");
    }
    assert!(!dir.path("none").exists() && !dir.path("empty/.csdown.sqlite").exists());
}

#[test]
fn a_hostile_query_is_an_error_or_finds_nothing() {
    let dir = archive();
    let long = "线程 ".repeat(15_000);
    let done = dir.run(&["search", "archive", &long]);
    assert_eq!((done.code, done.err.contains("more than 1000")), (2, true), "{}", done.err);
    for query in [
        "\"",
        "线程\"",
        "NEAR(线程 池)",
        "title:线程",
        "线程 AND 池",
        "*",
        "{text}: x",
        "' OR 1=1 --",
        "^线程",
    ] {
        let done = dir.run(&["search", "archive", query]);
        assert!(matches!(done.code, 0..=2) && !done.err.contains("catalogue"), "{query}: {}", done.err);
    }
}

#[test]
fn changes_are_found_by_the_next_search() {
    let dir = archive();
    assert_eq!(paths(&dir, &["线程池"]), ["pool"]);
    let root = dir.path("archive");
    let catalogue = Catalogue::open(&root).unwrap();
    put(&catalogue, &root, "new.md", "新的线程池\n", |_| {});
    catalogue.remove_article(catalogue.article("../pool.md.html").unwrap().unwrap()).unwrap();
    catalogue.commit().unwrap();
    drop(catalogue);
    assert_eq!(paths(&dir, &["线程池"]), ["new"]);
    // The file of a result is compared with what was indexed, all others with `--check-files`.
    dir.write("archive/new.md", "改过了\n");
    dir.write("archive/c.md", "现在也有线程池\n");
    assert!(paths(&dir, &["线程池"]).is_empty());
    assert_eq!(paths(&dir, &["改过"]), ["new"]);
    assert_eq!(paths(&dir, &["线程池", "--check-files"]), ["c"]);
    fs::remove_file(dir.path("archive/c.md")).unwrap();
    assert!(paths(&dir, &["线程池", "--reindex"]).is_empty());
}

#[test]
fn while_another_run_writes_the_index_is_searched_as_it_is() {
    let dir = archive();
    assert_eq!(paths(&dir, &["线程池"]), ["pool"]);
    let root = dir.path("archive");
    let lock = FolderLock::acquire(&root, || false).unwrap();
    let catalogue = Catalogue::open(&root).unwrap();
    put(&catalogue, &root, "new.md", "新的线程池\n", |_| {});
    catalogue.commit().unwrap();
    let done = dir.run(&["search", "archive", "线程池"]);
    assert!(done.out.starts_with("archive/pool.md\n") && !done.out.contains("new.md"), "{}", done.out);
    let message =
        "csdown: archive is being written to by another run, so the latest changes are not searched\n";
    assert_eq!((done.code, done.err), (0, format!("{message}csdown: 1 article found\n")));
    drop((catalogue, lock));
    assert_eq!(paths(&dir, &["线程池"]).len(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn the_first_article_is_opened() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = archive();
    dir.write("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" > \"$OPENED\"\n");
    fs::set_permissions(dir.path("bin/xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = dir.command(&["search", "archive", "线程", "--open"]);
    command
        .env("PATH", format!("{}:/usr/bin:/bin", dir.path("bin").display()))
        .env("OPENED", dir.path("opened"));
    let done = crate::workplace::finish(&mut command, b"");
    assert_eq!((done.code, done.out.starts_with("archive/pool.md")), (0, true), "{}", done.err);
    // The program is not waited for.
    for _ in 0..100 {
        if dir.path("opened").exists() && !dir.read("opened").is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(dir.read("opened").ends_with("archive/pool.md"), "{}", dir.read("opened"));
}

#[test]
fn convert_brings_the_index_up_to_date_on_request() {
    let dir = Workplace::new();
    dir.write("posts/a.html", page("线程池", "正文"));
    assert_eq!(dir.run(&["convert", "posts", "-o", "archive", "--index"]).code, 0);
    let catalogue = Catalogue::read(&dir.path("archive")).unwrap().unwrap();
    assert!(!csdown::search::is_outdated(&catalogue).unwrap());
    drop(catalogue);
    assert_eq!(paths(&dir, &["线程池", "in:title"]), ["a"]);
    dir.write("posts/a.html", page("指针", "正文"));
    dir.write("posts/b.html", page("线程池", "正文"));
    assert_eq!(dir.run(&["convert", "posts", "-o", "archive"]).code, 0);
    assert_eq!((paths(&dir, &["线程池"]), paths(&dir, &["指针"])), (vec!["b".into()], vec!["a".into()]));
    fs::remove_file(dir.path("posts/b.html")).unwrap();
    assert_eq!(dir.run(&["convert", "posts", "-o", "archive", "--prune"]).code, 0);
    assert!(paths(&dir, &["线程池"]).is_empty());
    let done = dir.run(&["convert", "posts/a.html", "--index"]);
    assert_eq!((done.code, done.err.contains("--index needs an output folder")), (2, true), "{}", done.err);
}

#[test]
fn a_killed_search_leaves_an_index_that_the_next_one_completes() {
    let dir = archive();
    let root = dir.path("archive");
    let catalogue = Catalogue::open(&root).unwrap();
    for number in 0..600 {
        put(&catalogue, &root, &format!("{number}.md"), &"新的线程池\n\n".repeat(200), |_| {});
    }
    catalogue.commit().unwrap();
    drop(catalogue);
    for delay in 0..12 {
        let mut child = dir.command(&["search", "archive", "线程池", "--reindex"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(delay * 40));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let done = dir.run(&["search", "archive", "线程池"]);
    assert_eq!(
        (done.code, done.err.as_str()),
        (0, "csdown: 601 articles found, 10 shown; --limit 0 shows all\n")
    );
    // A run killed after its last change leaves its lock file to the next run that has something to change.
    assert_eq!(dir.run(&["search", "archive", "线程池", "--check-files"]).code, 0);
    assert!(!dir.has_leftovers());
}
