//! Our parser makes the tree of a page that another one makes.

use std::fmt::Write as _;

use arbitrary::{Result, Unstructured};
use csdown::{Limits, dom};

use super::html5ever;

/// The elements that parsing treats alike are here once or twice, the others all.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "a", "address", "annotation-xml", "applet", "area", "article", "b", "base", "body", "br", "button", "caption", "center", "code", "col",
    "colgroup", "dd", "desc", "details", "div", "dl", "dt", "em", "embed", "fieldset", "font", "foreignObject", "form", "h1", "h2", "head", "hr",
    "html", "i", "iframe", "image", "img", "input", "keygen", "label", "li", "link", "listing", "main", "malignmark", "marquee", "math", "menu",
    "meta", "mglyph", "mi", "mo", "mtext", "nobr", "noembed", "noscript", "object", "ol", "optgroup", "option", "p", "param", "path", "plaintext",
    "pre", "rb", "rp", "rt", "rtc", "ruby", "s", "script", "section", "select", "span", "strong", "style", "sub", "summary", "svg", "table", "tbody",
    "td", "textarea", "th", "thead", "title", "tr", "u", "ul", "unknown", "wbr", "x-y", "xmp",
];

#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "", "", "", "", " x=1", " y='2'", " a=\"&lt;&ampx&amp=\"", " b", " / ", "/", " X=3 x=4", " color=red", " type=hidden", " encoding='text/html'",
    " a==b", " a='\n'", " =x", " viewBox=1 xlink:href=2", "\u{c}a=b\tc", " a=\0", " a\0b",
];

#[rustfmt::skip]
const TEXTS: &[&str] = &[
    "x", " ", "\n", "字", "&amp;", "&lt", "&nbsp;", "&notit;", "&#x4e00;", "&#128;", "&#xD800;", "<", "</", "<1", "&", "a\n b", "\0", "\r\n", "\r",
    "<!-- c -->", "<!-->", "<!--->", "<!--x--!>", "<!--", "-->", "<!x>", "<?pi>", "</ x>", "<![CDATA[ y\0 ]]>", "]]>", "<!DOCTYPE html>",
    "<!doctype html public \"-//W3C//DTD HTML 4.01 Transitional//EN\">", "<script><!-- <script> </script> --></script>",
];

/// Tags and texts at random, few names again and again.
pub fn soup(u: &mut Unstructured<'_>) -> Result<String> {
    let names: Vec<&str> =
        (0..u.int_in_range(2..=10)?).map(|_| u.choose(NAMES).copied()).collect::<Result<_>>()?;
    let mut html = String::new();
    if u.arbitrary()? {
        html.push_str("<!DOCTYPE html>");
    }
    for _ in 0..u.int_in_range(1..=30)? {
        match u.int_in_range(0..=9)? {
            0..=4 => write!(html, "<{}{}>", u.choose(&names)?, u.choose(ATTRIBUTES)?).unwrap(),
            5..=7 => write!(html, "</{}>", u.choose(&names)?).unwrap(),
            _ => html.push_str(u.choose(TEXTS)?),
        }
    }
    Ok(html)
}

/// Our tree of `html` is that of html5ever.
pub fn same_tree(html: &str) {
    if left_out(html) {
        return;
    }
    let page = dom::parse(html, &Limits::default()).unwrap();
    let (expected, names) = html5ever::tree(html);
    let mut ours = String::new();
    write_children(page.root(), 0, &mut names.iter(), &mut ours);
    assert!(ours == expected, "{html:?}\n--- ours\n{ours}--- html5ever's\n{expected}");
}

/// What we leave out, and what html5ever does otherwise than the standard: `</>` uses up the newline that does not
/// count. Pages of many tags may lie too deep.
fn left_out(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    html.matches('<').count() > 200
        || ["<template", "<frame", "</>", "<noframes"].iter().any(|mark| html.contains(mark))
}

/// Writes the tree below `node`. We give out attributes by name only: the names are those of the other tree.
fn write_children<'a>(
    node: dom::Node<'_>,
    depth: usize,
    names: &mut impl Iterator<Item = &'a Vec<String>>,
    out: &mut String,
) {
    for child in node.children() {
        write!(out, "{:depth$}", "").unwrap();
        if let Some(text) = child.as_text() {
            writeln!(out, "{text:?}").unwrap();
        } else if let Some(element) = child.as_element() {
            write!(out, "<{}", element.tag()).unwrap();
            for name in names.next().into_iter().flatten() {
                let value = element.attribute(name).unwrap_or("missing");
                write!(out, " {name}={value:?}").unwrap();
            }
            writeln!(out, ">").unwrap();
        } else {
            writeln!(out, "<!---->").unwrap();
        }
        write_children(child, depth + 1, names, out);
    }
}
