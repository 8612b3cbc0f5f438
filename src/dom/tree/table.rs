//! The insertion modes of tables.

use super::open::Scope;
use super::{Builder, Flow, Mode};
use crate::dom::name::Name as N;
use crate::dom::token::{Tag, Token};

impl Builder<'_> {
    pub(super) fn open_table(&mut self, tag: &Tag) {
        if !self.quirks {
            self.close_paragraph();
        }
        self.insert_element(tag);
        self.mode = Mode::InTable;
    }

    pub(super) fn in_table(&mut self, token: &Token) -> Flow {
        match token {
            // A tag follows, so this is all of the text, and it is whitespace.
            Token::Text(text)
                if self.current().is_table_part() && self.is_whitespace(*text) && self.tokens.is_at_tag() =>
            {
                self.append_text(*text);
                Flow::Done
            }
            Token::Null | Token::Text(_)
                if self.current().is_table_part() || self.current() == N::Template =>
            {
                self.original_mode = self.mode;
                self.mode = Mode::InTableText;
                Flow::Again
            }
            Token::Start(tag) => self.start_in_table(tag),
            Token::End(tag) => self.end_in_table(tag),
            Token::Comment => {
                self.append_comment();
                Flow::Done
            }
            Token::Doctype { .. } => Flow::Done,
            Token::Eof => self.in_body(token),
            Token::Null | Token::Text(_) => self.before_table(token),
        }
    }

    /// Processes content of a table outside its cells with foster parenting.
    fn before_table(&mut self, token: &Token) -> Flow {
        self.foster = true;
        let flow = self.in_body(token);
        self.foster = false;
        flow
    }

    fn start_in_table(&mut self, tag: &Tag) -> Flow {
        let (mode, implied) = match tag.name {
            N::Caption => {
                self.pop_to(is_table_context);
                self.push_marker();
                (Mode::InCaption, None)
            }
            N::Colgroup => (Mode::InColumnGroup, None),
            N::Col => (Mode::InColumnGroup, Some(N::Colgroup)),
            N::Tbody | N::Tfoot | N::Thead => (Mode::InTableBody, None),
            N::Td | N::Th | N::Tr => (Mode::InTableBody, Some(N::Tbody)),
            _ => return self.start_other_in_table(tag),
        };
        self.pop_to(is_table_context);
        self.mode = mode;
        match implied {
            None => {
                self.insert_element(tag);
                Flow::Done
            }
            Some(name) => {
                self.insert_implied(name);
                Flow::Again
            }
        }
    }

    fn start_other_in_table(&mut self, tag: &Tag) -> Flow {
        let is_hidden =
            || self.attribute(tag, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"));
        match tag.name {
            N::Table => {
                if self.has_in_scope(Scope::Table, N::Table) {
                    self.pop_until(|name| name == N::Table);
                    self.reset_mode();
                    return Flow::Again;
                }
            }
            N::Style | N::Script | N::Template => self.head_element(tag),
            N::Input if is_hidden() => {
                self.insert_void(tag);
            }
            N::Form => {
                if self.form.is_none() && !self.open.has(N::Template) {
                    self.form = Some(self.insert_void(tag));
                }
            }
            _ => return self.before_table(&Token::Start(*tag)),
        }
        Flow::Done
    }

    fn end_in_table(&mut self, tag: &Tag) -> Flow {
        match tag.name {
            N::Table => {
                if self.has_in_scope(Scope::Table, N::Table) {
                    self.pop_until(|name| name == N::Table);
                    self.reset_mode();
                }
            }
            N::Template => self.close_template(),
            N::Body
            | N::Caption
            | N::Col
            | N::Colgroup
            | N::Html
            | N::Tbody
            | N::Td
            | N::Tfoot
            | N::Th
            | N::Thead
            | N::Tr => {}
            _ => return self.before_table(&Token::End(*tag)),
        }
        Flow::Done
    }

    pub(super) fn in_table_text(&mut self, token: &Token) -> Flow {
        match token {
            Token::Null => return Flow::Done,
            Token::Text(text) => {
                self.table_text.push((*text, self.span));
                return Flow::Done;
            }
            _ => {}
        }
        let mut texts = std::mem::take(&mut self.table_text);
        self.foster = texts.iter().any(|&(text, _)| !self.is_whitespace(text));
        let span = self.span;
        for (text, own) in texts.drain(..) {
            self.span = own;
            if self.foster {
                self.reconstruct();
            }
            self.append_text(text);
        }
        self.table_text = texts;
        self.span = span;
        self.foster = false;
        self.mode = self.original_mode;
        Flow::Again
    }

    pub(super) fn in_caption(&mut self, token: &Token) -> Flow {
        let (name, is_end) = match token {
            Token::Start(tag) => (tag.name, false),
            Token::End(tag) => (tag.name, true),
            _ => return self.in_body(token),
        };
        match (name, is_end) {
            (N::Caption | N::Table, true)
            | (
                N::Caption | N::Col | N::Colgroup | N::Tbody | N::Td | N::Tfoot | N::Th | N::Thead | N::Tr,
                false,
            ) => {
                if !self.has_in_scope(Scope::Table, N::Caption) {
                    return Flow::Done;
                }
                self.close_implied();
                self.pop_until(|name| name == N::Caption);
                self.clear_to_marker();
                self.mode = Mode::InTable;
                if name == N::Caption && is_end { Flow::Done } else { Flow::Again }
            }
            (
                N::Body
                | N::Col
                | N::Colgroup
                | N::Html
                | N::Tbody
                | N::Td
                | N::Tfoot
                | N::Th
                | N::Thead
                | N::Tr,
                true,
            ) => Flow::Done,
            _ => self.in_body(token),
        }
    }

    pub(super) fn in_column_group(&mut self, token: &Token) -> Flow {
        match token {
            Token::Text(text) => {
                if let Some(rest) = self.append_whitespace(*text).filter(|_| self.end_column_group()) {
                    self.process(&Token::Text(rest));
                }
                return Flow::Done;
            }
            Token::Comment => self.append_comment(),
            Token::Doctype { .. } => {}
            Token::Eof => return self.in_body(token),
            Token::Start(tag) => match tag.name {
                N::Html => return self.in_body(token),
                N::Template => self.head_element(tag),
                N::Col => {
                    self.insert_void(tag);
                }
                _ => return if self.end_column_group() { Flow::Again } else { Flow::Done },
            },
            Token::End(tag) => match tag.name {
                N::Colgroup => {
                    self.end_column_group();
                }
                N::Col => {}
                N::Template => self.close_template(),
                _ => return if self.end_column_group() { Flow::Again } else { Flow::Done },
            },
            Token::Null => return if self.end_column_group() { Flow::Again } else { Flow::Done },
        }
        Flow::Done
    }

    fn end_column_group(&mut self) -> bool {
        let is_open = self.current() == N::Colgroup;
        if is_open {
            self.open.pop();
            self.mode = Mode::InTable;
        }
        is_open
    }

    pub(super) fn in_table_body(&mut self, token: &Token) -> Flow {
        match token {
            Token::Start(tag) => match tag.name {
                N::Tr => {
                    self.pop_to(is_body_context);
                    self.insert_element(tag);
                    self.mode = Mode::InRow;
                    return Flow::Done;
                }
                N::Th | N::Td => {
                    self.pop_to(is_body_context);
                    self.insert_implied(N::Tr);
                    self.mode = Mode::InRow;
                    return Flow::Again;
                }
                N::Caption | N::Col | N::Colgroup | N::Tbody | N::Tfoot | N::Thead => return self.end_body(),
                _ => {}
            },
            Token::End(tag) => match tag.name {
                N::Tbody | N::Tfoot | N::Thead => {
                    if self.has_in_scope(Scope::Table, tag.name) {
                        self.end_body();
                    }
                    return Flow::Done;
                }
                N::Table => return self.end_body(),
                N::Body | N::Caption | N::Col | N::Colgroup | N::Html | N::Td | N::Th | N::Tr => {
                    return Flow::Done;
                }
                _ => {}
            },
            _ => {}
        }
        self.in_table(token)
    }

    fn end_body(&mut self) -> Flow {
        if !self.in_scope(Scope::Table, |open| matches!(open.name, N::Table | N::Tbody | N::Tfoot | N::Thead))
        {
            return Flow::Done;
        }
        self.pop_to(is_body_context);
        self.open.pop();
        self.mode = Mode::InTable;
        Flow::Again
    }

    pub(super) fn in_row(&mut self, token: &Token) -> Flow {
        match token {
            Token::Start(tag) => match tag.name {
                N::Th | N::Td => {
                    self.pop_to(is_row_context);
                    self.insert_element(tag);
                    self.mode = Mode::InCell;
                    self.push_marker();
                    return Flow::Done;
                }
                N::Caption | N::Col | N::Colgroup | N::Tbody | N::Tfoot | N::Thead | N::Tr => {
                    return self.end_row();
                }
                _ => {}
            },
            Token::End(tag) => match tag.name {
                N::Tr => {
                    self.end_row();
                    return Flow::Done;
                }
                N::Table => return self.end_row(),
                N::Tbody | N::Tfoot | N::Thead => {
                    let is_open = self.has_in_scope(Scope::Table, tag.name);
                    return if is_open { self.end_row() } else { Flow::Done };
                }
                N::Body | N::Caption | N::Col | N::Colgroup | N::Html | N::Td | N::Th => return Flow::Done,
                _ => {}
            },
            _ => {}
        }
        self.in_table(token)
    }

    fn end_row(&mut self) -> Flow {
        if !self.has_in_scope(Scope::Table, N::Tr) {
            return Flow::Done;
        }
        self.pop_to(is_row_context);
        self.open.pop();
        self.mode = Mode::InTableBody;
        Flow::Again
    }

    pub(super) fn in_cell(&mut self, token: &Token) -> Flow {
        match token {
            Token::Start(tag) if tag.name.is_within_table() => return self.end_cell(),
            Token::End(tag) => match tag.name {
                N::Td | N::Th => {
                    if self.has_in_scope(Scope::Table, tag.name) {
                        self.close_implied();
                        self.pop_until(|name| name == tag.name);
                        self.clear_to_marker();
                        self.mode = Mode::InRow;
                    }
                    return Flow::Done;
                }
                N::Table | N::Tbody | N::Tfoot | N::Thead | N::Tr => {
                    let is_open = self.has_in_scope(Scope::Table, tag.name);
                    return if is_open { self.end_cell() } else { Flow::Done };
                }
                N::Body | N::Caption | N::Col | N::Colgroup | N::Html => return Flow::Done,
                _ => {}
            },
            _ => {}
        }
        self.in_body(token)
    }

    fn end_cell(&mut self) -> Flow {
        if !self.in_scope(Scope::Table, |open| matches!(open.name, N::Td | N::Th)) {
            return Flow::Done;
        }
        self.close_implied();
        self.pop_until(|name| matches!(name, N::Td | N::Th));
        self.clear_to_marker();
        self.mode = Mode::InRow;
        Flow::Again
    }

    /// *Reset the insertion mode appropriately*.
    pub(super) fn reset_mode(&mut self) {
        self.mode = match self.open.last().map_or(N::Other, |open| open.context) {
            N::Td | N::Th => Mode::InCell,
            N::Tr => Mode::InRow,
            N::Tbody | N::Thead | N::Tfoot => Mode::InTableBody,
            N::Caption => Mode::InCaption,
            N::Colgroup => Mode::InColumnGroup,
            N::Table => Mode::InTable,
            N::Head => Mode::InHead,
            N::Template => self.template_modes.last().copied().unwrap_or(Mode::InBody),
            N::Html if self.head.is_none() => Mode::BeforeHead,
            N::Html => Mode::AfterHead,
            _ => Mode::InBody,
        };
    }
}

const fn is_table_context(name: N) -> bool {
    matches!(name, N::Table | N::Template | N::Html)
}

const fn is_body_context(name: N) -> bool {
    matches!(name, N::Tbody | N::Tfoot | N::Thead | N::Template | N::Html)
}

const fn is_row_context(name: N) -> bool {
    matches!(name, N::Tr | N::Template | N::Html)
}
