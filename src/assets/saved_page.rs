//! The pictures that were saved with a page: in a folder beside it, or in the archive that it is in.

use std::borrow::Cow;
use std::io;
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::error::ImageError;
use super::relative_url::relative;
use crate::Draft;
use crate::input::mhtml;
use crate::store::folder_of;

/// What came with a page.
#[derive(Debug, Default)]
pub(crate) struct SavedPage<'a> {
    files: Option<SavedFiles>,
    archive: Option<mhtml::Archive<'a>>,
}

/// A folder with the files of a page.
#[derive(Debug)]
struct SavedFiles {
    /// The folder that the page is in.
    beside: PathBuf,
    /// The name of the one with its files.
    folder: String,
}

impl<'a> SavedPage<'a> {
    /// What came with the page at `path`, which has its files in the folder of this name beside it.
    pub(crate) fn new(bytes: &'a [u8], path: Option<&Path>, folder: Option<&str>) -> Self {
        let files = |(path, folder): (&Path, &str)| SavedFiles {
            beside: folder_of(path).to_path_buf(),
            folder: folder.to_owned(),
        };
        Self { files: path.zip(folder).map(files), archive: mhtml::read(bytes) }
    }

    /// Gives the pictures of `draft` that lie among the files addresses that lead to them from `folder`.
    pub(crate) fn link(&self, draft: &mut Draft<'_>, folder: &Path) {
        if self.files.is_some() {
            draft.rewrite_image_urls(|url| Some(relative(folder, &self.file(url)?.ok()?)));
        }
    }

    /// The file at `url`, through no symlink; `None` when the address does not lead into the folder.
    pub(super) fn file(&self, url: &str) -> Option<Result<PathBuf, ImageError>> {
        let files = self.files.as_ref()?;
        let path = percent_decode_str(url).decode_utf8().ok()?;
        let path = Path::new(path.as_ref());
        let first = path.components().next()?;
        (first.as_os_str() == files.folder.as_str()).then(|| files.find(path))
    }

    /// The part of the archive at `url`.
    pub(super) fn part(&self, url: &str) -> Option<Cow<'a, [u8]>> {
        Some(self.archive.as_ref()?.find(url)?.bytes())
    }
}

impl SavedFiles {
    fn find(&self, path: &Path) -> Result<PathBuf, ImageError> {
        let missing = |error: io::Error| ImageError::Missing { reason: error.to_string() };
        let beside = self.beside.canonicalize().map_err(missing)?;
        let file = beside.join(path).canonicalize().map_err(missing)?;
        let is_within = path.components().all(|part| matches!(part, Component::Normal(_)))
            && file.starts_with(beside.join(&self.folder));
        if is_within { Ok(file) } else { Err(ImageError::Outside) }
    }
}
