//! The options of a conversion.

use super::choice::choice;
use super::parse::{set, whole};
use crate::Options;
use crate::options::{
    Details, Diagrams, Emphasis, FrontMatter, HardBreak, ImageQuery, InlineHtml, Links, MathSyntax, Profile,
    Spacing, Tables, Target, Toc,
};

/// The options of a conversion. An omitted option has its value in `csdown.toml`, or its default.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct ConversionArgs {
    /// Sections to open and close: details
    #[arg(long, value_name = "MODE", value_parser = choice!(Details), help_heading = "Markdown")]
    details: Option<Details>,
    /// Diagrams that exist only as SVG images
    #[arg(long, value_name = "MODE", value_parser = choice!(Diagrams), help_heading = "Markdown")]
    diagrams: Option<Diagrams>,
    /// Emphasis that CommonMark would not recognise
    #[arg(long, value_name = "MODE", value_parser = choice!(Emphasis), help_heading = "Markdown")]
    emphasis: Option<Emphasis>,
    /// Line breaks inside a paragraph
    #[arg(long, value_name = "MODE", value_parser = choice!(HardBreak), help_heading = "Markdown")]
    hard_break: Option<HardBreak>,
    /// Watermark and processing parameters in image URLs
    #[arg(long, value_name = "MODE", value_parser = choice!(ImageQuery), help_heading = "Markdown")]
    image_query: Option<ImageQuery>,
    /// Elements without a Markdown equivalent: sub sup kbd mark u ins
    #[arg(long, value_name = "MODE", value_parser = choice!(InlineHtml), help_heading = "Markdown")]
    inline_html: Option<InlineHtml>,
    /// Redirectors, tracking parameters and keyword links
    #[arg(long, value_name = "MODE", value_parser = choice!(Links), help_heading = "Markdown")]
    links: Option<Links>,
    /// Formulas
    #[arg(long, value_name = "SYNTAX", value_parser = choice!(MathSyntax), help_heading = "Markdown")]
    math: Option<MathSyntax>,
    /// Whitespace that a scraper's pretty-printer destroyed
    #[arg(long, value_name = "MODE", value_parser = choice!(Spacing), help_heading = "Markdown")]
    spacing: Option<Spacing>,
    /// Table syntax
    #[arg(long, value_name = "MODE", value_parser = choice!(Tables), help_heading = "Markdown")]
    tables: Option<Tables>,
    /// Dialect of Markdown to write
    #[arg(long, value_name = "DIALECT", value_parser = choice!(Target), help_heading = "Markdown")]
    target: Option<Target>,
    /// Generated tables of contents
    #[arg(long, value_name = "MODE", value_parser = choice!(Toc), help_heading = "Markdown")]
    toc: Option<Toc>,
    /// Front matter format
    #[arg(long, value_name = "FORMAT", value_parser = choice!(FrontMatter), help_heading = "Metadata")]
    front_matter: Option<FrontMatter>,
    /// Target tool, which determines metadata keys, dates, file names and whether the body starts with the title
    #[arg(long, value_name = "PROFILE", value_parser = choice!(Profile), help_heading = "Metadata")]
    profile: Option<Profile>,
    /// Maximum attributes in a page; more is an error
    #[arg(long, value_name = "N", value_parser = whole::<usize>, help_heading = "Limits")]
    max_attributes: Option<usize>,
    /// Maximum bytes in an input; more is an error
    #[arg(long, value_name = "N", value_parser = whole::<usize>, help_heading = "Limits")]
    max_bytes: Option<usize>,
    /// Maximum cells in a table, including spanned ones; a larger table loses its spans
    #[arg(long, value_name = "N", value_parser = whole::<usize>, help_heading = "Limits")]
    max_cells: Option<usize>,
    /// Maximum depth of nested elements; deeper ones are flattened
    #[arg(long, value_name = "N", value_parser = whole::<usize>, help_heading = "Limits")]
    max_depth: Option<usize>,
    /// Maximum nodes in a page, with 8 bytes of text for each; more is an error
    #[arg(long, value_name = "N", value_parser = whole::<usize>, help_heading = "Limits")]
    max_nodes: Option<usize>,
    /// Maximum bytes of Markdown; more is an error
    #[arg(long, value_name = "N", value_parser = whole::<usize>, help_heading = "Limits")]
    max_output: Option<usize>,
}

impl ConversionArgs {
    /// Whether the format of the front matter was given.
    pub(crate) const fn has_front_matter(&self) -> bool {
        self.front_matter.is_some()
    }

    /// Overrides `options` with the options that were given.
    pub(crate) fn apply(&self, options: &mut Options) {
        set(&mut options.front_matter.format, self.front_matter);
        set(&mut options.profile, self.profile);
        set(&mut options.target, self.target);
        set(&mut options.math, self.math);
        set(&mut options.spacing, self.spacing);
        set(&mut options.hard_break, self.hard_break);
        set(&mut options.tables, self.tables);
        set(&mut options.toc, self.toc);
        set(&mut options.details, self.details);
        set(&mut options.diagrams, self.diagrams);
        set(&mut options.emphasis, self.emphasis);
        set(&mut options.inline_html, self.inline_html);
        set(&mut options.links, self.links);
        set(&mut options.image_query, self.image_query);
        set(&mut options.limits.attributes, self.max_attributes);
        set(&mut options.limits.bytes, self.max_bytes);
        set(&mut options.limits.cells, self.max_cells);
        set(&mut options.limits.depth, self.max_depth);
        set(&mut options.limits.nodes, self.max_nodes);
        set(&mut options.limits.output, self.max_output);
    }
}
