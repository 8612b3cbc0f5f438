//! Makes links of the bare URLs that GFM would extend too far.
//!
//! GitHub reads `http://a.cn/x，然后` as a link to `http://a.cn/x，然后`, so the URL is written as `<http://a.cn/x>`
//! (dialect `link-bare`). Where an editor has made the same mistake, the sentence moves out of its link.

use std::rc::Rc;

use super::leaf::{Leaf, LinkTo, Style};
use crate::markdown::bare_url::{BareUrl, is_trimmed, linked_length, may_contain};
use crate::model::Inline;

/// Separates the bare URLs in `leaves` from the text after them.
pub(super) fn isolate(leaves: Vec<Leaf>) -> Vec<Leaf> {
    if !may_be_in(&leaves) {
        return leaves;
    }
    let leaves = joined(leaves);
    let parts: Vec<Option<Vec<Leaf>>> = (0..leaves.len()).map(|index| parts(&leaves, index)).collect();
    let mut done = Vec::with_capacity(leaves.len() + 2);
    for (leaf, parts) in leaves.into_iter().zip(parts) {
        match parts {
            Some(parts) => done.extend(parts),
            None => done.push(leaf),
        }
    }
    done
}

/// Returns the parts of a leaf that holds a bare URL.
fn parts(leaves: &[Leaf], index: usize) -> Option<Vec<Leaf>> {
    let leaf = leaves.get(index)?;
    let text = text_of(leaf).filter(|text| may_contain(text))?;
    let after = leaves.get(index + 1..).unwrap_or_default();
    let before = index.checked_sub(1).and_then(|index| leaves.get(index));
    let mut parts = Vec::new();
    if let Some(to) = leaf.link() {
        let is_part = [before, after.first()].into_iter().flatten().any(|leaf| leaf.link() == Some(to));
        let sentence = if is_part { text.len() } else { length_in_link(text, to) };
        split_link(leaf, text.split_at(sentence), after, &mut parts);
    } else {
        let before = before.and_then(text_of).and_then(|text| text.chars().next_back());
        split_text(Run { leaf, text, before, after }, &mut parts);
    }
    Some(parts)
}

/// Whether any of `leaves` may hold a bare URL.
pub(super) fn may_be_in(leaves: &[Leaf]) -> bool {
    leaves.iter().any(|leaf| text_of(leaf).is_some_and(may_contain))
}

fn text_of(leaf: &Leaf) -> Option<&str> {
    if let Inline::Text(text) = &leaf.inline { Some(text) } else { None }
}

/// Joins adjacent texts of the same style, as a URL may be spread over several. Spaces stay apart.
fn joined(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut done: Vec<Leaf> = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        match (done.last_mut(), text_of(&leaf)) {
            (Some(last), Some(more))
                if !last.is_space() && !leaf.is_space() && last.styles == leaf.styles =>
            {
                match &mut last.inline {
                    Inline::Text(text) => text.push_str(more),
                    _ => done.push(leaf),
                }
            }
            _ => done.push(leaf),
        }
    }
    done
}

/// Text outside links, with what surrounds it.
struct Run<'a> {
    leaf: &'a Leaf,
    text: &'a str,
    before: Option<char>,
    after: &'a [Leaf],
}

/// Splits text at the URLs that GFM would extend.
fn split_text(Run { leaf, text, before, after }: Run<'_>, done: &mut Vec<Leaf>) {
    let mut written = 0;
    let mut from = 0;
    while let Some((start, found)) = next_url(text, from, before) {
        from = start + found.read;
        let end = start + found.length;
        if !is_extended(text.get(end..).unwrap_or_default(), leaf, after) {
            continue;
        }
        let url = text.get(start..end).unwrap_or_default();
        push_text(leaf, text.get(written..start).unwrap_or_default(), done);
        let to = LinkTo::new(format!("{}{url}", found.missing_scheme), None);
        let mut linked = Leaf { styles: leaf.styles.clone(), inline: Inline::Text(url.to_owned()) };
        linked.styles.push(Style::Link(Rc::new(to)));
        done.push(linked);
        written = end;
    }
    push_text(leaf, text.get(written..).unwrap_or_default(), done);
}

/// Returns the next bare URL in `text` at or after `from`, with its start.
fn next_url(text: &str, from: usize, before: Option<char>) -> Option<(usize, BareUrl)> {
    let mut before = text.get(..from)?.chars().next_back().or(before);
    text.get(from..)?.char_indices().find_map(|(at, c)| {
        let start = from + at;
        let found = text.get(start..).and_then(|rest| BareUrl::at(rest, before));
        before = Some(c);
        found.map(|found| (start, found))
    })
}

/// Whether GFM would extend a link beyond its end, where `rest` of its `leaf` and the leaves `after` it follow.
fn is_extended(rest: &str, leaf: &Leaf, after: &[Leaf]) -> bool {
    let stops = |text: &str| text.chars().find(|c| !is_trimmed(*c));
    if let Some(c) = stops(rest) {
        return c != ' ';
    }
    for next in after {
        if next.inline == Inline::Break || !elements(next).eq(elements(leaf)) {
            return false;
        }
        match text_of(next).filter(|_| next.link().is_none()).map(stops) {
            Some(None) => {}
            Some(Some(c)) => return c != ' ',
            None => return true,
        }
    }
    false
}

fn elements(leaf: &Leaf) -> impl Iterator<Item = &Style> {
    leaf.styles.iter().filter(|style| matches!(style, Style::Element(..)))
}

/// Returns the length of the URL in the `text` of a link, if the link is to that text, or to the URL in it.
fn length_in_link(text: &str, to: &LinkTo) -> usize {
    let length = linked_length(text);
    let decoded = percent_encoding::percent_decode_str(&to.url).decode_utf8_lossy();
    let scheme = if text.starts_with("www.") { "http://" } else { "" };
    let targets = [to.url.as_str(), decoded.as_ref()].map(|target| target.strip_prefix(scheme));
    let is_own = [Some(text), text.get(..length)].iter().any(|shown| targets.contains(shown));
    if is_own { length } else { text.len() }
}

/// Splits the text of a link into the part that is linked and the sentence after it.
fn split_link(leaf: &Leaf, (url, sentence): (&str, &str), after: &[Leaf], done: &mut Vec<Leaf>) {
    if sentence.is_empty() {
        return done.push(leaf.clone());
    }
    let mut linked = Leaf { styles: leaf.styles.clone(), inline: Inline::Text(url.to_owned()) };
    for style in &mut linked.styles {
        if let Style::Link(to) = style {
            let scheme = if url.starts_with("www.") { "http://" } else { "" };
            *to = Rc::new(LinkTo::new(format!("{scheme}{url}"), to.title.clone()));
        }
    }
    done.push(linked);
    let styles = leaf.styles.iter().filter(|style| !matches!(style, Style::Link(_))).cloned().collect();
    let outside = Leaf { styles, inline: Inline::Text(sentence.to_owned()) };
    split_text(Run { leaf: &outside, text: sentence, before: url.chars().next_back(), after }, done);
}

fn push_text(leaf: &Leaf, text: &str, done: &mut Vec<Leaf>) {
    if !text.is_empty() {
        done.push(Leaf { styles: leaf.styles.clone(), inline: Inline::Text(text.to_owned()) });
    }
}
