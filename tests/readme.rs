//! Checks the READMEs and `docs/` against the crate: examples, tables, links. Doc tests run the README's Rust code;
//! `tests/cli/help.rs` checks the help in `docs/convert.md`, and `tests/pages/` runs the commands.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use csdown::inspect::{Contents, contents};
use csdown::options::{FrontMatter, Profile};
use csdown::{Converter, Options};

/// The maximum length of README.md in words.
const MAX_WORDS: usize = 1200;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Returns the blocks of code of a page whose opening fence is `opening`.
fn blocks(page: &str, opening: &str) -> Vec<String> {
    let fence: String = opening.chars().take_while(|c| *c == '`').collect();
    let opening = format!("\n{opening}\n");
    page.split(&opening)
        .skip(1)
        .map(|rest| rest.split(&format!("\n{fence}\n")).next().unwrap().to_owned() + "\n")
        .collect()
}

#[test]
fn the_page_becomes_the_markdown_beside_it() {
    let readme = read("README.md");
    let markdown = csdown::convert(&blocks(&readme, "````html")[0]).unwrap();
    assert_eq!(markdown, blocks(&readme, "````markdown")[0]);
}

#[test]
fn the_readme_is_short() {
    let words = read("README.md").split_whitespace().count();
    assert!(words <= MAX_WORDS, "README.md has {words} words, and at most {MAX_WORDS} are allowed");
}

#[test]
fn configurations_are_valid() {
    let pages = [read("README.md"), read("docs/configuration.md")];
    let blocks: Vec<String> = pages.iter().flat_map(|page| blocks(page, "```toml")).collect();
    assert!(blocks.len() > 3, "{blocks:?}");
    for block in &blocks {
        let options: Options = toml::from_str(block).unwrap_or_else(|error| panic!("{block}{error}"));
        assert!(Converter::new(options).is_ok(), "{block}");
    }
    let mut expected = Options::default();
    (expected.profile, expected.front_matter.format) = (Profile::Hugo, FrontMatter::Toml);
    expected.hard_break = csdown::options::HardBreak::Backslash;
    expected.limits.bytes = 10_000_000;
    assert!(blocks.iter().any(|block| toml::from_str::<Options>(block).unwrap() == expected));
}

#[test]
fn the_examples_of_front_matter_are_what_is_written() {
    let page = read("docs/front-matter.md");
    let (html, yaml) = (blocks(&page, "```html"), blocks(&page, "```yaml"));
    let toml = blocks(&page, "```toml");
    let [first, second, hugo] = toml.as_slice() else { panic!("{toml:?}") };
    let plain = (first, format!("---\n{}---\n", yaml[0]), "\n# 用 Cargo 管理依赖\n\n正文\n");
    for (configuration, written, body) in [plain, (second, format!("+++\n{hugo}+++\n"), "\n正文\n")] {
        let options: Options = toml::from_str(configuration).unwrap();
        let markdown = Converter::new(options).unwrap().convert(&html[0]).unwrap().markdown;
        assert_eq!(markdown.strip_suffix(body).unwrap(), written);
    }
}

#[test]
fn every_profile_has_its_row() {
    for page in ["docs/front-matter.md", "docs/targets.md"] {
        let text = read(page);
        for profile in Profile::ALL {
            assert!(text.contains(&format!("\n| `{profile}` |")), "{page}: {profile}");
        }
    }
}

/// Returns the READMEs and the pages of `docs/`, with their paths.
fn pages() -> BTreeMap<PathBuf, Contents> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["", "docs"].into_iter().flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let files = files.map(|file| file.unwrap().path());
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let contents = |path: &PathBuf| contents(&csdown::parse_markdown(&fs::read_to_string(path).unwrap()));
    pages.map(|path| (path.clone(), contents(&path))).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    assert!(pages.len() > 20, "{:?}", pages.keys());
    let mut wrong = Vec::new();
    for (path, page) in &pages {
        for link in page.links.iter().filter(|link| !link.url.contains("://")) {
            let (file, anchor) = link.url.split_once('#').unwrap_or((&link.url, ""));
            let target = match file {
                "" => path.clone(),
                file => path.parent().unwrap().join(file).canonicalize().unwrap_or_default(),
            };
            let is_heading = || {
                let anchors = pages.get(&target).map(|page| &page.outline);
                anchors.is_some_and(|outline| outline.iter().any(|heading| heading.anchor == anchor))
            };
            if !target.exists() || !anchor.is_empty() && !is_heading() {
                wrong.push(format!("{}: {}", path.display(), link.url));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_documentation_is_linked_from_the_readme() {
    let pages = pages();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let linked: Vec<PathBuf> =
        pages[&root.join("README.md")].links.iter().map(|link| root.join(&link.url)).collect();
    let missing: Vec<&PathBuf> =
        pages.keys().filter(|path| path.starts_with(root.join("docs")) && !linked.contains(path)).collect();
    assert!(missing.is_empty(), "README.md has no link to {missing:#?}");
}

/// The lines of all blocks of code, without comments, which are translated.
fn code(page: &str) -> Vec<String> {
    let (mut lines, mut fence) = (Vec::new(), None);
    for line in page.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            None => continue,
            Some(open) if ticks == open && line.len() == open => fence = None,
            Some(_) => {}
        }
        let code = [" # ", " // "].iter().fold(line, |line, comment| line.split(comment).next().unwrap());
        lines.push(code.trim_end().to_owned());
    }
    lines
}

#[test]
fn both_readmes_have_the_same_code_sections_and_links() {
    let (english, chinese) = (read("README.md"), read("README.zh-CN.md"));
    assert!(code(&english).len() > 80);
    assert_eq!(code(&english), code(&chinese));
    let contents = |page: &str| contents(&csdown::parse_markdown(page));
    let (english, chinese) = (contents(&english), contents(&chinese));
    let levels = |page: &Contents| page.outline.iter().map(|heading| heading.level).collect::<Vec<_>>();
    assert_eq!(levels(&english), levels(&chinese));
    let links = |page: &Contents| page.links.iter().map(|link| link.url.clone()).collect::<BTreeSet<_>>();
    assert_eq!(links(&english), links(&chinese));
}
