//! Remembers where the pictures of a folder came from.
//!
//! [`IMAGE_INDEX`] holds one JSON object a line. Lines are appended while pictures come; the last one of an address counts,
//! and one that cannot be read, as a killed run may leave it, is passed over. When a run ends, [`ImageIndex::settle`] puts the
//! lines into an order that does not depend on which picture came first. Where in the file the line of an address
//! stands is all that is held in memory.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::stored_image::StoredImage;
use crate::store::StagedFile;
use crate::store::jsonl::{append_to, line_of};
use crate::store::{Fingerprint, fingerprint};

/// The name of the list of pictures in their folder.
pub const IMAGE_INDEX: &str = ".csdown-images.jsonl";

/// A longer line was not written by us.
const LONGEST_LINE: u64 = 1 << 16;

/// Where a picture came from.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line<'a> {
    /// The address it has in the article.
    pub(super) url: Cow<'a, str>,
    /// The address that gave it, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) asked: Option<Cow<'a, str>>,
    #[serde(flatten)]
    pub(super) kept: Cow<'a, StoredImage>,
}

/// The list of a folder.
#[derive(Debug)]
pub(super) struct ImageIndex {
    path: PathBuf,
    /// Where the line of each address begins.
    places: HashMap<Fingerprint, u64>,
    /// Open for appending, once there is something to append.
    file: Option<File>,
}

impl ImageIndex {
    /// Reads the list at `path`; an absent one is empty.
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        let mut ledger = Self { path, places: HashMap::new(), file: None };
        match File::open(&ledger.path) {
            Ok(file) => (ledger.places, _) = places(file)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(ledger)
    }

    /// The picture that was got from `url`.
    pub(super) fn find(&self, url: &str) -> Option<StoredImage> {
        let place = *self.places.get(&fingerprint(&[url]))?;
        let mut file = File::open(&self.path).ok()?;
        file.seek(SeekFrom::Start(place)).ok()?;
        let mut text = String::new();
        BufReader::new(file.take(LONGEST_LINE)).read_line(&mut text).ok()?;
        let line: Line<'_> = serde_json::from_str(&text).ok()?;
        (line.url == url && line.kept.is_sound()).then(|| line.kept.into_owned())
    }

    /// Adds a line.
    pub(super) fn add(&mut self, line: &Line<'_>) -> io::Result<()> {
        let text = line_of(line)?;
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        if length > LONGEST_LINE {
            return Ok(());
        }
        if self.file.is_none() {
            let file = append_to(&self.path)?;
            // Held by all who append, so that none of them has the file taken away by one that settles it. Where files
            // cannot be locked, two runs at once may forget where a picture came from, and ask again.
            drop(file.try_lock_shared());
            self.file = Some(file);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(&text)?;
        let place = file.stream_position()?.saturating_sub(length);
        self.places.insert(fingerprint(&[&line.url]), place);
        Ok(())
    }

    /// Leaves one line for each address, in an order that is always the same; not while another run appends.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        self.file = None;
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)) {
            return Ok(());
        }
        let (places, is_settled) = places(&file)?;
        self.places = places;
        if is_settled {
            return Ok(());
        }
        let mut order: Vec<(Fingerprint, u64)> =
            self.places.iter().map(|(address, place)| (*address, *place)).collect();
        order.sort_unstable();
        let mut staged = BufWriter::new(StagedFile::new(&self.path)?);
        let mut reader = BufReader::new(&file);
        let mut written = 0;
        for (address, place) in order {
            reader.seek(SeekFrom::Start(place))?;
            let mut text = Vec::new();
            reader.read_until(b'\n', &mut text)?;
            staged.write_all(&text)?;
            self.places.insert(address, written);
            written += u64::try_from(text.len()).unwrap_or_default();
        }
        staged.into_inner().map_err(io::IntoInnerError::into_error)?.publish()
    }
}

/// Where the last line of each address begins, and whether the lines are settled.
fn places(file: impl Read) -> io::Result<(HashMap<Fingerprint, u64>, bool)> {
    let mut reader = BufReader::new(file);
    let mut found = HashMap::new();
    let (mut place, mut is_settled, mut last) = (0, true, None);
    loop {
        let mut bytes = Vec::new();
        let length = reader.read_until(b'\n', &mut bytes)?;
        if length == 0 {
            return Ok((found, is_settled));
        }
        match serde_json::from_slice::<Line<'_>>(&bytes) {
            Ok(line) if bytes.ends_with(b"\n") => {
                let address = fingerprint(&[&line.url]);
                is_settled &= last < Some(address);
                last = Some(address);
                found.insert(address, place);
            }
            _ => is_settled = false,
        }
        place += u64::try_from(length).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::format::ImageFormat;
    use super::*;

    fn kept(text: &str) -> StoredImage {
        StoredImage::new(&crate::store::digest(text.as_bytes()), 3, ImageFormat::Png)
    }

    fn add(ledger: &mut ImageIndex, url: &str, text: &str) {
        ledger.add(&Line { url: url.into(), asked: None, kept: Cow::Owned(kept(text)) }).unwrap();
    }

    #[test]
    fn the_last_line_of_an_address_counts_and_torn_ones_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(IMAGE_INDEX);
        let mut ledger = ImageIndex::open(path.clone()).unwrap();
        add(&mut ledger, "https://a.b/1", "x");
        add(&mut ledger, "https://a.b/2", "y");
        add(&mut ledger, "https://a.b/1", "z");
        assert_eq!(ledger.find("https://a.b/1"), Some(kept("z")));
        drop(ledger);
        let mut text = std::fs::read(&path).unwrap();
        text.extend(b"{\"url\":\"https://a.b/3\",\"file\":\"");
        std::fs::write(&path, text).unwrap();
        let mut ledger = ImageIndex::open(path.clone()).unwrap();
        add(&mut ledger, "https://a.b/4", "q");
        let ledger = ImageIndex::open(path).unwrap();
        assert_eq!(ledger.places.len(), 3);
        assert_eq!(ledger.find("https://a.b/1"), Some(kept("z")));
        assert_eq!((ledger.find("https://a.b/3"), ledger.find("https://a.b/4")), (None, Some(kept("q"))));
    }

    #[test]
    fn settled_lines_do_not_tell_which_came_first() {
        let settled = |order: &[u32]| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(IMAGE_INDEX);
            let mut ledger = ImageIndex::open(path.clone()).unwrap();
            for n in order {
                add(&mut ledger, &format!("https://a.b/{n}"), &n.to_string());
            }
            ledger.settle().unwrap();
            for n in order {
                assert_eq!(ledger.find(&format!("https://a.b/{n}")), Some(kept(&n.to_string())));
            }
            add(&mut ledger, "https://a.b/9", "9");
            ledger.settle().unwrap();
            std::fs::read_to_string(path).unwrap()
        };
        let once = settled(&[1, 2, 3]);
        assert_eq!(once, settled(&[3, 1, 2, 1]));
        assert_eq!(once.lines().count(), 4);
    }

    #[test]
    fn a_list_that_another_run_writes_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(IMAGE_INDEX);
        let (mut one, mut other) =
            (ImageIndex::open(path.clone()).unwrap(), ImageIndex::open(path.clone()).unwrap());
        for n in 0..9 {
            add(&mut one, &format!("https://a.b/{n}"), "x");
        }
        add(&mut other, "https://c.d/", "y");
        one.settle().unwrap();
        add(&mut other, "https://c.d/2", "y");
        other.settle().unwrap();
        assert_eq!(ImageIndex::open(path).unwrap().places.len(), 11);
    }

    #[test]
    fn a_list_that_leads_elsewhere_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(IMAGE_INDEX);
        let line = serde_json::to_string(&Line { url: "u".into(), asked: None, kept: Cow::Owned(kept("x")) });
        let line = line.unwrap().replace(&kept("x").file, "../../../etc/passwd");
        std::fs::write(&path, line + "\n").unwrap();
        assert_eq!(ImageIndex::open(path).unwrap().find("u"), None);
    }
}
