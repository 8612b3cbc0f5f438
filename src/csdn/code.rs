//! Code blocks: how pages name their language, and what toolbars leave in them.

/// What precedes the language in a class (dialects `code-prism`, `code-ck`, `code-hljs`).
pub(crate) const LANGUAGE_PREFIXES: [&str; 2] = ["language-", "lang-"];

/// What precedes the language in a class of the box around a `pre`.
pub(crate) const BOX_LANGUAGE_PREFIXES: [&str; 2] = ["highlight-source-", "language-"];

/// Attributes that name the language.
pub(crate) const LANGUAGE_ATTRIBUTES: [&str; 2] = ["data-lang", "data-language"];

/// What precedes the language in a class of the kdocs editor.
pub(crate) const KDOCS_PREFIX: &str = "kdocs-";

/// Words in the position of a language that are not one (dialect `lang-odd`).
pub(crate) const NOT_LANGUAGES: [&str; 21] = [
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
];

/// Words that count as a language even without a prefix, as one of several classes.
#[rustfmt::skip]
pub(crate) const LANGUAGES: [&str; 70] = [
    "actionscript", "asm", "awk", "bash", "c", "c#", "c++", "clojure", "cmake", "cpp", "cs", "csharp", "css",
    "dart", "delphi", "diff", "dockerfile", "elixir", "erlang", "fortran", "go", "groovy", "haskell", "html",
    "http", "ini", "java", "javascript", "js", "json", "jsp", "julia", "kotlin", "latex", "less", "lisp", "lua",
    "makefile", "markdown", "matlab", "nginx", "objc", "objective-c", "pascal", "perl", "php", "powershell",
    "properties", "py", "python", "r", "ruby", "rust", "scala", "scheme", "scss", "sh", "shell", "sql", "swift",
    "typescript", "vb", "vbnet", "verilog", "vhdl", "vue", "xhtml", "xml", "yaml", "yml",
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

/// Texts of buttons that end up on a line of their own after the code (dialect `code-chrome`).
pub(crate) const TOOLBAR_LINES: [&str; 3] = ["复制代码", "登录后复制", "一键复制"];

/// Texts of copy buttons that end up after the language on the line above the code: `pythonCopy code`.
pub(crate) const COPY_BUTTONS: [&str; 2] = ["Copy code", "复制代码"];
