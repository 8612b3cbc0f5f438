//! Text that only some targets read as markup.

mod definitions;
mod goldmark;
pub(super) mod marked;
mod obsidian;
mod pandoc;
mod typography;

use super::context::{Container, Context};
use super::unit::Units;
use crate::markdown::target::Extra;

/// Marks every character that must be escaped for one syntax.
type Pass = fn(&mut Units, Container);

/// Marks every character that needs an escape because of the extras of the target.
pub(super) fn mark(units: &mut Units, container: Container, context: &Context<'_>) {
    context.syntax.extras.iter().for_each(|extra| pass(*extra)(units, container));
}

const fn pass(extra: Extra) -> Pass {
    match extra {
        Extra::Tags => obsidian::tags,
        Extra::Wikilinks => obsidian::wikilinks,
        Extra::Highlights => obsidian::highlights,
        Extra::PercentComments => obsidian::comments,
        Extra::DisplayedFormulas => obsidian::displayed_formulas,
        Extra::BlockIds => obsidian::block_ids,
        Extra::InlineFootnotes => obsidian::inline_footnotes,
        Extra::HeadingAttributes => goldmark::heading_attributes,
        Extra::DefinitionLists => definitions::definitions,
        Extra::Typography => typography::typography,
        Extra::LooseInlines => marked::inlines,
        Extra::AttributeLists => pandoc::attributes,
        Extra::SubSup => pandoc::shifts,
        Extra::Citations => pandoc::citations,
        Extra::RawTex => pandoc::commands,
        Extra::LineStarts => pandoc::line_starts,
        Extra::LooseDelimiters => pandoc::delimiters,
    }
}
