//! Code blocks: how pages name their language, and what toolbars leave in them.

/// What precedes the language in a class (dialects `code-prism`, `code-ck`, `code-hljs`). `lang:c decode:true` is
/// Crayon's.
pub(crate) const LANGUAGE_PREFIXES: [&str; 3] = ["language-", "lang-", "lang:"];

/// What precedes the language in a class of a box around the code.
pub(crate) const BOX_LANGUAGE_PREFIXES: [&str; 2] = ["highlight-source-", "language-"];

/// The same where other words follow as well, so that only [`LANGUAGES`] count: of Sphinx, GitHub and Yuque.
pub(crate) const BOX_WORD_PREFIXES: [&str; 4] = ["highlight-text-", "highlight-", "type-", "lake-codeblock-"];

/// Attributes that name the language.
pub(crate) const LANGUAGE_ATTRIBUTES: [&str; 8] = [
    "data-lang",
    "data-language",
    "data-enlighter-language",
    "data-code-lang",
    "data-code-language",
    "data-ke-language",
    "data-lark-language",
    "data-codeblock-mode",
];

/// Attributes of `pre` and `code` that name the language, or something else.
pub(crate) const WORD_ATTRIBUTES: [&str; 3] = ["lang", "type", "syntax"];

/// Attributes with the parameters of a highlighter: `brush: python; gutter: false`.
pub(crate) const BRUSH_ATTRIBUTES: [&str; 3] = ["class", "data-syntaxhighlighter-params", "data-params"];

/// Classes of boxes around a `pre` whose own class is the language, without a prefix: of `GeSHi`.
pub(crate) const BARE_LANGUAGE_BOXES: [&str; 2] = ["wp_syntax", "wp_codebox"];

/// The maximum number of elements around the code that may name its language.
pub(crate) const MAX_BOXES: usize = 8;

/// What precedes the language in a class of the kdocs editor.
pub(crate) const KDOCS_PREFIX: &str = "kdocs-";

/// Words in the position of a language that are not one (dialect `lang-odd`).
pub(crate) const NOT_LANGUAGES: [&str; 29] = [
    "plain",
    "plaintext",
    "text",
    "txt",
    "none",
    "undefined",
    "null",
    "prism",
    "hljs",
    "has",
    "has-numbering",
    "copyable",
    "highlight",
    "prettyprint",
    "code-pre-line",
    "eye-protector-processed",
    "code",
    "auto",
    "nohighlight",
    "language",
    "other",
    "default",
    "generic",
    "raw",
    "enlighter",
    "notranslate",
    "rouge",
    "wrapper",
    "ipython3",
];

/// Words that count as a language even without a prefix, as one of several classes or in the header of a code block.
#[rustfmt::skip]
pub(crate) const LANGUAGES: [&str; 151] = [
    "abap", "actionscript", "ada", "apache", "applescript", "arduino", "asm", "assembly", "awk", "bash", "bat",
    "batch", "bibtex", "c", "c#", "c++", "clike", "clojure", "cmake", "cmd", "cobol", "coffeescript", "console",
    "cpp", "cs", "csharp", "css", "csv", "cuda", "cypher", "d", "dart", "delphi", "diff", "django", "docker",
    "dockerfile", "dos", "elixir", "elm", "erlang", "f#", "fortran", "fsharp", "gherkin", "glsl", "go",
    "golang", "gradle", "graphql", "groovy", "haml", "handlebars", "haskell", "hcl", "hlsl", "html", "http",
    "ini", "java", "javascript", "jinja", "js", "json", "json5", "jsonc", "jsp", "jsx", "julia", "kotlin",
    "latex", "less", "lisp", "lua", "makefile", "markdown", "markup", "matlab", "mermaid", "mysql", "nasm",
    "nginx", "nim", "objc", "objective-c", "objectivec", "ocaml", "octave", "pascal", "perl", "pgsql", "php",
    "plsql", "postgresql", "powershell", "prolog", "properties", "proto", "protobuf", "ps1", "pug", "py",
    "python", "python3", "r", "racket", "rb", "regex", "rs", "ruby", "rust", "sas", "sass", "scala", "scheme",
    "scss", "sed", "sh", "shell", "shell-session", "solidity", "sparql", "sql", "stylus", "svelte", "svg",
    "swift", "systemverilog", "tcl", "terraform", "tex", "toml", "ts", "tsx", "twig", "typescript", "vb", "vba",
    "vbnet", "vbscript", "verilog", "vhdl", "vim", "vue", "wasm", "xhtml", "xml", "yaml", "yml", "zig", "zsh",
];

/// A language that an editor gives to code of nearly any other. It counts only where the code proves it (dialect
/// `lang-unreliable`).
#[derive(Debug)]
pub(crate) struct GuessedLanguage {
    /// The language.
    pub(crate) name: &'static str,
    /// Who guesses it.
    pub(crate) guesser: Guesser,
    /// Texts that only occur in code of this language.
    pub(crate) proofs: &'static [&'static str],
}

/// Who guesses a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guesser {
    /// Any editor.
    Any,
    /// The importer, which writes `pre.has`.
    Importer,
    /// Prism: `code.prism`.
    Prism,
}

const fn guess(name: &'static str, guesser: Guesser, proofs: &'static [&'static str]) -> GuessedLanguage {
    GuessedLanguage { name, guesser, proofs }
}

/// The languages that are mostly guesses.
pub(crate) const GUESSED_LANGUAGES: [GuessedLanguage; 15] = [
    guess("handlebars", Guesser::Any, &[]),
    guess("apl", Guesser::Any, &["⍴", "⍳", "⍵"]),
    guess("lasso", Guesser::Any, &[]),
    guess("avrasm", Guesser::Any, &[]),
    guess("livecodeserver", Guesser::Any, &[]),
    guess("vala", Guesser::Any, &[]),
    guess("axapta", Guesser::Any, &[]),
    guess("brainfuck", Guesser::Any, &[]),
    guess("yacas", Guesser::Any, &[]),
    guess("scratch", Guesser::Any, &[]),
    guess("cobol", Guesser::Any, &[" DIVISION."]),
    guess("go", Guesser::Importer, &["package main", ":= "]),
    guess("php", Guesser::Importer, &["<?php", "$this->"]),
    guess("html", Guesser::Importer, &["<", "&lt;"]),
    guess(
        "powershell",
        Guesser::Prism,
        &["Get-", "Write-Host", "Write-Output", "Invoke-", "New-Object", "$env:", "PS C:\\"],
    ),
];

/// Classes by which dp.SyntaxHighlighter names the language on its list of lines (dialect `code-dp`).
pub(crate) const DP_LANGUAGES: [(&str, &str); 11] = [
    ("dp-py", "python"),
    ("dp-j", "java"),
    ("dp-cpp", "cpp"),
    ("dp-c", "csharp"),
    ("dp-xml", "xml"),
    ("dp-css", "css"),
    ("dp-sql", "sql"),
    ("dp-rb", "ruby"),
    ("dp-vb", "vb"),
    ("dp-delphi", "delphi"),
    ("dp-p", "php"),
];

/// Classes of `SyntaxHighlighter` that are not the language (dialect `code-sh3`). `applescript` is, but a wrong guess.
pub(crate) const SYNTAX_HIGHLIGHTER_CLASSES: [&str; 8] =
    ["syntaxhighlighter", "nogutter", "notranslate", "ie", "collapsed", "printing", "show", "applescript"];

/// Classes of Hexo's code blocks that are not the language (dialect `code-hexo`).
pub(crate) const HEXO_CLASSES: [&str; 2] = ["highlight", "hljs"];

/// Labels in the header of a code block that name no language.
pub(crate) const NO_LANGUAGE_LABELS: [&str; 10] =
    ["plaintext", "plain text", "plain", "text", "txt", "代码", "代码块", "纯文本", "code", "output"];

/// Words of buttons beside code (dialect `code-chrome`). Longer ones come first.
#[rustfmt::skip]
pub(crate) const BUTTON_WORDS: [&str; 58] = [
    "代码运行次数：0", "运行次数：0", "代码语言：", "代码语言:", "语言：", "语言:",
    "Use code with caution.", "复制内容到剪贴板", "Copy to clipboard", "体验AI代码助手", "复制到剪贴板", "登录后复制",
    "AI 代码解释", "content_copy", "AI代码解释", "View Code", "view plain", "Copy code", "复制成功", "复制代码", "一键复制",
    "登录复制", "代码解读", "运行代码", "在线运行", "下载代码", "收起代码", "展开代码", "隐藏代码", "折叠代码", "自动换行",
    "AI写代码", "Run code", "Download", "Collapse", "Copied!", "Explain", "Preview", "Expand", "Copied", "Insert", "Try It",
    "已复制", "复制", "编辑", "运行", "下载", "收起", "展开", "折叠", "换行", "预览", "全屏", "Copy", "Edit", "Wrap", "Run", "copy",
];

/// The function with which the site's pages copy code, `mdcp.copyCode(event)` or `hljs.copyCode(event)`.
pub(crate) const COPY_SCRIPT: &str = ".copyCode(";

/// The button under code on CSDN, before the language, `运行` and line numbers that are copied with it.
pub(crate) const FOOTER_BUTTON: &str = "AI写代码";

/// What stands around the language in the header of Tencent Cloud, which is glued to the code when both are copied:
/// `代码语言：sql复制select 1`.
pub(crate) const GLUED_HEADER: [&str; 2] = ["代码语言：", "复制"];

/// Boxes whose children are the lines of code: of Monaco, `CodeMirror`, ACE, Feishu, GitHub and Quill.
pub(crate) const LINE_BOXES: [&str; 7] = [
    "view-lines",
    "CodeMirror-code",
    "cm-content",
    "ace_text-layer",
    "code-block-zone-container",
    "react-code-lines",
    "ql-code-block-container",
];

/// Inline elements in a `pre` that hold a line each, even with nothing between them.
pub(crate) const LINE_SPANS: [&str; 4] =
    ["line", "code-line", "lake-preview-line", "code-block-extension-codeLine"];

/// Cells that hold a line each: of GitHub, Gitea and highlight.js.
pub(crate) const CODE_CELLS: [&str; 3] = ["blob-code", "lines-code", "hljs-ln-code"];

/// Texts of buttons that end up on a line of their own after the code (dialect `code-chrome`).
pub(crate) const TOOLBAR_LINES: [&str; 3] = ["复制代码", "登录后复制", "一键复制"];

/// Texts of copy buttons that end up on the line above the code, even without a language.
pub(crate) const COPY_BUTTONS: [&str; 2] = ["Copy code", "复制代码"];
