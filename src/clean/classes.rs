//! Classes by which the rules recognize elements.

/// Classes of images with TeX in their `alt`: of CSDN, kdocs, wikis, Sphinx and `WordPress`.
pub(super) const MATH_IMAGES: &[&str] = &[
    "mathcode",
    "kdocs-latex-img",
    "mwe-math-fallback-image-inline",
    "mwe-math-fallback-image-display",
    "tex",
    "math",
    "latex",
    "ql-img-inline-formula",
    "ql-img-displayed-equation",
    "ql-img-displayed-formula",
];

/// Gutters with line numbers: of CSDN, Hexo, Pygments, Crayon, Rouge, Hugo, `GeSHi`, Prism, highlight.js, GitHub, Gitea,
/// `VuePress`, `CodeMirror`, ACE and Monaco.
pub(super) const GUTTERS: &[&str] = &[
    "gutter",
    "linenos",
    "lineno",
    "linenodiv",
    "crayon-nums",
    "rouge-gutter",
    "lntd",
    "lnt",
    "ln",
    "line_numbers",
    "line-numbers",
    "line-numbers-rows",
    "line-numbers-wrapper",
    "line-number",
    "line-num",
    "lineNumber",
    "linenumber",
    "react-syntax-highlighter-line-number",
    "react-line-numbers",
    "hljs-ln-numbers",
    "blob-num",
    "lines-num",
    "CodeMirror-linenumber",
    "CodeMirror-gutter-wrapper",
    "CodeMirror-gutters",
    "cm-gutters",
    "ace_gutter",
    "margin-view-overlays",
];

/// Lists of dp.SyntaxHighlighter, whose box may be lost.
pub(super) const DP_LISTS: &[&str] =
    &["dp-py", "dp-j", "dp-cpp", "dp-c", "dp-xml", "dp-css", "dp-sql", "dp-rb", "dp-vb", "dp-delphi", "dp-p"];

/// Toolbars, headers and buttons of code blocks: of CSDN, cnblogs, 51cto, Juejin, Crayon, GitHub, `DeepSeek`, Kimi,
/// Yuanbao, Gemini and Microsoft Learn.
pub(super) const TOOLBARS: &[&str] = &[
    "hljs-button",
    "cnblogs_code_toolbar",
    "cnblogs_code_copy",
    "hide-preCode-box",
    "opt-box",
    "code-copy-btn",
    "copy-code-btn",
    "copy-btn",
    "crayon-toolbar",
    "operation_box",
    "contentsignin",
    "look-more-preCode",
    "code_img_closed",
    "code_img_opened",
    "code-block-extension-header",
    "zeroclipboard-container",
    "widget-codetool",
    "md-code-block-banner-wrap",
    "md-code-block-banner",
    "segment-code-header",
    "hyc-common-markdown__code__hd",
    "code-block-decoration",
    "codeHeader",
];

/// Classes of links from a footnote back to its references, and of what stands beside them.
pub(super) const BACKLINKS: &[&str] = &[
    "footnotes-sep",
    "footnote-backref",
    "footnote-back",
    "footnote-return",
    "data-footnote-backref",
    "reversefootnote",
    "mw-cite-backlink",
    "cite-accessibility-label",
    "ReferenceList-backLink",
];

/// Classes of boxes around articles in the skins of 2008 to 2017.
pub(super) const OLD_SKIN_CLASSES: &[&str] = &[
    "article_title",
    "article_manage",
    "tag2box",
    "embody",
    "bog_copyright",
    "bdsharebuttonbox",
    "article_next_prev",
    "similar_article",
    "similar_list",
];
