//! Recognizes what stands around the lines of a code block: gutters with line numbers, toolbars, and headers with the
//! language and buttons.

use std::sync::LazyLock;

use memchr::memchr2_iter;
use rustc_hash::FxHashSet;

use crate::chars::{is_space, trim_end, trim_start};
use crate::csdn::code::{BUTTON_WORDS, LANGUAGES, LINE_BOXES, NO_LANGUAGE_LABELS};
use crate::dom::{Element, Name, Node};

use super::guards::{holds_label, holds_media, holds_numbers};
use super::predicates::is_decoration;

/// The maximum number of nodes of a header, and of nodes to search for code beside it.
const MAX_NODES: usize = 48;
/// The maximum number of siblings between a header and its code, and of boxes around the code.
const MAX_STEPS: usize = 5;
/// The maximum length of a text in a header, in bytes.
const MAX_HEADER_TEXT: usize = 80;

/// The words of a code block's header.
#[derive(Debug, Default)]
pub(crate) struct HeaderWords<'a> {
    /// The language, as written there.
    pub(crate) language: Option<&'a str>,
    has_button: bool,
    /// Whether one of the buttons copies the code. Its words are no code themselves.
    pub(crate) has_copy_button: bool,
}

/// Whether a gutter holds line numbers and nothing else. A cell is a gutter only beside code.
pub(super) fn is_gutter(element: Element<'_>) -> bool {
    let is_beside_code = || {
        let next = following(element).next();
        element.tag() != "td" || next.is_some_and(|next| names_code(next) || holds_code(next))
    };
    element.tag() != "pre" && holds_numbers(element) && is_beside_code()
}

/// `<tr><td><pre>1\n2</pre></td><td><pre>…</pre></td></tr>`: a gutter without a class. It is the first of two cells of
/// a table of one row.
pub(super) fn is_bare_gutter(cell: Element<'_>) -> bool {
    let is_cell = |e: &Element<'_>| matches!(e.tag(), "td" | "th");
    let row = cell.node().parent_element();
    let is_only = |row: Element<'_>| following(row).next().is_none() && preceding(row).next().is_none();
    let mut after = following(cell);
    cell.child_elements().next().is_some_and(|only| only.tag() == "pre")
        && row.is_some_and(is_only)
        && preceding(cell).next().is_none()
        && after.next().is_some_and(|code| is_cell(&code) && holds_code(code))
        && after.next().is_none()
        && !cell.node().is_whitespace_only()
        && holds_numbers(cell)
}

/// `.dp-highlighter > .bar`, `.syntaxhighlighter > .toolbar`, `.code-toolbar > .toolbar`
pub(super) fn is_nested_toolbar(element: Element<'_>) -> bool {
    let is_in = |class: &str| element.node().parent_element().is_some_and(|parent| parent.has_class(class));
    let is_of_highlighter = if element.has_class("bar") {
        is_in("dp-highlighter")
    } else {
        is_in("syntaxhighlighter") || is_in("code-toolbar")
    };
    is_of_highlighter && holds_label(element)
}

/// `<span class="cnblogs_code_collapse">View Code</span>`, and not the title of folded code.
pub(super) fn holds_buttons(element: Element<'_>) -> bool {
    header_words(element).is_some_and(|words| words.has_button)
}

/// `<div class="CodeMirror-measure"><pre><span>xxxxxxxxxx</span></pre></div>`: at most one character, repeated.
pub(super) fn holds_no_words(element: Element<'_>) -> bool {
    let text = element.text();
    let mut shown = text.chars().filter(|c| !is_space(*c));
    let first = shown.next();
    shown.all(|c| Some(c) == first) && !holds_media(element)
}

/// `<div class="blockcode">…<em>复制代码</em></div>`
pub(super) fn is_in_blockcode(element: Element<'_>) -> bool {
    let is_box = |parent: Element<'_>| parent.name() == Name::Div && parent.has_class("blockcode");
    element.node().parent_element().is_some_and(is_box) && header_words(element).is_some()
}

/// `<div><span>python</span><button>复制</button></div><pre>…</pre>`: the language of a code block, its buttons, or
/// both, beside the code or before it in its `pre`.
pub(super) fn is_code_header(element: Element<'_>) -> bool {
    let Some(words) = header_words(element) else { return false };
    if in_pre(element) {
        return following(element).take(MAX_STEPS).any(holds_code);
    }
    let names_language = |code: Element<'_>| {
        let is_named = |e: Element<'_>| words.language.is_some_and(|language| has_language(e, language));
        is_named(code) || code.elements().take(MAX_NODES).any(is_named)
    };
    let is_certain = words.has_button
        || following(element).take(1).any(names_language)
        || names_code(element)
        || element.node().parent_element().is_some_and(|parent| names_code(parent))
        || element.child_elements().any(names_code);
    is_certain && (reaches_code(following(element)) || (words.has_button && reaches_code(preceding(element))))
}

/// `<p>python复制代码</p><pre>…`: the same as a paragraph. Without a language, it is `editor-words`.
pub(super) fn is_copied_header(element: Element<'_>) -> bool {
    header_words(element).is_some_and(|words| words.has_copy_button && words.language.is_some())
        && is_code_header(element)
}

/// Returns the language that the header of this code block names, as written there.
pub(crate) fn header_language(code: Element<'_>) -> Option<&str> {
    let inside =
        code.elements().take(MAX_NODES).take_while(|e| e.tag() != "code").find_map(language_of_header);
    if inside.is_some() {
        return inside;
    }
    let mut around = code;
    for _ in 0..MAX_STEPS {
        let above = preceding(around).take(MAX_STEPS).take_while(|e| is_beside_code(*e));
        let below = following(around).take(MAX_STEPS).take_while(|e| is_beside_code(*e));
        let below = below.filter(|header| !reaches_code(following(*header)));
        if let Some(language) = above.chain(below).find_map(language_of_header) {
            return Some(language);
        }
        if !preceding(around).take(MAX_STEPS).all(is_beside_code) {
            return None;
        }
        around = around.node().parent_element()?;
    }
    None
}

fn language_of_header(element: Element<'_>) -> Option<&str> {
    header_words(element)?.language.filter(|_| is_code_header(element))
}

/// Whether the element can stand between a header and its code: line numbers, another header, or nothing.
fn is_beside_code(element: Element<'_>) -> bool {
    holds_numbers(element) || header_words(element).is_some()
}

/// Whether `siblings` begin with code, after nothing but numbers and words of headers.
fn reaches_code<'a>(siblings: impl Iterator<Item = Element<'a>>) -> bool {
    for sibling in siblings.take(MAX_STEPS) {
        if holds_code(sibling) {
            return true;
        }
        if !is_beside_code(sibling) {
            return false;
        }
    }
    false
}

/// Whether the element is a code block, or begins with one.
fn holds_code(element: Element<'_>) -> bool {
    let is_code = |e: Element<'_>| {
        matches!(e.tag(), "pre" | "code") || LINE_BOXES.iter().any(|class| e.has_class(class))
    };
    is_code(element) || element.elements().take(MAX_NODES).any(is_code)
}

fn in_pre(element: Element<'_>) -> bool {
    element.node().ancestors().take(MAX_STEPS).any(|e| e.tag() == "pre")
}

fn names_code(element: Element<'_>) -> bool {
    ["code", "lang", "highlight"]
        .iter()
        .any(|part| element.attribute("class").is_some_and(|c| c.contains(part)))
}

/// `<code class="language-python">`
fn has_language(element: Element<'_>, language: &str) -> bool {
    let mut names = element.classes().filter_map(|class| class.strip_prefix("language-"));
    names.any(|name| name.eq_ignore_ascii_case(language))
}

/// The sibling elements after `element`, up to the next text.
fn following(element: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    elements_until_text(std::iter::successors(element.node().next(), |node| node.next()))
}

/// The sibling elements before `element`, up to the next text.
fn preceding(element: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    elements_until_text(std::iter::successors(element.node().previous(), |node| node.previous()))
}

fn elements_until_text<'a>(nodes: impl Iterator<Item = Node<'a>>) -> impl Iterator<Item = Element<'a>> {
    nodes
        .take_while(|node| node.as_element().is_some() || node.is_whitespace_only())
        .filter_map(Node::as_element)
}

/// Returns the words of `element` if they are all a language and buttons.
fn header_words(element: Element<'_>) -> Option<HeaderWords<'_>> {
    let mut words = HeaderWords::default();
    let mut images = Vec::new();
    let mut nodes = element.node().descendants();
    let mut left = MAX_NODES;
    while let Some(node) = nodes.next() {
        left = left.checked_sub(1)?;
        if let Some(text) = node.as_text() {
            words.read(text)?;
        } else if let Some(inner) = node.as_element() {
            match inner.tag() {
                "svg" | "style" | "script" => nodes.skip_below(node),
                "button" | "clipboard-copy" if !holds_label(inner) => return None,
                "button" | "clipboard-copy" => {
                    words.has_button = true;
                    nodes.skip_below(node);
                }
                "pre" | "code" | "textarea" | "table" | "ul" | "ol" | "blockquote" | "iframe" | "video"
                | "audio" | "embed" | "object" => return None,
                "img" => images.push(inner),
                _ => {}
            }
        }
    }
    let is_header = words.has_button || words.language.is_some();
    (is_header && images.into_iter().all(is_decoration)).then_some(words)
}

impl<'a> HeaderWords<'a> {
    /// Reads a line that may have been a header before the code was copied: `pythonCopy code`, `java 复制代码`.
    pub(crate) fn of_line(line: &'a str) -> Option<Self> {
        let mut words = Self::default();
        words.read(line)?;
        Some(words)
    }

    /// Reads a text. Returns `None` if anything in it is neither a language nor a button.
    fn read(&mut self, text: &'a str) -> Option<()> {
        let start = trim_start(text);
        if !start.starts_with(may_start_header) {
            return start.is_empty().then_some(());
        }
        let mut rest = trim_end(start);
        if rest.len() > MAX_HEADER_TEXT {
            return None;
        }
        while !rest.is_empty() {
            if let Some((word, shorter)) = without_button(rest) {
                self.has_button = true;
                self.has_copy_button |= COPY_WORDS.iter().any(|part| word.contains(part));
                rest = shorter.trim_matches(is_space);
            } else if self.language.is_none() && is_label(rest) {
                self.language = Some(rest);
                return Some(());
            } else {
                return None;
            }
        }
        Some(())
    }
}

/// What the words of a button that copies code contain.
const COPY_WORDS: [&str; 2] = ["复制", "Copy code"];

/// Whether `text`, which has no whitespace around it, may be words of a header with a button that copies the code.
pub(super) fn may_be_copy_button(text: &str) -> bool {
    let [first, second] = COPY_WORDS.map(|word| word.as_bytes().first().copied().unwrap_or_default());
    let starts_word =
        |at: usize| text.get(at..).is_some_and(|rest| COPY_WORDS.iter().any(|word| rest.starts_with(word)));
    ("复制".len()..=MAX_HEADER_TEXT).contains(&text.len())
        && text.starts_with(may_start_header)
        && memchr2_iter(first, second, text.as_bytes()).any(starts_word)
}

/// Returns a button's word at the end or start of `text`, and the text without it. `pythonCopy code` ends with `Copy
/// code`, `robocopy` not with `copy`.
fn without_button(text: &str) -> Option<(&'static str, &str)> {
    let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
    // Nearly all words differ in these two bytes.
    let is_near = |word: &str| word.as_bytes().first() == first || word.as_bytes().last() == last;
    let mut words = BUTTON_WORDS.iter().filter(|word| is_near(word));
    words.find_map(|word| Some((*word, without_word(text, word)?)))
}

fn without_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase());
    let is_own_start = !is_latin(word.chars().next());
    let before = text.strip_suffix(word).filter(|rest| is_own_start || !ends_in_word(rest));
    before.or_else(|| {
        let rest = text.strip_prefix(word)?;
        (!is_latin(word.chars().next_back()) || !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
            .then_some(rest)
    })
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// The characters beyond ASCII with which a language or a button can start.
static STARTS: LazyLock<FxHashSet<char>> = LazyLock::new(|| {
    let words = BUTTON_WORDS.iter().chain(&NO_LANGUAGE_LABELS);
    words.filter_map(|word| word.chars().next()).collect()
});

/// Whether a language or a button can start with `c`. Nearly all Chinese text fails here.
fn may_start_header(c: char) -> bool {
    c.is_ascii() || STARTS.contains(&c)
}

/// The words that name a language, or none, in lower case.
static LABELS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| LANGUAGES.iter().chain(&NO_LANGUAGE_LABELS).copied().collect());

/// Longer texts, in bytes, are no label. The lower case of a character can have a third of its bytes.
const MAX_LABEL_BYTES: usize = 3 * "systemverilog".len();

fn is_label(text: &str) -> bool {
    let name = text.trim_end_matches(['：', ':']);
    name.len() <= MAX_LABEL_BYTES && LABELS.contains(name.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_whatever_their_case() {
        assert!(LABELS.iter().all(|label| 3 * label.len() <= MAX_LABEL_BYTES));
        let shrinks = |c: char| 3 * c.to_lowercase().map(char::len_utf8).sum::<usize>() < c.len_utf8();
        assert_eq!(('\0'..=char::MAX).find(|c| shrinks(*c)), None);
        assert!(is_label("SystemVerilog：") && is_label("C++") && is_label("\u{212a}otlin"));
        assert!(!is_label("") && !is_label("cpp copy"));
    }

    #[test]
    fn words_of_buttons_are_found_at_either_end() {
        for word in BUTTON_WORDS {
            assert!(without_button(word).is_some_and(|(_, rest)| rest.is_empty() || rest.len() < word.len()));
        }
        assert_eq!(without_button("pythonCopy code"), Some(("Copy code", "python")));
        assert_eq!(without_button("复制 python"), Some(("复制", " python")));
        assert_eq!(without_button("robocopy"), None);
    }
}
