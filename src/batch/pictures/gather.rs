//! Brings the pictures of an article together: from the article itself, from the files of a saved page, from the network.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use data_url::DataUrl;
use data_url::forgiving_base64::DecodeError;
use percent_encoding::percent_decode_str;

use super::failure::PictureFailure;
use super::link::relative;
use super::store::{Kept, PictureSource, PictureStore};
use super::{RemotePictures, Wanted};
use crate::{Asset, Draft};

/// Where the pictures of a run go and come from.
#[derive(Debug, Clone)]
pub struct Pictures {
    /// Where they go.
    pub store: Arc<PictureStore>,
    /// What gets those from the network; without it they stay there.
    pub remote: Option<Arc<dyn RemotePictures>>,
    /// Whether those that are in the store are taken from it without asking whether they changed.
    pub only_missing: bool,
}

/// What became of the pictures of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PictureAccount {
    /// How many are in the store now.
    pub saved: usize,
    /// Those that could not be had, and keep their address.
    pub failed: Vec<FailedPicture>,
}

/// A picture that could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedPicture {
    /// Its address, of `data:` its beginning.
    pub url: String,
    /// Why.
    pub failure: PictureFailure,
}

impl FailedPicture {
    /// How many characters of a `data:` address are told.
    const DATA: usize = 64;

    fn new(url: &str, failure: PictureFailure) -> Self {
        let most = if is_data(url) { Self::DATA } else { usize::MAX };
        Self { url: url.chars().take(most).collect(), failure }
    }
}

/// The files of a saved page.
#[derive(Debug, Clone)]
pub(in crate::batch) struct SavedFiles {
    /// The folder that the page is in.
    beside: PathBuf,
    /// The name of the folder with its files.
    folder: String,
}

impl SavedFiles {
    /// The files in the folder of this name beside `page`.
    pub(in crate::batch) fn of(page: &Path, folder: &str) -> Self {
        Self { beside: super::super::write::folder_of(page).to_path_buf(), folder: folder.to_owned() }
    }

    /// The file at `url`, through no symlink; `None` when the address does not lead into the folder.
    fn find(&self, url: &str) -> Option<Result<PathBuf, PictureFailure>> {
        let path = percent_decode_str(url).decode_utf8().ok()?;
        let path = Path::new(path.as_ref());
        let first = path.components().next()?;
        (first.as_os_str() == self.folder.as_str()).then(|| self.resolved(path))
    }

    fn resolved(&self, path: &Path) -> Result<PathBuf, PictureFailure> {
        let missing = |error: io::Error| PictureFailure::Missing { reason: error.to_string() };
        let beside = self.beside.canonicalize().map_err(missing)?;
        let file = beside.join(path).canonicalize().map_err(missing)?;
        let is_within = path.components().all(|part| matches!(part, Component::Normal(_)))
            && file.starts_with(beside.join(&self.folder));
        if is_within { Ok(file) } else { Err(PictureFailure::Outside) }
    }
}

/// Gives the pictures of `draft` that lie among the files of a saved page addresses that lead to them from `folder`.
pub(in crate::batch) fn link_saved(draft: &mut Draft<'_>, files: &SavedFiles, folder: &Path) {
    draft.relocate(&mut |url| Some(relative(folder, &files.find(url)?.ok()?)));
}

impl Pictures {
    /// Puts the pictures of `draft` into the store, and changes their addresses to those that lead there from `folder`,
    /// which is that of the output, through no symlink.
    pub(in crate::batch) fn gather(
        &self,
        draft: &mut Draft<'_>,
        files: Option<&SavedFiles>,
        folder: &Path,
    ) -> PictureAccount {
        let mut gathered = Gathered { links: HashMap::new(), account: PictureAccount::default() };
        let (mut wanted, mut count) = (Vec::new(), 0_usize);
        for Asset { url, original, .. } in draft.assets() {
            let is_remote = is_remote(&url) && self.remote.is_some();
            let file = files.and_then(|files| files.find(&url));
            if !is_data(&url) && !is_remote && file.is_none() {
                continue;
            }
            count += 1;
            let limit = self.store.limits().count;
            if count > limit {
                gathered.fail(&url, PictureFailure::TooMany { limit });
                continue;
            }
            match file {
                _ if is_data(&url) => gathered.add(self, &url, folder, self.data(&url)),
                Some(file) => {
                    // One that is not kept is where it was.
                    if let Ok(file) = &file {
                        gathered.links.insert(url.clone(), relative(folder, file));
                    }
                    let kept = file.and_then(|file| self.file(&url, &file));
                    gathered.add(self, &url, folder, kept);
                }
                None => match self.store.known(&url).filter(|_| self.only_missing) {
                    Some(kept) => gathered.add(self, &url, folder, Ok(kept)),
                    None => wanted.push(Wanted { url, original }),
                },
            }
        }
        if let Some(remote) = self.remote.as_ref().filter(|_| !wanted.is_empty()) {
            let found = remote.get(&wanted, &self.store);
            for (Wanted { url, .. }, kept) in wanted.iter().zip(found) {
                gathered.add(self, url, folder, kept);
            }
        }
        draft.relocate(&mut |url| gathered.links.get(url).cloned());
        gathered.account
    }

    /// A picture that its address holds.
    fn data(&self, url: &str) -> Result<Kept, PictureFailure> {
        let data = DataUrl::process(url).map_err(|_| PictureFailure::BadData)?;
        let mut staged = self.store.stage()?;
        data.decode(|bytes| staged.add(bytes)).map_err(|error| match error {
            DecodeError::InvalidBase64(_) => PictureFailure::BadData,
            DecodeError::WriteError(failure) => failure,
        })?;
        staged.keep(&PictureSource::default())
    }

    /// A picture among the files of a saved page.
    fn file(&self, url: &str, path: &Path) -> Result<Kept, PictureFailure> {
        let missing = |error: io::Error| PictureFailure::Missing { reason: error.to_string() };
        if !path.is_file() {
            return Err(PictureFailure::Missing { reason: "it is no file".to_owned() });
        }
        let mut file = File::open(path).map_err(missing)?;
        let mut staged = self.store.stage()?;
        let mut bytes = vec![0; 1 << 16];
        loop {
            let length = file.read(&mut bytes).map_err(missing)?;
            if length == 0 {
                return staged.keep(&PictureSource { url, ..PictureSource::default() });
            }
            staged.add(bytes.get(..length).unwrap_or_default())?;
        }
    }
}

/// What was done so far.
struct Gathered {
    /// Where the pictures are now, by their addresses.
    links: HashMap<String, String>,
    account: PictureAccount,
}

impl Gathered {
    fn add(&mut self, pictures: &Pictures, url: &str, folder: &Path, kept: Result<Kept, PictureFailure>) {
        match kept {
            Ok(kept) => {
                self.account.saved += 1;
                self.links.insert(url.to_owned(), pictures.store.link(&kept, folder));
            }
            Err(failure) => self.fail(url, failure),
        }
    }

    fn fail(&mut self, url: &str, failure: PictureFailure) {
        self.account.failed.push(FailedPicture::new(url, failure));
    }
}

fn has_scheme(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn is_data(url: &str) -> bool {
    has_scheme(url, "data:")
}

fn is_remote(url: &str) -> bool {
    has_scheme(url, "https://") || has_scheme(url, "http://")
}
