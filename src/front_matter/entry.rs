//! An entry of the front matter and its value.

use std::borrow::Cow;

use toml::Value;

use super::profile::Form;
use crate::extract::metadata::Date;
use crate::options::Field;

/// An entry of the front matter.
pub(super) struct Entry {
    /// The key that rules name.
    pub(super) key: Cow<'static, str>,
    /// The key that is written.
    pub(super) name: Cow<'static, str>,
    /// The field and the format that the profile writes here.
    pub(super) field: Option<(Field, Form)>,
    /// `None` while it is unknown.
    pub(super) value: Option<Node>,
    /// Whether the options drop it.
    pub(super) is_dropped: bool,
}

impl Entry {
    /// An entry of the profile.
    pub(super) fn new(
        key: impl Into<Cow<'static, str>>,
        field: Option<(Field, Form)>,
        value: Option<Node>,
    ) -> Self {
        let key = key.into();
        Self { name: key.clone(), key, field, value, is_dropped: false }
    }

    /// An entry with a value that is not of the metadata.
    pub(super) fn constant(key: impl Into<Cow<'static, str>>, value: Node) -> Self {
        Self::new(key, None, Some(value))
    }

    /// Whether the value is a table with entries.
    pub(super) fn is_table(&self) -> bool {
        matches!(self.value, Some(Node::Table(_)))
    }
}

/// The value of an entry.
pub(super) enum Node {
    /// Anything but a date of the metadata.
    Value(Value),
    /// A date of the metadata and its format.
    Date(Date, Form),
    /// A table.
    Table(Vec<Entry>),
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        match value {
            Value::Table(table) if !table.is_empty() => Self::Table(
                table.into_iter().map(|(key, value)| Entry::constant(key, value.into())).collect(),
            ),
            value => Self::Value(value),
        }
    }
}
