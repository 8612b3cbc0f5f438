//! Locations in a text: lines, columns and bytes.
//!
//! The text of an input is what its bytes decode to, front matter included, without a byte order mark and with lines
//! that end in `\n`; of a web archive or a page in a string, it is the text of that page. In a UTF-8 file without `\r`,
//! bytes of the text are bytes of the file.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::{memchr_iter, memrchr};
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
    newlines: BlockCounts,
    characters: BlockCounts,
}

impl LineIndex {
    /// The line of a byte of `text`, from 1.
    pub(crate) fn line(&self, text: &str, byte: usize) -> u32 {
        number(self.newlines.before(text, byte, count_newlines) + 1)
    }

    /// The first byte of the line of a byte of `text`.
    pub(crate) fn start_of_line(&self, text: &str, byte: usize) -> usize {
        self.line_start(text, byte, self.newlines.before(text, byte, count_newlines))
    }

    /// The location of a range of `text`, which must be the same text at every call.
    pub(crate) fn location(&self, text: &str, bytes: Range<usize>) -> Location {
        let newlines = self.newlines.before(text, bytes.start, count_newlines);
        let start = self.line_start(text, bytes.start, newlines);
        let column = match text.as_bytes().get(start..bytes.start) {
            Some(before) if before.len() <= BLOCK => count_characters(before),
            _ => self.characters_before(text, bytes.start) - self.characters_before(text, start),
        };
        Location { line: number(newlines + 1), column: number(column + 1), bytes }
    }

    fn characters_before(&self, text: &str, byte: usize) -> usize {
        self.characters.before(text, byte, count_characters)
    }

    /// The first byte of the line of `byte`, before which there are so many newlines.
    fn line_start(&self, text: &str, byte: usize, newlines: usize) -> usize {
        let Some(block) = self.newlines.last_with_fewer(newlines) else { return 0 };
        let start = block * BLOCK;
        let before = text.as_bytes().get(start..byte.min(start + BLOCK)).unwrap_or_default();
        memrchr(b'\n', before).map_or(0, |newline| start + newline + 1)
    }
}

/// How often something occurs before each block of a text: a lookup counts within at most one block, however long the
/// line is.
#[derive(Debug, Default)]
struct BlockCounts(OnceLock<Vec<u32>>);

/// The size of a block in bytes.
const BLOCK: usize = 1024;

impl BlockCounts {
    /// Returns what `count` counts in `text` before `byte`.
    fn before(&self, text: &str, byte: usize, count: fn(&[u8]) -> usize) -> usize {
        let blocks = self.0.get_or_init(|| {
            let mut before = 0;
            let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
                before += count(block);
                number(before)
            });
            std::iter::once(0).chain(blocks).collect()
        });
        let byte = byte.min(text.len());
        let block = (byte / BLOCK).min(blocks.len().saturating_sub(1));
        let rest = text.as_bytes().get(block * BLOCK..byte).unwrap_or_default();
        blocks.get(block).map_or(0, |before| *before as usize) + count(rest)
    }

    /// Returns the last block before which there are fewer than `count`.
    fn last_with_fewer(&self, count: usize) -> Option<usize> {
        self.0.get()?.partition_point(|before| (*before as usize) < count).checked_sub(1)
    }
}

fn count_newlines(bytes: &[u8]) -> usize {
    memchr_iter(b'\n', bytes).count()
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
    fn locations_are_those_of_the_characters_before() {
        arbtest::arbtest(|u| {
            let index = LineIndex::default();
            let mut text = String::new();
            for _ in 0..u.int_in_range(0..=12)? {
                let piece = *u.choose(&["\n", "a", "é", "中\n", "𝄞", "\n\n"])?;
                text.push_str(&piece.repeat(u.int_in_range(0..=BLOCK)?));
            }
            for _ in 0..4 {
                let at = u.int_in_range(0..=text.len())?;
                let Some(before) = text.get(..at) else { continue };
                let location = index.location(&text, at..at);
                let line = before.rfind('\n').map_or(0, |newline| newline + 1);
                assert_eq!(index.start_of_line(&text, at), line);
                let line = before.rsplit('\n').next().unwrap_or_default();
                assert_eq!(location.line as usize, before.matches('\n').count() + 1);
                assert_eq!(location.column as usize, line.chars().count() + 1);
            }
            Ok(())
        });
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
