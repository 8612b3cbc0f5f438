//! The byte stream of an archive, compressed or not.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::magic::{GZIP, RECORD};
use super::members::Members;

/// The blank lines after a record, and the start of the next one.
const LOOKAHEAD: u64 = 4 + RECORD.len() as u64;

/// A stream of records.
pub(crate) trait Stream: BufRead + std::fmt::Debug + Send {
    /// Resumes reading after a pause between members or after corrupt data; `false` if neither is possible.
    fn advance(&mut self) -> bool;

    /// Skips bytes and returns how many could be skipped.
    fn skip(&mut self, length: u64) -> io::Result<u64>;

    /// Whether a record may end after this many bytes. Returns `true` if that cannot be determined without reading on.
    fn may_end_after(&mut self, length: u64) -> io::Result<bool>;
}

/// Opens the archive at `path`. Compression is detected from the content.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn Stream>> {
    // An archive is opened several times, and a pipe can be read only once.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("an archive must be a regular file"));
    }
    let mut file = BufReader::new(File::open(path)?);
    if file.fill_buf()?.starts_with(GZIP) {
        return Ok(Box::new(BufReader::new(Members::new(file))));
    }
    let length = file.get_ref().metadata()?.len();
    Ok(Box::new(Plain { file, length }))
}

/// An uncompressed file, which allows looking ahead.
#[derive(Debug)]
struct Plain {
    file: BufReader<File>,
    /// The length of the file.
    length: u64,
}

impl Plain {
    /// Returns the number of bytes left.
    fn left(&mut self) -> io::Result<u64> {
        Ok(self.length.saturating_sub(self.file.stream_position()?))
    }
}

impl Read for Plain {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.file.read(out)
    }
}

impl BufRead for Plain {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.file.consume(count);
    }
}

impl Stream for Plain {
    fn advance(&mut self) -> bool {
        false
    }

    fn skip(&mut self, length: u64) -> io::Result<u64> {
        let length = length.min(self.left()?);
        self.file.seek_relative(i64::try_from(length).unwrap_or(i64::MAX))?;
        Ok(length)
    }

    fn may_end_after(&mut self, length: u64) -> io::Result<bool> {
        if length > self.left()? {
            return Ok(false);
        }
        let position = self.file.stream_position()?;
        self.skip(length)?;
        let mut next = Vec::new();
        self.file.by_ref().take(LOOKAHEAD).read_to_end(&mut next)?;
        self.file.seek(SeekFrom::Start(position))?;
        let after = next.trim_ascii_start();
        let lines_before = next.get(..next.len() - after.len()).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', lines_before).count();
        Ok(after.is_empty() || after.starts_with(RECORD) || lines > 1)
    }
}

impl<R: BufRead + std::fmt::Debug + Send> Stream for BufReader<Members<R>> {
    fn advance(&mut self) -> bool {
        self.get_mut().advance()
    }

    fn skip(&mut self, length: u64) -> io::Result<u64> {
        let mut skipped = 0;
        while skipped < length {
            let count = self.fill_buf()?.len();
            if count == 0 {
                break;
            }
            let count = u64::try_from(count).unwrap_or(u64::MAX).min(length - skipped);
            self.consume(usize::try_from(count).unwrap_or(usize::MAX));
            skipped += count;
        }
        Ok(skipped)
    }

    fn may_end_after(&mut self, _length: u64) -> io::Result<bool> {
        Ok(true)
    }
}
