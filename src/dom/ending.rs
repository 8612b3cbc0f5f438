//! How a page ends: whether its text stops in the middle of something.

use std::ops::Range;

use super::arena::Dom;
use super::element::Element;
use super::token::Construct;
use crate::location::Location;

/// Markup without an end, which hides the text after it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unfinished {
    /// What has no end.
    pub construct: Construct,
    /// From its beginning to the end of what it hides.
    pub location: Location,
    /// The number of characters that it hides, with its own.
    pub characters: usize,
}

impl Dom {
    /// Returns the construct that the page ends in, if any.
    ///
    /// ```
    /// use csdown::{Limits, dom};
    /// let page = dom::parse("<p>一\n<!-- 二", &Limits::default())?;
    /// let unfinished = page.unfinished().unwrap();
    /// assert_eq!((unfinished.construct, unfinished.location.line), (dom::Construct::Comment, 2));
    /// assert_eq!(unfinished.characters, 6);
    /// # Ok::<(), csdown::Error>(())
    /// ```
    pub fn unfinished(&self) -> Option<Unfinished> {
        let (construct, start) = self.ending.unfinished?;
        Some(self.swallowed(construct, start..self.page.len()))
    }

    /// Returns the first attribute values whose quote is not closed, so that the next quote ends them:
    /// `<img alt="图><p>文</p><a href="…">`. What is between them is in no element.
    ///
    /// ```
    /// use csdown::{Limits, dom};
    /// let page = dom::parse("<img alt=\"图><p>文</p><a href=\"b\">c</a>", &Limits::default())?;
    /// assert_eq!(page.unclosed_quotes().map(|found| found.characters).collect::<Vec<_>>(), [19]);
    /// # Ok::<(), csdown::Error>(())
    /// ```
    pub fn unclosed_quotes(&self) -> impl Iterator<Item = Unfinished> {
        let spans = self.ending.unclosed_quotes.iter();
        spans.map(|span| self.swallowed(Construct::QuotedValue, span.start as usize..span.end as usize))
    }

    fn swallowed(&self, construct: Construct, bytes: Range<usize>) -> Unfinished {
        let characters = self.page().get(bytes.clone()).unwrap_or_default().chars().count();
        Unfinished { construct, location: self.lines.location(self.page(), bytes), characters }
    }

    /// Returns the elements that were open when the text of the page ended, the outermost first. None are if the `body`
    /// has ended, or if the tree was not parsed from text.
    pub fn open_at_end(&self) -> impl Iterator<Item = Element<'_>> {
        self.ending.open.iter().filter_map(|id| self.node(*id).as_element())
    }

    /// Whether the page has an end tag of its `body` or `html` element.
    pub fn has_body_end(&self) -> bool {
        self.ending.has_body_end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn unfinished(html: &str) -> Option<(Construct, usize)> {
        parse(html, &Limits::default()).unwrap().unfinished().map(|found| (found.construct, found.characters))
    }

    #[test]
    fn a_page_may_end_in_any_construct() {
        for (html, construct, characters) in [
            ("<p>一</p", Construct::Tag, 3),
            ("<p>一<", Construct::Tag, 1),
            ("<p>一</", Construct::Tag, 2),
            ("<p class=a", Construct::Tag, 10),
            ("<p><img src=a ", Construct::Tag, 11),
            ("<p><img alt='题>一</p>", Construct::QuotedValue, 8),
            ("<p><!-- 一</p>", Construct::Comment, 10),
            ("一<?php", Construct::Comment, 5),
            ("<!doctype html", Construct::Comment, 14),
            ("<svg><![CDATA[一", Construct::Section, 10),
            ("<p><SCRIPT>var a", Construct::RawText, 5),
            ("<script>", Construct::RawText, 0),
            ("<title>一</titl", Construct::RawText, 7),
            ("<textarea>一", Construct::RawText, 1),
        ] {
            assert_eq!(unfinished(html), Some((construct, characters)), "{html}");
        }
    }

    #[test]
    fn whole_texts_are_finished() {
        for html in [
            "",
            "一",
            "<p>1 < 2",
            "<p>一<b>二",
            "<!doctype html><p>",
            "<script>a</script>",
            "<svg><![CDATA[一]]>",
            "<plaintext>一",
            "<!-- 一 --><?a?>",
            "<p title=\"'\">",
        ] {
            assert_eq!(unfinished(html), None, "{html}");
        }
    }

    #[test]
    fn unclosed_quotes_are_recorded() {
        let found = |html: &str| parse(html, &Limits::default()).unwrap().unclosed_quotes().count();
        assert_eq!(found("<a title='二><p>一</p><img alt='x'>"), 1);
        assert_eq!(found(&"<a title='二><p>一</p><img alt='x'>".repeat(100)), 20);
        for closed in [
            "<a title='a=' data-html='<p>' href='b'>",
            "<a title='<p class=\"x\">1</p>'>",
            "<a title='x class='y'>一</a>",
            "<img src='data:image/png;base64,AA=='>",
        ] {
            assert_eq!(found(closed), 0, "{closed}");
        }
    }

    #[test]
    fn elements_are_open_unless_the_page_closes_its_body() {
        let is_open = |html: &str| {
            let page = parse(html, &Limits::default()).unwrap();
            page.open_at_end().any(|element| element.id() == Some("a"))
        };
        assert!(is_open("<div id=a><p>一"));
        assert!(is_open("<html><body><div id=a><template>一"));
        assert!(is_open("<div id=a></body></html><p>一"), "content after the end of the body reopens it");
        for closed in
            ["<div id=a></div>", "<div id=a></body>", "<div id=a></html>\n", "<div id=a></html><!-- x"]
        {
            assert!(!is_open(closed), "{closed}");
        }
    }
}
