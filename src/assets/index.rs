//! The index of an image folder: the source of each image.
//!
//! [`IMAGE_INDEX`] holds one JSON object per line. Lines are appended during a run; the last line of a URL counts, and
//! lines that cannot be parsed, such as a torn one of a killed run, are ignored. At the end of a run
//! [`ImageIndex::sort`] removes outdated lines and sorts the rest, so that the file does not depend on the order of
//! downloads. Only the offset of each line is kept in memory.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::stored_image::StoredImage;
use crate::store::jsonl::{append_to, line_of};
use crate::store::{Fingerprint, StagedFile, fingerprint, open_regular};

/// The file name of the image index.
pub const IMAGE_INDEX: &str = ".csdown-images.jsonl";

/// Bytes of a line. Longer lines are neither written nor read.
const MAX_LINE: u64 = 1 << 16;

/// An image and its source.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct IndexLine<'a> {
    /// The URL in the article.
    pub(super) url: Cow<'a, str>,
    /// The URL of the response, if it is another one.
    #[serde(rename = "fetched-url", default, skip_serializing_if = "Option::is_none")]
    pub(super) fetched_url: Option<Cow<'a, str>>,
    #[serde(flatten)]
    pub(super) image: Cow<'a, StoredImage>,
}

/// The index of an image folder.
#[derive(Debug)]
pub(super) struct ImageIndex {
    path: PathBuf,
    /// The offset of the last line of each URL.
    offsets: HashMap<Fingerprint, u64>,
    /// Opened for appending with the first line.
    file: Option<File>,
}

impl ImageIndex {
    /// Reads the index at `path`. A missing file is an empty index.
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        let mut index = Self { path, offsets: HashMap::new(), file: None };
        match open_regular(&index.path) {
            Ok(file) => (index.offsets, _) = offsets(file)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(index)
    }

    /// Finds the image that was stored for `url`.
    pub(super) fn find(&self, url: &str) -> Option<StoredImage> {
        let offset = *self.offsets.get(&fingerprint(&[url]))?;
        let mut file = open_regular(&self.path).ok()?;
        file.seek(SeekFrom::Start(offset)).ok()?;
        let mut text = String::new();
        BufReader::new(file.take(MAX_LINE)).read_line(&mut text).ok()?;
        let line: IndexLine<'_> = serde_json::from_str(&text).ok()?;
        (line.url == url && line.image.is_valid()).then(|| line.image.into_owned())
    }

    /// Appends a line.
    pub(super) fn append(&mut self, line: &IndexLine<'_>) -> io::Result<()> {
        let text = line_of(line)?;
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        if length > MAX_LINE {
            return Ok(());
        }
        if self.file.is_none() {
            let file = append_to(&self.path)?;
            // Every appending run holds a shared lock, so that no other run replaces the file meanwhile. On file
            // systems without locks, concurrent runs may lose lines and download those images again.
            drop(file.try_lock_shared());
            self.file = Some(file);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(&text)?;
        let offset = file.stream_position()?.saturating_sub(length);
        self.offsets.insert(fingerprint(&[&line.url]), offset);
        Ok(())
    }

    /// Sorts the lines and removes outdated ones, unless another run is appending.
    pub(super) fn sort(&mut self) -> io::Result<()> {
        self.file = None;
        let file = match open_regular(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)) {
            return Ok(());
        }
        let (offsets, is_sorted) = offsets(&file)?;
        self.offsets = offsets;
        if is_sorted {
            return Ok(());
        }
        let mut order: Vec<(Fingerprint, u64)> =
            self.offsets.iter().map(|(url, offset)| (*url, *offset)).collect();
        order.sort_unstable();
        let mut staged = BufWriter::new(StagedFile::new(&self.path)?);
        let mut reader = BufReader::new(&file);
        let mut written = 0;
        for (url, offset) in order {
            reader.seek(SeekFrom::Start(offset))?;
            let mut text = Vec::new();
            reader.read_until(b'\n', &mut text)?;
            staged.write_all(&text)?;
            self.offsets.insert(url, written);
            written += u64::try_from(text.len()).unwrap_or_default();
        }
        staged.into_inner().map_err(io::IntoInnerError::into_error)?.publish()
    }
}

/// Returns the offset of the last line of each URL, and whether the lines are sorted already.
fn offsets(file: impl Read) -> io::Result<(HashMap<Fingerprint, u64>, bool)> {
    let mut reader = BufReader::new(file);
    let mut offsets = HashMap::new();
    let (mut offset, mut is_sorted, mut previous) = (0, true, None);
    loop {
        let mut bytes = Vec::new();
        let length = reader.read_until(b'\n', &mut bytes)?;
        if length == 0 {
            return Ok((offsets, is_sorted));
        }
        match serde_json::from_slice::<IndexLine<'_>>(&bytes) {
            Ok(line) if bytes.ends_with(b"\n") => {
                let url = fingerprint(&[&line.url]);
                is_sorted &= previous < Some(url);
                previous = Some(url);
                offsets.insert(url, offset);
            }
            _ => is_sorted = false,
        }
        offset += u64::try_from(length).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::format::ImageFormat;
    use super::*;

    fn image(text: &str) -> StoredImage {
        StoredImage::new(&crate::store::digest(text.as_bytes()), 3, ImageFormat::Png)
    }

    fn append(index: &mut ImageIndex, url: &str, text: &str) {
        let image = Cow::Owned(image(text));
        index.append(&IndexLine { url: url.into(), fetched_url: None, image }).unwrap();
    }

    #[test]
    fn the_last_whole_line_of_a_url_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(IMAGE_INDEX);
        let mut index = ImageIndex::open(path.clone()).unwrap();
        append(&mut index, "https://a.b/1", "x");
        append(&mut index, "https://a.b/2", "y");
        append(&mut index, "https://a.b/1", "z");
        assert_eq!(index.find("https://a.b/1"), Some(image("z")));
        drop(index);
        let mut text = std::fs::read(&path).unwrap();
        text.extend(b"{\"url\":\"https://a.b/3\",\"file\":\"");
        std::fs::write(&path, text).unwrap();
        let mut index = ImageIndex::open(path.clone()).unwrap();
        append(&mut index, "https://a.b/4", "q");
        let index = ImageIndex::open(path).unwrap();
        assert_eq!(index.offsets.len(), 3);
        assert_eq!(index.find("https://a.b/1"), Some(image("z")));
        assert_eq!((index.find("https://a.b/3"), index.find("https://a.b/4")), (None, Some(image("q"))));
    }

    #[test]
    fn sorted_lines_do_not_depend_on_the_order_of_downloads() {
        let sorted = |order: &[u32]| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(IMAGE_INDEX);
            let mut index = ImageIndex::open(path.clone()).unwrap();
            for n in order {
                append(&mut index, &format!("https://a.b/{n}"), &n.to_string());
            }
            index.sort().unwrap();
            for n in order {
                assert_eq!(index.find(&format!("https://a.b/{n}")), Some(image(&n.to_string())));
            }
            append(&mut index, "https://a.b/9", "9");
            index.sort().unwrap();
            std::fs::read_to_string(path).unwrap()
        };
        let once = sorted(&[1, 2, 3]);
        assert_eq!(once, sorted(&[3, 1, 2, 1]));
        assert_eq!(once.lines().count(), 4);
    }

    #[test]
    fn an_index_in_use_by_another_run_is_not_sorted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(IMAGE_INDEX);
        let open = || ImageIndex::open(path.clone()).unwrap();
        let (mut one, mut other) = (open(), open());
        for n in 0..9 {
            append(&mut one, &format!("https://a.b/{n}"), "x");
        }
        append(&mut other, "https://c.d/", "y");
        one.sort().unwrap();
        append(&mut other, "https://c.d/2", "y");
        other.sort().unwrap();
        assert_eq!(open().offsets.len(), 11);
    }

    #[test]
    fn file_names_that_point_out_of_the_folder_are_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(IMAGE_INDEX);
        let line = IndexLine { url: "u".into(), fetched_url: None, image: Cow::Owned(image("x")) };
        let line = serde_json::to_string(&line).unwrap().replace(&image("x").file, "../../../etc/passwd");
        std::fs::write(&path, line + "\n").unwrap();
        assert_eq!(ImageIndex::open(path).unwrap().find("u"), None);
    }
}
