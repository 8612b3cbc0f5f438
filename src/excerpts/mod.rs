//! Source excerpts for diagnostics: the lines of the input and of the Markdown around each.

mod marked;
mod preview;
mod search_text;
mod snippet;

use crate::explanations::CodeGroup;
use crate::location::Location;
use crate::report::{Status, Warning};
use crate::verify::{Difference, Verdict, Verification};
use crate::{Conversion, Hints, input};

use search_text::SearchText;
use snippet::Target;
pub use snippet::{Segment, Snippet, SnippetLine};

/// The number of excerpts kept of an input.
const MAX_EXCERPTS: usize = 20;
/// The number of warnings of an input that are located.
const MAX_WARNINGS: usize = 100;
/// The number of bytes read of an input that failed.
const MAX_FAILURE_BYTES: usize = 1 << 16;

/// The excerpts of an input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpts {
    /// The first excerpts, in the order of the page.
    pub shown: Vec<Excerpt>,
    /// The number of further excerpts.
    pub omitted: usize,
}

/// An excerpt of the input and of the Markdown, with the diagnostics about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpt {
    /// The diagnostics.
    pub diagnostics: Vec<Diagnostic>,
    /// The input; `None` if the location in it is unknown.
    pub source: Option<Snippet>,
    /// The Markdown; `None` if the location in it is unknown.
    pub markdown: Option<Snippet>,
    /// The rendered Markdown, as HTML that loads and runs nothing; `None` if it is too long.
    pub rendered: Option<String>,
}

/// A warning, a difference, an error or a status.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Which of these the code is.
    pub group: CodeGroup,
    /// The code of a warning or an error, the category of a difference, or a status.
    pub code: &'static str,
    /// A message or an excerpt; may be empty.
    pub detail: String,
    /// The content of the page, with what the Markdown lacks marked; may be empty.
    pub expected: Vec<Segment>,
    /// The content of the Markdown, with what the page lacks marked; may be empty.
    pub found: Vec<Segment>,
    /// The number of equal diagnostics at this location.
    pub count: usize,
}

impl Diagnostic {
    fn new(group: CodeGroup, code: &'static str, detail: impl Into<String>) -> Self {
        Self { group, code, detail: detail.into(), expected: Vec::new(), found: Vec::new(), count: 1 }
    }

    fn of_warning(warning: &Warning) -> Self {
        Self::new(CodeGroup::Warning, warning.code.as_str(), warning.detail.as_str())
    }

    fn of_difference(Difference { category, expected, found, .. }: &Difference) -> Self {
        let (expected, found) = marked::marked(*category, expected.as_deref(), found.as_deref());
        Self { expected, found, ..Self::new(CodeGroup::Category, category.as_str(), "") }
    }

    /// Whether it is a difference between page and Markdown.
    pub const fn is_difference(&self) -> bool {
        !self.expected.is_empty() || !self.found.is_empty()
    }
}

impl Excerpt {
    /// Whether one of the diagnostics is a difference.
    pub fn is_difference(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_difference)
    }
}

/// What is known about a converted input.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "built by callers")]
pub struct Findings<'a> {
    /// How much of the article the input contains.
    pub status: Status,
    /// Whether the input is Markdown that was passed through.
    pub passed_through: bool,
    /// The warnings, in document order.
    pub warnings: &'a [Warning],
    /// The comparison of the Markdown with the article.
    pub verification: Option<&'a Verification>,
}

impl<'a> Findings<'a> {
    /// Returns the differences of a lossy conversion.
    fn differences(&self) -> &'a [Difference] {
        let lossy = self.verification.filter(|verification| verification.verdict == Verdict::Lossy);
        lossy.map_or(&[], |verification| &verification.differences)
    }

    /// Returns the warnings that are located.
    fn located_warnings(&self) -> &'a [Warning] {
        self.warnings.get(..MAX_WARNINGS).unwrap_or(self.warnings)
    }

    /// Whether there are excerpts.
    pub(crate) fn has_excerpts(&self) -> bool {
        let is_lossy = self.verification.is_some_and(|verification| verification.verdict == Verdict::Lossy);
        !self.warnings.is_empty() || !self.status.is_whole() || is_lossy
    }
}

/// A diagnostic and its locations.
struct Located {
    diagnostic: Diagnostic,
    source: Option<Target>,
    markdown: Option<Target>,
}

impl Excerpts {
    /// Returns the excerpts of a converted input; none if it has no diagnostics.
    ///
    /// ```
    /// use csdown::{Converter, Hints, excerpts::Excerpts};
    /// let page = "<div id=content_views><p>一<img></p></div>".as_bytes();
    /// let conversion = Converter::default().convert_bytes(page, &Hints::default())?;
    /// let excerpts = Excerpts::of_conversion(page, &Hints::default(), &conversion, None);
    /// assert_eq!(excerpts.shown[0].diagnostics[0].code, "image-without-source");
    /// # Ok::<(), csdown::Error>(())
    /// ```
    pub fn of_conversion(
        bytes: &[u8],
        hints: &Hints<'_>,
        conversion: &Conversion,
        verification: Option<&Verification>,
    ) -> Self {
        let report = &conversion.report;
        let findings = Findings {
            status: report.status,
            passed_through: report.passed_through,
            warnings: &report.warnings,
            verification,
        };
        Self::of_markdown(bytes, hints, &conversion.markdown, &findings)
    }

    /// Returns the excerpts of an input and its Markdown; none if it has no diagnostics.
    pub fn of_markdown(bytes: &[u8], hints: &Hints<'_>, markdown: &str, findings: &Findings<'_>) -> Self {
        if !findings.has_excerpts() {
            return Self::default();
        }
        let input::Source { text, body_start, .. } = input::read(bytes, hints);
        let sides = Sides {
            source: if findings.passed_through {
                SearchText::markdown(&text)
            } else {
                SearchText::html(&text, body_start)
            },
            markdown: SearchText::markdown(markdown),
        };
        let mut located = Vec::new();
        if !findings.status.is_whole() {
            located.push(sides.end(findings.status.as_str()));
        }
        located.extend(findings.differences().iter().map(|difference| sides.difference(difference)));
        located.extend(findings.located_warnings().iter().map(|warning| sides.warning(warning)));
        let mut excerpts = sides.excerpts(located);
        excerpts.omitted += findings.warnings.len().saturating_sub(MAX_WARNINGS);
        excerpts
    }

    /// Returns the diagnostics of an input that cannot be read any more, in one excerpt without text.
    pub fn without_text(findings: &Findings<'_>) -> Self {
        let differences = findings.differences().iter().map(Diagnostic::of_difference);
        let warnings = findings.located_warnings().iter().map(Diagnostic::of_warning);
        let nowhere = |diagnostic| Located { diagnostic, source: None, markdown: None };
        let sides = Sides { source: SearchText::html("", 0), markdown: SearchText::markdown("") };
        sides.excerpts(differences.chain(warnings).map(nowhere).collect())
    }

    /// Returns the excerpt of an input that could not be converted: its title, or its beginning.
    pub fn of_failure(bytes: &[u8], hints: &Hints<'_>, code: &'static str, message: &str) -> Self {
        let text = input::read(bytes.get(..MAX_FAILURE_BYTES).unwrap_or(bytes), hints).text;
        if text.contains('\0') {
            return Self::default();
        }
        let sides = Sides { source: SearchText::html(&text, 0), markdown: SearchText::markdown("") };
        // The title describes a page without an article best.
        let byte = text.find("<title").unwrap_or_default();
        let source = Some(Target { byte, marks: Vec::new() });
        let diagnostic = Diagnostic::new(CodeGroup::Error, code, message);
        sides.excerpts(vec![Located { diagnostic, source, markdown: None }])
    }
}

/// The input and its Markdown.
struct Sides<'a> {
    source: SearchText<'a>,
    markdown: SearchText<'a>,
}

impl Sides<'_> {
    /// Locates a difference. On a side that has nothing there, the text around the location is searched for.
    fn difference(&self, difference: &Difference) -> Located {
        let Difference { location, markdown_location, .. } = difference;
        let diagnostic = Diagnostic::of_difference(difference);
        let target = |location: &Option<Location>, segments: &[Segment]| {
            let is_marked = segments.iter().any(|segment| segment.is_marked);
            location.as_ref().map(|location| Target::at(&location.bytes, is_marked))
        };
        let mut source = target(location, &diagnostic.expected);
        let mut markdown = target(markdown_location, &diagnostic.found);
        if source.is_none() {
            source = markdown.as_ref().and_then(|target| opposite(&self.markdown, target, &self.source));
        } else if markdown.is_none() {
            markdown = source.as_ref().and_then(|target| opposite(&self.source, target, &self.markdown));
        }
        Located { diagnostic, source, markdown }
    }

    /// Locates a warning. Those about links and footnotes are searched for by their text, as the document model does
    /// not keep locations.
    fn warning(&self, warning: &Warning) -> Located {
        let diagnostic = Diagnostic::of_warning(warning);
        let text = || {
            let start = self.source.text.find(&warning.detail).filter(|_| !warning.detail.is_empty())?;
            Some(start..start + warning.detail.len())
        };
        let bytes = warning.location.as_ref().map(|location| location.bytes.clone()).or_else(text);
        let source = bytes.map(|bytes| Target::at(&bytes, true));
        let markdown = source.as_ref().and_then(|target| opposite(&self.source, target, &self.markdown));
        Located { diagnostic, source, markdown }
    }

    /// Locates the end of an incomplete article.
    fn end(&self, status: &'static str) -> Located {
        let byte = self.markdown.byte_of(usize::MAX);
        let markdown = Target { byte, marks: Vec::new() };
        let source = opposite(&self.markdown, &markdown, &self.source);
        let diagnostic = Diagnostic::new(CodeGroup::Status, status, "The page has the article up to here.");
        Located { diagnostic, source, markdown: Some(markdown) }
    }

    /// Returns the excerpts of `located`; diagnostics at one location share an excerpt.
    fn excerpts(&self, mut located: Vec<Located>) -> Excerpts {
        let lines = |located: &Located| {
            let line = |text: &SearchText<'_>, target: &Option<Target>| {
                target.as_ref().map(|target| text.line_of(target.byte))
            };
            (line(&self.source, &located.source), line(&self.markdown, &located.markdown))
        };
        located.sort_by_key(lines);
        let mut targets: Vec<(Vec<Diagnostic>, Option<Target>, Option<Target>)> = Vec::new();
        let mut last = None;
        for located in located {
            let here = lines(&located);
            match targets.last_mut().filter(|_| last == Some(here)) {
                Some((diagnostics, source, markdown)) => {
                    match diagnostics.iter_mut().find(|diagnostic| {
                        Diagnostic { count: 1, ..(*diagnostic).clone() } == located.diagnostic
                    }) {
                        Some(same) => same.count += 1,
                        None => diagnostics.push(located.diagnostic),
                    }
                    add_marks(source, located.source);
                    add_marks(markdown, located.markdown);
                }
                None => targets.push((vec![located.diagnostic], located.source, located.markdown)),
            }
            last = Some(here);
        }
        let omitted = targets.len().saturating_sub(MAX_EXCERPTS);
        targets.truncate(MAX_EXCERPTS);
        let shown = targets.iter().map(|(diagnostics, _, target)| {
            let tag = if diagnostics.iter().any(Diagnostic::is_difference) { "ins" } else { "mark" };
            target.as_ref().map(|target| (target, tag))
        });
        let rendered = preview::blocks(self.markdown.text, &shown.collect::<Vec<_>>());
        let excerpt = |((diagnostics, source, markdown), rendered)| {
            let around = |text, target: Option<Target>| target.map(|target| Snippet::around(text, &target));
            let (source, markdown) = (around(&self.source, source), around(&self.markdown, markdown));
            Excerpt { diagnostics, source, markdown, rendered }
        };
        Excerpts { shown: targets.into_iter().zip(rendered).map(excerpt).collect(), omitted }
    }
}

/// Adds the marks of `more` to `target`, sorted and without overlaps.
fn add_marks(target: &mut Option<Target>, more: Option<Target>) {
    let Some((target, more)) = target.as_mut().zip(more) else { return };
    target.marks.extend(more.marks);
    target.marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut after = 0;
    for mark in &mut target.marks {
        mark.start = mark.start.max(after);
        after = after.max(mark.end);
    }
    target.marks.retain(|mark| mark.start < mark.end);
}

/// The target in `other` of the words around `target`.
fn opposite(text: &SearchText<'_>, target: &Target, other: &SearchText<'_>) -> Option<Target> {
    Some(Target { byte: text.counterpart(target.byte, other)?, marks: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Converter;

    /// The excerpts of `page`, whose Markdown has `from` and not `to`.
    fn doctored(page: &str, from: &str, to: &str) -> Excerpts {
        let (converter, hints) = (Converter::default(), Hints::default());
        let mut conversion = converter.convert_bytes(page.as_bytes(), &hints).unwrap();
        assert!(conversion.markdown.contains(from), "{}", conversion.markdown);
        conversion.markdown = conversion.markdown.replace(from, to);
        let verification = converter.verify(page.as_bytes(), &hints, &conversion.markdown).unwrap();
        Excerpts::of_conversion(page.as_bytes(), &hints, &conversion, Some(&verification))
    }

    fn marked(snippet: Option<&Snippet>) -> Vec<(usize, String)> {
        let lines = snippet.into_iter().flat_map(|snippet| &snippet.lines);
        let segments = lines.flat_map(|line| line.segments.iter().map(|segment| (line.number, segment)));
        segments
            .filter(|(_, segment)| segment.is_marked)
            .map(|(number, segment)| (number, segment.text.clone()))
            .collect()
    }

    const PAGE: &str = "<div id=content_views>\n<h2>春天</h2>\n<p>\n放在<b>窗边</b>。\n每天浇水，\n一次一升。\n</p>\n<p><a href=http://a.b/c>详见</a></p>\n</div>";

    #[test]
    fn a_lost_word_is_marked_in_the_page() {
        let excerpts = doctored(PAGE, "一次一升", "一次升");
        let [text, ..] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!(
            text.diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(),
            ["text", "lines"]
        );
        assert_eq!(marked(text.source.as_ref()), [(6, "一".to_owned())]);
        assert_eq!(marked(text.markdown.as_ref()), []);
        let markdown = text.markdown.as_ref().unwrap();
        assert!(markdown.lines.iter().any(|line| line.is_target && line.segments[0].text.contains("一次升")));
        assert!(text.rendered.as_ref().unwrap().contains("<strong>窗边</strong>"));
    }

    #[test]
    fn a_changed_level_is_marked_on_both_sides() {
        let excerpts = doctored(PAGE, "## 春天", "### 春天");
        let [heading] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!(heading.diagnostics[0].code, "headings");
        assert_eq!(marked(heading.source.as_ref()), [(2, "春天".to_owned())]);
        assert_eq!(marked(heading.markdown.as_ref()), [(1, "春天".to_owned())]);
        assert_eq!(heading.rendered.as_deref(), Some("<p class=\"heading\"><ins>春天</ins></p>\n"));
    }

    #[test]
    fn the_side_without_the_content_is_located_by_the_text_around_it() {
        let excerpts = doctored(PAGE, "**窗边**", "窗边");
        let [bold] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!(marked(bold.source.as_ref()), [(4, "窗边".to_owned())]);
        assert_eq!(bold.markdown.as_ref().map(Snippet::first), Some(1));
        let excerpts = doctored(PAGE, "放在", "*放在*");
        let [italic] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!(marked(italic.markdown.as_ref()), [(3, "放在".to_owned())]);
        assert!(italic.source.as_ref().unwrap().lines.iter().any(|line| line.is_target && line.number == 4));
    }

    #[test]
    fn locations_are_exact_within_a_line() {
        let excerpts = doctored("<div id=content_views><p>a<b>b</b></p></div>", "**b**", "b");
        let [bold] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        let source = bold.source.as_ref().unwrap();
        assert_eq!(source.lines[0].segments[0].text, "<div id=content_views><p>a<b>");
        let unsafe_link = "<div id=content_views><p><a href='javascript:alert(1)'>链</a></p></div>";
        let excerpts = doctored(unsafe_link, "链", "链");
        assert_eq!(
            marked(excerpts.shown[0].source.as_ref()),
            [(1, "<a href='javascript:alert(1)'>".to_owned())]
        );
    }

    #[test]
    fn front_matter_is_not_searched() {
        let page = "---\ntitle: 甲乙\n---\n<div id=content_views><p>甲乙<img></p></div>";
        let excerpts = doctored(page, "甲", "甲");
        let [image] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        let meant = image.markdown.as_ref().unwrap().lines.iter().find(|line| line.is_target);
        assert_eq!(meant.map(|line| line.segments[0].text.as_str()), Some("甲乙"));
    }

    #[test]
    fn equal_diagnostics_at_one_location_are_counted() {
        let page = "<div id=content_views><p>一<img><img></p></div>";
        let excerpts = doctored(page, "一", "一");
        let [target] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!((target.diagnostics.len(), target.diagnostics[0].count), (1, 2));
    }

    #[test]
    fn the_number_of_excerpts_is_limited() {
        let page = format!("<div id=content_views>{}</div>", "<p>一<img></p>\n".repeat(MAX_EXCERPTS + 3));
        let excerpts = doctored(&page, "一", "一");
        assert_eq!((excerpts.shown.len(), excerpts.omitted), (MAX_EXCERPTS, 3));
        let page = format!("<div id=content_views>{}</div>", "<p>一<img></p>\n".repeat(MAX_WARNINGS + 5));
        assert_eq!(doctored(&page, "一", "一").omitted, MAX_WARNINGS + 5 - MAX_EXCERPTS);
    }

    #[test]
    fn a_page_without_an_article_is_represented_by_its_title() {
        let of_failure =
            |page: &[u8]| Excerpts::of_failure(page, &Hints::default(), "not-text", "binary data");
        let page = format!("<html>{}<title>安全验证</title>", "\n".repeat(40));
        let excerpts = of_failure(page.as_bytes());
        let source = excerpts.shown[0].source.as_ref().unwrap();
        assert!(source.lines.iter().any(|line| line.is_target && line.number == 41));
        assert_eq!(of_failure(b"\0"), Excerpts::default());
    }

    #[test]
    fn shown_lines_have_the_right_numbers() {
        const PARTS: [&str; 14] = [
            "<p>",
            "</p>",
            "\n",
            "一二三四",
            "，",
            "<b>五</b>",
            "<img>",
            "<pre><code>x &lt;y\n\nz</code></pre>",
            "&nbsp;a b",
            "<table><tr><td rowspan=2>六<td>七<tr><td>八</table>",
            "<a href='#n'>九</a>",
            "<",
            "](",
            "<!-- x",
        ];
        arbtest::arbtest(|u| {
            let mut page = "<div id=content_views>".to_owned();
            for _ in 0..u.int_in_range(0..=30)? {
                page.push_str(u.choose(&PARTS)?);
            }
            let (converter, hints) = (Converter::default(), Hints::default());
            let mut conversion = converter.convert_bytes(page.as_bytes(), &hints).unwrap();
            let characters: Vec<char> = conversion.markdown.chars().collect();
            let lost = u.choose_index(characters.len().max(1))?;
            conversion.markdown =
                characters.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, c)| *c).collect();
            let verification = converter.verify(page.as_bytes(), &hints, &conversion.markdown).unwrap();
            let excerpts = Excerpts::of_conversion(page.as_bytes(), &hints, &conversion, Some(&verification));
            let stands = |text: &str, snippet: &Option<Snippet>| {
                snippet.iter().flat_map(|snippet| &snippet.lines).all(|line| {
                    let shown: String = line.segments.iter().map(|segment| segment.text.as_str()).collect();
                    let whole = text.lines().nth(line.number - 1).unwrap_or_default();
                    whole == shown || whole.contains(shown.trim_matches('…'))
                })
            };
            for Excerpt { source, markdown, .. } in &excerpts.shown {
                assert!(
                    stands(&page, source) && stands(&conversion.markdown, markdown),
                    "{page}\n{excerpts:#?}"
                );
            }
            Ok(())
        })
        .budget_ms(500);
    }
}
