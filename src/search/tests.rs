//! Archives that are searched.

use std::fs;
use std::time::UNIX_EPOCH;

use tempfile::TempDir;

use super::*;
use crate::catalogue::{ArticleFilter, ArticleRow, Catalogue, OutputContents};
use crate::store::digest;

/// A folder with a catalogue.
struct Archive {
    folder: TempDir,
    catalogue: Catalogue,
}

impl Archive {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(folder.path()).unwrap();
        Self { folder, catalogue }
    }

    /// Adds an article, as a run does, and returns its number.
    fn put(&self, name: &str, title: &str, body: &str) -> i64 {
        self.put_row(
            name,
            &format!("# {title}\n\n{body}\n"),
            ArticleRow { title: Some(title.into()), ..row() },
        )
    }

    fn put_row(&self, name: &str, markdown: &str, row: ArticleRow) -> i64 {
        let path = format!("{name}.md");
        let digest = digest(markdown.as_bytes());
        let contents = OutputContents { digest: &digest, dialect: Some("gfm"), is_incomplete: false };
        self.catalogue.intend(&path, &path, &contents, None).unwrap();
        self.write(name, markdown);
        let metadata = fs::metadata(self.folder.path().join(&path)).unwrap();
        let time = metadata.modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
        let stamp = (i64::try_from(metadata.len()).unwrap(), i64::try_from(time.as_nanos()).unwrap());
        self.catalogue.complete(&path, &contents, Some(stamp)).unwrap();
        let row = ArticleRow { input: format!("../{name}.html"), output: Some(path), ..row };
        let article = self.catalogue.put_article(&row, 0).unwrap();
        self.catalogue.commit().unwrap();
        article
    }

    fn write(&self, name: &str, markdown: &str) {
        fs::write(self.folder.path().join(format!("{name}.md")), markdown).unwrap();
    }

    fn update(&self) -> usize {
        update(&self.catalogue, &mut |_, _| {}).unwrap()
    }

    fn find(&self, query: &str, filter: &ArticleFilter) -> Found {
        search(&self.catalogue, &Query::parse(query).unwrap(), filter, 1000).unwrap()
    }

    /// Returns the names of the articles that match, in order of the names.
    fn names(&self, query: &str) -> Vec<String> {
        let mut names = names(&self.find(query, &ArticleFilter::default()));
        names.sort();
        names
    }
}

fn row() -> ArticleRow {
    ArticleRow { outcome: "converted".into(), status: Some("complete".into()), ..ArticleRow::default() }
}

fn names(found: &Found) -> Vec<String> {
    found.hits.iter().map(|hit| hit.output.trim_end_matches(".md").to_owned()).collect()
}

/// Numbers that look random, and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn text(&mut self, pieces: &[&str], length: usize) -> String {
        let text: String = (0..length).map(|_| pieces[self.below(pieces.len())]).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Parts of texts that are words of the queries, parts of them, or look like them.
const PIECES: &[&str] = &[
    "线程", "线", "程", "程序", "主线", "池", "多", "进程", "指针", "Java", "C++", "C#", "C", "Thread",
    "threads", "threadX", "pool", "node.js", "js", ".NET", "csdn.net", "字", "文", "，", "。", "、", " ",
    " ", " ", "(", "-",
];

/// Queries, with what a linear scan searches for: texts that an article must have, and one that it must not have.
const QUERIES: &[(&str, &[&str], &str)] = &[
    ("线", &["线"], ""),
    ("线程", &["线程"], ""),
    ("指针", &["指针"], ""),
    ("多线程", &["多线程"], ""),
    ("主线程池", &["主线程池"], ""),
    ("线程 进程", &["线程", "进程"], ""),
    ("“线程，池”", &["线程|池"], ""),
    ("线程，池", &["线程", "池"], ""),
    ("java", &["java"], ""),
    ("JAVA线程", &["java线程"], ""),
    ("c", &["c"], ""),
    ("C++", &["c++"], ""),
    ("C#", &["c#"], ""),
    ("c++程序", &["c++程序"], ""),
    ("thread", &["thread"], ""),
    ("thread*", &["thread*"], ""),
    ("Thread pool", &["thread", "pool"], ""),
    ("\"thread pool\"", &["thread pool"], ""),
    ("\"thread po\"*", &["thread po*"], ""),
    ("node.js", &["node js"], ""),
    (".net", &["·net"], ""),
    ("csdn.net", &["csdn net"], ""),
    ("线程 -java", &["线程"], "java"),
    ("程序 -C++", &["程序"], "c++"),
];

/// Returns a text in lower case, with `|` for what parts it, and a space between words of Latin letters.
fn plain(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '·');
    let is_cjk = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let mut lower = format!(" {}", text.to_lowercase());
    while let Some((at, before)) = lower.match_indices(".net").find_map(|(at, _)| {
        lower.get(..at)?.chars().next_back().filter(|c| !c.is_ascii_alphanumeric()).map(|c| (at, c))
    }) {
        lower.replace_range(at..=at, if before == '+' || before == '#' { " ·" } else { "·" });
    }
    let (mut plain, mut gap) = (String::from("|"), String::new());
    for c in lower.chars() {
        if !is_word(c) && !is_cjk(c) {
            gap.push(c);
            continue;
        }
        let last = plain.chars().next_back().unwrap();
        match () {
            () if gap.is_empty() => {}
            () if is_word(last) && is_word(c) => plain.push(' '),
            () if gap.trim().is_empty() => {}
            () => plain.push('|'),
        }
        gap.clear();
        plain.push(c);
    }
    plain.push('|');
    plain
}

/// Whether a plain text has these words: whole ones, unless `*` follows.
fn has(plain: &str, words: &str) -> bool {
    let (words, is_prefix) = words.strip_suffix('*').map_or((words, false), |words| (words, true));
    let (first, last) = (words.chars().next().unwrap(), words.chars().next_back().unwrap());
    plain.match_indices(words).any(|(at, _)| {
        let (before, rest) = plain.split_at(at);
        let before = before.chars().next_back().unwrap();
        let after = rest.strip_prefix(words).unwrap();
        let next = after.chars().next().unwrap();
        let begins = !first.is_ascii_alphanumeric() || !(before.is_ascii_alphanumeric() || before == '·');
        let is_sharp = after
            .strip_prefix('#')
            .is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphabetic()));
        let ends = match last {
            '#' => !next.is_ascii_alphabetic(),
            _ if is_prefix || !last.is_ascii_alphanumeric() => true,
            _ => !next.is_ascii_alphanumeric() && (words != "c" || !(after.starts_with("++") || is_sharp)),
        };
        begins && ends
    })
}

#[test]
fn the_same_articles_are_found_as_by_a_linear_scan() {
    let (archive, mut numbers) = (Archive::new(), Numbers(1));
    let mut articles = Vec::new();
    for number in 0..400 {
        let [title, text, code] = [3, 12, 6].map(|length| numbers.text(PIECES, length));
        archive.put(&format!("{number:03}"), &title, &format!("{}\n\n```text\n{code}\n```", escaped(&text)));
        articles.push((format!("{number:03}"), [title, text, code].map(|text| plain(&text))));
    }
    archive.update();
    let mut found = 0;
    for (query, wanted, unwanted) in QUERIES {
        for (suffix, parts) in [("", 0..3), (" in:title", 0..1), (" in:text", 1..2), (" in:code", 2..3)] {
            let matches = |texts: &[String; 3]| {
                let has = |words: &str| texts[parts.clone()].iter().any(|text| has(text, words));
                wanted.iter().all(|words| has(words)) && (unwanted.is_empty() || !has(unwanted))
            };
            let expected: Vec<&str> =
                articles.iter().filter(|(_, texts)| matches(texts)).map(|(name, _)| name.as_str()).collect();
            assert_eq!(archive.names(&format!("{query}{suffix}")), expected, "{query}{suffix}");
            found += expected.len();
        }
    }
    assert!(found > 2000, "{found}");
}

/// Escapes what Markdown would read as a list or a heading.
fn escaped(text: &str) -> String {
    if text.starts_with(['-', '#', '(']) { format!("\\{text}") } else { text.to_owned() }
}

#[test]
fn an_update_adds_changes_and_removes_articles() {
    let archive = Archive::new();
    archive.put("a", "线程", "一");
    let b = archive.put("b", "进程", "二");
    assert!(archive.names("线程").is_empty(), "not indexed yet");
    assert!(is_outdated(&archive.catalogue).unwrap());
    assert_eq!((archive.update(), archive.update()), (2, 0));
    assert!(!is_outdated(&archive.catalogue).unwrap());
    assert_eq!(
        (archive.names("线程"), archive.names("程")),
        (vec!["a".into()], vec!["a".into(), "b".into()])
    );
    archive.put("a", "指针", "三");
    archive.catalogue.remove_article(b).unwrap();
    archive.catalogue.commit().unwrap();
    assert!(archive.names("进程").is_empty(), "removed");
    assert_eq!(archive.update(), 2);
    assert!(archive.names("程").is_empty());
    assert_eq!(archive.names("指针"), ["a"]);
    archive.put("c", "线程", "四");
    archive.update();
    assert_eq!(archive.names("线程"), ["c"], "even with the number of the removed article");
}

#[test]
fn edited_outputs_are_indexed_again() {
    let archive = Archive::new();
    for name in ["a", "b"] {
        archive.put(name, "题", "线程");
    }
    archive.update();
    archive.write("a", "# 题\n\n指针，改过\n");
    fs::remove_file(archive.folder.path().join("b.md")).unwrap();
    let found = archive.find("线程", &ArticleFilter::default());
    assert!(found.hits.iter().all(|hit| hit.is_edited));
    reindex_edited(&archive.catalogue, &found).unwrap();
    assert_eq!(archive.update(), 2);
    assert!(archive.names("线程").is_empty());
    assert_eq!(archive.names("指针"), ["a"]);
    archive.write("b", "线程池回来了");
    assert!(archive.names("线程池").is_empty());
    find_edited(&archive.catalogue).unwrap();
    assert_eq!((archive.update(), archive.names("线程池")), (1, vec!["b".into()]));
    find_edited(&archive.catalogue).unwrap();
    assert_eq!(archive.update(), 0);
}

#[test]
fn an_interrupted_update_is_completed_by_the_next() {
    let archive = Archive::new();
    for number in 0..500 {
        archive.put(&number.to_string(), "线程", "文");
    }
    let stopped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        update(&archive.catalogue, &mut |done, _| assert!(done < 450, "stopped"))
    }));
    assert!(stopped.is_err());
    let again = Catalogue::read(archive.folder.path()).unwrap().unwrap();
    let found = search(&again, &Query::parse("线程").unwrap(), &ArticleFilter::default(), 1).unwrap();
    assert_eq!((found.total, found.hits.len()), (400, 1), "two transactions");
    archive.catalogue.roll_back();
    assert_eq!(archive.update(), 100);
    assert_eq!(archive.names("线程").len(), 500);
}

#[test]
fn titles_count_more_than_text_and_text_more_than_code() {
    let archive = Archive::new();
    archive.put("code", "甲", "文字甲\n\n```c\n线程\n```");
    archive.put("text", "甲", "线程文字\n\n```c\n甲\n```");
    archive.put("title", "线程", "文字文字\n\n```c\n甲\n```");
    archive.update();
    let found = archive.find("线程", &ArticleFilter::default());
    assert_eq!(names(&found), ["title", "text", "code"]);
    assert_eq!(
        found.hits.iter().map(|hit| hit.part).collect::<Vec<_>>(),
        [Part::Text, Part::Text, Part::Code]
    );
    assert_eq!(found.hits[0].title.marks, vec![0..6]);
    assert_eq!(archive.names("线程 in:title"), ["title"]);
    assert_eq!(archive.names("线程 in:text"), ["text"]);
    assert_eq!(archive.names("线程 in:code"), ["code"]);
    assert_eq!(archive.names("线程 in:code in:title"), ["code", "title"]);
    assert_eq!(archive.names("甲 -线程 in:text"), ["code"]);
}

#[test]
fn filters_limit_the_articles() {
    let archive = Archive::new();
    let put = |name: &str, year: &str, tag: &str, author: &str| {
        let row = ArticleRow {
            author: Some(author.into()),
            user: Some(format!("{name}_1")),
            published: Some(format!("{year}-05-01T00:00:00+08:00")),
            tags: vec![tag.into(), "共同".into()],
            columns: (0..2000).map(|number| format!("{name}栏{number}")).collect(),
            languages: vec![("java".into(), 1)],
            ..row()
        };
        archive.put_row(name, "线程\n", row);
    };
    put("a", "2018", "C++", "张三");
    put("b", "2019", "100%", "李四");
    put("c", "2021", "java", "Zhang_3");
    archive.put("d", "线程", "没有日期");
    archive.update();
    let filter = ArticleFilter::default;
    let of = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    for (filter, expected) in [
        (filter(), "c b a d"),
        (ArticleFilter { authors: of(&["张三", "zhang_3"]), ..filter() }, "c a"),
        (ArticleFilter { authors: of(&["*三"]), ..filter() }, "a"),
        (ArticleFilter { authors: of(&["zhang%3", "张_"]), ..filter() }, ""),
        (ArticleFilter { users: of(&["*_1"]), ..filter() }, "c b a"),
        (ArticleFilter { tags: of(&["c++", "100%"]), ..filter() }, "b a"),
        (ArticleFilter { tags: of(&["共同"]), languages: of(&["JAVA"]), ..filter() }, "c b a"),
        (ArticleFilter { columns: of(&["b栏1999"]), ..filter() }, "b"),
        (ArticleFilter { years: vec![(2019, 2021)], ..filter() }, "c b"),
        (ArticleFilter { years: vec![(2018, 2018), (2021, 2021)], ..filter() }, "c a"),
        (ArticleFilter { statuses: of(&["preview"]), ..filter() }, ""),
    ] {
        let expected: Vec<&str> = expected.split_whitespace().collect();
        assert_eq!(names(&archive.find("", &filter)), expected, "{filter:?}");
        let mut found = names(&archive.find("线程", &filter));
        found.sort();
        let mut expected = expected.clone();
        expected.sort_unstable();
        assert_eq!(found, expected, "{filter:?}");
    }
}

#[test]
fn paths_outside_the_folder_are_not_read() {
    let archive = Archive::new();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.md"), "线程").unwrap();
    let absolute = outside.path().join("secret.md").to_str().unwrap().to_owned();
    let name = outside.path().file_name().unwrap().to_str().unwrap();
    for (number, output) in
        [absolute, format!("../{name}/secret.md"), "link/secret.md".to_owned()].iter().enumerate()
    {
        let row = ArticleRow { input: number.to_string(), output: Some(output.clone()), ..row() };
        archive.catalogue.put_article(&row, 0).unwrap();
    }
    archive.catalogue.commit().unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path(), archive.folder.path().join("link")).unwrap();
    archive.update();
    assert!(archive.names("线程").is_empty());
    let found = archive.find("", &ArticleFilter::default());
    assert!(found.hits.len() == 3 && found.hits.iter().all(|hit| hit.snippet.text.is_empty()));
}

#[test]
fn large_outputs_are_indexed() {
    let archive = Archive::new();
    archive.put("a", "大", &format!("{}最后的线程", "汉字 word。".repeat(800_000)));
    archive.update();
    let found = archive.find("最后的线程", &ArticleFilter::default());
    assert!(found.hits[0].snippet.text.ends_with("最后的线程"), "{:?}", found.hits[0].snippet);
}
