//! Catalogues that are damaged, of other programs, or not files.

use std::fs;

use csdown::batch::Article;
use csdown::catalogue::{ArticleRow, CATALOGUE, Catalogue, CatalogueError, OutputContents, Settings};
use tempfile::TempDir;

use crate::{A, connect, folder, open};

/// Returns the messages of writing to and reading from a folder whose catalogue has these bytes, which stay as they are.
fn messages(bytes: &[u8]) -> [String; 2] {
    let folder = folder();
    let path = folder.path().join(CATALOGUE);
    fs::write(&path, bytes).unwrap();
    let messages = [use_all(&folder), Catalogue::read(folder.path()).map(drop)].map(|result| match result {
        Ok(()) => String::new(),
        Err(error) => error.to_string().replace(path.to_str().unwrap(), "FILE"),
    });
    if !messages[0].is_empty() {
        assert_eq!(fs::read(&path).unwrap(), bytes, "a file that cannot be used is not changed");
    }
    messages
}

/// Uses each table as a run does.
fn use_all(folder: &TempDir) -> Result<(), CatalogueError> {
    let catalogue = Catalogue::open(folder.path())?;
    let contents = OutputContents::whole(A);
    let article = Article { id: Some("1"), input: "a.html", digest: "", is_named_after_input: false };
    catalogue.settings(&Settings { version: "1", digest: "2", options: "{}" })?;
    catalogue.recorded("a.md")?;
    catalogue.belongs_to("a.md", &article)?;
    catalogue.files_of("a.md")?;
    catalogue.stale_outputs()?;
    catalogue.intend("a.md", "a.md", &contents, Some(&article))?;
    catalogue.complete("a.md", &contents, None)?;
    catalogue.put_article(&article_row(0), 1)?;
    catalogue.commit()
}

fn article_row(n: usize) -> ArticleRow {
    let mut row = ArticleRow::default();
    (row.input, row.output, row.entry) = (format!("{n}.html"), Some(format!("{n}.md")), "{}".repeat(100));
    row
}

/// Returns a catalogue with some articles, as bytes.
fn example() -> Vec<u8> {
    let folder = folder();
    let catalogue = open(&folder);
    for n in 0..200 {
        let output = format!("{n}.md");
        catalogue.intend(&output, &output, &OutputContents::whole(A), None).unwrap();
        catalogue.put_article(&article_row(n), 1).unwrap();
    }
    catalogue.commit().unwrap();
    drop(catalogue);
    // Creates the indexes.
    drop(open(&folder));
    fs::read(folder.path().join(CATALOGUE)).unwrap()
}

#[test]
fn an_empty_file_is_a_new_catalogue() {
    assert_eq!(messages(b""), ["", ""]);
}

#[test]
fn files_of_other_kinds_are_named() {
    let damaged = "catalogue FILE is damaged: file is not a database; move it away to start a new one: outputs that \
        would be written the same are recorded again, others need --force";
    for bytes in [b"not".as_slice(), b"{\"path\":\"a.md\"}\n", &[0xff; 10_000], &example()[1..]] {
        assert_eq!(messages(bytes), [damaged, damaged]);
    }
}

#[test]
fn databases_of_other_programs_are_named() {
    for sql in
        ["CREATE TABLE photos (name)", "PRAGMA user_version = 3; VACUUM", "PRAGMA application_id = 7; VACUUM"]
    {
        let folder = folder();
        connect(&folder).execute_batch(sql).unwrap();
        let foreign = "FILE is not a catalogue of csdown; move it away";
        assert_eq!(messages(&fs::read(folder.path().join(CATALOGUE)).unwrap()), [foreign, foreign]);
    }
}

#[test]
fn a_newer_catalogue_is_not_touched() {
    let folder = folder();
    drop(open(&folder));
    connect(&folder).execute_batch("PRAGMA user_version = 7").unwrap();
    let newer = "catalogue FILE has version 7, and this csdown reads up to 1; use a newer csdown";
    assert_eq!(messages(&fs::read(folder.path().join(CATALOGUE)).unwrap()), [newer, newer]);
}

#[test]
fn a_truncated_catalogue_is_an_error_or_usable() {
    let whole = example();
    assert!(whole.len() > 100_000);
    let mut errors = 0;
    for length in (1..whole.len()).step_by(whole.len() / 40) {
        let [written, _] = messages(&whole[..length]);
        assert!(
            written.is_empty() || written.starts_with("catalogue FILE is damaged: "),
            "{length}: {written}"
        );
        errors += usize::from(!written.is_empty());
    }
    assert!(errors > 20, "{errors} errors");
}

#[test]
fn overwritten_bytes_are_an_error_or_usable() {
    let whole = example();
    arbtest::arbtest(|u| {
        let mut bytes = whole.clone();
        for _ in 0..u.int_in_range(1..=20)? {
            // Half of them are in the header and the tables' definitions.
            let end = *u.choose(&[4096, bytes.len()])?;
            let start = u.choose_index(end)?;
            let length = u.int_in_range(1..=64)?;
            for byte in bytes.iter_mut().skip(start).take(length) {
                *byte = u.arbitrary()?;
            }
        }
        for message in messages(&bytes) {
            let is_clear =
                ["catalogue FILE ", "FILE is not a catalogue"].iter().any(|start| message.starts_with(start));
            assert!(message.is_empty() || is_clear, "{message}");
        }
        Ok(())
    })
    .budget_ms(1000);
}

/// Executes SQL that another program may have executed in a catalogue, and returns what a run says about it.
fn after(sql: &str) -> String {
    let folder = folder();
    fs::write(folder.path().join(CATALOGUE), example()).unwrap();
    connect(&folder).execute_batch(sql).unwrap();
    match use_all(&folder) {
        Ok(()) => String::new(),
        Err(error) => error.to_string().replace(folder.path().join(CATALOGUE).to_str().unwrap(), "FILE"),
    }
}

#[test]
fn missing_tables_and_columns_are_named() {
    let cases = [
        ("DROP TABLE files", "no such table: files"),
        ("ALTER TABLE files RENAME COLUMN sha256 TO hash", "no such column: sha256"),
        (
            "DROP TABLE writes; CREATE VIEW writes AS SELECT * FROM files",
            "access to view \"writes\" prohibited",
        ),
        (
            "DROP TABLE settings;
            CREATE TABLE settings (settings INTEGER PRIMARY KEY, version CHECK (version IS NULL), digest, options)",
            "CHECK constraint failed: version IS NULL",
        ),
        (
            "INSERT INTO files (path, path_key, output, stale) VALUES (x'ff', 1, x'ff', 1)",
            "Invalid column type Blob at index: 0, name: output",
        ),
        (
            "INSERT INTO files (path, path_key, output, stale) VALUES ('x', 1, CAST(x'ff' AS TEXT), 1)",
            "invalid utf-8 sequence of 1 bytes from index 0",
        ),
    ];
    for (sql, cause) in cases {
        let message = after(sql);
        assert!(message.starts_with(&format!("catalogue FILE is damaged: {cause}")), "{sql}: {message}");
        assert!(message.contains("; move it away to start a new one: "), "{sql}: {message}");
    }
}

#[test]
fn triggers_in_a_catalogue_do_nothing() {
    let folder = folder();
    drop(open(&folder));
    connect(&folder)
        .execute_batch(
            "CREATE TRIGGER grab AFTER INSERT ON articles BEGIN DELETE FROM files; DELETE FROM writes; END;
            CREATE TRIGGER stop BEFORE INSERT ON files BEGIN SELECT RAISE(ABORT, 'stopped'); END;",
        )
        .unwrap();
    use_all(&folder).unwrap();
    let files: i64 = connect(&folder).query_row("SELECT count(*) FROM files", [], |row| row.get(0)).unwrap();
    assert_eq!(files, 1);
}

#[test]
fn a_journal_deletes_no_other_file() {
    let (folder, elsewhere) = (folder(), tempfile::tempdir().unwrap());
    let victim = elsewhere.path().join("thesis.tex");
    fs::write(&victim, "years of work").unwrap();
    drop(open(&folder));
    let path = folder.path().join(CATALOGUE);
    let journal = journal_that_names(&fs::read(&path).unwrap(), victim.to_str().unwrap());
    fs::write(folder.path().join(format!("{CATALOGUE}-journal")), &journal).unwrap();
    drop(Catalogue::read(folder.path()));
    use_all(&folder).unwrap();
    assert!(victim.exists());
}

/// Returns a rollback journal of one page, whose transaction also changed the database with the journal `name`.
fn journal_that_names(database: &[u8], name: &str) -> Vec<u8> {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    const SECTOR: usize = 512;
    const PAGE: usize = 4096;
    let number = |n: usize| u32::try_from(n).unwrap().to_be_bytes();
    let page = &database[..PAGE];
    // Records, the seed of checksums, pages, and sizes.
    let mut journal = MAGIC.to_vec();
    for n in [1, 0, database.len() / PAGE, SECTOR, PAGE] {
        journal.extend(number(n));
    }
    journal.resize(SECTOR, 0);
    let checksum = (1..PAGE).rev().skip(199).step_by(200).map(|at| usize::from(page[at])).sum();
    journal.extend([&number(1), page, &number(checksum)].concat());
    journal.extend(number((1 << 30) / PAGE + 1));
    journal.extend(name.bytes());
    journal.extend(number(name.len()));
    journal.extend(number(name.bytes().map(usize::from).sum()));
    journal.extend(MAGIC);
    journal
}

#[test]
fn a_locked_catalogue_is_an_error_that_says_so() {
    let folder = folder();
    drop(open(&folder));
    let other = connect(&folder);
    other.execute_batch("PRAGMA locking_mode = exclusive; BEGIN EXCLUSIVE").unwrap();
    let error = Catalogue::read(folder.path()).map(drop).unwrap_err().to_string();
    assert!(error.ends_with("is locked by another program; end that program and try again"), "{error}");
    drop(other);
    use_all(&folder).unwrap();
}

#[cfg(unix)]
mod special_files {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::path::Path;

    use super::*;

    /// What to put at a path, and how.
    type Put<'a> = (&'a str, &'a dyn Fn(&Path));

    /// Puts something at the path `end` of a catalogue's files, and returns what a run says about it.
    fn with(end: &str, put: impl Fn(&Path)) -> [String; 2] {
        let folder = folder();
        let path = folder.path().join(format!("{CATALOGUE}{end}"));
        if !end.is_empty() {
            drop(open(&folder));
        }
        put(&path);
        let of = |result: Result<(), CatalogueError>| {
            result.map_or_else(|error| error.to_string(), |()| String::new())
        };
        [of(use_all(&folder)), of(Catalogue::read(folder.path()).map(drop))]
    }

    #[test]
    fn nothing_but_a_regular_file_is_opened() {
        let elsewhere = folder();
        let target = elsewhere.path().join(CATALOGUE);
        fs::write(&target, example()).unwrap();
        let before = fs::read(&target).unwrap();
        let puts: &[Put<'_>] = &[
            ("a link", &|path| symlink(&target, path).unwrap()),
            ("a dangling link", &|path| symlink("/nowhere/at/all", path).unwrap()),
            ("a folder", &|path| fs::create_dir(path).unwrap()),
            ("a socket", &|path| drop(UnixListener::bind(path).unwrap())),
        ];
        for (what, put) in puts {
            for message in with("", put) {
                assert!(message.ends_with(", not a regular file; move it away"), "{what}: {message}");
            }
        }
        assert_eq!(fs::read(&target).unwrap(), before);
    }

    #[test]
    fn links_beside_the_catalogue_are_not_followed() {
        let elsewhere = folder();
        let target = elsewhere.path().join("file");
        for end in ["-journal", "-wal", "-shm"] {
            fs::write(&target, "x").unwrap();
            with(end, |path| symlink(&target, path).unwrap());
            assert_eq!(fs::read(&target).unwrap(), b"x", "{end}");
            fs::remove_file(&target).unwrap();
            with(end, |path| symlink(&target, path).unwrap());
            assert!(!target.exists(), "{end}");
        }
    }

    #[test]
    fn pipes_do_not_block() {
        for end in ["", "-journal", "-wal", "-shm"] {
            let messages = with(end, |path| {
                let status = std::process::Command::new("mkfifo").arg(path).status().unwrap();
                assert!(status.success());
            });
            if ["", "-journal"].contains(&end) {
                assert!(
                    messages.iter().all(|message| message.ends_with(", not a regular file; move it away"))
                );
            }
        }
    }
}
