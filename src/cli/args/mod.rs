//! Groups of options that several commands share, exactly as typed. Within a group, options are sorted by name.

pub(super) mod choice;
mod conversion;
mod filters;
mod images;
mod input_format;
mod name;
#[cfg(feature = "fetch")]
mod network;
mod parse;
mod verbosity;

pub(super) use choice::choice;
pub(super) use conversion::ConversionArgs;
pub(super) use filters::FilterArgs;
pub(super) use images::{ImageArgs, LinkArgs, SavedImages};
pub(super) use input_format::InputFormatArgs;
pub(super) use name::NameArgs;
#[cfg(feature = "fetch")]
pub(super) use network::{NetworkArgs, client, runtime};
pub(super) use parse::{positive, whole};
pub(super) use verbosity::VerbosityArgs;
