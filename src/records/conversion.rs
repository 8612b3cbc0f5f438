//! Conversion of the page of a record.

use crate::batch::{Failure, catch_panics};
use crate::verify::Verification;
use crate::{Conversion, Converter, Hints, Report, Warning, WarningCode};

/// Converts the page of a record, and compares the Markdown with it if `verify` is set.
///
/// # Errors
///
/// [`Failure::Convert`] if it cannot be converted, [`Failure::Panicked`] after a panic.
pub fn convert_page(
    converter: &Converter,
    page: &[u8],
    hints: &Hints<'_>,
    verify: bool,
) -> Result<(Conversion, Option<Verification>), Failure> {
    catch_panics(|| {
        Ok(if verify {
            let (conversion, verification) = converter.convert_verified(page, hints)?;
            (conversion, Some(verification))
        } else {
            (converter.convert_bytes(page, hints)?, None)
        })
    })
}

/// Adds the warning that the page was a text with lone surrogates, which became U+FFFD.
pub fn warn_about_lone_surrogates(report: &mut Report) {
    let warning = Warning::new(WarningCode::InvalidBytes, None, "half of a surrogate pair");
    report.warnings.insert(0, warning);
}
