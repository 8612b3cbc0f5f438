//! The context of rendering.

use std::collections::HashSet;

use super::heading_ids::HeadingIds;
use crate::markdown::target::{self, Extra, Html, Syntax};
use crate::model::{Document, Inline};
use crate::options::{HardBreak, MathSyntax, Options};

/// What rendering depends on besides the content itself.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) hard_break: HardBreak,
    /// The syntax of the target.
    pub(super) syntax: &'static Syntax,
    /// How formulas are written; never `auto`.
    pub(super) math: MathSyntax,
    /// The IDs of headings, if the target has a syntax for them.
    pub(super) heading_ids: Option<HeadingIds>,
    /// Whether raw HTML may be written.
    pub(super) allows_html: bool,
    /// Whether the target is marked in Hexo.
    pub(super) is_hexo: bool,
    /// Whether the target is Pandoc.
    pub(super) is_pandoc: bool,
    /// Whether formulas are text, with escapes.
    pub(super) formulas_are_text: bool,
    /// The labels of all referenced footnotes, in lower case.
    pub(super) labels: HashSet<String>,
    /// The length of the longest label, in characters.
    pub(super) max_label_length: usize,
}

impl Context {
    pub(super) fn of(document: &Document, options: &Options) -> Self {
        let mut labels = HashSet::new();
        document.for_each_inline(|inline| {
            if let Inline::FootnoteReference(label) = inline {
                labels.insert(label.to_lowercase());
            }
        });
        let max_label_length = labels.iter().map(|label| label.chars().count()).max().unwrap_or_default();
        let syntax = Syntax::of(options);
        let has_ids = syntax.extras.contains(&Extra::HeadingAttributes);
        Self {
            hard_break: options.hard_break,
            syntax,
            heading_ids: has_ids.then(|| HeadingIds::of(document)),
            is_hexo: syntax.extras.contains(&Extra::LooseInlines),
            is_pandoc: syntax.html == Html::Parsed,
            math: target::math(options),
            allows_html: target::allows_html(options),
            formulas_are_text: target::writes_formulas_as_text(options),
            labels,
            max_label_length,
        }
    }
}

/// What a run of inlines is written into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// A paragraph, on lines of its own.
    Paragraph {
        /// What precedes the paragraph on its first line.
        start: ParagraphStart,
    },
    /// A heading, after its `#`.
    Heading,
    /// A cell of a GFM table.
    Cell,
}

/// What precedes a paragraph on its first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParagraphStart {
    /// Nothing, or only the markers of enclosing blocks.
    Block,
    /// The marker of a list item, after which `[x]` would be a task checkbox.
    Item,
    /// A task checkbox, after which nothing opens a block.
    Task,
}
