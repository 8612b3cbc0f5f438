//! What a caller can choose. One enum per choice, the default first; `csdown.toml`, the flags and the library
//! share these names.

mod rule;

pub use rule::{Action, UserRule};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Declares an option enum whose values have the kebab-case names used in files and flags.
macro_rules! choice {
    (
        $(#[$meta:meta])* $name:ident {
            $($(#[doc = $doc:literal])+ $(#[$default:ident])? $variant:ident = $text:literal),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $name { $($(#[doc = $doc])+ $(#[$default])? #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, the default first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// What the value means, in a sentence of Markdown.
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_start()),+ }
            }

            /// The name of the value in files and flags.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(format!("`{text}` is none of {}", [$($text),+].join(", "))),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

#[cfg(feature = "fetch")]
pub(crate) use choice;

choice! {
    /// The form of the metadata before the Markdown.
    FrontMatter {
        /// YAML between `---` lines.
        #[default] Yaml = "yaml",
        /// TOML between `+++` lines.
        Toml = "toml",
        /// A JSON object; between `---` lines for Hexo, Jekyll and Obsidian, which read it there as YAML.
        Json = "json",
        /// No front matter.
        None = "none",
    }
}

choice! {
    /// The tool the Markdown is for: keys and dates of the front matter, file names, and whether the body opens
    /// with `# title`.
    Profile {
        /// No tool in particular; the body opens with `# title`.
        #[default] Plain = "plain",
        /// Hugo: keys it does not know go under `params`.
        Hugo = "hugo",
        /// Hexo: dates have no zone, each column is a category of its own, templates in articles are off.
        Hexo = "hexo",
        /// Jekyll: files are named `YYYY-MM-DD-name.md`, templates in articles are off.
        Jekyll = "jekyll",
        /// Obsidian: files are named after the title, tags hold what it accepts; the body opens with `# title`.
        Obsidian = "obsidian",
    }
}

impl Profile {
    /// Whether the body opens with `# title`: in tools whose templates do not show the title.
    pub(crate) const fn opens_with_title(self) -> bool {
        matches!(self, Self::Plain | Self::Obsidian)
    }
}

choice! {
    /// How white space that a scraper's pretty-printer destroyed is given back.
    Spacing {
        /// Detect pretty-printing; between Chinese and Latin text do as the article itself mostly does.
        #[default] Auto = "auto",
        /// Never repair: collapse white space as a browser does.
        Keep = "keep",
        /// As `auto`, but never a blank between Chinese and Latin text at an inline boundary.
        Tight = "tight",
    }
}

choice! {
    /// How a line break inside a paragraph is written.
    HardBreak {
        /// Two blanks at the end of the line.
        #[default] Spaces = "spaces",
        /// A backslash at the end of the line.
        Backslash = "backslash",
    }
}

choice! {
    /// How tables are written.
    Tables {
        /// GFM where it can hold the table, HTML where it cannot.
        #[default] Auto = "auto",
        /// Always HTML.
        Html = "html",
        /// Always GFM; code blocks in cells become inline code.
        Gfm = "gfm",
    }
}

choice! {
    /// What becomes of a generated table of contents.
    Toc {
        /// It goes: a reader's tool makes its own.
        #[default] Drop = "drop",
        /// It stays, as a list of links.
        Keep = "keep",
        /// It becomes the line `[TOC]`.
        Marker = "marker",
    }
}

choice! {
    /// What is done with emphasis whose delimiters CommonMark would not accept, as in `**标题：**正文`.
    Emphasis {
        /// A blank on the failing side: `**标题：** 正文`.
        #[default] Space = "space",
        /// HTML: `<strong>标题：</strong>正文`.
        Html = "html",
        /// The edge punctuation moves out: `**标题**：正文`.
        Move = "move",
    }
}

choice! {
    /// What becomes of `sub sup kbd mark u ins`, for which Markdown has no form.
    InlineHtml {
        /// They stay as bare HTML tags.
        #[default] Keep = "keep",
        /// Their text alone stays.
        Drop = "drop",
    }
}

choice! {
    /// What is done with link addresses.
    Links {
        /// Redirectors unwrapped, tracking queries removed, keyword links unlinked.
        #[default] Clean = "clean",
        /// Left as they are, but for unsafe schemes.
        Keep = "keep",
    }
}

choice! {
    /// What becomes of a diagram that is there as a drawing alone.
    Diagrams {
        /// A picture where pictures are saved, else its labels.
        #[default] Auto = "auto",
        /// Its labels in a line, with a warning.
        Labels = "labels",
        /// A picture, which its address holds.
        Image = "image",
    }
}

choice! {
    /// What is done with watermark and processing queries of image addresses.
    ImageQuery {
        /// Removed on CSDN's hosts.
        #[default] Strip = "strip",
        /// Left as they are.
        Keep = "keep",
    }
}

/// Everything a conversion can be told.
///
/// ```
/// use csdown::{Options, options::Profile};
/// let mut options = Options::default();
/// options.profile = Profile::Hugo;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Options {
    /// The form of the metadata before the Markdown.
    pub front_matter: FrontMatter,
    /// The tool the Markdown is for.
    pub profile: Profile,
    /// How destroyed white space is given back.
    pub spacing: Spacing,
    /// How line breaks are written.
    pub hard_break: HardBreak,
    /// How tables are written.
    pub tables: Tables,
    /// What becomes of a table of contents.
    pub toc: Toc,
    /// What is done with emphasis CommonMark would not accept.
    pub emphasis: Emphasis,
    /// What becomes of drawn diagrams.
    pub diagrams: Diagrams,
    /// What becomes of inline HTML.
    pub inline_html: InlineHtml,
    /// What is done with link addresses.
    pub links: Links,
    /// What is done with image queries.
    pub image_query: ImageQuery,
    /// The bounds a conversion keeps.
    pub limits: Limits,
    /// Rules of the user's own, which come before ours: the `[[rule]]` entries of `csdown.toml`.
    #[serde(rename = "rule", skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<UserRule>,
}

impl Options {
    /// These options and one more rule, after those there are.
    #[must_use]
    pub fn with_rule(mut self, name: &str, selector: &str, action: Action) -> Self {
        self.rules.push(UserRule { name: name.to_owned(), selector: selector.to_owned(), action });
        self
    }
}

/// Bounds on what one conversion may take. More than `bytes`, `nodes`, `attributes` or `output` is an
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded); beyond `depth` the tree is flattened with a warning, and a table
/// of more than `cells` loses its spans with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of input.
    pub bytes: usize,
    /// Nodes of the parsed page, checked while parsing.
    pub nodes: usize,
    /// Attributes of the page, checked while parsing. Tags that look the same share theirs, which count once.
    pub attributes: usize,
    /// Levels of nested elements.
    pub depth: usize,
    /// Cells of one table, spans counted.
    pub cells: usize,
    /// Bytes of Markdown: a line in many quotes or lists is longer than it was in the page.
    pub output: usize,
}

impl Limits {
    /// 64 MiB: fifty times the largest article known.
    pub const BYTES: usize = 64 << 20;
    /// Two million; the largest article known has 16,000 elements.
    pub const NODES: usize = 2_000_000;
    /// Two million; the largest article known has 40,000 attributes.
    pub const ATTRIBUTES: usize = 2_000_000;
    /// Levels of elements; the deepest article known has 259.
    pub const DEPTH: usize = 300;
    /// Cells of one table.
    pub const CELLS: usize = 200_000;
    /// 64 MiB, as of input.
    pub const OUTPUT: usize = 64 << 20;
    /// The largest `depth` that may be asked for, so that no pass can exhaust a thread's stack.
    pub const MAX_DEPTH: usize = 500;
}

impl Limits {
    /// Returns an error when `length` exceeds the limit `max`, which is called `what`.
    pub(crate) const fn check(what: &'static str, length: usize, max: usize) -> Result<()> {
        if length > max { Err(Error::LimitExceeded { what, max }) } else { Ok(()) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: Self::BYTES,
            nodes: Self::NODES,
            attributes: Self::ATTRIBUTES,
            depth: Self::DEPTH,
            cells: Self::CELLS,
            output: Self::OUTPUT,
        }
    }
}
