//! Recognizes lines that are in their final form already, as most are.

use memchr::memchr3;

use super::emphasis::{Delimiter, is_accepted};
use super::line_kind::LineKind;
use super::{math, text};
use crate::chars::is_simple;
use crate::markdown::bare_url::{linked_length, may_contain};
use crate::model::{Image, Inline, Link, Math};

/// What is known about the texts of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    /// Nothing.
    Any,
    /// Each has only single spaces and visible characters.
    Spaced,
}

/// Whether normalising `line` is certain to change nothing: it has no spaces at its ends, nothing that would be joined
/// to its neighbour or kept apart from it, and no style but around some of its words.
pub(super) fn is_settled(line: &[Inline], kind: LineKind, texts: Texts) -> bool {
    has_only_inner_breaks(line) && is_settled_between_breaks(line, kind, texts)
}

/// Whether every break in `line` is between two parts of it.
pub(super) fn has_only_inner_breaks(line: &[Inline]) -> bool {
    is_text(line) || !line.split(|inline| matches!(inline, Inline::Break)).any(<[Inline]>::is_empty)
}

/// Whether normalising `line` is certain to change nothing but breaks at its ends or next to each other.
pub(super) fn is_settled_between_breaks(line: &[Inline], kind: LineKind, texts: Texts) -> bool {
    // Most lines.
    if let [Inline::Text(text)] = line {
        return !text.starts_with(' ') && !text.ends_with(' ') && is_settled_text(text, texts);
    }
    let at = |index: usize| Place {
        before: index.checked_sub(1).and_then(|before| line.get(before)),
        after: line.get(index + 1),
        kind,
        texts,
    };
    line.iter().all(|inline| may_be_settled(inline, kind))
        && line.iter().enumerate().all(|(index, inline)| at(index).settles(inline))
}

/// A quick check. In headings, bold may be redundant.
fn may_be_settled(inline: &Inline, kind: LineKind) -> bool {
    match inline {
        Inline::Text(_) | Inline::Code(_) | Inline::Image(_) | Inline::Math(_) => true,
        Inline::Break => matches!(kind, LineKind::Paragraph | LineKind::Cell),
        Inline::Strong(content) => !matches!(kind, LineKind::Heading) && is_text(content),
        Inline::Emphasis(content)
        | Inline::Strike(content)
        | Inline::Element(_, content)
        | Inline::Link(Link { content, .. }) => is_text(content),
        Inline::FootnoteReference(_) => false,
    }
}

const fn is_text(line: &[Inline]) -> bool {
    matches!(line, [Inline::Text(_)])
}

/// The place of an inline in its line.
struct Place<'a> {
    before: Option<&'a Inline>,
    after: Option<&'a Inline>,
    kind: LineKind,
    texts: Texts,
}

impl<'a> Place<'a> {
    /// Whether `inline` stays what it is here.
    fn settles(&self, inline: &Inline) -> bool {
        match inline {
            Inline::Text(text) => {
                let is_end = |beside: Option<&Inline>| matches!(beside, None | Some(Inline::Break));
                let is_spaced = (is_end(self.before) && text.starts_with(' '))
                    || (is_end(self.after) && text.ends_with(' '));
                !is_spaced
                    && !matches!(self.before, Some(Inline::Text(_)))
                    && is_settled_text(text, self.texts)
            }
            Inline::Code(code) => {
                let is_line = code.trim().len() == code.len()
                    && memchr3(b'\n', b'\r', b'\0', code.as_bytes()).is_none();
                is_line && !code.is_empty() && !matches!(self.before, Some(Inline::Code(_)))
            }
            Inline::Image(Image { url, alt, title }) => {
                title.is_none() && text::is_settled_url(url) && is_simple(alt) && alt.trim() == alt
            }
            Inline::Math(Math { tex, display }) => {
                let is_digit = |c: char| c.is_ascii_digit();
                let is_price = matches!(self.after, Some(Inline::Text(text)) if text.starts_with(is_digit));
                !display && !is_price && math::is_settled_line(tex)
            }
            Inline::Break => true,
            Inline::Element(tag, content) => {
                Delimiter::of_tag(*tag).is_none() && self.is_apart() && words(content, self.texts).is_some()
            }
            Inline::Link(Link { url, title, content }) => {
                title.is_none() && text::is_settled_url(url) && self.is_apart() && is_settled_link(content)
            }
            Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => {
                words(content, self.texts).is_some_and(|text| self.is_apart() && self.accepts(text))
            }
            Inline::FootnoteReference(_) => false,
        }
    }

    /// Whether only words without a style and breaks are beside it.
    fn is_apart(&self) -> bool {
        [self.before, self.after].into_iter().all(|beside| match beside {
            None | Some(Inline::Break) => true,
            Some(Inline::Text(text)) => text != " ",
            Some(_) => false,
        })
    }

    /// Whether emphasis of `text` is accepted here. In a cell, a break is a tag.
    fn accepts(&self, text: &str) -> bool {
        let text_of = |beside: Option<&'a Inline>| match beside {
            None => Some(""),
            Some(Inline::Break) if self.kind != LineKind::Cell => Some(""),
            Some(Inline::Text(text)) => Some(text.as_str()),
            Some(_) => None,
        };
        text.contains(char::is_alphanumeric)
            && text_of(self.before).zip(text_of(self.after)).is_some_and(|(before, after)| {
                is_accepted(before.chars().next_back(), text, after.chars().next())
            })
    }
}

fn is_settled_text(text: &str, texts: Texts) -> bool {
    debug_assert!(texts == Texts::Any || text::is_spaced(text), "{text:?}");
    !text.is_empty() && (texts == Texts::Spaced || is_simple(text)) && !may_contain(text)
}

/// Whether `content` of a link is settled: a URL in it stays whole unless a sentence follows.
fn is_settled_link(content: &[Inline]) -> bool {
    matches!(content, [Inline::Text(text)]
        if !text.is_empty() && is_simple(text) && text.trim() == text && linked_length(text) == text.len())
}

/// Returns the text that is all of `content` if it is settled and has no space at its ends.
fn words(content: &[Inline], texts: Texts) -> Option<&str> {
    match content {
        [Inline::Text(text)] if is_settled_text(text, texts) && text.trim() == text => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tag;
    use crate::normalize::line::{divided, line_of_leaves, paragraphs_of_leaves};
    use crate::options::Emphasis;

    /// Returns short lines of what is next to each other in articles.
    fn lines() -> impl Iterator<Item = Vec<Inline>> {
        let text = |text: &str| Inline::Text(text.to_owned());
        let texts = ["a", " ", "a ", " 字", "，", "1", "a  b", "\u{3000}", "http://a", ""].map(text);
        let codes = ["a", " a", "a\nb", ""].map(|code| Inline::Code(code.to_owned()));
        let images = [("u", "a"), ("u v", ""), ("u", " a")];
        let image =
            |(url, alt): (&str, &str)| Inline::Image(Image { url: url.into(), alt: alt.into(), title: None });
        let linked = |url: &str, content: &str| {
            Inline::Link(Link { url: url.into(), title: None, content: vec![text(content)] })
        };
        let formulas = ["\\{x", "{x}", "{x", "x ", "x\\", "$", "\\|", "x\ny"]
            .map(|tex| Inline::Math(Math { tex: tex.to_owned(), display: false }));
        let styled = [
            Inline::Element(Tag::U, vec![text("字")]),
            Inline::Element(Tag::Kbd, vec![text("a")]),
            Inline::Element(Tag::Em, vec![text("a")]),
            Inline::Math(Math { tex: "x".to_owned(), display: true }),
            Inline::Strong(vec![text("字")]),
            Inline::Strong(vec![text("字：")]),
            Inline::Strong(vec![text("字 ")]),
            Inline::Emphasis(vec![text("（字）")]),
            Inline::Emphasis(vec![text("，")]),
            Inline::Strike(vec![text("a")]),
            linked("u", "a"),
            linked("http://a", "http://a"),
            linked("http://a", "http://a，"),
            Inline::Break,
        ];
        let parts: Vec<Inline> =
            texts.into_iter().chain(codes).chain(images.map(image)).chain(formulas).chain(styled).collect();
        let count = parts.len();
        (0..count.pow(3)).flat_map(move |number| {
            let digits = [number % count, number / count % count, number / count / count];
            let line: Vec<Inline> = digits.iter().filter_map(|digit| parts.get(*digit)).cloned().collect();
            [line.iter().take(2).cloned().collect(), line]
        })
    }

    /// What can be known about the texts of `line`.
    fn known(line: &[Inline]) -> Texts {
        let is_spaced = |inline: &Inline| match inline {
            Inline::Text(text) => text::is_spaced(text),
            Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Strike(content)
            | Inline::Element(_, content) => {
                matches!(content.as_slice(), [Inline::Text(text)] if text::is_spaced(text))
            }
            _ => true,
        };
        if line.iter().all(is_spaced) { Texts::Spaced } else { Texts::Any }
    }

    #[test]
    fn settled_lines_do_not_change() {
        let mut settled = 0;
        for line in lines() {
            for kind in [LineKind::Paragraph, LineKind::Heading, LineKind::Cell, LineKind::Summary] {
                if [Texts::Any, known(&line)].into_iter().any(|texts| is_settled(&line, kind, texts)) {
                    settled += 1;
                    for emphasis in [Emphasis::Auto, Emphasis::Html] {
                        assert_eq!(line_of_leaves(line.clone(), kind, emphasis), line, "{kind:?}");
                    }
                }
            }
            if is_settled_between_breaks(&line, LineKind::Paragraph, known(&line)) {
                let paragraphs = paragraphs_of_leaves(line.clone(), Emphasis::Auto);
                assert_eq!(divided(line.clone()), paragraphs, "{line:?}");
                assert!(!has_only_inner_breaks(&line) || paragraphs == [line]);
            }
        }
        assert!(settled > 3_000, "{settled}");
    }
}
