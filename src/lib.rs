#![doc = include_str!("../README.md")]

#[cfg(feature = "batch")]
pub mod archive;
#[cfg(feature = "batch")]
pub mod assets;
#[cfg(feature = "batch")]
pub mod batch;
pub mod chars;
#[cfg(feature = "batch")]
pub mod check;
pub mod clean;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod convert;
mod csdn;
pub mod dom;
pub mod error;
#[cfg(feature = "batch")]
pub mod excerpts;
pub mod extract;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod file_name;
pub mod front_matter;
pub mod input;
pub mod inspect;
mod location;
pub mod lower;
pub mod markdown;
pub mod model;
pub mod normalize;
pub mod options;
pub mod render;
pub mod report;
#[cfg(feature = "batch")]
pub mod reports;
pub mod rules;
pub mod saved;
pub mod stages;
#[cfg(feature = "batch")]
mod store;
pub mod verify;

pub use convert::{Asset, Conversion, Converter, Draft, convert};
pub use error::{BlockPage, Error, Result};
pub use input::Hints;
pub use inspect::Inspection;
pub use location::Location;
pub use options::{Limits, Options};
pub use report::{Removed, Report, Status, Warning, WarningCode};
