//! Records which articles were downloaded into a folder, so that runs can resume and update it.
//!
//! [`JOURNAL`] in the output folder holds one JSON object per line: a written article, or the end of a run. A line is
//! appended after all files of the article are written, so a run that is killed leaves no entry without its files.
//! Invalid lines are ignored. Entries after the last end of a run are fresh: a resumed run does not check them again.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Component, Path};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::Status;
use crate::fetch::client::Validators;
use crate::store::fold_case;
use crate::store::jsonl::JsonLines;

/// The file name of the journal in an output folder.
pub const JOURNAL: &str = ".csdown-fetch.jsonl";

/// A downloaded article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Entry {
    /// The key: see [`ArticleUrl::key`](crate::fetch::ArticleUrl::key).
    pub(super) key: String,
    /// Its URL after redirects.
    pub(super) url: String,
    /// Its output path, relative to the folder and with `/`.
    pub(super) output: String,
    /// Whether the page contained the complete article.
    pub(super) status: Status,
    /// The SHA-256 of the page as received.
    pub(super) sha256: String,
    /// The digest of the settings it was converted with.
    pub(super) options: String,
    /// The validators for conditional requests.
    #[serde(flatten)]
    pub(super) validators: Validators,
    /// The URLs of saved images.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) images: Vec<String>,
    /// The URLs of images that could not be saved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) missing_images: Vec<String>,
    /// Whether no run has ended since it was downloaded or checked.
    #[serde(skip)]
    pub(super) is_fresh: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line<E> {
    Entry(E),
    End { end: bool },
}

/// The journal of an output folder.
#[derive(Debug)]
pub(super) struct Journal(Mutex<State>);

#[derive(Debug)]
struct State {
    lines: JsonLines,
    known: Known,
}

#[derive(Debug, Default)]
struct Known {
    entries: BTreeMap<String, Entry>,
    /// The article key of each output path, [`fold_case`].
    owners: HashMap<String, String>,
}

impl Known {
    fn insert(&mut self, entry: Entry) {
        self.owners.insert(fold_case(&entry.output), entry.key.clone());
        self.entries.insert(entry.key.clone(), entry);
    }
}

impl Journal {
    /// Opens the journal of `folder`. The file is created with the first entry.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let mut known = Known::default();
        let lines = JsonLines::open(folder.join(JOURNAL), &mut |line| match serde_json::from_slice(line) {
            Ok(Line::<Entry>::Entry(entry)) if is_below(&entry.output) => {
                known.insert(Entry { is_fresh: true, ..entry });
            }
            Ok(Line::End { .. }) => known.entries.values_mut().for_each(|entry| entry.is_fresh = false),
            _ => {}
        })?;
        Ok(Self(Mutex::new(State { lines, known })))
    }

    /// Returns the entry of an article.
    pub(super) fn get(&self, key: &str) -> Option<Entry> {
        self.state().known.entries.get(key).cloned()
    }

    /// Whether `output` belongs to an article other than `key`.
    pub(super) fn is_taken(&self, output: &str, key: &str) -> bool {
        self.state().known.owners.get(&fold_case(output)).is_some_and(|owner| owner != key)
    }

    /// Records an article whose files are written.
    pub(super) fn record(&self, entry: Entry) -> io::Result<()> {
        let mut state = self.state();
        state.lines.append(&Line::Entry(&entry))?;
        state.known.insert(Entry { is_fresh: true, ..entry });
        Ok(())
    }

    /// Records the end of a run and compacts the journal to one line per article, sorted by key.
    pub(super) fn end(&self) -> io::Result<()> {
        let mut state = self.state();
        let State { lines, known } = &mut *state;
        if known.entries.values().all(|entry| !entry.is_fresh) {
            return Ok(());
        }
        let end = std::iter::once(Line::End { end: true });
        lines.replace(known.entries.values().map(Line::Entry).chain(end))?;
        known.entries.values_mut().for_each(|entry| entry.is_fresh = false);
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic cannot leave the state inconsistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether `output` is a relative path inside the folder. A journal may come from an untrusted source.
fn is_below(output: &str) -> bool {
    let mut parts = Path::new(output).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str) -> Entry {
        Entry {
            key: key.to_owned(),
            url: format!("https://blog.csdn.net/u/article/details/{key}"),
            output: format!("{key}.md"),
            status: Status::Complete,
            sha256: "0".repeat(64),
            options: "o".to_owned(),
            validators: Validators::default(),
            images: Vec::new(),
            missing_images: Vec::new(),
            is_fresh: true,
        }
    }

    #[test]
    fn entries_since_the_last_end_are_fresh() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        journal.record(entry("2")).unwrap();
        journal.end().unwrap();
        journal.record(entry("1")).unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        assert_eq!(journal.get("2").map(|entry| entry.is_fresh), Some(false));
        assert_eq!(journal.get("1"), Some(entry("1")));
        journal.end().unwrap();
        let text = std::fs::read_to_string(folder.path().join(JOURNAL)).unwrap();
        assert_eq!(text.lines().count(), 3);
        assert!(text.starts_with("{\"key\":\"1\"") && text.ends_with("{\"end\":true}\n"), "{text}");
    }

    #[test]
    fn truncated_lines_are_ignored() {
        let folder = tempfile::tempdir().unwrap();
        Journal::open(folder.path()).unwrap().record(entry("1")).unwrap();
        let path = folder.path().join(JOURNAL);
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(&path, [&whole, &whole[..cut]].concat()).unwrap();
            Journal::open(folder.path()).unwrap().record(entry("3")).unwrap();
            let journal = Journal::open(folder.path()).unwrap();
            assert!(journal.get("1").is_some() && journal.get("3").is_some(), "{cut}");
        }
    }

    #[test]
    fn outputs_outside_the_folder_are_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        for (key, output) in
            [("1", "../1.md"), ("2", "/tmp/2.md"), ("3", "a/../../3.md"), ("4", ""), ("5", "a/5.md")]
        {
            journal.record(Entry { output: output.to_owned(), ..entry(key) }).unwrap();
        }
        let journal = Journal::open(folder.path()).unwrap();
        let known = ["1", "2", "3", "4", "5"].map(|key| journal.get(key).is_some());
        assert_eq!(known, [false, false, false, false, true]);
    }

    #[test]
    fn each_output_has_one_owner() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        journal.record(Entry { output: "Title.md".to_owned(), ..entry("1") }).unwrap();
        assert!(journal.is_taken("title.md", "2") && !journal.is_taken("Title.md", "1"));
        assert!(!journal.is_taken("other.md", "2"));
    }
}
