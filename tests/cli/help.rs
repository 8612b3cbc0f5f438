//! The output of `--help`, `--version`, `completions` and `man`, and its copy in `docs/convert.md`.

use std::fs;
use std::path::Path;

use crate::workplace::Workplace;

/// A group of options in the help.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) options: Vec<OptionHelp>,
}

/// An option as the help describes it.
#[derive(Debug)]
pub(crate) struct OptionHelp {
    pub(crate) long: String,
    pub(crate) default: Option<String>,
    pub(crate) values: Vec<String>,
}

/// Reads the groups of options from `csdown convert -h`.
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
        // An option starts a line; its description may continue on the following lines.
        let lines = body.lines().map(str::trim);
        let options = lines.fold(Vec::<String>::new(), |mut options, line| {
            match options.last_mut() {
                Some(last) if !line.starts_with('-') => *last = format!("{last} {line}"),
                _ => options.push(line.to_owned()),
            }
            options
        });
        groups.push(Group {
            name: name.to_owned(),
            options: options.iter().filter_map(|text| option(text)).collect(),
        });
    }
    groups
}

fn option(text: &str) -> Option<OptionHelp> {
    let long = text.split("--").nth(1)?.split([' ', ',', '.']).next()?.to_owned();
    let bracketed =
        |label: &str| text.split(&format!("[{label}: ")).nth(1)?.split(']').next().map(str::to_owned);
    let values = bracketed("possible values").unwrap_or_default();
    let values = values.split(", ").filter(|value| !value.is_empty()).map(str::to_owned).collect();
    Some(OptionHelp { long, default: bracketed("default"), values })
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
fn the_page_on_converting_contains_the_help() {
    let help = run(&["convert", "-h"]);
    let page = document("docs/convert.md");
    let block =
        page.split("```console\n$ csdown convert -h\n").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(
        block.unwrap_or_default(),
        help,
        "the block in docs/convert.md is not what `csdown convert -h` prints"
    );
}

#[test]
fn options_are_grouped_and_sorted() {
    let groups = groups();
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(
        names,
        ["Options", "Input and output", "File names", "Images", "Markdown", "Metadata", "Limits", "Messages"]
    );
    for Group { name, options } in groups.iter().chain(&groups_of("fetch")) {
        let longs: Vec<&str> = options.iter().map(|option| option.long.as_str()).collect();
        assert!(!longs.is_empty() && longs.is_sorted(), "{name}: {longs:?}");
    }
}

#[test]
fn network_options_show_their_defaults() {
    let groups = groups_of("fetch");
    let network = groups.iter().find(|group| group.name == "Network").unwrap();
    let without: Vec<&str> = network
        .options
        .iter()
        .filter(|option| option.default.is_none())
        .map(|option| option.long.as_str())
        .collect();
    assert_eq!(without, ["allow-private", "ca-cert", "cookies", "header", "resolve"]);
    let default =
        |long: &str| network.options.iter().find(|option| option.long == long).unwrap().default.as_deref();
    assert_eq!(
        (default("interval"), default("retries"), default("timeout")),
        (Some("0.5"), Some("2"), Some("120"))
    );
    assert_eq!((default("max-page"), default("robots")), (Some("16777216"), Some("respect")));
}

#[test]
fn the_long_help_has_values_examples_configuration_and_exit_codes() {
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
fn the_examples_in_the_help_work() {
    let help = run(&["convert", "--help"])
        + &run(&["verify", "--help"])
        + &run(&["check", "--help"])
        + &run(&["search", "--help"])
        + &run(&["stream", "--help"])
        + &run(&["export", "--help"])
        + &run(&["--help"]);
    let examples = help.lines().filter_map(|line| line.strip_prefix("  csdown "));
    // `fetch` has its own tests, which need a server, and so has `serve`, which does not end.
    let is_other = |example: &&str| ["fetch ", "serve "].iter().any(|command| example.starts_with(command));
    let examples: Vec<&str> = examples.filter(|example| !is_other(example)).collect();
    assert!(examples.len() > 10, "{examples:?}");
    for example in examples {
        let page = crate::workplace::page("题", "正文");
        let dated = format!("<span class=link_postdate>2019-11-26</span>{page}");
        let markdown = crate::workplace::markdown("题", "正文");
        let dir = Workplace::with(&[
            ("post.html", page.as_str()),
            ("post.md", &markdown),
            ("posts/a.html", &dated),
            ("scraped/a.md", &format!("---\ntitle: 题\n---\n\n{page}")),
            ("markdown/a.md", &markdown),
            ("tests/pages/a.html", &page),
            ("tests/pages/a.md", &format!("---\ntitle: 题\n---\n\n{markdown}")),
        ]);
        crate::search::write_archive(&dir);
        dir.write("crawl.warc.gz", crate::archive::record("10001", &page));
        dir.write("pages.jsonl", serde_json::json!({"html": page}).to_string());
        dir.write("pages.jsonl.gz", dir.read("pages.jsonl"));
        dir.write("index.jsonl", "{\"path\": \"a.html\"}");
        dir.write("pages/a.html", &page);
        let command = example.split("   ").next().unwrap().split(" > ").next().unwrap();
        let words = words(command);
        let args: Vec<&str> =
            words.chain(["--force"].into_iter().filter(|_| example.starts_with("convert"))).collect();
        assert_eq!(dir.run(&args).code, 0, "csdown {example}");
    }
}

#[test]
fn the_set_up_command_of_the_readme_converts_every_sample() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = document("README.md");
    let samples = "fixtures/articles/*/input.*";
    let command = readme.lines().find(|line| line.starts_with("$ cargo ") && line.contains(samples));
    let (cargo, command) = command.unwrap().split_once(" convert ").unwrap();
    assert_eq!(cargo, "$ cargo csdown");
    assert!(document(".cargo/config.toml").contains("\ncsdown = [\"run\", \"--locked\", "));
    let (before, after) = command.split('#').next().unwrap().split_once(samples).unwrap();
    let folders = fs::read_dir(root.join("fixtures/articles")).unwrap().map(|folder| folder.unwrap().path());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path());
    let inputs: Vec<String> = files
        .filter(|file| file.file_stem().is_some_and(|stem| stem == "input"))
        .map(|file| file.to_str().unwrap().to_owned())
        .collect();
    assert!(inputs.len() > 5, "{inputs:?}");
    let args: Vec<&str> = ["convert"]
        .into_iter()
        .chain(before.split_whitespace())
        .chain(inputs.iter().map(String::as_str))
        .chain(after.split_whitespace())
        .collect();
    let done = Workplace::new().run(&args);
    assert_eq!(done.code, 0, "{}", done.err);
}

/// Splits an example at spaces outside of single quotes, as a shell does.
fn words(example: &str) -> impl Iterator<Item = &str> {
    let parts = example.split('\'').enumerate();
    parts.flat_map(|(index, part)| {
        let is_quoted = index % 2 == 1;
        part.split(move |c| c == ' ' && !is_quoted).filter(|word| !word.is_empty())
    })
}

#[test]
fn a_missing_command_prints_the_help() {
    let done = Workplace::new().run(&[]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("convert") && done.err.contains("completions"), "{}", done.err);
}

#[test]
fn the_version_matches_the_package() {
    assert_eq!(run(&["--version"]), format!("csdown {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_exist_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]);
        assert!(script.contains("front-matter"), "{shell}");
        // The scripts for the other two shells have no values.
        assert!(matches!(shell, "elvish" | "powershell") || script.contains("jekyll"), "{shell}");
    }
    assert_eq!(Workplace::new().run(&["completions", "cmd"]).code, 2);
}

#[test]
fn man_pages_contain_every_option() {
    let (all, convert) = (run(&["man"]), run(&["man", "convert"]));
    assert!(all.starts_with(".ie") && all.contains(".TH csdown 1"), "{all}");
    assert!(convert.contains(".TH csdown-convert 1"), "{convert}");
    for Group { options, .. } in groups() {
        for option in options {
            // Man pages escape hyphens.
            let long = option.long.replace('-', "\\-");
            assert!(convert.contains(&format!("\\-\\-{long}")), "{long}");
        }
    }
    // An option without a description is followed by an empty line.
    assert!(!convert.contains("\n\n.TP"), "{convert}");
    assert!(convert.contains("\ncsdown convert [OPTIONS] [INPUT]...\n"), "{convert}");
    for section in ["EXAMPLES", "CONFIGURATION", "\"EXIT CODES\""] {
        assert!(convert.contains(&format!(".SH {section}\n")), "{section}");
    }
}

/// All commands.
const COMMANDS: &[&str] = &[
    "convert",
    "explain",
    "export",
    "fetch",
    "verify",
    "check",
    "init",
    "inspect",
    "links",
    "report",
    "search",
    "serve",
    "status",
    "stream",
    "completions",
    "man",
];

/// Whether a command is part of csdown as it is built.
fn is_built(command: &str) -> bool {
    match command {
        "fetch" => cfg!(feature = "fetch"),
        "serve" => cfg!(feature = "serve"),
        _ => true,
    }
}

#[test]
fn help_fits_the_terminal() {
    let dir = Workplace::new();
    for width in [40, 60, 80, 100, 130] {
        for command in COMMANDS.iter().filter(|command| is_built(command)) {
            for help in ["-h", "--help"] {
                let mut command = dir.command(&[command, help]);
                let done = crate::workplace::finish(command.env("COLUMNS", width.to_string()), b"");
                for line in done.out.lines() {
                    let is_unbroken = line.starts_with("Usage: ") || !line.trim_start().contains(' ');
                    assert!(is_unbroken || line.chars().count() <= width.min(100), "{width}: {line}");
                }
            }
        }
    }
}

#[test]
fn man_pages_have_a_placeholder_and_a_text_for_each_option() {
    for command in COMMANDS.iter().filter(|command| is_built(command)) {
        let (help, page) = (run(&[command, "--help"]), run(&["man", command]).replace("\\-", "-"));
        // The examples have options of their own.
        let lines: Vec<&str> = help.lines().take_while(|line| *line != "Examples:").collect();
        // Texts are indented further.
        let is_option =
            |line: &str| line.starts_with("      --") || line.starts_with("  -") && !line.starts_with("  --");
        let options = lines.windows(2).filter(|lines| is_option(lines[0]));
        let mut count = 0;
        for option in options {
            let names = option[0].trim().split("--").nth(1).unwrap();
            let (long, placeholder) = names.trim_end_matches("...").split_once(' ').unwrap_or((names, ""));
            let long = long.trim_end_matches("...");
            let header = page.lines().skip_while(|line| !line.contains(&format!("\\fB--{long}\\fR"))).take(2);
            let header: Vec<&str> = header.collect();
            assert!(header[0].contains(&placeholder.replace("...", "")), "{command} --{long}: {header:?}");
            let text = option[1].trim().split(' ').next().unwrap();
            assert!(!text.is_empty() && header[1].starts_with(text), "{command} --{long}: {header:?}");
            count += 1;
        }
        assert!(count >= 1 && page.contains(".SH OPTIONS\n"), "{command}");
    }
}

#[test]
fn the_error_for_a_mistyped_option_has_a_suggestion() {
    let done = Workplace::new().run(&["convert", "--hard-brake", "spaces"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("--hard-break"), "{}", done.err);
}
