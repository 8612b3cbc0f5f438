//! What the tools show of the Markdown that csdown writes for them: each is run, and its pages are compared with the
//! articles. Tools that are not installed are ignored with a notice; `CONTRIBUTING.md` says how to install them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests"
)]
#![allow(clippy::disallowed_methods, reason = "environment variables name the tools")]

#[path = "../properties/blog.rs"]
mod blog;
mod blogs;
#[path = "../fixtures/case.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod case;
mod compare;
mod document;
mod fixtures;
mod listing;
mod outline;
mod page;
mod posts;
mod site;
mod text;
mod tool;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use tool::{Renderer, TOOLS, Tool};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let documents = || blogs::documents().map_err(Failed::from);
    let mut trials = vec![Trial::test("blogs/documents", documents)];
    for tool in TOOLS {
        let is_missing = (tool.find)().is_none();
        if is_missing {
            eprintln!("tests of {} are ignored: it is not installed; see CONTRIBUTING.md", tool.name);
        }
        let mut add = |group: &str, is_ignored: bool, test: fn(&Tool) -> Result<(), String>| {
            let run = move || test(tool).map_err(Failed::from);
            trials.push(
                Trial::test(format!("{group}/{}", tool.name), run)
                    .with_ignored_flag(is_missing || is_ignored),
            );
        };
        add("fixtures", true, fixtures::run);
        if matches!(tool.renderer, Renderer::Site(_)) {
            add("blogs", true, blogs::run);
        }
        add("posts", posts::folder().is_none(), posts::run);
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
