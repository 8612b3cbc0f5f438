//! Bare URLs in text. GitHub turns them into links before it processes backslash escapes, so a backslash would become
//! part of the URL. A bare URL with a character that needs an escape is therefore written as the link it would
//! become. So is every URL if the target makes no links of bare ones.

use std::ops::Range;

use super::context::Context;
use super::unit::{Role, Unit, Units};
use crate::markdown::destination::{destination, holds_entity};
use crate::markdown::target::BareUrls;

/// The prefixes of bare URLs, each with the scheme that GitHub adds to it.
const PREFIXES: [(&str, &str); 4] = [("https://", ""), ("http://", ""), ("ftp://", ""), ("www.", "http://")];

/// Returns the bare URLs in `units` that must be written as links.
pub(super) fn find(units: &Units, context: &Context<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !PREFIXES.iter().any(|(text, _)| units.has_all_text(text)) {
        return found;
    }
    let mut index = 0;
    while index < units.list.len() {
        if missing_scheme(units, index).is_none() {
            index += 1;
            continue;
        }
        let reach = reach(units, index);
        let is_escaped = units.list.iter().take(reach).skip(index).any(|unit| unit.escape);
        let end = end(units, index, reach);
        if (is_escaped || (context.syntax.bare_urls == BareUrls::Text && end > index))
            && !touches_markup(units, index, end)
        {
            found.push(index..end);
        }
        index = reach;
    }
    found
}

/// Writes the bare URL in `range` as a link, or on GitHub with `&amp;` if nothing else needs an escape.
pub(super) fn write(units: &Units, range: &Range<usize>, context: &Context<'_>) -> String {
    let list = || units.list.iter().take(range.end).skip(range.start);
    let mut escaped = list().filter(|unit| unit.escape).peekable();
    if context.syntax.bare_urls == BareUrls::Links
        && escaped.peek().is_some()
        && escaped.all(|unit| unit.c == '&')
    {
        let amp = |unit: &Unit| if unit.escape { "amp;" } else { "" };
        return list().flat_map(|unit| [unit.c].into_iter().chain(amp(unit).chars())).collect();
    }
    let url: String = list().map(|unit| unit.c).collect();
    let missing = missing_scheme(units, range.start).unwrap_or_default();
    if missing.is_empty() && !holds_entity(&url) {
        return format!("<{url}>");
    }
    // Inside brackets, GitHub creates no link and processes backslash escapes.
    let text: String =
        list().flat_map(|unit| unit.escape.then_some('\\').into_iter().chain([unit.c])).collect();
    format!("[{text}]({})", destination(&format!("{missing}{url}")))
}

/// Returns the scheme missing from the bare URL at `start`, or `None` if none begins there.
fn missing_scheme(units: &Units, start: usize) -> Option<&'static str> {
    let is_outside_links =
        units.list.get(start).is_some_and(|unit| matches!(unit.c, 'h' | 'f' | 'w') && unit.scope == 0);
    let has = |text: &str| text.chars().enumerate().all(|(offset, c)| units.is_bare(start + offset, c));
    PREFIXES.iter().find(|(text, _)| is_outside_links && has(text)).map(|(_, missing)| *missing)
}

/// Returns how far GitHub scans: up to whitespace, markup, or a `<`, whose backslash is still treated as an escape.
fn reach(units: &Units, start: usize) -> usize {
    let mut end = start;
    while let Some(unit) = units.list.get(end) {
        if unit.role != Role::Text || unit.c.is_whitespace() {
            break;
        }
        end += 1;
        if unit.c == '<' {
            break;
        }
    }
    end
}

/// Returns the end of the URL: before the first character that no URL contains, without trailing punctuation.
fn end(units: &Units, start: usize, reach: usize) -> usize {
    let holds = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '<' | '>' | '`' | '\\' | '|' | '"' | '(' | ')' | '[' | ']')
    };
    let length = units.list.iter().take(reach).skip(start).take_while(|unit| holds(unit.c)).count();
    let tail = units.list.iter().take(start + length).skip(start).rev();
    let trailing = tail.take_while(|unit| unit.c.is_ascii_punctuation() && unit.c != '/').count();
    start + length - trailing
}

/// Whether the brackets of a link would touch characters that they could break or that would turn it into an image.
fn touches_markup(units: &Units, start: usize, end: usize) -> bool {
    let is_delimiter = |index: usize| {
        units.list.get(index).is_some_and(|unit| match unit.role {
            Role::Opens | Role::Closes => true,
            Role::Text => !unit.escape && matches!(unit.c, '*' | '_' | '~' | '!' | '\\'),
            Role::Markup => unit.c == ']',
        })
    };
    // Parsers that support formulas treat a dollar sign in a link destination as a delimiter.
    let has_dollar = units.list.iter().take(end).skip(start).any(|unit| unit.c == '$');
    is_delimiter(start.wrapping_sub(1)) || is_delimiter(end) || has_dollar
}
