//! What the front matter contains: the option `front-matter`, a format or a table.

use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::{Table, Value};

use super::field::Field;
use super::nearest::nearest;
use super::{Case, FrontMatter, ValueForm};

/// The key of the format in the table.
const FORMAT: &str = "format";

/// The format of the front matter, and the keys that differ from the profile's. In files it is the name of the format,
/// or a table:
///
/// ```
/// use csdown::options::{Field, FieldRule, FrontMatter, KeyRule};
/// use csdown::{Converter, Options};
/// let options: Options = toml::from_str(
///     r#"
///     [front-matter]
///     format = "toml"
///     draft = false
///     tags = { case = "lower" }
///     summary = { from = "description", default = "" }
///     "#,
/// )?;
/// let summary = FieldRule { default: Some("".into()), ..FieldRule::from(Field::Description) };
/// let mut same = Options::default();
/// same.front_matter.format = FrontMatter::Toml;
/// # use csdown::options::Case;
/// let same = same
///     .with_front_matter("draft", KeyRule::Value(false.into()))
///     .with_front_matter("tags", KeyRule::Field(FieldRule { case: Some(Case::Lower), ..FieldRule::default() }))
///     .with_front_matter("summary", KeyRule::Field(summary));
/// assert_eq!(options, same);
/// let page = "<h1 class=title-article>题</h1><div id=content_views>文</div>";
/// let markdown = Converter::new(options)?.convert(page)?.markdown;
/// assert_eq!(markdown, "+++\ntitle = \"题\"\ndraft = false\nsummary = \"\"\n+++\n\n# 题\n\n文\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct FrontMatterOptions {
    /// The format.
    pub format: FrontMatter,
    /// The keys that differ, in order.
    pub keys: Vec<(String, KeyRule)>,
}

/// What is written under a key.
///
/// The key is one that the profile writes, or the name of a field, which the profile may write under a key of its own;
/// its entry is changed in its place. Any other key is added at the end.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyRule {
    /// This value.
    Value(Value),
    /// A field of the metadata.
    Field(FieldRule),
    /// Nothing: the key is dropped.
    Drop,
    /// A nested table, whose keys have rules of their own.
    Table(Vec<(String, KeyRule)>),
}

/// How a field of the metadata is written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct FieldRule {
    /// The field; `None` for the one that the profile writes under the key, or whose name is the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Field>,
    /// Another name for the key, in the same place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rename: Option<String>,
    /// The case of text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<Case>,
    /// The type of the value; `None` for that of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<ValueForm>,
    /// The value for articles without this field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

impl From<Field> for FieldRule {
    fn from(field: Field) -> Self {
        Self { from: Some(field), ..Self::default() }
    }
}

/// The settings of a key in a file.
const SETTINGS: &[&str] = &["from", "rename", "case", "form", "default", "drop", "value"];

/// Whether `key = value` is a setting of the key that the table stands for, not a key of a nested table.
fn is_setting(key: &str, value: &Value) -> bool {
    matches!(key, "default" | "value") || SETTINGS.contains(&key) && !value.is_table()
}

impl KeyRule {
    /// Reads the rule of the key `path`.
    fn new(path: &str, value: Value) -> Result<Self, String> {
        let table = match value {
            Value::Table(table) => table,
            value => return Ok(Self::Value(value)),
        };
        if table.is_empty() {
            return Err(about(
                path,
                "an empty table; use `{ drop = true }` to drop the key, `{ value = {} }` to write one",
            ));
        }
        if table.iter().any(|(key, value)| is_setting(key, value)) {
            return Self::from_settings(table).map_err(|reason| about(path, &reason));
        }
        if let Some((key, setting)) = table.iter().find_map(|(key, value)| Some((key, misspelt(key, value)?)))
        {
            let reason = format!(
                "unknown setting `{key}`; did you mean `{setting}`? To write a key named `{key}`, use `{key} = {{ value = … }}`"
            );
            return Err(about(path, &reason));
        }
        let nested = |(key, value): (String, Value)| {
            let rule = Self::new(&format!("{path}.{key}"), value)?;
            Ok((key, rule))
        };
        table.into_iter().map(nested).collect::<Result<_, _>>().map(Self::Table)
    }

    fn from_settings(mut table: Table) -> Result<Self, String> {
        if let Some(unknown) = table.keys().find(|key| !SETTINGS.contains(&key.as_str())) {
            let meant = nearest(unknown, SETTINGS.iter().copied());
            let meant = meant.map_or_else(String::new, |name| format!("did you mean `{name}`? "));
            return Err(format!(
                "unknown setting `{unknown}`; {meant}The settings are {}",
                SETTINGS.join(", ")
            ));
        }
        let is_alone = table.len() == 1;
        if let Some(drop) = table.remove("drop") {
            return match drop {
                Value::Boolean(true) if is_alone => Ok(Self::Drop),
                _ => Err("`drop` must be `true` and the only setting".to_owned()),
            };
        }
        if let Some(value) = table.remove("value") {
            return if is_alone {
                Ok(Self::Value(value))
            } else {
                Err("`value` must be the only setting".to_owned())
            };
        }
        // The deserializer would make a string of a date.
        let default = table.remove("default");
        let rule = FieldRule::deserialize(Value::Table(table)).map_err(|error| error.message().to_owned())?;
        Ok(Self::Field(FieldRule { default, ..rule }))
    }
}

/// Returns the setting that `key` misspells by one letter.
fn misspelt(key: &str, value: &Value) -> Option<&'static str> {
    let setting = SETTINGS.iter().find(|setting| strsim::osa_distance(setting, key) == 1)?;
    (!value.is_table()).then_some(*setting)
}

/// Names the key that an error is about.
fn about(path: &str, reason: &str) -> String {
    format!("front matter key `{path}`: {reason}")
}

impl Serialize for FrontMatterOptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.keys.is_empty() {
            return self.format.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(self.keys.len() + 1))?;
        map.serialize_entry(FORMAT, &self.format)?;
        for (key, rule) in &self.keys {
            match rule {
                // A string under this key would be the format.
                KeyRule::Value(value) if key == FORMAT => map.serialize_entry(key, &Setting { value })?,
                rule => map.serialize_entry(key, rule)?,
            }
        }
        map.end()
    }
}

impl Serialize for KeyRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value @ Value::Table(_)) => Setting { value }.serialize(serializer),
            Self::Value(value) => value.serialize(serializer),
            Self::Field(rule) => rule.serialize(serializer),
            Self::Drop => serializer.collect_map([("drop", true)]),
            Self::Table(rules) => serializer.collect_map(rules.iter().map(|(key, rule)| (key, rule))),
        }
    }
}

/// A value that is written as `{ value = … }`.
#[derive(Serialize)]
struct Setting<'a> {
    value: &'a Value,
}

impl<'de> Deserialize<'de> for FrontMatterOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FormatOrTable)
    }
}

struct FormatOrTable;

impl<'de> Visitor<'de> for FormatOrTable {
    type Value = FrontMatterOptions;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a format (yaml, toml, json or none) or a table of keys")
    }

    fn visit_str<E: serde::de::Error>(self, format: &str) -> Result<FrontMatterOptions, E> {
        let format = format.parse().map_err(E::custom)?;
        Ok(FrontMatterOptions { format, ..FrontMatterOptions::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FrontMatterOptions, A::Error> {
        let mut options = FrontMatterOptions::default();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            match value {
                Value::String(format) if key == FORMAT => {
                    let error = |reason: String| {
                        let key = "a key of this name is written `format = { value = … }`";
                        A::Error::custom(about(FORMAT, &format!("{reason}; {key}")))
                    };
                    options.format = format.parse().map_err(error)?;
                }
                value => {
                    let rule = KeyRule::new(&key, value).map_err(A::Error::custom)?;
                    options.keys.push((key, rule));
                }
            }
        }
        Ok(options)
    }
}
