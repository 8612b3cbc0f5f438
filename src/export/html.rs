//! Writes a book as one HTML file that needs no network.

use std::collections::{HashMap, HashSet};
use std::io::Write;

use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256};

use super::article_images::ArticleImages;
use super::book::{About, Book, Observer, Totals};
use super::chapter::Chapter;
use super::error::ExportError;
use super::headings::shift_to;
use super::image::BookImage;
use super::links::{Destination, Destinations};
use super::style::ARTICLE_STYLE;
use crate::articles::Article;
use crate::html::{HtmlOptions, to_html};

const STYLE: &str = include_str!("../../templates/export/page.css");

/// The beginning of the source of an image, before its content is put there.
const SOURCE: &str = "image-";

#[derive(Template)]
#[template(path = "export/page_start.html")]
struct PageStart<'a> {
    title: &'a str,
    about: &'a About,
    chapters: &'a [Chapter],
    style: &'a str,
    style_hash: String,
}

#[derive(Template)]
#[template(path = "export/page_chapter_start.html")]
struct ChapterStart<'a> {
    id: String,
    chapter: &'a Chapter,
}

#[derive(Template)]
#[template(path = "export/page_chapter_end.html")]
struct ChapterEnd;

#[derive(Template)]
#[template(path = "export/page_end.html")]
struct PageEnd;

impl Book<'_> {
    /// Writes the book as one HTML file, one article after the other. It contains its images, loads nothing and runs no
    /// scripts.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, an article has changed since it was read, or `observer` stops the export.
    pub fn write_html(&self, to: impl Write, observer: Observer<'_>) -> Result<Totals, ExportError> {
        let mut page = Page { to, images: HashSet::new(), totals: Totals::default() };
        let style = format!("{ARTICLE_STYLE}{STYLE}");
        let style_hash = format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(&style)));
        let about = &About::of(self.chapters());
        let (title, chapters) = (self.title(), self.chapters());
        page.write(&PageStart { title, about, chapters, style: &style, style_hash })?;
        self.each_article(observer, &mut |index, chapter, article| {
            page.write_chapter(self, index, chapter, &article)
        })?;
        page.write(&PageEnd)?;
        page.to.flush()?;
        Ok(Totals { images: page.images.len(), ..page.totals })
    }
}

/// A page that is being written.
struct Page<W> {
    to: W,
    /// The digests of the images.
    images: HashSet<String>,
    totals: Totals,
}

impl<W: Write> Page<W> {
    fn write(&mut self, template: &impl Template) -> Result<(), ExportError> {
        Ok(write!(self.to, "{template}")?)
    }

    fn write_chapter(
        &mut self,
        book: &Book<'_>,
        index: usize,
        chapter: &Chapter,
        article: &Article,
    ) -> Result<(), ExportError> {
        let destinations = Destinations::of(article, book)?;
        let images = ArticleImages::of(article);
        let sources: HashMap<&str, usize> =
            images.iter().enumerate().map(|(number, (url, _))| (url, number)).collect();
        let id = chapter_id(index);
        let html = to_html(
            &article.document,
            &HtmlOptions {
                link: &|url| destinations.get(url).map(href),
                image: &|url| sources.get(url).map(|number| format!("{SOURCE}{number}")),
                id_prefix: &format!("{id}-"),
                heading_shift: shift_to(3, &chapter.headings),
                ..HtmlOptions::default()
            },
        );
        self.write(&ChapterStart { id, chapter })?;
        self.totals.articles += 1;
        self.totals.linked_images += images.missing;
        let images: Vec<&BookImage> = images.iter().map(|(_, image)| image).collect();
        self.write_with_images(&html.html, &images)?;
        self.write(&ChapterEnd)
    }

    /// Writes HTML with the content of the images that it names, straight from their files.
    fn write_with_images(&mut self, html: &str, images: &[&BookImage]) -> Result<(), ExportError> {
        // Quotes are escaped everywhere else.
        let beginning = format!("src=\"{SOURCE}");
        let mut parts = html.split(beginning.as_str());
        self.to.write_all(parts.next().unwrap_or_default().as_bytes())?;
        for part in parts {
            let (number, rest) = part.split_once('"').unwrap_or((part, ""));
            if let Some(image) = number.parse().ok().and_then(|number: usize| images.get(number)) {
                self.write_image(image)?;
            }
            self.to.write_all(rest.as_bytes())?;
        }
        Ok(())
    }

    fn write_image(&mut self, image: &BookImage) -> Result<(), ExportError> {
        self.images.insert(image.digest()?);
        write!(self.to, "src=\"data:{};base64,", image.format.mime())?;
        let mut text = String::new();
        image.each_part(&mut |part| {
            text.clear();
            BASE64_STANDARD.encode_string(part, &mut text);
            self.to.write_all(text.as_bytes())
        })?;
        Ok(self.to.write_all(b"\"")?)
    }
}

/// Returns the id of a chapter.
fn chapter_id(index: usize) -> String {
    format!("article-{}", index + 1)
}

fn href(destination: &Destination) -> String {
    match destination {
        Destination::Chapter { index, heading } if heading.is_empty() => format!("#{}", chapter_id(*index)),
        Destination::Chapter { index, heading } => format!("#{}-{heading}", chapter_id(*index)),
        Destination::Url(url) => url.clone(),
    }
}
