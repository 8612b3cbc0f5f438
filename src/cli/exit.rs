//! How a run ends.

use std::io;
use std::process::ExitCode;

use crate::batch::Totals;

/// The exit codes, documented in the README and in `--help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: all good.
    Good,
    /// 1: some inputs failed, are incomplete or lossy, or are not what is expected of them.
    Some,
    /// 2: the arguments or the configuration are wrong.
    Usage,
    /// 3: no input could be done at all.
    Nothing,
}

impl Exit {
    /// How a run with these totals ends.
    pub fn of(totals: &Totals) -> Self {
        if totals.inputs == totals.failed {
            Self::Nothing
        } else if totals.failed + totals.incomplete + totals.lossy > 0 {
            Self::Some
        } else {
            Self::Good
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Good => 0,
            Exit::Some => 1,
            Exit::Usage => 2,
            Exit::Nothing => 3,
        })
    }
}

/// `exit`, unless writing failed; a reader that has gone away is no failure.
pub(super) fn after_writing(result: io::Result<()>, exit: Exit) -> Exit {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Nothing,
        _ => exit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_decide_the_exit() {
        let totals = |inputs, failed, incomplete| {
            let mut totals = Totals::default();
            (totals.inputs, totals.failed, totals.incomplete) = (inputs, failed, incomplete);
            Exit::of(&totals)
        };
        assert_eq!(totals(2, 0, 0), Exit::Good);
        assert_eq!(totals(2, 1, 0), Exit::Some);
        assert_eq!(totals(2, 0, 1), Exit::Some);
        assert_eq!(totals(2, 2, 0), Exit::Nothing);
    }
}
