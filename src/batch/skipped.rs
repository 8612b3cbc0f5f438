//! Counts the files and folders that the discovery of inputs skips.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ignore::DirEntry;

/// Hidden folders of tools, which contain no articles.
const TOOL_FOLDERS: [&str; 6] = [".git", ".hg", ".svn", ".obsidian", ".vscode", ".idea"];

/// How the names of csdown's own files start.
const OWN: &str = ".csdown";

/// Why a file or folder is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkippedKind {
    /// A hidden file with the name of an input, or a hidden folder.
    Hidden,
    /// A symbolic link with the name of an input that leads nowhere.
    BrokenLink,
    /// A symbolic link to a folder.
    LinkedFolder,
    /// A file that cannot be converted in place, because it is not Markdown.
    NotMarkdown,
}

impl SkippedKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Hidden, Self::BrokenLink, Self::LinkedFolder, Self::NotMarkdown];
}

/// The number of files and folders that were skipped so far. Clones share the numbers.
#[derive(Debug, Clone, Default)]
pub struct Skipped {
    counts: Arc<[AtomicUsize; SkippedKind::ALL.len()]>,
}

impl Skipped {
    /// Returns the number of a kind.
    pub fn count(&self, kind: SkippedKind) -> usize {
        self.counter(kind).load(Ordering::Relaxed)
    }

    pub(super) fn add(&self, kind: SkippedKind) {
        self.counter(kind).fetch_add(1, Ordering::Relaxed);
    }

    fn counter(&self, kind: SkippedKind) -> &AtomicUsize {
        let [hidden, broken_link, linked_folder, not_markdown] = &*self.counts;
        match kind {
            SkippedKind::Hidden => hidden,
            SkippedKind::BrokenLink => broken_link,
            SkippedKind::LinkedFolder => linked_folder,
            SkippedKind::NotMarkdown => not_markdown,
        }
    }

    /// Whether `entry` is hidden or a symbolic link to a folder. Counts it, and broken links, unless it is no input by its
    /// name.
    pub(super) fn skips(&self, entry: &DirEntry, has_name_of_input: fn(&Path) -> bool) -> bool {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy());
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if name.starts_with('.') {
            let is_known = name.starts_with(OWN) || is_folder && TOOL_FOLDERS.contains(&&*name);
            if !is_known && (is_folder || has_name_of_input(path)) {
                self.add(SkippedKind::Hidden);
            }
            return true;
        }
        if !entry.path_is_symlink() {
            return false;
        }
        if path.is_dir() {
            self.add(SkippedKind::LinkedFolder);
            return true;
        }
        if has_name_of_input(path) && !path.exists() {
            self.add(SkippedKind::BrokenLink);
        }
        false
    }
}
