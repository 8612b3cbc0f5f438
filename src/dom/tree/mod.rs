//! The tree construction stage of the HTML standard: tokens to a tree.
//!
//! Names in italics are those of the standard. The tree may become as deep as the page is long;
//! [`flatten_below`](super::arena::Dom::flatten_below) limits its depth afterwards, when no end tag depends on it any
//! more. `docs/html.md` lists all deviations.

mod body;
mod foreign;
mod formatting;
mod head;
mod insert;
mod open;
mod open_elements;
mod stack;
mod table;
mod template;

use std::sync::OnceLock;

use super::arena::{Dom, Ending, NodeData, NodeId, NodeKind};
use super::name::Name;
use super::text::Span;
use super::token::{AttributeNames, Attributes, RawText, Tag, Token};
use super::tokenizer::Tokenizer;
use crate::error::{Error, Result};
use crate::location::LineIndex;
use crate::options::Limits;
use open::FormattingEntry;
use open_elements::OpenElements;

/// The standard's *insertion modes*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    InHeadNoscript,
    AfterHead,
    InBody,
    Text,
    InTable,
    InTableText,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
    AfterBody,
    AfterAfterBody,
}

/// The outcome of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// The token is consumed.
    Done,
    /// The token is to be processed again, by the rules of the current mode.
    Again,
}

/// The state of the parser.
#[derive(Debug)]
pub(super) struct Builder<'s> {
    tokens: Tokenizer<'s>,
    max: Totals,
    nodes: Vec<NodeData>,
    /// The *stack of open elements*.
    open: OpenElements,
    /// The *list of active formatting elements*.
    formatting: Vec<FormattingEntry>,
    mode: Mode,
    /// The mode to return to from [`Mode::Text`] and [`Mode::InTableText`].
    original_mode: Mode,
    /// The *stack of template insertion modes*, one for each open `template`.
    template_modes: Vec<Mode>,
    head: Option<NodeId>,
    form: Option<NodeId>,
    /// *Foster parenting*: content of a table outside its cells goes before the table.
    foster: bool,
    /// The page is in *quirks mode*.
    quirks: bool,
    /// A newline at the beginning of the next text is ignored.
    skip_newline: bool,
    /// Text in a table but in no cell, until it is known whether all of it is whitespace, each with its span in the
    /// page.
    table_text: Vec<(Span, Span)>,
    /// The attributes of elements that were reopened.
    reopened: Reopened,
    /// The bytes of text outside scripts and styles.
    text_bytes: usize,
    /// The span of the current token.
    span: Span,
}

/// Attributes of unclosed formatting elements, which every later paragraph repeats.
#[derive(Debug, Clone, Copy, Default)]
struct Reopened {
    count: usize,
    /// The bytes of their values.
    bytes: usize,
}

/// The bytes of repeated attributes allowed for each byte of the page, and for any page.
const MAX_REOPENED_RATIO: usize = 64;
const MAX_REOPENED_BYTES: usize = 1 << 20;

/// The bytes of text allowed for each node that is allowed, and for any page. A conversion takes about as much memory for
/// them as for the node.
const MAX_TEXT_PER_NODE: usize = 8;
const MAX_TEXT_BYTES: usize = 1 << 20;

/// What a page may have at most.
#[derive(Debug, Clone, Copy)]
struct Totals {
    nodes: usize,
    text_bytes: usize,
    attributes: usize,
    reopened_bytes: usize,
}

impl Totals {
    /// The totals that `limits` allow a page of `length` bytes.
    const fn allowed(limits: &Limits, length: usize) -> Self {
        Self {
            nodes: limits.nodes,
            text_bytes: limits.nodes.saturating_mul(MAX_TEXT_PER_NODE).saturating_add(MAX_TEXT_BYTES),
            attributes: limits.attributes,
            reopened_bytes: length.saturating_mul(MAX_REOPENED_RATIO).saturating_add(MAX_REOPENED_BYTES),
        }
    }
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str, limits: &Limits) -> Self {
        let mut builder = Self {
            tokens: Tokenizer::new(source),
            max: Totals::allowed(limits, source.len()),
            // An article has one node for each thirty bytes, a dense one two or three.
            nodes: Vec::with_capacity(source.len() / 12),
            open: OpenElements::default(),
            formatting: Vec::new(),
            mode: Mode::Initial,
            original_mode: Mode::Initial,
            template_modes: Vec::new(),
            head: None,
            form: None,
            foster: false,
            quirks: false,
            skip_newline: false,
            table_text: Vec::new(),
            reopened: Reopened::default(),
            text_bytes: 0,
            span: Span::default(),
        };
        builder.create(NodeKind::Document);
        builder
    }

    /// Parses the page.
    pub(super) fn build(mut self) -> Result<Dom> {
        let mut ending = Ending::default();
        loop {
            let in_foreign = self.open.last().is_some_and(|open| !open.is_html());
            let token = self.tokens.next(in_foreign);
            self.span = self.tokens.span();
            match token {
                Token::End(tag) => ending.has_body_end |= matches!(tag.name, Name::Body | Name::Html),
                Token::Eof => ending.open = self.open_at_end(),
                _ => {}
            }
            // Most tokens are of the body.
            let is_of_body = self.mode == Mode::InBody && !in_foreign && !self.skip_newline;
            if !is_of_body || self.in_body(&token) == Flow::Again {
                self.process(&token);
            }
            self.check_limits()?;
            if matches!(token, Token::Eof) {
                break;
            }
        }
        let page = 0..self.tokens.length();
        let Tokenizer { texts, attributes, max_tag_attributes, unfinished, unclosed_quotes, .. } =
            self.tokens;
        (ending.unfinished, ending.unclosed_quotes) = (unfinished, unclosed_quotes);
        Ok(Dom {
            text: texts.finish(),
            page,
            lines: LineIndex::default(),
            text_lines: OnceLock::new(),
            nodes: self.nodes,
            attributes,
            ending,
            flattened: 0,
            max_depth: self.open.max_depth(),
            max_tag_attributes,
        })
    }

    /// The open elements, unless the `body` has ended.
    fn open_at_end(&self) -> Vec<NodeId> {
        match self.mode {
            Mode::AfterBody | Mode::AfterAfterBody => Vec::new(),
            _ => self.open.iter().map(|open| open.node).collect(),
        }
    }

    fn check_limits(&self) -> Result<()> {
        let within =
            |what, count, max| if count > max { Err(Error::LimitExceeded { what, max }) } else { Ok(()) };
        within("nodes", self.nodes.len(), self.max.nodes)?;
        within("bytes of text", self.text_bytes, self.max.text_bytes)?;
        within("attributes", self.tokens.attributes.len() + self.reopened.count, self.max.attributes)?;
        within("bytes of attributes", self.reopened.bytes, self.max.reopened_bytes)
    }

    fn process(&mut self, token: &Token) {
        if std::mem::take(&mut self.skip_newline)
            && let Token::Text(text) = token
            && self.tokens.texts.get(*text).starts_with('\n')
        {
            let rest = text.without_first(1);
            if rest.len() > 0 {
                self.process(&Token::Text(rest));
            }
            return;
        }
        if matches!(token, Token::Doctype { .. }) && self.mode != Mode::Initial {
            return;
        }
        loop {
            let flow = if self.is_foreign(token) {
                self.in_foreign_content(token)
            } else {
                self.step(self.mode, token)
            };
            if flow == Flow::Done {
                return;
            }
        }
    }

    fn step(&mut self, mode: Mode, token: &Token) -> Flow {
        match mode {
            Mode::Initial => self.initial(token),
            Mode::BeforeHtml => self.before_html(token),
            Mode::BeforeHead => self.before_head(token),
            Mode::InHead => self.in_head(token),
            Mode::InHeadNoscript => self.in_head_noscript(token),
            Mode::AfterHead => self.after_head(token),
            Mode::InBody => self.in_body(token),
            Mode::Text => self.in_text(token),
            Mode::InTable => self.in_table(token),
            Mode::InTableText => self.in_table_text(token),
            Mode::InCaption => self.in_caption(token),
            Mode::InColumnGroup => self.in_column_group(token),
            Mode::InTableBody => self.in_table_body(token),
            Mode::InRow => self.in_row(token),
            Mode::InCell => self.in_cell(token),
            Mode::InTemplate => self.in_template(token),
            Mode::AfterBody | Mode::AfterAfterBody => self.after_body(token),
        }
    }

    /// The *text* insertion mode: within an element that contains only text.
    fn in_text(&mut self, token: &Token) -> Flow {
        match token {
            Token::Text(text) => self.append_text(*text),
            Token::Eof => {
                self.open.pop();
                self.mode = self.original_mode;
                return Flow::Again;
            }
            Token::End(_) => {
                self.open.pop();
                self.mode = self.original_mode;
            }
            // The tokenizer produces no other tokens here.
            Token::Start(_) | Token::Null | Token::Comment | Token::Doctype { .. } => {}
        }
        Flow::Done
    }

    /// Opens an element that contains only text.
    fn open_raw_text(&mut self, tag: &Tag, kind: RawText) {
        self.insert_element(tag);
        self.tokens.begin_raw_text(kind, tag);
        self.original_mode = self.mode;
        self.mode = Mode::Text;
    }

    /// Splits `text` into its leading whitespace and the rest.
    fn split_whitespace(&self, text: Span) -> (Option<Span>, Option<Span>) {
        let all = self.tokens.texts.get(text);
        let length = all.len() - all.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
        let rest = text.without_first(u32::try_from(length).unwrap_or(u32::MAX));
        let first = Span { end: rest.start, ..text };
        (Some(first).filter(|span| span.len() > 0), Some(rest).filter(|span| span.len() > 0))
    }

    /// Appends the leading whitespace of `text` and returns the rest.
    fn append_whitespace(&mut self, text: Span) -> Option<Span> {
        let (whitespace, rest) = self.split_whitespace(text);
        whitespace.into_iter().for_each(|whitespace| self.append_text(whitespace));
        rest
    }

    fn is_whitespace(&self, text: Span) -> bool {
        self.tokens.texts.get(text).bytes().all(|byte| byte.is_ascii_whitespace())
    }

    /// The tag of an element that is omitted in the page.
    fn implied(name: Name) -> Tag {
        Tag {
            name,
            text: Span::default(),
            attributes: Attributes::default(),
            attribute_names: AttributeNames::default(),
            self_closing: false,
        }
    }
}
