//! The options for images saved beside the Markdown.

use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(feature = "fetch")]
use tokio::runtime::Runtime;

#[cfg(feature = "fetch")]
use super::network::{NetworkArgs, client, runtime};
use crate::Options;
#[cfg(feature = "fetch")]
use crate::assets::{ImageError, ImageRequest, StoredImage};
use crate::assets::{ImageLimits, ImageLocalizer, ImageStore, RemoteImages};
use crate::cli::error::CliError;
#[cfg(feature = "fetch")]
use crate::fetch::{FetchOptions, NetworkImages};
use crate::options::Diagrams;

/// Which images are saved, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct ImageArgs {
    /// Save images in this folder, each once, and link to them from the Markdown
    #[arg(long, value_name = "FOLDER", help_heading = "Images")]
    assets: Option<PathBuf>,
    /// Do not check whether images that are already saved have changed
    #[arg(long, requires = "assets", help_heading = "Images")]
    assets_only_missing: bool,
    /// Maximum images saved per article; the rest keep their URL
    #[arg(long, value_name = "N", requires = "assets", default_value_t = ImageLimits::MAX_IMAGES, help_heading = "Images")]
    max_images: usize,
}

/// Converts diagrams to images unless another mode was chosen.
pub(crate) fn enable_diagrams(options: &mut Options) {
    if options.diagrams == Diagrams::Auto {
        options.diagrams = Diagrams::Image;
    }
}

/// Opens a folder of saved images.
pub(crate) fn open_images(folder: &Path) -> Result<ImageStore, CliError> {
    open(folder, ImageLimits::default())
}

fn open(folder: &Path, limits: ImageLimits) -> Result<ImageStore, CliError> {
    if folder.is_file() {
        return Err(CliError::usage(format!("{} is a file; --assets needs a folder", folder.display())));
    }
    ImageStore::open(folder, limits)
        .map_err(|error| CliError::usage(format!("cannot open the images in {}: {error}", folder.display())))
}

impl ImageArgs {
    /// Returns the folder, if any.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.assets.as_deref()
    }

    /// Adapts `options` to a conversion that saves images.
    pub(crate) fn apply(&self, options: &mut Options) {
        if self.assets.is_some() {
            enable_diagrams(options);
        }
    }

    /// Opens the folder, if any, for images of at most `max_bytes`. `remote` downloads images.
    pub(crate) fn open(
        &self,
        max_bytes: u64,
        remote: Option<Arc<dyn RemoteImages>>,
    ) -> Result<Option<ImageLocalizer>, CliError> {
        let Some(folder) = &self.assets else { return Ok(None) };
        let limits = ImageLimits { max_bytes, max_images: self.max_images, ..ImageLimits::default() };
        let store = Arc::new(open(folder, limits)?);
        Ok(Some(ImageLocalizer::new(store).remote(remote).only_missing(self.assets_only_missing)))
    }

    /// As [`Self::open`], with a network client for images only.
    #[cfg(feature = "fetch")]
    pub(crate) fn open_with_network(
        &self,
        network: &NetworkArgs,
        mut options: FetchOptions,
    ) -> Result<Option<ImageLocalizer>, CliError> {
        if self.assets.is_none() {
            return Ok(None);
        }
        network.apply(&mut options).map_err(CliError::usage)?;
        self.open(options.max_image, Some(Arc::new(Downloads::new(&options)?)))
    }
}

/// Downloads images on a runtime of its own, which stops with the run.
#[cfg(feature = "fetch")]
#[derive(Debug)]
struct Downloads {
    images: NetworkImages,
    _runtime: Runtime,
}

#[cfg(feature = "fetch")]
impl Downloads {
    fn new(options: &FetchOptions) -> Result<Self, CliError> {
        let (client, runtime) = (client(options)?, runtime()?);
        Ok(Self { images: NetworkImages::new(client, runtime.handle().clone()), _runtime: runtime })
    }
}

#[cfg(feature = "fetch")]
impl RemoteImages for Downloads {
    fn download(
        &self,
        requests: &[ImageRequest],
        store: &ImageStore,
    ) -> Vec<Result<StoredImage, ImageError>> {
        self.images.download(requests, store)
    }
}
