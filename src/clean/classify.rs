//! From an element to its disposition.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::rules::{RULES, Rule};
use super::toc;
use crate::dom::Element;
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

/// Decides what `element` is when no user has a say: the first rule of [`RULES`] that holds, else its name.
pub fn built_in(element: Element<'_>) -> Disposition<'static> {
    let classes = rows_of_classes(element);
    let mut rows = RULES.iter().enumerate();
    let rule = rows.find(|(row, rule)| rule.holds(element, classes & (1 << row) != 0));
    rule.map_or_else(|| by_name(element.tag()), |(_, rule)| rule.disposition())
}

/// The rows of [`RULES`] that ask for each class, as bits: most elements with classes have none that any row knows.
static ROWS: LazyLock<HashMap<&'static str, u128>> = LazyLock::new(|| {
    let mut rows: HashMap<&'static str, u128> = HashMap::new();
    for (row, rule) in RULES.iter().enumerate() {
        rule.when.classes().iter().for_each(|class| *rows.entry(class).or_default() |= 1 << row);
    }
    rows
});

const _: () = assert!(RULES.len() <= 128, "a bit for each row");

fn rows_of_classes(element: Element<'_>) -> u128 {
    element.classes().filter_map(|class| ROWS.get(class)).fold(0, |rows, row| rows | row)
}

/// What an element with this tag is when no rule knows better.
pub fn by_name(tag: &str) -> Disposition<'static> {
    Disposition::Lower(match tag {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => return heading(tag),
        "address" | "article" | "aside" | "body" | "center" | "dd" | "details" | "dialog" | "div" | "dl"
        | "fieldset" | "figure" | "footer" | "form" | "header" | "html" | "main" | "nav" | "p"
        | "section" | "caption" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "hgroup" | "search" => {
            Kind::Paragraph
        }
        "blockquote" => Kind::Quote,
        "ul" | "ol" | "dir" | "menu" => Kind::List,
        "li" => Kind::Item,
        "pre" | "listing" | "xmp" | "plaintext" => Kind::Code,
        "table" => Kind::Table,
        "hr" => Kind::Rule,
        "br" => Kind::Break,
        "wbr" => Kind::WordBreak,
        "dt" | "summary" | "legend" => Kind::Term,
        "figcaption" => Kind::Caption,
        "strong" | "b" => Kind::Strong,
        "em" | "i" => Kind::Emphasis,
        "del" | "s" | "strike" => Kind::Strike,
        "code" | "tt" | "samp" => Kind::InlineCode,
        "sub" => Kind::Element(Tag::Sub),
        "sup" => Kind::Element(Tag::Sup),
        "kbd" => Kind::Element(Tag::Kbd),
        "mark" => Kind::Element(Tag::Mark),
        "u" => Kind::Element(Tag::U),
        "ins" => Kind::Element(Tag::Ins),
        "a" => Kind::Link,
        "img" => Kind::Image,
        "iframe" | "video" | "audio" | "embed" => Kind::Frame,
        _ => return Disposition::Unwrap,
    })
}

fn heading(tag: &str) -> Disposition<'static> {
    let level = tag.bytes().last().and_then(|digit| HeadingLevel::new(digit - b'0'));
    level.map_or(Disposition::Unwrap, |level| Disposition::Lower(Kind::Heading(level)))
}

impl Rule {
    fn holds(&self, element: Element<'_>, has_class: bool) -> bool {
        // Most elements of an article carry no attribute, and most rules ask for one.
        (element.has_attributes() || !self.when.needs_attributes()) && self.when.holds(element, has_class)
    }

    fn disposition(&self) -> Disposition<'static> {
        match self.then {
            super::rules::Then::Drop => Disposition::Drop(self.name),
            super::rules::Then::Unwrap => Disposition::Unwrap,
            super::rules::Then::Lower(kind) => Disposition::Lower(kind),
        }
    }
}

/// Whether `element` is a table of contents made by the site's editors.
pub(super) fn is_toc(element: Element<'_>) -> bool {
    toc::is_toc(element)
}
