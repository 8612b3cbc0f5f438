//! Lets threads take turns as the coordinator of a pool.
//!
//! The coordinator decides what happens next, one event after the other. It has no thread of its own: whoever has an event
//! coordinates, unless another thread does, which gets the event then. So a pool of two threads keeps two processors busy,
//! not three, and no thread is woken for an event.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::ScopeFifo;

/// Decides what threads do.
pub(super) trait Coordinate: Send + Sized {
    /// What it reacts to.
    type Event: Send;

    /// Handles events in the order in which they came. One thread at a time calls this.
    fn handle(&mut self, events: Vec<Self::Event>, threads: &Threads<'_, '_, Self>);
}

/// A coordinator that threads share.
pub(super) struct Turns<C: Coordinate>(Mutex<Turn<C>>);

struct Turn<C: Coordinate> {
    /// `None` while a thread coordinates.
    coordinator: Option<Box<C>>,
    /// The events that are not handled yet.
    events: Vec<C::Event>,
}

impl<C: Coordinate> Turns<C> {
    pub(super) fn new(coordinator: C) -> Self {
        Self(Mutex::new(Turn { coordinator: Some(Box::new(coordinator)), events: Vec::new() }))
    }

    /// Returns the coordinator, unless it has panicked.
    pub(super) fn into_inner(self) -> Option<Box<C>> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).coordinator
    }

    fn lock(&self) -> MutexGuard<'_, Turn<C>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The threads of a pool with their coordinator.
pub(super) struct Threads<'s, 'scope, C: Coordinate> {
    scope: &'s ScopeFifo<'scope>,
    turns: &'scope Turns<C>,
}

impl<'s, 'scope, C: Coordinate> Threads<'s, 'scope, C> {
    pub(super) const fn new(scope: &'s ScopeFifo<'scope>, turns: &'scope Turns<C>) -> Self {
        Self { scope, turns }
    }

    /// Makes a thread of the pool do `work`, first come, first served. It hands over the event that `work` returns.
    pub(super) fn spawn(&self, work: impl FnOnce() -> C::Event + Send + 'scope) {
        let turns = self.turns;
        self.scope.spawn_fifo(move |scope| {
            let event = work();
            Threads { scope, turns }.hand_over(event);
        });
    }

    /// Has the coordinator handle `event`: on this thread, or on another one that coordinates.
    pub(super) fn hand_over(&self, event: C::Event) {
        let mut turn = self.turns.lock();
        turn.events.push(event);
        while !turn.events.is_empty()
            && let Some(mut coordinator) = turn.coordinator.take()
        {
            let events = std::mem::take(&mut turn.events);
            drop(turn);
            coordinator.handle(events, self);
            turn = self.turns.lock();
            turn.coordinator = Some(coordinator);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts down: each number makes the pool return the one below it, twice.
    #[derive(Default)]
    struct Countdown {
        handled: usize,
    }

    impl Coordinate for Countdown {
        type Event = u32;

        fn handle(&mut self, events: Vec<u32>, threads: &Threads<'_, '_, Self>) {
            assert!(!events.is_empty());
            for number in events {
                self.handled += 1;
                for _ in 0..2 {
                    if let Some(below) = number.checked_sub(1) {
                        threads.spawn(move || below);
                    }
                }
            }
        }
    }

    #[test]
    fn every_event_is_handled() {
        for jobs in 1..=4 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().unwrap();
            let turns = Turns::new(Countdown::default());
            pool.in_place_scope_fifo(|scope| Threads::new(scope, &turns).hand_over(10));
            assert_eq!(turns.into_inner().unwrap().handled, (1 << 11) - 1, "{jobs}");
        }
    }
}
