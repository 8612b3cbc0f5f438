//! Stops a run early.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks a run to stop early. Clones share the request.
///
/// A run that is stopped takes no further inputs, finishes those that it is converting, and leaves its output folder as a
/// complete run does, so that the next run continues. Downloads are cancelled.
///
/// ```
/// use csdown::Converter;
/// use csdown::batch::{Batch, Destination, Input, Stop, discover};
///
/// let (converter, stop) = (Converter::default(), Stop::default());
/// let batch = Batch::new(&converter, Destination::Caller).stop(stop.clone());
/// let mut inputs = discover(&[], None);
/// inputs.push(Input::stdin(b"<p>text</p>".to_vec()));
/// stop.request();
/// batch.run(inputs, &mut |record| println!("{}", record.name))?;
/// assert!(stop.has_left_work());
/// # Ok::<(), csdown::batch::SetupError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Stop {
    is_requested: Arc<AtomicBool>,
    has_left_work: Arc<AtomicBool>,
}

impl Stop {
    /// Asks to stop.
    pub fn request(&self) {
        self.is_requested.store(true, Ordering::Relaxed);
    }

    /// Whether [`request`](Self::request) was called, or the [`flag`](Self::flag) set.
    pub fn is_requested(&self) -> bool {
        self.is_requested.load(Ordering::Relaxed)
    }

    /// Returns the flag that asks to stop, which a signal handler may set.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_requested)
    }

    /// Whether a run has left inputs undone. One that was complete when it was asked to stop has not.
    pub fn has_left_work(&self) -> bool {
        self.has_left_work.load(Ordering::Relaxed)
    }

    /// Records that inputs were left undone.
    pub(crate) fn leave_work(&self) {
        self.has_left_work.store(true, Ordering::Relaxed);
    }

    /// Returns `items` until this is asked to stop.
    pub fn limit<I: Iterator>(&self, items: I) -> impl Iterator<Item = I::Item> + use<I> {
        let stop = self.clone();
        items.take_while(move |_| {
            let goes_on = !stop.is_requested();
            stop.has_left_work.fetch_or(!goes_on, Ordering::Relaxed);
            goes_on
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_end_with_the_request() {
        let stop = Stop::default();
        let taken: Vec<u32> = stop
            .limit((0..).inspect(|item| {
                if *item == 3 {
                    stop.request();
                }
            }))
            .collect();
        assert_eq!(taken, [0, 1, 2]);
        assert!(stop.has_left_work());
    }

    #[test]
    fn a_complete_run_has_left_nothing() {
        let stop = Stop::default();
        assert_eq!(stop.limit(0..3).count(), 3);
        stop.request();
        assert!(stop.is_requested() && !stop.has_left_work());
    }
}
