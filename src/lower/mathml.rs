//! Writes MathML without TeX source as TeX: MathJax's assistive copy, or formulas written as MathML.

use crate::csdn::math::TEX_FUNCTIONS;
use crate::dom::Element;

use super::text::collapsed;

/// Returns the TeX of `element`. Symbols stay Unicode characters, which current TeX engines read.
pub(super) fn tex(element: Element<'_>) -> String {
    let argument = |index| element.child_elements().nth(index).map(tex).unwrap_or_default();
    match element.tag() {
        "mi" => identifier(&collapsed(element)),
        "mo" => escaped(&collapsed(element)),
        "mn" => collapsed(element),
        "mtext" | "ms" => format!("\\text{{{}}}", escaped(&collapsed(element))),
        "mfrac" => format!("\\frac{{{}}}{{{}}}", argument(0), argument(1)),
        "msqrt" => format!("\\sqrt{{{}}}", row(element)),
        "mroot" => format!("\\sqrt[{}]{{{}}}", argument(1), argument(0)),
        "msup" => format!("{}^{{{}}}", base(&argument(0)), argument(1)),
        "msub" => format!("{}_{{{}}}", base(&argument(0)), argument(1)),
        "msubsup" | "munderover" => {
            format!("{}_{{{}}}^{{{}}}", base(&argument(0)), argument(1), argument(2))
        }
        "munder" => under(&argument(0), &argument(1)),
        "mover" => over(&argument(0), &argument(1)),
        "mfenced" => fenced(element),
        "mtable" => table(element),
        "mspace" => " ".to_owned(),
        "semantics" => argument(0),
        "mphantom" | "annotation" | "annotation-xml" => String::new(),
        _ => row(element),
    }
}

/// Joins the children of `element`. A space separates a command from a letter after it.
fn row(element: Element<'_>) -> String {
    joined(element.child_elements().map(tex), "")
}

fn joined(parts: impl Iterator<Item = String>, separator: &str) -> String {
    let mut line = String::new();
    for (index, part) in parts.enumerate() {
        if index > 0 {
            line.push_str(separator);
        }
        if ends_in_command(&line) && part.starts_with(char::is_alphabetic) {
            line.push(' ');
        }
        line.push_str(&part);
    }
    line
}

fn ends_in_command(tex: &str) -> bool {
    /// The letters to look at. No command is longer, and a line of variables may be as long as the page.
    const MAX_LETTERS: usize = 40;
    let letters = tex.bytes().rev().take(MAX_LETTERS).take_while(u8::is_ascii_alphabetic).count();
    letters > 0 && tex.len().checked_sub(letters + 1).and_then(|at| tex.as_bytes().get(at)) == Some(&b'\\')
}

fn identifier(text: &str) -> String {
    if TEX_FUNCTIONS.contains(&text) {
        format!("\\{text}")
    } else if text.chars().nth(1).is_some() {
        format!("\\mathrm{{{}}}", escaped(text))
    } else {
        escaped(text)
    }
}

fn escaped(text: &str) -> String {
    let mut tex = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => tex.push_str("\\backslash "),
            '{' | '}' | '%' | '#' | '&' | '$' | '_' => tex.extend(['\\', c]),
            '−' => tex.push('-'),
            // Invisible application, times, separator, plus.
            '\u{2061}'..='\u{2064}' => {}
            _ => tex.push(c),
        }
    }
    tex
}

/// Wraps the base of an index in braces unless it is a single character or command.
fn base(tex: &str) -> String {
    let is_single = tex.chars().nth(1).is_none() || (tex.starts_with('\\') && ends_in_command(tex));
    if is_single { tex.to_owned() } else { format!("{{{tex}}}") }
}

/// Whether a base takes what is above and below it as limits.
fn takes_limits(base: &str) -> bool {
    base.starts_with('\\') || matches!(base, "∑" | "∏" | "∫" | "⋃" | "⋂" | "∐" | "∮" | "∬" | "⨁")
}

fn under(content: &str, below: &str) -> String {
    match below {
        _ if takes_limits(content) => format!("{content}_{{{below}}}"),
        "_" | "\\_" | "―" | "‾" => format!("\\underline{{{content}}}"),
        _ => format!("\\underset{{{below}}}{{{content}}}"),
    }
}

fn over(content: &str, above: &str) -> String {
    let accent = match above {
        "¯" | "‾" | "―" | "\\_" => "overline",
        "^" | "ˆ" => "hat",
        "~" | "˜" => "tilde",
        "→" | "⃗" => "vec",
        "." | "˙" => "dot",
        "¨" => "ddot",
        _ if takes_limits(content) => return format!("{content}^{{{above}}}"),
        _ => return format!("\\overset{{{above}}}{{{content}}}"),
    };
    format!("\\{accent}{{{content}}}")
}

fn fenced(element: Element<'_>) -> String {
    let sign = |name: &str, default| escaped(element.attribute(name).unwrap_or(default).trim());
    let separator = sign("separators", ",");
    let content = joined(element.child_elements().map(tex), &separator);
    let delimiter = |sign: String| if sign.is_empty() { ".".to_owned() } else { sign };
    format!("\\left{} {content} \\right{}", delimiter(sign("open", "(")), delimiter(sign("close", ")")))
}

fn table(element: Element<'_>) -> String {
    let rows = element.child_elements().filter(|row| matches!(row.tag(), "mtr" | "mlabeledtr"));
    let rows =
        rows.map(|row| joined(row.child_elements().filter(|cell| cell.tag() == "mtd").map(tex), " & "));
    format!("\\begin{{matrix}} {} \\end{{matrix}}", rows.collect::<Vec<_>>().join(" \\\\ "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn of(mathml: &str) -> String {
        let page = parse(&format!("<math>{mathml}</math>"), &Limits::default()).unwrap();
        tex(page.elements().find(|e| e.tag() == "math").unwrap())
    }

    #[test]
    fn writes_elements_as_commands() {
        for (mathml, tex) in [
            ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc^{2}"),
            (
                "<mfrac><mi>a</mi><msqrt><mi>b</mi><mo>+</mo><mn>1</mn></msqrt></mfrac>",
                "\\frac{a}{\\sqrt{b+1}}",
            ),
            ("<mi>sin</mi><mo>\u{2061}</mo><mi>x</mi>", "\\sin x"),
            (
                "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>",
                "∑_{i=1}^{n}",
            ),
            ("<mover><mi>x</mi><mo>¯</mo></mover><mo>%</mo>", "\\overline{x}\\%"),
            ("<msub><mrow><mi>a</mi><mi>b</mi></mrow><mtext>最大</mtext></msub>", "{ab}_{\\text{最大}}"),
            ("<munder><mi>lim</mi><mi>n</mi></munder>", "\\lim_{n}"),
            ("<mroot><mi>x</mi><mn>3</mn></mroot>", "\\sqrt[3]{x}"),
            ("<mfenced open='[' close=''><mi>a</mi><mi>b</mi></mfenced>", "\\left[ a,b \\right."),
            (
                "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mi>x</mi></mtd></mtr></mtable>",
                "\\begin{matrix} 1 & 0 \\\\ x \\end{matrix}",
            ),
        ] {
            assert_eq!(of(mathml), tex);
        }
    }
}
