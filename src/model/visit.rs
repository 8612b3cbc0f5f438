//! Visitors over a document.

use super::{Block, Document, Image, Inline, Table};

/// Visits the blocks and inlines of a document in reading order.
///
/// Both methods visit the children by default. An implementation that overrides one calls [`walk_block`] or
/// [`walk_inline`] to visit the children, or skips them.
///
/// ```
/// use csdown::{Document, model::{Inline, visit::{Visit, walk_inline}}, parse_markdown};
///
/// #[derive(Default)]
/// struct Links(Vec<String>);
///
/// impl Visit for Links {
///     fn visit_inline(&mut self, inline: &Inline) {
///         if let Inline::Link(link) = inline {
///             self.0.push(link.url.clone());
///         }
///         walk_inline(self, inline);
///     }
/// }
///
/// let mut links = Links::default();
/// parse_markdown("# [一](a)\n\n- [二](b)\n").visit(&mut links);
/// assert_eq!(links.0, ["a", "b"]);
/// ```
pub trait Visit {
    /// Visits a block.
    fn visit_block(&mut self, block: &Block) {
        walk_block(self, block);
    }

    /// Visits an inline.
    fn visit_inline(&mut self, inline: &Inline) {
        walk_inline(self, inline);
    }
}

/// Visits and changes the blocks and inlines of a document in reading order. See [`Visit`].
///
/// ```
/// use csdown::{Options, model::{Inline, visit::VisitMut}, parse_markdown, to_markdown};
///
/// struct WithoutImages;
///
/// impl VisitMut for WithoutImages {
///     fn visit_inline_mut(&mut self, inline: &mut Inline) {
///         if let Inline::Image(image) = inline {
///             *inline = Inline::Text(image.alt.clone());
///         }
///     }
/// }
///
/// let mut document = parse_markdown("- 见 ![图 1](a.png)\n");
/// document.visit_mut(&mut WithoutImages);
/// assert_eq!(to_markdown(&document, &Options::default())?, "- 见 图 1\n");
/// # Ok::<(), csdown::Error>(())
/// ```
pub trait VisitMut {
    /// Visits a block.
    fn visit_block_mut(&mut self, block: &mut Block) {
        walk_block_mut(self, block);
    }

    /// Visits an inline.
    fn visit_inline_mut(&mut self, inline: &mut Inline) {
        walk_inline_mut(self, inline);
    }
}

/// Visits the children of a block.
pub fn walk_block<V: Visit + ?Sized>(visitor: &mut V, block: &Block) {
    match block {
        Block::Heading(heading) => walk_inlines(visitor, &heading.content),
        Block::Paragraph(content) => walk_inlines(visitor, content),
        Block::List(list) => list.items.iter().for_each(|item| walk_blocks(visitor, &item.blocks)),
        Block::Quote(blocks) => walk_blocks(visitor, blocks),
        Block::Details(details) => {
            walk_inlines(visitor, &details.summary);
            walk_blocks(visitor, &details.blocks);
        }
        Block::Footnote(footnote) => walk_blocks(visitor, &footnote.blocks),
        Block::Table(Table { caption, rows, .. }) => {
            walk_inlines(visitor, caption);
            rows.iter().flatten().for_each(|cell| walk_blocks(visitor, &cell.blocks));
        }
        Block::Code(_) | Block::Math(_) | Block::Rule => {}
    }
}

/// Visits the children of an inline.
pub fn walk_inline<V: Visit + ?Sized>(visitor: &mut V, inline: &Inline) {
    match inline {
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content) => walk_inlines(visitor, content),
        Inline::Link(link) => walk_inlines(visitor, &link.content),
        Inline::Text(_)
        | Inline::Code(_)
        | Inline::Image(_)
        | Inline::Math(_)
        | Inline::Break
        | Inline::FootnoteReference(_) => {}
    }
}

/// Visits the children of a block, which may be changed.
pub fn walk_block_mut<V: VisitMut + ?Sized>(visitor: &mut V, block: &mut Block) {
    match block {
        Block::Heading(heading) => walk_inlines_mut(visitor, &mut heading.content),
        Block::Paragraph(content) => walk_inlines_mut(visitor, content),
        Block::List(list) => {
            list.items.iter_mut().for_each(|item| walk_blocks_mut(visitor, &mut item.blocks));
        }
        Block::Quote(blocks) => walk_blocks_mut(visitor, blocks),
        Block::Details(details) => {
            walk_inlines_mut(visitor, &mut details.summary);
            walk_blocks_mut(visitor, &mut details.blocks);
        }
        Block::Footnote(footnote) => walk_blocks_mut(visitor, &mut footnote.blocks),
        Block::Table(Table { caption, rows, .. }) => {
            walk_inlines_mut(visitor, caption);
            rows.iter_mut().flatten().for_each(|cell| walk_blocks_mut(visitor, &mut cell.blocks));
        }
        Block::Code(_) | Block::Math(_) | Block::Rule => {}
    }
}

/// Visits the children of an inline, which may be changed.
pub fn walk_inline_mut<V: VisitMut + ?Sized>(visitor: &mut V, inline: &mut Inline) {
    match inline {
        Inline::Strong(content)
        | Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content) => walk_inlines_mut(visitor, content),
        Inline::Link(link) => walk_inlines_mut(visitor, &mut link.content),
        Inline::Text(_)
        | Inline::Code(_)
        | Inline::Image(_)
        | Inline::Math(_)
        | Inline::Break
        | Inline::FootnoteReference(_) => {}
    }
}

fn walk_blocks<V: Visit + ?Sized>(visitor: &mut V, blocks: &[Block]) {
    blocks.iter().for_each(|block| visitor.visit_block(block));
}

fn walk_inlines<V: Visit + ?Sized>(visitor: &mut V, inlines: &[Inline]) {
    inlines.iter().for_each(|inline| visitor.visit_inline(inline));
}

fn walk_blocks_mut<V: VisitMut + ?Sized>(visitor: &mut V, blocks: &mut [Block]) {
    blocks.iter_mut().for_each(|block| visitor.visit_block_mut(block));
}

fn walk_inlines_mut<V: VisitMut + ?Sized>(visitor: &mut V, inlines: &mut [Inline]) {
    inlines.iter_mut().for_each(|inline| visitor.visit_inline_mut(inline));
}

impl Document {
    /// Visits all blocks and inlines.
    pub fn visit(&self, visitor: &mut impl Visit) {
        walk_blocks(visitor, &self.blocks);
    }

    /// Visits all blocks and inlines, which may be changed.
    pub fn visit_mut(&mut self, visitor: &mut impl VisitMut) {
        walk_blocks_mut(visitor, &mut self.blocks);
    }

    /// Calls `f` with each inline, outer before inner, in reading order.
    pub fn for_each_inline(&self, f: impl FnMut(&Inline)) {
        struct Inlines<F>(F);
        impl<F: FnMut(&Inline)> Visit for Inlines<F> {
            fn visit_inline(&mut self, inline: &Inline) {
                (self.0)(inline);
                walk_inline(self, inline);
            }
        }
        self.visit(&mut Inlines(f));
    }

    /// Calls `f` with each image in reading order.
    pub fn for_each_image(&self, mut f: impl FnMut(&Image)) {
        self.for_each_inline(|inline| {
            if let Inline::Image(image) = inline {
                f(image);
            }
        });
    }

    /// Calls `f` with each image in reading order; `f` may change it.
    pub fn for_each_image_mut(&mut self, f: impl FnMut(&mut Image)) {
        struct Images<F>(F);
        impl<F: FnMut(&mut Image)> VisitMut for Images<F> {
            fn visit_inline_mut(&mut self, inline: &mut Inline) {
                match inline {
                    Inline::Image(image) => (self.0)(image),
                    other => walk_inline_mut(self, other),
                }
            }
        }
        self.visit_mut(&mut Images(f));
    }
}
