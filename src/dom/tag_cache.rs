//! A cache of parsed tags. Three quarters of the tags with attributes repeat an earlier tag byte for byte and need not
//! be parsed again.

use std::ops::Range;

use super::token::Tag;
use super::word::{WORD, Word};

/// The most recent tags, each in the slot that its text selects. A new tag replaces the one in its slot, which bounds
/// time and memory for any page.
#[derive(Debug, Default)]
pub(super) struct TagCache(Vec<Option<Entry>>);

#[derive(Debug, Clone, Copy)]
struct Entry {
    key: Key,
    /// The first byte of its text.
    start: usize,
    tag: Tag,
}

/// What a tag is looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// The first word of the tag, which for two tags in three is all of it.
    first: u64,
    length: usize,
    slot: usize,
}

const SLOT_BITS: u32 = 8;
const SLOTS: usize = 1 << SLOT_BITS;

/// Longer tags, in bytes, are not cached.
const MAX_TAG_BYTES: usize = 512;

impl Key {
    /// The key of the tag at `range` of `source`, if it may be cached.
    #[inline]
    pub(super) fn of(source: &[u8], range: Range<usize>) -> Option<Self> {
        let length = range.len();
        let text = source.get(range.clone()).filter(|_| length <= MAX_TAG_BYTES)?;
        let first = Word::at(source.get(range.start..)?).first(length);
        let mut hash = first ^ length as u64;
        // Words from the middle and the end tell apart tags that differ in an attribute.
        if length > WORD {
            for at in [(length - WORD) / 2, length - WORD] {
                hash = hash.rotate_left(23) ^ Word::at(text.get(at..)?).first(WORD);
            }
        }
        // The top bits of a product depend on all bits of its factors.
        let slot = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOT_BITS);
        Some(Self { first, length, slot: usize::try_from(slot).unwrap_or_default() })
    }
}

impl TagCache {
    /// The tag at `start` of `source`, whose key this is, if an identical one is cached.
    #[inline]
    pub(super) fn get(&self, source: &[u8], start: usize, key: Key) -> Option<Tag> {
        let Entry { start: cached, tag, .. } = self.0.get(key.slot)?.filter(|entry| entry.key == key)?;
        let text = |start: usize| source.get(start..start + key.length);
        (key.length <= WORD || text(start)? == text(cached)?).then_some(tag)
    }

    /// Caches the tag at `start`, whose key this is.
    pub(super) fn put(&mut self, start: usize, key: Key, tag: Tag) {
        self.0.resize(SLOTS, None);
        if let Some(slot) = self.0.get_mut(key.slot) {
            *slot = Some(Entry { key, start, tag });
        }
    }
}
