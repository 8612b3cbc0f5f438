//! Writes metadata as YAML, TOML or JSON, with the keys that each tool expects and those that the options add or change.

mod entries;
mod entry;
mod json;
mod obsidian;
mod plain_yaml;
mod profile;
mod read;
mod toml;
mod values;
mod yaml;

use std::borrow::Cow;

use crate::extract::Metadata;
use crate::options::{FrontMatter, KeyRule, Options, Profile};
use crate::report::Status;
use profile::{reads_json, table};
pub(crate) use read::read;

pub(crate) use entries::check;

/// The length in bytes that most front matter does not exceed.
const LENGTH: usize = 1024;

/// Returns the front matter of an article with its delimiters and a blank line after it. Empty when front matter is
/// disabled or nothing is known, but for Hugo.
///
/// ```
/// use csdown::{Options, Status, metadata::{Metadata, Origin, Sourced}, stages::front_matter};
/// let mut metadata = Metadata::default();
/// metadata.title = Some(Sourced::new("题: 一".to_owned(), Origin::Heading));
/// let text = front_matter::write(&metadata, Status::Preview, &Options::default());
/// assert_eq!(text, "---\ntitle: \"题: 一\"\nstatus: preview\n---\n\n");
/// ```
pub fn write(metadata: &Metadata, status: Status, options: &Options) -> String {
    let format = options.front_matter.format;
    if format == FrontMatter::None {
        return String::new();
    }
    let entries = entries::entries(metadata, status, options);
    // Hugo looks for front matter in any first line that starts with `-`, `+` or `{`, such as that of a list.
    if entries.is_empty() && options.profile != Profile::Hugo {
        return String::new();
    }
    match format {
        FrontMatter::None => String::new(),
        FrontMatter::Yaml => {
            let mut text = String::with_capacity(LENGTH);
            text.push_str("---\n");
            yaml::push(&mut text, &entries, "");
            text.push_str("---\n\n");
            text
        }
        FrontMatter::Toml => format!("+++\n{}+++\n\n", toml::write(&entries)),
        FrontMatter::Json if reads_json(options.profile) => format!("{}\n\n", json::write(&entries)),
        FrontMatter::Json => format!("---\n{}\n---\n\n", json::write(&entries)),
    }
}

/// Returns options with which the tool of the profile expands templates in an article, unless a key of the options
/// says otherwise.
pub(crate) fn with_templates(options: &Options) -> Cow<'_, Options> {
    let is_set = |key: &str| options.front_matter.keys.iter().any(|(known, _)| known == key);
    let switches = table(options.profile).switches.iter().filter(|(key, _)| !is_set(key));
    switches.fold(Cow::Borrowed(options), |options, (key, on)| {
        Cow::Owned(options.into_owned().with_front_matter(key, KeyRule::Value((!on).into())))
    })
}

#[cfg(test)]
mod tests;
