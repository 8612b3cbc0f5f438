//! The entries of the front matter: those of the profile, changed by the options.

use toml::Value;

use super::entry::{Entry, Node};
use super::profile::{Table, keys, table};
use super::values;
use crate::error::{Error, Result};
use crate::extract::Metadata;
use crate::options::{Field, FieldRule, KeyRule, Options, ValueForm, nearest};
use crate::report::Status;

/// Returns the entries with a value. Rules that [`check`] rejects change nothing.
pub(super) fn entries(metadata: &Metadata, status: Status, options: &Options) -> Vec<Entry> {
    let article = Article { metadata, status, table: table(options.profile) };
    let mut entries = article.profile_entries();
    for (key, rule) in &options.front_matter.keys {
        drop(article.apply(&mut entries, &Path::top(key), rule));
    }
    prune(&mut entries);
    entries
}

/// Checks the keys of the options.
pub(crate) fn check(options: &Options) -> Result<()> {
    let (metadata, status) = (&Metadata::default(), Status::Complete);
    let article = Article { metadata, status, table: table(options.profile) };
    let mut entries = article.profile_entries();
    for (key, rule) in &options.front_matter.keys {
        article.apply(&mut entries, &Path::top(key), rule)?;
    }
    names_are_unique("", &entries)
}

fn names_are_unique(group: &str, entries: &[Entry]) -> Result<()> {
    let written: Vec<&Entry> = entries.iter().filter(|entry| !entry.is_dropped).collect();
    for entry in &written {
        let is_renamed = entry.name != entry.key;
        if is_renamed && written.iter().filter(|other| other.name == entry.name).count() > 1 {
            let reason =
                format!("another key is already written as `{}`; rename or drop one of them", entry.name);
            return Err(Error::InvalidFrontMatter { key: format!("{group}{}", entry.key), reason });
        }
        if let Some(Node::Table(entries)) = &entry.value {
            names_are_unique(&format!("{group}{}.", entry.key), entries)?;
        }
    }
    Ok(())
}

/// Removes entries without a value, and tables without entries.
fn prune(entries: &mut Vec<Entry>) {
    entries.retain_mut(|entry| match &mut entry.value {
        _ if entry.is_dropped => false,
        None => false,
        Some(Node::Table(entries)) => {
            prune(entries);
            !entries.is_empty()
        }
        Some(_) => true,
    });
}

/// The location of a rule.
struct Path<'a> {
    /// The path of the table that contains the key, with a dot at its end; empty at the top.
    group: String,
    key: &'a str,
}

impl<'a> Path<'a> {
    const fn top(key: &'a str) -> Self {
        Self { group: String::new(), key }
    }

    fn child<'b>(&self, key: &'b str) -> Path<'b> {
        Path { group: format!("{self}."), key }
    }

    fn error(&self, reason: impl Into<String>) -> Error {
        Error::InvalidFrontMatter { key: self.to_string(), reason: reason.into() }
    }

    /// The field with this name. Keys of nested tables name no fields.
    fn field(&self) -> Option<Field> {
        self.group.is_empty().then(|| Field::named(self.key)).flatten()
    }

    /// Returns the entry that the profile writes under this key or for this field.
    fn find<'e>(&self, entries: &'e mut [Entry]) -> Option<&'e mut Entry> {
        if let Some(at) = entries.iter().position(|entry| entry.key == self.key) {
            return entries.get_mut(at);
        }
        let field = self.field()?;
        find_field(entries, field)
    }
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.group, self.key)
    }
}

fn find_field(entries: &mut [Entry], field: Field) -> Option<&mut Entry> {
    entries.iter_mut().find_map(|entry| {
        if entry.field.is_some_and(|(own, _)| own == field) {
            return Some(entry);
        }
        match &mut entry.value {
            Some(Node::Table(entries)) => find_field(entries, field),
            _ => None,
        }
    })
}

/// An article and the profile it is written for.
struct Article<'a> {
    metadata: &'a Metadata,
    status: Status,
    table: &'static Table,
}

impl Article<'_> {
    fn profile_entries(&self) -> Vec<Entry> {
        let text = |(key, text): &(&'static str, &str)| Entry::constant(*key, Node::Value((*text).into()));
        let mut entries = Vec::with_capacity(self.table.keys().count());
        entries.extend(self.table.texts.iter().map(text));
        for (field, key, form) in self.table.rows {
            let group = key.split_once('.');
            let value = values::value(*field, *form, self.metadata, self.status);
            let entry = Entry::new(group.map_or(*key, |(_, key)| key), Some((*field, *form)), value);
            match group {
                Some((group, _)) => push_nested(&mut entries, group, entry),
                None => entries.push(entry),
            }
        }
        let switch = |(key, on): &(&'static str, bool)| Entry::constant(*key, Node::Value((*on).into()));
        entries.extend(self.table.switches.iter().map(switch));
        entries
    }

    /// Changes `entries` as a rule of the options demands.
    fn apply(&self, entries: &mut Vec<Entry>, path: &Path<'_>, rule: &KeyRule) -> Result<()> {
        match rule {
            KeyRule::Drop => self.drop(entries, path),
            KeyRule::Value(value) => set(entries, path, value),
            KeyRule::Field(rule) => self.write_field(entries, path, rule),
            KeyRule::Table(rules) => self.apply_nested(entries, path, rules),
        }
    }

    fn drop(&self, entries: &mut [Entry], path: &Path<'_>) -> Result<()> {
        match path.find(entries) {
            Some(entry) => {
                entry.is_dropped = true;
                Ok(())
            }
            None => self.is_known(path, "there is nothing to drop"),
        }
    }

    /// Accepts the keys of other profiles, and fields, so that all profiles can share a configuration.
    fn is_known(&self, path: &Path<'_>, problem: &str) -> Result<()> {
        let written = path.to_string();
        if path.field().is_some() || keys().any(|key| key == written) {
            return Ok(());
        }
        let own = self.table.keys().chain(Field::names());
        let meant = nearest(&written, own).map_or_else(String::new, |key| format!("; did you mean `{key}`?"));
        let known = self.table.keys().collect::<Vec<_>>().join(", ");
        Err(path.error(format!("{problem}{meant} (the profile writes {known})")))
    }

    fn apply_nested(
        &self,
        entries: &mut Vec<Entry>,
        path: &Path<'_>,
        rules: &[(String, KeyRule)],
    ) -> Result<()> {
        let at = entries.iter().position(|entry| entry.key == path.key).unwrap_or(entries.len());
        if at == entries.len() {
            entries.push(Entry::constant(path.key.to_owned(), Node::Table(Vec::new())));
        }
        let Some(entry) = entries.get_mut(at) else { return Ok(()) };
        if !entry.is_table() {
            (entry.field, entry.value) = (None, Some(Node::Table(Vec::new())));
        }
        if let Some(Node::Table(nested)) = &mut entry.value {
            for (key, rule) in rules {
                self.apply(nested, &path.child(key), rule)?;
            }
        }
        Ok(())
    }

    fn write_field(&self, entries: &mut Vec<Entry>, path: &Path<'_>, rule: &FieldRule) -> Result<()> {
        if path.find(entries).is_none() {
            if rule.from.or_else(|| path.field()).is_none() {
                return self.is_known(path, "the profile writes no such key, so it needs `from`");
            }
            entries.push(Entry::new(path.key.to_owned(), None, None));
        }
        let Some(entry) = path.find(entries) else { return Ok(()) };
        if entry.is_table() {
            return Err(path.error("is a table in this profile; change its keys instead"));
        }
        if let Some(name) = &rule.rename {
            if name.is_empty() {
                return Err(path.error("`rename` must not be empty"));
            }
            entry.name = name.clone().into();
        }
        let field = rule.from.or(entry.field.map(|(field, _)| field)).or_else(|| path.field());
        let Some(field) = field else {
            let is_renamed = rule.case.is_none() && rule.form.is_none() && rule.default.is_none();
            let reason = "is a constant, to which `case`, `form` and `default` do not apply";
            return if is_renamed { Ok(()) } else { Err(path.error(reason)) };
        };
        let own = entry.field.filter(|(own, _)| *own == field).map(|(_, form)| form);
        applies(field, rule).map_err(|reason| path.error(reason))?;
        let form = own.unwrap_or_else(|| self.table.form(field));
        let mut value = values::value(field, form, self.metadata, self.status);
        if let Some(case) = rule.case {
            value = value.map(|value| value.in_case(case));
        }
        if let Some(form) = rule.form {
            value = value.map(|value| value.in_form(form));
        }
        if let Some(default) = &rule.default {
            is_finite(default).map_err(|reason| path.error(reason))?;
        }
        entry.value = value.or_else(|| rule.default.clone().map(Node::from));
        Ok(())
    }
}

fn push_nested(entries: &mut Vec<Entry>, group: &'static str, entry: Entry) {
    let known = entries.iter_mut().find(|known| known.key == group);
    if let Some(Node::Table(nested)) = known.and_then(|known| known.value.as_mut()) {
        nested.push(entry);
    } else {
        entries.push(Entry::constant(group, Node::Table(vec![entry])));
    }
}

fn set(entries: &mut Vec<Entry>, path: &Path<'_>, value: &Value) -> Result<()> {
    is_finite(value).map_err(|reason| path.error(reason))?;
    let value = Node::from(value.clone());
    match path.find(entries) {
        Some(entry) if entry.is_table() => {
            Err(path.error(format!("is a table in this profile; set its keys instead, as in `{path}.x = 1`")))
        }
        Some(entry) => {
            (entry.field, entry.value) = (None, Some(value));
            Ok(())
        }
        None => {
            entries.push(Entry::constant(path.key.to_owned(), value));
            Ok(())
        }
    }
}

/// JSON has no infinity and no NaN.
fn is_finite(value: &Value) -> std::result::Result<(), &'static str> {
    match value {
        Value::Float(number) if !number.is_finite() => Err("`inf` and `nan` cannot be written"),
        Value::Array(values) => values.iter().try_for_each(is_finite),
        Value::Table(table) => table.values().try_for_each(is_finite),
        _ => Ok(()),
    }
}

/// Checks that the settings apply to the type of the field.
fn applies(field: Field, rule: &FieldRule) -> std::result::Result<(), String> {
    let name = field.as_str();
    if rule.case.is_some() && (field.is_date() || field.is_count()) {
        return Err(format!("`case` applies to text, not to `{name}`"));
    }
    match rule.form {
        Some(ValueForm::Date | ValueForm::Datetime) if !field.is_date() => {
            Err(format!("this form applies to `date` and `updated`, not to `{name}`"))
        }
        Some(ValueForm::List) if field.is_date() => Err(format!("`{name}` cannot be a list")),
        _ => Ok(()),
    }
}
