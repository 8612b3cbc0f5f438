//! Archives: output folders with a catalogue.

use std::path::Path;

use super::error::CliError;
use crate::catalogue::Catalogue;

/// Opens the catalogue of an archive for reading. `missing` makes the error for a folder without one.
pub(super) fn read_catalogue(
    archive: &Path,
    missing: impl Fn(String) -> CliError,
) -> Result<Catalogue, CliError> {
    let name = archive.display();
    let advice = format!("convert articles with csdown convert POSTS -o {name}");
    if !archive.is_dir() {
        return Err(missing(format!("{name}: is not a folder; {advice}")));
    }
    let catalogue = Catalogue::read(archive).map_err(CliError::failure)?;
    catalogue.ok_or_else(|| missing(format!("{name}: csdown has not written articles to it; {advice}")))
}
