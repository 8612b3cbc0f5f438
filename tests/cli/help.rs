//! What `--help`, `--version`, `completions` and `man` print, and that the README says the same.

use std::fs;
use std::path::Path;

use crate::workplace::Workplace;

/// A group of flags in the help of `convert`.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) flags: Vec<Flag>,
}

/// A flag as the help tells of it.
#[derive(Debug)]
pub(crate) struct Flag {
    pub(crate) long: String,
    pub(crate) default: Option<String>,
    pub(crate) values: Vec<String>,
}

/// The groups of flags of `csdown convert`, read from its help.
pub(crate) fn groups() -> Vec<Group> {
    groups_of("convert")
}

fn groups_of(command: &str) -> Vec<Group> {
    let help = run(&[command, "-h"]);
    let mut groups: Vec<Group> = Vec::new();
    for paragraph in help.split("\n\n") {
        let Some((name, body)) = paragraph.split_once(":\n").filter(|(_, body)| body.contains("--")) else {
            continue;
        };
        // A flag begins a line; what is told of it may go on in the next ones.
        let lines = body.lines().map(str::trim);
        let flags = lines.fold(Vec::<String>::new(), |mut flags, line| {
            match flags.last_mut() {
                Some(last) if !line.starts_with('-') => *last = format!("{last} {line}"),
                _ => flags.push(line.to_owned()),
            }
            flags
        });
        groups.push(Group {
            name: name.to_owned(),
            flags: flags.iter().filter_map(|text| flag(text)).collect(),
        });
    }
    groups
}

fn flag(text: &str) -> Option<Flag> {
    let long = text.split("--").nth(1)?.split([' ', ',']).next()?.to_owned();
    let told = |what: &str| text.split(&format!("[{what}: ")).nth(1)?.split(']').next().map(str::to_owned);
    let values = told("possible values").unwrap_or_default();
    let values = values.split(", ").filter(|value| !value.is_empty()).map(str::to_owned).collect();
    Some(Flag { long, default: told("default"), values })
}

fn run(args: &[&str]) -> String {
    let done = Workplace::new().run(args);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{args:?}");
    done.out
}

fn document(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_readme_has_the_help_as_it_is() {
    let help = run(&["convert", "-h"]);
    let readme = document("README.md");
    let block =
        readme.split("```console\n$ csdown convert -h\n").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(
        block.unwrap_or_default(),
        help,
        "the block in README.md is not what `csdown convert -h` prints"
    );
}

#[test]
fn the_readme_has_the_exit_codes_of_the_help() {
    let (help, readme) = (run(&["convert", "-h"]), document("README.md"));
    let codes: Vec<&str> = help.split("Exit codes:\n").nth(1).unwrap().lines().collect();
    assert_eq!(codes.len(), 4);
    for line in codes {
        let (code, meaning) = line.trim().split_once("  ").unwrap();
        assert!(readme.contains(&format!("| {code} | {meaning} |")), "README.md lacks {line}");
    }
}

#[test]
fn flags_are_in_groups_and_in_the_order_of_the_alphabet() {
    let groups = groups();
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(
        names,
        ["Options", "Input and output", "Images", "Markdown", "Metadata", "Limits", "Messages"]
    );
    for Group { name, flags } in groups.iter().chain(&groups_of("fetch")) {
        let longs: Vec<&str> = flags.iter().map(|flag| flag.long.as_str()).collect();
        assert!(!longs.is_empty() && longs.is_sorted(), "{name}: {longs:?}");
    }
}

#[test]
fn the_defaults_of_the_network_are_told() {
    let groups = groups_of("fetch");
    let network = groups.iter().find(|group| group.name == "Network").unwrap();
    let without: Vec<&str> =
        network.flags.iter().filter(|flag| flag.default.is_none()).map(|flag| flag.long.as_str()).collect();
    assert_eq!(without, ["allow-private", "ca-cert", "cookies", "header", "resolve"]);
    let told = |long: &str| network.flags.iter().find(|flag| flag.long == long).unwrap().default.as_deref();
    assert_eq!((told("interval"), told("retries"), told("timeout")), (Some("0.5"), Some("2"), Some("120")));
    assert_eq!((told("max-page"), told("robots")), (Some("16777216"), Some("respect")));
}

#[test]
fn the_long_help_tells_values_examples_configuration_and_exit_codes() {
    let help = run(&["convert", "--help"]);
    for part in [
        "Possible values:",
        "Examples:\n",
        "Configuration:\n",
        "Files:\n",
        "Exit codes:\n",
        "[default: yaml]",
    ] {
        assert!(help.contains(part), "{part}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 100), "no line is longer than 100 characters");
}

#[test]
fn the_examples_of_the_help_are_commands_that_work() {
    let help = run(&["convert", "--help"])
        + &run(&["verify", "--help"])
        + &run(&["check", "--help"])
        + &run(&["--help"]);
    let examples = help.lines().filter_map(|line| line.strip_prefix("  csdown "));
    // Those of the network have tests of their own.
    let examples: Vec<&str> = examples.filter(|example| !example.starts_with("fetch ")).collect();
    assert!(examples.len() > 10, "{examples:?}");
    for example in examples {
        let page = crate::workplace::page("题", "正文");
        let markdown = crate::workplace::markdown("题", "正文");
        let place = Workplace::with(&[
            ("post.html", page.as_str()),
            ("post.md", &markdown),
            ("posts/a.html", &page),
            ("markdown/a.md", &markdown),
            ("tests/pages/a.html", &page),
            ("tests/pages/a.md", &format!("---\ntitle: 题\n---\n\n{markdown}")),
        ]);
        place.write("crawl.warc.gz", crate::archive::record("10001", &page));
        let words = example.split("   ").next().unwrap().split(' ');
        let args: Vec<&str> =
            words.chain(["--force"].into_iter().filter(|_| example.starts_with("convert"))).collect();
        assert_eq!(place.run(&args).code, 0, "csdown {example}");
    }
}

#[test]
fn no_command_at_all_prints_the_help() {
    let done = Workplace::new().run(&[]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("convert") && done.err.contains("completions"), "{}", done.err);
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(run(&["--version"]), format!("csdown {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]);
        assert!(script.contains("front-matter"), "{shell}");
        // Those for the other two shells tell no values.
        assert!(matches!(shell, "elvish" | "powershell") || script.contains("jekyll"), "{shell}");
    }
    assert_eq!(Workplace::new().run(&["completions", "cmd"]).code, 2);
}

#[test]
fn manual_pages_tell_what_the_help_tells() {
    let (all, convert) = (run(&["man"]), run(&["man", "convert"]));
    assert!(all.starts_with(".ie") && all.contains(".TH csdown 1"), "{all}");
    assert!(convert.contains(".TH csdown-convert 1"), "{convert}");
    for Group { flags, .. } in groups() {
        for flag in flags {
            // A hyphen is escaped in a page.
            let long = flag.long.replace('-', "\\-");
            assert!(convert.contains(&format!("\\-\\-{long}")), "{long}");
        }
    }
}

#[test]
fn a_mistyped_flag_names_the_nearest() {
    let done = Workplace::new().run(&["convert", "--hard-brake", "spaces"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("--hard-break"), "{}", done.err);
}
