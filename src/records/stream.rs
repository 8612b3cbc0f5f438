//! Many records, in order.

use std::io::{self, BufRead};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;

use super::answer::{Answer, Answerer};
use super::lines::{Line, Lines};
use super::root::Root;
use crate::Converter;
use crate::archive::decompressed;
use crate::batch::{SetupError, Stop, default_jobs, in_order};

/// Converts a stream of JSON Lines: one record in, one record out, in the same order.
///
/// ```
/// use std::ops::ControlFlow;
/// use csdown::{Converter, records::RecordStream};
///
/// let (converter, mut lines) = (Converter::default(), String::new());
/// let input = r#"{"id": 7, "html": "<div id=content_views>文</div>", "lang": "zh"}"#;
/// RecordStream::new(&converter).run(input.as_bytes(), &mut |answers| {
///     lines.extend(answers.into_iter().map(|answer| answer.json));
///     ControlFlow::Continue(())
/// })?;
/// assert!(lines.starts_with(r#"{"id":7,"url":null,"text":"文\n","#));
/// assert!(lines.ends_with("\"error\":null,\"lang\":\"zh\"}\n"));
/// # Ok::<(), csdown::batch::SetupError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RecordStream<'a> {
    converter: &'a Converter,
    jobs: NonZeroUsize,
    root: Option<Root>,
    verify: bool,
    stop: Stop,
}

impl<'a> RecordStream<'a> {
    /// Creates a stream that uses one thread per CPU and reads no files.
    pub fn new(converter: &'a Converter) -> Self {
        Self { converter, jobs: default_jobs(), root: None, verify: false, stop: Stop::default() }
    }

    /// Sets the number of threads.
    #[must_use]
    pub fn jobs(mut self, jobs: NonZeroUsize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Sets whether to compare the Markdown with its article; see [`crate::verify`].
    #[must_use]
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }

    /// Sets what may stop the stream early. The record that is being read then is not answered.
    #[must_use]
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// Sets the folder of the files that records name in `path`. Paths are relative to it and cannot leave it. Without a
    /// folder, a record with a path is answered with an error.
    ///
    /// # Errors
    ///
    /// If the folder does not exist.
    pub fn root(mut self, folder: &Path) -> io::Result<Self> {
        self.root = Some(Root::new(folder)?);
        Ok(self)
    }

    /// Reads records from `input`, which may be compressed with gzip, and calls `each` with the answers that are ready, in
    /// order, until it breaks. Answers do not wait for further records. Memory stays bounded; see
    /// [`in_order`](crate::batch::in_order).
    ///
    /// A bad record, or a line that is none, is answered with an error and does not end the stream. If `input` cannot be
    /// read any further, the last answer says so.
    ///
    /// # Errors
    ///
    /// [`SetupError`] if the threads cannot be started.
    pub fn run(
        &self,
        input: impl BufRead + Send,
        each: &mut dyn FnMut(Vec<Answer>) -> ControlFlow<()>,
    ) -> Result<(), SetupError> {
        let answerer = Answerer { converter: self.converter, root: self.root.as_ref(), verify: self.verify };
        let lines = self.stop.limit(Lines::new(decompressed(input), answerer.max_line()));
        in_order(self.jobs, lines, |line| line.bytes.len(), |line: Line| answerer.answer(&line), each)
    }
}
