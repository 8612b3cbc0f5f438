//! Dialects that no rule of [`crate::clean::rules`] is named after, recognized by elements, attributes and characters.
//!
//! Dialects that only the words of an article reveal are not recognized.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::chars::{is_invisible, is_joiner, is_line_sign, is_space};
use crate::csdn::images::NOT_COPIED;
use crate::dom::{Element, Node};
use crate::lower::{dialect_of_alt, dialect_of_url, is_note_name, is_processed};

/// The context of an element or a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Context {
    /// The element is the article.
    pub(super) root: bool,
    pub(super) cell: bool,
    pub(super) code: bool,
    pub(super) heading: bool,
    pub(super) item: bool,
    pub(super) link: bool,
    /// `pre` or any other code block.
    pub(super) pre: bool,
    pub(super) quote: bool,
    pub(super) strong: bool,
}

impl Context {
    /// Returns the context of the children of `element`, whose own context is `self`.
    pub(super) fn inside(self, element: Element<'_>) -> Self {
        let mut context = Self { root: false, ..self };
        match element.tag() {
            "td" | "th" => context.cell = true,
            "code" => context.code = true,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => context.heading = true,
            "li" => context.item = true,
            "a" => context.link = true,
            "pre" | "textarea" => context.pre = true,
            "blockquote" => context.quote = true,
            "strong" | "b" => context.strong = true,
            _ => {}
        }
        context
    }

    const fn is_inside_blocks(self) -> bool {
        self.item || self.quote || self.cell
    }
}

/// A dialect and the elements that have it.
struct Mark {
    dialect: &'static str,
    /// The element names; empty for any.
    tags: &'static [&'static str],
    holds: fn(Element<'_>, Context) -> bool,
}

const fn mark(
    dialect: &'static str,
    tags: &'static [&'static str],
    holds: fn(Element<'_>, Context) -> bool,
) -> Mark {
    Mark { dialect, tags, holds }
}

const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];
const CELLS: &[&str] = &["td", "th"];

const MARKS: &[Mark] = &[
    // Wrappers.
    mark("view-ck", &["div"], |e, context| context.root && e.has_class("htmledit_views")),
    mark("view-md", &["div"], |e, context| context.root && e.has_class("markdown_views")),
    mark("inner-view-class", &["div"], |e, context| {
        !context.root
            && e.id() != Some("content_views")
            && (e.has_class("htmledit_views") || e.has_class("markdown_views"))
    }),
    mark("nested-cv", &["div"], |e, context| !context.root && e.id() == Some("content_views")),
    // Whitespace.
    mark("br", &["br"], |e, context| !context.pre && !is_alone(e)),
    mark("empty-nodes", &["p", "div", "span", "strong", "b", "em", "i", "font", "u"], |e, _| {
        e.node().children().all(|child| child.as_element().is_none()) && e.node().is_whitespace_only()
    }),
    mark("root-inline", &[], |e, context| context.root && holds_text(e)),
    mark("div-para", &["div"], |e, context| {
        let is_inline = |child: Element<'_>| {
            matches!(child.tag(), "a" | "b" | "code" | "em" | "font" | "i" | "span" | "strong")
        };
        !context.root
            && !context.pre
            && !parent_is(e, CELLS)
            && (holds_text(e) || e.child_elements().any(|child| is_inline(child) && !is_empty(child)))
    }),
    // Headings.
    mark("heading-anchor", &["a"], |e, context| {
        context.heading && (e.id().is_some() || e.attribute("name").is_some()) && is_empty(e)
    }),
    mark("heading-empty", HEADINGS, |e, _| is_empty(e)),
    mark("heading-strong", HEADINGS, |e, _| {
        sole_child(e).is_some_and(|only| matches!(only.tag(), "strong" | "b"))
    }),
    mark("heading-br", &["br", "img", "p", "div", "table", "ul", "ol", "pre", "blockquote"], |_, context| {
        context.heading
    }),
    mark("heading-rule", HEADINGS, |e, _| {
        let is_sign = |c: char| is_line_sign(c) || is_space(c);
        !is_empty(e) && e.find_tag("img").is_none() && e.text().chars().all(is_sign)
    }),
    mark("heading-inner", HEADINGS, |_, context| context.is_inside_blocks()),
    mark("heading-link", &["a"], |e, context| {
        context.heading && e.attribute("href").is_some() && !is_empty(e)
    }),
    mark("pseudo-heading", &["p"], |e, context| {
        !context.is_inside_blocks()
            && sole_child(e).is_some_and(|only| matches!(only.tag(), "strong" | "b") && !is_empty(only))
    }),
    // Code.
    mark("code-prism", &["code"], |e, context| context.pre && e.has_class("prism")),
    mark("code-ck", &["code"], |e, context| {
        context.pre && !e.has_class("prism") && !e.has_class("hljs") && has_class_like(e, "language-")
    }),
    mark("code-hljs", &["code"], |e, context| context.pre && !e.has_class("prism") && e.has_class("hljs")),
    mark("code-bare", &["code"], |e, context| context.pre && !context.code && e.classes().next().is_none()),
    mark("code-has", &["pre"], |e, _| e.has_class("has")),
    mark("code-kdocs", &["pre"], |e, _| has_class_like(e, "kdocs-")),
    mark("code-nocode", &["pre"], |e, _| begins_without(e, |below| below.tag() == "code")),
    mark("code-hljsln", &["ol", "table"], |e, context| context.pre && e.has_class("hljs-ln")),
    mark("code-multi", &["code"], |e, context| {
        context.pre && previous(e).is_some_and(|before| before.tag() == "code")
    }),
    mark("mermaid-code", &["code"], |e, context| {
        context.pre && (e.has_class("language-mermaid") || e.has_class("mermaid"))
    }),
    mark("code-br", &["br"], |_, context| context.pre),
    mark("code-blockkids", &["p", "div", "table", "h1", "h2", "h3", "h4", "h5", "h6"], |_, context| {
        context.pre
    }),
    mark("code-nested", &["pre", "code"], |e, context| context.pre && (context.code || e.tag() == "pre")),
    mark("code-fmt", &["a", "b", "em", "font", "i", "img", "strong", "u"], |_, context| context.pre),
    mark("code-in-li", &["pre"], |_, context| context.is_inside_blocks()),
    mark("code-cnblogs", &["div"], |e, _| e.has_class("cnblogs_code")),
    mark("icode", &["code"], |_, context| !context.pre),
    mark("icode-kids", &["a", "b", "em", "font", "i", "span", "strong"], |_, context| {
        context.code && !context.pre
    }),
    mark("icode-multi", &["br", "div", "p"], |_, context| context.code && !context.pre),
    mark("icode-sole", &["p", "li", "td", "th"], |e, context| {
        !context.pre && sole_child(e).is_some_and(|only| only.tag() == "code")
    }),
    // Images.
    mark("img-size", &["img"], |e, _| e.attribute("width").is_some() || e.attribute("height").is_some()),
    mark("img-oss", &["img"], |e, _| is_processed(source(e))),
    mark("img-piccenter", &["img"], |e, _| source(e).contains("#pic_")),
    mark("img-data", &["img"], |e, _| source(e).starts_with("data:")),
    mark("img-b64", &["img"], |e, _| source(e).contains("//imgconvert.csdnimg.cn/")),
    mark("img-center", &["p", "div"], |e, _| e.has_class("img-center")),
    mark("img-link", &["img"], |_, context| context.link),
    mark("kdocs-img", &["div"], |e, _| e.has_class("kdocs-img")),
    mark("figure", &["figure", "figcaption"], |_, _| true),
    // Links.
    mark("img-origin", &["img"], |e, _| e.attribute("src").is_some_and(|src| src.contains(NOT_COPIED))),
    mark("link-anchor", &["a"], |e, _| e.attribute("href").is_some_and(|href| href.starts_with('#'))),
    mark("link-nohref", &["a"], |e, _| e.attribute("href").is_none_or(str::is_empty) && !is_empty(e)),
    mark("link-empty", &["a"], |e, _| e.attribute("href").is_some() && is_empty(e)),
    mark("footnote", &["a"], |e, _| {
        e.attribute("href").and_then(|href| href.strip_prefix('#')).is_some_and(is_note_name)
    }),
    // Tables.
    mark("tbl-headerless", &["table"], |e, _| {
        begins_without(e, |below| matches!(below.tag(), "th" | "thead"))
    }),
    mark("tbl-cellp", &["p", "div"], |e, _| parent_is(e, CELLS)),
    mark("tbl-span", CELLS, |e, _| {
        ["colspan", "rowspan"].iter().any(|name| e.attribute(name).is_some_and(|span| span != "1"))
    }),
    mark(
        "tbl-block",
        &["ul", "ol", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"],
        |_, context| context.cell,
    ),
    mark("tbl-nested", &["table"], |_, context| context.cell),
    mark("tbl-align", CELLS, |e, _| {
        e.attribute("align").is_some() || e.style_property("text-align").is_some()
    }),
    mark("tbl-caption", &["caption"], |_, _| true),
    mark("tbl-paste", CELLS, |e, _| {
        let is_excel = |class: &str| {
            class.strip_prefix("xl").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        };
        e.has_class("confluenceTd") || e.has_class("kdocs-tableCell") || e.classes().any(is_excel)
    }),
    mark("tbl-in", &["table"], |_, context| context.item || context.quote),
    // Lists and quotes.
    mark("li-loose", &["p"], |e, _| parent_is(e, &["li"])),
    mark("ol-start", &["ol"], |e, _| e.attribute("start").is_some_and(|start| start != "1")),
    mark("li-nested", &["ul", "ol"], |e, _| parent_is(e, &["li", "ul", "ol"])),
    mark(
        "li-code",
        &["pre", "table", "blockquote", "hr", "img", "h1", "h2", "h3", "h4", "h5", "h6"],
        |_, context| context.item,
    ),
    mark("li-br", &["br"], |_, context| context.item && !context.pre),
    mark("li-adjacent", &["ul", "ol"], |e, _| previous(e).is_some_and(|before| before.tag() == e.tag())),
    mark("li-adjacent", &["li"], |e, _| is_empty(e)),
    mark("dl", &["dl"], |_, _| true),
    mark("quote", &["blockquote"], |_, _| true),
    mark("quote-adj", &["blockquote"], |e, context| {
        context.quote || is_empty(e) || previous(e).is_some_and(|before| before.tag() == "blockquote")
    }),
    mark("hr", &["hr"], |_, _| true),
    // Inlines.
    mark("strong-nested", &["strong", "b"], |_, context| context.strong),
    mark("strong-adj", &["strong", "b"], |e, _| {
        previous(e).is_some_and(|before| matches!(before.tag(), "strong" | "b"))
    }),
    mark("strong-mixed", &["br", "img", "a", "code", "em", "i"], |_, context| context.strong && !context.pre),
    mark("font", &["font", "span"], |e, context| {
        !context.pre
            && (e.tag() == "font"
                || e.style_property("color").is_some()
                || e.style_property("background-color").is_some())
    }),
    mark("center", &[], |e, _| {
        !matches!(e.tag(), "td" | "th" | "tr" | "table")
            && (e.tag() == "center"
                || e.attribute("align") == Some("center")
                || e.style_property("text-align").as_deref() == Some("center"))
    }),
    mark("css-em", &["span", "p", "div", "font"], |e, _| {
        let is_bold =
            |weight: String| matches!(weight.as_str(), "bold" | "bolder" | "600" | "700" | "800" | "900");
        e.style_property("font-weight").is_some_and(is_bold)
            || e.style_property("font-style").as_deref() == Some("italic")
    }),
    mark(
        "mark-kbd",
        &["mark", "kbd", "tt", "u", "ins", "del", "s", "strike", "small", "big", "cite", "abbr"],
        |_, _| true,
    ),
    mark("subsup", &["sub", "sup"], |_, _| true),
    mark("wbr", &["wbr"], |_, _| true),
    mark("iframe", &["iframe", "video", "audio", "embed"], |_, _| true),
    // Sources of pasted text.
    mark("src-wechat", &[], |e, _| {
        e.tag() == "section" || e.has_class("img_loading") || has_class_like(e, "rich_media")
    }),
    mark("src-word", &["p"], |e, _| has_class_like(e, "Mso") || e.has_class("p0")),
    mark("src-pdf", &["span"], |e, _| has_class_like(e, "fontstyle")),
    mark("src-zhihu", &[], |e, _| e.has_class("origin_image") || e.has_class("RichText")),
    mark("src-baike", &[], |e, _| {
        e.has_class("para") || e.has_class("best-text") || e.has_class("lemma-anchor")
    }),
    mark("src-misc", &[], |e, _| {
        e.id() == Some("cnblogs_post_body")
            || ["md-line", "wp-caption", "mw-headline", "confluence-embedded-image"]
                .iter()
                .any(|class| e.has_class(class))
            || has_class_like(e, "ql-")
            || has_class_like(e, "pgc-")
    }),
];

/// The marks by element name; those for any element are under the empty name.
static BY_TAG: LazyLock<HashMap<&str, Vec<&Mark>>> = LazyLock::new(|| {
    let mut by_tag: HashMap<&str, Vec<&Mark>> = HashMap::new();
    for mark in MARKS {
        let tags = if mark.tags.is_empty() { &[""] } else { mark.tags };
        tags.iter().for_each(|tag| by_tag.entry(tag).or_default().push(mark));
    }
    by_tag
});

/// Calls `found` with each dialect that `element` has.
pub(super) fn element_dialects(element: Element<'_>, context: Context, mut found: impl FnMut(&'static str)) {
    let marks = [element.tag(), ""].into_iter().filter_map(|tag| BY_TAG.get(tag)).flatten();
    marks.filter(|mark| (mark.holds)(element, context)).for_each(|mark| found(mark.dialect));
    let by_value = match element.tag() {
        "a" => element.attribute("href").and_then(dialect_of_url),
        "img" => element.attribute("alt").and_then(dialect_of_alt),
        _ => None,
    };
    by_value.into_iter().for_each(found);
}

/// A dialect of characters in texts.
struct CharacterMark {
    dialect: &'static str,
    /// The name of the dialect in code blocks.
    in_code: &'static str,
    holds: fn(char) -> bool,
}

const CHARACTER_MARKS: &[CharacterMark] = &[
    CharacterMark { dialect: "nbsp", in_code: "code-nbsp", holds: |c| c == '\u{a0}' },
    CharacterMark {
        dialect: "ch-zw",
        in_code: "code-zw",
        holds: |c| (is_invisible(c) && !c.is_control()) || is_joiner(c),
    },
    CharacterMark { dialect: "ch-pua", in_code: "ch-pua", holds: |c| matches!(c, '\u{e000}'..='\u{f8ff}') },
    CharacterMark {
        dialect: "ch-bad",
        in_code: "ch-bad",
        holds: |c| matches!(c, '\u{fffd}' | '\u{2028}' | '\u{2029}') || (c.is_control() && !is_space(c)),
    },
];

/// Calls `found` with each character dialect of `text`.
pub(super) fn text_dialects(text: &str, context: Context, mut found: impl FnMut(&'static str)) {
    if text.is_ascii() && !text.bytes().any(|byte| byte < b' ' && !byte.is_ascii_whitespace()) {
        return;
    }
    for CharacterMark { dialect, in_code, holds } in CHARACTER_MARKS {
        if text.contains(*holds) {
            found(if context.pre { in_code } else { dialect });
        }
    }
}

/// Whether `node` is a comment after a `{`: the site's protection against templates.
pub(super) fn is_guard(node: Node<'_>) -> bool {
    let before = node.previous().and_then(Node::as_text);
    node.is_comment() && before.is_some_and(|text| text.trim_end_matches(is_space).ends_with('{'))
}

/// The number of nodes searched for what is at the beginning of an element or absent.
const MAX_SEARCHED_NODES: usize = 1000;

fn begins_without(element: Element<'_>, test: fn(Element<'_>) -> bool) -> bool {
    !element.elements().take(MAX_SEARCHED_NODES).any(test)
}

/// Whether `element` has neither text nor images.
fn is_empty(element: Element<'_>) -> bool {
    let mut below = element.node().descendants().take(MAX_SEARCHED_NODES);
    below.all(|node| {
        node.as_element().map_or_else(|| node.is_comment() || node.is_whitespace_only(), |e| e.tag() != "img")
    })
}

fn holds_text(element: Element<'_>) -> bool {
    element.node().children().any(|child| child.as_text().is_some() && !child.is_whitespace_only())
}

/// Returns the only child of `element`, if it is an element. Whitespace and comments do not count.
fn sole_child(element: Element<'_>) -> Option<Element<'_>> {
    let mut shown = element.node().children().filter(|node| !node.is_comment() && !node.is_whitespace_only());
    shown.next().filter(|_| shown.next().is_none())?.as_element()
}

/// Whether `element` is the only visible child of its parent.
fn is_alone(element: Element<'_>) -> bool {
    let shows =
        |node: &Node<'_>| node.as_element().is_some() || !(node.is_comment() || node.is_whitespace_only());
    let beside = element.node().parent().map(Node::children);
    beside.is_some_and(|mut beside| beside.find(shows).is_some() && !beside.any(|node| shows(&node)))
}

/// Returns the element directly before `element`, ignoring whitespace.
fn previous(element: Element<'_>) -> Option<Element<'_>> {
    let before = element.node().previous()?;
    before.as_element().or_else(|| before.previous().filter(|_| before.is_whitespace_only())?.as_element())
}

fn parent_is(element: Element<'_>, tags: &[&str]) -> bool {
    element.node().parent_element().is_some_and(|parent| tags.contains(&parent.tag()))
}

fn has_class_like(element: Element<'_>, prefix: &str) -> bool {
    element.classes().any(|class| class.starts_with(prefix))
}

fn source(image: Element<'_>) -> &str {
    image.attribute("src").unwrap_or_default()
}
