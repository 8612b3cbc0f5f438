//! The rule table: one row for each dialect recognized by an element. The first matching row wins.

use super::alert::{is_alert, is_alert_title};
use super::classes::{BACKLINKS, DP_LISTS, GUTTERS, MATH_IMAGES, OLD_SKIN_CLASSES, TOOLBARS};
use super::code_box::{
    holds_buttons, holds_no_words, is_bare_gutter, is_code_header, is_copied_header, is_gutter,
    is_in_blockcode, is_nested_toolbar,
};
use super::code_lines::{
    has_box_style, has_code_style, holds_code_rows, holds_items, holds_line_boxes, holds_lines,
    holds_typed_lines, is_bare_gutter_table, is_code_textarea, is_hexo, is_loose_line,
};
use super::formula::{
    holds_only_an_image, is_delimited_tex, is_failed_katex, is_math_image, is_math_output, is_math_script,
    is_renderer_link, is_tex_element,
};
use super::guards::{
    holds_advertisement, holds_boilerplate, holds_card, holds_formula, holds_id, holds_katex, holds_label,
    holds_media, holds_toolbox, repeats_formula, repeats_image, repeats_lines, repeats_script,
    shows_stated_tex,
};
use super::kind::{Disposition, Kind, LineCode};
use super::line_box::holds_only_lines;
use super::predicates::{
    has_fallback, has_symbol_font, is_decoration, is_diagram, is_diagram_source, is_document,
    is_heading_anchor, is_hidden, is_indent_quote, is_one_character, is_video_box, may_be_hidden,
};
use super::toc::{has_toc_id, is_toc};
use super::typed_toc::{is_idle_label, is_opening_list, is_skin_label, is_skin_list};
use super::words::RequiredWords;
use crate::csdn::code::LINE_BOXES;
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
    /// Words without which the test fails.
    pub words: Option<RequiredWords>,
    /// A test of anything else.
    pub test: fn(Element<'_>) -> bool,
}

impl When {
    const ANY: Self = Self { tags: &[], classes: &[], attributes: None, words: None, test: |_| true };

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

    /// Adds words without which the test fails.
    const fn with_words(self, words: RequiredWords) -> Self {
        Self { words: Some(words), ..self }
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

/// The rules. The tag name decides about elements that match none.
pub const RULES: &[Rule] = &[
    // Formulas come before `script` and `hidden`: their source is in scripts, and parts of their output are hidden.
    lower(
        "math-element",
        When::tag(&["span", "div"]).with_attributes(is_tex_element).with(shows_stated_tex),
        Kind::MathElement,
    ),
    lower("math-element", When::tag(&["math-renderer"]).with(is_delimited_tex), Kind::MathElement),
    lower(
        "math-element",
        When::tag(&["span"]).with_class(&["math"]).with(is_delimited_tex),
        Kind::MathElement,
    ),
    lower("mathjax", When::tag(&["script"]).with_attributes(is_math_script), Kind::MathScript),
    drop("mathjax-output", When::class(&["math-holder"]).with(repeats_script)),
    lower("mathjax", When::class(&["math-holder"]).with(holds_formula), Kind::MathScript),
    drop("mathjax-output", When::attributes(is_math_output).with(repeats_formula)),
    drop(
        "mathjax-output",
        When::class(&["mwe-math-mathml-inline", "mwe-math-mathml-display"]).with(repeats_image),
    ),
    lower("mathjax-text", When::tag(&["mjx-container", "math"]), Kind::MathText),
    lower("mathjax-text", When::class(&["MathJax", "MathJax_SVG"]).with(holds_formula), Kind::MathText),
    lower("katex", When::class(&["katex"]).with(holds_katex), Kind::Katex),
    lower("katex", When::class(&["katex--inline", "katex--display"]).with(is_failed_katex), Kind::Katex),
    lower("mathcode", When::tag(&["img"]).with_class(MATH_IMAGES), Kind::MathImage),
    lower("mathcode", When::tag(&["img"]).with_attributes(is_math_image), Kind::MathImage),
    unwrap("mathcode", When::tag(&["a"]).with_attributes(is_renderer_link).with(holds_only_an_image)),
    // Never visible.
    drop(
        "script",
        When::tag(&[
            "script", "style", "link", "meta", "template", "noscript", "title", "base", "head", "noembed",
            "noframes",
        ]),
    ),
    drop(
        "artid-a",
        When::tag(&["p"]).with_attributes(|e| e.attribute("class_") == Some("artid")).with(holds_id),
    ),
    drop("artid-b", When::tag(&["p"]).with_class(&["artid"]).with(holds_id)),
    drop("hidden", When::attributes(may_be_hidden).with(is_hidden)),
    // Elements hidden when SingleFile saved the page; it keeps them with this class.
    drop("hidden", When::class(&["sf-hidden"])),
    lower(
        "mermaid-code",
        When::tag(&["div"]).with_class(&["mermaid"]).with(is_diagram_source),
        Kind::CodeBox,
    ),
    lower("mermaid-svg", When::tag(&["svg"]).with(is_diagram), Kind::Diagram),
    unwrap("svg-other", When::tag(&["svg"]).with(holds_media)),
    drop("svg-other", When::tag(&["svg"])),
    // Tables of contents.
    lower("toc", When::class(&["toc"]).with(is_toc), Kind::Toc),
    lower("toc", When::tag(&["hr", "p"]).with_attributes(has_toc_id).with(is_toc), Kind::Toc),
    lower("toc", When::tag(&["h1", "h2", "h3", "h4", "h5", "h6"]).with(is_toc), Kind::Toc),
    lower(
        "toc-skin",
        When::tag(&["p", "div", "span"]).with_words(RequiredWords::SkinLabel).with(is_skin_label),
        Kind::Toc,
    ),
    lower("toc-skin", When::tag(&["ul", "ol"]).with(is_skin_list), Kind::Toc),
    lower(
        "toc-label",
        When::tag(&["p", "h1", "h2", "h3", "h4", "h5", "h6"])
            .with_words(RequiredWords::TocLabel)
            .with(is_idle_label),
        Kind::Toc,
    ),
    lower("toc-list", When::tag(&["ul", "ol"]).with(is_opening_list), Kind::Toc),
    // Code.
    drop("code-prenumbering", When::class(&["pre-numbering"]).with(is_gutter)),
    drop("code-prenumbering", When::class(&["save_code"]).with(holds_label)),
    drop("code-chrome", When::class(GUTTERS).with(is_gutter)),
    drop("code-chrome", When::tag(&["td"]).with_class(&["number"]).with(is_gutter)),
    drop("code-chrome", When::tag(&["td"]).with(is_bare_gutter)),
    drop("code-chrome", When::class(&["CodeMirror-measure"]).with(holds_no_words)),
    drop("code-chrome", When::class(&["cnblogs_code_collapse"]).with(holds_buttons)),
    drop("code-chrome", When::class(TOOLBARS).with(holds_label)),
    drop("code-chrome", When::class(&["crayon-plain-wrap"]).with(repeats_lines)),
    drop("code-chrome", When::tag(&["div"]).with_class(&["bar", "toolbar"]).with(is_nested_toolbar)),
    drop("code-chrome", When::tag(&["em", "h5", "span"]).with(is_in_blockcode)),
    drop("code-chrome", When::tag(&["div", "header"]).with(is_code_header)),
    drop("code-chrome", When::tag(&["p", "span"]).with_class(&["lang", "language"]).with(is_code_header)),
    drop("code-chrome", When::tag(&["p"]).with_words(RequiredWords::CopyButton).with(is_copied_header)),
    lower(
        "code-dp",
        When::tag(&["div"]).with_class(&["dp-highlighter"]).with(holds_only_lines),
        Kind::LineCode(LineCode::Dp),
    ),
    lower(
        "code-dp",
        When::tag(&["ol"]).with_class(DP_LISTS).with(holds_only_lines),
        Kind::LineCode(LineCode::Dp),
    ),
    lower(
        "code-sh3",
        When::class(&["syntaxhighlighter"]).with(holds_only_lines),
        Kind::LineCode(LineCode::SyntaxHighlighter),
    ),
    lower("code-sh3", When::tag(&["table"]).with(is_bare_gutter_table), Kind::LineCode(LineCode::BareTable)),
    lower(
        "code-editor",
        When::tag(&["div"]).with_attributes(has_box_style).with(holds_lines),
        Kind::LineCode(LineCode::Children),
    ),
    lower(
        "code-editor",
        When::tag(&["div"]).with_class(&LINE_BOXES).with(holds_only_lines),
        Kind::LineCode(LineCode::Children),
    ),
    lower(
        "code-editor",
        When::tag(&["div"]).with_attributes(has_code_style).with(holds_typed_lines),
        Kind::CodeBox,
    ),
    lower(
        "code-editor",
        When::tag(&["div"]).with_class(&["fragment"]).with(holds_line_boxes),
        Kind::LineCode(LineCode::Children),
    ),
    lower("code-rows", When::tag(&["table"]).with(holds_code_rows), Kind::LineCode(LineCode::Rows)),
    lower("code-sh3", When::class(&["line"]).with(is_loose_line), Kind::LineCode(LineCode::Siblings)),
    lower(
        "code-discuz",
        When::tag(&["div"]).with_class(&["blockcode"]).with(|e| holds_items(e) && holds_only_lines(e)),
        Kind::LineCode(LineCode::Items),
    ),
    lower(
        "code-discuz",
        When::tag(&["div"]).with_class(&["blockcode"]).with(|e| !holds_media(e)),
        Kind::CodeBox,
    ),
    lower(
        "code-crayon",
        When::class(&["crayon-syntax"]).with(holds_only_lines),
        Kind::LineCode(LineCode::Crayon),
    ),
    lower(
        "code-hljsln",
        When::tag(&["ol"]).with_class(&["hljs-ln"]).with(holds_only_lines),
        Kind::LineCode(LineCode::Items),
    ),
    lower(
        "code-linenums",
        When::tag(&["ol"]).with_class(&["linenums"]).with(holds_only_lines),
        Kind::LineCode(LineCode::Items),
    ),
    lower(
        "code-hexo",
        When::tag(&["figure", "div"]).with_class(&["highlight"]).with(|e| is_hexo(e) && holds_only_lines(e)),
        Kind::LineCode(LineCode::Hexo),
    ),
    lower(
        "code-textarea",
        When::tag(&["textarea"]).with(is_code_textarea),
        Kind::LineCode(LineCode::Textarea),
    ),
    // Images and links.
    drop("img-chrome", When::tag(&["img"]).with_attributes(is_decoration)),
    drop("link-card-icon", When::class(&["link-link-icon"]).with(holds_label)),
    lower("link-card", When::tag(&["a"]).with_class(&["has-card"]).with(holds_card), Kind::Card),
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
        ])
        .with(holds_boilerplate),
    ),
    drop("pasted-page", When::class(&["left-toolbox", "more-toolbox"]).with(holds_toolbox)),
    drop("pasted-page", When::class(&["more-toolbox"]).with(holds_boilerplate)),
    drop("pasted-page", When::class(OLD_SKIN_CLASSES).with(holds_boilerplate)),
    drop("pasted-page", When::tag(&["div"]).with_class(&["category"]).with(is_category_box)),
    drop("pasted-page", When::attributes(is_boilerplate).with(holds_boilerplate)),
    drop("injected-ad", When::class(&["adsbygoogle"]).with(holds_advertisement)),
    drop("injected-ad", When::attributes(is_advertisement).with(holds_advertisement)),
    drop("src-misc", When::class(&["mw-editsection", "lemma-anchor"]).with(holds_label)),
    drop("src-misc", When::class(&["rich_media_meta_list"]).with(holds_boilerplate)),
    drop("src-misc", When::class(&["headerlink"]).with(|e| is_heading_anchor(e) && holds_label(e))),
    lower(
        "src-word",
        When::tag(&["font", "span"]).with_attributes(has_symbol_font).with(is_one_character),
        Kind::Symbol,
    ),
    // Alerts of GitHub.
    lower("alert", When::tag(&["div"]).with_class(&["markdown-alert"]).with(is_alert), Kind::Alert),
    drop(
        "alert",
        When::tag(&["p"]).with_class(&["markdown-alert-title"]).with(|e| is_alert_title(e) && holds_label(e)),
    ),
    // Footnotes: arrows back, and the line above.
    drop("footnote-boilerplate", When::class(BACKLINKS).with(holds_label)),
    drop("footnote-boilerplate", When::tag(&["h2"]).with_attributes(is_footnote_label).with(holds_label)),
    // Frames and forms.
    lower("iframe", When::tag(&["div"]).with_class(&["video"]).with(is_video_box), Kind::Frame),
    lower("iframe", When::tag(&["object"]).with(is_document), Kind::Frame),
    unwrap("iframe", When::tag(&["object"]).with(has_fallback)),
    lower("task-list", When::tag(&["input"]).with_attributes(is_checkbox), Kind::Checkbox),
    drop("form", When::tag(&["input", "param"])),
    drop("form", When::tag(&["button", "option", "textarea"]).with(holds_label)),
    // Emphasis of the kdocs editor. Emphasis by CSS alone is not converted.
    lower("kdocs-bold", When::class(&["kdocs-bold"]), Kind::Strong),
    lower("kdocs-italic", When::class(&["kdocs-italic"]), Kind::Emphasis),
    // Quotes used only for indentation.
    lower("quote-indent", When::tag(&["blockquote"]).with_attributes(is_indent_quote), Kind::Paragraph),
];

/// `<div class="category clearfix"><div class="category_l"><span>分类：</span></div><div class="category_r">…`: the columns
/// of an article in those skins. Other sites use the class for their own content.
fn is_category_box(element: Element<'_>) -> bool {
    let is_part = |e: Element<'_>| e.has_class("category_l") || e.has_class("category_r");
    (element.text().trim_start().starts_with("分类") || element.child_elements().any(is_part))
        && holds_boilerplate(element)
}

/// The `id`s of boxes around the site's articles.
const BOILERPLATE_IDS: [&str; 12] = [
    "digg",
    "embody",
    "comment_title",
    "comment_bar",
    "comment_form",
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

/// `<h2 class="sr-only" id="footnote-label">Footnotes</h2>`: the hidden heading of GitHub's notes.
fn is_footnote_label(element: Element<'_>) -> bool {
    element.id().is_some_and(|id| id.ends_with("footnote-label"))
}

fn is_checkbox(element: Element<'_>) -> bool {
    element.attribute("type").is_some_and(|t| t.eq_ignore_ascii_case("checkbox"))
}
