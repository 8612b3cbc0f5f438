//! The options about pictures beside the Markdown.

use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(feature = "fetch")]
use tokio::runtime::Runtime;

use super::convert::{Stop, usage};
#[cfg(feature = "fetch")]
use super::network::{NetworkArgs, client, runtime};
use crate::Options;
#[cfg(feature = "fetch")]
use crate::assets::{ImageError, ImageRequest, StoredImage};
use crate::assets::{ImageLimits, ImageLocalizer, ImageStore, RemoteImages};
#[cfg(feature = "fetch")]
use crate::fetch::{FetchOptions, NetworkImages};
use crate::options::Diagrams;

/// Where pictures go, and which.
#[derive(Debug, clap::Args)]
pub(super) struct PictureArgs {
    /// Save pictures into this folder, each once, and lead to them from the Markdown
    #[arg(long, value_name = "FOLDER", help_heading = "Images")]
    assets: Option<PathBuf>,
    /// Do not ask whether pictures that are there have changed
    #[arg(long, requires = "assets", help_heading = "Images")]
    assets_only_missing: bool,
    /// Images of an article that are saved; further ones keep their address
    #[arg(long, value_name = "N", requires = "assets", default_value_t = ImageLimits::MAX_IMAGES, help_heading = "Images")]
    max_pictures: usize,
}

/// Makes drawn diagrams pictures, where nothing else is asked for.
pub(super) fn draw(options: &mut Options) {
    if options.diagrams == Diagrams::Auto {
        options.diagrams = Diagrams::Picture;
    }
}

/// Opens a folder of pictures that are there.
pub(super) fn open(folder: &Path) -> Result<ImageStore, Stop> {
    store(folder, ImageLimits::default())
}

fn store(folder: &Path, limits: ImageLimits) -> Result<ImageStore, Stop> {
    if folder.is_file() {
        return Err(usage(format!("{} is a file; pictures need a folder", folder.display())));
    }
    ImageStore::open(folder, limits)
        .map_err(|error| usage(format!("pictures in {}: {error}", folder.display())))
}

impl PictureArgs {
    /// Whether pictures are saved.
    pub(super) const fn are_saved(&self) -> bool {
        self.assets.is_some()
    }

    /// `options` as they are where pictures are saved: drawn diagrams are pictures, too.
    pub(super) fn over(&self, options: &mut Options) {
        if self.are_saved() {
            draw(options);
        }
    }

    /// Opens the folder, for pictures of `bytes` at most. `remote` gets those from the network.
    pub(super) fn open(
        &self,
        bytes: u64,
        remote: Option<Arc<dyn RemoteImages>>,
    ) -> Result<Option<ImageLocalizer>, Stop> {
        let Some(folder) = &self.assets else { return Ok(None) };
        let limits =
            ImageLimits { max_bytes: bytes, max_images: self.max_pictures, ..ImageLimits::default() };
        let store = store(folder, limits)?;
        Ok(Some(ImageLocalizer::new(store).remote(remote).only_missing(self.assets_only_missing)))
    }
}

#[cfg(feature = "fetch")]
impl PictureArgs {
    /// As [`Self::open`], for a run that asks the network for pictures alone.
    pub(super) fn open_with_network(
        &self,
        network: &NetworkArgs,
        options: FetchOptions,
    ) -> Result<Option<ImageLocalizer>, Stop> {
        if !self.are_saved() {
            return Ok(None);
        }
        let options = network.over(options).map_err(usage)?;
        self.open(options.max_image, Some(Arc::new(Downloads::begin(&options)?)))
    }
}

/// Images from the network, and the runtime that gets them.
#[cfg(feature = "fetch")]
#[derive(Debug)]
struct Downloads {
    pictures: NetworkImages,
    /// Ends with the run.
    _runtime: Runtime,
}

#[cfg(feature = "fetch")]
impl Downloads {
    fn begin(options: &FetchOptions) -> Result<Self, Stop> {
        let (client, runtime) = (client(options)?, runtime()?);
        Ok(Self { pictures: NetworkImages::new(client, runtime.handle().clone()), _runtime: runtime })
    }
}

#[cfg(feature = "fetch")]
impl RemoteImages for Downloads {
    fn download(&self, wanted: &[ImageRequest], store: &ImageStore) -> Vec<Result<StoredImage, ImageError>> {
        self.pictures.download(wanted, store)
    }
}
