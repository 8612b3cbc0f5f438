//! The *in body* insertion mode.

use super::open::Scope;
use super::{Builder, Flow, Mode};
use crate::dom::name::Name as N;
use crate::dom::token::{RawText, Tag, Token};

impl Builder<'_> {
    pub(super) fn in_body(&mut self, token: &Token) -> Flow {
        match token {
            Token::Text(text) => {
                self.reconstruct();
                self.append_text(*text);
            }
            Token::Start(tag) => return self.start_in_body(tag),
            Token::End(tag) => return self.end_in_body(tag),
            Token::Comment => self.append_comment(),
            Token::Eof if !self.template_modes.is_empty() => return self.in_template(token),
            Token::Null | Token::Doctype { .. } | Token::Eof => {}
        }
        Flow::Done
    }

    fn start_in_body(&mut self, tag: &Tag) -> Flow {
        match tag.name {
            // The most frequent first.
            N::Span | N::Other => self.open_ordinary(tag),
            N::A => {
                self.close_link();
                self.reconstruct();
                self.open_formatting(tag);
            }
            N::Nobr => self.open_nobr(tag),
            name if name.is_formatting() => {
                self.reconstruct();
                self.open_formatting(tag);
            }
            N::Br | N::Img | N::Area | N::Embed | N::Keygen | N::Wbr => self.insert_inline_void(tag),
            N::Image => self.insert_inline_void(&Tag { name: N::Img, ..*tag }),
            N::P => self.open_block(tag),
            name if name.is_block() => self.open_block(tag),
            N::Li | N::Dd | N::Dt => self.open_item(tag),
            name if name.is_heading() => self.open_heading(tag),
            N::Html | N::Body => self.merge_root(tag),
            name if name.is_of_head() => self.head_element(tag),
            N::Frame | N::Frameset | N::Head => {}
            name if name.is_within_table() => {}
            _ => self.start_rare(tag),
        }
        Flow::Done
    }

    /// The less frequent start tags with rules of their own.
    fn start_rare(&mut self, tag: &Tag) {
        match tag.name {
            N::Pre | N::Listing => {
                self.close_paragraph();
                self.insert_element(tag);
                self.skip_newline = true;
            }
            N::Table => self.open_table(tag),
            N::Hr => {
                self.close_paragraph();
                if self.has_in_scope(Scope::Default, N::Select) {
                    self.close_implied();
                }
                self.insert_void(tag);
            }
            N::Param | N::Source | N::Track => {
                self.insert_void(tag);
            }
            N::Form => self.open_form(tag),
            N::Plaintext => {
                self.close_paragraph();
                self.insert_element(tag);
                self.tokens.begin_raw_text(RawText::Plaintext, tag);
            }
            N::Button => {
                if self.has_in_scope(Scope::Default, N::Button) {
                    self.close_implied();
                    self.pop_until(|name| name == N::Button);
                }
                self.open_ordinary(tag);
            }
            N::Applet | N::Marquee | N::Object => {
                self.reconstruct();
                self.insert_element(tag);
                self.push_marker();
            }
            N::Textarea => {
                self.skip_newline = true;
                self.open_raw_text(tag, RawText::Rcdata);
            }
            N::Xmp => {
                self.close_paragraph();
                self.reconstruct();
                self.open_raw_text(tag, RawText::Rawtext);
            }
            N::Iframe | N::Noembed => self.open_raw_text(tag, RawText::Rawtext),
            N::Input | N::Select | N::Option | N::Optgroup => self.open_field(tag),
            N::Rb | N::Rtc | N::Rp | N::Rt => self.open_ruby(tag),
            N::Math | N::Svg => self.enter_foreign(tag),
            _ => self.open_ordinary(tag),
        }
    }

    fn open_ordinary(&mut self, tag: &Tag) {
        self.reconstruct();
        self.insert_element(tag);
    }

    fn open_block(&mut self, tag: &Tag) {
        self.close_paragraph();
        self.insert_element(tag);
    }

    fn insert_inline_void(&mut self, tag: &Tag) {
        self.reconstruct();
        self.insert_void(tag);
    }

    /// Adds the attributes of a second `html` or `body` tag to the element.
    fn merge_root(&mut self, tag: &Tag) {
        let index = usize::from(tag.name == N::Body);
        let first = self.open.get(index).filter(|open| open.name == tag.name).map(|open| open.node);
        if let Some(node) = first.filter(|_| !self.open.has(N::Template)) {
            self.add_missing_attributes(node, tag.attributes);
        }
    }

    fn open_heading(&mut self, tag: &Tag) {
        self.close_paragraph();
        if self.current().is_heading() {
            self.open.pop();
        }
        self.insert_element(tag);
    }

    fn open_item(&mut self, tag: &Tag) {
        let is_kin = |name: N| match tag.name {
            N::Li => name == N::Li,
            _ => matches!(name, N::Dd | N::Dt),
        };
        let bounds = |name: N| name.is_special() && !matches!(name, N::Address | N::Div | N::P);
        let names = self.open.innermost().map(|(_, open)| open.name);
        let nearest = names.into_iter().find(|&name| is_kin(name) || bounds(name));
        if let Some(name) = nearest.filter(|&name| is_kin(name)) {
            self.close_implied_except(name);
            self.pop_until(|open| open == name);
        }
        self.close_paragraph();
        self.insert_element(tag);
    }

    fn open_form(&mut self, tag: &Tag) {
        let in_template = self.open.has(N::Template);
        if self.form.is_some() && !in_template {
            return;
        }
        self.close_paragraph();
        let form = self.insert_element(tag);
        if !in_template {
            self.form = Some(form);
        }
    }

    fn open_nobr(&mut self, tag: &Tag) {
        self.reconstruct();
        if self.has_in_scope(Scope::Default, N::Nobr) {
            self.adopt(tag);
            self.reconstruct();
        }
        self.open_formatting(tag);
    }

    /// `input`, `select`, `option` and `optgroup`.
    fn open_field(&mut self, tag: &Tag) {
        let in_select = self.has_in_scope(Scope::Default, N::Select);
        match tag.name {
            N::Input | N::Select if in_select => {
                self.pop_until(|name| name == N::Select);
                if tag.name == N::Select {
                    return;
                }
            }
            N::Option if in_select => self.close_implied_except(N::Optgroup),
            N::Optgroup if in_select => self.close_implied(),
            N::Option | N::Optgroup if self.current() == N::Option => self.open.pop(),
            _ => {}
        }
        if tag.name == N::Input { self.insert_inline_void(tag) } else { self.open_ordinary(tag) }
    }

    fn open_ruby(&mut self, tag: &Tag) {
        if self.has_in_scope(Scope::Default, N::Ruby) {
            self.close_implied_except(if matches!(tag.name, N::Rp | N::Rt) { N::Rtc } else { N::Other });
        }
        self.insert_element(tag);
    }

    fn end_in_body(&mut self, tag: &Tag) -> Flow {
        if tag.name == self.current() && tag.name.has_ordinary_end() {
            self.open.pop();
            return Flow::Done;
        }
        match tag.name {
            name if name.is_formatting() => self.adopt(tag),
            N::P => self.end_paragraph(),
            N::Button | N::Listing | N::Pre | N::Select => self.end_block(tag),
            name if name.is_block() => self.end_block(tag),
            N::Applet | N::Marquee | N::Object => {
                if self.has_in_scope(Scope::Default, tag.name) {
                    self.end_block(tag);
                    self.clear_to_marker();
                }
            }
            N::Li => self.end_item(tag, Scope::List),
            N::Dd | N::Dt => self.end_item(tag, Scope::Default),
            name if name.is_heading() => {
                if self.in_scope(Scope::Default, |open| open.name.is_heading()) {
                    self.close_implied();
                    self.pop_until(N::is_heading);
                }
            }
            N::Br => self.insert_inline_void(&Self::implied(N::Br)),
            N::Form => self.end_form(),
            N::Template => self.close_template(),
            N::Body | N::Html => {
                if self.has_in_scope(Scope::Default, N::Body) {
                    self.mode = Mode::AfterBody;
                    return if tag.name == N::Html { Flow::Again } else { Flow::Done };
                }
            }
            _ => self.close_any(tag),
        }
        Flow::Done
    }

    fn end_block(&mut self, tag: &Tag) {
        if self.has_in_scope(Scope::Default, tag.name) {
            self.close_implied();
            self.pop_until(|name| name == tag.name);
        }
    }

    /// `</p>` without an open paragraph creates an empty one.
    fn end_paragraph(&mut self) {
        if !self.has_in_scope(Scope::Button, N::P) {
            self.insert_implied(N::P);
        }
        self.close_paragraph();
    }

    fn end_item(&mut self, tag: &Tag, scope: Scope) {
        if self.has_in_scope(scope, tag.name) {
            self.close_implied_except(tag.name);
            self.pop_until(|name| name == tag.name);
        }
    }

    fn end_form(&mut self) {
        if self.open.has(N::Template) {
            self.end_block(&Self::implied(N::Form));
        } else if let Some(form) = self.form.take()
            && self.in_scope(Scope::Default, |open| open.node == form)
        {
            self.close_implied();
            self.remove_open(form);
        }
    }
}
