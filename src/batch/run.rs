//! Converts inputs on a pool of threads and hands over the records in input order.
//!
//! The calling thread coordinates: it names the outputs and records them in the manifest in input order, so the
//! number of threads changes nothing that is written. Reading, converting and writing are done by the pool. An input
//! is looked for when there is room for it: at most a window of them is on its way, however many there are.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use rayon::ScopeFifo;

use super::attempt::{Attempt, Ready};
use super::discover::Inputs;
use super::excerpt::Excerpts;
use super::in_order::InOrder;
use super::input::Input;
use super::names::output_name;
use super::pictures::Pictures;
use super::place::Place;
use super::pool::{MAX_HELD, guarded, pool};
use super::record::{Done, Failure, Record, Written};
use super::write::{Target, slashed};
use crate::Converter;

/// Where the Markdown goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Into this folder, which is made where it is missing; input folders are mirrored.
    Folder(PathBuf),
    /// Into this file. For one input.
    File(PathBuf),
    /// To the caller, with the [`Record`].
    Caller,
}

/// A run could not begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The output folder cannot be made or its manifest not be read.
    #[error("output folder {}: {source}", path.display())]
    Output {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// The threads could not be started.
    #[error("threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// How a run is to be done.
#[derive(Debug, Clone)]
pub struct Batch<'a> {
    /// Converts each input.
    pub converter: &'a Converter,
    /// Where the Markdown goes.
    pub destination: Destination,
    /// How many threads convert.
    pub jobs: NonZeroUsize,
    /// Whether files that are not ours may be replaced. Inputs never are.
    pub force: bool,
    /// Whether each Markdown is compared with its article: see [`crate::verify`].
    pub verify: bool,
    /// How many inputs may be on their way for each thread: of one that is killed, so many for each have to be done again.
    pub window: NonZeroUsize,
    /// Whether the pictures of each article are put beside its Markdown, and where.
    pub pictures: Option<Pictures>,
    /// Whether each record shows the places of its input that something is told of, for an [`HtmlReport`](super::HtmlReport).
    pub excerpts: bool,
}

/// What is on its way back from the pool.
enum Event {
    Converted(usize, Input, Attempt),
    Finished(usize, Box<Record>),
}

impl Batch<'_> {
    /// Converts `inputs` and calls `each` with the record of every one, in their order.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when nothing could be begun. What goes wrong with an input is in its record.
    pub fn run(&self, inputs: Inputs, each: &mut dyn FnMut(Record)) -> Result<(), SetupError> {
        let place = Place::open(&self.destination, &inputs)?;
        let pool = pool(self.jobs)?;
        let (sender, receiver) = mpsc::channel();
        pool.in_place_scope_fifo(|scope| {
            let coordinator = Coordinator { batch: self, inputs, place, scope, sender, held: 0 };
            coordinator.run(&receiver, each);
        });
        if let Some(pictures) = &self.pictures {
            // Otherwise the list stays as it grew: all of it is there.
            drop(pictures.store.settle());
        }
        Ok(())
    }
}

struct Coordinator<'s, 'scope> {
    batch: &'scope Batch<'scope>,
    inputs: Inputs,
    place: Option<Place>,
    scope: &'s ScopeFifo<'scope>,
    sender: mpsc::Sender<Event>,
    /// How many bytes the inputs that are being converted hold.
    held: usize,
}

impl Coordinator<'_, '_> {
    fn run(mut self, receiver: &mpsc::Receiver<Event>, each: &mut dyn FnMut(Record)) {
        let window = self.batch.jobs.saturating_mul(self.batch.window).get();
        let (mut converted, mut finished) = (InOrder::new(), InOrder::new());
        let mut begun = 0;
        loop {
            while begun - finished.next < window
                && self.held < MAX_HELD
                && let Some(input) = self.next_input()
            {
                self.convert(begun, input);
                begun += 1;
            }
            if finished.next == begun {
                return;
            }
            match receiver.recv() {
                Ok(Event::Converted(index, input, attempt)) => {
                    self.held = self.held.saturating_sub(attempt.held);
                    converted.put(index, (input, attempt));
                }
                Ok(Event::Finished(index, record)) => finished.put(index, record),
                // Cannot be: this coordinator holds a sender.
                Err(mpsc::RecvError) => return,
            }
            while let Some((index, (input, attempt))) = converted.take() {
                self.finish(index, input, attempt);
            }
            while let Some((_, record)) = finished.take() {
                each(*record);
            }
        }
    }

    fn next_input(&mut self) -> Option<Input> {
        let place = self.place.as_ref();
        self.inputs.find(|input| !place.is_some_and(|place| place.has_written(input)))
    }

    /// Has the pool convert an input.
    fn convert(&mut self, index: usize, input: Input) {
        let (batch, sender, held) = (self.batch, self.sender.clone(), input.held());
        self.held = self.held.saturating_add(held);
        // What is handed over is for the folder that the program was started in.
        let folder = self.place.as_ref().map_or_else(PathBuf::new, |place| place.folder_for(&input));
        self.scope.spawn_fifo(move |_| {
            let attempt = Attempt { held, ..batch.attempt(&input, &folder) };
            // The receiver outlives the pool's work.
            drop(sender.send(Event::Converted(index, input, attempt)));
        });
    }

    /// Names the output of a converted input and has the pool write it.
    fn finish(&mut self, index: usize, input: Input, Attempt { result, excerpts, .. }: Attempt) {
        let hand_over = HandOver { index, input, excerpts, sender: self.sender.clone() };
        let converted = match result {
            Ok(Ready::Converted(converted)) => converted,
            Ok(Ready::Current(done)) => {
                let output = hand_over.input.origin().and_then(|origin| origin.output()).map(slashed);
                return hand_over.end(output, Ok(*done));
            }
            Err(failure) => return hand_over.end(None, Err(failure)),
        };
        let Some(place) = &mut self.place else {
            return hand_over.end(None, Ok(converted.done(Written::Returned)));
        };
        let input = &hand_over.input;
        let profile = self.batch.converter.options().profile;
        let name = output_name(profile, &converted.conversion, &input.stem());
        let path = place.path_for(input, &name, &mut self.inputs);
        // The input itself, left as it is, is no output of ours.
        let in_place = input.is_file_at(&place.root.join(&path));
        if !in_place && let Err(error) = place.record(&path, &converted) {
            return hand_over.end(None, Err(Failure::Write(error)));
        }
        let (root, known, force) = (place.root.clone(), place.manifest.known(), self.batch.force);
        self.scope.spawn_fifo(move |_| {
            let result = guarded(|| {
                let write = |path: &Path, contents: &[u8]| {
                    let input = hand_over.input.path();
                    Target { root: &root, path, input, known: &known, force }.write(contents)
                };
                for (extension, bytes) in &converted.beside {
                    write(&path.with_extension(extension), bytes)?;
                }
                let written = write(&path, converted.conversion.markdown.as_bytes())?;
                Ok(converted.done(|_| written))
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
            origin.ended(output.as_deref(), &result);
        }
        let record = Record { name: self.input.name, output, result, excerpts: self.excerpts };
        // The receiver outlives the pool's work.
        drop(self.sender.send(Event::Finished(self.index, Box::new(record))));
    }
}
