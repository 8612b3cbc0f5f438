//! Remembers what was fetched into a folder, so that a run goes on where another was stopped.
//!
//! [`JOURNAL`] in the output folder holds one JSON object a line: an article whose output was written, or the end of
//! a run. A line is written when all of the article's files are in their places, so a run killed at any point has
//! nothing in the journal that is not in the folder. Lines that cannot be read are skipped. What was fetched since
//! the last end is fresh: a run that goes on leaves it alone.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Component, Path};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::Status;
use crate::fetch::client::Validators;
use crate::store::fold_case;
use crate::store::jsonl::JsonLines;

/// The name of the journal in an output folder.
pub const JOURNAL: &str = ".csdown-fetch.jsonl";

/// An article that was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Entry {
    /// By what it is known: see [`Address::key`](crate::fetch::Address::key).
    pub(super) key: String,
    /// The address it came from in the end.
    pub(super) url: String,
    /// Its output below the folder, with `/`.
    pub(super) output: String,
    /// How much of it the page held.
    pub(super) status: Status,
    /// The SHA-256 of what was received.
    pub(super) sha256: String,
    /// The options it was converted with, as a digest.
    pub(super) options: String,
    /// What to ask the server with, whether it has changed.
    #[serde(flatten)]
    pub(super) validators: Validators,
    /// The addresses of pictures that were saved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) pictures: Vec<String>,
    /// The addresses of pictures that could not be saved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) missing_pictures: Vec<String>,
    /// Whether no run has ended since.
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
    /// Whose an output is, by its path, [`folded`].
    owners: HashMap<String, String>,
}

impl Known {
    fn insert(&mut self, entry: Entry) {
        self.owners.insert(fold_case(&entry.output), entry.key.clone());
        self.entries.insert(entry.key.clone(), entry);
    }
}

impl Journal {
    /// Opens the journal of `folder`. Nothing is created before the first line.
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

    /// What is known of an article.
    pub(super) fn get(&self, key: &str) -> Option<Entry> {
        self.state().known.entries.get(key).cloned()
    }

    /// Whether `output` is that of another article than `key`.
    pub(super) fn is_taken(&self, output: &str, key: &str) -> bool {
        self.state().known.owners.get(&fold_case(output)).is_some_and(|owner| owner != key)
    }

    /// Records an article whose files are in their places.
    pub(super) fn record(&self, entry: Entry) -> io::Result<()> {
        let mut state = self.state();
        state.lines.append(&Line::Entry(&entry))?;
        state.known.insert(Entry { is_fresh: true, ..entry });
        Ok(())
    }

    /// Records that a run is through: the journal is written anew, a line for each article, in their order.
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
        // No panic can leave it half changed: an entry is inserted whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether `output` is a path below a folder, as those we write are: a journal may have come with a folder of others'.
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
            pictures: Vec::new(),
            missing_pictures: Vec::new(),
            is_fresh: true,
        }
    }

    #[test]
    fn what_was_fetched_since_the_last_end_is_fresh() {
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
    fn a_torn_line_is_passed_over() {
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
    fn an_output_elsewhere_is_none() {
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
    fn an_output_belongs_to_one_article() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path()).unwrap();
        journal.record(Entry { output: "Title.md".to_owned(), ..entry("1") }).unwrap();
        assert!(journal.is_taken("title.md", "2") && !journal.is_taken("Title.md", "1"));
        assert!(!journal.is_taken("other.md", "2"));
    }
}
