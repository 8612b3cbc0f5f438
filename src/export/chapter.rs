//! An article as a chapter of a book.

use url::Url;

use crate::articles::Summary;
use crate::html::encoded;
use crate::metadata::Date;

/// A chapter: what the table of contents and the links of other chapters need of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Chapter {
    /// The number of the article.
    pub article: i64,
    /// The path of its Markdown below the archive, with `/`.
    pub output: String,
    /// Its title on one line. Never blank.
    pub title: String,
    /// The displayed name of its author, or the login name.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<Date>,
    /// When it was updated.
    pub updated: Option<Date>,
    /// Its URL on the site.
    pub url: Option<String>,
    /// Its headings in reading order.
    pub headings: Vec<ChapterHeading>,
}

/// A heading of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChapterHeading {
    /// The level in the article, 1 to 6.
    pub level: u8,
    /// The id in the article: the slug of its text.
    pub id: String,
    /// The text; may be empty.
    pub text: String,
}

impl Chapter {
    /// Creates the chapter of an article with these headings.
    pub(super) fn new(summary: &Summary, headings: Vec<ChapterHeading>) -> Self {
        let date = |text: &Option<String>| text.as_deref().and_then(Date::parse);
        let name = |text: &Option<String>| text.as_deref().map(one_line).filter(|name| !name.is_empty());
        let title = one_line(&summary.title);
        Self {
            article: summary.number,
            output: summary.output.clone(),
            title: if title.is_empty() { format!("Article {}", summary.number) } else { title },
            author: name(&summary.author).or_else(|| name(&summary.user)),
            published: date(&summary.published),
            updated: date(&summary.updated),
            url: summary.url.as_deref().and_then(web_url),
            headings,
        }
    }

    /// Returns the day of publication, such as `2019-11-26`.
    pub fn day(&self) -> Option<String> {
        self.published.map(|date| date.day())
    }

    /// Whether anything is known to write below the title.
    pub(super) const fn has_byline(&self) -> bool {
        self.author.is_some() || self.published.is_some() || self.url.is_some()
    }

    /// Whether a heading has this id.
    pub(super) fn has_heading(&self, id: &str) -> bool {
        self.headings.iter().any(|heading| heading.id == id)
    }
}

/// Returns `text` on one line, without control and invisible characters that XML cannot hold.
pub(super) fn one_line(text: &str) -> String {
    let is_kept = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let spaced: String = text.chars().map(|c| if is_kept(c) { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a URL of the web, written as the standards say; `None` for any other text.
fn web_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(encoded(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_one_line_of_xml() {
        assert_eq!(one_line(" a\u{0}b\n\u{1b}[31mc\u{ffff} <d>"), "a b [31mc <d>");
    }

    #[test]
    fn only_urls_of_the_web_are_kept() {
        assert_eq!(web_url("https://blog.csdn.net/a b").as_deref(), Some("https://blog.csdn.net/a%20b"));
        assert_eq!(web_url("https://a.cn/?a|b").as_deref(), Some("https://a.cn/?a%7Cb"));
        assert_eq!(web_url("https://a.cn/100%").as_deref(), Some("https://a.cn/100%25"));
        assert_eq!(web_url("javascript:alert(1)"), None);
        assert_eq!(web_url("../a"), None);
    }
}
