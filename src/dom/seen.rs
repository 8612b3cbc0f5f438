//! Tags that stand in the page a second time, which need not be read again: three quarters of those with attributes.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;

use rustc_hash::FxHasher;

use super::text::Span;
use super::token::Tag;

/// The tags read last, each in the place that its text gives it. One takes the place of another, so that no page can
/// make it slow or large.
#[derive(Debug, Default)]
pub(super) struct SeenTags(Vec<Option<(Span, Tag)>>);

/// How many places there are.
const PLACES: usize = 256;

/// Longer tags, in bytes, are not worth keeping.
const LONGEST: usize = 512;

impl SeenTags {
    /// The tag at `range` of `source` if one that looks the same is known.
    pub(super) fn get(&self, source: &str, range: Range<usize>) -> Option<Tag> {
        let text = text_of(source, range)?;
        let (seen, tag) = self.0.get(place_of(text)).copied().flatten()?;
        (source.as_bytes().get(seen.start as usize..seen.end as usize)? == text).then_some(tag)
    }

    /// The tag at `range` of `source` is this one.
    pub(super) fn put(&mut self, source: &str, range: Range<usize>, tag: Tag) {
        let Some(text) = text_of(source, range.clone()) else { return };
        self.0.resize(PLACES, None);
        if let Some(place) = self.0.get_mut(place_of(text)) {
            *place = Some((Span::new(range.start, range.end), tag));
        }
    }
}

fn text_of(source: &str, range: Range<usize>) -> Option<&[u8]> {
    source.as_bytes().get(range).filter(|text| text.len() <= LONGEST)
}

fn place_of(text: &[u8]) -> usize {
    let hash = BuildHasherDefault::<FxHasher>::default().hash_one(text);
    usize::try_from(hash % PLACES as u64).unwrap_or_default()
}
