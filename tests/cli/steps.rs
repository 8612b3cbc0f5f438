//! The commands of a page of documentation, run in a shell.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::workplace::{Done, Workplace, finish};

/// A command of a page, and what the page says that it prints.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) command: String,
    pub(crate) output: String,
}

/// Reads a file of this repository.
pub(crate) fn document(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Returns the commands of all `console` blocks; `> ` continues a command.
pub(crate) fn steps(page: &str) -> Vec<Step> {
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

/// Runs a script in a shell. The output is that of both streams, as on a terminal.
pub(crate) fn run(script: &str, dir: &Workplace) -> Done {
    let bin = Path::new(env!("CARGO_BIN_EXE_csdown")).parent().unwrap().to_path_buf();
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([bin].into_iter().chain(env::split_paths(&others))).unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1\n{script}")]).current_dir(dir.path(""));
    shell.env("PATH", path).env("LC_ALL", "C");
    finish(&mut shell, b"")
}
