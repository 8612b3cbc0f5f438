//! Formulas of the page: the TeX that KaTeX, MathJax and pictures left of them.

use super::code::outermost;
use super::reader::PageReader;
use crate::chars::{is_blank, is_cjk};
use crate::csdn::math;
use crate::dom::{Element, Node};
use crate::verify::inventory::{Category, MATHS, is_letter};
use crate::verify::tex::{REBUILT, comparable, uncommented, without_commands};

impl<'a> PageReader<'a, '_> {
    pub(super) fn katex(&mut self, element: Element<'a>) {
        let Some(tex) = katex_source(element) else { return self.lost(element) };
        let is_display = |e: Element<'a>| e.has_class("katex--display") || e.has_class("katex-display");
        let parent = element.node().parent_element();
        let display = parent.is_some_and(is_display);
        if parent.is_some_and(|parent| parent.has_class("katex--inline") && is_of_shell(&tex, parent)) {
            return self.false_math(element, &tex, "$");
        }
        self.tex(element, &tex, display);
    }

    pub(super) fn math_script(&mut self, element: Element<'a>) {
        let display = element.attribute("type").is_some_and(|kind| kind.contains("display"));
        self.tex(element, &element.text(), display);
    }

    /// MathJax's output without its source: no two readings need agree on the commands, so the letters and digits are
    /// all that is asked for.
    pub(super) fn math_text(&mut self, element: Element<'a>) {
        if let Some(annotation) = annotation(element) {
            return self.tex(element, &annotation.text(), is_displayed(element));
        }
        let assistive = element.find_class("MJX_Assistive_MathML").unwrap_or(element);
        let math = Some(assistive).filter(|e| e.tag() == "math").or_else(|| assistive.find_tag("math"));
        let Some(math) = math.filter(|math| math.child_elements().next().is_some()) else {
            return self.lost(assistive);
        };
        self.expected.changed("math-source-lost");
        self.comes_from(element.node());
        let count = |tags: [&str; 2]| math.elements().filter(|e| tags.contains(&e.tag())).count();
        let (fractions, roots) = (count(["mfrac", "mfrac"]), count(["msqrt", "mroot"]));
        // Nothing but these shows.
        let tokens = outermost(math, |e| matches!(e.tag(), "mi" | "mn" | "mo" | "ms" | "mtext"));
        let shown: String = tokens.into_iter().map(Element::text).collect();
        if fractions + roots == 0 && !shown.contains(is_letter) {
            return;
        }
        let letters = without_commands(&shown);
        let rebuilt = format!("{REBUILT}{fractions} {roots} {letters}");
        self.comparable_formula(element, rebuilt, is_displayed(element));
    }

    pub(super) fn math_image(&mut self, element: Element<'a>) {
        match picture_source(element) {
            Some(tex) => self.formula(element, &tex, is_alone(element)),
            None => self.image(element),
        }
    }

    fn lost(&mut self, element: Element<'a>) {
        self.expected.changed("math-source-lost");
        self.comes_from(element.node());
        self.inventory.letters(&element.text());
    }

    /// A formula as its author wrote it; Chinese without a command is none.
    fn tex(&mut self, element: Element<'a>, tex: &str, display: bool) {
        if tex.chars().any(is_cjk) && !tex.contains('\\') {
            self.false_math(element, tex, if display { "$$" } else { "$" });
        } else {
            self.formula(element, tex, display);
        }
    }

    fn false_math(&mut self, element: Element<'a>, tex: &str, fence: &str) {
        self.expected.changed("katex-false");
        self.comes_from(element.node());
        [fence, tex, fence].iter().for_each(|part| self.inventory.letters(part));
    }

    fn formula(&mut self, element: Element<'a>, tex: &str, display: bool) {
        if display && self.is_in_heading() {
            return self.defer(element);
        }
        if !pairs_up(tex) && !self.in_html {
            return self.no_formula(element, tex, display);
        }
        let tex = comparable(tex);
        if tex.is_empty() {
            return;
        }
        if self.in_html {
            return self.formula_as_text(element, &tex, display && !self.in_link);
        }
        self.comparable_formula(element, tex, display);
    }

    /// In HTML a formula is text, displayed on a line that no style reaches.
    fn formula_as_text(&mut self, element: Element<'a>, tex: &str, display: bool) {
        let fence = if display { "$$" } else { "$" };
        if display {
            self.end_line();
        }
        self.comes_from(element.node());
        let start = self.inventory.at();
        [fence, tex, fence].iter().for_each(|part| self.inventory.letters(part));
        if display {
            self.inventory.bare(start, None);
            self.end_line();
        }
    }

    /// TeX whose braces do not pair up is code.
    fn no_formula(&mut self, element: Element<'a>, tex: &str, display: bool) {
        self.expected.changed("math-as-code");
        self.comes_from(element.node());
        let tex = uncommented(tex);
        if display && !self.in_link && !self.in_table {
            return self.inventory.code(&tex, true, None);
        }
        let start = self.inventory.at();
        self.inventory.letters(&tex);
        self.inventory.mark(Category::InlineCode, start, [0; 3], String::new());
    }

    /// In a link and in a cell a formula has no lines of its own.
    fn comparable_formula(&mut self, element: Element<'a>, tex: String, display: bool) {
        self.comes_from(element.node());
        let is_inner = self.in_link || (self.in_table && self.rules.is_some());
        if display && is_inner {
            self.expected.changed("math-in-line");
        }
        if display && !self.in_link {
            self.end_line();
        }
        self.inventory.thing(Category::Maths, MATHS, u32::from(display && !is_inner), tex);
        if display && !self.in_link {
            self.end_line();
        }
    }
}

/// Whether MathJax or MathML says that a formula stands on lines of its own.
fn is_displayed(element: Element<'_>) -> bool {
    let says =
        |e: Element<'_>| e.attribute("display").is_some_and(|display| matches!(display, "true" | "block"));
    let parent = element.node().parent_element();
    says(element)
        || parent.is_some_and(|parent| parent.has_class("MathJax_Display"))
        || element.find_tag("math").is_some_and(says)
}

/// Whether a picture is all that its paragraph shows.
fn is_alone(image: Element<'_>) -> bool {
    let Some(parent) = image.node().parent_element().filter(|e| matches!(e.tag(), "p" | "div" | "center"))
    else {
        return false;
    };
    let mut beside = parent.node().children().filter(|node| *node != image.node());
    beside.all(|node| match node.as_element() {
        Some(element) => element.tag() == "br",
        None => node.is_comment() || node.is_blank(),
    })
}

/// Variables of a shell, `$HOME_PATH/$NAME`, the first of which was taken for a formula: a long word, no command, and
/// the next name right behind.
fn is_of_shell(tex: &str, formula: Element<'_>) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphabetic() || c == '_';
    let has_name = tex.split(|c| !is_of_name(c)).any(|word| word.len() > 3);
    let after = formula.node().next().and_then(Node::as_text).map(|text| text.trim_start_matches(is_blank));
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

/// The annotation, else what stands behind the last blank line of the MathML's text, whose tags the site strips; more
/// of it where the braces do not pair up.
fn katex_source(element: Element<'_>) -> Option<String> {
    if let Some(annotation) = annotation(element) {
        return Some(annotation.text().into_owned());
    }
    let mathml = element.find_class("katex-mathml")?;
    let text = unguarded(mathml);
    let text = text.trim_end_matches(is_blank);
    let is_gap = |line: &str| line.trim_matches(is_blank).is_empty();
    // A gap inside the source shows in braces that do not pair up: the part before it belongs to it.
    let lines: Vec<&str> = text.lines().collect();
    let parts = lines.split(|line| is_gap(line)).filter(|part| !part.is_empty()).map(|part| part.join("\n"));
    let parts: Vec<String> = parts.collect();
    let tail = |count: usize| parts.get(parts.len().saturating_sub(count)..).unwrap_or_default().join("\n");
    let whole = (1..=parts.len().min(3)).map(tail).find(|tail| pairs_up(tail));
    let source = whole.unwrap_or_else(|| tail(1));
    Some(
        math::ANNOTATION_ESCAPES
            .iter()
            .fold(source, |tex, (escape, character)| tex.replace(escape, character)),
    )
    .filter(|tex| tex.contains(is_letter))
}

/// Text without the comments that guard braces, and the white space around them.
fn unguarded(element: Element<'_>) -> String {
    let mut all = String::new();
    let mut is_guarded = false;
    for node in element.node().descendants() {
        if node.is_comment() {
            all.truncate(all.trim_end_matches(is_blank).len());
            is_guarded = true;
        } else if let Some(text) = Node::as_text(node) {
            all.push_str(if is_guarded { text.trim_start_matches(is_blank) } else { text });
            is_guarded = false;
        }
    }
    all
}

fn pairs_up(tex: &str) -> bool {
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

/// The TeX of a picture: its `alt`, else what its address asks a renderer for.
fn picture_source(image: Element<'_>) -> Option<String> {
    let alt = image.attribute("alt").unwrap_or_default().trim().trim_matches('$');
    let address = image.attribute("src").unwrap_or_default();
    let asked =
        math::TEX_RENDERERS.iter().find_map(|renderer| Some((renderer, address.split_once(renderer)?.1)));
    let says = |alt: &str| alt.contains(is_letter) && alt != "math";
    match asked {
        _ if says(alt) && (asked.is_none() || !alt.starts_with("http")) => Some(alt.to_owned()),
        Some((renderer, asked)) => {
            let asked =
                if renderer.ends_with('=') { asked.replace('+', " ") } else { asked.replace("&plus;", "+") };
            let tex =
                percent_encoding::percent_decode_str(&asked).decode_utf8().map(std::borrow::Cow::into_owned);
            tex.ok().filter(|tex| tex.contains(is_letter))
        }
        None => None,
    }
}
