//! `csdown.toml` and the arguments over it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, Deserializer, ValueDeserializer};

use super::args::OptionArgs;
use crate::clean::UserRules;
#[cfg(feature = "fetch")]
use crate::fetch::FetchOptions;
use crate::options::Action;
use crate::{Error, Options};

/// The name searched for upwards from the working directory.
const NAME: &str = "csdown.toml";

/// What a configuration file holds.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    /// The conversion's options.
    pub(super) options: Options,
    /// The table `[check]`.
    pub(super) check: CheckTable,
    /// The table `[fetch]`.
    #[cfg(feature = "fetch")]
    pub(super) fetch: FetchOptions,
}

/// How `csdown check` finds its cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CheckTable {
    /// The name of an input; `None` for those of the default layouts.
    pub(super) input: Option<String>,
    /// The name of what it is to become; `None` for those of the default layouts.
    pub(super) expected: Option<String>,
    /// What is passed over.
    pub(super) ignore: Vec<String>,
}

/// The options of `file`, or of the `csdown.toml` found, with `args` over them.
pub(super) fn options(file: Option<&Path>, args: &OptionArgs) -> Result<Options, String> {
    configuration(file, args).map(|configuration| configuration.options)
}

/// All of `file`, or of the `csdown.toml` found, with `args` over its options.
pub(super) fn configuration(file: Option<&Path>, args: &OptionArgs) -> Result<Configuration, String> {
    let found = file.map(Path::to_path_buf).or_else(find);
    let mut configuration = found.map(|path| read(&path)).transpose()?.unwrap_or_default();
    let options = &mut configuration.options;
    set(&mut options.front_matter, args.front_matter);
    set(&mut options.profile, args.profile);
    set(&mut options.spacing, args.spacing);
    set(&mut options.hard_break, args.hard_break);
    set(&mut options.tables, args.tables);
    set(&mut options.toc, args.toc);
    set(&mut options.diagrams, args.diagrams);
    set(&mut options.emphasis, args.emphasis);
    set(&mut options.inline_html, args.inline_html);
    set(&mut options.links, args.links);
    set(&mut options.image_query, args.image_query);
    set(&mut options.limits.attributes, args.max_attributes);
    set(&mut options.limits.bytes, args.max_bytes);
    set(&mut options.limits.cells, args.max_cells);
    set(&mut options.limits.depth, args.max_depth);
    set(&mut options.limits.nodes, args.max_nodes);
    set(&mut options.limits.output, args.max_output);
    Ok(configuration)
}

fn set<T>(option: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *option = given;
    }
}

fn find() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

fn read(path: &Path) -> Result<Configuration, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    parse(&text).map_err(|Mistake { line, what }| format!("{}:{line}: {what}", path.display()))
}

/// What is wrong with a configuration, and in which line.
#[derive(Debug, PartialEq, Eq)]
struct Mistake {
    line: usize,
    what: String,
}

/// Options as TOML; an unknown key is an error that names the nearest known one, and what is wrong with a rule names
/// the rule.
fn parse(text: &str) -> Result<Configuration, Mistake> {
    let configuration = tables(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let what = error.message().strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
        let what = what.map_or_else(|| error.message().replace('\n', ", "), unknown_key);
        let rule = rule_around(text, start).map_or_else(String::new, |name| format!("rule `{name}`: "));
        Mistake { line: line_of(text, start), what: rule + &what }
    })?;
    match UserRules::new(&configuration.options.rules) {
        Err(error @ Error::InvalidRule { index, .. }) => {
            let line = rules(text).get(index).map_or(1, |rule| line_of(text, rule.span().start));
            Err(Mistake { line, what: error.to_string() })
        }
        _ => Ok(configuration),
    }
}

/// The options are what is left without the tables of commands.
fn tables(text: &str) -> Result<Configuration, toml::de::Error> {
    let mut all = DeTable::parse(text)?;
    let check = all.get_mut().remove("check").map(ValueDeserializer::from);
    let check = check.map(CheckTable::deserialize).transpose()?.unwrap_or_default();
    #[cfg(feature = "fetch")]
    let fetch = {
        let fetch = all.get_mut().remove("fetch").map(ValueDeserializer::from);
        fetch.map(FetchOptions::deserialize).transpose()?.unwrap_or_default()
    };
    Ok(Configuration {
        options: Options::deserialize(Deserializer::from(all))?,
        check,
        #[cfg(feature = "fetch")]
        fetch,
    })
}

fn unknown_key(key: &str) -> String {
    match nearest_key(key) {
        Some(known) => format!("unknown key `{key}`; did you mean `{known}`?"),
        None => format!("unknown key `{key}`; see `csdown convert --help` for those there are"),
    }
}

fn nearest_key(unknown: &str) -> Option<String> {
    // Every key once, in its place.
    let known = serde_json::to_value(Options::default().with_rule("", "", Action::Drop)).ok()?;
    let (limits, rule) = (known.get("limits")?.as_object()?, known.get("rule")?.get(0)?.as_object()?);
    let check = serde_json::to_value(CheckTable::default()).ok()?;
    let keys =
        known.as_object()?.keys().chain(limits.keys()).chain(rule.keys()).chain(check.as_object()?.keys());
    #[cfg(feature = "fetch")]
    let fetch = serde_json::to_value(FetchOptions::default()).ok()?;
    #[cfg(feature = "fetch")]
    let keys = keys.chain(fetch.as_object()?.keys());
    let near = keys.map(|key| (strsim::jaro_winkler(key, unknown), key));
    near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(score, _)| *score > 0.7).map(|(_, key)| key.clone())
}

/// The name of the rule that the byte at `offset` belongs to.
fn rule_around(text: &str, offset: usize) -> Option<String> {
    let header = text.get(..offset)?.rfind("\n[").map_or(0, |newline| newline + 1);
    let rule = rules(text).into_iter().find(|rule| rule.span().start == header)?;
    rule.into_inner().name
}

/// A `[[rule]]` entry of which only the name needs to be right.
#[derive(Deserialize)]
struct Named {
    name: Option<String>,
}

/// The `[[rule]]` entries and where they stand.
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

    fn mistake(text: &str) -> (usize, String) {
        let Mistake { line, what } = parse(text).unwrap_err();
        (line, what)
    }

    #[test]
    fn options_are_read_by_their_names() {
        let options = parse("profile = \"hugo\"\n[limits]\nbytes = 5").unwrap().options;
        assert_eq!((options.profile.as_str(), options.limits.bytes), ("hugo", 5));
    }

    #[test]
    fn the_table_of_check_is_none_of_the_options() {
        let text =
            "[check]\ninput = \"page.html\"\nexpected = \"page.md\"\nignore = [\"x/\"]\n[limits]\nbytes = 5";
        let Configuration { options, check, .. } = parse(text).unwrap();
        assert_eq!((options.limits.bytes, check.input.as_deref()), (5, Some("page.html")));
        assert_eq!((check.expected.as_deref(), check.ignore), (Some("page.md"), vec!["x/".to_owned()]));
        let what = "unknown key `ignored`; did you mean `ignore`?";
        assert_eq!(mistake("toc = \"keep\"\n[check]\n\nignored = []"), (4, what.to_owned()));
        assert_eq!(mistake("check = 1").0, 1);
    }

    #[test]
    fn an_unknown_key_names_its_line_and_the_nearest() {
        let what = "unknown key `hard-brake`; did you mean `hard-break`?";
        assert_eq!(mistake("toc = \"keep\"\n\nhard-brake = \"spaces\""), (3, what.to_owned()));
        let what = "unknown key `node`; did you mean `nodes`?";
        assert_eq!(mistake("[limits]\nnode = 1"), (2, what.to_owned()));
        assert!(mistake("xyz = 1").1.starts_with("unknown key `xyz`; see "));
    }

    #[test]
    fn an_unknown_value_names_its_line_and_the_known_ones() {
        let (line, what) = mistake("# all\nprofile = \"wordpress\"");
        assert_eq!(line, 2);
        assert!(what.contains("wordpress") && what.contains("jekyll"), "{what}");
    }

    #[test]
    fn what_is_no_toml_names_its_line() {
        let (line, what) = mistake("toc = \"keep\"\ntables = \n");
        assert_eq!(line, 2);
        assert!(!what.contains('\n'), "{what}");
    }

    const RULES: &str = "[[rule]]\nname = \"a\"\nselector = \"p\"\naction = \"drop\"\n\n\
                         [[rule]]\nname = \"b\"\nselector = \".x\"\naction = { heading = 2 }\n";

    #[test]
    fn rules_are_tables_of_their_own() {
        let options = parse(RULES).unwrap().options;
        let heading = Action::Heading(HeadingLevel::new(2).unwrap());
        assert_eq!(
            options,
            Options::default().with_rule("a", "p", Action::Drop).with_rule("b", ".x", heading)
        );
    }

    #[test]
    fn a_wrong_rule_is_named_with_its_line() {
        let what = "rule `b`: `.x >` is no CSS selector: nothing follows its last combinator";
        assert_eq!(mistake(&RULES.replace(".x", ".x >")), (6, what.to_owned()));
        for (from, to, line, wanted) in [
            ("\"drop\"", "\"droop\"", 4, ["`droop`", "rule `a`: "]),
            ("= 2", "= 7", 9, ["heading level 7", "rule `b`: "]),
            ("selector = \".x\"", "selektor = \".x\"", 8, ["did you mean `selector`?", "rule `b`: "]),
        ] {
            let mistake = mistake(&RULES.replace(from, to));
            assert_eq!(mistake.0, line);
            assert!(wanted.iter().all(|part| mistake.1.contains(part)), "{}", mistake.1);
        }
    }
}
