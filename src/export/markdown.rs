//! Writes a book as one Markdown file.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::Path;

use super::book::{About, Book, Observer, Totals};
use super::chapter::Chapter;
use super::error::ExportError;
use super::headings::{shift, shift_to};
use super::links::{Destination, Destinations};
use crate::articles::Article;
use crate::assets::relative;
use crate::convert::to_markdown_with;
use crate::error::Error;
use crate::markdown::Slugs;
use crate::model::visit::{VisitMut, walk_block_mut, walk_inline_mut};
use crate::model::{Block, Document, Heading, HeadingLevel, Inline, Link, List, ListItem, ListKind};
use crate::options::Options;
use crate::store::{Fingerprint, fingerprint};

/// The heading of the list of articles.
const CONTENTS: &str = "Contents";

impl Book<'_> {
    /// Writes the book as one Markdown file in GitHub Flavored Markdown, one article after the other. Images that are in the
    /// archive are linked relative to `folder`, which must be absolute and without symbolic links; all other images keep
    /// their URLs.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, an article cannot be rendered or has changed since it was read, or `observer` stops
    /// the export.
    pub fn write_markdown(
        &self,
        to: impl Write,
        folder: &Path,
        observer: Observer<'_>,
    ) -> Result<Totals, ExportError> {
        let slugs = BookSlugs::of(self);
        let mut file = MarkdownFile { to, folder, slugs, images: HashSet::new(), totals: Totals::default() };
        file.write_contents(self)?;
        self.each_article(observer, &mut |index, chapter, article| {
            file.write_chapter(self, index, chapter, article)
        })?;
        file.to.flush()?;
        Ok(Totals { images: file.images.len(), ..file.totals })
    }
}

/// The slugs of the headings of a book, as GitHub numbers them in one file.
#[derive(Debug, Default)]
struct BookSlugs(Vec<ChapterSlugs>);

#[derive(Debug, Default)]
struct ChapterSlugs {
    /// The slug of the title.
    title: String,
    /// The slugs of headings by their id, if they differ.
    by_id: HashMap<String, String>,
    /// The slugs of headings by the slug that they have in the article alone, if they differ.
    by_own_slug: HashMap<String, String>,
}

impl BookSlugs {
    fn of(book: &Book<'_>) -> Self {
        let mut slugs = Slugs::default();
        slugs.next(book.title());
        slugs.next(CONTENTS);
        Self(book.chapters().iter().map(|chapter| ChapterSlugs::of(chapter, &mut slugs)).collect())
    }

    /// Returns the slug of the title of a chapter, or of the heading with this id.
    fn get<'s>(&'s self, index: usize, id: &'s str) -> &'s str {
        let Some(chapter) = self.0.get(index) else { return "" };
        if id.is_empty() { &chapter.title } else { chapter.by_id.get(id).map_or(id, String::as_str) }
    }

    /// Returns the slug of the heading that has this slug in the article alone.
    fn of_own<'s>(&'s self, index: usize, slug: &'s str) -> &'s str {
        let chapter = self.0.get(index);
        chapter.and_then(|chapter| chapter.by_own_slug.get(slug)).map_or(slug, String::as_str)
    }
}

impl ChapterSlugs {
    /// Assigns the next slugs of the book.
    fn of(chapter: &Chapter, slugs: &mut Slugs) -> Self {
        let mut of_chapter = Self { title: slugs.next(&chapter.title), ..Self::default() };
        let mut own_slugs = Slugs::default();
        for heading in &chapter.headings {
            let (slug, own) = (slugs.next(&heading.text), own_slugs.next(&heading.text));
            if heading.id != slug {
                of_chapter.by_id.insert(heading.id.clone(), slug.clone());
            }
            if own != slug {
                of_chapter.by_own_slug.insert(own, slug);
            }
        }
        of_chapter
    }
}

/// A file that is being written.
struct MarkdownFile<'f, W> {
    to: W,
    folder: &'f Path,
    slugs: BookSlugs,
    images: HashSet<Fingerprint>,
    totals: Totals,
}

impl<W: Write> MarkdownFile<'_, W> {
    /// Writes the title, what is known about the book, and the list of its chapters.
    fn write_contents(&mut self, book: &Book<'_>) -> Result<(), ExportError> {
        let about = About::of(book.chapters());
        let mut blocks = vec![heading(HeadingLevel::ONE, book.title())];
        for line in [about.byline(), about.extent()] {
            blocks.extend((!line.is_empty()).then(|| Block::Paragraph(vec![Inline::Text(line)])));
        }
        blocks.push(heading(CHAPTER_LEVEL, CONTENTS));
        let item = |chapter: &Chapter| {
            // The URL is replaced by the slug, which the list alone does not know.
            let url = chapter.article.to_string();
            let content = vec![Inline::Text(chapter.title.clone())];
            let link = Inline::Link(Link { url, title: None, content });
            ListItem { task: None, blocks: vec![Block::Paragraph(vec![link])] }
        };
        let items = book.chapters().iter().map(item).collect();
        blocks.push(Block::List(List { kind: ListKind::Ordered(1), items }));
        let slug = |url: &str| {
            let (index, _) = book.chapter_of(url.parse().ok()?)?;
            Some(format!("#{}", self.slugs.get(index, "")))
        };
        let markdown = render(Document { blocks }, &slug);
        let markdown =
            markdown.map_err(|source| ExportError::Render { output: book.title().to_owned(), source })?;
        Ok(self.to.write_all(markdown.as_bytes())?)
    }

    fn write_chapter(
        &mut self,
        book: &Book<'_>,
        index: usize,
        chapter: &Chapter,
        article: Article,
    ) -> Result<(), ExportError> {
        let destinations = Destinations::of(&article, book)?;
        self.count_images(&article);
        let Article { mut document, images, .. } = article;
        shift(&mut document, shift_to(CHAPTER_LEVEL.get() + 1, &chapter.headings));
        make_labels_unique(&mut document, index);
        document.for_each_image_mut(|image| {
            if let Some(path) = images.get(&image.url) {
                image.url = relative(self.folder, path);
            }
        });
        let link = |url: &str| match url.strip_prefix('#') {
            Some(own) => Some(format!("#{}", self.slugs.of_own(index, own))),
            None => destinations.get(url).map(|to| self.href(to)),
        };
        let failed = |source| ExportError::Render { output: chapter.output.clone(), source };
        let opening = render(opening(chapter), &|_| None).map_err(failed)?;
        let markdown = render(document, &link).map_err(failed)?;
        let separator = if markdown.is_empty() { "" } else { "\n" };
        write!(self.to, "\n{opening}{separator}{markdown}")?;
        self.totals.articles += 1;
        Ok(())
    }

    fn count_images(&mut self, article: &Article) {
        let mut missing = HashSet::new();
        article.document.for_each_image(|image| {
            let url = &image.url;
            let file = article.images.get(url).map(|path| path.to_string_lossy());
            // The file contains images whose URL is their content.
            match file.or_else(|| url.starts_with("data:").then(|| url.as_str().into())) {
                Some(image) => self.images.insert(fingerprint(&[&image])),
                None => missing.insert(url.clone()),
            };
        });
        self.totals.linked_images += missing.len();
    }

    fn href(&self, destination: &Destination) -> String {
        match destination {
            Destination::Chapter { index, heading } => format!("#{}", self.slugs.get(*index, heading)),
            Destination::Url(url) => url.clone(),
        }
    }
}

/// The level of the titles of chapters.
const CHAPTER_LEVEL: HeadingLevel = HeadingLevel::TWO;

/// Returns the title of a chapter and what is known about it.
fn opening(chapter: &Chapter) -> Document {
    let mut line: Vec<Inline> = Vec::new();
    let about: Vec<String> = chapter.author.clone().into_iter().chain(chapter.day()).collect();
    if !about.is_empty() {
        line.push(Inline::Text(about.join(" · ")));
    }
    if let Some(url) = &chapter.url {
        if !line.is_empty() {
            line.push(Inline::Text(" · ".to_owned()));
        }
        line.push(Inline::Link(Link {
            url: url.clone(),
            title: None,
            content: vec![Inline::Text(url.clone())],
        }));
    }
    let mut blocks = vec![heading(CHAPTER_LEVEL, &chapter.title)];
    blocks.extend((!line.is_empty()).then_some(Block::Paragraph(line)));
    Document { blocks }
}

fn heading(level: HeadingLevel, text: &str) -> Block {
    let content = vec![Inline::Text(text.to_owned())];
    Block::Heading(Heading { level, content, anchors: Vec::new() })
}

/// Makes the labels of an article's footnotes different from those of all other articles.
fn make_labels_unique(document: &mut Document, index: usize) {
    struct Labels(usize);
    impl Labels {
        fn unique(&self, label: &str) -> String {
            format!("{}-{label}", self.0)
        }
    }
    impl VisitMut for Labels {
        fn visit_block_mut(&mut self, block: &mut Block) {
            if let Block::Footnote(footnote) = block {
                footnote.label = self.unique(&footnote.label);
            }
            walk_block_mut(self, block);
        }

        fn visit_inline_mut(&mut self, inline: &mut Inline) {
            if let Inline::FootnoteReference(label) = inline {
                *label = self.unique(label);
            }
            walk_inline_mut(self, inline);
        }
    }
    document.visit_mut(&mut Labels(index + 1));
}

/// Renders a part of the book. `link` returns another destination of a link.
fn render(document: Document, link: &dyn Fn(&str) -> Option<String>) -> Result<String, Error> {
    struct Links<'l>(&'l dyn Fn(&str) -> Option<String>);
    impl VisitMut for Links<'_> {
        fn visit_inline_mut(&mut self, inline: &mut Inline) {
            if let Inline::Link(Link { url, .. }) = inline
                && let Some(other) = (self.0)(url)
            {
                *url = other;
            }
            walk_inline_mut(self, inline);
        }
    }
    // Links to headings of other parts would become text, so links are rewritten in the normalised document.
    to_markdown_with(document, &Options::default(), |document| document.visit_mut(&mut Links(link)))
}
