//! Code of the page, as a browser shows it.

use super::language;
use super::reader::PageReader;
use crate::chars::is_space;
use crate::clean::{Disposition, Kind, is_shown_beside_code};
use crate::csdn::code as code_facts;
use crate::dom::{Element, Node};
use crate::verify::category::Category;
use crate::verify::code_text::tidied;
use crate::verify::inventory::Label;

/// Code read from an element.
#[derive(Debug, Default)]
pub(super) struct Code<'a> {
    pub(super) text: String,
    /// Whether its whitespace was lost, or depends on how block elements are read.
    pub(super) is_soft: bool,
    /// Elements that cannot be part of code.
    pub(super) media: Vec<Element<'a>>,
}

impl<'a> PageReader<'a, '_> {
    /// Reads a `pre`. Its images follow the code.
    pub(super) fn code_block(&mut self, pre: Element<'a>) {
        self.end_line();
        let code = self.source(pre);
        let language = language::of_pre(pre, &code.text);
        self.add(pre, code, language);
    }

    /// Reads an element whose whole content is code.
    pub(super) fn code_box(&mut self, element: Element<'a>) {
        self.end_line();
        let code = Code { is_soft: element.tag() != "pre", ..self.source(element) };
        let has_pre = element.tag() == "pre" || element.find_tag("pre").is_some();
        let language =
            if has_pre { language::of_pre(element, &code.text) } else { language::of_box(element) };
        self.add(element, code, language);
    }

    pub(super) fn add(&mut self, element: Element<'a>, code: Code<'a>, language: Option<Label>) {
        let Code { text, is_soft, media } = code;
        let code = tidied(&text);
        let (text, toolbar, of_header) = without_toolbar(&code);
        let language = language.or(of_header);
        if toolbar {
            self.inventory.dropped_characters.add_removed(&code, &text);
            self.expected.changed("code-chrome");
        }
        self.set_origin(element.node());
        if !element.text().is_empty() {
            self.push_code(&text, is_soft, language);
        }
        for element in media {
            self.element(element);
        }
        self.end_line();
    }

    pub(super) fn source(&mut self, element: Element<'a>) -> Code<'a> {
        let mut code = Code::default();
        self.source_of(element, &mut code);
        let codes = element.elements().filter(|e| matches!(e.tag(), "code" | "pre")).count();
        code.is_soft |= codes > 1;
        code
    }

    pub(super) fn source_of(&mut self, parent: Element<'a>, code: &mut Code<'a>) {
        for node in parent.node().children() {
            if let Some(text) = node.as_text() {
                code.text.push_str(text);
                continue;
            }
            let Some(element) = node.as_element() else { continue };
            match self.rules.map(|rules| rules.classify(element)) {
                Some(Disposition::Drop(rule)) => self.drop(element, rule),
                Some(Disposition::Lower(Kind::Image | Kind::MathImage | Kind::Frame)) => {
                    code.media.push(element);
                }
                None if element.tag() == "img" => code.media.push(element),
                _ if element.tag() == "br" => code.text.push('\n'),
                _ => {
                    let is_box = element.name().displays_as_block();
                    code.is_soft |= is_box;
                    let before = node.previous().and_then(Node::as_element);
                    let follows_line = is_line(element) && before.is_some_and(is_line);
                    code.is_soft |= follows_line && element.tag() != "code";
                    if is_box || follows_line {
                        code.text.push('\n');
                    }
                    self.source_of(element, code);
                    if is_box {
                        code.text.push('\n');
                    }
                }
            }
        }
    }

    /// Reads inline code, which becomes a block if it has several lines.
    pub(super) fn inline_code(&mut self, code: Element<'a>) {
        if code.find_tag("pre").is_some() {
            return self.children(code);
        }
        let nodes = self.visible_nodes(code);
        let text = |node: &Node<'a>| node.as_text();
        let is_block = !self.in_link && nodes.iter().any(ends_line);
        self.set_origin(code.node());
        if is_block {
            // What is dropped was counted with the nodes.
            let expected = std::mem::take(&mut self.expected);
            let text = tidied(&self.source(code).text);
            self.expected = expected;
            self.push_code(&text, true, language::of_code(code));
        } else {
            let start = self.inventory.offset();
            nodes.iter().filter_map(text).for_each(|text| self.inventory.push_text(text));
            self.inventory.mark(Category::InlineCode, start, [0; 3], String::new());
            let url = sole_link(code).filter(|_| !self.in_link).and_then(|href| self.target(href));
            if let Some(url) = url {
                self.inventory.mark(Category::Links, start, [0; 3], url);
            }
        }
        let is_media = |e: &Element<'a>| is_shown_beside_code(*e);
        let media: Vec<Element<'a>> =
            nodes.into_iter().filter_map(Node::as_element).filter(is_media).collect();
        media.into_iter().for_each(|element| self.element(element));
    }

    /// Whether a `code` has several lines, so that it becomes a block.
    pub(super) fn has_lines_of_code(&self, code: Element<'a>) -> bool {
        let mut nodes = code.node().descendants();
        while let Some(node) = nodes.next() {
            match node.as_element() {
                Some(element) if self.is_dropped(element) => nodes.skip_below(node),
                Some(_) | None if ends_line(&node) => return true,
                _ => {}
            }
        }
        false
    }

    /// Returns the visible nodes below `element`.
    fn visible_nodes(&mut self, element: Element<'a>) -> Vec<Node<'a>> {
        let mut visible = Vec::new();
        let mut nodes = element.node().descendants();
        while let Some(node) = nodes.next() {
            let what =
                node.as_element().zip(self.rules).map(|(element, rules)| (element, rules.classify(element)));
            if let Some((element, Disposition::Drop(rule))) = what {
                self.drop(element, rule);
                nodes.skip_below(node);
            } else {
                visible.push(node);
                if node.as_element().is_some_and(|element| element.tag() == "iframe") {
                    nodes.skip_below(node);
                }
            }
        }
        visible
    }
}

/// Whether a line of a `code` ends at `node` or in it.
fn ends_line(node: &Node<'_>) -> bool {
    match node.as_element() {
        Some(element) => element.tag() == "br" || element.name().displays_as_block(),
        None => node.as_text().is_some_and(|text| text.trim_matches(is_space).contains('\n')),
    }
}

/// Whether an inline element is a line of code, even with nothing between it and the next.
fn is_line(element: Element<'_>) -> bool {
    element.tag() == "code" || element.classes().any(|class| code_facts::LINE_SPANS.contains(&class))
}

pub(super) fn outermost<'a>(element: Element<'a>, test: impl Fn(Element<'a>) -> bool) -> Vec<Element<'a>> {
    let mut found = Vec::new();
    let mut nodes = element.node().descendants();
    while let Some(node) = nodes.next() {
        if let Some(element) = node.as_element().filter(|element| test(*element)) {
            found.push(element);
            nodes.skip_below(node);
        }
    }
    found
}

/// Returns the target of a link that is the only content of a `code`.
fn sole_link(code: Element<'_>) -> Option<&str> {
    let mut nodes = code.node().children().filter(|node| !node.is_comment() && !node.is_whitespace_only());
    let only = nodes.next().filter(|_| nodes.next().is_none())?.as_element()?;
    only.attribute("href").filter(|_| only.tag() == "a")
}

/// Removes the labels of buttons that were copied along with the code. Returns whether there were any, and the language
/// before them.
pub(super) fn without_toolbar(text: &str) -> (String, bool, Option<Label>) {
    let mut kept = text;
    while let Some(rest) = code_facts::TOOLBAR_LINES.iter().find_map(|words| kept.strip_suffix(words)) {
        if !(rest.is_empty() || rest.trim_end_matches([' ', '\t']).ends_with('\n')) {
            break;
        }
        kept = rest.trim_end();
    }
    let (before, of_footer) = without_footer(kept);
    kept = before;
    let (mut name, mut is_copied, mut rest) = (None, false, kept);
    let full = kept;
    for _ in 0..4 {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let Some((language, copies)) = header_line(line.trim()) else { break };
        if line.trim().is_empty() || !(language.is_empty() || rest.len() == full.len()) {
            break;
        }
        name = name.or(Some(language).filter(|language| !language.is_empty()));
        is_copied |= copies && (name.is_some() || code_facts::COPY_BUTTONS.contains(&line.trim()));
        rest = after;
        if is_copied {
            kept = rest.trim_start_matches('\n');
        }
    }
    let [before, after] = code_facts::GLUED_HEADER;
    let glued = kept.trim_start().strip_prefix(before).and_then(|rest| rest.split_once(after));
    if let Some((language, code)) =
        glued.filter(|(name, _)| matches!(header_line(name), Some((all, _)) if all == *name))
    {
        (name, is_copied, kept) = (Some(language), true, code);
    }
    let name = name.filter(|_| is_copied).or(of_footer).map(str::to_lowercase);
    let label = name.map(|name| Label { is_optional: !code_facts::LANGUAGES.contains(&&*name), text: name });
    (kept.to_owned(), kept.len() < text.len(), label)
}

/// Removes the last lines if they are `AI写代码`, a language, `运行` and line numbers. Returns the language.
fn without_footer(text: &str) -> (&str, Option<&str>) {
    let button = code_facts::FOOTER_BUTTON;
    let start = text.rmatch_indices(button).map(|(at, _)| at).find(|at| {
        text.get(..*at).is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with('\n'))
    });
    let Some((before, footer)) = start.and_then(|at| text.split_at_checked(at)) else { return (text, None) };
    let lines: Vec<&str> = footer.lines().map(str::trim).collect();
    let is_number = |line: &str| !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit());
    let words = lines.iter().position(|line| is_number(line)).unwrap_or(lines.len());
    let (words, numbers) = lines.split_at(words);
    let counts_up = numbers.iter().zip(1_usize..).all(|(line, number)| line.parse() == Ok(number));
    let parsed: Option<Vec<(&str, bool)>> = words.iter().map(|line| header_line(line)).collect();
    match parsed.filter(|_| counts_up && !before.trim().is_empty()) {
        Some(parsed) => {
            (before.trim_end(), parsed.iter().map(|(name, _)| *name).find(|name| !name.is_empty()))
        }
        None => (text, None),
    }
}

/// Returns the language and whether there is a copy button, if `line` is nothing but a language and buttons.
fn header_line(line: &str) -> Option<(&str, bool)> {
    let (mut name, mut copies) = (line, false);
    let without = |name: &'_ str, word: &str| {
        let at = if name.ends_with(word) { name.len() - word.len() } else { 0 };
        (name.ends_with(word) || name.starts_with(word) && !word.is_ascii()).then_some(at)
    };
    while let Some((word, at)) =
        code_facts::BUTTON_WORDS.iter().find_map(|word| Some((word, without(name, word)?)))
    {
        copies |= word.contains("复制") || *word == "Copy code";
        let rest = if name.ends_with(word) { name.get(..at) } else { name.get(word.len()..) };
        name = rest.unwrap_or_default().trim();
    }
    let lower = name.to_lowercase();
    let is_known = |names: &[&str]| names.contains(&lower.as_str());
    let is_label =
        name.is_empty() || is_known(&code_facts::LANGUAGES) || is_known(&code_facts::NO_LANGUAGE_LABELS);
    is_label.then_some((name, copies))
}
