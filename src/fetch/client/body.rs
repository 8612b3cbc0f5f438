//! Reads response bodies, bounded by a size limit.

use std::io::{self, Write};

use super::decode::{Coding, Decoder};
use super::error_mapping::{self, Limits};
use super::host_key;
use super::request::RequestKind;
use crate::fetch::error::FetchError;
use crate::fetch::options::FetchOptions;

/// The destination of a response body. It is written on a thread of the runtime, so writes should be as fast as those
/// to a local file.
pub trait Sink: Send {
    /// Discards what a failed attempt wrote.
    ///
    /// # Errors
    ///
    /// If the sink cannot be reset.
    fn restart(&mut self) -> io::Result<()>;

    /// Writes the next part of the body.
    ///
    /// # Errors
    ///
    /// If it cannot be stored.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

impl Sink for Vec<u8> {
    fn restart(&mut self) -> io::Result<()> {
        self.clear();
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.extend_from_slice(bytes);
        Ok(())
    }
}

/// The size limit of `robots.txt`; RFC 9309 requires at least 500 KiB. The rest is ignored.
const MAX_ROBOTS: u64 = 512 << 10;

/// Returns the size limit of a decoded body.
fn limit(kind: RequestKind, options: &FetchOptions) -> u64 {
    match kind {
        RequestKind::Page | RequestKind::Listing => options.max_page,
        RequestKind::Image => options.max_image,
        RequestKind::Robots => MAX_ROBOTS,
    }
}

/// Reads and decodes the body of `response` into `sink`. Returns its decoded size in bytes.
pub(super) async fn read(
    mut response: reqwest::Response,
    kind: RequestKind,
    options: &FetchOptions,
    sink: &mut dyn Sink,
) -> Result<u64, FetchError> {
    let host = host_key::of(response.url());
    let max = limit(kind, options);
    let coding = Coding::of(response.headers());
    let is_too_long = response.content_length().is_some_and(|length| length > max);
    if is_too_long && coding == Coding::Identity && kind != RequestKind::Robots {
        return Err(FetchError::TooLarge { host, max });
    }
    sink.restart().map_err(|error| FetchError::Write { reason: error.to_string() })?;
    let mut decoder = Decoder::new(coding, LimitedSink { sink, left: max, stopped: None });
    loop {
        let piece = response.chunk().await;
        let piece = piece.map_err(|error| error_mapping::body(&host, Limits::of(options), &error))?;
        let is_last = piece.is_none();
        let result = match piece {
            Some(piece) => decoder.decode(&piece),
            None => decoder.finish(),
        };
        let output = decoder.output();
        if let Err(error) = result {
            return match &output.stopped {
                Some(Stopped::Limit) if kind == RequestKind::Robots => Ok(max),
                Some(Stopped::Limit) => Err(FetchError::TooLarge { host, max }),
                Some(Stopped::Write(reason)) => Err(FetchError::Write { reason: reason.clone() }),
                None => Err(FetchError::Truncated { host, reason: error.to_string() }),
            };
        }
        if is_last {
            return Ok(max - output.left);
        }
    }
}

/// Writes to a sink up to a limit.
struct LimitedSink<'s> {
    sink: &'s mut dyn Sink,
    left: u64,
    stopped: Option<Stopped>,
}

/// Why a [`LimitedSink`] stopped.
enum Stopped {
    Limit,
    Write(String),
}

impl Write for LimitedSink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.stopped.is_some() {
            return Err(io::ErrorKind::Other.into());
        }
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        let allowed = bytes.get(..left).unwrap_or(bytes);
        self.sink
            .write(allowed)
            .inspect_err(|error| self.stopped = Some(Stopped::Write(error.to_string())))?;
        self.left -= u64::try_from(allowed.len()).unwrap_or(u64::MAX);
        if allowed.len() < bytes.len() {
            self.stopped = Some(Stopped::Limit);
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
