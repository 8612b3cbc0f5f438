//! The report of a conversion: completeness, warnings, and what each rule removed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::explanations::{CodeGroup, explanation};
use crate::location::{self, Location};

/// The report of one conversion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Report {
    /// How much of the article the page contains.
    pub status: Status,
    /// Whether the input was Markdown and was passed through unchanged.
    pub passed_through: bool,
    /// The number of articles pasted into Markdown that were converted in their place. 0 for any other input.
    pub boxes: usize,
    /// The warnings, in document order.
    pub warnings: Vec<Warning>,
    /// The removed content by rule name. Empty elements do not count.
    pub removed: BTreeMap<String, Removed>,
    /// What fragments of links to the article name, if [`InternalLinks`](crate::options::InternalLinks) are rewritten.
    #[serde(skip)]
    pub anchors: Vec<HeadingAnchor>,
}

/// A heading that the fragment of a link to the article names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeadingAnchor {
    /// The fragment, decoded: an anchor of the page, the slug of the heading, or the letters and digits of its text.
    pub fragment: String,
    /// The fragment of the heading in the Markdown; empty if it has none.
    pub slug: String,
    /// The text of the heading.
    pub heading: String,
}

impl Report {
    /// Adds the report of another part of the same input.
    pub(crate) fn append(&mut self, other: Self) {
        self.status = self.status.max(other.status);
        self.warnings.extend(other.warnings);
        self.anchors.extend(other.anchors);
        for (rule, removed) in other.removed {
            self.removed.entry(rule).or_default().append(removed);
        }
    }

    /// Inserts the warnings about the input before the others. If its end is missing, so is that of the article.
    pub(crate) fn add_input_warnings(&mut self, warnings: Vec<Warning>) {
        if warnings.iter().any(|warning| warning.code == WarningCode::Truncated) {
            self.status = Status::Truncated;
        }
        self.warnings.splice(0..0, warnings);
    }

    /// Counts text that `rule` removed at `line`.
    pub(crate) fn record_removal(&mut self, rule: &str, line: Option<u32>, characters: usize) {
        let removed = self.removed.entry(rule.to_owned()).or_default();
        removed.elements += 1;
        removed.characters += characters;
        removed.lines.extend(line);
    }
}

/// How much of an article the page contains. The order is from the whole article to the least certain part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// The whole article.
    #[default]
    Complete,
    /// The whole article, behind a fold that asks to log in or to follow the author.
    Folded,
    /// The beginning of a VIP or paid-column article, shortened by the site.
    Preview,
    /// The beginning of an article, or nothing of it, because the input is incomplete: for example, a download was
    /// interrupted, or the page was saved before its scripts loaded the article.
    Truncated,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Complete, Self::Folded, Self::Preview, Self::Truncated];

    /// The name in front matter and machine output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Preview => "preview",
            Self::Folded => "folded",
            Self::Truncated => "truncated",
        }
    }

    /// Returns the status with this name in machine output.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether the whole article is present.
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Complete | Self::Folded)
    }
}

/// A part of the page that could not be preserved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Warning {
    /// The code: a stable kebab-case name.
    pub code: WarningCode,
    /// The location in the text of the input. `None` if it is unknown or the warning is about the whole input.
    #[serde(flatten, with = "location::fields")]
    pub location: Option<Location>,
    /// A quotation of the page or a URL; may be empty. At most [`Warning::DETAIL`] characters.
    pub detail: String,
}

impl Warning {
    /// The maximum number of characters of a detail.
    pub const DETAIL: usize = 80;

    /// Creates a warning about `location`, with the detail truncated to [`Self::DETAIL`] characters.
    pub fn new(code: WarningCode, location: Option<Location>, detail: &str) -> Self {
        Self { code, location, detail: detail.chars().take(Self::DETAIL).collect() }
    }

    /// Returns the line of the location, from 1.
    pub fn line(&self) -> Option<u32> {
        self.location.as_ref().map(|location| location.line)
    }
}

/// Declares warning codes, each with its name in machine output and, if it is specific to one, its dialect.
macro_rules! warning_codes {
    (
        $(#[$meta:meta])* $name:ident {
            $($(#[doc = $doc:literal])+ $variant:ident = $text:literal $(of $dialect:literal)?),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $name { $($(#[doc = $doc])+ #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name in machine output.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Returns the name of its dialect in `docs/dialects.md`, or `None` if it is not specific to one.
            pub const fn dialect(self) -> Option<&'static str> {
                let dialect: &[&str] = match self { $(Self::$variant => &[$($dialect)?]),+ };
                dialect.first().copied()
            }
        }
    };
}

warning_codes! {
    /// A warning code, described in `docs/codes.md`.
    WarningCode {
        /// The end of the input or a part of the article is missing, or the article is empty.
        Truncated = "truncated",
        /// Bytes that are not valid in the input's encoding became U+FFFD.
        InvalidBytes = "invalid-bytes",
        /// The front matter is not valid YAML and was read line by line.
        FrontMatterLenient = "front-matter-lenient" of "fm-broken-yaml",
        /// A date of the article that cannot be read, and that nothing else says.
        DateUnreadable = "date-unreadable",
        /// The article is a draft, according to the editor's API.
        Draft = "draft",
        /// The tree was deeper than the limit; deeper elements were flattened.
        DepthFlattened = "depth-flattened",
        /// Something that belongs to the article, such as its comments, could not be downloaded.
        CompanionMissing = "companion-missing",
        /// A code block has lost its indentation in the input.
        CodeIndentationLost = "code-indentation-lost",
        /// A code block contains line numbers.
        CodeLineNumbers = "code-line-numbers" of "code-inlinenum",
        /// Every second line of a code block is blank.
        CodeDoubleSpaced = "code-double-spaced" of "code-doublesp",
        /// A code block contains more Chinese than code.
        CodeProse = "code-prose" of "code-prose",
        /// An element with a name that HTML does not have, probably a type or a placeholder whose `<` was not escaped.
        UnknownElement = "unknown-element",
        /// The merged cells of a table were split into a grid.
        TableSpanFlattened = "table-span-flattened" of "tbl-span",
        /// A table that GFM cannot express was written as HTML.
        TableAsHtml = "table-as-html",
        /// A table has content that GFM tables cannot hold, and was written as a list of its rows: the target omits HTML.
        TableAsList = "table-as-list",
        /// A table has more cells than the limit; its spans were ignored.
        TableTooLarge = "table-too-large",
        /// An image without a URL.
        ImageWithoutSource = "image-without-source" of "img-nosrc",
        /// An image whose URL is a path on the author's machine or a broken relative path.
        ImageUnreachable = "image-unreachable" of "img-rel",
        /// A diagram whose source is lost; only its labels remain.
        DiagramSourceLost = "diagram-source-lost" of "mermaid-svg",
        /// A formula whose TeX is lost.
        MathSourceLost = "math-source-lost",
        /// A link with a scheme that is not safe to publish was unlinked.
        LinkUnsafe = "link-unsafe",
        /// A link to an anchor that does not exist or has a very long name was unlinked.
        LinkDangling = "link-dangling" of "link-anchor",
        /// A link with a long URL around many lines was unlinked on all but the first ones.
        LinkCut = "link-cut",
        /// A footnote reference without a footnote, or a footnote without a reference.
        FootnoteUnmatched = "footnote-unmatched" of "footnote",
        /// A user rule keeps an element as HTML that is not supported.
        HtmlNotKept = "html-not-kept",
        /// A user rule was skipped because its selector is too expensive for the page.
        RuleSkipped = "rule-skipped",
    }
}

impl WarningCode {
    /// Returns what the code means, in one sentence.
    pub fn summary(self) -> &'static str {
        explanation(CodeGroup::Warning, self.as_str()).map_or("", |found| found.summary.as_str())
    }
}

/// The content that one rule removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Removed {
    /// The number of elements.
    pub elements: usize,
    /// The number of characters of text, without whitespace.
    pub characters: usize,
    /// The number of images.
    pub images: usize,
    /// The number of links.
    pub links: usize,
    /// The lines of the input on which the elements start.
    pub lines: Vec<u32>,
}

impl Removed {
    /// Adds what the same rule removed elsewhere.
    pub(crate) fn append(&mut self, other: Self) {
        self.elements += other.elements;
        self.characters += other.characters;
        self.images += other.images;
        self.links += other.links;
        self.lines.extend(other.lines);
    }
}
