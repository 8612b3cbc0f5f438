//! Compares many articles with their Markdown in parallel.

use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::article_files::ArticleFiles;
use super::in_order::in_order;
use super::input::Input;
use super::input_source::Page;
use super::pool::{catch_panics, default_jobs};
use super::record::Failure;
use super::setup_error::SetupError;
use super::written_files::WrittenFiles;
use crate::assets::{ImageStore, ImageUrls, LinkedImages, SavedPage, restore};
use crate::options::InputFormat;
use crate::store::{folder_of, resolve};
use crate::verify::Verification;
use crate::{Converter, Hints, Status};

/// Compares many articles with their Markdown in parallel.
#[derive(Debug, Clone)]
pub struct Verifier<'a> {
    converter: &'a Converter,
    markdown: Option<Existing>,
    images: Option<&'a ImageStore>,
    image_urls: ImageUrls,
    jobs: NonZeroUsize,
    written: Arc<WrittenFiles>,
}

/// Markdown that exists already.
#[derive(Debug, Clone)]
enum Existing {
    /// A file for a single input, or a folder with one file per input.
    At(PathBuf),
    /// The text, for a single input.
    Text(String),
}

/// The comparison of one input.
#[derive(Debug)]
pub struct Verified {
    /// The name of the input in messages.
    pub name: String,
    /// How much of the article the input contains; `None` if the comparison failed.
    pub status: Option<Status>,
    /// The comparison, or the reason why it failed.
    pub result: Result<Verification, Failure>,
}

impl<'a> Verifier<'a> {
    /// Creates a verifier that uses one thread per CPU. It converts each input with `converter` and compares the
    /// result, unless [`Self::markdown`] is set.
    pub fn new(converter: &'a Converter) -> Self {
        let (image_urls, written) = (ImageUrls::default(), Arc::default());
        Self { converter, markdown: None, images: None, image_urls, jobs: default_jobs(), written }
    }

    /// Sets the existing Markdown to compare: a file for a single input, or a folder with one file per input.
    #[must_use]
    pub fn markdown(mut self, markdown: impl Into<Option<PathBuf>>) -> Self {
        self.markdown = markdown.into().map(Existing::At);
        self
    }

    /// Sets the existing Markdown to compare with a single input.
    #[must_use]
    pub fn markdown_text(mut self, markdown: String) -> Self {
        self.markdown = Some(Existing::Text(markdown));
        self
    }

    /// Sets the store that holds the images of the existing Markdown.
    #[must_use]
    pub fn images(mut self, images: impl Into<Option<&'a ImageStore>>) -> Self {
        self.images = images.into();
        self
    }

    /// Sets the URLs of the images in the existing Markdown, which are relative by default.
    #[must_use]
    pub fn image_urls(mut self, urls: ImageUrls) -> Self {
        self.image_urls = urls;
        self
    }

    /// Sets the number of threads.
    #[must_use]
    pub fn jobs(mut self, jobs: NonZeroUsize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Compares `inputs` and returns the results in input order. Calls `each` with every result as soon as it is next.
    ///
    /// # Errors
    ///
    /// [`SetupError`] if the run cannot start.
    pub fn run(
        &self,
        inputs: impl Iterator<Item = Input> + Send,
        each: &mut dyn FnMut(&Verified),
    ) -> Result<Vec<Verified>, SetupError> {
        let verify = |input: Input| {
            let (status, result) = match catch_panics(|| self.verify(&input)) {
                Ok((verification, status)) => (Some(status), Ok(verification)),
                Err(failure) => (None, Err(failure)),
            };
            Verified { name: input.name, status, result }
        };
        let mut all = Vec::new();
        in_order(self.jobs, inputs, Input::buffered_bytes, verify, &mut |ready| {
            ready.iter().for_each(&mut *each);
            all.extend(ready);
            ControlFlow::Continue(())
        })?;
        Ok(all)
    }

    fn verify(&self, input: &Input) -> Result<(Verification, Status), Failure> {
        let page = input.page(self.converter.options().limits.bytes, &self.written)?;
        let (bytes, hints) = (&page.bytes, page.hints());
        let Some(markdown) = &self.markdown else {
            let (conversion, verification) = self.converter.convert_verified(bytes, &hints)?;
            return Ok((verification, conversion.report.status));
        };
        let (path, markdown) = match markdown {
            Existing::At(markdown) => {
                let path = markdown_path(input, markdown, self.files());
                let text = read_markdown(&path, markdown.is_dir())
                    .map_err(|source| Failure::Markdown { path: path.display().to_string(), source })?;
                let restored = self.written.file(&path).with_original_links(text.as_bytes());
                (path, restored.unwrap_or(text))
            }
            // Its links are relative to the working directory.
            Existing::Text(text) => (PathBuf::new(), text.clone()),
        };
        let markdown = self.restore_image_urls(markdown, &path, input, &page)?;
        Ok(self.converter.verify_with_status(bytes, &hints, &markdown)?)
    }

    fn files(&self) -> ArticleFiles {
        ArticleFiles::of(self.converter.options())
    }

    /// Returns `markdown`, which was read from `path`, with the image URLs of its article.
    fn restore_image_urls(
        &self,
        markdown: String,
        path: &Path,
        input: &Input,
        page: &Page,
    ) -> Result<String, Failure> {
        if self.images.is_none() && page.folder.is_none() {
            return Ok(markdown);
        }
        let mut article = self.converter.draft(&page.bytes, &page.hints())?;
        let hints = Hints { format: InputFormat::Markdown, ..Hints::default() };
        let mut draft = self.converter.draft(markdown.as_bytes(), &hints)?;
        let saved = SavedPage::new(&page.bytes, input.path(), page.folder.as_deref());
        let images = self.images.map(|store| LinkedImages {
            store,
            urls: &self.image_urls,
            copies: (self.image_urls == ImageUrls::Beside).then(|| self.files().images_folder(path)),
        });
        restore(&mut draft, &mut article, &saved, images.as_ref(), &resolve(folder_of(path)));
        Ok(draft.finish()?.markdown)
    }
}

/// Reads the Markdown at `path`. A file named by the user may be a pipe; one that is found in a folder would block.
fn read_markdown(path: &Path, is_found: bool) -> io::Result<String> {
    if is_found && !path.metadata()?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    std::fs::read_to_string(path)
}

/// Returns the path of the Markdown of `input`. In a folder, its name is the one of the profile `plain`.
fn markdown_path(input: &Input, markdown: &Path, files: ArticleFiles) -> PathBuf {
    if markdown.is_dir() {
        let (folder, stem) = files.folder_and_stem(input);
        markdown.join(files.path(&folder.join(format!("{stem}.md"))))
    } else {
        markdown.to_path_buf()
    }
}
