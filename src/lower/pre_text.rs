//! Reads the text of preformatted code as the page shows it, without gutters and toolbars.

use crate::chars::{is_invisible, is_joiner, is_space, split_lines};
use crate::clean::{Classifier, Disposition, HeaderWords, Kind, is_unknown_element};
use crate::csdn::code;
use crate::dom::{Element, Name, Node};

use super::text::keeps_joiner;

/// A dropped element and the name of the rule.
pub(super) type Dropped<'e, 'r> = (Element<'e>, &'r str);

/// The content of a `pre`.
#[derive(Debug, Default)]
pub(super) struct PreText<'e> {
    /// The text. Each block, list item and table row is on lines of its own.
    pub(super) text: String,
    /// Images and frames, which cannot stay in a code block.
    pub(super) media: Vec<Element<'e>>,
    /// The first element with a name that HTML does not have: code whose `<` was not escaped.
    pub(super) unknown: Option<Element<'e>>,
}

impl<'e> PreText<'e> {
    /// Reads `pre`. Also returns what rules drop from it.
    pub(super) fn read<'r>(pre: Element<'e>, classifier: &Classifier<'r>) -> (Self, Vec<Dropped<'e, 'r>>) {
        let mut reader = PreReader { classifier, source: Self::default(), dropped: Vec::new() };
        reader.children(pre, formatter_indent(pre));
        (reader.source, reader.dropped)
    }
}

/// What is next to whitespace.
#[derive(Debug, Clone, Copy)]
enum Neighbor {
    /// The start or end of the parent.
    Edge,
    Block,
    /// Inline content.
    Inline,
}

struct PreReader<'e, 'r, 'c> {
    classifier: &'c Classifier<'r>,
    source: PreText<'e>,
    dropped: Vec<Dropped<'e, 'r>>,
}

impl<'e, 'r> PreReader<'e, 'r, '_> {
    /// `indent` is how far a formatter indented the children, if it did.
    ///
    /// Whitespace with a newline between blocks only formats the page. A browser would show a blank line, but the lines
    /// are the blocks.
    fn children(&mut self, parent: Element<'e>, indent: Option<usize>) {
        let mut before = Neighbor::Edge;
        let mut whitespace = String::new();
        for node in parent.node().children() {
            if let Some(text) = node.as_text() {
                let text = indent.map_or(text, |indent| without_formatting(node, text, indent));
                if text.chars().all(is_space) {
                    whitespace.push_str(if shows_whitespace(parent) { text } else { "" });
                    continue;
                }
                self.whitespace(&mut whitespace, before, Neighbor::Inline);
                self.source.text.push_str(text);
                before = Neighbor::Inline;
            } else if let Some(element) = node.as_element() {
                let disposition = self.classifier.classify(element);
                if self.source.unknown.is_none() && is_unknown_element(element, true) {
                    self.source.unknown = Some(element);
                }
                if self.is_skipped(element, disposition) {
                    continue;
                }
                let after = if is_block(element) { Neighbor::Block } else { Neighbor::Inline };
                self.whitespace(&mut whitespace, before, after);
                self.element(element, disposition, indent);
                before = after;
            }
        }
        self.whitespace(&mut whitespace, before, Neighbor::Edge);
    }

    fn whitespace(&mut self, whitespace: &mut String, before: Neighbor, after: Neighbor) {
        let is_between_blocks = match (before, after) {
            (Neighbor::Inline, _) | (_, Neighbor::Inline) | (Neighbor::Edge, Neighbor::Edge) => false,
            (Neighbor::Block, _) | (_, Neighbor::Block) => true,
        };
        if !(is_between_blocks && whitespace.contains('\n')) {
            self.source.text.push_str(whitespace);
        }
        whitespace.clear();
    }

    /// Whether `element` is not visible, such as `<code></code>`. Records elements that rules drop.
    fn is_skipped(&mut self, element: Element<'e>, disposition: Disposition<'r>) -> bool {
        let is_empty = || element.node().children().next().is_none();
        match disposition {
            Disposition::Drop(rule) => {
                self.dropped.push((element, rule));
                true
            }
            Disposition::Lower(Kind::Image | Kind::MathImage | Kind::Frame | Kind::Break) => false,
            _ => is_empty() && !matches!(element.name(), Name::Li | Name::Tr | Name::Td | Name::Th),
        }
    }

    fn element(&mut self, element: Element<'e>, disposition: Disposition<'_>, indent: Option<usize>) {
        match disposition {
            Disposition::Lower(Kind::Image | Kind::MathImage | Kind::Frame) => {
                return self.source.media.push(element);
            }
            Disposition::Lower(Kind::Break) => return self.source.text.push('\n'),
            _ => {}
        }
        let is_block = is_block(element);
        if is_block || follows_line(element) {
            self.end_line();
        } else if is_later_cell(element) && !self.is_at_line_start() {
            self.source.text.push('\t');
        }
        let start = self.source.text.len();
        // The formatter leaves inline content and nested `pre` elements alone.
        let is_formatted =
            || element.name() != Name::Pre && (is_block || element.child_elements().any(self::is_block));
        self.children(element, indent.filter(|_| is_formatted()).map(|indent| indent + 1));
        if is_row(element) && self.source.text.len() == start {
            self.source.text.push('\n');
        } else if is_block {
            self.end_line();
        }
    }

    fn is_at_line_start(&self) -> bool {
        self.source.text.is_empty() || self.source.text.ends_with('\n')
    }

    fn end_line(&mut self) {
        if !self.is_at_line_start() {
            self.source.text.push('\n');
        }
    }
}

/// Whether an element is on lines of its own.
pub(super) fn is_block(element: Element<'_>) -> bool {
    element.name().displays_as_block()
}

/// Whether an element is a line even when empty: highlighters number these.
fn is_row(element: Element<'_>) -> bool {
    matches!(element.name(), Name::Li | Name::Tr)
}

/// WeChat writes one `code` for each line, Yuque one `span.lake-preview-line`, with nothing between them (dialect
/// `code-multi`).
fn follows_line(element: Element<'_>) -> bool {
    let is_line =
        |e: Element<'_>| e.name() == Name::Code || e.classes().any(|class| code::LINE_SPANS.contains(&class));
    let before = element.node().previous().and_then(Node::as_element);
    before.is_some_and(is_line) && is_line(element)
}

fn is_later_cell(element: Element<'_>) -> bool {
    let mut before = std::iter::successors(element.node().previous(), |node| node.previous());
    matches!(element.name(), Name::Td | Name::Th) && before.any(|node| node.as_element().is_some())
}

/// Whether whitespace directly in the element can be visible.
fn shows_whitespace(element: Element<'_>) -> bool {
    use Name as N;
    !matches!(element.name(), N::Ul | N::Ol | N::Dl | N::Table | N::Thead | N::Tbody | N::Tfoot | N::Tr)
}

/// Returns how far the site's formatter indented the children of `pre`, if it did (dialect `jsoup-pre`).
///
/// It writes a newline and the indentation twice before every block, with one space for each level: `<code>…</code>\n
/// \n <ul>`. HTML parsers drop the first newline of a `pre`.
fn formatter_indent(pre: Element<'_>) -> Option<usize> {
    let indent_before = |block: Element<'_>| {
        let node = block.node().previous()?;
        let (before, indent) = node.as_text()?.rsplit_once('\n')?;
        let twice = match before.rsplit_once('\n') {
            Some((_, line)) => line == indent,
            None => before == indent && node.previous().is_none(),
        };
        (twice && !indent.is_empty() && indent.bytes().all(|b| b == b' ')).then_some(indent.len())
    };
    pre.child_elements().filter(|child| is_block(*child)).find_map(indent_before)
}

/// Removes what the formatter added at the ends of `text`. The rest is the author's.
fn without_formatting<'a>(node: Node<'a>, text: &'a str, indent: usize) -> &'a str {
    let break_and = |indent: usize| format!("\n{:indent$}\n{:indent$}", "", "");
    let is_last = node.next().is_none();
    let mut text = text;
    if is_last || node.next().is_some_and(|next| next.as_element().is_some()) {
        let outer = if is_last { indent - 1 } else { indent };
        text = text.strip_suffix(&break_and(outer)).unwrap_or(text);
    }
    if node.previous().is_none() {
        let formatting = break_and(indent);
        let in_pre = formatting.trim_start_matches('\n');
        text = text.strip_prefix(&formatting).or_else(|| text.strip_prefix(in_pre)).unwrap_or(text);
    }
    text
}

/// Returns the nodes below `element` in document order, without those that rules drop, and the latter separately.
pub(super) fn visible_nodes<'e, 'r>(
    element: Element<'e>,
    classifier: &Classifier<'r>,
) -> (Vec<Node<'e>>, Vec<Dropped<'e, 'r>>) {
    let (mut shown, mut dropped) = (Vec::new(), Vec::new());
    let mut nodes = element.node().descendants();
    while let Some(node) = nodes.next() {
        if let Some(element) = node.as_element()
            && let Disposition::Drop(rule) = classifier.classify(element)
        {
            dropped.push((element, rule));
            nodes.skip_below(node);
        } else {
            shown.push(node);
            // Browsers do not show what is in a frame.
            if node.as_element().is_some_and(|e| e.name() == Name::Iframe) {
                nodes.skip_below(node);
            }
        }
    }
    (shown, dropped)
}

/// Returns the elements below `element` that satisfy `test`, without those nested in one another.
pub(super) fn outermost<'e>(element: Element<'e>, test: impl Fn(Element<'e>) -> bool) -> Vec<Element<'e>> {
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

/// The text of a code block to write.
#[derive(Debug, Default)]
pub(super) struct Tidy {
    pub(super) text: String,
    /// The number of characters of toolbars removed from it.
    pub(super) toolbar: usize,
    /// The language named by a header in it, as written there.
    pub(super) language: Option<String>,
}

/// Returns the text of a code block to write.
///
/// NBSP become spaces. Zero-width characters, trailing whitespace, and blank lines at the ends are removed. Everything
/// else stays as the author wrote it (dialects `code-nbsp`, `code-zw`).
pub(super) fn tidy(text: &str) -> Tidy {
    let clean = clean_characters(text);
    let mut lines: Vec<&str> = split_lines(&clean).map(|line| line.trim_end_matches([' ', '\t'])).collect();
    let mut toolbar = 0;
    while let Some(line) = lines.pop_if(|line| line.is_empty() || code::TOOLBAR_LINES.contains(&line.trim()))
    {
        toolbar += count_visible(line);
    }
    let (end, of_footer) = footer_lines(&lines);
    toolbar += lines.drain(end..).map(count_visible).sum::<usize>();
    drop_blank_start(&mut lines);
    let (count, mut language) = header_lines(&lines);
    toolbar += lines.drain(..count).map(count_visible).sum::<usize>();
    if let Some(first) = lines.first_mut()
        && let Some((name, code)) = glued_header(first)
    {
        toolbar += count_visible(first) - count_visible(code);
        (*first, language) = (code, Some(name));
    }
    drop_blank_start(&mut lines);
    Tidy { text: lines.join("\n"), toolbar, language: language.or(of_footer).map(str::to_owned) }
}

/// Returns the number of lines at the start of code that were the header of its box, and the language they name: a
/// language and the words of a copy button, on one line or more, or `复制代码` alone (dialect `code-chrome`).
fn header_lines<'a>(lines: &[&'a str]) -> (usize, Option<&'a str>) {
    let mut language = None;
    let mut end = 0;
    for (at, line) in lines.iter().enumerate().take(MAX_HEADER_LINES) {
        let Some(words) = HeaderWords::of_line(line).filter(|_| !line.is_empty()) else { break };
        if at > 0 && words.language.is_some() {
            break;
        }
        language = language.or(words.language);
        let is_whole = language.is_some() || code::COPY_BUTTONS.contains(&line.trim());
        if words.has_copy_button && is_whole || at > 0 && end == at {
            end = at + 1;
        }
    }
    (end, language.filter(|_| end > 0))
}

/// Returns where the words under CSDN's code start, if they were copied with it, and the language they name: `AI写代码`,
/// `python`, `运行`, and line numbers.
fn footer_lines<'a>(lines: &[&'a str]) -> (usize, Option<&'a str>) {
    let none = (lines.len(), None);
    let Some(start) = lines.iter().rposition(|line| line.trim_start().starts_with(code::FOOTER_BUTTON))
    else {
        return none;
    };
    let (mut language, mut number) = (None, 0_usize);
    for line in lines.iter().skip(start) {
        if line.trim().parse() == Ok(number + 1) {
            number += 1;
        } else if let Some(words) = HeaderWords::of_line(line).filter(|_| number == 0) {
            language = language.or(words.language);
        } else {
            return none;
        }
    }
    let code = lines.iter().take(start).rposition(|line| !line.is_empty());
    code.map_or(none, |last| (last + 1, language))
}

/// `代码语言：sql复制select 1`: returns the language and the code.
fn glued_header(line: &str) -> Option<(&str, &str)> {
    let [before, after] = code::GLUED_HEADER;
    let (name, code) = line.trim_start().strip_prefix(before)?.split_once(after)?;
    HeaderWords::of_line(name)?.language.map(|language| (language, code))
}

/// The maximum number of lines of a header that was copied with its code.
const MAX_HEADER_LINES: usize = 4;

fn drop_blank_start(lines: &mut Vec<&str>) {
    let blank = lines.iter().take_while(|line| line.is_empty()).count();
    lines.drain(..blank);
}

/// Replaces NBSP with spaces and line ends with `\n`, and removes zero-width characters.
fn clean_characters(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, from)) = special_start(rest).map(|at| rest.split_at(at)) {
        clean.push_str(plain);
        let mut characters = from.chars();
        let Some(c) = characters.next() else { break };
        rest = characters.as_str();
        match c {
            '\u{a0}' => clean.push(' '),
            '\r' if rest.starts_with('\n') => {}
            '\r' => clean.push('\n'),
            _ if is_zero_width(c) || (is_joiner(c) && !keeps_joiner(clean.chars().next_back())) => {}
            _ => clean.push(c),
        }
    }
    clean.push_str(rest);
    clean
}

/// Returns where the first character of `text` that may be changed in code starts. Many bytes are checked at once.
fn special_start(text: &str) -> Option<usize> {
    const BLOCK: usize = 64;
    let has_special = |block: &[u8]| block.iter().fold(false, |found, byte| found | may_start_special(*byte));
    let before = text.as_bytes().chunks(BLOCK).position(has_special)? * BLOCK;
    let block = text.as_bytes().get(before..)?;
    block.iter().position(|byte| may_start_special(*byte)).map(|at| before + at)
}

/// Whether a character that is changed in code can start with this byte.
#[expect(clippy::needless_bitwise_bool, reason = "short-circuiting prevents vectorization")]
const fn may_start_special(byte: u8) -> bool {
    ((byte < b' ') & (byte != b'\t') & (byte != b'\n'))
        | (byte == 0x7f)
        | (byte == 0xc2)
        | (byte == 0xd8)
        | (byte == 0xe2)
        | (byte == 0xef)
}

/// Whether a character has no width in code: zero-width spaces, direction marks and ASCII controls. Soft hyphens and
/// other non-ASCII controls stay, since in code they are bytes in another encoding.
const fn is_zero_width(c: char) -> bool {
    is_invisible(c) && !matches!(c, '\u{7f}'..='\u{ad}') || matches!(c, '\u{c}' | '\u{7f}')
}

fn count_visible(line: &str) -> usize {
    line.chars().filter(|&c| !is_space(c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_changed_character_is_found_wherever_it_is() {
        for before in 0..200 {
            let code = "x".repeat(before);
            assert_eq!(special_start(&format!("{code}\u{a0}x\u{200b}")), Some(before));
            assert_eq!(special_start(&code), None);
        }
    }

    #[test]
    fn changed_characters_are_found_by_their_first_byte() {
        let special = |c: &char| matches!(c, '\u{a0}' | '\r') || is_zero_width(*c) || is_joiner(*c);
        let missed =
            ('\0'..=char::MAX).filter(special).filter(|c| !may_start_special(c.to_string().as_bytes()[0]));
        assert_eq!(missed.count(), 0);
    }
}
