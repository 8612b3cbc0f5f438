//! Whether Markdown is compared as the dialect that it was written in.

use std::path::Path;

use serde_json::Value;

use crate::Options;
use crate::catalogue::Catalogue;

/// The options that choose a dialect, as in a report.
const OPTIONS: [&str; 3] = ["profile", "target", "math"];

/// Returns the options to add, if the archive `markdown` was written in another dialect than `options` choose: what that one
/// does not read would count as lost.
pub(super) fn advice(markdown: Option<&Path>, options: &Options) -> Option<String> {
    let folder = markdown?;
    let catalogue = Catalogue::read(folder).ok()??;
    let recorded: Value = serde_json::from_str(&catalogue.main_options().ok()??).ok()?;
    let given = serde_json::to_value(options).ok()?;
    let missing = OPTIONS.into_iter().filter(|name| recorded.get(*name) != given.get(*name));
    let missing = missing.filter_map(|name| Some(format!("--{name} {}", recorded.get(name)?.as_str()?)));
    let missing: Vec<String> = missing.collect();
    (!missing.is_empty()).then(|| {
        format!(
            "{} was written with {}; verify it with the same options",
            folder.display(),
            missing.join(" ")
        )
    })
}
