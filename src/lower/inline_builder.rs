//! The line being written: text, styles that are open, and what lies between the last shown character and the next.

use std::cell::Cell;
use std::mem;
use std::rc::Rc;

use crate::chars::{is_blank, is_cjk, is_invisible, is_joiner, is_simple, plain_start};
use crate::dom::{Node, NodeId};
use crate::model::{Image, Inline, Link, Math, Tag};

use super::spacing::{Boundary, BoundaryFlags, Gap, SpacingRules};
use super::spacing_stats::{PICTURE, Tail};
use super::text::{icon, is_line_separator, keeps_joiner};

/// A style that spans text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Style {
    Strong,
    Emphasis,
    Strike,
    Element(Tag),
    Link(Rc<LinkTarget>),
}

/// Where a link leads, written on each of the lines it is around.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LinkTarget {
    url: String,
    title: Option<String>,
    /// How many bytes of it were written.
    written: Cell<usize>,
    is_cut: Cell<bool>,
}

impl LinkTarget {
    /// How many bytes are written on further lines: else a long address around many lines would make an article longer
    /// than memory is.
    const MOST: usize = 1 << 16;

    pub(super) fn new(url: String, title: Option<String>) -> Rc<Self> {
        Rc::new(Self { url, title, written: Cell::new(0), is_cut: Cell::new(false) })
    }

    /// Whether some of what the link is around was written without it.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut.get()
    }

    /// Whether it may be written once more.
    fn spend(&self) -> bool {
        let before = self.written.get();
        let length = self.url.len() + self.title.as_ref().map_or(0, String::len);
        let is_free = before == 0 || before.saturating_add(length) <= Self::MOST;
        self.written.set(before.saturating_add(length));
        self.is_cut.set(self.is_cut() || !is_free);
        is_free
    }
}

#[derive(Debug)]
struct OpenStyle {
    style: Style,
    content: Vec<Inline>,
}

/// A line being written.
#[derive(Debug)]
pub(super) struct InlineBuilder<'a> {
    spacing: SpacingRules<'a>,
    content: Vec<Inline>,
    open: Vec<OpenStyle>,
    /// What was shown on this line; a letter stands for code and maths, U+FFFC for a picture.
    tail: Tail,
    /// The node of the page that is being read.
    source: Option<NodeId>,
    gap: Gap,
    flags: BoundaryFlags,
}

/// What formulas and code that is not Chinese count as where blanks are decided: a letter that is part of no word.
const WORD: char = 'ω';

impl<'a> InlineBuilder<'a> {
    pub(super) fn new(spacing: SpacingRules<'a>) -> Self {
        Self {
            spacing,
            content: Vec::new(),
            open: Vec::new(),
            tail: Tail::new(),
            source: None,
            gap: Gap::default(),
            flags: BoundaryFlags::default(),
        }
    }

    /// An empty line within the styles that are open here, but for links.
    pub(super) fn within(&self) -> Self {
        let styles =
            self.open.iter().map(|open| &open.style).filter(|style| !matches!(style, Style::Link(_)));
        let open = styles.map(|style| OpenStyle { style: style.clone(), content: Vec::new() }).collect();
        Self { open, source: self.source, ..Self::new(self.spacing) }
    }

    /// Notes the node of the page that is read next.
    pub(super) fn at(&mut self, node: Node<'_>) {
        self.source = Some(node.id());
    }

    pub(super) fn is_open(&self, style: &Style) -> bool {
        self.open.iter().any(|open| open.style == *style)
    }

    pub(super) fn open(&mut self, style: Style) {
        self.open.push(OpenStyle { style, content: Vec::new() });
    }

    /// Closes the style opened last.
    pub(super) fn close(&mut self) {
        if let Some(OpenStyle { style, content }) = self.open.pop() {
            self.push_styled(style, content);
        }
    }

    /// The edge of an element, so that white space here may be a pretty-printer's.
    pub(super) fn boundary(&mut self, drop_cap: bool) {
        self.gap.edge = true;
        if drop_cap {
            self.cross(BoundaryFlags::DROP_CAP);
        }
    }

    pub(super) fn cross(&mut self, flags: BoundaryFlags) {
        self.gap.edge = true;
        self.flags = self.flags.with(flags);
    }

    /// A comment: after `{` it is CSDN's guard, which vanishes with the white space around it
    /// (dialect `comment-brace`).
    pub(super) fn comment(&mut self) {
        if self.tail.last() == Some('{') {
            self.cross(BoundaryFlags::GUARD);
        }
        self.gap.edge = true;
    }

    /// Text as it stands in the page. Its line separators break lines (dialect `ch-bad`).
    pub(super) fn text(&mut self, text: &str) {
        let mut after = self.line_of_text(text);
        while let Some(line) = after {
            self.line_break();
            after = self.line_of_text(line);
        }
    }

    /// Writes `text` up to its first line separator; what follows that.
    fn line_of_text<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        self.gap.edge = true;
        let mut rest = self.blanks(text);
        let line = rest.trim_ascii_end();
        if !line.is_empty() && is_simple(line) {
            self.simple_line(line);
            self.blanks(rest.get(line.len()..).unwrap_or_default());
            self.gap.edge = true;
            return None;
        }
        let mut shown = String::with_capacity(line.len());
        let after = loop {
            rest = self.word(rest, &mut shown);
            let mut characters = rest.chars();
            match characters.next() {
                None => break None,
                Some(c) if is_line_separator(c) => break Some(characters.as_str()),
                Some(c) if is_blank(c) => rest = self.blanks(rest),
                Some(c) => {
                    rest = characters.as_str();
                    if let Some(c) = self.shown(c) {
                        if self.show(c, rest) {
                            shown.push(' ');
                        }
                        shown.push(c);
                    }
                }
            }
        };
        if !shown.is_empty() {
            self.push(Inline::Text(shown));
        }
        self.gap.edge = true;
        after
    }

    /// Writes a text that shows as it is, with single blanks in it and none at its ends.
    fn simple_line(&mut self, line: &str) {
        let mut shown = String::with_capacity(1 + line.len());
        let mut characters = line.chars();
        if let Some(first) = characters.next()
            && self.show(first, characters.as_str())
        {
            shown.push(' ');
        }
        self.tail.extend_words(characters.as_str());
        shown.push_str(line);
        self.push(Inline::Text(shown));
    }

    /// Takes in the blanks that `text` begins with, and gives what follows them.
    fn blanks<'t>(&mut self, text: &'t str) -> &'t str {
        let rest = text.trim_ascii_start().trim_start_matches(|c| is_blank(c) && !is_line_separator(c));
        let blanks = text.get(..text.len() - rest.len()).unwrap_or_default();
        self.gap.any |= !blanks.is_empty();
        // Nearly all of them begin with it.
        self.gap.newline |= blanks.starts_with('\n') || blanks.contains('\n');
        rest
    }

    /// Shows the plain characters that `text` begins with, and gives what follows them.
    fn word<'t>(&mut self, text: &'t str, shown: &mut String) -> &'t str {
        let (word, rest) = text.split_at(word_end(text));
        let mut characters = word.chars();
        if let Some(first) = characters.next() {
            if self.show(first, text.get(first.len_utf8()..).unwrap_or_default()) {
                shown.push(' ');
            }
            self.tail.extend(characters.as_str());
            shown.push_str(word);
        }
        rest
    }

    /// The character to show for `c`, if any.
    fn shown(&self, c: char) -> Option<char> {
        if is_invisible(c) || (is_joiner(c) && !keeps_joiner(self.tail.last())) { None } else { icon(c) }
    }

    /// Notes that `c` is shown next, before `rest`; whether a blank stands before it.
    fn show(&mut self, c: char, rest: &str) -> bool {
        let gap = mem::take(&mut self.gap);
        let flags = mem::take(&mut self.flags);
        let boundary = Boundary { left: &self.tail, right: c, rest, source: self.source, gap, flags };
        let blank = boundary.is_blank(self.spacing);
        self.tail.push(c, blank);
        if gap.edge || gap.newline {
            self.tail.blank_is_restored();
        }
        blank
    }

    /// Adds something that is not text; `first` and `last` stand for its edges.
    fn atom(&mut self, inline: Inline, first: char, last: char) {
        self.gap.edge = true;
        if self.show(first, "") {
            self.push(Inline::Text(" ".to_owned()));
        }
        self.push(inline);
        self.tail.push(last, false);
        self.gap.edge = true;
    }

    /// Code counts as a word, but for Chinese at its edges.
    pub(super) fn code(&mut self, text: String) {
        let edge = |c: Option<char>| c.filter(|&c| is_cjk(c)).unwrap_or(WORD);
        let (first, last) = (edge(text.chars().next()), edge(text.chars().next_back()));
        self.atom(Inline::Code(text), first, last);
    }

    pub(super) fn math(&mut self, math: Math) {
        self.atom(Inline::Math(math), WORD, WORD);
    }

    pub(super) fn image(&mut self, image: Image) {
        self.atom(Inline::Image(image), PICTURE, PICTURE);
    }

    pub(super) fn footnote_reference(&mut self, label: String) {
        self.cross(BoundaryFlags::RAISED);
        self.atom(Inline::FootnoteReference(label), WORD, WORD);
        self.cross(BoundaryFlags::RAISED);
    }

    /// A break the author made (dialect `br`).
    pub(super) fn line_break(&mut self) {
        self.push(Inline::Break);
        self.start_line();
    }

    /// Ends the line and gives it out; open styles go on in the next one.
    pub(super) fn end_line(&mut self) -> Vec<Inline> {
        self.start_line();
        let mut styles = Vec::with_capacity(self.open.len());
        while let Some(OpenStyle { style, content }) = self.open.pop() {
            styles.push(style.clone());
            if !content.is_empty() {
                self.push_styled(style, content);
            }
        }
        styles.into_iter().rev().for_each(|style| self.open(style));
        mem::take(&mut self.content)
    }

    fn start_line(&mut self) {
        self.tail.clear();
        self.gap = Gap::default();
        self.flags = BoundaryFlags::default();
    }

    fn push_styled(&mut self, style: Style, content: Vec<Inline>) {
        match style {
            Style::Link(to) if !content.is_empty() && !to.spend() => {
                content.into_iter().for_each(|inline| self.push(inline));
            }
            style => self.push(styled(style, content)),
        }
    }

    fn push(&mut self, inline: Inline) {
        let content = self.open.last_mut().map_or(&mut self.content, |open| &mut open.content);
        content.push(inline);
    }
}

/// Where the characters end that `text` begins with and that show as they are, wherever they stand.
fn word_end(text: &str) -> usize {
    let mut rest = text;
    loop {
        rest = rest.get(plain_start(rest)..).unwrap_or_default();
        match rest.chars().next() {
            Some(c) if shows_itself(c) => rest = rest.get(c.len_utf8()..).unwrap_or_default(),
            _ => return text.len() - rest.len(),
        }
    }
}

fn shows_itself(c: char) -> bool {
    !(is_blank(c) || is_invisible(c) || is_joiner(c) || icon(c) != Some(c))
}

fn styled(style: Style, content: Vec<Inline>) -> Inline {
    match style {
        Style::Strong => Inline::Strong(content),
        Style::Emphasis => Inline::Emphasis(content),
        Style::Strike => Inline::Strike(content),
        Style::Element(tag) => Inline::Element(tag, content),
        Style::Link(to) => Inline::Link(Link { url: to.url.clone(), title: to.title.clone(), content }),
    }
}
