//! Converts inputs on a pool of threads and hands over the records in input order.
//!
//! The calling thread coordinates: it names the outputs and records them in the manifest in input order, so the
//! number of threads changes nothing that is written. Reading, converting and writing are done by the pool. An input
//! is looked for when there is room for it: at most a window of them is on its way, however many there are.

use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::{ScopeFifo, ThreadPool};

use super::discover::Inputs;
use super::excerpt::Excerpts;
use super::in_order::InOrder;
use super::input::Input;
use super::manifest::{Manifest, digest};
use super::names::{Names, folder_below, output_name};
use super::origin::{Arrival, Companion, Contents, Page};
use super::pictures::{PictureAccount, Pictures, SavedPage};
use super::record::{Done, Failure, Record, Written};
use super::write::{Target, folder_of, resolved, slashed};
use crate::verify::Verification;
use crate::{Conversion, Converter, Draft, Hints, Warning, WarningCode};

/// How many inputs may be on their way for each thread, where they are at hand.
pub const WINDOW: NonZeroUsize = NonZeroUsize::new(16).unwrap();

/// How many bytes inputs on their way may hold that were read before their turn, but for the last of them.
const MAX_HELD: usize = 64 << 20;

/// The stack of a worker: the deepest tree allowed takes a fraction of it, also in a debug build.
const STACK: usize = 16 << 20;

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

/// What became of an input before anything was written.
struct Attempt {
    result: Result<Ready, Failure>,
    excerpts: Excerpts,
    /// How many bytes the input held before.
    held: usize,
}

/// An input that could be done.
enum Ready {
    Converted(Box<Converted>),
    /// The output of an earlier run is what it would be now.
    Current(Box<Done>),
}

/// An input converted and not yet written.
struct Converted {
    conversion: Conversion,
    verification: Option<Verification>,
    input_sha256: String,
    output_sha256: String,
    /// What is written beside the output: what follows the name and a dot, and the contents.
    beside: Vec<(&'static str, Vec<u8>)>,
    pictures: Option<PictureAccount>,
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

    /// Reads and converts an input, whose output goes into `folder`.
    fn attempt(&self, input: &Input, folder: &Path) -> Attempt {
        let page = match guarded(|| input.arrive(self.converter.options().limits.bytes)) {
            Ok(Arrival::Page(page)) => page,
            Ok(Arrival::Current(done)) => return Attempt::without_excerpts(Ok(Ready::Current(done))),
            Err(failure) => return Attempt::without_excerpts(Err(failure)),
        };
        let result = guarded(|| self.convert(input, &page, folder));
        let excerpts = || match &result {
            _ if !self.excerpts => Excerpts::default(),
            Ok(Converted { conversion, verification, .. }) => {
                Excerpts::of_conversion(&page.bytes, &page.hints(), conversion, verification.as_ref())
            }
            Err(failure) => Excerpts::of_failure(&page.bytes, &page.hints(), failure),
        };
        // A fault in what is shown of a conversion is none of the conversion.
        let excerpts = guarded(|| Ok(excerpts())).unwrap_or_default();
        let ready = |mut converted: Converted| {
            converted.conversion.report.warnings.splice(0..0, page.warnings);
            for companion in page.companions {
                self.accompany(&mut converted, companion, folder);
            }
            Ready::Converted(Box::new(converted))
        };
        Attempt { result: result.map(ready), excerpts, held: 0 }
    }

    fn convert(&self, input: &Input, page: &Page, folder: &Path) -> Result<Converted, Failure> {
        let (bytes, hints) = (&page.bytes, page.hints());
        let (mut draft, verification) = if self.verify {
            let (draft, verification) = self.converter.draft_verified(bytes, &hints)?;
            (draft, Some(verification))
        } else {
            (self.converter.draft(bytes, &hints)?, None)
        };
        let pictures = self.place_pictures(&mut draft, input, page, folder);
        let conversion = draft.finish()?;
        let output_sha256 = digest(conversion.markdown.as_bytes());
        let (input_sha256, beside) = (digest(bytes), Vec::new());
        Ok(Converted { conversion, verification, input_sha256, output_sha256, beside, pictures })
    }

    /// Puts a companion beside what was converted, or warns that it is missing.
    fn accompany(
        &self,
        converted: &mut Converted,
        Companion { extension, contents }: Companion,
        folder: &Path,
    ) {
        let bytes = match contents {
            Contents::Bytes(bytes) => Ok(bytes),
            Contents::Html(html) => guarded(|| {
                let bare = self.converter.without_front_matter();
                let mut draft = bare.draft(html.as_bytes(), &Hints::default())?;
                if let Some(pictures) = &self.pictures {
                    let saved = SavedPage::new(html.as_bytes(), None, None);
                    let account = pictures.gather(&mut draft, &saved, &resolved(folder));
                    converted.pictures.get_or_insert_default().add(account);
                }
                Ok(draft.finish()?.markdown.into_bytes())
            }),
        };
        match bytes {
            Ok(bytes) => converted.beside.push((extension, bytes)),
            Err(failure) => {
                let warning = Warning::new(WarningCode::CompanionMissing, None, &failure.to_string());
                converted.conversion.report.warnings.insert(0, warning);
            }
        }
    }

    /// Makes the pictures of an article lead to where they are from `folder`, where its output will be.
    fn place_pictures(
        &self,
        draft: &mut Draft<'_>,
        input: &Input,
        page: &Page,
        folder: &Path,
    ) -> Option<PictureAccount> {
        if self.pictures.is_none() && page.folder.is_none() {
            return None;
        }
        let saved = SavedPage::new(&page.bytes, input.path(), page.folder.as_deref());
        let folder = resolved(folder);
        if self.pictures.is_none() {
            saved.link(draft, &folder);
        }
        self.pictures.as_ref().map(|pictures| pictures.gather(draft, &saved, &folder))
    }
}

impl Attempt {
    fn without_excerpts(result: Result<Ready, Failure>) -> Self {
        Self { result, excerpts: Excerpts::default(), held: 0 }
    }
}

/// Threads that each have the stack that the deepest tree takes.
pub(super) fn pool(jobs: NonZeroUsize) -> Result<ThreadPool, SetupError> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).stack_size(STACK).build()?)
}

/// Does `work` for all `items` and calls `each` with what comes of every one, in their order, until it breaks off. What
/// comes of them is held for a window of them, not for all; a window ends early where they have `held` enough bytes.
pub(super) fn in_windows<T: Send, R: Send>(
    jobs: NonZeroUsize,
    mut items: impl Iterator<Item = T>,
    held: impl Fn(&T) -> usize,
    work: impl Fn(T) -> R + Sync,
    each: &mut dyn FnMut(R) -> ControlFlow<()>,
) -> Result<(), SetupError> {
    let pool = pool(jobs)?;
    loop {
        let (mut some, mut bytes) = (Vec::new(), 0_usize);
        while some.len() < jobs.saturating_mul(WINDOW).get()
            && bytes < MAX_HELD
            && let Some(item) = items.next()
        {
            bytes = bytes.saturating_add(held(&item));
            some.push(item);
        }
        if some.is_empty() {
            return Ok(());
        }
        let done: Vec<R> = pool.install(|| some.into_par_iter().map(&work).collect());
        if done.into_iter().try_for_each(&mut *each).is_break() {
            return Ok(());
        }
    }
}

/// Runs `work`; a panic in it becomes a failure.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // What a panic could leave half done is dropped with `work`: no state outlives one document.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Failure::Panicked))
}

/// The output folder, opened.
struct Place {
    root: PathBuf,
    /// The one name, where the destination is a file.
    name: Option<PathBuf>,
    names: Names,
    manifest: Manifest,
    /// Whether inputs may lie among the outputs.
    is_mixed: bool,
}

impl Place {
    fn open(destination: &Destination, inputs: &Inputs) -> Result<Option<Self>, SetupError> {
        let (folder, file) = match destination {
            Destination::Folder(folder) => (folder.as_path(), None),
            Destination::File(file) => (folder_of(file), file.file_name()),
            Destination::Caller => return Ok(None),
        };
        let failed = |source| SetupError::Output { path: folder.to_path_buf(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let root = folder.canonicalize().map_err(failed)?;
        let manifest = Manifest::open(&root).map_err(failed)?;
        let is_mixed = file.is_none() && inputs.may_lie_in(&root);
        Ok(Some(Self { root, name: file.map(PathBuf::from), names: Names::default(), manifest, is_mixed }))
    }

    /// The folder that the output of `input` will be in.
    fn folder_for(&self, input: &Input) -> PathBuf {
        let known = input.origin().and_then(|origin| origin.output()).map(folder_of);
        let own = || folder_below(&input.folder);
        if self.name.is_some() {
            self.root.clone()
        } else {
            self.root.join(known.map_or_else(own, Path::to_path_buf))
        }
    }

    /// The path of an output below the root. The place of another input is not to be had.
    fn path_for(&mut self, input: &Input, name: &str, inputs: &mut Inputs) -> PathBuf {
        let Self { root, names, is_mixed, .. } = self;
        let origin = input.origin();
        let is_reserved = |path: &Path| {
            origin.is_some_and(|origin| origin.is_taken(path))
                || *is_mixed && {
                    let place = root.join(path);
                    inputs.holds(&place) && !input.is_file_at(&place)
                }
        };
        let known = origin.and_then(|origin| origin.output()).map(Path::to_path_buf);
        self.name.clone().or(known).unwrap_or_else(|| names.assign(&input.folder, name, is_reserved))
    }

    /// Records that the output of a conversion at `path`, and what goes beside it, are about to be written.
    fn record(&mut self, path: &Path, converted: &Converted) -> io::Result<()> {
        for (extension, bytes) in &converted.beside {
            self.manifest.record(&slashed(&path.with_extension(extension)), &digest(bytes))?;
        }
        self.manifest.record(&slashed(path), &converted.output_sha256)
    }

    /// Whether `input` was written by this very run, into a folder that was listed after.
    fn has_written(&self, input: &Input) -> bool {
        self.is_mixed
            && input.path().is_some_and(|path| {
                let place = resolved(path);
                place.strip_prefix(&self.root).is_ok_and(|below| self.names.has(below))
            })
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

impl Converted {
    /// The record's share of a conversion whose Markdown was dealt with by `written`.
    fn done(self: Box<Self>, written: impl FnOnce(String) -> Written) -> Done {
        let Self {
            conversion: Conversion { markdown, metadata, report, .. },
            verification,
            input_sha256,
            pictures,
            ..
        } = *self;
        Done { metadata, report, input_sha256, written: written(markdown), verification, pictures }
    }
}
