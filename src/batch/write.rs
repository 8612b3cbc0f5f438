//! Writes files whole or not at all, and only over files that are ours.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::manifest::{Known, digest};
use super::record::{Failure, Written};

/// A relative path with `/` between its parts, on any system.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// `path` from the root of the file system, through no symlink, also where it or its end is not there yet.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut there = path;
    loop {
        let parent = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        if let Ok(mut found) = parent.canonicalize() {
            found.extend(missing.iter().rev());
            return found;
        }
        let Some((above, name)) = there.parent().zip(there.file_name()) else { return path.to_path_buf() };
        missing.push(name);
        there = above;
    }
}

/// How the names of files begin and end that are on their way to their place.
const STAGED: (&str, &str) = (".csdown-", ".tmp");

/// Removes from `folder` what killed runs left on its way. What a run still holds is locked; where files cannot be
/// locked, nothing is removed.
pub(crate) fn remove_abandoned(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_staged =
            name.to_str().is_some_and(|name| name.starts_with(STAGED.0) && name.ends_with(STAGED.1));
        if is_staged && entry.file_type()?.is_file() && File::open(entry.path())?.try_lock().is_ok() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// A file that is written beside its place and appears there whole when [`Self::publish`]ed. Dropped, it vanishes.
#[derive(Debug)]
pub struct StagedFile {
    file: NamedTempFile,
    place: PathBuf,
}

impl StagedFile {
    /// Begins a file that is to appear at `place`.
    ///
    /// # Errors
    ///
    /// When the folder of `place` cannot be written to.
    pub fn new(place: &Path) -> io::Result<Self> {
        let mut builder = Builder::new();
        builder.prefix(STAGED.0).suffix(STAGED.1);
        // Temporary files are private by default; outputs are ordinary files.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder_of(place))?;
        // By this others know that the file is not abandoned. Some file systems have no locks: see `remove_abandoned`.
        drop(file.as_file().try_lock());
        Ok(Self { file, place: place.to_path_buf() })
    }

    /// Puts the file in its place, over what is there.
    ///
    /// # Errors
    ///
    /// When the file cannot be renamed.
    pub fn publish(self) -> io::Result<()> {
        self.file.persist(&self.place).map(drop).map_err(|error| error.error)
    }

    /// Puts the file in this place of the same folder instead, over what is there.
    pub(super) fn publish_at(self, place: &Path) -> io::Result<()> {
        self.file.persist(place).map(drop).map_err(|error| error.error)
    }

    /// The file, to be read before it is put in its place.
    pub(super) fn as_file_mut(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Puts the file in its place unless something is there.
    fn publish_new(self) -> io::Result<()> {
        self.file.persist_noclobber(&self.place).map(drop).map_err(|error| error.error)
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The folder a file stands in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Where one output goes, and what may be there already.
#[derive(Debug)]
pub(super) struct Target<'a> {
    /// The output folder, canonical.
    pub(super) root: &'a Path,
    /// The path below it.
    pub(super) path: &'a Path,
    /// The input, which must not be written over.
    pub(super) input: Option<&'a Path>,
    /// What earlier runs wrote.
    pub(super) known: &'a Known,
    /// Whether any file may be replaced but the input.
    pub(super) force: bool,
}

impl Target<'_> {
    /// Writes `contents`, unless they are there already.
    pub(super) fn write(&self, contents: &[u8]) -> Result<Written, Failure> {
        let place = self.root.join(self.path);
        let folder = folder_of(&place);
        if folder != self.root {
            fs::create_dir_all(folder).map_err(Failure::Write)?;
            if !folder.canonicalize().map_err(Failure::Write)?.starts_with(self.root) {
                return Err(Failure::Outside);
            }
        }
        match fs::read(&place) {
            Ok(present) if present == contents => return Ok(Written::Unchanged),
            Ok(present) => self.may_replace(&place, &present)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::create(&place, contents),
            Err(error) => return Err(Failure::Write(error)),
        }
        let mut staged = StagedFile::new(&place).map_err(Failure::Write)?;
        staged.write_all(contents).and_then(|()| staged.publish()).map_err(Failure::Write)?;
        Ok(Written::Replaced)
    }

    /// Writes a file where there is none.
    fn create(place: &Path, contents: &[u8]) -> Result<Written, Failure> {
        let mut staged = StagedFile::new(place).map_err(Failure::Write)?;
        staged.write_all(contents).map_err(Failure::Write)?;
        match staged.publish_new() {
            Ok(()) => Ok(Written::New),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::Exists),
            Err(error) => Err(Failure::Write(error)),
        }
    }

    /// Whether the file at `place`, with the contents `present`, may go.
    fn may_replace(&self, place: &Path, present: &[u8]) -> Result<(), Failure> {
        if self.input.is_some_and(|input| is_same_file(input, place)) {
            return Err(Failure::IsInput);
        }
        let is_ours = || self.known.has(&slashed(self.path), &digest(present));
        if self.force || is_ours() { Ok(()) } else { Err(Failure::Exists) }
    }
}

/// Whether both paths are there and lead to one file.
pub(super) fn is_same_file(a: &Path, b: &Path) -> bool {
    // Of an input and an output, the output is the one that is mostly not there.
    b.exists() && matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
