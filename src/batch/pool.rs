//! The thread pool.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::record::Failure;
use super::setup_error::SetupError;

/// Inputs in progress per thread, unless set otherwise.
pub const DEFAULT_WINDOW: NonZeroUsize = NonZeroUsize::new(32).unwrap();

/// Total bytes of the inputs in progress that were read ahead; the last one may exceed it.
pub(super) const MAX_BUFFERED: usize = 64 << 20;

/// The stack size of a worker. The deepest tree allowed takes a fraction of it, even in a debug build.
const STACK_SIZE: usize = 16 << 20;

/// Returns the number of CPUs.
pub(crate) fn default_jobs() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Creates a thread pool whose stacks hold the deepest tree allowed.
pub(super) fn pool(jobs: NonZeroUsize) -> Result<ThreadPool, SetupError> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).stack_size(STACK_SIZE).build()?)
}

/// Maps `items` in parallel and calls `each` with the results, in order, until it breaks.
///
/// Only one window of results is kept in memory. A window ends early when its items hold enough `buffered_bytes`.
pub(crate) fn in_windows<T: Send, R: Send>(
    jobs: NonZeroUsize,
    mut items: impl Iterator<Item = T>,
    buffered_bytes: impl Fn(&T) -> usize,
    map: impl Fn(T) -> R + Sync,
    each: &mut dyn FnMut(R) -> ControlFlow<()>,
) -> Result<(), SetupError> {
    let pool = pool(jobs)?;
    loop {
        let (mut window, mut bytes) = (Vec::new(), 0_usize);
        while window.len() < jobs.saturating_mul(DEFAULT_WINDOW).get()
            && bytes < MAX_BUFFERED
            && let Some(item) = items.next()
        {
            bytes = bytes.saturating_add(buffered_bytes(&item));
            window.push(item);
        }
        if window.is_empty() {
            return Ok(());
        }
        let results: Vec<R> = pool.install(|| window.into_par_iter().map(&map).collect());
        if results.into_iter().try_for_each(&mut *each).is_break() {
            return Ok(());
        }
    }
}

/// Runs `work` and turns a panic into a failure.
pub(crate) fn catch_panics<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // A panic leaves no broken state behind, because no state outlives one document.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Failure::Panicked))
}
