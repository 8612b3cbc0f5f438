//! The reader of a page: its state, and what it does with each element.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::footnote_pairs::Footnotes;
use crate::clean::{Classifier, Disposition, Kind};
use crate::dom::{Element, Node, NodeId};
use crate::model::HeadingLevel;
use crate::options::{InlineHtml, Options};
use crate::verify::expected::ExpectedDifferences;
use crate::verify::html_tag::html;
use crate::verify::inventory::{Category, Inventory, is_letter};

/// Reads elements into an inventory.
pub(super) struct PageReader<'a, 'i> {
    pub(super) inventory: &'i mut Inventory,
    /// What is furniture; HTML that stands in Markdown has none.
    pub(super) rules: Option<&'a Classifier<'a>>,
    pub(super) options: &'a Options,
    pub(super) base: Option<&'a Url>,
    /// The place in the Markdown, where the elements stand in it.
    pub(super) place: Option<usize>,
    pub(super) expected: ExpectedDifferences,
    /// The names of places, each with the number of the heading it stands at.
    pub(super) anchors: HashMap<String, u32>,
    pub(super) headings: u32,
    pub(super) lists: Vec<List>,
    /// How much of the item being read stands in lists below it.
    pub(super) nested: usize,
    pub(super) task: Option<bool>,
    /// A bullet or number that the item's author may have typed again.
    pub(super) typed: Option<Typed>,
    pub(super) styles: usize,
    /// Where a list's marker stands in a cell: what follows is in its line.
    pub(super) glued: Option<usize>,
    pub(super) in_link: bool,
    pub(super) in_table: bool,
    /// In a table that is written as HTML, where formulas are text.
    pub(super) in_html: bool,
    /// Whether what the tables here hold was learnt with a table around them.
    pub(super) in_survey: bool,
    pub(super) layouts: HashSet<NodeId>,
    pub(super) full_cells: HashSet<NodeId>,
    /// What was read before its place.
    pub(super) moved: Vec<NodeId>,
    /// How many quotes, items and notes are open.
    pub(super) boxes: usize,
    pub(super) footnotes: Footnotes<'a>,
    /// In a heading: what is moved after it.
    pub(super) deferred: Option<Deferred<'a>>,
    /// The letters of the title, and where the article itself begins.
    pub(super) title: Option<(String, usize)>,
}

/// A list that is being read.
#[derive(Debug)]
pub(super) struct List {
    /// The number of the next item, if items have numbers.
    pub(super) next: Option<u32>,
    pub(super) has_items: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Typed {
    pub(super) number: Option<u32>,
    pub(super) styles: usize,
}

/// What has no place in a heading.
#[derive(Debug, Default)]
pub(super) struct Deferred<'a> {
    /// Where the heading begins: behind the pictures above it.
    pub(super) start: usize,
    pub(super) is_below_image: bool,
    pub(super) images: Vec<(Element<'a>, Option<Element<'a>>)>,
    pub(super) blocks: Vec<Element<'a>>,
    pub(super) link: Option<Element<'a>>,
}

impl<'a, 'i> PageReader<'a, 'i> {
    pub(super) fn new(inventory: &'i mut Inventory, options: &'a Options) -> Self {
        Self {
            inventory,
            rules: None,
            options,
            base: None,
            place: None,
            expected: ExpectedDifferences::default(),
            anchors: HashMap::new(),
            headings: 0,
            lists: Vec::new(),
            nested: 0,
            task: None,
            typed: None,
            styles: 0,
            glued: None,
            in_link: false,
            in_table: false,
            in_html: false,
            in_survey: false,
            layouts: HashSet::new(),
            full_cells: HashSet::new(),
            moved: Vec::new(),
            boxes: 0,
            footnotes: Footnotes::default(),
            deferred: None,
            title: None,
        }
    }

    /// The title, which the article does not say again where it opens with it.
    pub(super) fn title(&mut self, title: &str, is_written: bool) {
        let start = self.inventory.at();
        if is_written {
            self.inventory.letters(title);
            self.inventory.end_line();
            self.inventory.mark(Category::Headings, start, [1, 0, 0], String::new());
            self.headings += u32::from(self.inventory.at() > start);
        }
        let letters = title.chars().filter(|c| is_letter(*c)).collect();
        self.title = Some((letters, self.inventory.at()));
    }

    pub(super) fn children(&mut self, element: Element<'a>) {
        for child in element.node().children() {
            self.node(child);
        }
    }

    pub(super) fn node(&mut self, node: Node<'a>) {
        if let Some(text) = node.as_text() {
            self.text(node, text);
        } else if let Some(element) = node.as_element() {
            self.element(element);
        }
    }

    pub(super) fn element(&mut self, element: Element<'a>) {
        if self.moved.contains(&element.node().id()) {
            return;
        }
        match self.rules.map(|rules| (rules.by_user(element), rules.classify(element))) {
            Some((_, Disposition::Drop(rule))) => self.expected.dropped(element, rule),
            Some((Some(Disposition::Lower(kind)), _)) => self.as_user_wants(element, kind),
            Some((Some(Disposition::Unwrap), _)) => self.children(element),
            Some((_, Disposition::Lower(kind))) => self.known(element, kind),
            Some((_, Disposition::Unwrap)) if element.tag() == "blockquote" => {
                self.expected.changed("quote-indent");
                self.boxed(element);
            }
            Some((_, Disposition::Unwrap)) | None => self.named(element),
        }
    }

    /// What the user's rules make of an element, whatever it is.
    pub(super) fn as_user_wants(&mut self, element: Element<'a>, kind: Kind) {
        match kind {
            Kind::Heading(level) => self.heading(element, level),
            Kind::Quote => self.quote(element),
            Kind::CodeBox => self.code_box(element),
            Kind::KeptHtml => self.named(element),
            kind => self.known(element, kind),
        }
    }

    /// What no name tells.
    pub(super) fn known(&mut self, element: Element<'a>, kind: Kind) {
        match kind {
            Kind::LineCode(_) | Kind::Frame | Kind::Diagram | Kind::Footnotes if self.is_in_heading() => {
                self.defer(element);
            }
            Kind::Katex => self.katex(element),
            Kind::MathScript => self.math_script(element),
            Kind::MathText => self.math_text(element),
            Kind::MathImage => self.math_image(element),
            Kind::LineCode(highlighter) => self.line_code(element, highlighter),
            Kind::CodeBox => self.code_box(element),
            Kind::Toc => self.toc(element),
            Kind::Card => self.card(element),
            Kind::Symbol => {
                self.expected.changed("src-word");
                self.comes_from(element.node());
                let shown: String = element.text().chars().map(crate::chars::wingding).collect();
                self.inventory.letters(&shown);
            }
            Kind::Diagram => self.diagram(element),
            Kind::Frame => self.frame(element),
            Kind::FootnoteReference => self.footnote_reference(element),
            Kind::Footnotes => self.footnotes(element),
            Kind::Checkbox => {
                let is_done = element.attribute("checked").is_some();
                if self.in_table && !self.lists.is_empty() {
                    self.inventory.letters(if is_done { "[x]" } else { "[]" });
                    self.glued = Some(self.inventory.at());
                } else {
                    self.task = self.task.or(Some(is_done));
                }
            }
            Kind::Caption if element.tag() != "figcaption" => self.line_in(element, Category::Emphasis),
            Kind::Strong if !matches!(element.tag(), "strong" | "b") => {
                self.styled(element, Category::Strong);
            }
            Kind::Emphasis if !matches!(element.tag(), "em" | "i") => {
                self.styled(element, Category::Emphasis);
            }
            _ => self.named(element),
        }
    }

    /// What its name tells of an element.
    pub(super) fn named(&mut self, element: Element<'a>) {
        let tag = element.tag();
        if self.deferred.is_some()
            && matches!(tag, "table" | "pre" | "ul" | "ol" | "dir" | "menu" | "blockquote")
        {
            return self.defer(element);
        }
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.bytes().last().and_then(|digit| HeadingLevel::new(digit - b'0'));
                self.heading(element, level.unwrap_or(HeadingLevel::ONE));
            }
            "blockquote" => self.quote(element),
            "ul" | "ol" | "dir" | "menu" => self.list(element),
            "li" => self.item(element),
            "pre" | "listing" | "xmp" | "plaintext" => self.code_block(element),
            "table" => self.table(element),
            "br" if self.in_link => self.expected.changed("link-break"),
            "hr" | "br" => self.end_line(),
            "dt" | "summary" | "legend" => self.line_in(element, Category::Strong),
            "figcaption" => self.line_in(element, Category::Emphasis),
            "strong" | "b" => self.styled(element, Category::Strong),
            "em" | "i" => self.styled(element, Category::Emphasis),
            "del" | "s" | "strike" => self.styled(element, Category::Strike),
            "code" | "tt" | "samp" => self.inline_code(element),
            "a" => self.link(element),
            "img" => self.image(element),
            "iframe" | "video" | "audio" | "embed" => self.frame(element),
            _ if element.name().has_own_lines() => self.boxed(element),
            _ => match html(tag).filter(|_| self.options.inline_html == InlineHtml::Keep) {
                Some(number) => self.marked(element, Category::Html, number),
                None => self.children(element),
            },
        }
    }

    /// What follows comes from `node`.
    pub(super) fn comes_from(&mut self, node: Node<'a>) {
        let place = self.place.or_else(|| usize::try_from(node.line()?).ok());
        self.inventory.come_from(place.unwrap_or_default());
    }

    /// Ends the line; a heading has but one.
    pub(super) fn end_line(&mut self) {
        if self.deferred.is_none() && self.glued != Some(self.inventory.at()) {
            self.inventory.end_line();
        }
    }

    pub(super) fn boxed(&mut self, element: Element<'a>) {
        self.end_line();
        self.children(element);
        self.end_line();
    }

    pub(super) fn styled(&mut self, element: Element<'a>, category: Category) {
        self.marked(element, category, 0);
    }

    pub(super) fn marked(&mut self, element: Element<'a>, category: Category, number: u32) {
        let start = self.inventory.at();
        self.styles += 1;
        self.children(element);
        self.styles -= 1;
        if element.tag() == "u" && (self.in_link || self.inventory.is_link(start)) {
            return self.expected.changed("link-underlined");
        }
        self.inventory.mark(category, start, [number, 0, 0], String::new());
    }

    /// A box whose lines have one style.
    pub(super) fn line_in(&mut self, element: Element<'a>, category: Category) {
        self.end_line();
        self.styled(element, category);
        self.end_line();
    }

    pub(super) fn defer(&mut self, element: Element<'a>) {
        if let Some(deferred) = &mut self.deferred {
            deferred.blocks.push(element);
        }
    }

    pub(super) fn is_in_heading(&self) -> bool {
        self.deferred.is_some()
    }
}
