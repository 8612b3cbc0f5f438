//! The context of rendering.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::heading_ids::HeadingIds;
use crate::markdown::target::{self, Extra, Html, Syntax};
use crate::model::{Document, Inline};
use crate::options::{HardBreak, MathSyntax, Options};

/// What rendering depends on besides the content itself.
#[derive(Debug)]
pub(super) struct Context<'d> {
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
    /// The labels of all referenced footnotes.
    pub(super) labels: Labels<'d>,
}

impl<'d> Context<'d> {
    pub(super) fn of(document: &'d Document, options: &Options) -> Self {
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
            labels: Labels { document, found: OnceCell::new() },
        }
    }
}

/// The labels of footnotes that a document refers to. Few documents have text for which they matter, so they are
/// searched for when they are needed.
#[derive(Debug)]
pub(super) struct Labels<'d> {
    document: &'d Document,
    /// The labels in lower case, and the length of the longest in characters.
    found: OnceCell<(HashSet<String>, usize)>,
}

impl Labels<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.found().0.is_empty()
    }

    /// Whether `text` begins with one of the labels and a `]`.
    pub(super) fn begin(&self, text: impl Iterator<Item = char>) -> bool {
        let (labels, longest) = self.found();
        let label: String = text.take(longest + 1).take_while(|&c| c != ']').collect();
        labels.contains(&label.to_lowercase())
    }

    fn found(&self) -> &(HashSet<String>, usize) {
        self.found.get_or_init(|| {
            let mut labels = HashSet::new();
            self.document.for_each_inline(|inline| {
                if let Inline::FootnoteReference(label) = inline {
                    labels.insert(label.to_lowercase());
                }
            });
            let longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or_default();
            (labels, longest)
        })
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
