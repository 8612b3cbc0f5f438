//! `csdown.toml`, overridden by the command line.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, Deserializer, ValueDeserializer};

use super::args::ConversionArgs;
use super::config_keys::{Table, hint, in_words, key_at, table_at};
use super::error::CliError;
use super::named_stream::check_not_stream;
#[cfg(feature = "fetch")]
use crate::fetch::FetchOptions;
use crate::options::FrontMatter;
use crate::{Converter, Error, Options};

/// The name of the file that is searched for in the working directory and its parents.
const NAME: &str = "csdown.toml";

/// The contents of a configuration file.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    /// The options of a conversion.
    pub(super) options: Options,
    /// Whether the file has front matter options.
    pub(super) has_front_matter: bool,
    /// The table `[check]`.
    pub(super) check: CheckTable,
    /// The table `[fetch]`.
    #[cfg(feature = "fetch")]
    pub(super) fetch: FetchOptions,
}

impl Configuration {
    /// Returns the options for Markdown in a record, which has the metadata beside it: there is no front matter unless the
    /// file or `args` ask for it.
    pub(super) fn options_of_records(&self, args: &ConversionArgs) -> Options {
        let mut options = self.options.clone();
        if !(self.has_front_matter || args.has_front_matter()) {
            options.front_matter.format = FrontMatter::None;
        }
        options
    }
}

/// How `csdown check` finds its cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CheckTable {
    /// The file name of inputs; `None` for the default layouts.
    pub(super) input: Option<String>,
    /// The file name of the expected Markdown; `None` for the default layouts.
    pub(super) expected: Option<String>,
    /// Patterns of ignored files.
    pub(super) ignore: Vec<String>,
}

/// Reads the configuration in `file`, or else in the nearest `csdown.toml`, and overrides its options with `args`.
pub(super) fn configuration(file: Option<&Path>, args: &ConversionArgs) -> Result<Configuration, CliError> {
    if let Some(file) = file {
        check_not_stream("--config", file, "a file")?;
    }
    let Some(path) = file.map(Path::to_path_buf).or_else(find) else {
        let mut configuration = Configuration::default();
        args.apply(&mut configuration.options);
        return Ok(configuration);
    };
    read(&path, args).map_err(CliError::usage)
}

/// Builds a converter. The error for an invalid limit names its command-line option.
pub(super) fn converter(options: Options) -> Result<Converter, CliError> {
    Converter::new(options).map_err(|error| match &error {
        Error::InvalidOption { name, reason } => match name.strip_prefix("limits.") {
            Some(limit) => CliError::usage(format!("option {name} (--max-{limit}): {reason}")),
            None => CliError::usage(format!("option {name} (--{name}): {reason}")),
        },
        _ => CliError::usage(error),
    })
}

fn find() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

fn read(path: &Path, args: &ConversionArgs) -> Result<Configuration, String> {
    let unreadable = |error| format!("configuration file {}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    parse(&text, args).map_err(|ParseError { line, message }| format!("{}:{line}: {message}", path.display()))
}

/// An error in a configuration file.
#[derive(Debug, PartialEq, Eq)]
struct ParseError {
    line: usize,
    message: String,
}

/// Parses a configuration and overrides its options with `args`. The error for an unknown key suggests the nearest known
/// key; an error in a rule names the rule.
fn parse(text: &str, args: &ConversionArgs) -> Result<Configuration, ParseError> {
    let mut configuration = tables(text).map_err(|error| parse_error(text, &error))?;
    args.apply(&mut configuration.options);
    let Err(error) = Converter::new(configuration.options.clone()) else { return Ok(configuration) };
    let line = match &error {
        Error::InvalidRule { index, .. } => {
            rules(text).get(*index).map_or(1, |rule| line_of(text, rule.span().start))
        }
        Error::InvalidFrontMatter { key, .. } => line_of_key(text, key).unwrap_or(1),
        // An option that the command line may have set.
        _ => return Ok(configuration),
    };
    Err(ParseError { line, message: error.to_string() })
}

fn parse_error(text: &str, error: &toml::de::Error) -> ParseError {
    let start = error.span().map_or(0, |span| span.start);
    let quoted = |start: &str| error.message().strip_prefix(start).and_then(|rest| rest.split('`').next());
    let line = quoted("front matter key `").and_then(|key| line_of_key(text, key));
    let message = match quoted("unknown field `") {
        Some(key) => unknown_key(table_at(text, start), key),
        None => wrong_value(text, start, error.message()),
    };
    let rule = rule_at(text, start).map_or_else(String::new, |name| format!("rule `{name}`: "));
    ParseError { line: line.unwrap_or_else(|| line_of(text, start)), message: rule + &message }
}

/// Describes an error other than an unknown key; names the key whose value is wrong.
fn wrong_value(text: &str, start: usize, message: &str) -> String {
    let is_value = ["invalid type", "invalid value", "unknown variant", "wanted"]
        .iter()
        .any(|start| message.starts_with(start));
    let key = key_at(text, start).filter(|_| is_value);
    key.map_or_else(String::new, |key| format!("`{key}`: ")) + &in_words(message)
}

/// The line of a key of `[front-matter]`; dots separate the names of nested tables.
fn line_of_key(text: &str, key: &str) -> Option<usize> {
    let all = DeTable::parse(text).ok()?;
    let mut value = all.get_ref().get("front-matter")?;
    let mut start = value.span().start;
    for name in key.split('.') {
        let (found, next) = value.get_ref().as_table()?.get_key_value(name)?;
        (start, value) = (found.span().start, next);
    }
    Some(line_of(text, start))
}

/// Deserializes the tables of the commands, and the rest as options.
fn tables(text: &str) -> Result<Configuration, toml::de::Error> {
    let mut all = DeTable::parse(text)?;
    let check = all.get_mut().remove("check").map(ValueDeserializer::from);
    let check = check.map(CheckTable::deserialize).transpose()?.unwrap_or_default();
    #[cfg(feature = "fetch")]
    let fetch = {
        let fetch = all.get_mut().remove("fetch").map(ValueDeserializer::from);
        fetch.map(FetchOptions::deserialize).transpose()?.unwrap_or_default()
    };
    let has_front_matter = all.get_ref().contains_key("front-matter");
    Ok(Configuration {
        has_front_matter,
        options: Options::deserialize(Deserializer::from(all))?,
        check,
        #[cfg(feature = "fetch")]
        fetch,
    })
}

/// Describes an unknown key of the table called `table`.
fn unknown_key(table: &str, key: &str) -> String {
    match hint(&tables_of_the_file(), table, key) {
        Some(hint) => format!("unknown key `{key}`; {hint}"),
        None => format!("unknown key `{key}`; csdown init -o - prints the known keys"),
    }
}

/// Returns the tables of the file with their keys.
fn tables_of_the_file() -> Vec<Table> {
    let names = Options::names();
    let keys = |value: serde_json::Result<Value>| {
        let value = value.unwrap_or_default();
        value.as_object().into_iter().flat_map(Map::keys).cloned().collect::<Vec<_>>()
    };
    vec![
        Table { name: "", keys: names.options },
        Table { name: "limits", keys: names.limits },
        Table { name: "rule", keys: names.rule },
        Table { name: "check", keys: keys(serde_json::to_value(CheckTable::default())) },
        #[cfg(feature = "fetch")]
        Table { name: "fetch", keys: keys(serde_json::to_value(FetchOptions::default())) },
    ]
}

/// The name of the rule around the byte at `offset`.
fn rule_at(text: &str, offset: usize) -> Option<String> {
    let header = text.get(..offset)?.rfind("\n[").map_or(0, |newline| newline + 1);
    let rule = rules(text).into_iter().find(|rule| rule.span().start == header)?;
    rule.into_inner().name
}

/// A `[[rule]]` entry, in which everything but the name may be invalid.
#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

/// The `[[rule]]` entries and their locations.
fn rules(text: &str) -> Vec<Spanned<Named>> {
    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        rule: Vec<Spanned<Named>>,
    }
    toml::from_str(text).map(|File { rule }| rule).unwrap_or_default()
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HeadingLevel;
    use crate::options::Action;

    fn parse_error(text: &str) -> (usize, String) {
        let ParseError { line, message } = parse(text, &ConversionArgs::default()).unwrap_err();
        (line, message)
    }

    #[test]
    fn options_have_the_names_of_the_command_line() {
        let options =
            parse("assets-url = \"/x\"\nlayout = \"folder\"", &ConversionArgs::default()).unwrap().options;
        assert_eq!((options.assets_url.as_deref(), options.layout.as_str()), (Some("/x"), "folder"));
        let options =
            parse("profile = \"hugo\"\n[limits]\nbytes = 5", &ConversionArgs::default()).unwrap().options;
        assert_eq!((options.profile.as_str(), options.limits.bytes), ("hugo", 5));
    }

    #[test]
    fn check_has_a_table_of_its_own() {
        let text =
            "[check]\ninput = \"page.html\"\nexpected = \"page.md\"\nignore = [\"x/\"]\n[limits]\nbytes = 5";
        let Configuration { options, check, .. } = parse(text, &ConversionArgs::default()).unwrap();
        assert_eq!((options.limits.bytes, check.input.as_deref()), (5, Some("page.html")));
        assert_eq!((check.expected.as_deref(), check.ignore), (Some("page.md"), vec!["x/".to_owned()]));
        let message = "unknown key `ignored`; did you mean `ignore`?";
        assert_eq!(parse_error("toc = \"keep\"\n[check]\n\nignored = []"), (4, message.to_owned()));
        assert_eq!(parse_error("check = 1").0, 1);
    }

    #[test]
    fn the_error_for_an_unknown_key_has_its_line_and_a_suggestion() {
        for (text, line, message) in [
            (
                "toc = \"keep\"\n\nhard-brake = \"spaces\"",
                3,
                "unknown key `hard-brake`; did you mean `hard-break`?",
            ),
            ("[limits]\nnode = 1", 2, "unknown key `node`; did you mean `nodes`?"),
            ("max-bytes = 1", 1, "unknown key `max-bytes`; did you mean `bytes` in `[limits]`?"),
            ("asset-url = \"/x\"", 1, "unknown key `asset-url`; did you mean `assets-url`?"),
            ("xyz = 1", 1, "unknown key `xyz`; csdown init -o - prints the known keys"),
        ] {
            assert_eq!(parse_error(text), (line, message.to_owned()));
        }
    }

    #[cfg(feature = "fetch")]
    #[test]
    fn options_with_another_key_are_suggested() {
        for (option, key) in [("retries", "attempts"), ("timeout", "total-timeout")] {
            let message = format!("unknown key `{option}`; did you mean `{key}`?");
            assert_eq!(parse_error(&format!("[fetch]\n{option} = 1")), (2, message));
        }
    }

    #[test]
    fn the_error_for_an_unknown_value_has_its_line_and_the_known_values() {
        let (line, message) = parse_error("# all\nprofile = \"wordpress\"");
        assert_eq!(line, 2);
        assert!(message.contains("wordpress") && message.contains("jekyll"), "{message}");
    }

    #[test]
    fn a_syntax_error_has_its_line() {
        let (line, message) = parse_error("toc = \"keep\"\ntables = \n");
        assert_eq!(line, 2);
        assert!(!message.contains('\n'), "{message}");
    }

    const RULES: &str = "[[rule]]\nname = \"a\"\nselector = \"p\"\naction = \"drop\"\n\n\
                         [[rule]]\nname = \"b\"\nselector = \".x\"\naction = { heading = 2 }\n";

    #[test]
    fn each_rule_is_a_table() {
        let options = parse(RULES, &ConversionArgs::default()).unwrap().options;
        let heading = Action::Heading(HeadingLevel::new(2).unwrap());
        assert_eq!(
            options,
            Options::default().with_rule("a", "p", Action::Drop).with_rule("b", ".x", heading)
        );
    }

    #[test]
    fn an_error_in_a_rule_has_its_line_and_name() {
        for (from, to, line, parts) in [
            ("\".x\"", "\".x >\"", 6, ["`.x >`", "rule `b`: "]),
            ("\"drop\"", "\"droop\"", 4, ["`droop`", "rule `a`: "]),
            ("= 2", "= 7", 9, ["heading level 7", "rule `b`: "]),
            ("selector = \".x\"", "selektor = \".x\"", 8, ["did you mean `selector`?", "rule `b`: "]),
        ] {
            let error = parse_error(&RULES.replace(from, to));
            assert_eq!(error.0, line);
            assert!(parts.iter().all(|part| error.1.contains(part)), "{}", error.1);
        }
    }

    #[test]
    fn front_matter_is_a_format_or_a_table() {
        let format = |text: &str| parse(text, &ConversionArgs::default()).unwrap().options.front_matter;
        assert_eq!(format("front-matter = \"toml\""), format("[front-matter]\nformat = \"toml\""));
        let keys = format("[front-matter]\nz = 1\na.b = 2\nid = { drop = true }\n").keys;
        assert_eq!(keys.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["z", "a", "id"]);
    }

    #[test]
    fn an_error_in_front_matter_has_the_line_of_its_key_and_what_is_known() {
        for (key, line, parts) in [
            ("tags = { cas = \"lower\" }", 4, ["key `tags`: unknown setting `cas`", "did you mean `case`?"]),
            (
                "tags = { form = \"list\", frm = 1 }",
                4,
                ["unknown setting `frm`", "settings are from, rename"],
            ),
            ("x = { from = \"tittle\" }", 4, ["did you mean `title`?", "fields are title, date"]),
            ("x = { from = 3 }", 4, ["key `x`", "invalid type"]),
            ("tags = { case = \"loewr\" }", 4, ["`loewr`", "`lower` or `upper`"]),
            ("tittle = { drop = true }", 4, ["nothing to drop", "did you mean `title`?"]),
            ("tag = { case = \"lower\" }", 4, ["needs `from`", "did you mean `tags`?"]),
            ("params.autor = { drop = true }", 4, ["key `params.autor`", "did you mean `params.author`?"]),
            ("[front-matter.params]\n\nx.y = { form = \"x\" }", 6, ["key `params.x.y`", "`x`"]),
            ("[front-matter.params]\n\nx = nan", 6, ["key `params.x`", "`nan`"]),
            ("params = 1", 4, ["is a table", "params.x = 1"]),
            ("format = \"yml\"", 4, ["yaml, toml, json, none", "format = { value = … }"]),
            ("x = { from = \"tags\", drop = true }", 4, ["`drop`", "the only setting"]),
            ("x = { value = 1, case = \"lower\" }", 4, ["`value`", "the only setting"]),
            ("title = { form = \"date\" }", 4, ["`date` and `updated`", "not to `title`"]),
            ("date = { case = \"lower\" }", 4, ["`case` applies to text", "`date`"]),
            ("date = { form = \"list\" }", 4, ["`date`", "cannot be a list"]),
            ("title = { rename = \"date\" }", 4, ["already written as `date`", "drop"]),
            ("id = { rename = \"\" }", 4, ["key `id`", "`rename`"]),
            ("tags = {}", 4, ["empty table", "{ drop = true }"]),
        ] {
            let error = parse_error(&format!("profile = \"hugo\"\n[front-matter]\ndraft = true\n{key}\n"));
            assert_eq!(error.0, line, "{key}: {}", error.1);
            assert!(parts.iter().all(|part| error.1.contains(part)), "{key}: {}", error.1);
            assert!(!error.1.contains('\n'), "{}", error.1);
        }
        assert_eq!(parse_error("front-matter = 1").0, 1);
    }
}
