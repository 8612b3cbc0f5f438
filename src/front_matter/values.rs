//! The values of entries.

use serde_json::json;
use toml::Value;
use toml::value::Datetime;

use super::entry::Node;
use super::obsidian;
use super::profile::Form;
use crate::extract::Metadata;
use crate::extract::metadata::Date;
use crate::options::{Case, Field, ValueForm};
use crate::report::Status;

impl Node {
    /// Changes the case of text.
    pub(super) fn in_case(self, case: Case) -> Self {
        match self {
            Self::Value(value) => Self::Value(in_case(value, case)),
            other => other,
        }
    }

    /// Changes the type of the value.
    pub(super) fn in_form(self, form: ValueForm) -> Self {
        match (form, self) {
            (ValueForm::Date, Self::Date(date, _)) => Self::Date(date, Form::Day),
            (ValueForm::String, Self::Date(date, form)) => Self::Value(date_text(date, form).into()),
            (ValueForm::String, Self::Value(value)) => Self::Value(texts(&value).join(", ").into()),
            (ValueForm::List, Self::Value(value)) => Self::Value(list(value)),
            (_, other) => other,
        }
    }
}

fn in_case(value: Value, case: Case) -> Value {
    match value {
        Value::String(text) if case == Case::Lower => text.to_lowercase().into(),
        Value::String(text) => text.to_uppercase().into(),
        Value::Array(values) => {
            values.into_iter().map(|value| in_case(value, case)).collect::<Vec<_>>().into()
        }
        other => other,
    }
}

/// Returns a list without nested lists.
fn list(value: Value) -> Value {
    match value {
        Value::Array(values) => values
            .into_iter()
            .flat_map(|value| if let Value::Array(values) = value { values } else { vec![value] })
            .collect::<Vec<_>>()
            .into(),
        value => vec![value].into(),
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        other => vec![other.to_string()],
    }
}

/// Returns the value of a field in the format of a profile; `None` when it is unknown.
pub(super) fn value(field: Field, form: Form, metadata: &Metadata, status: Status) -> Option<Node> {
    let text = match field {
        Field::Date => return metadata.date.as_ref().map(|date| Node::Date(date.value, form)),
        Field::Updated => return metadata.updated.as_ref().map(|date| Node::Date(date.value, form)),
        Field::Tags => return labels(&metadata.tags.as_ref()?.value, form),
        Field::Categories => return labels(&metadata.categories.as_ref()?.value, form),
        Field::Reads => return metadata.counts.reads.as_ref().and_then(|count| number(count.value)),
        Field::Likes => return metadata.counts.likes.as_ref().and_then(|count| number(count.value)),
        Field::Favourites => {
            return metadata.counts.favourites.as_ref().and_then(|count| number(count.value));
        }
        Field::Status if status == Status::Complete => return None,
        Field::Status => status.as_str(),
        Field::Kind => metadata.kind.as_ref()?.value.as_str(),
        Field::Title => &metadata.title.as_ref()?.value,
        Field::Author => &metadata.author.as_ref()?.value,
        Field::User => &metadata.user.as_ref()?.value,
        Field::Source => &metadata.source.as_ref()?.value,
        Field::Original => &metadata.original.as_ref()?.value,
        Field::Id => &metadata.id.as_ref()?.value,
        Field::Description => &metadata.description.as_ref()?.value,
        Field::Cover => &metadata.cover.as_ref()?.value,
        Field::License => &metadata.license.as_ref()?.value,
    };
    let text = Value::from(text);
    Some(Node::Value(if form == Form::ListOfOne { vec![text].into() } else { text }))
}

fn number(count: u64) -> Option<Node> {
    i64::try_from(count).ok().map(|count| Node::Value(count.into()))
}

fn labels(labels: &[String], form: Form) -> Option<Node> {
    let text = |label: &String| Value::from(label.as_str());
    let values: Vec<Value> = match form {
        Form::ListOfLists => labels.iter().map(|label| vec![text(label)].into()).collect(),
        Form::ObsidianTags => {
            labels.iter().filter_map(|label| obsidian::tag(label)).map(Value::from).collect()
        }
        _ => labels.iter().map(text).collect(),
    };
    (!values.is_empty()).then_some(Node::Value(values.into()))
}

/// Returns a date as YAML and JSON have it.
pub(super) fn date_text(date: Date, form: Form) -> String {
    match form {
        Form::Day => date.day(),
        Form::Local => format!("{} {}", date.day(), date.time()),
        Form::LocalWithOffset => format!("{} {} {}", date.day(), date.time(), date.offset("")),
        Form::LocalIso => format!("{}T{}", date.day(), date.time()),
        Form::Plain | Form::ListOfOne | Form::ListOfLists | Form::ObsidianTags => date.to_string(),
    }
}

/// Returns a constant as YAML has it if YAML has a type for it. It has none for a time without a date.
pub(super) fn timestamp(date: &Datetime) -> Option<String> {
    date.date.is_some().then(|| date.to_string())
}

/// Returns a value as JSON, which has no dates.
pub(super) fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::String(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::Boolean(truth) => json!(truth),
        Value::Datetime(date) => json!(date.to_string()),
        Value::Array(values) => values.iter().map(to_json).collect(),
        Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), to_json(value))).collect(),
    }
}
