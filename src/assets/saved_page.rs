//! The images that an input came with: those a browser saved with a page, in a folder beside it or in the same MHTML
//! archive, and those that Markdown of csdown links to.

use std::borrow::Cow;
use std::io;
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::error::ImageError;
use super::image_urls::ImageUrls;
use super::linked_files::LinkedFiles;
use super::relative_url::relative;
use crate::Draft;
use crate::input::mhtml;
use crate::options::Profile;
use crate::store::folder_of;

/// The files that an input came with.
#[derive(Debug, Default)]
pub(crate) struct SavedPage<'a> {
    files: Option<SavedFiles>,
    linked: Option<LinkedFiles>,
    archive: Option<mhtml::Archive<'a>>,
}

/// A folder with the files of a page.
#[derive(Debug)]
struct SavedFiles {
    /// The folder that contains the page and `name`.
    parent: PathBuf,
    name: String,
}

impl<'a> SavedPage<'a> {
    /// Finds the files of the page at `path`; `folder` is the name of the folder beside it that holds them.
    pub(crate) fn new(bytes: &'a [u8], path: Option<&Path>, folder: Option<&str>) -> Self {
        let files = |(path, folder): (&Path, &str)| SavedFiles {
            parent: folder_of(path).to_path_buf(),
            name: folder.to_owned(),
        };
        Self { files: path.zip(folder).map(files), linked: None, archive: mhtml::read(bytes) }
    }

    /// Finds the images of the Markdown at `path`, which csdown wrote.
    pub(crate) fn of_markdown(path: &Path) -> Self {
        Self { linked: Some(LinkedFiles::new(folder_of(path))), ..Self::default() }
    }

    /// Makes the URLs of images in the folder relative to `folder`. Those that Markdown links to get the URL at which the
    /// tool of `profile` serves them, if it does.
    pub(crate) fn rebase_urls(&self, draft: &mut Draft<'_>, folder: &Path, profile: Profile) {
        if self.files.is_some() || self.linked.is_some() {
            draft.rewrite_image_urls(|url| {
                let file = self.file(url)?.ok()?;
                let served = || self.linked.as_ref().and_then(|_| served_url(&file, folder, profile));
                Some(served().unwrap_or_else(|| relative(folder, &file)))
            });
        }
    }

    /// The canonical path of the file at `url`; `None` if the URL does not point to one that the input came with.
    pub(super) fn file(&self, url: &str) -> Option<Result<PathBuf, ImageError>> {
        if let Some(linked) = &self.linked {
            return linked.find(url).map(Ok);
        }
        let files = self.files.as_ref()?;
        let path = percent_decode_str(url).decode_utf8().ok()?;
        let path = Path::new(path.as_ref());
        let first = path.components().next()?;
        (first.as_os_str() == files.name.as_str()).then(|| files.find(path))
    }

    /// The part of the MHTML archive at `url`.
    pub(super) fn part(&self, url: &str) -> Option<Cow<'a, [u8]>> {
        Some(self.archive.as_ref()?.find(url)?.bytes())
    }
}

/// Returns the URL at which the tool of `profile` serves `file`, in a site with Markdown in `folder`.
fn served_url(file: &Path, folder: &Path, profile: Profile) -> Option<String> {
    match ImageUrls::served(profile, folder_of(file), Some(folder)) {
        Ok(ImageUrls::Below(url)) => {
            Some(format!("{}/{}", url.trim_end_matches('/'), relative(folder_of(file), file)))
        }
        _ => None,
    }
}

impl SavedFiles {
    fn find(&self, path: &Path) -> Result<PathBuf, ImageError> {
        let missing = |error: io::Error| ImageError::Missing { reason: error.to_string() };
        let parent = self.parent.canonicalize().map_err(missing)?;
        let file = parent.join(path).canonicalize().map_err(missing)?;
        let is_within = path.components().all(|part| matches!(part, Component::Normal(_)))
            && file.starts_with(parent.join(&self.name));
        if !is_within {
            return Err(ImageError::Outside);
        }
        // Reading a pipe would block.
        if file.is_file() { Ok(file) } else { Err(missing(io::Error::other("not a regular file"))) }
    }
}
