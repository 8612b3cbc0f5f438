//! Opens pages in the browser.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::error::CliError;
use super::io::Io;
use super::named_stream::NamedStream;
use super::terminal::printable;
use crate::batch::HTML_REPORT;

/// Returns the file of the HTML report: the `given` one, or else one in the output folder if it is to be opened.
pub(super) fn html_report(
    given: Option<&Path>,
    is_opened: bool,
    out: Option<&Path>,
) -> Result<Option<PathBuf>, CliError> {
    match (given, out) {
        (Some(path), _) if is_opened && NamedStream::named(path).is_some() => {
            Err(CliError::usage("--open needs a report in a file; name it with --report-html FILE"))
        }
        (Some(path), _) => Ok(Some(path.to_path_buf())),
        (None, _) if !is_opened => Ok(None),
        (None, Some(out)) => Ok(Some(out.join(HTML_REPORT))),
        (None, None) => Err(CliError::usage("--open needs a report; name a file with --report-html FILE")),
    }
}

/// Opens a report in the browser.
pub(super) fn open_report(path: &Path, io: &mut Io<'_>) {
    let name = printable(&path.display().to_string());
    // The name of a file may look like an option or a URL.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    open_in_browser(&path, &name, io);
}

/// Opens a file or a URL in the browser. Without a desktop, says where it is; that is no failure of the command.
pub(super) fn open_in_browser(target: impl AsRef<OsStr>, name: &str, io: &mut Io<'_>) {
    let message = if !has_desktop() {
        format!("csdown: no desktop to open {name} on")
    } else if let Err(error) = opener::open_browser(target) {
        format!("warning: {name} cannot be opened: {error}")
    } else {
        return;
    };
    // If nobody reads the messages, it is there all the same.
    drop(writeln!(io.err, "{message}"));
}

/// Whether there is a desktop. Without one, a browser in the terminal might be started, or none found after some time.
#[cfg(all(unix, not(target_os = "macos")))]
fn has_desktop() -> bool {
    const VARIABLES: [&str; 4] = ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"];
    VARIABLES.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Whether there is a desktop.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn has_desktop() -> bool {
    true
}
