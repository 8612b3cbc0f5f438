//! Turns the article's elements into the document model.
//!
//! Lowering never fails: what it cannot express becomes the nearest thing plus a warning. What an element is was
//! decided by [`crate::clean`]; what Markdown can hold is the business of [`crate::normalize`]. One file per kind
//! of thing, one method per [`Kind`].

mod code;
mod diagram;
mod embed;
mod footnote;
mod heading;
mod image;
mod inline_builder;
mod inline_code;
mod language;
mod line_code;
mod link;
mod list;
mod math;
mod mathml;
mod pre_text;
mod spacing;
mod spacing_stats;
mod split_code;
mod table;
mod text;
mod user;

use std::collections::HashMap;
use std::mem;

use crate::clean::{Classifier, Disposition, Kind, UserRules, by_name};
use crate::dom::{Element, Node};
use crate::model::{Block, Document, Inline};
use crate::options::{InlineHtml, Options, Toc};
use crate::report::{Report, Warning, WarningCode};
pub(crate) use image::{bare, dialect_of_alt, is_processed};
use inline_builder::{InlineBuilder, Style};
pub(crate) use link::dialect_of_address;
use spacing::SpacingRules;
use spacing_stats::SpacingStats;

/// What lowering makes of an article.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Lowered {
    /// The article.
    pub document: Document,
    /// The addresses that the page has for pictures whose address in the document is without what the site's hosts were
    /// asked to do with them; by the latter.
    pub originals: HashMap<String, String>,
}

/// Turns the children of `root` into a document.
///
/// `rules` come before ours. `base` is the address relative links are resolved against, the article's own when it is
/// known. Warnings and removals are added to `report`.
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
    let stats = SpacingStats::of(root);
    let classifier = Classifier::new(rules, root);
    let left_out =
        classifier.left_out().iter().map(|rule| Warning::new(WarningCode::RuleLeftOut, None, rule));
    report.warnings.extend(left_out);
    let spacing = SpacingRules::of(&stats, options.spacing);
    let mut lowerer = Lowerer {
        options,
        classifier,
        base: base.filter(|base| base.len() <= LONGEST_BASE).and_then(|base| url::Url::parse(base).ok()),
        report,
        spacing,
        blocks: Vec::new(),
        line: InlineBuilder::new(spacing),
        task: None,
        in_link: false,
        originals: HashMap::new(),
    };
    lowerer.children(root);
    lowerer.end_paragraph();
    let (mut blocks, originals) = (mem::take(&mut lowerer.blocks), mem::take(&mut lowerer.originals));
    split_code::join_single_lines(&mut blocks);
    drop_outer_rules(&mut blocks);
    Lowered { document: Document { blocks }, originals }
}

/// A longer address is none that relative ones are resolved against: each of them would become as long.
const LONGEST_BASE: usize = 2048;

/// A rule above or below all of an article parts nothing (dialect `hr`). At the top of a file it would moreover be
/// taken for the beginning of front matter.
fn drop_outer_rules(blocks: &mut Vec<Block>) {
    let shows = |block: &Block| match block {
        Block::Rule => false,
        Block::Paragraph(line) => line.iter().any(|inline| *inline != Inline::Break),
        _ => true,
    };
    blocks.truncate(blocks.iter().rposition(shows).map_or(0, |last| last + 1));
    blocks.drain(..blocks.iter().position(shows).unwrap_or(0));
}

/// The state of lowering one container: the blocks so far and the line being written.
struct Lowerer<'o> {
    options: &'o Options,
    classifier: Classifier<'o>,
    base: Option<url::Url>,
    report: &'o mut Report,
    spacing: SpacingRules<'o>,
    blocks: Vec<Block>,
    line: InlineBuilder<'o>,
    /// The task box met in the list item being lowered.
    task: Option<bool>,
    /// Whether a link is open: links do not nest.
    in_link: bool,
    /// See [`Lowered::originals`].
    originals: HashMap<String, String>,
}

impl Lowerer<'_> {
    fn children(&mut self, element: Element<'_>) {
        for child in element.node().children() {
            self.node(child);
        }
    }

    fn node(&mut self, node: Node<'_>) {
        self.line.at(node);
        if let Some(text) = node.as_text() {
            self.text(node, text);
        } else if let Some(element) = node.as_element() {
            self.element(element);
        } else {
            self.line.comment();
        }
    }

    fn element(&mut self, element: Element<'_>) {
        self.dispose(element, self.classifier.classify(element));
    }

    fn dispose(&mut self, element: Element<'_>, disposition: Disposition<'_>) {
        match disposition {
            Disposition::Drop(rule) => self.drop(element, rule),
            Disposition::Unwrap => self.inline(element, None),
            Disposition::Lower(kind) => self.lower(element, kind),
        }
    }

    fn lower(&mut self, element: Element<'_>, kind: Kind) {
        match kind {
            Kind::Heading(level) => self.heading(element, level),
            Kind::Paragraph => self.paragraph(element),
            Kind::Quote => self.quote(element),
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
            Kind::Footnotes => self.footnotes(element),
            Kind::Frame => self.frame(element),
            Kind::Diagram => self.diagram(element),
            Kind::Break => self.line.line_break(),
            Kind::WordBreak => self.line.cross(spacing::BoundaryFlags::WORD_BREAK),
            Kind::Strong => self.inline(element, Some(Style::Strong)),
            Kind::Emphasis => self.emphasis(element),
            Kind::Strike => self.inline(element, Some(Style::Strike)),
            Kind::Element(tag) => self.html(element, tag),
            Kind::InlineCode => self.inline_code(element),
            Kind::Link => self.link(element),
            Kind::Card => self.card(element),
            Kind::Image => self.image(element),
            Kind::Symbol => self.symbol(element),
            Kind::MathImage => self.math_image(element),
            Kind::Katex => self.katex(element),
            Kind::MathScript => self.math_script(element),
            Kind::MathText => self.math_text(element),
            Kind::Checkbox => self.task = self.task.or(Some(element.attribute("checked").is_some())),
            Kind::FootnoteReference => self.footnote_reference(element),
        }
    }

    /// Lowers the children within `style`, or as they stand where it is open (dialect `strong-nested`).
    fn inline(&mut self, element: Element<'_>, style: Option<Style>) {
        let drop_cap = text::is_drop_cap(element);
        self.line.boundary(drop_cap);
        if text::continues_run(element) {
            self.line.cross(spacing::BoundaryFlags::SPLIT_RUN);
        }
        if text::floats_right(element) {
            self.line.cross(spacing::BoundaryFlags::FLOAT);
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
        self.line.cross(flags);
        self.inline(element, Some(Style::Emphasis));
        self.line.cross(flags);
    }

    fn symbol(&mut self, element: Element<'_>) {
        self.line.boundary(false);
        self.line.text(&element.text().chars().map(text::wingding).collect::<String>());
        self.line.boundary(false);
    }

    /// An element kept as it is (dialects `subsup`, `mark-kbd`). A line under a link says nothing more.
    fn html(&mut self, element: Element<'_>, tag: crate::model::Tag) {
        use crate::model::Tag;
        let glued = matches!(tag, Tag::Sub | Tag::Sup);
        let flags = if glued { spacing::BoundaryFlags::RAISED } else { spacing::BoundaryFlags::default() };
        let says_nothing = tag == Tag::U && (self.in_link || self.is_only_link(element));
        let is_kept = self.options.inline_html == InlineHtml::Keep && !says_nothing;
        let style = is_kept.then_some(Style::Element(tag));
        self.line.cross(flags);
        self.inline(element, style);
        self.line.cross(flags);
    }

    /// A box: the line before it ends, and so does its own last line (dialects `div-para`, `center`).
    fn paragraph(&mut self, element: Element<'_>) {
        self.end_paragraph();
        self.children(element);
        self.end_paragraph();
    }

    fn quote(&mut self, element: Element<'_>) {
        let blocks = self.container(element);
        self.block(Block::Quote(blocks));
    }

    /// A line in one style: the term of a definition, a caption.
    fn styled_line(&mut self, element: Element<'_>, style: fn(Vec<Inline>) -> Inline) {
        for block in self.container(element) {
            self.block(match block {
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

    /// One `[TOC]` for the whole table, however many rows it has.
    fn toc_marker(&mut self, element: Element<'_>) {
        self.drop(element, "toc");
        self.end_paragraph();
        let marker = Block::Paragraph(vec![Inline::Text("[TOC]".to_owned())]);
        if self.blocks.last() != Some(&marker) {
            self.blocks.push(marker);
        }
    }

    /// Ends the line being written and adds `block`.
    fn block(&mut self, block: Block) {
        self.end_paragraph();
        self.blocks.push(block);
    }

    /// Ends the line being written; open emphasis and links go on in the next one. Text that stands in no box is a
    /// paragraph, too (dialect `root-inline`).
    fn end_paragraph(&mut self) {
        let mut line = self.line.end_line();
        if self.options.toc == Toc::Drop {
            text::strip_toc_marker(&mut line);
        }
        if !line.is_empty() {
            self.blocks.push(Block::Paragraph(line));
        }
    }

    /// Lowers the children of `element` into blocks of their own, within the emphasis that is open here.
    fn container(&mut self, element: Element<'_>) -> Vec<Block> {
        self.end_paragraph();
        let outer_blocks = mem::take(&mut self.blocks);
        let inner_line = self.line.within();
        let outer_line = mem::replace(&mut self.line, inner_line);
        self.children(element);
        self.end_paragraph();
        self.line = outer_line;
        let mut blocks = mem::replace(&mut self.blocks, outer_blocks);
        split_code::join_single_lines(&mut blocks);
        blocks
    }

    fn is_dropped(&self, element: Element<'_>) -> bool {
        matches!(self.classifier.classify(element), Disposition::Drop(_))
    }

    /// Drops `element` and counts what it held.
    fn drop(&mut self, element: Element<'_>, rule: &str) {
        self.line.boundary(false);
        self.count_removed(element, rule);
    }

    fn count_removed(&mut self, element: Element<'_>, rule: &str) {
        let characters = text::count_characters(element);
        let count = |tag: &str| {
            usize::from(element.tag() == tag) + element.elements().filter(|e| e.tag() == tag).count()
        };
        let (images, links) = (count("img"), count("a"));
        if characters + images + links == 0 {
            return;
        }
        self.report.record_removal(rule, element.node().line(), characters);
        if let Some(removed) = self.report.removed.get_mut(rule) {
            removed.images += images;
            removed.links += links;
        }
    }

    fn warn(&mut self, code: WarningCode, element: Element<'_>, detail: &str) {
        self.report.warnings.push(Warning::new(code, element.node().line(), detail));
    }
}
