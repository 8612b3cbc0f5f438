//! The output folder of a run.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use super::article_files::{ArticleFiles, companion};
use super::config::Destination;
use super::discover::Inputs;
use super::input::Input;
use super::setup_error::SetupError;
use super::slot::Slot;
use super::work::Converted;
use crate::options::Dialect;
use crate::store::{
    Article, Fingerprint, FolderLock, Manifest, OutputContents, OutputNames, digest, fingerprint, fold_case,
    folder_below, folder_of, remove_stale, resolve, slashed,
};

/// The output folder of a run.
pub(super) struct OutputDir {
    pub(super) root: PathBuf,
    /// The file name, if the destination is a file.
    name: Option<PathBuf>,
    names: OutputNames,
    pub(super) files: ArticleFiles,
    /// The folders that contain folders of articles, where an article must not contain others.
    containers: HashSet<Fingerprint>,
    pub(super) manifest: Manifest,
    /// Keeps other runs from the folder, if it is the destination.
    lock: Option<FolderLock>,
    /// Whether the folder may contain inputs.
    may_contain_inputs: bool,
}

impl OutputDir {
    /// Opens the folder of `destination`, where the files of each article are arranged as `files`.
    pub(super) fn open(
        destination: &Destination,
        files: ArticleFiles,
        inputs: &Inputs,
    ) -> Result<Option<Self>, SetupError> {
        let (folder, file, files) = match destination {
            Destination::Folder(folder) => (folder.as_path(), None, files),
            Destination::File(file) => (folder_of(file), file.file_name(), ArticleFiles::Single),
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
            files,
            containers: HashSet::new(),
            manifest,
            lock,
            may_contain_inputs,
        }))
    }

    /// Whether other runs may write to the folder at the same time.
    pub(super) fn is_shared(&self) -> bool {
        !self.lock.as_ref().is_some_and(FolderLock::is_exclusive)
    }

    /// Returns the slot for the output of `input`.
    pub(super) fn slot(&self, input: &Input) -> Slot {
        match self.earlier_path(input) {
            _ if self.name.is_some() => Slot::In(self.root.clone()),
            Some(path) => Slot::In(self.root.join(folder_of(path))),
            None => {
                let (folder, stem) = self.files.folder_and_stem(input);
                Slot::Below { folder: self.root.join(folder_below(&folder)), stem, files: self.files }
            }
        }
    }

    /// Returns the path of an output relative to the root. The paths of other inputs are not available.
    pub(super) fn path_for(&mut self, input: &Input, converted: &Converted, inputs: &mut Inputs) -> PathBuf {
        if let Some(path) = self.name.as_deref().or_else(|| self.earlier_path(input)) {
            return path.to_path_buf();
        }
        let name = converted.name.as_ref().map_or(Path::new(""), |name| &name.path);
        let name = folder_below(&self.files.folder_and_stem(input).0.join(name));
        let folder = self.outside_articles(folder_of(&name));
        let name = folder.join(name.file_name().unwrap_or_default());
        let Self { root, names, files, containers, may_contain_inputs, manifest, .. } = self;
        let source = input.remote_source();
        let is_reserved = |name: &Path| {
            let path = files.path(name);
            source.is_some_and(|source| source.is_taken(&path))
                || containers.contains(&folder_key(folder_of(&path)))
                || *may_contain_inputs && {
                    let path = root.join(&path);
                    inputs.contains(&path) && !input.is_file_at(&path)
                }
        };
        let (recorded, key) = (manifest.recorded(), input.key());
        let article = article(&key, converted);
        let is_own = |name: &Path| recorded.belongs_to(&slashed(&files.path(name)), &article);
        let path = files.path(&names.assign(&article, &name, is_own, is_reserved));
        if files.excludes_others() {
            containers.extend(folder_of(&path).ancestors().skip(1).map(folder_key));
        }
        path
    }

    /// Returns `folder`, or the folder beside the article whose folder would contain it.
    fn outside_articles(&self, folder: &Path) -> PathBuf {
        let is_article = |folder: &&Path| {
            let name = folder.file_name().map(|name| folder.with_file_name(format!("{}.md", name.display())));
            self.files.excludes_others() && name.is_some_and(|name| self.names.is_taken(&name))
        };
        let outermost = folder.ancestors().filter(is_article).last();
        outermost.and_then(Path::parent).unwrap_or(folder).to_path_buf()
    }

    /// Returns the path of an earlier output, unless its files are arranged otherwise.
    fn earlier_path<'i>(&self, input: &'i Input) -> Option<&'i Path> {
        input.remote_source()?.output().filter(|path| self.files.name(path).is_some())
    }

    /// Records that the output at `path` and its companions are about to be written.
    pub(super) fn record(
        &mut self,
        path: &Path,
        input: &Input,
        converted: &Converted,
        dialect: Dialect,
    ) -> io::Result<()> {
        for (extension, bytes) in &converted.companions {
            self.manifest.record(&slashed(&companion(path, extension)), &digest(bytes))?;
        }
        let folder = self.files.images_folder(path);
        for image in converted.copied_images() {
            self.manifest.record(&slashed(&folder.join(&image.file)), &image.sha256)?;
        }
        // A file that the user named belongs to no article: the next run may replace it with another.
        let (key, is_named) = (input.key(), self.name.is_some());
        let article = (!is_named).then(|| article(&key, converted));
        let report = &converted.conversion.report;
        let dialect = (!report.passed_through).then(|| dialect.to_string());
        let contents = OutputContents {
            digest: &converted.output_sha256,
            dialect: dialect.as_deref(),
            is_incomplete: !report.status.is_whole(),
        };
        self.manifest.record_article(&slashed(path), &contents, article.as_ref())
    }

    /// Whether this run wrote `input`, into a folder that was listed later.
    pub(super) fn has_written(&self, input: &Input) -> bool {
        self.may_contain_inputs
            && input.path().is_some_and(|path| {
                let path = resolve(path);
                let below = path.strip_prefix(&self.root).ok();
                below.and_then(|below| self.files.name(below)).is_some_and(|name| self.names.has(&name))
            })
    }
}

/// Identifies a folder, as on file systems that ignore case.
fn folder_key(folder: &Path) -> Fingerprint {
    fingerprint(&[&fold_case(&slashed(folder))])
}

/// Returns what identifies the article of an input with this key.
fn article<'a>(key: &'a str, converted: &'a Converted) -> Article<'a> {
    Article {
        id: converted.conversion.metadata.id.as_ref().map(|id| id.value.as_str()),
        input: key,
        digest: &converted.input_sha256,
        is_named_after_input: converted.name.as_ref().is_some_and(|name| name.is_of_input),
    }
}
