//! Compares many articles with the Markdown they became, in parallel.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::input::Input;
use super::record::Failure;
use super::run::{SetupError, guarded, in_windows};
use crate::Converter;
use crate::verify::Verification;

/// How articles are to be compared.
#[derive(Debug, Clone)]
pub struct Verifier<'a> {
    /// Converts as the Markdown was converted.
    pub converter: &'a Converter,
    /// The Markdown of one input, or the folder in which that of each is; `None` to convert each first.
    pub markdown: Option<PathBuf>,
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
        let verified = |input: Input| Verified { result: guarded(|| self.verify(&input)), name: input.name };
        let mut all = Vec::new();
        in_windows(self.jobs, inputs, Input::held, verified, &mut |one| {
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
        Ok(self.converter.verify(bytes, &hints, &markdown)?)
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
