//! Tokens to a tree, by the standard's tree construction stage: what a browser makes of bad markup is the only
//! meaning it has.
//!
//! Left out is what no article needs: frame sets are ignored, a `template` holds its contents itself, and a form knows
//! nothing of its fields. Beyond the standard, nesting is bounded: an element that would lie too deep is seen through.

mod body;
mod foreign;
mod formatting;
mod head;
mod insert;
mod stack;
mod table;

use super::arena::{Dom, NodeData, NodeId, NodeKind};
use super::name::Name;
use super::text::Span;
use super::token::{Attributes, RawText, Tag, Token};
use super::tokenizer::Tokenizer;
use crate::error::{Error, Result};
use crate::options::Limits;
use formatting::Entry;
use stack::{Open, Overflow};

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
    AfterBody,
    AfterAfterBody,
}

/// What becomes of a token after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// It is dealt with.
    Done,
    /// The rules of the mode that is now in force apply to it.
    Again,
}

/// A page that is being parsed.
#[derive(Debug)]
pub(super) struct Builder<'s> {
    tokens: Tokenizer<'s>,
    limits: &'s Limits,
    nodes: Vec<NodeData>,
    /// The *stack of open elements*.
    open: Vec<Open>,
    /// Elements that lie too deep and are seen through.
    overflow: Overflow,
    /// The *list of active formatting elements*.
    formatting: Vec<Entry>,
    mode: Mode,
    /// The mode to return to from [`Mode::Text`] and [`Mode::InTableText`].
    original_mode: Mode,
    head: Option<NodeId>,
    form: Option<NodeId>,
    /// What stands in a table but in no cell goes before the table.
    foster: bool,
    /// The page asks for the ways of old browsers.
    quirks: bool,
    /// A newline at the beginning of the next text does not count.
    skip_newline: bool,
    /// Text in a table but in no cell, until it is known whether all of it is blank.
    table_text: Vec<Span>,
    /// How many elements were open at most.
    max_depth: usize,
    /// How often the adoption agency put contents a level deeper.
    adopted: usize,
    /// The attributes of elements that were opened again.
    reopened: Reopened,
    /// The line of the token in hand.
    line: u32,
}

/// Attributes of unclosed elements, which every paragraph after them repeats.
#[derive(Debug, Clone, Copy, Default)]
struct Reopened {
    count: usize,
    /// The bytes of their values.
    bytes: usize,
}

/// How many bytes of repeated attributes there may be for each byte of a page, and how many beside.
const REOPENED: usize = 64;
const REOPENED_BYTES: usize = 1 << 20;

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str, limits: &'s Limits) -> Self {
        let mut builder = Self {
            tokens: Tokenizer::new(source),
            limits,
            // An article has a node for about each thirty bytes.
            nodes: Vec::with_capacity(source.len() / 24),
            open: Vec::new(),
            overflow: Overflow::default(),
            formatting: Vec::new(),
            mode: Mode::Initial,
            original_mode: Mode::Initial,
            head: None,
            form: None,
            foster: false,
            quirks: false,
            skip_newline: false,
            table_text: Vec::new(),
            max_depth: 0,
            adopted: 0,
            reopened: Reopened::default(),
            line: 1,
        };
        builder.create(NodeKind::Document);
        builder
    }

    /// Reads the page to its end.
    pub(super) fn build(mut self) -> Result<Dom> {
        loop {
            let token = self.tokens.next(self.open.last().is_some_and(|open| !open.is_html()));
            self.line = self.tokens.line;
            self.process(token);
            self.check_limits()?;
            if matches!(token, Token::Eof) {
                break;
            }
        }
        let Tokenizer { texts, attributes, max_tag_attributes, .. } = self.tokens;
        Ok(Dom {
            text: texts.finish(),
            nodes: self.nodes,
            attributes,
            flattened: self.overflow.total(),
            max_depth: self.max_depth + self.adopted,
            max_tag_attributes,
        })
    }

    fn check_limits(&self) -> Result<()> {
        let within =
            |what, count, max| if count > max { Err(Error::LimitExceeded { what, max }) } else { Ok(()) };
        within("nodes", self.nodes.len(), self.limits.nodes)?;
        within("attributes", self.tokens.attributes.len() + self.reopened.count, self.limits.attributes)?;
        let most_bytes = self.tokens.length().saturating_mul(REOPENED).saturating_add(REOPENED_BYTES);
        within("bytes of attributes", self.reopened.bytes, most_bytes)
    }

    fn process(&mut self, mut token: Token) {
        if std::mem::take(&mut self.skip_newline)
            && let Token::Text(text) = token
            && self.tokens.texts.get(text).starts_with('\n')
        {
            let rest = text.without_first(1);
            if rest.len() == 0 {
                return;
            }
            token = Token::Text(rest);
        }
        if matches!(token, Token::Doctype { .. }) && self.mode != Mode::Initial {
            return;
        }
        if let Token::End(tag) = token
            && self.overflow.close(tag.name)
        {
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

    fn step(&mut self, mode: Mode, token: Token) -> Flow {
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
            Mode::AfterBody | Mode::AfterAfterBody => self.after_body(token),
        }
    }

    /// The *text* insertion mode: within an element that holds text only.
    fn in_text(&mut self, token: Token) -> Flow {
        match token {
            Token::Text(text) => self.append_text(text),
            Token::Eof => {
                self.pop();
                self.mode = self.original_mode;
                return Flow::Again;
            }
            Token::End(_) => {
                self.pop();
                self.mode = self.original_mode;
            }
            // No other token comes of such an element.
            Token::Start(_) | Token::Null | Token::Comment | Token::Doctype { .. } => {}
        }
        Flow::Done
    }

    /// Opens an element that holds text only.
    fn open_raw_text(&mut self, tag: &Tag, kind: RawText) {
        self.insert_element(tag);
        self.tokens.begin_raw_text(kind, tag);
        self.original_mode = self.mode;
        self.mode = Mode::Text;
    }

    /// Splits blanks off the beginning of `text`.
    fn split_blanks(&self, text: Span) -> (Option<Span>, Option<Span>) {
        let all = self.tokens.texts.get(text);
        let blanks = all.len() - all.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
        let rest = text.without_first(u32::try_from(blanks).unwrap_or(u32::MAX));
        let first = Span { end: rest.start, ..text };
        (Some(first).filter(|span| span.len() > 0), Some(rest).filter(|span| span.len() > 0))
    }

    /// Appends the blanks that `text` begins with, and gives the rest.
    fn append_blanks(&mut self, text: Span) -> Option<Span> {
        let (blanks, rest) = self.split_blanks(text);
        blanks.into_iter().for_each(|blanks| self.append_text(blanks));
        rest
    }

    fn is_blank(&self, text: Span) -> bool {
        self.tokens.texts.get(text).bytes().all(|byte| byte.is_ascii_whitespace())
    }

    /// A tag that the page left out.
    fn implied(name: Name) -> Tag {
        Tag { name, text: Span::default(), attributes: Attributes::default(), self_closing: false }
    }
}
