//! Ctrl-C and other requests to end.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit::Exit;
use crate::batch::Stop;

/// The signals that ask a command to stop, and its exit code then.
const SIGNALS: [(i32, usize, Exit); 2] = [(SIGINT, 1, Exit::Interrupted), (SIGTERM, 2, Exit::Terminated)];

/// Stops a command when it receives a signal.
#[derive(Debug, Clone, Default)]
pub(super) struct Signals {
    /// What asks the command to stop.
    pub(super) stop: Stop,
    /// The number of the signal in [`SIGNALS`]; 0 before there was one.
    received: Arc<AtomicUsize>,
}

impl Signals {
    /// From now on, the first signal asks the command to stop, and the second one ends the process. Before, the first one
    /// does: nothing is left undone by a command that has not begun. Returns what asks to stop.
    pub(super) fn watch(&self) -> Stop {
        for (signal, number, exit) in SIGNALS {
            // Without handlers, a signal ends the process, and the next run continues all the same.
            let watched = || -> io::Result<()> {
                flag::register_conditional_shutdown(signal, exit.code().into(), self.stop.flag())?;
                flag::register_usize(signal, Arc::clone(&self.received), number)?;
                flag::register(signal, self.stop.flag())?;
                Ok(())
            };
            drop(watched());
        }
        self.stop.clone()
    }

    /// Returns the exit code of the signal that stopped the command, if it left work undone.
    pub(super) fn exit(&self) -> Option<Exit> {
        let received = self.received.load(Ordering::Relaxed);
        let exit = SIGNALS.into_iter().find(|(_, number, _)| *number == received).map(|(.., exit)| exit);
        exit.filter(|_| self.stop.has_left_work())
    }
}
