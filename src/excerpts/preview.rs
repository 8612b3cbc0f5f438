//! Renders Markdown as inert HTML.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd, html};

use super::snippet::Target;
use crate::markdown::{EXTENSIONS, front_matter_end};

/// Longer blocks are not rendered.
const MAX_BYTES: usize = 4000;

/// Renders the block of `markdown` around each target, with its marks in elements of the given name. HTML becomes text;
/// links and images are replaced by their text.
pub(super) fn blocks(markdown: &str, targets: &[Option<(&Target, &'static str)>]) -> Vec<Option<String>> {
    let mut blocks = vec![None; targets.len()];
    if targets.iter().all(Option::is_none) {
        return blocks;
    }
    let body = front_matter_end(markdown);
    let parser = Parser::new_ext(markdown.get(body..).unwrap_or_default(), EXTENSIONS);
    let mut depth = 0_usize;
    let (mut block, mut events) = (0..0, Vec::new());
    for (event, range) in parser.into_offset_iter() {
        let range = body + range.start..body + range.end;
        if depth == 0 {
            block = range.clone();
        }
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if block.len() > MAX_BYTES {
            continue;
        }
        events.push((event, range));
        if depth > 0 {
            continue;
        }
        for (target, shown) in targets.iter().zip(&mut blocks) {
            let Some((target, name)) = target.filter(|(target, _)| block.contains(&target.byte)) else {
                continue;
            };
            let mut marked = Marked { markdown, target, name, events: Vec::new() };
            events.iter().for_each(|(event, range)| marked.push(event, range));
            let mut html = String::new();
            html::push_html(&mut html, marked.events.into_iter());
            *shown = Some(html);
        }
        events.clear();
    }
    blocks
}

/// The events of a block, made inert, with marks.
struct Marked<'a> {
    markdown: &'a str,
    target: &'a Target,
    /// The name of the element for marks.
    name: &'static str,
    events: Vec<Event<'a>>,
}

impl<'a> Marked<'a> {
    fn push(&mut self, event: &Event<'a>, range: &Range<usize>) {
        match event {
            Event::Text(text) if self.markdown.get(range.clone()) == Some(text.as_ref()) => self.text(range),
            Event::Code(_) => {
                let is_marked =
                    self.target.marks.iter().any(|mark| mark.start < range.end && range.start < mark.end);
                self.add(event.clone(), is_marked);
            }
            event => self.events.push(made_inert(event)),
        }
    }

    /// Adds the text at `range`, split at marks.
    fn text(&mut self, range: &Range<usize>) {
        let text =
            |range: Range<usize>| Event::Text(CowStr::Borrowed(self.markdown.get(range).unwrap_or_default()));
        let mut parts = Vec::new();
        let mut at = range.start;
        for mark in &self.target.marks {
            let (start, end) = (mark.start.clamp(at, range.end), mark.end.clamp(at, range.end));
            if start < end {
                parts.extend([(text(at..start), false), (text(start..end), true)]);
                at = end;
            }
        }
        parts.push((text(at..range.end), false));
        parts.into_iter().for_each(|(text, is_marked)| self.add(text, is_marked));
    }

    fn add(&mut self, event: Event<'a>, is_marked: bool) {
        if is_marked {
            let tag = |slash: &str| Event::InlineHtml(format!("<{slash}{}>", self.name).into());
            self.events.extend([tag(""), event, tag("/")]);
        } else {
            self.events.push(event);
        }
    }
}

/// A raw tag.
const fn tag(tag: &'static str) -> Event<'static> {
    Event::InlineHtml(CowStr::Borrowed(tag))
}

/// Removes from `event` everything that loads, links, has an id or could affect the page around it.
fn made_inert<'a>(event: &Event<'a>) -> Event<'a> {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html.clone()),
        Event::Start(Tag::Link { .. }) => tag("<span class=\"link\">"),
        Event::Start(Tag::Image { .. }) => tag("<span class=\"image\">"),
        Event::End(TagEnd::Link | TagEnd::Image) => tag("</span>"),
        Event::Start(Tag::Heading { .. }) => tag("<p class=\"heading\">"),
        Event::End(TagEnd::Heading(_)) => tag("</p>\n"),
        Event::Start(Tag::FootnoteDefinition(_)) => tag("<div class=\"footnote\">"),
        Event::End(TagEnd::FootnoteDefinition) => tag("</div>\n"),
        Event::FootnoteReference(name) => Event::Text(format!("[^{name}]").into()),
        // Alignment becomes a `style` attribute, which the content security policy of the report forbids.
        Event::Start(Tag::Table(columns)) => {
            Event::Start(Tag::Table(vec![pulldown_cmark::Alignment::None; columns.len()]))
        }
        Event::Start(Tag::CodeBlock(_)) => Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)),
        Event::Start(Tag::HtmlBlock) => tag("<pre class=\"html\">"),
        Event::End(TagEnd::HtmlBlock) => tag("</pre>\n"),
        event => event.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(markdown: &str, byte: usize, marks: Vec<Range<usize>>) -> String {
        let target = Target { byte, marks };
        blocks(markdown, &[Some((&target, "ins"))]).remove(0).unwrap_or_default()
    }

    #[test]
    fn the_block_of_a_target_is_rendered_with_its_marks() {
        let markdown = "---\ntitle: a\n---\n\n# b\n\n- 一**二**\n- `c`\n";
        let at = |words: &str| markdown.find(words).map(|at| at..at + words.len()).unwrap_or_default();
        let list = shown(markdown, at("二").start, vec![at("二"), at("c")]);
        assert_eq!(
            list,
            "<ul>\n<li>一<strong><ins>二</ins></strong></li>\n<li><ins><code>c</code></ins></li>\n</ul>\n"
        );
        assert_eq!(shown(markdown, at("b").start, Vec::new()), "<p class=\"heading\">b</p>\n");
        assert_eq!(shown(markdown, at("title").start, Vec::new()), "", "metadata");
    }

    #[test]
    fn rendered_html_is_inert() {
        let markdown = "[a](http://x) ![<b>](http://x) <script>x</script>[^1]\n\n<div id=x onclick=y>\n\n[^1]: n\n\n\
                        | a |\n| :-: |\n| b |\n\n```\" onclick=z\nc\n```\n\n# h {#id}\n\n<http://x>\n";
        let all: String = (0..markdown.len())
            .filter(|at| markdown.is_char_boundary(*at))
            .map(|at| shown(markdown, at, Vec::new()))
            .collect();
        for evil in ["<a", "<img", "<script", "<div id", "style=", "id=\"", "href", "src=", " onclick=\""] {
            assert!(!all.contains(evil), "{evil} in {all}");
        }
        assert!(all.contains("&lt;script&gt;"), "{all}");
    }

    #[test]
    fn a_long_block_is_skipped_rules() {
        assert_eq!(shown(&"字".repeat(MAX_BYTES), 0, Vec::new()), "");
    }
}
