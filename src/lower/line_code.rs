//! Code blocks of highlighters that write a list or a table of lines.
//!
//! Their white space lies outside `pre`, so a pretty-printer destroyed it: indentation is gone for good, and blanks
//! between tokens are put back by what code looks like.

use crate::chars::is_blank;
use crate::clean::LineCode;
use crate::dom::{Element, Node};
use crate::model::CodeLanguage;
use crate::report::WarningCode;

use super::code::source_text;
use super::{Lowerer, language};

impl Lowerer<'_> {
    pub(super) fn line_code(&mut self, element: Element<'_>, highlighter: LineCode) {
        let language = language_of(element, highlighter);
        let intact = match highlighter {
            LineCode::Hexo => {
                let pre = element.find(|e| e.tag() == "pre" && is_in_code_cell(e));
                pre.map(|pre| source_text(pre, &self.classifier))
            }
            LineCode::Textarea => Some(element.text().into_owned()),
            _ => None,
        };
        if let Some(text) = intact {
            return self.fence(element, language, &text);
        }
        let lines: Vec<String> =
            lines(element, highlighter).into_iter().map(|line| self.code_line(line)).collect();
        if lines.is_empty() {
            return self.paragraph(element);
        }
        if self.spaces.prettified && lines.iter().any(|line| !line.is_empty()) {
            self.warn(WarningCode::CodeIndentationLost, element, lines.first().map_or("", String::as_str));
        }
        self.fence(element, language, &lines.join("\n"));
    }

    fn code_line(&self, line: Element<'_>) -> String {
        if !self.spaces.prettified {
            return line.text().trim_matches('\n').replace('\n', " ");
        }
        let mut text = String::new();
        for token in line.node().descendants().filter_map(Node::as_text) {
            let token = token.trim_matches(is_blank);
            if token.is_empty() {
                continue;
            }
            let glued = text.is_empty()
                || text.ends_with(['(', '[', '.'])
                || token.starts_with([')', ']', ';', ',', '.', ':']);
            if !glued {
                text.push(' ');
            }
            text.push_str(token);
        }
        text
    }
}

/// The code of `pre > ol.hljs-ln > li > .hljs-ln-code`, one line each (dialect `code-hljsln`).
///
/// The site formatted these boxes: every element stands on a line of its own, indented by one blank for each element
/// it is in. What a line has beyond that is the author's (dialect `jsoup-pre`).
pub(super) fn numbered_lines(pre: Element<'_>) -> Option<String> {
    let list = pre.find_class("hljs-ln")?;
    let lines = items(list).into_iter().map(|item| {
        let line = item.find_class("hljs-ln-code").unwrap_or(item);
        let line = line.find_class("hljs-ln-line").unwrap_or(line);
        let depth = 1 + line.node().ancestors().take_while(|above| above.node() != pre.node()).count();
        unformatted(&line.text(), depth + 1)
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// `text` without the newlines and the `depth` blanks after them that formatting put in.
fn unformatted(text: &str, depth: usize) -> String {
    let Some((first, rest)) = text.split_once('\n') else { return text.to_owned() };
    let mut line = first.to_owned();
    for piece in rest.split('\n') {
        let indent = piece.bytes().take(depth).take_while(|&b| b == b' ').count();
        let piece = piece.get(indent..).unwrap_or_default();
        if !piece.trim().is_empty() {
            line.push_str(piece);
        }
    }
    line
}

fn is_in_code_cell(element: Element<'_>) -> bool {
    element.node().ancestors().take(3).any(|above| above.tag() == "td" && above.has_class("code"))
}

/// The elements that are one line each.
fn lines(element: Element<'_>, highlighter: LineCode) -> Vec<Element<'_>> {
    match highlighter {
        LineCode::SyntaxHighlighter => {
            let code = element.find(|e| e.tag() == "td" && e.has_class("code")).unwrap_or(element);
            let lines: Vec<_> = code.elements().filter(|e| e.has_class("line")).collect();
            if lines.is_empty() { items(code) } else { lines }
        }
        LineCode::Crayon => element.elements().filter(|e| e.has_class("crayon-line")).collect(),
        LineCode::Dp => element.find_tag("ol").map(items).unwrap_or_default(),
        LineCode::Prettify | LineCode::Hexo | LineCode::Textarea => items(element),
    }
}

fn items(element: Element<'_>) -> Vec<Element<'_>> {
    element.elements().filter(|e| e.tag() == "li").collect()
}

/// Short names dp.SyntaxHighlighter gives the list of lines.
const DP_NAMES: [(&str, &str); 12] = [
    ("dp-py", "python"),
    ("dp-j", "java"),
    ("dp-cpp", "cpp"),
    ("dp-c", "csharp"),
    ("dp-xml", "xml"),
    ("dp-css", "css"),
    ("dp-sql", "sql"),
    ("dp-rb", "ruby"),
    ("dp-vb", "vb"),
    ("dp-delphi", "delphi"),
    ("dp-p", "php"),
    ("dp-default", ""),
];

fn language_of(element: Element<'_>, highlighter: LineCode) -> Option<CodeLanguage> {
    let word = |not: &[&str]| element.classes().find(|class| !not.contains(class)).map(str::to_owned);
    let name = match highlighter {
        LineCode::Dp => dp_language(element),
        LineCode::SyntaxHighlighter => word(&[
            "syntaxhighlighter",
            "nogutter",
            "notranslate",
            "ie",
            "collapsed",
            "printing",
            "show",
            "applescript",
        ]),
        LineCode::Hexo => word(&["highlight", "hljs"]),
        LineCode::Textarea => word(&[]),
        LineCode::Crayon | LineCode::Prettify => None,
    };
    name.and_then(|name| language::known(&name))
}

/// `div.dp-highlighter.bg_python > ol.dp-py`
fn dp_language(element: Element<'_>) -> Option<String> {
    let named = element.classes().find_map(|class| class.strip_prefix("bg_")).map(str::to_owned);
    named.or_else(|| {
        let list = element.find_tag("ol")?;
        let name = DP_NAMES.iter().find(|(class, _)| list.has_class(class));
        name.map(|(_, language)| (*language).to_owned())
    })
}
