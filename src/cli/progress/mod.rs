//! Shows the progress of a command on the last line of the terminal, while it runs.

mod expected;
mod line;
mod rate;

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub(super) use expected::{Expectation, Expected};
pub(super) use line::Task;

use super::status_line::StatusLine;
use line::Snapshot;
use rate::Rate;

/// How often the line is written.
const INTERVAL: Duration = Duration::from_millis(100);

/// How long a command runs before it shows progress. Most are faster.
const PATIENCE: Duration = Duration::from_millis(400);

/// Says something more about the progress, such as the traffic.
pub(super) type Detail = Arc<dyn Fn() -> String + Send + Sync>;

/// The progress of a command. The line is written by a thread of its own, so that it also shows that nothing happens, and
/// disappears when this is dropped.
pub(super) struct Progress {
    state: Arc<State>,
    writer: Option<JoinHandle<()>>,
}

struct State {
    line: StatusLine,
    task: Task,
    done: AtomicUsize,
    expectation: Expectation,
    detail: Option<Detail>,
    has_ended: Mutex<bool>,
    ended: Condvar,
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("task", &self.state.task).finish_non_exhaustive()
    }
}

impl Progress {
    /// Starts to show the progress of `task` on `line`, if that is visible. `expectation` makes what is known about how much
    /// there is to do, which may take a thread.
    pub(super) fn start(
        line: &StatusLine,
        task: Task,
        expectation: impl FnOnce() -> Expectation,
        detail: Option<Detail>,
    ) -> Self {
        let is_visible = line.is_visible();
        let state = Arc::new(State {
            line: line.clone(),
            task,
            done: AtomicUsize::new(0),
            expectation: if is_visible { expectation() } else { Expected::nothing() },
            detail,
            has_ended: Mutex::new(false),
            ended: Condvar::new(),
        });
        let shown = Arc::clone(&state);
        let writer = is_visible.then(|| std::thread::spawn(move || shown.show()));
        Self { state, writer }
    }

    /// Does not show any progress.
    pub(super) fn hidden(line: &StatusLine) -> Self {
        let task = Task { verb: "", items: "" };
        Self::start(&line.invisible(), task, Expected::nothing, None)
    }

    /// Counts an item that is done.
    pub(super) fn add(&self) {
        self.state.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Sets the number of items that are done.
    pub(super) fn set(&self, done: usize) {
        self.state.done.store(done, Ordering::Relaxed);
    }
}

impl State {
    /// Writes the line until the command has ended.
    fn show(&self) {
        let (start, mut rate) = (Instant::now(), Rate::default());
        let has_ended = || self.has_ended.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let waited = self.ended.wait_timeout_while(has_ended(), INTERVAL, |has_ended| !*has_ended);
            if *waited.unwrap_or_else(PoisonError::into_inner).0 {
                return self.line.show("");
            }
            let done = self.done.load(Ordering::Relaxed);
            let expected = (self.expectation)(done);
            rate.add(start.elapsed(), done, Snapshot::fraction(done, &expected));
            if start.elapsed() >= PATIENCE {
                let snapshot = Snapshot {
                    task: self.task,
                    done,
                    expected,
                    per_second: rate.per_second(),
                    time_left: rate.time_left(),
                    detail: self.detail.as_ref().map_or_else(String::new, |detail| detail()),
                };
                self.line.show(&snapshot.line(StatusLine::columns()));
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        *self.state.has_ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.state.ended.notify_one();
        // A panic of the writer loses nothing but the line.
        drop(self.writer.take().map(JoinHandle::join));
    }
}
