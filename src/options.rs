//! Options of a conversion: one enum for each choice. `csdown.toml`, the command line and the library use the same
//! names.

mod choice;
mod dialect;
mod field;
mod front_matter;
mod name;
mod names;
mod nearest;
mod rule;

pub(crate) use choice::choice;
pub use dialect::Dialect;
pub use field::Field;
pub use front_matter::{FieldRule, FrontMatterOptions, KeyRule};
pub use name::{DateFallback, NameTemplate, Placeholder};
pub(crate) use name::{FORBIDDEN, Piece};
pub use names::Names;
pub use nearest::nearest;
pub use rule::{Action, UserRule};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

choice! {
    /// The format of the front matter.
    FrontMatter {
        /// YAML between `---` lines.
        #[default] Yaml = "yaml",
        /// TOML between `+++` lines.
        Toml = "toml",
        /// A JSON object; between `---` lines for Hexo, Jekyll and Obsidian, which parse it as YAML.
        Json = "json",
        /// No front matter.
        None = "none",
    }
}

choice! {
    /// The case of text in the front matter.
    Case {
        /// Lower case.
        #[default] Lower = "lower",
        /// Upper case.
        Upper = "upper",
    }
}

choice! {
    /// The type of a value in the front matter.
    ValueForm {
        /// Text: the items of a list with commas between them, a date in quotes.
        #[default] String = "string",
        /// A list: a single value becomes its only item.
        List = "list",
        /// A date without time.
        Date = "date",
        /// A date with time, as the tool reads it.
        Datetime = "datetime",
    }
}

choice! {
    /// The tool the Markdown is for: sets front matter keys, date formats, file names, and whether the body opens with
    /// `# title`.
    Profile {
        /// No specific tool; the body opens with `# title`.
        #[default] Plain = "plain",
        /// Hugo: custom keys go under `params`.
        Hugo = "hugo",
        /// Hexo: dates have no time zone, each column is a category of its own, templates in articles are disabled.
        Hexo = "hexo",
        /// Jekyll: files are named `YYYY-MM-DD-name.md`, templates in articles are disabled.
        Jekyll = "jekyll",
        /// Obsidian: files are named after the title, tags have only valid characters, the body opens with `# title`.
        Obsidian = "obsidian",
    }
}

choice! {
    /// How an output folder is laid out.
    ArticleLayout {
        /// One file for each article: `name.md`.
        #[default] File = "file",
        /// A folder for each article and its images: `name/index.md`, Obsidian `name/name.md`, Hexo `name.md` and `name/`.
        Folder = "folder",
    }
}

impl Profile {
    /// Whether the body opens with `# title`: in tools whose templates do not show the title.
    pub(crate) const fn opens_with_title(self) -> bool {
        matches!(self, Self::Plain | Self::Obsidian)
    }

    /// Whether the tool reads front matter in this format.
    pub(crate) const fn reads(self, format: FrontMatter) -> bool {
        match self {
            Self::Plain | Self::Hugo => true,
            Self::Hexo | Self::Jekyll | Self::Obsidian => !matches!(format, FrontMatter::Toml),
        }
    }
}

choice! {
    /// The dialect of Markdown to write. Text that it would read as markup is escaped, and what it lacks is written in
    /// another form. `docs/targets.md` describes each.
    Target {
        /// That of the profile: `gfm` for plain, `goldmark` for Hugo, `marked` for Hexo, `kramdown` for Jekyll, `obsidian`.
        #[default] Auto = "auto",
        /// GitHub Flavored Markdown.
        Gfm = "gfm",
        /// CommonMark without extensions: tables and strikethrough are HTML.
        Commonmark = "commonmark",
        /// kramdown with its GFM parser, as in Jekyll.
        Kramdown = "kramdown",
        /// Goldmark as Hugo configures it, which omits raw HTML.
        Goldmark = "goldmark",
        /// marked as Hexo configures it.
        Marked = "marked",
        /// Obsidian, with its tags, wikilinks, highlights and comments.
        Obsidian = "obsidian",
        /// Pandoc's Markdown.
        Pandoc = "pandoc",
    }
}

impl Target {
    /// Returns the dialect that the tool of a profile reads.
    pub(crate) const fn of(profile: Profile) -> Self {
        match profile {
            Profile::Plain => Self::Gfm,
            Profile::Hugo => Self::Goldmark,
            Profile::Hexo => Self::Marked,
            Profile::Jekyll => Self::Kramdown,
            Profile::Obsidian => Self::Obsidian,
        }
    }
}

choice! {
    /// What the inputs are.
    InputFormat {
        /// Detected; Markdown that csdown wrote, by the catalogue of its folder, is converted, other is passed through.
        #[default] Auto = "auto",
        /// HTML, even if it looks like Markdown.
        Html = "html",
        /// Markdown, which is passed through unchanged, even if csdown wrote it or it contains HTML.
        Markdown = "markdown",
        /// Markdown that csdown wrote, even if no catalogue records it or it was edited since.
        Csdown = "csdown",
    }
}

choice! {
    /// How formulas are written.
    MathSyntax {
        /// As the target reads them: `kramdown` for kramdown, `brackets` for Goldmark, else `dollar`.
        #[default] Auto = "auto",
        /// `$x$`, and `$$` around displayed formulas.
        Dollar = "dollar",
        /// Dollar signs around a code span, and code blocks of the language `math`: GitHub also finds them beside Chinese.
        Backtick = "backtick",
        /// `$$x$$`, on lines of its own for a displayed formula.
        Kramdown = "kramdown",
        /// `\(x\)`, and `$$` around displayed formulas.
        Brackets = "brackets",
    }
}

choice! {
    /// How whitespace that a scraper's pretty-printer destroyed is restored.
    Spacing {
        /// Detect pretty-printing; between Chinese and Latin text, follow the article's own style.
        #[default] Auto = "auto",
        /// Restore nothing: collapse whitespace as a browser does.
        Keep = "keep",
        /// Like `auto`, but never add a space between Chinese and Latin text at an inline boundary.
        Tight = "tight",
    }
}

choice! {
    /// How a line break inside a paragraph is written.
    HardBreak {
        /// Two spaces at the end of the line.
        #[default] Spaces = "spaces",
        /// A backslash at the end of the line.
        Backslash = "backslash",
    }
}

choice! {
    /// How tables are written.
    Tables {
        /// GFM where it can express the table, HTML elsewhere; a list of its rows where the target omits raw HTML.
        #[default] Auto = "auto",
        /// Always HTML.
        Html = "html",
        /// Always GFM; code blocks in cells become inline code.
        Gfm = "gfm",
    }
}

choice! {
    /// What to do with a generated table of contents.
    Toc {
        /// Remove it: most tools generate their own.
        #[default] Drop = "drop",
        /// Keep it as a list of links.
        Keep = "keep",
        /// Replace it with the line `[TOC]`.
        Marker = "marker",
    }
}

choice! {
    /// How to write emphasis whose delimiters CommonMark would not accept, as in `**标题：**正文`.
    Emphasis {
        /// Move punctuation of sentences out, `**标题**：正文`, and add a space where that does not help.
        #[default] Auto = "auto",
        /// Add a space on the failing side: `**标题：** 正文`.
        Space = "space",
        /// Use HTML: `<strong>标题：</strong>正文`.
        Html = "html",
        /// Move any punctuation out: `增长**50**%的`.
        Move = "move",
    }
}

choice! {
    /// How sections that a reader can open and close, `<details>`, are written.
    Details {
        /// HTML, but flattened for targets that omit raw HTML or read no Markdown inside it.
        #[default] Auto = "auto",
        /// `<details>` with the content as Markdown.
        Html = "html",
        /// The summary in bold, then the content.
        Flatten = "flatten",
    }
}

choice! {
    /// What to do with `sub sup kbd mark u ins`, for which Markdown has no syntax.
    InlineHtml {
        /// Keep them as HTML tags, or as text where the target omits raw HTML: `x²`, `x^(…)`, code for `kbd`.
        #[default] Auto = "auto",
        /// Keep them, and let tables and details be HTML too, as in Hugo with `unsafe = true`.
        Keep = "keep",
        /// Keep only their text.
        Drop = "drop",
    }
}

choice! {
    /// What to do with link URLs.
    Links {
        /// Unwrap redirects, remove tracking parameters, unlink keyword links.
        #[default] Clean = "clean",
        /// Keep them, except for unsafe schemes.
        Keep = "keep",
    }
}

choice! {
    /// What to do with links to other articles of an output folder.
    InternalLinks {
        /// Keep the URLs of the site.
        #[default] Keep = "keep",
        /// Link to the Markdown of the article, as the tool of the profile reads it.
        Relative = "relative",
    }
}

choice! {
    /// What to do with a diagram whose source is lost and which exists only as SVG.
    Diagrams {
        /// Use an image where images are saved, else its labels.
        #[default] Auto = "auto",
        /// Write its labels on one line, with a warning.
        Labels = "labels",
        /// Use an image with a `data:` URL.
        Image = "image",
    }
}

choice! {
    /// What to do with watermark and processing parameters of image URLs.
    ImageQuery {
        /// Remove them on CSDN's hosts.
        #[default] Strip = "strip",
        /// Keep them.
        Keep = "keep",
    }
}

/// The options of a conversion.
///
/// ```
/// use csdown::{Options, options::Profile};
/// let mut options = Options::default();
/// options.profile = Profile::Hugo;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Options {
    /// What the inputs are.
    pub from: InputFormat,
    /// The format and the keys of the front matter.
    pub front_matter: FrontMatterOptions,
    /// The tool the Markdown is for.
    pub profile: Profile,
    /// How an output folder is laid out.
    pub layout: ArticleLayout,
    /// The URL of the folder with the saved images, in the Markdown; `None` for the one where the profile's tool serves
    /// it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assets_url: Option<String>,
    /// The names of files, without extension. By default those of the profile: `{stem}`, for Jekyll `{date}-{stem}`,
    /// for Obsidian `{title}`.
    pub name: Option<NameTemplate>,
    /// What to do with an article without a date, if its file name has one.
    pub date_fallback: DateFallback,
    /// The dialect of Markdown to write.
    pub target: Target,
    /// How formulas are written.
    pub math: MathSyntax,
    /// How destroyed whitespace is restored.
    pub spacing: Spacing,
    /// How line breaks are written.
    pub hard_break: HardBreak,
    /// How tables are written.
    pub tables: Tables,
    /// What to do with a table of contents.
    pub toc: Toc,
    /// How to write emphasis that CommonMark would not accept.
    pub emphasis: Emphasis,
    /// What to do with diagrams that exist only as SVG.
    pub diagrams: Diagrams,
    /// How `<details>` is written.
    pub details: Details,
    /// What to do with inline HTML.
    pub inline_html: InlineHtml,
    /// What to do with link URLs.
    pub links: Links,
    /// What to do with image parameters.
    pub image_query: ImageQuery,
    /// What to do with links to other articles of an output folder.
    pub internal_links: InternalLinks,
    /// Limits on input and output.
    pub limits: Limits,
    /// Custom rules, which take precedence over the built-in ones: the `[[rule]]` entries of `csdown.toml`.
    #[serde(rename = "rule", skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<UserRule>,
}

impl Options {
    /// Adds a rule after the existing ones.
    #[must_use]
    pub fn with_rule(mut self, name: &str, selector: &str, action: Action) -> Self {
        self.rules.push(UserRule { name: name.to_owned(), selector: selector.to_owned(), action });
        self
    }

    /// Sets what the front matter has under a key; see [`FrontMatterOptions`].
    #[must_use]
    pub fn with_front_matter(mut self, key: &str, rule: KeyRule) -> Self {
        self.front_matter.keys.retain(|(known, _)| known != key);
        self.front_matter.keys.push((key.to_owned(), rule));
        self
    }

    /// Checks that the options fit together and that their values are in range.
    pub(crate) fn check(&self) -> Result<()> {
        let depth = self.limits.depth;
        let (name, reason) = match self {
            _ if depth == 0 || depth > Limits::MAX_DEPTH => {
                ("limits.depth", format!("must be 1 to {}", Limits::MAX_DEPTH))
            }
            Self { layout: ArticleLayout::Folder, profile: Profile::Jekyll, .. } => {
                let reason = "Jekyll shows no images from the folder of a post; use the layout `file`";
                ("layout", reason.to_owned())
            }
            Self { profile, front_matter, .. } if !profile.reads(front_matter.format) => {
                let format = front_matter.format;
                let reason = format!("the profile {profile} does not read {format}; use yaml or json");
                ("front-matter", reason)
            }
            Self { assets_url: Some(url), .. } if url.contains(char::is_control) => {
                ("assets-url", "must not contain control characters".to_owned())
            }
            _ => return Ok(()),
        };
        Err(Error::InvalidOption { name, reason })
    }

    /// Returns the template of file names.
    pub(crate) fn name(&self) -> Cow<'_, NameTemplate> {
        let stem = || Piece::Value(Placeholder::Stem);
        match (&self.name, self.profile) {
            (Some(name), _) => Cow::Borrowed(name),
            (None, Profile::Plain | Profile::Hugo | Profile::Hexo) => Cow::Owned(NameTemplate::of([stem()])),
            (None, Profile::Jekyll) => {
                let date = [Piece::Value(Placeholder::Date), Piece::Text("-".into())];
                Cow::Owned(NameTemplate::of(date.into_iter().chain([stem()])))
            }
            (None, Profile::Obsidian) => Cow::Owned(NameTemplate::of([Piece::Value(Placeholder::Title)])),
        }
    }

    /// Returns the dialect to write, which is never `auto`.
    pub(crate) const fn target(&self) -> Target {
        match self.target {
            Target::Auto => Target::of(self.profile),
            target => target,
        }
    }

    /// Returns the dialect of the Markdown that is written with these options.
    pub const fn dialect(&self) -> Dialect {
        Dialect { target: self.target(), math: self.math }
    }
}

/// Limits on the input and output of one conversion.
///
/// Exceeding `bytes`, `nodes`, `attributes` or `output` is an [`Error::LimitExceeded`].
/// Beyond `depth` the tree is flattened, and a table with more than `cells` loses its spans, both with a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case", expecting = "a table of limits")]
#[non_exhaustive]
pub struct Limits {
    /// The input size in bytes.
    pub bytes: usize,
    /// The number of nodes in the page, checked while parsing. Each also allows eight bytes of text, in addition to
    /// 1 MiB; a conversion takes about 1,000 bytes of memory for either.
    pub nodes: usize,
    /// The number of attributes in the page, checked while parsing. Identical tags share theirs, which count once.
    pub attributes: usize,
    /// The nesting depth of elements.
    pub depth: usize,
    /// The number of cells of one table, including those covered by spans.
    pub cells: usize,
    /// The size of the Markdown in bytes, which may exceed the page: lines in nested quotes and lists have prefixes.
    pub output: usize,
}

impl Limits {
    /// The default input size, 64 MiB; fifty times the largest known article.
    pub const BYTES: usize = 64 << 20;
    /// The default number of nodes, which keeps a conversion within about 2 GB of memory. The largest known article has
    /// 16,000 elements.
    pub const NODES: usize = 1_000_000;
    /// The default number of attributes; the largest known article has 40,000.
    pub const ATTRIBUTES: usize = 2_000_000;
    /// The default depth; the deepest known article has 259 levels.
    pub const DEPTH: usize = 300;
    /// The default number of cells of one table.
    pub const CELLS: usize = 200_000;
    /// The default size of the Markdown, 64 MiB like the input.
    pub const OUTPUT: usize = 64 << 20;
    /// The maximum `depth`, so that no pass exhausts a thread's stack.
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
