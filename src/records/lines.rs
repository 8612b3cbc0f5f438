//! The lines of a stream, of bounded length.

use std::io::{self, BufRead};

use memchr::memchr;

/// A line of the input.
#[derive(Debug)]
pub(super) struct Line {
    /// The number of the line, from 1.
    pub(super) number: u64,
    /// The line, or its beginning, without the newline.
    pub(super) bytes: Vec<u8>,
    /// Why the rest of the line is missing.
    pub(super) fault: Option<Fault>,
}

/// What else an input may be by its first bytes, and how to convert it.
const OTHER_FORMATS: [(&[u8], &str); 6] = [
    (
        b"PAR1",
        "the input is a Parquet file, which csdown stream does not read; docs/scale.md shows how to convert it",
    ),
    (b"\x28\xb5\x2f\xfd", "the input is compressed with zstd, not gzip; pipe it through `zstd -dc`"),
    (b"BZh", "the input is compressed with bzip2, not gzip; pipe it through `bzip2 -dc`"),
    (b"\xfd7zXZ\0", "the input is compressed with xz, not gzip; pipe it through `xz -dc`"),
    (b"\xff\xfe", "the input is in UTF-16; pipe it through `iconv -f UTF-16 -t UTF-8`"),
    (b"\xfe\xff", "the input is in UTF-16; pipe it through `iconv -f UTF-16 -t UTF-8`"),
];

/// Why a line in another encoding is an error: its page might be converted, but to unreadable text.
const NOT_UTF8: &str = "the line is not in UTF-8; convert the input, or pass the bytes of the page in base64";

impl Line {
    /// Describes the format or the encoding of a line that is not JSON in UTF-8.
    pub(super) fn other_format(&self) -> Option<&'static str> {
        let is_format = |start: &[u8]| self.number == 1 && self.bytes.starts_with(start);
        let format = OTHER_FORMATS.iter().find(|(start, _)| is_format(start)).map(|(_, message)| *message);
        format.or_else(|| std::str::from_utf8(&self.bytes).is_err().then_some(NOT_UTF8))
    }
}

/// Why the rest of a line is missing.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is longer than allowed.
    TooLong,
    /// The input cannot be read any further.
    Unreadable(io::Error),
}

/// Reads lines, except blank ones, up to the first error.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    max: usize,
    number: u64,
    has_ended: bool,
}

impl<R: BufRead> Lines<R> {
    /// Reads lines, of which at most `max` bytes are kept.
    pub(super) const fn new(reader: R, max: usize) -> Self {
        Self { reader, max, number: 0, has_ended: false }
    }

    fn read_line(&mut self) -> Line {
        self.number += 1;
        let mut line = Line { number: self.number, bytes: Vec::new(), fault: None };
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.has_ended = true;
                    line.fault = Some(Fault::Unreadable(error));
                    return line;
                }
            };
            self.has_ended = available.is_empty();
            let newline = memchr(b'\n', available);
            let (end, used) = newline.map_or((available.len(), available.len()), |at| (at, at + 1));
            let kept = end.min(self.max - line.bytes.len());
            line.bytes.extend_from_slice(available.get(..kept).unwrap_or_default());
            if kept < end {
                line.fault = Some(Fault::TooLong);
            }
            self.reader.consume(used);
            if newline.is_some() || self.has_ended {
                return line;
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        while !self.has_ended {
            let mut line = self.read_line();
            if line.number == 1 && line.bytes.starts_with(BYTE_ORDER_MARK) {
                line.bytes.drain(..BYTE_ORDER_MARK.len());
            }
            if line.fault.is_some() || !line.bytes.trim_ascii().is_empty() {
                return Some(line);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    /// Returns the numbers and contents of the lines, read in parts of every size.
    fn lines(input: &str, max: usize) -> Vec<(u64, String, bool)> {
        let read = |capacity| {
            let reader = BufReader::with_capacity(capacity, input.as_bytes());
            let lines = Lines::new(reader, max).map(|line| {
                (line.number, String::from_utf8_lossy(&line.bytes).into_owned(), line.fault.is_some())
            });
            lines.collect::<Vec<_>>()
        };
        let all = read(1);
        for capacity in 2..10 {
            assert_eq!(read(capacity), all, "{capacity}");
        }
        all
    }

    fn line(number: u64, text: &str) -> (u64, String, bool) {
        (number, text.to_owned(), false)
    }

    #[test]
    fn lines_end_with_a_newline_or_the_input() {
        assert_eq!(lines("", 9), []);
        assert_eq!(lines("a\nbc", 9), [line(1, "a"), line(2, "bc")]);
        assert_eq!(lines("a\n\n \r\nb\r\n", 9), [line(1, "a"), line(4, "b\r")]);
        assert_eq!(lines("\u{feff}a\n\u{feff}b", 9), [line(1, "a"), line(2, "\u{feff}b")]);
    }

    #[test]
    fn other_formats_are_recognised() {
        let format =
            |number, bytes: &[u8]| Line { number, bytes: bytes.to_vec(), fault: None }.other_format();
        assert!(format(1, b"PAR1\x15\x04").unwrap().contains("Parquet"));
        assert!(format(1, b"\xff\xfe{\0").unwrap().contains("UTF-16"));
        assert_eq!(format(2, b"PAR1"), None);
        assert_eq!(format(2, b"{\"html\":\"\xc4\xe3\"}"), Some(NOT_UTF8));
        assert_eq!(format(1, "{\"html\":\"你\"}".as_bytes()), None);
    }

    #[test]
    fn long_lines_are_cut() {
        let cut = |number, text: &str| (number, text.to_owned(), true);
        assert_eq!(lines("abcd\nabc\nabcdefgh", 3), [cut(1, "abc"), line(2, "abc"), cut(3, "abc")]);
    }

    #[test]
    fn nothing_is_read_after_an_error() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let mut lines = Lines::new(BufReader::new(b"a\nhalf".chain(Broken)), 99);
        assert!(lines.next().unwrap().fault.is_none());
        let last = lines.next().unwrap();
        assert_eq!((last.number, &*last.bytes), (2, &b"half"[..]));
        assert!(matches!(last.fault, Some(Fault::Unreadable(_))));
        assert!(lines.next().is_none());
    }
}
