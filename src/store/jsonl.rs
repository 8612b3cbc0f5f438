//! Files of lines that grow at their end and survive a run that is killed: each line is one JSON value.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

#[cfg(feature = "fetch")]
use super::staged_file::StagedFile;

/// A file of lines, created with its first line.
#[derive(Debug)]
pub(crate) struct JsonLines {
    path: PathBuf,
    file: Option<File>,
}

impl JsonLines {
    /// The file at `path`, of which `each` gets every line. An absent one is empty.
    pub(crate) fn open(path: PathBuf, each: &mut dyn FnMut(&[u8])) -> io::Result<Self> {
        match File::open(&path) {
            Ok(file) => {
                let (mut file, mut bytes) = (BufReader::new(file), Vec::new());
                while file.read_until(b'\n', &mut bytes)? > 0 {
                    each(&bytes);
                    bytes.clear();
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(Self { path, file: None })
    }

    /// Adds a line. One that a killed run left unfinished is ended first.
    pub(crate) fn append(&mut self, line: &impl Serialize) -> io::Result<()> {
        let text = line_of(line)?;
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(append_to(&self.path)?),
        };
        file.write_all(&text)
    }

    /// Puts a file of these lines in the place of what is there.
    #[cfg(feature = "fetch")]
    pub(crate) fn replace<T: Serialize>(&mut self, lines: impl Iterator<Item = T>) -> io::Result<()> {
        let mut staged = StagedFile::new(&self.path)?;
        for line in lines {
            staged.write_all(&line_of(&line)?)?;
        }
        staged.publish()?;
        // The file that was open is no longer the one in the folder.
        self.file = None;
        Ok(())
    }
}

/// A value as a line.
pub(crate) fn line_of(line: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    Ok(text)
}

/// Opens a file of lines for more; a line that a killed run left unfinished is ended first.
pub(crate) fn append_to(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).create(true).append(true).open(path)?;
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
