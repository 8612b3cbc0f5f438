//! Locations in a text: lines, columns and bytes.
//!
//! The text of an input is what its bytes decode to, front matter included, without a byte order mark and with lines
//! that end in `\n`; of a web archive or a page in a string, it is the text of that page. In a UTF-8 file without `\r`,
//! bytes of the text are bytes of the file.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memchr_iter;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A location in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    /// The line, from 1.
    pub line: u32,
    /// The column within the line, from 1, in characters.
    pub column: u32,
    /// The bytes. Line and column are those of the first one.
    pub bytes: Range<usize>,
}

impl Location {
    /// The same location in a text with so many lines and bytes before this one.
    #[must_use]
    pub(crate) fn offset(self, lines: u32, bytes: usize) -> Self {
        Self {
            line: self.line.saturating_add(lines),
            column: self.column,
            bytes: self.bytes.start + bytes..self.bytes.end + bytes,
        }
    }
}

/// The fields of a location in a report, which are `null` where there is none.
#[derive(Serialize, Deserialize)]
struct Fields {
    line: Option<u32>,
    column: Option<u32>,
    bytes: Option<Range<usize>>,
}

/// The same for a location in Markdown.
#[derive(Serialize, Deserialize)]
struct MarkdownFields {
    #[serde(rename = "markdown-line")]
    line: Option<u32>,
    #[serde(rename = "markdown-column")]
    column: Option<u32>,
    #[serde(rename = "markdown-bytes")]
    bytes: Option<Range<usize>>,
}

/// Reads and writes a location as the fields `line`, `column` and `bytes`.
pub(crate) mod fields {
    use super::{Deserialize, Deserializer, Fields, Location, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde passes fields by reference")]
    pub(crate) fn serialize<S: Serializer>(of: &Option<Location>, serializer: S) -> Result<S::Ok, S::Error> {
        Fields::of(of.as_ref()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Location>, D::Error> {
        Fields::deserialize(from).map(Fields::location)
    }
}

/// Reads and writes a location in Markdown as the fields `markdown-line`, `markdown-column` and `markdown-bytes`.
pub(crate) mod markdown_fields {
    use super::{Deserialize, Deserializer, Fields, Location, MarkdownFields, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde passes fields by reference")]
    pub(crate) fn serialize<S: Serializer>(of: &Option<Location>, serializer: S) -> Result<S::Ok, S::Error> {
        let Fields { line, column, bytes } = Fields::of(of.as_ref());
        MarkdownFields { line, column, bytes }.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Location>, D::Error> {
        let MarkdownFields { line, column, bytes } = MarkdownFields::deserialize(from)?;
        Ok(Fields { line, column, bytes }.location())
    }
}

impl Fields {
    fn of(location: Option<&Location>) -> Self {
        let (line, column) = location.map(|location| (location.line, location.column)).unzip();
        Self { line, column, bytes: location.map(|location| location.bytes.clone()) }
    }

    fn location(self) -> Option<Location> {
        Some(Location { line: self.line?, column: self.column?, bytes: self.bytes? })
    }
}

/// The lines of a text, for looking up locations. Nothing is computed before the first lookup.
#[derive(Debug, Default)]
pub(crate) struct LineIndex {
    /// The bytes at which lines begin, but for the first line.
    starts: OnceLock<Vec<u32>>,
    /// The number of characters before each block of the text.
    characters: OnceLock<Vec<u32>>,
}

/// The size of a block in bytes: a lookup reads at most two of them, however long the line is.
const BLOCK: usize = 1024;

impl LineIndex {
    /// The line of a byte of `text`, from 1.
    pub(crate) fn line(&self, text: &str, byte: usize) -> u32 {
        let before = self.starts(text).partition_point(|start| *start as usize <= byte);
        number(before + 1)
    }

    /// The location of a range of `text`, which must be the same text at every call.
    pub(crate) fn location(&self, text: &str, bytes: Range<usize>) -> Location {
        let line = self.line(text, bytes.start);
        let start = match (line as usize).checked_sub(2) {
            Some(index) => self.starts(text).get(index).map_or(0, |start| *start as usize),
            None => 0,
        };
        let column = self.characters_before(text, bytes.start) - self.characters_before(text, start) + 1;
        Location { line, column: number(column), bytes }
    }

    fn starts(&self, text: &str) -> &[u32] {
        self.starts.get_or_init(|| memchr_iter(b'\n', text.as_bytes()).map(|end| number(end + 1)).collect())
    }

    fn characters_before(&self, text: &str, byte: usize) -> usize {
        let blocks = self.characters.get_or_init(|| {
            let mut before = 0;
            let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
                before += count_characters(block);
                number(before)
            });
            std::iter::once(0).chain(blocks).collect()
        });
        let block = (byte / BLOCK).min(blocks.len().saturating_sub(1));
        let rest = text.as_bytes().get(block * BLOCK..byte).unwrap_or_default();
        blocks.get(block).map_or(0, |before| *before as usize) + count_characters(rest)
    }
}

/// The number of characters that begin in `bytes` of UTF-8.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newline_belongs_to_the_line_it_ends() {
        let (index, text) = (LineIndex::default(), "ab\n\nc");
        assert_eq!([0, 2, 3, 4, 9].map(|byte| index.line(text, byte)), [1, 1, 2, 3, 3]);
    }

    #[test]
    fn columns_count_characters() {
        let (index, text) = (LineIndex::default(), "一\n二三x四");
        let at = text.find('x').unwrap_or_default();
        assert_eq!(index.location(text, at..at + 1), Location { line: 2, column: 3, bytes: at..at + 1 });
    }

    #[test]
    fn columns_are_right_far_into_long_lines() {
        arbtest::arbtest(|u| {
            let piece = *u.choose(&["a", "é", "中", "𝄞"])?;
            let text = format!("首行\n{}", piece.repeat(u.int_in_range(0..=4 * BLOCK)?));
            let count = text.chars().count() - 3;
            let column = u.int_in_range(0..=count)?;
            let byte = "首行\n".len() + column * piece.len();
            let location = LineIndex::default().location(&text, byte..byte);
            assert_eq!((location.line, location.column as usize), (2, column + 1));
            Ok(())
        });
    }
}
