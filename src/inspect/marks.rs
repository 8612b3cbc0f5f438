//! Dialects that are told by how a page is written and that conversion knows by no table: each is a way of writing that
//! is lowered like any other, or in a step of its own. What a row of [`crate::clean::rules`] knows is not here, and
//! neither is what only the words tell.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::chars::{is_blank, is_invisible, is_joiner};
use crate::dom::{Element, Node};
use crate::lower::{dialect_of_address, dialect_of_alt, is_processed};

/// What an element or a text stands in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Around {
    /// The element is the article itself.
    pub(super) root: bool,
    pub(super) cell: bool,
    pub(super) code: bool,
    pub(super) heading: bool,
    pub(super) item: bool,
    pub(super) link: bool,
    /// `pre`, or any other block of code.
    pub(super) pre: bool,
    pub(super) quote: bool,
    pub(super) strong: bool,
}

impl Around {
    /// What the children of `element` stand in, which stands in this.
    pub(super) fn within(self, element: Element<'_>) -> Self {
        let mut around = Self { root: false, ..self };
        match element.tag() {
            "td" | "th" => around.cell = true,
            "code" => around.code = true,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => around.heading = true,
            "li" => around.item = true,
            "a" => around.link = true,
            "pre" | "textarea" => around.pre = true,
            "blockquote" => around.quote = true,
            "strong" | "b" => around.strong = true,
            _ => {}
        }
        around
    }

    const fn is_inside_blocks(self) -> bool {
        self.item || self.quote || self.cell
    }
}

/// A way of writing, and the elements that are written so.
struct Mark {
    dialect: &'static str,
    /// Names, one of which the element has; none for any.
    tags: &'static [&'static str],
    holds: fn(Element<'_>, Around) -> bool,
}

const fn mark(
    dialect: &'static str,
    tags: &'static [&'static str],
    holds: fn(Element<'_>, Around) -> bool,
) -> Mark {
    Mark { dialect, tags, holds }
}

const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];
const CELLS: &[&str] = &["td", "th"];

const MARKS: &[Mark] = &[
    // Wrappers.
    mark("view-ck", &["div"], |e, around| around.root && e.has_class("htmledit_views")),
    mark("view-md", &["div"], |e, around| around.root && e.has_class("markdown_views")),
    mark("inner-view-class", &["div"], |e, around| {
        !around.root
            && e.id() != Some("content_views")
            && (e.has_class("htmledit_views") || e.has_class("markdown_views"))
    }),
    mark("nested-cv", &["div"], |e, around| !around.root && e.id() == Some("content_views")),
    // White space.
    mark("br", &["br"], |e, around| !around.pre && !is_alone(e)),
    mark("empty-nodes", &["p", "div", "span", "strong", "b", "em", "i", "font", "u"], |e, _| {
        e.node().children().all(|child| child.as_element().is_none()) && e.node().is_blank()
    }),
    mark("root-inline", &[], |e, around| around.root && holds_text(e)),
    mark("div-para", &["div"], |e, around| {
        let is_inline = |child: Element<'_>| {
            matches!(child.tag(), "a" | "b" | "code" | "em" | "font" | "i" | "span" | "strong")
        };
        !around.root
            && !around.pre
            && !parent_is(e, CELLS)
            && (holds_text(e) || e.child_elements().any(|child| is_inline(child) && !is_empty(child)))
    }),
    // Headings.
    mark("heading-anchor", &["a"], |e, around| {
        around.heading && (e.id().is_some() || e.attribute("name").is_some()) && is_empty(e)
    }),
    mark("heading-empty", HEADINGS, |e, _| is_empty(e)),
    mark("heading-strong", HEADINGS, |e, _| {
        sole_child(e).is_some_and(|only| matches!(only.tag(), "strong" | "b"))
    }),
    mark("heading-br", &["br", "img", "p", "div", "table", "ul", "ol", "pre", "blockquote"], |_, around| {
        around.heading
    }),
    mark("heading-inner", HEADINGS, |_, around| around.is_inside_blocks()),
    mark("heading-link", &["a"], |e, around| around.heading && e.attribute("href").is_some() && !is_empty(e)),
    mark("pseudo-heading", &["p"], |e, around| {
        !around.is_inside_blocks()
            && sole_child(e).is_some_and(|only| matches!(only.tag(), "strong" | "b") && !is_empty(only))
    }),
    // Code.
    mark("code-prism", &["code"], |e, around| around.pre && e.has_class("prism")),
    mark("code-ck", &["code"], |e, around| {
        around.pre && !e.has_class("prism") && !e.has_class("hljs") && has_class_like(e, "language-")
    }),
    mark("code-hljs", &["code"], |e, around| around.pre && !e.has_class("prism") && e.has_class("hljs")),
    mark("code-bare", &["code"], |e, around| around.pre && !around.code && e.classes().next().is_none()),
    mark("code-has", &["pre"], |e, _| e.has_class("has")),
    mark("code-kdocs", &["pre"], |e, _| has_class_like(e, "kdocs-")),
    mark("code-nocode", &["pre"], |e, _| begins_without(e, |below| below.tag() == "code")),
    mark("code-hljsln", &["ol", "table"], |e, around| around.pre && e.has_class("hljs-ln")),
    mark("code-multi", &["code"], |e, around| {
        around.pre && previous(e).is_some_and(|before| before.tag() == "code")
    }),
    mark("mermaid-code", &["code"], |e, around| {
        around.pre && (e.has_class("language-mermaid") || e.has_class("mermaid"))
    }),
    mark("code-br", &["br"], |_, around| around.pre),
    mark("code-blockkids", &["p", "div", "table", "h1", "h2", "h3", "h4", "h5", "h6"], |_, around| {
        around.pre
    }),
    mark("code-nested", &["pre", "code"], |e, around| around.pre && (around.code || e.tag() == "pre")),
    mark("code-fmt", &["a", "b", "em", "font", "i", "img", "strong", "u"], |_, around| around.pre),
    mark("code-in-li", &["pre"], |_, around| around.is_inside_blocks()),
    mark("code-cnblogs", &["div"], |e, _| e.has_class("cnblogs_code")),
    mark("icode", &["code"], |_, around| !around.pre),
    mark("icode-kids", &["a", "b", "em", "font", "i", "span", "strong"], |_, around| {
        around.code && !around.pre
    }),
    mark("icode-multi", &["br", "div", "p"], |_, around| around.code && !around.pre),
    mark("icode-sole", &["p", "li", "td", "th"], |e, around| {
        !around.pre && sole_child(e).is_some_and(|only| only.tag() == "code")
    }),
    // Pictures.
    mark("img-size", &["img"], |e, _| e.attribute("width").is_some() || e.attribute("height").is_some()),
    mark("img-oss", &["img"], |e, _| is_processed(source(e))),
    mark("img-piccenter", &["img"], |e, _| source(e).contains("#pic_")),
    mark("img-data", &["img"], |e, _| source(e).starts_with("data:")),
    mark("img-b64", &["img"], |e, _| source(e).contains("//imgconvert.csdnimg.cn/")),
    mark("img-center", &["p", "div"], |e, _| e.has_class("img-center")),
    mark("img-link", &["img"], |_, around| around.link),
    mark("kdocs-img", &["div"], |e, _| e.has_class("kdocs-img")),
    mark("figure", &["figure", "figcaption"], |_, _| true),
    // Links.
    mark("link-anchor", &["a"], |e, _| e.attribute("href").is_some_and(|href| href.starts_with('#'))),
    mark("link-nohref", &["a"], |e, _| e.attribute("href").is_none_or(str::is_empty) && !is_empty(e)),
    mark("link-empty", &["a"], |e, _| e.attribute("href").is_some() && is_empty(e)),
    // Tables.
    mark("tbl-headerless", &["table"], |e, _| {
        begins_without(e, |below| matches!(below.tag(), "th" | "thead"))
    }),
    mark("tbl-cellp", &["p", "div"], |e, _| parent_is(e, CELLS)),
    mark("tbl-span", CELLS, |e, _| {
        ["colspan", "rowspan"].iter().any(|name| e.attribute(name).is_some_and(|span| span != "1"))
    }),
    mark("tbl-block", &["ul", "ol", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"], |_, around| {
        around.cell
    }),
    mark("tbl-nested", &["table"], |_, around| around.cell),
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
    mark("tbl-in", &["table"], |_, around| around.item || around.quote),
    // Lists and quotes.
    mark("li-loose", &["p"], |e, _| parent_is(e, &["li"])),
    mark("ol-start", &["ol"], |e, _| e.attribute("start").is_some_and(|start| start != "1")),
    mark("li-nested", &["ul", "ol"], |e, _| parent_is(e, &["li", "ul", "ol"])),
    mark(
        "li-code",
        &["pre", "table", "blockquote", "hr", "img", "h1", "h2", "h3", "h4", "h5", "h6"],
        |_, around| around.item,
    ),
    mark("li-br", &["br"], |_, around| around.item && !around.pre),
    mark("li-adjacent", &["ul", "ol"], |e, _| previous(e).is_some_and(|before| before.tag() == e.tag())),
    mark("li-adjacent", &["li"], |e, _| is_empty(e)),
    mark("dl", &["dl"], |_, _| true),
    mark("quote", &["blockquote"], |_, _| true),
    mark("quote-adj", &["blockquote"], |e, around| {
        around.quote || is_empty(e) || previous(e).is_some_and(|before| before.tag() == "blockquote")
    }),
    mark("hr", &["hr"], |_, _| true),
    // In lines.
    mark("strong-nested", &["strong", "b"], |_, around| around.strong),
    mark("strong-adj", &["strong", "b"], |e, _| {
        previous(e).is_some_and(|before| matches!(before.tag(), "strong" | "b"))
    }),
    mark("strong-mixed", &["br", "img", "a", "code", "em", "i"], |_, around| around.strong && !around.pre),
    mark("font", &["font", "span"], |e, around| {
        !around.pre
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
    // Where it was pasted from.
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

/// The marks by the name they ask for; under none, those that ask for none.
static BY_TAG: LazyLock<HashMap<&str, Vec<&Mark>>> = LazyLock::new(|| {
    let mut by_tag: HashMap<&str, Vec<&Mark>> = HashMap::new();
    for mark in MARKS {
        let tags = if mark.tags.is_empty() { &[""] } else { mark.tags };
        tags.iter().for_each(|tag| by_tag.entry(tag).or_default().push(mark));
    }
    by_tag
});

/// Calls `found` with each dialect that `element` has.
pub(super) fn of_element(element: Element<'_>, around: Around, mut found: impl FnMut(&'static str)) {
    let marks = [element.tag(), ""].into_iter().filter_map(|tag| BY_TAG.get(tag)).flatten();
    marks.filter(|mark| (mark.holds)(element, around)).for_each(|mark| found(mark.dialect));
    let told = match element.tag() {
        "a" => element.attribute("href").and_then(dialect_of_address),
        "img" => element.attribute("alt").and_then(dialect_of_alt),
        _ => None,
    };
    told.into_iter().for_each(found);
}

/// A way in which characters stand in texts.
struct CharacterMark {
    dialect: &'static str,
    /// What it is called in code.
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
        holds: |c| matches!(c, '\u{fffd}' | '\u{2028}' | '\u{2029}') || (c.is_control() && !is_blank(c)),
    },
];

/// Calls `found` with each dialect of characters that `text` has.
pub(super) fn of_text(text: &str, around: Around, mut found: impl FnMut(&'static str)) {
    if text.is_ascii() && !text.bytes().any(|byte| byte < b' ' && !byte.is_ascii_whitespace()) {
        return;
    }
    for CharacterMark { dialect, in_code, holds } in CHARACTER_MARKS {
        if text.contains(*holds) {
            found(if around.pre { in_code } else { dialect });
        }
    }
}

/// Whether a comment stands behind a `{`: the site's guard against templates.
pub(super) fn is_guard(node: Node<'_>) -> bool {
    let before = node.previous().and_then(Node::as_text);
    node.is_comment() && before.is_some_and(|text| text.trim_end_matches(is_blank).ends_with('{'))
}

/// How many nodes are looked at for what stands at the beginning of its element, or nowhere.
const NEAR: usize = 1000;

fn begins_without(element: Element<'_>, test: fn(Element<'_>) -> bool) -> bool {
    !element.elements().take(NEAR).any(test)
}

/// Whether there is neither text nor a picture.
fn is_empty(element: Element<'_>) -> bool {
    let mut below = element.node().descendants().take(NEAR);
    below.all(|node| {
        node.as_element().map_or_else(|| node.is_comment() || node.is_blank(), |e| e.tag() != "img")
    })
}

fn holds_text(element: Element<'_>) -> bool {
    element.node().children().any(|child| child.as_text().is_some() && !child.is_blank())
}

/// The element that is all `element` holds.
fn sole_child(element: Element<'_>) -> Option<Element<'_>> {
    let mut shown = element.node().children().filter(|node| !node.is_comment() && !node.is_blank());
    shown.next().filter(|_| shown.next().is_none())?.as_element()
}

/// Whether nothing stands beside `element` in its box.
fn is_alone(element: Element<'_>) -> bool {
    let shows = |node: &Node<'_>| node.as_element().is_some() || !(node.is_comment() || node.is_blank());
    let beside = element.node().parent().map(Node::children);
    beside.is_some_and(|mut beside| beside.find(shows).is_some() && !beside.any(|node| shows(&node)))
}

/// The element right before `element`, blanks aside.
fn previous(element: Element<'_>) -> Option<Element<'_>> {
    let before = element.node().previous()?;
    before.as_element().or_else(|| before.previous().filter(|_| before.is_blank())?.as_element())
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
