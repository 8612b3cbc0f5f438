//! Replaces elements that Markdown has no syntax for, for targets that omit raw HTML.

use std::mem;

use crate::model::visit::{VisitMut, walk_block_mut};
use crate::model::{Block, Document, Inline, Link, Tag, plain_text};

/// The characters that have a superscript form, and these forms.
const RAISED: [(&str, &str); 2] = [
    ("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾"),
    (
        "abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
    ),
];

/// The characters that have a subscript form, and these forms.
const LOWERED: [(&str, &str); 2] =
    [("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"), ("aehijklmnoprstuvxβγρφχ", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")];

/// Replaces `sub`, `sup`, `kbd`, `mark`, `u` and `ins` in `document`.
pub(super) fn replace_elements(document: &mut Document) {
    document.visit_mut(&mut Replacement { emphasis: false, has_replaced: false });
}

/// Unwraps emphasis that is written with tags. Returns whether there was any.
pub(super) fn unwrap_emphasis(document: &mut Document) -> bool {
    let mut replacement = Replacement { emphasis: true, has_replaced: false };
    document.visit_mut(&mut replacement);
    replacement.has_replaced
}

struct Replacement {
    /// Whether tags that stand for emphasis are replaced, instead of those without a delimiter.
    emphasis: bool,
    has_replaced: bool,
}

impl VisitMut for Replacement {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let line = match block {
            Block::Heading(heading) => Some(&mut heading.content),
            Block::Paragraph(content) => Some(content),
            Block::Details(details) => Some(&mut details.summary),
            Block::Table(table) => Some(&mut table.caption),
            _ => None,
        };
        if let Some(line) = line {
            *line = self.line(mem::take(line));
        }
        walk_block_mut(self, block);
    }

    fn visit_inline_mut(&mut self, _: &mut Inline) {}
}

impl Replacement {
    fn line(&mut self, line: Vec<Inline>) -> Vec<Inline> {
        let mut done = Vec::with_capacity(line.len());
        for inline in line {
            match inline {
                Inline::Strong(content) => done.push(Inline::Strong(self.line(content))),
                Inline::Emphasis(content) => done.push(Inline::Emphasis(self.line(content))),
                Inline::Strike(content) => done.push(Inline::Strike(self.line(content))),
                Inline::Link(Link { url, title, content }) => {
                    done.push(Inline::Link(Link { url, title, content: self.line(content) }));
                }
                Inline::Element(tag, content) => {
                    let content = self.line(content);
                    self.element(tag, content, &mut done);
                }
                other => done.push(other),
            }
        }
        done
    }

    fn element(&mut self, tag: Tag, content: Vec<Inline>, done: &mut Vec<Inline>) {
        let is_emphasis = matches!(tag, Tag::Strong | Tag::Em | Tag::Del);
        if is_emphasis != self.emphasis {
            return done.push(Inline::Element(tag, content));
        }
        self.has_replaced = true;
        match tag {
            Tag::Sup => done.extend(shifted(content, RAISED, "^(")),
            Tag::Sub => done.extend(shifted(content, LOWERED, "_(")),
            Tag::Kbd => done.extend(key(content)),
            Tag::Mark | Tag::U | Tag::Ins | Tag::Strong | Tag::Em | Tag::Del => done.extend(content),
        }
    }
}

/// Returns raised or lowered text: in Unicode's characters for it, or after `opens` and before `)`. References in
/// brackets and symbols such as `®` need neither.
fn shifted(content: Vec<Inline>, forms: [(&str, &str); 2], opens: &str) -> Vec<Inline> {
    let text = plain_text(&content);
    let text = text.trim();
    if content.iter().all(is_text)
        && let Some(shifted) = text.chars().map(|c| form(c, forms)).collect()
    {
        return vec![Inline::Text(shifted)];
    }
    let is_bracketed = text.starts_with(['[', '(', '（', '［', '【', '〔']);
    if is_bracketed || !text.contains(char::is_alphanumeric) {
        return content;
    }
    let mut around = vec![Inline::Text(opens.to_owned())];
    around.extend(content);
    around.push(Inline::Text(")".to_owned()));
    around
}

/// Whether `inline` is text, in whatever style.
fn is_text(inline: &Inline) -> bool {
    match inline {
        Inline::Text(_) => true,
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => {
            content.iter().all(is_text)
        }
        _ => false,
    }
}

fn form(c: char, forms: [(&str, &str); 2]) -> Option<char> {
    forms
        .iter()
        .find_map(|(plain, shifted)| plain.chars().zip(shifted.chars()).find(|(plain, _)| *plain == c))
        .map(|(_, shifted)| shifted)
}

/// Returns the name of a key as code, unless it is more than text.
fn key(content: Vec<Inline>) -> Vec<Inline> {
    let text = plain_text(&content);
    let is_more = |inline: &Inline| matches!(inline, Inline::Image(_) | Inline::Math(_) | Inline::Link(_));
    if !content.iter().any(is_more) && !text.trim().is_empty() { vec![Inline::Code(text)] } else { content }
}
