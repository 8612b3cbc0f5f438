//! Streams the records of a run as one JSON document, which `docs/report.md` describes.

use std::io::{self, Write};

use serde::Serialize;

use crate::batch::{Entry, Record, Totals};

/// Writes the records of a run as they arrive.
#[derive(Debug)]
pub struct ReportWriter<W> {
    to: W,
    totals: Totals,
}

impl<W: Write> ReportWriter<W> {
    /// The version of the format, raised when a field changes its meaning or is removed.
    pub const SCHEMA: u32 = 1;
    /// The beginning of every report of any version.
    pub const BEGINNING: &'static str = "{\n\"csdown-report\": ";

    /// Starts a report on inputs that were converted with `options`, which are [`Options`](crate::Options) or their JSON.
    ///
    /// # Errors
    ///
    /// When `to` cannot be written to.
    pub fn new(mut to: W, options: &impl Serialize) -> io::Result<Self> {
        let options = serde_json::to_string(options)?;
        let (beginning, schema, version) = (Self::BEGINNING, Self::SCHEMA, env!("CARGO_PKG_VERSION"));
        write!(
            to,
            "{beginning}{schema},\n\"csdown\": \"{version}\",\n\"options\": {options},\n\"inputs\": ["
        )?;
        Ok(Self { to, totals: Totals::default() })
    }

    /// Adds an input.
    ///
    /// # Errors
    ///
    /// When the report cannot be written.
    pub fn add(&mut self, record: &Record) -> io::Result<()> {
        self.add_entry(&Entry::of(record))
    }

    /// Adds the entry of an input.
    ///
    /// # Errors
    ///
    /// When the report cannot be written.
    pub fn add_entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        self.to.write_all(if self.totals.inputs == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut self.to, entry)?;
        self.totals.add_entry(entry);
        Ok(())
    }

    /// Completes the report and returns the writer.
    ///
    /// # Errors
    ///
    /// When the report cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        let totals = serde_json::to_string(&self.totals)?;
        write!(self.to, "\n],\n\"totals\": {totals}\n}}\n")?;
        self.to.flush()?;
        Ok(self.to)
    }
}
