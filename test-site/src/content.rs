//! Bodies: complete ones, and ones that fail or never end.

use std::convert::Infallible;
use std::io::{self, Write};
use std::time::Duration;

use bytes::Bytes;
use flate2::write::GzEncoder;
use flate2::{Compress, Compression, Crc, FlushCompress};
use futures_util::stream::{self, Stream, StreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;

/// A body being sent. An error closes the connection.
pub type Flow = UnsyncBoxBody<Bytes, io::Error>;

/// The decoded size of the bomb.
const BOMB: usize = 1 << 30;

/// The decoded chunk size of the bomb and of endless bodies.
const PIECE: usize = 1 << 20;

pub fn whole(bytes: impl Into<Bytes>) -> Flow {
    Full::new(bytes.into()).map_err(|never: Infallible| match never {}).boxed_unsync()
}

/// Sends `bytes` without announcing their length: chunked in HTTP/1.1.
pub fn chunked(bytes: &Bytes) -> Flow {
    let step = (bytes.len() / 5).max(1);
    let cuts = (0..bytes.len()).step_by(step).map(|at| bytes.slice(at..(at + step).min(bytes.len())));
    flow(stream::iter(cuts.collect::<Vec<_>>()).map(Ok))
}

/// Sends `bytes`, then closes the connection.
pub fn truncated(bytes: Bytes) -> Flow {
    let end = || async {
        // Gives the client time to receive the first part.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    };
    flow(stream::once(async { Ok(bytes) }).chain(stream::once(end())))
}

/// Sends `bytes` at once, then spaces one at a time without end.
pub fn trickle(bytes: Bytes, wait: Duration) -> Flow {
    let drops = stream::repeat(()).then(move |()| async move {
        tokio::time::sleep(wait).await;
        Ok(Bytes::from_static(b" "))
    });
    flow(stream::once(async { Ok(bytes) }).chain(drops))
}

/// Sends `bytes`, then lines without end, as fast as the client reads them.
pub fn endless(bytes: Bytes) -> Flow {
    let line = "<p>这一页没有尽头。</p>\n";
    let piece = Bytes::from(line.repeat(PIECE / line.len()));
    flow(stream::iter([bytes]).chain(stream::repeat(piece)).map(Ok))
}

/// Sends `bytes` and 1 GiB of spaces as one gzip stream of about 1 MiB.
///
/// The compressor is flushed fully after each chunk, so chunks do not refer to earlier ones and the same compressed
/// bytes can be repeated.
pub fn bomb(bytes: &[u8]) -> Flow {
    let spaces = vec![b' '; PIECE];
    let pieces = BOMB / PIECE;
    let (mut sum, mut piece_sum) = (Crc::new(), Crc::new());
    sum.update(bytes);
    piece_sum.update(&spaces);
    (0..pieces).for_each(|_| sum.combine(&piece_sum));
    // No flags, no modification time, unknown operating system.
    let mut head = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    head.extend(deflated(bytes));
    // The last block, empty.
    let mut tail = vec![0x03, 0];
    tail.extend(sum.sum().to_le_bytes());
    tail.extend(sum.amount().to_le_bytes());
    let body = stream::repeat(Bytes::from(deflated(&spaces))).take(pieces);
    flow(stream::iter([head.into()]).chain(body).chain(stream::iter([tail.into()])).map(Ok))
}

/// Compresses `bytes` with deflate, up to a byte boundary.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut deflated = Vec::with_capacity(bytes.len() + 1024);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(bytes, &mut deflated, FlushCompress::Full).unwrap();
    deflated
}

fn flow(bytes: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Flow {
    StreamBody::new(bytes.map(|piece| piece.map(Frame::data))).boxed_unsync()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// Encodes `bytes` as brotli without compressing them.
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut stream = Vec::new();
    for (number, block) in bytes.chunks(1 << 16).enumerate() {
        // Not the last block (0), four length digits (0), the length minus one, the bit for a stored block.
        let header = u32::try_from(block.len() - 1).unwrap() << 3 | 1 << 19;
        // The stream starts with the window size, a single 0 for 64 KiB.
        let header = if number == 0 { header << 1 } else { header };
        stream.extend(&header.to_le_bytes()[..3]);
        stream.extend(block);
    }
    // The last block, which is empty.
    stream.push(if bytes.is_empty() { 0b110 } else { 0b11 });
    stream
}
