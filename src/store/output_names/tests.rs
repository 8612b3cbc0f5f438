use super::*;
use crate::store::{Manifest, OutputContents};

fn article<'a>(id: &'a str, input: &'a str) -> Article<'a> {
    let id = Some(id).filter(|id| !id.is_empty());
    Article { id, input, digest: "0123456789", is_named_after_input: false }
}

fn assign(names: &mut OutputNames, article: &Article<'_>, name: &str) -> String {
    slashed(&names.assign(article, Path::new(name), |_| None, |_| false))
}

/// Assigns `题` to articles with these ids in a folder, as a run does.
fn run(folder: &Path, ids: &[&str]) -> Vec<String> {
    let mut manifest = Manifest::open(folder).unwrap();
    let (recorded, mut names) = (manifest.recorded(), OutputNames::default());
    let assign = |id: &&str| {
        let article = article(id, "page.html");
        let is_own = |path: &Path| recorded.belongs_to(&slashed(path), &article);
        let path = slashed(&names.assign(&article, Path::new("题"), is_own, |_| false));
        manifest.record_article(&path, &OutputContents::whole(id), Some(&article)).unwrap();
        path
    };
    ids.iter().map(assign).collect()
}

#[test]
fn the_first_article_gets_the_name_and_the_others_their_id() {
    let mut names = OutputNames::default();
    let mut assign = |id: &str, name: &str| assign(&mut names, &article(id, "x"), name);
    assert_eq!(assign("101", "d/a"), "d/a.md");
    assert_eq!(assign("102", "d/A"), "d/A-102.md");
    assert_eq!(assign("103", "d/a"), "d/a-103.md");
    assert_eq!(assign("104", "d/a-103"), "d/a-103-104.md");
    assert_eq!(assign("105", "d/\u{e9}"), "d/\u{e9}.md");
    assert_eq!(assign("106", "d/E\u{301}"), "d/E\u{301}-106.md");
    assert!(names.has(Path::new("d/A-102.md")) && !names.has(Path::new("d/a-102.md")));
}

#[test]
fn articles_without_an_id_get_the_hash_of_their_input() {
    let mut names = OutputNames::default();
    let mut assign = |input: &str| assign(&mut names, &article("", input), "a");
    assert_eq!(
        [assign("a.html"), assign("a.htm"), assign("b.html")],
        ["a.md", "a-d68a9817.md", "a-15b2b17c.md"]
    );
    assert_eq!(assign("a.htm"), "a-01234567.md", "the hash of its contents");
    assert_eq!(assign("a.htm"), "a-01234567-2.md");
    for number in 3..50_000 {
        assert_eq!(assign("a.htm"), format!("a-01234567-{number}.md"));
    }
}

#[test]
fn an_id_is_a_suffix_only_if_it_is_short_and_new() {
    let mut names = OutputNames::default();
    let mut assign = |id: &str, name: &str| assign(&mut names, &article(id, "x"), name);
    for id in ["../x", &"9".repeat(40), "101"] {
        assert_eq!(assign(id, &format!("{}-101", id.len())), format!("{}-101.md", id.len()));
        let again = assign(id, &format!("{}-101", id.len()));
        assert!(again.ends_with("-101-2d711642.md"), "{again}");
    }
}

#[test]
fn names_do_not_depend_on_other_articles() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(run(folder, &["101", "102", "103"]), ["题.md", "题-102.md", "题-103.md"]);
    assert_eq!(run(folder, &["103", "102", "101"]), ["题-103.md", "题-102.md", "题.md"], "reordered");
    assert_eq!(run(folder, &["102", "103"]), ["题-102.md", "题-103.md"], "one removed");
    assert_eq!(run(folder, &["100", "101"]), ["题-100.md", "题.md"], "one added");
    assert_eq!(run(folder, &["104"]), ["题-104.md"], "a new one never replaces another");
}

#[test]
fn a_name_of_the_input_belongs_to_it_whatever_it_contains() {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = Manifest::open(folder.path()).unwrap();
    let old = Article { is_named_after_input: true, ..article("101", "a.html") };
    manifest.record_article("a.md", &OutputContents::whole("1"), Some(&old)).unwrap();
    let recorded = Manifest::open(folder.path()).unwrap().recorded();
    let assign = |article: &Article<'_>| {
        let is_own = |path: &Path| recorded.belongs_to(&slashed(path), article);
        slashed(&OutputNames::default().assign(article, Path::new("a"), is_own, |_| false))
    };
    let new = Article { id: Some("102"), ..old };
    assert_eq!(assign(&new), "a.md");
    assert_eq!(assign(&Article { input: "a.mhtml.gz", ..new }), "a.md", "saved again in another format");
    assert_eq!(assign(&Article { input: "b.html", ..new }), "a-102.md");
}

#[test]
fn reserved_names_are_skipped() {
    let mut names = OutputNames::default();
    let is_reserved = |path: &Path| ["a.md", "a-101.md"].contains(&slashed(path).as_str());
    let article = article("101", "a.html");
    let path = names.assign(&article, Path::new("a"), |_| None, is_reserved);
    assert_eq!(path, Path::new("a-7aa267cf.md"));
}

#[test]
fn paths_never_leave_the_folder() {
    let mut names = OutputNames::default();
    let mut assign = |name| assign(&mut names, &article("", "x"), name);
    assert_eq!(assign("../x/../../../b"), "x/b.md");
    assert_eq!(assign("/etc/.."), "etc.md");
    assert_eq!(assign(".."), "article.md");
}
