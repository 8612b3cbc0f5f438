//! Templates, whose contents are children of the `template` itself.

use super::{Builder, Flow, Mode};
use crate::dom::name::Name as N;
use crate::dom::token::{Tag, Token};

impl Builder<'_> {
    pub(super) fn open_template(&mut self, tag: &Tag) {
        self.insert_element(tag);
        self.push_marker();
        self.mode = Mode::InTemplate;
        self.template_modes.push(self.mode);
    }

    pub(super) fn close_template(&mut self) {
        if self.open.has(N::Template) {
            self.pop_until(|name| name == N::Template);
            self.clear_to_marker();
            self.template_modes.pop();
            self.reset_mode();
        }
    }

    /// The *in template* insertion mode. The first start tag decides how the contents are parsed.
    pub(super) fn in_template(&mut self, token: &Token) -> Flow {
        let mode = match token {
            Token::Text(_) | Token::Null | Token::Comment | Token::Doctype { .. } => {
                return self.in_body(token);
            }
            Token::Start(tag) => match tag.name {
                name if name.is_of_head() => return self.in_head(token),
                N::Caption | N::Colgroup | N::Tbody | N::Tfoot | N::Thead => Mode::InTable,
                N::Col => Mode::InColumnGroup,
                N::Tr => Mode::InTableBody,
                N::Td | N::Th => Mode::InRow,
                _ => Mode::InBody,
            },
            Token::End(tag) if tag.name == N::Template => return self.in_head(token),
            Token::End(_) => return Flow::Done,
            Token::Eof => {
                if !self.open.has(N::Template) {
                    return Flow::Done;
                }
                self.close_template();
                return Flow::Again;
            }
        };
        self.template_modes.pop();
        self.template_modes.push(mode);
        self.mode = mode;
        Flow::Again
    }
}
