//! A cache of parsed tags. Three quarters of the tags with attributes repeat an earlier tag byte for byte and need not
//! be parsed again.

use std::ops::Range;

use super::text::Span;
use super::token::Tag;
use super::word::{WORD, Word};

/// The most recent tags, each in the slot that its text selects. A new tag replaces the one in its slot, which bounds
/// time and memory for any page.
#[derive(Debug, Default)]
pub(super) struct TagCache(Vec<Option<Entry>>);

#[derive(Debug, Clone, Copy)]
struct Entry {
    first: u64,
    span: Span,
    tag: Tag,
}

/// What a tag is looked up by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key<'s> {
    text: &'s [u8],
    /// Its first word, which for two tags in three is all of it.
    first: u64,
    slot: usize,
}

const SLOT_BITS: u32 = 8;
const SLOTS: usize = 1 << SLOT_BITS;

/// Longer tags, in bytes, are not cached.
const MAX_TAG_BYTES: usize = 512;

impl<'s> Key<'s> {
    /// The key of a tag that begins with `word`, if it may be cached.
    #[inline]
    pub(super) fn of(text: &'s [u8], word: Word) -> Option<Self> {
        let first = word.first(text.len());
        let mut hash = first;
        if text.len() > WORD {
            if text.len() > MAX_TAG_BYTES {
                return None;
            }
            // Words from the middle and the end tell apart tags that differ in an attribute.
            for at in [text.len() / 2 - WORD / 2, text.len() - WORD] {
                hash = hash.rotate_left(23) ^ Word::at(text, at).first(WORD);
            }
        }
        // The top bits of a product depend on all bits of its factors.
        let slot = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOT_BITS);
        Some(Self { text, first, slot: usize::try_from(slot).unwrap_or_default() })
    }
}

impl TagCache {
    /// The tag with the text at `range` of `source`, whose key this is, if it is cached.
    #[inline]
    pub(super) fn get(&mut self, source: &[u8], key: &Key<'_>, range: Range<usize>) -> Option<Tag> {
        let entry = self.0.get_mut(key.slot)?.as_mut().filter(|entry| entry.first == key.first)?;
        if key.text.len() > WORD {
            if source.get(entry.span.range()) != Some(key.text) {
                return None;
            }
            // What was read last is compared fastest.
            entry.span = Span::new(range.start, range.end);
        }
        Some(entry.tag)
    }

    /// Caches the tag at `range`, whose key this is.
    pub(super) fn put(&mut self, key: &Key<'_>, range: Range<usize>, tag: Tag) {
        self.0.resize(SLOTS, None);
        if let Some(slot) = self.0.get_mut(key.slot) {
            *slot = Some(Entry { first: key.first, span: Span::new(range.start, range.end), tag });
        }
    }
}
