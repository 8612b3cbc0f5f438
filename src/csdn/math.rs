//! Formulas: who renders them, and what is left of their source.

/// A service that renders TeX to images. The URLs of its images contain the TeX (dialect `mathcode`).
#[derive(Debug)]
pub(crate) struct TexRenderer {
    /// The host without subdomains. Empty: any host.
    pub(crate) host: &'static str,
    /// How the path starts, after its first slash.
    pub(crate) path: &'static str,
    /// What the URL must contain besides.
    pub(crate) marker: &'static str,
    /// Where the TeX is.
    pub(crate) source: TexSource,
}

/// Where a renderer's URL has the TeX.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TexSource {
    /// In a parameter of the query, where `+` is a space: `?tex=x+1`.
    Parameter(&'static str),
    /// In the whole query, where `+` is itself: `?x+1`, `?latex=x+1`.
    Query,
    /// After the path: `/svg/x+1`.
    Path,
    /// In a parameter of the fragment: `#card=math&code=x`.
    Fragment(&'static str),
    /// Only in the `alt`.
    Alt,
}

const fn renderer(host: &'static str, path: &'static str, source: TexSource) -> TexRenderer {
    TexRenderer { host, path, marker: "", source }
}

/// The known renderers. The first that matches a URL counts.
pub(crate) const TEX_RENDERERS: [TexRenderer; 27] = [
    renderer("latex.csdn.net", "eq", TexSource::Query),
    TexRenderer { host: "codecogs.com", path: "", marker: "?", source: TexSource::Query },
    // Zhihu, Juejin, Nowcoder.
    renderer("", "equation", TexSource::Parameter("tex")),
    renderer("math.jianshu.com", "math", TexSource::Parameter("formula")),
    renderer("api.bilibili.com", "x/web-frontend/mathjax/tex", TexSource::Parameter("formula")),
    renderer("math-api.51cto.com", "", TexSource::Parameter("from")),
    renderer("render.githubusercontent.com", "render/math", TexSource::Parameter("math")),
    renderer("math.now.sh", "", TexSource::Parameter("from")),
    renderer("math.vercel.app", "", TexSource::Parameter("from")),
    renderer("yuque.com", "gr/latex", TexSource::Query),
    // Yuque's images, wherever they were copied to.
    TexRenderer { host: "", path: "", marker: "#card=math&", source: TexSource::Fragment("code") },
    renderer("nlark.com", "yuque/__latex/", TexSource::Alt),
    TexRenderer { host: "", path: "chart", marker: "cht=tx", source: TexSource::Parameter("chl") },
    renderer("upmath.me", "svg/", TexSource::Path),
    renderer("upmath.me", "png/", TexSource::Path),
    renderer("s2cms.ru", "svg/", TexSource::Path),
    renderer("s2cms.ru", "png/", TexSource::Path),
    renderer("wp.com", "latex.php", TexSource::Parameter("latex")),
    renderer("wordpress.com", "latex.php", TexSource::Parameter("latex")),
    TexRenderer { host: "forkosh.com", path: "", marker: "?", source: TexSource::Query },
    renderer("", "cgi-bin/mathtex.cgi", TexSource::Query),
    renderer("", "cgi-bin/mimetex.cgi", TexSource::Query),
    renderer("", "mathtex.cgi", TexSource::Query),
    renderer("", "mimetex.cgi", TexSource::Query),
    renderer("quicklatex.com", "", TexSource::Alt),
    renderer("", "api/rest_v1/media/math/", TexSource::Alt),
    renderer("wikimedia.org", "math/", TexSource::Alt),
];

/// How codecogs writes characters that a URL reserves.
pub(crate) const QUERY_ESCAPES: [(&str, &str); 4] =
    [("&space;", " "), ("&plus;", "+"), ("&hash;", "#"), ("&amp;", "&")];

/// Commands at the start of a renderer's TeX that lay out the image: `\dpi{150}`, `\bg_white`.
pub(crate) const LAYOUT_COMMANDS: [&str; 5] = ["\\inline", "\\dpi", "\\bg", "\\fg", "\\fn"];

/// Styles that wikis wrap every formula in: `{\displaystyle x}`.
pub(crate) const WRAPPING_STYLES: [&str; 2] = ["\\displaystyle", "\\textstyle"];

/// Attributes with the TeX of an image or another element.
pub(crate) const TEX_ATTRIBUTES: [&str; 4] = ["data-tex", "data-formula", "data-latex", "data-math"];

/// The delimiters of TeX in text, and whether they display it.
pub(crate) const TEX_DELIMITERS: [(&str, &str, bool); 4] =
    [("$$", "$$", true), ("\\[", "\\]", true), ("\\(", "\\)", false), ("$", "$", false)];

/// Classes that show that a formula is displayed: of the formula, or of an element right around it.
pub(crate) const DISPLAY_CLASSES: [&str; 12] = [
    "katex--display",
    "katex-display",
    "katex-block",
    "MathJax_Display",
    "MathJax_SVG_Display",
    "math-display",
    "math-block",
    "js-display-math",
    "mwe-math-fallback-image-display",
    "ql-img-displayed-equation",
    "ql-img-displayed-formula",
    "notion-equation-block",
];

/// Alternative texts that sites write for every formula, in lower case.
pub(crate) const FORMULA_ALTS: [&str; 6] =
    ["math", "formula", "equation", "latex", "tex", "rendered by quicklatex.com"];

/// How the alternative texts of `MathType` start, which encode its own format.
pub(crate) const MATHTYPE_ALT: &str = "MathType@";

/// Function names that TeX has a command for: `\sin`.
pub(crate) const TEX_FUNCTIONS: [&str; 20] = [
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "det", "dim", "exp", "gcd", "inf", "lim",
    "ln", "log", "max", "min", "sin", "sup", "tan",
];

/// Escapes in the source of a formula, with their characters: KaTeX escapes its annotation, and the site does so again
/// when it removes the tags around it. `&amp;` comes last.
pub(crate) const ANNOTATION_ESCAPES: [(&str, &str); 5] =
    [("&#x27;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];

/// Commands that only change the look of the words after them.
pub(crate) const TEXT_COMMANDS: [&str; 20] = [
    "bf",
    "bold",
    "boldsymbol",
    "Huge",
    "huge",
    "it",
    "LARGE",
    "Large",
    "large",
    "mathbf",
    "mathrm",
    "mbox",
    "rm",
    "small",
    "tiny",
    "text",
    "textbf",
    "textit",
    "textrm",
    "quad",
];

/// Commands that colour what follows. The colour is their first argument.
pub(crate) const COLOUR_COMMANDS: [&str; 2] = ["color", "textcolor"];
