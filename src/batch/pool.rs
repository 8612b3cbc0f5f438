//! The threads of a batch.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::record::Failure;
use super::setup_error::SetupError;

/// How many inputs may be on their way for each thread, where they are at hand.
pub const WINDOW: NonZeroUsize = NonZeroUsize::new(16).unwrap();

/// How many bytes inputs on their way may hold that were read before their turn, but for the last of them.
pub(super) const MAX_HELD: usize = 64 << 20;

/// The stack of a worker: the deepest tree allowed takes a fraction of it, also in a debug build.
const STACK: usize = 16 << 20;

/// Threads that each have the stack that the deepest tree takes.
pub(super) fn pool(jobs: NonZeroUsize) -> Result<ThreadPool, SetupError> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).stack_size(STACK).build()?)
}

/// Does `work` for all `items` and calls `each` with what comes of every one, in their order, until it breaks off. What
/// comes of them is held for a window of them, not for all; a window ends early where they have `held` enough bytes.
pub(crate) fn in_windows<T: Send, R: Send>(
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
pub(crate) fn catch_panics<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // What a panic could leave half done is dropped with `work`: no state outlives one document.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Failure::Panicked))
}
