//! Tables of contents without the markup of an editor: those of the site's old skins, lists that repeat the headings,
//! and labels with nothing under them.

use super::guards::is_media;
use super::toc::{is_toc, visible_text};
use crate::chars::{is_visible, trim_ascii_start};
use crate::dom::{Element, Name, Node};

/// Old skins put a table of contents before the article: `目录(?)[+]` and a list of links to `#t0`, `#t1`, …
///
/// `<p><span>目录<a title="系统根据文章中H1到H6标签自动生成文章目录" href="#">(?)</a></span><a title="展开" href="#">[+]</a></p>`
pub(super) fn is_skin_label(element: Element<'_>) -> bool {
    let text = if starts_like_label(element) { short_text(element.node()) } else { None };
    let mark = text.as_deref().and_then(|text| text.strip_prefix("目录"));
    mark.is_some_and(|mark| ["(?)", "(?)[+]", "(?)[-]", "[+]", "[-]"].contains(&mark))
}

/// `<ol><li><a href="http://blog.csdn.net/user/article/details/1#t0">…`: only links to anchors that the skin numbered.
pub(super) fn is_skin_list(list: Element<'_>) -> bool {
    let is_numbered = |href: &str| {
        let fragment = href.rsplit_once("#t").map_or("", |(_, number)| number);
        !fragment.is_empty() && fragment.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut links = 0_usize;
    let mut nodes = list.node().descendants().take(MAX_LIST_NODES);
    let is_entry = |node: Node<'_>| match node.as_element() {
        Some(element) if element.tag() == "a" => {
            links += 1;
            element.attribute("href").is_some_and(is_numbered)
        }
        Some(element) => element.tag() != "img",
        None => node.is_whitespace_only() || node.ancestors().take(3).any(|e| e.tag() == "a"),
    };
    nodes.all(is_entry) && links > 1
}

/// `<h2>目录</h2>` before the next heading, a table of contents or the end of the article.
pub(super) fn is_idle_label(element: Element<'_>) -> bool {
    let is_labelled = || short_text(element.node()).is_some_and(|text| is_label(&text));
    if !starts_like_label(element) || !is_labelled() || is_inside_block(element) {
        return false;
    }
    match after_label(element) {
        After::Toc | After::End => true,
        After::Heading(next) => !element.name().is_heading() || next.tag() <= element.tag(),
        After::Content => false,
    }
}

/// A list before the first section of which every item repeats a heading, in order, and shows no picture.
pub(super) fn is_opening_list(list: Element<'_>) -> bool {
    const MIN_ITEMS: usize = 3;
    let items = || list.elements().filter(|e| e.tag() == "li");
    if items().nth(MIN_ITEMS - 1).is_none() || is_inside_block(list) || !is_opening(list) {
        return false;
    }
    let mut headings = following(list).filter_map(Node::as_element).filter(|e| e.name().is_heading());
    let repeats_headings = items().take(MAX_LIST_NODES).all(|item| {
        let name = entry_name(&own_text(item));
        let holds_list = || item.child_elements().any(|e| matches!(e.tag(), "ul" | "ol"));
        if name.is_empty() {
            holds_list()
        } else {
            headings.any(|heading| entry_name(&heading.text()) == name)
        }
    });
    repeats_headings && list.find(is_media).is_none()
}

/// The maximum number of nodes of a list that is examined.
const MAX_LIST_NODES: usize = 4_000;

/// The maximum number of nodes examined around a label or a list.
const MAX_NODES_AROUND: usize = 400;

/// What follows a label.
enum After<'a> {
    Toc,
    Heading(Element<'a>),
    Content,
    End,
}

fn after_label(label: Element<'_>) -> After<'_> {
    let mut found = After::End;
    let mut next = after(label.node());
    for _ in 0..MAX_NODES_AROUND {
        let Some(node) = next else { return found };
        next = node.children().next().or_else(|| after(node));
        let is_content = match node.as_element() {
            Some(element) if is_generated(element) => {
                (found, next) = (After::Toc, after(node));
                false
            }
            Some(element) if element.name().is_heading() && !node.is_whitespace_only() => {
                return if matches!(found, After::Toc) { found } else { After::Heading(element) };
            }
            Some(element) if matches!(element.tag(), "script" | "style") => {
                next = after(node);
                false
            }
            Some(element) => matches!(element.tag(), "img" | "iframe" | "video" | "input" | "svg"),
            None if node.as_text().is_some_and(is_marker) => {
                found = After::Toc;
                false
            }
            None => !node.is_comment() && !node.is_whitespace_only(),
        };
        if is_content {
            return if matches!(found, After::Toc) { found } else { After::Content };
        }
    }
    After::Content
}

/// Whether `element` is a table of contents that another rule drops.
fn is_generated(element: Element<'_>) -> bool {
    match element.tag() {
        "ul" | "ol" => is_skin_list(element) || is_opening_list(element),
        tag => matches!(tag, "div" | "p" | "hr") && is_toc(element),
    }
}

/// `[TOC]`, `@[toc]`
fn is_marker(text: &str) -> bool {
    visible_text(text).trim_start_matches('@').eq_ignore_ascii_case("[toc]")
}

/// Whether nothing but a title, labels and a short introduction precede the list.
fn is_opening(list: Element<'_>) -> bool {
    const MAX_PARAGRAPHS: usize = 2;
    let (mut is_labelled, mut paragraphs, mut titles) = (false, 0, 0);
    for node in preceding(list).take(MAX_NODES_AROUND) {
        let label = short_text(node);
        let is_nearest = paragraphs + titles == 0 && !is_labelled;
        match node.as_element() {
            _ if label.as_ref().is_some_and(String::is_empty) => {}
            _ if label.as_deref().is_some_and(is_label) => is_labelled |= is_nearest,
            Some(element) if element.name().is_heading() => titles += 1,
            Some(element) if holds_sections(element) => return false,
            _ if is_nearest && introduces(node) => return false,
            _ => paragraphs += 1,
        }
        // What lies further away changes nothing about either.
        if titles > 1 || (!is_labelled && paragraphs > MAX_PARAGRAPHS) {
            return false;
        }
    }
    true
}

/// Whether an element is more than a paragraph of an introduction.
fn holds_sections(element: Element<'_>) -> bool {
    let is_more = |e: Element<'_>| {
        e.name().is_heading() || matches!(e.tag(), "ul" | "ol" | "pre" | "table" | "img" | "blockquote")
    };
    is_more(element) || element.find(is_more).is_some()
}

/// `本文包括：`, which needs the list that follows.
fn introduces(node: Node<'_>) -> bool {
    node.text().trim_end().ends_with(['：', ':', '，', ','])
}

/// The node after `node` and what is below it, up to the end of the article.
fn after(mut node: Node<'_>) -> Option<Node<'_>> {
    loop {
        match node.next() {
            Some(next) => return Some(next),
            None => node = node.parent_element().filter(|parent| !is_root(*parent))?.node(),
        }
    }
}

/// The nodes after `element` in document order, up to the end of the article.
fn following(element: Element<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(after(element.node()), |node| node.children().next().or_else(|| after(*node)))
}

/// The nodes before `element`, the nearest first: its siblings, then those of its ancestors, up to the start of the
/// article.
fn preceding(element: Element<'_>) -> impl Iterator<Item = Node<'_>> {
    fn before(mut node: Node<'_>) -> Option<Node<'_>> {
        loop {
            match node.previous() {
                Some(previous) => return Some(previous),
                None => node = node.parent_element().filter(|parent| !is_root(*parent))?.node(),
            }
        }
    }
    std::iter::successors(before(element.node()), |node| before(*node))
}

fn is_root(element: Element<'_>) -> bool {
    matches!(element.id(), Some("content_views" | "article_content"))
        || matches!(element.tag(), "article" | "body")
}

fn is_inside_block(element: Element<'_>) -> bool {
    element.node().ancestors().any(|e| matches!(e.tag(), "li" | "ul" | "ol" | "td" | "th" | "blockquote"))
}

/// The text of an item without its sublists.
fn own_text(item: Element<'_>) -> String {
    let is_list = |node: &Node<'_>| node.as_element().is_some_and(|e| matches!(e.tag(), "ul" | "ol"));
    item.node().children().filter(|child| !is_list(child)).map(Node::text).collect()
}

/// The letters of an entry or a heading, without its number.
fn entry_name(text: &str) -> String {
    let is_number = |c: char| {
        c.is_ascii_digit()
            || matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
            || matches!(c, '.' | '．' | '、' | ')' | '）' | '(' | '（' | ':' | '：')
    };
    let visible = visible_text(text).to_lowercase();
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let unnumbered = letters(visible.trim_start_matches(is_number));
    if unnumbered.is_empty() { letters(&visible) } else { unnumbered }
}

/// Whether the first visible character is one with which labels start. Most elements fail here.
fn starts_like_label(element: Element<'_>) -> bool {
    let mut texts = element.node().descendants().take(MAX_LABEL_NODES).filter_map(Node::as_text);
    texts.find_map(first_visible).is_some_and(starts_label)
}

const fn starts_label(c: char) -> bool {
    matches!(c, '目' | '文' | '博' | '本' | '【' | '[')
}

/// Whether `text`, which has no whitespace around it, may be the first text of a label, or of a label of a skin.
pub(super) fn may_start_label(text: &str) -> bool {
    let letters = || text.chars().filter(|c| is_visible(*c) && !BRACKETS.contains(c));
    let is_start = |label: &&str| label.chars().zip(letters()).all(|(expected, found)| expected == found);
    text.chars().find(|c| is_visible(*c)).is_some_and(starts_label) && LABELS.iter().any(is_start)
}

/// The signs in the brackets behind a skin's label.
pub(super) const SKIN_SIGNS: [char; 3] = ['?', '+', '-'];

/// Whether `text` may be part of a skin's label, which starts in it or before it.
pub(super) fn continues_skin_label(text: &str, has_started: bool) -> bool {
    let is_part = |c: char| SKIN_SIGNS.contains(&c) || matches!(c, '目' | '录' | '(' | ')' | '[' | ']');
    text.chars().all(|c| is_part(c) || !is_visible(c)) && (has_started || text.contains('目'))
}

fn first_visible(text: &str) -> Option<char> {
    trim_ascii_start(text).chars().find(|c| is_visible(*c))
}

/// The maximum number of nodes in a label.
const MAX_LABEL_NODES: usize = 48;

/// The visible text of a node, if it is short and without images.
fn short_text(node: Node<'_>) -> Option<String> {
    const MAX_CHARS: usize = 24;
    let (mut text, mut left) = (String::with_capacity(char::MAX_LEN_UTF8 * MAX_CHARS), MAX_CHARS);
    for (count, below) in std::iter::once(node).chain(node.descendants()).enumerate() {
        let is_image = below.as_element().is_some_and(|e| e.name() == Name::Img);
        if is_image || count > MAX_LABEL_NODES {
            return None;
        }
        for c in below.as_text().unwrap_or_default().chars().filter(|c| is_visible(*c)) {
            left = left.checked_sub(1)?;
            text.push(c);
        }
    }
    Some(text)
}

/// The Chinese labels of tables of contents.
const LABELS: [&str; 6] = ["目录", "目錄", "文章目录", "文章目錄", "博客目录", "本文目录"];

/// What may be around a label.
const BRACKETS: [char; 6] = ['【', '】', '[', ']', '：', ':'];

fn is_label(text: &str) -> bool {
    LABELS.contains(&text.trim_matches(BRACKETS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    #[test]
    fn a_list_that_repeats_the_headings_is_kept_with_its_pictures() {
        let is_opening = |first: &str| {
            let html = format!("<ul><li>{first}甲<li>乙<li>丙</ul><h1>甲</h1><h1>乙</h1><h1>丙</h1>");
            let dom = parse(&html, &Limits::default()).unwrap();
            is_opening_list(dom.elements().find(|e| e.tag() == "ul").unwrap())
        };
        assert!(is_opening(""));
        assert!(!is_opening("<img src=a>"));
    }
}
