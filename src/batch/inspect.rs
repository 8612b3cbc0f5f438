//! Inspects many inputs in parallel, and hands over what is in each in input order.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use super::input::Input;
use super::pool::{catch_panics, in_windows};
use super::record::Failure;
use super::setup_error::SetupError;
use crate::Converter;
use crate::inspect::Inspection;
use crate::store::digest;

/// How inputs are to be inspected.
#[derive(Debug, Clone)]
pub struct Inspector<'a> {
    /// Reads each input as it would convert it.
    pub converter: &'a Converter,
    /// How many threads inspect.
    pub jobs: NonZeroUsize,
}

/// What is in one input.
#[derive(Debug)]
pub struct Inspected {
    /// What the input is called.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal; `None` when it could not be inspected.
    pub input_sha256: Option<String>,
    /// What is in it, or why that cannot be told.
    pub result: Result<Inspection, Failure>,
}

impl Inspector<'_> {
    /// Inspects `inputs` and calls `each` with what is in every one, in their order, until it breaks off. At most a
    /// window of them is held at a time.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when nothing could be begun.
    pub fn run(
        &self,
        inputs: impl Iterator<Item = Input>,
        each: &mut dyn FnMut(Inspected) -> ControlFlow<()>,
    ) -> Result<(), SetupError> {
        in_windows(self.jobs, inputs, Input::buffered_bytes, |input| self.inspect(&input), each)
    }

    fn inspect(&self, input: &Input) -> Inspected {
        let result = catch_panics(|| {
            let page = input.page(self.converter.options().limits.bytes)?;
            Ok((self.converter.inspect(&page.bytes, &page.hints())?, digest(&page.bytes)))
        });
        let (result, input_sha256) = match result {
            Ok((inspection, digest)) => (Ok(inspection), Some(digest)),
            Err(failure) => (Err(failure), None),
        };
        Inspected { name: input.name.clone(), input_sha256, result }
    }
}
