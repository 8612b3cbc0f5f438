//! JSON Lines files that are appended to and stay readable if a run is killed. Only regular files are read or written.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::Serialize;

use super::regular_file::{open_regular, open_regular_with};

/// Calls `each` with every line of the file at `path`. A missing file is empty.
pub(crate) fn read_lines(path: &Path, each: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let mut file = match open_regular(path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    while file.read_until(b'\n', &mut bytes)? > 0 {
        each(&bytes);
        bytes.clear();
    }
    Ok(())
}

/// Serializes a value as a line.
pub(crate) fn line_of(line: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    Ok(text)
}

/// Opens a file for appending. A torn line of a killed run is terminated first.
pub(crate) fn append_to(path: &Path) -> io::Result<File> {
    let mut file = open_regular_with(path, OpenOptions::new().read(true).create(true).append(true))?;
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        file.write_all(b"\n")?;
    }
    Ok(file)
}
