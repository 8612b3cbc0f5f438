//! Loads and converts one input and localizes its images, before its output has a name.

use std::path::{Path, PathBuf};

use super::config::Batch;
use super::contents::ArticleContents;
use super::input::Input;
use super::input_source::{Companion, Contents, Loaded, Page};
use super::pool::catch_panics;
use super::record::{Done, Failure, OutputState};
use super::slot::Slot;
use super::up_to_date::Candidate;
use crate::assets::{ImageLocalizer, ImageSummary, SavedPage, StoredImage};
use crate::excerpts::Excerpts;
use crate::file_name::{FileName, file_name};
use crate::internal_links::InternalLink;
use crate::store::{digest, folder_of, resolve};
use crate::verify::{Verdict, Verification};
use crate::{Asset, Conversion, Draft, Hints, Warning, WarningCode};

/// The result of an input before anything is written.
pub(super) struct Work {
    pub(super) result: Result<Ready, Failure>,
    pub(super) excerpts: Excerpts,
    /// Bytes of the input that were read ahead.
    pub(super) buffered_bytes: usize,
}

/// A successful input.
pub(super) enum Ready {
    Converted(Box<Converted>),
    /// The source says that the output of an earlier run is up to date.
    Unchanged(Box<Done>),
    /// The input has the contents that an earlier run converted.
    UpToDate(Candidate),
}

/// A converted input that has not been written.
pub(super) struct Converted {
    /// What identifies the input in later runs; see [`Input::key`].
    pub(super) key: String,
    pub(super) conversion: Conversion,
    /// What the catalogue records of the content.
    pub(super) contents: ArticleContents,
    /// The links to other articles, each with what has replaced it.
    pub(super) links: Vec<(InternalLink, Option<String>)>,
    /// The name of the output, unless its path is known.
    pub(super) name: Option<FileName>,
    verification: Option<Verification>,
    pub(super) input_sha256: String,
    pub(super) output_sha256: String,
    /// The extensions and contents of the files to write beside the output.
    pub(super) companions: Vec<(&'static str, Vec<u8>)>,
    images: Option<ImageSummary>,
    /// Whether the images are copied to the folder of the article.
    copies_images: bool,
    /// The folder of the output.
    folder: PathBuf,
}

impl Batch<'_> {
    /// Loads and converts an input, unless it is that of the candidate, whose files are below `root`.
    pub(super) fn work(&self, input: &Input, slot: Slot, candidate: Option<(Candidate, &Path)>) -> Work {
        if self.stop.is_requested() {
            return Work::without_excerpts(Err(Failure::Stopped));
        }
        let page = match catch_panics(|| input.load(self.converter.options().limits.bytes, &self.written)) {
            Ok(Loaded::Page(page)) => page,
            Ok(Loaded::Unchanged(done)) => return Work::without_excerpts(Ok(Ready::Unchanged(done))),
            Err(failure) => return Work::without_excerpts(Err(failure)),
        };
        let input_sha256 = digest(&page.bytes);
        if let Some((candidate, root)) = candidate
            && candidate.is_up_to_date(root, &input_sha256)
        {
            let excerpts =
                || if self.excerpts { candidate.excerpts(root, &page) } else { Excerpts::default() };
            let excerpts = catch_panics(|| Ok(excerpts())).unwrap_or_default();
            return Work { result: Ok(Ready::UpToDate(candidate)), excerpts, buffered_bytes: 0 };
        }
        let result = catch_panics(|| self.convert(input, &page, slot, input_sha256));
        let excerpts = || match &result {
            _ if !self.excerpts => Excerpts::default(),
            Ok(Converted { conversion, verification, .. }) => {
                Excerpts::of_conversion(&page.bytes, &page.hints(), conversion, verification.as_ref())
            }
            Err(failure) => {
                Excerpts::of_failure(&page.bytes, &page.hints(), failure.code(), &failure.to_string())
            }
        };
        // A panic while collecting excerpts must not fail the conversion.
        let excerpts = catch_panics(|| Ok(excerpts())).unwrap_or_default();
        let ready = |mut converted: Converted| {
            converted.conversion.report.warnings.splice(0..0, page.warnings);
            for companion in page.companions {
                self.add_companion(&mut converted, companion);
            }
            Ready::Converted(Box::new(converted))
        };
        let result = match result.map(ready) {
            // The next run would take the article for complete.
            Ok(Ready::Converted(converted)) if converted.lacks_stopped_images() => Err(Failure::Stopped),
            result => result,
        };
        Work { result, excerpts, buffered_bytes: 0 }
    }

    fn convert(
        &self,
        input: &Input,
        page: &Page,
        slot: Slot,
        input_sha256: String,
    ) -> Result<Converted, Failure> {
        let (bytes, hints) = (&page.bytes, page.hints());
        let (mut draft, verification) = if self.verify {
            let (draft, verification) = self.converter.draft_verified(bytes, &hints)?;
            (draft, Some(verification))
        } else {
            (self.converter.draft(bytes, &hints)?, None)
        };
        let (folder, name) = match slot {
            Slot::In(folder) => (folder, None),
            Slot::Below { folder, stem, files } => {
                let (options, modified) = (self.converter.options(), || input.modified());
                let name = file_name(options, draft.metadata(), &stem, modified)?;
                (files.article_folder(folder_of(&folder.join(&name.path))), Some(name))
            }
        };
        let images = self.localize_images(&mut draft, input, page, &folder);
        let mut conversion = draft.finish()?;
        // Finished conversions wait for their turn; without their documents they need less memory.
        let contents = conversion.document.take().map(|document| ArticleContents::of(&document));
        let links = self.links_of(&conversion.markdown);
        let output_sha256 = digest(conversion.markdown.as_bytes());
        let copies_images = self.images.as_ref().is_some_and(ImageLocalizer::copies_images);
        Ok(Converted {
            key: input.key(),
            conversion,
            contents: contents.unwrap_or_default(),
            links,
            name,
            verification,
            input_sha256,
            output_sha256,
            companions: Vec::new(),
            images,
            copies_images,
            folder,
        })
    }

    /// Adds a companion file to a conversion, or a warning if it cannot be converted.
    fn add_companion(&self, converted: &mut Converted, Companion { extension, contents }: Companion) {
        let bytes = match contents {
            Contents::Bytes(bytes) => Ok(bytes),
            Contents::Html(html) => catch_panics(|| {
                let bare = self.converter.without_front_matter();
                let mut draft = bare.draft(html.as_bytes(), &Hints::default())?;
                if let Some(images) = &self.images {
                    let saved = SavedPage::new(html.as_bytes(), None, None);
                    let summary = images.localize(&mut draft, &saved, &resolve(&converted.folder));
                    converted.images.get_or_insert_default().extend(summary);
                }
                Ok(draft.finish()?.markdown.into_bytes())
            }),
        };
        match bytes {
            Ok(bytes) => converted.companions.push((extension, bytes)),
            Err(failure) => {
                let warning = Warning::new(WarningCode::CompanionMissing, None, &failure.to_string());
                converted.conversion.report.warnings.insert(0, warning);
            }
        }
    }

    /// Stores the images of an article, whose output goes to `folder`, and rewrites their URLs.
    fn localize_images(
        &self,
        draft: &mut Draft<'_>,
        input: &Input,
        page: &Page,
        folder: &Path,
    ) -> Option<ImageSummary> {
        let markdown = input.path().filter(|_| draft.is_read_back());
        if self.images.is_none() && page.folder.is_none() && markdown.is_none() {
            return None;
        }
        let saved = match markdown {
            Some(path) => SavedPage::of_markdown(path),
            None => SavedPage::new(&page.bytes, input.path(), page.folder.as_deref()),
        };
        let folder = resolve(folder);
        if self.images.is_none() {
            saved.rebase_urls(draft, &folder, self.converter.options().profile);
        }
        self.images.as_ref().map(|images| images.localize(draft, &saved, &folder))
    }
}

impl Work {
    fn without_excerpts(result: Result<Ready, Failure>) -> Self {
        Self { result, excerpts: Excerpts::default(), buffered_bytes: 0 }
    }
}

impl Converted {
    /// Whether the run was asked to stop while images were downloaded.
    fn lacks_stopped_images(&self) -> bool {
        self.images.iter().flat_map(|images| &images.failed).any(|failed| failed.error.is_of_stopped_run())
    }

    /// Returns the images to copy to the folder of the article.
    pub(super) fn copied_images(&self) -> &[StoredImage] {
        let images = self.images.as_ref().filter(|_| self.copies_images);
        images.map_or(&[], |images| &images.stored)
    }

    /// Returns the number of faults, if the Markdown was verified and is lossy.
    pub(super) fn faults(&self) -> usize {
        let lossy = self.verification.as_ref().filter(|found| found.verdict == Verdict::Lossy);
        lossy.map_or(0, Verification::faults)
    }

    /// Converts to the result for the record.
    pub(super) fn done(self, state: impl FnOnce(String, Vec<Asset>) -> OutputState) -> Done {
        let Self {
            conversion: Conversion { markdown, metadata, assets, report, .. },
            verification,
            input_sha256,
            images,
            ..
        } = self;
        Done { metadata, report, input_sha256, output: state(markdown, assets), verification, images }
    }
}
