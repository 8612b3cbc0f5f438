//! Code in `pre` and in `code`.

use std::collections::VecDeque;

use crate::chars::{is_blank, is_joiner};
use crate::clean::{Classifier, Disposition};
use crate::dom::{Element, Node};
use crate::model::{Block, CodeBlock, CodeLanguage, plain_text};
use crate::report::WarningCode;

use super::line_code::numbered_lines;
use super::run::{Run, Style};
use super::{Lowerer, language};

impl Lowerer<'_> {
    /// `pre`: a fence of its text; pictures in it come after it (dialect `code-fmt`).
    pub(super) fn code(&mut self, pre: Element<'_>) {
        self.count_dropped_code(pre);
        let language = language::of_pre(pre);
        let text = numbered_lines(pre).unwrap_or_else(|| source_text(pre, &self.classifier));
        self.fence(pre, language, &text);
        self.code_images(pre);
        self.end_paragraph();
    }

    /// Adds a code block, if there is any text, and warns of what its author or an editor did to it.
    pub(super) fn fence(&mut self, element: Element<'_>, language: Option<CodeLanguage>, text: &str) {
        let text = tidied(text);
        if text.is_empty() {
            return self.end_paragraph();
        }
        if has_line_numbers(&text) {
            self.warn(WarningCode::CodeLineNumbers, element, first_line(&text));
        }
        if is_double_spaced(&text) {
            self.warn(WarningCode::CodeDoubleSpaced, element, first_line(&text));
        }
        self.block(Block::Code(CodeBlock { language, text }));
    }

    /// `code`: a code span, or a fence when it has several lines (dialects `icode`, `icode-multi`, `icode-kids`).
    pub(super) fn inline_code(&mut self, element: Element<'_>) {
        self.count_dropped_code(element);
        if !self.in_link && has_lines(element) {
            return self.fence(element, language::of_code(element), &self.line_text(element));
        }
        let text = self.one_line(element);
        let link = sole_link(element).filter(|_| !self.in_link);
        match link {
            Some(link) => self.link_around_code(link, text),
            None if !text.is_empty() => self.run.code(text),
            None => {}
        }
        self.code_images(element);
        self.run.boundary(false);
    }

    /// Pictures have no place in code: they come after it.
    fn code_images(&mut self, code: Element<'_>) {
        let elements = self.code_nodes(code).filter_map(Node::as_element);
        let images: Vec<_> = elements.filter(|e| e.tag() == "img").collect();
        images.into_iter().for_each(|image| self.element(image));
    }

    fn link_around_code(&mut self, link: Element<'_>, text: String) {
        match self.target(link) {
            Some(url) if !text.is_empty() => {
                self.run.boundary(false);
                self.run.open(Style::Link { url, title: None });
                self.run.code(text);
                self.run.close();
            }
            _ if !text.is_empty() => self.run.code(text),
            _ => {}
        }
    }

    fn one_line(&self, element: Element<'_>) -> String {
        let mut run = Run::new(self.spaces);
        for node in self.code_nodes(element) {
            match node.as_text() {
                Some(text) => run.text(text),
                None if node.is_comment() => run.comment(),
                None => run.boundary(false),
            }
        }
        plain_text(&run.end_line())
    }

    /// The text of a `code` with several lines. A pretty-printer's indentation is not the author's.
    pub(super) fn line_text(&self, element: Element<'_>) -> String {
        if !self.spaces.prettified {
            return source_text(element, &self.classifier);
        }
        let mut lines: Vec<String> = Vec::new();
        let mut run = Run::new(self.spaces);
        for node in self.code_nodes(element) {
            match (node.as_text(), node.as_element()) {
                (Some(text), _) => {
                    let mut parts = text.trim_matches(is_blank).split('\n').peekable();
                    while let Some(part) = parts.next() {
                        run.text(part);
                        if parts.peek().is_some() {
                            lines.push(plain_text(&run.end_line()));
                        }
                    }
                    // What the trim took away: the pretty-printer's newline.
                    run.text("\n");
                }
                (None, Some(e)) if ends_line(e) => lines.push(plain_text(&run.end_line())),
                (None, Some(_)) => run.boundary(false),
                (None, None) => run.comment(),
            }
        }
        lines.push(plain_text(&run.end_line()));
        lines.join("\n")
    }
}

/// Elements that put what follows on a line of its own.
fn ends_line(element: Element<'_>) -> bool {
    matches!(
        element.tag(),
        "br" | "p" | "div" | "li" | "pre" | "tr" | "ul" | "ol" | "table" | "blockquote" | "hr"
    ) || matches!(element.tag(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether a `code` is a block of code that was not put in a `pre`.
fn has_lines(code: Element<'_>) -> bool {
    let has_newline =
        |node: Node<'_>| node.as_text().is_some_and(|text| text.trim_matches(is_blank).contains('\n'));
    code.elements().any(ends_line) || code.node().descendants().any(has_newline)
}

/// The link that is all a `code` holds.
fn sole_link(code: Element<'_>) -> Option<Element<'_>> {
    let mut shown = code.node().children().filter(|node| !node.is_comment() && !node.is_blank());
    let only = shown.next().filter(|_| shown.next().is_none())?.as_element()?;
    (only.tag() == "a" && only.attribute("href").is_some()).then_some(only)
}

/// The text of preformatted code: what stands there, without gutters, toolbars and comments; each box on lines of
/// its own.
pub(super) fn source_text(element: Element<'_>, classifier: &Classifier<'_>) -> String {
    let mut text = String::new();
    push_source(element, classifier, &mut text);
    text
}

fn push_source(element: Element<'_>, classifier: &Classifier<'_>, text: &mut String) {
    let has_boxes = element.child_elements().any(|child| child.tag() != "br" && ends_line(child));
    for node in element.node().children() {
        if let Some(source) = node.as_text() {
            // Between boxes a newline with blanks is formatting (dialect `jsoup-pre`).
            if !(has_boxes && source.contains('\n') && node.is_blank()) {
                text.push_str(source);
            }
        } else if let Some(child) = node.as_element() {
            push_element(child, classifier, text);
        }
    }
}

fn push_element(element: Element<'_>, classifier: &Classifier<'_>, text: &mut String) {
    if matches!(classifier.classify(element), Disposition::Drop(_)) {
        return;
    }
    if element.tag() == "br" {
        return text.push('\n');
    }
    // WeChat writes one `code` a line with nothing between them (dialect `code-multi`).
    let follows_code = || {
        let before = element.node().previous().and_then(Node::as_element);
        element.tag() == "code" && before.is_some_and(|e| e.tag() == "code")
    };
    let own_lines = ends_line(element);
    if own_lines || follows_code() {
        end_line(text);
    }
    push_source(element, classifier, text);
    if own_lines {
        end_line(text);
    }
}

fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Words that toolbars leave on a line of their own around the code (dialect `code-chrome`).
const TOOLBAR_LINES: [&str; 3] = ["复制代码", "登录后复制", "一键复制"];

/// The text of a code block as it is written: NBSP as blanks, zero-width characters gone, blanks at line ends and
/// blank lines at both ends gone.
fn tidied(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    clean.extend(text.chars().filter(|&c| !is_zero_width(c)).map(|c| if c == '\u{a0}' { ' ' } else { c }));
    let mut lines: VecDeque<&str> =
        clean.split('\n').map(|line| line.trim_end_matches([' ', '\t', '\r'])).collect();
    loop {
        let before = lines.len();
        lines.pop_back_if(|line| is_furniture(line));
        lines.pop_front_if(|line| line.is_empty() || is_copy_line(line));
        if lines.len() == before {
            return lines.make_contiguous().join("\n");
        }
    }
}

fn is_furniture(line: &str) -> bool {
    line.is_empty() || TOOLBAR_LINES.contains(&line.trim())
}

/// `pythonCopy code`, `java复制代码` above the code.
fn is_copy_line(line: &str) -> bool {
    let language = line.trim().strip_suffix("Copy code").or_else(|| line.trim().strip_suffix("复制代码"));
    language
        .is_some_and(|word| word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '_')))
}

fn is_zero_width(c: char) -> bool {
    is_joiner(c)
        || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}')
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Whether four in five lines begin with numbers that count up (dialect `code-inlinenum`).
fn has_line_numbers(text: &str) -> bool {
    let number = |line: &str| {
        let digits: String = line.trim_start().chars().take_while(char::is_ascii_digit).take(6).collect();
        digits.parse::<u32>().ok()
    };
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let total = lines().count();
    let pairs = lines()
        .zip(lines().skip(1))
        .filter(|(a, b)| number(a).zip(number(b)).is_some_and(|(a, b)| b == a + 1));
    total >= 5 && pairs.count() * 5 >= (total - 1) * 4
}

/// Whether every second line is blank over at least eight lines (dialect `code-doublesp`).
fn is_double_spaced(text: &str) -> bool {
    text.lines().count() >= 8
        && text.lines().enumerate().all(|(at, line)| (at % 2 == 1) == line.trim().is_empty())
}

/// How many one-line blocks in a row are one block that was cut up (dialect `code-adjacent`).
const CUT_UP: usize = 4;

/// Joins runs of one-line code blocks without a language.
pub(super) fn join_single_lines(blocks: &mut Vec<Block>) {
    let is_line = |block: &Block| matches!(block, Block::Code(code) if code.language.is_none() && !code.text.contains('\n'));
    if blocks.iter().filter(|block| is_line(block)).count() < CUT_UP {
        return;
    }
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    for run in blocks.chunk_by(|a, b| is_line(a) && is_line(b)) {
        if run.len() < CUT_UP {
            joined.extend_from_slice(run);
            continue;
        }
        let lines = run.iter().filter_map(|block| match block {
            Block::Code(code) => Some(code.text.as_str()),
            _ => None,
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        joined.push(Block::Code(CodeBlock { language: None, text }));
    }
    *blocks = joined;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::UserRules;
    use crate::dom::parse;
    use crate::options::Limits;

    fn text(html: &str) -> String {
        let dom = parse(html, &Limits::default()).unwrap();
        let pre = dom.elements().find(|e| e.tag() == "pre").unwrap();
        tidied(&source_text(pre, &Classifier::new(&UserRules::default(), pre)))
    }

    #[test]
    fn code_is_kept_byte_for_byte() {
        assert_eq!(
            text("<pre><code>\tif (a &lt; b) {\n\n    x  = 1;   \n</code></pre>"),
            "\tif (a < b) {\n\n    x  = 1;"
        );
    }

    #[test]
    fn breaks_boxes_and_single_codes_end_lines() {
        assert_eq!(text("<pre>a<br>b<div>c</div>d</pre>"), "a\nb\nc\nd");
        assert_eq!(text("<pre><code>a</code><code>b</code></pre>"), "a\nb");
    }

    #[test]
    fn gutters_and_guards_go() {
        assert_eq!(text("<pre><code>a {<!-- -->b}</code><ul class=pre-numbering><li>1</ul></pre>"), "a {b}");
        assert_eq!(text("<pre>a\n复制代码</pre>"), "a");
        assert_eq!(text("<pre>pythonCopy code\na</pre>"), "a");
    }

    #[test]
    fn typed_numbers_and_doubled_lines_are_noticed() {
        assert!(has_line_numbers("1 a\n2 b\n3 c\n4 d\n5 e"));
        assert!(!has_line_numbers("1 a\n1 b\n1 c\n1 d\n1 e"));
        assert!(is_double_spaced("a\n\nb\n\nc\n\nd\n\ne"));
        assert!(!is_double_spaced("a\nb\n\nc\n\nd\n\ne"));
    }

    #[test]
    fn single_lines_are_joined_from_four_on() {
        let line = |text: &str| Block::Code(CodeBlock { language: None, text: text.into() });
        let mut three = vec![line("a"), line("b"), line("c")];
        join_single_lines(&mut three);
        assert_eq!(three.len(), 3);
        let mut four = vec![line("a"), line("b"), line("c"), line("d"), Block::Rule];
        join_single_lines(&mut four);
        assert_eq!(four, [line("a\nb\nc\nd"), Block::Rule]);
    }
}
