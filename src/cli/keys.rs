//! The keys of `csdown.toml`, described by the options of the command line that they have the meaning of.

use clap::{Arg, Args as _, Command};
use serde_json::Value;

#[cfg(feature = "fetch")]
use super::args::NetworkArgs;
use super::args::{ConversionArgs, InputFormatArgs, LinkArgs, NameArgs};
use super::check::CheckArgs;
use crate::Options;
#[cfg(feature = "fetch")]
use crate::fetch::{FetchOptions, Proxies};

/// A table of the file.
#[derive(Debug)]
pub(super) struct Table {
    /// The name; empty for the keys before the first table.
    pub(super) name: &'static str,
    /// What the table is for.
    pub(super) text: &'static str,
    pub(super) keys: Vec<Key>,
}

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: String,
    /// What it is for.
    pub(super) text: String,
    /// The values that it may have, with their descriptions, if these are all.
    pub(super) values: Vec<(String, String)>,
    /// The default, in TOML, if it has one.
    pub(super) default: Option<String>,
    /// A value, in TOML: the default, if it has one.
    pub(super) example: String,
}

/// Examples of the keys without a default.
const EXAMPLES: &[(&str, &str)] = &[
    ("assets-url", "\"/images\""),
    ("name", "\"{date}-{slug}\""),
    ("input", "\"page.html\""),
    ("expected", "\"page.md\""),
    ("ignore", "[\"drafts/\"]"),
];

/// The keys that are no options, or options of other names.
#[cfg(feature = "fetch")]
const FETCH_KEYS: &[(&str, FetchKey)] = &[
    ("attempts", FetchKey::Text("Maximum attempts per request, the first one included")),
    ("backoff", FetchKey::Text("Seconds before the first retry; they double with each one")),
    ("proxies", FetchKey::Text("Where proxy settings come from: the environment and the system, or nowhere")),
    ("site-hosts", FetchKey::Text("Domains that receive the headers of --header")),
    ("total-timeout", FetchKey::Option("timeout")),
];

/// What describes a key of `[fetch]`.
#[cfg(feature = "fetch")]
enum FetchKey {
    Option(&'static str),
    Text(&'static str),
}

/// Returns the tables of the file with their keys. The tables of custom rules and of the front matter have others, too.
pub(super) fn tables() -> Vec<Table> {
    let (names, options) = (Options::names(), serde_json::to_value(Options::default()).unwrap_or_default());
    let conversion = command([
        ConversionArgs::augment_args,
        InputFormatArgs::augment_args,
        LinkArgs::augment_args,
        NameArgs::augment_args,
    ]);
    let is_table = |name: &String| ["front-matter", "limits", "rule"].contains(&name.as_str());
    let top = names.options.iter().filter(|name| !is_table(name));
    let top = top.map(|name| key(name, find(&conversion, name), options.get(name)));
    let format = key("format", find(&conversion, "front-matter"), options.get("front-matter"));
    let limit = |name: &String| {
        key(
            name,
            find(&conversion, &format!("max-{name}")),
            options.get("limits").and_then(|limits| limits.get(name)),
        )
    };
    let mut tables = vec![
        Table { name: "", text: "How articles are converted.", keys: top.collect() },
        Table {
            name: "front-matter",
            text: "Metadata at the beginning of the Markdown.",
            keys: vec![format],
        },
        Table {
            name: "limits",
            text: "Limits on each input.",
            keys: names.limits.iter().map(limit).collect(),
        },
    ];
    let check = command([CheckArgs::augment_args]);
    let check = ["input", "expected", "ignore"].map(|name| key(name, find(&check, name), None));
    tables.push(Table { name: "check", text: "How csdown check finds its cases.", keys: check.into() });
    #[cfg(feature = "fetch")]
    tables.push(Table { name: "fetch", text: "How articles and images are downloaded.", keys: fetch_keys() });
    tables
}

#[cfg(feature = "fetch")]
fn fetch_keys() -> Vec<Key> {
    let network = command([NetworkArgs::augment_args]);
    let defaults = serde_json::to_value(FetchOptions::default()).unwrap_or_default();
    let keys = defaults.as_object().into_iter().flatten().map(|(name, default)| {
        let other = FETCH_KEYS.iter().find(|(key, _)| key == name).map(|(_, other)| other);
        match other {
            Some(FetchKey::Option(option)) => key(name, find(&network, option), Some(default)),
            Some(FetchKey::Text(text)) => Key { text: (*text).to_owned(), ..key(name, None, Some(default)) },
            None => key(name, find(&network, name), Some(default)),
        }
    });
    keys.map(|key| match key.name.as_str() {
        "proxies" => {
            let values = Proxies::ALL.iter().map(|value| (value.as_str(), value.description()));
            Key {
                values: values.map(|(name, text)| (name.to_owned(), without_quotes(text))).collect(),
                ..key
            }
        }
        _ => key,
    })
    .collect()
}

#[cfg(feature = "fetch")]
fn without_quotes(text: &str) -> String {
    text.trim_end_matches('.').replace('`', "")
}

/// Returns a command with these groups of options.
fn command<const N: usize>(groups: [fn(Command) -> Command; N]) -> Command {
    groups.into_iter().fold(Command::new(""), |command, augment| augment(command))
}

fn find<'c>(command: &'c Command, option: &str) -> Option<&'c Arg> {
    command.get_arguments().find(|arg| arg.get_long() == Some(option))
}

fn key(name: &str, option: Option<&Arg>, default: Option<&Value>) -> Key {
    let text = option.and_then(Arg::get_help).map(ToString::to_string).unwrap_or_default();
    let unit = option.and_then(Arg::get_value_names).and_then(<[_]>::first);
    let text = if unit.is_some_and(|unit| unit == "SECONDS") { text + ", in seconds" } else { text };
    let values = option.map(Arg::get_possible_values).unwrap_or_default();
    // Those of a flag need no description.
    let values =
        values.iter().filter_map(|value| Some((value.get_name().to_owned(), value.get_help()?.to_string())));
    let default = default.filter(|default| !default.is_null()).and_then(toml_of);
    let example = EXAMPLES.iter().find(|(key, _)| *key == name).map(|(_, example)| (*example).to_owned());
    let example = default.clone().or(example).unwrap_or_default();
    Key { name: name.to_owned(), text, values: values.collect(), default, example }
}

fn toml_of(value: &Value) -> Option<String> {
    toml::Value::try_from(value).ok().map(|value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_text_and_an_example() {
        let tables = tables();
        let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
        assert!(names.starts_with(&["", "front-matter", "limits", "check"]), "{names:?}");
        for Table { name: table, keys, .. } in &tables {
            for Key { name, text, values, default, example } in keys {
                assert!(!text.is_empty(), "[{table}] {name} has no text");
                assert!(!example.is_empty(), "[{table}] {name} has no example");
                let is_value =
                    |default: &String| values.iter().any(|(value, _)| format!("\"{value}\"") == *default);
                assert!(
                    values.is_empty() || default.as_ref().is_some_and(is_value),
                    "[{table}] {name}: {default:?}"
                );
            }
        }
    }
}
