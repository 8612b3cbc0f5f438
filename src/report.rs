//! What a conversion tells beside its Markdown: completeness, warnings, and what was removed by which rule.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::location::{self, Location};

/// The account of one conversion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Report {
    /// Whether the whole article was there.
    pub status: Status,
    /// Whether the input was Markdown already and was passed through unchanged.
    pub passed_through: bool,
    /// What could not be kept as it was, in document order.
    pub warnings: Vec<Warning>,
    /// What was removed, by the name of the rule that removed it. Only removals that held something count.
    pub removed: BTreeMap<String, Removed>,
}

impl Report {
    /// Counts words that `rule` removed at `line`.
    pub(crate) fn record_removal(&mut self, rule: &str, line: Option<u32>, characters: usize) {
        let removed = self.removed.entry(rule.to_owned()).or_default();
        removed.elements += 1;
        removed.characters += characters;
        removed.lines.extend(line);
    }
}

/// How much of an article the page held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// All of it.
    #[default]
    Complete,
    /// The beginning: a VIP or paid-column article cut short by the site.
    Preview,
    /// All of it, behind a follow-to-read fold.
    Folded,
}

impl Status {
    /// The name in front matter and machine output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Preview => "preview",
            Self::Folded => "folded",
        }
    }

    /// Whether nothing of the article is missing.
    pub const fn is_whole(self) -> bool {
        !matches!(self, Self::Preview)
    }
}

/// Something that could not be kept as the page has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Warning {
    /// A stable kebab-case name.
    pub code: WarningCode,
    /// The location in the text of the input; `None` when the warning is about the whole input or the location is unknown.
    #[serde(flatten, serialize_with = "location::serialize_fields")]
    pub location: Option<Location>,
    /// What it is about in the author's words or an address; may be empty. At most [`Warning::DETAIL`] characters.
    pub detail: String,
}

impl Warning {
    /// The number of characters kept of a detail.
    pub const DETAIL: usize = 80;

    /// A warning about `location`, its detail cut to [`Self::DETAIL`] characters.
    pub fn new(code: WarningCode, location: Option<Location>, detail: &str) -> Self {
        Self { code, location, detail: detail.chars().take(Self::DETAIL).collect() }
    }

    /// The line of the location, from 1.
    pub fn line(&self) -> Option<u32> {
        self.location.as_ref().map(|location| location.line)
    }
}

/// Declares the codes of warnings, each with its name in machine output, and the dialect it is about where there is one.
macro_rules! warning_codes {
    (
        $(#[$meta:meta])* $name:ident {
            $($(#[doc = $doc:literal])+ $variant:ident = $text:literal $(of $dialect:literal)?),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[non_exhaustive]
        pub enum $name { $($(#[doc = $doc])+ #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in machine output.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The dialect it is about, by its name in `docs/dialects.md`; `None` when it may be about several.
            pub const fn dialect(self) -> Option<&'static str> {
                let dialect: &[&str] = match self { $(Self::$variant => &[$($dialect)?]),+ };
                dialect.first().copied()
            }
        }
    };
}

warning_codes! {
    /// What a warning is about; `docs/report.md` says more.
    WarningCode {
        /// Bytes that are not valid in the input's encoding became U+FFFD.
        InvalidBytes = "invalid-bytes",
        /// The front matter is not valid YAML and was read line by line.
        FrontMatterLenient = "front-matter-lenient" of "fm-broken-yaml",
        /// The tree was deeper than the limit; what lies beyond was flattened.
        DepthFlattened = "depth-flattened",
        /// What belongs beside the article, as its comments do, could not be had.
        CompanionMissing = "companion-missing",
        /// A code block lost its indentation before it reached us.
        CodeIndentationLost = "code-indentation-lost",
        /// A code block has line numbers typed into it.
        CodeLineNumbers = "code-line-numbers" of "code-inlinenum",
        /// Every second line of a code block is blank.
        CodeDoubleSpaced = "code-double-spaced" of "code-doublesp",
        /// A code block holds more Chinese than code.
        CodeProse = "code-prose" of "code-prose",
        /// A table's merged cells were spread over a grid.
        TableSpanFlattened = "table-span-flattened" of "tbl-span",
        /// A table could not be written in GFM and was written as HTML.
        TableAsHtml = "table-as-html",
        /// A table has more cells than the limit; its spans were ignored.
        TableTooLarge = "table-too-large",
        /// An image without an address.
        ImageWithoutSource = "image-without-source" of "img-nosrc",
        /// An image whose address is a path on the author's machine or a broken relative path.
        ImageUnreachable = "image-unreachable" of "img-rel",
        /// A diagram whose source is lost: only its labels are left.
        DiagramSourceLost = "diagram-source-lost" of "mermaid-svg",
        /// A formula whose TeX is lost.
        MathSourceLost = "math-source-lost",
        /// A link with a scheme that is not safe to publish was unlinked.
        LinkUnsafe = "link-unsafe",
        /// A link to a place in the article that does not exist, or whose name is very long, was unlinked.
        LinkDangling = "link-dangling" of "link-anchor",
        /// A link with a long address around many lines was unlinked on the later ones.
        LinkCut = "link-cut",
        /// A footnote reference without its note, or a note without a reference.
        FootnoteUnmatched = "footnote-unmatched" of "footnote",
        /// A rule asks to keep an element as HTML that is not one of those that may be kept.
        HtmlNotKept = "html-not-kept",
        /// A rule was left out, as its selector would take out of all proportion to the page.
        RuleSkipped = "rule-skipped",
    }
}

/// What one rule removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Removed {
    /// How many elements.
    pub elements: usize,
    /// How many characters of text, white space left out.
    pub characters: usize,
    /// How many images.
    pub images: usize,
    /// How many links.
    pub links: usize,
    /// The lines of the input where the elements begin.
    pub lines: Vec<u32>,
}
