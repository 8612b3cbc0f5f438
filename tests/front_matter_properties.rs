//! Front matter in every format parses back to the metadata it was written from.
//!
//! YAML is read by two independent parsers and by the crate's own reader, and unquoted strings must also be strings in
//! YAML 1.1, which many site generators use. The texts are generated from fixed seeds; `CSDOWN_PROPERTY_MS` sets the
//! search time.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::time::{Duration, Instant};

use arbtest::arbitrary::{Result, Unstructured};
use csdown::metadata::{Date, Metadata, Origin, Sourced};
use csdown::options::{Case, Field, FieldRule, FrontMatter, KeyRule, Profile};
use csdown::stages::{front_matter, input};
use csdown::{Hints, Options, Status};
use regex::Regex;
use serde_json::{Value, json};

/// Strings, and parts of strings, that a careless serializer gets wrong.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "", " ", "  ", "\t", "\n", "\r", "\r\n", "\n\n", "\u{0}", "\u{7}", "\u{1b}", "\u{7f}", "\u{85}", "\u{9f}",
    "\u{a0}", "\u{ad}", "\u{200b}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffd}", "\u{ffff}", "\u{e000}",
    "\u{10ffff}", "😀", "👩\u{200d}💻", "é", "题", "：", "“", "a", "b c", "0", "-", "--", "---", "\n---\n", "+++",
    "\n+++\n", "...", "\n...\n", "yes", "No", "y", "n", "on", "OFF", "true", "False", "null", "Null", "~",
    "123", "007", "0o17", "0x1f", "0b11", "1e3", "1E+3", "1_000", ".5", "5.", ".inf", "-.INF", ".nan", "+1",
    "12:30:45", "08:30", "1,000", "190:20:30", "2024-01-01", "2024-1-1 1:2:3", "2024-01-01T00:00:00Z", "=", "<<", ":", ": ",
    "x:", "#", " #", "# ", "#y", ",", "[", "]", "[]", "{", "}", "{}", "{{ x }}", "{% y %}", "${x}", "'", "\"",
    "'x'", "\"x\"", "\"\"\"", "'''", "\\", "\\n", "\\x", "\\u0041", "&a", "*a", "!x", "!!str ", "|", "|-",
    ">", "? ", "- ", "@x", "`x`", "%x", "%YAML 1.1", "//", "/*", "\t- ",
];

/// What YAML 1.1 does not parse as a string (<https://yaml.org/type/>), and what Ruby parses as a number.
const NO_TEXT: &str = concat!(
    r"^(?:|~|null|Null|NULL|<<|=",
    r"|y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
    r"|[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9][0-9_,]*|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+",
    r"|[-+]?(?:[0-9][0-9_,]*)?\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+",
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?",
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)?)$",
);

fn text(u: &mut Unstructured<'_>) -> Result<String> {
    match u.int_in_range(0..=9)? {
        0 => return u.arbitrary(),
        1 => return Ok((*u.choose(PIECES)?).to_owned()),
        2 => return Ok(u.choose(PIECES)?.repeat(u.int_in_range(1..=400)?)),
        _ => {}
    }
    (0..u.int_in_range(1..=6)?).map(|_| u.choose(PIECES).copied()).collect()
}

fn sourced<T>(value: T) -> Sourced<T> {
    Sourced::new(value, Origin::Visible)
}

fn metadata(u: &mut Unstructured<'_>) -> Result<Metadata> {
    let texts =
        |u: &mut Unstructured<'_>| (0..u.int_in_range(0..=3)?).map(|_| text(u)).collect::<Result<Vec<_>>>();
    let mut metadata = Metadata::default();
    metadata.title = Some(sourced(text(u)?));
    metadata.author = Some(sourced(text(u)?));
    metadata.description = Some(sourced(text(u)?));
    metadata.license = Some(sourced(text(u)?));
    metadata.date = Date::parse("2019-11-26 00:12:20").map(sourced);
    metadata.tags = Some(sourced(texts(u)?));
    metadata.categories = Some(sourced(texts(u)?));
    Ok(metadata)
}

/// The expected entries with the plain profile.
fn expected(metadata: &Metadata) -> Value {
    let mut said = json!({
        "title": metadata.title.as_ref().unwrap().value,
        "date": "2019-11-26T00:12:20+08:00",
        "author": metadata.author.as_ref().unwrap().value,
        "tags": metadata.tags.as_ref().unwrap().value,
        "categories": metadata.categories.as_ref().unwrap().value,
        "description": metadata.description.as_ref().unwrap().value,
        "license": metadata.license.as_ref().unwrap().value,
        "status": "folded",
    });
    said.as_object_mut().unwrap().retain(|_, value| *value != json!([]));
    said
}

fn write(metadata: &Metadata, profile: Profile, form: FrontMatter) -> String {
    let mut options = Options::default();
    (options.profile, options.front_matter.format) = (profile, form);
    front_matter::write(metadata, Status::Folded, &options)
}

/// Returns the text between the first line `mark` and the next line that a tool could parse as the closing one.
fn inside<'a>(text: &'a str, mark: &str) -> &'a str {
    let block = text.strip_prefix(mark).and_then(|rest| rest.strip_prefix('\n')).unwrap();
    let is_yaml = mark == "---";
    let is_break = |c| matches!(c, '\n' | '\r') || is_yaml && matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut lines = block.split_inclusive(is_break);
    let closes = |line: &&str| line.starts_with(mark) || is_yaml && line.starts_with("...");
    let length: usize = lines.by_ref().take_while(|line| !closes(line)).map(str::len).sum();
    let (block, closing) = block.split_at(length);
    assert_eq!(closing, format!("{mark}\n\n"), "nothing but the closing line closes the block: {text:?}");
    block
}

/// Returns the value of a TOML block with dates as strings.
fn toml_value(value: toml::Value) -> Value {
    match value {
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, toml_value(value))).collect(),
        toml::Value::Array(values) => values.into_iter().map(toml_value).collect(),
        toml::Value::Datetime(date) => json!(date.to_string()),
        other => serde_json::to_value(other).unwrap(),
    }
}

/// Returns `value` with every date in TOML's format.
fn with_toml_dates(mut value: Value) -> Value {
    for key in ["date", "published"] {
        if let Some(date) = value.get_mut(key) {
            *date = json!("2019-11-26T00:12:20+08:00");
        }
    }
    value
}

fn reads_back(metadata: &Metadata, profile: Profile, not_a_string: &Regex) {
    let json = write(metadata, profile, FrontMatter::Json);
    let said = if matches!(profile, Profile::Plain | Profile::Hugo) {
        serde_json::from_str::<Value>(&json).unwrap()
    } else {
        let block = inside(&json, "---");
        let said = serde_json::from_str(block).unwrap();
        assert_eq!(serde_saphyr::from_str::<Value>(block).unwrap(), said, "JSON as YAML: {json}");
        assert_eq!(serde_norway::from_str::<Value>(block).unwrap(), said, "JSON as YAML by libyaml: {json}");
        said
    };
    if profile == Profile::Plain {
        assert_eq!(said, expected(metadata), "JSON");
    }
    let toml = write(metadata, profile, FrontMatter::Toml);
    let read = toml_value(toml::from_str(inside(&toml, "+++")).unwrap());
    assert_eq!(read, with_toml_dates(said.clone()), "TOML: {toml}");

    let yaml = write(metadata, profile, FrontMatter::Yaml);
    let block = inside(&yaml, "---");
    assert_eq!(serde_saphyr::from_str::<Value>(block).unwrap(), said, "YAML: {yaml}");
    assert_eq!(serde_norway::from_str::<Value>(block).unwrap(), said, "YAML by libyaml: {yaml}");
    let text = format!("{yaml}正文\n");
    let source = input::read(text.as_bytes(), &Hints::default());
    let front_matter = source.front_matter.as_ref().unwrap();
    assert!(!front_matter.lenient && front_matter.unread.is_empty(), "{yaml}");
    assert_eq!(Value::Object(front_matter.entries.clone()), said, "YAML by ourselves: {yaml}");
    assert!(
        !block.contains(|c: char| c.is_control() && c != '\n'),
        "control characters are escaped: {yaml:?}"
    );
    for key in ["title", "author", "description", "license"] {
        let line = block.lines().find_map(|line| line.trim_start().strip_prefix(&format!("{key}: ")));
        let bare = line.filter(|value| !value.starts_with(['"', '\'']));
        assert!(
            !bare.is_some_and(|value| not_a_string.is_match(value)),
            "YAML 1.1 takes it for no text: {yaml}"
        );
    }
}

fn budget() -> Duration {
    #[expect(clippy::disallowed_methods, reason = "the environment sets the search time")]
    let search_time = std::env::var("CSDOWN_PROPERTY_MS");
    Duration::from_millis(search_time.ok().and_then(|text| text.parse().ok()).unwrap_or(1500))
}

#[expect(clippy::disallowed_methods, reason = "a test compiles its pattern once")]
fn not_a_string() -> Regex {
    Regex::new(NO_TEXT).unwrap()
}

#[test]
fn hard_strings_parse_back() {
    let not_a_string = not_a_string();
    for piece in PIECES {
        for text in [(*piece).to_owned(), format!("{piece}a"), format!("a{piece}"), format!(" {piece} ")] {
            let mut metadata = Metadata::default();
            for field in
                [&mut metadata.title, &mut metadata.author, &mut metadata.description, &mut metadata.license]
            {
                *field = Some(sourced(text.clone()));
            }
            metadata.date = Date::parse("2019-11-26 00:12:20").map(sourced);
            metadata.tags = Some(sourced(vec![text.clone(), "x".to_owned()]));
            metadata.categories = Some(sourced(vec![text]));
            for profile in Profile::ALL {
                reads_back(&metadata, *profile, &not_a_string);
            }
        }
    }
}

#[test]
fn arbitrary_strings_parse_back() {
    let (not_a_string, until) = (not_a_string(), Instant::now() + budget());
    // Scrambled, so that consecutive seeds have nothing in common.
    let seeds = (1_u64..).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) & !0xffff_ffff | (64 + n % 1984));
    for seed in seeds.take_while(|_| Instant::now() < until) {
        arbtest::arbtest(|u| {
            let profile = *u.choose(Profile::ALL)?;
            reads_back(&metadata(u)?, profile, &not_a_string);
            Ok(())
        })
        .seed(seed)
        .run();
    }
}

/// Draws a constant of any type. Floats without a fraction become integers when JSON is read.
fn constant(u: &mut Unstructured<'_>, depth: usize) -> Result<toml::Value> {
    let date = |text: &str| toml::Value::Datetime(text.parse().unwrap());
    Ok(match u.int_in_range(0..=if depth > 2 { 7 } else { 9 })? {
        0..=2 => text(u)?.into(),
        3 => u.arbitrary::<bool>()?.into(),
        4 => u.arbitrary::<i64>()?.into(),
        5 => (f64::from(u.arbitrary::<i32>()?) + 0.5).into(),
        6 => date(u.choose(&["2024-01-02", "1999-12-31", "2024-01-02T03:04:05", "07:30:00"])?),
        7 => date(u.choose(&["2024-01-02T03:04:05Z", "2024-01-02T03:04:05.25+08:00"])?),
        8 => (0..u.int_in_range(0..=3)?).map(|_| constant(u, depth + 1)).collect::<Result<Vec<_>>>()?.into(),
        _ => constants(u, depth + 1)?.into(),
    })
}

fn constants(u: &mut Unstructured<'_>, depth: usize) -> Result<toml::Table> {
    // YAML limits keys to 1024 characters, escapes included.
    let key = |n, text: String| format!("k{n}{}", text.chars().take(100).collect::<String>());
    (0..u.int_in_range(1..=3)?).map(|n| Ok((key(n, text(u)?), constant(u, depth)?))).collect()
}

/// Returns options with constants, a dropped, a renamed and a changed key, and the front matter that they ask for.
fn asked(u: &mut Unstructured<'_>, metadata: &Metadata) -> Result<(Options, Value, toml::Table)> {
    let mut options = Options::default();
    options.profile = *u.choose(Profile::ALL)?;
    options.front_matter.format = FrontMatter::Json;
    let constants = constants(u, 0)?;
    let plain = front_matter::write(metadata, Status::Folded, &options);
    let mut expected: Value =
        serde_json::from_str(plain.trim_start_matches("---\n").trim_end_matches(['-', '\n'])).unwrap();
    for (key, value) in &constants {
        if u.ratio(1, 4)? {
            // The article has no original.
            let rule = FieldRule { default: Some(value.clone()), ..FieldRule::from(Field::Original) };
            options = options.with_front_matter(key, KeyRule::Field(rule));
            expected[key] = toml_value(value.clone());
            continue;
        }
        options = options.with_front_matter(key, KeyRule::Value(value.clone()));
        expected[key] = toml_value(value.clone());
    }
    if u.arbitrary()? {
        options = options.with_front_matter("description", KeyRule::Drop);
        expected.as_object_mut().unwrap().shift_remove("description");
    }
    match u.int_in_range(0..=2)? {
        0 => {}
        1 => {
            let rule = FieldRule { case: Some(Case::Upper), ..FieldRule::default() };
            options = options.with_front_matter("title", KeyRule::Field(rule));
            expected["title"] = json!(expected["title"].as_str().unwrap().to_uppercase());
        }
        _ => {
            let rule = FieldRule { rename: Some("titel".to_owned()), ..FieldRule::from(Field::License) };
            options = options.with_front_matter("title", KeyRule::Field(rule));
            let license = &metadata.license.as_ref().unwrap().value;
            let renamed = |(key, value): (String, Value)| match key.as_str() {
                "title" => ("titel".to_owned(), json!(license)),
                _ => (key, value),
            };
            let entries = std::mem::take(expected.as_object_mut().unwrap());
            expected = entries.into_iter().map(renamed).collect();
        }
    }
    Ok((options, expected, constants))
}

/// Checks that all formats have the same entries, in the same order but for TOML's tables, and constants their type.
fn asked_reads_back(u: &mut Unstructured<'_>) -> Result<()> {
    let metadata = metadata(u)?;
    let (mut options, expected, constants) = asked(u, &metadata)?;
    // The serializer writes tables after all other keys.
    let mut again: Options = toml::from_str(&toml::to_string(&options).unwrap()).unwrap();
    let mut sorted = options.clone();
    for options in [&mut again, &mut sorted] {
        options.front_matter.keys.sort_by(|a, b| a.0.cmp(&b.0));
    }
    assert_eq!(again, sorted);
    let again: Options = serde_json::from_value(serde_json::to_value(&options).unwrap()).unwrap();
    assert_eq!(again, options);
    csdown::Converter::new(again).unwrap();

    let mut write = |format| {
        options.front_matter.format = format;
        front_matter::write(&metadata, Status::Folded, &options)
    };
    let json = write(FrontMatter::Json);
    let json = if json.starts_with("---") { inside(&json, "---") } else { json.as_str() };
    let read: Value = serde_json::from_str(json).unwrap();
    assert_eq!(read.to_string(), expected.to_string(), "JSON: {json}");
    let yaml = write(FrontMatter::Yaml);
    let block = inside(&yaml, "---");
    assert_eq!(serde_saphyr::from_str::<Value>(block).unwrap(), expected, "YAML: {yaml}");
    let read: Value = serde_norway::from_str(block).unwrap();
    assert_eq!(read.to_string(), expected.to_string(), "YAML by libyaml: {yaml}");
    let toml = write(FrontMatter::Toml);
    let read: toml::Table = toml::from_str(inside(&toml, "+++")).unwrap();
    for (key, value) in &constants {
        assert_eq!(read.get(key), Some(value), "TOML: {toml}");
    }
    assert_eq!(toml_value(read.into()), with_toml_dates(expected), "TOML: {toml}");
    Ok(())
}

#[test]
fn what_the_options_ask_for_parses_back() {
    let until = Instant::now() + budget();
    let seeds = (1_u64..).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) & !0xffff_ffff | (64 + n % 4096));
    for seed in seeds.take_while(|_| Instant::now() < until) {
        arbtest::arbtest(asked_reads_back).seed(seed).run();
    }
}
