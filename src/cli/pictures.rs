//! The options about pictures beside the Markdown.

use std::path::PathBuf;
use std::sync::Arc;

use super::convert::{Stop, usage};
use crate::Options;
use crate::batch::{PictureLimits, PictureStore, Pictures, RemotePictures};
use crate::options::Diagrams;

/// Where pictures go, and which.
#[derive(Debug, clap::Args)]
pub(super) struct PictureArgs {
    /// Save pictures into this folder, each once, and lead to them from the Markdown
    #[arg(long, value_name = "FOLDER", help_heading = "Pictures")]
    assets: Option<PathBuf>,
    /// Do not ask whether pictures that are there have changed
    #[arg(long, requires = "assets", help_heading = "Pictures")]
    assets_only_missing: bool,
    /// Pictures of an article that are saved; further ones keep their address
    #[arg(long, value_name = "N", requires = "assets", default_value_t = PictureLimits::COUNT, help_heading = "Pictures")]
    max_pictures: usize,
}

impl PictureArgs {
    /// Whether pictures are saved.
    pub(super) const fn are_saved(&self) -> bool {
        self.assets.is_some()
    }

    /// `options` as they are where pictures are saved: drawn diagrams are pictures, too.
    pub(super) fn over(&self, options: &mut Options) {
        if self.are_saved() && options.diagrams == Diagrams::Auto {
            options.diagrams = Diagrams::Picture;
        }
    }

    /// Opens the folder, for pictures of `bytes` at most. `remote` gets those from the network.
    pub(super) fn open(
        &self,
        bytes: u64,
        remote: Option<Arc<dyn RemotePictures>>,
    ) -> Result<Option<Pictures>, Stop> {
        let Some(folder) = &self.assets else { return Ok(None) };
        if folder.is_file() {
            return Err(usage(format!("{} is a file; pictures need a folder", folder.display())));
        }
        let limits = PictureLimits { bytes, count: self.max_pictures, ..PictureLimits::default() };
        let store = PictureStore::open(folder, limits)
            .map_err(|error| usage(format!("pictures in {}: {error}", folder.display())))?;
        Ok(Some(Pictures { store: Arc::new(store), remote, only_missing: self.assets_only_missing }))
    }
}
