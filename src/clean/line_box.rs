//! What stands beside the lines in a code box of a highlighter.

use crate::csdn::code::LINE_BOXES;
use crate::dom::Element;

use super::guards::{is_media, repeats_lines};
use super::predicates::is_decoration;

/// The maximum number of letters in toolbars, headers and titles of a code box.
const MAX_LETTERS: usize = 100;

/// Classes of code boxes that never nest. A box in a box is judged alone, so that no text is surveyed again and again.
const BOX_CLASSES: [&str; 6] =
    ["dp-highlighter", "syntaxhighlighter", "crayon-syntax", "hljs-ln", "linenums", "blockcode"];

/// `<div class="dp-highlighter"><div class="bar">…</div><ol><li>…</li></ol></div>`: lines of code and what highlighters
/// put beside them, so that nothing is lost when only the lines are read.
pub(super) fn holds_only_lines(code: Element<'_>) -> bool {
    let has_lines = LINE_BOXES.iter().any(|class| code.has_class(class));
    let class = BOX_CLASSES.into_iter().find(|class| code.has_class(class));
    let mut survey = Survey { class, lines: 0, letters: 0 };
    code.node().children().all(|node| match node.as_element() {
        Some(child) if has_lines && !is_media(child) => true,
        Some(child) => survey.accepts(child, false),
        None => node.as_text().is_none_or(|text| survey.accepts_text(text, false)),
    })
}

/// What was found in a code box so far, in one pass.
#[derive(Debug)]
struct Survey {
    /// The class of the box.
    class: Option<&'static str>,
    lines: usize,
    letters: usize,
}

impl Survey {
    /// Whether highlighters put `element` into a code box. `in_block` is whether it is in a block that an author writes.
    fn accepts(&mut self, element: Element<'_>, in_block: bool) -> bool {
        if is_line(element) {
            self.lines += 1;
            return true;
        }
        if self.class.is_some_and(|class| element.has_class(class)) {
            return false;
        }
        if is_formula(element) || (is_media(element) && !is_icon(element)) {
            return false;
        }
        let in_block = in_block || is_block(element);
        let (lines, letters) = (self.lines, self.letters);
        let is_accepted = element.node().children().all(|node| match node.as_element() {
            Some(child) => self.accepts(child, in_block),
            None => node.as_text().is_none_or(|text| self.accepts_text(text, in_block)),
        });
        // A table without lines is one of the author's.
        let is_other_table = element.tag() == "table" && self.lines == lines && self.letters > letters;
        is_accepted && !is_other_table
    }

    fn accepts_text(&mut self, text: &str, in_block: bool) -> bool {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        self.letters += letters;
        self.letters <= MAX_LETTERS && !(in_block && letters > 0)
    }
}

/// Whether a highlighter's element holds one or more lines, their copy or their caption.
fn is_line(element: Element<'_>) -> bool {
    match element.tag() {
        "caption" | "figcaption" | "style" | "script" => true,
        "li" => element.node().parent_element().is_some_and(|parent| parent.tag() == "ol"),
        _ => {
            ["line", "crayon-line", "code"].iter().any(|class| element.has_class(class))
                || (element.has_class("crayon-plain-wrap") && repeats_lines(element))
        }
    }
}

/// Whether only an author puts the element beside lines of code, if it has text.
fn is_block(element: Element<'_>) -> bool {
    match element.tag() {
        "p" => element.classes().next().is_none(),
        "pre" | "textarea" | "blockquote" | "h1" | "h2" | "h3" | "h4" => true,
        _ => false,
    }
}

fn is_formula(element: Element<'_>) -> bool {
    element.tag() == "math" || element.has_class("katex")
}

fn is_icon(element: Element<'_>) -> bool {
    element.tag() == "img" && is_decoration(element)
}
