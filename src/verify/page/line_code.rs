//! Code of highlighters that write lists or tables of lines. Most of its whitespace is lost.

use std::cmp::Ordering;

use super::code::{Code, outermost, without_toolbar};
use super::language;
use super::reader::PageReader;
use crate::clean::{Disposition, LineCode, is_loose_line};
use crate::csdn::text::CODE_BUTTONS;
use crate::dom::{Element, Node};
use crate::verify::category::Category;
use crate::verify::code_text::tidied;
use crate::verify::visible::has_visible;

impl<'a> PageReader<'a, '_> {
    /// Reads an element without lines as an ordinary block. Such elements may be nested deeply, so this function's
    /// stack frame must stay small.
    pub(super) fn line_code(&mut self, element: Element<'a>, highlighter: LineCode) {
        if !self.has_lines(element, highlighter) {
            self.block(element);
        }
    }

    /// Reads `element` if it has lines. Returns whether it has.
    fn has_lines(&mut self, element: Element<'a>, highlighter: LineCode) -> bool {
        if highlighter == LineCode::Textarea {
            self.textarea(element);
            return true;
        }
        if highlighter == LineCode::Siblings && continues_series(element) {
            return true;
        }
        let intact = code_cell(element).filter(|_| highlighter == LineCode::Hexo);
        let intact = intact.and_then(|cell| cell.find_tag("pre"));
        let is_dropped = |line: &Element<'a>| {
            self.rules.is_some_and(|rules| matches!(rules.classify(*line), Disposition::Drop(_)))
        };
        let mut lines = lines(element, highlighter);
        lines.retain(|line| !is_dropped(line));
        if lines.is_empty() && intact.is_none() {
            return false;
        }
        self.expected.changed("code-lines");
        self.code_caption(element);
        self.end_line();
        if let Some(pre) = intact {
            let code = self.source(pre);
            let language = language::of_lines(element, highlighter, Some((pre, &code.text)));
            self.add(pre, code, language);
            return true;
        }
        let mut code = Code { is_soft: true, ..Code::default() };
        let mut text = String::new();
        for line in lines {
            code.text.clear();
            self.source_of(line, &mut code);
            text.extend(code.text.split_whitespace().flat_map(|word| [" ", word]).skip(1));
            text.push('\n');
        }
        code.text = text;
        let buttons = element.node().descendants().filter_map(Node::as_text).map(str::trim);
        let buttons = buttons.filter(|text| CODE_BUTTONS.contains(text));
        buttons.for_each(|text| self.inventory.dropped_characters.add(text));
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        self.inventory.dropped_characters.add_removed(&digits(&element.text()), &digits(&code.text));
        self.add(element, code, language::of_lines(element, highlighter, None));
        true
    }

    fn code_caption(&mut self, element: Element<'a>) {
        if let Some(caption) = element.find(|e| matches!(e.tag(), "caption" | "figcaption")) {
            let style = if caption.tag() == "caption" { Category::Strong } else { Category::Emphasis };
            self.styled_block(caption, style);
        }
    }

    fn textarea(&mut self, element: Element<'a>) {
        self.end_line();
        self.set_origin(element.node());
        let (text, _, of_header) = without_toolbar(&tidied(&element.text()));
        let language = language::of_lines(element, LineCode::Textarea, None).or(of_header);
        self.push_code(&text, false, language);
    }
}

/// Sorts the lines of an editor that positions them: `<div class="view-line" style="top:19px">`.
fn by_top(mut lines: Vec<Element<'_>>) -> Vec<Element<'_>> {
    let tops: Option<Vec<f64>> = lines
        .iter()
        .map(|line| line.style_property("top")?.trim_end_matches("px").parse::<f64>().ok())
        .collect();
    if let Some(tops) = tops {
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by(|a, b| tops.get(*a).partial_cmp(&tops.get(*b)).unwrap_or(Ordering::Equal));
        lines = order.into_iter().filter_map(|at| lines.get(at).copied()).collect();
    }
    lines
}

/// Whether this line was read with the first of its series.
fn continues_series(element: Element<'_>) -> bool {
    let mut before = std::iter::successors(element.node().previous(), |node| node.previous());
    let before = before.find(|node| node.as_element().is_some() || !node.is_whitespace_only());
    before.and_then(Node::as_element).is_some_and(is_loose_line)
}

fn code_cell(element: Element<'_>) -> Option<Element<'_>> {
    element.find(|e| e.tag() == "td" && e.has_class("code"))
}

fn items(element: Element<'_>) -> Vec<Element<'_>> {
    outermost(element, |e| e.tag() == "li")
}

/// Whether an element has lines of code with text.
pub(super) fn has_line_code(element: Element<'_>, highlighter: LineCode) -> bool {
    let is_code = matches!(highlighter, LineCode::Textarea | LineCode::Hexo);
    has_visible(&element.text()) && (is_code || !lines(element, highlighter).is_empty())
}

/// Returns the elements that each hold one line.
fn lines(element: Element<'_>, highlighter: LineCode) -> Vec<Element<'_>> {
    match highlighter {
        LineCode::SyntaxHighlighter => {
            let code = code_cell(element).unwrap_or(element);
            let lines = outermost(code, |e| e.has_class("line"));
            if lines.is_empty() { items(code) } else { lines }
        }
        LineCode::Dp if element.tag() == "ol" => items(element),
        LineCode::Dp => element.find_tag("ol").map(items).unwrap_or_default(),
        LineCode::Crayon => outermost(element, |e| e.has_class("crayon-line")),
        LineCode::BareTable => {
            let cells = outermost(element, |e| matches!(e.tag(), "td" | "th"));
            cells.last().map(|cell| cell.child_elements().collect()).unwrap_or_default()
        }
        LineCode::Children => by_top(element.child_elements().collect()),
        LineCode::Rows => {
            let rows = element.elements().filter(|e| e.tag() == "tr");
            rows.filter_map(|row| row.child_elements().last()).collect()
        }
        LineCode::Siblings => {
            let mut nodes = element.node().parent().into_iter().flat_map(Node::children);
            let before = nodes.by_ref().find(|node| node.id() == element.node().id());
            let rest = nodes.filter(|node| node.as_element().is_some() || !node.is_whitespace_only());
            let lines = before.into_iter().chain(rest).map_while(Node::as_element);
            lines.take_while(|line| is_loose_line(*line)).collect()
        }
        _ => items(element),
    }
}
