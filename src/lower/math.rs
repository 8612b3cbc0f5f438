//! Formulas: recovers the TeX from the output of KaTeX and MathJax.

use std::borrow::Cow;

use crate::chars::{is_cjk, is_space, split_lines, trim_start};
use crate::csdn::math;
use crate::dom::{Element, Node};
use crate::model::{Block, Math};
use crate::report::WarningCode;

use super::coloured_words::coloured_words;
use super::{Lowerer, mathml, text};

impl Lowerer<'_> {
    /// `span.katex--inline > span.katex > span.katex-mathml + span.katex-html` (dialects `katex`, `katex-false`).
    pub(super) fn katex(&mut self, element: Element<'_>) {
        let Some(tex) = katex_source(element) else { return self.math_text(element) };
        let parent = element.node().parent_element();
        if parent.is_some_and(|parent| parent.has_class("katex--inline") && is_shell_variable(&tex, parent)) {
            return self.line.text(&format!("${}$", text::collapse(&tex)));
        }
        self.formula_or_text(&tex, is_displayed(element));
    }

    /// `<script type="math/tex; mode=display">` (dialect `mathjax`).
    pub(super) fn math_script(&mut self, element: Element<'_>) {
        let display = element.attribute("type").is_some_and(|kind| kind.contains("display"));
        self.formula_or_text(&element.text(), display);
    }

    /// Lowers MathJax output without its source, or MathML: TeX is rebuilt from MathML elements, else only the text
    /// remains.
    pub(super) fn math_text(&mut self, element: Element<'_>) {
        if let Some(tex) = tex_of_mathml(element) {
            return self.formula_or_text(unwrapped(&tex), is_display_mathml(element));
        }
        let assistive = element.find_class("MJX_Assistive_MathML").unwrap_or(element);
        let math = Some(assistive).filter(|e| e.tag() == "math").or_else(|| assistive.find_tag("math"));
        let Some(math) = math.filter(|math| math.child_elements().next().is_some()) else {
            return self.source_lost(assistive);
        };
        let tex = mathml::tex(math);
        self.warn(WarningCode::MathSourceLost, element, &tex);
        self.formula(tex, is_display_mathml(element));
    }

    /// Adds the remains of a formula without source: its glyphs, or KaTeX's error message.
    fn source_lost(&mut self, element: Element<'_>) {
        let text = if element.has_class("katex--inline") || element.has_class("katex--display") {
            text::collapsed(element)
        } else {
            element.text().split(is_space).collect()
        };
        self.warn(WarningCode::MathSourceLost, element, &text);
        self.line.text(&text);
    }

    /// Adds a formula as its author wrote it, or text if it is not a formula.
    pub(super) fn formula_or_text(&mut self, tex: &str, display: bool) {
        if let Some(words) = coloured_words(tex) {
            return self.line.text(&text::collapse(&words));
        }
        if is_false_math(tex) {
            let fence = if display { "$$" } else { "$" };
            return self.line.text(&format!("{fence}{}{fence}", text::collapse(tex)));
        }
        let display = display && !self.in_link;
        self.formula(if display { display_lines(tex) } else { one_line(tex) }, display);
    }

    pub(super) fn formula(&mut self, tex: String, display: bool) {
        let tex = without_trailing_space(tex);
        // Unbalanced TeX becomes code, which is shown as it is.
        let tex = if is_balanced(&tex) { without_dollars(tex) } else { tex };
        if tex.is_empty() {
            return;
        }
        if display && !self.in_link {
            self.block(Block::Math(tex));
        } else {
            self.line.math(Math { tex, display: false });
        }
    }
}

/// `<annotation encoding="application/x-tex">`
fn tex_annotation(element: Element<'_>) -> Option<Element<'_>> {
    let is_tex = |e: &Element<'_>| {
        e.tag() == "annotation" && e.attribute("encoding").is_none_or(|encoding| encoding.contains("tex"))
    };
    element.elements().find(is_tex)
}

/// Returns the TeX that MathML states: in an annotation, or in an attribute: `<math data-latex="x^2">`,
/// `<math alttext="x^2">`.
fn tex_of_mathml(element: Element<'_>) -> Option<Cow<'_, str>> {
    if let Some(annotation) = tex_annotation(element) {
        return Some(annotation.text());
    }
    let roots = std::iter::once(element).chain(element.elements());
    let mut roots = roots.filter(|e| matches!(e.tag(), "math" | "mjx-math"));
    let is_tex = |text: &&str| text.contains(['\\', '^', '_']);
    let stated = roots
        .find_map(|root| root.attribute("data-latex").or_else(|| root.attribute("alttext").filter(is_tex)));
    stated.map(Cow::Borrowed)
}

/// `<mjx-container display="true">`, `.MathJax_Display > .MathJax`, `<math display="block">`.
fn is_display_mathml(element: Element<'_>) -> bool {
    let is_set = |e: Element<'_>| matches!(e.attribute("display"), Some("true" | "block"));
    is_displayed(element) || is_set(element) || element.find_tag("math").is_some_and(is_set)
}

/// Whether a formula, or an element right around it, has a class of displayed formulas: `.katex-display > .katex`,
/// `div.math-display > .katex`.
pub(super) fn is_displayed(formula: Element<'_>) -> bool {
    let around = std::iter::successors(Some(formula), |element| element.node().parent_element()).take(3);
    around.flat_map(Element::classes).any(|class| math::DISPLAY_CLASSES.contains(&class))
}

/// Returns the formula that a wiki wrapped in a style: `x` of `{\displaystyle x}`.
pub(super) fn unwrapped(tex: &str) -> &str {
    let content = || {
        let inner = tex.trim_matches(is_space).strip_prefix('{')?.strip_suffix('}')?.trim();
        let content = math::WRAPPING_STYLES.iter().find_map(|style| inner.strip_prefix(style))?;
        let is_whole_command = !content.starts_with(|c: char| c.is_ascii_alphabetic());
        Some(content.trim_start()).filter(|tex| is_whole_command && !tex.is_empty() && is_balanced(tex))
    };
    content().unwrap_or(tex)
}

/// Removes forced spaces at the end of `tex`, `\ `, whose backslash would escape the closing `$`.
fn without_trailing_space(mut tex: String) -> String {
    while is_escaped(&tex, tex.len()) {
        tex.pop();
        tex.truncate(tex.trim_end().len());
    }
    tex
}

/// Replaces `$` in `tex` with `\(` and `\)`, since a bare `$` would end the formula.
fn without_dollars(tex: String) -> String {
    let dollars = tex.match_indices('$').map(|(at, _)| at).filter(|at| !is_escaped(&tex, *at));
    let dollars: Vec<usize> = dollars.collect();
    if dollars.is_empty() {
        return tex;
    }
    let marks = if dollars.len().is_multiple_of(2) { ["\\(", "\\)"] } else { ["\\$", "\\$"] };
    let mut safe = String::with_capacity(tex.len() + dollars.len());
    let mut dollars = dollars.into_iter().zip(marks.iter().cycle()).peekable();
    for (at, c) in tex.char_indices() {
        match dollars.next_if(|(dollar, _)| *dollar == at) {
            Some((_, mark)) => safe.push_str(mark),
            None => safe.push(c),
        }
    }
    safe
}

/// Joins TeX into one line, without comments, which would swallow what follows.
pub(super) fn one_line(tex: &str) -> String {
    text::collapse(&uncommented(tex).collect::<Vec<_>>().join(" "))
}

/// Keeps the author's lines of TeX, but joins a line that would start like a Markdown block: many readers look for
/// blocks before formulas.
fn display_lines(tex: &str) -> String {
    let mut all = String::new();
    for line in uncommented(tex).map(text::collapse).filter(|line| !line.is_empty()) {
        if !all.is_empty() {
            let is_plain =
                line.starts_with(|c: char| c.is_alphabetic() || matches!(c, '\\' | '&' | '{' | '}'));
            all.push(if is_plain { '\n' } else { ' ' });
        }
        all.push_str(&line);
    }
    all
}

/// Iterates over the lines of `tex`, without comments except on the last.
fn uncommented(tex: &str) -> impl Iterator<Item = &str> {
    let mut lines = tex.trim_matches(is_space).lines().peekable();
    std::iter::from_fn(move || {
        let line = lines.next()?;
        let is_last = lines.peek().is_none();
        let comment = line.match_indices('%').map(|(at, _)| at).find(|at| !is_escaped(line, *at));
        Some(comment.filter(|_| !is_last).and_then(|at| line.get(..at)).unwrap_or(line))
    })
}

/// Whether an odd number of backslashes precedes the byte at `at`.
fn is_escaped(line: &str, at: usize) -> bool {
    let before = line.get(..at).unwrap_or_default();
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// Returns the TeX of a `.katex`: its annotation, else the last paragraph of the text that remained of the MathML. The
/// site strips its tags, which leaves glyphs, one on each line, then blank lines, then the source.
fn katex_source(element: Element<'_>) -> Option<String> {
    if let Some(annotation) = tex_annotation(element) {
        return Some(annotation.text().into_owned());
    }
    let mathml = element.find_class("katex-mathml")?;
    if mathml.find_tag("math").is_some_and(|math| math.child_elements().next().is_some()) {
        return None;
    }
    let source = without_guards(mathml);
    let lines: Vec<&str> = split_lines(&source).collect();
    let is_gap = |line: &&str| trim_start(line).is_empty();
    let chunks: Vec<&[&str]> = lines.split(is_gap).filter(|chunk| !chunk.is_empty()).collect();
    if let [[glyphs @ .., source]] = chunks.as_slice()
        && is_source_of(source, glyphs)
    {
        return Some(unescaped(text::collapse(source)));
    }
    // Unbalanced braces show that the source itself has a blank line: prepend the paragraph before it.
    let tails = (0..chunks.len()).rev().map(|from| chunks.get(from..).unwrap_or_default().concat().join(" "));
    let tails = tails.map(|tail| text::collapse(&tail));
    let mut tails = tails.take(3);
    let shortest = tails.next()?;
    let whole = if is_balanced(&shortest) { None } else { tails.find(|tail| is_balanced(tail)) };
    Some(unescaped(whole.unwrap_or(shortest)))
}

/// Whether `tex` has the letters and digits of `glyphs`, the lines before it: `x`, `2`, `x^{2}`.
fn is_source_of(tex: &str, glyphs: &[&str]) -> bool {
    let sorted = |text: &str| {
        let mut all: Vec<char> = text.chars().filter(char::is_ascii_alphanumeric).collect();
        all.sort_unstable();
        all
    };
    let shown = glyphs.concat();
    let mut parts = tex.split('\\');
    let mut letters = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (command, rest) =
            part.split_at(part.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(part.len()));
        letters.push_str(if math::TEX_FUNCTIONS.contains(&command) { command } else { "" });
        letters.push_str(rest);
    }
    !glyphs.is_empty() && sorted(&shown) == sorted(&letters)
}

/// Decodes what KaTeX and the site escaped twice: `f&#x27;` is `f'`.
fn unescaped(tex: String) -> String {
    if !tex.contains('&') {
        return tex;
    }
    math::ANNOTATION_ESCAPES.iter().fold(tex, |tex, (escape, character)| tex.replace(escape, character))
}

/// Returns the text below `element` without CSDN's `{<!-- -->` guards and the whitespace around them.
fn without_guards(element: Element<'_>) -> Cow<'_, str> {
    if !element.node().descendants().any(Node::is_comment) {
        return element.text();
    }
    let mut all = String::new();
    let mut guarded = false;
    for node in element.node().descendants() {
        if node.is_comment() {
            all.truncate(all.trim_end_matches(is_space).len());
            guarded = true;
        } else if let Some(text) = node.as_text() {
            all.push_str(if guarded { text.trim_start_matches(is_space) } else { text });
            guarded = false;
        }
    }
    Cow::Owned(all)
}

fn is_balanced(tex: &str) -> bool {
    let mut depth = 0_i32;
    let mut escaped = false;
    for c in tex.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
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

/// Whether text between two `$` is prose or shell code that the editor took for a formula: Chinese without a command.
fn is_false_math(tex: &str) -> bool {
    tex.chars().any(is_cjk) && !tex.contains('\\')
}

/// Whether this is a shell variable in `$HOME_PATH/$NAME`, which the editor took for a formula: a word without a
/// command, directly followed by another name (dialect `katex-false`).
fn is_shell_variable(tex: &str, formula: Element<'_>) -> bool {
    const MAX_SYMBOL_LENGTH: usize = 3;
    let is_word_character = |c: char| c.is_ascii_alphabetic() || c == '_';
    let begins_name = |text: &str| {
        text.trim_start_matches(is_space).starts_with(|c: char| is_word_character(c) || c == '{')
    };
    !tex.contains('\\')
        && tex.split(|c| !is_word_character(c)).any(|word| word.len() > MAX_SYMBOL_LENGTH)
        && formula.node().next().and_then(Node::as_text).is_some_and(begins_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn source(mathml: &str) -> Option<String> {
        let html = format!("<span class=katex><span class=katex-mathml>{mathml}</span></span>");
        let dom = parse(&html, &Limits::default()).unwrap();
        katex_source(dom.elements().find(|e| e.has_class("katex")).unwrap())
    }

    #[test]
    fn source_is_the_last_paragraph() {
        assert_eq!(source("\n x\n\n\n 2\n\n\n   x^{2}\n"), Some("x^{2}".into()));
        assert_eq!(source("\n %\n"), Some("%".into()));
    }

    #[test]
    fn joins_a_source_with_blank_lines() {
        assert_eq!(source("\n a\n\n\n \\frac{a\n\n }{b}\n"), Some("\\frac{a }{b}".into()));
    }

    #[test]
    fn removes_guards_with_their_whitespace() {
        assert_eq!(source("\n a\n\n\n \\frac{\n <!-- -->\n {a}}{b}\n"), Some("\\frac{{a}}{b}".into()));
    }

    #[test]
    fn unescapes_annotations_twice() {
        assert_eq!(source("\n f\n\n\n f(s&amp;#x27;)&amp;lt;1\n"), Some("f(s')<1".into()));
    }

    #[test]
    fn keeps_lines_unless_a_block_would_start() {
        assert_eq!(
            display_lines("\\begin{x}\n a % 注\n\n- b\n\\end{x} 5\\%\n"),
            "\\begin{x}\na - b\n\\end{x} 5\\%"
        );
        assert_eq!(one_line("a % 注\n b"), "a b");
        assert_eq!(one_line("%"), "%");
    }

    #[test]
    fn escapes_dollars_in_formulas() {
        assert_eq!(without_dollars("\\text{价 $x$ 元 \\$}".into()), "\\text{价 \\(x\\) 元 \\$}");
        assert_eq!(without_dollars("a $ b".into()), "a \\$ b");
        assert_eq!(without_trailing_space("a \\\\ b\\ \\".into()), "a \\\\ b");
    }

    #[test]
    fn chinese_without_a_command_is_not_a_formula() {
        assert!(is_false_math("价格是 5 元"));
        assert!(!is_false_math("\\text{价格}"));
    }
}
