//! Tables of contents that the site's editors make, and the content that only looks like one.

use crate::chars::{is_blank, is_invisible};
use crate::dom::{Element, Node};

/// Whether `element` is a generated table of contents, or a row of one.
///
/// * `div.toc` with `#` links, or with nothing but a title and a list (dialect `toc-div`). Else it holds what
///   `@[TOC](title)` swallowed, the article itself, and only the title above it goes if the editor wrote it.
/// * `p#main-toc`, `p[id$="-toc"]` that are only `#` links or a title, and `hr#hr-toc` (dialect `toc-ck`). The
///   editor uses these `id`s again on real paragraphs, so a row counts only when its links are all it says.
pub(super) fn is_toc(element: Element<'_>) -> bool {
    is_part(element).unwrap_or_else(|| {
        element.has_class("toc") && (links(element).next().is_some() || lists_only(element))
    })
}

/// `p#main-toc`, `p[id$="-toc"]`, `hr#hr-toc`: what a row of one has for its `id`.
pub(super) fn has_toc_id(element: Element<'_>) -> bool {
    element.id().is_some_and(|id| id.ends_with("-toc"))
}

/// Whether `element` is a title, a row or a rule of a table of contents; `None` when it could not be any.
fn is_part(element: Element<'_>) -> Option<bool> {
    Some(match element.tag() {
        "hr" => element.id() == Some("hr-toc"),
        "p" => has_toc_id(element) && is_row(element),
        _ if element.name().is_heading() => {
            element.node().parent_element().is_some_and(|parent| parent.has_class("toc"))
                && is_title(&squash(&element.text()))
        }
        _ => return None,
    })
}

/// Whether there is no text but in a title of the editor's and in lists, and no image.
fn lists_only(toc: Element<'_>) -> bool {
    let is_furniture = |child: Node<'_>| match child.as_element() {
        Some(element) => {
            matches!(element.tag(), "ul" | "ol") || is_part(element) == Some(true) || child.is_blank()
        }
        None => child.is_comment() || child.is_blank(),
    };
    toc.node().children().all(is_furniture) && !has_image(toc)
}

fn is_row(paragraph: Element<'_>) -> bool {
    if has_image(paragraph) {
        return false;
    }
    let text = squash(&paragraph.text());
    let linked: String = links(paragraph).map(|link| squash(&link.text())).collect();
    text == linked || is_title(&text)
}

/// Links to places in this page.
fn links(element: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    element
        .elements()
        .filter(|e| e.tag() == "a" && e.attribute("href").is_some_and(|href| href.starts_with('#')))
}

fn has_image(element: Element<'_>) -> bool {
    element.find_tag("img").is_some()
}

/// What stands above a table of contents.
const TITLES: [&str; 12] = [
    "目录",
    "目錄",
    "文章目录",
    "文章目錄",
    "博客目录",
    "本文目录",
    "tableofcontents",
    "contents",
    "toc",
    "目次",
    "目录:",
    "目录：",
];

fn is_title(text: &str) -> bool {
    TITLES.contains(&text.to_lowercase().as_str())
}

fn squash(text: &str) -> String {
    text.chars().filter(|&c| !is_blank(c) && !is_invisible(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn holds(html: &str) -> bool {
        let dom = parse(html, &Limits::default()).unwrap();
        let body = dom.elements().find(|e| e.tag() == "body").unwrap();
        is_toc(body.child_elements().next().unwrap())
    }

    #[test]
    fn rows_of_links_are_a_table_of_contents() {
        assert!(holds("<div class=toc><h4>题</h4><ul><li><a href='#_1'>一</a></ul></div>"));
        assert!(holds("<div class=toc><h4>文章目录</h4><ul><li>一</ul></div>"));
        assert!(holds("<p id='x-toc'><a href='#x'>一</a></p>"));
        assert!(holds("<p id='main-toc'><strong>目录</strong></p>"));
    }

    #[test]
    fn content_in_the_same_clothes_is_not() {
        assert!(!holds("<div class=toc><h4>题</h4><p>正文</p></div>"));
        assert!(!holds("<p id='main-toc'>正文的第一段</p>"));
        assert!(!holds("<p id='x-toc'><a href='#x'>一</a>还有正文</p>"));
    }
}
