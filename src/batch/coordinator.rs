//! Decides what a run does next.
//!
//! Inputs are discovered lazily: at most one window of them is in progress.
//!
//! What is about to be written must be in the catalogue before. So that there are few transactions, converted inputs are
//! written once half a window of them is waiting, or the pool has nothing else to do.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::config::Batch;
use super::discover::Inputs;
use super::entry::Details;
use super::history::History;
use super::in_place;
use super::input::Input;
use super::internal_links;
use super::job::Job;
use super::kept;
use super::lookup::{Archive, Lookup};
use super::obsolete::{self, Changes};
use super::output_dir::OutputDir;
use super::pool::MAX_BUFFERED;
use super::record::{Failure, OutputState, Record};
use super::reorder_buffer::ReorderBuffer;
use super::slot::Slot;
use super::turns::{Coordinate, Threads};
use super::up_to_date::{Candidate, stored_details};
use super::work::{Converted, Ready, Work};
use super::write::{Outcomes, Write};
use crate::assets::ImageLocalizer;
use crate::catalogue::CatalogueError;
use crate::excerpts::Excerpts;
use crate::store::slashed;

/// What the coordinator reacts to.
pub(super) enum Event {
    Converted(usize, Box<(Job, Work)>),
    Written(usize, Box<Outcomes>),
    /// The caller has received this many records.
    Returned(usize),
    /// The caller has been waiting for records for some time.
    Waiting,
}

pub(super) struct Coordinator<'b> {
    batch: &'b Batch<'b>,
    inputs: Inputs,
    output_dir: Option<OutputDir>,
    archive: Option<Archive>,
    /// Where the records go; `None` once all are there, or the run has failed.
    records: Option<mpsc::Sender<Vec<Record>>>,
    failure: Option<CatalogueError>,
    /// The number of inputs that may be in progress.
    window: usize,
    /// Whether there may be further inputs.
    has_inputs: bool,
    /// The number of inputs that were started.
    started: usize,
    /// The number of those whose records the caller has received.
    returned: usize,
    /// Whether nothing has happened since the caller began to wait.
    is_quiet: bool,
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
    /// The records that are returned together.
    ready: Vec<Record>,
}

impl Coordinate for Coordinator<'_> {
    type Event = Event;

    fn handle(&mut self, events: Vec<Event>, threads: &Threads<'_, '_, Self>) {
        if self.records.is_some()
            && let Err(error) = self.proceed(events, threads)
        {
            (self.failure, self.records) = (Some(error), None);
        }
    }
}

impl<'b> Coordinator<'b> {
    pub(super) fn new(
        batch: &'b Batch<'b>,
        inputs: Inputs,
        output_dir: Option<OutputDir>,
        archive: Option<Archive>,
        records: mpsc::Sender<Vec<Record>>,
    ) -> Self {
        Self {
            batch,
            inputs,
            output_dir,
            archive,
            records: Some(records),
            failure: None,
            window: batch.jobs.saturating_mul(batch.window).get(),
            has_inputs: true,
            started: 0,
            returned: 0,
            is_quiet: false,
            buffered: 0,
            converting: 0,
            has_live_inputs: false,
            writes: Vec::new(),
            converted: ReorderBuffer::new(),
            finished: ReorderBuffer::new(),
            ready: Vec::new(),
        }
    }

    fn proceed(&mut self, events: Vec<Event>, threads: &Threads<'_, '_, Self>) -> Result<(), CatalogueError> {
        let (mut has_news, mut is_awaited, mut is_late) = (false, false, false);
        for event in events {
            match event {
                Event::Converted(index, converted) => {
                    self.buffered = self.buffered.saturating_sub(converted.1.buffered_bytes);
                    self.converting -= 1;
                    self.converted.put(index, Some(converted));
                    has_news = true;
                }
                Event::Written(index, outcomes) => {
                    self.record(index, *outcomes)?;
                    has_news = true;
                }
                Event::Returned(count) => self.returned += count,
                Event::Waiting => {
                    is_awaited = true;
                    is_late = std::mem::replace(&mut self.is_quiet, true);
                }
            }
        }
        self.is_quiet &= !has_news;
        loop {
            self.start_inputs(threads)?;
            self.name_converted()?;
            self.take_finished();
            // If none of the inputs needs the pool, no event comes.
            if !(self.has_inputs && self.is_idle() && self.has_room()) {
                break;
            }
        }
        // A transaction that stays open keeps other runs waiting, which write one file each.
        if is_late || has_news && self.is_time_to_write() {
            self.write(threads)?;
        }
        self.return_records(is_awaited);
        Ok(())
    }

    fn has_room(&self) -> bool {
        self.started - self.returned < self.window && self.buffered < MAX_BUFFERED
    }

    /// Whether all inputs that were started are finished.
    const fn is_idle(&self) -> bool {
        self.finished.next == self.started
    }

    fn start_inputs(&mut self, threads: &Threads<'_, '_, Self>) -> Result<(), CatalogueError> {
        while self.has_inputs && self.has_room() {
            match self.next_input() {
                Some(input) => {
                    self.start(self.started, input, threads)?;
                    self.started += 1;
                }
                None => self.has_inputs = false,
            }
        }
        Ok(())
    }

    /// Collects the records that are next.
    fn take_finished(&mut self) {
        while let Some((_, record)) = self.finished.take() {
            match record {
                Some(record) => self.ready.push(*record),
                None => self.returned += 1,
            }
        }
    }

    /// Returns the records that are ready to the caller. As that wakes it, several are returned together, unless it has
    /// been waiting for them for some time.
    fn return_records(&mut self, is_awaited: bool) {
        let is_enough = self.ready.len() >= (self.window / 4).max(1);
        if let Some(records) = &self.records
            && !self.ready.is_empty()
            && (is_enough || is_awaited || self.is_idle())
        {
            // The receiver outlives the scope of the pool.
            drop(records.send(std::mem::take(&mut self.ready)));
        }
        if self.is_idle() && !self.has_inputs {
            self.records = None;
        }
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
    fn is_time_to_write(&self) -> bool {
        self.has_live_inputs
            || self.writes.len() >= self.window / 2
            || self.converting <= self.batch.jobs.get()
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
    fn start(
        &mut self,
        index: usize,
        input: Input,
        threads: &Threads<'_, '_, Self>,
    ) -> Result<(), CatalogueError> {
        let catalogue = self.output_dir.as_ref().map(|output_dir| &output_dir.catalogue);
        let lookup = match self.archive.as_mut().zip(catalogue) {
            Some((archive, catalogue)) => archive.look_up(&input, self.batch, catalogue)?,
            None => Lookup::default(),
        };
        let Lookup { source, candidate, is_same } = lookup;
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
        let (batch, buffered_bytes) = (self.batch, input.buffered_bytes());
        self.buffered = self.buffered.saturating_add(buffered_bytes);
        self.has_live_inputs |= input.is_live();
        self.converting += 1;
        // Markdown for the caller has URLs relative to the working directory.
        let here = || Slot::In(PathBuf::new());
        let slot = self.output_dir.as_ref().map_or_else(here, |output_dir| output_dir.slot(&input));
        let root = self.output_dir.as_ref().map(|output_dir| output_dir.root.clone()).unwrap_or_default();
        threads.spawn(move || {
            let source = source.map(|source| source.with_stamp(&input));
            let candidate = candidate.map(|candidate| (candidate, root.as_path()));
            let work = Work { buffered_bytes, ..batch.work(&input, slot, candidate) };
            Event::Converted(index, Box::new((Job { input, source }, work)))
        });
        Ok(())
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
        let files = if is_unchanged { Vec::new() } else { output_dir.plan(&path, &converted, dialect)? };
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
    fn write(&mut self, threads: &Threads<'_, '_, Self>) -> Result<(), CatalogueError> {
        if let Some(output_dir) = &self.output_dir {
            output_dir.catalogue.commit()?;
        }
        let store = self.batch.images.as_ref().map(ImageLocalizer::store);
        for write in self.writes.drain(..) {
            threads.spawn(move || Event::Written(write.index, Box::new(write.run(store))));
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
    ///
    /// # Errors
    ///
    /// That of the run, if it failed.
    pub(super) fn end(self) -> Result<Changes, CatalogueError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
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
