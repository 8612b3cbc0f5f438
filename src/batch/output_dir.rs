//! The output folder of a run.

use std::io;
use std::path::{Path, PathBuf};

use super::config::Destination;
use super::discover::Inputs;
use super::input::Input;
use super::setup_error::SetupError;
use super::work::Converted;
use crate::store::{
    FolderLock, Manifest, OutputNames, digest, folder_below, folder_of, remove_stale, resolve, slashed,
};

/// The output folder of a run.
pub(super) struct OutputDir {
    pub(super) root: PathBuf,
    /// The file name, if the destination is a file.
    name: Option<PathBuf>,
    names: OutputNames,
    pub(super) manifest: Manifest,
    /// Keeps other runs from the folder, if it is the destination.
    lock: Option<FolderLock>,
    /// Whether the folder may contain inputs.
    may_contain_inputs: bool,
}

impl OutputDir {
    pub(super) fn open(destination: &Destination, inputs: &Inputs) -> Result<Option<Self>, SetupError> {
        let (folder, file) = match destination {
            Destination::Folder(folder) => (folder.as_path(), None),
            Destination::File(file) => (folder_of(file), file.file_name()),
            Destination::Caller => return Ok(None),
        };
        let failed = |source| SetupError::Output { path: folder.to_path_buf(), source };
        let lock = match file {
            None => Some(FolderLock::acquire(folder, || true)?),
            // Runs that write one file each do not affect each other.
            Some(_) => None,
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let root = folder.canonicalize().map_err(failed)?;
        if lock.is_none() {
            // A folder that cannot be cleaned does not prevent a run.
            drop(remove_stale(&root));
        }
        let manifest = Manifest::open(&root).map_err(failed)?;
        let may_contain_inputs = file.is_none() && inputs.may_lie_in(&root);
        Ok(Some(Self {
            root,
            name: file.map(PathBuf::from),
            names: OutputNames::default(),
            manifest,
            lock,
            may_contain_inputs,
        }))
    }

    /// Whether other runs may write to the folder at the same time.
    pub(super) fn is_shared(&self) -> bool {
        !self.lock.as_ref().is_some_and(FolderLock::is_exclusive)
    }

    /// Returns the folder for the output of `input`.
    pub(super) fn folder_for(&self, input: &Input) -> PathBuf {
        let earlier = input.remote_source().and_then(|source| source.output()).map(folder_of);
        let own = || folder_below(&input.folder);
        if self.name.is_some() {
            self.root.clone()
        } else {
            self.root.join(earlier.map_or_else(own, Path::to_path_buf))
        }
    }

    /// Returns the path of an output relative to the root. The paths of other inputs are not available.
    pub(super) fn path_for(&mut self, input: &Input, name: &str, inputs: &mut Inputs) -> PathBuf {
        let Self { root, names, may_contain_inputs, .. } = self;
        let source = input.remote_source();
        let is_reserved = |path: &Path| {
            source.is_some_and(|source| source.is_taken(path))
                || *may_contain_inputs && {
                    let path = root.join(path);
                    inputs.contains(&path) && !input.is_file_at(&path)
                }
        };
        let earlier = source.and_then(|source| source.output()).map(Path::to_path_buf);
        self.name.clone().or(earlier).unwrap_or_else(|| names.assign(&input.folder, name, is_reserved))
    }

    /// Records that the output at `path` and its companions are about to be written.
    pub(super) fn record(&mut self, path: &Path, converted: &Converted) -> io::Result<()> {
        for (extension, bytes) in &converted.companions {
            self.manifest.record(&slashed(&path.with_extension(extension)), &digest(bytes))?;
        }
        let (path, digest) = (slashed(path), &converted.output_sha256);
        if converted.conversion.report.status.is_whole() {
            self.manifest.record(&path, digest)
        } else {
            self.manifest.record_incomplete(&path, digest)
        }
    }

    /// Whether this run wrote `input`, into a folder that was listed later.
    pub(super) fn has_written(&self, input: &Input) -> bool {
        self.may_contain_inputs
            && input.path().is_some_and(|path| {
                let path = resolve(path);
                path.strip_prefix(&self.root).is_ok_and(|below| self.names.has(below))
            })
    }
}
