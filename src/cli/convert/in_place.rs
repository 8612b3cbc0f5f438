//! Conversion of files where they are.

use std::path::{Path, PathBuf};

use super::ConvertArgs;
use crate::Options;
use crate::batch::{BACKUP_FOLDER, Inputs, discover_in_place};
use crate::cli::error::CliError;
use crate::cli::hints::refuse_urls;
use crate::cli::named_stream::check_not_stream;
use crate::cli::printer::Format;
use crate::cli::progress::{Expectation, Expected};
use crate::options::ArticleLayout;
use crate::store::{folder_of, resolve};

/// The files that are converted in place.
#[derive(Clone)]
pub(super) struct InPlace {
    /// The folder with the files.
    pub(super) folder: PathBuf,
    /// The folder for their originals.
    pub(super) backup: PathBuf,
}

impl InPlace {
    /// Returns what the arguments ask for, if they ask for a conversion in place.
    pub(super) fn of(args: &ConvertArgs) -> Result<Option<Self>, CliError> {
        if !args.in_place {
            return Ok(None);
        }
        check_options(args)?;
        let folder = folder(&args.inputs)?;
        let backup = args.backup.clone().unwrap_or_else(|| folder.join(BACKUP_FOLDER));
        check_backup(&folder, &backup)?;
        Ok(Some(Self { folder, backup }))
    }

    /// Adapts `options`: whatever `csdown.toml` says, files stay where they are.
    pub(super) fn apply(options: &mut Options) {
        options.layout = ArticleLayout::File;
    }

    /// Returns what is known about the number of inputs: the `count`, or else what is found by and by.
    pub(super) fn expected(&self, paths: &[PathBuf], count: Option<usize>) -> Expectation {
        if let Some(count) = count {
            return Expected::items(count);
        }
        let (paths, Self { folder, backup }) = (paths.to_vec(), self.clone());
        Expected::counted(move || discover_in_place(&paths, &folder, &backup), 0)
    }

    /// Returns the inputs.
    pub(super) fn inputs(&self, paths: &[PathBuf]) -> Result<Inputs, CliError> {
        refuse_urls(paths.iter().map(PathBuf::as_path))?;
        let mut inputs = discover_in_place(paths, &self.folder, &self.backup);
        if inputs.is_empty() {
            let missing = paths.iter().find_map(|path| path.metadata().err().map(|error| (path, error)));
            if let Some((path, error)) = missing {
                return Err(CliError::failure(format!("{}: cannot be read: {error}", path.display())));
            }
            let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
            return Err(CliError::failure(format!(
                "no .md file to convert in place in {}; what csdown wrote is converted from its originals, in {} or the folder of --backup, and other inputs to -o FOLDER",
                paths.join(", "),
                self.backup.display()
            )));
        }
        Ok(inputs)
    }
}

/// Refuses the options that make no sense in place.
fn check_options(args: &ConvertArgs) -> Result<(), CliError> {
    let refused = [
        (args.output.is_some(), "-o", "the Markdown replaces its inputs"),
        (args.format != Format::Markdown, "--format", "it writes Markdown only"),
        (args.names.name.is_some(), "--name", "files keep their names"),
        (args.images.layout() == Some(ArticleLayout::Folder), "--layout folder", "files stay where they are"),
        (args.prune, "--prune", "it removes nothing"),
    ];
    match refused.iter().find(|(is_given, ..)| *is_given) {
        Some((_, option, why)) => {
            Err(CliError::usage(format!("--in-place cannot be used with {option}: {why}")))
        }
        None => Ok(()),
    }
}

/// Returns the folder that is converted: the only input, or that of the files.
fn folder(inputs: &[PathBuf]) -> Result<PathBuf, CliError> {
    for input in inputs {
        check_not_stream("--in-place", input, "a file or folder")?;
    }
    let folders: Vec<&Path> =
        inputs.iter().map(|input| if input.is_dir() { input } else { folder_of(input) }).collect();
    let is_one = || inputs.len() == 1 || inputs.iter().all(|input| !input.is_dir());
    match folders.split_first() {
        Some((first, rest)) if is_one() && rest.iter().all(|folder| resolve(folder) == resolve(first)) => {
            Ok(first.to_path_buf())
        }
        Some(_) => Err(CliError::usage(
            "--in-place converts one folder, or files in one folder; run it once for each folder",
        )),
        None => Err(CliError::usage("--in-place needs the folder or the files to convert")),
    }
}

/// Checks that the originals in `backup` would not be taken for files of `folder`.
fn check_backup(folder: &Path, backup: &Path) -> Result<(), CliError> {
    check_not_stream("--backup", backup, "a folder")?;
    if backup.exists() && !backup.is_dir() {
        return Err(CliError::usage(format!("--backup {}: is not a folder", backup.display())));
    }
    let (root, resolved) = (resolve(folder), resolve(backup));
    let is_hidden = |below: &Path| below.iter().any(|part| part.as_encoded_bytes().starts_with(b"."));
    if resolved.strip_prefix(&root).is_ok_and(|below| !is_hidden(below)) {
        let message = "is searched for inputs, too; name a folder elsewhere, or a hidden one, such as";
        let hidden = folder.join(BACKUP_FOLDER);
        return Err(CliError::usage(format!(
            "--backup {}: {message} {}",
            backup.display(),
            hidden.display()
        )));
    }
    Ok(())
}
