//! Converts inputs on a pool of threads and hands over the records in input order.
//!
//! The calling thread coordinates: it names the outputs and records them in the manifest in input order, so the
//! number of threads changes nothing that is written. Reading, converting and writing are done by the pool. An input
//! is looked for when there is room for it: at most a window of them is on its way, however many there are.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use rayon::ScopeFifo;

use super::config::Batch;
use super::discover::Inputs;
use super::input::Input;
use super::output_dir::OutputDir;
use super::pool::{MAX_BUFFERED, catch_panics, pool};
use super::record::{Done, Failure, OutputState, Record};
use super::reorder_buffer::ReorderBuffer;
use super::setup_error::SetupError;
use super::work::{Ready, Work};
use crate::excerpts::Excerpts;
use crate::file_name::file_name;
use crate::store::{OutputFile, WriteError, slashed};

/// What is on its way back from the pool.
enum Event {
    Converted(usize, Input, Work),
    Finished(usize, Box<Record>),
}

impl Batch<'_> {
    /// Converts `inputs` and calls `each` with the record of every one, in their order.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when nothing could be begun. What goes wrong with an input is in its record.
    pub fn run(&self, inputs: Inputs, each: &mut dyn FnMut(Record)) -> Result<(), SetupError> {
        let output_dir = OutputDir::open(&self.destination, &inputs)?;
        let pool = pool(self.jobs)?;
        let (sender, receiver) = mpsc::channel();
        pool.in_place_scope_fifo(|scope| {
            let coordinator = Coordinator { batch: self, inputs, output_dir, scope, sender, held: 0 };
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
    /// How many bytes the inputs that are being converted hold.
    held: usize,
}

impl Coordinator<'_, '_> {
    fn run(mut self, receiver: &mpsc::Receiver<Event>, each: &mut dyn FnMut(Record)) {
        let window = self.batch.jobs.saturating_mul(self.batch.window).get();
        let (mut converted, mut finished) = (ReorderBuffer::new(), ReorderBuffer::new());
        let mut begun = 0;
        loop {
            while begun - finished.next < window
                && self.held < MAX_BUFFERED
                && let Some(input) = self.next_input()
            {
                self.convert(begun, input);
                begun += 1;
            }
            if finished.next == begun {
                return;
            }
            match receiver.recv() {
                Ok(Event::Converted(index, input, work)) => {
                    self.held = self.held.saturating_sub(work.held);
                    converted.put(index, (input, work));
                }
                Ok(Event::Finished(index, record)) => finished.put(index, record),
                // Cannot be: this coordinator holds a sender.
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

    /// Has the pool convert an input.
    fn convert(&mut self, index: usize, input: Input) {
        let (batch, sender, held) = (self.batch, self.sender.clone(), input.buffered_bytes());
        self.held = self.held.saturating_add(held);
        // What is handed over is for the folder that the program was started in.
        let folder =
            self.output_dir.as_ref().map_or_else(PathBuf::new, |output_dir| output_dir.folder_for(&input));
        self.scope.spawn_fifo(move |_| {
            let work = Work { held, ..batch.work(&input, &folder) };
            // The receiver outlives the pool's work.
            drop(sender.send(Event::Converted(index, input, work)));
        });
    }

    /// Names the output of a converted input and has the pool write it.
    fn finish(&mut self, index: usize, input: Input, Work { result, excerpts, .. }: Work) {
        let hand_over = HandOver { index, input, excerpts, sender: self.sender.clone() };
        let converted = match result {
            Ok(Ready::Converted(converted)) => converted,
            Ok(Ready::Current(done)) => {
                let output = hand_over.input.origin().and_then(|origin| origin.output()).map(slashed);
                return hand_over.end(output, Ok(*done));
            }
            Err(failure) => return hand_over.end(None, Err(failure)),
        };
        let Some(output_dir) = &mut self.output_dir else {
            return hand_over.end(None, Ok(converted.done(OutputState::Returned)));
        };
        let input = &hand_over.input;
        let profile = self.batch.converter.options().profile;
        let name = file_name(profile, &converted.conversion.metadata, &input.stem());
        let path = output_dir.path_for(input, &name, &mut self.inputs);
        // The input itself, left as it is, is no output of ours.
        let in_place = input.is_file_at(&output_dir.root.join(&path));
        if !in_place && let Err(error) = output_dir.record(&path, &converted) {
            return hand_over.end(None, Err(WriteError::Io(error).into()));
        }
        let (root, recorded, force) =
            (output_dir.root.clone(), output_dir.manifest.recorded(), self.batch.force);
        self.scope.spawn_fifo(move |_| {
            let result = catch_panics(|| {
                let write = |path: &Path, contents: &[u8]| {
                    let input = hand_over.input.path();
                    OutputFile { root: &root, path, input, recorded: &recorded, force }.write(contents)
                };
                for (extension, bytes) in &converted.beside {
                    write(&path.with_extension(extension), bytes)?;
                }
                let written = write(&path, converted.conversion.markdown.as_bytes())?;
                Ok(converted.done(|_| OutputState::File(written)))
            });
            let output = result.is_ok().then(|| slashed(&path));
            hand_over.end(output, result);
        });
    }
}

/// The way back of an input to the coordinator.
struct HandOver {
    index: usize,
    input: Input,
    excerpts: Excerpts,
    sender: mpsc::Sender<Event>,
}

impl HandOver {
    fn end(self, output: Option<String>, result: Result<Done, Failure>) {
        if let Some(origin) = self.input.origin() {
            origin.on_finished(output.as_deref(), &result);
        }
        let record = Record { name: self.input.name, output, result, excerpts: self.excerpts };
        // The receiver outlives the pool's work.
        drop(self.sender.send(Event::Finished(self.index, Box::new(record))));
    }
}
