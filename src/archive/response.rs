//! Writes a received page as an archive with one record.

use std::io::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use flate2::{Compression, GzBuilder};

use crate::store::digest;

/// Headers that are omitted: those that describe the transfer, and cookies, which are private.
const OMITTED: [&str; 6] =
    ["content-encoding", "content-length", "set-cookie", "set-cookie2", "trailer", "transfer-encoding"];

/// Writes an HTTP response as a WARC 1.1 file with one record, compressed with gzip.
///
/// `url` is the URL of the response, `headers` are its names and values as received, `body` is the decoded page, and
/// `date` is the time of the response. Headers that describe the coding of the body are corrected, cookies are omitted.
/// The result is deterministic.
///
/// ```
/// let date = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
/// let headers = [("content-type", b"text/html; charset=gbk".as_slice())];
/// let url = "https://blog.csdn.net/u/article/details/102";
/// let record = csdown::archive::response_record(url, 200, headers, b"<p>\xd5\xfd\xce\xc4", date);
/// assert_eq!(record[..3], [0x1f, 0x8b, 8]);
/// ```
pub fn response_record<'a>(
    url: &str,
    status: u16,
    headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    body: &[u8],
    date: SystemTime,
) -> Vec<u8> {
    let block = response(status, headers, body);
    let (url, date) = (one_line(url), timestamp(date));
    let block_digest = digest(&block);
    let id = record_id(&digest([&*url, &*date, &*block_digest].join("\n").as_bytes()));
    let header = format!(
        "WARC/1.1\r\n\
         WARC-Type: response\r\n\
         WARC-Record-ID: <urn:uuid:{id}>\r\n\
         WARC-Target-URI: {url}\r\n\
         WARC-Date: {date}\r\n\
         WARC-Block-Digest: sha256:{block_digest}\r\n\
         WARC-Payload-Digest: sha256:{}\r\n\
         Content-Type: application/http;msgtype=response\r\n\
         Content-Length: {}\r\n\r\n",
        digest(body),
        block.len(),
    );
    let mut record = GzBuilder::new().write(Vec::new(), Compression::default());
    for part in [header.as_bytes(), &block, b"\r\n\r\n"] {
        // Writing to memory cannot fail.
        drop(record.write_all(part));
    }
    record.finish().unwrap_or_default()
}

/// Returns head and body as a server would send them.
fn response<'a>(status: u16, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>, body: &[u8]) -> Vec<u8> {
    let reason = if status == 200 { "OK" } else { "" };
    let mut response = format!("HTTP/1.1 {status} {reason}\r\n").into_bytes();
    for (name, value) in headers {
        let is_kept = !OMITTED.iter().any(|omitted| name.eq_ignore_ascii_case(omitted));
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
        if is_kept && is_name && !value.iter().any(u8::is_ascii_control) {
            response.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
    }
    response.extend(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
    response.extend_from_slice(body);
    response
}

/// Removes characters from a URL that would end its line.
fn one_line(url: &str) -> String {
    url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect()
}

/// Formats a time as in a WARC file, to the second.
fn timestamp(date: SystemTime) -> String {
    let seconds = date.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let moment = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

/// Makes a UUID of version 8 from a digest in hexadecimal.
fn record_id(digest: &str) -> String {
    let part = |range: std::ops::Range<usize>| digest.get(range).unwrap_or_default();
    format!("{}-{}-8{}-8{}-{}", part(0..8), part(8..12), part(12..15), part(15..18), part(18..30))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_record_holds_the_response() {
        let headers = [
            ("Content-Type", b"text/html; charset=GBK".as_slice()),
            ("content-encoding", b"br"),
            ("Set-Cookie", b"UserToken=secret"),
            ("ETag", b"\"1\""),
            ("bad\r\nname", b"x"),
            ("x", b"a\r\nSet-Cookie: b"),
        ];
        let date = UNIX_EPOCH + Duration::from_millis(1_700_000_000_900);
        let url = "https://blog.csdn.net/u/article/details/1\r\nx";
        let record = response_record(url, 521, headers, b"<p>\xd6\xd0", date);
        assert_eq!(record, response_record(url, 521, headers, b"<p>\xd6\xd0", date));
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&*record).read_to_end(&mut plain).unwrap();
        let text = String::from_utf8_lossy(&plain);
        let (header, block) = text.split_once("\r\n\r\n").unwrap();
        let block = block.strip_suffix("\r\n\r\n").unwrap();
        let head =
            "HTTP/1.1 521 \r\nContent-Type: text/html; charset=GBK\r\nETag: \"1\"\r\nContent-Length: 5";
        assert_eq!(block, format!("{head}\r\n\r\n<p>\u{fffd}\u{fffd}"));
        for line in [
            "WARC-Target-URI: https://blog.csdn.net/u/article/details/1x",
            "WARC-Date: 2023-11-14T22:13:20Z",
            &format!("Content-Length: {}", head.len() + 9),
        ] {
            assert!(header.lines().any(|found| found == line), "{line}: {header}");
        }
    }
}
