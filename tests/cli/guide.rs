//! The commands of `docs/archive.md` and of the README's chapter on archives.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use csdown::batch::FolderLock;

use crate::workplace::Workplace;

/// What follows a command that is run while another process writes to the archive.
const BUSY: &str = "# while another run writes to it";

/// A command of a page, and what the page says that it prints.
#[derive(Debug)]
struct Step {
    command: String,
    output: String,
}

fn document(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Returns the commands of all `console` blocks; `> ` continues a command.
fn steps(page: &str) -> Vec<Step> {
    let blocks = page.split("\n```console\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let mut steps: Vec<Step> = Vec::new();
    for line in blocks.flat_map(str::lines) {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { command: format!("{command}\n"), output: String::new() });
            continue;
        }
        let Some(step) = steps.last_mut() else { panic!("no command before {line}") };
        let (text, more) = match line.strip_prefix("> ") {
            Some(more) => (&mut step.command, more),
            None => (&mut step.output, line),
        };
        text.push_str(more);
        text.push('\n');
    }
    steps
}

/// Runs a command in a shell. Returns what it prints.
fn run(command: &str, dir: &Workplace) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_csdown")).parent().unwrap().to_path_buf();
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([bin].into_iter().chain(env::split_paths(&others))).unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1\n{command}")]).current_dir(dir.path(""));
    shell.env("PATH", path).env("LC_ALL", "C");
    String::from_utf8(shell.output().unwrap().stdout).unwrap()
}

/// Removes the size of the catalogue, which depends on the version of SQLite.
fn without_size(text: &str) -> String {
    let lines = text.lines().map(|line| line.split(", catalogue ").next().unwrap_or_default());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn the_guide_prints_what_it_says() {
    let dir = Workplace::new();
    let steps = steps(&document("docs/archive.md"));
    assert!(steps.len() > 30, "{steps:?}");
    for Step { command, output } in steps {
        let is_busy = command.contains(BUSY);
        let lock = is_busy.then(|| FolderLock::acquire(&dir.path("blog/archive"), || false).unwrap());
        let printed = run(&command, &dir);
        drop(lock);
        assert_eq!(without_size(&printed), without_size(&output), "{command}");
    }
}

#[test]
fn the_commands_of_the_readme_succeed() {
    let guide = document("docs/archive.md");
    let readme = document("README.md");
    let chapter = readme.split("\n### Keep an archive\n").nth(1).and_then(|rest| rest.split("\n### ").next());
    let commands = steps(chapter.unwrap_or_default());
    assert!(commands.len() > 5, "{commands:?}");
    let dir = Workplace::new();
    // The pages are those of the guide's first block.
    for Step { command, .. } in steps(&guide).into_iter().take(3) {
        assert_eq!(run(&command, &dir), "", "{command}");
    }
    for Step { command, .. } in commands {
        let printed = run(&format!("set -e\n{command}echo done\n"), &dir);
        assert!(printed.ends_with("done\n"), "{command}{printed}");
        assert!(!printed.contains("warning:") && !printed.contains("error:"), "{command}{printed}");
    }
}
