//! The output folder of a run.

use std::cell::Cell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::article_files::{ArticleFiles, companion};
use super::config::Destination;
use super::discover::Inputs;
use super::in_place::InPlace;
use super::input::Input;
use super::setup_error::SetupError;
use super::slot::Slot;
use super::work::Converted;
use crate::catalogue::{ArticleRow, Catalogue, CatalogueError, OutputContents, Recorded};
use crate::options::Dialect;
use crate::store::{
    Article, Fingerprint, FolderLock, IsOwn, OutputNames, digest, fingerprint, fold_case, folder_below,
    folder_of, remove_stale, remove_stale_below, resolve, slashed,
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
    pub(super) catalogue: Catalogue,
    /// Whether earlier runs recorded any file.
    has_earlier_files: bool,
    /// Keeps other runs from the folder, if it is the destination.
    lock: Option<FolderLock>,
    /// Whether the folder may contain inputs.
    may_contain_inputs: bool,
    /// Set if the inputs are the files of the folder, to be replaced by their Markdown.
    pub(super) in_place: Option<InPlace>,
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
        let catalogue = open_catalogue(&root, lock.as_ref())?;
        if lock.as_ref().is_some_and(FolderLock::follows_killed_run) {
            for folder in catalogue.folders()? {
                remove_stale_below(&root, Path::new(&folder));
            }
        }
        let has_earlier_files = !catalogue.has_no_files()?;
        let may_contain_inputs = file.is_none() && inputs.may_lie_in(&root);
        let in_place = inputs.in_place().filter(|in_place| in_place.root == root).cloned();
        let files = if in_place.is_some() { ArticleFiles::Single } else { files };
        Ok(Some(Self {
            root,
            name: file.map(PathBuf::from),
            names: OutputNames::default(),
            files,
            containers: HashSet::new(),
            catalogue,
            has_earlier_files,
            lock,
            may_contain_inputs,
            in_place,
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
            None if self.in_place.is_some() => Slot::In(self.root.join(folder_below(&input.folder))),
            None => {
                let (folder, stem) = self.files.folder_and_stem(input);
                Slot::Below { folder: self.root.join(folder_below(&folder)), stem, files: self.files }
            }
        }
    }

    /// Whether the destination is the folder, and not a file in it.
    pub(super) fn is_destination(&self) -> bool {
        self.name.is_none()
    }

    /// Returns the path of an output relative to the root. The paths of other inputs are not available.
    pub(super) fn path_for(
        &mut self,
        input: &Input,
        converted: &Converted,
        inputs: &mut Inputs,
    ) -> Result<PathBuf, CatalogueError> {
        if let Some(path) = self.name.as_deref().or_else(|| self.earlier_path(input)) {
            return Ok(path.to_path_buf());
        }
        if self.in_place.is_some() {
            return Ok(PathBuf::from(&converted.key));
        }
        let name = converted.name.as_ref().map_or(Path::new(""), |name| &name.path);
        let name = folder_below(&self.files.folder_and_stem(input).0.join(name));
        let folder = self.outside_articles(folder_of(&name));
        let name = folder.join(name.file_name().unwrap_or_default());
        let Self { root, names, files, containers, may_contain_inputs, catalogue, has_earlier_files, .. } =
            self;
        let source = input.remote_source();
        let is_reserved = |name: &Path| {
            let path = files.path(name);
            source.is_some_and(|source| source.is_taken(&path))
                || !containers.is_empty() && containers.contains(&folder_key(folder_of(&path)))
                || *may_contain_inputs && {
                    let path = root.join(&path);
                    inputs.contains(&path) && !input.is_file_at(&path)
                }
        };
        let failure = Cell::new(None);
        let article = article(converted);
        let is_own = |name: &Path| {
            let owned = catalogue.belongs_to(&slashed(&files.path(name)), &article);
            owned.unwrap_or_else(|error| {
                failure.set(Some(error));
                None
            })
        };
        let is_own: Option<IsOwn<'_>> = has_earlier_files.then_some(&is_own);
        let path = files.path(&names.assign(&article, &name, is_own, is_reserved));
        if let Some(error) = failure.take() {
            return Err(error);
        }
        if files.excludes_others() {
            containers.extend(folder_of(&path).ancestors().skip(1).map(folder_key));
        }
        Ok(path)
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

    /// Records that the output at `path`, its companions and its copies of images are about to be written, and returns
    /// them. The output comes last.
    pub(super) fn plan(
        &self,
        path: &Path,
        converted: &Converted,
        dialect: Dialect,
    ) -> Result<Vec<PlannedFile>, CatalogueError> {
        let mut files = Vec::new();
        for (extension, bytes) in &converted.companions {
            files.push(PlannedFile::whole(slashed(&companion(path, extension)), digest(bytes)));
        }
        let folder = self.files.images_folder(path);
        for image in converted.copied_images() {
            files.push(PlannedFile::whole(slashed(&folder.join(&image.file)), image.sha256.clone()));
        }
        let report = &converted.conversion.report;
        let output = slashed(path);
        files.push(PlannedFile {
            dialect: (!report.passed_through).then(|| dialect.to_string()),
            is_incomplete: !report.status.is_whole(),
            ..PlannedFile::whole(output.clone(), converted.output_sha256.clone())
        });
        // A file that the user named belongs to no article: the next run may replace it with another.
        let article = self.is_destination().then(|| article(converted));
        let is_shared = self.is_shared();
        for file in &mut files {
            if self.has_earlier_files {
                file.recorded = self.catalogue.recorded(&file.path)?;
            }
            let owner = article.as_ref().filter(|_| file.path == output);
            file.is_new = self.catalogue.intend(&file.path, &output, &file.contents(), owner)?;
            if self.in_place.is_some() {
                // Until the file is replaced, it is the original.
                self.catalogue.mark_current(&file.path)?;
            }
            // Another run may complete the file first.
            if is_shared {
                self.catalogue.record_possible(&file.path, &file.contents())?;
            }
        }
        Ok(files)
    }

    /// Records that the files of an article are complete.
    pub(super) fn complete(&self, files: &[PlannedFile]) -> Result<(), CatalogueError> {
        let is_shared = self.is_shared();
        let complete = |file: &PlannedFile| {
            let (path, contents) = (&file.path, file.contents());
            if is_shared || file.is_new {
                // What other runs may have written stays recorded.
                self.catalogue.complete_shared(path, &contents, file.stamp)
            } else {
                self.catalogue.complete(path, &contents, file.stamp)
            }
        };
        files.iter().try_for_each(complete)
    }

    /// Marks the earlier output of an article as stale, if the article has another one by now.
    pub(super) fn leave(&self, earlier: Option<&str>, row: &ArticleRow) -> Result<(), CatalogueError> {
        let Some(earlier) = earlier.filter(|earlier| row.output.as_deref() != Some(*earlier)) else {
            return Ok(());
        };
        let article = self.catalogue.article(&row.input)?.unwrap_or_default();
        if !self.catalogue.is_output_of_another(earlier, article)? {
            self.catalogue.mark_stale(earlier)?;
        }
        Ok(())
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

/// Opens the catalogue of `root`. In a folder that cannot be written to, all outputs may be up to date.
fn open_catalogue(root: &Path, lock: Option<&FolderLock>) -> Result<Catalogue, CatalogueError> {
    match Catalogue::open(root) {
        Err(error) if error.is_refused() && lock.is_some_and(|lock| !lock.is_exclusive()) => {
            Catalogue::open_copy(root)
        }
        opened => opened,
    }
}

/// A file of an article that is about to be written.
#[derive(Debug)]
pub(super) struct PlannedFile {
    /// The path below the output folder, with `/`.
    pub(super) path: String,
    digest: String,
    dialect: Option<String>,
    is_incomplete: bool,
    /// Whether no run wrote there before.
    is_new: bool,
    /// What csdown wrote there before.
    pub(super) recorded: Recorded,
    /// Its size and time, once it is written.
    pub(super) stamp: Option<(i64, i64)>,
}

impl PlannedFile {
    fn whole(path: String, digest: String) -> Self {
        let recorded = Recorded::default();
        Self { path, digest, dialect: None, is_incomplete: false, is_new: false, recorded, stamp: None }
    }

    fn contents(&self) -> OutputContents<'_> {
        let Self { digest, dialect, is_incomplete, .. } = self;
        OutputContents { digest, dialect: dialect.as_deref(), is_incomplete: *is_incomplete }
    }
}

/// Identifies a folder, as on file systems that ignore case.
fn folder_key(folder: &Path) -> Fingerprint {
    fingerprint(&[&fold_case(&slashed(folder))])
}

/// Returns what identifies the article of an input.
fn article(converted: &Converted) -> Article<'_> {
    Article {
        id: converted.conversion.metadata.id.as_ref().map(|id| id.value.as_str()),
        input: &converted.key,
        digest: &converted.input_sha256,
        is_named_after_input: converted.name.as_ref().is_some_and(|name| name.is_of_input),
    }
}
