//! The records of an archive, one after the other, whatever stands in between.
//!
//! The header of a record is parsed by the crate `warc`; what delimits records is read here, since the crate's readers
//! hold what a record says is its header or its body, however long, and go no further than the first that is broken.

use std::io::{self, BufRead, Read};

use super::magic::RECORD;
use super::stream::Stream;

/// The longest header of a record, in bytes. Addresses are the longest values, and servers accept some thousand bytes.
const MAX_HEADER: usize = 64 << 10;

/// The header of a record.
#[derive(Debug)]
pub(crate) struct Header {
    /// In the order of the archive.
    fields: Vec<(String, String)>,
    /// Bytes of the body.
    pub(crate) length: u64,
}

impl Header {
    /// The value of a field.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value.trim())
    }

    /// Whether a field has this value, in any case.
    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.field(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    }

    fn parse(mut block: Vec<u8>) -> Result<Self, &'static str> {
        unfold(&mut block);
        let Ok((rest, (_, fields, length))) = warc::parser::headers(&block) else {
            return Err("its header is none of a record");
        };
        if !rest.trim_ascii().is_empty() {
            return Err("a line of its header cannot be read");
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), text(value))).collect();
        Ok(Self { fields, length: u64::try_from(length).unwrap_or(u64::MAX) })
    }
}

/// Makes one line of a line and those that continue it, which begin with a blank.
fn unfold(block: &mut [u8]) {
    for at in 1..block.len() {
        if let Some([b'\n', b' ' | b'\t']) = block.get(at - 1..=at) {
            let start = if block.get(at.wrapping_sub(2)) == Some(&b'\r') { at - 2 } else { at - 1 };
            block.iter_mut().take(at).skip(start).for_each(|byte| *byte = b' ');
        }
    }
}

/// What is wrong with a record whose length is.
const NO_END: &str = "it does not end where it says";

/// What is wrong between two records.
#[derive(Debug, thiserror::Error)]
enum Between {
    /// Something that is no record, behind so many blank lines.
    #[error("something that is no record stands here")]
    Rubbish { lines: usize },
    /// What ends reading.
    #[error("{0}")]
    Unreadable(String),
}

/// Where reading stands between two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Behind the end of a record, or at the beginning of all.
    Between,
    /// Behind a record that is broken: what follows is passed over up to the next.
    Lost,
    /// Behind the [`RECORD`] of a record.
    Record,
    End,
}

/// Reads records. For each, [`Records::next`] gives the header, [`Records::body`] may be called, and
/// [`Records::finish`] has to be.
#[derive(Debug)]
pub(crate) struct Records {
    stream: Box<dyn Stream>,
    place: Place,
    /// How many bytes were read, decompressed.
    position: u64,
    /// Where the current record begins.
    start: u64,
    /// How many bytes of the current body are left.
    left: u64,
    /// What is wrong behind the current record, not told yet.
    wrong: Option<String>,
}

impl Records {
    pub(crate) fn new(stream: Box<dyn Stream>) -> Self {
        Self { stream, place: Place::Between, position: 0, start: 0, left: 0, wrong: None }
    }

    /// The header of the next record, or what is wrong with it; after that goes on with the one behind.
    pub(crate) fn next(&mut self) -> Option<Result<Header, String>> {
        if let Some(wrong) = self.wrong.take() {
            return Some(Err(wrong));
        }
        if let Err(wrong) = self.find() {
            return Some(Err(self.told(&wrong.to_string())));
        }
        if self.place == Place::End {
            return None;
        }
        self.place = Place::Lost;
        Some(self.header().map_err(|reason| self.told(&reason)))
    }

    /// At most `max` bytes of the body.
    pub(crate) fn body(&mut self, max: usize) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        let max = self.left.min(u64::try_from(max).unwrap_or(u64::MAX));
        let read = self.stream.by_ref().take(max).read_to_end(&mut body);
        let count = u64::try_from(body.len()).unwrap_or(u64::MAX);
        (self.position, self.left) = (self.position.saturating_add(count), self.left.saturating_sub(count));
        read.map(|_| body)
    }

    /// Passes over what is left of the record, and tells what is wrong with its end.
    pub(crate) fn finish(&mut self) -> Result<(), String> {
        let skipped = match self.stream.skip(self.left) {
            Ok(skipped) => skipped,
            Err(error) => {
                let reason = self.stopped(&error);
                return Err(self.told(&reason));
            }
        };
        self.position = self.position.saturating_add(skipped);
        if skipped < self.left {
            return Err(self.told("it ends early"));
        }
        self.place = Place::Between;
        let start = self.start;
        match self.find() {
            Err(Between::Rubbish { lines: 0 | 1 }) => Err(told(start, NO_END)),
            // What is wrong there is none of this record's.
            Err(wrong) => {
                self.wrong = Some(self.told(&wrong.to_string()));
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Goes behind the [`RECORD`] of the next record, or to the end. Anything but blank lines before is wrong, unless a
    /// record before it was.
    fn find(&mut self) -> Result<(), Between> {
        if matches!(self.place, Place::Record | Place::End) {
            return Ok(());
        }
        let is_lost = self.place == Place::Lost;
        self.start = self.position;
        match self.seek() {
            Ok(Some(lines)) if !is_lost => Err(Between::Rubbish { lines }),
            Ok(_) => Ok(()),
            Err(error) => Err(Between::Unreadable(self.stopped(&error))),
        }
    }

    /// Reads up to and with the next [`RECORD`] at the beginning of a line. Where there is more than blank lines before,
    /// tells how many of these are first.
    fn seek(&mut self) -> io::Result<Option<usize>> {
        let (mut lines, mut rubbish, mut matched) = (0_usize, None, Some(0));
        loop {
            let bytes = self.stream.fill_buf()?;
            if bytes.is_empty() {
                let is_part_of_start = !matches!(matched, Some(0));
                if self.stream.advance() {
                    matched = Some(0);
                    continue;
                }
                self.place = Place::End;
                return Ok(rubbish.or_else(|| is_part_of_start.then_some(lines)));
            }
            let mut taken = 0;
            for byte in bytes {
                taken += 1;
                matched = match (byte, matched) {
                    (b'\r' | b'\n', _) => Some(0),
                    (byte, Some(count)) if RECORD.get(count) == Some(byte) => Some(count + 1),
                    _ => None,
                };
                if matched.is_none() {
                    rubbish = rubbish.or(Some(lines));
                } else if matched == Some(RECORD.len()) {
                    break;
                }
                lines += usize::from(*byte == b'\n');
            }
            self.stream.consume(taken);
            self.position = self.position.saturating_add(u64::try_from(taken).unwrap_or(u64::MAX));
            if matched == Some(RECORD.len()) {
                self.place = Place::Record;
                return Ok(rubbish);
            }
        }
    }

    /// Reads the header whose [`RECORD`] was read.
    fn header(&mut self) -> Result<Header, String> {
        self.start = self.position.saturating_sub(RECORD.len() as u64);
        let mut block = RECORD.to_vec();
        loop {
            let room = u64::try_from(MAX_HEADER.saturating_sub(block.len())).unwrap_or_default();
            let before = block.len();
            let read = self.stream.by_ref().take(room).read_until(b'\n', &mut block);
            let count = block.len() - before;
            self.position = self.position.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            match read {
                Err(error) => return Err(self.stopped(&error)),
                Ok(0) if room == 0 => return Err(format!("its header has more than {MAX_HEADER} bytes")),
                Ok(0) => return Err("its header ends early".to_owned()),
                Ok(_) if matches!(block.get(before..), Some(b"\r\n" | b"\n")) => break,
                Ok(_) => {}
            }
        }
        let header = Header::parse(block)?;
        match self.stream.may_end_after(header.length) {
            Ok(true) => {}
            Ok(false) => return Err(NO_END.to_owned()),
            Err(error) => return Err(self.stopped(&error)),
        }
        self.left = header.length;
        Ok(header)
    }

    /// What ended reading. It goes on with the next record where there can be one.
    fn stopped(&mut self, error: &io::Error) -> String {
        self.place = if self.stream.advance() { Place::Lost } else { Place::End };
        error.to_string()
    }

    fn told(&self, reason: &str) -> String {
        told(self.start, reason)
    }
}

fn told(start: u64, reason: &str) -> String {
    format!("record at byte {start}: {reason}")
}
