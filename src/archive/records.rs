//! Reads the records of an archive one by one and recovers from corrupt ones.

use std::io::{self, BufRead, Read};

use super::fields::Fields;
use super::magic::RECORD;
use super::stream::Stream;

/// Bytes of a record header. The longest values are URLs, of which servers accept a few thousand bytes.
const MAX_HEADER: usize = 64 << 10;

/// The header of a record.
#[derive(Debug)]
pub(crate) struct Header {
    fields: Fields,
    /// The length of the body.
    pub(crate) length: u64,
}

impl Header {
    /// Returns the value of the first field with this name.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name)
    }

    /// Whether a field has this value, ignoring case.
    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.field(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    }

    fn parse(mut block: Vec<u8>) -> Result<Self, &'static str> {
        unfold(&mut block);
        let text = String::from_utf8_lossy(&block);
        let mut lines = text.lines();
        // The version, behind `WARC/`.
        lines.next();
        let (fields, is_complete) = Fields::parse(lines.filter(|line| !line.trim().is_empty()));
        if !is_complete {
            return Err("malformed line in the record header");
        }
        let length = fields.get("Content-Length").and_then(|length| length.parse().ok());
        let length = length.ok_or("no valid Content-Length in the record header")?;
        Ok(Self { fields, length })
    }
}

/// Joins continuation lines, which start with a space or tab, with the line before.
fn unfold(block: &mut [u8]) {
    for at in 1..block.len() {
        if let Some([b'\n', b' ' | b'\t']) = block.get(at - 1..=at) {
            let start = if block.get(at.wrapping_sub(2)) == Some(&b'\r') { at - 2 } else { at - 1 };
            block.iter_mut().take(at).skip(start).for_each(|byte| *byte = b' ');
        }
    }
}

/// The error for a record with a wrong length.
const WRONG_LENGTH: &str = "the record does not end after its Content-Length";

/// An error between two records.
#[derive(Debug, thiserror::Error)]
enum GapError {
    /// Data that is not a record, after this number of blank lines.
    #[error("data between records")]
    Garbage { lines: usize },
    /// The stream cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

/// The state of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// After a record, or at the start of the archive.
    Between,
    /// After a corrupt record: skips to the next one.
    Resyncing,
    /// After the [`RECORD`] that starts a record.
    Record,
    End,
}

/// Reads records. For each record, call [`Records::next`] for the header, optionally [`Records::body`], and then
/// [`Records::finish`].
#[derive(Debug)]
pub(crate) struct Records {
    stream: Box<dyn Stream>,
    state: State,
    /// The offset in the decompressed archive.
    position: u64,
    /// The offset of the current record.
    start: u64,
    /// Bytes of the current body that have not been read.
    left: u64,
    /// An error after the current record that has not been returned yet.
    pending_error: Option<String>,
}

impl Records {
    pub(crate) fn new(stream: Box<dyn Stream>) -> Self {
        Self { stream, state: State::Between, position: 0, start: 0, left: 0, pending_error: None }
    }

    /// Returns the header of the next record, or an error. The next call continues with the record after it.
    pub(crate) fn next(&mut self) -> Option<Result<Header, String>> {
        if let Some(error) = self.pending_error.take() {
            return Some(Err(error));
        }
        if let Err(error) = self.find() {
            return Some(Err(self.located(&error.to_string())));
        }
        if self.state == State::End {
            return None;
        }
        self.state = State::Resyncing;
        Some(self.header().map_err(|reason| self.located(&reason)))
    }

    /// Reads the body, up to `max` bytes.
    pub(crate) fn body(&mut self, max: usize) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        let max = self.left.min(u64::try_from(max).unwrap_or(u64::MAX));
        let read = self.stream.by_ref().take(max).read_to_end(&mut body);
        let count = u64::try_from(body.len()).unwrap_or(u64::MAX);
        (self.position, self.left) = (self.position.saturating_add(count), self.left.saturating_sub(count));
        read.map(|_| body)
    }

    /// Skips the rest of the record and checks its end.
    pub(crate) fn finish(&mut self) -> Result<(), String> {
        let skipped = match self.stream.skip(self.left) {
            Ok(skipped) => skipped,
            Err(error) => {
                let reason = self.read_error(&error);
                return Err(self.located(&reason));
            }
        };
        self.position = self.position.saturating_add(skipped);
        if skipped < self.left {
            return Err(self.located("the record is truncated"));
        }
        self.state = State::Between;
        let start = self.start;
        match self.find() {
            Err(GapError::Garbage { lines: 0 | 1 }) => Err(located(start, WRONG_LENGTH)),
            // This error does not affect the record that was finished.
            Err(error) => {
                self.pending_error = Some(self.located(&error.to_string()));
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Goes to the next [`RECORD`] or to the end. Anything but blank lines before is an error, except after a corrupt
    /// record.
    fn find(&mut self) -> Result<(), GapError> {
        if matches!(self.state, State::Record | State::End) {
            return Ok(());
        }
        let is_resyncing = self.state == State::Resyncing;
        self.start = self.position;
        match self.seek() {
            Ok(Some(lines)) if !is_resyncing => Err(GapError::Garbage { lines }),
            Ok(_) => Ok(()),
            Err(error) => Err(GapError::Unreadable(self.read_error(&error))),
        }
    }

    /// Reads up to and including the next [`RECORD`] at the start of a line. If there are other than blank lines before
    /// it, returns the number of blank lines at the start.
    fn seek(&mut self) -> io::Result<Option<usize>> {
        let (mut lines, mut garbage, mut matched) = (0_usize, None, Some(0));
        loop {
            let bytes = self.stream.fill_buf()?;
            if bytes.is_empty() {
                let is_part_of_start = !matches!(matched, Some(0));
                if self.stream.advance() {
                    matched = Some(0);
                    continue;
                }
                self.state = State::End;
                return Ok(garbage.or_else(|| is_part_of_start.then_some(lines)));
            }
            let mut consumed = 0;
            for byte in bytes {
                consumed += 1;
                matched = match (byte, matched) {
                    (b'\r' | b'\n', _) => Some(0),
                    (byte, Some(count)) if RECORD.get(count) == Some(byte) => Some(count + 1),
                    _ => None,
                };
                if matched.is_none() {
                    garbage = garbage.or(Some(lines));
                } else if matched == Some(RECORD.len()) {
                    break;
                }
                lines += usize::from(*byte == b'\n');
            }
            self.stream.consume(consumed);
            self.position = self.position.saturating_add(u64::try_from(consumed).unwrap_or(u64::MAX));
            if matched == Some(RECORD.len()) {
                self.state = State::Record;
                return Ok(garbage);
            }
        }
    }

    /// Reads a header after its [`RECORD`].
    fn header(&mut self) -> Result<Header, String> {
        self.start = self.position.saturating_sub(RECORD.len() as u64);
        let mut block = RECORD.to_vec();
        loop {
            let max = u64::try_from(MAX_HEADER.saturating_sub(block.len())).unwrap_or_default();
            let before = block.len();
            let read = self.stream.by_ref().take(max).read_until(b'\n', &mut block);
            let count = block.len() - before;
            self.position = self.position.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            match read {
                Err(error) => return Err(self.read_error(&error)),
                Ok(0) if max == 0 => {
                    return Err(format!("the record header has more than {MAX_HEADER} bytes"));
                }
                Ok(0) => return Err("the record header is truncated".to_owned()),
                Ok(_) if matches!(block.get(before..), Some(b"\r\n" | b"\n")) => break,
                Ok(_) => {}
            }
        }
        let header = Header::parse(block)?;
        match self.stream.may_end_after(header.length) {
            Ok(true) => {}
            Ok(false) => return Err(WRONG_LENGTH.to_owned()),
            Err(error) => return Err(self.read_error(&error)),
        }
        self.left = header.length;
        Ok(header)
    }

    /// Describes an I/O error. Reading continues with the next record if possible.
    fn read_error(&mut self, error: &io::Error) -> String {
        self.state = if self.stream.advance() { State::Resyncing } else { State::End };
        error.to_string()
    }

    fn located(&self, reason: &str) -> String {
        located(self.start, reason)
    }
}

fn located(start: u64, reason: &str) -> String {
    format!("record at byte {start}: {reason}")
}
