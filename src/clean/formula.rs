//! Conditions of the rules for formulas. Each quotes the markup it matches.

use crate::csdn::images::LAZY_SOURCES;
use crate::csdn::math::{TEX_ATTRIBUTES, TEX_DELIMITERS, TEX_RENDERERS, TexRenderer};
use crate::dom::{Element, Node};

/// The siblings to search for the source of a formula beside its output: a preview, an output and a copy for screen
/// readers, with whitespace and comments between them.
const MAX_SIBLINGS_TO_SOURCE: usize = 16;

/// `<script type="math/tex; mode=display">`
pub(super) fn is_math_script(element: Element<'_>) -> bool {
    element.tag() == "script" && element.attribute("type").is_some_and(|t| t.starts_with("math/tex"))
}

/// `.MathJax`, `.MathJax_SVG`, …
pub(super) fn is_math_output(element: Element<'_>) -> bool {
    element.classes().any(|class| class.starts_with("MathJax"))
}

/// Returns the source after MathJax output: the script, or Zhihu's copy of it.
pub(super) fn source_after(output: Element<'_>) -> Option<Element<'_>> {
    let is_source = |e: &Element<'_>| is_math_script(*e) || e.has_class("math-holder");
    nearest(output, Node::next, is_math_output).filter(is_source)
}

/// `<script type="math/tex">x</script><span class="math-holder">x</span>`: returns the script.
pub(super) fn source_before(copy: Element<'_>) -> Option<Element<'_>> {
    nearest(copy, Node::previous, |_| false).filter(|source| is_math_script(*source))
}

/// `<span class="mwe-math-mathml-inline"><math>…</math></span><img class="mwe-math-fallback-image-inline" alt="x">`:
/// returns the TeX of the image.
pub(super) fn alt_after(mathml: Element<'_>) -> Option<&str> {
    let image = nearest(mathml, Node::next, |_| false).filter(|e| e.tag() == "img")?;
    image.attribute("alt").filter(|alt| !alt.is_empty())
}

/// Returns the nearest sibling in the direction of `next`, ignoring whitespace, comments and elements that `skips`.
fn nearest<'a>(
    element: Element<'a>,
    next: fn(Node<'a>) -> Option<Node<'a>>,
    skips: fn(Element<'a>) -> bool,
) -> Option<Element<'a>> {
    let is_skippable = |node: &Node<'a>| node.as_element().map_or_else(|| node.is_whitespace_only(), skips);
    let siblings = std::iter::successors(next(element.node()), |node| next(*node));
    siblings.take(MAX_SIBLINGS_TO_SOURCE).find(|node| !is_skippable(node))?.as_element()
}

/// `<span class="katex--inline">KaTeX parse error: …</span>`: KaTeX's error message in place of a formula.
pub(super) fn is_failed_katex(element: Element<'_>) -> bool {
    let characters = element.node().descendants().filter_map(Node::as_text).flat_map(str::chars);
    let mut shown = characters.skip_while(|c| c.is_whitespace());
    "KaTeX parse error".chars().all(|c| shown.next() == Some(c))
}

/// An image from a TeX renderer, or with TeX in an attribute: `<img eeimg="1" alt="x^2">`, `<img data-formula="x^2">`.
pub(super) fn is_math_image(image: Element<'_>) -> bool {
    has_tex(image)
        || ["eeimg", "data-eeimg"].iter().any(|name| image.attribute(name).is_some())
        || LAZY_SOURCES
            .iter()
            .chain(&["src"])
            .filter_map(|name| image.attribute(name))
            .any(|url| tex_renderer(url).is_some())
}

/// `<a href="https://www.codecogs.com/eqnedit.php?latex=x"><img src="https://latex.codecogs.com/gif.latex?x"></a>`: a
/// link from a formula to the editor it was made with.
pub(super) fn is_renderer_link(link: Element<'_>) -> bool {
    link.attribute("href").is_some_and(|href| tex_renderer(href).is_some())
}

/// Whether the link shows nothing but an image.
pub(super) fn holds_only_an_image(link: Element<'_>) -> bool {
    link.node().is_whitespace_only() && link.find_tag("img").is_some()
}

/// Returns the TeX renderer of `url`.
pub(crate) fn tex_renderer(url: &str) -> Option<&'static TexRenderer> {
    // To search for two bytes with `str::find` takes longer to prepare than to do.
    let slashes = url.as_bytes().windows(2).position(|pair| pair == b"//")?;
    let address = url.get(slashes + 2..)?;
    let (host, path) = address.split_at(
        address.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(address.len()),
    );
    let path = path.strip_prefix('/').unwrap_or(path);
    let is_host = |known: &str| {
        known.is_empty() || host.strip_suffix(known).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
    };
    // The first byte of the path tells nearly all apart.
    let may_start = |known: &str| known.is_empty() || known.as_bytes().first() == path.as_bytes().first();
    TEX_RENDERERS.iter().find(|known| {
        may_start(known.path)
            && is_host(known.host)
            && path.starts_with(known.path)
            && (known.marker.is_empty() || path.contains(known.marker))
    })
}

/// `<span class="ztext-math" data-tex="x^2">`, `<div class="math-block" data-math="x^2">`
pub(super) fn is_tex_element(element: Element<'_>) -> bool {
    has_tex(element) && element.classes().any(|class| class.contains("math") || class.contains("equation"))
}

fn has_tex(element: Element<'_>) -> bool {
    stated_tex(element).is_some()
}

/// Returns the TeX in an attribute of `element`.
pub(super) fn stated_tex(element: Element<'_>) -> Option<&str> {
    TEX_ATTRIBUTES.iter().filter_map(|name| element.attribute(name)).find(|tex| !tex.trim().is_empty())
}

/// `<math-renderer>$x^2$</math-renderer>`, `<span class="math inline">\(x^2\)</span>`: text that its element declares to
/// be a formula.
pub(super) fn is_delimited_tex(element: Element<'_>) -> bool {
    if element.child_elements().next().is_some() {
        return false;
    }
    let text = element.text();
    let text = text.trim();
    TEX_DELIMITERS.iter().any(|(open, close, _)| {
        text.len() > open.len() + close.len() && text.starts_with(open) && text.ends_with(close)
    })
}
