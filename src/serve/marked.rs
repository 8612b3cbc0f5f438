//! Text with marks where a query matches.

use crate::display::Visible;
use crate::search::Snippet;

/// Text in parts, each with whether it matches.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) parts: Vec<(bool, Visible<String>)>,
}

impl Marked {
    /// Splits a snippet at its marks.
    pub(super) fn new(snippet: &Snippet) -> Self {
        let mut parts = Vec::new();
        let mut push = |is_match: bool, range: std::ops::Range<usize>| {
            let text = snippet.text.get(range).unwrap_or_default();
            if !text.is_empty() {
                parts.push((is_match, Visible(text.to_owned())));
            }
        };
        let mut at = 0;
        for mark in &snippet.marks {
            push(false, at..mark.start);
            push(true, mark.clone());
            at = mark.end;
        }
        push(false, at..snippet.text.len());
        Self { parts }
    }

    /// Text without marks.
    pub(super) fn plain(text: String) -> Self {
        Self { parts: vec![(false, Visible(text))] }
    }
}
