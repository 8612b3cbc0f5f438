//! The folder that holds the pictures.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use super::error::ImageError;
use super::format::{HEAD, ImageFormat};
use super::index::{IMAGE_INDEX, ImageIndex, Line};
use super::relative_url::relative;
use super::stored_image::StoredImage;
use super::svg;
use crate::store::{StagedFile, remove_stale, resolve};
use crate::store::{digest, hex};

/// Bounds on the pictures of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImageLimits {
    /// Bytes of one picture.
    pub bytes: u64,
    /// Images of one article, each address counted once.
    pub count: usize,
    /// The types that are kept.
    pub kinds: Vec<ImageFormat>,
}

impl ImageLimits {
    /// 32 MiB.
    pub const BYTES: u64 = 32 << 20;
    /// Images of one article.
    pub const COUNT: usize = 1000;
}

impl Default for ImageLimits {
    fn default() -> Self {
        Self { bytes: Self::BYTES, count: Self::COUNT, kinds: ImageFormat::ALL.to_vec() }
    }
}

/// Where a picture came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImageSource<'a> {
    /// The address that it has in the article.
    pub url: &'a str,
    /// The address that gave it, where that is another one: with a watermark, or after redirects.
    pub asked: Option<&'a str>,
    /// The `ETag` that it came with.
    pub etag: Option<&'a str>,
    /// The `Last-Modified` that it came with.
    pub last_modified: Option<&'a str>,
}

/// A folder of pictures, each under a name made of its bytes, and the list [`IMAGE_INDEX`] of where they came from.
///
/// Images appear whole or not at all, whenever a run is killed. Several threads may add some at once.
#[derive(Debug)]
pub struct ImageStore {
    /// Through no symlink.
    root: PathBuf,
    limits: ImageLimits,
    ledger: Mutex<ImageIndex>,
}

impl ImageStore {
    /// Opens the folder at `path` and removes what killed runs left unfinished there. It is made with the first picture.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn open(path: &Path, limits: ImageLimits) -> io::Result<Self> {
        let root = resolve(path);
        if root.exists() {
            remove_stale(&root)?;
        }
        let ledger = Mutex::new(ImageIndex::open(root.join(IMAGE_INDEX))?);
        Ok(Self { root, limits, ledger })
    }

    /// The bounds that are kept.
    pub const fn limits(&self) -> &ImageLimits {
        &self.limits
    }

    /// The folder, through no symlink.
    pub fn folder(&self) -> &Path {
        &self.root
    }

    /// The picture that was got from `url` before, if it is still there.
    pub fn known(&self, url: &str) -> Option<StoredImage> {
        let kept = self.ledger().find(url)?;
        let is_there = is_file_of(&self.root.join(&kept.file), kept.bytes);
        is_there.then_some(kept)
    }

    /// Begins a picture.
    ///
    /// # Errors
    ///
    /// [`ImageError::Write`] when the folder cannot be written to.
    pub fn stage(&self) -> Result<StagedImage<'_>, ImageError> {
        let begin = || {
            fs::create_dir_all(&self.root)?;
            StagedFile::new(&self.root.join("picture"))
        };
        let file = begin().map_err(|error| ImageError::write(&error))?;
        Ok(StagedImage { store: self, file, hash: Sha256::new(), head: Vec::new(), length: 0 })
    }

    /// Keeps a picture whose bytes are at hand.
    ///
    /// # Errors
    ///
    /// See [`StagedImage::keep`].
    pub fn keep(&self, bytes: &[u8], source: &ImageSource<'_>) -> Result<StoredImage, ImageError> {
        // What will not be kept is not written.
        ImageFormat::of(bytes.get(..HEAD).unwrap_or(bytes))?;
        let mut staged = self.stage()?;
        staged.add(bytes)?;
        staged.keep(source)
    }

    /// The picture with these bytes, if it is there.
    pub fn find(&self, bytes: &[u8]) -> Option<StoredImage> {
        let kind = ImageFormat::of(bytes.get(..HEAD).unwrap_or(bytes)).ok()?;
        let sanitized = (kind == ImageFormat::Svg).then(|| svg::sanitize(bytes)).transpose().ok()?;
        let bytes = sanitized.as_deref().map_or(bytes, str::as_bytes);
        let kept = StoredImage::new(&digest(bytes), u64::try_from(bytes.len()).ok()?, kind);
        is_file_of(&self.root.join(&kept.file), kept.bytes).then_some(kept)
    }

    /// The address of a picture in a document in `folder`, which leads through no symlink.
    pub fn link(&self, kept: &StoredImage, folder: &Path) -> String {
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

    fn ledger(&self) -> MutexGuard<'_, ImageIndex> {
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
pub struct StagedImage<'s> {
    store: &'s ImageStore,
    file: StagedFile,
    hash: Sha256,
    /// The first bytes, by which it is told what it is.
    head: Vec<u8>,
    length: u64,
}

impl StagedImage<'_> {
    /// Adds bytes.
    ///
    /// # Errors
    ///
    /// [`ImageError::TooLarge`] when there are too many, [`ImageError::Write`] when they cannot be written.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), ImageError> {
        self.length = self.length.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let limit = self.store.limits.bytes;
        if self.length > limit {
            return Err(ImageError::TooLarge { limit });
        }
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(bytes.get(..room).unwrap_or_default());
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(|error| ImageError::write(&error))
    }

    /// Puts the picture into the folder, unless it is there already, and tells the list where it came from. Sources
    /// without an address, as those of `data:`, are not in the list.
    ///
    /// # Errors
    ///
    /// [`ImageError::NotAPicture`], [`ImageError::InvalidSvg`] or [`ImageError::Unwanted`] by what it is,
    /// [`ImageError::Write`] when it cannot be put there.
    pub fn keep(mut self, source: &ImageSource<'_>) -> Result<StoredImage, ImageError> {
        let kind = ImageFormat::of(&self.head)?;
        if !self.store.limits.kinds.contains(&kind) {
            return Err(ImageError::Unwanted { kind: kind.mime() });
        }
        let failed = |error: io::Error| ImageError::write(&error);
        if kind == ImageFormat::Svg {
            self = self.sanitized()?;
        }
        let mut kept = StoredImage::new(&hex(&self.hash.finalize()), self.length, kind);
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

    /// Replaces an SVG image by its safe copy.
    fn sanitized(mut self) -> Result<Self, ImageError> {
        let bytes = whole(self.file.as_file_mut()).map_err(|error| ImageError::write(&error))?;
        let safe = svg::sanitize(&bytes).map_err(|reason| ImageError::InvalidSvg { reason })?;
        let mut copy = self.store.stage()?;
        copy.add(safe.as_bytes())?;
        Ok(copy)
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

    fn store(folder: &Path) -> ImageStore {
        ImageStore::open(folder, ImageLimits::default()).unwrap()
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
        let source = |url| ImageSource { url, etag: Some("\"1\""), ..ImageSource::default() };
        let one = pictures.keep(PNG, &source("https://a.b/1")).unwrap();
        let other = pictures.keep(PNG, &source("https://a.b/2")).unwrap();
        assert_eq!(one, other);
        assert_eq!(one.file, format!("{}.png", one.sha256.get(..32).unwrap()));
        assert_eq!(names(&root), [IMAGE_INDEX, one.file.as_str()]);
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
        assert_eq!(fs::read_to_string(root.join(IMAGE_INDEX)).unwrap().lines().count(), 2);
    }

    #[test]
    fn what_is_not_kept_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let limits = ImageLimits {
            bytes: 40,
            kinds: vec![ImageFormat::Png, ImageFormat::Svg],
            ..ImageLimits::default()
        };
        let pictures = ImageStore::open(folder.path(), limits).unwrap();
        let code = |bytes: &[u8]| pictures.keep(bytes, &ImageSource::default()).unwrap_err().code();
        assert_eq!(code(b"<html>"), "not-a-picture");
        assert_eq!(code(b"GIF89a and so on"), "picture-unwanted");
        assert_eq!(code(b"<svg><g></svg>"), "invalid-svg");
        assert_eq!(code(&[PNG, &[0; 40]].concat()), "picture-too-large");
        assert_eq!(names(folder.path()), [""; 0]);
        let mut staged = pictures.stage().unwrap();
        staged.add(&PNG[..9]).unwrap();
        staged.add(&PNG[9..]).unwrap();
        let kept = staged.keep(&ImageSource::default()).unwrap();
        assert_eq!(names(folder.path()), [kept.file]);
    }

    #[test]
    fn svg_images_are_stored_as_safe_copies() {
        let folder = tempfile::tempdir().unwrap();
        let images = store(folder.path());
        let svg = b"<?xml version='1.0'?><svg onload='x()'><script/><path d='M0 0'/></svg>";
        let stored = images.keep(svg, &ImageSource::default()).unwrap();
        let copy = fs::read(folder.path().join(&stored.file)).unwrap();
        assert!(copy.ends_with(b"><path d=\"M0 0\"/></svg>"));
        assert_eq!(stored.sha256, digest(&copy));
        assert_eq!(images.find(svg), Some(stored.clone()), "found by the bytes of the original");
        assert_eq!(images.keep(&copy, &ImageSource::default()), Ok(stored), "and by those of the copy");
        assert_eq!(names(folder.path()).len(), 1);
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
        staged.keep(&ImageSource::default()).unwrap();
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
                        let source = ImageSource { url: &url, ..ImageSource::default() };
                        pictures.keep(&[PNG, &[n]].concat(), &source).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(folder.path()).len(), 51);
        assert_eq!(fs::read_to_string(folder.path().join(IMAGE_INDEX)).unwrap().lines().count(), 50);
    }
}
