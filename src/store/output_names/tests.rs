use super::*;

fn article<'a>(id: &'a str, input: &'a str) -> Article<'a> {
    let id = Some(id).filter(|id| !id.is_empty());
    Article { id, input, digest: "0123456789", is_named_after_input: false }
}

fn assign(names: &mut OutputNames, article: &Article<'_>, name: &str) -> String {
    slashed(&names.assign(article, Path::new(name), None, |_| false))
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
fn reserved_names_are_skipped() {
    let mut names = OutputNames::default();
    let is_reserved = |path: &Path| ["a.md", "a-101.md"].contains(&slashed(path).as_str());
    let article = article("101", "a.html");
    let path = names.assign(&article, Path::new("a"), None, is_reserved);
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
