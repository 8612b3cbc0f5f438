//! Code blocks, and warnings about what authors or editors did to them.

use crate::chars::{is_cjk, is_space, split_lines, trim_ascii_start};
use crate::clean::is_unknown_element;
use crate::dom::{Element, Node};
use crate::model::{Block, CodeBlock, CodeLanguage};
use crate::report::WarningCode;

use super::pre_text::{Dropped, PreText, Tidy, tidy, visible_nodes};
use super::{Lowerer, language};

impl Lowerer<'_> {
    /// Lowers a `pre` to a fence with its text. Its images follow the fence (dialect `code-fmt`).
    pub(super) fn code(&mut self, pre: Element<'_>) {
        let (source, dropped) = PreText::read(pre, &self.classifier);
        self.count_dropped(dropped);
        if let Some(unknown) = source.unknown {
            self.warn_unknown(unknown);
        }
        let language = language::of_pre(pre, &source.text);
        self.fence(pre, language, &source.text);
        source.media.into_iter().for_each(|element| self.element(element));
        self.end_paragraph();
    }

    /// Returns the nodes below `element` in document order, without those that rules drop, and counts the latter.
    pub(super) fn visible_nodes<'e>(&mut self, element: Element<'e>) -> Vec<Node<'e>> {
        let (nodes, dropped) = visible_nodes(element, &self.classifier);
        self.count_dropped(dropped);
        if let Some(unknown) =
            nodes.iter().filter_map(|node| node.as_element()).find(|e| is_unknown_element(*e, true))
        {
            self.warn_unknown(unknown);
        }
        nodes
    }

    fn count_dropped(&mut self, dropped: Vec<Dropped<'_, '_>>) {
        dropped.into_iter().for_each(|(element, rule)| self.count_removed(element, rule));
    }

    /// Adds a code block and warns about anything unusual in it. A block of whitespace alone is kept for now: it may be
    /// a blank line of a code block that was split, see [`join_single_lines`].
    pub(super) fn fence(&mut self, element: Element<'_>, language: Option<CodeLanguage>, text: &str) {
        if text.is_empty() {
            return self.end_paragraph();
        }
        let Tidy { text, toolbar, language: of_header } = tidy(text);
        let language = language.or_else(|| language::word(&of_header?));
        if toolbar > 0 {
            self.report.record_removal("code-chrome", element.node().line(), toolbar);
        }
        let checks = [
            (has_line_numbers(&text), WarningCode::CodeLineNumbers),
            (is_double_spaced(&text), WarningCode::CodeDoubleSpaced),
            (is_prose(&text), WarningCode::CodeProse),
        ];
        for (_, code) in checks.into_iter().filter(|(holds, _)| *holds) {
            self.warn(code, element, first_line(&text));
        }
        self.block(Block::Code(CodeBlock { language, text }));
    }
}

fn first_line(text: &str) -> &str {
    text.lines().find(|line| !line.is_empty()).unwrap_or_default()
}

/// Whether four of five lines start with increasing numbers (dialect `code-inlinenum`).
fn has_line_numbers(text: &str) -> bool {
    let (mut total, mut pairs) = (0_usize, 0_usize);
    let mut before: Option<u32> = None;
    let lines = split_lines(text).map(|line| trim_ascii_start(line).trim_start());
    for line in lines.filter(|line| !line.is_empty()) {
        let number = number(line);
        total += 1;
        pairs += usize::from(before.zip(number).is_some_and(|(before, number)| number == before + 1));
        before = number;
    }
    total >= 5 && pairs * 5 >= (total - 1) * 4
}

/// Returns the number at the start of a line, up to six digits of it.
fn number(line: &str) -> Option<u32> {
    let digits = line.bytes().take(6).take_while(u8::is_ascii_digit).count();
    line.get(..digits)?.parse().ok()
}

/// Whether every second of at least eight lines is blank (dialect `code-doublesp`).
fn is_double_spaced(text: &str) -> bool {
    text.lines().enumerate().all(|(at, line)| (at % 2 == 1) == line.trim().is_empty())
        && text.lines().count() >= 8
}

/// Whether more than half of the characters are Chinese (dialect `code-prose`).
fn is_prose(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    // Counting bytes is faster and settles most cases: a byte that starts a non-ASCII character may start a Chinese
    // one.
    let ascii = count_bytes(text, |byte| byte.is_ascii_graphic());
    let others = count_bytes(text, |byte| byte >= 0xc0);
    let chinese = || text.chars().filter(|&c| is_cjk(c)).count();
    let shown = || text.chars().filter(|&c| !is_space(c)).count();
    others * 2 > ascii && chinese() * 2 > shown()
}

/// Counts bytes of `text` for which `counts` holds. In short chunks, a byte suffices for the count, and many bytes are
/// compared at once.
fn count_bytes(text: &str, counts: impl Fn(u8) -> bool) -> usize {
    let chunks = text.as_bytes().chunks(usize::from(u8::MAX));
    chunks.map(|chunk| usize::from(chunk.iter().map(|byte| u8::from(counts(*byte))).sum::<u8>())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::{Classifier, UserRules};
    use crate::dom::parse;
    use crate::options::Limits;

    fn pre_text(pre: Element<'_>) -> String {
        PreText::read(pre, &Classifier::new(&UserRules::default(), pre)).0.text
    }

    fn text(html: &str) -> String {
        let dom = parse(html, &Limits::default()).unwrap();
        tidy(&pre_text(dom.elements().find(|e| e.tag() == "pre").unwrap())).text
    }

    #[test]
    fn keeps_code_byte_for_byte() {
        assert_eq!(
            text("<pre><code>\tif (a &lt; b) {\n\n    x  = 1;   \n</code></pre>"),
            "\tif (a < b) {\n\n    x  = 1;"
        );
    }

    #[test]
    fn breaks_blocks_and_adjacent_codes_end_lines() {
        assert_eq!(text("<pre>a<br>b<div>c</div>d</pre>"), "a\nb\nc\nd");
        assert_eq!(text("<pre><code>a</code><code>b</code></pre>"), "a\nb");
    }

    #[test]
    fn drops_gutters_and_guards() {
        assert_eq!(text("<pre><code>a {<!-- -->b}</code><ul class=pre-numbering><li>1</ul></pre>"), "a {b}");
        assert_eq!(text("<pre>a\n复制代码</pre>"), "a");
        assert_eq!(text("<pre>pythonCopy code\na</pre>"), "a");
        assert_eq!(text("<pre>c++\n复制\n编辑\na</pre>"), "a");
        assert_eq!(text("<pre>bash\ncopy a\n</pre>"), "bash\ncopy a");
        assert_eq!(text("<pre>java 运行\na</pre>"), "java 运行\na");
        assert_eq!(text("<pre>a\nAI写代码\njava\n运行\n1\n2</pre>"), "a");
        assert_eq!(text("<pre>a\nAI写代码\n1\nb</pre>"), "a\nAI写代码\n1\nb");
    }

    #[test]
    fn code_at_maximum_depth_fits_a_small_stack() {
        let deep = || {
            let limits = Limits { depth: Limits::MAX_DEPTH, ..Limits::default() };
            for tag in ["span", "div", "code", "pre", "ol><li"] {
                let html = format!("<pre>{}text", format!("<{tag}>a").repeat(2 * Limits::MAX_DEPTH));
                let dom = parse(&html, &limits).unwrap();
                let pre = dom.elements().find(|e| e.tag() == "pre").unwrap();
                assert!(pre_text(pre).trim_end().ends_with("text"), "{tag}");
            }
        };
        std::thread::Builder::new().stack_size(1 << 20).spawn(deep).unwrap().join().unwrap();
    }

    #[test]
    fn detects_typed_numbers_and_double_spacing() {
        assert!(has_line_numbers("1 a\n2 b\n3 c\n4 d\n5 e"));
        assert!(!has_line_numbers("1 a\n1 b\n1 c\n1 d\n1 e"));
        assert!(is_double_spaced("a\n\nb\n\nc\n\nd\n\ne"));
        assert!(!is_double_spaced("a\nb\n\nc\n\nd\n\ne"));
    }
}
