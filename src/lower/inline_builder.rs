//! Builds a line of inline content: text, open styles, and the whitespace between the last visible character and the
//! next.

use std::cell::Cell;
use std::mem;
use std::rc::Rc;

use crate::chars::{
    is_cjk, is_invisible, is_joiner, is_simple, is_space, plain_start, starts_like_space, trim_ascii_end,
    trim_ascii_start,
};
use crate::dom::NodeId;
use crate::model::{Image, Inline, Link, Math, Tag};

use super::char_class::IMAGE;
use super::line_tail::LineTail;
use super::spacing::{Boundary, BoundaryFlags, Gap, SpacingRules};
use super::survey::has_newline;
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

/// The target of a link, shared by all lines the link spans.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LinkTarget {
    url: String,
    title: Option<String>,
    /// How many bytes of URLs and titles were written for it.
    bytes_written: Cell<usize>,
    is_truncated: Cell<bool>,
}

impl LinkTarget {
    /// The limit for repeating the target on further lines. Without it, a long URL around many lines would produce
    /// output far larger than the page.
    const MAX_REPEATED_BYTES: usize = 1 << 16;

    pub(super) fn new(url: String, title: Option<String>) -> Rc<Self> {
        Rc::new(Self { url, title, bytes_written: Cell::new(0), is_truncated: Cell::new(false) })
    }

    /// Whether part of the link's text was written without the link.
    pub(super) fn is_truncated(&self) -> bool {
        self.is_truncated.get()
    }

    /// Whether the target may be written once more. Counts the bytes.
    fn try_repeat(&self) -> bool {
        let before = self.bytes_written.get();
        let length = self.url.len() + self.title.as_ref().map_or(0, String::len);
        let is_allowed = before == 0 || before.saturating_add(length) <= Self::MAX_REPEATED_BYTES;
        self.bytes_written.set(before.saturating_add(length));
        self.is_truncated.set(self.is_truncated() || !is_allowed);
        is_allowed
    }
}

#[derive(Debug)]
struct OpenStyle {
    style: Style,
    content: Vec<Inline>,
}

/// A line under construction.
#[derive(Debug)]
pub(super) struct InlineBuilder<'a> {
    spacing: SpacingRules<'a>,
    content: Vec<Inline>,
    open: Vec<OpenStyle>,
    /// The visible end of this line. A letter stands for code and formulas, U+FFFC for an image.
    tail: LineTail,
    /// The node being read.
    source: Option<NodeId>,
    gap: Gap,
    flags: BoundaryFlags,
}

/// Stands for formulas, and for code without Chinese at its edge, where spacing is decided: a letter that is part of no
/// word.
const WORD: char = 'ω';

impl<'a> InlineBuilder<'a> {
    pub(super) fn new(spacing: SpacingRules<'a>) -> Self {
        Self {
            spacing,
            content: Vec::new(),
            open: Vec::new(),
            tail: LineTail::new(),
            source: None,
            gap: Gap::default(),
            flags: BoundaryFlags::default(),
        }
    }

    /// The node being read.
    pub(super) const fn source(&self) -> Option<NodeId> {
        self.source
    }

    pub(super) const fn set_source(&mut self, source: Option<NodeId>) {
        self.source = source;
    }

    pub(super) fn is_open(&self, style: &Style) -> bool {
        self.open.iter().any(|open| open.style == *style)
    }

    pub(super) fn open(&mut self, style: Style) {
        self.open.push(OpenStyle { style, content: Vec::new() });
    }

    /// Closes the innermost style.
    pub(super) fn close(&mut self) {
        if let Some(OpenStyle { style, content }) = self.open.pop() {
            self.push_styled(style, content);
        }
    }

    /// Marks the edge of an element: whitespace here may come from a pretty-printer.
    pub(super) fn boundary(&mut self, drop_cap: bool) {
        self.gap.edge = true;
        if drop_cap {
            self.flag_boundary(BoundaryFlags::DROP_CAP);
        }
    }

    pub(super) fn flag_boundary(&mut self, flags: BoundaryFlags) {
        self.gap.edge = true;
        self.flags = self.flags.with(flags);
    }

    /// Marks a comment. After `{` it is CSDN's guard, which vanishes with the whitespace around it (dialect
    /// `comment-brace`).
    pub(super) fn comment(&mut self) {
        if self.tail.last() == Some('{') {
            self.flag_boundary(BoundaryFlags::GUARD);
        }
        self.gap.edge = true;
    }

    /// Adds text that is whitespace in ASCII.
    pub(super) fn whitespace(&mut self, text: &str) {
        self.gap.edge = true;
        self.add_whitespace(text);
    }

    /// Adds text of the page. Line separators in it become line breaks (dialect `ch-bad`).
    pub(super) fn text(&mut self, text: &str) {
        self.gap.edge = true;
        let rest = self.skip_whitespace(text);
        let line = trim_ascii_end(rest);
        if !line.is_empty() && is_simple(line) {
            self.push_simple(line);
            self.add_whitespace(rest.get(line.len()..).unwrap_or_default());
        } else {
            self.push_characters(rest, line.len());
        }
        self.gap.edge = true;
    }

    /// Adds text character by character. Without line separators it is shown in at most about `length` bytes.
    fn push_characters(&mut self, text: &str, length: usize) {
        let mut rest = text;
        // Only the first line reserves the length of the whole text: separators may follow each other without end.
        let mut shown = String::with_capacity(length);
        loop {
            rest = self.push_plain(rest, &mut shown);
            let mut characters = rest.chars();
            match characters.next() {
                None => break,
                Some(c) if is_line_separator(c) => {
                    self.push_text(mem::take(&mut shown));
                    self.line_break();
                    self.gap.edge = true;
                    rest = self.skip_whitespace(characters.as_str());
                }
                Some(c) if is_space(c) => rest = self.skip_whitespace(rest),
                Some(c) => {
                    rest = characters.as_str();
                    if let Some(c) = self.visible(c) {
                        if self.advance(c, rest) {
                            shown.push(' ');
                        }
                        shown.push(c);
                    }
                }
            }
        }
        self.push_text(shown);
    }

    fn push_text(&mut self, text: String) {
        if !text.is_empty() {
            self.push(Inline::Text(text));
        }
    }

    /// Adds text that needs no changes: single spaces within, none at the ends, only visible characters.
    fn push_simple(&mut self, line: &str) {
        let mut shown = String::with_capacity(1 + line.len());
        let mut characters = line.chars();
        if let Some(first) = characters.next()
            && self.advance(first, characters.as_str())
        {
            shown.push(' ');
        }
        self.tail.push_words(characters.as_str());
        shown.push_str(line);
        self.push(Inline::Text(shown));
    }

    /// Records the whitespace at the start of `text` and returns the rest.
    fn skip_whitespace<'t>(&mut self, text: &'t str) -> &'t str {
        let mut rest = trim_ascii_start(text);
        if starts_like_space(rest) {
            rest = rest.trim_start_matches(|c| is_space(c) && !is_line_separator(c));
        }
        self.add_whitespace(text.get(..text.len() - rest.len()).unwrap_or_default());
        rest
    }

    fn add_whitespace(&mut self, whitespace: &str) {
        if !whitespace.is_empty() {
            self.gap.whitespace = true;
            self.gap.newline |= has_newline(whitespace);
        }
    }

    /// Adds the plain characters at the start of `text` to `shown` and returns the rest.
    fn push_plain<'t>(&mut self, text: &'t str, shown: &mut String) -> &'t str {
        let (word, rest) = text.split_at(plain_end(text));
        let mut characters = word.chars();
        if let Some(first) = characters.next() {
            if self.advance(first, text.get(first.len_utf8()..).unwrap_or_default()) {
                shown.push(' ');
            }
            self.tail.push_words(characters.as_str());
            shown.push_str(word);
        }
        rest
    }

    /// Returns the character to show for `c`, if any.
    fn visible(&self, c: char) -> Option<char> {
        if is_invisible(c) || (is_joiner(c) && !keeps_joiner(self.tail.last())) { None } else { icon(c) }
    }

    /// Records that `c` comes next, followed by `rest`. Returns whether a space precedes it.
    fn advance(&mut self, c: char, rest: &str) -> bool {
        let gap = mem::take(&mut self.gap);
        let flags = mem::take(&mut self.flags);
        let boundary = Boundary { left: &self.tail, right: c, rest, source: self.source, gap, flags };
        let has_space = boundary.needs_space(self.spacing);
        self.tail.push(c, has_space);
        if gap.edge || gap.newline {
            self.tail.mark_space_restored();
        }
        has_space
    }

    /// Adds something other than text. `first` and `last` stand for its edges.
    fn push_atom(&mut self, inline: Inline, first: char, last: char) {
        self.gap.edge = true;
        if self.advance(first, "") {
            self.push(Inline::Text(" ".to_owned()));
        }
        self.push(inline);
        self.tail.push(last, false);
        self.gap.edge = true;
    }

    /// Adds code. It counts as a word, unless it has Chinese at that edge.
    pub(super) fn code(&mut self, text: String) {
        let edge = |c: Option<char>| c.filter(|&c| is_cjk(c)).unwrap_or(WORD);
        let (first, last) = (edge(text.chars().next()), edge(text.chars().next_back()));
        self.push_atom(Inline::Code(text), first, last);
    }

    pub(super) fn math(&mut self, math: Math) {
        self.push_atom(Inline::Math(math), WORD, WORD);
    }

    pub(super) fn image(&mut self, image: Image) {
        self.push_atom(Inline::Image(image), IMAGE, IMAGE);
    }

    pub(super) fn footnote_reference(&mut self, label: String) {
        self.flag_boundary(BoundaryFlags::RAISED);
        self.push_atom(Inline::FootnoteReference(label), WORD, WORD);
        self.flag_boundary(BoundaryFlags::RAISED);
    }

    /// Adds a line break made by the author (dialect `br`).
    pub(super) fn line_break(&mut self) {
        self.push(Inline::Break);
        self.start_line();
    }

    /// Ends and returns the line. Open styles continue in the next one.
    pub(super) fn end_line(&mut self) -> Vec<Inline> {
        self.start_line();
        if self.open.is_empty() {
            return mem::take(&mut self.content);
        }
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
            Style::Link(to) if !content.is_empty() && !to.try_repeat() => {
                content.into_iter().for_each(|inline| self.push(inline));
            }
            style => self.push(styled(style, content)),
        }
    }

    fn push(&mut self, inline: Inline) {
        let content = self.open.last_mut().map_or(&mut self.content, |open| &mut open.content);
        // Most lines and styles hold one text. Otherwise, a vector starts with room for four.
        if content.is_empty() {
            *content = vec![inline];
        } else {
            content.push(inline);
        }
    }
}

/// Returns the end of the characters at the start of `text` that are shown unchanged in any context.
fn plain_end(text: &str) -> usize {
    let mut rest = text;
    loop {
        rest = rest.get(plain_start(rest)..).unwrap_or_default();
        match rest.chars().next() {
            Some(c) if is_unchanged(c) => rest = rest.get(c.len_utf8()..).unwrap_or_default(),
            _ => return text.len() - rest.len(),
        }
    }
}

fn is_unchanged(c: char) -> bool {
    !(is_space(c) || is_invisible(c) || is_joiner(c) || icon(c) != Some(c))
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
