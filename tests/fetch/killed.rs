//! Runs that are killed and resumed.

use std::collections::HashMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use csdown::catalogue::{CATALOGUE, Catalogue};
use rusqlite::Connection;

use crate::world::World;
use csdown_test_site::log::Entry;

/// The maximum number of concurrent articles, and thus pages.
const IN_FLIGHT: usize = 4;

/// The number of times a run is killed.
const KILLS: usize = 50;

const ARGS: &[&str] = &["--user", "bai_ye_300", "--comments", "--assets", "out/assets", "--concurrency", "4"];

/// Kills a run after this time in milliseconds, unless it has ended by then. Returns whether it had not.
fn kill(world: &World, args: &[&str], after: u64) -> bool {
    let mut run = world.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(after));
    let has_ended = run.try_wait().unwrap().is_some();
    run.kill().unwrap();
    run.wait().unwrap();
    !has_ended
}

/// Checks a copy of the catalogue, as the killed run left it.
fn check_catalogue(world: &World) {
    let copy = tempfile::tempdir().unwrap();
    for end in ["", "-wal"] {
        let name = format!("{CATALOGUE}{end}");
        // The run may have been killed before it made them.
        drop(std::fs::copy(world.dir.path("out").join(&name), copy.path().join(&name)));
    }
    let catalogue = Connection::open(copy.path().join(CATALOGUE)).unwrap();
    let check = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
    assert_eq!(catalogue.query_row("PRAGMA integrity_check", [], check).unwrap(), "ok");
}

/// Edits an article that a run has recorded, and returns its name and text.
fn edit_one(world: &World) -> Option<(String, Vec<u8>)> {
    let catalogue = Catalogue::read(&world.dir.path("out")).unwrap()?;
    let is_recorded =
        |name: &String| name.strip_suffix(".md").is_some_and(|id| catalogue.download(id).unwrap().is_some());
    let (name, text) = world.files().into_iter().find(|(name, _)| is_recorded(name))?;
    let text = [&*text, b"mine\n"].concat();
    world.dir.write(format!("out/{name}"), &text);
    Some((name, text))
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
}

#[test]
fn a_killed_run_is_resumed() {
    let uninterrupted = World::new();
    let start = Instant::now();
    assert_eq!(uninterrupted.fetch(ARGS).code, 0);
    let length = u64::try_from(start.elapsed().as_millis()).unwrap();
    let mut expected = uninterrupted.files();
    let count = |extension: &str| expected.keys().filter(|name| name.ends_with(extension)).count();
    assert_eq!((count(".comments.md"), count(".md")), (300, 600));
    assert!(expected.len() > 700, "{} files, including images", expected.len());

    let world = World::new();
    let mut random = Random(0x5eed_c5d0_2026_1128);
    let (mut kills, mut edited) = (0, None);
    for _ in 0..KILLS {
        // Each run gets a small share of the duration of a complete one, so that there is work left for the next.
        let share = length * 3 / u64::try_from(KILLS).unwrap();
        kills += usize::from(kill(&world, ARGS, random.below(share + 40)));
        check_catalogue(&world);
        for (name, contents) in world.files() {
            assert!(expected.get(&name) == Some(&contents), "{name} is either complete or missing");
        }
        if kills >= KILLS / 4 && edited.is_none() {
            edited = edit_one(&world);
            expected.extend(edited.clone());
        }
    }
    assert!(kills >= KILLS / 2, "{kills} of {KILLS} runs were killed");
    assert_eq!(world.fetch(ARGS).code, 0);
    assert!(
        edited.is_some() && world.files() == expected,
        "as after an uninterrupted run, and the edit is kept"
    );
    assert!(!world.dir.has_leftovers());

    let (pages, again) = sent(&world, |entry| entry.path.contains("/article/details/"));
    assert_eq!(pages, 300);
    assert!(again <= IN_FLIGHT * kills, "{again} pages were sent again after {kills} kills");
    // Each article in progress may have images in progress.
    let (images, again) = sent(&world, |entry| entry.host.ends_with("csdnimg.cn"));
    assert!(images > 100 && again <= 2 * IN_FLIGHT * kills, "{again} of {images} images, {kills} kills");
}

#[test]
fn a_killed_run_moves_the_rest_later() {
    const ARTICLES: u64 = 60;
    let urls: Vec<String> = (1..=ARTICLES)
        .map(|n| format!("https://blog.csdn.net/bai_ye_300/article/details/{}", 160_000_000 + n))
        .collect();
    let old: Vec<&str> = urls.iter().map(String::as_str).collect();
    let new = [&old[..], &["--layout", "folder"]].concat();

    let uninterrupted = World::new();
    assert_eq!(uninterrupted.fetch(&old).code, 0);
    let before = uninterrupted.files();
    let start = Instant::now();
    assert_eq!(uninterrupted.fetch(&new).code, 0);
    let length = u64::try_from(start.elapsed().as_millis()).unwrap();
    let mut expected = uninterrupted.files();

    let world = World::new();
    assert_eq!(world.fetch(&old).code, 0);
    let (name, text) = edit_one(&world).unwrap();
    expected.insert(name, text);
    let (mut random, mut kills) = (Random(0x5eed_c5d0_2026_1130), 0);
    for _ in 0..10 {
        kills += usize::from(kill(&world, &new, random.below(length / 4) + 20));
        check_catalogue(&world);
        for (name, contents) in world.files() {
            let is_known = [&expected, &before].iter().any(|files| files.get(&name) == Some(&contents));
            assert!(is_known, "{name} is complete, and old or new");
        }
    }
    assert!(kills >= 5, "{kills} runs were killed");
    assert_eq!(world.fetch(&new).code, 0);
    assert!(world.files() == expected, "as after an uninterrupted run, and the edit is kept");
}

/// Returns the number of distinct paths that were sent, and how often one was sent again.
fn sent(world: &World, is_counted: impl Fn(&Entry) -> bool) -> (usize, usize) {
    let mut sent = HashMap::<(String, String), usize>::new();
    for entry in world.site.log().into_iter().filter(|entry| entry.status == 200 && is_counted(entry)) {
        *sent.entry((entry.host, entry.path)).or_default() += 1;
    }
    (sent.len(), sent.values().map(|times| times - 1).sum())
}
