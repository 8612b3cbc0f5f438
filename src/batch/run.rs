//! Converts inputs on a thread pool and returns the records in input order.
//!
//! One thread at a time coordinates: it names the outputs and records them in the catalogue in input order, so that the
//! results do not depend on the number of threads. The pool reads, converts and writes, and the calling thread gets the
//! records.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::article_files::ArticleFiles;
use super::config::Batch;
use super::coordinator::{Coordinator, Event};
use super::discover::Inputs;
use super::history::History;
use super::lookup::Archive;
use super::obsolete::Changes;
use super::output_dir::OutputDir;
use super::pool::pool;
use super::record::Record;
use super::setup_error::SetupError;
use super::turns::{Threads, Turns};

/// How long the calling thread waits for records before it has the coordinator see whether anything happens.
const PATIENCE: Duration = Duration::from_millis(20);

impl Batch<'_> {
    /// Converts `inputs` and calls `each` with the record of each input, in input order. Returns what has become of the
    /// outputs of earlier runs.
    ///
    /// In an output folder, inputs whose output is up to date are skipped.
    ///
    /// If another process is writing to the output folder, waits until it has ended; to be notified, acquire a
    /// [`FolderLock`](super::FolderLock) first.
    ///
    /// # Errors
    ///
    /// [`SetupError`] if the run cannot start, or the catalogue cannot be written. Failures of inputs are in their records.
    pub fn run(&self, inputs: Inputs, each: &mut dyn FnMut(Record)) -> Result<Changes, SetupError> {
        let output_dir =
            OutputDir::open(&self.destination, ArticleFiles::of(self.converter.options()), &inputs)?;
        if let Some(in_place) = output_dir.as_ref().and_then(|output_dir| output_dir.in_place.as_ref()) {
            self.written.ignore(&in_place.root);
        }
        let archive = match &output_dir {
            Some(output_dir) if output_dir.is_destination() => Some(Archive {
                history: History::new(&output_dir.catalogue)?,
                settings: self.settings(output_dir)?,
            }),
            _ => None,
        };
        if let Some(output_dir) = output_dir.as_ref().filter(|_| self.links_articles()) {
            output_dir.catalogue.track_links()?;
        }
        let pool = pool(self.jobs)?;
        let (sender, receiver) = mpsc::channel();
        let turns = Turns::new(Coordinator::new(self, inputs, output_dir, archive, sender));
        pool.in_place_scope_fifo(|scope| {
            let threads = Threads::new(scope, &turns);
            threads.hand_over(Event::Returned(0));
            loop {
                match receiver.recv_timeout(PATIENCE) {
                    Ok(records) => {
                        let count = records.len();
                        records.into_iter().for_each(&mut *each);
                        threads.hand_over(Event::Returned(count));
                    }
                    Err(RecvTimeoutError::Timeout) => threads.hand_over(Event::Waiting),
                    // The coordinator has ended.
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
        });
        // A panic of the coordinator goes on above.
        let changes =
            turns.into_inner().map(|coordinator| coordinator.end()).transpose()?.unwrap_or_default();
        if let Some(images) = &self.images {
            // On failure the index stays unsorted, but complete.
            drop(images.store().sort_index());
        }
        Ok(changes)
    }
}
