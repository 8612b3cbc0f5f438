//! Compares many articles with the Markdown they became, in parallel.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::input::Input;
use super::input_source::Page;
use super::pool::{catch_panics, in_windows};
use super::record::Failure;
use super::setup_error::SetupError;
use crate::assets::{ImageStore, SavedPage, restore};
use crate::store::{folder_of, resolve};
use crate::verify::Verification;
use crate::{Converter, Hints};

/// How articles are to be compared.
#[derive(Debug, Clone)]
pub struct Verifier<'a> {
    /// Converts as the Markdown was converted.
    pub converter: &'a Converter,
    /// The Markdown of one input, or the folder in which that of each is; `None` to convert each first.
    pub markdown: Option<PathBuf>,
    /// Where the pictures of the Markdown are, if they were put beside it.
    pub pictures: Option<&'a ImageStore>,
    /// How many threads compare.
    pub jobs: NonZeroUsize,
}

/// What became of one comparison.
#[derive(Debug)]
pub struct Verified {
    /// What the input is called.
    pub name: String,
    /// The comparison, or why there is none.
    pub result: Result<Verification, Failure>,
}

impl Verifier<'_> {
    /// Compares `inputs`; the answers are in their order.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when nothing could be begun.
    pub fn run(&self, inputs: impl Iterator<Item = Input>) -> Result<Vec<Verified>, SetupError> {
        let verified =
            |input: Input| Verified { result: catch_panics(|| self.verify(&input)), name: input.name };
        let mut all = Vec::new();
        in_windows(self.jobs, inputs, Input::buffered_bytes, verified, &mut |one| {
            all.push(one);
            ControlFlow::Continue(())
        })?;
        Ok(all)
    }

    fn verify(&self, input: &Input) -> Result<Verification, Failure> {
        let page = input.page(self.converter.options().limits.bytes)?;
        let (bytes, hints) = (&page.bytes, page.hints());
        let Some(markdown) = &self.markdown else {
            return Ok(self.converter.convert_verified(bytes, &hints)?.1);
        };
        let path = markdown_of(input, markdown);
        let markdown = std::fs::read_to_string(&path)
            .map_err(|source| Failure::Markdown { path: path.display().to_string(), source })?;
        let markdown = self.restored(markdown, &path, input, &page)?;
        Ok(self.converter.verify(bytes, &hints, &markdown)?)
    }

    /// The Markdown at `path` with the addresses of pictures that its article has.
    fn restored(&self, markdown: String, path: &Path, input: &Input, page: &Page) -> Result<String, Failure> {
        if self.pictures.is_none() && page.folder.is_none() {
            return Ok(markdown);
        }
        let mut article = self.converter.draft(&page.bytes, &page.hints())?;
        let hints = Hints { file_name: Some("markdown.md"), ..Hints::default() };
        let mut draft = self.converter.draft(markdown.as_bytes(), &hints)?;
        let saved = SavedPage::new(&page.bytes, input.path(), page.folder.as_deref());
        restore(&mut draft, &mut article, &saved, self.pictures, &resolve(folder_of(path)));
        Ok(draft.finish()?.markdown)
    }
}

/// Where the Markdown of `input` is: in a folder, where a conversion of the profile `plain` puts it.
fn markdown_of(input: &Input, markdown: &Path) -> PathBuf {
    if markdown.is_dir() {
        markdown.join(&input.folder).join(format!("{}.md", input.stem()))
    } else {
        markdown.to_path_buf()
    }
}
