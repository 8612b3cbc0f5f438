//! Formulas as MathML. KaTeX reads TeX as the pages of CSDN do; its output is read again and written by `mathml.rs`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use std::thread;

use katex::{KatexContext, OutputFormat, Settings, StrictMode, StrictSetting, render_to_string};

use super::element::{Attribute, Class, Element};
use super::mathml::{ERROR_COLOR, MathMl};
use super::renderer::Renderer;
use super::tex;

/// Bytes of a formula that is shown as one.
const MAX_LENGTH: usize = 16 << 10;

/// Commands and groups of a formula, each of which may be within the one before, and those that its macros make.
const MAX_NESTING: usize = 2000;

/// The nesting that fits any thread's stack.
const SMALL_NESTING: usize = 12;

/// Bytes of stack for one level of nesting in KaTeX, with much to spare.
const STACK_OF_LEVEL: usize = 64 << 10;

/// Macros that KaTeX may expand in a formula.
const MAX_EXPANSIONS: usize = 1000;

/// The largest size in a formula, in em.
const MAX_SIZE: f64 = 20.0;

static CONTEXT: LazyLock<KatexContext> = LazyLock::new(KatexContext::default);

impl Renderer<'_> {
    /// Writes a formula, or its source if KaTeX does not know its commands or the document has too many formulas.
    pub(super) fn formula(&mut self, tex: &str, is_displayed: bool) {
        let tex = tex.trim();
        let left = self.formula_bytes_left.checked_sub(tex.len());
        self.formula_bytes_left = left.unwrap_or_default();
        if let Some(formula) = left.and_then(|_| convert(tex, is_displayed)) {
            self.has_math = true;
            return self.writer.formula(&formula);
        }
        self.writer.start(Element::Code, [Attribute::Class(Class::Tex)]);
        self.writer.text(tex);
        self.writer.end();
    }
}

/// Converts a formula. `None` if it is too large or KaTeX rejects it.
fn convert(tex: &str, is_displayed: bool) -> Option<MathMl> {
    if tex.is_empty() || tex.len() > MAX_LENGTH {
        return None;
    }
    let readable = tex::rewritten(tex);
    let levels = readable.bytes().filter(|b| matches!(b, b'{' | b'\\')).count();
    let expansions = if tex::has_definitions(&readable) {
        // Each expansion may repeat all of the formula.
        MAX_NESTING.checked_div(levels)?.min(MAX_EXPANSIONS)
    } else {
        MAX_EXPANSIONS
    };
    let nesting = if expansions < MAX_EXPANSIONS { MAX_NESTING } else { levels };
    if nesting > MAX_NESTING {
        return None;
    }
    let markup = if nesting <= SMALL_NESTING {
        markup(&readable, is_displayed, expansions)
    } else {
        let stack = thread::Builder::new().stack_size((nesting + SMALL_NESTING) * STACK_OF_LEVEL);
        thread::scope(|scope| {
            stack.spawn_scoped(scope, || markup(&readable, is_displayed, expansions)).ok()?.join().ok()?
        })
    };
    MathMl::read(&markup?, tex, is_displayed)
}

/// Returns what KaTeX writes for a formula.
fn markup(tex: &str, is_displayed: bool, expansions: usize) -> Option<String> {
    let settings = Settings::builder()
        .display_mode(is_displayed)
        .output(OutputFormat::Mathml)
        .throw_on_error(true)
        // Authors write `\color{red}{x}` and mean `x`.
        .color_is_text_color(true)
        .error_color(ERROR_COLOR.to_owned())
        .strict(StrictSetting::Mode(StrictMode::Ignore))
        .max_expand(expansions)
        .max_size(MAX_SIZE)
        .build();
    let render = || render_to_string(&CONTEXT, tex, &settings);
    catch_unwind(AssertUnwindSafe(render)).ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::renderer::MAX_FORMULAS;
    use crate::html::{HtmlOptions, to_html};
    use crate::model::{Block, Document};

    fn shown(tex: &str) -> Option<String> {
        convert(tex, true).map(|formula| formula.as_str().to_owned())
    }

    #[test]
    fn formulas_become_mathml_with_their_source() {
        let start = "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"";
        assert_eq!(
            convert("\\frac{a}{b} < c", false).unwrap().as_str(),
            format!(
                "{start} alttext=\"\\frac{{a}}{{b}} &lt; c\"><semantics><mrow><mrow><mfrac><mi>a</mi><mi>b</mi></mfrac>\
                 <mo>&lt;</mo><mi>c</mi></mrow></mrow><annotation encoding=\"application/x-tex\">\\frac{{a}}{{b}} &lt; \
                 c</annotation></semantics></math>"
            )
        );
    }

    #[test]
    fn unknown_and_untrusted_commands_are_refused() {
        for tex in [
            "\\unknown{a}",
            "a^",
            "\\href{javascript:alert(1)}{x}",
            "\\includegraphics{a.png}",
            "\\htmlId{a}{x}",
        ] {
            assert_eq!(shown(tex), None, "{tex}");
        }
    }

    #[test]
    fn documents_of_formulas_end_soon() {
        let tex = format!("{}b{}", "\\frac{a}{".repeat(50), "}".repeat(50));
        let fitting = MAX_FORMULAS / tex.len();
        let blocks = vec![Block::Math(tex); fitting + 10];
        let document = Document { blocks };
        let html = to_html(&document, &HtmlOptions::default()).html;
        let (shown, sources) = (html.matches("<math").count(), html.matches("class=\"tex\"").count());
        assert_eq!((shown, sources), (fitting, 10));
    }

    #[test]
    fn hostile_formulas_end_soon() {
        let n = 5000;
        for tex in [
            "{".repeat(n),
            "{".repeat(n) + &"}".repeat(n),
            "\\frac{".repeat(n) + "a" + &"}{b}".repeat(n),
            "\\frac".repeat(n / 2),
            "\\displaystyle".repeat(MAX_LENGTH / 13),
            "\\left(".repeat(900) + &"\\right)".repeat(900),
            "\\sqrt{".repeat(950) + &"}".repeat(950),
            "\\begin{matrix}".repeat(300) + &"\\end{matrix}".repeat(300),
            "\\text{".repeat(900) + &"}".repeat(900),
            "\\pmod{\\boxed{".repeat(450) + &"}}".repeat(450),
            "\\color{red}".repeat(900),
            "x^".repeat(n),
            "\\def\\a{\\b\\b}\\def\\b{\\a\\a}\\a".to_owned(),
            "\\def\\a{{{{{{{\\a}}}}}}}\\a".to_owned(),
            format!("\\newcommand{{\\x}}[1]{{{{#1}}{}}}{}", "{".repeat(90), "\\x".repeat(90)),
            "\\rule{1e300em}{99999999999999999999em}".to_owned(),
        ] {
            let started = std::time::Instant::now();
            let html = shown(&tex);
            assert!(html.is_none_or(|html| html.len() < 100 * MAX_LENGTH));
            assert!(started.elapsed().as_secs() < 20, "{}", tex.chars().take(40).collect::<String>());
        }
    }
}
