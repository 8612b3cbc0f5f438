//! The bytes of an archive, compressed or not.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::magic::{GZIP, RECORD};
use super::members::Members;

/// The blank lines behind a record, and the beginning of the next.
const LOOKAHEAD: u64 = 4 + RECORD.len() as u64;

/// What records are read from.
pub(crate) trait Stream: BufRead + std::fmt::Debug + Send {
    /// Lets reading go on behind an end of what belongs together, or behind what was broken; `false` where all ends.
    fn advance(&mut self) -> bool;

    /// Passes over so many bytes, and tells over how many of them it could.
    fn skip(&mut self, length: u64) -> io::Result<u64>;

    /// Whether a record may end so many bytes further. It may where that cannot be told without reading on.
    fn may_end_after(&mut self, length: u64) -> io::Result<bool>;
}

/// Opens the archive at `path`, decompressed by what it begins with.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn Stream>> {
    let mut file = BufReader::new(File::open(path)?);
    if file.fill_buf()?.starts_with(GZIP) {
        return Ok(Box::new(BufReader::new(Members::new(file))));
    }
    let length = file.get_ref().metadata()?.len();
    Ok(Box::new(Plain { file, length }))
}

/// A file that is not compressed: what lies ahead can be looked at.
#[derive(Debug)]
struct Plain {
    file: BufReader<File>,
    /// Bytes of the file.
    length: u64,
}

impl Plain {
    /// How many bytes are left.
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
        let place = self.file.stream_position()?;
        self.skip(length)?;
        let mut next = Vec::new();
        self.file.by_ref().take(LOOKAHEAD).read_to_end(&mut next)?;
        self.file.seek(SeekFrom::Start(place))?;
        let after = next.trim_ascii_start();
        let blank = next.get(..next.len() - after.len()).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', blank).count();
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
