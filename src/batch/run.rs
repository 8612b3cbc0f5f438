//! Converts inputs on a thread pool and returns the records in input order.
//!
//! The calling thread coordinates: it names the outputs and records them in the catalogue in input order, so that the
//! results do not depend on the number of threads. The pool reads, converts and writes. Inputs are discovered lazily:
//! at most one window of them is in progress.
//!
//! What is about to be written must be in the catalogue before. So that there are few transactions, converted inputs are
//! written once half a window of them is waiting, or the pool has nothing else to do.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rayon::ScopeFifo;

use super::article_files::ArticleFiles;
use super::article_row::RowSource;
use super::config::Batch;
use super::discover::Inputs;
use super::entry::Details;
use super::history::History;
use super::in_place;
use super::input::Input;
use super::input_key::stamp_of_input;
use super::input_source::Identity;
use super::internal_links;
use super::job::Job;
use super::kept;
use super::obsolete::{self, Changes};
use super::output_dir::OutputDir;
use super::pool::{MAX_BUFFERED, pool};
use super::record::{Failure, OutputState, Record};
use super::reorder_buffer::ReorderBuffer;
use super::setup_error::SetupError;
use super::slot::Slot;
use super::up_to_date::{Candidate, stored_details};
use super::work::{Converted, Ready, Work};
use super::write::{Outcomes, Write};
use crate::assets::ImageLocalizer;
use crate::catalogue::CatalogueError;
use crate::excerpts::Excerpts;
use crate::store::slashed;

/// How long a transaction stays open without an event.
const PATIENCE: Duration = Duration::from_millis(20);

/// A message from the pool to the coordinator.
enum Event {
    Converted(usize, Box<(Job, Work)>),
    Written(usize, Box<Outcomes>),
}

/// What the catalogue knows about an input.
#[derive(Default)]
struct Lookup {
    /// What to record about it.
    source: Option<RowSource>,
    /// The earlier result, if the files of the output are as they were.
    candidate: Option<Candidate>,
    /// Whether the input is as it was.
    is_same: bool,
}

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
        let changes = pool.in_place_scope_fifo(|scope| {
            let (buffered, writes) = (0, Vec::new());
            let (converted, finished) = (ReorderBuffer::new(), ReorderBuffer::new());
            let mut coordinator = Coordinator {
                batch: self,
                inputs,
                output_dir,
                archive,
                scope,
                sender,
                buffered,
                converting: 0,
                has_live_inputs: false,
                writes,
                converted,
                finished,
            };
            coordinator.run(&receiver, each)?;
            coordinator.end()
        })?;
        if let Some(images) = &self.images {
            // On failure the index stays unsorted, but complete.
            drop(images.store().sort_index());
        }
        Ok(changes)
    }
}

/// The output folder as an archive of articles.
struct Archive {
    history: History,
    /// The number of the settings in the catalogue.
    settings: Option<i64>,
}

struct Coordinator<'s, 'scope> {
    batch: &'scope Batch<'scope>,
    inputs: Inputs,
    output_dir: Option<OutputDir>,
    archive: Option<Archive>,
    scope: &'s ScopeFifo<'scope>,
    sender: mpsc::Sender<Event>,
    /// Total bytes that the inputs being converted were read ahead.
    buffered: usize,
    /// The number of inputs being converted.
    converting: usize,
    /// Whether any input is downloaded.
    has_live_inputs: bool,
    /// What is written once it is in the catalogue.
    writes: Vec<Write>,
    /// The inputs to name next; `None` for those that are up to date.
    converted: ReorderBuffer<Option<Box<(Job, Work)>>>,
    /// The records to return next; `None` for inputs that were left undone.
    finished: ReorderBuffer<Option<Box<Record>>>,
}

impl Coordinator<'_, '_> {
    fn run(
        &mut self,
        receiver: &mpsc::Receiver<Event>,
        each: &mut dyn FnMut(Record),
    ) -> Result<(), CatalogueError> {
        let window = self.batch.jobs.saturating_mul(self.batch.window).get();
        let (mut started, mut has_inputs) = (0, true);
        loop {
            while has_inputs && started - self.finished.next < window && self.buffered < MAX_BUFFERED {
                let Some(input) = self.next_input() else {
                    has_inputs = false;
                    break;
                };
                self.start(started, input)?;
                started += 1;
            }
            // If all inputs are up to date, no event comes.
            self.name_converted()?;
            while let Some((_, record)) = self.finished.take() {
                if let Some(record) = record {
                    each(*record);
                }
            }
            if self.finished.next == started {
                if has_inputs {
                    continue;
                }
                return Ok(());
            }
            let Some(event) = self.next_event(receiver)? else { return Ok(()) };
            for event in std::iter::once(event).chain(receiver.try_iter()) {
                match event {
                    Event::Converted(index, converted) => {
                        self.buffered = self.buffered.saturating_sub(converted.1.buffered_bytes);
                        self.converting -= 1;
                        self.converted.put(index, Some(converted));
                    }
                    Event::Written(index, outcomes) => self.record(index, *outcomes)?,
                }
            }
            self.name_converted()?;
            if self.is_time_to_write(window) {
                self.write()?;
            }
        }
    }

    /// Waits for an event. Ends the transaction if that takes long: other runs may wait to write one file each.
    fn next_event(&mut self, receiver: &mpsc::Receiver<Event>) -> Result<Option<Event>, CatalogueError> {
        if let Ok(event) = receiver.recv_timeout(PATIENCE) {
            return Ok(Some(event));
        }
        self.write()?;
        // Impossible to fail, because the coordinator holds a sender.
        Ok(receiver.recv().ok())
    }

    /// Names the outputs of the inputs that are next.
    fn name_converted(&mut self) -> Result<(), CatalogueError> {
        while let Some((index, converted)) = self.converted.take() {
            if let Some(converted) = converted {
                let (job, work) = *converted;
                self.name(index, job, work)?;
            }
        }
        Ok(())
    }

    /// Whether to end the transaction. Fewer and larger ones cost less, but the pool must have enough to do, and what was
    /// downloaded must not be lost.
    fn is_time_to_write(&self, window: usize) -> bool {
        self.has_live_inputs || self.writes.len() >= window / 2 || self.converting <= self.batch.jobs.get()
    }

    fn next_input(&mut self) -> Option<Input> {
        if self.batch.stop.is_requested() {
            if !self.inputs.is_empty() {
                self.batch.stop.leave_work();
            }
            return None;
        }
        let output_dir = self.output_dir.as_ref();
        self.inputs.find(|input| !output_dir.is_some_and(|output_dir| output_dir.has_written(input)))
    }

    /// Makes the pool convert an input, unless its output is up to date.
    fn start(&mut self, index: usize, input: Input) -> Result<(), CatalogueError> {
        let Lookup { source, candidate, is_same } = self.look_up(&input)?;
        let candidate = match candidate {
            Some(Candidate { output, done, details, .. }) if is_same => {
                let (name, excerpts) = (input.name, Excerpts::default());
                let record = Record { name, output: Some(output), result: Ok(*done), details, excerpts };
                self.finished.put(index, Some(Box::new(record)));
                self.converted.put(index, None);
                return Ok(());
            }
            candidate => candidate,
        };
        let (batch, sender, buffered_bytes) = (self.batch, self.sender.clone(), input.buffered_bytes());
        self.buffered = self.buffered.saturating_add(buffered_bytes);
        self.has_live_inputs |= input.is_live();
        self.converting += 1;
        // Markdown for the caller has URLs relative to the working directory.
        let here = || Slot::In(PathBuf::new());
        let slot = self.output_dir.as_ref().map_or_else(here, |output_dir| output_dir.slot(&input));
        let root = self.output_dir.as_ref().map(|output_dir| output_dir.root.clone()).unwrap_or_default();
        self.scope.spawn_fifo(move |_| {
            let candidate = candidate.map(|candidate| (candidate, root.as_path()));
            let work = Work { buffered_bytes, ..batch.work(&input, slot, candidate) };
            // The receiver outlives the scope of the pool.
            drop(sender.send(Event::Converted(index, Box::new((Job { input, source }, work)))));
        });
        Ok(())
    }

    /// Looks an input up in the catalogue.
    fn look_up(&mut self, input: &Input) -> Result<Lookup, CatalogueError> {
        let (Some(archive), Some(output_dir)) = (&mut self.archive, &self.output_dir) else {
            return Ok(Lookup::default());
        };
        if input.remote_source().is_some_and(|source| source.identity() == Identity::Unrecorded) {
            return Ok(Lookup::default());
        }
        output_dir.catalogue.begin_reading()?;
        let (key, known) = archive.history.find(&output_dir.catalogue, input)?;
        let (stamp, settings) = (stamp_of_input(input), archive.settings);
        let earlier_output = known.as_ref().and_then(|known| known.output.clone());
        let is_same = stamp.is_some()
            && known.as_ref().is_some_and(|known| known.input_stamp == stamp)
            && !self.batch.checksum;
        let known = known.filter(|_| stamp.is_some());
        let candidate = self.batch.candidate(&output_dir.catalogue, settings, known)?;
        let needs_text = |candidate: &Candidate| self.batch.excerpts && candidate.findings().has_excerpts();
        let is_same = is_same && !candidate.as_ref().is_some_and(needs_text);
        let source = Some(RowSource { key, stamp, settings, earlier_output });
        Ok(Lookup { source, candidate, is_same })
    }

    /// Names the output of a converted input.
    fn name(
        &mut self,
        index: usize,
        job: Job,
        Work { result, excerpts, .. }: Work,
    ) -> Result<(), CatalogueError> {
        let (result, output) = match result {
            Ok(Ready::Converted(converted)) => return self.plan(index, job, *converted, excerpts),
            Ok(Ready::Unchanged(done)) => {
                let output = job.input.remote_source().and_then(|source| source.output()).map(slashed);
                let details = self.earlier_details(&job)?;
                // The catalogue knows more about it than the source, unless an earlier version of csdown wrote it.
                let source = job.source.filter(|source| source.earlier_output.is_none());
                let mut outcomes = Outcomes::new(Job { source, ..job }, output, Ok(*done), excerpts);
                outcomes.record.details = details;
                return self.record(index, outcomes);
            }
            Ok(Ready::UpToDate(Candidate { article, output, done, details, .. })) => {
                if let (Some(output_dir), Some(source)) = (&self.output_dir, &job.source) {
                    output_dir.catalogue.set_input_stamp(article, source.stamp)?;
                }
                let mut outcomes =
                    Outcomes::new(Job { source: None, ..job }, Some(output), Ok(*done), excerpts);
                outcomes.record.details = details;
                return self.record(index, outcomes);
            }
            Err(Failure::Stopped) => {
                self.batch.stop.leave_work();
                self.finished.put(index, None);
                return Ok(());
            }
            Err(failure) => (Err(failure), None),
        };
        self.record(index, Outcomes::new(job, output, result, excerpts))
    }

    /// Returns what the report of an earlier run says about an input, if reports need it.
    fn earlier_details(&self, job: &Job) -> Result<Option<Details<'static>>, CatalogueError> {
        let (Some(output_dir), Some(source), true) = (&self.output_dir, &job.source, self.batch.details)
        else {
            return Ok(None);
        };
        let Some(article) = output_dir.catalogue.article(&source.key)? else { return Ok(None) };
        let details = stored_details(&output_dir.catalogue, article)?;
        Ok(details.filter(|details| matches!(details, Details::Done(_))))
    }

    /// Records the files of a converted input in the catalogue, to be written afterwards.
    fn plan(
        &mut self,
        index: usize,
        mut job: Job,
        mut converted: Converted,
        excerpts: Excerpts,
    ) -> Result<(), CatalogueError> {
        let Some(output_dir) = &mut self.output_dir else {
            let done = converted.done(|markdown, assets| OutputState::Returned { markdown, assets });
            return self.record(index, Outcomes::new(job, None, Ok(done), excerpts));
        };
        let path = output_dir.path_for(&job.input, &converted, &mut self.inputs)?;
        let mut in_place = output_dir.in_place.clone();
        if in_place.is_some() && converted.conversion.report.passed_through {
            // Neither is it an input: a person wrote it.
            (in_place, job.source) = (None, None);
        }
        if in_place.is_some()
            && !self.batch.force
            && let Err(failure) = kept::check_in_place(&converted)
        {
            return self.record(index, Outcomes::new(job, None, Err(failure), excerpts));
        }
        // An input that is left unchanged is not recorded as an output.
        let is_unchanged = in_place.is_none() && job.input.is_file_at(&output_dir.root.join(&path));
        if is_unchanged {
            converted.links.clear();
        } else {
            internal_links::link(&output_dir.catalogue, &path, &mut converted)?;
        }
        let dialect = self.batch.converter.options().dialect();
        let files = if is_unchanged {
            Vec::new()
        } else {
            output_dir.plan(&path, &job.input, &converted, dialect)?
        };
        self.writes.push(Write {
            index,
            job,
            converted,
            excerpts,
            root: output_dir.root.clone(),
            images_folder: output_dir.files.images_folder(&path),
            path,
            files,
            in_place,
            is_shared: output_dir.is_shared(),
            force: self.batch.force,
        });
        Ok(())
    }

    /// Ends the transaction and makes the pool write what is recorded by then.
    fn write(&mut self) -> Result<(), CatalogueError> {
        if let Some(output_dir) = &self.output_dir {
            output_dir.catalogue.commit()?;
        }
        let store = self.batch.images.as_ref().map(ImageLocalizer::store);
        for write in self.writes.drain(..) {
            let sender = self.sender.clone();
            self.scope.spawn_fifo(move |_| {
                let index = write.index;
                // The receiver outlives the scope of the pool.
                drop(sender.send(Event::Written(index, Box::new(write.run(store)))));
            });
        }
        Ok(())
    }

    /// Records the result of an input in the catalogue.
    fn record(&mut self, index: usize, outcomes: Outcomes) -> Result<(), CatalogueError> {
        let catalogue = self.output_dir.as_ref().map(|output_dir| &output_dir.catalogue);
        if let Some(source) = &outcomes.source {
            source.on_finished(outcomes.record.output.as_deref(), &outcomes.record.result, catalogue)?;
        }
        if let Some(output_dir) = &self.output_dir {
            output_dir.complete(&outcomes.files)?;
            if let Some(left) = &outcomes.left {
                output_dir.catalogue.forget_file(left)?;
            }
            if let (Some(archive), Some(row)) = (&mut self.archive, &outcomes.row) {
                if let Some(superseded) = &outcomes.superseded {
                    in_place::forget(&output_dir.catalogue, superseded, row)?;
                }
                let is_kept = outcomes.record.result.is_err() && outcomes.earlier_output.is_some();
                archive.history.put(&output_dir.catalogue, row, is_kept, now())?;
                internal_links::record(&output_dir.catalogue, &outcomes, row)?;
                output_dir.leave(outcomes.earlier_output.as_deref(), row)?;
            }
        }
        self.finished.put(index, Some(outcomes.record));
        Ok(())
    }

    /// Removes what is left of outputs that have moved, and those of inputs that are gone if they are to be pruned, unless
    /// the run was stopped.
    fn end(self) -> Result<Changes, CatalogueError> {
        let mut changes = Changes::default();
        let Self { batch, inputs, output_dir: Some(output_dir), archive: Some(archive), .. } = self else {
            return Ok(changes);
        };
        let catalogue = &output_dir.catalogue;
        catalogue.create_indexes()?;
        History::put_sources(catalogue, &inputs)?;
        if batch.stop.has_left_work() {
            // What is not there may not have been reached.
            catalogue.commit()?;
            return Ok(changes);
        }
        if output_dir.in_place.is_none() {
            // Originals that were removed from a backup folder are not needed.
            changes.removed_inputs = archive.history.removed(catalogue, &inputs)?;
        }
        if batch.prune {
            obsolete::prune(catalogue, &changes.removed_inputs)?;
        }
        obsolete::remove_stale_files(catalogue, &mut changes)?;
        internal_links::update(catalogue)?;
        catalogue.commit()?;
        // The last connection to the catalogue removes its log, so it must be the one that writes.
        drop(inputs);
        Ok(changes)
    }
}

/// Returns the time in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the catalogue tells when a row was written")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}
