//! The commands of `docs/archive.md`.

use csdown::batch::FolderLock;

use crate::steps::{Step, document, run, steps};
use crate::workplace::Workplace;

/// What follows a command that is run while another process writes to the archive.
const BUSY: &str = "# while another run writes to it";

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
        let printed = run(&command, &dir).out;
        drop(lock);
        assert_eq!(without_size(&printed), without_size(&output), "{command}");
    }
}
