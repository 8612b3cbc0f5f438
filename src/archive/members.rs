//! The members of a compressed archive, one after the other.
//!
//! Archives are mostly compressed record by record, a gzip member for each, and now and then as a whole. What is broken
//! in one member is none of the others: reading goes on where the next record begins.

use std::io::{self, BufRead, Chain, Read};

use flate2::bufread::GzDecoder;

use super::magic::{GZIP, RECORD};

/// The contents of all members. A member that begins a record ends what stands before it: there, reading answers as at
/// an end until [`Members::advance`] is called.
#[derive(Debug)]
pub(super) struct Members<R> {
    /// What is not decompressed yet, between two members.
    raw: Option<R>,
    /// The member that is being read.
    member: Option<GzDecoder<Chain<&'static [u8], R>>>,
    /// The beginning of the member that is being read.
    ahead: Vec<u8>,
    /// Whether the end of what belongs together is reached.
    is_held: bool,
    /// Whether something was broken: then a member has to begin a record to be believed one.
    is_lost: bool,
}

impl<R: BufRead> Members<R> {
    pub(super) const fn new(raw: R) -> Self {
        Self { raw: Some(raw), member: None, ahead: Vec::new(), is_held: false, is_lost: false }
    }

    /// Lets reading go on behind an end, or behind what could not be read; `false` when there was neither.
    pub(super) const fn advance(&mut self) -> bool {
        std::mem::replace(&mut self.is_held, false)
    }

    /// Begins the next member; `false` when there is none.
    fn begin(&mut self) -> io::Result<bool> {
        while let Some(mut raw) = self.raw.take() {
            let prefix = match self.place(&mut raw) {
                Ok(Some(prefix)) => prefix,
                Ok(None) => return Ok(false),
                // What cannot be read while the next record is looked for will never be.
                Err(error) if self.is_lost => return Err(error),
                Err(error) => {
                    self.raw = Some(raw);
                    return Err(self.lost(error));
                }
            };
            let mut member = GzDecoder::new(prefix.chain(raw));
            let read = member.by_ref().take(RECORD.len() as u64).read_to_end(&mut self.ahead);
            let is_meant = !self.is_lost || self.ahead == RECORD;
            match read {
                Ok(_) if is_meant => {
                    self.is_lost = false;
                    self.member = Some(member);
                    return Ok(true);
                }
                result => {
                    self.ahead.clear();
                    self.raw = Some(member.into_inner().into_inner().1);
                    if let (Err(error), false) = (result, self.is_lost) {
                        return Err(self.lost(error));
                    }
                }
            }
        }
        Ok(false)
    }

    /// The place where the next member begins: what was read of its beginning; `None` at the end.
    fn place(&self, raw: &mut R) -> io::Result<Option<&'static [u8]>> {
        if self.is_lost {
            return Ok(seek_magic(raw)?.then_some(GZIP));
        }
        let next = raw.fill_buf()?;
        if next.is_empty() {
            return Ok(None);
        }
        if next.first() != GZIP.first() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "no gzip member where one should begin"));
        }
        Ok(Some(&[]))
    }

    /// From here on the next record is looked for.
    const fn lost(&mut self, error: io::Error) -> io::Error {
        (self.is_lost, self.is_held) = (true, true);
        error
    }
}

/// Reads up to and with the next [`GZIP`]; `false` when there is none.
fn seek_magic(raw: &mut impl BufRead) -> io::Result<bool> {
    let mut matched = 0;
    loop {
        let bytes = raw.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        let mut taken = 0;
        for byte in bytes {
            taken += 1;
            matched = match GZIP.get(matched) {
                Some(wanted) if wanted == byte => matched + 1,
                _ => usize::from(GZIP.first() == Some(byte)),
            };
            if matched == GZIP.len() {
                break;
            }
        }
        raw.consume(taken);
        if matched == GZIP.len() {
            return Ok(true);
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.is_held {
            if !self.ahead.is_empty() {
                let count = self.ahead.as_slice().read(out)?;
                self.ahead.drain(..count);
                return Ok(count);
            }
            let Some(member) = &mut self.member else {
                if !self.begin()? {
                    return Ok(0);
                }
                self.is_held = self.ahead == RECORD;
                continue;
            };
            let read = member.read(out);
            if let Ok(1..) = read {
                return read;
            }
            self.raw = self.member.take().map(|member| member.into_inner().into_inner().1);
            if let Err(error) = read {
                return Err(self.lost(error));
            }
        }
        Ok(0)
    }
}
