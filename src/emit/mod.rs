//! What stands around the Markdown: the front matter before it and the name of its file.
//!
//! What each tool asks for is in the tables of `profile`; nothing here writes files.

mod file_name;
mod front_matter;
mod obsidian;
mod profile;

pub use file_name::file_name;
pub use front_matter::front_matter;
pub use profile::opens_with_title;
