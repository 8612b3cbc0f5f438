//! The settings of a run in the catalogue.

use super::config::Batch;
use super::output_dir::OutputDir;
use crate::catalogue::{CatalogueError, Settings};
use crate::store::digest;

/// Characters of the digest.
const DIGEST: usize = 16;

impl Batch<'_> {
    /// Returns the number of the settings; `None` if they cannot be compared with those of other runs, because a function
    /// of the caller decides what is converted.
    pub(super) fn settings(&self, output_dir: &OutputDir) -> Result<Option<i64>, CatalogueError> {
        if self.converter.has_function_rules() {
            return Ok(None);
        }
        let options = serde_json::to_string(self.converter.options()).unwrap_or_default();
        let images =
            self.images.as_ref().map(|images| (images.settings(&output_dir.root), images.has_network()));
        let mut digest = digest(format!("{options}{images:?}").as_bytes());
        digest.truncate(DIGEST);
        let settings = Settings { version: env!("CARGO_PKG_VERSION"), digest: &digest, options: &options };
        output_dir.catalogue.settings(&settings).map(Some)
    }
}
