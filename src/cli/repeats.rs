//! Messages that repeat: the first few of each cause are printed, the others counted.

/// The number of causes that are counted. Messages with further causes are all printed, so that a long run needs no more
/// memory.
const MAX_CAUSES: usize = 200;

/// Decides which messages of a run are printed.
#[derive(Debug)]
pub(super) struct Repeats {
    /// Whether all messages are printed.
    prints_all: bool,
    /// The option or command that lists all messages, as in `-vv lists them`.
    hint: &'static str,
    causes: Vec<Cause>,
}

/// Messages with the same cause.
#[derive(Debug)]
struct Cause {
    /// The first word of the messages, such as `error`.
    kind: &'static str,
    text: String,
    count: usize,
    shown: usize,
}

impl Repeats {
    /// `hint` says how to see all messages.
    pub(super) const fn new(prints_all: bool, hint: &'static str) -> Self {
        Self { prints_all, hint, causes: Vec::new() }
    }

    /// Counts a message. Returns whether it is printed: if no more than `max` had this cause.
    pub(super) fn admit(&mut self, kind: &'static str, cause: &str, max: usize) -> bool {
        if self.prints_all {
            return true;
        }
        let is_full = self.causes.len() >= MAX_CAUSES;
        let is_same = |known: &&mut Cause| known.kind == kind && known.text == cause;
        match self.causes.iter_mut().find(is_same) {
            Some(known) => {
                known.count += 1;
                known.shown += usize::from(known.shown < max);
                return known.shown == known.count;
            }
            None if !is_full => {
                self.causes.push(Cause { kind, text: cause.to_owned(), count: 1, shown: 1 });
            }
            None => {}
        }
        true
    }

    /// Returns a line for each cause with messages that were not printed.
    pub(super) fn rest(&self) -> impl Iterator<Item = String> {
        let hidden = self.causes.iter().filter(|cause| cause.count > cause.shown);
        hidden.map(|Cause { kind, text, count, shown }| {
            format!("{kind}: … and {} more: {text} ({})", count - shown, self.hint)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_messages_of_a_cause_are_printed_and_the_others_counted() {
        let mut repeats = Repeats::new(false, "-vv lists them");
        let printed = (0..10).filter(|_| repeats.admit("error", "disk full", 3)).count();
        assert_eq!(printed, 3);
        assert!(repeats.admit("error", "no article", 3) && repeats.admit("image", "disk full", 3));
        let rest: Vec<String> = repeats.rest().collect();
        assert_eq!(rest, ["error: … and 7 more: disk full (-vv lists them)"]);
    }

    #[test]
    fn all_messages_are_printed_on_request_and_when_there_are_too_many_causes() {
        let mut repeats = Repeats::new(true, "");
        assert!((0..10).all(|_| repeats.admit("error", "disk full", 3)));
        let mut repeats = Repeats::new(false, "");
        assert!((0..1000).all(|cause| repeats.admit("error", &cause.to_string(), 3)));
        assert!((0..10).all(|_| repeats.admit("error", "999", 3)));
        assert_eq!((repeats.causes.len(), repeats.rest().count()), (MAX_CAUSES, 0));
    }
}
