use std::collections::BTreeMap;
use std::path::Path;

use arbitrary::{Result as Generated, Unstructured};
use rusqlite::{Connection, Row};
use tempfile::TempDir;

use super::*;
use crate::store::Article;

const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const C: &str = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn open(folder: &TempDir) -> Catalogue {
    Catalogue::open(folder.path()).unwrap()
}

/// Opens the file as another program does.
fn connect(folder: &TempDir) -> Connection {
    Connection::open(folder.path().join(CATALOGUE)).unwrap()
}

// Articles.

/// Reads an article back.
fn stored(catalogue: &Catalogue, input: &str) -> Option<ArticleRow> {
    let sql = "SELECT input, input_size, input_time, lower(hex(input_sha256)), settings, output, outcome, status, verdict,
        warnings, id, url, title, author, user, published, updated, entry FROM articles WHERE input = ?1";
    let read = |row: &Row<'_>| {
        let (size, time): (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
        let sha256: String = row.get(3)?;
        Ok(ArticleRow {
            input: row.get(0)?,
            input_stamp: size.zip(time),
            input_sha256: Some(sha256).filter(|sha256| !sha256.is_empty()),
            settings: row.get(4)?,
            output: row.get(5)?,
            outcome: row.get(6)?,
            status: row.get(7)?,
            verdict: row.get(8)?,
            warnings: count(row, 9)?,
            id: row.get(10)?,
            url: row.get(11)?,
            title: row.get(12)?,
            author: row.get(13)?,
            user: row.get(14)?,
            published: row.get(15)?,
            updated: row.get(16)?,
            entry: row.get(17)?,
            ..ArticleRow::default()
        })
    };
    let mut row = catalogue.first(sql, [input], read).unwrap()?;
    add_details(catalogue, &mut row).unwrap();
    Some(row)
}

fn add_details(catalogue: &Catalogue, article: &mut ArticleRow) -> Result<(), CatalogueError> {
    let number = [catalogue.article(&article.input)?.unwrap()];
    catalogue.each_row("SELECT tag FROM tags WHERE article = ?1", number, |row| {
        article.tags.push(row.get(0)?);
        Ok(())
    })?;
    catalogue.each_row("SELECT name FROM columns WHERE article = ?1", number, |row| {
        article.columns.push(row.get(0)?);
        Ok(())
    })?;
    catalogue.each_row("SELECT language, blocks FROM languages WHERE article = ?1", number, |row| {
        article.languages.push((row.get(0)?, count(row, 1)?));
        Ok(())
    })?;
    catalogue.each_row("SELECT url, host, target, uses FROM links WHERE article = ?1", number, |row| {
        let (url, host, target) = (row.get(0)?, row.get(1)?, row.get(2)?);
        article.links.push(LinkRow { url, host, target, uses: count(row, 3)? });
        Ok(())
    })?;
    catalogue.each_row("SELECT url, file, error, message FROM images WHERE article = ?1", number, |row| {
        let (error, message): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        article.images.push(ImageRow { url: row.get(0)?, file: row.get(1)?, error: error.zip(message) });
        Ok(())
    })
}

fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<usize> {
    row.get(column).map(|number: i64| usize::try_from(number).unwrap())
}

/// Removes what the catalogue does not keep: the order of details, and all but the first with the same key.
fn normalized(mut row: ArticleRow) -> ArticleRow {
    fn first<T, K: Ord + Clone>(rows: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
        let mut firsts = BTreeMap::new();
        for row in rows {
            firsts.entry(key(&row)).or_insert(row);
        }
        firsts.into_values().collect()
    }
    row.tags = first(row.tags, String::clone);
    row.columns = first(row.columns, String::clone);
    row.languages = first(row.languages, |(language, _)| language.clone());
    row.links = first(row.links, |link| link.url.clone());
    row.images = first(row.images, |image| image.url.clone());
    row
}

/// Texts that are hard to store.
const TEXTS: &[&str] = &[
    "",
    "\0",
    "a\0b",
    "'; DROP TABLE articles; --",
    "👩‍🚀",
    "e\u{301}",
    "\u{202e}",
    "\u{feff}",
    "\u{10ffff}",
    "%_*?[",
    "NULL",
    "0",
    "x'00'",
    "第\n三\r\n篇",
    "\u{1b}[31m",
];

fn text(u: &mut Unstructured<'_>) -> Generated<String> {
    let long = |u: &mut Unstructured<'_>| Ok("很长".repeat(u.int_in_range(1..=50_000)?));
    match u.int_in_range(0..=9)? {
        0 => long(u),
        1..=4 => u.arbitrary(),
        _ => Ok((*u.choose(TEXTS)?).to_owned()),
    }
}

fn maybe<T>(u: &mut Unstructured<'_>, of: fn(&mut Unstructured<'_>) -> Generated<T>) -> Generated<Option<T>> {
    if u.arbitrary()? { of(u).map(Some) } else { Ok(None) }
}

fn several<T>(u: &mut Unstructured<'_>, of: fn(&mut Unstructured<'_>) -> Generated<T>) -> Generated<Vec<T>> {
    (0..u.int_in_range(0..=3)?).map(|_| of(u)).collect()
}

fn number(u: &mut Unstructured<'_>) -> Generated<usize> {
    u.int_in_range(0..=usize::MAX >> 1)
}

fn article(u: &mut Unstructured<'_>) -> Generated<ArticleRow> {
    let link = |u: &mut Unstructured<'_>| {
        Ok(LinkRow { url: text(u)?, host: text(u)?, target: maybe(u, text)?, uses: number(u)? })
    };
    let image = |u: &mut Unstructured<'_>| {
        let error = |u: &mut Unstructured<'_>| Ok((text(u)?, text(u)?));
        Ok(ImageRow { url: text(u)?, file: maybe(u, text)?, error: maybe(u, error)? })
    };
    Ok(ArticleRow {
        input: (*u.choose(&["a.html", "\0", "../甲/文.html", "包.warc#https://例.cn/"])?).to_owned(),
        input_stamp: u.arbitrary()?,
        input_sha256: maybe(u, |u| Ok((*u.choose(&[A, B])?).to_owned()))?,
        settings: None,
        output: maybe(u, text)?,
        outcome: text(u)?,
        status: maybe(u, text)?,
        verdict: maybe(u, text)?,
        warnings: number(u)?,
        id: maybe(u, text)?,
        url: maybe(u, text)?,
        title: maybe(u, text)?,
        author: maybe(u, text)?,
        user: maybe(u, text)?,
        published: maybe(u, text)?,
        updated: maybe(u, text)?,
        entry: text(u)?,
        tags: several(u, text)?,
        columns: several(u, text)?,
        languages: several(u, |u| Ok((text(u)?, number(u)?)))?,
        links: several(u, link)?,
        images: several(u, image)?,
    })
}

#[test]
fn articles_are_read_as_they_were_written() {
    arbtest::arbtest(|u| {
        let catalogue = Catalogue::in_memory(Path::new("out")).unwrap();
        let mut expected = BTreeMap::new();
        for _ in 0..4 {
            let row = article(u)?;
            let number = catalogue.put_article(&row, 1).unwrap();
            let (known, _) = expected.insert(row.input.clone(), (number, normalized(row))).unzip();
            assert!(known.is_none_or(|known| known == number), "an input keeps its number");
            catalogue.commit().unwrap();
        }
        for (input, (_, row)) in expected {
            assert_eq!(stored(&catalogue, &input).map(normalized), Some(row));
        }
        Ok(())
    })
    .budget_ms(1000);
}

#[test]
fn a_removed_article_takes_its_details_along() {
    let folder = folder();
    let catalogue = open(&folder);
    let mut row =
        ArticleRow { input: "a.html".to_owned(), output: Some("a.md".to_owned()), ..Default::default() };
    row.tags = vec!["甲".to_owned()];
    row.columns = vec!["乙".to_owned()];
    row.languages = vec![("rust".to_owned(), 2)];
    row.links = vec![LinkRow { url: "https://例.cn".to_owned(), uses: 1, ..Default::default() }];
    row.images = vec![ImageRow { url: "https://例.cn/1.png".to_owned(), ..Default::default() }];
    catalogue.intend("a.md", "a.md", &OutputContents::whole(A), None).unwrap();
    let article = catalogue.put_article(&row, 1).unwrap();
    let other = catalogue.put_article(&ArticleRow { input: "b.html".to_owned(), ..row }, 1).unwrap();
    catalogue.remove_article(article).unwrap();
    catalogue.commit().unwrap();
    let connection = connect(&folder);
    for table in ["articles", "tags", "columns", "languages", "links", "images"] {
        let sql = format!("SELECT group_concat(article) FROM {table}");
        let articles: String = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(articles, other.to_string(), "{table}");
    }
    assert!(catalogue.has_path("a.md").unwrap(), "the file is still there, and csdown's");
}

#[test]
fn settings_are_recorded_once() {
    let catalogue = Catalogue::in_memory(Path::new("out")).unwrap();
    let settings =
        |version, digest| catalogue.settings(&Settings { version, digest, options: "{}" }).unwrap();
    let (first, second, third) = (settings("1", "a"), settings("1", "b"), settings("2", "a"));
    assert!(first != second && second != third && first != third);
    assert_eq!(settings("1", "a"), first);
}

// Files.

#[test]
fn old_and_new_contents_are_known_until_the_file_is_complete() {
    let folder = folder();
    let write = |digest, is_complete: bool| {
        let catalogue = open(&folder);
        let contents = OutputContents { digest, dialect: Some("gfm"), is_incomplete: digest == B };
        catalogue.intend("甲.md", "甲.md", &contents, None).unwrap();
        catalogue.commit().unwrap();
        if is_complete {
            catalogue.complete("甲.md", &contents, Some((1, 2))).unwrap();
            catalogue.commit().unwrap();
        }
        // The run is killed here.
    };
    let known = || {
        let recorded = Catalogue::read(folder.path()).unwrap().unwrap().recorded("甲.md").unwrap();
        [A, B, C].map(|digest| recorded.has(digest))
    };
    write(A, true);
    assert_eq!(known(), [true, false, false]);
    write(B, false);
    assert_eq!(known(), [true, true, false]);
    write(C, false);
    assert_eq!(known(), [true, true, true], "any of them may have been written");
    write(B, true);
    assert_eq!(known(), [false, true, false]);
    let catalogue = open(&folder);
    let recorded = catalogue.recorded("甲.md").unwrap();
    assert!(recorded.is_path() && recorded.is_incomplete(B) && !recorded.is_incomplete(A));
    assert_eq!((recorded.dialect(B), recorded.dialect(A)), (Some("gfm"), None));
    let file = catalogue.file("甲.md").unwrap().unwrap();
    assert_eq!((file.sha256.as_deref(), file.size, file.time), (Some(B), Some(1), Some(2)));
    assert!(!catalogue.recorded("乙.md").unwrap().is_path());
}

#[test]
fn changes_that_were_not_committed_are_discarded() {
    let folder = folder();
    let catalogue = open(&folder);
    let contents = OutputContents::whole(A);
    catalogue.intend("a.md", "a.md", &contents, None).unwrap();
    catalogue.commit().unwrap();
    catalogue.complete("a.md", &contents, None).unwrap();
    catalogue.intend("b.md", "b.md", &contents, None).unwrap();
    assert!(catalogue.has_path("b.md").unwrap(), "the run sees its own changes");
    drop(catalogue);
    let catalogue = open(&folder);
    assert!(!catalogue.has_path("b.md").unwrap());
    assert_eq!(catalogue.file("a.md").unwrap().unwrap().size, None);
    assert!(catalogue.recorded("a.md").unwrap().has(A));
}

#[test]
fn a_forgotten_file_is_unknown() {
    let catalogue = Catalogue::in_memory(Path::new("out")).unwrap();
    let contents = OutputContents::whole(A);
    for path in ["a.md", "b.md"] {
        catalogue.intend(path, path, &contents, None).unwrap();
    }
    catalogue.forget_file("a.md").unwrap();
    let is_path = |path| catalogue.recorded(path).unwrap().is_path();
    assert!(!is_path("a.md") && !catalogue.has_path("a.md").unwrap() && is_path("b.md"));
}

#[test]
fn the_files_of_an_article_become_stale_together() {
    let catalogue = Catalogue::in_memory(Path::new("out")).unwrap();
    let contents = OutputContents::whole(A);
    for (path, output) in [("a.md", "a.md"), ("a.comments.md", "a.md"), ("a/1.png", "a.md"), ("b.md", "b.md")]
    {
        catalogue.intend(path, output, &contents, None).unwrap();
    }
    let paths =
        |output| catalogue.files_of(output).unwrap().into_iter().map(|file| file.path).collect::<Vec<_>>();
    assert_eq!(paths("a.md"), ["a.comments.md", "a.md", "a/1.png"]);
    assert_eq!(paths("b.md"), ["b.md"]);
    let stale = || {
        let mut paths = Vec::<String>::new();
        let sql = "SELECT path FROM files WHERE stale ORDER BY path";
        catalogue.each_row(sql, [], |row| row.get(0).map(|path| paths.push(path))).unwrap();
        paths
    };
    assert!(stale().is_empty());
    catalogue.mark_stale("a.md").unwrap();
    assert_eq!(stale(), ["a.comments.md", "a.md", "a/1.png"]);
    let stale_files =
        |output| catalogue.stale_files(output).unwrap().into_iter().map(|file| file.path).collect::<Vec<_>>();
    assert_eq!(stale_files("a.md"), ["a.comments.md", "a.md", "a/1.png"]);
    catalogue.complete("a.md", &contents, None).unwrap();
    assert_eq!(stale_files("a.md"), ["a.comments.md", "a/1.png"], "another article has the path by now");
}

#[test]
fn a_new_path_of_an_article_is_stale_until_it_is_complete() {
    let catalogue = Catalogue::in_memory(Path::new("out")).unwrap();
    let article = Article { id: None, input: "a.html", digest: "", is_named_after_input: true };
    let intend =
        |digest| catalogue.intend("a.md", "a.md", &OutputContents::whole(digest), Some(&article)).unwrap();
    let stale = || catalogue.stale_outputs().unwrap();
    intend(A);
    assert_eq!(stale(), ["a.md"]);
    intend(B);
    assert_eq!(stale(), ["a.md"], "a second run was killed");
    catalogue.complete("a.md", &OutputContents::whole(B), None).unwrap();
    intend(C);
    assert!(stale().is_empty(), "the article still has the path");
}

#[test]
fn a_path_belongs_to_its_last_owner_in_any_spelling() {
    let by_id = Article { id: Some("1"), input: "x/a.html.gz", digest: "", is_named_after_input: false };
    let by_input = Article { is_named_after_input: true, ..by_id };
    let catalogue = Catalogue::in_memory(Path::new("out")).unwrap();
    let write = |path, article| catalogue.intend(path, path, &OutputContents::whole(A), article).unwrap();
    let belongs = |path| [by_id, by_input].map(|article| catalogue.belongs_to(path, &article).unwrap());
    write("Título.md", None);
    assert_eq!(belongs("Título.md"), [None, None]);
    write("Título.md", Some(&by_id));
    assert_eq!(belongs("TI\u{301}TULO.md"), [Some(true), Some(false)]);
    write("Título.md", Some(&by_input));
    write("Título.md", None);
    assert_eq!(belongs("título.MD"), [Some(false), Some(true)], "it keeps its owner");
    let again = Article { input: "x/a.mhtml", ..by_input };
    assert_eq!(catalogue.belongs_to("Título.md", &again).unwrap(), Some(true), "saved in another format");
    write("σ/a.md", Some(&by_id));
    assert_eq!(belongs("ς/A.md"), [Some(true), Some(false)]);
    write("ς/a.md", Some(&by_input));
    assert_eq!(
        belongs("Σ/a.md"),
        [Some(true), Some(true)],
        "two files that another system cannot tell apart"
    );
    assert_eq!(belongs("other.md"), [None, None]);
}
