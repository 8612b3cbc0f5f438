//! Converts articles to Markdown. Connects the stages and knows neither HTML nor Markdown.

mod content;
mod conversion;
mod converter;
mod draft;
mod foreign_dates;
mod mixed;
mod passed_through;
mod to_markdown;
mod verified;
mod written;

pub use conversion::{Asset, Conversion};
pub use converter::{Converter, convert};
pub use draft::Draft;
pub use to_markdown::to_markdown;
#[cfg(feature = "export")]
pub(crate) use to_markdown::to_markdown_with;
