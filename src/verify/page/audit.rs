//! Judges what rules drop by what it is, whatever the rule.
//!
//! A rule of boilerplate that drops more than a few words, or code, a table or an image, has taken the author's content
//! for boilerplate. The converter follows the same rules, so no comparison would show it.

use crate::clean::rules::RULES;
use crate::clean::{Disposition, built_in};
use crate::csdn::images::{LAZY_SOURCES, SITE_HOSTS};
use crate::csdn::text::COPYRIGHT_STARTS;
use crate::dom::{Element, Node};
use crate::verify::hidden::is_never_shown;

/// The maximum number of letters that a rule may drop, except for a table of contents or a card.
const MAX_LETTERS: usize = 100;

/// The maximum number of letters in a paragraph that is no more than a label.
const MAX_LABEL_LETTERS: usize = 20;

/// The maximum number of Chinese characters in the output of a formula, whose other letters are symbols.
const MAX_CHINESE: usize = 10;

/// Whether `element`, which `rule` drops, contains more than such a rule may drop. What a user's rule drops is never a
/// loss.
pub(super) fn is_loss(element: Element<'_>, rule: &str) -> bool {
    if !RULES.iter().any(|known| known.name == rule) || is_never_shown(element) {
        return false;
    }
    let mut contents = Contents::default();
    contents.add(element);
    let has_block = contents.has_code || contents.has_table;
    match rule {
        "toc" | "toc-skin" | "toc-label" | "toc-list" => has_block || contents.has_image,
        // The icon of a card, and the images that are its rule.
        "link-card" | "link-card-icon" | "img-chrome" => has_block,
        "mathjax-output" => has_block || contents.chinese > MAX_CHINESE,
        _ => {
            let has_words = contents.has_paragraph || contents.letters > MAX_LETTERS;
            (has_words || has_block || contents.has_image) && !is_repeated_beside(element)
        }
    }
}

/// What an element contains that a reader sees.
#[derive(Debug, Default)]
struct Contents {
    /// Letters outside links and copyright notes, and in overlong links.
    letters: usize,
    /// Chinese characters among them.
    chinese: usize,
    /// Code with letters. Line numbers are no code.
    has_code: bool,
    has_table: bool,
    /// A paragraph of an author: one without a class, longer than a label.
    has_paragraph: bool,
    /// An image outside links that is larger than an icon.
    has_image: bool,
}

impl Contents {
    fn add(&mut self, element: Element<'_>) {
        let letters = self.letters;
        match element.tag() {
            _ if is_never_shown(element) || is_control(element) => return,
            "img" => self.has_image |= is_image(element),
            // Links to other articles have their titles.
            "a" if letters_of(&element.text()) <= MAX_LETTERS => return,
            _ => self.add_children(element),
        }
        let has_letters = self.letters > letters;
        match element.tag() {
            "pre" => self.has_code |= has_letters && !is_one_letter(&element.text()),
            "textarea" => self.has_code |= has_letters && element.text().trim().contains('\n'),
            "table" => self.has_table |= has_letters,
            "p" if element.classes().next().is_none() => {
                self.has_paragraph |= self.letters - letters > MAX_LABEL_LETTERS;
            }
            _ => {}
        }
    }

    fn add_children(&mut self, element: Element<'_>) {
        for node in element.node().children() {
            if let Some(text) = node.as_text().filter(|text| !is_copyright_note(text)) {
                self.letters += letters_of(text);
                self.chinese += text.chars().filter(|c| crate::chars::is_cjk(*c)).count();
            } else if let Some(child) = node.as_element() {
                self.add(child);
            }
        }
    }
}

/// `<pre>xxxxxxxxxx</pre>`: an editor measures the width of its font.
fn is_one_letter(text: &str) -> bool {
    const MIN_LENGTH: usize = 5;
    let text = text.trim();
    let first = text.chars().next();
    text.len() >= MIN_LENGTH && text.chars().all(|c| Some(c) == first)
}

fn letters_of(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

fn is_copyright_note(text: &str) -> bool {
    COPYRIGHT_STARTS.iter().any(|start| text.trim_start().starts_with(start))
}

/// The values of a control, of which a reader sees one, and the words of buttons in the page's boilerplate.
fn is_control(element: Element<'_>) -> bool {
    matches!(element.tag(), "select" | "option" | "optgroup" | "datalist" | "input" | "param")
        || element.has_class("toolbox-list")
}

/// Whether an image has a source and may be larger than an icon.
fn is_image(image: Element<'_>) -> bool {
    let source = || LAZY_SOURCES.iter().chain(&["src"]).find_map(|name| image.attribute(name));
    !matches!(built_in(image), Disposition::Drop(_))
        && source()
            .is_some_and(|source| !source.is_empty() && !SITE_HOSTS.iter().any(|host| source.contains(host)))
}

/// `<div class="crayon-plain-wrap"><textarea>…`: whether the element is a text field to copy code from that stands beside
/// it.
fn is_repeated_beside(element: Element<'_>) -> bool {
    if element.tag() != "textarea" && element.find_tag("textarea").is_none() {
        return false;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let text = element.text();
    let own = letters(&text);
    let Some(parent) = element.node().parent() else { return false };
    let beside = parent.children().filter(|node| *node != element.node()).take(MAX_SIBLINGS);
    let mut texts = beside.map(Node::text).filter(|beside| beside.len() <= MAX_GROWTH * text.len());
    !own.is_empty() && texts.any(|beside| letters(&beside).contains(&own))
}

/// The number of siblings searched for a copy, and how many times longer than the copy they may be.
const MAX_SIBLINGS: usize = 8;
const MAX_GROWTH: usize = 8;
