//! Writes a book as an EPUB 3.

mod container;
mod images;
mod navigation;

use std::collections::HashMap;
use std::io::{Seek, Write};

use askama::Template;

use self::container::{Container, FOLDER};
use self::images::{EpubImages, ImageItem};
use self::navigation::{NavPoint, NavigationDocument, NcxDocument, depth};
use super::article_images::ArticleImages;
use super::book::{About, Book, Observer, Totals};
use super::chapter::Chapter;
use super::error::ExportError;
use super::headings::shift_to;
use super::links::{Destination, Destinations};
use super::style::ARTICLE_STYLE;
use crate::articles::Article;
use crate::html::{HtmlOptions, to_html};

const CONTAINER: &str = include_str!("../../../templates/export/container.xml");
const STYLE: &str = include_str!("../../../templates/export/book.css");

#[derive(Template)]
#[template(path = "export/title.xhtml", escape = "html")]
struct TitlePage<'a> {
    title: &'a str,
    about: &'a About,
}

#[derive(Template)]
#[template(path = "export/chapter.xhtml", escape = "html")]
struct ChapterPage<'a> {
    chapter: &'a Chapter,
    html: &'a str,
}

#[derive(Template)]
#[template(path = "export/package.opf", escape = "html")]
struct PackageDocument<'a> {
    identifier: &'a str,
    title: &'a str,
    about: &'a About,
    chapters: &'a [ChapterItem],
    images: &'a [ImageItem],
    has_images: bool,
    has_math: bool,
    has_fallback: bool,
}

/// A chapter in the manifest.
struct ChapterItem {
    id: String,
    href: String,
    has_math: bool,
}

impl Book<'_> {
    /// Writes the book as an EPUB 3, one article after the other. The same articles and images give the same bytes.
    ///
    /// Images of formats that EPUB readers need not support, such as WebP, are included with a fallback.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, an article has changed since it was read, or `observer` stops the export.
    pub fn write_epub(&self, to: impl Write + Seek, observer: Observer<'_>) -> Result<Totals, ExportError> {
        let mut epub = Epub {
            container: Container::new(to)?,
            images: EpubImages::default(),
            chapters: Vec::new(),
            linked_images: 0,
        };
        let about = About::of(self.chapters());
        epub.container.add_text("META-INF/container.xml", &CONTAINER)?;
        epub.add("style.css", &format!("{ARTICLE_STYLE}{STYLE}"))?;
        epub.add("title.xhtml", &TitlePage { title: self.title(), about: &about })?;
        self.each_article(observer, &mut |index, chapter, article| {
            epub.add_chapter(self, index, chapter, &article)
        })?;
        epub.finish(self, &about)
    }
}

/// An EPUB that is being written.
struct Epub<W: Write + Seek> {
    container: Container<W>,
    images: EpubImages,
    chapters: Vec<ChapterItem>,
    linked_images: usize,
}

impl<W: Write + Seek> Epub<W> {
    fn add(&mut self, path: &str, text: &dyn std::fmt::Display) -> Result<(), ExportError> {
        self.container.add_text(&format!("{FOLDER}/{path}"), text)
    }

    fn add_chapter(
        &mut self,
        book: &Book<'_>,
        index: usize,
        chapter: &Chapter,
        article: &Article,
    ) -> Result<(), ExportError> {
        let destinations = Destinations::of(article, book)?;
        let images = ArticleImages::of(article);
        let mut sources = HashMap::new();
        for (url, image) in images.iter() {
            sources.insert(url, self.images.add(image, &mut self.container)?);
        }
        let html = to_html(
            &article.document,
            &HtmlOptions {
                link: &|url| destinations.get(url).map(href),
                image: &|url| sources.get(url).cloned(),
                heading_shift: shift_to(2, &chapter.headings),
                ..HtmlOptions::default()
            },
        );
        let href = chapter_file(index);
        self.linked_images += images.missing;
        self.add(&href, &ChapterPage { chapter, html: &html.html })?;
        self.chapters.push(ChapterItem {
            id: format!("article-{}", index + 1),
            href,
            has_math: html.has_math,
        });
        Ok(())
    }

    fn finish(mut self, book: &Book<'_>, about: &About) -> Result<Totals, ExportError> {
        self.images.add_fallback(&mut self.container)?;
        let points = NavPoint::of_book(book.chapters(), &chapter_file);
        self.add("nav.xhtml", &NavigationDocument { points: &points, first: &chapter_file(0) })?;
        // The identifier follows from all files but those that contain it.
        let identifier = self.container.identifier();
        let ncx = NcxDocument {
            identifier: &identifier,
            title: book.title(),
            depth: depth(&points),
            points: &points,
        };
        self.add("toc.ncx", &ncx)?;
        let package = PackageDocument {
            identifier: &identifier,
            title: book.title(),
            about,
            chapters: &self.chapters,
            images: self.images.items(),
            has_images: !self.images.items().is_empty(),
            has_math: self.chapters.iter().any(|chapter| chapter.has_math),
            has_fallback: self.images.has_fallback(),
        };
        self.container.add_text(&format!("{FOLDER}/package.opf"), &package)?;
        self.container.finish()?.flush()?;
        Ok(Totals {
            articles: self.chapters.len(),
            images: self.images.items().len(),
            linked_images: self.linked_images,
        })
    }
}

/// Returns the name of the file of a chapter.
fn chapter_file(index: usize) -> String {
    format!("article-{}.xhtml", index + 1)
}

fn href(destination: &Destination) -> String {
    match destination {
        Destination::Chapter { index, heading } if heading.is_empty() => chapter_file(*index),
        Destination::Chapter { index, heading } => format!("{}#{heading}", chapter_file(*index)),
        Destination::Url(url) => url.clone(),
    }
}
