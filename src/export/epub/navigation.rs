//! The table of contents of an EPUB: chapters, and their headings within them.

use askama::Template;

use crate::export::chapter::{Chapter, ChapterHeading, one_line};

/// An entry of the table of contents.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NavPoint {
    pub(super) text: String,
    pub(super) href: String,
    /// The position among all entries, from 1.
    pub(super) order: usize,
    /// The level of the heading; 0 for a chapter.
    level: u8,
    pub(super) children: Vec<NavPoint>,
}

/// The navigation document of EPUB 3.
#[derive(Template)]
#[template(path = "export/nav.xhtml", escape = "html")]
pub(super) struct NavigationDocument<'a> {
    pub(super) points: &'a [NavPoint],
    pub(super) first: &'a str,
}

/// The table of contents of EPUB 2, which older reading systems use.
#[derive(Template)]
#[template(path = "export/toc.ncx", escape = "html")]
pub(super) struct NcxDocument<'a> {
    pub(super) identifier: &'a str,
    pub(super) title: &'a str,
    pub(super) depth: usize,
    pub(super) points: &'a [NavPoint],
}

/// An entry of the navigation document with those within it.
#[derive(Template)]
#[template(path = "export/nav_point.xhtml", escape = "html")]
struct NavItem<'a> {
    point: &'a NavPoint,
}

/// An entry of the NCX with those within it.
#[derive(Template)]
#[template(path = "export/nav_point.ncx", escape = "html")]
struct NcxItem<'a> {
    point: &'a NavPoint,
}

impl NavPoint {
    /// Returns the entries of a book; `file` names the file of a chapter by its index.
    pub(super) fn of_book(chapters: &[Chapter], file: &dyn Fn(usize) -> String) -> Vec<Self> {
        let mut order = 0;
        let mut point = |text: &str, href: String, level| {
            order += 1;
            Self { text: one_line(text), href, order, level, children: Vec::new() }
        };
        let of_chapter = |(index, chapter): (usize, &Chapter)| {
            let file = file(index);
            let mut entry = point(&chapter.title, file.clone(), 0);
            for ChapterHeading { level, id, text } in &chapter.headings {
                if !text.trim().is_empty() {
                    entry.add(point(text, format!("{file}#{id}"), *level));
                }
            }
            entry
        };
        chapters.iter().enumerate().map(of_chapter).collect()
    }

    /// Adds an entry below the last one of a higher level.
    fn add(&mut self, point: Self) {
        match self.children.last_mut() {
            Some(last) if last.level < point.level => last.add(point),
            _ => self.children.push(point),
        }
    }

    fn item(&self) -> NavItem<'_> {
        NavItem { point: self }
    }

    fn ncx_item(&self) -> NcxItem<'_> {
        NcxItem { point: self }
    }
}

/// Returns the number of levels of entries.
pub(super) fn depth(points: &[NavPoint]) -> usize {
    points.iter().map(|point| 1 + depth(&point.children)).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::articles::Summary;

    fn outline(point: &NavPoint) -> String {
        let children: Vec<String> = point.children.iter().map(outline).collect();
        format!("{}{}[{}]", point.order, point.text, children.join(" "))
    }

    #[test]
    fn headings_are_nested_by_their_level() {
        let heading =
            |(level, text): (u8, &str)| ChapterHeading { level, id: text.to_owned(), text: text.to_owned() };
        let levels = [(3, "甲"), (2, "乙"), (4, "丙"), (3, "丁"), (2, " "), (2, "戊")];
        let summary = Summary { title: "题".to_owned(), ..Summary::default() };
        let chapter = Chapter::new(&summary, levels.map(heading).to_vec());
        let points = NavPoint::of_book(&[chapter], &|index| format!("{index}.xhtml"));
        assert_eq!(outline(&points[0]), "1题[2甲[] 3乙[4丙[] 5丁[]] 6戊[]]");
        assert_eq!((depth(&points), points[0].children[0].href.as_str()), (3, "0.xhtml#甲"));
    }
}
