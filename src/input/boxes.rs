//! Finds articles of the site that authors pasted as HTML into their own Markdown (dialect `md-around`).
//!
//! Scraped posts also have HTML after front matter, but nothing beside it; here the text around the HTML is Markdown. Only
//! elements that start a line outside code count, as in Markdown.

use std::collections::HashSet;
use std::ops::Range;

use memchr::{memchr, memchr2_iter, memmem};

use super::form::{ARTICLE, FENCES};

/// Returns the byte ranges of the articles in `body` if there is Markdown around them. Unless `is_markdown_file`, the
/// text around them counts only if it has markup of Markdown.
pub(super) fn find(body: &str, is_markdown_file: bool) -> Option<Vec<Range<usize>>> {
    if !ARTICLE.is_match(body) {
        return None;
    }
    let mut scanner = Scanner::new(body);
    scanner.scan();
    let is_author = match scanner.text {
        Around::Nothing => false,
        Around::Text => is_markdown_file,
        Around::Markdown => true,
    };
    (is_author && !scanner.is_page && !scanner.boxes.is_empty()).then_some(scanner.boxes)
}

/// What is around the articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Around {
    Nothing,
    Text,
    Markdown,
}

struct Scanner<'b> {
    body: &'b str,
    /// See [`div_ends`].
    div_ends: Vec<usize>,
    /// Names of elements that are not closed further on.
    unclosed: HashSet<&'static str>,
    boxes: Vec<Range<usize>>,
    text: Around,
    /// Where style sheets begin that stand right before what comes next. They belong to an article.
    styles: Option<usize>,
    /// Whether the text is a whole page.
    is_page: bool,
}

/// Elements that hold an article or are around it. If one is not closed, it extends to the last end tag.
const CONTAINERS: [&str; 4] = ["div", "article", "section", "main"];

/// Other elements that start a block of HTML in Markdown.
const BLOCKS: [&str; 27] = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "table",
    "pre",
    "blockquote",
    "center",
    "figure",
    "details",
    "form",
    "style",
    "script",
    "svg",
    "header",
    "footer",
    "aside",
    "nav",
    "template",
    "noscript",
];

/// Elements that only whole pages have.
const OF_PAGES: [&str; 4] = ["html", "head", "body", "title"];

impl<'b> Scanner<'b> {
    fn new(body: &'b str) -> Self {
        Self {
            body,
            div_ends: div_ends(body),
            unclosed: HashSet::new(),
            boxes: Vec::new(),
            text: Around::Nothing,
            styles: None,
            is_page: false,
        }
    }

    fn scan(&mut self) {
        let mut fence: Option<&str> = None;
        let mut at = 0;
        while at < self.body.len() {
            let rest = self.body.get(at..).unwrap_or_default();
            let line = rest.split_inclusive('\n').next().unwrap_or_default();
            let content = line.trim_start();
            match (fence, FENCES.iter().find(|marker| content.starts_with(**marker))) {
                (Some(open), Some(marker)) if open == *marker => fence = None,
                (None, Some(marker)) => fence = Some(marker),
                (Some(_), _) => self.line(line),
                (None, None) => {
                    let start = at + line.len() - content.len();
                    let is_code = line.starts_with("    ") || line.starts_with('\t');
                    if !is_code && let Some(end) = self.block(start) {
                        at = end;
                        continue;
                    }
                    // `见下：<div id="content_views">`
                    let text = line.split('`').next().unwrap_or_default();
                    let inner = if is_code { None } else { ARTICLE.find(text) };
                    if let Some(inner) = inner
                        && let Some(end) = self.block(at + inner.start())
                    {
                        self.line(line.get(..inner.start()).unwrap_or_default());
                        at = end;
                        continue;
                    }
                    self.line(line);
                }
            }
            at += line.len();
        }
    }

    /// Reads the HTML that begins at `start`, and returns where it ends. A whole page ends the scan.
    fn block(&mut self, start: usize) -> Option<usize> {
        let rest = self.body.get(start..).unwrap_or_default();
        if rest.starts_with("<!--") {
            return rest.find("-->").map(|end| start + end + "-->".len());
        }
        if rest.starts_with("<!") || OF_PAGES.iter().any(|name| is_tag(rest, name)) {
            self.is_page = true;
            return Some(self.body.len());
        }
        if rest.starts_with("</") {
            return Some(tag_end(self.body, start));
        }
        if is_tag(rest, "link") || is_tag(rest, "meta") {
            self.styles = self.styles.or(Some(start));
            return Some(tag_end(self.body, start));
        }
        let name = *CONTAINERS.iter().chain(&BLOCKS).find(|name| is_tag(rest, name))?;
        let is_container = CONTAINERS.contains(&name);
        let end = if self.unclosed.contains(name) { None } else { self.element_end(start, name) };
        let end = match end {
            Some(end) => end,
            None if is_container => last_end_tag(self.body, start).unwrap_or(self.body.len()),
            // As in Markdown, HTML that is not closed ends with a blank line.
            None => {
                self.unclosed.insert(name);
                rest.find("\n\n").map_or(self.body.len(), |end| start + end)
            }
        };
        let html = self.body.get(start..end).unwrap_or_default();
        if is_container && ARTICLE.is_match(html) {
            let end = self.after_end_tags(end);
            let start = self.styles.take().unwrap_or(start);
            self.boxes.push(start - self.indentation(start)..end);
            return Some(end);
        }
        self.styles = match name {
            "style" | "script" | "svg" => self.styles.or(Some(start)),
            _ => None,
        };
        Some(end)
    }

    /// The end of the element `name` that starts at `start`: after the end tag that matches its start tag.
    fn element_end(&self, start: usize, name: &str) -> Option<usize> {
        let bytes = self.body.as_bytes();
        let initial = *name.as_bytes().first()?;
        // Letters differ from their upper case in this bit alone.
        let may_be_named = |tag: &[u8]| tag.first().is_some_and(|first| first | 0x20 == initial);
        let mut depth = 0_usize;
        let mut at = start;
        loop {
            at += memchr(b'<', bytes.get(at..)?)? + 1;
            let tag = bytes.get(at..)?;
            match tag {
                [b'/', end @ ..] if may_be_named(end) && is_named(end, name, b'>') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(tag_end(self.body, at));
                    }
                }
                _ if may_be_named(tag) && is_named(tag, name, b'/') => {
                    depth += 1;
                    if name == "div"
                        && let Some(end) = self.only_end(at, depth)
                    {
                        return Some(end);
                    }
                }
                [b'!', b'-', b'-', ..] => at += memmem::find(tag, b"-->")?,
                [b's' | b'S', b'c' | b'C' | b't' | b'T', ..] => at += raw_length(tag)?,
                _ => {}
            }
        }
    }

    /// Where the outermost of `depth` open `div`s ends if as many end tags follow `at`: with the last one. If that is in
    /// a comment or closes another one, the outermost is not closed, and extends to the last end tag, which is the same.
    fn only_end(&self, at: usize, depth: usize) -> Option<usize> {
        let passed = self.div_ends.partition_point(|end| *end < at);
        let left = self.div_ends.get(passed..)?;
        left.last().filter(|_| left.len() == depth).map(|last| tag_end(self.body, *last))
    }

    /// The number of spaces between the start of the line and `at`.
    fn indentation(&self, at: usize) -> usize {
        let before = self.body.get(..at).unwrap_or_default();
        before.len() - before.trim_end_matches(' ').len()
    }

    /// Skips end tags that close nothing, style sheets, and the rest of a blank line. Line breaks after the last tag are kept.
    fn after_end_tags(&self, mut at: usize) -> usize {
        loop {
            let rest = self.body.get(at..).unwrap_or_default();
            let next = rest.trim_start();
            if !next.starts_with("</") && !is_tag(next, "link") {
                let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
                return if rest.get(blank..).is_some_and(|rest| rest.starts_with('\n')) {
                    at + blank
                } else {
                    at
                };
            }
            at = tag_end(self.body, at + rest.len() - next.len());
        }
    }

    fn line(&mut self, line: &str) {
        let is_template = line.trim_start().starts_with("{%") && line.trim_end().ends_with("%}");
        if is_template || !without_tags(line).any(char::is_alphanumeric) {
            return;
        }
        self.styles = None;
        let around = if is_markdown(line) { Around::Markdown } else { Around::Text };
        self.text = self.text.max(around);
    }
}

/// Whether a line has markup that only Markdown has.
fn is_markdown(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let heading = line.trim_start_matches('#');
    (heading.len() < line.len() && heading.starts_with(' '))
        || ["- ", "* ", "+ ", "> ", "![", "| "].iter().any(|start| line.starts_with(start))
        || (digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(". ")))
        || line.contains("](http")
        || line.contains("**")
}

/// The characters outside tags.
fn without_tags(line: &str) -> impl Iterator<Item = char> {
    let mut in_tag = false;
    line.chars().filter(move |&c| {
        in_tag |= c == '<';
        let shown = !in_tag;
        in_tag &= c != '>';
        shown
    })
}

/// Whether `text` starts with a start tag of this name.
fn is_tag(text: &str, name: &str) -> bool {
    text.as_bytes().strip_prefix(b"<").is_some_and(|rest| is_named(rest, name, b'/'))
}

/// Whether `tag`, the text after `<` or `</`, has this name. `slash` is what may follow it besides whitespace and `>`.
fn is_named(tag: &[u8], name: &str, slash: u8) -> bool {
    let first = |text: &[u8]| text.first().map(u8::to_ascii_lowercase);
    if first(tag) != first(name.as_bytes()) {
        return false;
    }
    let Some((found, after)) = tag.split_at_checked(name.len()) else { return false };
    found.eq_ignore_ascii_case(name.as_bytes())
        && after.first().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>' || *byte == slash)
}

/// The positions of the end tags of `div`s, also of those in comments, if the last end tag of `body` is one of them.
/// Otherwise none.
fn div_ends(body: &str) -> Vec<usize> {
    let bytes = body.as_bytes();
    let is_end = |at: &usize| {
        let name = bytes.get(*at..).and_then(|tag| tag.strip_prefix(b"</"));
        name.is_some_and(|name| is_named(name, "div", b'>'))
    };
    match body.rfind("</").filter(is_end) {
        // Its last letter is the rarest one in pages.
        Some(_) => memchr2_iter(b'v', b'V', bytes)
            .filter_map(|at| at.checked_sub("</di".len()))
            .filter(is_end)
            .collect(),
        None => Vec::new(),
    }
}

/// Returns how far the text of a script or style sheet extends whose start tag, without its `<`, begins `tag`. `None` if
/// it is not closed, and zero for any other tag.
fn raw_length(tag: &[u8]) -> Option<usize> {
    let end_tags: [(&str, &[u8]); 2] = [("script", b"</script"), ("style", b"</style")];
    match end_tags.into_iter().find(|(name, _)| is_named(tag, name, b'/')) {
        Some((_, end_tag)) => memmem::find(tag, end_tag),
        None => Some(0),
    }
}

/// The end of the last end tag of a container at or after `start`.
fn last_end_tag(body: &str, start: usize) -> Option<usize> {
    let rest = body.get(start..)?;
    let ends = memchr::memrchr_iter(b'<', rest.as_bytes());
    let mut ends = ends.filter(|at| rest.get(*at..).is_some_and(|tag| tag.starts_with("</")));
    ends.next().map(|at| tag_end(body, start + at))
}

/// The end of the tag that starts at `start`.
fn tag_end(body: &str, start: usize) -> usize {
    let rest = body.as_bytes().get(start..).unwrap_or_default();
    memchr(b'>', rest).map_or(body.len(), |end| start + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chars::arbitrary_text;

    fn boxes(body: &str, is_markdown_file: bool) -> Option<Vec<&str>> {
        let found = find(body, is_markdown_file)?;
        found.into_iter().map(|range| body.get(range)).collect()
    }

    const BOX: &str = "<div id=content_views>\n\n<div>一</div>\n</div>";

    #[test]
    fn markdown_around_a_box_is_the_authors() {
        let text = format!("先说\n\n{BOX}\n\n再说\n");
        assert_eq!(boxes(&text, true), Some(vec![BOX]));
        assert_eq!(boxes(&text, false), None);
        let headings = format!("# 先\n\n{BOX}</div> \n\n{BOX}\n\n再说\n");
        assert_eq!(boxes(&headings, false), Some(vec![format!("{BOX}</div> ").as_str(), BOX]));
    }

    #[test]
    fn html_around_a_box_is_not() {
        for around in [
            format!("</p>\n{BOX}\n<p class=artid>\n 1\n</p>\n```\n"),
            format!("<h1>\n 题\n</h1>\n{BOX}"),
            format!("<div class=title>题</div>{BOX}<!-- 完 -->"),
            format!("<title>题</title>\n{BOX}\n# 一"),
            "# 题\n\n```html\n<div id=content_views>\n```\n".to_owned(),
            "# 题\n\n    <div id=content_views>\n".to_owned(),
        ] {
            assert_eq!(boxes(&around, true), None, "{around}");
        }
    }

    #[test]
    fn an_unclosed_box_ends_with_its_last_end_tag() {
        assert_eq!(
            boxes("- 一\n\n<div id=content_views><div><p>二</p>\n\n三", true),
            Some(vec!["<div id=content_views><div><p>二</p>"])
        );
    }

    #[test]
    fn a_box_may_follow_text_on_its_line() {
        assert_eq!(boxes(&format!("见下：{BOX}再说\n"), true), Some(vec![BOX]));
        assert_eq!(boxes(&format!("# 一\n\n`{BOX}`\n"), true), None);
    }

    #[test]
    fn end_tags_that_are_counted_end_the_same_elements() {
        const PIECES: [&str; 16] = [
            "<div>",
            "<div id=content_views>",
            "<DIV\n>",
            "</div>",
            "</div>",
            "</Div >",
            "</div",
            "</p>",
            "<p>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "<STYLE>",
            "一",
            "\n",
        ];
        arbtest::arbtest(|u| {
            let body = arbitrary_text(u, &PIECES, 1..=16)?;
            let scanned = |mut scanner: Scanner<'_>| {
                scanner.scan();
                (scanner.boxes, scanner.text)
            };
            let uncounted = Scanner { div_ends: Vec::new(), ..Scanner::new(&body) };
            assert_eq!(scanned(Scanner::new(&body)), scanned(uncounted), "{body}");
            Ok(())
        })
        .budget_ms(300);
    }

    #[test]
    fn many_unclosed_elements_take_linear_time() {
        let many = "<p>一\n\n<ul>二\n\n- 三\n".repeat(100_000);
        assert_eq!(boxes(&format!("{many}{BOX}"), true).map(|boxes| boxes.len()), Some(1));
    }
}
