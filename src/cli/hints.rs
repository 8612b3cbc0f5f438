//! Failures with a hint on what to do next.

use crate::Error;
use crate::batch::{Failure, WriteError};

/// Describes why the input called `name` failed, and which option or command would help.
pub(super) fn with_hint(name: &str, failure: &Failure) -> String {
    let hint = match failure {
        Failure::Write(WriteError::Exists) => "; use --force to overwrite it".to_owned(),
        Failure::OutputKept { .. } => "; use --force to replace it".to_owned(),
        Failure::Name(_) => "; use --date-fallback file or omit, or another --name".to_owned(),
        Failure::Convert(Error::LimitExceeded { what: "bytes of text", .. }) => {
            "; raise it with --max-nodes, which allows 8 bytes of text for each node".to_owned()
        }
        // In proportion to the page; no option raises it.
        Failure::Convert(Error::LimitExceeded { what: "bytes of attributes", .. }) => String::new(),
        Failure::Convert(Error::LimitExceeded { what, .. }) => format!("; raise it with --max-{what}"),
        Failure::Read(_) if name.starts_with("https://") || name.starts_with("http://") => {
            "; use csdown fetch to download an article".to_owned()
        }
        _ => String::new(),
    };
    format!("{failure}{hint}")
}
