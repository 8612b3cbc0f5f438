//! The table of rules: one row for each dialect an element is recognised by, the first that holds wins.

use super::classify::{Kind, LineCode, is_toc};
use super::predicates::{
    is_bare_gutter_table, is_decoration, is_diagram, is_diagram_source, is_editor_paste, is_failed_katex,
    is_hidden, is_indent_quote, is_math_image, is_math_script, is_math_text, is_nested_gutter,
    is_object_of_something, is_symbol, is_toolbar_button, is_video_box, repeats_math_source,
};
use crate::dom::Element;

/// One row: what it is about, when it holds, what follows.
#[derive(Debug)]
pub struct Rule {
    /// The name of the dialect, as it stands in reports and in `docs/architecture.md`.
    pub name: &'static str,
    /// When the row holds.
    pub when: When,
    /// What follows.
    pub then: Then,
}

/// What follows when a row holds.
#[derive(Debug, Clone, Copy)]
pub enum Then {
    /// The element goes.
    Drop,
    /// The element is seen through.
    Unwrap,
    /// The element becomes something of the model.
    Lower(Kind),
}

/// When a row holds.
#[derive(Debug)]
pub enum When {
    /// The element has one of these names.
    Tag(&'static [&'static str]),
    /// The element has one of these classes.
    Class(&'static [&'static str]),
    /// The element has this name and one of these classes.
    TagClass(&'static str, &'static [&'static str]),
    /// The element has one of these `id`s.
    Id(&'static [&'static str]),
    /// What the function says; for elements with attributes only.
    Attributes(fn(Element<'_>) -> bool),
    /// What the function says.
    Element(fn(Element<'_>) -> bool),
}

impl When {
    /// Whether an element without attributes never fits.
    pub(super) fn needs_attributes(&self) -> bool {
        !matches!(self, Self::Tag(_) | Self::Element(_))
    }

    /// Whether it holds for `element`; `has_class` tells whether that has one of the row's classes.
    pub(super) fn holds(&self, element: Element<'_>, has_class: bool) -> bool {
        match self {
            Self::Tag(tags) => tags.contains(&element.tag()),
            Self::Class(_) => has_class,
            Self::TagClass(tag, _) => has_class && element.tag() == *tag,
            Self::Id(ids) => element.id().is_some_and(|id| ids.contains(&id)),
            Self::Attributes(test) | Self::Element(test) => test(element),
        }
    }

    /// The classes it asks for.
    pub(super) const fn classes(&self) -> &'static [&'static str] {
        match self {
            Self::Class(classes) | Self::TagClass(_, classes) => classes,
            Self::Tag(_) | Self::Id(_) | Self::Attributes(_) | Self::Element(_) => &[],
        }
    }
}

const fn drop(name: &'static str, when: When) -> Rule {
    Rule { name, when, then: Then::Drop }
}

const fn unwrap(name: &'static str, when: When) -> Rule {
    Rule { name, when, then: Then::Unwrap }
}

const fn lower(name: &'static str, when: When, kind: Kind) -> Rule {
    Rule { name, when, then: Then::Lower(kind) }
}

/// Classes of pictures with TeX in their `alt`: of the site, of kdocs, of Wikipedia.
const MATH_IMAGES: &[&str] =
    &["mathcode", "kdocs-latex-img", "mwe-math-fallback-image-inline", "mwe-math-fallback-image-display"];

/// The rules. What no rule knows is decided by its name alone.
pub const RULES: &[Rule] = &[
    // Maths comes before `script` and `hidden`: its source stands in scripts, and its output is hidden in part.
    lower("mathjax", When::Attributes(is_math_script), Kind::MathScript),
    drop("mathjax-output", When::Attributes(repeats_math_source)),
    drop("mathjax-output", When::Class(&["MathJax_Preview"])),
    lower("mathjax-text", When::Element(is_math_text), Kind::MathText),
    lower("katex", When::Class(&["katex"]), Kind::Katex),
    lower("katex", When::Attributes(is_failed_katex), Kind::Katex),
    lower("mathcode", When::TagClass("img", MATH_IMAGES), Kind::MathImage),
    lower("mathcode", When::Attributes(is_math_image), Kind::MathImage),
    // What never shows.
    drop(
        "script",
        When::Tag(&["script", "style", "link", "meta", "template", "noscript", "title", "base", "head"]),
    ),
    drop("artid-a", When::Attributes(|e| e.tag() == "p" && e.attribute("class_") == Some("artid"))),
    drop("artid-b", When::TagClass("p", &["artid"])),
    drop("hidden", When::Attributes(is_hidden)),
    lower("mermaid-code", When::Attributes(is_diagram_source), Kind::CodeBox),
    lower("mermaid-svg", When::Element(is_diagram), Kind::Diagram),
    drop("svg-other", When::Tag(&["svg"])),
    // Tables of contents.
    lower("toc", When::Element(is_toc), Kind::Toc),
    // Code.
    drop("code-prenumbering", When::Class(&["pre-numbering", "save_code"])),
    drop(
        "code-chrome",
        When::Class(&[
            "hljs-button",
            "hljs-ln-numbers",
            "cnblogs_code_toolbar",
            "cnblogs_code_copy",
            "hide-preCode-box",
            "opt-box",
            "code-copy-btn",
            "copy-code-btn",
            "crayon-toolbar",
            "crayon-plain-wrap",
            "operation_box",
            "contentsignin",
            "look-more-preCode",
        ]),
    ),
    drop("code-chrome", When::Attributes(is_nested_gutter)),
    drop("code-chrome", When::Attributes(is_toolbar_button)),
    lower("code-dp", When::TagClass("div", &["dp-highlighter"]), Kind::LineCode(LineCode::Dp)),
    lower("code-sh3", When::Class(&["syntaxhighlighter"]), Kind::LineCode(LineCode::SyntaxHighlighter)),
    lower("code-sh3", When::Element(is_bare_gutter_table), Kind::LineCode(LineCode::BareTable)),
    lower("code-editor", When::Attributes(is_editor_paste), Kind::LineCode(LineCode::Editor)),
    lower("code-crayon", When::Class(&["crayon-syntax"]), Kind::LineCode(LineCode::Crayon)),
    lower("code-linenums", When::TagClass("ol", &["linenums"]), Kind::LineCode(LineCode::Prettify)),
    lower("code-hexo", When::Attributes(super::predicates::is_hexo), Kind::LineCode(LineCode::Hexo)),
    lower(
        "code-textarea",
        When::Attributes(super::predicates::is_code_textarea),
        Kind::LineCode(LineCode::Textarea),
    ),
    // Images and links.
    drop("img-chrome", When::Attributes(is_decoration)),
    drop("link-card-icon", When::Class(&["link-link-icon"])),
    lower("link-card", When::TagClass("a", &["has-card"]), Kind::Card),
    lower("jianshu-fig", When::Class(&["image-caption"]), Kind::Caption),
    // Chrome of the site and of the sites that articles were pasted from.
    drop(
        "pasted-page",
        When::Class(&[
            "article-info-box",
            "article-bar-top",
            "article-header-box",
            "article-title-box",
            "article-copyright",
            "copyright-box",
            "blog-tags-box",
            "recommend-box",
            "more-toolbox",
            "csdn-side-toolbar",
            "operating",
            "template-box",
            "blog_extension",
            "blog-extension-box",
            "starmap-box",
            "ai-abstract-box",
            "article-resource-info-box",
            "hide-article-box",
            "slide-content-box",
            "person-messagebox",
        ]),
    ),
    drop(
        "pasted-page",
        When::Id(&[
            "treeSkill",
            "blogExtensionBox",
            "recommendDown",
            "blogVoteBox",
            "blogColumnPayAdvert",
            "ai-article-tag",
            "blogHuaweiyunAdvert",
        ]),
    ),
    drop("src-misc", When::Class(&["headerlink", "mw-editsection", "lemma-anchor", "rich_media_meta_list"])),
    lower("src-word", When::Attributes(is_symbol), Kind::Symbol),
    // Footnotes.
    lower("footnote", When::TagClass("sup", &["footnote-ref"]), Kind::FootnoteReference),
    lower("footnote", When::TagClass("section", &["footnotes"]), Kind::Footnotes),
    drop("footnote-furniture", When::Class(&["footnotes-sep", "footnote-backref"])),
    // Frames and forms.
    lower("iframe", When::Attributes(is_video_box), Kind::Frame),
    unwrap("iframe", When::Element(is_object_of_something)),
    lower("task-list", When::Attributes(is_checkbox), Kind::Checkbox),
    drop(
        "form",
        When::Tag(&["input", "button", "select", "option", "textarea", "object", "param", "applet", "map"]),
    ),
    // Emphasis of the kdocs editor; emphasis by CSS alone is not written.
    lower("kdocs-bold", When::Class(&["kdocs-bold"]), Kind::Strong),
    lower("kdocs-italic", When::Class(&["kdocs-italic"]), Kind::Emphasis),
    // Quotes and definition lists that only indent.
    unwrap("quote-indent", When::Attributes(is_indent_quote)),
];

fn is_checkbox(element: Element<'_>) -> bool {
    element.tag() == "input" && element.attribute("type").is_some_and(|t| t.eq_ignore_ascii_case("checkbox"))
}
