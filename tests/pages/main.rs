//! The commands of the READMEs, the cookbook, the questions and the page on exports, run against the test site. Sections that need a program
//! that is not installed are ignored.
//!
//! `cargo fix-docs` writes what the commands print into the pages.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]
#![allow(clippy::disallowed_methods, reason = "an environment variable updates the pages")]

mod folder;
mod section;
#[path = "../cli/steps.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod steps;
#[path = "../cli/workplace.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod workplace;
#[path = "../fetch/world.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod world;

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;

use csdown_test_site::writers::SU_HE;
use libtest_mimic::{Arguments, Failed, Trial};

use folder::Folder;
use section::{Section, sections};

/// Pages whose sections each start in a folder of their own.
const PAGES: &[&str] = &["docs/cookbook.md", "docs/export.md", "docs/faq.md"];

/// Held while a page is updated.
static UPDATE: Mutex<()> = Mutex::new(());

fn main() -> ExitCode {
    let readme = Trial::test("README.md", || readme().map_err(Failed::from));
    let mut trials = vec![readme.with_ignored_flag(cfg!(windows))];
    for page in PAGES {
        for section in sections(&steps::document(page)) {
            let missing = section.missing_programs();
            let name = format!("{page}/{}", section.title.to_lowercase().replace(' ', "-"));
            if !missing.is_empty() {
                eprintln!("{name} is ignored: {missing:?} not installed");
            }
            let run = move || compare(page, &section).map_err(Failed::from);
            trials.push(Trial::test(name, run).with_ignored_flag(cfg!(windows) || !missing.is_empty()));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Runs a section and compares what is printed with the page.
fn compare(page: &str, section: &Section) -> Result<(), String> {
    let text = section.replay(&Folder::new());
    if text == section.text {
        return Ok(());
    }
    if std::env::var_os("UPDATE_DOCS").is_none() {
        let diff = similar::TextDiff::from_lines(&section.text, &text);
        return Err(format!("{page} is out of date; run `cargo fix-docs`\n{}", diff.unified_diff()));
    }
    let _lock = UPDATE.lock().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    fs::write(&path, fs::read_to_string(&path).unwrap().replace(&section.text, &text)).unwrap();
    Ok(())
}

/// Runs the commands of the README in their order, except those that build csdown, which `tests/cli/help.rs` checks.
fn readme() -> Result<(), String> {
    let folder = Folder::new();
    let steps = steps::steps(&steps::document("README.md"));
    let commands = steps.into_iter().map(|step| step.command.replace("NAME", SU_HE.user));
    let commands: Vec<String> =
        commands.filter(|command| command.contains("csdown ") && !command.starts_with("cargo ")).collect();
    for command in &commands {
        let done = folder.run(command);
        if done.code != 0 || done.out.contains("warning:") || done.out.contains("error:") {
            return Err(format!("{command}exit code {}\n{}", done.code, done.out));
        }
        let output = command.split(" -o ").nth(1).and_then(|rest| rest.split_whitespace().next());
        if let Some(book) = output.filter(|_| command.contains("csdown export")) {
            if !folder.has("", book) {
                return Err(format!("{command}no book"));
            }
        } else if output.is_some_and(|output| !folder.has(output, ".md")) {
            return Err(format!("{command}no Markdown"));
        }
    }
    if commands.len() > 15 { Ok(()) } else { Err(format!("only {commands:?}")) }
}
