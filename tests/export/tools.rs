//! Programs that check and read books, if they are installed.

use std::env;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns a program on `PATH`.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Runs a program, and returns whether it succeeded and everything that it printed. A program may be an archive of Java,
/// as in Debian.
pub(crate) fn run(name: &str, args: &[&Path]) -> (bool, String) {
    let program = on_path(name).unwrap();
    let mut start = [0; 2];
    File::open(&program).unwrap().read_exact(&mut start).unwrap();
    let mut command = if start == *b"PK" { Command::new("java") } else { Command::new(&program) };
    if start == *b"PK" {
        // epubcheck recurses once per link in the table of contents.
        command.args(["-Xss64m", "-jar"]).arg(&program);
    }
    let output = command.args(args).output().unwrap();
    let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (output.status.success(), text.concat())
}
