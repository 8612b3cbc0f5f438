//! White space at the edges of inline elements, given back where a pretty-printer destroyed it.
//!
//! A pretty-printed page has every text on indented lines of its own, so nothing tells whether a blank stood
//! between two texts (dialect `inline-boundary`). Characters on both sides decide, and between Chinese and Latin
//! what the article itself does where its text is intact.

use crate::chars::{is_blank, is_cjk, is_cjk_punctuation};
use crate::dom::{Element, Node};
use crate::options::Spacing;

use super::run::Crossed;

/// What an article does about blanks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spaces {
    /// Whether a pretty-printer put every text on lines of its own.
    pub(super) prettified: bool,
    /// Whether the author writes a blank between Chinese and Latin: `使用 React`.
    pub(super) cjk_latin: bool,
    /// Whether a newline between two Chinese characters is nothing.
    pub(super) joins_cjk_lines: bool,
}

impl Spaces {
    /// Looks at the texts below `root`.
    pub(super) fn of(root: Element<'_>, spacing: Spacing) -> Self {
        let repaired = spacing != Spacing::Keep;
        Self {
            prettified: repaired && is_prettified(root),
            cjk_latin: spacing == Spacing::Auto && writes_blanks(root),
            joins_cjk_lines: repaired,
        }
    }
}

/// The texts whose white space a pretty-printer would have touched.
fn texts(root: Element<'_>) -> impl Iterator<Item = &str> {
    let is_kept = |node: &Node<'_>| {
        node.parent_element().is_none_or(|parent| !matches!(parent.tag(), "script" | "style" | "textarea"))
            && !node.ancestors().any(|above| matches!(above.tag(), "pre" | "svg"))
    };
    root.node()
        .descendants()
        .filter(move |node| node.as_text().is_some() && is_kept(node))
        .filter_map(Node::as_text)
}

/// Whether at least 19 in 20 texts stand on indented lines of their own.
fn is_prettified(root: Element<'_>) -> bool {
    let (mut alone, mut all) = (0_usize, 0_usize);
    for text in texts(root) {
        let body = text.trim_matches(is_blank);
        if body.is_empty() {
            continue;
        }
        let on_own_line = |edge: &str| edge.contains('\n');
        let lead = text.len() - text.trim_start_matches(is_blank).len();
        let tail = text.trim_end_matches(is_blank).len();
        let edges = (text.get(..lead).unwrap_or_default(), text.get(tail..).unwrap_or_default());
        all += 1;
        alone += usize::from(on_own_line(edges.0) && on_own_line(edges.1));
    }
    all > 0 && alone * 20 >= all * 19
}

/// Whether Chinese and Latin are set apart by a blank more often than not inside the article's texts.
fn writes_blanks(root: Element<'_>) -> bool {
    let (mut apart, mut glued) = (0_usize, 0_usize);
    for text in texts(root) {
        let mut before = [' ', ' '];
        for c in text.chars() {
            let [second, first] = before;
            if differ(first, c) {
                glued += 1;
            } else if is_blank(first) && first != '\n' && differ(second, c) {
                apart += 1;
            }
            before = [first, c];
        }
    }
    apart > glued
}

/// Whether one of the two is Chinese and the other a Latin letter or a digit.
fn differ(a: char, b: char) -> bool {
    (is_cjk(a) && b.is_ascii_alphanumeric()) || (a.is_ascii_alphanumeric() && is_cjk(b))
}

/// White space between two characters that are shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    /// There is some.
    pub(super) any: bool,
    /// There is a newline in it.
    pub(super) newline: bool,
    /// The edge of an element or of a text lies in it.
    pub(super) edge: bool,
}

/// Whether a blank stands between `left` and `right`.
pub(super) fn is_blank_between(left: char, right: char, gap: Gap, crossed: Crossed, spaces: Spaces) -> bool {
    if !gap.any {
        return false;
    }
    if gap.edge && spaces.prettified {
        return restored(left, right, crossed, spaces.cjk_latin);
    }
    let wide = |c| is_cjk(c) || is_cjk_punctuation(c);
    !(gap.newline && spaces.joins_cjk_lines && wide(left) && wide(right))
}

/// Decides a boundary that lost its white space.
fn restored(left: char, right: char, crossed: Crossed, cjk_latin: bool) -> bool {
    if is_cjk_punctuation(left) || is_cjk_punctuation(right) || crossed.glues() {
        return false;
    }
    match (is_cjk(left), is_cjk(right)) {
        (true, true) => false,
        (true, false) => cjk_latin && right.is_ascii_alphanumeric(),
        (false, true) => cjk_latin && left.is_ascii_alphanumeric(),
        (false, false) => {
            !(closes(right) || opens(left) || (crossed.has(Crossed::DROP_CAP) && right.is_lowercase()))
        }
    }
}

/// ASCII punctuation that never has a blank before it.
const fn closes(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '%')
}

/// ASCII punctuation that never has a blank after it.
const fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '/' | '@' | '#' | '$' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn spaces(html: &str) -> Spaces {
        let dom = parse(html, &Limits::default()).unwrap();
        let body = dom.elements().find(|e| e.tag() == "body").unwrap();
        Spaces::of(body, Spacing::Auto)
    }

    #[test]
    fn indented_lines_of_their_own_mean_a_pretty_printer() {
        assert!(spaces("<p>\n 一\n <b>\n  二\n </b>\n</p>").prettified);
        assert!(!spaces("<p>一<b>二</b></p>\n<p>三</p>").prettified);
        assert!(!spaces("<p>\n一 <b>二</b> 三\n</p>").prettified);
    }

    #[test]
    fn code_does_not_tell_whether_a_page_was_pretty_printed() {
        assert!(spaces("<p>\n 一\n</p>\n<pre>a</pre>").prettified);
    }

    #[test]
    fn the_majority_decides_between_chinese_and_latin() {
        assert!(spaces("<p>使用 React 写").cjk_latin);
        assert!(!spaces("<p>使用React写").cjk_latin);
        assert!(!spaces("<p>使用").cjk_latin);
    }

    #[test]
    fn lost_boundaries_are_decided_by_their_characters() {
        let none = Crossed::default();
        assert!(!restored('中', '文', none, true));
        assert!(!restored('a', '，', none, true));
        assert!(restored('a', '中', none, true));
        assert!(!restored('a', '中', none, false));
        assert!(restored('a', 'b', none, false));
        assert!(!restored('a', '.', none, true));
        assert!(!restored('/', 'a', none, true));
        assert!(!restored('2', '5', Crossed::RAISED, true));
        assert!(!restored('W', 'e', Crossed::DROP_CAP, false));
    }
}
