//! A cache of parsed tags. Three quarters of the tags with attributes repeat an earlier tag byte for byte and need not
//! be parsed again.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;

use rustc_hash::FxHasher;

use super::text::Span;
use super::token::Tag;

/// The most recent tags, each in the slot that the hash of its text selects. A new tag replaces the one in its slot,
/// which bounds time and memory for any page.
#[derive(Debug, Default)]
pub(super) struct TagCache(Vec<Option<(Span, Tag)>>);

/// Number of slots.
const SLOTS: usize = 256;

/// Longer tags, in bytes, are not cached.
const MAX_TAG_BYTES: usize = 512;

impl TagCache {
    /// The tag at `range` of `source`, if an identical one is cached.
    pub(super) fn get(&self, source: &str, range: Range<usize>) -> Option<Tag> {
        let text = tag_text(source, range)?;
        let (cached, tag) = self.0.get(slot(text)).copied().flatten()?;
        (source.as_bytes().get(cached.start as usize..cached.end as usize)? == text).then_some(tag)
    }

    /// Caches `tag`, parsed from `range` of `source`.
    pub(super) fn put(&mut self, source: &str, range: Range<usize>, tag: Tag) {
        let Some(text) = tag_text(source, range.clone()) else { return };
        self.0.resize(SLOTS, None);
        if let Some(slot) = self.0.get_mut(slot(text)) {
            *slot = Some((Span::new(range.start, range.end), tag));
        }
    }
}

fn tag_text(source: &str, range: Range<usize>) -> Option<&[u8]> {
    source.as_bytes().get(range).filter(|text| text.len() <= MAX_TAG_BYTES)
}

fn slot(text: &[u8]) -> usize {
    let hash = BuildHasherDefault::<FxHasher>::default().hash_one(text);
    usize::try_from(hash % SLOTS as u64).unwrap_or_default()
}
