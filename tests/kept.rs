//! Pages saved by `csdown fetch --keep-html` convert to the same Markdown.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use csdown_test_site::Site;

/// Complete articles with every page layout, character set, content coding and redirect, and one preview.
const ARTICLES: [&str; 16] = [
    "2284301",
    "8712301",
    "44230151",
    "80112301",
    "112640301",
    "145640302",
    "158640301",
    "150000201",
    "150000202",
    "150000203",
    "150000204",
    "150000205",
    "150000301",
    "150000303",
    "150000522",
    "150000601",
];

fn csdown(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_csdown")).args(args).current_dir(folder).output().unwrap()
}

/// Returns the Markdown files in a folder by name.
fn markdown(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let markdown = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let read = |path: std::path::PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap())
    };
    markdown.map(read).collect()
}

#[test]
fn a_saved_page_converts_to_the_same_markdown() {
    let site = Site::start();
    let folder = tempfile::tempdir().unwrap();
    let resolve = format!("*={}", site.secure());
    let (out, again) = (folder.path().join("out"), folder.path().join("again"));
    let urls = ARTICLES.map(|id| format!("https://blog.csdn.net/lin_mo/article/details/{id}"));
    let ca = site.ca_file().to_string_lossy();
    let mut args = vec!["fetch", "-o", "out", "--keep-html", "--allow-private", "--interval", "0"];
    args.extend(["--ca-cert", &ca, "--resolve", &resolve]);
    args.extend(urls.iter().map(String::as_str));
    let done = csdown(folder.path(), &args);
    // One article is a preview.
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    let fetched = markdown(&out);
    assert_eq!(fetched.len(), ARTICLES.len(), "{}", String::from_utf8_lossy(&done.stderr));
    drop(site);
    fetched.keys().for_each(|name| std::fs::remove_file(out.join(name)).unwrap());

    for (target, args) in
        [(&again, ["convert", "out", "-o", "again"]), (&out, ["convert", "out", "-o", "out"])]
    {
        let done = csdown(folder.path(), &args);
        assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
        let converted = markdown(target);
        assert_eq!(converted.keys().collect::<Vec<_>>(), fetched.keys().collect::<Vec<_>>());
        for (name, text) in &fetched {
            assert_eq!(&converted[name], text, "{name}");
        }
    }
}
