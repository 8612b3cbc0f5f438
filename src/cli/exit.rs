//! Exit codes.

use std::process::ExitCode;

use crate::batch::Totals;

/// The exit codes, documented in `docs/convert.md` and in `--help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: every input succeeded.
    Success,
    /// 1: some inputs failed, or are incomplete, lossy or not as expected.
    Partial,
    /// 2: invalid arguments or configuration.
    Usage,
    /// 3: no input succeeded.
    Failure,
    /// 130: stopped by Ctrl-C (SIGINT).
    Interrupted,
    /// 143: stopped by SIGTERM.
    Terminated,
}

impl Exit {
    /// Returns the number. Shells add 128 to the number of a signal.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Partial => 1,
            Self::Usage => 2,
            Self::Failure => 3,
            Self::Interrupted => 128 + 2,
            Self::Terminated => 128 + 15,
        }
    }

    /// The exit code of a run with these totals.
    pub fn of(totals: &Totals) -> Self {
        if totals.inputs == totals.failed {
            Self::Failure
        } else if totals.failed + totals.incomplete + totals.lossy > 0 {
            Self::Partial
        } else {
            Self::Success
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_determine_the_exit_code() {
        let exit = |inputs, failed, incomplete| {
            let mut totals = Totals::default();
            (totals.inputs, totals.failed, totals.incomplete) = (inputs, failed, incomplete);
            Exit::of(&totals)
        };
        assert_eq!(exit(2, 0, 0), Exit::Success);
        assert_eq!(exit(2, 1, 0), Exit::Partial);
        assert_eq!(exit(2, 0, 1), Exit::Partial);
        assert_eq!(exit(2, 2, 0), Exit::Failure);
    }
}
