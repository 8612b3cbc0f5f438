//! Formulas of the page: the TeX that KaTeX, MathJax and images contain.

use super::code::outermost;
use super::container::BlockKind;
use super::reader::PageReader;
use crate::chars::{is_cjk, is_space};
use crate::csdn::math;
use crate::dom::{Element, Node};
use crate::verify::category::Category;
use crate::verify::tex::{REBUILT, coloured_words, normalized, without_commands, without_comments};
use crate::verify::visible::{MATHS, has_visible};

impl<'a> PageReader<'a, '_> {
    pub(super) fn katex(&mut self, element: Element<'a>) {
        let Some(tex) = katex_source(element) else { return self.math_text(element) };
        let parent = element.node().parent_element();
        if parent.is_some_and(|parent| parent.has_class("katex--inline") && is_shell_variable(&tex, parent)) {
            return self.literal_dollars(element, &tex, "$");
        }
        self.tex(element, &tex, has_display_class(element));
    }

    pub(super) fn math_script(&mut self, element: Element<'a>) {
        let display = element.attribute("type").is_some_and(|kind| kind.contains("display"));
        self.tex(element, &element.text(), display);
    }

    /// Reads MathJax output whose source is lost. Two readings need not agree on the commands, so only letters and
    /// digits are compared.
    pub(super) fn math_text(&mut self, element: Element<'a>) {
        if let Some(tex) = stated_tex(element) {
            return self.tex(element, without_wrapping_style(&tex), is_displayed(element));
        }
        let assistive = element.find_class("MJX_Assistive_MathML").unwrap_or(element);
        let math = Some(assistive).filter(|e| e.tag() == "math").or_else(|| assistive.find_tag("math"));
        let Some(math) = math.filter(|math| math.child_elements().next().is_some()) else {
            return self.source_lost(assistive);
        };
        self.expected.changed("math-source-lost");
        self.set_origin(element.node());
        let count = |tags: [&str; 2]| math.elements().filter(|e| tags.contains(&e.tag())).count();
        let (fractions, roots) = (count(["mfrac", "mfrac"]), count(["msqrt", "mroot"]));
        // Only these elements are visible.
        let tokens = outermost(math, |e| matches!(e.tag(), "mi" | "mn" | "mo" | "ms" | "mtext"));
        let shown: String = tokens.into_iter().map(Element::text).collect();
        if fractions + roots == 0 && !has_visible(&shown) {
            return;
        }
        let text = without_commands(&shown);
        let rebuilt = format!("{REBUILT}{fractions} {roots} {text}");
        self.add_formula(element, rebuilt, is_displayed(element));
    }

    fn source_lost(&mut self, element: Element<'a>) {
        self.expected.changed("math-source-lost");
        self.set_origin(element.node());
        self.inventory.push_text(&element.text());
    }

    /// Reads a formula as its author wrote it. Chinese text without a command is not a formula.
    pub(super) fn tex(&mut self, element: Element<'a>, tex: &str, display: bool) {
        if let Some(words) = coloured_words(tex) {
            self.expected.changed("katex-false");
            self.set_origin(element.node());
            self.inventory.push_text(&words);
        } else if tex.chars().any(is_cjk) && !tex.contains('\\') {
            self.literal_dollars(element, tex, if display { "$$" } else { "$" });
        } else {
            self.formula(element, tex, display);
        }
    }

    fn literal_dollars(&mut self, element: Element<'a>, tex: &str, fence: &str) {
        self.expected.changed("katex-false");
        self.set_origin(element.node());
        [fence, tex, fence].iter().for_each(|part| self.inventory.push_text(part));
    }

    pub(super) fn formula(&mut self, element: Element<'a>, tex: &str, display: bool) {
        // In a summary, a displayed formula follows its HTML.
        let in_html = self.in_html && (self.in_table || self.in_link || !display);
        if !has_balanced_braces(tex) && !in_html {
            return self.formula_as_code(element, tex, display);
        }
        let tex = normalized(tex);
        if tex.is_empty() {
            return;
        }
        if in_html {
            return self.formula_as_text(element, &tex, display && !self.in_link);
        }
        self.add_formula(element, tex, display);
    }

    /// Reads a formula in HTML, where it is text. A display formula is on a line without styles.
    fn formula_as_text(&mut self, element: Element<'a>, tex: &str, display: bool) {
        let fence = if display { "$$" } else { "$" };
        // A bar would end the cell of a table in GFM.
        let tex = if self.in_table { &tex.replace("\\|", "\\Vert") } else { tex };
        if display {
            self.end_line();
        }
        self.set_origin(element.node());
        let start = self.inventory.offset();
        [fence, tex, fence].iter().for_each(|part| self.inventory.push_text(part));
        if display {
            self.inventory.unstyled(start);
            self.add_block(start, BlockKind::Other);
            self.end_line();
        }
    }

    /// Reads TeX with unbalanced braces, which becomes code.
    fn formula_as_code(&mut self, element: Element<'a>, tex: &str, display: bool) {
        self.expected.changed("math-as-code");
        self.set_origin(element.node());
        let tex = without_comments(tex);
        if display && !self.in_link && !self.in_table {
            return self.push_code(&tex, true, None);
        }
        let start = self.inventory.offset();
        self.inventory.push_text(&tex);
        self.inventory.mark(Category::InlineCode, start, [0; 3], String::new());
    }

    /// Adds a formula in comparable form. In a link or a cell, it cannot be on lines of its own.
    fn add_formula(&mut self, element: Element<'a>, tex: String, display: bool) {
        self.set_origin(element.node());
        let is_inner = self.in_link || (self.in_table && self.rules.is_some());
        if display && is_inner {
            self.expected.changed("math-in-line");
        }
        if display && !self.in_link {
            self.end_line();
        }
        let start = self.inventory.offset();
        self.inventory.push_placeholder(Category::Maths, MATHS, u32::from(display && !is_inner), tex);
        if display && !self.in_link {
            self.add_block(start, BlockKind::Other);
            self.end_line();
        }
    }
}

/// Whether MathJax or MathML marks a formula as displayed.
fn is_displayed(element: Element<'_>) -> bool {
    let says =
        |e: Element<'_>| e.attribute("display").is_some_and(|display| matches!(display, "true" | "block"));
    has_display_class(element) || says(element) || element.find_tag("math").is_some_and(says)
}

/// Whether a class of the formula, its parent or its grandparent is one of displayed formulas.
pub(super) fn has_display_class(element: Element<'_>) -> bool {
    let displays = |e: Element<'_>| e.classes().any(|class| math::DISPLAY_CLASSES.contains(&class));
    displays(element) || element.node().ancestors().take(2).any(displays)
}

/// Returns the content of `{\displaystyle …}`, in which wikis wrap formulas.
pub(super) fn without_wrapping_style(tex: &str) -> &str {
    let inner = tex.trim().strip_prefix('{').and_then(|tex| tex.strip_suffix('}')).unwrap_or_default().trim();
    let content =
        math::WRAPPING_STYLES.iter().find_map(|style| inner.strip_prefix(style)).unwrap_or_default();
    let is_name_longer = content.starts_with(|c: char| c.is_ascii_alphabetic());
    if content.trim().is_empty() || is_name_longer || !has_balanced_braces(content) {
        return tex;
    }
    content.trim_start()
}

/// Whether a formula is part of shell variables such as `$HOME_PATH/$NAME`, the first of which was mistaken for one:
/// a long word without commands, followed by the next name.
fn is_shell_variable(tex: &str, formula: Element<'_>) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphabetic() || c == '_';
    let has_name = tex.split(|c| !is_of_name(c)).any(|word| word.len() > 3);
    let after = formula.node().next().and_then(Node::as_text).map(|text| text.trim_start_matches(is_space));
    !tex.contains('\\')
        && has_name
        && after.is_some_and(|text| text.starts_with(|c: char| is_of_name(c) || c == '{'))
}

fn annotation(element: Element<'_>) -> Option<Element<'_>> {
    let is_tex = |e: &Element<'_>| {
        e.tag() == "annotation" && e.attribute("encoding").is_none_or(|encoding| encoding.contains("tex"))
    };
    element.elements().find(is_tex)
}

/// Returns the TeX that MathML names in an annotation or an attribute.
fn stated_tex(element: Element<'_>) -> Option<String> {
    if let Some(annotation) = annotation(element) {
        return Some(annotation.text().into_owned());
    }
    let mut all = std::iter::once(element).chain(element.elements());
    all.find_map(|e| {
        let is_root = matches!(e.tag(), "math" | "mjx-math");
        let plain = || e.attribute("alttext").filter(|text| text.contains(['^', '_', '\\']));
        e.attribute("data-latex").or_else(plain).filter(|_| is_root).map(str::to_owned)
    })
}

/// Returns the annotation, or else the text after the last blank line of the MathML, whose tags the site strips.
/// Includes more paragraphs while braces are unbalanced.
fn katex_source(element: Element<'_>) -> Option<String> {
    if let Some(annotation) = annotation(element) {
        return Some(annotation.text().into_owned());
    }
    let mathml = element.find_class("katex-mathml")?;
    // MathML whose tags are intact is read as such.
    mathml.find_tag("math").is_none_or(|math| math.child_elements().next().is_none()).then_some(())?;
    let text = without_guard_comments(mathml);
    let text = text.trim_end_matches(is_space);
    let is_gap = |line: &str| line.trim_matches(is_space).is_empty();
    // A blank line inside the source leaves the braces unbalanced, so the paragraph before it belongs to the source.
    let lines: Vec<&str> = text.lines().collect();
    let parts = lines.split(|line| is_gap(line)).filter(|part| !part.is_empty()).map(|part| part.join("\n"));
    let parts: Vec<String> = parts.collect();
    let shown: Vec<&str> = lines.iter().copied().filter(|line| !is_gap(line)).collect();
    if let (1, [glyphs @ .., last]) = (parts.len(), shown.as_slice())
        && !glyphs.is_empty()
        && ascii_counts(&glyphs.concat()) == ascii_counts(&without_commands(last))
    {
        return Some((*last).to_owned());
    }
    let tail = |count: usize| parts.get(parts.len().saturating_sub(count)..).unwrap_or_default().join("\n");
    let whole = (1..=parts.len().min(3)).map(tail).find(|tail| has_balanced_braces(tail));
    let source = whole.unwrap_or_else(|| tail(1));
    Some(
        math::ANNOTATION_ESCAPES
            .iter()
            .fold(source, |tex, (escape, character)| tex.replace(escape, character)),
    )
    .filter(|tex| has_visible(tex))
}

/// Counts each ASCII letter and digit.
fn ascii_counts(text: &str) -> [usize; 128] {
    let mut counts = [0; 128];
    for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    counts
}

/// Returns the text without the comments that guard braces and the whitespace around them.
fn without_guard_comments(element: Element<'_>) -> String {
    let mut all = String::new();
    let mut is_guarded = false;
    for node in element.node().descendants() {
        if node.is_comment() {
            all.truncate(all.trim_end_matches(is_space).len());
            is_guarded = true;
        } else if let Some(text) = Node::as_text(node) {
            all.push_str(if is_guarded { text.trim_start_matches(is_space) } else { text });
            is_guarded = false;
        }
    }
    all
}

fn has_balanced_braces(tex: &str) -> bool {
    let mut depth = 0_i64;
    let mut chars = tex.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}
