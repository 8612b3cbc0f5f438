//! Turns the article's elements into the document model.
//!
//! Lowering never fails: what the model cannot express becomes the nearest thing, with a warning. [`crate::clean`]
//! decides what an element is; [`crate::normalize`] decides what Markdown can hold. Each kind of element has a file,
//! each [`Kind`] a method.

mod char_class;
mod code;
mod coloured_words;
mod details;
mod diagram;
mod double_escape;
mod embed;
mod footnote;
mod footnote_pairs;
mod gloss;
mod heading;
mod heading_id;
mod image;
mod inline_builder;
mod inline_code;
mod language;
mod line_code;
mod line_tail;
mod link;
mod link_row;
mod list;
mod math;
mod math_source;
mod mathml;
mod pre_text;
mod spacing;
mod spacing_stats;
mod split_code;
mod survey;
mod table;
mod text;
mod url;
mod user;
mod words;

use std::collections::HashMap;
use std::mem;

use crate::chars::trim_ascii_start;
use crate::clean::{
    Classifier, Disposition, Kind, UserRules, by_name, is_editor_word, is_unknown_element, may_be_editor_word,
};
use crate::dom::{Element, Node};
use crate::model::{Block, Document, Inline};
use crate::options::{InlineHtml, Options, Toc};
use crate::report::{Report, Warning, WarningCode};
use double_escape::DoubleEscapes;
use footnote_pairs::Footnotes;
pub(crate) use footnote_pairs::is_note_name;
pub(crate) use image::{dialect_of_alt, is_processed, without_processing};
use inline_builder::{InlineBuilder, Style};
use link_row::LinkRun;
use spacing::SpacingRules;
use spacing_stats::SpacingStats;
use survey::Survey;
pub(crate) use url::dialect_of_url;

/// A lowered article.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Lowered {
    /// The article.
    pub document: Document,
    /// For image URLs from which a processing query was removed, the URL with it. The key is the URL in the document.
    pub originals: HashMap<String, String>,
}

/// Turns the children of `root` into a document.
///
/// `rules` take precedence over the built-in ones. `base` is the URL that relative links are resolved against: the
/// article's own if it is known. Warnings and removals are added to `report`.
///
/// ```
/// use csdown::{Options, Report, model::Block, dom, stages::{clean::UserRules, lower}};
/// let (rules, options) = (UserRules::default(), Options::default());
/// let page = dom::parse("<div id=content_views>一<br><br>二</div>", &options.limits)?;
/// let article = page.by_id("content_views").expect("the page has an article");
/// let lowered = lower::lower(article, &rules, None, &options, &mut Report::default());
/// assert!(matches!(lowered.document.blocks.as_slice(), [Block::Paragraph(_)]));
/// # Ok::<(), csdown::Error>(())
/// ```
pub fn lower(
    root: Element<'_>,
    rules: &UserRules,
    base: Option<&str>,
    options: &Options,
    report: &mut Report,
) -> Lowered {
    let survey = Survey::of(root);
    let stats = SpacingStats::new(root.node().dom(), &survey.texts);
    let classifier = Classifier::new(rules, root).only_with(survey.words);
    let skipped_rules =
        classifier.skipped_rules().iter().map(|rule| Warning::new(WarningCode::RuleSkipped, None, rule));
    report.warnings.extend(skipped_rules);
    let spacing = SpacingRules::of(&survey, &stats, options.spacing);
    let mut lowerer = Lowerer {
        options,
        classifier,
        footnotes: Footnotes::of(root, &survey.links),
        base: base.filter(|base| base.len() <= MAX_BASE_LENGTH).and_then(|base| ::url::Url::parse(base).ok()),
        report,
        spacing,
        // An article has one block for every two texts.
        blocks: Vec::with_capacity(survey.texts.len() / 2),
        line: InlineBuilder::new(spacing),
        double_escapes: DoubleEscapes::of(root, &survey.with_ampersand),
        task: None,
        in_link: false,
        link_run: LinkRun::default(),
        originals: HashMap::new(),
    };
    lowerer.children(root);
    lowerer.end_paragraph();
    let (mut blocks, originals) = (mem::take(&mut lowerer.blocks), mem::take(&mut lowerer.originals));
    split_code::join_single_lines(&mut blocks);
    Lowered { document: Document { blocks }, originals }
}

/// The maximum length of a base URL. Every relative link would become that long.
const MAX_BASE_LENGTH: usize = 2048;

/// The state of lowering one container: its blocks and the line being built.
struct Lowerer<'o> {
    options: &'o Options,
    classifier: Classifier<'o>,
    footnotes: Footnotes,
    base: Option<::url::Url>,
    report: &'o mut Report,
    spacing: SpacingRules<'o>,
    blocks: Vec<Block>,
    line: InlineBuilder<'o>,
    double_escapes: DoubleEscapes,
    /// The state of the task box in the current list item.
    task: Option<bool>,
    /// Whether a link is open. Links do not nest.
    in_link: bool,
    /// The links around the last link.
    link_run: LinkRun,
    /// See [`Lowered::originals`].
    originals: HashMap<String, String>,
}

impl Lowerer<'_> {
    fn children(&mut self, element: Element<'_>) {
        for child in element.node().children() {
            self.node(child);
        }
    }

    /// Inline, so that whitespace, which is most texts of a pretty-printed page, takes no call.
    #[inline]
    fn node(&mut self, node: Node<'_>) {
        self.line.set_source(Some(node.id()));
        if let Some(text) = node.as_text() {
            let start = trim_ascii_start(text);
            if start.is_empty() {
                return self.line.whitespace(text);
            }
            self.visible_text(node, text, may_be_editor_word(start));
        } else if let Some(element) = node.as_element() {
            self.element(element);
        } else {
            self.line.comment();
        }
    }

    #[inline(never)]
    fn visible_text(&mut self, node: Node<'_>, text: &str, may_be_editor_word: bool) {
        let text = self.double_escapes.read(node, self.footnotes.shown(node, text));
        if may_be_editor_word && is_editor_word(node) {
            return self.editor_word(node, &text);
        }
        self.text(node, &text);
    }

    #[inline(never)]
    fn element(&mut self, element: Element<'_>) {
        if self.footnote(element) {
            return;
        }
        self.dispose(element, self.classifier.classify(element));
    }

    fn dispose(&mut self, element: Element<'_>, disposition: Disposition<'_>) {
        match disposition {
            Disposition::Drop(rule) => self.drop(element, rule),
            Disposition::Unwrap => {
                if is_unknown_element(element, false) {
                    self.warn_unknown(element);
                }
                self.inline(element, None);
            }
            Disposition::Lower(kind) => self.lower(element, kind),
        }
    }

    fn lower(&mut self, element: Element<'_>, kind: Kind) {
        match kind {
            Kind::Heading(level) => self.heading(element, level),
            Kind::Paragraph => self.paragraph(element),
            Kind::Quote => self.quote(element),
            Kind::Alert => self.alert(element),
            Kind::Details => self.details(element),
            Kind::List => self.list(element),
            Kind::Item => self.orphan_item(element),
            Kind::Code => self.code(element),
            Kind::CodeBox => self.code_box(element),
            Kind::KeptHtml => self.kept_html(element),
            Kind::LineCode(highlighter) => self.line_code(element, highlighter),
            Kind::Table => self.table(element),
            Kind::Rule => self.block(Block::Rule),
            Kind::Term => self.styled_line(element, Inline::Strong),
            Kind::Caption => self.styled_line(element, Inline::Emphasis),
            Kind::Toc => self.toc(element),
            Kind::Frame => self.frame(element),
            Kind::Diagram => self.diagram(element),
            Kind::Break => self.line.line_break(),
            Kind::WordBreak => self.line.flag_boundary(spacing::BoundaryFlags::WORD_BREAK),
            Kind::Strong => self.inline(element, Some(Style::Strong)),
            Kind::Emphasis => self.emphasis(element),
            Kind::Strike => self.inline(element, Some(Style::Strike)),
            Kind::Element(tag) => self.html(element, tag),
            Kind::Gloss => self.gloss(element),
            Kind::GlossBracket => {}
            Kind::Quotation => self.quotation(element),
            Kind::InlineCode => self.inline_code(element),
            Kind::Link => self.link(element),
            Kind::Card => self.card(element),
            Kind::Image => self.image(element),
            Kind::Symbol => self.symbol(element),
            Kind::MathImage => self.math_image(element),
            Kind::Katex => self.katex(element),
            Kind::MathScript => self.math_script(element),
            Kind::MathElement => self.math_element(element),
            Kind::MathText => self.math_text(element),
            Kind::Checkbox => self.task = self.task.or(Some(element.attribute("checked").is_some())),
        }
    }

    /// Lowers the children within `style`, or unstyled if it is already open (dialect `strong-nested`).
    fn inline(&mut self, element: Element<'_>, style: Option<Style>) {
        let drop_cap = text::is_drop_cap(element);
        self.line.boundary(drop_cap);
        if text::continues_run(element) {
            self.line.flag_boundary(spacing::BoundaryFlags::SPLIT_RUN);
        }
        if text::floats_right(element) {
            self.line.flag_boundary(spacing::BoundaryFlags::FLOAT);
        }
        match style.filter(|style| !self.line.is_open(style)) {
            Some(style) => {
                self.line.open(style);
                self.children(element);
                self.line.close();
            }
            None => self.children(element),
        }
        self.line.boundary(drop_cap);
    }

    fn emphasis(&mut self, element: Element<'_>) {
        let flags = if text::is_code_like(element, self.spacing.code_like_emphasis) {
            spacing::BoundaryFlags::CODE_LIKE
        } else {
            spacing::BoundaryFlags::default()
        };
        self.line.flag_boundary(flags);
        self.inline(element, Some(Style::Emphasis));
        self.line.flag_boundary(flags);
    }

    fn symbol(&mut self, element: Element<'_>) {
        self.line.boundary(false);
        self.line.text(&element.text().chars().map(text::wingding).collect::<String>());
        self.line.boundary(false);
    }

    /// Lowers an element that is kept as HTML (dialects `subsup`, `mark-kbd`). `u` around a link adds nothing.
    fn html(&mut self, element: Element<'_>, tag: crate::model::Tag) {
        use crate::model::Tag;
        let glued = matches!(tag, Tag::Sub | Tag::Sup);
        let flags = if glued { spacing::BoundaryFlags::RAISED } else { spacing::BoundaryFlags::default() };
        let is_redundant = tag == Tag::U && (self.in_link || self.is_only_link(element));
        let is_kept = self.options.inline_html != InlineHtml::Drop && !is_redundant;
        let style = is_kept.then_some(Style::Element(tag));
        self.line.flag_boundary(flags);
        self.inline(element, style);
        self.line.flag_boundary(flags);
    }

    /// Lowers a block: the current line ends before it and after it (dialects `div-para`, `center`).
    fn paragraph(&mut self, element: Element<'_>) {
        self.end_paragraph();
        self.children(element);
        self.end_paragraph();
    }

    fn quote(&mut self, element: Element<'_>) {
        let blocks = self.container(element);
        self.block(Block::Quote(blocks));
    }

    /// Lowers a line with one style: the term of a definition, a caption.
    fn styled_line(&mut self, element: Element<'_>, style: fn(Vec<Inline>) -> Inline) {
        for block in self.container(element) {
            self.block(match block {
                // Nested elements of a style would otherwise add a level to each paragraph below them.
                Block::Paragraph(content) if text::is_wholly(&content, &style(Vec::new())) => {
                    Block::Paragraph(content)
                }
                Block::Paragraph(content) => Block::Paragraph(vec![style(content)]),
                other => other,
            });
        }
    }

    fn toc(&mut self, element: Element<'_>) {
        match self.options.toc {
            Toc::Drop => self.drop(element, "toc"),
            Toc::Keep => self.dispose(element, by_name(element.tag())),
            Toc::Marker => self.toc_marker(element),
        }
    }

    /// Writes one `[TOC]` for the whole table of contents.
    fn toc_marker(&mut self, element: Element<'_>) {
        self.drop(element, "toc");
        self.end_paragraph();
        let marker = Block::Paragraph(vec![Inline::Text("[TOC]".to_owned())]);
        if self.blocks.last() != Some(&marker) {
            self.blocks.push(marker);
        }
    }

    /// Ends the current line and adds `block`.
    fn block(&mut self, block: Block) {
        self.end_paragraph();
        self.blocks.push(block);
    }

    /// Ends the current line. Open styles and links continue in the next one. Text outside any block becomes a
    /// paragraph (dialect `root-inline`).
    fn end_paragraph(&mut self) {
        let mut line = self.line.end_line();
        if line.is_empty() {
            return;
        }
        if self.options.toc == Toc::Drop {
            text::strip_toc_marker(&mut line);
        }
        // Most cells and items hold one paragraph. Otherwise, a vector starts with room for four blocks.
        let paragraph = Block::Paragraph(line);
        if self.blocks.capacity() == 0 {
            self.blocks = vec![paragraph];
        } else {
            self.blocks.push(paragraph);
        }
    }

    /// Lowers the children of `element` to separate blocks, within the styles that are open here.
    fn container(&mut self, element: Element<'_>) -> Vec<Block> {
        self.container_of(|lowerer| lowerer.children(element))
    }

    /// Lowers what `read` reads to separate blocks.
    fn container_of(&mut self, read: impl FnOnce(&mut Self)) -> Vec<Block> {
        self.end_paragraph();
        let outer_blocks = mem::take(&mut self.blocks);
        let source = self.line.source();
        read(self);
        self.end_paragraph();
        self.line.set_source(source);
        let mut blocks = mem::replace(&mut self.blocks, outer_blocks);
        split_code::join_single_lines(&mut blocks);
        blocks
    }

    fn is_dropped(&self, element: Element<'_>) -> bool {
        matches!(self.classifier.classify(element), Disposition::Drop(_))
    }

    /// Drops `element` and records its contents.
    fn drop(&mut self, element: Element<'_>, rule: &str) {
        self.line.boundary(false);
        self.count_removed(element, rule);
    }

    fn count_removed(&mut self, element: Element<'_>, rule: &str) {
        let characters = text::count_characters(element) + text::count_field(element);
        let (mut images, mut links) = (0, 0);
        for part in std::iter::once(element).chain(element.elements()) {
            match part.tag() {
                "img" => images += 1,
                // Frames and videos become links.
                "a" | "iframe" | "video" | "audio" | "embed" => links += 1,
                _ => {}
            }
        }
        if characters + images + links == 0 {
            return;
        }
        self.report.record_removal(rule, element.node().line(), characters);
        if let Some(removed) = self.report.removed.get_mut(rule) {
            removed.images += images;
            removed.links += links;
        }
    }

    fn warn_unknown(&mut self, element: Element<'_>) {
        let detail = element.node().source().unwrap_or_else(|| element.tag());
        self.warn(WarningCode::UnknownElement, element, detail);
    }

    fn warn(&mut self, code: WarningCode, element: Element<'_>, detail: &str) {
        self.report.warnings.push(Warning::new(code, element.node().location(), detail));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::{arbitrary_text, is_visible};
    use crate::dom::parse;

    /// Normalising relies on this.
    #[test]
    fn texts_have_only_single_spaces_and_visible_characters() {
        arbtest::arbtest(|u| {
            let parts = [
                "a",
                "字",
                "，",
                " ",
                "\n  ",
                "\t",
                "\u{a0}",
                "\u{3000}",
                "\u{2028}",
                "\u{200b}",
                "\u{200d}",
                "\u{f06c}",
                "\u{e5e5}",
                "\u{7f}",
                "😀",
                "[TOC]",
                "<b>",
                "</b>",
                "<p>",
                "<br>",
                "<h2 id='a b'>",
                "<a href=u>",
                "</a>",
                "<sub>",
                "<code>",
                "<details><summary>",
                "<iframe title=' a  b' src=u>",
            ];
            let html = arbitrary_text(u, &parts, 0..=16)?;
            let options = Options::default();
            let dom = parse(&html, &options.limits).unwrap();
            let body = dom.elements().find(|element| element.tag() == "body").unwrap();
            let lowered = lower(body, &UserRules::default(), None, &options, &mut Report::default());
            lowered.document.for_each_inline(|inline| {
                if let Inline::Text(text) = inline {
                    let is_spaced = !text.contains("  ") && text.chars().all(|c| c == ' ' || is_visible(c));
                    assert!(is_spaced, "{text:?} in {html:?}");
                }
            });
            Ok(())
        });
    }
}
