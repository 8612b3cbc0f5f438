//! `csdown.toml` and the arguments over it.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::args::OptionArgs;
use crate::clean::UserRules;
use crate::options::Action;
use crate::{Error, Options};

/// The name searched for upwards from the working directory.
const NAME: &str = "csdown.toml";

/// The options of `file`, or of the `csdown.toml` found, with `args` over them.
pub(super) fn options(file: Option<&Path>, args: &OptionArgs) -> Result<Options, String> {
    let found = file.map(Path::to_path_buf).or_else(find);
    let mut options = found.map(|path| read(&path)).transpose()?.unwrap_or_default();
    set(&mut options.front_matter, args.front_matter);
    set(&mut options.profile, args.profile);
    set(&mut options.spacing, args.spacing);
    set(&mut options.hard_break, args.hard_break);
    set(&mut options.tables, args.tables);
    set(&mut options.toc, args.toc);
    set(&mut options.emphasis, args.emphasis);
    set(&mut options.inline_html, args.inline_html);
    set(&mut options.links, args.links);
    set(&mut options.image_query, args.image_query);
    set(&mut options.limits.bytes, args.max_bytes);
    set(&mut options.limits.nodes, args.max_nodes);
    Ok(options)
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

fn read(path: &Path) -> Result<Options, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    parse(&text).map_err(|error| failed(&error))
}

/// Options as TOML; an unknown key is an error that names the nearest known one, and what is wrong with a rule names
/// the rule and its line.
fn parse(text: &str) -> Result<Options, String> {
    let options: Options = toml::from_str(text).map_err(|error| {
        let unknown =
            error.message().split('`').nth(1).filter(|_| error.message().starts_with("unknown field"));
        let nearest = unknown.and_then(nearest_key).map(|key| format!("did you mean `{key}`?\n"));
        let rule = error.span().and_then(|span| rule_around(text, span.start));
        let rule = rule.map(|name| format!("in the rule `{name}`\n"));
        format!("{error}{}{}", rule.unwrap_or_default(), nearest.unwrap_or_default())
    })?;
    match UserRules::new(&options.rules) {
        Err(error @ Error::InvalidRule { index, .. }) => {
            let place = rules(text).get(index).map(|rule| line_of(text, rule.span().start));
            Err(place.map_or_else(|| error.to_string(), |line| format!("line {line}: {error}")))
        }
        _ => Ok(options),
    }
}

fn nearest_key(unknown: &str) -> Option<String> {
    // Every key once, in its place.
    let known = serde_json::to_value(Options::default().with_rule("", "", Action::Drop)).ok()?;
    let (limits, rule) = (known.get("limits")?.as_object()?, known.get("rule")?.get(0)?.as_object()?);
    let keys = known.as_object()?.keys().chain(limits.keys()).chain(rule.keys());
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

    #[test]
    fn options_are_read_by_their_names() {
        let options = parse("profile = \"hugo\"\n[limits]\nbytes = 5").unwrap();
        assert_eq!((options.profile.as_str(), options.limits.bytes), ("hugo", 5));
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        assert!(parse("hard-brake = \"spaces\"").unwrap_err().contains("did you mean `hard-break`?"));
    }

    const RULES: &str = "[[rule]]\nname = \"a\"\nselector = \"p\"\naction = \"drop\"\n\n\
                         [[rule]]\nname = \"b\"\nselector = \".x\"\naction = { heading = 2 }\n";

    #[test]
    fn rules_are_tables_of_their_own() {
        let options = parse(RULES).unwrap();
        let heading = Action::Heading(HeadingLevel::new(2).unwrap());
        assert_eq!(
            options,
            Options::default().with_rule("a", "p", Action::Drop).with_rule("b", ".x", heading)
        );
    }

    #[test]
    fn a_wrong_rule_is_named_with_its_line() {
        let error = |from: &str, to: &str| parse(&RULES.replace(from, to)).unwrap_err();
        assert_eq!(
            error(".x", ".x >"),
            "line 6: rule `b`: `.x >` is no CSS selector: nothing follows its last combinator"
        );
        for (from, to, wanted) in [
            ("\"drop\"", "\"droop\"", ["line 4", "`droop`", "the rule `a`"]),
            ("= 2", "= 7", ["line 9", "heading level 7", "the rule `b`"]),
            (
                "selector = \".x\"",
                "selektor = \".x\"",
                ["line 8", "did you mean `selector`?", "the rule `b`"],
            ),
        ] {
            let error = error(from, to);
            assert!(wanted.iter().all(|part| error.contains(part)), "{error}");
        }
    }
}
