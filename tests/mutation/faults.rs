//! Faults that a converter might make, seeded in Markdown.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Seeds faults of one kind. Returns a copy of the Markdown for each.
type Seed = fn(&str) -> Vec<String>;

/// The kinds of faults.
pub(crate) const KINDS: &[(&str, Seed)] = &[
    ("paragraph deleted", |m| each(m, is_paragraph, |_| Some(String::new()))),
    ("paragraph doubled", |m| each(m, is_paragraph, |text| Some(format!("{text}\n\n{text}")))),
    ("paragraphs swapped", |m| swapped(m, is_paragraph)),
    ("heading deleted", |m| each(m, is_heading, |_| Some(String::new()))),
    ("heading level changed", |m| each(m, is_heading, |text| Some(deeper(text)))),
    ("heading made text", |m| each(m, is_heading, |text| Some(text.trim_start_matches('#').to_owned()))),
    ("code block deleted", |m| each(m, is_code, |_| Some(String::new()))),
    ("code line deleted", |m| each(m, is_code, without_code_line)),
    ("code lines swapped", |m| each(m, is_code, swapped_code_lines)),
    ("code byte changed", |m| each(m, is_code, changed_code)),
    ("language deleted", |m| each(m, is_code, |text| with_language(text, ""))),
    ("language changed", |m| each(m, is_code, |text| with_language(text, "zig"))),
    ("language added", |m| {
        each(m, is_code, |text| text.strip_prefix("```\n").map(|code| format!("```zig\n{code}")))
    }),
    ("image deleted", |m| each(m, is_image, |_| Some(String::new()))),
    ("image address changed", |m| urls(m, true)),
    ("alt deleted", |m| alts(m, |_| String::new())),
    ("alt changed", |m| alts(m, |alt| format!("{alt}x"))),
    ("alt added", |m| {
        each(m, is_image, |text| text.strip_prefix("![](").map(|rest| format!("![图]({rest}")))
    }),
    ("link made text", |m| each(m, is_link, unlinked)),
    ("link target changed", |m| urls(m, false)),
    ("item deleted", |m| each(m, |tag| *tag == Tag::Item, |_| Some(String::new()))),
    ("items swapped", |m| swapped(m, |tag| *tag == Tag::Item)),
    ("cell emptied", |m| each(m, |tag| *tag == Tag::TableCell, emptied)),
    ("cells swapped", |m| swapped(m, |tag| *tag == Tag::TableCell)),
    ("row deleted", |m| each(m, |tag| *tag == Tag::TableRow, |row| says(row).then(String::new))),
    ("rows swapped", |m| swapped(m, |tag| *tag == Tag::TableRow)),
    ("alignment deleted", |m| alignments(m, |old| old.contains(':').then_some("---"))),
    ("alignment changed", |m| alignments(m, |old| Some(if old.starts_with(':') { "--:" } else { ":--" }))),
    ("bold made plain", |m| each(m, |tag| *tag == Tag::Strong, |text| stripped(text, "**"))),
    ("italic made plain", |m| each(m, |tag| *tag == Tag::Emphasis, |text| stripped(text, "*"))),
    ("strike made plain", |m| each(m, |tag| *tag == Tag::Strikethrough, |text| stripped(text, "~~"))),
    ("quote deleted", |m| each(m, is_quote, |_| Some(String::new()))),
    ("quote made plain", |m| each(m, is_quote, |text| Some(unquoted(text)))),
    ("summary deleted", |m| each(m, |tag| *tag == Tag::HtmlBlock, without_summary)),
    ("inline code made plain", |m| {
        leaves(m, &|event, text| match event {
            Event::Code(_) if text.starts_with('`') => Some(escaped(text.trim_matches('`').trim())),
            _ => None,
        })
    }),
    ("character changed", |m| leaves(m, &|event, text| text_of(event, text).and_then(changed_letter))),
    ("digit changed", |m| leaves(m, &|event, text| text_of(event, text).and_then(changed_digit))),
    ("character deleted", |m| leaves(m, &|event, text| text_of(event, text).and_then(without_letter))),
    ("text deleted", |m| {
        leaves(m, &|event, text| {
            text_of(event, text).filter(|t| t.contains(char::is_alphanumeric)).map(|_| String::new())
        })
    }),
    ("formula deleted", |m| leaves(m, &|event, _| is_formula(event).then(String::new))),
    ("TeX changed", |m| leaves(m, &|event, text| changed_letter(text).filter(|_| is_formula(event)))),
    ("display maths put in line", |m| {
        leaves(m, &|event, text| match event {
            Event::DisplayMath(_) => {
                Some(format!("${}$", text.strip_prefix("$$")?.strip_suffix("$$")?.trim()))
            }
            _ => None,
        })
    }),
    ("inline maths displayed", |m| {
        leaves(m, &|event, text| matches!(event, Event::InlineMath(_)).then(|| format!("${text}$")))
    }),
    ("HTML tag deleted", |m| {
        leaves(m, &|event, text| match event {
            Event::InlineHtml(_) if !text.contains('!') && !text.starts_with("<br") => Some(String::new()),
            _ => None,
        })
    }),
    ("footnote reference lost", |m| {
        leaves(m, &|event, _| match event {
            Event::FootnoteReference(_) => Some(String::new()),
            _ => None,
        })
    }),
];

fn events(markdown: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH;
    Parser::new_ext(markdown, options | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS).into_offset_iter()
}

fn is_paragraph(tag: &Tag<'_>) -> bool {
    *tag == Tag::Paragraph
}

fn is_heading(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Heading { .. })
}

fn is_code(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::CodeBlock(_))
}

fn is_image(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Image { .. })
}

fn is_link(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Link { .. })
}

fn is_quote(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::BlockQuote(_))
}

fn without_summary(html: &str) -> Option<String> {
    html.starts_with("<details><summary>").then(|| "<details>\n".to_owned())
}

/// Replaces `range` of `markdown`.
fn replaced(markdown: &str, range: Range<usize>, text: &str) -> String {
    format!("{}{text}{}", &markdown[..range.start], &markdown[range.end..])
}

/// Returns a copy for each element that satisfies `is_one`, with its source changed by `change`.
fn each(
    markdown: &str,
    is_one: impl Fn(&Tag<'_>) -> bool,
    change: impl Fn(&str) -> Option<String>,
) -> Vec<String> {
    let found = events(markdown).filter_map(|(event, range)| match event {
        Event::Start(tag) if is_one(&tag) => Some(range),
        _ => None,
    });
    let mutant = |range: Range<usize>| Some(replaced(markdown, range.clone(), &change(&markdown[range])?));
    found.filter_map(mutant).collect()
}

/// Returns a copy for each text, span, formula or tag that `change` changes. Content of images and code blocks is not
/// text.
fn leaves(markdown: &str, change: &dyn Fn(&Event<'_>, &str) -> Option<String>) -> Vec<String> {
    let mut within = 0;
    let mut mutants = Vec::new();
    for (event, range) in events(markdown) {
        match &event {
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_)) => {
                within += 1;
            }
            Event::End(TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_)) => {
                within -= 1;
            }
            _ if within > 0 => {}
            event => {
                let changed = change(event, &markdown[range.clone()]);
                mutants.extend(changed.map(|text| replaced(markdown, range, &text)));
            }
        }
    }
    mutants
}

/// Returns a copy for each two neighbours of one kind with different content, in reverse order.
fn swapped(markdown: &str, is_one: impl Fn(&Tag<'_>) -> bool) -> Vec<String> {
    let mut open: Vec<Option<Range<usize>>> = vec![None];
    let mut mutants = Vec::new();
    for (event, range) in events(markdown) {
        match event {
            Event::Start(tag) => {
                let before = open.last_mut().unwrap();
                if is_one(&tag) {
                    if let Some(first) = before.replace(range.clone()) {
                        let (a, b) = (&markdown[first.clone()], &markdown[range.clone()]);
                        let between = &markdown[first.end..range.start];
                        if words(a) != words(b) && says(a) && says(b) {
                            mutants.push(replaced(
                                markdown,
                                first.start..range.end,
                                &format!("{b}{between}{a}"),
                            ));
                        }
                    }
                } else {
                    *before = None;
                }
                open.push(None);
            }
            Event::End(_) => drop(open.pop()),
            _ => {}
        }
    }
    mutants
}

/// Whether a text has anything but marks.
fn says(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// Returns the content of an item or a cell without its marker.
fn words(text: &str) -> String {
    text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | ' '))
        .split_whitespace()
        .collect()
}

fn deeper(heading: &str) -> String {
    if heading.starts_with("######") { heading[1..].to_owned() } else { format!("#{heading}") }
}

fn code_lines(fence: &str) -> Vec<&str> {
    fence.lines().collect()
}

fn without_code_line(fence: &str) -> Option<String> {
    let mut lines = code_lines(fence);
    let inner = 1..lines.len().saturating_sub(1);
    let at =
        inner.clone().find(|at| lines[*at].contains(char::is_alphanumeric)).filter(|_| inner.len() > 1)?;
    lines.remove(at);
    Some(lines.join("\n"))
}

fn swapped_code_lines(fence: &str) -> Option<String> {
    let mut lines = code_lines(fence);
    let mut pairs = 1..lines.len().saturating_sub(2);
    let differ = |at: usize| lines[at].trim() != lines[at + 1].trim();
    let at = pairs.find(|at| differ(*at) && says(lines[*at]) && says(lines[*at + 1]))?;
    lines.swap(at, at + 1);
    Some(lines.join("\n"))
}

fn changed_code(fence: &str) -> Option<String> {
    let (opening, code) = fence.split_once('\n')?;
    Some(format!("{opening}\n{}", changed_letter(code)?))
}

fn urls(markdown: &str, images: bool) -> Vec<String> {
    let found = events(markdown).filter_map(|(event, range)| {
        let address = match event {
            Event::Start(Tag::Image { dest_url, .. }) if images => dest_url,
            Event::Start(Tag::Link { dest_url, .. }) if !images => dest_url,
            _ => return None,
        };
        let source = &markdown[range.clone()];
        let at = source.rfind(&*address).filter(|_| !address.is_empty() && !source.starts_with('<'))?;
        // A query may be tracking, which is not compared.
        let end = range.start + at + address.find('?').unwrap_or(address.len());
        Some(replaced(markdown, end..end, "x"))
    });
    found.collect()
}

fn with_language(fence: &str, language: &str) -> Option<String> {
    let (opening, code) = fence.split_once('\n')?;
    let marks = opening.trim_end_matches(|c| c != '`');
    (marks.len() < opening.len()).then(|| format!("{marks}{language}\n{code}"))
}

/// Returns a copy for each image with a meaningful alt, changed by `change`.
fn alts(markdown: &str, change: impl Fn(&str) -> String) -> Vec<String> {
    each(markdown, is_image, |image| {
        let (alt, address) = image.strip_prefix("![")?.split_once("](")?;
        alt.contains(char::is_alphanumeric).then(|| format!("![{}]({address}", change(alt)))
    })
}

/// Returns a copy for each non-empty column of a table, with its delimiter changed by `change`.
fn alignments(markdown: &str, change: impl Fn(&str) -> Option<&'static str>) -> Vec<String> {
    let tables = events(markdown).filter_map(|(event, range)| match event {
        Event::Start(Tag::Table(columns)) => Some((columns.len(), range)),
        _ => None,
    });
    let mut mutants = Vec::new();
    for (columns, range) in tables {
        let Some((header, rest)) = markdown[range.clone()].split_once('\n') else { continue };
        let Some((delimiters, rows)) = rest.split_once('\n') else { continue };
        for column in (0..columns).filter(|column| has_words(rows, *column)) {
            let mut cells: Vec<&str> = delimiters.split('|').collect();
            let changed = cells.get_mut(column + 1).and_then(|cell| Some((change(cell.trim())?, cell)));
            let Some((changed, cell)) = changed else { continue };
            *cell = changed;
            let table = format!("{header}\n{}\n{rows}", cells.join("|"));
            mutants.push(replaced(markdown, range.clone(), &table));
        }
    }
    mutants
}

/// Whether a column of `rows` has content. The alignment of an empty one is not visible.
fn has_words(rows: &str, column: usize) -> bool {
    rows.lines().filter_map(|row| row.split('|').nth(column + 1)).any(says)
}

/// Unlinks text. A link to its own text is left out, as GFM makes one of a URL in text.
fn unlinked(link: &str) -> Option<String> {
    let (text, _) = link.strip_prefix('[')?.rsplit_once("](")?;
    let is_url = ["http", "www."].iter().any(|start| text.trim_start_matches('*').starts_with(start));
    (!is_url).then(|| text.to_owned())
}

fn emptied(cell: &str) -> Option<String> {
    let text = cell.trim_matches(['|', ' ']);
    (!text.is_empty()).then(|| cell.replacen(text, "", 1))
}

fn stripped(text: &str, mark: &str) -> Option<String> {
    text.strip_prefix(mark)?.strip_suffix(mark).map(str::to_owned)
}

fn unquoted(quote: &str) -> String {
    let lines = quote.lines().map(|line| line.trim_start().strip_prefix('>').unwrap_or(line));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n") + "\n"
}

/// Returns the source of a text if it equals the text.
fn text_of<'a>(event: &Event<'_>, source: &'a str) -> Option<&'a str> {
    matches!(event, Event::Text(text) if **text == *source).then_some(source)
}

const fn is_formula(event: &Event<'_>) -> bool {
    matches!(event, Event::InlineMath(_) | Event::DisplayMath(_))
}

fn changed(text: &str, is_one: fn(char) -> bool, to: fn(char) -> &'static str) -> Option<String> {
    let (at, old) = text.char_indices().find(|(_, c)| is_one(*c))?;
    Some(format!("{}{}{}", &text[..at], to(old), &text[at + old.len_utf8()..]))
}

fn changed_letter(text: &str) -> Option<String> {
    changed(text, char::is_alphabetic, |old| if old == 'z' { "y" } else { "z" })
}

fn changed_digit(text: &str) -> Option<String> {
    changed(text, |c| c.is_ascii_digit(), |old| if old == '7' { "8" } else { "7" })
}

fn without_letter(text: &str) -> Option<String> {
    changed(text, char::is_alphanumeric, |_| "")
}

fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}
