//! How much there is to do.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::batch::Inputs;

/// What is known about how much there is to do.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::cli) struct Expected {
    /// The number of items that are known so far; 0 if none are.
    pub(in crate::cli) items: usize,
    /// Whether these are all.
    pub(in crate::cli) is_final: bool,
    /// The share that is done, if it is known without the number of items.
    pub(in crate::cli) fraction: Option<f64>,
    /// Why the number is not known.
    pub(in crate::cli) note: &'static str,
}

/// Returns what is known by now, given the number of items that are done.
pub(in crate::cli) type Expectation = Box<dyn Fn(usize) -> Expected + Send + Sync>;

impl Expected {
    /// All items are known.
    pub(in crate::cli) fn items(items: usize) -> Expectation {
        Box::new(move |_| Self { items, is_final: true, ..Self::default() })
    }

    /// Another thread sets the number of all items.
    pub(in crate::cli) fn counted_elsewhere(items: Arc<AtomicUsize>) -> Expectation {
        Box::new(move |_| Self { items: items.load(Ordering::Relaxed), is_final: true, ..Self::default() })
    }

    /// Nothing is known.
    pub(in crate::cli) fn nothing() -> Expectation {
        Box::new(|_| Self::default())
    }

    /// The input has `total` bytes, of which `read` were read.
    pub(in crate::cli) fn bytes(total: u64, read: Arc<AtomicU64>) -> Expectation {
        Box::new(move |_| {
            // The precision of a percentage is enough.
            let kilobytes = |bytes: u64| f64::from(u32::try_from(bytes >> 10).unwrap_or(u32::MAX));
            let read = kilobytes(read.load(Ordering::Relaxed));
            let fraction = (total >= 1 << 20).then(|| (read / kilobytes(total)).min(1.0));
            Self { fraction, ..Self::default() }
        })
    }

    /// Counts the inputs that a run discovers, on a thread of its own, because the run lists folders only as it proceeds.
    /// `others` are counted already.
    pub(in crate::cli) fn counted(
        discover: impl FnOnce() -> Inputs + Send + 'static,
        others: usize,
    ) -> Expectation {
        let count = Arc::new(Count::default());
        let counter = Arc::downgrade(&count);
        std::thread::spawn(move || {
            discover().count_files(&mut |found| {
                let Some(count) = counter.upgrade() else { return ControlFlow::Break(()) };
                let note = if found.has_archives { "WARC files are counted as they are read" } else { "" };
                let (items, is_final) = (others + found.inputs, found.is_final && !found.has_archives);
                *locked(&count.found) = Self { items, is_final, note, ..Self::default() };
                if count.is_overtaken.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
        });
        Box::new(move |done| {
            let found = *locked(&count.found);
            let is_overtaken = !found.is_final && done > found.items;
            count.is_overtaken.fetch_or(is_overtaken, Ordering::Relaxed);
            if is_overtaken { Self { note: found.note, ..Self::default() } } else { found }
        })
    }
}

/// A count in progress.
#[derive(Debug, Default)]
struct Count {
    found: Mutex<Expected>,
    /// Whether the run is faster, and may end before the count does.
    is_overtaken: AtomicBool,
}

fn locked(found: &Mutex<Expected>) -> MutexGuard<'_, Expected> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}
