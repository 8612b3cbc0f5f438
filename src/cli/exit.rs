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
}

impl Exit {
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
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Partial => 1,
            Exit::Usage => 2,
            Exit::Failure => 3,
        })
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
