//! Conversions that are killed and run again.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::workplace::Workplace;

/// The number of times a run is killed.
const KILLS: u32 = 50;

/// The number of articles.
const ARTICLES: usize = 120;

/// Options that change every output, but no name.
const OPTIONS: &[&[&str]] = &[
    &[],
    &["--front-matter", "none"],
    &["--profile", "hugo", "--assets-url", "/assets"],
    &["--front-matter", "toml", "--hard-break", "backslash"],
];

const ARGS: &[&str] =
    &["convert", "in", "-o", "out", "--assets", "out/assets", "--report", "out/report.json"];

/// Returns the visible files of the output folder.
fn files(dir: &Workplace) -> BTreeMap<String, Vec<u8>> {
    // A run may be killed before it creates the folder.
    let mut files = if dir.path("out").is_dir() { dir.tree("out") } else { BTreeMap::new() };
    files.retain(|name, _| !name.split('/').any(|part| part.starts_with('.')));
    files
}

/// Creates articles in several folders, some with an image.
fn articles() -> Workplace {
    let dir = Workplace::new();
    for n in 0..ARTICLES {
        let gif = format!("<img src='data:image/gif;base64,R0lGODlhCQAJAAAA{}'>", "A".repeat(n % 7 * 4 + 40));
        let image = if n % 3 == 0 { gif } else { String::new() };
        let paragraphs = format!("<p>第 {n} 篇<br>第二行</p>").repeat(3);
        let html = format!(
            "<h1 class=title-article>题 {n}</h1><div id=content_views>{paragraphs}<p>{image}末</p></div>"
        );
        dir.write(format!("in/{}/{}/{n}.html", n % 4, n % 5), html);
    }
    dir
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
        let options = OPTIONS[usize::try_from(random.below(4)).unwrap()];
        let mut command = dir.command(&[ARGS, options].concat());
        let mut run =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let micros = u64::try_from(length.as_micros()).unwrap();
        std::thread::sleep(Duration::from_micros(random.below(micros)));
        let has_ended = run.try_wait().unwrap().is_some();
        run.kill().unwrap();
        run.wait().unwrap();
        kills += u32::from(!has_ended);
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
