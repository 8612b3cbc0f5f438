//! Opens the outputs that a catalogue names.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use super::Catalogue;
use crate::store::{open_regular, real_folder};

/// The bytes of an output that are read.
const MAX_BYTES: u64 = 1 << 26;

impl Catalogue {
    /// Opens the file at a path of the catalogue, which must be a regular one below its folder.
    pub(crate) fn open_output(&self, output: &str) -> io::Result<File> {
        let path = self.path_below(output).ok_or(io::ErrorKind::NotFound)?;
        open_regular(&path)
    }

    /// Reads the text at a path of the catalogue, as far as 64 MiB, with what is known about the file.
    pub(crate) fn read_output(&self, output: &str) -> io::Result<(String, Metadata)> {
        let file = self.open_output(output)?;
        let metadata = file.metadata()?;
        let mut bytes = Vec::new();
        file.take(MAX_BYTES).read_to_end(&mut bytes)?;
        Ok((String::from_utf8_lossy(&bytes).into_owned(), metadata))
    }

    /// Returns the absolute path of a file below the folder; `None` if a part of it is missing, leads up, or is a symbolic
    /// link. The file itself may be anything.
    pub(crate) fn path_below(&self, path: &str) -> Option<PathBuf> {
        let below = Path::new(path);
        let is_below = below.components().all(|part| matches!(part, Component::Normal(_)));
        let (parent, name) = below.parent().zip(below.file_name()).filter(|_| is_below)?;
        Some(real_folder(self.folder(), parent)?.join(name))
    }
}
