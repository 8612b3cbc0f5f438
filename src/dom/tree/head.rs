//! The insertion modes before and after the body.

use super::open::Content;
use super::{Builder, Flow, Mode};
use crate::dom::arena::NodeId;
use crate::dom::name::Name as N;
use crate::dom::text::Span;
use crate::dom::token::{RawText, Tag, Token};

impl Builder<'_> {
    pub(super) fn initial(&mut self, token: &Token) -> Flow {
        if let Some(flow) = self.skip_whitespace(token) {
            return flow;
        }
        match token {
            Token::Comment => self.append_comment_to(NodeId::DOCUMENT),
            Token::Doctype { quirks } => {
                self.quirks = *quirks;
                self.mode = Mode::BeforeHtml;
            }
            _ => {
                self.quirks = true;
                self.mode = Mode::BeforeHtml;
                return Flow::Again;
            }
        }
        Flow::Done
    }

    pub(super) fn before_html(&mut self, token: &Token) -> Flow {
        if let Some(flow) = self.skip_whitespace(token) {
            return flow;
        }
        match token {
            Token::Comment => self.append_comment_to(NodeId::DOCUMENT),
            Token::Doctype { .. } => {}
            Token::Start(tag) if tag.name == N::Html => {
                self.insert_element(tag);
                self.mode = Mode::BeforeHead;
            }
            Token::End(tag) if !begins_body(tag) => {}
            _ => {
                self.insert_implied(N::Html);
                self.mode = Mode::BeforeHead;
                return Flow::Again;
            }
        }
        Flow::Done
    }

    pub(super) fn before_head(&mut self, token: &Token) -> Flow {
        if let Some(flow) = self.skip_whitespace(token) {
            return flow;
        }
        match token {
            Token::Comment => self.append_comment(),
            Token::Doctype { .. } => {}
            Token::Start(tag) if tag.name == N::Html => return self.in_body(token),
            Token::Start(tag) if tag.name == N::Head => {
                self.head = Some(self.insert_element(tag));
                self.mode = Mode::InHead;
            }
            Token::End(tag) if !begins_body(tag) => {}
            _ => {
                self.head = Some(self.insert_implied(N::Head));
                self.mode = Mode::InHead;
                return Flow::Again;
            }
        }
        Flow::Done
    }

    /// Ignores the leading whitespace of a text. `None` if there is none.
    fn skip_whitespace(&mut self, token: &Token) -> Option<Flow> {
        let Token::Text(text) = token else { return None };
        let (whitespace, rest) = self.split_whitespace(*text);
        whitespace?;
        if let Some(rest) = rest {
            self.process(&Token::Text(rest));
        }
        Some(Flow::Done)
    }

    pub(super) fn in_head(&mut self, token: &Token) -> Flow {
        match token {
            Token::Text(text) => {
                return self.append_whitespace(*text).map_or(Flow::Done, |rest| self.leave_head(rest));
            }
            Token::Comment => self.append_comment(),
            Token::Doctype { .. } => {}
            Token::Start(tag) => match tag.name {
                N::Html => return self.in_body(token),
                N::Head => {}
                N::Noscript => {
                    self.insert_element(tag);
                    self.mode = Mode::InHeadNoscript;
                }
                name if name.is_of_head() => self.head_element(tag),
                _ => return self.end_head(),
            },
            Token::End(tag) => match tag.name {
                N::Head => {
                    self.end_head();
                }
                N::Template => self.close_template(),
                _ if begins_body(tag) => return self.end_head(),
                _ => {}
            },
            Token::Null | Token::Eof => return self.end_head(),
        }
        Flow::Done
    }

    fn end_head(&mut self) -> Flow {
        self.open.pop();
        self.mode = Mode::AfterHead;
        Flow::Again
    }

    fn leave_head(&mut self, text: Span) -> Flow {
        self.end_head();
        self.process(&Token::Text(text));
        Flow::Done
    }

    /// Inserts an element that satisfies [`Name::is_of_head`](N::is_of_head).
    pub(super) fn head_element(&mut self, tag: &Tag) {
        match tag.name {
            N::Title => self.open_raw_text(tag, RawText::Rcdata),
            N::Noframes | N::Style => self.open_raw_text(tag, RawText::Rawtext),
            N::Script => self.open_raw_text(tag, RawText::Script),
            N::Template => self.open_template(tag),
            _ => {
                self.insert_void(tag);
            }
        }
    }

    pub(super) fn in_head_noscript(&mut self, token: &Token) -> Flow {
        match token {
            Token::Start(tag) => match tag.name {
                N::Html => return self.in_body(token),
                N::Basefont | N::Bgsound | N::Link | N::Meta | N::Noframes | N::Style => {
                    return self.in_head(token);
                }
                N::Head | N::Noscript => return Flow::Done,
                _ => {}
            },
            Token::End(tag) if tag.name == N::Noscript => {
                self.open.pop();
                self.mode = Mode::InHead;
                return Flow::Done;
            }
            Token::End(tag) if tag.name != N::Br => return Flow::Done,
            Token::Comment => return self.in_head(token),
            Token::Text(text) => {
                if let Some(rest) = self.append_whitespace(*text) {
                    self.open.pop();
                    self.mode = Mode::InHead;
                    self.process(&Token::Text(rest));
                }
                return Flow::Done;
            }
            Token::Doctype { .. } => return Flow::Done,
            Token::End(_) | Token::Null | Token::Eof => {}
        }
        self.open.pop();
        self.mode = Mode::InHead;
        Flow::Again
    }

    pub(super) fn after_head(&mut self, token: &Token) -> Flow {
        match token {
            Token::Text(text) => {
                if let Some(rest) = self.append_whitespace(*text) {
                    self.begin_body();
                    self.process(&Token::Text(rest));
                }
            }
            Token::Comment => self.append_comment(),
            Token::Doctype { .. } => {}
            Token::Start(tag) => match tag.name {
                N::Html => return self.in_body(token),
                N::Body => {
                    self.insert_element(tag);
                    self.mode = Mode::InBody;
                }
                N::Head | N::Frameset => {}
                name if name.is_of_head() => self.late_head_element(tag),
                _ => return self.begin_body(),
            },
            Token::End(tag) if tag.name == N::Template => self.close_template(),
            Token::End(tag) if tag.name == N::Head || !begins_body(tag) => {}
            Token::End(_) | Token::Null | Token::Eof => return self.begin_body(),
        }
        Flow::Done
    }

    fn begin_body(&mut self) -> Flow {
        self.insert_implied(N::Body);
        self.mode = Mode::InBody;
        Flow::Again
    }

    /// Inserts an element between head and body into the head.
    fn late_head_element(&mut self, tag: &Tag) {
        let Some(head) = self.head else { return };
        self.open.push(head, N::Head, Content::Html);
        self.head_element(tag);
        self.remove_open(head);
    }

    pub(super) fn after_body(&mut self, token: &Token) -> Flow {
        match token {
            Token::Comment => {
                let document = self.mode == Mode::AfterAfterBody;
                let html = self.open.first().map_or(NodeId::DOCUMENT, |open| open.node);
                self.append_comment_to(if document { NodeId::DOCUMENT } else { html });
            }
            Token::Text(text) if self.is_whitespace(*text) => return self.in_body(token),
            Token::Doctype { .. } | Token::Eof => {}
            Token::Start(tag) if tag.name == N::Html => return self.in_body(token),
            Token::End(tag) if tag.name == N::Html && self.mode == Mode::AfterBody => {
                self.mode = Mode::AfterAfterBody;
            }
            _ => {
                self.mode = Mode::InBody;
                return Flow::Again;
            }
        }
        Flow::Done
    }
}

/// Whether an end tag before the body begins the body.
const fn begins_body(tag: &Tag) -> bool {
    matches!(tag.name, N::Head | N::Body | N::Html | N::Br)
}
