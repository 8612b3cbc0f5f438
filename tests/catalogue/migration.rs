//! The manifest of earlier versions is moved into the catalogue.

use std::fs;

use csdown::batch::Article;
use csdown::catalogue::{CATALOGUE, Catalogue, OutputContents};

use crate::{A, B, C, folder, open};

/// The manifest.
const MANIFEST: &str = ".csdown-manifest.jsonl";

#[test]
fn a_manifest_is_moved_into_the_catalogue() {
    let folder = folder();
    let long = "长".repeat(400_000);
    let manifest = format!(
        r#"{{"path":"a.md","sha256":"{A}","input":"x/a","dialect":"gfm"}}
{{"path":"引\"号.md","sha256":"{B}","incomplete":true,"id":"7","input":"b"}}
{{"path":"a.md","sha256":"{B}","id":"8","input":"x/a","dialect":"kramdown"}}
{{"path":"../x.md","sha256":"{A}"}}
{{"path":"no-digest.md","sha256":"xyz"}}
{{"path":"{long}.md","sha256":"{C}"}}
not JSON
[]
{{"path":7,"sha256":"{A}"}}
{{"path":"last.md","sha256":"{C}"}}
{{"path":"torn.m"#
    );
    fs::write(folder.path().join(MANIFEST), manifest).unwrap();
    let check = |catalogue: &Catalogue| {
        let recorded = |path: &str| catalogue.recorded(path).unwrap();
        let (a, quoted) = (recorded("a.md"), recorded("引\"号.md"));
        assert_eq!([A, B, C].map(|digest| a.has(digest)), [true, true, false]);
        assert_eq!((a.dialect(A), a.dialect(B)), (Some("gfm"), Some("kramdown")));
        assert!(quoted.has(B) && quoted.is_incomplete(B) && !a.is_incomplete(B));
        assert!(recorded("no-digest.md").is_path() && !recorded("no-digest.md").has("xyz"));
        assert!(recorded(&format!("{long}.md")).has(C) && recorded("last.md").has(C));
        assert!(!recorded("torn.m").is_path() && !recorded("").is_path());
        let article = |id| Article { id, input: "x/a.html", digest: "", is_named_after_input: false };
        let belongs = |path, id| catalogue.belongs_to(path, &article(id)).unwrap();
        assert_eq!(
            ["8", "7"].map(|id| belongs("A.md", Some(id))),
            [Some(true), Some(false)],
            "the last owner"
        );
        assert_eq!(belongs("last.md", Some("8")), None);
    };
    check(&Catalogue::read(folder.path()).unwrap().unwrap());
    assert!(folder.path().join(MANIFEST).exists() && !folder.path().join(CATALOGUE).exists(), "only read");
    check(&open(&folder));
    assert!(!folder.path().join(MANIFEST).exists());
    check(&open(&folder));
}

#[test]
fn a_migration_that_was_killed_is_repeated() {
    let folder = folder();
    let line = format!("{{\"path\":\"a.md\",\"sha256\":\"{A}\"}}\n");
    fs::write(folder.path().join(MANIFEST), &line).unwrap();
    let catalogue = open(&folder);
    let contents = OutputContents::whole(B);
    catalogue.intend("a.md", "a.md", &contents, None).unwrap();
    catalogue.complete("a.md", &contents, Some((1, 2))).unwrap();
    catalogue.commit().unwrap();
    drop(catalogue);
    // The manifest was committed to the catalogue, and not yet removed.
    fs::write(folder.path().join(MANIFEST), &line).unwrap();
    let recorded = open(&folder).recorded("a.md").unwrap();
    assert!(recorded.has(A) && recorded.has(B));
    assert!(!folder.path().join(MANIFEST).exists());
}

#[cfg(unix)]
#[test]
fn a_manifest_elsewhere_is_left_alone() {
    let (folder, elsewhere) = (folder(), tempfile::tempdir().unwrap());
    let target = elsewhere.path().join("list.jsonl");
    fs::write(&target, format!("{{\"path\":\"a.md\",\"sha256\":\"{A}\"}}\n")).unwrap();
    std::os::unix::fs::symlink(&target, folder.path().join(MANIFEST)).unwrap();
    let error = Catalogue::open(folder.path()).map(drop).unwrap_err().to_string();
    assert!(error.ends_with(".csdown-manifest.jsonl is a symbolic link, not a regular file"), "{error}");
    assert!(target.exists());
}
