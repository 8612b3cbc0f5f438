//! Properties of the writer.

use arbitrary::{Result, Unstructured};
use csdown::markdown::parse;
use csdown::model::Document;
use csdown::verify::equivalent;
use csdown::{Options, Report, normalize::normalize, render::render};

use super::{comrak, generate, shrink};

/// What must hold of a document as it is lowered; else what is wrong.
pub type Check = fn(&Document, &Options) -> std::result::Result<(), String>;

/// Draws a document and checks it; a failure tells of the smallest document that fails.
pub fn hold(check: Check, u: &mut Unstructured<'_>) -> Result<()> {
    let (document, options) = generate::document(u)?;
    if check(&document, &options).is_err() {
        let smallest = shrink::shrunk(&document, |document| check(document, &options).is_err());
        let problem = check(&smallest, &options).unwrap_err();
        panic!("{problem}\n--- document\n{smallest:?}\n--- emphasis {}", options.emphasis);
    }
    Ok(())
}

fn normal(document: &Document, options: &Options) -> Document {
    let mut document = document.clone();
    normalize(&mut document, options, &mut Report::default());
    document
}

/// What one parser reads in the Markdown of a document is the document.
pub fn round_trip(document: &Document, options: &Options) -> std::result::Result<(), String> {
    let document = normal(document, options);
    let markdown = render(&document, options);
    equivalent(&document, &parse(&markdown)).map_err(|error| format!("{error}\n--- markdown\n{markdown}"))
}

/// What another parser reads is the document as well.
pub fn round_trip_elsewhere(document: &Document, options: &Options) -> std::result::Result<(), String> {
    let document = normal(document, options);
    let markdown = render(&document, options);
    comrak::equivalent(&document, &markdown).map_err(|error| format!("{error}\n--- markdown\n{markdown}"))
}

/// Normalising twice changes nothing.
pub fn normal_form(document: &Document, options: &Options) -> std::result::Result<(), String> {
    let once = normal(document, options);
    let twice = normal(&once, options);
    if once == twice { Ok(()) } else { Err(format!("once {once:?}\ntwice {twice:?}")) }
}

/// No escape can go: without it, or without it and another of its kind, a parser reads something else.
///
/// Two of a kind, as both ends of a pair are escaped where one would do. A run of one character is one escape. What is
/// escaped for a stated reason of its own is left out: see [`is_excused`].
pub fn escapes_are_needed(document: &Document, options: &Options) -> std::result::Result<(), String> {
    let document = normal(document, options);
    let markdown = render(&document, options);
    let read = Read::of(&markdown);
    let escapes = escapes(&markdown);
    for escape in &escapes {
        let mut others: Vec<&Escape> = escapes.iter().filter(|other| other.c == escape.c).collect();
        // What it could pair with is near, or the nearest that is as long.
        others.sort_by_key(|other| first_place(other).abs_diff(first_place(escape)));
        let alike = others.iter().filter(|other| other.places.len() == escape.places.len());
        let mut partners = others.iter().take(40).chain(alike.take(20));
        let is_needed = is_excused(&markdown, escape)
            || others.iter().any(|other| escape.c == '~' && other.places.len() != escape.places.len())
            || partners.any(|other| Read::of(&without(&markdown, [escape, other])) != read);
        if !is_needed {
            let bare = without(&markdown, [escape, escape]);
            return Err(format!(
                "needless at {:?}\n--- markdown\n{markdown}\n--- without\n{bare}",
                escape.places
            ));
        }
    }
    Ok(())
}

/// What two parsers read, comparable.
#[derive(PartialEq)]
struct Read([Document; 3], usize);

impl Read {
    fn of(markdown: &str) -> Self {
        Self(
            [parse(markdown), comrak::parse(markdown, false), comrak::parse(markdown, true)],
            comrak::count_html(markdown),
        )
    }
}

/// The backslashes before a run of one character.
struct Escape {
    c: char,
    places: Vec<usize>,
}

fn first_place(escape: &Escape) -> usize {
    escape.places.first().copied().unwrap_or_default()
}

/// The escapes in `markdown`, but for blocks with code or formulas, where not every backslash is one.
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
                let place = start + index;
                match found.last_mut() {
                    Some(last) if last.c == next && last.places.last() == Some(&(place.wrapping_sub(2))) => {
                        last.places.push(place);
                    }
                    _ => found.push(Escape { c: next, places: vec![place] }),
                }
            }
            _ => {}
        }
    }
    found
}

fn without(markdown: &str, escapes: [&Escape; 2]) -> String {
    let gone = |index: &usize| escapes.iter().any(|escape| escape.places.contains(index));
    markdown.char_indices().filter(|(index, _)| !gone(index)).map(|(_, c)| c).collect()
}

/// Escapes with a reason that these two parsers do not show.
fn is_excused(markdown: &str, escape: &Escape) -> bool {
    let before = escape.places.first().and_then(|&place| markdown.get(..place)).unwrap_or_default();
    let after = escape.places.last().and_then(|&place| markdown.get(place + 2..)).unwrap_or_default();
    let line = after.lines().next().unwrap_or_default();
    let touches = before.ends_with(escape.c) || after.starts_with(escape.c);
    match escape.c {
        // What pairs with something in an address that was made a link needs no escape any more.
        _ if ["<http", "<ftp", "](http"].iter().any(|link| markdown.contains(link)) => true,
        // Names of entities are many, and not every reader knows the same, nor takes the same numbers.
        '&' => after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '#'),
        // A bar would end the cell it is in.
        '|' => true,
        // Before another escape, whose own backslash it would otherwise make text of.
        '\\' => after.starts_with('\\'),
        // Not every reader agrees that a link holds no links.
        ']' => after.starts_with('('),
        // Beside markup of the same character, where a run would be longer than what it says.
        '*' if touches => true,
        // GitHub looks past `~`, and how far depends on whether it is escaped.
        '*' | '_' if markdown.contains('~') => true,
        // GitHub looks past a bare one at what stands beside `*`, and gives up where `~` and `~~` meet.
        '~' if before.ends_with('*') || after.starts_with('*') => true,
        '~' => markdown.replace("\\~", "").contains('~'),
        // Readers count the columns of a row of dashes under a line of text.
        '-' | ':' => line.chars().all(|c| matches!(c, '-' | ':' | '|' | ' ' | '\\')),
        // In a quote some readers take the mark of the next line for the end of a declaration.
        '<' => after.starts_with('!') && after.contains('\n'),
        // Readers differ in whether a brace that is left open, or a backslash, keeps a formula from ending, and in
        // whether one dollar sign pairs with one of two.
        '$' => ["{", "}", "\\\\", "\\$\\$"].iter().any(|text| markdown.contains(text)),
        // Some readers lose count of backticks before code.
        '`' => line.contains('`'),
        _ => false,
    }
}
