//! The tags of `<details>` between which Markdown stands, and the HTML of its summary.

use pulldown_cmark::{Event, LinkType, Tag as Start, TagEnd};

/// A tag on lines of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag<'a> {
    /// The start tag, with the HTML of the summary.
    Start(&'a str),
    End,
}

/// Reads a block of HTML. Returns `None` if it is anything else.
pub(super) fn tag(html: &str) -> Option<Tag<'_>> {
    if html == "</details>" {
        return Some(Tag::End);
    }
    let (attributes, rest) = html.strip_prefix("<details")?.split_once('>')?;
    let rest = rest.trim();
    let summary =
        if rest.is_empty() { "" } else { rest.strip_prefix("<summary>")?.strip_suffix("</summary>")? };
    let is_tag = attributes.is_empty() || attributes.starts_with(char::is_whitespace);
    (is_tag && !summary.contains("</summary>")).then_some(Tag::Start(summary.trim()))
}

/// Returns the events of a line of HTML. Links are read as they are rendered, with no other attributes.
pub(super) fn events(html: &str) -> impl Iterator<Item = Event<'_>> {
    let mut rest = html;
    let mut is_link = false;
    std::iter::from_fn(move || {
        let end = match rest.find('<') {
            None if rest.is_empty() => return None,
            Some(0) => rest.find('>').map_or(rest.len(), |end| end + 1),
            found => found.unwrap_or(rest.len()),
        };
        let (piece, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(event(piece, &mut is_link))
    })
}

fn event<'a>(piece: &'a str, is_link: &mut bool) -> Event<'a> {
    let url = piece.strip_prefix("<a href=\"").and_then(|rest| rest.strip_suffix("\">"));
    if let Some(url) = url.filter(|_| !*is_link) {
        *is_link = true;
        let (link_type, dest_url) = (LinkType::Inline, unescaped(url).into());
        return Event::Start(Start::Link { link_type, dest_url, title: "".into(), id: "".into() });
    }
    if piece == "</a>" && std::mem::take(is_link) {
        return Event::End(TagEnd::Link);
    }
    if piece.starts_with('<') {
        Event::InlineHtml(piece.into())
    } else {
        Event::Text(unescaped(piece).into())
    }
}

pub(super) fn unescaped(html: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .into_iter()
        .fold(html.to_owned(), |text, (entity, c)| text.replace(entity, c))
}
