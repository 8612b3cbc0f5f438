//! What boilerplate may hold. A rule that drops elements by their looks drops only those that hold what such an element
//! holds on its page. Others have their class by accident, around the author's own text, and are seen through.

use std::collections::HashSet;

use super::formula::{alt_after, is_math_output, is_math_script, source_after, source_before, stated_tex};
use super::predicates::is_decoration;
use crate::chars::{is_cjk, is_space, is_visible, trim_end, trim_start};
use crate::csdn::images::SITE_HOSTS;
use crate::csdn::text::COPYRIGHT_STARTS;
use crate::dom::{Element, Name, Node};

/// The maximum number of visible characters in a toolbar, a button or a mark.
const MAX_LABEL_CHARS: usize = 60;

/// The maximum number of letters outside links in boilerplate.
const MAX_PROSE_LETTERS: usize = 100;

/// Elements with more nodes or characters are not surveyed: they are no boilerplate.
const MAX_SURVEYED: usize = 20_000;

/// The longest run of Chinese in a formula.
const MAX_CJK_IN_FORMULA: usize = 8;

/// `<ul class="pre-numbering"><li>1</li>…`, `<td class="gutter"><pre>1 2</pre>`: only line numbers.
pub(super) fn holds_numbers(element: Element<'_>) -> bool {
    Contents::of_numbers(element)
        .is_some_and(|contents| !contents.has_media() && !contents.has_linked_picture)
}

/// `<div class="bar"><div class="tools">[java] view plain copy</div></div>`: a few words, and no paragraph, code or
/// picture.
pub(super) fn holds_label(element: Element<'_>) -> bool {
    Contents::of(element).is_some_and(|contents| {
        !contents.has_code
            && !contents.has_paragraph
            && !contents.has_media()
            && !contents.has_linked_picture
            && contents.prose + contents.linked <= MAX_LABEL_CHARS
    })
}

/// `<div class="recommend-box"><a href="…"><h4>…</h4></a></div>`: links and short notes, and nothing that an author
/// writes: no code, no paragraph of text, no picture, formula or frame.
pub(super) fn holds_boilerplate(element: Element<'_>) -> bool {
    Contents::of(element).is_some_and(|contents| contents.is_boilerplate() && !contents.has_media())
}

/// `<ins class="adsbygoogle"><iframe src="…"></iframe></ins>`: the same, or a frame, which shows the advertisement.
pub(super) fn holds_advertisement(element: Element<'_>) -> bool {
    Contents::of(element)
        .is_some_and(|contents| contents.is_boilerplate() && !contents.has_picture && !contents.has_formula)
}

/// `<p class="artid">68747470…</p>`: one word of ASCII, and nothing else.
pub(super) fn holds_id(element: Element<'_>) -> bool {
    let text = element.text();
    let is_word = text.trim_matches(is_space).bytes().all(|byte| byte.is_ascii_graphic());
    let is_bare =
        |contents: Contents| !(contents.has_media() || contents.has_linked_picture || contents.has_code);
    is_word && Contents::of(element).is_some_and(is_bare)
}

/// `<div class="left-toolbox"><ul class="toolbox-list">…`: buttons under an article. Where a scraper did not read their
/// markup, it is in a `pre`.
pub(super) fn holds_toolbox(element: Element<'_>) -> bool {
    let Some(contents) = Contents::of(element) else { return false };
    let listings = || element.elements().filter(|e| e.tag() == "pre");
    let listed: usize = listings().filter_map(Contents::of).map(|contents| contents.letters).sum();
    element.find_class("toolbox-list").is_some()
        && element.find_tag("table").is_none()
        && listings().all(|listing| listing.text().contains("tool-item"))
        && !contents.has_own_paragraph
        && !contents.has_media()
        && contents.letters.saturating_sub(listed) <= MAX_PROSE_LETTERS
}

/// `<span class="katex"><span class="katex-mathml">…</span><span class="katex-html">…</span></span>`: a formula in its
/// elements, and no text beside them.
pub(super) fn holds_katex(element: Element<'_>) -> bool {
    let is_split = element.child_elements().any(|child| child.has_class("katex-mathml"));
    let is_text = |node: Node<'_>| node.as_text().is_some() && !node.is_whitespace_only();
    !(is_split && element.node().children().any(is_text)) && is_formula(element)
}

/// `<a class="has-card" href="…"><span class="link-title">…</span><span class="link-desc">…</span></a>`: words and
/// pictures, and no block of an article.
pub(super) fn holds_card(element: Element<'_>) -> bool {
    Contents::of(element).is_some_and(|contents| contents.is_formula() && !contents.has_formula)
}

/// Whether the element shows an image, a frame or a video.
pub(super) fn is_media(element: Element<'_>) -> bool {
    matches!(element.tag(), "img" | "iframe" | "video" | "audio" | "embed" | "object")
}

/// Whether code cannot hold the element, so that it follows the code.
pub(crate) fn is_shown_beside_code(element: Element<'_>) -> bool {
    matches!(element.tag(), "img" | "iframe" | "video" | "audio" | "embed")
}

/// `<video src="…">您的浏览器不支持 video 标签</video>`: a note for old browsers, which nobody sees.
pub(crate) fn holds_fallback(element: Element<'_>) -> bool {
    Contents::of(element).is_some_and(|contents| {
        !contents.has_code
            && !contents.has_media()
            && !contents.has_linked_picture
            && contents.letters <= MAX_PROSE_LETTERS
    })
}

/// `<div class="crayon-plain-wrap"><textarea>…`: a copy of the code beside the highlighted lines.
pub(super) fn repeats_lines(element: Element<'_>) -> bool {
    let is_lines = |e: Element<'_>| e.has_class("crayon-main");
    let is_copy = |node: Node<'_>| match node.as_element() {
        Some(child) => matches!(child.tag(), "textarea" | "pre"),
        None => node.is_whitespace_only(),
    };
    let is_beside =
        || element.node().parent_element().is_some_and(|parent| parent.child_elements().any(is_lines));
    !holds_media(element)
        && (element.node().is_whitespace_only() || (element.node().children().all(is_copy) && is_beside()))
}

/// `<span class="MathJax_Preview">\alpha</span><span class="MathJax">α</span><script type="math/tex">\alpha</script>`: a
/// preview or an output beside the formula that it repeats.
pub(super) fn repeats_formula(element: Element<'_>) -> bool {
    let source = source_after(element).map(Element::text);
    if !element.has_class("MathJax_Preview") {
        return source.is_some_and(|source| shows(element, &source));
    }
    let next = element.node().next().and_then(Node::as_element);
    let is_beside = || source.is_some() || next.is_some_and(is_math_output);
    element.node().is_whitespace_only() && !holds_media(element)
        || (is_beside() && shows(element, source.as_deref().unwrap_or_default()))
}

/// `<script type="math/tex">x</script><span class="math-holder">x</span>`: a copy of the formula before it.
pub(super) fn repeats_script(copy: Element<'_>) -> bool {
    source_before(copy).is_some_and(|source| shows(copy, &source.text()))
}

/// `<span class="mwe-math-mathml-inline"><math>…</math></span><img alt="x">`: MathML beside an image of the formula.
pub(super) fn repeats_image(mathml: Element<'_>) -> bool {
    alt_after(mathml).is_some_and(|tex| shows(mathml, tex))
}

/// `<span class="ztext-math" data-tex="x^2">x²</span>`: an element that shows the TeX in its attribute, perhaps as an
/// image.
pub(super) fn shows_stated_tex(element: Element<'_>) -> bool {
    let tex = stated_tex(element).unwrap_or_default();
    is_formula(element) && is_text_of(element, tex)
}

/// Whether there is no block and no frame. Nearly all formulas consist of inline elements, whose text says nothing about
/// that and is not surveyed.
fn is_formula(element: Element<'_>) -> bool {
    let by_survey = || Contents::of(element).is_some_and(|contents| contents.is_formula());
    let mut surveyed = 0;
    let mut nodes = element.node().descendants();
    while let Some(node) = nodes.next() {
        surveyed += 1 + node.as_text().map_or(0, str::len);
        if surveyed > MAX_SURVEYED {
            return false;
        }
        let Some(below) = node.as_element() else { continue };
        match below.name() {
            Name::Script | Name::Style | Name::Img => nodes.skip_below(node),
            Name::Pre | Name::Textarea | Name::Table | Name::P | Name::Blockquote => return by_survey(),
            name if name.is_heading() => return by_survey(),
            name if name == Name::Li || is_media(below) => return false,
            _ => {}
        }
    }
    true
}

/// Whether `element` shows the formula `tex`, and nothing else.
fn shows(element: Element<'_>, tex: &str) -> bool {
    holds_formula(element) && is_text_of(element, tex)
}

/// Whether the text of `element` is no sentence, or one that `tex` has in `\text{…}`.
fn is_text_of(element: Element<'_>, tex: &str) -> bool {
    let text = element.text();
    let characters: HashSet<char> = tex.chars().collect();
    !is_sentence(&text) || text.chars().filter(|c| is_cjk(*c)).all(|c| characters.contains(&c))
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
        contents.is_formula() && !contents.has_picture && !contents.has_linked_picture
    })
}

/// Whether there is a picture, a frame or a formula.
pub(super) fn holds_media(element: Element<'_>) -> bool {
    Contents::of(element).is_none_or(|contents| contents.has_media() || contents.has_linked_picture)
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
    /// Whether such a character ends the survey.
    ends_at_words: bool,
    /// Code, a text field or a table that is not empty.
    has_code: bool,
    has_item: bool,
    /// A paragraph, quote or heading with text outside links.
    has_paragraph: bool,
    /// A paragraph or quote without a class: paragraphs of boilerplate have one, as `p.copyright_p`.
    has_own_paragraph: bool,
    /// An image that belongs neither to the site nor to a link.
    has_picture: bool,
    /// An image in a link that does not belong to the site.
    has_linked_picture: bool,
    /// A frame, video, audio or embedded document.
    has_frame: bool,
    /// A formula outside links.
    has_formula: bool,
}

impl Contents {
    /// Surveys what is below `element`. Returns `None` if that is too much for boilerplate.
    fn of(element: Element<'_>) -> Option<Self> {
        let mut contents = Self::default();
        contents.survey(element, None, &mut 0)?;
        Some(contents)
    }

    /// The same. Also returns `None` if there are other words than line numbers, which most elements begin with.
    fn of_numbers(element: Element<'_>) -> Option<Self> {
        let mut contents = Self { ends_at_words: true, ..Self::default() };
        contents.survey(element, None, &mut 0)?;
        Some(contents)
    }

    /// Whether there is a picture, a frame or a formula.
    const fn has_media(&self) -> bool {
        self.has_picture || self.has_frame || self.has_formula
    }

    /// Whether there are only links and short notes, apart from media.
    const fn is_boilerplate(&self) -> bool {
        !self.has_code && !self.has_own_paragraph && self.letters <= MAX_PROSE_LETTERS
    }

    /// Whether there is no block and no frame.
    const fn is_formula(&self) -> bool {
        !self.has_code && !self.has_paragraph && !self.has_item && !self.has_frame
    }

    fn survey(
        &mut self,
        element: Element<'_>,
        link: Option<Element<'_>>,
        surveyed: &mut usize,
    ) -> Option<()> {
        for child in element.node().children() {
            *surveyed += 1;
            if let Some(text) = child.as_text() {
                *surveyed += text.len();
                self.text(text, link.is_some());
            } else if let Some(below) = child.as_element() {
                self.element(below, link, surveyed)?;
            }
            if *surveyed > MAX_SURVEYED || (self.has_words && self.ends_at_words) {
                return None;
            }
        }
        Some(())
    }

    fn text(&mut self, text: &str, in_link: bool) {
        let text = trim_end(trim_start(text));
        let (mut visible, mut letters) = (0, 0);
        for c in text.chars().filter(|c| is_visible(*c)) {
            visible += 1;
            letters += usize::from(c.is_alphabetic());
            self.has_words = self.has_words || !(c.is_ascii_digit() || GUTTER_MARKS.contains(&c));
        }
        let start = text.trim_start();
        if in_link || COPYRIGHT_STARTS.iter().any(|note| start.starts_with(note)) {
            self.linked += visible;
        } else {
            self.prose += visible;
            self.letters += letters;
        }
    }

    fn element(
        &mut self,
        element: Element<'_>,
        link: Option<Element<'_>>,
        surveyed: &mut usize,
    ) -> Option<()> {
        let (prose, linked) = (self.prose, self.linked);
        match element.name() {
            Name::Script => {
                self.has_formula |= is_math_script(element);
                return Some(());
            }
            Name::Style => return Some(()),
            Name::Img if is_decoration(element) || is_site_image(element) => {}
            Name::Img => match link {
                Some(link) => self.has_linked_picture |= leads_somewhere(link),
                None => self.has_picture = true,
            },
            name => {
                let is_formula = || name == Name::Math || element.has_class("katex");
                self.has_frame |= is_media(element);
                self.has_formula = self.has_formula || (link.is_none() && is_formula());
                self.survey(element, if name == Name::A { Some(element) } else { link }, surveyed)?;
            }
        }
        match element.name() {
            Name::Pre | Name::Textarea | Name::Table => {
                self.has_code |= (self.prose, self.linked) != (prose, linked);
            }
            Name::Li => self.has_item = true,
            Name::P | Name::Blockquote if self.prose > prose => {
                self.has_paragraph = true;
                self.has_own_paragraph |= element.classes().next().is_none();
            }
            name if name.is_heading() => self.has_paragraph |= self.prose > prose,
            _ => {}
        }
        Some(())
    }
}

/// Whether a link is no button: `<a href="javascript:void(0)"><img alt="复制"></a>`.
fn leads_somewhere(link: Element<'_>) -> bool {
    link.attribute("href").is_some_and(|href| !href.starts_with('#') && !href.starts_with("javascript:"))
}

/// `<img src="https://profile.csdnimg.cn/…">`: an avatar or a badge, from a host without images of articles.
fn is_site_image(image: Element<'_>) -> bool {
    image.attribute("src").is_some_and(|source| SITE_HOSTS.iter().any(|host| source.contains(host)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::arbitrary_text;
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

    #[test]
    fn formulas_are_recognized_without_a_survey() {
        let parts = [
            "<span>",
            "</span>",
            "<p>",
            "</p>",
            "<li>",
            "<img src=a>",
            "<pre>",
            "</pre>",
            "<math>",
            "<video>",
            "</math>",
            "<script>x</script>",
            "<table><td>",
            "</table>",
            "<h2>",
            "</h2>",
            "<a href=b>",
            "</a>",
            "文",
            " ",
        ];
        arbtest::arbtest(|u| {
            let html = arbitrary_text(u, &parts, 0..=12)?;
            let survey = |e: Element<'_>| Contents::of(e).is_some_and(|contents| contents.is_formula());
            let html = format!("<div>{html}");
            assert_eq!(first(&html, is_formula), first(&html, survey), "{html}");
            Ok(())
        });
        let long = format!("<div>{}", "x".repeat(MAX_SURVEYED));
        assert!(!first(&long, is_formula) && first("<div>x", is_formula));
    }
}
