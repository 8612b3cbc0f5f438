//! Bodies, piece by piece and no longer than they may be.

use std::io;

use super::trouble::{self, Limits};
use super::{Kind, site};
use crate::fetch::error::FetchError;
use crate::fetch::options::FetchOptions;

/// Where a body goes. It is written on the runtime's thread, so a sink should be quick, as a local file is.
pub trait Sink: Send {
    /// Begins anew: what was written so far is of a try that failed.
    ///
    /// # Errors
    ///
    /// When what is there cannot be taken back.
    fn restart(&mut self) -> io::Result<()>;

    /// Takes the next piece.
    ///
    /// # Errors
    ///
    /// When it cannot be kept.
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

/// The most bytes of RFC 9309, and some: `robots.txt` is read so far.
const MAX_ROBOTS: u64 = 512 << 10;

/// The most bytes of a body, unpacked.
fn limit(kind: Kind, options: &FetchOptions) -> u64 {
    match kind {
        Kind::Page | Kind::Listing => options.max_page,
        Kind::Picture => options.max_picture,
        Kind::Robots => MAX_ROBOTS,
    }
}

/// Reads the body of `response` into `sink`. Gives the number of its bytes.
pub(super) async fn read(
    mut response: reqwest::Response,
    kind: Kind,
    options: &FetchOptions,
    sink: &mut dyn Sink,
) -> Result<u64, FetchError> {
    let host = site::of(response.url());
    let max = limit(kind, options);
    let too_large = || FetchError::TooLarge { host: host.clone(), max };
    let unwritten = |error: io::Error| FetchError::Write { reason: error.to_string() };
    if kind != Kind::Robots && response.content_length().is_some_and(|length| length > max) {
        return Err(too_large());
    }
    sink.restart().map_err(unwritten)?;
    let mut total = 0_u64;
    loop {
        let piece =
            response.chunk().await.map_err(|error| trouble::of_body(&host, Limits::of(options), &error))?;
        let Some(mut piece) = piece else { return Ok(total) };
        let left = max - total;
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if length > left && kind != Kind::Robots {
            return Err(too_large());
        }
        if length > left {
            piece.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        }
        sink.write(&piece).map_err(unwritten)?;
        total += length.min(left);
        if length > left {
            return Ok(total);
        }
    }
}
