//! Maps the items of a Python iterable on threads.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use csdown::batch::{SetupError, in_order};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyIterator;

/// How often signals are checked while no item is taken.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(50);

/// The maximum number of threads, which no machine needs and every machine can start.
const MAX_THREADS: usize = 1024;

/// Returns the number of threads for the argument `threads`.
pub(crate) fn thread_count(threads: Option<isize>) -> PyResult<NonZeroUsize> {
    let Some(count) = threads else {
        return Ok(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
    };
    let valid =
        usize::try_from(count).ok().and_then(NonZeroUsize::new).filter(|count| count.get() <= MAX_THREADS);
    valid.ok_or_else(|| PyValueError::new_err(format!("threads must be 1 to {MAX_THREADS}, not {count}")))
}

/// What is done with each item.
pub(crate) struct Steps<Take, Size, Map> {
    /// Reads an item of the iterable.
    pub(crate) take: Take,
    /// Returns its size in bytes.
    pub(crate) size: Size,
    /// Converts it, on any thread and without the interpreter.
    pub(crate) map: Map,
}

/// Maps the items of `iterable` on `threads`, and calls `each` with the results in order.
///
/// One thread is the calling one. Items are always taken on it, because some iterables, such as cursors of databases,
/// belong to it, and only there can a signal interrupt them. They are taken as they are needed: memory is bounded as in
/// [`in_order`].
pub(crate) fn map_in_order<T: Send, R: Send>(
    py: Python<'_>,
    iterable: &Bound<'_, PyAny>,
    threads: NonZeroUsize,
    steps: Steps<
        impl Fn(&Bound<'_, PyAny>) -> PyResult<T> + Sync,
        impl Fn(&T) -> usize + Send,
        impl Fn(T) -> R + Send + Sync,
    >,
    mut each: impl FnMut(Python<'_>, R) -> PyResult<()> + Send,
) -> PyResult<()> {
    let Steps { take, size, map } = steps;
    if threads == NonZeroUsize::MIN {
        // Another thread would only add the cost of passing pages and results.
        return iterable.try_iter()?.try_for_each(|item| {
            py.check_signals()?;
            let item = take(&item?)?;
            let result = py.detach(|| map(item));
            each(py, result)
        });
    }
    let items = iterable.try_iter()?.unbind();
    py.detach(|| {
        thread::scope(|scope| {
            // Without room, so that no item waits outside the window of `in_order`.
            let (sender, source) = sync_channel(0);
            let (sink, results) = channel();
            let map = &map;
            let workers = scope.spawn(move || run(threads, source, size, map, &sink));
            let mut caller = Caller { results, each: &mut each };
            let outcome = caller.feed(&items, &sender, &take).and_then(|()| {
                drop(sender);
                caller.finish()
            });
            // After an error, nobody receives results, which ends the run.
            drop(caller);
            match workers.join() {
                Ok(Ok(())) => outcome,
                Ok(Err(error)) => outcome.and(Err(PyRuntimeError::new_err(error.to_string()))),
                Err(_) => outcome.and(Err(PyRuntimeError::new_err("a thread panicked"))),
            }
        })
    })
}

/// Maps items on threads, and sends the results in order, until there are no items left or nobody receives results.
fn run<T: Send, R: Send>(
    threads: NonZeroUsize,
    source: Receiver<T>,
    size: impl Fn(&T) -> usize + Send,
    map: &(impl Fn(T) -> R + Sync),
    sink: &Sender<Vec<R>>,
) -> Result<(), SetupError> {
    in_order(threads, source.into_iter(), size, map, &mut |ready| match sink.send(ready) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    })
}

/// The thread that called: it has the iterable, and receives the results.
struct Caller<'a, R, Each> {
    results: Receiver<Vec<R>>,
    each: &'a mut Each,
}

impl<R: Send, Each: FnMut(Python<'_>, R) -> PyResult<()>> Caller<'_, R, Each> {
    /// Sends the items to the threads, and receives the results that are there between them.
    fn feed<T: Send>(
        &mut self,
        items: &Py<PyIterator>,
        sender: &SyncSender<T>,
        take: &impl Fn(&Bound<'_, PyAny>) -> PyResult<T>,
    ) -> PyResult<()> {
        loop {
            let next = Python::attach(|py| {
                while let Ok(ready) = self.results.try_recv() {
                    self.receive(py, ready)?;
                }
                py.check_signals()?;
                items.bind(py).clone().next().map(|item| take(&item?)).transpose()
            })?;
            // Nobody receives items if the threads could not be started.
            if next.is_none_or(|item| sender.send(item).is_err()) {
                return Ok(());
            }
        }
    }

    /// Receives the remaining results.
    fn finish(&mut self) -> PyResult<()> {
        loop {
            let ready = match self.results.recv_timeout(SIGNAL_INTERVAL) {
                Ok(ready) => ready,
                Err(RecvTimeoutError::Timeout) => Vec::new(),
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            };
            Python::attach(|py| {
                self.receive(py, ready)?;
                py.check_signals()
            })?;
        }
    }

    fn receive(&mut self, py: Python<'_>, ready: Vec<R>) -> PyResult<()> {
        ready.into_iter().try_for_each(|result| (self.each)(py, result))
    }
}
