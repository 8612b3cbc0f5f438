//! The table of rules: one row for each dialect an element is recognised by, the first that holds wins.

use super::kind::{Disposition, Kind, LineCode};
use super::predicates::{
    has_code_font, has_symbol_font, holds_lines, is_bare_gutter_table, is_code_textarea, is_decoration,
    is_diagram, is_diagram_source, is_failed_katex, is_hexo, is_hidden, is_indent_quote, is_math_image,
    is_math_output, is_math_script, is_nested_toolbar, is_object_of_something, is_one_letter, is_video_box,
    leads_to_heading, may_be_hidden, source_follows,
};
use super::toc::{has_toc_id, is_toc};
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

impl Rule {
    pub(super) const fn disposition(&self) -> Disposition<'static> {
        match self.then {
            Then::Drop => Disposition::Drop(self.name),
            Then::Unwrap => Disposition::Unwrap,
            Then::Lower(kind) => Disposition::Lower(kind),
        }
    }
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

/// When a row holds: what an element has to have, and what else is asked of it.
#[derive(Debug)]
pub struct When {
    /// Names, one of which the element has; none for any.
    pub tags: &'static [&'static str],
    /// Classes, one of which the element has; none for any.
    pub classes: &'static [&'static str],
    /// What its attributes say, for a row that an element without any never fits. Nothing else is looked at, so that
    /// elements that look the same need be asked but once.
    pub attributes: Option<fn(Element<'_>) -> bool>,
    /// What else holds of it.
    pub test: fn(Element<'_>) -> bool,
}

impl When {
    const ANY: Self = Self { tags: &[], classes: &[], attributes: None, test: |_| true };

    /// One of these names.
    const fn tag(tags: &'static [&'static str]) -> Self {
        Self { tags, ..Self::ANY }
    }

    /// One of these classes.
    const fn class(classes: &'static [&'static str]) -> Self {
        Self { classes, ..Self::ANY }
    }

    /// What `test` says of the attributes, whatever the name.
    const fn attributes(test: fn(Element<'_>) -> bool) -> Self {
        Self::ANY.with_attributes(test)
    }

    const fn with_class(self, classes: &'static [&'static str]) -> Self {
        Self { classes, ..self }
    }

    /// And what `test` says of the attributes.
    const fn with_attributes(self, test: fn(Element<'_>) -> bool) -> Self {
        Self { attributes: Some(test), ..self }
    }

    /// And what `test` says of the element and what stands around and in it.
    const fn with(self, test: fn(Element<'_>) -> bool) -> Self {
        Self { test, ..self }
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
    lower("mathjax", When::tag(&["script"]).with_attributes(is_math_script), Kind::MathScript),
    drop("mathjax-output", When::attributes(is_math_output).with(source_follows)),
    drop("mathjax-output", When::class(&["MathJax_Preview"])),
    lower("mathjax-text", When::tag(&["mjx-container", "math"]), Kind::MathText),
    lower("mathjax-text", When::class(&["MathJax", "MathJax_SVG"]), Kind::MathText),
    lower("katex", When::class(&["katex"]), Kind::Katex),
    lower("katex", When::class(&["katex--inline", "katex--display"]).with(is_failed_katex), Kind::Katex),
    lower("mathcode", When::tag(&["img"]).with_class(MATH_IMAGES), Kind::MathImage),
    lower("mathcode", When::tag(&["img"]).with_attributes(is_math_image), Kind::MathImage),
    // What never shows.
    drop(
        "script",
        When::tag(&["script", "style", "link", "meta", "template", "noscript", "title", "base", "head"]),
    ),
    drop("artid-a", When::tag(&["p"]).with_attributes(|e| e.attribute("class_") == Some("artid"))),
    drop("artid-b", When::tag(&["p"]).with_class(&["artid"])),
    drop("hidden", When::attributes(may_be_hidden).with(is_hidden)),
    // What SingleFile saw hidden, by a style that it kept.
    drop("hidden", When::class(&["sf-hidden"])),
    lower(
        "mermaid-code",
        When::tag(&["div"]).with_class(&["mermaid"]).with(is_diagram_source),
        Kind::CodeBox,
    ),
    lower("mermaid-svg", When::tag(&["svg"]).with(is_diagram), Kind::Diagram),
    drop("svg-other", When::tag(&["svg"])),
    // Tables of contents.
    lower("toc", When::class(&["toc"]).with(is_toc), Kind::Toc),
    lower("toc", When::tag(&["hr", "p"]).with_attributes(has_toc_id).with(is_toc), Kind::Toc),
    lower("toc", When::tag(&["h1", "h2", "h3", "h4", "h5", "h6"]).with(is_toc), Kind::Toc),
    // Code.
    drop("code-prenumbering", When::class(&["pre-numbering", "save_code"])),
    drop(
        "code-chrome",
        When::class(&[
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
    drop("code-chrome", When::tag(&["div"]).with_class(&["bar", "toolbar"]).with(is_nested_toolbar)),
    drop("code-chrome", When::tag(&["td"]).with_class(&["gutter", "crayon-nums", "linenos"])),
    drop("code-chrome", When::class(&["code_img_closed", "code_img_opened", "copy-btn"])),
    lower("code-dp", When::tag(&["div"]).with_class(&["dp-highlighter"]), Kind::LineCode(LineCode::Dp)),
    lower("code-sh3", When::class(&["syntaxhighlighter"]), Kind::LineCode(LineCode::SyntaxHighlighter)),
    lower("code-sh3", When::tag(&["table"]).with(is_bare_gutter_table), Kind::LineCode(LineCode::BareTable)),
    lower(
        "code-editor",
        When::tag(&["div"]).with_attributes(has_code_font).with(holds_lines),
        Kind::LineCode(LineCode::Editor),
    ),
    lower("code-crayon", When::class(&["crayon-syntax"]), Kind::LineCode(LineCode::Crayon)),
    lower("code-linenums", When::tag(&["ol"]).with_class(&["linenums"]), Kind::LineCode(LineCode::Prettify)),
    lower(
        "code-hexo",
        When::tag(&["figure", "div"]).with_class(&["highlight"]).with(is_hexo),
        Kind::LineCode(LineCode::Hexo),
    ),
    lower(
        "code-textarea",
        When::tag(&["textarea"]).with_attributes(is_code_textarea),
        Kind::LineCode(LineCode::Textarea),
    ),
    // Images and links.
    drop("img-chrome", When::tag(&["img"]).with_attributes(is_decoration)),
    drop("link-card-icon", When::class(&["link-link-icon"])),
    lower("link-card", When::tag(&["a"]).with_class(&["has-card"]), Kind::Card),
    lower("jianshu-fig", When::class(&["image-caption"]), Kind::Caption),
    // Chrome of the site and of the sites that articles were pasted from.
    drop(
        "pasted-page",
        When::class(&[
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
            "ad_newslist",
        ]),
    ),
    drop("pasted-page", When::attributes(is_furniture)),
    drop("injected-ad", When::class(&["adsbygoogle"])),
    drop("injected-ad", When::attributes(is_advertisement)),
    drop("src-misc", When::class(&["mw-editsection", "lemma-anchor", "rich_media_meta_list"])),
    drop("src-misc", When::class(&["headerlink"]).with(leads_to_heading)),
    lower(
        "src-word",
        When::tag(&["font", "span"]).with_attributes(has_symbol_font).with(is_one_letter),
        Kind::Symbol,
    ),
    // Footnotes.
    lower("footnote", When::tag(&["sup"]).with_class(&["footnote-ref"]), Kind::FootnoteReference),
    lower("footnote", When::tag(&["section"]).with_class(&["footnotes"]), Kind::Footnotes),
    drop("footnote-boilerplate", When::class(&["footnotes-sep", "footnote-backref"])),
    // Frames and forms.
    lower("iframe", When::tag(&["div"]).with_class(&["video"]).with(is_video_box), Kind::Frame),
    unwrap("iframe", When::tag(&["object"]).with(is_object_of_something)),
    lower("task-list", When::tag(&["input"]).with_attributes(is_checkbox), Kind::Checkbox),
    drop(
        "form",
        When::tag(&["input", "button", "select", "option", "textarea", "object", "param", "applet", "map"]),
    ),
    // Emphasis of the kdocs editor; emphasis by CSS alone is not written.
    lower("kdocs-bold", When::class(&["kdocs-bold"]), Kind::Strong),
    lower("kdocs-italic", When::class(&["kdocs-italic"]), Kind::Emphasis),
    // Quotes and definition lists that only indent.
    unwrap("quote-indent", When::tag(&["blockquote"]).with_attributes(is_indent_quote)),
];

/// The `id`s of boxes around the articles of the site.
const FURNITURE: [&str; 7] = [
    "treeSkill",
    "blogExtensionBox",
    "recommendDown",
    "blogVoteBox",
    "blogColumnPayAdvert",
    "ai-article-tag",
    "blogHuaweiyunAdvert",
];

fn is_furniture(element: Element<'_>) -> bool {
    element.id().is_some_and(|id| FURNITURE.contains(&id))
}

/// `<div id="kp_box_476">`: a box that the site's scripts put between paragraphs.
fn is_advertisement(element: Element<'_>) -> bool {
    element.id().is_some_and(|id| id.starts_with("kp_box_"))
}

fn is_checkbox(element: Element<'_>) -> bool {
    element.attribute("type").is_some_and(|t| t.eq_ignore_ascii_case("checkbox"))
}
