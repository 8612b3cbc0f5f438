//! Writes metadata as YAML, TOML or JSON, with the keys that each tool expects.
//!
//! The serializers do the quoting. Only dates are value by hand, unquoted: the formats have a type for dates that the
//! serializers do not support.

mod obsidian;
mod profile;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use serde_saphyr::DoubleQuoted;

use crate::extract::Metadata;
use crate::extract::metadata::Date;
use crate::options::{FrontMatter, Options};
use crate::report::Status;
use profile::{Field, Form, reads_json, table};

/// A value of an entry.
enum EntryValue {
    /// Anything but a date.
    Value(Value),
    /// A date and its format.
    Date(Date, Form),
    /// A table of values without dates.
    Table(Map<String, Value>),
}

type Entries = Vec<(&'static str, EntryValue)>;

/// Returns the front matter of an article with its delimiters and a blank line after it. Empty when front matter is
/// disabled or nothing is known.
///
/// ```
/// use csdown::{Options, Status, metadata::{Metadata, Origin, Sourced}, stages::front_matter};
/// let mut metadata = Metadata::default();
/// metadata.title = Some(Sourced::new("题: 一".to_owned(), Origin::Heading));
/// let text = front_matter::write(&metadata, Status::Preview, &Options::default());
/// assert_eq!(text, "---\ntitle: \"题: 一\"\nstatus: preview\n---\n\n");
/// ```
pub fn write(metadata: &Metadata, status: Status, options: &Options) -> String {
    let entries = entries(metadata, status, options);
    if entries.is_empty() {
        return String::new();
    }
    match options.front_matter {
        FrontMatter::None => String::new(),
        FrontMatter::Yaml => format!("---\n{}---\n\n", yaml(&entries)),
        FrontMatter::Toml => format!("+++\n{}+++\n\n", toml(&entries)),
        FrontMatter::Json if reads_json(options.profile) => format!("{}\n\n", json(&entries)),
        FrontMatter::Json => format!("---\n{}\n---\n\n", json(&entries)),
    }
}

fn entries(metadata: &Metadata, status: Status, options: &Options) -> Entries {
    let table = table(options.profile);
    let text = |(key, text): &(&'static str, &str)| (*key, EntryValue::Value(json!(text)));
    let mut entries: Entries = table.texts.iter().map(text).collect();
    for (field, key, form) in table.rows {
        let Some(value) = entry_value(*field, *form, metadata, status) else { continue };
        match (key.split_once('.'), value) {
            (Some((group, key)), EntryValue::Value(value)) => insert(&mut entries, group, key, value),
            (_, value) => entries.push((key, value)),
        }
    }
    entries.extend(table.switches.iter().map(|(key, on)| (*key, EntryValue::Value(json!(on)))));
    entries
}

/// Inserts `value` into the nested table `group`.
fn insert(entries: &mut Entries, group: &'static str, key: &str, value: Value) {
    if !entries.iter().any(|(known, _)| *known == group) {
        entries.push((group, EntryValue::Table(Map::new())));
    }
    for (known, entry) in entries {
        if let (true, EntryValue::Table(table)) = (*known == group, entry) {
            table.insert(key.to_owned(), value);
            return;
        }
    }
}

/// Returns the value of a field in its format; `None` when it is unknown.
fn entry_value(field: Field, form: Form, metadata: &Metadata, status: Status) -> Option<EntryValue> {
    let text = match field {
        Field::Date => return metadata.date.as_ref().map(|date| EntryValue::Date(date.value, form)),
        Field::Updated => return metadata.updated.as_ref().map(|date| EntryValue::Date(date.value, form)),
        Field::Tags => return list(&metadata.tags.as_ref()?.value, form),
        Field::Categories => return list(&metadata.categories.as_ref()?.value, form),
        Field::Status if status == Status::Complete => return None,
        Field::Status => status.as_str(),
        Field::Title => &metadata.title.as_ref()?.value,
        Field::Author => &metadata.author.as_ref()?.value,
        Field::Source => &metadata.source.as_ref()?.value,
        Field::Id => &metadata.id.as_ref()?.value,
        Field::Description => &metadata.description.as_ref()?.value,
        Field::Cover => &metadata.cover.as_ref()?.value,
        Field::License => &metadata.license.as_ref()?.value,
    };
    Some(EntryValue::Value(if form == Form::ListOfOne { json!([text]) } else { json!(text) }))
}

fn list(texts: &[String], form: Form) -> Option<EntryValue> {
    let value = match form {
        Form::ListOfLists => texts.iter().map(|text| json!([text])).collect(),
        Form::ObsidianTags => {
            texts.iter().filter_map(|text| obsidian::tag(text)).map(Value::String).collect()
        }
        Form::Plain | Form::Local | Form::LocalWithOffset | Form::LocalIso | Form::ListOfOne => json!(texts),
    };
    value.as_array().is_some_and(|items| !items.is_empty()).then_some(EntryValue::Value(value))
}

fn date_text(date: Date, form: Form) -> String {
    match form {
        Form::Local => format!("{} {}", date.day(), date.time()),
        Form::LocalWithOffset => format!("{} {} {}", date.day(), date.time(), date.offset("")),
        Form::LocalIso => format!("{}T{}", date.day(), date.time()),
        Form::Plain | Form::ListOfOne | Form::ListOfLists | Form::ObsidianTags => date.to_string(),
    }
}

fn yaml(entries: &Entries) -> String {
    let mut out = String::new();
    let mut pending = Map::new();
    for (key, value) in entries {
        match value {
            EntryValue::Date(date, form) => {
                out.push_str(&yaml_entries(std::mem::take(&mut pending)));
                out.extend([key, ": ", &date_text(*date, *form), "\n"]);
            }
            EntryValue::Value(value) => drop(pending.insert((*key).to_owned(), value.clone())),
            EntryValue::Table(table) => drop(pending.insert((*key).to_owned(), Value::Object(table.clone()))),
        }
    }
    out.push_str(&yaml_entries(pending));
    out
}

fn yaml_entries(entries: Map<String, Value>) -> String {
    if entries.is_empty() {
        return String::new();
    }
    // Quoted instead of block scalars: a block could contain a line that looks like the closing delimiter.
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    let entries = Value::Object(entries);
    serde_saphyr::to_string_with_options(&Yaml(&entries), options).unwrap_or_else(|_| {
        // If the serializer ever rejects a value: JSON is also valid YAML.
        entries
            .as_object()
            .into_iter()
            .flatten()
            .flat_map(|(key, value)| [key.clone(), ": ".to_owned(), value.to_string(), "\n".to_owned()])
            .collect()
    })
}

/// A value for the YAML serializer, which quotes what YAML parses as a number. Ruby parses more as numbers, such as
/// `08:30` and `1,000`. So strings without letters, except the `e` of numbers, are quoted.
struct Yaml<'a>(&'a Value);

impl Serialize for Yaml<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_letter = |c: char| c.is_alphabetic() && !matches!(c, 'e' | 'E');
        match self.0 {
            Value::String(text) if !text.contains(is_letter) => DoubleQuoted(text).serialize(serializer),
            Value::Array(items) => serializer.collect_seq(items.iter().map(Yaml)),
            Value::Object(map) => serializer.collect_map(map.iter().map(|(key, value)| (key, Yaml(value)))),
            other => other.serialize(serializer),
        }
    }
}

/// TOML has a date type, so dates are RFC 3339 for every tool.
fn toml(entries: &Entries) -> String {
    entries
        .iter()
        .map(|(key, value)| match value {
            EntryValue::Date(date, _) => format!("{key} = {date}\n"),
            EntryValue::Value(value) => toml_entry(key, value),
            EntryValue::Table(table) => {
                let entries: String = table.iter().map(|(key, value)| toml_entry(key, value)).collect();
                format!("\n[{key}]\n{entries}")
            }
        })
        .collect()
}

fn toml_entry(key: &str, value: &Value) -> String {
    let json = value.to_string();
    // The serializer writes strings with line breaks on several lines, one of which could look like the closing
    // delimiter. JSON strings and lists are also valid TOML, except for U+007F.
    if json.contains("\\n") {
        return format!("{key} = {}\n", json.replace('\u{7f}', "\\u007f"));
    }
    // TOML can express all values here: strings, lists of strings and booleans.
    toml::to_string(&json!({ key: value })).unwrap_or_default()
}

fn json(entries: &Entries) -> String {
    let to_json = |value: &EntryValue| match value {
        EntryValue::Date(date, form) => json!(date_text(*date, *form)),
        EntryValue::Value(value) => value.clone(),
        EntryValue::Table(table) => Value::Object(table.clone()),
    };
    let object: Map<_, _> = entries.iter().map(|(key, value)| ((*key).to_owned(), to_json(value))).collect();
    escape_unprintable(&format!("{:#}", Value::Object(object)))
}

/// Escapes characters that YAML does not allow or treats as line breaks. They occur only in strings.
fn escape_unprintable(json: &str) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        match u32::from(c) {
            code @ (0x7f..=0x9f | 0x2028 | 0x2029 | 0xfeff | 0xfffe | 0xffff) => {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{code:04x}");
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
