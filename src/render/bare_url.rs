//! Addresses in text. GitHub makes links of them before it reads backslashes, which would become part of the address:
//! one that holds a character to be escaped is written as the link it will be.

use std::ops::Range;

use super::unit::{Role, Units};
use crate::markdown::destination::{destination, holds_entity};

/// How an address in text begins, and what is missing of it there.
const BEGINNINGS: [(&str, &str); 4] =
    [("https://", ""), ("http://", ""), ("ftp://", ""), ("www.", "http://")];

/// The addresses in `units` that must be written as links.
pub(super) fn in_text(units: &Units) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !BEGINNINGS.iter().any(|(text, _)| units.has_all_text(text)) {
        return found;
    }
    let mut index = 0;
    while index < units.list.len() {
        let reach = if begins(units, index).is_some() { reach(units, index) } else { index };
        let is_escaped = units.list.iter().take(reach).skip(index).any(|unit| unit.escape);
        let end = end(units, index, reach);
        if is_escaped && !touches_markup(units, index, end) {
            found.push(index..end);
        }
        index = reach.max(index + 1);
    }
    found
}

/// The address as a link.
pub(super) fn written(units: &Units, address: &Range<usize>) -> String {
    let list = || units.list.iter().take(address.end).skip(address.start);
    let url: String = list().map(|unit| unit.c).collect();
    let missing = begins(units, address.start).unwrap_or_default();
    if missing.is_empty() && !holds_entity(&url) {
        return format!("<{url}>");
    }
    // In brackets no link is made, and backslashes are read.
    let text: String =
        list().flat_map(|unit| unit.escape.then_some('\\').into_iter().chain([unit.c])).collect();
    format!("[{text}]({})", destination(&format!("{missing}{url}")))
}

/// What is missing of the address that begins at `start`, or `None` when none does.
fn begins(units: &Units, start: usize) -> Option<&'static str> {
    let is_in_line = units.list.get(start).is_some_and(|unit| unit.scope == 0);
    let stands = |text: &str| text.chars().enumerate().all(|(offset, c)| units.is_bare(start + offset, c));
    BEGINNINGS.iter().find(|(text, _)| is_in_line && stands(text)).map(|(_, missing)| *missing)
}

/// How far GitHub reads on: to a blank, to markup, or to a `<`, of which the backslash would still be read.
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

/// Where the address ends: before what no address holds, and before punctuation at its end.
fn end(units: &Units, start: usize, reach: usize) -> usize {
    let holds = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '<' | '>' | '`' | '\\' | '|' | '"' | '(' | ')' | '[' | ']')
    };
    let length = units.list.iter().take(reach).skip(start).take_while(|unit| holds(unit.c)).count();
    let tail = units.list.iter().take(start + length).skip(start).rev();
    let loose = tail.take_while(|unit| unit.c.is_ascii_punctuation() && unit.c != '/').count();
    start + length - loose
}

/// Whether the brackets of a link would stand beside what they could break or be made an image by.
fn touches_markup(units: &Units, start: usize, end: usize) -> bool {
    let is_delimiter = |index: usize| {
        units.list.get(index).is_some_and(|unit| match unit.role {
            Role::Opens | Role::Closes => true,
            Role::Text => !unit.escape && matches!(unit.c, '*' | '_' | '~' | '!' | '\\'),
            Role::Markup => unit.c == ']',
        })
    };
    // In the address of a link a dollar sign is one for a reader of formulas.
    let is_priced = units.list.iter().take(end).skip(start).any(|unit| unit.c == '$');
    is_delimiter(start.wrapping_sub(1)) || is_delimiter(end) || is_priced
}
