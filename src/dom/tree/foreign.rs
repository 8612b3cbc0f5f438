//! SVG and MathML: the rules for parsing tokens *in foreign content*.

use super::open::{Content, Open};
use super::{Builder, Flow};
use crate::dom::arena::Namespace;
use crate::dom::name::Name as N;
use crate::dom::token::{Tag, Token};

impl Builder<'_> {
    /// Whether the rules for foreign content apply to `token`.
    pub(super) fn is_foreign(&self, token: &Token) -> bool {
        self.open.last().is_some_and(|open| !open.is_html() && self.is_foreign_in(*open, token))
    }

    /// Whether they apply in `open`, an element of SVG or MathML.
    #[cold]
    fn is_foreign_in(&self, open: Open, token: &Token) -> bool {
        let is_text = matches!(token, Token::Text(_) | Token::Null);
        let begins = |names: &[&str]| match token {
            Token::Start(tag) => names.contains(&self.tokens.texts.get(tag.text)),
            _ => false,
        };
        let is_start = matches!(token, Token::Start(_));
        match (open.content, token) {
            (_, Token::Eof | Token::Doctype { .. }) => false,
            (Content::MathText, _) => !(is_text || (is_start && !begins(&["mglyph", "malignmark"]))),
            (Content::SvgHtml, _) => !(is_text || is_start),
            (Content::Annotation(_), _) if begins(&["svg"]) => false,
            (Content::Annotation(holds_html), _) if is_text || is_start => !holds_html,
            _ => true,
        }
    }

    #[cold]
    pub(super) fn in_foreign_content(&mut self, token: &Token) -> Flow {
        match token {
            Token::Null => {
                let unknown = self.tokens.texts.keep("\u{fffd}");
                self.append_text(unknown);
            }
            Token::Text(text) => self.append_text(*text),
            Token::Comment => self.append_comment(),
            Token::Start(tag) if self.breaks_out(tag) => return self.break_out(token),
            Token::End(tag) if matches!(tag.name, N::Br | N::P) => return self.break_out(token),
            Token::Start(tag) => self.start_foreign(tag),
            Token::End(tag) => return self.end_foreign(tag),
            Token::Doctype { .. } | Token::Eof => {}
        }
        Flow::Done
    }

    pub(super) fn enter_foreign(&mut self, tag: &Tag) {
        self.reconstruct();
        self.insert_in(tag, if tag.name == N::Svg { Namespace::Svg } else { Namespace::MathMl });
    }

    fn start_foreign(&mut self, tag: &Tag) {
        let namespace = self
            .open
            .last()
            .and_then(|open| self.element(open.node))
            .map_or(Namespace::Html, |e| e.namespace);
        self.insert_in(tag, namespace);
    }

    fn insert_in(&mut self, tag: &Tag, namespace: Namespace) {
        let text = self.tokens.texts.get(tag.text);
        let cased =
            SVG_NAMES.iter().find(|name| namespace == Namespace::Svg && name.eq_ignore_ascii_case(text));
        let content = self.content_of(tag, namespace);
        let tag = match cased {
            Some(name) => Tag { text: self.tokens.texts.keep(name), ..*tag },
            None => *tag,
        };
        if tag.self_closing {
            self.insert_childless(&tag, namespace);
        } else {
            self.insert_foreign(&tag, namespace, content);
        }
    }

    /// How the content of an element with this tag is parsed.
    fn content_of(&self, tag: &Tag, namespace: Namespace) -> Content {
        match (namespace, self.tokens.texts.get(tag.text)) {
            (Namespace::MathMl, "mi" | "mo" | "mn" | "ms" | "mtext") => Content::MathText,
            (Namespace::MathMl, "annotation-xml") => {
                let encoding = self.attribute(tag, "encoding").unwrap_or_default();
                let is_html = |kind: &&str| encoding.eq_ignore_ascii_case(kind);
                Content::Annotation(["text/html", "application/xhtml+xml"].iter().any(is_html))
            }
            (Namespace::Svg, "foreignobject" | "desc" | "title") => Content::SvgHtml,
            _ => Content::Foreign,
        }
    }

    /// Whether a start tag ends the foreign content because it can only be HTML.
    fn breaks_out(&self, tag: &Tag) -> bool {
        if tag.name == N::Font {
            return ["color", "face", "size"].iter().any(|name| self.attribute(tag, name).is_some());
        }
        matches!(
            tag.name,
            N::B | N::Big
                | N::Blockquote
                | N::Body
                | N::Br
                | N::Center
                | N::Code
                | N::Dd
                | N::Div
                | N::Dl
                | N::Dt
                | N::Em
                | N::Embed
                | N::H1
                | N::H2
                | N::H3
                | N::H4
                | N::H5
                | N::H6
                | N::Head
                | N::Hr
                | N::I
                | N::Img
                | N::Li
                | N::Listing
                | N::Menu
                | N::Meta
                | N::Nobr
                | N::Ol
                | N::P
                | N::Pre
                | N::Ruby
                | N::S
                | N::Small
                | N::Span
                | N::Strong
                | N::Strike
                | N::Sub
                | N::Sup
                | N::Table
                | N::Tt
                | N::U
                | N::Ul
                | N::Var
        )
    }

    fn break_out(&mut self, token: &Token) -> Flow {
        let holds_html =
            |open: &Open| matches!(open.content, Content::Html | Content::MathText | Content::SvgHtml);
        if let Some(index) = self.open.iter().rposition(holds_html) {
            self.open.truncate(index + 1);
        }
        self.step(self.mode, token)
    }

    fn end_foreign(&mut self, tag: &Tag) -> Flow {
        let name = self.tokens.texts.get(tag.text);
        let is_it = |open: &Open| {
            let element = self.element(open.node);
            element.is_some_and(|element| self.tokens.texts.get(element.text).eq_ignore_ascii_case(name))
        };
        let innermost = self.open.innermost().find(|(_, open)| open.is_html() || is_it(open));
        match innermost.map(|(index, open)| (index, open.is_html())) {
            None | Some((0, _)) => {}
            Some((_, true)) => return self.step(self.mode, &Token::End(*tag)),
            Some((index, false)) => self.open.truncate(index),
        }
        Flow::Done
    }
}

/// The mixed-case names of SVG elements.
#[rustfmt::skip]
const SVG_NAMES: [&str; 37] = [
    "altGlyph", "altGlyphDef", "altGlyphItem", "animateColor", "animateMotion", "animateTransform", "clipPath", "feBlend",
    "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap",
    "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feImage",
    "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile",
    "feTurbulence", "foreignObject", "glyphRef", "linearGradient", "radialGradient", "textPath",
];
