//! The text of preformatted code: what a reader of the page sees of it, without gutters and toolbars.

use crate::chars::{is_blank, is_invisible, is_joiner};
use crate::clean::{Classifier, Disposition, Kind};
use crate::csdn::code;
use crate::dom::{Element, Node};

use super::text::keeps_joiner;

/// An element and the name of the rule that drops it.
pub(super) type Dropped<'e, 'r> = (Element<'e>, &'r str);

/// What a `pre` holds.
#[derive(Debug, Default)]
pub(super) struct PreText<'e> {
    /// The text, each box, item and row on lines of its own.
    pub(super) text: String,
    /// Pictures and frames, which have no place in code.
    pub(super) media: Vec<Element<'e>>,
}

impl<'e> PreText<'e> {
    /// Reads `pre`, and tells what rules drop of it.
    pub(super) fn of<'r>(pre: Element<'e>, classifier: &Classifier<'r>) -> (Self, Vec<Dropped<'e, 'r>>) {
        let mut reader = Reader { classifier, source: Self::default(), dropped: Vec::new() };
        reader.children(pre, formatting(pre));
        (reader.source, reader.dropped)
    }
}

/// What stands beside blanks.
#[derive(Debug, Clone, Copy)]
enum Beside {
    /// Nothing: they are at an end of their element.
    Edge,
    Box,
    /// Anything that stands in a line.
    Line,
}

struct Reader<'e, 'r, 'c> {
    classifier: &'c Classifier<'r>,
    source: PreText<'e>,
    dropped: Vec<Dropped<'e, 'r>>,
}

impl<'e, 'r> Reader<'e, 'r, '_> {
    /// `indent` is how far formatting indented the children, if it did.
    ///
    /// Blanks between boxes that break the line are there to format the page: a browser would show an empty line, but
    /// the lines are the boxes.
    fn children(&mut self, parent: Element<'e>, indent: Option<usize>) {
        let mut before = Beside::Edge;
        let mut blank = String::new();
        for node in parent.node().children() {
            if let Some(text) = node.as_text() {
                let text = indent.map_or(text, |indent| unformatted(node, text, indent));
                if text.chars().all(is_blank) {
                    blank.push_str(if holds_text(parent) { text } else { "" });
                    continue;
                }
                self.blank(&mut blank, before, Beside::Line);
                self.source.text.push_str(text);
                before = Beside::Line;
            } else if let Some(element) = node.as_element() {
                let what = self.classifier.classify(element);
                if self.skips(element, what) {
                    continue;
                }
                let after = if is_box(element) { Beside::Box } else { Beside::Line };
                self.blank(&mut blank, before, after);
                self.element(element, what, indent);
                before = after;
            }
        }
        self.blank(&mut blank, before, Beside::Edge);
    }

    fn blank(&mut self, blank: &mut String, before: Beside, after: Beside) {
        let is_between_boxes = match (before, after) {
            (Beside::Line, _) | (_, Beside::Line) | (Beside::Edge, Beside::Edge) => false,
            (Beside::Box, _) | (_, Beside::Box) => true,
        };
        if !(is_between_boxes && blank.contains('\n')) {
            self.source.text.push_str(blank);
        }
        blank.clear();
    }

    /// Whether nothing shows of `element`, such as `<code></code>`; when a rule drops it, that is noted.
    fn skips(&mut self, element: Element<'e>, what: Disposition<'r>) -> bool {
        let is_empty = || element.node().children().next().is_none();
        match what {
            Disposition::Drop(rule) => {
                self.dropped.push((element, rule));
                true
            }
            Disposition::Lower(Kind::Image | Kind::MathImage | Kind::Frame | Kind::Break) => false,
            _ => is_empty() && !matches!(element.tag(), "li" | "tr" | "td" | "th"),
        }
    }

    fn element(&mut self, element: Element<'e>, what: Disposition<'_>, indent: Option<usize>) {
        match what {
            Disposition::Lower(Kind::Image | Kind::MathImage | Kind::Frame) => {
                return self.source.media.push(element);
            }
            Disposition::Lower(Kind::Break) => return self.source.text.push('\n'),
            _ => {}
        }
        let is_box = is_box(element);
        if is_box || follows_code(element) {
            self.end_line();
        } else if is_later_cell(element) && !self.is_at_line_start() {
            self.source.text.push('\t');
        }
        let start = self.source.text.len();
        // Formatting leaves alone what is in a line and what is in a `pre` of its own.
        let is_formatted = element.tag() != "pre" && (is_box || element.child_elements().any(self::is_box));
        self.children(element, indent.filter(|_| is_formatted).map(|indent| indent + 1));
        if is_row(element) && self.source.text.len() == start {
            self.source.text.push('\n');
        } else if is_box {
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

/// Elements that stand on lines of their own.
pub(super) fn is_box(element: Element<'_>) -> bool {
    element.name().displays_as_block()
}

/// Elements that are a line even when they are empty: those of highlighters that number lines.
fn is_row(element: Element<'_>) -> bool {
    matches!(element.tag(), "li" | "tr")
}

/// WeChat writes one `code` a line with nothing between them (dialect `code-multi`).
fn follows_code(element: Element<'_>) -> bool {
    let before = element.node().previous().and_then(Node::as_element);
    element.tag() == "code" && before.is_some_and(|e| e.tag() == "code")
}

fn is_later_cell(element: Element<'_>) -> bool {
    let mut before = std::iter::successors(element.node().previous(), |node| node.previous());
    matches!(element.tag(), "td" | "th") && before.any(|node| node.as_element().is_some())
}

/// Elements in which blanks between the parts never show.
fn holds_text(element: Element<'_>) -> bool {
    !matches!(element.tag(), "ul" | "ol" | "dl" | "table" | "thead" | "tbody" | "tfoot" | "tr")
}

/// How far the site's formatter indented the children of `pre`, when it did (dialect `jsoup-pre`).
///
/// It writes a line break and the indentation before every box, twice over, and indents by one blank a level:
/// `<code>…</code>\n \n <ul>`. HTML takes away the first line break of a `pre`.
fn formatting(pre: Element<'_>) -> Option<usize> {
    let indent_before = |boxed: Element<'_>| {
        let node = boxed.node().previous()?;
        let (before, indent) = node.as_text()?.rsplit_once('\n')?;
        let twice = match before.rsplit_once('\n') {
            Some((_, line)) => line == indent,
            None => before == indent && node.previous().is_none(),
        };
        (twice && !indent.is_empty() && indent.bytes().all(|b| b == b' ')).then_some(indent.len())
    };
    pre.child_elements().filter(|child| is_box(*child)).find_map(indent_before)
}

/// `text` without what the formatter put at its ends; what is left is the author's.
fn unformatted<'a>(node: Node<'a>, text: &'a str, indent: usize) -> &'a str {
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

/// The nodes below `element` in document order without those that rules drop, and these.
pub(super) fn shown_nodes<'e, 'r>(
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
        }
    }
    (shown, dropped)
}

/// The elements below `element` that `test` holds for, but for those in one another.
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

/// The text of a code block as it is written, and how many characters of toolbars were taken from it.
///
/// NBSP are blanks; what has no width is gone, and so are blanks at line ends and blank lines at the end. All else is
/// as the author wrote it (dialects `code-nbsp`, `code-zw`).
pub(super) fn tidied(text: &str) -> (String, usize) {
    let clean = shown_characters(text);
    let mut lines: Vec<&str> = clean.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
    let mut toolbar = 0;
    while let Some(line) = lines.pop_if(|line| line.is_empty() || code::TOOLBAR_LINES.contains(&line.trim()))
    {
        toolbar += letters(line);
    }
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or_default();
    if let Some(line) = lines.get(first).filter(|line| is_copy_line(line)) {
        toolbar += letters(line);
        let after = lines.iter().skip(first + 1).position(|line| !line.is_empty());
        lines.drain(..after.map_or(lines.len(), |after| first + 1 + after));
    }
    (lines.join("\n"), toolbar)
}

/// `text` with NBSP as blanks and line ends as `\n`, without what has no width.
fn shown_characters(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, from)) = rest.bytes().position(may_begin_special).map(|at| rest.split_at(at)) {
        clean.push_str(plain);
        let mut characters = from.chars();
        let Some(c) = characters.next() else { break };
        rest = characters.as_str();
        match c {
            '\u{a0}' => clean.push(' '),
            '\r' if rest.starts_with('\n') => {}
            '\r' => clean.push('\n'),
            _ if has_no_width(c) || (is_joiner(c) && !keeps_joiner(clean.chars().next_back())) => {}
            _ => clean.push(c),
        }
    }
    clean.push_str(rest);
    clean
}

/// Whether a character that does not show as it is in code may begin with this byte.
const fn may_begin_special(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0xb..=0x1f | 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef)
}

/// Zero-width blanks, marks of direction and the controls of ASCII. Soft hyphens and what lies beyond ASCII stay: in code
/// they are bytes of another encoding.
const fn has_no_width(c: char) -> bool {
    is_invisible(c) && !matches!(c, '\u{7f}'..='\u{ad}') || matches!(c, '\u{c}' | '\u{7f}')
}

/// `pythonCopy code`, `java复制代码` above the code.
fn is_copy_line(line: &str) -> bool {
    let line = line.trim();
    let language = code::COPY_BUTTONS.iter().find_map(|button| line.strip_suffix(button));
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '_');
    language.is_some_and(|word| word.chars().all(is_name))
}

fn letters(line: &str) -> usize {
    line.chars().filter(|&c| !is_blank(c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_as_it_is_is_told_by_its_first_byte() {
        let special = |c: &char| matches!(c, '\u{a0}' | '\r') || has_no_width(*c) || is_joiner(*c);
        let missed =
            ('\0'..=char::MAX).filter(special).filter(|c| !may_begin_special(c.to_string().as_bytes()[0]));
        assert_eq!(missed.count(), 0);
    }
}
