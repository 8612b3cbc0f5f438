//! Recognizes code that is written as a list, a table or a series of lines.

use crate::chars::is_space;
use crate::csdn::code::CODE_CELLS;
use crate::dom::{Element, Node};

use super::guards::holds_numbers;

/// `figure.highlight > table td.code pre`, with all code in one `pre`.
pub(super) fn is_hexo(element: Element<'_>) -> bool {
    let is_code = |td: &Element<'_>| td.tag() == "td" && td.has_class("code");
    let mut nodes = element.node().descendants();
    let mut cells = std::iter::from_fn(|| {
        let td = nodes.by_ref().filter_map(Node::as_element).find(is_code)?;
        // A cell nested in this one is part of it.
        nodes.skip_below(td.node());
        Some(td)
    });
    let codes = |td: Element<'_>| td.elements().filter(|e| e.tag() == "pre").take(2).count();
    cells.next().is_some_and(|td| codes(td) == 1) && cells.all(|td| codes(td) == 0)
}

/// `<table><tr><td><p>1</p><p>2</p></td><td><p><code>import</code> <code>os</code></p>…`: SyntaxHighlighter output
/// stripped of its classes, with line numbers in one cell and lines of tokens in the other.
pub(super) fn is_bare_gutter_table(table: Element<'_>) -> bool {
    let cells: Vec<_> =
        table.elements().filter(|e| matches!(e.tag(), "td" | "th" | "table")).take(3).collect();
    let [numbers, lines] = cells[..] else { return false };
    let counts_up =
        |(index, line): (usize, Element<'_>)| line.text().trim_matches(is_space).parse() == Ok(index + 1);
    let is_code = |line: Element<'_>| line.child_elements().all(|e| e.tag() == "code");
    numbers.child_elements().next().is_some()
        && numbers.child_elements().enumerate().all(counts_up)
        && lines.find_tag("code").is_some()
        && lines.child_elements().all(|line| matches!(line.tag(), "p" | "div") && is_code(line))
}

/// `<div style="font-family:Consolas;white-space:pre"><div>…</div><div>…</div></div>`: code pasted from an editor.
pub(super) fn has_code_style(element: Element<'_>) -> bool {
    keeps_whitespace(element) && has_code_font(element)
}

/// The same, where only the background shows that it is a box: `font-family:Monaco;background-color:#eee`.
pub(super) fn has_box_style(element: Element<'_>) -> bool {
    let has_background =
        || ["background-color", "background"].iter().any(|name| element.style_property(name).is_some());
    has_code_font(element) && (keeps_whitespace(element) || has_background())
}

fn keeps_whitespace(element: Element<'_>) -> bool {
    element.style_property("white-space").is_some_and(|space| space.starts_with("pre"))
}

fn has_code_font(element: Element<'_>) -> bool {
    let fonts = ["consolas", "courier", "menlo", "monaco", "mono"];
    element.style_property("font-family").is_some_and(|font| fonts.iter().any(|name| font.contains(name)))
}

/// Whether the element holds lines and nothing else.
pub(super) fn holds_lines(element: Element<'_>) -> bool {
    element.child_elements().any(|line| line.tag() == "div")
        && element.child_elements().all(|line| matches!(line.tag(), "div" | "br"))
}

/// The text of a field with more characters is no form's default.
const MAX_FIELD_CHARS: usize = 60;

/// `<textarea class="cpp" name="code">`, or a field with several lines or a long text.
pub(super) fn is_code_textarea(element: Element<'_>) -> bool {
    let text = element.text();
    let lines = text.lines().filter(|line| !line.trim_matches(is_space).is_empty());
    element.attribute("name") == Some("code")
        || lines.take(2).count() == 2
        || text.trim_matches(is_space).chars().nth(MAX_FIELD_CHARS).is_some()
}

/// `<div style="font-family:Consolas;white-space:pre">a<br>b</div>`: lines without elements of their own.
pub(super) fn holds_typed_lines(element: Element<'_>) -> bool {
    let ends_line = |node: Node<'_>| match node.as_element() {
        Some(e) => e.tag() == "br",
        None => node.as_text().is_some_and(|text| text.trim_matches(is_space).contains('\n')),
    };
    let mut nodes = element.node().descendants();
    nodes.any(ends_line)
        && element
            .find(|e| e.name().displays_as_block() || matches!(e.tag(), "img" | "table" | "pre"))
            .is_none()
}

/// `<div class="fragment"><div class="line">…</div>…</div>`: code of Doxygen.
pub(super) fn holds_line_boxes(element: Element<'_>) -> bool {
    element.find_class("line").is_some() && element.child_elements().all(|line| line.has_class("line"))
}

/// `<tr><td class="blob-num"></td><td class="blob-code">…</td></tr>`: each row is a line.
pub(super) fn holds_code_rows(table: Element<'_>) -> bool {
    let is_line = |row: Element<'_>| {
        let cells: Vec<_> = row.child_elements().collect();
        let is_code = |cell: &Element<'_>| CODE_CELLS.iter().any(|class| cell.has_class(class));
        cells
            .split_last()
            .is_some_and(|(code, others)| is_code(code) && others.iter().all(|e| holds_numbers(*e)))
    };
    let mut rows = table.elements().filter(|e| e.tag() == "tr").peekable();
    rows.peek().is_some() && rows.all(is_line)
}

/// `<div class="line number1 index0 alt2">`: a line of `SyntaxHighlighter` without the box around it.
pub(crate) fn is_loose_line(element: Element<'_>) -> bool {
    let is_numbered = |class: &str, prefix: &str| {
        class.strip_prefix(prefix).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let has = |prefix: &str| element.classes().any(|class| is_numbered(class, prefix));
    element.has_class("line") && has("number") && has("index")
}

/// Whether the element holds list items.
pub(super) fn holds_items(element: Element<'_>) -> bool {
    element.find_tag("li").is_some()
}
