//! What boilerplate may hold. A rule that drops elements by their looks drops only those that hold what such an element
//! holds on its page. Others have their class by accident, around the author's own text, and are seen through.

use super::formula::{is_math_output, source_follows};
use super::predicates::is_decoration;
use crate::chars::{is_cjk, is_invisible, is_space};
use crate::dom::{Element, Node};

/// The maximum number of visible characters in a toolbar, a button or a mark.
const MAX_LABEL_CHARS: usize = 60;

/// The maximum number of letters outside links in boilerplate.
const MAX_PROSE_LETTERS: usize = 100;

/// How the parts of a copyright note start. They are no prose of the author.
const NOTE_STARTS: [&str; 4] = ["版权声明", "版权协议", "本文链接", "本文为博主"];

/// Elements with more nodes or characters are not surveyed: they are no boilerplate.
const MAX_SURVEYED: usize = 20_000;

/// The longest run of Chinese in a formula.
const MAX_CJK_IN_FORMULA: usize = 8;

/// `<ul class="pre-numbering"><li>1</li>…`, `<td class="gutter"><pre>1 2</pre>`: only line numbers.
pub(super) fn holds_numbers(element: Element<'_>) -> bool {
    Contents::of(element).is_some_and(|contents| !contents.has_words && !contents.has_picture)
}

/// `<div class="bar"><div class="tools">[java] view plain copy</div></div>`: a few words, and no paragraph, code or
/// picture.
pub(super) fn holds_label(element: Element<'_>) -> bool {
    Contents::of(element).is_some_and(|contents| {
        !contents.has_code
            && !contents.has_paragraph
            && !contents.has_picture
            && contents.prose + contents.linked <= MAX_LABEL_CHARS
    })
}

/// `<div class="recommend-box"><a href="…"><h4>…</h4></a></div>`: links and short notes, and nothing that an author
/// writes: no code, no paragraph of text, no picture.
pub(super) fn holds_boilerplate(element: Element<'_>) -> bool {
    Contents::of(element).is_some_and(|contents| {
        !contents.has_code
            && !contents.has_own_paragraph
            && !contents.has_picture
            && contents.letters <= MAX_PROSE_LETTERS
    })
}

/// `<div class="left-toolbox"><ul class="toolbox-list">…`: buttons under an article. Where a scraper did not read their
/// markup, it is in a `pre`.
pub(super) fn holds_toolbox(element: Element<'_>) -> bool {
    element.find_class("toolbox-list").is_some()
        && Contents::of(element).is_some_and(|contents| !contents.has_own_paragraph && !contents.has_picture)
}

/// `<div class="crayon-plain-wrap"><textarea>…`: a copy of the code beside the highlighted lines.
pub(super) fn repeats_lines(element: Element<'_>) -> bool {
    let is_lines = |e: Element<'_>| e.has_class("crayon-main");
    element.node().is_whitespace_only()
        || element.node().parent_element().is_some_and(|parent| parent.child_elements().any(is_lines))
}

/// `<span class="MathJax_Preview">\alpha</span><span class="MathJax">α</span><script type="math/tex">\alpha</script>`: a
/// preview or an output beside the formula that it repeats.
pub(super) fn repeats_formula(element: Element<'_>) -> bool {
    if !element.has_class("MathJax_Preview") {
        return source_follows(element) && holds_formula(element);
    }
    let next = element.node().next().and_then(Node::as_element);
    let is_beside = || source_follows(element) || next.is_some_and(is_math_output);
    element.node().is_whitespace_only()
        || (is_beside() && holds_formula(element) && !is_sentence(&element.text()))
}

/// Whether text is Chinese prose and not TeX.
fn is_sentence(text: &str) -> bool {
    let is_long = |run: &str| run.chars().nth(MAX_CJK_IN_FORMULA).is_some();
    !text.contains('\\')
        && (text.contains(['，', '。', '；', '！', '？']) || text.split(|c| !is_cjk(c)).any(is_long))
}

/// Whether the element may be a formula: it has no paragraph, item, code or picture.
pub(super) fn holds_formula(element: Element<'_>) -> bool {
    Contents::of(element).is_some_and(|contents| {
        !contents.has_code && !contents.has_paragraph && !contents.has_picture && !contents.has_item
    })
}

/// Marks for folding that editors put beside line numbers, and what ends a number.
const GUTTER_MARKS: [char; 12] = ['.', ':', '+', '-', '−', '…', '▾', '▸', '▼', '▶', '⌄', '›'];

/// What an element holds.
#[derive(Debug, Default)]
struct Contents {
    /// The number of visible characters outside links and copyright notes, and in them.
    prose: usize,
    linked: usize,
    /// The number of letters outside links, without the digits of dates and counts.
    letters: usize,
    /// A visible character other than those of line numbers.
    has_words: bool,
    /// Code, a text field or a table that is not empty.
    has_code: bool,
    has_item: bool,
    /// A paragraph with text outside links.
    has_paragraph: bool,
    /// The same without a class: paragraphs of boilerplate have one, as `p.copyright_p`.
    has_own_paragraph: bool,
    /// An image that belongs neither to the site nor to a link.
    has_picture: bool,
}

impl Contents {
    /// Surveys what is below `element`. Returns `None` if that is too much for boilerplate.
    fn of(element: Element<'_>) -> Option<Self> {
        let mut contents = Self::default();
        contents.survey(element, false, &mut 0)?;
        Some(contents)
    }

    fn survey(&mut self, element: Element<'_>, in_link: bool, surveyed: &mut usize) -> Option<()> {
        for child in element.node().children() {
            *surveyed += 1;
            if let Some(text) = child.as_text() {
                *surveyed += text.len();
                self.text(text, in_link);
            } else if let Some(below) = child.as_element() {
                self.element(below, in_link, surveyed)?;
            }
            if *surveyed > MAX_SURVEYED {
                return None;
            }
        }
        Some(())
    }

    fn text(&mut self, text: &str, in_link: bool) {
        let is_note = NOTE_STARTS.iter().any(|start| text.trim_start().starts_with(start));
        let in_link = in_link || is_note;
        let visible = || text.chars().filter(|&c| !is_space(c) && !is_invisible(c));
        *(if in_link { &mut self.linked } else { &mut self.prose }) += visible().count();
        self.letters += if in_link { 0 } else { visible().filter(|c| c.is_alphabetic()).count() };
        self.has_words |= visible().any(|c| !c.is_ascii_digit() && !GUTTER_MARKS.contains(&c));
    }

    fn element(&mut self, element: Element<'_>, in_link: bool, surveyed: &mut usize) -> Option<()> {
        let (prose, linked) = (self.prose, self.linked);
        match element.tag() {
            "script" | "style" => return Some(()),
            "img" => self.has_picture |= !in_link && !is_decoration(element) && !is_site_image(element),
            tag => self.survey(element, in_link || tag == "a", surveyed)?,
        }
        match element.tag() {
            "pre" | "textarea" | "table" => self.has_code |= (self.prose, self.linked) != (prose, linked),
            "li" => self.has_item = true,
            "p" if self.prose > prose => {
                self.has_paragraph = true;
                self.has_own_paragraph |= element.classes().next().is_none();
            }
            _ => {}
        }
        Some(())
    }
}

/// `<img src="https://profile.csdnimg.cn/…">`: an avatar or a badge, from a host without images of articles.
fn is_site_image(image: Element<'_>) -> bool {
    const HOSTS: [&str; 5] = [
        "//profile.csdnimg.cn/",
        "//avatar.csdn.net/",
        "//avatar.csdnimg.cn/",
        "//g.csdnimg.cn/",
        "//csdnimg.cn/",
    ];
    image.attribute("src").is_some_and(|source| HOSTS.iter().any(|host| source.contains(host)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn first(html: &str, test: fn(Element<'_>) -> bool) -> bool {
        let page = parse(html, &Limits::default()).unwrap();
        let body = page.elements().find(|e| e.tag() == "body").unwrap();
        test(body.child_elements().next().unwrap())
    }

    #[test]
    fn a_huge_element_is_no_boilerplate() {
        let many = "<i></i>".repeat(MAX_SURVEYED + 1);
        assert!(!first(&format!("<div>{many}</div>"), holds_boilerplate));
        assert!(!first(&format!("<div>{}</div>", "1".repeat(MAX_SURVEYED + 1)), holds_numbers));
        assert!(first("<div>1 2 3</div>", holds_numbers));
    }

    #[test]
    fn pictures_count_unless_they_are_icons() {
        assert!(!first("<div><img src=https://a.b/c.png></div>", holds_label));
        assert!(first("<div><img src=https://a.b/copycode.gif></div>", holds_label));
        assert!(first("<div><a><img src=https://a.b/c.png></a></div>", holds_boilerplate));
        assert!(first("<div><img src=https://profile.csdnimg.cn/1.jpg></div>", holds_boilerplate));
    }
}
