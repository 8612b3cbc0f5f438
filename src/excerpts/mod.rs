//! Places of an input that something is told of, each with what the Markdown has there.

mod letters;
mod passage;
mod preview;
mod words;

use crate::location::Location;
use crate::report::Warning;
use crate::verify::{Difference, Verdict, Verification};
use crate::{Conversion, Hints, input};

use letters::Letters;
use passage::Place;
pub use passage::{Line, Passage, Piece};

/// How many places of an input are shown.
const MOST: usize = 20;
/// How many warnings of an input are looked at.
const LOOKED_AT: usize = 100;
/// How many bytes of an input without Markdown are looked at.
const GLANCE: usize = 1 << 16;

/// The places of an input that something is told of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpts {
    /// The first of them, in the order of the page.
    pub shown: Vec<Excerpt>,
    /// How many more there are.
    pub left_out: usize,
}

/// A place of an input that something is told of, and what the Markdown has there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpt {
    /// What is told of it.
    pub notes: Vec<Note>,
    /// The input there; `None` when that is not known.
    pub source: Option<Passage>,
    /// The Markdown there; `None` when that is not known.
    pub markdown: Option<Passage>,
    /// What a reader of the Markdown sees there, as HTML that loads and runs nothing; `None` when it is too much.
    pub rendered: Option<String>,
}

/// What is told of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// The code of a warning or an error, the category of a difference, or a status.
    pub what: &'static str,
    /// The same in words or in the author's; may be empty.
    pub detail: String,
    /// What the page has there and the Markdown should have, what it lacks marked; empty when there is nothing.
    pub expected: Vec<Piece>,
    /// What the Markdown has there, what the page lacks marked; empty when there is nothing.
    pub found: Vec<Piece>,
    /// How often the same is told of this place.
    pub times: usize,
}

impl Note {
    fn new(what: &'static str, detail: impl Into<String>) -> Self {
        Self { what, detail: detail.into(), expected: Vec::new(), found: Vec::new(), times: 1 }
    }

    /// Whether it is of a difference between page and Markdown.
    pub const fn is_difference(&self) -> bool {
        !self.expected.is_empty() || !self.found.is_empty()
    }
}

impl Excerpt {
    /// Whether page and Markdown differ there.
    pub fn is_difference(&self) -> bool {
        self.notes.iter().any(Note::is_difference)
    }
}

/// What is told of one place.
struct Spot {
    note: Note,
    source: Option<Place>,
    markdown: Option<Place>,
}

impl Excerpts {
    /// Those of an input that was converted; none when all is well with it.
    ///
    /// ```
    /// use csdown::{Converter, Hints, excerpts::Excerpts};
    /// let page = "<div id=content_views><p>一<img></p></div>".as_bytes();
    /// let conversion = Converter::default().convert_bytes(page, &Hints::default())?;
    /// let excerpts = Excerpts::of_conversion(page, &Hints::default(), &conversion, None);
    /// assert_eq!(excerpts.shown[0].notes[0].what, "image-without-source");
    /// # Ok::<(), csdown::Error>(())
    /// ```
    pub fn of_conversion(
        bytes: &[u8],
        hints: &Hints<'_>,
        conversion: &Conversion,
        verification: Option<&Verification>,
    ) -> Self {
        let report = &conversion.report;
        let lossy = verification.filter(|verification| verification.verdict == Verdict::Lossy);
        if report.warnings.is_empty() && report.status.is_whole() && lossy.is_none() {
            return Self::default();
        }
        let input::Source { text, body_start, .. } = input::read(bytes, hints);
        let sides = Sides {
            source: if report.passed_through {
                Letters::of_markdown(&text)
            } else {
                Letters::of_html(&text, body_start)
            },
            markdown: Letters::of_markdown(&conversion.markdown),
        };
        let mut spots = Vec::new();
        if !report.status.is_whole() {
            spots.push(sides.end(report.status.as_str()));
        }
        let differences = lossy.iter().flat_map(|verification| &verification.differences);
        spots.extend(differences.map(|difference| sides.difference(difference)));
        spots.extend(report.warnings.iter().take(LOOKED_AT).map(|warning| sides.warning(warning)));
        let mut excerpts = sides.excerpts(spots);
        excerpts.left_out += report.warnings.len().saturating_sub(LOOKED_AT);
        excerpts
    }

    /// That of an input that could not be converted: its beginning, or its title.
    pub fn of_failure(bytes: &[u8], hints: &Hints<'_>, code: &'static str, message: &str) -> Self {
        let text = input::read(bytes.get(..GLANCE).unwrap_or(bytes), hints).text;
        if text.contains('\0') {
            return Self::default();
        }
        let sides = Sides { source: Letters::of_html(&text, 0), markdown: Letters::of_markdown("") };
        // The title tells best what a page without an article is.
        let byte = text.find("<title").unwrap_or_default();
        let source = Some(Place { byte, marks: Vec::new() });
        sides.excerpts(vec![Spot { note: Note::new(code, message), source, markdown: None }])
    }
}

/// The input and its Markdown.
struct Sides<'a> {
    source: Letters<'a>,
    markdown: Letters<'a>,
}

impl Sides<'_> {
    /// Where page and Markdown differ. The side that has nothing there is found by the words around the location.
    fn difference(&self, difference: &Difference) -> Spot {
        let Difference { category, location, markdown_location, expected, found, .. } = difference;
        let (expected, found) = words::marked(*category, expected.as_deref(), found.as_deref());
        let place = |location: &Option<Location>, pieces: &[Piece]| {
            let is_marked = pieces.iter().any(|piece| piece.is_marked);
            location.as_ref().map(|location| Place::at(&location.bytes, is_marked))
        };
        let mut source = place(location, &expected);
        let mut markdown = place(markdown_location, &found);
        if source.is_none() {
            source = markdown.as_ref().and_then(|place| opposite(&self.markdown, place, &self.source));
        } else if markdown.is_none() {
            markdown = source.as_ref().and_then(|place| opposite(&self.source, place, &self.markdown));
        }
        Spot { note: Note { expected, found, ..Note::new(category.as_str(), "") }, source, markdown }
    }

    /// Where something could not be kept as the page has it. Links and footnotes are found by their text, as the document model
    /// does not keep their locations.
    fn warning(&self, warning: &Warning) -> Spot {
        let note = Note::new(warning.code.as_str(), warning.detail.as_str());
        let text = || {
            let start = self.source.text.find(&warning.detail).filter(|_| !warning.detail.is_empty())?;
            Some(start..start + warning.detail.len())
        };
        let bytes = warning.location.as_ref().map(|location| location.bytes.clone()).or_else(text);
        let source = bytes.map(|bytes| Place::at(&bytes, true));
        let markdown = source.as_ref().and_then(|place| opposite(&self.source, place, &self.markdown));
        Spot { note, source, markdown }
    }

    /// Where an article ends before its end.
    fn end(&self, status: &'static str) -> Spot {
        let byte = self.markdown.byte_of(usize::MAX);
        let markdown = Place { byte, marks: Vec::new() };
        let source = opposite(&self.markdown, &markdown, &self.source);
        let note = Note::new(status, "The page has the article up to here.");
        Spot { note, source, markdown: Some(markdown) }
    }

    /// The excerpts at `spots`; what is told of one place stands together.
    fn excerpts(&self, mut spots: Vec<Spot>) -> Excerpts {
        let lines = |spot: &Spot| {
            let line = |text: &Letters<'_>, place: &Option<Place>| {
                place.as_ref().map(|place| text.line_of(place.byte))
            };
            (line(&self.source, &spot.source), line(&self.markdown, &spot.markdown))
        };
        spots.sort_by_key(lines);
        let mut places: Vec<(Vec<Note>, Option<Place>, Option<Place>)> = Vec::new();
        let mut last = None;
        for spot in spots {
            let here = lines(&spot);
            match places.last_mut().filter(|_| last == Some(here)) {
                Some((notes, source, markdown)) => {
                    match notes.iter_mut().find(|note| Note { times: 1, ..(*note).clone() } == spot.note) {
                        Some(same) => same.times += 1,
                        None => notes.push(spot.note),
                    }
                    add_marks(source, spot.source);
                    add_marks(markdown, spot.markdown);
                }
                None => places.push((vec![spot.note], spot.source, spot.markdown)),
            }
            last = Some(here);
        }
        let left_out = places.len().saturating_sub(MOST);
        places.truncate(MOST);
        let shown = places.iter().map(|(notes, _, place)| {
            let tag = if notes.iter().any(Note::is_difference) { "ins" } else { "mark" };
            place.as_ref().map(|place| (place, tag))
        });
        let rendered = preview::blocks(self.markdown.text, &shown.collect::<Vec<_>>());
        let excerpt = |((notes, source, markdown), rendered)| {
            let around = |text, place: Option<Place>| place.map(|place| Passage::around(text, &place));
            let (source, markdown) = (around(&self.source, source), around(&self.markdown, markdown));
            Excerpt { notes, source, markdown, rendered }
        };
        Excerpts { shown: places.into_iter().zip(rendered).map(excerpt).collect(), left_out }
    }
}

/// Adds the marks of `more` to `place`, in order and none over another.
fn add_marks(place: &mut Option<Place>, more: Option<Place>) {
    let Some((place, more)) = place.as_mut().zip(more) else { return };
    place.marks.extend(more.marks);
    place.marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut after = 0;
    for mark in &mut place.marks {
        mark.start = mark.start.max(after);
        after = after.max(mark.end);
    }
    place.marks.retain(|mark| mark.start < mark.end);
}

/// The place in `other` of the words around `place`.
fn opposite(text: &Letters<'_>, place: &Place, other: &Letters<'_>) -> Option<Place> {
    Some(Place { byte: text.counterpart(place.byte, other)?, marks: Vec::new() })
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

    fn marked(passage: Option<&Passage>) -> Vec<(usize, String)> {
        let lines = passage.into_iter().flat_map(|passage| &passage.lines);
        let pieces = lines.flat_map(|line| line.pieces.iter().map(|piece| (line.number, piece)));
        pieces
            .filter(|(_, piece)| piece.is_marked)
            .map(|(number, piece)| (number, piece.text.clone()))
            .collect()
    }

    const PAGE: &str = "<div id=content_views>\n<h2>春天</h2>\n<p>\n放在<b>窗边</b>。\n每天浇水，\n一次一升。\n</p>\n<p><a href=http://a.b/c>详见</a></p>\n</div>";

    #[test]
    fn a_lost_word_is_marked_in_the_page() {
        let excerpts = doctored(PAGE, "一次一升", "一次升");
        let [text, ..] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!(text.notes.iter().map(|note| note.what).collect::<Vec<_>>(), ["text", "lines"]);
        assert_eq!(marked(text.source.as_ref()), [(6, "一".to_owned())]);
        assert_eq!(marked(text.markdown.as_ref()), []);
        let markdown = text.markdown.as_ref().unwrap();
        assert!(markdown.lines.iter().any(|line| line.is_meant && line.pieces[0].text.contains("一次升")));
        assert!(text.rendered.as_ref().unwrap().contains("<strong>窗边</strong>"));
    }

    #[test]
    fn words_that_are_something_else_are_marked_on_both_sides() {
        let excerpts = doctored(PAGE, "## 春天", "### 春天");
        let [heading] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!(heading.notes[0].what, "headings");
        assert_eq!(marked(heading.source.as_ref()), [(2, "春天".to_owned())]);
        assert_eq!(marked(heading.markdown.as_ref()), [(1, "春天".to_owned())]);
        assert_eq!(heading.rendered.as_deref(), Some("<p class=\"heading\"><ins>春天</ins></p>\n"));
    }

    #[test]
    fn what_is_on_one_side_alone_has_its_place_on_the_other() {
        let excerpts = doctored(PAGE, "**窗边**", "窗边");
        let [bold] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!(marked(bold.source.as_ref()), [(4, "窗边".to_owned())]);
        assert_eq!(bold.markdown.as_ref().map(Passage::first), Some(1));
        let excerpts = doctored(PAGE, "放在", "*放在*");
        let [italic] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!(marked(italic.markdown.as_ref()), [(3, "放在".to_owned())]);
        assert!(italic.source.as_ref().unwrap().lines.iter().any(|line| line.is_meant && line.number == 4));
    }

    #[test]
    fn words_are_not_sought_in_tags_before_the_text() {
        let excerpts = doctored("<div id=content_views><p>a<b>b</b></p></div>", "**b**", "b");
        let [bold] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        let source = bold.source.as_ref().unwrap();
        assert_eq!(source.lines[0].pieces[0].text, "<div id=content_views><p>a<b>");
        let unsafe_link = "<div id=content_views><p><a href='javascript:alert(1)'>链</a></p></div>";
        let excerpts = doctored(unsafe_link, "链", "链");
        assert_eq!(
            marked(excerpts.shown[0].source.as_ref()),
            [(1, "<a href='javascript:alert(1)'>".to_owned())]
        );
    }

    #[test]
    fn words_of_the_metadata_are_not_those_of_the_article() {
        let page = "---\ntitle: 甲乙\n---\n<div id=content_views><p>甲乙<img></p></div>";
        let excerpts = doctored(page, "甲", "甲");
        let [image] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        let meant = image.markdown.as_ref().unwrap().lines.iter().find(|line| line.is_meant);
        assert_eq!(meant.map(|line| line.pieces[0].text.as_str()), Some("甲乙"));
    }

    #[test]
    fn the_same_of_one_place_is_told_once() {
        let page = "<div id=content_views><p>一<img><img></p></div>";
        let excerpts = doctored(page, "一", "一");
        let [place] = excerpts.shown.as_slice() else { panic!("{excerpts:?}") };
        assert_eq!((place.notes.len(), place.notes[0].times), (1, 2));
    }

    #[test]
    fn of_many_places_the_first_are_shown() {
        let page = format!("<div id=content_views>{}</div>", "<p>一<img></p>\n".repeat(MOST + 3));
        let excerpts = doctored(&page, "一", "一");
        assert_eq!((excerpts.shown.len(), excerpts.left_out), (MOST, 3));
        let page = format!("<div id=content_views>{}</div>", "<p>一<img></p>\n".repeat(LOOKED_AT + 5));
        assert_eq!(doctored(&page, "一", "一").left_out, LOOKED_AT + 5 - MOST);
    }

    #[test]
    fn a_page_without_an_article_is_shown_by_its_title() {
        let of_failure =
            |page: &[u8]| Excerpts::of_failure(page, &Hints::default(), "not-text", "binary data");
        let page = format!("<html>{}<title>安全验证</title>", "\n".repeat(40));
        let excerpts = of_failure(page.as_bytes());
        let source = excerpts.shown[0].source.as_ref().unwrap();
        assert!(source.lines.iter().any(|line| line.is_meant && line.number == 41));
        assert_eq!(of_failure(b"\0"), Excerpts::default());
    }

    #[test]
    fn what_is_shown_stands_where_it_is_said_to_stand() {
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
            let letters: Vec<char> = conversion.markdown.chars().collect();
            let lost = u.choose_index(letters.len().max(1))?;
            conversion.markdown =
                letters.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, c)| *c).collect();
            let verification = converter.verify(page.as_bytes(), &hints, &conversion.markdown).unwrap();
            let excerpts = Excerpts::of_conversion(page.as_bytes(), &hints, &conversion, Some(&verification));
            let stands = |text: &str, passage: &Option<Passage>| {
                passage.iter().flat_map(|passage| &passage.lines).all(|line| {
                    let shown: String = line.pieces.iter().map(|piece| piece.text.as_str()).collect();
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
