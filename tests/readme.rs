//! Checks the README and `docs/front-matter.md` against the crate. Doc tests run its Rust code; `tests/cli/help.rs`
//! checks its usage.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use csdown::options::{FrontMatter, Profile};
use csdown::{Converter, Options};

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// The first block of code that is opened by this line.
fn block(opening: &str) -> String {
    let fence: String = opening.chars().take_while(|c| *c == '`').collect();
    let text = readme();
    let body = text.split(&format!("\n{opening}\n")).nth(1).unwrap();
    body.split(&format!("\n{fence}\n")).next().unwrap().to_owned() + "\n"
}

#[test]
fn the_page_becomes_the_markdown_beside_it() {
    let markdown = csdown::convert(&block("````html")).unwrap();
    assert_eq!(markdown, block("````markdown"));
}

#[test]
fn the_configuration_is_one() {
    let mut expected = Options::default();
    (expected.profile, expected.front_matter.format) = (Profile::Hugo, FrontMatter::Toml);
    expected.hard_break = csdown::options::HardBreak::Backslash;
    expected.limits.bytes = 10_000_000;
    let options: Options = toml::from_str(&block("```toml")).unwrap();
    assert_eq!(options, expected);
    assert!(Converter::new(options).is_ok());
}

#[test]
fn the_examples_of_front_matter_are_what_is_written() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/front-matter.md")).unwrap();
    // Every second part is outside a block of code.
    let blocks: Vec<&str> = page.split("\n```").skip(1).step_by(2).collect();
    let code = |info| blocks.iter().filter_map(|block| block.strip_prefix(info)).collect::<Vec<_>>();
    let (html, yaml, toml) = (code("html\n"), code("yaml\n"), code("toml\n"));
    let [first, second, hugo] = toml.as_slice() else { panic!("{toml:?}") };
    let plain = (first, format!("---\n{}\n---\n", yaml[0]), "\n# 用 Cargo 管理依赖\n\n正文\n");
    for (configuration, written, body) in [plain, (second, format!("+++\n{hugo}\n+++\n"), "\n正文\n")] {
        let options: Options = toml::from_str(configuration).unwrap();
        let markdown = Converter::new(options).unwrap().convert(html[0]).unwrap().markdown;
        assert_eq!(markdown.strip_suffix(body).unwrap(), written);
    }
}

#[test]
fn every_profile_has_its_row() {
    for profile in Profile::ALL {
        assert!(readme().contains(&format!("\n| `{profile}` |")), "{profile}");
    }
}

#[test]
fn every_linked_file_exists() {
    let text = readme();
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for target in targets.filter(|target| !target.starts_with("http")) {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(target).exists(), "{target}");
    }
}
