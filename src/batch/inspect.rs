//! Inspects many inputs in parallel.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::in_order::in_order;
use super::input::Input;
use super::pool::{catch_panics, default_jobs};
use super::record::Failure;
use super::setup_error::SetupError;
use super::written_files::WrittenFiles;
use crate::Converter;
use crate::inspect::Inspection;
use crate::store::digest;

/// Inspects many inputs in parallel.
#[derive(Debug, Clone)]
pub struct Inspector<'a> {
    converter: &'a Converter,
    jobs: NonZeroUsize,
    written: Arc<WrittenFiles>,
}

/// The inspection of one input.
#[derive(Debug)]
pub struct Inspected {
    /// The name of the input in messages.
    pub name: String,
    /// The SHA-256 digest of the input, in hexadecimal; `None` if the inspection failed.
    pub input_sha256: Option<String>,
    /// The inspection, or the reason why it failed.
    pub result: Result<Inspection, Failure>,
}

impl<'a> Inspector<'a> {
    /// Creates an inspector that uses one thread per CPU and reads inputs with the options of `converter`.
    pub fn new(converter: &'a Converter) -> Self {
        Self { converter, jobs: default_jobs(), written: Arc::default() }
    }

    /// Sets the number of threads.
    #[must_use]
    pub fn jobs(mut self, jobs: NonZeroUsize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Inspects `inputs` and calls `each` with the results, in input order, until it breaks. Memory stays bounded.
    ///
    /// # Errors
    ///
    /// [`SetupError`] if the run cannot start.
    pub fn run(
        &self,
        inputs: impl Iterator<Item = Input> + Send,
        each: &mut dyn FnMut(Inspected) -> ControlFlow<()>,
    ) -> Result<(), SetupError> {
        let inspect = |input: Input| self.inspect(&input);
        in_order(self.jobs, inputs, Input::buffered_bytes, inspect, &mut |ready| {
            ready.into_iter().try_for_each(&mut *each)
        })
    }

    fn inspect(&self, input: &Input) -> Inspected {
        let result = catch_panics(|| {
            let page = input.page(self.converter.options().limits.bytes, &self.written)?;
            Ok((self.converter.inspect(&page.bytes, &page.hints())?, digest(&page.bytes)))
        });
        let (result, input_sha256) = match result {
            Ok((inspection, digest)) => (Ok(inspection), Some(digest)),
            Err(failure) => (Err(failure), None),
        };
        Inspected { name: input.name.clone(), input_sha256, result }
    }
}
