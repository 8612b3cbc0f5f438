//! The rule table: one row for each dialect recognized by an element. The first matching row wins.

use super::formula::{
    holds_only_an_image, image_follows, is_delimited_tex, is_failed_katex, is_math_image, is_math_output,
    is_math_script, is_renderer_link, is_tex_element, source_follows, source_precedes,
};
use super::kind::{Disposition, Kind, LineCode};
use super::predicates::{
    has_code_font, has_fallback, has_symbol_font, holds_lines, is_bare_gutter_table, is_code_textarea,
    is_decoration, is_diagram, is_diagram_source, is_heading_anchor, is_hexo, is_hidden, is_indent_quote,
    is_nested_toolbar, is_one_character, is_video_box, may_be_hidden,
};
use super::toc::{has_toc_id, is_toc};
use crate::dom::Element;

/// A row of the table: a condition and what follows from it.
#[derive(Debug)]
pub struct Rule {
    /// The name of the dialect, as in reports and in `docs/architecture.md`.
    pub name: &'static str,
    /// The condition.
    pub when: When,
    /// What to do with a matching element.
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

/// What to do with an element that matches a rule.
#[derive(Debug, Clone, Copy)]
pub enum Then {
    /// Drop it.
    Drop,
    /// Replace it with its children.
    Unwrap,
    /// Lower it to a node of the model.
    Lower(Kind),
}

/// The condition of a rule. All parts must hold.
#[derive(Debug)]
pub struct When {
    /// The element has one of these names. Empty: any name.
    pub tags: &'static [&'static str],
    /// The element has one of these classes. Empty: no class is required.
    pub classes: &'static [&'static str],
    /// A test of the attributes. It must depend on nothing else, because its result is shared by all elements with the
    /// same start tag. Elements without attributes never match.
    pub attributes: Option<fn(Element<'_>) -> bool>,
    /// A test of anything else.
    pub test: fn(Element<'_>) -> bool,
}

impl When {
    const ANY: Self = Self { tags: &[], classes: &[], attributes: None, test: |_| true };

    /// Matches these tag names.
    const fn tag(tags: &'static [&'static str]) -> Self {
        Self { tags, ..Self::ANY }
    }

    /// Matches these classes.
    const fn class(classes: &'static [&'static str]) -> Self {
        Self { classes, ..Self::ANY }
    }

    /// Matches attributes that satisfy `test`, whatever the tag name.
    const fn attributes(test: fn(Element<'_>) -> bool) -> Self {
        Self::ANY.with_attributes(test)
    }

    const fn with_class(self, classes: &'static [&'static str]) -> Self {
        Self { classes, ..self }
    }

    /// Adds a test of the attributes.
    const fn with_attributes(self, test: fn(Element<'_>) -> bool) -> Self {
        Self { attributes: Some(test), ..self }
    }

    /// Adds a test of the element with its surroundings and content.
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

/// Classes of images with TeX in their `alt`: of CSDN, kdocs, wikis, Sphinx and `WordPress`.
const MATH_IMAGES: &[&str] = &[
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

/// The rules. The tag name decides about elements that match none.
pub const RULES: &[Rule] = &[
    // Formulas come before `script` and `hidden`: their source is in scripts, and parts of their output are hidden.
    lower("math-element", When::tag(&["span", "div"]).with_attributes(is_tex_element), Kind::MathElement),
    lower("math-element", When::tag(&["math-renderer"]).with(is_delimited_tex), Kind::MathElement),
    lower(
        "math-element",
        When::tag(&["span"]).with_class(&["math"]).with(is_delimited_tex),
        Kind::MathElement,
    ),
    lower("mathjax", When::tag(&["script"]).with_attributes(is_math_script), Kind::MathScript),
    drop("mathjax-output", When::class(&["math-holder"]).with(source_precedes)),
    lower("mathjax", When::class(&["math-holder"]), Kind::MathScript),
    drop("mathjax-output", When::attributes(is_math_output).with(source_follows)),
    drop(
        "mathjax-output",
        When::class(&["mwe-math-mathml-inline", "mwe-math-mathml-display"]).with(image_follows),
    ),
    drop("mathjax-output", When::class(&["MathJax_Preview"])),
    lower("mathjax-text", When::tag(&["mjx-container", "math"]), Kind::MathText),
    lower("mathjax-text", When::class(&["MathJax", "MathJax_SVG"]), Kind::MathText),
    lower("katex", When::class(&["katex"]), Kind::Katex),
    lower("katex", When::class(&["katex--inline", "katex--display"]).with(is_failed_katex), Kind::Katex),
    lower("mathcode", When::tag(&["img"]).with_class(MATH_IMAGES), Kind::MathImage),
    lower("mathcode", When::tag(&["img"]).with_attributes(is_math_image), Kind::MathImage),
    unwrap("mathcode", When::tag(&["a"]).with_attributes(is_renderer_link).with(holds_only_an_image)),
    // Never visible.
    drop(
        "script",
        When::tag(&["script", "style", "link", "meta", "template", "noscript", "title", "base", "head"]),
    ),
    drop("artid-a", When::tag(&["p"]).with_attributes(|e| e.attribute("class_") == Some("artid"))),
    drop("artid-b", When::tag(&["p"]).with_class(&["artid"])),
    drop("hidden", When::attributes(may_be_hidden).with(is_hidden)),
    // Elements hidden when SingleFile saved the page; it keeps them with this class.
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
    // Boilerplate of CSDN and of the sites that articles were copied from.
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
    drop("pasted-page", When::attributes(is_boilerplate)),
    drop("injected-ad", When::class(&["adsbygoogle"])),
    drop("injected-ad", When::attributes(is_advertisement)),
    drop("src-misc", When::class(&["mw-editsection", "lemma-anchor", "rich_media_meta_list"])),
    drop("src-misc", When::class(&["headerlink"]).with(is_heading_anchor)),
    lower(
        "src-word",
        When::tag(&["font", "span"]).with_attributes(has_symbol_font).with(is_one_character),
        Kind::Symbol,
    ),
    // Footnotes.
    lower("footnote", When::tag(&["sup"]).with_class(&["footnote-ref"]), Kind::FootnoteReference),
    lower("footnote", When::tag(&["section"]).with_class(&["footnotes"]), Kind::Footnotes),
    drop("footnote-boilerplate", When::class(&["footnotes-sep", "footnote-backref"])),
    // Frames and forms.
    lower("iframe", When::tag(&["div"]).with_class(&["video"]).with(is_video_box), Kind::Frame),
    unwrap("iframe", When::tag(&["object"]).with(has_fallback)),
    lower("task-list", When::tag(&["input"]).with_attributes(is_checkbox), Kind::Checkbox),
    drop(
        "form",
        When::tag(&["input", "button", "select", "option", "textarea", "object", "param", "applet", "map"]),
    ),
    // Emphasis of the kdocs editor. Emphasis by CSS alone is not converted.
    lower("kdocs-bold", When::class(&["kdocs-bold"]), Kind::Strong),
    lower("kdocs-italic", When::class(&["kdocs-italic"]), Kind::Emphasis),
    // Quotes used only for indentation.
    unwrap("quote-indent", When::tag(&["blockquote"]).with_attributes(is_indent_quote)),
];

/// The `id`s of boxes around the site's articles.
const BOILERPLATE_IDS: [&str; 7] = [
    "treeSkill",
    "blogExtensionBox",
    "recommendDown",
    "blogVoteBox",
    "blogColumnPayAdvert",
    "ai-article-tag",
    "blogHuaweiyunAdvert",
];

fn is_boilerplate(element: Element<'_>) -> bool {
    element.id().is_some_and(|id| BOILERPLATE_IDS.contains(&id))
}

/// `<div id="kp_box_476">`: an advertisement that the site's scripts insert between paragraphs.
fn is_advertisement(element: Element<'_>) -> bool {
    element.id().is_some_and(|id| id.starts_with("kp_box_"))
}

fn is_checkbox(element: Element<'_>) -> bool {
    element.attribute("type").is_some_and(|t| t.eq_ignore_ascii_case("checkbox"))
}
