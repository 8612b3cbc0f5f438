//! Conversions that are killed and run again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use csdown::catalogue::CATALOGUE;

use crate::workplace::Workplace;

/// The number of times a run is killed.
const KILLS: u32 = 50;

/// The number of articles.
const ARTICLES: usize = 120;

/// What a person wrote into an output.
const EDITED: &[u8] = b"# My own words\n";

/// Visible files with their contents.
type Files = BTreeMap<String, Vec<u8>>;

/// Returns the visible files of the output folder.
fn files(dir: &Workplace) -> Files {
    // A run may be killed before it creates the folder.
    let mut files = if dir.path("out").is_dir() { dir.tree("out") } else { BTreeMap::new() };
    files.retain(|name, _| !name.split('/').any(|part| part.starts_with('.')));
    files
}

/// Creates articles in several folders, some with an image.
fn articles() -> Workplace {
    let dir = Workplace::new();
    for n in 0..ARTICLES {
        write_article(&dir, n);
    }
    dir
}

fn write_article(dir: &Workplace, n: usize) {
    let gif = format!("<img src='data:image/gif;base64,R0lGODlhCQAJAAAA{}'>", "A".repeat(n % 7 * 4 + 40));
    let image = if n.is_multiple_of(3) { gif } else { String::new() };
    let paragraphs = format!("<p>第 {n} 篇<br>第二行</p>").repeat(3);
    let html = format!(
        "<h1 class=title-article>题 {n}</h1><div id=content_views>{paragraphs}<p>{image}末</p></div>"
    );
    dir.write(input(n), html);
}

fn input(n: usize) -> String {
    format!("in/{}/{}/{n}.html", n % 4, n % 5)
}

/// A xorshift generator with a fixed seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn choose<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[usize::try_from(self.below(items.len() as u64)).unwrap()]
    }
}

/// Runs a command and kills it at a random moment of `length`, which adapts to the time that commands take. Returns whether
/// it was still running.
fn kill(mut command: Command, random: &mut Random, length: &mut Duration) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut run = command.spawn().unwrap();
    let micros = u64::try_from(length.as_micros()).unwrap();
    std::thread::sleep(Duration::from_micros(random.below(micros)));
    let has_ended = run.try_wait().unwrap().is_some();
    run.kill().unwrap();
    run.wait().unwrap();
    // About every second run is killed, however fast the machine is.
    *length = if has_ended { *length * 3 / 4 } else { *length * 5 / 4 };
    !has_ended
}

/// Checks the catalogue as a killed run left it. A copy is checked, so that the next run finds the same.
fn check_catalogue(dir: &Workplace, round: u32) {
    let copy = tempfile::tempdir().unwrap();
    for end in ["", "-wal"] {
        let name = format!("{CATALOGUE}{end}");
        let file = dir.path("out").join(&name);
        if file.exists() {
            fs::copy(file, copy.path().join(name)).unwrap();
        }
    }
    let connection = rusqlite::Connection::open(copy.path().join(CATALOGUE)).unwrap();
    for check in ["integrity_check", "foreign_key_check"] {
        connection
            .pragma_query(None, check, |row| {
                let result: String = row.get(0)?;
                assert!(result == "ok" && check == "integrity_check", "round {round}: {check}: {result}");
                Ok(())
            })
            .unwrap();
    }
}

/// Options that change every output, but no name.
const OPTIONS: &[&[&str]] = &[
    &[],
    &["--front-matter", "none"],
    &["--profile", "hugo", "--assets-url", "/assets"],
    &["--front-matter", "toml", "--hard-break", "backslash"],
];

const ARGS: &[&str] =
    &["convert", "in", "-o", "out", "--assets", "out/assets", "--report", "out/report.json"];

#[test]
fn a_killed_conversion_leaves_whole_files_and_is_repeated() {
    let (mut length, mut expected) = (Duration::ZERO, Vec::new());
    for options in OPTIONS {
        let dir = articles();
        let start = Instant::now();
        assert_eq!(dir.run(&[ARGS, options].concat()).code, 0);
        length = start.elapsed();
        expected.push(files(&dir));
    }
    assert!(expected[0].len() > ARTICLES + 2, "articles, images and a report");

    let dir = articles();
    let mut random = Random(0x5eed_c5d0_2026_1129);
    let mut kills = 0;
    for round in 0..KILLS {
        let options = random.choose(OPTIONS);
        kills += u32::from(kill(dir.command(&[ARGS, options].concat()), &mut random, &mut length));
        check_catalogue(&dir, round);
        for (name, contents) in files(&dir) {
            let is_whole = match name.as_str() {
                // It also says which outputs were unchanged.
                "report.json" => serde_json::from_slice::<serde_json::Value>(&contents).is_ok(),
                _ => expected.iter().any(|files| files.get(&name) == Some(&contents)),
            };
            assert!(is_whole, "round {round}: {name} is neither complete nor missing");
        }
    }
    // How many end before they are killed depends on the load of the machine.
    assert!(kills >= KILLS / 5, "{kills} of {KILLS} runs were killed");
    let done = dir.run(&[ARGS, OPTIONS[0]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(files(&dir).keys().eq(expected[0].keys()));
    for (name, contents) in files(&dir) {
        assert!(name == "report.json" || contents == expected[0][&name], "{name}");
    }
    assert!(!dir.has_leftovers());
}

/// Options that give every output another path, or another folder for its images.
const NAMES: &[&[&str]] = &[
    &[],
    &["--layout", "folder"],
    &["--name", "all/{stem}"],
    &["--layout", "folder", "--name", "{title}/{stem}", "--front-matter", "none"],
];

const PRUNE: &[&str] = &["convert", "in", "-o", "out", "--prune"];

/// Removes every `step`th input, and writes the others; 1 removes none.
fn leave_inputs(dir: &Workplace, step: usize) {
    for n in 0..ARTICLES {
        if step > 1 && n.is_multiple_of(step) {
            drop(fs::remove_file(dir.path(input(n))));
        } else if !dir.path(input(n)).exists() {
            write_article(dir, n);
        }
    }
}

/// Returns the number of the article that an output belongs to.
fn article_of(output: &str) -> Option<usize> {
    output.rsplit('/').find_map(|part| part.trim_end_matches(".md").parse().ok())
}

/// The files that undisturbed runs make of these inputs, by step and options.
fn undisturbed(steps: &[usize]) -> (BTreeMap<(usize, usize), Files>, Duration) {
    let (mut expected, mut length) = (BTreeMap::new(), Duration::ZERO);
    for step in steps {
        for (index, names) in NAMES.iter().enumerate() {
            let dir = articles();
            leave_inputs(&dir, *step);
            let start = Instant::now();
            assert_eq!(dir.run(&[PRUNE, names].concat()).code, 0);
            length = length.max(start.elapsed());
            expected.insert((*step, index), files(&dir));
        }
    }
    (expected, length)
}

/// Checks that each file is one that some undisturbed run writes, or one that a person edited, and that those are there.
fn assert_nothing_is_torn(found: &Files, expected: &BTreeMap<(usize, usize), Files>, edited: &[String]) {
    for (name, contents) in found {
        let is_whole = expected.values().any(|files| files.get(name) == Some(contents));
        assert!(is_whole || edited.contains(name) && contents == EDITED, "{name} is torn");
    }
    for name in edited {
        assert!(found.contains_key(name), "{name}, which a person edited, is gone");
    }
}

#[test]
fn killed_runs_that_move_and_remove_outputs_lose_nothing_and_leave_nothing() {
    let steps = [1, 2, 5];
    let (expected, mut length) = undisturbed(&steps);
    let mut random = Random(0x5eed_c5d0_2026_1130);
    let dir = articles();
    let (mut kills, mut edited) = (0, Vec::new());
    for round in 0..KILLS {
        leave_inputs(&dir, *random.choose(&steps));
        let names = random.choose(NAMES);
        kills += u32::from(kill(dir.command(&[PRUNE, names].concat()), &mut random, &mut length));
        check_catalogue(&dir, round);
        let found = files(&dir);
        assert_nothing_is_torn(&found, &expected, &edited);
        let is_article = |name: &&String| Path::new(name).extension().is_some_and(|end| end == "md");
        let articles: Vec<&String> = found.keys().filter(is_article).collect();
        if round % 10 == 5 && !articles.is_empty() {
            let name = (*random.choose(&articles)).clone();
            dir.write(format!("out/{name}"), EDITED);
            edited.push(name);
        }
    }
    assert!(kills >= KILLS / 5, "{kills} of {KILLS} runs were killed");
    assert!(!edited.is_empty());
    for (step, index) in [(5, 1), (1, 0)] {
        leave_inputs(&dir, step);
        let done = dir.run(&[PRUNE, NAMES[index]].concat());
        assert!(done.code <= 1, "{}", done.err);
        let (found, expected) = (files(&dir), &expected[&(step, index)]);
        for (name, contents) in &found {
            // The last output of an article stays where an edited file takes the path of the next one.
            let is_kept = edited.iter().any(|edited| article_of(edited) == article_of(name));
            assert!(is_kept || expected.get(name) == Some(contents), "{name} is left over: {}", done.err);
        }
        for name in expected.keys().chain(&edited) {
            assert!(found.contains_key(name), "{name} is missing: {}", done.err);
        }
    }
    assert!(!dir.has_leftovers());
}

#[test]
fn an_index_that_is_killed_is_completed() {
    let dir = articles();
    let (mut random, mut kills, mut length) = (Random(0x5eed_c5d0_2026_1131), 0, Duration::from_millis(250));
    for round in 0..KILLS {
        let command = match random.below(3) {
            0 => dir.command(&["search", "out", "第", "--reindex"]),
            _ => dir.command(&[&["convert", "in", "-o", "out", "--index"], *random.choose(OPTIONS)].concat()),
        };
        kills += u32::from(kill(command, &mut random, &mut length));
        if dir.path("out").join(CATALOGUE).exists() {
            check_catalogue(&dir, round);
        }
    }
    assert!(kills >= KILLS / 5, "{kills} of {KILLS} runs were killed");
    let done = dir.run(&["convert", "in", "-o", "out", "--index"]);
    assert_eq!(done.code, 0, "{}", done.err);
    check_catalogue(&dir, KILLS);
    for query in ["第", "第二行", "题"] {
        let done = dir.run(&["search", "out", query]);
        let found = format!("csdown: {ARTICLES} articles found, 10 shown; --limit 0 shows all\n");
        assert_eq!((done.code, done.err), (0, found), "{query}");
    }
    assert!(!dir.has_leftovers());
}

/// The scraped article `n`, and its Markdown.
fn scraped(n: usize) -> (String, String) {
    let paragraph = |text: &str| format!("第 {n} 篇{text}");
    let html = format!(
        "---\ntitle: 题 {n}\n---\n\n<div id=\"content_views\"><p>{}</p><p>{}</p></div>\n",
        paragraph("一"),
        paragraph("二")
    );
    (html, format!("---\ntitle: 题 {n}\n---\n\n# 题 {n}\n\n{}\n\n{}\n", paragraph("一"), paragraph("二")))
}

#[test]
fn a_killed_conversion_in_place_loses_no_original() {
    const CONVERT: &[&str] = &["convert", "in", "--in-place", "--backup", "old/originals"];
    let path = |n: usize| format!("{}/{}/{n}.md", n % 4, n % 5);
    let dir = Workplace::new();
    let write_all = |dir: &Workplace| {
        (0..ARTICLES).for_each(|n| dir.write(format!("in/{}", path(n)), scraped(n).0));
    };
    write_all(&dir);
    let start = Instant::now();
    assert_eq!(dir.run(CONVERT).code, 0);
    let (mut length, mut kills, mut random) = (start.elapsed(), 0, Random(0x5eed_c5d0_2026_1201));
    let mut dir = Workplace::new();
    for round in 0..KILLS {
        if round % 5 == 0 {
            dir = Workplace::new();
            write_all(&dir);
        }
        kills += u32::from(kill(dir.command(CONVERT), &mut random, &mut length));
        for n in 0..ARTICLES {
            let (original, markdown) = scraped(n);
            let found = dir.read(format!("in/{}", path(n)));
            let backup = dir.path(format!("old/originals/{}", path(n)));
            let is_backed_up = fs::read_to_string(backup).is_ok_and(|found| found == original);
            let is_whole = found == original || found == markdown && is_backed_up;
            assert!(is_whole, "round {round}: {} is lost: {found}", path(n));
        }
    }
    assert!(kills >= KILLS / 5, "{kills} of {KILLS} runs were killed");
    let done = dir.run(CONVERT);
    assert_eq!(done.code, 0, "{}", done.err);
    for n in 0..ARTICLES {
        let (original, markdown) = scraped(n);
        assert_eq!(dir.read(format!("in/{}", path(n))), markdown);
        assert_eq!(dir.read(format!("old/originals/{}", path(n))), original);
    }
    assert!(!dir.has_leftovers());
}
