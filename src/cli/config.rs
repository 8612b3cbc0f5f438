//! `csdown.toml` and the arguments over it.

use std::path::{Path, PathBuf};

use super::args::OptionArgs;
use crate::Options;

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
    set(&mut options.limits.cells, args.max_cells);
    set(&mut options.limits.depth, args.max_depth);
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
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    parse(&text).map_err(|Mistake { line, what }| format!("{}:{line}: {what}", path.display()))
}

/// What is wrong with a configuration, and in which line.
#[derive(Debug, PartialEq, Eq)]
struct Mistake {
    line: usize,
    what: String,
}

/// Options as TOML; an unknown key is an error that names the nearest known one.
fn parse(text: &str) -> Result<Options, Mistake> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let what = error.message().strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
        let what = what.map_or_else(|| error.message().replace('\n', ", "), unknown_key);
        Mistake { line, what }
    })
}

fn unknown_key(key: &str) -> String {
    match nearest_key(key) {
        Some(known) => format!("unknown key `{key}`; did you mean `{known}`?"),
        None => format!("unknown key `{key}`; see `csdown convert --help` for those there are"),
    }
}

fn nearest_key(unknown: &str) -> Option<String> {
    let known = serde_json::to_value(Options::default()).ok()?;
    let limits = known.get("limits")?.as_object()?.keys();
    let near = known.as_object()?.keys().chain(limits).map(|key| (strsim::jaro_winkler(key, unknown), key));
    near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(score, _)| *score > 0.7).map(|(_, key)| key.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> (usize, String) {
        let Mistake { line, what } = parse(text).unwrap_err();
        (line, what)
    }

    #[test]
    fn options_are_read_by_their_names() {
        let options = parse("profile = \"hugo\"\n[limits]\nbytes = 5").unwrap();
        assert_eq!((options.profile.as_str(), options.limits.bytes), ("hugo", 5));
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
}
