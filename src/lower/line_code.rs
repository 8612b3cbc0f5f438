//! Code blocks of highlighters that write a list or a table of lines.
//!
//! Their whitespace is outside `pre`, so a pretty-printer destroyed it. Indentation is lost; spaces between tokens are
//! restored by the conventions of code.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::chars::{is_cjk, is_invisible, is_space};
use crate::clean::{LineCode, is_loose_line, is_shown_beside_code};
use crate::csdn::code;
use crate::dom::{Element, Node, NodeId};
use crate::model::{CodeLanguage, Inline};
use crate::report::WarningCode;

use super::link::sole_child;
use super::pre_text::{PreText, outermost, visible_nodes};
use super::{Lowerer, language};

impl Lowerer<'_> {
    pub(super) fn line_code(&mut self, element: Element<'_>, highlighter: LineCode) {
        if highlighter == LineCode::Siblings && before(element).is_some_and(is_loose_line) {
            // The first line of the series is lowered with all others.
            return;
        }
        let language = language_of(element, highlighter);
        let intact = match highlighter {
            LineCode::Hexo => element.find(is_code_cell).and_then(|cell| cell.find_tag("pre")),
            LineCode::Textarea => return self.fence(element, language, &element.text()),
            _ => None,
        };
        let mut lines = lines(element, highlighter);
        lines.retain(|line| !self.is_dropped(*line));
        if intact.is_none() && lines.is_empty() {
            return self.paragraph(element);
        }
        if highlighter != LineCode::Siblings {
            self.visible_nodes(element);
        }
        if !matches!(highlighter, LineCode::Siblings | LineCode::BareTable) {
            self.count_beside(element, lines.iter().copied().chain(intact));
        }
        self.code_caption(element);
        // The cell with line numbers has no class, so no rule drops it.
        if highlighter == LineCode::BareTable
            && let Some(numbers) = element.find(|e| matches!(e.tag(), "td" | "th"))
        {
            self.count_removed(numbers, "code-chrome");
        }
        if let Some(pre) = intact {
            return self.intact_code(pre, language);
        }
        let images: Vec<Element<'_>> = lines.iter().flat_map(|line| self.images(*line)).collect();
        let is_intact = lines.iter().all(|line| pre_of(*line).is_some());
        let lines: Vec<String> = lines.into_iter().map(|line| self.code_line(line)).collect();
        if self.spacing.pretty_printed && !is_intact && lines.iter().any(|line| !line.is_empty()) {
            self.warn(WarningCode::CodeIndentationLost, element, lines.first().map_or("", String::as_str));
        }
        self.fence(element, language, &lines.join("\n"));
        images.into_iter().for_each(|image| self.element(image));
        self.end_paragraph();
    }

    /// Counts the characters beside the lines and the caption as removed, except those that rules drop.
    fn count_beside<'e>(&mut self, code: Element<'e>, lines: impl Iterator<Item = Element<'e>>) {
        let lines: HashSet<NodeId> = lines.map(|line| line.node().id()).collect();
        let mut nodes = code.node().descendants();
        let mut characters = 0;
        while let Some(node) = nodes.next() {
            if let Some(text) = node.as_text() {
                characters += text.chars().filter(|&c| !is_space(c) && !is_invisible(c)).count();
            } else if node.as_element().is_some_and(|e| {
                lines.contains(&node.id())
                    || matches!(e.tag(), "caption" | "figcaption")
                    || self.is_dropped(e)
            }) {
                nodes.skip_below(node);
            }
        }
        if characters > 0 {
            self.report.record_removal("code-chrome", code.node().line(), characters);
        }
    }

    /// Returns the images and frames in a line, which cannot stay in a code block.
    fn images<'e>(&self, line: Element<'e>) -> Vec<Element<'e>> {
        let (nodes, _) = visible_nodes(line, &self.classifier);
        nodes.into_iter().filter_map(Node::as_element).filter(|e| is_shown_beside_code(*e)).collect()
    }

    /// Adds the caption above the code: bold for a table's, like any table caption, else italic.
    fn code_caption(&mut self, element: Element<'_>) {
        let is_caption = |e: Element<'_>| matches!(e.tag(), "caption" | "figcaption");
        if let Some(caption) = element.find(is_caption) {
            let is_of_table = caption.tag() == "caption";
            self.styled_line(caption, if is_of_table { Inline::Strong } else { Inline::Emphasis });
        }
    }

    /// Adds the `pre` of a table with a gutter.
    fn intact_code(&mut self, pre: Element<'_>, language: Option<CodeLanguage>) {
        let (source, _) = PreText::read(pre, &self.classifier);
        self.fence(
            pre,
            language
                .or_else(|| language::of_pre(pre, &source.text))
                .or_else(|| pre.find_tag("code").and_then(language::bare)),
            &source.text,
        );
        source.media.into_iter().for_each(|element| self.element(element));
        self.end_paragraph();
    }

    fn code_line(&self, line: Element<'_>) -> String {
        if let Some(pre) = pre_of(line) {
            return PreText::read(pre, &self.classifier).0.text.trim_matches('\n').to_owned();
        }
        let (nodes, _) = visible_nodes(line, &self.classifier);
        let tokens = nodes.into_iter().filter_map(Node::as_text);
        if !self.spacing.pretty_printed {
            return tokens.collect::<String>().trim_matches('\n').replace('\n', " ");
        }
        let tokens = tokens.map(|token| token.trim_matches(is_space)).filter(|token| !token.is_empty());
        let mut tokens = tokens.peekable();
        let mut text = String::new();
        while let Some(token) = tokens.next() {
            if !is_glued(&text, token, tokens.peek().copied()) {
                text.push(' ');
            }
            text.push_str(token);
        }
        text
    }
}

/// Whether no space separates `token` from `before`, by the conventions of code. `next` follows `token`.
fn is_glued(before: &str, token: &str, next: Option<&str>) -> bool {
    let is_quoted = |token: &str| token.starts_with(['"', '\'']);
    // `class="a"` in markup. Programs write `a = "b"` as often.
    let sets_attribute = token == "=" && next.is_some_and(is_quoted);
    let is_value = is_quoted(token) && before.ends_with('=') && !before.ends_with(" =");
    // `i <` and `3`; without the space, `<` and `b` are a tag.
    let is_compared = before.ends_with(" <") && token.starts_with(|c: char| c.is_ascii_digit());
    before.is_empty()
        || (before.ends_with(is_cjk) && token.starts_with(is_cjk))
        || before.ends_with(['(', '[', '.'])
        || (before.ends_with('<') && !is_compared)
        || before.ends_with("</")
        || token.starts_with([')', ']', ';', ',', '.', ':', '>'])
        || token.starts_with("/>")
        || (token.starts_with('(') && ends_with_name(before))
        || sets_attribute
        || is_value
}

/// Keywords with a space before a parenthesis, unlike function names.
const CONTROL_WORDS: [&str; 14] = [
    "if", "elif", "for", "while", "switch", "return", "and", "or", "not", "in", "is", "catch", "except",
    "else",
];

fn ends_with_name(code: &str) -> bool {
    let start = code.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    let word = code.get(start..).unwrap_or_default();
    !word.is_empty() && !CONTROL_WORDS.contains(&word)
}

fn is_code_cell(element: Element<'_>) -> bool {
    element.tag() == "td" && element.has_class("code")
}

/// Returns the elements that are one line each.
fn lines(element: Element<'_>, highlighter: LineCode) -> Vec<Element<'_>> {
    match highlighter {
        LineCode::SyntaxHighlighter => {
            let code = element.find(is_code_cell).unwrap_or(element);
            let lines = outermost(code, |e| e.has_class("line"));
            if lines.is_empty() { items(code) } else { lines }
        }
        LineCode::Crayon => outermost(element, |e| e.has_class("crayon-line")),
        LineCode::Dp => list_of(element).map(items).unwrap_or_default(),
        LineCode::Children => children_from_top(element),
        LineCode::Rows => {
            let rows = outermost(element, |e| e.tag() == "tr").into_iter();
            rows.filter_map(|row| row.child_elements().last()).collect()
        }
        LineCode::Siblings => {
            std::iter::successors(Some(element), |line| after(*line).filter(|next| is_loose_line(*next)))
                .collect()
        }
        LineCode::BareTable => {
            let cells = outermost(element, |e| matches!(e.tag(), "td" | "th"));
            cells.last().map(|lines| lines.child_elements().collect()).unwrap_or_default()
        }
        LineCode::Items | LineCode::Hexo | LineCode::Textarea => items(element),
    }
}

/// Returns the children in the order in which they are displayed: Monaco positions its lines by `top`.
fn children_from_top(element: Element<'_>) -> Vec<Element<'_>> {
    let top = |line: &Element<'_>| -> Option<f64> {
        line.style_property("top")?.strip_suffix("px")?.parse().ok().filter(|top: &f64| top.is_finite())
    };
    let mut lines: Vec<Element<'_>> = element.child_elements().collect();
    if lines.iter().all(|line| top(line).is_some()) {
        lines.sort_by(|a, b| top(a).partial_cmp(&top(b)).unwrap_or(Ordering::Equal));
    }
    lines
}

/// Returns the `pre` that holds a whole line: `<pre class="CodeMirror-line">`.
fn pre_of(line: Element<'_>) -> Option<Element<'_>> {
    std::iter::successors(Some(line), |element| sole_child(*element, |_| None)).find(|e| e.tag() == "pre")
}

fn before(element: Element<'_>) -> Option<Element<'_>> {
    neighbor(std::iter::successors(element.node().previous(), |node| node.previous()))
}

fn after(element: Element<'_>) -> Option<Element<'_>> {
    neighbor(std::iter::successors(element.node().next(), |node| node.next()))
}

/// Returns the first of `nodes` if it is an element, apart from whitespace.
fn neighbor<'e>(mut nodes: impl Iterator<Item = Node<'e>>) -> Option<Element<'e>> {
    nodes.find(|node| node.as_element().is_some() || !node.is_whitespace_only()).and_then(Node::as_element)
}

fn items(element: Element<'_>) -> Vec<Element<'_>> {
    outermost(element, |e| e.tag() == "li")
}

fn language_of(element: Element<'_>, highlighter: LineCode) -> Option<CodeLanguage> {
    let word = |not: &[&str]| element.classes().find(|class| !not.contains(class)).map(str::to_owned);
    let name = match highlighter {
        LineCode::Crayon => {
            let name = element.find_class("crayon-language");
            return name.and_then(|name| language::word(&name.text()));
        }
        LineCode::Dp => dp_language(element),
        LineCode::SyntaxHighlighter => word(&code::SYNTAX_HIGHLIGHTER_CLASSES),
        LineCode::Hexo => word(&code::HEXO_CLASSES),
        LineCode::Textarea => word(&[]),
        LineCode::Siblings => {
            let code = element.find_tag("code");
            return code.and_then(language::bare);
        }
        LineCode::Items | LineCode::BareTable | LineCode::Children | LineCode::Rows => {
            return language::of_box(element);
        }
    };
    name.and_then(|name| language::known(&name))
}

/// `div.dp-highlighter > ol`, or the list alone.
fn list_of(element: Element<'_>) -> Option<Element<'_>> {
    if element.tag() == "ol" { Some(element) } else { element.find_tag("ol") }
}

/// `div.dp-highlighter.bg_python > ol.dp-py`
fn dp_language(element: Element<'_>) -> Option<String> {
    let named = element.classes().find_map(|class| class.strip_prefix("bg_")).map(str::to_owned);
    named.or_else(|| {
        let list = list_of(element)?;
        let name = code::DP_LANGUAGES.iter().find(|(class, _)| list.has_class(class));
        name.map(|(_, language)| (*language).to_owned())
    })
}
