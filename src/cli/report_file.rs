//! The file or stream that a report is written to.

use std::io::{self, Write};
use std::path::Path;

use super::error::CliError;
use super::named_stream::NamedStream;
use crate::batch::StagedFile;
use crate::store::{folder_of, kind_of, remove_stale, starts_with};

/// Where a report is written: a file that appears when it is complete, or a stream.
pub(super) enum ReportFile {
    Staged(StagedFile),
    Stream(Box<dyn Write>),
}

impl ReportFile {
    /// Opens the report at `path`. It may replace an earlier report, which starts with `prefix`, or any regular file or symbolic
    /// link if forced. A link is replaced, not followed. `force` is `None` if the command has no such option.
    pub(super) fn create(path: &Path, prefix: &str, force: Option<bool>) -> Result<Self, CliError> {
        let with_path = |error: io::Error| report_error(path, &error);
        if let Some(stream) = NamedStream::named(path) {
            return Ok(Self::Stream(stream.open().map_err(with_path)?));
        }
        check_replaceable(path, prefix, force)?;
        let folder = folder_of(path);
        std::fs::create_dir_all(folder).map_err(with_path)?;
        // A folder that cannot be cleaned does not prevent a run.
        drop(remove_stale(folder));
        Ok(Self::Staged(StagedFile::new(path).map_err(with_path)?))
    }

    /// Makes a complete report appear.
    pub(super) fn publish(self) -> io::Result<()> {
        match self {
            Self::Staged(file) => file.publish(),
            Self::Stream(mut stream) => stream.flush(),
        }
    }
}

/// Checks that a report may replace what is at `path`.
fn check_replaceable(path: &Path, prefix: &str, force: Option<bool>) -> Result<(), CliError> {
    let advice = if force.is_some() { "use --force to overwrite it" } else { "delete it first" };
    let force = force.unwrap_or(false);
    let refused = |problem: &str| CliError::usage(format!("report {} {problem}", path.display()));
    let found = match path.symlink_metadata() {
        Ok(found) => found.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(report_error(path, &error)),
    };
    if found.is_symlink() {
        let problem = format!("is a symbolic link, which is not followed; {advice}");
        return if force { Ok(()) } else { Err(refused(&problem)) };
    }
    if !found.is_file() {
        let problem = format!("is {}; name a file, or - for standard output", kind_of(found));
        return Err(refused(&problem));
    }
    if force || starts_with(path, prefix).map_err(|error| report_error(path, &error))? {
        return Ok(());
    }
    Err(refused(&format!("already exists and is not a report of this kind; {advice}")))
}

/// The error for a report that cannot be written.
pub(super) fn report_error(path: &Path, error: &io::Error) -> CliError {
    CliError::usage(format!("report {}: {error}", path.display()))
}

impl Write for ReportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Staged(file) => file.write(bytes),
            Self::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Staged(file) => file.flush(),
            Self::Stream(stream) => stream.flush(),
        }
    }
}
