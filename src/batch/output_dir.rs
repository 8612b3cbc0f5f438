//! The place of each output of a run.

use std::io;
use std::path::{Path, PathBuf};

use super::config::Destination;
use super::discover::Inputs;
use super::input::Input;
use super::setup_error::SetupError;
use super::work::Converted;
use crate::store::{Manifest, OutputNames, digest, folder_below, folder_of, resolve, slashed};

/// The output folder, opened.
pub(super) struct OutputDir {
    pub(super) root: PathBuf,
    /// The one name, where the destination is a file.
    name: Option<PathBuf>,
    names: OutputNames,
    pub(super) manifest: Manifest,
    /// Whether inputs may lie among the outputs.
    is_mixed: bool,
}

impl OutputDir {
    pub(super) fn open(destination: &Destination, inputs: &Inputs) -> Result<Option<Self>, SetupError> {
        let (folder, file) = match destination {
            Destination::Folder(folder) => (folder.as_path(), None),
            Destination::File(file) => (folder_of(file), file.file_name()),
            Destination::Caller => return Ok(None),
        };
        let failed = |source| SetupError::Output { path: folder.to_path_buf(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let root = folder.canonicalize().map_err(failed)?;
        let manifest = Manifest::open(&root).map_err(failed)?;
        let is_mixed = file.is_none() && inputs.may_lie_in(&root);
        Ok(Some(Self {
            root,
            name: file.map(PathBuf::from),
            names: OutputNames::default(),
            manifest,
            is_mixed,
        }))
    }

    /// The folder that the output of `input` will be in.
    pub(super) fn folder_for(&self, input: &Input) -> PathBuf {
        let known = input.origin().and_then(|origin| origin.output()).map(folder_of);
        let own = || folder_below(&input.folder);
        if self.name.is_some() {
            self.root.clone()
        } else {
            self.root.join(known.map_or_else(own, Path::to_path_buf))
        }
    }

    /// The path of an output below the root. The place of another input is not to be had.
    pub(super) fn path_for(&mut self, input: &Input, name: &str, inputs: &mut Inputs) -> PathBuf {
        let Self { root, names, is_mixed, .. } = self;
        let origin = input.origin();
        let is_reserved = |path: &Path| {
            origin.is_some_and(|origin| origin.is_taken(path))
                || *is_mixed && {
                    let place = root.join(path);
                    inputs.holds(&place) && !input.is_file_at(&place)
                }
        };
        let known = origin.and_then(|origin| origin.output()).map(Path::to_path_buf);
        self.name.clone().or(known).unwrap_or_else(|| names.assign(&input.folder, name, is_reserved))
    }

    /// Records that the output of a conversion at `path`, and what goes beside it, are about to be written.
    pub(super) fn record(&mut self, path: &Path, converted: &Converted) -> io::Result<()> {
        for (extension, bytes) in &converted.beside {
            self.manifest.record(&slashed(&path.with_extension(extension)), &digest(bytes))?;
        }
        self.manifest.record(&slashed(path), &converted.output_sha256)
    }

    /// Whether `input` was written by this very run, into a folder that was listed after.
    pub(super) fn has_written(&self, input: &Input) -> bool {
        self.is_mixed
            && input.path().is_some_and(|path| {
                let place = resolve(path);
                place.strip_prefix(&self.root).is_ok_and(|below| self.names.has(below))
            })
    }
}
