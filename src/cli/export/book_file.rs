//! The file or stream that a book is written to.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::args::Format;
use crate::batch::StagedFile;
use crate::catalogue::Catalogue;
use crate::cli::error::CliError;
use crate::cli::named_stream::NamedStream;
use crate::export::ExportError;
use crate::store::{folder_of, kind_of, remove_stale, resolve, resolve_parent, slashed};

/// Checks that a book in this format may be written to `path`.
pub(super) fn check(path: &Path, format: Format, force: bool) -> Result<(), CliError> {
    if NamedStream::named(path).is_some() {
        let needs_file = format == Format::Epub;
        let message = format!("{}: an EPUB cannot be written to a stream; name a file", path.display());
        return if needs_file { Err(CliError::usage(message)) } else { Ok(()) };
    }
    let refused = |problem: &str| CliError::usage(format!("{} {problem}", path.display()));
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(CliError::usage(format!("{}: {error}", path.display()))),
        Ok(found) if found.is_dir() => Err(refused("is a folder; name a file")),
        Ok(found) if !found.is_file() && !found.is_symlink() => {
            Err(refused(&format!("is {}; name a file", kind_of(found.file_type()))))
        }
        Ok(_) if force => Ok(()),
        Ok(_) => Err(refused(EXISTS)),
    }
}

/// How the names of the files begin that csdown keeps for itself.
const OWN: &str = ".csdown";

/// Checks that `path` is no file that the archive consists of. Even with `--force`, a book does not replace one.
pub(super) fn check_is_apart(path: &Path, catalogue: &Catalogue) -> Result<(), CliError> {
    if NamedStream::named(path).is_some() {
        return Ok(());
    }
    let real = resolve_parent(path).unwrap_or_else(|| path.to_path_buf());
    let is_own = real.file_name().is_some_and(|name| name.to_string_lossy().starts_with(OWN));
    let below = real.strip_prefix(resolve(catalogue.folder())).ok().map(slashed);
    let is_article = || below.map_or(Ok(None), |below| catalogue.file(&below)).map(|file| file.is_some());
    if is_own || is_article().map_err(CliError::failure)? {
        let message = format!("{} is a file of the archive; name another one", path.display());
        return Err(CliError::usage(message));
    }
    Ok(())
}

const EXISTS: &str = "already exists; use --force to overwrite it";

/// Writes a book to a file, which appears when it is complete.
pub(super) fn write_file<T>(
    path: &Path,
    force: bool,
    write: impl FnOnce(BufWriter<&mut File>) -> Result<T, ExportError>,
) -> Result<T, ExportError> {
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)?;
    // A folder that cannot be cleaned does not prevent an export.
    drop(remove_stale(folder));
    let mut file = StagedFile::new(path)?;
    let written = write(BufWriter::new(file.as_file_mut()))?;
    let published = if force { file.publish() } else { file.publish_new() };
    published.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => io::Error::new(error.kind(), EXISTS),
        _ => error,
    })?;
    Ok(written)
}

/// Writes a book to a file or a stream.
pub(super) fn write_text<T>(
    path: &Path,
    force: bool,
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> Result<T, ExportError>,
) -> Result<T, ExportError> {
    match NamedStream::named(path) {
        None => write_file(path, force, |mut file| write(&mut file)),
        Some(NamedStream::Stdout) => write(&mut BufWriter::new(out)),
        Some(stream) => write(&mut BufWriter::new(stream.open()?)),
    }
}
