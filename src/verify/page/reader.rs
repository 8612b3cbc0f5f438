//! The page reader: its state, and the dispatch to the readers of each element.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use url::Url;

use super::audit;
use super::container::{BlockKind, Container, List};
use super::double_escape::Reread;
use super::footnote_pairs::Footnotes;
use crate::chars::letters;
use crate::clean::{Classifier, Disposition, Kind};
use crate::dom::{Element, Node, NodeId};
use crate::markdown::target;
use crate::model::HeadingLevel;
use crate::options::{Options, Tables};
use crate::verify::category::Category;
use crate::verify::expected::ExpectedDifferences;
use crate::verify::html_tag::kept_tag_number;
use crate::verify::inventory::{Inventory, Label, Mark};
use crate::verify::visible::is_placeholder;

/// Reads elements into an inventory.
pub(super) struct PageReader<'a, 'i> {
    pub(super) inventory: &'i mut Inventory,
    /// The rules that detect boilerplate. `None` for HTML inside Markdown.
    pub(super) rules: Option<&'a Classifier<'a>>,
    pub(super) options: &'a Options,
    pub(super) base: Option<&'a Url>,
    /// The bytes of HTML inside Markdown.
    pub(super) markdown_bytes: Option<Range<usize>>,
    pub(super) expected: ExpectedDifferences,
    /// The texts in which entities are read once more.
    pub(super) reread: Reread<'a>,
    /// The names of anchors, each with the number of its heading.
    pub(super) anchors: HashMap<String, u32>,
    pub(super) headings: u32,
    pub(super) lists: Vec<List>,
    /// How much text of the current item belongs to nested lists.
    pub(super) nested: usize,
    pub(super) task: Option<bool>,
    /// The marker of the current item, which its author may have typed again.
    pub(super) typed_marker: Option<TypedMarker>,
    pub(super) in_link: bool,
    pub(super) in_table: bool,
    /// Whether the reader is in a table that is written as HTML, where formulas are text.
    pub(super) in_html: bool,
    /// Whether the tables here were already surveyed with an enclosing table.
    pub(super) in_survey: bool,
    pub(super) layouts: HashSet<NodeId>,
    pub(super) full_cells: HashSet<NodeId>,
    /// The number of open quotes, items and footnotes.
    pub(super) open_blocks: usize,
    pub(super) footnotes: Footnotes<'a>,
    /// What is being read.
    pub(super) container: Container,
    /// The title, until the first blocks of the article have been read.
    pub(super) title: Option<Title>,
}

/// The title of the article, which its first blocks may repeat.
#[derive(Debug)]
pub(super) struct Title {
    letters: String,
    /// The offset at which the next block begins.
    start: usize,
    /// The number of paragraphs so far.
    paragraphs: usize,
    /// Whether the title is a heading of the Markdown.
    is_written: bool,
}

impl Title {
    /// The limit of paragraphs before a heading that repeats the title, and of the letters and digits in one.
    const MAX_PARAGRAPHS: usize = 2;
    const MAX_LETTERS: usize = 30;

    /// Whether a heading that repeats the title may follow such a block.
    fn may_follow(&self, is_heading: bool, letters: &str) -> bool {
        !is_heading && self.paragraphs < Self::MAX_PARAGRAPHS && letters.chars().count() <= Self::MAX_LETTERS
    }
}

/// The marker of an item, which its author may have typed again.
#[derive(Debug, Clone, Copy)]
pub(super) struct TypedMarker {
    pub(super) number: Option<u32>,
    /// The offset at which the item begins.
    pub(super) start: usize,
}

impl<'a, 'i> PageReader<'a, 'i> {
    pub(super) fn new(inventory: &'i mut Inventory, options: &'a Options) -> Self {
        Self {
            inventory,
            rules: None,
            options,
            base: None,
            markdown_bytes: None,
            expected: ExpectedDifferences::default(),
            reread: Reread::default(),
            anchors: HashMap::new(),
            headings: 0,
            lists: Vec::new(),
            nested: 0,
            task: None,
            typed_marker: None,
            in_link: false,
            in_table: false,
            in_html: false,
            in_survey: false,
            layouts: HashSet::new(),
            full_cells: HashSet::new(),
            open_blocks: 0,
            footnotes: Footnotes::default(),
            container: Container::default(),
            title: None,
        }
    }

    /// Reads the title. If the article opens with it, it is not repeated.
    pub(super) fn title(&mut self, title: &str, is_written: bool) {
        let start = self.inventory.offset();
        if is_written {
            self.inventory.push_text(title);
            self.inventory.end_line();
            self.inventory.mark(Category::Headings, start, [1, 0, 0], String::new());
            self.headings += u32::from(self.inventory.offset() > start);
        }
        self.title = Some(Title {
            letters: letters(title),
            start: self.inventory.offset(),
            paragraphs: 0,
            is_written,
        });
    }

    /// Drops the block that ends here if it is one of the first and has the letters of the title and nothing else.
    /// Returns whether it does, and whether the title is written.
    pub(super) fn drop_repeated_title(&mut self, is_heading: bool) -> Option<bool> {
        let title = self.title.as_mut().filter(|title| title.start < self.inventory.offset())?;
        let text = self.inventory.text.get(title.start..).unwrap_or_default();
        let is_nested = self.open_blocks > 0 || self.in_table || !self.lists.is_empty();
        let is_link = |link: &Mark| link.start >= title.start && !link.value.starts_with('#');
        let has_link = self.inventory.marks(Category::Links).iter().any(is_link);
        let letters = letters(text);
        let is_repetition = letters == title.letters
            && !(has_link || text.contains(is_placeholder))
            && (is_heading || title.paragraphs == 0);
        if is_nested || (!is_repetition && !title.may_follow(is_heading, &letters)) {
            self.title = None;
            return None;
        }
        if !is_repetition {
            (title.start, title.paragraphs) = (self.inventory.offset(), title.paragraphs + 1);
            return None;
        }
        self.expected.changed("title-repeated");
        self.inventory.dropped_characters.add(text);
        self.inventory.truncate(title.start);
        Some(title.is_written)
    }

    pub(super) fn children(&mut self, element: Element<'a>) {
        for child in element.node().children() {
            self.node(child);
        }
    }

    pub(super) fn node(&mut self, node: Node<'a>) {
        if let Some(text) = node.as_text() {
            if let Some(read) = self.reread.get(node).map(str::to_owned) {
                self.expected.changed("entity-reread");
                self.inventory.dropped_characters.add_removed(text, &read);
                self.text(node, &read);
            } else {
                self.text(node, text);
            }
        } else if let Some(element) = node.as_element() {
            self.element(element);
        }
    }

    pub(super) fn element(&mut self, element: Element<'a>) {
        if !self.footnotes.parts.is_empty() && self.footnote_part(element) {
            return;
        }
        match self.rules.map(|rules| (rules.by_user(element), rules.classify(element))) {
            Some((_, Disposition::Drop(rule))) => self.drop(element, rule),
            Some((Some(Disposition::Lower(kind)), _)) => self.by_user_rule(element, kind),
            Some((Some(Disposition::Unwrap), _) | (_, Disposition::Unwrap)) => self.children(element),
            Some((_, Disposition::Lower(kind))) => self.by_kind(element, kind),
            None => self.by_name(element),
        }
    }

    /// Reads an element as a user rule requires, whatever its name.
    pub(super) fn by_user_rule(&mut self, element: Element<'a>, kind: Kind) {
        match kind {
            Kind::Heading(level) => self.heading(element, level),
            Kind::Quote => self.quote(element),
            Kind::CodeBox => self.code_box(element),
            Kind::KeptHtml => self.by_name(element),
            kind => self.by_kind(element, kind),
        }
    }

    /// Reads an element whose kind its name does not show.
    pub(super) fn by_kind(&mut self, element: Element<'a>, kind: Kind) {
        match kind {
            Kind::Katex => self.katex(element),
            Kind::MathScript => self.math_script(element),
            Kind::MathElement => self.math_element(element),
            Kind::MathText => self.math_text(element),
            Kind::MathImage => self.math_image(element),
            Kind::LineCode(highlighter) => self.line_code(element, highlighter),
            Kind::CodeBox => self.code_box(element),
            Kind::Toc => self.toc(element),
            Kind::Alert => self.alert(element),
            Kind::Card => self.card(element),
            Kind::Symbol => {
                self.expected.changed("src-word");
                self.inventory.dropped_characters.add(&element.text());
                self.set_origin(element.node());
                let shown: String = element.text().chars().map(crate::chars::wingding).collect();
                self.inventory.push_text(&shown);
            }
            Kind::Diagram => self.diagram(element),
            Kind::Frame => self.frame(element),
            Kind::Checkbox => {
                self.task = self.task.or(Some(element.attribute("checked").is_some()));
            }
            Kind::Paragraph if element.tag() == "blockquote" => {
                self.expected.changed("quote-indent");
                self.block(element);
            }
            Kind::Caption if element.tag() != "figcaption" => self.styled_block(element, Category::Emphasis),
            Kind::Strong if !matches!(element.tag(), "strong" | "b") => {
                self.styled(element, Category::Strong);
            }
            Kind::Emphasis if !matches!(element.tag(), "em" | "i") => {
                self.styled(element, Category::Emphasis);
            }
            _ => self.by_name(element),
        }
    }

    /// Reads an element by its name.
    pub(super) fn by_name(&mut self, element: Element<'a>) {
        let tag = element.tag();
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.bytes().last().and_then(|digit| HeadingLevel::new(digit - b'0'));
                self.heading(element, level.unwrap_or(HeadingLevel::ONE));
            }
            "blockquote" => self.quote(element),
            "details" => self.details(element),
            "ul" | "ol" | "dir" | "menu" => self.list(element),
            "li" => self.item(element),
            "pre" | "listing" | "xmp" | "plaintext" => self.code_block(element),
            "table" => self.table(element),
            "br" if self.in_link => self.expected.changed("link-break"),
            "br" => self.line_break(),
            "hr" => {
                self.end_line();
                self.add_rule();
            }
            "dt" | "summary" | "legend" => self.styled_block(element, Category::Strong),
            "figcaption" => self.styled_block(element, Category::Emphasis),
            "strong" | "b" => self.styled(element, Category::Strong),
            "em" | "i" => self.styled(element, Category::Emphasis),
            "del" | "s" | "strike" => self.styled(element, Category::Strike),
            "rt" | "rtc" => self.reading(element),
            "rp" => {}
            "q" => self.quotation(element),
            "code" | "tt" | "samp" => self.inline_code(element),
            "a" => self.link(element),
            "img" => self.image(element),
            "iframe" | "video" | "audio" | "embed" => self.frame(element),
            _ if element.name().has_own_lines() => self.block(element),
            _ => match kept_tag_number(tag).filter(|_| target::keeps_elements(self.options)) {
                Some(number) => self.marked(element, Category::Html, number),
                None => self.children(element),
            },
        }
    }

    /// Records that the following text comes from `node`.
    pub(super) fn set_origin(&mut self, node: Node<'a>) {
        if let Some(bytes) = self.markdown_bytes.clone().or_else(|| node.visible_span()) {
            self.inventory.set_origin(bytes);
        }
    }

    /// Ends the line and its block.
    pub(super) fn end_line(&mut self) {
        self.drop_repeated_title(false);
        self.inventory.end_line();
        let end = self.inventory.offset();
        if end > self.container.start {
            self.container.first_end.get_or_insert(end);
        }
    }

    /// Ends the line within a block. A second break in a row ends the block.
    fn line_break(&mut self) {
        if self.inventory.is_line_start() {
            self.drop_repeated_title(false);
        } else {
            self.inventory.end_line();
        }
    }

    /// Adds a code block.
    pub(super) fn push_code(&mut self, text: &str, is_soft: bool, language: Option<Label>) {
        self.end_line();
        let start = self.inventory.offset();
        if self.in_table && self.options.tables == Tables::Gfm {
            self.expected.changed("code-in-cell");
            for line in text.lines() {
                let start = self.inventory.offset();
                self.inventory.push_text(line);
                self.inventory.mark_own(Category::InlineCode, start..self.inventory.offset());
                self.end_line();
            }
            self.inventory.unstyled(start);
            return self.add_block(start, BlockKind::Code);
        }
        // In a heading, what is between two blocks moves before them.
        let last = self.container.blocks.last().filter(|_| self.container.is_line);
        let code_end = last.filter(|block| block.kind == BlockKind::Code).map(|block| block.range.end);
        self.inventory.code(text, is_soft, language, code_end.unwrap_or(start));
        self.add_block(start, BlockKind::Code);
    }

    /// Records what `rule` drops, and whether it is more than such a rule may drop.
    pub(super) fn drop(&mut self, element: Element<'a>, rule: &str) {
        self.expected.dropped(element, rule);
        self.inventory.dropped_characters.add_element(element);
        if audit::is_loss(element, rule) {
            self.expected.lost(element, rule);
        }
    }

    pub(super) fn block(&mut self, element: Element<'a>) {
        self.end_line();
        self.children(element);
        self.end_line();
    }

    pub(super) fn styled(&mut self, element: Element<'a>, category: Category) {
        self.marked(element, category, 0);
    }

    pub(super) fn marked(&mut self, element: Element<'a>, category: Category, number: u32) {
        let start = self.inventory.offset();
        self.children(element);
        if element.tag() == "u" && (self.in_link || self.inventory.is_link(start)) {
            return self.expected.changed("link-underlined");
        }
        self.inventory.mark(category, start, [number, 0, 0], String::new());
    }
}
