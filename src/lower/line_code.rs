//! Code blocks of highlighters that write a list or a table of lines.
//!
//! Their white space lies outside `pre`, so a pretty-printer destroyed it: indentation is gone for good, and blanks
//! between tokens are put back by what code looks like.

use crate::chars::is_blank;
use crate::clean::LineCode;
use crate::csdn::code;
use crate::dom::{Element, Node};
use crate::model::{CodeLanguage, Inline};
use crate::report::WarningCode;

use super::pre_text::{PreText, outermost, shown_nodes};
use super::{Lowerer, language};

impl Lowerer<'_> {
    pub(super) fn line_code(&mut self, element: Element<'_>, highlighter: LineCode) {
        let language = language_of(element, highlighter);
        let intact = match highlighter {
            LineCode::Hexo => element.find(is_code_cell).and_then(|cell| cell.find_tag("pre")),
            LineCode::Textarea => return self.fence(element, language, &element.text()),
            _ => None,
        };
        let lines = lines(element, highlighter);
        if intact.is_none() && lines.is_empty() {
            return self.paragraph(element);
        }
        self.shown_nodes(element);
        self.code_caption(element);
        // No class tells what the numbers are, so no rule drops them.
        if highlighter == LineCode::BareTable
            && let Some(numbers) = element.find(|e| matches!(e.tag(), "td" | "th"))
        {
            self.count_removed(numbers, "code-chrome");
        }
        if let Some(pre) = intact {
            return self.intact_code(pre, language);
        }
        let pictures: Vec<Element<'_>> = lines.iter().flat_map(|line| self.pictures(*line)).collect();
        let lines: Vec<String> = lines.into_iter().map(|line| self.code_line(line)).collect();
        if self.spacing.prettified && lines.iter().any(|line| !line.is_empty()) {
            self.warn(WarningCode::CodeIndentationLost, element, lines.first().map_or("", String::as_str));
        }
        self.fence(element, language, &lines.join("\n"));
        pictures.into_iter().for_each(|picture| self.element(picture));
        self.end_paragraph();
    }

    /// The pictures of a line, which have no place in code.
    fn pictures<'e>(&self, line: Element<'e>) -> Vec<Element<'e>> {
        let (nodes, _) = shown_nodes(line, &self.classifier);
        nodes.into_iter().filter_map(Node::as_element).filter(|e| e.tag() == "img").collect()
    }

    /// The caption stands above the code: bold when it is a table's, like any, and else in italics.
    fn code_caption(&mut self, element: Element<'_>) {
        let is_caption = |e: Element<'_>| matches!(e.tag(), "caption" | "figcaption");
        if let Some(caption) = element.find(is_caption) {
            let is_of_table = caption.tag() == "caption";
            self.styled_line(caption, if is_of_table { Inline::Strong } else { Inline::Emphasis });
        }
    }

    /// The `pre` of a table with a gutter.
    fn intact_code(&mut self, pre: Element<'_>, language: Option<CodeLanguage>) {
        let (source, _) = PreText::of(pre, &self.classifier);
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
        let (nodes, _) = shown_nodes(line, &self.classifier);
        let tokens = nodes.into_iter().filter_map(Node::as_text);
        if !self.spacing.prettified {
            return tokens.collect::<String>().trim_matches('\n').replace('\n', " ");
        }
        let tokens = tokens.map(|token| token.trim_matches(is_blank)).filter(|token| !token.is_empty());
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

/// Whether `token` stands right behind `before`, with `next` behind it, in code as people write it.
fn is_glued(before: &str, token: &str, next: Option<&str>) -> bool {
    let is_quoted = |token: &str| token.starts_with(['"', '\'']);
    // `class="a"`, where a program has `a = "b"` as often as not.
    let sets_attribute = token == "=" && next.is_some_and(is_quoted);
    let is_value = is_quoted(token) && before.ends_with('=') && !before.ends_with(" =");
    // `i <` and `3`, where `<` and `b` are a tag.
    let is_compared = before.ends_with(" <") && token.starts_with(|c: char| c.is_ascii_digit());
    before.is_empty()
        || before.ends_with(['(', '[', '.'])
        || (before.ends_with('<') && !is_compared)
        || before.ends_with("</")
        || token.starts_with([')', ']', ';', ',', '.', ':', '>'])
        || token.starts_with("/>")
        || (token.starts_with('(') && ends_with_name(before))
        || sets_attribute
        || is_value
}

/// What stands apart from a bracket, where a function's name does not.
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

/// The elements that are one line each.
fn lines(element: Element<'_>, highlighter: LineCode) -> Vec<Element<'_>> {
    match highlighter {
        LineCode::SyntaxHighlighter => {
            let code = element.find(is_code_cell).unwrap_or(element);
            let lines = outermost(code, |e| e.has_class("line"));
            if lines.is_empty() { items(code) } else { lines }
        }
        LineCode::Crayon => outermost(element, |e| e.has_class("crayon-line")),
        LineCode::Dp => element.find_tag("ol").map(items).unwrap_or_default(),
        LineCode::Editor => element.child_elements().collect(),
        LineCode::BareTable => {
            let cells = outermost(element, |e| matches!(e.tag(), "td" | "th"));
            cells.last().map(|lines| lines.child_elements().collect()).unwrap_or_default()
        }
        LineCode::Prettify | LineCode::Hexo | LineCode::Textarea => items(element),
    }
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
        LineCode::Prettify | LineCode::BareTable | LineCode::Editor => None,
    };
    name.and_then(|name| language::known(&name))
}

/// `div.dp-highlighter.bg_python > ol.dp-py`
fn dp_language(element: Element<'_>) -> Option<String> {
    let named = element.classes().find_map(|class| class.strip_prefix("bg_")).map(str::to_owned);
    named.or_else(|| {
        let list = element.find_tag("ol")?;
        let name = code::DP_LANGUAGES.iter().find(|(class, _)| list.has_class(class));
        name.map(|(_, language)| (*language).to_owned())
    })
}
