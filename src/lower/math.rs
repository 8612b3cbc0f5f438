//! Formulas: TeX from what KaTeX, MathJax and CSDN's formula images left of it.

use std::borrow::Cow;

use crate::chars::{is_blank, is_cjk};
use crate::dom::{Element, Node};
use crate::model::{Block, Math};
use crate::report::WarningCode;

use super::{Lowerer, text};

impl Lowerer<'_> {
    /// `span.katex--inline > span.katex > span.katex-mathml + span.katex-html` (dialects `katex`, `katex-false`).
    pub(super) fn katex(&mut self, element: Element<'_>) {
        let display = element.node().parent_element().is_some_and(|parent| {
            parent.classes().any(|class| matches!(class, "katex--display" | "katex-display"))
        });
        let Some(tex) = katex_source(element) else {
            self.warn(WarningCode::MathSourceLost, element, &element.text());
            return self.inline(element, None);
        };
        if is_false_math(&tex) {
            let fence = if display { "$$" } else { "$" };
            return self.run.text(&format!("{fence}{tex}{fence}"));
        }
        self.formula(tex, display);
    }

    /// `<script type="math/tex; mode=display">` (dialect `mathjax`).
    pub(super) fn math_script(&mut self, element: Element<'_>) {
        let display = element.attribute("type").is_some_and(|kind| kind.contains("display"));
        self.formula(text::collapse(&element.text()), display);
    }

    /// MathJax output whose source is gone: the assistive text, its structure lost.
    pub(super) fn math_text(&mut self, element: Element<'_>) {
        let assistive = element.find_class("MJX_Assistive_MathML");
        let tex: String = assistive.map(|e| e.text().split(is_blank).collect()).unwrap_or_default();
        self.warn(WarningCode::MathSourceLost, element, &tex);
        self.run.text(&tex);
    }

    /// `img.mathcode` with TeX in its `alt` (dialect `mathcode`).
    pub(super) fn math_image(&mut self, element: Element<'_>) {
        let alt = element.attribute("alt").unwrap_or_default();
        let tex = text::collapse(alt.trim().trim_matches('$'));
        if tex.is_empty() {
            return self.image(element);
        }
        let display = is_alone(element);
        self.formula(tex, display);
    }

    fn formula(&mut self, tex: String, display: bool) {
        if tex.is_empty() {
            return;
        }
        if display && !self.in_link {
            self.block(Block::Math(tex));
        } else {
            self.run.math(Math { tex, display });
        }
    }
}

/// The TeX of a `.katex`: its annotation, else the last chunk of the text that is left of the MathML, whose tags the
/// site strips: glyphs, one a line, then blank lines, then the source.
fn katex_source(element: Element<'_>) -> Option<String> {
    if let Some(annotation) = element.find_tag("annotation") {
        return Some(text::collapse(&annotation.text()));
    }
    let mathml = element.find_class("katex-mathml")?;
    let source = without_guards(mathml);
    let lines: Vec<&str> = source.lines().collect();
    let is_gap = |line: &&str| line.trim_matches(is_blank).is_empty();
    let chunks: Vec<String> = lines.split(is_gap).filter(|c| !c.is_empty()).map(|c| c.join(" ")).collect();
    // A gap inside the source shows in braces that do not balance: take the chunk before it as well.
    let tails = (0..chunks.len()).rev().map(|from| chunks.get(from..).unwrap_or_default().join(" "));
    let tails = tails.map(|tail| text::collapse(&tail));
    let mut tails = tails.take(3);
    let shortest = tails.next()?;
    if is_balanced(&shortest) { Some(shortest) } else { tails.find(|t| is_balanced(t)).or(Some(shortest)) }
}

/// The text below `element` with CSDN's `{<!-- -->` guards and the white space around them removed.
fn without_guards(element: Element<'_>) -> Cow<'_, str> {
    if !element.node().descendants().any(Node::is_comment) {
        return element.text();
    }
    let mut all = String::new();
    let mut guarded = false;
    for node in element.node().descendants() {
        if node.is_comment() {
            all.truncate(all.trim_end_matches(is_blank).len());
            guarded = true;
        } else if let Some(text) = node.as_text() {
            all.push_str(if guarded { text.trim_start_matches(is_blank) } else { text });
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

/// Prose or shell between two `$` that the editor took for maths: Chinese and not one command.
fn is_false_math(tex: &str) -> bool {
    tex.chars().any(is_cjk) && !tex.contains('\\')
}

/// Whether nothing but breaks stands beside the image in its block.
fn is_alone(image: Element<'_>) -> bool {
    let Some(parent) = image.node().parent_element() else { return false };
    let is_box = matches!(parent.tag(), "p" | "div" | "center");
    is_box
        && parent.node().children().all(|node| {
            node == image.node()
                || node.as_element().map_or_else(|| node.is_comment() || node.is_blank(), |e| e.tag() == "br")
        })
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
    fn the_source_is_the_last_chunk() {
        assert_eq!(source("\n x\n\n\n 2\n\n\n   x^{2}\n"), Some("x^{2}".into()));
        assert_eq!(source("\n %\n"), Some("%".into()));
    }

    #[test]
    fn a_gap_inside_the_source_is_bridged() {
        assert_eq!(source("\n a\n\n\n \\frac{a\n\n }{b}\n"), Some("\\frac{a }{b}".into()));
    }

    #[test]
    fn guards_vanish_with_their_white_space() {
        assert_eq!(source("\n a\n\n\n \\frac{\n <!-- -->\n {a}}{b}\n"), Some("\\frac{{a}}{b}".into()));
    }

    #[test]
    fn chinese_without_a_command_is_no_maths() {
        assert!(is_false_math("价格是 5 元"));
        assert!(!is_false_math("\\text{价格}"));
    }
}
