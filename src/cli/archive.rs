//! Archives: output folders with a catalogue.

use std::path::Path;

use super::error::CliError;
use crate::catalogue::Catalogue;

/// Opens the catalogue of an archive for reading.
pub(super) fn read_catalogue(archive: &Path) -> Result<Catalogue, CliError> {
    let catalogue = Catalogue::read(archive).map_err(CliError::failure)?;
    catalogue.ok_or_else(|| {
        let name = archive.display();
        let reason =
            if archive.is_dir() { "csdown has not written articles to it" } else { "is not a folder" };
        CliError::usage(format!("{name}: {reason}; convert articles with csdown convert POSTS -o {name}"))
    })
}
