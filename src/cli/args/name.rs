//! How output files are named.

use super::choice::choice;
use super::parse::set;
use crate::Options;
use crate::options::{DateFallback, InternalLinks, NameTemplate};

/// How output files are named. An omitted option has its value in `csdown.toml`, or its default.
#[derive(Debug, clap::Args)]
pub(crate) struct NameArgs {
    /// If the name of an article has a date, but the article has none
    #[arg(long, value_name = "MODE", value_parser = choice!(DateFallback), help_heading = "File names")]
    date_fallback: Option<DateFallback>,
    /// Links to other articles of the output folder
    #[arg(long, value_name = "MODE", value_parser = choice!(InternalLinks), help_heading = "File names")]
    pub(crate) internal_links: Option<InternalLinks>,
    /// Names of files in the output folder: {title} {slug} {id} {stem} {date} {year} {month} {day} {user} {column}, in
    /// folders with /
    #[arg(long, value_name = "TEMPLATE", help_heading = "File names")]
    pub(crate) name: Option<NameTemplate>,
}

impl NameArgs {
    /// Overrides `options` with the options that were given.
    pub(crate) fn apply(&self, options: &mut Options) {
        set(&mut options.date_fallback, self.date_fallback);
        set(&mut options.internal_links, self.internal_links);
        set(&mut options.name, self.name.clone().map(Some));
    }
}
