//! Paths that name a stream of the process instead of a file.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::error::CliError;

/// Folders whose entries are the open files of the process.
const DESCRIPTORS: [&str; 2] = ["/dev/fd", "/proc/self/fd"];

/// A stream named by a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NamedStream {
    /// `-` or `/dev/stdout`.
    Stdout,
    /// `/dev/stderr`.
    Stderr,
    /// `/dev/null`.
    Null,
    /// Another open file, such as `/dev/fd/3`, which is what a shell puts for `>(command)`.
    Other(PathBuf),
}

impl NamedStream {
    /// Returns the stream that `path` names, if any.
    pub(super) fn named(path: &Path) -> Option<Self> {
        let descriptor = || {
            let is_descriptor =
                path.parent().is_some_and(|folder| DESCRIPTORS.iter().any(|fd| folder == *fd));
            if is_descriptor { path.file_name()?.to_str()?.parse::<u32>().ok() } else { None }
        };
        match path.to_str()? {
            "-" => return Some(Self::Stdout),
            _ if !cfg!(unix) => return None,
            "/dev/stdout" => return Some(Self::Stdout),
            "/dev/stderr" => return Some(Self::Stderr),
            "/dev/null" => return Some(Self::Null),
            _ => {}
        }
        Some(match descriptor()? {
            1 => Self::Stdout,
            2 => Self::Stderr,
            _ => Self::Other(path.to_path_buf()),
        })
    }

    /// Whether `other` would mix with this stream.
    pub(super) fn mixes_with(&self, other: Option<&Self>) -> bool {
        *self != Self::Null && other == Some(self)
    }

    /// Whether it is a terminal, where results would mix with a progress line.
    pub(super) fn is_terminal(&self) -> bool {
        match self {
            Self::Stdout => io::stdout().is_terminal(),
            Self::Stderr => io::stderr().is_terminal(),
            Self::Null | Self::Other(_) => false,
        }
    }

    /// Opens the stream.
    pub(super) fn open(&self) -> io::Result<Box<dyn Write>> {
        Ok(match self {
            Self::Stdout => Box::new(io::stdout()),
            Self::Stderr => Box::new(io::stderr()),
            Self::Null => Box::new(io::sink()),
            // A file that the shell has opened is continued where it ends.
            Self::Other(path) => Box::new(OpenOptions::new().append(true).open(path)?),
        })
    }
}

/// Checks that the value of `option` is not `-`, which names a stream. `what` is what it has to be, as in `a folder`.
pub(super) fn check_not_stream(option: &str, path: &Path, what: &str) -> Result<(), CliError> {
    if path != Path::new("-") {
        return Ok(());
    }
    Err(CliError::usage(format!("{option} - is not possible: it needs {what}; ./- is one of that name")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_is_standard_output() {
        assert_eq!(NamedStream::named(Path::new("-")), Some(NamedStream::Stdout));
        assert_eq!(NamedStream::named(Path::new("./-")), None);
    }

    #[cfg(unix)]
    #[test]
    fn descriptors_are_streams() {
        let named = |path: &str| NamedStream::named(Path::new(path));
        assert_eq!(named("/dev/fd/1"), Some(NamedStream::Stdout));
        assert_eq!(named("/proc/self/fd/2"), Some(NamedStream::Stderr));
        assert_eq!(named("/dev/fd/63"), Some(NamedStream::Other("/dev/fd/63".into())));
        for path in ["/dev/fd", "/dev/fd/x", "/dev/tty", "/dev/stdout/x", "a.json"] {
            assert_eq!(named(path), None, "{path}");
        }
    }
}
