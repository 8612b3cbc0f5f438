//! Inline content of the page: text, links, images.

use memchr::memchr_iter;

use super::alt;
use super::reader::{PageReader, TypedMarker};
use crate::chars::{is_invisible, is_space};
use crate::clean::is_editor_word;
use crate::csdn::images;
use crate::csdn::text::{TYPED_BULLETS, TYPED_NUMBER_CLOSERS, TYPED_NUMBER_ENDS, TYPED_NUMBER_STARTS};
use crate::dom::{Element, Node};
use crate::options::{Links, Toc};
use crate::verify::category::Category;
use crate::verify::inventory::Label;
use crate::verify::urls::{self, LinkTarget};
use crate::verify::visible::{CODE, IMAGE, has_visible, is_visible};

impl<'a> PageReader<'a, '_> {
    pub(super) fn text(&mut self, node: Node<'a>, text: &str) {
        let text = self.footnotes.parts.visible(node, text);
        if !has_visible(text) {
            return;
        }
        if self.rules.is_some() && is_editor_word(node) {
            self.inventory.dropped_characters.add(text);
            return self.expected.dropped_text(node, "editor-words");
        }
        self.set_origin(node);
        let text = self.without_marker(node, text);
        let text = self.without_toc_marker(text);
        if !has_separator(text) {
            return self.text_on_line(text);
        }
        for (index, line) in text.split(['\u{2028}', '\u{2029}']).enumerate() {
            if index > 0 {
                self.end_line();
            }
            self.text_on_line(line);
        }
    }

    fn text_on_line(&mut self, line: &str) {
        if line.contains(images::TRANSFER_MESSAGE) || line.contains(images::UPLOAD_MESSAGE) {
            self.transfer_messages(line);
        } else {
            self.inventory.push_text(line);
        }
    }

    /// Removes a bullet or number that repeats the item's own marker, if more content follows.
    pub(super) fn without_marker<'t>(&mut self, node: Node<'a>, text: &'t str) -> &'t str {
        let Some(TypedMarker { number, start }) = self.typed_marker.take() else { return text };
        let before = self.inventory.text.get(start..).unwrap_or_default();
        if self.in_link || before.contains(|c| c != IMAGE) || self.inventory.has_break_after(start) {
            return text;
        }
        let trimmed = text.trim_start_matches(|c| !is_visible(c));
        let rest = match number {
            None => trimmed.strip_prefix(TYPED_BULLETS),
            Some(number) => {
                let opened = trimmed.strip_prefix(TYPED_NUMBER_STARTS);
                let after = opened.unwrap_or(trimmed).strip_prefix(&number.to_string());
                let ends = if opened.is_some() { &TYPED_NUMBER_CLOSERS[..] } else { &TYPED_NUMBER_ENDS[..] };
                after.and_then(|after| after.strip_prefix(ends))
            }
        };
        let rest = rest.filter(|rest| number.is_none() || !rest.starts_with(|c: char| c.is_ascii_digit()));
        let is_content = |other: Node<'a>| {
            other.as_text().is_some_and(has_visible)
                || other.as_element().is_some_and(|element| element.tag() == "img")
        };
        let is_more = |rest: &&str| {
            let item = node.ancestors().find(|above| above.tag() == "li");
            has_visible(rest)
                || item.is_some_and(|item| {
                    item.node().descendants().any(|below| below != node && is_content(below))
                })
        };
        match rest.filter(is_more) {
            Some(rest) => {
                self.expected.changed("li-manual");
                rest
            }
            None => text,
        }
    }

    /// Removes `[TOC]` or `@[toc](title)` at the start of a line.
    pub(super) fn without_toc_marker<'t>(&mut self, text: &'t str) -> &'t str {
        let trimmed = text.trim_start_matches(|c| !is_visible(c));
        let marker = trimmed.strip_prefix('@').unwrap_or(trimmed);
        let is_marker = marker.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("[toc]"));
        if !is_marker || self.options.toc != Toc::Drop || !self.inventory.is_line_start() {
            return text;
        }
        self.expected.changed("toc-literal");
        let rest = marker.get(5..).unwrap_or_default();
        let title = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        title.filter(|(title, _)| !title.contains('(')).map_or(rest, |(_, after)| after)
    }

    /// Reads the message that the editor left for images it could not copy: `[外链图片转存…(img-x)(url)]`.
    pub(super) fn transfer_messages(&mut self, text: &str) {
        let words: String = text.chars().filter(|c| is_visible(*c) && !matches!(c, '[' | ']')).collect();
        if words == images::TRANSFER_SENTENCE {
            self.inventory.dropped_characters.add(text);
            return self.expected.changed("img-transfer");
        }
        let mut rest = text;
        let next = |text: &str| {
            let messages = [images::TRANSFER_MESSAGE, images::UPLOAD_MESSAGE].into_iter();
            messages.filter_map(|message| Some((text.find(message)?, message))).min()
        };
        while let Some((at, message)) = next(rest) {
            let (before, after) =
                (rest.get(..at).unwrap_or_default(), rest.get(at + message.len()..).unwrap_or_default());
            let transfer =
                before.strip_suffix('[').and_then(|before| Some((before, transfer_target(after)?)));
            let Some((before, (url, after))) = transfer else {
                self.inventory.push_text(before);
                self.inventory.push_text(message);
                rest = after;
                continue;
            };
            self.inventory.push_text(before);
            self.inventory.dropped_characters.add_removed(rest, &[before, after].concat());
            self.expected.changed("img-transfer");
            if url.starts_with("http")
                && let Some(url) = urls::image(url, self.base, self.options.image_query)
            {
                self.inventory.push_image(url, None);
            }
            rest = after;
        }
        self.inventory.push_text(rest);
    }

    pub(super) fn link(&mut self, element: Element<'a>) {
        let href = element.attribute("href").filter(|_| !self.in_link);
        let Some(href) = href else { return self.children(element) };
        if let Some(url) = self.target(href) {
            let start = self.inventory.offset();
            self.in_link = true;
            self.children(element);
            self.in_link = false;
            let shown = self.inventory.text.get(start..).unwrap_or_default();
            if shown.contains(CODE) {
                self.expected.changed("link-cut");
            }
            let (own, sentence) = urls::without_sentence(shown);
            if !sentence.is_empty()
                && [own, shown].iter().any(|text| urls::is_own_url_with_tracking(text, &url))
                && let LinkTarget::Url(url) = urls::link(own, None, self.options.links)
            {
                // The editor linked a sentence together with the URL before it.
                let end = start + own.len();
                self.expected.changed("link-bare");
                return self.inventory.mark_range(Category::Links, start..end, url);
            }
            if urls::is_own_url(shown, &url, Links::Keep) {
                self.inventory.remove_marks(Category::Html, start);
            }
            let length = url.len().max(href.len()) + element.attribute("title").map_or(0, str::len);
            let is_optional =
                length.saturating_mul(self.inventory.lines_since(start)) > MAX_REPEATED_URL_BYTES;
            self.inventory.mark(Category::Links, start, [0, 0, u32::from(is_optional)], url);
        } else {
            self.children(element);
        }
    }

    /// Returns the target of a link, with a `#` before the name of an anchor in the article.
    pub(super) fn target(&mut self, href: &str) -> Option<String> {
        match urls::link(href, self.base, self.options.links) {
            LinkTarget::Url(url) => {
                if url != urls::decoded(href.trim()) {
                    self.expected.changed("link-cleaned");
                }
                Some(url)
            }
            LinkTarget::Fragment(name) => Some(format!("#{name}")),
            LinkTarget::Invalid(reason) => {
                self.expected.changed(reason);
                None
            }
        }
    }

    /// Reads a link card, of which only the title is kept.
    pub(super) fn card(&mut self, element: Element<'a>) {
        let Some(title) = element.find_class("link-title").filter(|title| !title.node().is_whitespace_only())
        else {
            return self.link(element);
        };
        let rest = ["link-desc", "link-link"].iter().filter_map(|class| element.find_class(class));
        rest.for_each(|part| self.drop(part, "link-card"));
        let start = self.inventory.offset();
        self.set_origin(element.node());
        self.inventory.push_text(&title.text());
        let url = element.attribute("href").and_then(|href| self.target(href));
        if let Some(url) = url.filter(|_| !self.in_link) {
            self.inventory.mark(Category::Links, start, [0; 3], url);
        }
    }

    /// Returns the URL of an image that can be reached.
    pub(super) fn image_url(&self, element: Element<'a>) -> Option<String> {
        urls::image(image_source(element)?, self.base, self.options.image_query)
    }

    pub(super) fn image(&mut self, element: Element<'a>) {
        let Some(url) = self.image_url(element) else {
            return match image_source(element) {
                None => self.expected.changed("image-without-source"),
                Some(_) => self.expected.changed("image-unreachable"),
            };
        };
        self.set_origin(element.node());
        let is_block = element.style_property("display").as_deref() == Some("block") && !self.in_link;
        if is_block {
            self.end_line();
        }
        // Nothing is optional in HTML inside Markdown, as it was written deliberately.
        let alt = alt::alt_of(element, &url)
            .map(|alt| Label { is_optional: alt.is_optional && self.rules.is_some(), ..alt });
        self.inventory.push_image(url, alt);
        if is_block {
            self.end_line();
        }
    }
}

/// The maximum number of bytes by which repeating a link's URL on each line may grow the Markdown. Beyond it, the
/// link may become text.
const MAX_REPEATED_URL_BYTES: usize = 1 << 16;

/// Splits `失败,…(img-x)(url)]…` into the URL and the rest.
fn transfer_target(after: &str) -> Option<(&str, &str)> {
    let (words, rest) = after.split_once("(img-").or_else(|| after.split_once("(image-"))?;
    let (name, rest) = rest.split_once(')')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if words.contains(['[', ']', '(', ')']) || !name.chars().all(is_name) {
        return None;
    }
    match rest.strip_prefix('(') {
        Some(rest) => rest.split_once(")]"),
        None => Some(("", rest.strip_prefix(']')?)),
    }
}

/// Whether `text` has U+2028 or U+2029, which end a line.
fn has_separator(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(0xe2, bytes).any(|at| matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])))
}

/// Returns the URL of an image. Attributes for lazy loading take precedence over `src`.
fn image_source(element: Element<'_>) -> Option<&str> {
    let is_address = |value: &&str| urls::is_image(value);
    let named = images::LAZY_SOURCES
        .iter()
        .chain(&["src"])
        .filter_map(|name| element.attribute(name))
        .map(|value| value.trim_matches(|c| is_space(c) || is_invisible(c)))
        .find(is_address);
    named.or_else(|| {
        let picture = element.node().parent_element().filter(|parent| parent.tag() == "picture");
        let others = picture.into_iter().flat_map(Element::child_elements);
        let sets = std::iter::once(element).chain(others.filter(|e| e.tag() == "source"));
        sets.filter_map(|e| e.attribute("srcset").or_else(|| e.attribute("data-srcset")))
            .filter_map(|set| set.split_ascii_whitespace().next())
            .map(|first| first.trim_end_matches(','))
            .find(is_address)
    })
}
