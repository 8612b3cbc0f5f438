//! Reads the front matter that csdown wrote, for any tool and in any format, by the tables it was written with.

use serde_json::{Map, Value};

use super::profile::TABLES;
use crate::extract::metadata::{Date, Metadata, Origin, Sourced};
use crate::markdown::front_matter_end;
use crate::options::{Dialect, Field, Profile, Target};
use crate::report::Status;

/// The front matter of an article.
#[derive(Debug, Default)]
pub(crate) struct FrontMatterRead {
    pub(crate) metadata: Metadata,
    /// How much of the article the file contains.
    pub(crate) status: Status,
    /// Where the front matter ends; 0 if there is none.
    pub(crate) end: usize,
    /// The dialect that is the default of the tool whose keys are used, if its keys differ from those of other tools.
    pub(crate) dialect: Option<Dialect>,
}

/// Reads the front matter at the beginning of `markdown`. Keys that csdown does not write are ignored.
pub(crate) fn read(markdown: &str) -> FrontMatterRead {
    let end = front_matter_end(markdown);
    let Some(entries) = markdown.get(..end).and_then(entries) else { return FrontMatterRead::default() };
    let mut found = FrontMatterRead { end, dialect: dialect(&entries), ..FrontMatterRead::default() };
    for (_, table) in TABLES {
        for (field, key, _) in table.rows {
            if let Some(value) = value(&entries, key) {
                found.set(*field, value);
            }
        }
    }
    found
}

/// Parses YAML, TOML or JSON with its delimiters.
fn entries(block: &str) -> Option<Map<String, Value>> {
    let inner = |fence: &str| block.trim_end().strip_prefix(fence)?.strip_suffix(fence);
    match (inner("---"), inner("+++")) {
        (Some(nothing), _) | (_, Some(nothing)) if nothing.trim().is_empty() => Some(Map::new()),
        (Some(yaml), _) => serde_saphyr::from_str(yaml).ok(),
        (_, Some(toml)) => toml::from_str::<toml::Table>(toml).ok().map(converted),
        (None, None) => serde_json::from_str(block).ok(),
    }
}

/// Converts a table of TOML, whose dates become text.
fn converted(table: toml::Table) -> Map<String, Value> {
    table.into_iter().map(|(key, value)| (key, json(value))).collect()
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(entries) => Value::Object(converted(entries)),
    }
}

/// Returns the value of a key, in which a dot separates the name of a nested table.
fn value<'e>(entries: &'e Map<String, Value>, key: &str) -> Option<&'e Value> {
    match key.split_once('.') {
        Some((group, key)) => entries.get(group)?.get(key),
        None => entries.get(key),
    }
}

/// Returns the dialect of the tool that needs a constant which `entries` has, or a key of its own.
fn dialect(entries: &Map<String, Value>) -> Option<Dialect> {
    let is_of = |profile: Profile| match profile {
        Profile::Plain => false,
        Profile::Hugo => entries.contains_key("params") || entries.contains_key("lastmod"),
        Profile::Hexo => entries.contains_key("disableNunjucks"),
        Profile::Jekyll => entries.contains_key("render_with_liquid"),
        Profile::Obsidian => entries.contains_key("published"),
    };
    let (profile, _) = TABLES.iter().find(|(profile, _)| is_of(*profile))?;
    Some(Dialect { target: Target::of(*profile), ..Dialect::GFM })
}

impl FrontMatterRead {
    /// Sets a field, unless it is known already.
    fn set(&mut self, field: Field, value: &Value) {
        let Self { metadata, status, .. } = self;
        match field {
            Field::Title => set(&mut metadata.title, text(value)),
            Field::Date => set(&mut metadata.date, text(value).as_deref().and_then(Date::parse)),
            Field::Updated => set(&mut metadata.updated, text(value).as_deref().and_then(Date::parse)),
            Field::Author => set(&mut metadata.author, text(value)),
            Field::Source => set(&mut metadata.source, text(value)),
            Field::Id => set(&mut metadata.id, text(value)),
            Field::Tags => set(&mut metadata.tags, texts(value)),
            Field::Categories => set(&mut metadata.categories, texts(value)),
            Field::Description => set(&mut metadata.description, text(value)),
            Field::Cover => set(&mut metadata.cover, text(value)),
            Field::License => set(&mut metadata.license, text(value)),
            Field::Status => *status = serde_json::from_value(value.clone()).unwrap_or_default(),
            // No tool has a key for these by default.
            Field::User | Field::Kind | Field::Original | Field::Reads | Field::Likes | Field::Favourites => {
            }
        }
    }
}

fn set<T>(slot: &mut Option<Sourced<T>>, value: Option<T>) {
    if slot.is_none() {
        *slot = value.map(|value| Sourced::new(value, Origin::FrontMatter));
    }
}

/// Returns a text, which may be in a list of its own.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.first().and_then(text),
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let texts: Vec<String> = value.as_array()?.iter().filter_map(text).collect();
    (!texts.is_empty()).then_some(texts)
}
