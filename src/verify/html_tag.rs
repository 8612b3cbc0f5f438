//! Inline elements that stay HTML in Markdown.

use crate::model::Tag;

/// Returns the number of an element that stays HTML.
pub(super) fn kept_tag_number(tag: &str) -> Option<u32> {
    Tag::ALL
        .into_iter()
        .find(|known| known.name() == tag && !matches!(known, Tag::Strong | Tag::Em | Tag::Del))
        .map(|tag| tag as u32)
}
