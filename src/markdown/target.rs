//! The dialects of Markdown that can be written, as one table: what each reads as markup beyond CommonMark and what it
//! lacks. Escaping, line breaks in cells, HTML, footnotes and formulas follow from it.

use crate::options::{Details, Dialect, InlineHtml, MathSyntax, Options, Target};

/// The syntax of a target.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// The rules by which blocks and inlines are parsed.
    pub(crate) grammar: Grammar,
    /// Tables of pipes.
    pub(crate) tables: bool,
    /// `~~` around struck-out text.
    pub(crate) strikethrough: bool,
    /// A backslash keeps `~` before `~~` from being a part of it.
    pub(crate) escaped_tildes: bool,
    /// `[^1]`.
    pub(crate) footnotes: bool,
    /// `[x]` at the start of an item.
    pub(crate) task_lists: bool,
    /// What bare URLs are.
    pub(crate) bare_urls: BareUrls,
    /// Headings have ids, which are GitHub's slugs.
    pub(crate) heading_ids: bool,
    /// Formulas are parsed. Otherwise they are text, which a script in the browser reads.
    pub(crate) formulas: bool,
    /// What becomes of raw HTML.
    pub(crate) html: Html,
    /// How formulas are written by default.
    pub(crate) math: MathSyntax,
    /// What it reads as markup that GFM does not.
    pub(crate) extras: &'static [Extra],
    /// The templates that are expanded before Markdown is parsed, even in code.
    pub(crate) templates: Option<Templates>,
}

/// The rules by which blocks and inlines are parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grammar {
    /// <https://spec.commonmark.org/0.31.2/>
    CommonMark,
    /// <https://kramdown.gettalong.org/syntax.html>, with the parser GFM, which is Jekyll's default.
    Kramdown,
}

/// What a target makes of a bare URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BareUrls {
    /// Text: a URL that should be a link needs other syntax.
    Text,
    /// A link, as on GitHub.
    Links,
    /// A link whose entities are not decoded.
    RawLinks,
}

/// What a target does with raw HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Html {
    /// It is kept, and Markdown is read between the tags of a block.
    Kept,
    /// It is kept, and Markdown is read between all of its tags.
    Parsed,
    /// It is kept, but there is no Markdown between the tags of a block.
    WithoutMarkdown,
    /// It is omitted, with all that a block of it contains.
    Omitted,
}

/// A syntax beyond GFM. Text that looks like it must be escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extra {
    /// Obsidian: `#tag`.
    Tags,
    /// Obsidian: `[[note]]` and `![[file]]`.
    Wikilinks,
    /// Obsidian: `==text==`.
    Highlights,
    /// Obsidian: `%%text%%`.
    PercentComments,
    /// Obsidian: `$$` opens a formula that may extend to a later block.
    DisplayedFormulas,
    /// Obsidian: `^id` at the end of a block.
    BlockIds,
    /// Obsidian, Pandoc: `^[text]`.
    InlineFootnotes,
    /// Pandoc: `{#id .class}` behind headings, code, links and `[text]`.
    AttributeLists,
    /// Goldmark: `{#id .class}` at the end of a heading.
    HeadingAttributes,
    /// Pandoc, Goldmark: `: text` under a term.
    DefinitionLists,
    /// Goldmark, marked, Pandoc: `--`, `...`, `<<` become typographic characters.
    Typography,
    /// marked: delimiters where CommonMark allows none.
    LooseInlines,
    /// Pandoc: `^sup^` and `~sub~`.
    SubSup,
    /// Pandoc: `@key`.
    Citations,
    /// Pandoc: `\command`, `\begin{…}`.
    RawTex,
    /// Pandoc: `(1)`, `a.`, `#.`, `(@)` start lists, `|` lines and `:::` blocks.
    LineStarts,
    /// Pandoc: delimiters, brackets and tags where CommonMark has none.
    LooseDelimiters,
}

/// A template language that is expanded in the whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Templates {
    /// Hugo: `{{< name >}}` and `{{% name %}}`.
    Shortcodes,
    /// Hexo: `{{ }}`, `{% %}` and `{# #}`.
    Nunjucks,
    /// Jekyll: `{{ }}` and `{% %}`.
    Liquid,
}

/// GitHub Flavored Markdown, which the other targets extend.
const GFM: Syntax = Syntax {
    grammar: Grammar::CommonMark,
    tables: true,
    strikethrough: true,
    escaped_tildes: true,
    footnotes: true,
    task_lists: true,
    bare_urls: BareUrls::Links,
    heading_ids: true,
    formulas: true,
    html: Html::Kept,
    math: MathSyntax::Dollar,
    extras: &[],
    templates: None,
};

/// <https://spec.commonmark.org/0.31.2/>
const COMMONMARK: Syntax = Syntax {
    tables: false,
    strikethrough: false,
    footnotes: false,
    task_lists: false,
    bare_urls: BareUrls::Text,
    heading_ids: false,
    formulas: false,
    ..GFM
};

/// What its grammar reads beyond GFM is in `render/kramdown`.
const KRAMDOWN: Syntax = Syntax {
    grammar: Grammar::Kramdown,
    html: Html::WithoutMarkdown,
    math: MathSyntax::Kramdown,
    templates: Some(Templates::Liquid),
    ..GFM
};

/// <https://gohugo.io/configuration/markup/#goldmark>
const GOLDMARK: Syntax = Syntax {
    escaped_tildes: false,
    bare_urls: BareUrls::RawLinks,
    html: Html::Omitted,
    math: MathSyntax::Brackets,
    extras: &[Extra::HeadingAttributes, Extra::DefinitionLists, Extra::Typography],
    templates: Some(Templates::Shortcodes),
    ..GFM
};

/// <https://github.com/hexojs/hexo-renderer-marked>
const MARKED: Syntax = Syntax {
    footnotes: false,
    heading_ids: false,
    formulas: false,
    extras: &[Extra::LooseInlines, Extra::Typography],
    templates: Some(Templates::Nunjucks),
    ..GFM
};

/// <https://help.obsidian.md/obsidian-flavored-markdown>
const OBSIDIAN: Syntax = Syntax {
    html: Html::WithoutMarkdown,
    extras: &[
        Extra::Tags,
        Extra::Wikilinks,
        Extra::Highlights,
        Extra::PercentComments,
        Extra::DisplayedFormulas,
        Extra::BlockIds,
        Extra::InlineFootnotes,
    ],
    ..GFM
};

/// <https://pandoc.org/MANUAL.html#pandocs-markdown>
const PANDOC: Syntax = Syntax {
    bare_urls: BareUrls::Text,
    heading_ids: false,
    html: Html::Parsed,
    extras: &[
        Extra::AttributeLists,
        Extra::DefinitionLists,
        Extra::Typography,
        Extra::SubSup,
        Extra::Citations,
        Extra::RawTex,
        Extra::LineStarts,
        Extra::LooseDelimiters,
        Extra::InlineFootnotes,
    ],
    ..GFM
};

impl Syntax {
    /// Whether text that GFM reads as it is may need an escape.
    pub(crate) fn reads_more_than_gfm(&self) -> bool {
        self.grammar != Grammar::CommonMark || !self.extras.is_empty() || !self.formulas
    }

    /// Returns the syntax of the target of `options`.
    pub(crate) const fn of(options: &Options) -> &'static Self {
        Self::of_target(options.target())
    }

    /// Returns the syntax of a target.
    pub(crate) const fn of_target(target: Target) -> &'static Self {
        match target {
            Target::Auto | Target::Gfm => &GFM,
            Target::Commonmark => &COMMONMARK,
            Target::Kramdown => &KRAMDOWN,
            Target::Goldmark => &GOLDMARK,
            Target::Marked => &MARKED,
            Target::Obsidian => &OBSIDIAN,
            Target::Pandoc => &PANDOC,
        }
    }
}

/// Returns how formulas are written, which is never `auto`.
pub(crate) const fn math(options: &Options) -> MathSyntax {
    math_of(options.dialect())
}

/// Returns how formulas are written in a dialect, which is never `auto`.
pub(crate) const fn math_of(dialect: Dialect) -> MathSyntax {
    match dialect.math {
        MathSyntax::Auto => Syntax::of_target(dialect.target).math,
        chosen => chosen,
    }
}

/// Whether raw HTML may be written: the target shows it, or the options say so.
pub(crate) const fn allows_html(options: &Options) -> bool {
    !matches!(Syntax::of(options).html, Html::Omitted) || matches!(options.inline_html, InlineHtml::Keep)
}

/// Whether elements without a Markdown equivalent are written as tags.
pub(crate) const fn keeps_elements(options: &Options) -> bool {
    allows_html(options) && !matches!(options.inline_html, InlineHtml::Drop)
}

/// Whether `<details>` becomes its summary in bold and its content.
pub(crate) const fn flattens_details(options: &Options) -> bool {
    match options.details {
        Details::Auto => matches!(Syntax::of(options).html, Html::WithoutMarkdown) || !allows_html(options),
        Details::Html => false,
        Details::Flatten => true,
    }
}

/// Whether formulas are written as text, because the target does not parse them. In code they need no escapes.
pub(crate) const fn writes_formulas_as_text(options: &Options) -> bool {
    !Syntax::of(options).formulas && !matches!(math(options), MathSyntax::Backtick)
}
