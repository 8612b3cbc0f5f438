//! Converts CSDN article HTML to Markdown.
//!
//! csdown understands 25 years of CSDN markup, restores the whitespace that scrapers destroyed, and reports everything
//! it removed or could not keep. It reads saved pages, scraped posts, fragments and web archives (MHTML), in UTF-8, GBK
//! or GB18030.
//!
//! ```
//! let html = "<div id=content_views><h2>安装</h2><p>前<strong>重点：</strong>后</p></div>";
//! assert_eq!(csdown::convert(html)?, "## 安装\n\n前**重点**：后\n");
//! # Ok::<(), csdown::Error>(())
//! ```
//!
//! # One article
//!
//! A [`Converter`] takes [`Options`] and returns a [`Conversion`]: the Markdown, the [`Document`] it
//! was rendered from, [`Metadata`](metadata::Metadata), images, and a [`Report`].
//!
//! ```
//! use csdown::{Converter, Hints, Options, options::Profile};
//!
//! let mut options = Options::default();
//! options.profile = Profile::Hugo;
//! let converter = Converter::new(options)?;
//! let page = "<h1 class=title-article>题</h1><div id=content_views><p>正文</p></div>";
//! let conversion = converter.convert_bytes(page.as_bytes(), &Hints::default())?;
//! assert_eq!(conversion.markdown, "---\ntitle: 题\n---\n\n正文\n");
//! assert!(conversion.report.warnings.is_empty());
//! # Ok::<(), csdown::Error>(())
//! ```
//!
//! | to | use |
//! | --- | --- |
//! | change a document and render it | [`model`], [`to_markdown`] |
//! | rewrite image URLs before rendering | [`Converter::draft`], [`Draft`] |
//! | compare Markdown with its article | [`Converter::verify`], [`mod@verify`] |
//! | list headings, links, images, code and dialects | [`Converter::inspect`], [`inspect`] |
//! | add rules for elements | [`rules`] |
//! | read metadata and its sources | [`metadata`] |
//! | run single stages | [`stages`] (unstable) |
//!
//! # Many articles
//!
//! With the feature `batch`, the module `batch` converts folders, files and WARC files in parallel with bounded memory.
//! With the feature `fetch`, the module `fetch` downloads articles, lists and images, and respects rate limits and
//! `robots.txt`. With the feature `export`, the modules `html` and `export` write articles as HTML and as books. With the
//! feature `serve`, the module `serve` shows an archive in a browser.
//!
//! # Features
//!
//! | feature | adds | default |
//! | --- | --- | --- |
//! | `batch` | many inputs, reports, image files | yes |
//! | `fetch` | downloads | yes |
//! | `cli` | the command `csdown` | yes |
//! | `export` | articles as HTML, and books of them | yes |
//! | `serve` | an archive in a browser | yes |
//! | `scraper` | conversion of pages parsed by the `scraper` crate | no |
//!
//! Without features (`default-features = false`), the library accesses no files, clock, environment or network. It
//! never panics or prints, and [`Limits`] bounds what an input may cost. The output is deterministic.

#[cfg(feature = "batch")]
pub mod archive;
#[cfg(feature = "batch")]
pub mod articles;
#[cfg(feature = "batch")]
pub mod assets;
#[cfg(feature = "batch")]
pub mod batch;
#[cfg(feature = "batch")]
pub mod catalogue;
mod chars;
#[cfg(feature = "batch")]
pub mod check;
mod clean;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod convert;
mod csdn;
#[cfg(feature = "batch")]
mod display;
pub mod dom;
mod error;
#[cfg(feature = "batch")]
pub mod excerpts;
pub mod explanations;
#[cfg(feature = "export")]
pub mod export;
mod extract;
#[cfg(feature = "fetch")]
pub mod fetch;
mod file_name;
mod front_matter;
#[cfg(feature = "export")]
pub mod html;
mod input;
pub mod inspect;
#[cfg(feature = "batch")]
pub mod internal_links;
mod location;
mod lower;
mod markdown;
pub mod metadata;
pub mod model;
mod normalize;
pub mod options;
#[cfg(feature = "batch")]
pub mod records;
mod render;
mod report;
#[cfg(feature = "batch")]
pub mod reports;
pub mod rules;
mod saved;
#[cfg(feature = "batch")]
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;
pub mod stages;
#[cfg(feature = "batch")]
mod store;
pub mod verify;

pub use convert::{Asset, Conversion, Converter, Draft, convert, to_markdown};
pub use error::{BlockPage, Error, OtherPage, Result};
pub use input::Hints;
pub use inspect::Inspection;
pub use location::Location;
pub use markdown::parse as parse_markdown;
pub use model::Document;
pub use options::{Limits, Options};
pub use report::{HeadingAnchor, Removed, Report, Status, Warning, WarningCode};

/// Runs the examples of the README as doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
