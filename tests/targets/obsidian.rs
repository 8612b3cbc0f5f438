//! Obsidian does not run here: a reader of what its help documents finds the markup that a note has beyond GFM. Notes of
//! articles have none, since the articles have none.
//!
//! <https://help.obsidian.md/obsidian-flavored-markdown>, <https://help.obsidian.md/tags>,
//! <https://help.obsidian.md/syntax>, <https://help.obsidian.md/properties>

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use csdown::options::{FrontMatter, Profile};
use csdown::{Converter, Hints, Options};
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use regex::Regex;

use super::{blogs, case, posts};

/// What stands for code, formulas, HTML and URLs, in which Obsidian reads nothing.
const MASK: &str = "\u{fffc}";

/// The name and the pattern of each syntax.
static SYNTAX: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    [
        ("tag", r"(?:\A|\s)(#[\p{L}\p{N}\p{S}_/-]*[\p{L}\p{S}_/-][\p{L}\p{N}\p{S}_/-]*)"),
        ("wikilink", r"\[\[[^\n]+?\]\]"),
        ("highlight", r"(?s)==[^\s=](?:.*?\S)??=="),
        ("comment", r"%%"),
        ("block id", r"(?:\A|\s)(\^[A-Za-z0-9-]+)\s*\z"),
        ("inline footnote", r"(?:\A|[^\\])(\^\[[^\n]+?\])"),
    ]
    .map(|(name, pattern)| (name, Regex::new(pattern).unwrap()))
    .into()
});

/// Returns the markup of a note, each with the name of its syntax.
fn markup(note: &str) -> Vec<String> {
    let text = masked(body(note));
    let mut found = Vec::new();
    for block in blocks(&text) {
        for (name, pattern) in SYNTAX.iter() {
            for captures in pattern.captures_iter(&block) {
                let shown = captures.get(1).or_else(|| captures.get(0)).unwrap();
                found.push(format!("{name} {:?}", shown.as_str()));
            }
        }
    }
    found
}

/// Splits text at blank lines, quotes, items and cells.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in text.lines() {
        let content = line.trim_start_matches([' ', '>']);
        let is_row = content.starts_with('|');
        if content.is_empty() || is_row || starts_item(content) {
            blocks.push(String::new());
        }
        if is_row {
            blocks.extend(content.split(" | ").map(|cell| cell.trim_matches(['|', ' ']).to_owned()));
        } else if let Some(block) = blocks.last_mut() {
            block.extend([content, "\n"]);
        }
    }
    blocks
}

fn starts_item(line: &str) -> bool {
    let marker = line.trim_start_matches(|c: char| c.is_ascii_digit());
    ["- ", ". ", ") "].iter().any(|end| marker.starts_with(end))
}

fn front_matter(note: &str) -> Option<(&str, &str)> {
    note.strip_prefix("---\n")?.split_once("\n---\n")
}

fn body(note: &str) -> &str {
    front_matter(note).map_or(note, |(_, body)| body)
}

/// Replaces what contains no text.
fn masked(markdown: &str) -> String {
    use pulldown_cmark::Options;
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH;
    let mut masks: Vec<Range<usize>> = Vec::new();
    let mut links = Vec::new();
    for (event, range) in Parser::new_ext(markdown, extensions).into_offset_iter() {
        match event {
            Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Start(Tag::CodeBlock(_)) => masks.push(range),
            Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => links.push(link_type),
            Event::End(TagEnd::Link | TagEnd::Image) => match links.pop() {
                Some(LinkType::Inline) => {
                    let url =
                        markdown[range.clone()].rfind("](").map_or(range.start, |at| range.start + at + 1);
                    masks.push(url..range.end);
                }
                _ => masks.push(range),
            },
            _ => {}
        }
    }
    masks.sort_by_key(|mask| mask.start);
    let (mut text, mut end) = (String::new(), 0);
    for mask in masks.into_iter().filter(|mask| !mask.is_empty()) {
        if mask.start >= end {
            text.push_str(&markdown[end..mask.start]);
            text.push_str(MASK);
        }
        end = end.max(mask.end);
    }
    text + &markdown[end..]
}

/// Returns the properties that Obsidian does not accept.
fn bad_properties(note: &str) -> Vec<String> {
    let Some((yaml, _)) = front_matter(note) else { return Vec::new() };
    let properties: serde_norway::Mapping = match serde_norway::from_str(yaml) {
        Ok(properties) => properties,
        Err(error) => return vec![format!("front matter: {error}")],
    };
    let mut bad = Vec::new();
    for (key, value) in &properties {
        let key = key.as_str().unwrap_or_default();
        match (key, value) {
            ("tag" | "alias" | "cssclass", _) => bad.push(format!("deprecated property {key}")),
            ("tags", serde_norway::Value::Sequence(tags)) => {
                let is_tag =
                    |tag: &&str| markup(&format!("#{tag}")) == [format!("tag {:?}", format!("#{tag}"))];
                let tags = tags.iter().map(|tag| tag.as_str().unwrap_or("what is no string"));
                bad.extend(tags.filter(|tag| !is_tag(tag)).map(|tag| format!("property tag {tag:?}")));
            }
            ("tags", other) => bad.push(format!("property tags {other:?} is no list")),
            _ => {}
        }
    }
    bad
}

/// Checks notes, and returns an error that names those with markup.
fn check(notes: impl Iterator<Item = (String, String)>) -> Result<(), String> {
    let mut bad = Vec::new();
    for (name, note) in notes {
        let found: Vec<String> = markup(&note).into_iter().chain(bad_properties(&note)).collect();
        if !found.is_empty() {
            bad.push(format!("{name}: {}", found.join(", ")));
        }
    }
    if bad.is_empty() { Ok(()) } else { Err(format!("{} notes have markup:\n{}", bad.len(), bad.join("\n"))) }
}

fn converter(options: &Options) -> csdown::Result<Converter> {
    let mut options = options.clone();
    options.profile = Profile::Obsidian;
    options.front_matter.format = FrontMatter::Yaml;
    Converter::new(options)
}

/// Converts an article. `None` if it is none, or if it is passed through unchanged.
fn note(options: &Options, page: &[u8], hints: &Hints<'_>) -> Option<String> {
    let conversion = converter(options).ok()?.convert_bytes(page, hints).ok()?;
    conversion.document.map(|_| conversion.markdown)
}

pub(crate) fn fixtures() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    check(case::list(&root).into_iter().filter_map(|(name, case)| {
        let case = case.ok()?;
        Some((name, note(&case.options, &case.input, &case.hints())?))
    }))
}

pub(crate) fn blog() -> Result<(), String> {
    let notes = (0..blogs::POSTS).filter_map(|number| {
        Some((
            format!("post-{number}"),
            note(&Options::default(), blogs::post(number).as_bytes(), &Hints::default())?,
        ))
    });
    check(notes)
}

pub(crate) fn real_posts() -> Result<(), String> {
    let read = |path: &std::path::PathBuf| {
        let page = fs::read(path).unwrap();
        Some((path.display().to_string(), note(&Options::default(), &page, &Hints::default())?))
    };
    check(posts::paths()?.iter().filter_map(read))
}

/// Examples of the documentation, and what is none.
#[rustfmt::skip]
const RULES: &[(&str, &[&str])] = &[
    ("a #meeting", &["tag \"#meeting\""]),
    ("#inbox/to-read, #y1984 和 #标签_1", &["tag \"#inbox/to-read\"", "tag \"#y1984\"", "tag \"#标签_1\""]),
    ("#1984 a#b \\#c # d `#e` $#f$ <b title=\"\n#g\"> [h](#h)", &[]),
    ("# heading\n\n## heading\n\n    #include\n\n```\n#include\n```", &[]),
    ("| a | b |\n|---|---|\n| #c | d |", &["tag \"#c\""]),
    ("[[a]] ![[b#^c]] [[d|e]]", &["wikilink \"[[a]]\"", "wikilink \"[[b#^c]]\"", "wikilink \"[[d|e]]\""]),
    ("[[1]](http://a.cn)", &["wikilink \"[[1]]\""]),
    ("[\\[a]] `[[b]]` [[c\n]] [[ -f d ]", &[]),
    ("==a== b ==c\nd==", &["highlight \"==a==\"", "highlight \"==c\\nd==\""]),
    ("a == b == c, `==a==`, a=\\=b=\\=c, ==a\n\nb==", &[]),
    ("a %%b%% c", &["comment \"%%\"", "comment \"%%\""]),
    ("50%\\% `%%` 5%", &[]),
    ("a ^b-1\n\n- c ^d\n- e", &["block id \"^b-1\"", "block id \"^d\""]),
    ("a ^b c a^b\n\na^b\n\n\\^c", &[]),
    ("a^[note]", &["inline footnote \"^[note]\""]),
    ("a\\^[note], 2^[", &[]),
];

/// Proves the reader.
pub(crate) fn rules() -> Result<(), String> {
    for (note, expected) in RULES {
        let found = markup(note);
        if found != *expected {
            return Err(format!("{note:?} has {found:?}"));
        }
    }
    let bad = bad_properties("---\ntag: x\ntags:\n- ok\n- two words\n- \"1984\"\n---\n");
    let expected = ["deprecated property tag", "property tag \"two words\"", "property tag \"1984\""];
    if bad == expected { Ok(()) } else { Err(format!("{bad:?}")) }
}
