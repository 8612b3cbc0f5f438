//! Runs the command in a temporary folder.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A temporary folder, deleted after the test.
#[derive(Debug)]
pub(crate) struct Workplace {
    folder: TempDir,
}

/// The exit code and output of a run.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Workplace {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Creates a folder with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let dir = Self::new();
        for (path, text) in files {
            dir.write(path, text);
        }
        dir
    }

    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(below)
    }

    pub(crate) fn write(&self, below: impl AsRef<Path>, contents: impl AsRef<[u8]>) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }

    pub(crate) fn read(&self, below: impl AsRef<Path>) -> String {
        let path = self.path(below);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// All files below `folder` with their contents.
    pub(crate) fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        let mut tree = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !is_catalogue(&path) {
                    let below = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                    match fs::read(path) {
                        Ok(contents) => drop(tree.insert(below, contents)),
                        // A temporary file of a command that is running.
                        Err(error) if error.kind() == ErrorKind::NotFound => {}
                        Err(error) => panic!("{below}: {error}"),
                    }
                }
            }
        }
        tree
    }

    /// The names of the files below `folder`, except catalogues.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        self.tree(folder).into_keys().collect()
    }

    /// Whether temporary files or locks were left behind.
    pub(crate) fn has_leftovers(&self) -> bool {
        self.names("").iter().any(|name| name.contains(".tmp") || name.ends_with(csdown::batch::LOCK))
    }

    /// Builds the command, with this folder as its working directory.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_csdown"));
        command.args(args).current_dir(self.folder.path());
        command
    }

    /// Runs the command with empty standard input.
    pub(crate) fn run(&self, args: &[&str]) -> Done {
        self.run_with(args, b"")
    }

    /// Runs the command with `input` on its standard input.
    pub(crate) fn run_with(&self, args: &[&str], input: &[u8]) -> Done {
        finish(&mut self.command(args), input)
    }
}

/// Runs `command` and collects its output.
pub(crate) fn finish(command: &mut Command, input: &[u8]) -> Done {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that exits without reading closes the pipe, which is not an error.
    drop(child.stdin.take().unwrap().write_all(input));
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// A page whose article has one paragraph.
pub(crate) fn page(title: &str, paragraph: &str) -> String {
    format!("<h1 class=\"title-article\">{title}</h1><div id=\"content_views\"><p>{paragraph}</p></div>")
}

/// The Markdown of the page, without front matter.
pub(crate) fn markdown(title: &str, paragraph: &str) -> String {
    format!("# {title}\n\n{paragraph}\n")
}

/// A captcha page.
pub(crate) const CAPTCHA: &str = "<html><head><title>安全验证</title></head><body></body></html>";

/// A page with the preview of an article.
pub(crate) const PREVIEW: &str =
    "<script>var isVipArticle = true;</script><div id=\"content_views\"><p>开头</p></div>";

/// Whether `path` is a catalogue, which contains times, or a file that SQLite keeps beside it.
fn is_catalogue(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(csdown::catalogue::CATALOGUE))
}

/// Sends a signal, such as `INT`, to a running command.
#[cfg(unix)]
pub(crate) fn signal(child: &std::process::Child, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status().unwrap();
    assert!(sent.success(), "{name} is sent");
}
