//! The folder that holds the pictures.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::drawing;
use super::failure::PictureFailure;
use super::kind::{HEAD, PictureKind};
use super::ledger::{Ledger, Line, PICTURES};
use super::link::relative;
use crate::batch::manifest::{digest, hex};
use crate::batch::write::{StagedFile, remove_abandoned, resolved};

/// Bounds on the pictures of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PictureLimits {
    /// Bytes of one picture.
    pub bytes: u64,
    /// Pictures of one article, each address counted once.
    pub count: usize,
    /// The types that are kept.
    pub kinds: Vec<PictureKind>,
}

impl PictureLimits {
    /// 32 MiB.
    pub const BYTES: u64 = 32 << 20;
    /// Pictures of one article.
    pub const COUNT: usize = 1000;
}

impl Default for PictureLimits {
    fn default() -> Self {
        Self { bytes: Self::BYTES, count: Self::COUNT, kinds: PictureKind::ALL.to_vec() }
    }
}

/// A picture in the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Kept {
    /// The name of its file: the first 32 digits of its SHA-256, and its extension.
    pub file: String,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// How long it is.
    pub bytes: u64,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: PictureKind,
    /// The `ETag` that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// How many digits of a digest name a file.
const NAME: usize = 32;

impl Kept {
    pub(super) fn new(sha256: &str, bytes: u64, kind: PictureKind) -> Self {
        let file = format!("{}.{}", sha256.get(..NAME).unwrap_or(sha256), kind.extension());
        Self { file, sha256: sha256.to_owned(), bytes, kind, etag: None, last_modified: None }
    }

    /// Whether the name is the one we would give, and so leads nowhere else.
    pub(super) fn is_sound(&self) -> bool {
        let is_digest = self.sha256.len() == 64 && self.sha256.bytes().all(|b| b.is_ascii_hexdigit());
        is_digest && self.file == Self::new(&self.sha256, self.bytes, self.kind).file
    }
}

/// Where a picture came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PictureSource<'a> {
    /// The address that it has in the article.
    pub url: &'a str,
    /// The address that gave it, where that is another one: with a watermark, or after redirects.
    pub asked: Option<&'a str>,
    /// The `ETag` that it came with.
    pub etag: Option<&'a str>,
    /// The `Last-Modified` that it came with.
    pub last_modified: Option<&'a str>,
}

/// A folder of pictures, each under a name made of its bytes, and the list [`PICTURES`] of where they came from.
///
/// Pictures appear whole or not at all, whenever a run is killed. Several threads may add some at once.
#[derive(Debug)]
pub struct PictureStore {
    /// Through no symlink.
    root: PathBuf,
    limits: PictureLimits,
    ledger: Mutex<Ledger>,
}

impl PictureStore {
    /// Opens the folder at `path` and removes what killed runs left unfinished there. It is made with the first picture.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn open(path: &Path, limits: PictureLimits) -> io::Result<Self> {
        let root = resolved(path);
        if root.exists() {
            remove_abandoned(&root)?;
        }
        let ledger = Mutex::new(Ledger::open(root.join(PICTURES))?);
        Ok(Self { root, limits, ledger })
    }

    /// The bounds that are kept.
    pub const fn limits(&self) -> &PictureLimits {
        &self.limits
    }

    /// The folder, through no symlink.
    pub fn folder(&self) -> &Path {
        &self.root
    }

    /// The picture that was got from `url` before, if it is still there.
    pub fn known(&self, url: &str) -> Option<Kept> {
        let kept = self.ledger().find(url)?;
        let is_there = is_file_of(&self.root.join(&kept.file), kept.bytes);
        is_there.then_some(kept)
    }

    /// Begins a picture.
    ///
    /// # Errors
    ///
    /// [`PictureFailure::Write`] when the folder cannot be written to.
    pub fn stage(&self) -> Result<StagedPicture<'_>, PictureFailure> {
        let begin = || {
            fs::create_dir_all(&self.root)?;
            StagedFile::new(&self.root.join("picture"))
        };
        let file = begin().map_err(|error| PictureFailure::write(&error))?;
        Ok(StagedPicture { store: self, file, hash: Sha256::new(), head: Vec::new(), length: 0 })
    }

    /// Keeps a picture whose bytes are at hand.
    ///
    /// # Errors
    ///
    /// See [`StagedPicture::keep`].
    pub fn keep(&self, bytes: &[u8], source: &PictureSource<'_>) -> Result<Kept, PictureFailure> {
        // What will not be kept is not written.
        PictureKind::of(bytes.get(..HEAD).unwrap_or(bytes))?;
        let mut staged = self.stage()?;
        staged.add(bytes)?;
        staged.keep(source)
    }

    /// The picture with these bytes, if it is there.
    pub fn find(&self, bytes: &[u8]) -> Option<Kept> {
        let kind = PictureKind::of(bytes.get(..HEAD).unwrap_or(bytes)).ok()?;
        let kept = Kept::new(&digest(bytes), u64::try_from(bytes.len()).ok()?, kind);
        is_file_of(&self.root.join(&kept.file), kept.bytes).then_some(kept)
    }

    /// The address of a picture in a document in `folder`, which leads through no symlink.
    pub fn link(&self, kept: &Kept, folder: &Path) -> String {
        relative(folder, &self.root.join(&kept.file))
    }

    /// Ends a run: puts the list into an order that does not tell which picture came first.
    ///
    /// # Errors
    ///
    /// When the list cannot be written; it is then as it was.
    pub fn settle(&self) -> io::Result<()> {
        self.ledger().settle()
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // A line is added whole or not at all, so the list is sound also after a panic.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether there is a file of this length.
fn is_file_of(path: &Path, length: u64) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() == length)
}

/// A picture on its way into the folder. Dropped, it vanishes.
#[derive(Debug)]
#[must_use]
pub struct StagedPicture<'s> {
    store: &'s PictureStore,
    file: StagedFile,
    hash: Sha256,
    /// The first bytes, by which it is told what it is.
    head: Vec<u8>,
    length: u64,
}

impl StagedPicture<'_> {
    /// Adds bytes.
    ///
    /// # Errors
    ///
    /// [`PictureFailure::TooLarge`] when there are too many, [`PictureFailure::Write`] when they cannot be written.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), PictureFailure> {
        self.length = self.length.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let limit = self.store.limits.bytes;
        if self.length > limit {
            return Err(PictureFailure::TooLarge { limit });
        }
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(bytes.get(..room).unwrap_or_default());
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(|error| PictureFailure::write(&error))
    }

    /// Puts the picture into the folder, unless it is there already, and tells the list where it came from. Sources
    /// without an address, as those of `data:`, are not in the list.
    ///
    /// # Errors
    ///
    /// [`PictureFailure::NotAPicture`], [`PictureFailure::Unsafe`] or [`PictureFailure::Unwanted`] by what it is,
    /// [`PictureFailure::Write`] when it cannot be put there.
    pub fn keep(mut self, source: &PictureSource<'_>) -> Result<Kept, PictureFailure> {
        let kind = PictureKind::of(&self.head)?;
        if !self.store.limits.kinds.contains(&kind) {
            return Err(PictureFailure::Unwanted { kind: kind.mime() });
        }
        let failed = |error: io::Error| PictureFailure::write(&error);
        if kind == PictureKind::Svg {
            drawing::check(&whole(self.file.as_file_mut()).map_err(failed)?)?;
        }
        let mut kept = Kept::new(&hex(&self.hash.finalize()), self.length, kind);
        let place = self.store.root.join(&kept.file);
        if !is_file_of(&place, self.length) {
            self.file.publish_at(&place).map_err(failed)?;
        }
        kept.etag = source.etag.map(str::to_owned);
        kept.last_modified = source.last_modified.map(str::to_owned);
        let mut ledger = self.store.ledger();
        if !source.url.is_empty() && ledger.find(source.url).as_ref() != Some(&kept) {
            let line = Line {
                url: source.url.into(),
                asked: source.asked.map(Cow::Borrowed),
                kept: Cow::Borrowed(&kept),
            };
            ledger.add(&line).map_err(failed)?;
        }
        Ok(kept)
    }
}

/// All of a file.
fn whole(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on";

    fn store(folder: &Path) -> PictureStore {
        PictureStore::open(folder, PictureLimits::default()).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_picture_is_stored_once_and_remembered_by_each_address() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("a/assets");
        let pictures = store(&root);
        assert!(!root.exists(), "no folder without a picture");
        let source = |url| PictureSource { url, etag: Some("\"1\""), ..PictureSource::default() };
        let one = pictures.keep(PNG, &source("https://a.b/1")).unwrap();
        let other = pictures.keep(PNG, &source("https://a.b/2")).unwrap();
        assert_eq!(one, other);
        assert_eq!(one.file, format!("{}.png", one.sha256.get(..32).unwrap()));
        assert_eq!(names(&root), [PICTURES, one.file.as_str()]);
        assert_eq!(fs::read(root.join(&one.file)).unwrap(), PNG);
        let again = store(&root);
        assert_eq!(again.known("https://a.b/2"), Some(one.clone()));
        assert_eq!(again.known("https://a.b/3"), None);
        assert_eq!(
            (again.find(PNG).map(|found| found.file), again.find(b"GIF89a")),
            (Some(one.file.clone()), None)
        );
        assert_eq!(
            again.link(&one, &again.folder().parent().unwrap().join("x")),
            format!("../assets/{}", one.file)
        );
        fs::write(root.join(&one.file), b"cut").unwrap();
        assert_eq!(again.known("https://a.b/2"), None, "a file that was cut is none");
        again.keep(PNG, &source("https://a.b/2")).unwrap();
        assert_eq!(fs::read(root.join(&one.file)).unwrap(), PNG);
        assert_eq!(fs::read_to_string(root.join(PICTURES)).unwrap().lines().count(), 2);
    }

    #[test]
    fn what_is_not_kept_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let limits = PictureLimits {
            bytes: 40,
            kinds: vec![PictureKind::Png, PictureKind::Svg],
            ..PictureLimits::default()
        };
        let pictures = PictureStore::open(folder.path(), limits).unwrap();
        let code = |bytes: &[u8]| pictures.keep(bytes, &PictureSource::default()).unwrap_err().code();
        assert_eq!(code(b"<html>"), "not-a-picture");
        assert_eq!(code(b"GIF89a and so on"), "picture-unwanted");
        assert_eq!(code(b"<svg onload='x()'/>"), "unsafe-picture");
        assert_eq!(code(&[PNG, &[0; 40]].concat()), "picture-too-large");
        assert_eq!(names(folder.path()), [""; 0]);
        let mut staged = pictures.stage().unwrap();
        staged.add(&PNG[..9]).unwrap();
        staged.add(&PNG[9..]).unwrap();
        let kept = staged.keep(&PictureSource::default()).unwrap();
        assert_eq!(names(folder.path()), [kept.file]);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_what_another_run_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".csdown-dead.tmp"), b"half").unwrap();
        fs::write(folder.path().join("mine.tmp"), b"mine").unwrap();
        let pictures = store(folder.path());
        assert_eq!(names(folder.path()), ["mine.tmp"]);
        let mut staged = pictures.stage().unwrap();
        staged.add(PNG).unwrap();
        drop(store(folder.path()));
        staged.keep(&PictureSource::default()).unwrap();
        assert_eq!(names(folder.path()).len(), 2);
    }

    #[test]
    fn threads_add_the_same_pictures_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pictures = store(folder.path());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for n in 0..50_u8 {
                        let url = format!("https://a.b/{n}");
                        let source = PictureSource { url: &url, ..PictureSource::default() };
                        pictures.keep(&[PNG, &[n]].concat(), &source).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(folder.path()).len(), 51);
        assert_eq!(fs::read_to_string(folder.path().join(PICTURES)).unwrap().lines().count(), 50);
    }
}
