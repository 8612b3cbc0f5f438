//! Formulas: who renders them, and what is left of their source.

/// URLs of TeX renderers, up to where the TeX starts: `https://latex.csdn.net/eq?x%5E2` (dialect `mathcode`). After a
/// `=` the TeX is a query value, in which `+` is a space.
pub(crate) const TEX_RENDERERS: [&str; 5] = [
    "//latex.csdn.net/eq?",
    "latex.codecogs.com/gif.latex?",
    "latex.codecogs.com/svg.latex?",
    "zhihu.com/equation?tex=",
    "math.jianshu.com/math?formula=",
];

/// Function names that TeX has a command for: `\sin`.
pub(crate) const TEX_FUNCTIONS: [&str; 20] = [
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "det", "dim", "exp", "gcd", "inf", "lim",
    "ln", "log", "max", "min", "sin", "sup", "tan",
];

/// Escapes in the source of a formula, with their characters: KaTeX escapes its annotation, and the site does so again
/// when it removes the tags around it. `&amp;` comes last.
pub(crate) const ANNOTATION_ESCAPES: [(&str, &str); 5] =
    [("&#x27;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
