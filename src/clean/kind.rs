//! What elements can be, and what is done with them.

use crate::model::{HeadingLevel, Tag};

/// What is to be done with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disposition<'a> {
    /// It goes with all it holds; the name is of the rule that says so, for the report.
    Drop(&'a str),
    /// It is seen through: its children stand in its place.
    Unwrap,
    /// It becomes something of the document model.
    Lower(Kind),
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A heading.
    Heading(HeadingLevel),
    /// A paragraph, or any other box that ends the line before it.
    Paragraph,
    /// A block quotation.
    Quote,
    /// `ul`, `ol` and their kin.
    List,
    /// `li`.
    Item,
    /// `pre`.
    Code,
    /// A code block of a highlighter that writes a list or a table, line by line.
    LineCode(LineCode),
    /// `table`.
    Table,
    /// `hr`.
    Rule,
    /// `br`.
    Break,
    /// `wbr`.
    WordBreak,
    /// `dt` and `summary`: a bold line.
    Term,
    /// A caption: an italic line.
    Caption,
    /// A table of contents made by the site's editors.
    Toc,
    /// `strong`, `b`.
    Strong,
    /// `em`, `i`.
    Emphasis,
    /// `del`, `s`, `strike`.
    Strike,
    /// `code`, `tt`, `samp`.
    InlineCode,
    /// An element kept as HTML.
    Element(Tag),
    /// `a`.
    Link,
    /// A link card: `a.has-card`.
    Card,
    /// `img`.
    Image,
    /// `img.mathcode`: TeX in the `alt`.
    MathImage,
    /// A letter in a font of symbols.
    Symbol,
    /// `.katex`.
    Katex,
    /// `script[type="math/tex"]`.
    MathScript,
    /// MathJax's output where its source is gone.
    MathText,
    /// A frame, video or sound.
    Frame,
    /// A diagram rendered to SVG.
    Diagram,
    /// `input[type=checkbox]`.
    Checkbox,
    /// `sup.footnote-ref`.
    FootnoteReference,
    /// `section.footnotes`.
    Footnotes,
    /// An element that the user wants as a code block, whatever it is.
    CodeBox,
    /// An element that the user wants as HTML.
    KeptHtml,
}

/// Highlighters that write code as a list or table of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineCode {
    /// dp.SyntaxHighlighter: `div.dp-highlighter > ol > li`.
    Dp,
    /// SyntaxHighlighter 2 and 3: `.syntaxhighlighter td.code .line`.
    SyntaxHighlighter,
    /// SyntaxHighlighter without its classes: `td > p` numbers beside `td > p > code` lines.
    BareTable,
    /// An editor of programs: `div[style] > div`.
    Editor,
    /// Crayon: `.crayon-syntax td.crayon-code .crayon-line`.
    Crayon,
    /// google-code-prettify with line numbers: `ol.linenums > li`.
    Prettify,
    /// Hexo and Rouge: `figure.highlight td.code pre`, whose text is intact.
    Hexo,
    /// `textarea[name=code]`, whose text is intact.
    Textarea,
}
