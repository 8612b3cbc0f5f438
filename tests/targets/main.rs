//! What the tools show of the Markdown that csdown writes for them: each is run, and its pages are compared with the
//! articles. Tools that are not installed are ignored with a notice; `CONTRIBUTING.md` says how to install them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
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
mod guide;
mod known;
mod links;
mod listing;
mod obsidian;
mod outline;
mod page;
mod posts;
mod rules;
mod site;
mod text;
mod tool;

use std::process::ExitCode;

use csdown::options::Profile;
use libtest_mimic::{Arguments, Failed, Trial};

use tool::{Renderer, TOOLS, Tool};

/// The name of a test without a tool, whether it needs real posts, and the test.
type Alone = (&'static str, bool, fn() -> Result<(), String>);

const ALONE: &[Alone] = &[
    ("outline/rules", false, rules::run),
    ("blogs/documents", false, blogs::documents),
    ("obsidian/rules", false, obsidian::rules),
    ("obsidian/fixtures", false, obsidian::fixtures),
    ("obsidian/blog", false, obsidian::blog),
    ("obsidian/posts", true, obsidian::real_posts),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let is_without_posts = posts::folder().is_none();
    let mut trials = Vec::new();
    for (name, is_ignored, test) in ALONE {
        let run = move || test().map_err(Failed::from);
        trials.push(Trial::test(*name, run).with_ignored_flag(*is_ignored && is_without_posts));
    }
    for guide in guide::guides() {
        let (name, is_missing) = (format!("guide/{}", guide.name), guide.is_missing_a_program());
        let run = move || guide.run().map_err(Failed::from);
        trials.push(Trial::test(name, run).with_ignored_flag(is_missing));
    }
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
        add("fixtures", false, fixtures::run);
        if matches!(tool.renderer, Renderer::Site(_)) {
            add("blogs", false, blogs::run);
            add("links", false, links::run);
            // Jekyll copies no images from the folder of a post.
            if tool.profile != Profile::Jekyll {
                add("folders", false, blogs::run_with_folders);
            }
        }
        add("posts", is_without_posts, posts::run);
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
