//! The commands of `docs/targets.md`, from an empty folder to a site that shows the posts.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::blogs;
use super::compare::Workplace;
use super::tool::{installed, run as run_command};

/// What stands in for commands that need the network: the packages are there already.
const STUBS: &str = "npm() { ln -s \"$CSDOWN_NODE_MODULES\" node_modules; }\n\
    npx() { \"$@\"; }\ngem() { :; }\npip() { :; }\napt() { :; }\nsudo() { \"$@\"; }\n";

/// The number of posts in the folder from which a guide starts.
const POSTS: usize = 5;

/// A section with commands.
pub(crate) struct Guide {
    pub(crate) name: String,
    commands: String,
    /// The file that exists after them.
    result: String,
}

/// Returns the sections of the page that have commands.
pub(crate) fn guides() -> Vec<Guide> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/targets.md");
    let text = fs::read_to_string(page).unwrap_or_default();
    text.split("\n## ").skip(1).filter_map(guide).collect()
}

fn guide(section: &str) -> Option<Guide> {
    let name = section.lines().next()?.to_lowercase().replace(' ', "-");
    let (_, rest) = section.split_once("\n```console\n")?;
    let (block, after) = rest.split_once("\n```\n")?;
    let commands = block.lines().flat_map(|line| [line.strip_prefix("$ ").unwrap_or(line), "\n"]).collect();
    let is_file = |span: &&str| Path::new(span).extension().is_some_and(|end| end == "html" || end == "md");
    let result = after.split('`').skip(1).step_by(2).find(is_file)?.to_owned();
    Some(Guide { name, commands, result })
}

impl Guide {
    /// Whether a program that the commands use is not installed.
    pub(crate) fn is_missing_a_program(&self) -> bool {
        let is_present =
            |program: &str| env::split_paths(&path()).any(|folder| folder.join(program).exists());
        let used = self.commands.lines().filter_map(|line| line.split(' ').next());
        ["hugo", "jekyll", "hexo", "pandoc", "cmark-gfm", "ruby", "marked"]
            .iter()
            .any(|program| used.clone().any(|used| used == *program) && !is_present(program))
    }

    pub(crate) fn run(&self) -> Result<(), String> {
        let workplace = Workplace::new(&format!("guide-{}", self.name));
        let (folder, posts) = (workplace.folder("start"), workplace.folder("start/posts"));
        for number in 0..POSTS {
            fs::write(posts.join(format!("post-{number}.html")), blogs::post(number)).unwrap();
        }
        let script = format!("{STUBS}{}pwd\n", self.commands);
        let mut command = Command::new("sh");
        command.args(["-e", "-c", &script]).current_dir(folder).env("PATH", path());
        command.env("CSDOWN_NODE_MODULES", installed().join("node_modules"));
        let printed = String::from_utf8(run_command(&mut command)?).unwrap();
        let last = printed.lines().last().unwrap_or_default();
        let result = Path::new(last).join(&self.result);
        let text = fs::read_to_string(&result).map_err(|error| format!("{}: {error}", result.display()))?;
        if text.contains("第 ") { Ok(()) } else { Err(format!("{} does not show a post", result.display())) }
    }
}

/// Returns the search path with the command and the tools in front.
fn path() -> OsString {
    let command = Path::new(env!("CARGO_BIN_EXE_csdown")).parent().map(Path::to_path_buf);
    let tools = [installed().join("venv/bin"), installed().join("node_modules/.bin")];
    let others = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = command.into_iter().chain(tools).chain(env::split_paths(&others)).collect();
    env::join_paths(folders).unwrap()
}
