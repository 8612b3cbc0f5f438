//! Finds the links to articles of the site in rendered Markdown.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::{Form, InternalLink};
use crate::extract::linked_article;
use crate::markdown::bare_url::BareUrl;
use crate::markdown::destination::destination_length;
use crate::markdown::html_tags::{self, UrlTag};
use crate::markdown::target::{BareUrls, Syntax};
use crate::markdown::{Source, front_matter_end, has_templates};
use crate::model::{Block, Document, Inline, Link};
use crate::options::{Options, Profile};
use crate::render::render;

/// Returns the links to articles of the site in Markdown that was written with `options`, in order.
///
/// In Jekyll and Hexo, links to other articles are templates. An article that shows templates itself has none, because
/// the tools must not expand them in it.
pub fn find(markdown: &str, options: &Options) -> Vec<InternalLink> {
    let start = front_matter_end(markdown);
    let body = markdown.get(start..).unwrap_or_default();
    if memmem::find(body.as_bytes(), b"csdn.net").is_none() {
        return Vec::new();
    }
    let front_matter = markdown.get(..start).unwrap_or_default();
    if !expands_templates(front_matter, body, options.profile) {
        return Vec::new();
    }
    let syntax = Syntax::of(options);
    let mut finder =
        Finder { body, start, options, links: Vec::new(), open: None, parsed: Vec::new(), in_cell: false };
    let source = Source::new(body, options.dialect());
    for (event, range) in source.events() {
        finder.event(event, range);
    }
    for (url, span) in source.references() {
        finder.reference(&url, span);
    }
    if !matches!(syntax.bare_urls, BareUrls::Text) {
        finder.bare_urls();
    }
    finder.finish()
}

/// Finds the links of a text with a Markdown parser.
struct Finder<'t> {
    body: &'t str,
    /// Where the body starts in the Markdown.
    start: usize,
    options: &'t Options,
    links: Vec<InternalLink>,
    /// The link whose text is being parsed.
    open: Option<OpenLink>,
    /// The spans in which no bare URL is a link.
    parsed: Vec<Range<usize>>,
    /// Whether the parser is in a table.
    in_cell: bool,
}

/// A link whose text is being parsed.
struct OpenLink {
    url: String,
    title: String,
    link_type: LinkType,
    /// Where the part of the text parsed so far ends.
    text_end: usize,
    /// The text, if it has no markup.
    text: Option<String>,
}

impl Finder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some(open) = &mut self.open
            && !matches!(event, Event::End(TagEnd::Link))
        {
            open.text_end = open.text_end.max(range.end);
            match (&mut open.text, &event) {
                (Some(text), Event::Text(more)) => text.push_str(more),
                _ => open.text = None,
            }
        }
        match event {
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let text_end = range.start + "[".len();
                let (url, title) = (dest_url.into_string(), title.into_string());
                self.open = Some(OpenLink { url, title, link_type, text_end, text: Some(String::new()) });
            }
            Event::End(TagEnd::Link) => {
                self.parsed.push(range.clone());
                if let Some(open) = self.open.take() {
                    self.link(&open, range);
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                self.tags(range.clone());
                self.parsed.push(range);
            }
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. })
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => self.parsed.push(range),
            Event::Start(Tag::Table(_)) => self.in_cell = true,
            Event::End(TagEnd::Table) => self.in_cell = false,
            _ => {}
        }
    }

    fn link(&mut self, open: &OpenLink, range: Range<usize>) {
        if linked_article(&open.url).is_none() {
            return;
        }
        match open.link_type {
            LinkType::Inline => self.inline(open, range),
            LinkType::Autolink => {
                let text = self.body.get(range.clone()).unwrap_or_default();
                let url = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
                if url == Some(&open.url) {
                    self.shown_url(&open.url, range);
                }
            }
            _ => {}
        }
    }

    /// Adds the link `[text](url "title")`.
    fn inline(&mut self, open: &OpenLink, range: Range<usize>) {
        let rest = self.body.get(open.text_end..range.end).unwrap_or_default();
        let Some(at) = rest.find("](") else { return };
        let text = self.body.get(range.start + 1..open.text_end + at).unwrap_or_default();
        let is_plain = open.text.as_deref() == Some(text) && !text.contains(['[', ']', '|']);
        match self.options.profile {
            // Hexo's renderer would take a tag for an autolink in a destination, but not in HTML.
            Profile::Hexo => {
                let title = if open.title.is_empty() {
                    String::new()
                } else {
                    format!(" title=\"{}\"", attribute(&open.title))
                };
                let (before, after) = ("<a href=\"".to_owned(), format!("\"{title}>{text}</a>"));
                self.add(&open.url, range, (before, after), Form::PostPath);
            }
            Profile::Obsidian if is_plain && open.title.is_empty() => {
                let divider = if self.in_cell { "\\|" } else { "|" };
                let around = ("[[".to_owned(), format!("{divider}{text}]]"));
                self.add(&open.url, range, around, Form::Wikilink);
            }
            _ => self.destination(&open.url, open.text_end + at + "](".len()..range.end),
        }
    }

    /// Adds the destination at the start of `span`.
    fn destination(&mut self, url: &str, span: Range<usize>) {
        let rest = self.body.get(span.clone()).unwrap_or_default();
        let written = rest.trim_start();
        let start = span.start + rest.len() - written.len();
        if let Some(length) = destination_length(written) {
            let form = Form::of(self.options.profile);
            self.add(url, start..start + length, Default::default(), form);
        }
    }

    /// Adds a link whose text is its URL.
    fn shown_url(&mut self, url: &str, range: Range<usize>) {
        let form = Form::of(self.options.profile);
        let around = if form == Form::PostPath {
            ("<a href=\"".to_owned(), format!("\">{}</a>", attribute(url)))
        } else {
            let content = vec![Inline::Text(url.to_owned())];
            let link = Inline::Link(Link { url: "x".to_owned(), title: None, content });
            let document = Document { blocks: vec![Block::Paragraph(vec![link])] };
            let markdown = render(&document, self.options);
            match markdown.trim_end().strip_suffix("x)") {
                Some(before) => (before.to_owned(), ")".to_owned()),
                None => return,
            }
        };
        self.add(url, range, around, form);
    }

    /// Adds the link reference `[label]: url "title"`.
    fn reference(&mut self, url: &str, span: Range<usize>) {
        let definition = self.body.get(span.clone()).unwrap_or_default();
        let mut ends = definition.match_indices("]:");
        let end = ends.find(|(at, _)| !definition.get(..*at).unwrap_or_default().ends_with('\\'));
        if let Some((at, _)) = end
            && linked_article(url).is_some()
            && Form::of(self.options.profile) != Form::PostPath
        {
            self.destination(url, span.start + at + "]:".len()..span.end);
        }
    }

    /// Adds each `<a href="url">` in HTML. Obsidian opens no notes from HTML.
    fn tags(&mut self, range: Range<usize>) {
        if self.options.profile == Profile::Obsidian {
            return;
        }
        let html = self.body.get(range.clone()).unwrap_or_default();
        for UrlTag { tag, url } in html_tags::find(html, html_tags::LINK) {
            let Some(found) = html.get(tag).and_then(|tag| html_tags::url(tag, html_tags::LINK)) else {
                continue;
            };
            let span = range.start + url.start..range.start + url.end;
            self.add(&found, span, ("\"".to_owned(), "\"".to_owned()), Form::of(self.options.profile));
        }
    }

    /// Adds the bare URLs in text.
    fn bare_urls(&mut self) {
        let parsed = merged(std::mem::take(&mut self.parsed));
        let mut end = 0;
        for (at, _) in self.body.match_indices("http") {
            let before = parsed.partition_point(|range| range.start <= at);
            let last = before.checked_sub(1).and_then(|last| parsed.get(last));
            if at < end || last.is_some_and(|range| range.end > at) {
                continue;
            }
            let (left, right) = self.body.split_at_checked(at).unwrap_or_default();
            let Some(BareUrl { length, .. }) = BareUrl::at(right, left.chars().next_back()) else { continue };
            end = at + length;
            let url = right.get(..length).unwrap_or_default().to_owned();
            if linked_article(&url).is_some() {
                self.shown_url(&url, at..end);
            }
        }
    }

    fn add(&mut self, url: &str, span: Range<usize>, (before, after): (String, String), form: Form) {
        let (Some(article), Some(original)) = (linked_article(url), self.body.get(span.clone())) else {
            return;
        };
        self.links.push(InternalLink {
            position: self.start + span.start,
            original: original.to_owned(),
            before,
            after,
            form,
            target: article.id.to_owned(),
            fragment: article.fragment.to_owned(),
        });
    }

    /// Returns the links in order. Links in unusual syntax may contain others.
    fn finish(mut self) -> Vec<InternalLink> {
        self.links.sort_by_key(|link| link.position);
        let mut end = 0;
        self.links.retain(|link| {
            let is_disjoint = link.position >= end;
            if is_disjoint {
                end = link.position + link.original.len();
            }
            is_disjoint
        });
        self.links
    }
}

/// Merges spans that overlap.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Whether the tool of a profile expands templates in an article.
fn expands_templates(front_matter: &str, body: &str, profile: Profile) -> bool {
    let (key, disabling) = match profile {
        Profile::Jekyll => ("render_with_liquid", "false"),
        Profile::Hexo => ("disableNunjucks", "true"),
        Profile::Plain | Profile::Hugo | Profile::Obsidian => return true,
    };
    let is_disabled = front_matter.lines().any(|line| {
        let value = line.trim_start().trim_start_matches('"').strip_prefix(key);
        value.is_some_and(|value| value.trim_start_matches(['"', ':', '=', ' ']).starts_with(disabling))
    });
    !is_disabled && !has_templates(body)
}

/// Escapes text for HTML.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::internal_links::{LinkTarget, Site, restore, rewrite};

    const URL: &str = "https://blog.csdn.net/u/article/details/12345";

    /// Replaces `URL` in a text with this address, and rewrites its links for a profile.
    fn rewritten(text: &str, profile: Profile) -> String {
        let options = Options { profile, ..Options::default() };
        let text = text.replace("URL", URL);
        let links = find(&text, &options);
        let target = LinkTarget { output: "2024-01-02-b.md", heading: None };
        let replacement = |link: &InternalLink| link.replacement("a.md", &target, &Site::new(Path::new("/")));
        let rewritten = rewrite(&text, &links, replacement);
        let replacements: Vec<Option<String>> = links.iter().map(replacement).collect();
        let current = links.iter().zip(replacements.iter().map(Option::as_deref));
        assert_eq!(restore(&rewritten, current).as_ref(), Some(&text), "{rewritten}");
        rewritten
    }

    #[test]
    fn links_in_every_syntax_are_rewritten() {
        for (text, expected) in [
            (
                "前[文](URL)后[*文*](<URL#t1> \"题\")",
                "前[文](2024-01-02-b.md)后[*文*](2024-01-02-b.md \"题\")",
            ),
            (
                "[![图](a.png)](URL) [a\\](b](URL)",
                "[![图](a.png)](2024-01-02-b.md) [a\\](b](2024-01-02-b.md)",
            ),
            ("<URL> 见URL，和 www.x.y", "[URL](2024-01-02-b.md) 见[URL](2024-01-02-b.md)，和 www.x.y"),
            (
                "[文][1] [2]\n\n[1]: URL \"题\"\n[2]: <URL>",
                "[文][1] [2]\n\n[1]: 2024-01-02-b.md \"题\"\n[2]: 2024-01-02-b.md",
            ),
            ("<a class=x href='URL?a=1&amp;b'>文</a>", "<a class=x href=\"2024-01-02-b.md\">文</a>"),
            (
                "<table><tr><td><a href=\"URL\">文</a></table>",
                "<table><tr><td><a href=\"2024-01-02-b.md\">文</a></table>",
            ),
            ("| 一 |\n|-|\n| [a\\|b](URL) |", "| 一 |\n|-|\n| [a\\|b](2024-01-02-b.md) |"),
            ("> - [文](URL)\n>   URL", "> - [文](2024-01-02-b.md)\n>   [URL](2024-01-02-b.md)"),
        ] {
            assert_eq!(rewritten(text, Profile::Plain), expected.replace("URL", URL), "{text}");
        }
    }

    #[test]
    fn what_is_no_link_stays() {
        for text in [
            "`URL` `[文](URL)`\n\n    URL\n\n```\n[文](URL)\n```",
            "![图](URL) ![URL](a.png)",
            "[文](https://example.org/?u=URL)",
            "---\nurl: URL\n---\n\n文",
            "$URL$ <!-- <a href=\"URL\"> -->",
        ] {
            assert_eq!(rewritten(text, Profile::Plain), text.replace("URL", URL), "{text}");
        }
    }

    #[test]
    fn each_profile_has_its_form() {
        let text = "[文](URL) [*文*](URL) <URL>";
        let url = |before: &str, after: &str| format!("{before}{URL}{after}");
        for (profile, one, styled, shown) in [
            (
                Profile::Obsidian,
                "[[2024-01-02-b|文]]",
                "[*文*](2024-01-02-b.md)",
                url("[", "](2024-01-02-b.md)"),
            ),
            (
                Profile::Hugo,
                "[文]({{< relref \"2024-01-02-b.md\" >}})",
                "[*文*]({{< relref \"2024-01-02-b.md\" >}})",
                url("[", "]({{< relref \"2024-01-02-b.md\" >}})"),
            ),
            (
                Profile::Jekyll,
                "[文]({% post_url 2024-01-02-b %})",
                "[*文*]({% post_url 2024-01-02-b %})",
                url("[", "]({% post_url 2024-01-02-b %})"),
            ),
            (
                Profile::Hexo,
                "<a href=\"{% post_path \"2024-01-02-b\" %}\">文</a>",
                "<a href=\"{% post_path \"2024-01-02-b\" %}\">*文*</a>",
                url("<a href=\"{% post_path \"2024-01-02-b\" %}\">", "</a>"),
            ),
        ] {
            assert_eq!(rewritten(text, profile), [one, styled, &shown].join(" "), "{profile}");
        }
        let cell = "| 一 |\n|-|\n| [文](URL) |";
        assert_eq!(rewritten(cell, Profile::Obsidian), "| 一 |\n|-|\n| [[2024-01-02-b\\|文]] |");
    }

    #[test]
    fn articles_that_show_templates_have_no_templates() {
        for text in ["`{{ x }}` [文](URL)", "{% x %} [文](URL)"] {
            for profile in [Profile::Jekyll, Profile::Hexo] {
                assert_eq!(rewritten(text, profile), text.replace("URL", URL));
            }
            assert_ne!(rewritten(text, Profile::Plain), text.replace("URL", URL));
        }
        for (front_matter, profile) in [
            ("---\nrender_with_liquid: false\n---\n", Profile::Jekyll),
            ("---\n{\n  \"disableNunjucks\": true\n}\n---\n", Profile::Hexo),
        ] {
            let text = format!("{front_matter}\n[文](URL)");
            assert_eq!(rewritten(&text, profile), text.replace("URL", URL));
            let enabled = text.replace("false", "true").replace("\": true", "\": false");
            assert_ne!(rewritten(&enabled, profile), enabled.replace("URL", URL), "{enabled}");
        }
    }

    #[test]
    fn a_link_has_an_id_and_a_fragment() {
        let links = find(&format!("[文]({URL}?spm=1#t3)"), &Options::default());
        let [link] = links.as_slice() else { panic!("{links:?}") };
        assert_eq!((link.target.as_str(), link.fragment.as_str()), ("12345", "t3"));
    }
}
