//! Converts inputs on a thread pool and returns the records in input order.
//!
//! The calling thread coordinates: it names the outputs and records them in the manifest in input order, so that the
//! results do not depend on the number of threads. The pool reads, converts and writes. Inputs are discovered lazily:
//! at most one window of them is in progress.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use rayon::ScopeFifo;

use super::article_files::{ArticleFiles, companion};
use super::config::Batch;
use super::discover::Inputs;
use super::input::Input;
use super::kept;
use super::output_dir::OutputDir;
use super::pool::{MAX_BUFFERED, catch_panics, pool};
use super::record::{Done, Failure, OutputState, Record};
use super::reorder_buffer::ReorderBuffer;
use super::setup_error::SetupError;
use super::slot::Slot;
use super::work::{Ready, Work};
use crate::assets::ImageLocalizer;
use crate::excerpts::Excerpts;
use crate::store::{OutputFile, WriteError, slashed};

/// A message from the pool to the coordinator.
enum Event {
    Converted(usize, Input, Work),
    Finished(usize, Box<Record>),
}

impl Batch<'_> {
    /// Converts `inputs` and calls `each` with the record of each input, in input order.
    ///
    /// If another process is writing to the output folder, waits until it has ended; to be notified, acquire a
    /// [`FolderLock`](super::FolderLock) first.
    ///
    /// # Errors
    ///
    /// [`SetupError`] if the run cannot start. Failures of inputs are in their records.
    pub fn run(&self, inputs: Inputs, each: &mut dyn FnMut(Record)) -> Result<(), SetupError> {
        let output_dir =
            OutputDir::open(&self.destination, ArticleFiles::of(self.converter.options()), &inputs)?;
        let pool = pool(self.jobs)?;
        let (sender, receiver) = mpsc::channel();
        pool.in_place_scope_fifo(|scope| {
            let coordinator = Coordinator { batch: self, inputs, output_dir, scope, sender, buffered: 0 };
            coordinator.run(&receiver, each);
        });
        if let Some(images) = &self.images {
            // On failure the index stays unsorted, but complete.
            drop(images.store().sort_index());
        }
        Ok(())
    }
}

struct Coordinator<'s, 'scope> {
    batch: &'scope Batch<'scope>,
    inputs: Inputs,
    output_dir: Option<OutputDir>,
    scope: &'s ScopeFifo<'scope>,
    sender: mpsc::Sender<Event>,
    /// Total bytes that the inputs being converted were read ahead.
    buffered: usize,
}

impl Coordinator<'_, '_> {
    fn run(mut self, receiver: &mpsc::Receiver<Event>, each: &mut dyn FnMut(Record)) {
        let window = self.batch.jobs.saturating_mul(self.batch.window).get();
        let (mut converted, mut finished) = (ReorderBuffer::new(), ReorderBuffer::new());
        let mut started = 0;
        loop {
            while started - finished.next < window
                && self.buffered < MAX_BUFFERED
                && let Some(input) = self.next_input()
            {
                self.convert(started, input);
                started += 1;
            }
            if finished.next == started {
                return;
            }
            match receiver.recv() {
                Ok(Event::Converted(index, input, work)) => {
                    self.buffered = self.buffered.saturating_sub(work.buffered_bytes);
                    converted.put(index, (input, work));
                }
                Ok(Event::Finished(index, record)) => finished.put(index, record),
                // Impossible, because the coordinator holds a sender.
                Err(mpsc::RecvError) => return,
            }
            while let Some((index, (input, work))) = converted.take() {
                self.finish(index, input, work);
            }
            while let Some((_, record)) = finished.take() {
                each(*record);
            }
        }
    }

    fn next_input(&mut self) -> Option<Input> {
        let output_dir = self.output_dir.as_ref();
        self.inputs.find(|input| !output_dir.is_some_and(|output_dir| output_dir.has_written(input)))
    }

    /// Makes the pool convert an input.
    fn convert(&mut self, index: usize, input: Input) {
        let (batch, sender, buffered_bytes) = (self.batch, self.sender.clone(), input.buffered_bytes());
        self.buffered = self.buffered.saturating_add(buffered_bytes);
        // Markdown for the caller has URLs relative to the working directory.
        let here = || Slot::In(PathBuf::new());
        let slot = self.output_dir.as_ref().map_or_else(here, |output_dir| output_dir.slot(&input));
        self.scope.spawn_fifo(move |_| {
            let work = Work { buffered_bytes, ..batch.work(&input, slot) };
            // The receiver outlives the scope of the pool.
            drop(sender.send(Event::Converted(index, input, work)));
        });
    }

    /// Names the output of a converted input and makes the pool write it.
    fn finish(&mut self, index: usize, input: Input, Work { result, excerpts, .. }: Work) {
        let finish = Finish { index, input, excerpts, sender: self.sender.clone() };
        let converted = match result {
            Ok(Ready::Converted(converted)) => converted,
            Ok(Ready::Unchanged(done)) => {
                let output = finish.input.remote_source().and_then(|source| source.output()).map(slashed);
                return finish.send(output, Ok(*done));
            }
            Err(failure) => return finish.send(None, Err(failure)),
        };
        let Some(output_dir) = &mut self.output_dir else {
            return finish.send(None, Ok(converted.done(OutputState::Returned)));
        };
        let input = &finish.input;
        let path = output_dir.path_for(input, &converted, &mut self.inputs);
        // An input that is left unchanged is not recorded as an output.
        let in_place = input.is_file_at(&output_dir.root.join(&path));
        let dialect = self.batch.converter.options().dialect();
        if !in_place && let Err(error) = output_dir.record(&path, input, &converted, dialect) {
            return finish.send(None, Err(WriteError::Io(error).into()));
        }
        let (root, recorded, force) =
            (output_dir.root.clone(), output_dir.manifest.recorded(), self.batch.force);
        let (is_shared, images_folder) = (output_dir.is_shared(), output_dir.files.images_folder(&path));
        let store = self.batch.images.as_ref().map(ImageLocalizer::store);
        self.scope.spawn_fifo(move |_| {
            let result = catch_panics(|| {
                if !force {
                    kept::check(&converted, &root, &path, &recorded)?;
                }
                let write = |path: &Path, contents: &[u8]| {
                    let input = finish.input.path();
                    OutputFile { root: &root, path, input, recorded: &recorded, is_shared, force }
                        .write(contents)
                };
                for image in converted.copied_images() {
                    store.map_or(Ok(()), |store| store.copy(image, &root, &images_folder))?;
                }
                for (extension, bytes) in &converted.companions {
                    write(&companion(&path, extension), bytes)?;
                }
                let written = write(&path, converted.conversion.markdown.as_bytes())?;
                Ok(converted.done(|_| OutputState::File(written)))
            });
            let output = result.is_ok().then(|| slashed(&path));
            finish.send(output, result);
        });
    }
}

/// Sends the record of an input to the coordinator.
struct Finish {
    index: usize,
    input: Input,
    excerpts: Excerpts,
    sender: mpsc::Sender<Event>,
}

impl Finish {
    fn send(self, output: Option<String>, result: Result<Done, Failure>) {
        if let Some(source) = self.input.remote_source() {
            source.on_finished(output.as_deref(), &result);
        }
        let record = Record { name: self.input.name, output, result, excerpts: self.excerpts };
        // The receiver outlives the scope of the pool.
        drop(self.sender.send(Event::Finished(self.index, Box::new(record))));
    }
}
