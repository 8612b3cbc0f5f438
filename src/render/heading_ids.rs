//! The IDs of headings that the target would give another than GitHub's, to which links refer.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::markdown::Slugs;
use crate::markdown::bare_url::may_contain;
use crate::model::{Document, Heading, Inline, plain_text};

/// The slugs of the headings of a document.
#[derive(Debug)]
pub(super) struct HeadingIds {
    /// The slugs that links refer to.
    linked: HashSet<String>,
    slugs: RefCell<Slugs>,
}

impl HeadingIds {
    pub(super) fn of(document: &Document) -> Self {
        let mut linked = HashSet::new();
        document.for_each_inline(|inline| {
            if let Inline::Link(link) = inline
                && let Some(slug) = link.url.strip_prefix('#')
            {
                linked.insert(slug.to_owned());
            }
        });
        Self { linked, slugs: RefCell::default() }
    }

    /// Returns the slug of the next heading, if links refer to it and the target may have another.
    pub(super) fn next(&self, heading: &Heading) -> Option<String> {
        if self.linked.is_empty() {
            return None;
        }
        let slug = self.slugs.borrow_mut().next(&plain_text(&heading.content));
        (self.linked.contains(&slug) && !heading.content.iter().all(has_same_slug)).then_some(slug)
    }
}

/// Whether Goldmark makes the same of `inline`. Old versions read its source, with `_` and URLs, and new ones skip URLs
/// and email addresses; none keeps numerals that are not digits.
fn has_same_slug(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) | Inline::Code(text) => {
            !text.contains('@') && !may_contain(text) && !text.chars().any(is_other_numeral)
        }
        Inline::Strong(content) => content.iter().all(has_same_slug),
        _ => false,
    }
}

/// Whether `c` is a numeral such as `②`.
fn is_other_numeral(c: char) -> bool {
    !c.is_ascii() && c.is_numeric()
}
