//! The tests that our parser fails by design.

/// Tests of one file that fail for one reason.
pub(crate) struct Deviation {
    /// The name under which the documentation of `csdown::dom` explains the reason.
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    /// The numbers of the tests, from 1.
    pub(crate) tests: &'static [usize],
}

#[rustfmt::skip]
pub(crate) const DEVIATIONS: &[Deviation] = &[
];
