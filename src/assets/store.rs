//! The folder that holds the images.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use super::error::ImageError;
use super::format::{ImageFormat, MAX_HEAD};
use super::index::{IMAGE_INDEX, ImageIndex, IndexLine};
use super::relative_url::relative;
use super::stored_image::StoredImage;
use super::svg;
use crate::store::{StagedFile, WriteError, copy_below, digest, hex, is_file_of, remove_stale, resolve};

/// Limits on the images of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImageLimits {
    /// Maximum size of an image.
    pub max_bytes: u64,
    /// Maximum number of images per article. Several uses of one URL count once.
    pub max_images: usize,
    /// The formats to store.
    pub formats: Vec<ImageFormat>,
}

impl ImageLimits {
    /// The default maximum size: 32 MiB.
    pub const MAX_BYTES: u64 = 32 << 20;
    /// The default maximum number of images per article.
    pub const MAX_IMAGES: usize = 1000;
}

impl Default for ImageLimits {
    fn default() -> Self {
        Self { max_bytes: Self::MAX_BYTES, max_images: Self::MAX_IMAGES, formats: ImageFormat::ALL.to_vec() }
    }
}

/// The source of an image.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImageSource<'a> {
    /// The URL in the article.
    pub url: &'a str,
    /// The URL of the response, if it is another one: that of the watermarked variant, or of a redirect.
    pub fetched_url: Option<&'a str>,
    /// The `ETag` header.
    pub etag: Option<&'a str>,
    /// The `Last-Modified` header.
    pub last_modified: Option<&'a str>,
}

/// A folder of images, each named by its content, and the index [`IMAGE_INDEX`] of their sources.
///
/// Images appear whole or not at all, even if a run is killed. Several threads may add images at the same time.
#[derive(Debug)]
pub struct ImageStore {
    /// Free of symbolic links.
    root: PathBuf,
    limits: ImageLimits,
    index: Mutex<ImageIndex>,
}

impl ImageStore {
    /// Opens the folder at `path` and removes stale temporary files from it. The folder is created with the first
    /// image.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn open(path: &Path, limits: ImageLimits) -> io::Result<Self> {
        let root = resolve(path);
        if root.exists() {
            remove_stale(&root)?;
        }
        let index = Mutex::new(ImageIndex::open(root.join(IMAGE_INDEX))?);
        Ok(Self { root, limits, index })
    }

    /// Returns the limits of the store.
    pub const fn limits(&self) -> &ImageLimits {
        &self.limits
    }

    /// Returns the path of the folder, free of symbolic links.
    pub fn folder(&self) -> &Path {
        &self.root
    }

    /// Finds the image that was stored for `url`, if its file still exists.
    pub fn find_url(&self, url: &str) -> Option<StoredImage> {
        let image = self.index().find(url)?;
        image.is_in(&self.root).then_some(image)
    }

    /// Finds an image by its content.
    pub fn find_content(&self, bytes: &[u8]) -> Option<StoredImage> {
        let format = ImageFormat::detect(bytes.get(..MAX_HEAD).unwrap_or(bytes)).ok()?;
        let sanitized = (format == ImageFormat::Svg).then(|| svg::sanitize(bytes)).transpose().ok()?;
        let bytes = sanitized.as_deref().map_or(bytes, str::as_bytes);
        let image = StoredImage::new(&digest(bytes), u64::try_from(bytes.len()).ok()?, format);
        image.is_in(&self.root).then_some(image)
    }

    /// Starts writing an image.
    ///
    /// # Errors
    ///
    /// [`ImageError::Write`] if the folder is not writable.
    pub fn stage(&self) -> Result<StagedImage<'_>, ImageError> {
        let create = || {
            fs::create_dir_all(&self.root)?;
            StagedFile::new(&self.root.join("image"))
        };
        let file = create().map_err(|error| ImageError::write(&error))?;
        Ok(StagedImage { store: self, file, hash: Sha256::new(), head: Vec::new(), length: 0 })
    }

    /// Stores an image.
    ///
    /// # Errors
    ///
    /// See [`StagedImage::save`].
    pub fn save(&self, bytes: &[u8], source: &ImageSource<'_>) -> Result<StoredImage, ImageError> {
        // Do not write a file that would be rejected.
        ImageFormat::detect(bytes.get(..MAX_HEAD).unwrap_or(bytes))?;
        let mut staged = self.stage()?;
        staged.write(bytes)?;
        staged.save(source)
    }

    /// Returns the URL of an image relative to `folder`, which must be free of symbolic links.
    pub fn relative_url(&self, image: &StoredImage, folder: &Path) -> String {
        relative(folder, &self.root.join(&image.file))
    }

    /// Copies an image into `folder` below `root`.
    pub(crate) fn copy(&self, image: &StoredImage, root: &Path, folder: &Path) -> Result<(), WriteError> {
        copy_below(root, &folder.join(&image.file), &self.root.join(&image.file), image.bytes)
    }

    /// Sorts the index at the end of a run, so that it does not depend on the order in which images were stored.
    ///
    /// # Errors
    ///
    /// If the index cannot be written; the old one then stays valid.
    pub fn sort_index(&self) -> io::Result<()> {
        self.index().sort()
    }

    fn index(&self) -> MutexGuard<'_, ImageIndex> {
        // Lines are appended whole or not at all, so the index is valid even after a panic.
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An image that is being written. It is discarded on drop.
#[derive(Debug)]
#[must_use]
pub struct StagedImage<'s> {
    store: &'s ImageStore,
    file: StagedFile,
    hash: Sha256,
    /// The first bytes, for format detection.
    head: Vec<u8>,
    length: u64,
}

impl StagedImage<'_> {
    /// Appends bytes.
    ///
    /// # Errors
    ///
    /// [`ImageError::TooLarge`] above the size limit, [`ImageError::Write`] if the file cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), ImageError> {
        self.length = self.length.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let limit = self.store.limits.max_bytes;
        if self.length > limit {
            return Err(ImageError::TooLarge { limit });
        }
        let missing = MAX_HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(bytes.get(..missing).unwrap_or_default());
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(|error| ImageError::write(&error))
    }

    /// Moves the image into the folder, unless it is there already, and adds its source to the index, unless the URL is
    /// empty.
    ///
    /// # Errors
    ///
    /// [`ImageError::NotAnImage`], [`ImageError::InvalidSvg`] or [`ImageError::ExcludedFormat`] depending on the
    /// content, [`ImageError::Write`] if the file cannot be written.
    pub fn save(mut self, source: &ImageSource<'_>) -> Result<StoredImage, ImageError> {
        let format = ImageFormat::detect(&self.head)?;
        if !self.store.limits.formats.contains(&format) {
            return Err(ImageError::ExcludedFormat { mime: format.mime() });
        }
        let failed = |error: io::Error| ImageError::write(&error);
        if format == ImageFormat::Svg {
            self = self.sanitized()?;
        }
        let mut image = StoredImage::new(&hex(&self.hash.finalize()), self.length, format);
        let path = self.store.root.join(&image.file);
        if !is_file_of(&path, self.length) {
            self.file.publish_at(&path).map_err(failed)?;
        }
        image.etag = source.etag.map(str::to_owned);
        image.last_modified = source.last_modified.map(str::to_owned);
        let mut index = self.store.index();
        if !source.url.is_empty() && index.find(source.url).as_ref() != Some(&image) {
            let line = IndexLine {
                url: source.url.into(),
                fetched_url: source.fetched_url.map(Cow::Borrowed),
                image: Cow::Borrowed(&image),
            };
            index.append(&line).map_err(failed)?;
        }
        Ok(image)
    }

    /// Replaces an SVG image with its sanitized copy.
    fn sanitized(mut self) -> Result<Self, ImageError> {
        let bytes = read_whole(self.file.as_file_mut()).map_err(|error| ImageError::write(&error))?;
        let sanitized = svg::sanitize(&bytes).map_err(|reason| ImageError::InvalidSvg { reason })?;
        let mut copy = self.store.stage()?;
        copy.write(sanitized.as_bytes())?;
        Ok(copy)
    }
}

fn read_whole(file: &mut File) -> io::Result<Vec<u8>> {
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
    fn an_image_is_stored_once_and_found_by_each_url() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("a/assets");
        let images = store(&root);
        assert!(!root.exists(), "no folder without an image");
        let source = |url| ImageSource { url, etag: Some("\"1\""), ..ImageSource::default() };
        let one = images.save(PNG, &source("https://a.b/1")).unwrap();
        let other = images.save(PNG, &source("https://a.b/2")).unwrap();
        assert_eq!(one, other);
        assert_eq!(one.file, format!("{}.png", one.sha256.get(..32).unwrap()));
        assert_eq!(names(&root), [IMAGE_INDEX, one.file.as_str()]);
        assert_eq!(fs::read(root.join(&one.file)).unwrap(), PNG);
        let again = store(&root);
        assert_eq!(again.find_url("https://a.b/2"), Some(one.clone()));
        assert_eq!(again.find_url("https://a.b/3"), None);
        assert_eq!(
            (again.find_content(PNG).map(|found| found.file), again.find_content(b"GIF89a")),
            (Some(one.file.clone()), None)
        );
        assert_eq!(
            again.relative_url(&one, &again.folder().parent().unwrap().join("x")),
            format!("../assets/{}", one.file)
        );
        fs::write(root.join(&one.file), b"cut").unwrap();
        assert_eq!(again.find_url("https://a.b/2"), None, "a truncated file does not count");
        again.save(PNG, &source("https://a.b/2")).unwrap();
        assert_eq!(fs::read(root.join(&one.file)).unwrap(), PNG);
        assert_eq!(fs::read_to_string(root.join(IMAGE_INDEX)).unwrap().lines().count(), 2);
    }

    #[test]
    fn rejected_images_leave_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let limits = ImageLimits {
            max_bytes: 40,
            formats: vec![ImageFormat::Png, ImageFormat::Svg],
            ..ImageLimits::default()
        };
        let images = ImageStore::open(folder.path(), limits).unwrap();
        let code = |bytes: &[u8]| images.save(bytes, &ImageSource::default()).unwrap_err().code();
        assert_eq!(code(b"<html>"), "not-an-image");
        assert_eq!(code(b"GIF89a and so on"), "image-format-excluded");
        assert_eq!(code(b"<svg><g></svg>"), "invalid-svg");
        assert_eq!(code(&[PNG, &[0; 40]].concat()), "image-too-large");
        assert_eq!(names(folder.path()), [""; 0]);
        let mut staged = images.stage().unwrap();
        staged.write(&PNG[..9]).unwrap();
        staged.write(&PNG[9..]).unwrap();
        let image = staged.save(&ImageSource::default()).unwrap();
        assert_eq!(names(folder.path()), [image.file]);
    }

    #[test]
    fn svg_images_are_stored_as_sanitized_copies() {
        let folder = tempfile::tempdir().unwrap();
        let images = store(folder.path());
        let svg = b"<?xml version='1.0'?><svg onload='x()'><script/><path d='M0 0'/></svg>";
        let stored = images.save(svg, &ImageSource::default()).unwrap();
        let copy = fs::read(folder.path().join(&stored.file)).unwrap();
        assert!(copy.ends_with(b"><path d=\"M0 0\"/></svg>"));
        assert_eq!(stored.sha256, digest(&copy));
        assert_eq!(images.find_content(svg), Some(stored.clone()), "found by the bytes of the original");
        assert_eq!(images.save(&copy, &ImageSource::default()), Ok(stored), "and by those of the copy");
        assert_eq!(names(folder.path()).len(), 1);
    }

    #[test]
    fn stale_temporary_files_are_removed_and_those_in_use_are_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".csdown-dead.tmp"), b"half").unwrap();
        fs::write(folder.path().join("mine.tmp"), b"mine").unwrap();
        let images = store(folder.path());
        assert_eq!(names(folder.path()), ["mine.tmp"]);
        let mut staged = images.stage().unwrap();
        staged.write(PNG).unwrap();
        drop(store(folder.path()));
        staged.save(&ImageSource::default()).unwrap();
        assert_eq!(names(folder.path()).len(), 2);
    }

    #[test]
    fn threads_store_the_same_images_at_the_same_time() {
        let folder = tempfile::tempdir().unwrap();
        let images = store(folder.path());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for n in 0..50_u8 {
                        let url = format!("https://a.b/{n}");
                        let source = ImageSource { url: &url, ..ImageSource::default() };
                        images.save(&[PNG, &[n]].concat(), &source).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(folder.path()).len(), 51);
        assert_eq!(fs::read_to_string(folder.path().join(IMAGE_INDEX)).unwrap().lines().count(), 50);
    }
}
