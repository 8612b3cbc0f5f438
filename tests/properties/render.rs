//! Properties of the renderer.

use arbitrary::{Result, Unstructured};
use csdown::model::Document;
use csdown::parse_markdown;
use csdown::stages::normalize::normalize;
use csdown::stages::render::render;
use csdown::verify::equivalent;
use csdown::{Options, Report};

use super::{comrak, generate, shrink};

/// A property of a document before normalisation. The error describes the violation.
pub type Check = fn(&Document, &Options) -> std::result::Result<(), String>;

/// Draws a document and checks it. On failure, panics with the smallest failing document.
pub fn hold(check: Check, u: &mut Unstructured<'_>) -> Result<()> {
    let (document, options) = generate::document(u)?;
    if check(&document, &options).is_err() {
        let smallest = shrink::shrunk(&document, |document| check(document, &options).is_err());
        let problem = check(&smallest, &options).unwrap_err();
        panic!("{problem}\n--- document\n{smallest:?}\n--- emphasis {}", options.emphasis);
    }
    Ok(())
}

fn normalized(document: &Document, options: &Options) -> Document {
    let mut document = document.clone();
    normalize(&mut document, options, &mut Report::default());
    document
}

/// Parsing the Markdown of a document gives the document.
pub fn round_trip(document: &Document, options: &Options) -> std::result::Result<(), String> {
    let document = normalized(document, options);
    let markdown = render(&document, options);
    equivalent(&document, &parse_markdown(&markdown))
        .map_err(|error| format!("{error}\n--- markdown\n{markdown}"))
}

/// So does parsing it with another parser.
pub fn round_trip_elsewhere(document: &Document, options: &Options) -> std::result::Result<(), String> {
    let document = normalized(document, options);
    let markdown = render(&document, options);
    comrak::equivalent(&document, &markdown).map_err(|error| format!("{error}\n--- markdown\n{markdown}"))
}

/// Normalising twice changes nothing.
pub fn normal_form(document: &Document, options: &Options) -> std::result::Result<(), String> {
    let once = normalized(document, options);
    let twice = normalized(&once, options);
    if once == twice { Ok(()) } else { Err(format!("once {once:?}\ntwice {twice:?}")) }
}

/// No escape is needless: without it, or without it and another of its kind, some parser reads something else.
///
/// Pairs are removed because both ends of a pair are escaped where one would do. A run of one character counts as one
/// escape. Escapes with a documented reason of their own are excluded: see [`is_excused`].
pub fn escapes_are_needed(document: &Document, options: &Options) -> std::result::Result<(), String> {
    let document = normalized(document, options);
    let markdown = render(&document, options);
    let parsed = Parses::of(&markdown);
    let escapes = escapes(&markdown);
    for escape in &escapes {
        let mut others: Vec<&Escape> = escapes.iter().filter(|other| other.c == escape.c).collect();
        // A possible partner is close by, or is the closest run of the same length.
        others.sort_by_key(|other| first_position(other).abs_diff(first_position(escape)));
        let alike = others.iter().filter(|other| other.positions.len() == escape.positions.len());
        let mut partners = others.iter().take(40).chain(alike.take(20));
        let is_needed = is_excused(&markdown, escape)
            || others.iter().any(|other| escape.c == '~' && other.positions.len() != escape.positions.len())
            || partners.any(|other| Parses::of(&without(&markdown, [escape, other])) != parsed);
        if !is_needed {
            let bare = without(&markdown, [escape, escape]);
            return Err(format!(
                "needless escape at {:?}\n--- markdown\n{markdown}\n--- without\n{bare}",
                escape.positions
            ));
        }
    }
    Ok(())
}

/// What two parsers read, for comparison.
#[derive(PartialEq)]
struct Parses([Document; 3], usize);

impl Parses {
    fn of(markdown: &str) -> Self {
        Self(
            [parse_markdown(markdown), comrak::parse(markdown, false), comrak::parse(markdown, true)],
            comrak::count_html(markdown),
        )
    }
}

/// The backslashes before a run of one character.
struct Escape {
    c: char,
    positions: Vec<usize>,
}

fn first_position(escape: &Escape) -> usize {
    escape.positions.first().copied().unwrap_or_default()
}

/// Returns the escapes in `markdown`, except in blocks with code or formulas, where not every backslash is an escape.
fn escapes(markdown: &str) -> Vec<Escape> {
    let mut found: Vec<Escape> = Vec::new();
    let mut start = 0;
    for block in markdown.split_inclusive("\n\n") {
        found.extend(in_block(block, start));
        start += block.len();
    }
    found
}

fn in_block(block: &str, start: usize) -> Vec<Escape> {
    let mut found: Vec<Escape> = Vec::new();
    let mut chars = block.char_indices().peekable();
    while let Some((index, c)) = chars.next() {
        match c {
            '`' | '$' => return Vec::new(),
            '\\' => {
                let Some((_, next)) = chars.next_if(|(_, next)| next.is_ascii_punctuation()) else {
                    continue;
                };
                let position = start + index;
                match found.last_mut() {
                    Some(last)
                        if last.c == next && last.positions.last() == Some(&(position.wrapping_sub(2))) =>
                    {
                        last.positions.push(position);
                    }
                    _ => found.push(Escape { c: next, positions: vec![position] }),
                }
            }
            _ => {}
        }
    }
    found
}

fn without(markdown: &str, escapes: [&Escape; 2]) -> String {
    let is_removed = |index: &usize| escapes.iter().any(|escape| escape.positions.contains(index));
    markdown.char_indices().filter(|(index, _)| !is_removed(index)).map(|(_, c)| c).collect()
}

const fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether an escape has a reason that these two parsers do not show.
fn is_excused(markdown: &str, escape: &Escape) -> bool {
    let before = escape.positions.first().and_then(|&position| markdown.get(..position)).unwrap_or_default();
    let after =
        escape.positions.last().and_then(|&position| markdown.get(position + 2..)).unwrap_or_default();
    let line = after.lines().next().unwrap_or_default();
    let touches = before.ends_with(escape.c) || after.starts_with(escape.c);
    match escape.c {
        // Its partner may be in a URL that became a link, where it needs no escape.
        _ if ["<http", "<ftp", "](http"].iter().any(|link| markdown.contains(link)) => true,
        // Parsers differ in the entity names and numbers they know.
        '&' => after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '#'),
        // A bare pipe would end its cell.
        '|' => true,
        // Before another escape, it would escape that escape's backslash.
        '\\' => after.starts_with('\\'),
        // Parsers disagree on whether links can contain links.
        ']' => after.starts_with('('),
        // Next to markup of the same character, the run would become longer.
        '*' if touches => true,
        // GitHub ignores `~`, and how many depends on whether it is escaped.
        '*' | '_' if markdown.contains('~') => true,
        // GitHub gives up where `~` meets `~~`, and counts symbols as letters.
        '~' | '*' | '_' if markdown.contains(is_symbol) => true,
        '~' => markdown.replace("\\~", "").contains('~'),
        // Some parsers count the columns of a row of dashes under a line of text.
        '-' | ':' => line.chars().all(|c| matches!(c, '-' | ':' | '|' | ' ' | '\\')),
        // In a quote, some parsers take the next line's marker for the end of a declaration.
        '<' => after.starts_with('!') && after.contains('\n'),
        // Parsers differ in whether an unclosed brace or a backslash keeps a formula from ending, and in whether one
        // dollar sign can match one of a pair.
        '$' => ["{", "}", "\\\\", "\\$\\$"].iter().any(|text| markdown.contains(text)),
        // Some parsers miscount backticks before code.
        '`' => line.contains('`'),
        _ => false,
    }
}
