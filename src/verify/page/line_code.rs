//! Code of highlighters that write lists or tables of lines. Most of its whitespace is lost.

use super::code::{Code, outermost, without_toolbar};
use super::language;
use super::reader::PageReader;
use crate::clean::LineCode;
use crate::dom::Element;
use crate::verify::category::Category;
use crate::verify::code_text::tidied;

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
        let intact = code_cell(element).filter(|_| highlighter == LineCode::Hexo);
        let intact = intact.and_then(|cell| cell.find_tag("pre"));
        let lines = lines(element, highlighter);
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
        let (text, _) = without_toolbar(&tidied(&element.text()));
        self.push_code(&text, false, language::of_lines(element, LineCode::Textarea, None));
    }
}

fn code_cell(element: Element<'_>) -> Option<Element<'_>> {
    element.find(|e| e.tag() == "td" && e.has_class("code"))
}

fn items(element: Element<'_>) -> Vec<Element<'_>> {
    outermost(element, |e| e.tag() == "li")
}

/// Returns the elements that each hold one line.
fn lines(element: Element<'_>, highlighter: LineCode) -> Vec<Element<'_>> {
    match highlighter {
        LineCode::SyntaxHighlighter => {
            let code = code_cell(element).unwrap_or(element);
            let lines = outermost(code, |e| e.has_class("line"));
            if lines.is_empty() { items(code) } else { lines }
        }
        LineCode::Dp => element.find_tag("ol").map(items).unwrap_or_default(),
        LineCode::Crayon => outermost(element, |e| e.has_class("crayon-line")),
        LineCode::BareTable => {
            let cells = outermost(element, |e| matches!(e.tag(), "td" | "th"));
            cells.last().map(|cell| cell.child_elements().collect()).unwrap_or_default()
        }
        LineCode::Editor => element.child_elements().collect(),
        _ => items(element),
    }
}
