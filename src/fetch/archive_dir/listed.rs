//! How many articles the lists of a run have, as far as that is known.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The number of articles on the lists of a run. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Listed(Arc<Mutex<Counts>>);

/// What is known about the lists of a run so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedSoFar {
    /// The number of articles: those that a list says it has, or else those that were found on it.
    pub articles: usize,
    /// The number of lists whose articles are all among these.
    pub lists: usize,
}

#[derive(Debug, Default)]
struct Counts {
    /// Those of the lists before the current one.
    ended: ListedSoFar,
    /// The articles found on the current list, if there is one.
    found: usize,
    /// How many the current list says it has.
    total: Option<usize>,
}

impl Listed {
    /// Returns what is known so far.
    pub fn so_far(&self) -> ListedSoFar {
        let counts = self.counts();
        ListedSoFar {
            articles: counts.ended.articles + counts.total.unwrap_or(counts.found).max(counts.found),
            lists: counts.ended.lists + usize::from(counts.total.is_some()),
        }
    }

    /// Counts an article that was found on the current list, which says that it has `total`.
    pub(super) fn add(&self, total: Option<u64>) {
        let mut counts = self.counts();
        counts.found += 1;
        counts.total = total.and_then(|total| usize::try_from(total).ok());
    }

    /// Ends the current list.
    pub(super) fn end(&self) {
        let mut counts = self.counts();
        counts.ended.articles += counts.found;
        counts.ended.lists += 1;
        (counts.found, counts.total) = (0, None);
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_known_before_its_articles_are_found() {
        let listed = Listed::default();
        let so_far = || (listed.so_far().articles, listed.so_far().lists);
        assert_eq!(so_far(), (0, 0));
        listed.add(Some(300));
        assert_eq!(so_far(), (300, 1));
        listed.end();
        assert_eq!(so_far(), (1, 1), "the list has fewer than it says");
        listed.add(None);
        listed.add(None);
        assert_eq!(so_far(), (3, 1));
        listed.end();
        assert_eq!(so_far(), (3, 2));
    }
}
