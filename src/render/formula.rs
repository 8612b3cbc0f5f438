//! Formulas as text, for parsers that know none: the page shows the TeX, which a script in the browser reads.

use super::context::Context;
use super::unit::Role;
use crate::markdown::target::Extra;

/// What typographic replacements would change in TeX, besides what they would change in any text.
const TYPOGRAPHIC: [&str; 3] = ["'", "\"", "..."];

/// Passes the pieces of `tex` to `push`.
pub(super) fn push(tex: &str, context: &Context<'_>, mut push: impl FnMut(&str, Role)) {
    let is_typographic = context.syntax.extras.contains(&Extra::Typography);
    let mut rest = tex;
    for at in (0..tex.len()).filter(|_| is_typographic) {
        let replaced = tex.get(at..).filter(|text| TYPOGRAPHIC.iter().any(|begin| text.starts_with(begin)));
        let Some((character, after)) = replaced.and_then(|text| text.split_at_checked(1)) else { continue };
        push(rest.get(..rest.len() - character.len() - after.len()).unwrap_or_default(), Role::Text);
        push("\\", Role::Markup);
        push(character, Role::Markup);
        rest = after;
    }
    push(rest, Role::Text);
}

#[cfg(test)]
mod tests {
    use crate::model::{Block, Document, Inline, Math};
    use crate::options::{Options, Target};
    use crate::render::render;

    fn write(target: Target, block: Block) -> String {
        let options = Options { target, ..Options::default() };
        render(&Document { blocks: vec![block] }, &options).trim_end().to_owned()
    }

    fn inline(target: Target, tex: &str) -> String {
        let math = |tex: &str| Inline::Math(Math { tex: tex.to_owned(), display: false });
        write(target, Block::Paragraph(vec![math(tex), Inline::Text("，与 ".into()), math(tex)]))
    }

    #[test]
    fn what_a_parser_would_change_in_a_formula_is_escaped() {
        for (tex, commonmark, marked) in [
            ("x_1", "$x_1$", "$x_1$"),
            ("a*b", "$a\\*b$", "$a\\*b$"),
            ("\\{a\\}", "$\\\\{a\\\\}$", "$\\\\{a\\\\}$"),
            ("\\alpha", "$\\alpha$", "$\\alpha$"),
            ("x'", "$x'$", "$x\\'$"),
            ("a....b", "$a....b$", "$a\\.\\...b$"),
        ] {
            let expected = |math: &str| format!("{math}，与 {math}");
            assert_eq!(inline(Target::Commonmark, tex), expected(commonmark));
            assert_eq!(inline(Target::Marked, tex), expected(marked));
            assert_eq!(inline(Target::Gfm, tex), expected(&format!("${tex}$")));
        }
    }

    #[test]
    fn a_displayed_formula_is_a_paragraph() {
        let block = || Block::Math("a \\\\\n\\{b\\}".to_owned());
        assert_eq!(write(Target::Commonmark, block()), "$$a \\\\\\\\\n\\\\{b\\\\}$$");
        assert_eq!(write(Target::Gfm, block()), "$$\na \\\\\n\\{b\\}\n$$");
    }
}
