//! Maps items in parallel and returns the results in order, as soon as they are ready.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use super::pool::{DEFAULT_WINDOW, MAX_BUFFERED, pool};
use super::reorder_buffer::ReorderBuffer;
use super::setup_error::SetupError;

/// Maps `items` on `jobs` threads, and calls `each` on the calling thread with the results that are ready, in the order
/// of the items, until it breaks.
///
/// A thread of its own waits for the next item, so that results are returned while `items` blocks. It waits for a result
/// to be returned when [`DEFAULT_WINDOW`] items per thread, or items of 64 MiB by `size` in bytes, are in progress: memory
/// is bounded whatever the number of items. When `each` breaks, no more items are taken or mapped; the function returns
/// after those that are being waited for or mapped.
///
/// ```
/// use std::num::NonZeroUsize;
/// use std::ops::ControlFlow;
///
/// let (jobs, mut squares) = (NonZeroUsize::MIN, Vec::new());
/// csdown::batch::in_order(jobs, 1..=4, |_| 1, |item| item * item, &mut |ready| {
///     squares.extend(ready);
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(squares, [1, 4, 9, 16]);
/// # Ok::<(), csdown::batch::SetupError>(())
/// ```
///
/// # Errors
///
/// [`SetupError`] if the threads cannot be started.
///
/// # Panics
///
/// If `items`, `size`, `map` or `each` panics. As after a break, no more items are taken or mapped.
pub fn in_order<T: Send, R: Send>(
    jobs: NonZeroUsize,
    mut items: impl Iterator<Item = T> + Send,
    size: impl Fn(&T) -> usize + Send,
    map: impl Fn(T) -> R + Sync,
    each: &mut dyn FnMut(Vec<R>) -> ControlFlow<()>,
) -> Result<(), SetupError> {
    let pool = pool(jobs)?;
    let window = Window::new(jobs.saturating_mul(DEFAULT_WINDOW).get());
    let (window, map) = (&window, &map);
    let (sender, receiver) = mpsc::channel();
    pool.in_place_scope_fifo(|pool| {
        std::thread::scope(|threads| {
            threads.spawn(move || {
                let mut index = 0;
                while window.wait_for_room()
                    && let Some(item) = items.next()
                {
                    let bytes = size(&item);
                    window.enter(bytes);
                    let sender = sender.clone();
                    pool.spawn_fifo(move |_| {
                        let _closing = CloseOnPanic(window);
                        // Nobody waits for the result of a closed window.
                        if !window.state().is_closed {
                            drop(sender.send((index, bytes, map(item))));
                        }
                    });
                    index += 1;
                }
            });
            let _closing = CloseOnPanic(window);
            return_in_order(&receiver, window, each);
            window.close();
        });
    });
    Ok(())
}

/// Calls `each` with the results from `receiver`, in order, until it breaks or all are returned.
fn return_in_order<R>(
    receiver: &mpsc::Receiver<(usize, usize, R)>,
    window: &Window,
    each: &mut dyn FnMut(Vec<R>) -> ControlFlow<()>,
) {
    let mut finished = ReorderBuffer::new();
    while let Ok(first) = receiver.recv() {
        for (index, bytes, result) in std::iter::once(first).chain(receiver.try_iter()) {
            finished.put(index, (bytes, result));
        }
        let (mut ready, mut sizes) = (Vec::new(), Vec::new());
        while let Some((_, (bytes, result))) = finished.take() {
            ready.push(result);
            sizes.push(bytes);
        }
        if !ready.is_empty() && each(ready).is_break() {
            return;
        }
        sizes.into_iter().for_each(|bytes| window.leave(bytes));
    }
}

/// Bounds the items in progress.
struct Window {
    max_items: usize,
    state: Mutex<InProgress>,
    changed: Condvar,
}

#[derive(Default)]
struct InProgress {
    items: usize,
    bytes: usize,
    is_closed: bool,
}

impl Window {
    fn new(max_items: usize) -> Self {
        Self { max_items, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Waits until another item may enter. Returns `false` if the window is closed.
    fn wait_for_room(&self) -> bool {
        let is_full = |state: &mut InProgress| state.items >= self.max_items || state.bytes >= MAX_BUFFERED;
        let state = self.changed.wait_while(self.state(), |state| !state.is_closed && is_full(state));
        !state.unwrap_or_else(PoisonError::into_inner).is_closed
    }

    fn enter(&self, bytes: usize) {
        let mut state = self.state();
        state.items += 1;
        state.bytes += bytes;
    }

    fn leave(&self, bytes: usize) {
        let mut state = self.state();
        state.items -= 1;
        state.bytes -= bytes;
        self.changed.notify_one();
    }

    /// Lets no more items enter.
    fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, InProgress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes a window if the thread panics. Otherwise, items would wait forever for room that the lost result keeps.
struct CloseOnPanic<'a>(&'a Window);

impl Drop for CloseOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn jobs() -> NonZeroUsize {
        NonZeroUsize::new(3).unwrap()
    }

    fn collect<T: Send, R: Send>(
        items: impl Iterator<Item = T> + Send,
        size: impl Fn(&T) -> usize + Send,
        map: impl Fn(T) -> R + Sync,
    ) -> Vec<R> {
        let mut all = Vec::new();
        in_order(jobs(), items, size, map, &mut |ready| {
            all.extend(ready);
            ControlFlow::Continue(())
        })
        .unwrap();
        all
    }

    #[test]
    fn results_keep_the_order_of_the_items() {
        let slow_first = |item: u64| {
            std::thread::sleep(Duration::from_micros(if item.is_multiple_of(7) { 900 } else { 1 }));
            item
        };
        assert_eq!(collect(0..1000_u64, |_| 1, slow_first), (0..1000).collect::<Vec<_>>());
        assert!(collect(0..0_u64, |_| 1, slow_first).is_empty());
    }

    /// The next item is only there when the result of the previous one has been returned.
    #[test]
    fn results_are_returned_while_the_items_block() {
        let (answer, answers) = mpsc::channel();
        let mut asked = 0;
        let items = std::iter::from_fn(move || {
            if asked > 0 {
                assert_eq!(answers.recv_timeout(Duration::from_mins(1)), Ok(asked - 1));
            }
            asked += 1;
            (asked <= 50).then_some(asked - 1)
        });
        let mut each = |ready: Vec<i32>| {
            ready.into_iter().for_each(|result| answer.send(result).unwrap());
            ControlFlow::Continue(())
        };
        in_order(jobs(), items, |_| 1, |item| item, &mut each).unwrap();
    }

    #[test]
    fn items_in_progress_are_bounded_in_number_and_in_bytes() {
        let window = jobs().saturating_mul(DEFAULT_WINDOW).get();
        for (size, max) in [(1, window), (MAX_BUFFERED / 4, 4), (2 * MAX_BUFFERED, 1)] {
            let (taken, returned) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let items = (0..1000).inspect(|_| {
                let ahead = taken.fetch_add(1, Ordering::SeqCst) - returned.load(Ordering::SeqCst);
                assert!(ahead < max, "{ahead} items of {size} bytes in progress");
            });
            let mut each = |ready: Vec<usize>| {
                returned.fetch_add(ready.len(), Ordering::SeqCst);
                ControlFlow::Continue(())
            };
            in_order(jobs(), items, |_| size, |item| item, &mut each).unwrap();
            assert_eq!(returned.into_inner(), 1000);
        }
    }

    #[test]
    fn a_break_ends_the_items() {
        let taken = AtomicUsize::new(0);
        let items = std::iter::repeat_with(|| taken.fetch_add(1, Ordering::SeqCst));
        let mut results = 0;
        let mut each = |ready: Vec<usize>| {
            results += ready.len();
            if results > 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        in_order(jobs(), items, |_| 1, |item| item, &mut each).unwrap();
        assert!(results > 10 && taken.into_inner() < 10_000);
    }

    #[test]
    fn items_that_wait_for_a_thread_are_not_mapped_after_a_break() {
        // Dropped with the items when the window is closed.
        let (items_are_alive, items) = mpsc::channel::<()>();
        let (mapped, items) = (AtomicUsize::new(0), Mutex::new(items));
        let map = |item: usize| {
            // Others wait for a thread until the first result has been returned.
            if mapped.fetch_add(1, Ordering::SeqCst) > 0 {
                items.lock().unwrap().recv().unwrap_err();
            }
            item
        };
        let endless = (0..).inspect(move |_| drop(items_are_alive.clone()));
        in_order(NonZeroUsize::MIN, endless, |_| 1, map, &mut |_| ControlFlow::Break(())).unwrap();
        assert!(mapped.into_inner() <= 2);
    }

    /// Runs [`in_order`] with more items than a window holds, and returns whether it panicked.
    fn panics(
        size: impl Fn(&usize) -> usize + Send + 'static,
        map: impl Fn(usize) -> usize + Send + Sync + 'static,
        mut each: impl FnMut(Vec<usize>) + Send + 'static,
    ) -> bool {
        let (sender, receiver) = mpsc::channel();
        // A thread of its own, because the panic could be lost with everything else waiting.
        std::thread::spawn(move || {
            let mut each = |ready| {
                each(ready);
                ControlFlow::Continue(())
            };
            let run = || in_order(jobs(), 0..10_000, size, map, &mut each).unwrap();
            sender.send(catch_unwind(AssertUnwindSafe(run)).is_err()).unwrap();
        });
        receiver.recv_timeout(Duration::from_mins(1)).expect("the map ends")
    }

    #[test]
    fn a_panic_ends_the_map() {
        let same = |item: usize| item;
        for at in [0, 500, 9_999] {
            let checked = move |item: usize| {
                assert_ne!(item, at);
                item
            };
            assert!(panics(move |item| checked(*item), same, |_| ()), "size of {at}");
            assert!(panics(|_| 1, checked, |_| ()), "map of {at}");
            assert!(panics(|_| 1, same, move |ready| assert!(!ready.contains(&at))), "each of {at}");
        }
        assert!(!panics(|_| 1, same, |_| ()));
    }
}
