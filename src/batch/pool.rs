//! The thread pool.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::ThreadPool;

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

/// Runs `work` and turns a panic into a failure.
///
/// ```
/// use csdown::batch::{Failure, catch_panics};
/// let result: Result<(), Failure> = catch_panics(|| panic!("a fault of ours"));
/// assert!(matches!(result, Err(Failure::Panicked)));
/// ```
///
/// # Errors
///
/// [`Failure::Panicked`] after a panic, and those of `work`.
pub fn catch_panics<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // A panic leaves no broken state behind, because no state outlives one document.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Failure::Panicked))
}
