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

/// Options as TOML; an unknown key is an error that names the nearest known one.
fn parse(text: &str) -> Result<Options, String> {
    toml::from_str(text).map_err(|error| {
        let unknown =
            error.message().split('`').nth(1).filter(|_| error.message().starts_with("unknown field"));
        let nearest = unknown.and_then(nearest_key).map(|key| format!("did you mean `{key}`?\n"));
        format!("{error}{}", nearest.unwrap_or_default())
    })
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

    #[test]
    fn options_are_read_by_their_names() {
        let options = parse("profile = \"hugo\"\n[limits]\nbytes = 5").unwrap();
        assert_eq!((options.profile.as_str(), options.limits.bytes), ("hugo", 5));
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        assert!(parse("hard-brake = \"spaces\"").unwrap_err().contains("did you mean `hard-break`?"));
    }
}
