//! Writes articles of an archive as one book: an EPUB, an HTML file or a Markdown file. `docs/export.md` describes them.
//!
//! [`Book::read`] reads the titles and headings of the articles. The book is then written article by article, images
//! straight from their files, so memory does not grow with the size of the book. Nothing is converted: the Markdown that is
//! there is read into the document model, and written by the renderers that everything else uses. The same articles and
//! images give the same bytes.
//!
//! ```
//! use std::ops::ControlFlow::Continue;
//!
//! use csdown::articles::{Articles, Selection};
//! use csdown::catalogue::Catalogue;
//! use csdown::export::Book;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::env::temp_dir().join("csdown-export");
//! # std::fs::create_dir_all(&folder)?;
//! # Catalogue::open(&folder)?;
//! let Some(catalogue) = Catalogue::read(&folder)? else { return Ok(()) };
//! let articles = Articles::new(catalogue);
//! let numbers = articles.select(&Selection::default())?;
//! let book = Book::read(&articles, &numbers, "Everything", &mut || Continue(()))?;
//! let mut epub = std::io::Cursor::new(Vec::new());
//! let totals = book.write_epub(&mut epub, &mut || Continue(()))?;
//! println!("{} articles, {} images", totals.articles, totals.images);
//! # Ok(())
//! # }
//! ```

mod article_images;
mod book;
mod chapter;
mod epub;
mod error;
mod headings;
mod html;
mod image;
mod links;
mod markdown;
mod style;

pub use book::{Book, Observer, Totals};
pub use chapter::{Chapter, ChapterHeading};
pub use error::ExportError;
