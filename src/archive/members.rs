//! Reads the gzip members of a compressed archive one by one.
//!
//! Most archives are compressed record by record, with one gzip member each; some are compressed as a whole. A corrupt
//! member does not affect the others: reading resumes with the next record.

use std::io::{self, BufRead, Chain, Read};

use flate2::bufread::GzDecoder;

use super::gzip::describe;
use super::magic::{GZIP, RECORD};

/// The decompressed contents of all members. Before a member that starts with a record, `read` reports the end of the
/// stream until [`Members::advance`] is called.
#[derive(Debug)]
pub(super) struct Members<R> {
    /// The compressed data; `None` while a member is being read.
    raw: Option<R>,
    /// The member that is being read.
    member: Option<GzDecoder<Chain<&'static [u8], R>>>,
    /// The start of the current member that has been decompressed but not returned.
    ahead: Vec<u8>,
    /// Whether to report the end of the stream until `advance` is called.
    is_paused: bool,
    /// Whether to skip to the next member that starts with a record, because of corrupt data.
    is_resyncing: bool,
}

impl<R: BufRead> Members<R> {
    pub(super) const fn new(raw: R) -> Self {
        Self { raw: Some(raw), member: None, ahead: Vec::new(), is_paused: false, is_resyncing: false }
    }

    /// Resumes reading after a pause or an error; `false` if there was neither.
    pub(super) const fn advance(&mut self) -> bool {
        std::mem::replace(&mut self.is_paused, false)
    }

    /// Starts the next member; `false` at the end.
    fn begin(&mut self) -> io::Result<bool> {
        while let Some(mut raw) = self.raw.take() {
            let prefix = match self.find_member(&mut raw) {
                Ok(Some(prefix)) => prefix,
                Ok(None) => return Ok(false),
                // An I/O error while skipping is permanent.
                Err(error) if self.is_resyncing => return Err(error),
                Err(error) => {
                    self.raw = Some(raw);
                    return Err(self.resync(error));
                }
            };
            let mut member = GzDecoder::new(prefix.chain(raw));
            let read = member.by_ref().take(RECORD.len() as u64).read_to_end(&mut self.ahead);
            let is_member = !self.is_resyncing || self.ahead == RECORD;
            match read {
                Ok(_) if is_member => {
                    self.is_resyncing = false;
                    self.member = Some(member);
                    return Ok(true);
                }
                result => {
                    self.ahead.clear();
                    self.raw = Some(member.into_inner().into_inner().1);
                    if let (Err(error), false) = (result, self.is_resyncing) {
                        return Err(self.resync(describe(error)));
                    }
                }
            }
        }
        Ok(false)
    }

    /// Goes to the start of the next member and returns the bytes of it that were consumed; `None` at the end.
    fn find_member(&self, raw: &mut R) -> io::Result<Option<&'static [u8]>> {
        if self.is_resyncing {
            return Ok(seek_magic(raw)?.then_some(GZIP));
        }
        skip_zeros(raw)?;
        match raw.fill_buf()?.first() {
            None => Ok(None),
            first if first == GZIP.first() => Ok(Some(&[])),
            Some(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "expected a gzip member")),
        }
    }

    /// Starts skipping to the next record.
    const fn resync(&mut self, error: io::Error) -> io::Error {
        (self.is_resyncing, self.is_paused) = (true, true);
        error
    }
}

/// Skips the zeros with which tapes and old tools fill the last block.
fn skip_zeros(raw: &mut impl BufRead) -> io::Result<()> {
    loop {
        let bytes = raw.fill_buf()?;
        let zeros = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        let is_last = zeros < bytes.len() || bytes.is_empty();
        raw.consume(zeros);
        if is_last {
            return Ok(());
        }
    }
}

/// Reads up to and including the next [`GZIP`]; `false` at the end.
fn seek_magic(raw: &mut impl BufRead) -> io::Result<bool> {
    let mut matched = 0;
    loop {
        let bytes = raw.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let mut consumed = 0;
        for byte in bytes {
            consumed += 1;
            matched = match GZIP.get(matched) {
                Some(expected) if expected == byte => matched + 1,
                _ => usize::from(GZIP.first() == Some(byte)),
            };
            if matched == GZIP.len() {
                break;
            }
        }
        raw.consume(consumed);
        if matched == GZIP.len() {
            return Ok(true);
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.is_paused {
            if !self.ahead.is_empty() {
                let count = self.ahead.as_slice().read(out)?;
                self.ahead.drain(..count);
                return Ok(count);
            }
            let Some(member) = &mut self.member else {
                if !self.begin()? {
                    return Ok(0);
                }
                self.is_paused = self.ahead == RECORD;
                continue;
            };
            let read = member.read(out);
            if let Ok(1..) = read {
                return read;
            }
            self.raw = self.member.take().map(|member| member.into_inner().into_inner().1);
            if let Err(error) = read {
                return Err(self.resync(describe(error)));
            }
        }
        Ok(0)
    }
}
