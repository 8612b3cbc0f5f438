//! marked as Hexo uses it: <https://github.com/hexojs/hexo-renderer-marked>. Its delimiters are regular expressions, which
//! find more than CommonMark allows: they look past other markup, and into what is between `<` and `>`.

use crate::render::context::Container;
use crate::render::unit::{Role, Unit, Units};

/// Escapes text that marked reads as an inline, although CommonMark does not.
pub(super) fn inlines(units: &mut Units, container: Container) {
    for index in 0..units.list.len() {
        let Some(unit) = units.list.get(index).filter(|unit| unit.is_bare()) else { continue };
        let is_read = match unit.c {
            '`' => true,
            // Labels of links hold one level of brackets.
            '[' | ']' => unit.scope > 0,
            '<' => closes_angle(units, index),
            '.' => ends_www(units, index),
            _ => false,
        };
        if is_read {
            units.escape(index, index + 1);
        }
    }
    stars(units);
    tildes(units);
    if matches!(container, Container::Paragraph { .. }) {
        definitions(units);
    }
    placeholders(units);
}

/// Whether a `>` follows the `<` at `index`. Delimiters in between are ignored.
fn closes_angle(units: &Units, index: usize) -> bool {
    let next = units.list.iter().skip(index + 1).find(|unit| matches!(unit.c, '<' | '>'));
    next.is_some_and(|unit| unit.c == '>')
}

/// Whether the `.` at `index` follows `www` in a word, where marked begins a link that extends to the next space.
fn ends_www(units: &Units, index: usize) -> bool {
    let Some(start) = index.checked_sub(3) else { return false };
    let is_www = (start..index).all(|at| units.is_bare(at, 'w'));
    // After these, GitHub finds a link as well, and so does whoever wrote the URL with a scheme.
    let begins_link = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '/');
    is_www && !units.before(start).is_none_or(begins_link)
}

/// Escapes `*` if there are others, unless whitespace is on both sides.
fn stars(units: &mut Units) {
    if units.list.iter().filter(|unit| unit.c == '*').count() < 2 {
        return;
    }
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    for index in 0..units.list.len() {
        if units.is_bare(index, '*') && !(is_space(units.before(index)) && is_space(units.char(index + 1))) {
            units.escape(index, index + 1);
        }
    }
}

/// Escapes one or two tildes that others of the same number close or open, wherever these are.
fn tildes(units: &mut Units) {
    let runs = units.runs('~', |unit| unit.c == '~');
    let is_text = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c != '~');
    for length in [1, 2] {
        let runs = || runs.iter().filter(|run| run.end - run.start == length);
        let last = runs().rev().find(|run| is_text(units.before(run.start))).map(|run| run.start);
        let first = runs().find(|run| is_text(units.char(run.end))).map(|run| run.start);
        let paired: Vec<_> = runs()
            .filter(|run| {
                let opens = is_text(units.char(run.end)) && last.is_some_and(|last| last > run.start);
                let closes = is_text(units.before(run.start)) && first.is_some_and(|first| first < run.start);
                run.role == Role::Text && (opens || closes)
            })
            .copied()
            .collect();
        paired.into_iter().for_each(|run| units.escape(run.start, run.end));
    }
}

/// Writes the colon at the start of a line as an entity: the renderer makes a definition list of `<br>: ` in its HTML.
fn definitions(units: &mut Units) {
    let is_definition = |units: &Units, index: usize| {
        units.before(index) == Some('\n') && units.char(index + 1).is_some_and(char::is_whitespace)
    };
    replace(units, |units, index| units.is_bare(index, ':') && is_definition(units, index), "&#58;");
}

/// Writes the character that is in Hexo's placeholders of code blocks as an entity: text that looks like one would stop
/// the build.
fn placeholders(units: &mut Units) {
    replace(units, |units, index| units.is_bare(index, PLACEHOLDER), "&#xFFFC;");
}

/// The character in Hexo's placeholders.
pub(in crate::render) const PLACEHOLDER: char = '\u{FFFC}';

/// Replaces the characters that pass `test` with an entity.
fn replace(units: &mut Units, test: impl Fn(&Units, usize) -> bool, entity: &str) {
    let found: Vec<usize> = (0..units.list.len()).filter(|index| test(units, *index)).collect();
    for index in found.into_iter().rev() {
        let scope = units.list.get(index).map_or(0, |unit| unit.scope);
        let unit = |c: char| Unit { c, role: Role::Markup, escape: false, scope };
        drop(units.list.splice(index..=index, entity.chars().map(unit)));
    }
}

/// Returns an alternative text as marked shows it: only its brackets can be escaped.
pub(in crate::render) fn alt(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | ']' => out.extend(['\\', c]),
            '\\' | '`' | '&' | '<' | PLACEHOLDER => out.extend(["&#", &u32::from(c).to_string(), ";"]),
            _ => out.push(c),
        }
    }
    out
}

/// Whether Hexo writes another URL than `url` for a link or image: it decodes what is percent-encoded, and encodes no
/// characters that separate the parts of a URL.
pub(in crate::render) fn rewrites(url: &str) -> bool {
    let encoded = url.split('%').skip(1).filter_map(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
    let is_separator = |byte: u8| b";/?:@&=+$,".contains(&byte);
    encoded.into_iter().any(is_separator) || percent_encoding::percent_decode_str(url).decode_utf8().is_err()
}

/// Whether Hexo, which replaces fences before Markdown is parsed, finds one that follows `before` on its line: the markers of
/// up to three quotes, or that of one item.
pub(in crate::render) fn finds_fence(before: &str) -> bool {
    let quotes = before.matches('>').count();
    let is_quote = quotes <= 3 && before.chars().all(|c| matches!(c, ' ' | '>'));
    let number = before.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = if number.len() < before.len() { number == ". " } else { before == "- " };
    is_quote || is_item
}
